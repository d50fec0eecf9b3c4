"""One place where a value comes in from outside, as the finders hand it to the reaction analysis."""

from __future__ import annotations

import msgspec

from keyproof.code.ir import Call, Expr, Function, Module, Name, Node, Param
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.walk import walk
from keyproof.model.fact import Source
from keyproof.model.place import Location


class Step(msgspec.Struct, frozen=True, eq=False):
    """An expression that holds the value, and where it stands."""

    node: Node
    scope: Scope


class Taken(msgspec.Struct, frozen=True, eq=False):
    """One value that the program takes."""

    name: str
    source: Source
    steps: tuple[Step, ...]
    """The read itself, then the calls of wrappers through which the value is had; the last one names the variable."""
    default: Expr | None = None
    """What the read gives when the value is absent, where the read itself says so."""
    bare: bool = False
    """The read raises by itself when the value is absent (``os.environ["X"]``)."""
    names_itself: bool = False
    """That error names the variable for a user (settings libraries do)."""
    required: bool | None = None
    """What the declaration says, for sources that declare it (options, settings classes)."""
    via: tuple[str, ...] = ()
    key_params: frozenset[int] = frozenset()
    """``id`` of the parameters that hold the variable's name inside of wrappers: messages that show them name it."""
    traced: bool = True
    """The value can be followed from the last step; False for what is only declared."""
    declared: str = ""
    """The attribute that the value is had under, for what a class or schema declares."""
    secret: bool | None = None
    """Known to be a credential or not; None to go by the name."""
    description: str = ""

    @property
    def location(self) -> Location:
        """Where the variable is named."""
        return location(self.steps[-1].scope.module, self.steps[-1].node)

    @property
    def module(self) -> Module:
        """The file where the variable is named."""
        return self.steps[-1].scope.module


def location(module: Module, node: Node, note: str = "") -> Location:
    """Return the place of *node*."""
    span = node.span
    return Location(
        path=module.path,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        note=note,
    )


def argument(call: Call, function: Function, param: Param) -> Expr | None:
    """Return what *call* gives for *param* of *function*, None when it leaves it to the default."""
    for arg in call.args:
        if arg.name and arg.name == param.name:
            return arg.value
    position, last_keyed = -1, False
    for other in function.params:
        if other.name in ("self", "cls") and position < 0:
            continue
        # Parameters destructured from one argument stand in one position.
        if not (other.key and last_keyed):
            position += 1
        last_keyed = bool(other.key)
        if other is param:
            break
    plain = [a for a in call.args if not a.name]
    return plain[position].value if 0 <= position < len(plain) else None


def params_in(project: Project, expr: Expr, scope: Scope) -> list[tuple[Param, Scope]]:
    """Return the parameters that *expr* depends on directly or through local names, with their functions' scopes."""
    found: dict[int, tuple[Param, Scope]] = {}
    queue: list[tuple[Expr, Scope]] = [(expr, scope)]
    seen: set[int] = set()
    while queue and len(seen) < 64:
        part, here = queue.pop()
        seen.add(id(part))
        for node in walk(part, into_functions=False):
            if not isinstance(node, Name):
                continue
            for value, inside in project.bindings(node.id, here):
                if isinstance(value, Param):
                    if id(inside.node) not in project.index(inside.module).turns:
                        found[id(value)] = (value, inside)
                elif isinstance(value, Expr) and id(value) not in seen and inside.node is not None:
                    queue.append((value, inside))
    return list(found.values())
