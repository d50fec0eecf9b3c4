"""Options of the command line that are named like a credential, and the variables they may also come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.code.csharp_options import flag_options
from keyproof.code.go_reads import flag_reads
from keyproof.code.hand_options import hand_options
from keyproof.code.ir import Arg, Call, Class, Const, Expr, Function, Mapping, Name, Param, Sequence, Str
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.property_reads import marked_options
from keyproof.code.rust_reads import option_fields
from keyproof.code.scope import Scope
from keyproof.code.sources_table import OPTION_CALLS, OPTION_CLASSES, OPTION_METHODS, OPTION_TABLES
from keyproof.code.taken import Step, Taken
from keyproof.patterns import regex

_FLAG: Final = regex(r"--[A-Za-z][\w-]*")


def option_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the options in *modules* that take a credential."""
    yield from flag_reads(project, modules)
    yield from option_fields(project, modules)
    yield from flag_options(project, modules)
    yield from hand_options(project, modules)
    for path in modules:
        for node, scope in project.index(project.modules[path]).of(Call, Function, Class):
            if isinstance(node, Call):
                yield from _call(project, node, scope)
            elif isinstance(node, Function):
                yield from _typer(project, node, scope)
            elif isinstance(node, Class) and project.modules[path].language in ("java", "kotlin"):
                yield from marked_options(node, project.scope_of(project.modules[path], node))


def _call(project: Project, call: Call, scope: Scope) -> Iterator[Taken]:
    last = last_name(call.func)
    dotted = project.dotted(call.func, scope)
    if dotted in OPTION_CALLS or last in OPTION_METHODS or dotted in OPTION_CLASSES:
        yield from _option(call, scope, last)
    elif last in ("options", "parseArgs", "minimist", "meow", "cli", "command"):
        table = next((t for t in OPTION_TABLES if dotted == t or dotted.endswith("." + t)), None)
        if table is not None or last in ("options", "parseArgs", "meow"):
            for arg in call.args:
                yield from _table(project, arg.value, scope, 0)


def _option(call: Call, scope: Scope, last: str) -> Iterator[Taken]:
    texts = [a.value.value for a in call.args if not a.name and isinstance(a.value, Str)]
    flags = [f for t in texts for f in _FLAG.findall(t)]
    if not flags and texts and last in ("option", "positional") and re.fullmatch(r"[A-Za-z][\w-]*", texts[0]):
        # yargs and cac name the option without dashes.
        flags = [f"--{texts[0]}"]
    flag = next((f for f in flags if is_secret_name(f)), None)
    kind = {a.name: a.value for a in call.args}
    if flag is None or _is_switch(kind):
        return
    required = _is_true(kind.get("required")) or last == "requiredOption"
    attribute = option_attribute(call) if last in OPTION_METHODS else ""
    yield _taken(flag, call, scope, required=required, attribute=attribute)
    yield from _envvars(kind.get("envvar"), call, scope)


def option_attribute(call: Call) -> str:
    """Return the attribute under which the option that *call* declares is had; ``""`` when it declares none."""
    for arg in call.args:
        if arg.name == "dest" and isinstance(arg.value, Str):
            return arg.value.value
    flags: list[str] = [f for a in call.args if isinstance(a.value, Str) for f in _FLAG.findall(a.value.value)]
    if not flags:
        return ""
    parts: list[str] = flags[0].lstrip("-").split("-")
    if last_name(call.func) == "add_argument":
        return "_".join(parts)
    return parts[0] + "".join(p.capitalize() for p in parts[1:])


def _envvars(value: Expr | None, call: Call, scope: Scope) -> Iterator[Taken]:
    items: tuple[Expr, ...] = value.items if isinstance(value, Sequence) else (value,) if value is not None else ()
    for item in items:
        if isinstance(item, Str):
            yield Taken(item.value, "env", (Step(item, scope),), traced=False)


def _is_switch(kind: dict[str, Expr]) -> bool:
    action = kind.get("action")
    return _is_true(kind.get("is_flag")) or (isinstance(action, Str) and action.value.startswith("store_"))


def _is_true(value: Expr | None) -> bool:
    return isinstance(value, Const) and value.kind == "true"


def _taken(flag: str, node: Expr, scope: Scope, *, required: bool, attribute: str = "") -> Taken:
    return Taken(
        flag,
        "cli",
        (Step(node, scope),),
        bare=required,
        names_itself=True,
        required=required or (None if attribute else False),
        traced=required or bool(attribute),
        declared=attribute,
        secret=True,
    )


def _table(project: Project, expr: Expr, scope: Scope, hops: int) -> Iterator[Taken]:
    """Options as a mapping: ``{ "api-key": { type: "string" } }``, nested under ``options`` or ``flags``."""
    if hops > 3:
        return
    if isinstance(expr, Name):
        found = project.lookup(scope.module, expr.id, scope)
        if found is not None and isinstance(found.node, Mapping):
            yield from _table(project, found.node, found.scope, hops + 1)
    if not isinstance(expr, Mapping):
        return
    for pair in expr.pairs:
        key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
        if isinstance(pair.value, Mapping):
            if key in ("options", "flags"):
                yield from _table(project, pair.value, scope, hops + 1)
            elif is_secret_name(key) and not _is_boolean(pair.value):
                dashed = "--" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", key).replace("_", "-").lower()
                yield _taken(dashed, pair.value, scope, required=False, attribute=key)
        elif key in ("options", "flags") and isinstance(pair.value, Name):
            yield from _table(project, pair.value, scope, hops + 1)


def _is_boolean(mapping: Mapping) -> bool:
    for pair in mapping.pairs:
        if isinstance(pair.value, Str) and pair.value.value == "boolean":
            return True
        if isinstance(pair.value, Name) and pair.value.id == "Boolean":
            return True
    return False


def _typer(project: Project, function: Function, scope: Scope) -> Iterator[Taken]:
    """``def main(api_key: str = typer.Option(..., envvar="API_KEY"))``."""
    inside = project.scope_of(scope.module, function)
    for param in function.params:
        default = param.default
        if not isinstance(default, Call) or project.dotted(default.func, scope) not in OPTION_CALLS:
            continue
        kind = {a.name: a.value for a in default.args}
        if not any(isinstance(a.value, Str) and a.value.value.startswith("--") for a in default.args):
            flag = "--" + param.name.replace("_", "-")
            if is_secret_name(flag) and not param.annotation.startswith("bool"):
                yield Taken(
                    flag, "cli", (Step(_place(param, default.args, default), inside),), secret=True, traced=False
                )
                yield from _envvars(kind.get("envvar"), default, inside)


def _place(param: Param, args: tuple[Arg, ...], call: Call) -> Param | Call:
    return call if args else param
