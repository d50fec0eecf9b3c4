"""Values that code beside them turns back with a key by exclusive or: ``bytes(b ^ 0x5a for b in DATA)``, ``$data ^ str_repeat($key, 8)``."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from itertools import islice
from typing import Final

from keyproof.detect.decode import numbers
from keyproof.detect.decode.escapes import unescaped
from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

LOOK: Final = (
    r"[\w\])\"'] \^=? ?(?:[\"']|\(?(?:0x[0-9a-f]{2}|ord\(|str_repeat|[a-z_$][\w.$]*(?:\[|\.char|\.bytes|\)|\b)))"
)
REACH: Final = 1_700
_AROUND: Final = 800
_MOST: Final = 4
_KEYS: Final = 24
"""Bytes on both sides in which the data and the key stand; how many of each are tried."""

_NEXT: Final = 200
"""Bytes behind a hit in which no other is looked at."""

_LEAST: Final = 16
_LONGEST: Final = 4_000
_KEY: Final = 32
"""Bytes of the data, and of a key that a literal is as it stands."""

_QUOTED: Final = regex(rb"""["'`]((?:[^"'`\\\n]|\\[xX][0-9a-fA-F]{2}|\\[^\n]){1,4000}+)["'`]""")
_HEX: Final = regex(rb"(?:[0-9a-fA-F]{2}){1,2000}")
_BASE64: Final = regex(rb"[A-Za-z0-9+/_-]{16,4000}={0,2}")
_ONE: Final = regex(
    rb"(?:[:=]|\^)\s{0,4}\(?(?:[A-Za-z]{1,8}\)\s?)?(0[xX][0-9a-fA-F]{1,2}|[1-9][0-9]{0,2})\b(?!\s{0,4},)"
)


def xored_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what the literals around *end* hold when they are turned with each other, or with a number there."""
    low, high = max(0, end - _AROUND), min(len(text), end + _AROUND)
    yield View(b"", low, end + _NEXT, "")  # the next one is looked at from there on
    held = [
        (bytes(code & 255 for code in numbers.codes(found[0])), *found.span())
        for found in numbers.LIST.finditer(text, low, high)
    ]
    quoted = list(_QUOTED.finditer(text, low, high))
    held += [(data, *found.span(1)) for found in quoted if (data := _packed(found[1])) is not None]
    if not any(len(data) >= _LEAST for data, _, _ in held):
        return
    numbered = (int(found[1], 0) for found in _ONE.finditer(text, low, high))
    keys = dict.fromkeys(bytes((number,)) for number in numbered if number < 256)
    keys |= dict.fromkeys(data for data, _, _ in held if data)
    keys |= dict.fromkeys(found[1] for found in quoted if len(found[1]) <= _KEY)
    nearest = sorted((one for one in held if len(one[0]) >= _LEAST), key=lambda one: abs(one[1] - end))[:_MOST]
    for data, start, stop in nearest:
        for key in islice(keys, _KEYS):
            if key == data or not printable(_turned(data[:_LEAST], key)):
                continue
            turned = _turned(data, key)
            if printable(turned):
                yield View(turned, start, stop, "xor", is_text=False)


def _turned(data: bytes, key: bytes) -> bytes:
    whole = (key * (len(data) // len(key) + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(whole, "big")).to_bytes(len(data), "big")


def _packed(raw: bytes) -> bytes | None:
    """Return the bytes that *raw*, the inside of a literal, stands for; None where they are none but its own."""
    if b"\\" in raw:
        return unescaped(raw)[:_LONGEST]
    if _HEX.fullmatch(raw):
        return binascii.unhexlify(raw)
    return unpadded(raw.rstrip(b"=")) if _BASE64.fullmatch(raw) else None


LOOKS: Final = ((xored_at, True, LOOK),)
"""As the table of `gates`."""
