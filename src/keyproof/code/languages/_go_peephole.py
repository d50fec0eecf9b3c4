"""A default in Go is a branch; where it is nothing else it becomes the fallback it stands for."""

from __future__ import annotations

from keyproof.code.ir import Assign, Binary, Call, Const, Expr, If, Name, Return, Stmt, Str, Unary


def joined(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """Return *body* with branches that only give a default turned into ``value or default``.

    ``if v == "" { v = d }``; ``if v != "" { return v }; return d``; ``if v == "" { return d }; return v``.
    """
    if not any(isinstance(s, If) for s in body):
        return body
    asked: dict[str, str] = {}
    made: list[Stmt] = []
    skip = False
    for number, statement in enumerate(body):
        if skip:
            skip = False
            continue
        _note(asked, statement)
        following = body[number + 1] if number + 1 < len(body) else None
        found = _default(statement, following, asked) if isinstance(statement, If) else None
        if found is None:
            made.append(statement)
        else:
            made.append(found)
            skip = isinstance(found, Return)
    return tuple(made)


def _note(asked: dict[str, str], statement: Stmt) -> None:
    """Remember what ``ok`` speaks of."""
    if isinstance(statement, Assign) and isinstance(statement.target, Name):
        value = statement.value
        asked.pop(statement.target.id, None)
        if isinstance(value, Call) and isinstance(value.func, Name) and value.func.id == "bool" and value.args:
            held = value.args[0].value
            if isinstance(held, Name):
                asked[statement.target.id] = held.id


def _default(branch: If, following: Stmt | None, asked: dict[str, str]) -> Stmt | None:
    if branch.otherwise or len(branch.then) != 1:
        return None
    only = branch.then[0]
    name, there = _asks(branch.test, asked)
    if not name:
        return None
    if isinstance(only, Assign) and not there and isinstance(only.target, Name) and only.target.id == name:
        value = Binary(branch.span, "or", Name(branch.test.span, name), only.value)
        return Assign(branch.span, only.target, value, only.annotation, rebinds=only.rebinds)
    if isinstance(only, Return) and isinstance(following, Return):
        kept, other = (only.value, following.value) if there else (following.value, only.value)
        if isinstance(kept, Name) and kept.id == name and other is not None and not _is_nothing(other):
            span = following.span if there else only.span
            return Return(span, Binary(span, "or", kept, other))
    return None


def _is_nothing(value: Expr) -> bool:
    return (isinstance(value, Const) and value.kind == "null") or (isinstance(value, Str) and not value.value)


def _asks(test: Expr, asked: dict[str, str]) -> tuple[str, bool]:
    """Return the name whose presence *test* asks for, and whether it holds when the value is there."""
    if isinstance(test, Unary) and test.op == "not":
        name, there = _asks(test.value, asked)
        return name, not there
    if isinstance(test, Name):
        return asked.get(test.id, ""), True
    if not isinstance(test, Binary):
        return "", False
    if test.op == "and":
        # ``ok && v != ""``
        left, right = _asks(test.left, asked), _asks(test.right, asked)
        return left if left == right and left[1] else ("", False)
    side: Expr = test.left
    if isinstance(side, Call) and isinstance(side.func, Name) and side.func.id == "len" and side.args:
        side = side.args[0].value
        empty = isinstance(test.right, Const) and test.right.text == "0"
    else:
        empty = isinstance(test.right, Str) and not test.right.value
    if isinstance(side, Name) and empty and test.op in ("==", "!=", ">"):
        return side.id, test.op != "=="
    return "", False
