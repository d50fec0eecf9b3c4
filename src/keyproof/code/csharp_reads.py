"""Settings of .NET programs: configuration keys, options classes that are bound to a section, options of the command line.

The configuration of a host is filled from settings files and then from the environment, where ``:`` is written ``__``: the
key ``Api:Token`` is the variable ``Api__Token``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Class,
    Const,
    Expr,
    ExprStmt,
    Function,
    If,
    Index,
    Mapping,
    Name,
    Node,
    Other,
    Param,
    Str,
)
from keyproof.code.messages import last_name, texts
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk
from keyproof.patterns import regex

LANGUAGE: Final = "csharp"
_HOPS: Final = 6
_DEPTH: Final = 3
_TYPES: Final = regex(
    r"^(?:\w{1,60}\.){0,6}(?:IConfiguration|IConfigurationRoot|ConfigurationManager|IConfigurationManager)$"
)
_CONFIGS: Final = regex(r"^_?(?:[cC]onfig(?:uration)?|cfg|configRoot|appConfig(?:uration)?)$")
_SECTIONS: Final = frozenset({"GetSection", "GetRequiredSection"})
_BINDS: Final = frozenset(
    {"Get", "Bind", "Configure", "BindConfiguration", "AddOptions", "AddOptionsWithValidateOnStart"}
)
_DEMANDS: Final = frozenset({"Required", "MinLength", "NotNull"})
_VALUES: Final = frozenset({"GetValue", "GetConnectionString"})


def variable(key: str) -> str:
    """Return the variable that the configuration key *key* is taken from."""
    return key.replace(":", "__")


def section(project: Project, expr: Expr, scope: Scope, hops: int = 0) -> str | None:
    """Return the prefix of the keys of *expr*: ``""`` for the configuration itself, None for anything else."""
    if hops > _HOPS:
        return None
    if isinstance(expr, Other) and len(expr.parts) == 1 and expr.kind == "as_expression":
        return section(project, expr.parts[0], scope, hops + 1)
    if isinstance(expr, Call):
        return _called_section(project, expr, scope, hops)
    if not isinstance(expr, Name | Attr):
        return None
    name = last_name(expr)
    found = project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else project.member(expr, scope)
    node = found.node if found is not None else None
    if isinstance(node, Param):
        return "" if _TYPES.match(node.annotation) or (not node.annotation and _CONFIGS.match(name)) else None
    if isinstance(node, Other) and node.kind == "declared" and node.parts:
        return "" if _TYPES.match(last_name(node.parts[0])) else None
    if found is not None and isinstance(node, Call | Name | Attr | Other) and node is not expr:
        made = section(project, node, found.scope, hops + 1)
        if made is not None or isinstance(node, Call):
            return made
    if isinstance(node, Mapping | Class | Function):
        return None
    plain = isinstance(expr, Attr) and name == "Configuration"
    return "" if plain or (found is None and _CONFIGS.match(name)) else None


def _called_section(project: Project, call: Call, scope: Scope, hops: int) -> str | None:
    name = last_name(call.func)
    if not isinstance(call.func, Attr):
        return None
    if name in _SECTIONS and call.args:
        outer = section(project, call.func.value, scope, hops + 1)
        key = project.constant(scope.module, call.args[0].value, scope)
        return f"{outer}{key}:" if outer is not None and key else None
    if name == "Build":
        return "" if any(isinstance(n, Name) and n.id == "ConfigurationBuilder" for n in walk(call.func)) or (
            isinstance(call.func.value, Name) and "config" in call.func.value.id.lower()
        ) else None  # fmt: skip
    if name in ("GetRequiredService", "GetService"):
        return "" if any(a.name == "<>" and _TYPES.match(last_name(a.value)) for a in call.args) else None
    return None


def _made(project: Project, expr: Expr, scope: Scope, hops: int = 0) -> Call | None:
    """Return the call of ``Build`` that made a configuration by hand, None for that of a host."""
    if isinstance(expr, Call):
        if last_name(expr.func) == "Build":
            return (
                expr if any(isinstance(n, Name) and n.id == "ConfigurationBuilder" for n in walk(expr.func)) else None
            )
        return (
            _made(project, expr.func.value, scope, hops + 1) if isinstance(expr.func, Attr) and hops < _HOPS else None
        )
    if not isinstance(expr, Name | Attr) or hops > _HOPS:
        return None
    found = project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else project.member(expr, scope)
    node = found.node if found is not None else None
    return (
        _made(project, node, found.scope, hops + 1)
        if found is not None and isinstance(node, Call | Name | Attr)
        else None
    )


def _switch(project: Project, node: Node, scope: Scope) -> tuple[str, Expr | None] | None:
    """Return the option that a key of a configuration made of nothing but the command line stands for, and its default."""
    holder = node.value if isinstance(node, Index) else None
    if isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name in _VALUES:
        holder = node.func.value
    made = _made(project, holder, scope) if holder is not None else None
    if made is None:
        return None
    steps = {n.name for n in walk(made.func) if isinstance(n, Attr)}
    found = (
        _asked(project, node, scope) if "AddCommandLine" in steps and "AddEnvironmentVariables" not in steps else None
    )
    if found is None:
        return None
    prefix, key, default = found
    text = project.constant(scope.module, key, scope)
    if text is None:
        return None
    for part in walk(made.func):
        pairs = part.pairs if isinstance(part, Mapping) else ()
        for pair in pairs:
            if isinstance(pair.key, Str) and isinstance(pair.value, Str) and pair.value.value == prefix + text:
                return pair.key.value, default
    return f"--{prefix}{text}", default


def config_key(project: Project, node: Node, scope: Scope) -> tuple[str, Expr, Expr | None] | None:
    """Return the prefix, the key and the default of one read of the configuration, options of the command line left out."""
    found = _asked(project, node, scope)
    return found if found is not None and _switch(project, node, scope) is None else None


def _asked(project: Project, node: Node, scope: Scope) -> tuple[str, Expr, Expr | None] | None:
    if isinstance(node, Index):
        prefix = section(project, node.value, scope)
        return (prefix, node.key, None) if prefix is not None else None
    if not isinstance(node, Call) or not isinstance(node.func, Attr):
        return None
    name = node.func.name
    args = [a for a in node.args if a.name != "<>"]
    if name not in _VALUES or not args:
        return None
    prefix = section(project, node.func.value, scope)
    if prefix is None:
        return None
    if name == "GetConnectionString":
        return f"{prefix}ConnectionStrings:", args[0].value, None
    values = [a.value for a in args if not isinstance(a.value, Other) or a.value.kind != "typeof"]
    keys = [v for v in values if not isinstance(v, Const)]
    return (prefix, keys[0], values[1] if len(values) > 1 else None) if keys else None


# ---- options classes -------------------------------------------------------------------------------------------------


class _Bound(msgspec.Struct, frozen=True):
    """A class that is filled from a section."""

    kind: Expr | None
    holder: Expr | None
    prefix: str
    checked: bool
    said: str
    """What the checks of its values say when they fail."""
    asked: frozenset[str]
    """The properties they look at."""


def bound_options(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the properties of the classes that the program fills from its configuration."""
    for path in modules:
        module = project.modules[path]
        if module.language != LANGUAGE:
            continue
        done: set[tuple[int, str]] = set()
        for site in project.index(module).calls:
            if last_name(site.call.func) not in _BINDS:
                continue
            found = _binding(project, site.call, site.scope)
            if found is None:
                continue
            if found.kind is not None:
                owner = project.class_of(found.kind, site.scope)
            else:
                owner = project.class_of(found.holder, site.scope) if found.holder is not None else None
            owners = [owner] if owner is not None else list(_derived(project, site.scope))
            for one in owners:
                if isinstance(one.node, Class) and (id(one.node), found.prefix) not in done:
                    done.add((id(one.node), found.prefix))
                    yield from _properties(project, found, one, found.prefix, 0)


def _derived(project: Project, scope: Scope) -> Iterator[Scope]:
    """Yield the classes built on the one around *scope*: ``T Parse<T>() where T : Settings`` fills any of them."""
    around = scope.owner
    if around is None or not isinstance(around.node, Class):
        return
    name = around.node.name
    for module in project.modules.values():
        for inside in project.index(module).scopes.values():
            if isinstance(inside.node, Class) and any(last_name(b) == name for b in inside.node.bases):
                yield inside


def _binding(project: Project, call: Call, scope: Scope) -> _Bound | None:
    """``config.GetSection("A").Get<T>()``, ``.Bind(options)``, ``Configure<T>(section)``, ``AddOptions<T>().Bind(section)``."""
    name = last_name(call.func)
    func = call.func
    if not isinstance(func, Attr):
        return None
    kind = next((a.value for a in call.args if a.name == "<>"), None)
    given = [a.value for a in call.args if a.name != "<>"]
    if name == "Get" and kind is not None:
        prefix = section(project, func.value, scope)
        return _Bound(kind, None, prefix, False, "", frozenset()) if prefix is not None else None
    if name == "Configure" and kind is not None and given:
        prefix = section(project, given[0], scope)
        return _Bound(kind, None, prefix, False, "", frozenset()) if prefix is not None else None
    if name == "Bind" and given:
        prefix = section(project, func.value, scope)
        if prefix is not None:
            key = project.constant(scope.module, given[0], scope) if len(given) > 1 else None
            holder = given[-1]
            return _Bound(None, holder, f"{prefix}{key}:" if key else prefix, False, "", frozenset())
        return _chained(project, func.value, section(project, given[0], scope), call, scope)
    if name == "BindConfiguration" and given:
        key = project.constant(scope.module, given[0], scope)
        return _chained(project, func.value, f"{key}:" if key else "", call, scope)
    return None


def _chained(project: Project, value: Expr, prefix: str | None, call: Call, scope: Scope) -> _Bound | None:
    """``services.AddOptions<T>()`` and what follows in the chain."""
    if prefix is None:
        return None
    kind = None
    here: Expr = value
    for _ in range(24):
        if isinstance(here, Call):
            kind = next((a.value for a in here.args if a.name == "<>" and "AddOptions" in last_name(here.func)), kind)
            here = here.func
        elif isinstance(here, Attr):
            here = here.value
        else:
            break
    if kind is None:
        return None
    checked, said, asked = _checks(project, call, scope)
    return _Bound(kind, None, prefix, checked, said, asked)


def _checks(project: Project, call: Call, scope: Scope) -> tuple[bool, str, frozenset[str]]:
    """Return whether attributes are checked in the chain that *call* is part of, what other checks say and of which properties."""
    checked, said = False, ""
    asked: set[str] = set()
    for site in project.index(scope.module).calls:
        name = last_name(site.call.func)
        if not name.startswith("Validate") or not any(n is call for n in walk(site.call.func)):
            continue
        checked = checked or name in ("ValidateDataAnnotations", "ValidateOnStart")
        for arg in site.call.args:
            if isinstance(arg.value, Function):
                asked |= {n.name for n in walk(*arg.value.body) if isinstance(n, Attr)}
            elif not isinstance(arg.value, Other):
                said += " " + texts(project, arg.value, site.scope)
    return checked, said, frozenset(asked)


def _properties(project: Project, found: _Bound, owner: Scope, prefix: str, depth: int) -> Iterator[Taken]:
    for part in project.bases(owner):
        if not isinstance(part.node, Class):
            continue
        marks: list[Expr] = []
        for member in part.node.body:
            if isinstance(member, ExprStmt) and isinstance(member.value, Call):
                marks.append(member.value)
                continue
            if isinstance(member, Assign) and isinstance(member.target, Name) and member.annotation:
                yield from _property(project, found, part, member, member.target.id, marks, prefix, depth)
            marks = []


def _property(
    project: Project, found: _Bound, owner: Scope, member: Assign, field: str, marks: list[Expr], prefix: str, depth: int
) -> Iterator[Taken]:  # fmt: skip
    if not field[:1].isupper():
        return
    nested = project.class_named(owner.module, member.annotation)
    if nested is not None and isinstance(nested.node, Class) and not _is_enum(nested.node):
        if depth < _DEPTH and nested.node is not owner.node:
            yield from _properties(project, found, nested, f"{prefix}{field}:", depth + 1)
        return
    key = next(
        (m.args[0].value for m in marks if isinstance(m, Call) and last_name(m) == "ConfigurationKeyName" and m.args),
        None,
    )
    name = variable(prefix + (key.value if isinstance(key, Str) else field))
    demanded = found.checked and any(last_name(m) in _DEMANDS for m in marks)
    custom = field in found.asked
    default = member.value if isinstance(member.value, Str | Const) else None
    empty = (
        default is None
        or (isinstance(default, Str) and not default.value)
        or (isinstance(default, Const) and default.kind == "null")
    )
    bare = (demanded or custom) and empty
    if isinstance(default, Const) and default.kind != "null":
        return
    yield Taken(
        name, "env", (Step(member, owner),), None if bare else default, bare, bare,
        required=True if bare else None, via=(owner.qualified,), declared=field,
        secret=is_secret_name(name.replace("__", "_")) or is_secret_name(field),
    )  # fmt: skip


def _is_enum(node: Class) -> bool:
    return bool(node.body) and all(
        isinstance(s, Assign) and isinstance(s.value, Other) and s.value.kind == "member" for s in node.body
    )


# ---- options of the command line -------------------------------------------------------------------------------------

_FLAG: Final = regex(r"--[A-Za-z][\w-]{0,60}")


def flag_options(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the options that take a credential: System.CommandLine, CommandLineParser, Spectre.Console, McMaster."""
    for path in modules:
        module = project.modules[path]
        if module.language != LANGUAGE:
            continue
        for node, scope in project.index(module).places:
            switch = _switch(project, node, scope) if isinstance(node, Index | Call) else None
            if switch is not None and is_secret_name(switch[0]):
                yield Taken(switch[0], "cli", (Step(node, scope),), switch[1], secret=True)
            elif isinstance(node, Call) and node.new and last_name(node.func) == "Option":
                yield from _option(node, scope)
            elif isinstance(node, If):
                yield from _argument(node, scope)
            elif isinstance(node, Class):
                yield from _marked(node, project.scope_of(module, node))


def _argument(branch: If, scope: Scope) -> Iterator[Taken]:
    """``case "--client-secret": secret = args[++i];``."""
    named = [
        s.value
        for s in walk(branch.test)
        if isinstance(s, Str) and s.value.startswith("--") and is_secret_name(s.value)
    ]
    if not named:
        return
    for node in walk(*branch.then):
        if isinstance(node, Index) and last_name(node.value) in ("args", "argv", "arguments"):
            yield Taken(named[0], "cli", (Step(node, scope),), secret=True)
            return


def _flags(call: Call) -> list[str]:
    found = [
        s.value
        for a in call.args
        for s in walk(a.value)
        if isinstance(s, Str) and a.name not in ("Description", "HelpText")
    ]
    return [f for t in found[:6] for f in _FLAG.findall(t)]


def _option(call: Call, scope: Scope) -> Iterator[Taken]:
    if any(a.name == "<>" and last_name(a.value).lower() in ("bool", "boolean") for a in call.args):
        return
    flag = next((f for f in _flags(call) if is_secret_name(f)), None)
    if flag is not None:
        required = any(a.name in ("IsRequired", "Required") and _is_true(a.value) for a in call.args)
        yield Taken(flag, "cli", (Step(call, scope),), bare=required, names_itself=True, required=required or None,
                    traced=required, secret=True)  # fmt: skip


def _marked(node: Class, inside: Scope) -> Iterator[Taken]:
    marks: list[Call] = []
    for member in node.body:
        if isinstance(member, ExprStmt) and isinstance(member.value, Call):
            marks.append(member.value)
            continue
        for mark in marks:
            if (
                last_name(mark) in ("Option", "CommandOption")
                and isinstance(member, Assign)
                and isinstance(member.target, Name)
            ):
                words = [a.value.value for a in mark.args if not a.name and isinstance(a.value, Str)]
                flags = _flags(mark) or [f"--{w}" for w in words if len(w) > 1]
                flag = next((f for f in flags if is_secret_name(f)), None)
                if flag is None or member.annotation.lower().startswith("bool"):
                    continue
                required = any(a.name in ("Required", "IsRequired") and _is_true(a.value) for a in mark.args)
                yield Taken(flag, "cli", (Step(member, inside),), bare=required, names_itself=True,
                            required=required or None, declared=member.target.id, secret=True)  # fmt: skip
        marks = []


def _is_true(value: Expr) -> bool:
    return isinstance(value, Const) and value.kind == "true"
