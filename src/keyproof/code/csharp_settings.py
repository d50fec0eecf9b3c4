"""Settings of .NET programs that are declared as a class: options classes that are bound to a section of the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from keyproof.code.csharp_configuration import section, variable
from keyproof.code.ir import Assign, Attr, Call, Class, Const, Expr, ExprStmt, Function, Name, Other, Str
from keyproof.code.messages import last_name, texts
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk

_DEPTH: Final = 3
_BINDS: Final = frozenset(
    {"Get", "Bind", "Configure", "BindConfiguration", "AddOptions", "AddOptionsWithValidateOnStart"}
)
_DEMANDS: Final = frozenset({"Required", "MinLength", "NotNull"})


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
        if module.language != "csharp":
            continue
        done: set[tuple[int, str]] = set()
        for site in project.index(module).calls:
            if last_name(site.call.func) not in _BINDS:
                continue
            found = _binding(project, site.call, site.scope)
            if found is None:
                continue
            if found.kind is not None:
                owner = project.classes.of(found.kind, site.scope)
            else:
                owner = project.classes.of(found.holder, site.scope) if found.holder is not None else None
            owners = [owner] if owner is not None else list(_derived(project, site.scope))
            for one in owners:
                if isinstance(one.node, Class) and (id(one.node), found.prefix) not in done:
                    done.add((id(one.node), found.prefix))
                    yield from _properties(project, found, one)


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


def _properties(project: Project, found: _Bound, owner: Scope, depth: int = 0) -> Iterator[Taken]:
    for part in project.classes.bases(owner):
        if not isinstance(part.node, Class):
            continue
        marks: list[Expr] = []
        for member in part.node.body:
            if isinstance(member, ExprStmt) and isinstance(member.value, Call):
                marks.append(member.value)
                continue
            if isinstance(member, Assign) and isinstance(member.target, Name) and member.annotation:
                yield from _property(project, found, part, member, marks, depth)
            marks = []


def _property(
    project: Project, found: _Bound, owner: Scope, member: Assign, marks: list[Expr], depth: int
) -> Iterator[Taken]:
    field = last_name(member.target)
    if not field[:1].isupper():
        return
    nested = project.classes.named(owner.module, member.annotation)
    if nested is not None and isinstance(nested.node, Class) and not _is_enum(nested.node):
        if depth < _DEPTH and nested.node is not owner.node:
            yield from _properties(project, replace(found, prefix=f"{found.prefix}{field}:"), nested, depth + 1)
        return
    key = next(
        (m.args[0].value for m in marks if isinstance(m, Call) and last_name(m) == "ConfigurationKeyName" and m.args),
        None,
    )
    name = variable(found.prefix + (key.value if isinstance(key, Str) else field))
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
