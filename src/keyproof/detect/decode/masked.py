"""Characters that the code beside them moves back: an exclusive or with a number or a key in turns, a number added or taken off."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.numbers import LIST, codes
from keyproof.detect.decode.owner import owned
from keyproof.detect.decode.radix import bound, unpadded
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

LOOK: Final = (
    r"(?:fromCharCode|chr)\(\s?\w{1,12}\s?[\^+-]\s?[0-9]|\^=?\s?(?:0x[0-9a-fA-F]{1,2}|[0-9]{1,3})\s{0,2}(?:;|\)|for |\}|,)|"
    r"\^=?\s?(?:ord\()?\w{1,20}(?:\[|\.charCodeAt\(|\.charAt\()\s?\w{1,12}\s?%"
)
REACH: Final = 4_200
_BY_NUMBER: Final = regex(rb"[\w\]]\s?(\^|[+-])=?\s?(0[xX][0-9a-fA-F]{1,2}|\d{1,3})(?![\w.])")
_BY_KEY: Final = regex(rb"\^=?\s?(?:ord\()?(\w{1,20})(?:\[|\.charCodeAt\(|\.charAt\()\s?\w{1,12}\s?%")
_CODED: Final = regex(rb"""(?P<q>["'`])(?P<v>(?:[0-9a-fA-F]{2}){12,400}|[A-Za-z0-9+/_-]{16,600}={0,2})(?P=q)""")
_BEFORE, _AFTER = 4_000, 1_200
_LEAST: Final = 12
_TRIED: Final = 5


def masked_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what the operator before *end* makes of the nearest numbers, hex or base64, where that is text."""
    low, high = max(0, end - _BEFORE), min(len(text), end + _AFTER)
    mask = _mask(text, end, low, high)
    if mask is None:
        return
    sign, key = mask
    for start, stop, data in _nearest(text, end, low, high)[:_TRIED]:
        made = _moved(data, sign, key)
        if len(made) >= _LEAST and printable(made) and b"\n" not in made:
            named = owned(text, start, made) or bound(text, start, made)
            yield View(named or made, start, stop, "exclusive or" if sign == b"^" else "shifted")
            return


def _mask(text: bytes, end: int, low: int, high: int) -> tuple[bytes, bytes] | None:
    """Return the operator and the key: a byte, or the literal of the variable that is gone through in turns."""
    turns = _BY_KEY.search(text, max(0, end - 60), end + 2)
    if turns is not None:
        literal = re.search(
            rb"\b" + re.escape(turns[1]) + rb"""\b[^\n=:"']{0,40}[:=]{1,2}\s?[^\n"']{0,24}["']([^"'\n]{1,64})["']""",
            text[low:high],
        )
        return (b"^", literal[1]) if literal else None
    number = None
    for number in _BY_NUMBER.finditer(text, max(0, end - 24), end + 4):
        if number.end() >= end - 4:
            break
    if number is None:
        return None
    code = int(number[2], 16 if number[2][:2].lower() == b"0x" else 10)
    return (number[1], bytes((code,))) if 0 < code < 256 else None


def _nearest(text: bytes, end: int, low: int, high: int) -> list[tuple[int, int, bytes]]:
    """Return what may be masked around *end*, the nearest first: where it stands, and its bytes."""
    found: list[tuple[int, int, bytes]] = []
    for numbers in LIST.finditer(text, low, high):
        data = bytes(code & 255 for code in codes(numbers[0]))
        found.append((*numbers.span(), data))
    for coded in _CODED.finditer(text, low, high):
        raw = coded["v"]
        if len(raw) % 2 == 0 and re.fullmatch(rb"[0-9a-fA-F]+", raw):
            found.append((*coded.span("v"), binascii.unhexlify(raw)))
        if data_of := unpadded(raw.rstrip(b"=")):
            found.append((*coded.span("v"), data_of))
    found.sort(key=lambda f: min(abs(f[1] - end), abs(f[0] - end)))
    return found


def _moved(data: bytes, sign: bytes, key: bytes) -> bytes:
    if sign == b"^":
        made = bytes(code ^ key[at % len(key)] for at, code in enumerate(data))
        return made[:-1] if made[-1:] == b"\0" else made
    step = key[0] if sign == b"+" else -key[0]
    return bytes((code + step) & 255 for code in data)
