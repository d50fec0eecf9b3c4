"""Who can see which name: the scopes of one module, and what each name is bound to in them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Class,
    Define,
    Expr,
    Function,
    Handler,
    Import,
    Loop,
    Module,
    Name,
    Node,
    Other,
    Param,
    Sequence,
    With,
)
from keyproof.code.walk import children

_TURNS = frozenset({"map", "forEach", "filter", "find", "some", "every", "flatMap", "reduce"})

NESTS = frozenset({"java", "kotlin", "csharp"})
"""Languages in which methods see the classes that their class holds by their bare names."""

Bound = Expr | Function | Class | Import | Param | Loop


class Scope(msgspec.Struct, eq=False):
    """A module, class or function with the names bound directly in it. ``node`` is None for the module."""

    module: Module
    node: Function | Class | None = None
    outer: Scope | None = None
    qualified: str = ""
    """``Client.connect``, ``main.run``; empty for the module."""
    names: dict[str, list[Bound]] = msgspec.field(default_factory=dict)
    attributes: dict[str, list[tuple[Expr, Scope]]] = msgspec.field(default_factory=dict)
    """For a class: what its methods assign to ``self.name``, each with the scope of the assignment."""

    def bind(self, name: str, value: Bound) -> None:
        """Note one more value for *name*."""
        self.names.setdefault(name, []).append(value)

    @property
    def function(self) -> Function | None:
        """The nearest function around this place."""
        here: Scope | None = self
        while here is not None and not isinstance(here.node, Function):
            here = here.outer
        return here.node if here is not None and isinstance(here.node, Function) else None

    @property
    def owner(self) -> Scope | None:
        """The scope of the nearest class around this place."""
        here: Scope | None = self
        while here is not None and not isinstance(here.node, Class):
            here = here.outer
        return here

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions around this place, innermost first."""
        found = []
        here: Scope | None = self
        while here is not None:
            if isinstance(here.node, Function):
                found.append(here.node)
            here = here.outer
        return tuple(found)


class Definition(NamedTuple):
    """What a name stands for. ``node`` None means a whole module; a Param or Loop is a value known only at run time."""

    module: Module
    node: Expr | Function | Class | Param | Loop | None
    scope: Scope
    """Where ``node`` is to be read: names inside it resolve from here."""


class CallSite(msgspec.Struct, eq=False):
    """One call and where it stands."""

    module: Module
    call: Call
    scope: Scope


class Index(msgspec.Struct, eq=False):
    """One module, indexed in one pass."""

    module: Module
    top: Scope
    scopes: dict[int, Scope]
    """By ``id`` of the Function or Class node."""
    calls: list[CallSite]
    places: list[tuple[Node, Scope]]
    """Every node with the scope it stands in, in source order."""
    turns: dict[int, Expr]
    """By ``id`` of a function given to ``list.map`` and its like: the list it is called for."""
    kept: dict[str, Any] = msgspec.field(default_factory=dict)
    """What an analysis worked out of this module alone and another asks for again, by its name."""
    _rows: dict[type[Node], list[int]] = msgspec.field(default_factory=dict)
    _of: dict[tuple[type[Node], ...], list[tuple[Node, Scope]]] = msgspec.field(default_factory=dict)

    def of(self, *kinds: type[Node]) -> list[tuple[Node, Scope]]:
        """Return the places of the nodes of these kinds, in source order."""
        found = self._of.get(kinds)
        if found is None:
            if not self._rows:
                for row, (node, _) in enumerate(self.places):
                    self._rows.setdefault(type(node), []).append(row)
            rows = [row for kind in kinds for row in self._rows.get(kind, ())]
            rows.sort()
            found = self._of[kinds] = [self.places[row] for row in rows]
        return found


def index(module: Module) -> Index:
    """Return the scopes, bindings and calls of *module*."""
    top = Scope(module)
    made = Index(module, top, {}, [], [], {})
    stack: list[tuple[Node, Scope, str]] = [(s, top, "") for s in reversed(module.body)]
    rebound: list[tuple[Assign, Scope]] = []
    while stack:
        node, scope, hint = stack.pop()
        made.places.append((node, scope))
        inner_hint = ""
        if isinstance(node, Call):
            made.calls.append(CallSite(module, node, scope))
            _note_turns(made, node)
        elif isinstance(node, Assign):
            inner_hint = _hint(node.target)
            if node.rebinds:
                rebound.append((node, scope))
            else:
                _bind_target(node.target, node.value, scope)
        elif type(node) in _BINDS:
            _bind(node, scope)
        parts = children(node)
        parts.reverse()
        if isinstance(node, Function | Class):
            inside = _enter(made, node, scope, hint)
            stack += [(child, _scope_for(node, child, scope, inside), "") for child in parts]
        else:
            stack += [(child, scope, inner_hint) for child in parts]
    for assign, scope in rebound:
        _rebind(assign, scope)
    return made


def _rebind(assign: Assign, scope: Scope) -> None:
    """Note a value for a name where it is declared; nothing for one of another file."""
    target = assign.target
    here: Scope | None = scope
    if isinstance(target, Name):
        while here is not None and (target.id not in here.names or isinstance(here.node, Class)):
            here = here.outer
    if here is not None:
        _bind_target(target, assign.value, here)


def _note_turns(made: Index, call: Call) -> None:
    if isinstance(call.func, Attr) and call.func.name in _TURNS:
        for arg in call.args:
            if isinstance(arg.value, Function):
                made.turns[id(arg.value)] = call.func.value


def _scope_for(node: Node, child: Node, outer: Scope, inside: Scope) -> Scope:
    """Decorators, bases and defaults are evaluated outside of what they belong to."""
    if isinstance(node, Function | Class) and any(child is d for d in node.decorators):
        return outer
    if isinstance(node, Class) and any(child is b for b in node.bases):
        return outer
    return inside


def _hint(target: Expr) -> str:
    """Return the name that an anonymous function assigned to *target* goes by."""
    if isinstance(target, Name):
        return target.id
    return target.name if isinstance(target, Attr) else ""


def _enter(made: Index, node: Function | Class, scope: Scope, hint: str) -> Scope:
    name = node.name or hint or "<anonymous>"
    inner = Scope(made.module, node, scope, f"{scope.qualified}.{name}" if scope.qualified else name)
    made.scopes[id(node)] = inner
    if isinstance(node, Function):
        for param in node.params:
            inner.bind(param.name.lstrip("*."), param)
    return inner


_BINDS: Final = frozenset({Import, Define, Class, Loop, Other, With, Handler})


def _bind(node: Node, scope: Scope) -> None:
    if isinstance(node, Import):
        if node.alias or node.name:
            scope.bind(node.alias or node.name, node)
    elif isinstance(node, Define):
        scope.bind(node.function.name, node.function)
    elif isinstance(node, Class):
        scope.bind(node.name, node)
    elif isinstance(node, Loop):
        for name in _target_names(node.target):
            scope.bind(name, node)
    elif isinstance(node, Other) and node.kind == "for" and len(node.parts) == 2:
        loop = Loop(node.span, node.parts[0], node.parts[1], ())
        for name in _target_names(loop.target):
            scope.bind(name, loop)
    elif isinstance(node, With):
        for value, target in node.items:
            if target is not None:
                _bind_target(target, value, scope)
    elif isinstance(node, Handler) and node.name:
        scope.bind(node.name, Other(node.span, "exception"))


def _bind_target(target: Expr, value: Expr, scope: Scope) -> None:
    if isinstance(target, Name):
        scope.bind(target.id, value)
    elif isinstance(target, Attr) and isinstance(target.value, Name) and target.value.id in ("self", "cls"):
        owner = scope.owner
        if owner is not None:
            owner.attributes.setdefault(target.name, []).append((value, scope))
    elif isinstance(target, Sequence):
        values = value.items if isinstance(value, Sequence) and len(value.items) == len(target.items) else ()
        for number, item in enumerate(target.items):
            part: Expr = values[number] if values else Other(value.span, "part", (value,))
            if isinstance(item, Name):
                scope.bind(item.id, part)


def _target_names(target: Expr | None) -> tuple[str, ...]:
    if isinstance(target, Name):
        return (target.id,)
    if isinstance(target, Sequence):
        return tuple(item.id for item in target.items if isinstance(item, Name))
    if isinstance(target, Other):
        return tuple(item.id for item in target.parts if isinstance(item, Name))
    return ()


def is_inner(owner: Scope, name: str) -> bool:
    """Return whether *name* is a class (in Ruby any constant) of the class *owner*, seen where a class is a scope."""
    if owner.module.language == "ruby":
        return name[:1].isupper()
    return owner.module.language in NESTS and isinstance(owner.names[name][-1], Class)


def inner_class(made: Index, name: str) -> Scope | None:
    """Return the class called *name*, wherever in the module it stands."""
    return next((s for s in made.scopes.values() if isinstance(s.node, Class) and s.node.name == name), None)


def called_name(call: Call) -> str:
    """Return the last part of the name that is called."""
    func = call.func
    if isinstance(func, Name):
        return func.id
    return func.name if isinstance(func, Attr) else ""
