"""Expressions that may take more lines than are looked at together, and how each of their matches begins.

`seen` remembers what was hit in some lines among `LINES` before them. An expression that may take more of them is known
by its head: as much of its beginning as takes no more. Where a head was hit nothing is told from memory.
"""

from __future__ import annotations

from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

from keyproof.detect.reduced import least, written

LINES: Final = 3
"""Lines before that of a hit's end, blank ones not counted, in which it may begin: as `LINES` in ``_seen.c``."""

HEADS: Final = 10_000_000
"""The number of an expression and this is that of its head."""

FORM: Final = 1
"""Raised when a head is another: compiled forms kept from before are then not used."""

_ANY: Final = 1 << 30
_BLANK: Final = frozenset(b" \t\n\r\f\v")
_ALL: Final = frozenset(range(256))
_WORD: Final = frozenset(b for b in range(128) if chr(b).isalnum() or b == 95)
_DIGIT: Final = frozenset(b"0123456789")
_CATEGORY: Final = {
    c.CATEGORY_SPACE: _BLANK, c.CATEGORY_NOT_SPACE: _ALL - _BLANK, c.CATEGORY_DIGIT: _DIGIT,
    c.CATEGORY_NOT_DIGIT: _ALL - _DIGIT, c.CATEGORY_WORD: _WORD, c.CATEGORY_NOT_WORD: _ALL - _WORD,
}  # fmt: skip
_REPEATS: Final = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)

_Item = tuple[Any, Any]


def head(expression: bytes, *, dotall: bool) -> bytes | None:
    """Return how every match of *expression* begins, an expression too; None where it takes no more than `LINES` lines.

    Where nothing of it can be told apart that is a line's end: all is then searched.
    """
    items = list(_parser.parse(expression.decode("latin-1")))
    if _steps(items, dotall) <= LINES:
        return None
    found: list[_Item] = []
    for item in _begun(items, LINES, dotall)[0]:
        if _is_plain([item]):
            found.append(item)
        elif any(map(least, found)):
            break
        else:
            found.clear()  # an anchor, at the beginning
    return written(found).encode() if any(map(least, found)) else b"\n"


def _is_plain(items: list[_Item]) -> bool:
    """Whether `written` says *items* as they are: no anchor, no byte that is no character of its own."""
    for op, argument in items:
        if op in _REPEATS:
            inner = [list(argument[2])]
        elif op is c.BRANCH:
            inner = [list(branch) for branch in argument[1]]
        elif op is c.SUBPATTERN:
            inner = [list(argument[3])]
        elif op is c.IN:
            codes = [code for kind, value in argument if kind in (c.LITERAL, c.RANGE) for code in _codes(value)]
            if max(codes, default=0) > 127:
                return False
            continue
        elif op in (c.LITERAL, c.NOT_LITERAL):
            if argument > 127:
                return False
            continue
        elif op is c.ANY:
            continue
        else:
            return False
        if not all(map(_is_plain, inner)):
            return False
    return True


def _codes(value: Any) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _begun(items: list[_Item], left: int, dotall: bool) -> tuple[list[_Item], bool]:
    """Return the beginning of *items* that takes *left* lines more at most, and whether it is all of them."""
    found: list[_Item] = []
    for item in items:
        steps = _step(item, dotall)
        if steps <= left:
            found.append(item)
            left -= steps
            continue
        op, argument = item
        if op is c.SUBPATTERN:
            inner, _ = _begun(list(argument[3]), left, dotall or bool(argument[1] & 16))
            if inner:
                found.append((op, (*argument[:3], inner)))
        elif op is c.BRANCH:
            begun = [_begun(list(branch), left, dotall)[0] for branch in argument[1]]
            if all(begun):
                found.append((op, (argument[0], begun)))
        elif op in _REPEATS:
            inner = list(argument[2])
            for _ in range(min(argument[0], left + 1)):
                some, whole = _begun(inner, left, dotall)
                found += some
                left -= _steps(some, dotall)
                if not whole:
                    break
        return found, False
    return found, True


def _steps(items: list[_Item], dotall: bool) -> int:
    return min(_ANY, sum(_step(item, dotall) for item in items))


def _step(item: _Item, dotall: bool) -> int:
    """Return how many more lines *item* may take, blank ones not counted, at most."""
    op, argument = item
    characters = _characters(item, dotall)
    if characters is not None:
        return int(10 in characters)
    if op in _REPEATS:
        inner = list(argument[2])
        steps = _steps(inner, dotall)
        if steps and len(inner) == 1 and (_characters(inner[0], dotall) or _ALL) <= _BLANK:
            return 1
        most = _ANY if argument[1] is c.MAXREPEAT else argument[1]
        steps = min(_ANY, steps * most)
    elif op is c.BRANCH:
        steps = max(_steps(list(branch), dotall) for branch in argument[1])
    elif op is c.SUBPATTERN:
        steps = _steps(list(argument[3]), dotall or bool(argument[1] & 16))
    else:
        return 0 if op is c.AT else _ANY
    return min(steps, (_most([item]) + 1) // 2)


def _most(items: list[_Item]) -> int:
    """Return the largest number of characters of *items*: a line that is not blank takes two."""
    total = 0
    for op, argument in items:
        if op in _REPEATS:
            total += _most(list(argument[2])) * (_ANY if argument[1] is c.MAXREPEAT else argument[1])
        elif op is c.BRANCH:
            total += max(_most(list(branch)) for branch in argument[1])
        elif op is c.SUBPATTERN:
            total += _most(list(argument[3]))
        else:
            total += op is not c.AT
    return min(_ANY, total)


def _characters(item: _Item, dotall: bool) -> frozenset[int] | None:
    """Return what one character may be; None where *item* is not one."""
    op, argument = item
    if op is c.LITERAL:
        return frozenset((argument,))
    if op is c.NOT_LITERAL:
        return _ALL - {argument}
    if op is c.ANY:
        return _ALL if dotall else _ALL - {10}
    if op is not c.IN:
        return None
    found: set[int] = set()
    for kind, value in argument:
        if kind is c.LITERAL:
            found.add(value)
        elif kind is c.RANGE:
            found.update(range(value[0], value[1] + 1))
        elif kind is c.CATEGORY:
            found |= _CATEGORY[value]
    return _ALL - found if argument[0][0] is c.NEGATE else frozenset(found)
