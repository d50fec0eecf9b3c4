"""Stores other than the environment: keyrings, secret managers, files, cloud chains, sign-ins, clients' own lookups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.env_reads import is_env
from keyproof.code.ir import Attr, Call, Expr, Index, Mapping, Name, Node, Other, Param, Str, Unary
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.sources_table import (
    CLIENTS,
    CLOUD_CHAINS,
    EXPLICIT_KEYS,
    FILE_LOADS,
    FILE_OPENS,
    KEYRING_CALLS,
    OAUTH_CALLS,
    RAISING_CLIENTS,
    SECRET_CALLS,
    SECRET_MANAGERS,
)
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk

_HOPS: Final = 5


def store_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the credentials that *modules* take from stores; a cloud chain or client once a file."""
    for path in modules:
        once: set[str] = set()
        for node, scope in project.index(project.modules[path]).of(Call, Index, Attr):
            found: Iterator[Taken] = iter(())
            if isinstance(node, Call):
                found = _call(project, node, scope)
            elif isinstance(node, Index):
                found = _file_key(project, node, node.value, node.key, scope)
            elif isinstance(node, Attr) and project.modules[path].language != "python" and is_secret_name(node.name):
                found = _file_key(project, node, node.value, Str(node.span, node.name), scope)
            for taken in found:
                key = f"{taken.source} {taken.name}"
                if taken.source in ("keyring", "file") or key not in once:
                    once.add(key)
                    yield taken


def _call(project: Project, call: Call, scope: Scope) -> Iterator[Taken]:
    dotted = project.dotted(call.func, scope)
    last = last_name(call.func)
    step = (Step(call, scope),)
    if dotted in KEYRING_CALLS:
        yield Taken(_constant(project, call, scope, 1) or "keyring", "keyring", step, secret=True)
    elif last in SECRET_CALLS and isinstance(call.func, Attr):
        if _manager(project, call, scope):
            name = _secret_id(project, call, scope, SECRET_CALLS[last]) or "secret manager entry"
            yield Taken(name, "secret-manager", step, secret=True, traced=False)
    elif dotted in OAUTH_CALLS:
        yield Taken(OAUTH_CALLS[dotted], "oauth", step, secret=True, traced=False)
    elif dotted in CLOUD_CHAINS:
        if not _explicit(call):
            yield Taken(CLOUD_CHAINS[dotted], "cloud-chain", step, secret=True, traced=False)
    elif call.new and _from_package(project, call, scope, "@aws-sdk/client-"):
        if not _explicit(call):
            yield Taken("AWS_*", "cloud-chain", step, secret=True, traced=False)
    elif dotted in CLIENTS and not _explicit(call) and (call.new or scope.module.language == "python"):
        for name in CLIENTS[dotted]:
            alone = len(CLIENTS[dotted]) == 1
            raises = dotted.partition(".")[0] in RAISING_CLIENTS
            yield Taken(
                name,
                "env",
                step,
                bare=raises,
                names_itself=raises,
                required=True if alone else None,
                secret=True,
                traced=raises,
                via=(dotted,),
            )
    elif last == "get" and call.args and isinstance(call.func, Attr):
        yield from _file_key(project, call, call.func.value, call.args[0].value, scope)


def _from_package(project: Project, call: Call, scope: Scope, prefix: str) -> bool:
    if not isinstance(call.func, Name) or not call.func.id.endswith("Client"):
        return False
    found = project.imported_from(call.func.id, scope)
    return found is not None and found.module.startswith(prefix)


def _explicit(call: Call) -> bool:
    """Return whether the call is given its credential."""
    for arg in call.args:
        if arg.name in EXPLICIT_KEYS or arg.name in ("**", "..."):
            return True
        if isinstance(arg.value, Mapping):
            for pair in arg.value.pairs:
                key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
                if key in EXPLICIT_KEYS or pair.key is None:
                    return True
        elif not arg.name and isinstance(arg.value, Name | Attr) and call.new:
            # ``new OpenAI(options)``: what the options hold is not known here.
            return True
    return False


def _constant(project: Project, call: Call, scope: Scope, position: int) -> str:
    if position < len(call.args):
        found = project.constants(scope.module, call.args[position].value, scope)
        return found[0] if found else ""
    return ""


def _manager(project: Project, call: Call, scope: Scope) -> bool:
    """Return whether the file (or the receiver's making) speaks of a store of secrets."""
    for values in project.top(scope.module).names.values():
        for value in values:
            if getattr(value, "module", "") in SECRET_MANAGERS:
                return True
    for node, _ in project.index(scope.module).of(Str):
        if isinstance(node, Str) and node.value in ("secretsmanager", "secretmanager"):
            return True
    return False


def _secret_id(project: Project, call: Call, scope: Scope, key: str) -> str:
    for arg in call.args:
        value: Expr | None = arg.value if arg.name in (key, "name", "request", "secret_id") or not arg.name else None
        if isinstance(value, Mapping):
            value = next((p.value for p in value.pairs if isinstance(p.key, Str | Name) and _key(p.key) == key), None)
        if value is not None:
            found = project.constants(scope.module, value, scope)
            if found and found[0].strip("*/"):
                return found[0]
    return ""


def _key(expr: Str | Name) -> str:
    return expr.value if isinstance(expr, Str) else expr.id


# ---- files -----------------------------------------------------------------------------------------------------------


def _file_key(project: Project, node: Node, holder: Expr, key: Expr, scope: Scope) -> Iterator[Taken]:
    """``config["password"]`` where *config* was loaded from a file."""
    if not isinstance(key, Str) or not is_secret_name(key.value) or not _from_file(project, holder, scope, 0):
        return
    if not is_env(project, holder, scope):
        yield Taken(key.value, "file", (Step(node, scope),), secret=True)


def _from_file(project: Project, expr: Expr, scope: Scope, hops: int) -> bool:
    if hops > _HOPS:
        return False
    if isinstance(expr, Unary | Index):
        return _from_file(project, expr.value, scope, hops + 1)
    if isinstance(expr, Other) and len(expr.parts) == 1:
        return _from_file(project, expr.parts[0], scope, hops + 1)
    if isinstance(expr, Name):
        found = project.lookup(scope.module, expr.id, scope)
        node = found.node if found is not None else None
        if found is None or node is None or node is expr or isinstance(node, Param):
            return False
        return isinstance(node, Call | Index | Name | Unary | Other) and _from_file(
            project, node, found.scope, hops + 1
        )
    if not isinstance(expr, Call):
        return False
    if last_name(expr.func) == "get" and isinstance(expr.func, Attr):
        return _from_file(project, expr.func.value, scope, hops + 1)
    return _loads(project, expr, scope)


def _loads(project: Project, call: Call, scope: Scope) -> bool:
    dotted = project.dotted(call.func, scope)
    if dotted not in FILE_LOADS:
        return False
    if dotted == "configparser.ConfigParser":
        return True
    return any(_is_file(project, a.value, scope, 0) for a in call.args)


def _is_file(project: Project, expr: Expr, scope: Scope, hops: int) -> bool:
    """Return whether *expr* is an open file or the text of one."""
    if hops > _HOPS:
        return False
    for node in walk(expr, into_functions=False):
        if isinstance(node, Call) and last_name(node.func) in FILE_OPENS:
            if last_name(node.func) != "read":
                return True
            func = node.func
            if isinstance(func, Attr) and _is_file(project, func.value, scope, hops + 1):
                return True
        elif isinstance(node, Name):
            for value, inside in project.bindings(node.id, scope):
                if isinstance(value, Call | Unary) and value is not expr and _is_file(project, value, inside, hops + 2):
                    return True
    return False
