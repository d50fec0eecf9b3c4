"""What a program does last: when that fails, there is nothing left to go on with."""

from __future__ import annotations

from typing import Final

from keyproof.code.ir import Call, Class, Define, ExprStmt, Function, If, Import, Node, Stmt, Try, Unary
from keyproof.code.outcomes import Endings
from keyproof.code.scope import Scope

_STARTS: Final = frozenset({"main", "_main", "cli", "async_main", "main_async"})


def is_last(endings: Endings, node: Node, scope: Scope) -> bool:
    """Return whether *node*, a statement or a call, is the last thing that the program's start does.

    That is at the end of its file or of ``main``, inside of a guard (``if __name__ == "__main__"``) or not.
    """
    here: Node = node
    parent = endings.parent(here, scope)
    while isinstance(parent, Call | Unary | ExprStmt):
        here, parent = parent, endings.parent(parent, scope)
    while isinstance(parent, If | Try):
        bodies: tuple[tuple[Stmt, ...], ...] = (
            (parent.then, parent.otherwise) if isinstance(parent, If) else (parent.body, parent.final)
        )
        if not any(_ends_with(body, here) for body in bodies):
            return False
        here, parent = parent, endings.parent(parent, scope)
    if isinstance(parent, Function):
        return parent.name in _STARTS and _ends_with(parent.body, here)
    return parent is None and _ends_with(scope.module.body, here)


def _ends_with(body: tuple[Stmt, ...], node: Node) -> bool:
    """Return whether *node* is the last of *body* that does something: definitions may follow."""
    for statement in reversed(body):
        if statement is node:
            return True
        if not isinstance(statement, Define | Class | Import):
            return False
    return False
