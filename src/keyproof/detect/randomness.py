"""How much a value looks drawn at random rather than written by a person.

Two models explain the same characters: one of how people write names and words in code and prose (which letter follows
which, how seldom the case or kind changes), one of a uniform draw from the alphabet in use. The difference of their
lengths in bits, per character, is the evidence: above zero the draw explains the value better.

The letter table was counted over the distinct identifiers and words of public repositories; it holds no text of theirs.
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
            "6856778a6bc87996c65699aeee",
            "f867fd6f8fe465f8f5628bacbf",
            "3b9a4bff6af3ba6ef77d4ddf7f",
            "5f9e4ff58f66ff39f5a57fffaf",
            "38c81caf4fe8cf7bf96e8ddfbf",
            "7e65caaffff784f9b335fab8bf",
            "5ddc57fe1ff6fd4ff6c97fffaf",
            "7fff0d985ff9c8aef56d6defcf",
            "3beb1fff4dfb9d3ef7c7afffaf",
            "9a56697ffff6734af855fafdf9",
            "88cc3bda3abbff29fe598acffc",
            "8ae907cf5ff8b7beff5d8fbfff",
            "5eb82fff2fe6ff4eff766cef7f",
            "3a7f2fff5ffc7c44fe8f9fffbf",
            "5f65574f7fcbf97dff43b9ffff",
            "aa77fc9fbda66287f3885a8eef",
            "3fc93fcc7fe5ef47f3967fffbf",
            "fbfbffbf9ff4fffffcab09fcff",
            "4f8a2eaf5f9b894ef87788ff7f",
            "8f7f3ef95fabde77cf526fefbf",
            "4f9f2ff63ffcff5cf6799fef7f",
            "98885ebf8ff574e5f444ffffff",
            "2fec0fee3fdfdf8affcfcfffbc",
            "3fad5bf94df6f63de63dfefbff",
            "7c5a4ef94cfbc9f3f9d2ccf78a",
            "abaa8fff8ff86571fd46ff79b8",
            "3ba91daa7cf9ae4cff8fef88bb",
        ],
        strict=True,
    )
)
"""For each letter (``^``: none before it), the cost of each next letter a-z: one hex digit, bits = digit / 2 + 1."""

_CHANGE: Final = {
    "ll": 0.2, "lu": 4.9, "ld": 6.9, "ls": 3.9, "ul": 1.4, "uu": 0.9, "ud": 5.8, "us": 4.3,
    "dl": 1.7, "du": 3.5, "dd": 0.8, "ds": 4.5, "sl": 0.2, "su": 3.3, "sd": 5.6, "ss": 4.0,
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
