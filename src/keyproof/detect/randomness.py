"""How much a value looks drawn at random rather than written by a person.

Two models explain the same characters: one of how people write names and words in code and prose (which letter follows
which, how seldom the case or kind changes), one of a uniform draw from the alphabet in use. The difference of their
lengths in bits, per character, is the evidence: above zero the draw explains the value better.

The letter table was counted by ``tools/count_letters.py`` over distinct identifiers and words of packages; it holds no text.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from typing import Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_AFTER: Final = dict(
    zip(
        "^" + _LETTERS,
        [
            "6756668a6dc77896e75689a9fe",
            "d767fc8f8fb465f7f4639bdb9f",
            "3a894adf58f3cb5cf77c5fff7f",
            "5d9a4cf58f66de3cf7a47fffaf",
            "49b719bf3ff9bd6bf97a7fffbf",
            "7c66a89fcff784d9b345eab6bf",
            "5a9966df2ff6ec4df6976fffbf",
            "6dcf1d965fe7a79df46a6fefcf",
            "2ddd2fff4fdb9d3cf8a5afff9f",
            "8967897ffff67249f955d9fbfa",
            "5cca2cde8e9ccc39fd3e5dbfdf",
            "7cbb0bac4ff9b8abfb6b7e9fbf",
            "4cc82cdf3ff5ef4cfe877cff8f",
            "28dc2eff5ffa8d54fe8b8fffaf",
            "5e65584f7fbcd96bfe5399ffdf",
            "a976ebafafa66297f3876a8dff",
            "3fba3df97ff5ee47f4868eff7f",
            "cddccbedcff5bcfca89a0defef",
            "4e892c9f4fab894cf7669bff9f",
            "8f7d3ce75f9acc67ce527edf9f",
            "4fad2df63ffbcf5bf5889fdf6f",
            "778a6aaf7ff564c5f454ffffff",
            "2dad0eef3fffdd89fdcdffffef",
            "3edc4dd73fdad64ef46cefefff",
            "6d5b4bfc5ffc8bb3fcb2ddf99f",
            "9a898cbf9ff666a1fa55ee9edb",
            "4ddd0ddc5fecbc5bfccbefee98",
        ],
        strict=True,
    )
)
"""For each letter (``^``: none before it), the cost of each next letter a-z: one hex digit, bits = digit / 2 + 1."""

_CHANGE: Final = {
    "ll": 0.2, "lu": 4.9, "ld": 5.6, "ls": 3.9, "ul": 1.4, "uu": 0.9, "ud": 4.8, "us": 4.4,
    "dl": 2.1, "du": 3.6, "dd": 0.6, "ds": 4.6, "sl": 0.2, "su": 3.3, "sd": 5.2, "ss": 6.7,
}  # fmt: skip
"""Bits for going from one kind (lower, upper, digit, symbol) to the next, as people write."""

_DIGIT_BITS: Final = 3.3
_SYMBOL_BITS: Final = 2.0
_ALPHABETS: Final = (
    (frozenset("0123456789"), 3.3),
    (frozenset("0123456789abcdef"), 4.0),
    (frozenset("0123456789ABCDEF"), 4.0),
    (frozenset("0123456789" + _LETTERS), 5.2),
    (frozenset("0123456789" + _LETTERS.upper()), 5.2),
    (frozenset("0123456789" + _LETTERS + _LETTERS.upper()), 5.95),
)
_WIDEST_BITS: Final = 6.1


@lru_cache(maxsize=8192)
def entropy(text: str) -> float:
    """Return Shannon entropy in bits per character."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values()) if size else 0.0


def _kind(char: str) -> str:
    return "l" if char.islower() else "u" if char.isupper() else "d" if char.isdigit() else "s"


def _letter_bits(before: str, char: str) -> float:
    row = _AFTER.get(before.lower()) if not (before.islower() and char.isupper()) else None
    index = ord(char.lower()) - 97
    return int((row or _AFTER["^"])[index], 16) / 2 + 1 if 0 <= index < 26 else 8.0


def _written_bits(text: str) -> float:
    """Return how many bits the model of people's writing needs for *text*."""
    bits, before, kind_before = 0.0, "^", ""
    for char in text:
        kind = _kind(char)
        bits += _CHANGE.get(kind_before + kind, 1.0)
        bits += _letter_bits(before, char) if kind in "lu" else _DIGIT_BITS if kind == "d" else _SYMBOL_BITS
        before, kind_before = char, kind
    return bits


def _drawn_bits(text: str) -> float:
    """Return how many bits per character a uniform draw from the narrowest alphabet of *text* needs."""
    used = set(text)
    return next((bits for alphabet, bits in _ALPHABETS if used <= alphabet), _WIDEST_BITS)


@lru_cache(maxsize=8192)
def evidence(value: str) -> float:
    """Return bits per character in favour of a random draw; above 0 the draw explains *value* better than writing."""
    text = value[:256].rstrip("=")
    return _written_bits(text) / len(text) - _drawn_bits(text) if text else -6.0


def randomness(value: str) -> float:
    """Return 0 (written by a person) to 1 (drawn at random).

    A short value gives less evidence; a value of few different characters none.
    """
    size = len(value)
    if size < 8 or value.isdigit():
        return 0.0
    spread = entropy(value[:256]) / math.log2(min(size, 64))
    score = evidence(value) * min(size, 32) / 8 + 6.0 * (spread - 0.78)
    return 1.0 / (1.0 + math.exp(-score))
