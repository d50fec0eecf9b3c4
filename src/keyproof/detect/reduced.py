"""A looser, cheaper form of a rule for the first pass: it finds a superset; the rule itself decides afterwards.

Optional ends are dropped, the head before the first literal is dropped, the last run is cut to its minimum and large
upper bounds are lifted. Measured on MCP servers: a tenth of the hits and half of the database of the rules as written.
"""

from __future__ import annotations

import re
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

FORM: Final = 4
"""Raised when this module changes what it returns: compiled forms kept from before are then not used."""

_TAIL: Final = 12
"""Characters of the last run that are enough for the first pass."""

_HEAD: Final = 8
"""Characters of a leading run without a literal after it."""

_OPEN: Final = 20
"""Upper bounds from here on cost states and decide nothing."""

_COMMON: Final = frozenset(("http", "https", "https:", "https:/", "https://", "http:", "http:/", "http://"))
"""Literals that stand on every other line."""

_CATEGORY: Final = {
    c.CATEGORY_SPACE: r"\s", c.CATEGORY_NOT_SPACE: r"\S", c.CATEGORY_DIGIT: r"\d", c.CATEGORY_NOT_DIGIT: r"\D",
    c.CATEGORY_WORD: r"\w", c.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
_REPEATS: Final = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)

_Item = tuple[Any, Any]


def reduced(pattern: str) -> str:
    """Return an expression for Hyperscan that matches wherever *pattern* does, possibly ending earlier.

    Raises:
        ValueError: *pattern* holds something that has no such form (look-around, a backreference).
    """
    return written(_reduced(pattern)[0])


def written(items: list[_Item]) -> str:
    """Return *items*, those of a parsed expression, as an expression for Hyperscan."""
    return "".join(map(_text, items))


def keeps_start(pattern: str) -> bool:
    """Whether `reduced` begins where *pattern* does."""
    return _reduced(pattern)[1]


def _reduced(pattern: str) -> tuple[list[_Item], bool]:
    items = _flat(list(_parser.parse(pattern)))
    whole = True
    while len(items) > 1 and least(items[-1]) == 0:
        items.pop()
    for start in (_literal_at(items, 4), _literal_at(items, 3)):
        if start is not None:
            items, whole = items[start:], start == 0
            break
    while len(items) > 1 and least(items[0]) == 0:
        items.pop(0)
        whole = False
    _cut(items, -1, _TAIL if sum(map(least, items[:-1])) >= 3 else None)
    if len(items) > 1:
        whole &= not _cut(items, 0, _HEAD)
    return items, whole


def width(pattern: str) -> int:
    """Return the largest number of characters that *pattern* can match."""
    return int(_parser.parse(pattern).getwidth()[1])


def _flat(items: list[_Item]) -> list[_Item]:
    out: list[_Item] = []
    for op, argument in items:
        if op is c.SUBPATTERN and not argument[1] and not argument[2]:
            out += _flat(list(argument[3]))
        else:
            out.append((op, argument))
    return out


def _cut(items: list[_Item], index: int, most: int | None) -> bool:
    """Cut the repeat at *index*, where there is one, to its minimum, and that to *most*; say whether it got shorter."""
    op, argument = items[index]
    if op not in _REPEATS or len(argument[2]) != 1 or not argument[0]:
        return False
    least = argument[0] if most is None else min(argument[0], most)
    items[index] = (op, (least, least, argument[2]))
    return bool(argument[1] != least)


def least(item: _Item) -> int:
    """Return how many characters *item* matches at least."""
    op, argument = item
    if op in _REPEATS:
        return int(argument[0]) * sum(map(least, argument[2]))
    if op is c.BRANCH:
        return min(sum(map(least, branch)) for branch in argument[1])
    if op is c.SUBPATTERN:
        return sum(map(least, argument[3]))
    return 0 if op is c.AT else 1


def _literal_in(items: Any) -> int:
    """Return the length of the longest literal that every match of *items* holds."""
    best = run = 0
    for item in items:
        if item[0] is c.LITERAL:
            run += 1
        else:
            best, run = max(best, run, _literal_of(item)), 0
    return max(best, run)


def _literal_of(item: _Item) -> int:
    op, argument = item
    if op is c.SUBPATTERN:
        return _literal_in(argument[3])
    if op is c.BRANCH:
        return min(_literal_in(branch) for branch in argument[1])
    if op in _REPEATS and argument[0]:
        return _literal_in(argument[2])
    return int(op is c.LITERAL)


def _literal_at(items: list[_Item], need: int) -> int | None:
    """Return the index from which *items* starts with a literal of *need* characters, ``http`` being the last choice."""
    run = 0
    common: int | None = None
    for index, item in enumerate(items):
        run = run + 1 if item[0] is c.LITERAL else 0
        start = index - run + 1
        if run >= need and "".join(chr(argument) for _, argument in items[start : index + 1]) in _COMMON:
            common = start
        elif run >= need:
            return start
        elif not run and _literal_of(item) >= need:
            return index
    return common


def _char(code: int) -> str:
    text = chr(code)
    if not text.isascii():
        return "(?:" + "".join(f"\\x{b:02x}" for b in text.encode()) + ")"
    return text if text.isalnum() else f"\\x{code:02x}"


def _set(items: Any) -> str:
    out = "["
    for op, argument in items:
        if op is c.NEGATE:
            out += "^"
        elif op is c.LITERAL:
            out += _char(argument)
        elif op is c.RANGE:
            out += f"{_char(argument[0])}-{_char(argument[1])}"
        else:
            out += _CATEGORY[argument]
    return out + "]"


def _repeat(argument: Any) -> str:
    least, most, inner = argument
    text = "".join(map(_text, inner))
    if len(inner) > 1 or inner[0][0] not in (c.IN, c.LITERAL, c.ANY, c.NOT_LITERAL):
        text = f"(?:{text})"
    if least == most:
        return f"{text}{{{least}}}"
    return f"{text}{{{least},}}" if most is c.MAXREPEAT or most >= _OPEN else f"{text}{{{least},{most}}}"


def _text(item: _Item) -> str:
    op, argument = item
    if op is c.LITERAL:
        return _char(argument)
    if op is c.NOT_LITERAL:
        return f"[^{_char(argument)}]"
    if op is c.ANY:
        return "."
    if op is c.IN:
        return _set(argument)
    if op in _REPEATS:
        return _repeat(argument)
    if op is c.BRANCH:
        return "(?:" + "|".join("".join(map(_text, branch)) for branch in argument[1]) + ")"
    if op is c.SUBPATTERN:
        flags = "i" if argument[1] & re.IGNORECASE else ""
        return f"(?{flags}:" + "".join(map(_text, argument[3])) + ")"
    raise ValueError(f"no reduced form for {op}")
