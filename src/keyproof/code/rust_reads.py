"""Rust's own ways to a setting: clap's options, and structs that envy, figment and config fill from the environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Assign, Attr, Call, Class, Const, Expr, Name, Other, Sequence, Str
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import CallSite, Scope
from keyproof.code.taken import Step, Taken
from keyproof.patterns import regex

_PARSERS: Final = frozenset({"Parser", "Args", "Subcommand", "StructOpt"})
_OPTION: Final = regex(r"#\[\s*(?:arg|clap|structopt|envconfig)\s*\((.{0,600})\)\s*\]$")
_ENV: Final = regex(r"(?:^|[,(\s])(?:env|from)\s*(?:=\s*\"([A-Za-z_][A-Za-z0-9_]{1,127})\"|(?=\s*(?:[,)]|$)))")
_DEFAULT: Final = regex(r"\b(?:default_value(?:_t)?|default)\s*=\s*(?:\"([^\"]{0,200})\"|[^,)]{1,100})")
_LONG: Final = regex(r"(?:^|[,(\s])long\s*(?:=\s*\"([\w-]{1,60})\")?(?=\s*(?:[,)]|$))")
_SHORT: Final = regex(r"(?:^|[,(\s])short\b")
_RENAMED: Final = regex(r"serde\s*\([^)\]]{0,200}\brename\s*=\s*\"([\w-]{1,60})\"")
_OPTIONAL: Final = regex(r"^(?:std::option::)?Option\s*<|#\[serde\([^\]]{0,200}\bdefault\b")
_SWITCH: Final = regex(r"^(?:Option\s*<\s*)?(?:bool|u8|u16|u32|u64|usize|i32|i64|f64)\b")
_CHAIN: Final = 40
_DEEPEST: Final = 4
"""Structs in structs that are filled."""


def option_fields(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the options and variables that clap takes for the fields of a struct, and for ``Arg::new(…)``."""
    for path in modules:
        module = project.modules[path]
        if module.language != "rust":
            continue
        made = project.index(module)
        for node, _ in made.places:
            if isinstance(node, Class) and _derives(node) & (_PARSERS | {"Envconfig"}):
                for statement in node.body:
                    if isinstance(statement, Assign) and isinstance(statement.target, Name):
                        yield from _field(statement, statement.target.id, made.scopes[id(node)], node)
        for site in made.calls:
            yield from _built(project, site)


def _derives(node: Class) -> set[str]:
    return {
        last_name(a.value)
        for d in node.decorators
        if isinstance(d, Call) and last_name(d.func) == "derive"
        for a in d.args
    }


def _field(statement: Assign, name: str, owner: Scope, node: Class) -> Iterator[Taken]:
    kind, _, attributes = statement.annotation.partition("#[")
    found = _OPTION.search(" ".join(f"#[{attributes}".split())) if attributes else None
    if found is None or _SWITCH.match(kind):
        return
    text = found[1]
    env, long, default = _ENV.search(text), _LONG.search(text), _DEFAULT.search(text)
    optional = bool(_OPTIONAL.match(kind)) or default is not None or kind.startswith("Vec")
    secret = is_secret_name(name) or "Secret" in kind
    variable = (env[1] or name.upper()) if env is not None else ""
    word = (long[1] if long is not None else "") or name.replace("_", "-")
    flag = f"--{word}" if long is not None or _SHORT.search(text) else ""
    given: Expr | None = Str(statement.span, default[1]) if default is not None and default[1] else None
    step = (Step(statement, owner),)
    if variable:
        yield Taken(
            variable, "env", step, default=given, bare=not optional, names_itself=True, via=(node.name,),
            required=False if default is not None else None if optional else True, declared=name, secret=secret or None,
        )  # fmt: skip
    if flag and (secret or is_secret_name(flag)):
        alone = not variable and not optional
        yield Taken(
            flag, "cli", step, default=given, bare=alone, names_itself=True, required=True if alone else False if variable else None,
            traced=not variable, declared=name, secret=True,
        )  # fmt: skip


def _built(project: Project, site: CallSite) -> Iterator[Taken]:
    """``Arg::new("token").long("token").env("ACME_TOKEN").required(true)``."""
    call = site.call
    if (
        not isinstance(call.func, Attr)
        or call.func.name not in ("new", "with_name")
        or last_name(call.func.value) != "Arg"
    ):
        return
    chain = {last_name(c.func): c for c in _around(project, call, site.scope)}
    if not chain:
        return
    texts = {
        key: project.constant(site.module, c.args[0].value, site.scope) if c.args else None for key, c in chain.items()
    }
    name = project.constant(site.module, call.args[0].value, site.scope) if call.args else None
    variable, long = texts.get("env"), texts.get("long")
    asked = chain["required"].args[0].value if "required" in chain and chain["required"].args else None
    required = isinstance(asked, Const) and asked.kind == "true"
    secret = any(is_secret_name(t) for t in (name, variable, long) if t)
    step = (Step(call, site.scope),)
    given = chain["default_value"].args[0].value if "default_value" in chain and chain["default_value"].args else None
    if variable:
        yield Taken(
            variable, "env", step, default=given, bare=required, names_itself=True, required=required or None,
            declared=name or "", secret=secret or None,
        )  # fmt: skip
    if long and secret:
        yield Taken(f"--{long}", "cli", step, default=given, required=False if variable else required or None, secret=True,
                    traced=False)  # fmt: skip


def _around(
    project: Project,
    call: Call,
    scope: Scope,
    wanted: tuple[str, ...] = ("env", "long", "required", "default_value", "short"),
) -> list[Call]:
    """Return the calls that are chained to *call*, found by their place: they all begin where it does."""
    start = (call.span.line, call.span.column)
    return [
        s.call
        for s in project.index(scope.module).calls
        if s.call is not call and isinstance(s.call.func, Attr) and (s.call.span.line, s.call.span.column) == start
        and last_name(s.call.func) in wanted
    ][:_CHAIN]  # fmt: skip


# ---- structs that a library fills ------------------------------------------------------------------------------------


def filled_fields(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the variables that envy, figment and config read for the fields of a struct."""
    for path in modules:
        module = project.modules[path]
        if module.language != "rust":
            continue
        for site in project.index(module).calls:
            prefix = _prefix(project, site)
            if prefix is None:
                continue
            chain = {
                last_name(c.func): c for c in _around(project, site.call, site.scope, ("only", "split", "separator"))
            }
            if "only" in chain:
                yield from _listed(project, chain["only"], site.scope, prefix)
                continue
            between = next(
                (chain[n].args[0].value for n in ("split", "separator") if n in chain and chain[n].args), None
            )
            separator = (project.constant(module, between, site.scope) or "") if between is not None else ""
            for owner in _filled(project, site):
                if isinstance(owner.node, Class):
                    yield from _serde(project, owner, prefix, site, separator, 0)


def _prefix(project: Project, site: CallSite) -> str | None:
    """Return what the names of variables begin with, None for a call that reads none."""
    call = site.call
    dotted = project.dotted(call.func, site.scope)
    last = last_name(call.func)
    texts = [project.constant(site.module, a.value, site.scope) or "" for a in call.args[:1]]
    if dotted in ("envy.from_env", "envy.from_iter"):
        return ""
    if dotted == "envy.prefixed":
        return texts[0] if texts else None
    holder = last_name(call.func.value) if isinstance(call.func, Attr) else ""
    if holder == "Env" and last in ("prefixed", "raw"):
        return texts[0] if texts else ""
    if holder == "Environment" and last in ("with_prefix", "default"):
        return f"{texts[0]}_" if texts and texts[0] else ""
    return None


def _filled(project: Project, site: CallSite) -> list[Scope]:
    """Return the structs that the function around makes: what it gives back, and what its file derives with serde."""
    function = site.scope.function
    found: list[Scope] = []
    if function is not None and function.returns:
        owner = project.classes.named(site.module, function.returns)
        if owner is not None:
            return [owner]
    made = project.index(site.module)
    for scope in made.scopes.values():
        if isinstance(scope.node, Class) and "Deserialize" in _derives(scope.node):
            found.append(scope)
    return found if len(found) == 1 else []


def _listed(project: Project, call: Call, scope: Scope, prefix: str) -> Iterator[Taken]:
    """``Env::prefixed("ACME_").only(&["key"])``."""
    given = call.args[0].value if call.args else None
    for item in given.items if isinstance(given, Sequence) else ():
        name = project.constant(scope.module, item, scope)
        if name:
            yield Taken((prefix + name).upper(), "env", (Step(call, scope),), traced=False)


def _serde(project: Project, owner: Scope, prefix: str, site: CallSite, separator: str, depth: int) -> Iterator[Taken]:
    node = owner.node
    assert isinstance(node, Class)
    marks = [a for d in node.decorators if isinstance(d, Call) and last_name(d.func) == "serde" for a in d.args]
    whole = any("default" in (a.name, last_name(a.value)) for a in marks)
    for statement in node.body:
        if not isinstance(statement, Assign) or not isinstance(statement.target, Name):
            continue
        name = statement.target.id
        renamed = _RENAMED.search(statement.annotation)
        variable = (prefix + (renamed[1] if renamed is not None else name)).upper()
        held = statement.value.parts if isinstance(statement.value, Other) else ()
        inner = project.classes.of(held[0], owner) if held and separator and depth < _DEEPEST else None
        if inner is not None and isinstance(inner.node, Class) and inner is not owner:
            yield from _serde(project, inner, f"{variable}{separator}", site, separator, depth + 1)
            continue
        optional = whole or bool(_OPTIONAL.search(statement.annotation))
        secret = is_secret_name(name) or "Secret" in statement.annotation
        yield Taken(
            variable, "env", (Step(site.call, site.scope), Step(statement, owner)), bare=not optional, names_itself=True,
            required=None if optional else True, via=(node.name,), declared=name, secret=secret,
        )  # fmt: skip
