"""What functions give back."""

from __future__ import annotations

from collections.abc import Sequence as Run

from keyproof.code.ir import Const, Expr, If, Node, Return, Stmt, Str
from keyproof.code.walk import walk


def is_nothing(value: Expr) -> bool:
    """Return whether *value* is null, false or the empty text."""
    if isinstance(value, Const):
        return value.kind in ("null", "false")
    return isinstance(value, Str) and not value.value


def may_give(body: Run[Stmt], end: Node) -> bool:
    """Return whether a function may give something back before it comes to its *end*: a file that it looks in."""
    for statement in body:
        parts = list(walk(statement, into_functions=False))
        if any(part is end for part in parts):
            return False
        if isinstance(statement, If) and any(
            isinstance(part, Return) and part.value is not None and not is_nothing(part.value) for part in parts
        ):
            return True
    return False
