"""Values that code beside them turns back with a key by exclusive or: ``bytes(b ^ 0x5a for b in DATA)``, ``$data ^ str_repeat($key, 8)``."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

from keyproof.detect.decode import numbers
from keyproof.detect.decode.escapes import unescaped
from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

LOOK: Final = r" \^=? ?(?:[\"']|\(?(?:0x[0-9a-f]{2}|ord\(|str_repeat|[a-z_$][\w.$]*(?:\[|\.char|\.bytes|\)|\b)))"
REACH: Final = 1_700
_AROUND: Final = 800
_MOST: Final = 4
_KEYS: Final = 8
"""Bytes on both sides in which the data and the key stand; how many of each are tried."""

_NEXT: Final = 200
_LEAST: Final = 16
_LONGEST: Final = 4_000
_QUOTED: Final = regex(rb"""["'`]((?:[^"'`\\\n]|\\[xX][0-9a-fA-F]{2}|\\[^\n]){1,4000})["'`]""")
_HEX: Final = regex(rb"(?:[0-9a-fA-F]{2}){1,2000}")
_BASE64: Final = regex(rb"[A-Za-z0-9+/_-]{16,4000}={0,2}")
_ONE: Final = regex(
    rb"(?:[:=]|\^)\s{0,4}\(?(?:[A-Za-z]{1,8}\)\s?)?(0[xX][0-9a-fA-F]{1,2}|[1-9][0-9]{0,2})\b(?!\s{0,4},)"
)


def xored_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what the literals around *end* hold when they are turned with each other, or with a number there."""
    low, high = max(0, end - _AROUND), min(len(text), end + _AROUND)
    yield View(b"", low, end + _NEXT, "")  # the next one is looked at from there on
    held: list[tuple[bytes, int, int]] = []
    keys: dict[bytes, None] = {}
    for found in _QUOTED.finditer(text, low, high):
        for data in _meant(found[1]):
            if len(data) >= _LEAST:
                held.append((data, *found.span(1)))
            if len(data) <= 64:
                keys.setdefault(data)
    for found in numbers.LIST.finditer(text, low, high):
        codes = numbers.codes(found[0])
        data = bytes(code & 255 for code in codes)
        if len(data) >= _LEAST:
            held.append((data, *found.span()))
        keys.setdefault(data)
    for found in _ONE.finditer(text, low, high):
        number = int(found[1], 0)
        if number < 256:
            keys.setdefault(bytes((number,)))
    nearest = sorted(held, key=lambda one: abs(one[1] - end))[:_MOST]
    for data, start, stop in nearest:
        for key in islice(keys, _KEYS):
            if key == data or not printable(_turned(data[:_LEAST], key)):
                continue
            turned = _turned(data, key)
            if printable(turned):
                yield View(turned, start, stop, "xor", is_text=False)


def _turned(data: bytes, key: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(data, cycle(key), strict=False))


def _meant(raw: bytes) -> Iterator[bytes]:
    """Yield the bytes that *raw*, the inside of a literal, may stand for."""
    yield unescaped(raw)[:_LONGEST]
    if _HEX.fullmatch(raw):
        yield binascii.unhexlify(raw)
    elif _BASE64.fullmatch(raw) and (data := unpadded(raw.rstrip(b"="))) is not None:
        yield data


LOOKS: Final = ((xored_at, True, LOOK),)
"""As the table of `gates`."""
