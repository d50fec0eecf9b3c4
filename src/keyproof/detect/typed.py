"""What hands type instead of drawing a value: runs by turns, ways along the keys of a keyboard, groups of one letter."""

from __future__ import annotations

import re
import string
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from keyproof.patterns import regex

_BY_TURNS: Final = regex(r"(?:[a-z][0-9]){6,}|(?:[0-9][a-z]){6,}", re.I)
"""Letter, digit, letter, digit: what hands type to look random."""

_LONG_RUN: Final = 18
"""Characters of a run by turns that tells a hand in hex digits, whatever stands before it: one draw in 5,000 has one."""

_HEX: Final = regex(r"(?:0x)?[0-9a-f]+", re.I)

_BY_THREES: Final = regex(r"(?:[a-z][A-Z][0-9]){3,}|(?:[A-Z][a-z][0-9]){3,}")
"""The same with capital letters."""

_KINDS: Final = str.maketrans(
    {
        **dict.fromkeys(string.ascii_lowercase, "a"),
        **dict.fromkeys(string.ascii_uppercase, "A"),
        **dict.fromkeys(string.digits, "9"),
    }
)
_PERIODS: Final = (4, 5, 6)
_PERIODIC: Final = 16
"""Characters from which kinds that come round again tell a hand: by chance they do in one value of 100,000."""

_ROWS: Final = (
    "1234567890", "!@#$%^&*()", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qawsedrftgyhujikolp", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "!qaz", "@wsx", "#edc", "$rfv",
)  # fmt: skip
"""Keys that stand side by side or one below the other, or by turns in two rows."""

_ALPHABET: Final = frozenset(string.ascii_lowercase)

_FILLED: Final = regex(r"(?:([A-Za-z0-9])\1{2,}+[-_ ]?+){3,}+")
"""Groups of one character each: ``AAAA-BBBB-CCCC``."""

_OF_HEX: Final = frozenset("0123456789abcdefABCDEF")
_OTHERS: Final = 4
_FEWEST, _MOST = 20, 64
_SELDOM: Final = 2e-5

_TURNS: Final = 8
"""Steps of two counted runs by turns."""


def is_filled(value: str) -> bool:
    """Whether *value* is three groups or more of one character each, as a form of keys is shown."""
    return bool(_FILLED.fullmatch(value))


def is_typed(value: str) -> bool:
    """Whether most of *value* goes by turns through small and capital letters and digits, as nothing drawn does."""
    runs = [len(found[0]) for kind in (_BY_TURNS, _BY_THREES) for found in kind.finditer(value)]
    longest = max(runs, default=-1)
    return (
        longest * 4 >= len(value) * 3
        or (longest >= _LONG_RUN and _HEX.fullmatch(value) is not None)
        or _comes_round(value)
    )


def _comes_round(value: str) -> bool:
    """Whether small letters, capitals and digits stand in one order, again and again, in most of *value*."""
    kinds = value.translate(_KINDS)
    if len(kinds) < _PERIODIC or not {"a", "A", "9"} <= set(kinds):
        return False
    for period in _PERIODS:
        least, start = max(_PERIODIC, 4 * period, len(kinds) * 3 // 4), 0
        for at in range(period, len(kinds)):
            if kinds[at] != kinds[at - period]:
                start = at - period + 1
            elif at - start + 1 >= least and len(set(kinds[start : start + period])) == 3:
                return True
    return False


@lru_cache(maxsize=8192)
def has_sequence(value: str) -> bool:
    """Whether *value* holds a long counted run such as 12345678 or hgfedcba, two by turns as a1b2c3d4e5, or the alphabet."""
    lowered = value.lower()
    if _counts_by_turns(lowered) or _has_alphabet(lowered):
        return True
    run = down = best = 1
    for a, b in pairwise(lowered):
        step = ord(b) - ord(a) if a.isalnum() and b.isalnum() else 0
        run = run + 1 if step == 1 else 1
        down = down + 1 if step == -1 else 1
        best = max(best, run, down)
    return best >= 7 or "1234567890" in lowered


def _has_alphabet(lowered: str) -> bool:
    """Whether all letters stand in a row, each once, in any order."""
    size = len(_ALPHABET)
    return len(lowered) >= size and any(
        set(lowered[at : at + size]) == _ALPHABET for at in range(len(lowered) - size + 1)
    )


def _counts_by_turns(lowered: str) -> bool:
    run = 0
    for a, b in zip(lowered, lowered[2:], strict=False):
        run = run + 1 if ord(b) - ord(a) == 1 or (a, b) == ("9", "0") else 0
        if run >= _TURNS and a.isalnum() and b.isalnum():
            return True
    return False


def is_mashed(value: str) -> bool:
    """Whether *value* has so few different letters and digits that chance leaves one in 50,000 draws so few: keys hit at random."""
    size, different = len(value), len(set(value))
    if not _FEWEST <= size <= _MOST or not value.isalnum() or value.isalpha() or value.isdigit():
        return False
    others = set(value) - _OF_HEX
    if len(others) < _OTHERS:  # digits of hex, which a prefix may stand before
        different -= len(others)
    letters = 16 if len(others) < _OTHERS else 62 if value not in (value.lower(), value.upper()) else 36
    # Far below what is to be expected, before what it takes to tell how far.
    return different < 0.75 * letters * (1 - (1 - 1 / letters) ** size) and _chance(size, letters, different) < _SELDOM


@cache
def _chance(size: int, letters: int, different: int) -> float:
    """Return the chance that *size* draws from *letters* give no more than *different* of them."""
    chances = [1.0] + [0.0] * different
    for _ in range(size):
        for kinds in range(different, -1, -1):
            fewer = chances[kinds - 1] * (letters - kinds + 1) / letters if kinds else 0.0
            chances[kinds] = chances[kinds] * kinds / letters + fewer
    return sum(chances)


@lru_cache(maxsize=8192)
def is_walk(value: str) -> bool:
    """Whether *value* is typed by going along the keys of a keyboard, three or more at a time: ``123qwe!@#QWE``."""
    left = value.lower()
    while left:
        size = max((_along(left, row) for row in _ROWS), default=0)
        if size < 3:
            return False
        left = left[size:]
    return len(value) >= 6


def _along(text: str, row: str) -> int:
    """Return how many characters at the start of *text* go along *row*, in either direction."""
    best = 0
    for keys in (row, row[::-1]):
        at = keys.find(text[0])
        size = 0
        while at >= 0 and size < len(text) and at + size < len(keys) and text[size] == keys[at + size]:
            size += 1
        best = max(best, size)
    return best
