"""Generic walks over the intermediate form: iterative, in source order, so that deep input cannot exhaust the stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keyproof.code import ir
from keyproof.code.ir import Class, Define, Function, Handler, If, Loop, Module, Node, Stmt, Try, With

_PLAIN = frozenset({"Span", "str", "bool", "int", "float", "str | None"})
_FIELDS = {
    kind: tuple(
        name
        for base in reversed(kind.__mro__)
        for name, said in vars(base).get("__annotations__", {}).items()
        if name in kind.__struct_fields__ and said not in _PLAIN
    )
    for kind in vars(ir).values()
    if isinstance(kind, type) and issubclass(kind, Node)
}


def children(node: Node) -> list[Node]:
    """Return the nodes directly inside *node*, in the order of its fields."""
    found: list[Node] = []
    for name in _FIELDS[type(node)]:
        value = getattr(node, name)
        if value.__class__ is tuple:
            for item in value:
                if isinstance(item, Node):
                    found.append(item)
                elif item.__class__ is tuple:
                    found += [part for part in item if isinstance(part, Node)]
        elif value is not None:
            found.append(value)
    return found


def walk(*roots: Node, into_functions: bool = True) -> Iterator[Node]:
    """Yield every node of *roots*, each before its parts. Functions inside of a root are not entered on request."""
    stack = list(reversed(roots))
    tops = {id(r) for r in roots}
    while stack:
        node = stack.pop()
        yield node
        if not into_functions and isinstance(node, Function) and id(node) not in tops:
            continue
        stack.extend(reversed(children(node)))


def walk_module(module: Module) -> Iterator[Node]:
    """Yield every node of a module."""
    return walk(*module.body)


def blocks(statement: Stmt | Handler) -> tuple[tuple[Stmt, ...], ...]:
    """Return the statement lists directly inside a statement; none for a definition."""
    if isinstance(statement, If):
        return (statement.then, statement.otherwise)
    if isinstance(statement, Loop | With | Handler):
        return (statement.body,)
    if isinstance(statement, Try):
        return (statement.body, *(h.body for h in statement.handlers), statement.final)
    return ()


def walk_statements(body: Iterable[Stmt], *, into_functions: bool = False) -> Iterator[Stmt]:
    """Yield the statements of *body* and those nested in them, in order; definitions are entered only on request."""
    stack = list(reversed(list(body)))
    while stack:
        statement = stack.pop()
        yield statement
        inner: list[Stmt] = [s for block in blocks(statement) for s in block]
        if into_functions and isinstance(statement, Define):
            inner = list(statement.function.body)
        elif into_functions and isinstance(statement, Class):
            inner = list(statement.body)
        stack.extend(reversed(inner))
