"""String constants through names, concatenation, templates, class attributes and loops over literal lists."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Lookup
from typing import TYPE_CHECKING, Final

import msgspec

from keyproof.code.ir import (
    Assign,
    Attr,
    Binary,
    Call,
    Class,
    Conditional,
    Const,
    Expr,
    Function,
    Index,
    Loop,
    Mapping,
    Module,
    Name,
    Other,
    Param,
    Sequence,
    Str,
    Template,
)

if TYPE_CHECKING:
    from keyproof.code.project import Project
    from keyproof.code.scope import Definition, Scope

_DEPTH: Final = 12
"""Steps of propagation; hand-written constants need under 5."""

_VALUES: Final = 64
"""Values kept of one expression: the longest literal list of variable names seen has 40."""

UNKNOWN: Final = "*"
"""Stands for a part that is known only at run time."""

Given = Lookup[int, tuple[str, ...]]

_CASES: Final[dict[str, Callable[[str], str]]] = {
    "upper": str.upper,
    "toUpperCase": str.upper,
    "lower": str.lower,
    "toLowerCase": str.lower,
    "strip": str.strip,
    "trim": str.strip,
}


class Run(msgspec.Struct, frozen=True):
    """One evaluation: the program, and what parameters are known to hold in the call that is looked at."""

    project: Project
    given: Given = msgspec.field(default_factory=dict)
    """Values by ``id`` of the Param."""


def values(run: Run, module: Module, expr: Expr, scope: Scope, depth: int = 0) -> tuple[str, ...]:
    """Return the strings that *expr* can be, ``*`` for unknown parts of one; empty when nothing is known."""
    if depth > _DEPTH:
        return ()
    found: tuple[str, ...] = ()
    if isinstance(expr, Str):
        return (expr.value,)
    if isinstance(expr, Const):
        return (expr.text,) if expr.kind == "number" else ()
    if isinstance(expr, Name):
        found = _of_name(run, module, expr, scope, depth)
    elif isinstance(expr, Template):
        found = _joined(run, module, expr.parts, scope, depth)
    elif isinstance(expr, Binary):
        if expr.op == "+":
            found = _joined(run, module, (expr.left, expr.right), scope, depth)
        elif expr.op in ("or", "??"):
            found = _union(run, module, (expr.left, expr.right), scope, depth)
    elif isinstance(expr, Conditional):
        found = _union(run, module, (expr.then, expr.otherwise), scope, depth)
    elif isinstance(expr, Attr):
        found = _of_attribute(run, expr, scope, depth)
    elif isinstance(expr, Index):
        found = _of_index(run, expr, scope, depth)
    elif isinstance(expr, Call):
        found = _of_call(run, module, expr, scope, depth)
    elif isinstance(expr, Other) and len(expr.parts) == 1:
        # ``x as const``, ``x!``, parentheses.
        found = values(run, module, expr.parts[0], scope, depth + 1) if expr.kind != "part" else ()
    return tuple(dict.fromkeys(found))[:_VALUES]


def items(run: Run, module: Module, expr: Expr, scope: Scope, depth: int = 0) -> tuple[Expr, ...]:
    """Return the elements that a loop over *expr* runs through (keys of a mapping), empty when not literal."""
    if depth > _DEPTH:
        return ()
    if isinstance(expr, Sequence):
        return expr.items
    if isinstance(expr, Mapping):
        return tuple(p.key for p in expr.pairs if p.key is not None)
    if isinstance(expr, Name):
        found = run.project.lookup(module, expr.id, scope)
        node = found.node if found is not None else None
        if found is not None and isinstance(node, Sequence | Mapping | Call | Other | Name) and node is not expr:
            return items(run, found.module, node, found.scope, depth + 1)
    if isinstance(expr, Attr):
        member = run.project.classes.member(expr, scope)
        if member is not None and isinstance(member.node, Sequence | Mapping):
            return items(run, member.module, member.node, member.scope, depth + 1)
    if isinstance(expr, Call):
        return _iterated(run, module, expr, scope, depth)
    if isinstance(expr, Other) and len(expr.parts) == 1:
        return items(run, module, expr.parts[0], scope, depth + 1)
    return ()


def _iterated(run: Run, module: Module, call: Call, scope: Scope, depth: int) -> tuple[Expr, ...]:
    """``d.items()``, ``d.keys()``, ``Object.entries(d)``, ``sorted(x)``, ``list(x)``, ``enumerate(x)``."""
    func = call.func
    if isinstance(func, Attr) and func.name in ("items", "keys") and not call.args:
        return items(run, module, func.value, scope, depth + 1)
    wraps = isinstance(func, Name) and func.id in ("sorted", "list", "set", "tuple", "enumerate", "frozenset")
    if isinstance(func, Attr) and isinstance(func.value, Name):
        wraps = (func.value.id, func.name) in (("Object", "keys"), ("Object", "entries"), ("Object", "freeze"))
    return items(run, module, call.args[0].value, scope, depth + 1) if wraps and call.args else ()


def _of_name(run: Run, module: Module, expr: Name, scope: Scope, depth: int) -> tuple[str, ...]:
    bound = run.project.bindings(expr.id, scope)
    if len(bound) > 1 and all(not isinstance(value, Loop | Param) for value, _ in bound):
        known = [v for v, _ in bound if isinstance(v, Str | Template)]
        return tuple(s for v in known for s in values(run, module, v, bound[0][1], depth + 1))
    found = run.project.lookup(module, expr.id, scope)
    if found is None or found.node is None or isinstance(found.node, Class):
        return ()
    node = found.node
    if isinstance(node, Loop):
        return _looped(run, found.module, node, expr.id, found.scope, depth)
    if isinstance(node, Param):
        if id(node) in run.given:
            return run.given[id(node)]
        turns = run.project.index(found.module).turns.get(id(found.scope.node))
        if turns is not None and found.scope.outer is not None:
            return _turned(run, found, turns, expr.id, depth)
        return values(run, found.module, node.default, found.scope, depth + 1) if node.default is not None else ()
    if node is expr or isinstance(node, Function):
        return ()
    return values(run, found.module, node, found.scope, depth + 1)


def _turned(run: Run, found: Definition, turns: Expr, name: str, depth: int) -> tuple[str, ...]:
    """Values of a parameter of the function given to ``list.map`` or ``list.forEach``."""
    function, outer = found.scope.node, found.scope.outer
    if not isinstance(function, Function) or outer is None:
        return ()
    position = next((n for n, p in enumerate(function.params) if p.name == name), 0)
    got: list[str] = []
    for item in items(run, found.module, turns, outer, depth + 1):
        if isinstance(item, Sequence) and position < len(item.items):
            got += values(run, found.module, item.items[position], outer, depth + 1)
        elif position == 0:
            got += values(run, found.module, item, outer, depth + 1)
    return tuple(got)


def _looped(run: Run, module: Module, loop: Loop, name: str, scope: Scope, depth: int) -> tuple[str, ...]:
    if loop.iterable is None or loop.target is None:
        return ()
    position = None
    if isinstance(loop.target, Sequence):
        names = [t.id if isinstance(t, Name) else "" for t in loop.target.items]
        position = names.index(name) if name in names else None
    found: list[str] = []
    for item in items(run, module, loop.iterable, scope, depth + 1):
        part: Expr = item
        if position is not None and isinstance(item, Sequence):
            if position >= len(item.items):
                continue
            part = item.items[position]
        elif position not in (None, 0):
            continue
        found += values(run, module, part, scope, depth + 1)
    return tuple(found)


def _joined(run: Run, module: Module, parts: tuple[Expr, ...], scope: Scope, depth: int) -> tuple[str, ...]:
    texts: tuple[str, ...] = ("",)
    known = False
    for part in parts:
        found = values(run, module, part, scope, depth + 1)
        known = known or bool(found)
        texts = tuple(a + b for a in texts for b in (found or (UNKNOWN,)))[:_VALUES]
    return texts if known else ()


def _union(run: Run, module: Module, parts: tuple[Expr, ...], scope: Scope, depth: int) -> tuple[str, ...]:
    return tuple(text for part in parts for text in values(run, module, part, scope, depth + 1))


def _of_attribute(run: Run, expr: Attr, scope: Scope, depth: int) -> tuple[str, ...]:
    # ``Color.RED.value`` of an enumeration.
    inner = expr.value if expr.name == "value" and isinstance(expr.value, Attr) else expr
    found = run.project.classes.member(inner, scope)
    if found is not None and found.node is not None and not isinstance(found.node, Param | Loop | Class):
        return values(run, found.module, found.node, found.scope, depth + 1)
    table = _mapping(run, expr.value, scope)
    return _entry(run, table, expr.name, depth) if table is not None else ()


def _of_index(run: Run, expr: Index, scope: Scope, depth: int) -> tuple[str, ...]:
    table = _mapping(run, expr.value, scope)
    keys = values(run, scope.module, expr.key, scope, depth + 1)
    if table is None:
        return ()
    if not keys:
        mapping, inside = table
        parts = tuple(p.value for p in mapping.pairs)
        return _union(run, inside.module, parts, inside, depth)
    return tuple(text for key in keys for text in _entry(run, table, key, depth))


def _mapping(run: Run, expr: Expr, scope: Scope) -> tuple[Mapping, Scope] | None:
    if isinstance(expr, Mapping):
        return expr, scope
    found = run.project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else None
    if found is None and isinstance(expr, Attr):
        found = run.project.classes.member(expr, scope)
    node = found.node if found is not None else None
    while isinstance(node, Other) and len(node.parts) == 1:
        node = node.parts[0]
    return (node, found.scope) if found is not None and isinstance(node, Mapping) else None


def _entry(run: Run, table: tuple[Mapping, Scope], key: str, depth: int) -> tuple[str, ...]:
    mapping, scope = table
    for pair in mapping.pairs:
        if pair.key is not None and (
            (isinstance(pair.key, Str) and pair.key.value == key) or (isinstance(pair.key, Name) and pair.key.id == key)
        ):
            return values(run, scope.module, pair.value, scope, depth + 1)
    return ()


def _of_call(run: Run, module: Module, call: Call, scope: Scope, depth: int) -> tuple[str, ...]:
    func = call.func
    if not isinstance(func, Attr):
        return ()
    if func.name in _CASES and not call.args:
        change = _CASES[func.name]
        return tuple(change(text) for text in values(run, module, func.value, scope, depth + 1))
    return ()


def fields(body: tuple[object, ...]) -> dict[str, Assign]:
    """Return the class-level assignments of a class body by name."""
    return {s.target.id: s for s in body if isinstance(s, Assign) and isinstance(s.target, Name)}
