"""Disguises without a key, for values that start as a provider's do: rot13, reversal, UTF-16 within other bytes."""

from __future__ import annotations

import binascii
import codecs
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from keyproof.detect.decode.owner import owned
from keyproof.detect.decode.radix import bound
from keyproof.detect.decode.view import View, around, printable
from keyproof.patterns import regex

_VALUE: Final = regex(rb"(?=[A-Za-z_.\-]{0,40}[0-9])[A-Za-z0-9_.\-]{16,260}")
_QUOTED: Final = regex(rb"""(["'`])([^"'`\n]{8,4000})\1""")
_VALUE_BYTES: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
_LINE: Final = 4_096
_CODE: Final = regex(rb"[.(]\w*\(|\(\Z")
"""What stands between two strings, and in none."""

_DECODES: Final = regex(rb"(?i)(?:base64|b64|atob|hex)[\w.:!]{0,24}\(")
_BEFORE: Final = 60
"""Bytes before a string that is turned round in which a call says that the outcome is decoded."""

_CALL: Final = 24
"""Bytes that what turns a string round takes behind it."""

_RUN47: Final = regex(rb"(?<![!-~])[!-~]{16,400}")
_TURN47: Final = bytes(33 + (code + 14) % 94 if 32 < code < 127 else code for code in range(256))
_SAID: Final = 600
"""Bytes behind the word for a cipher in which it is used."""

_WIDE: Final = regex(rb"(?:[ -~]\0){4,2000}")


def rot13_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the value at *end* turned by 13 letters, where it can be one that starts with *prefix*."""
    found = _VALUE.match(text, end)
    start = end - len(prefix)
    if found is None or text[start - 1 : start].isalnum():
        return None
    raw = text[start : found.end()]
    return View(codecs.encode(raw.decode(), "rot13").encode(), start, found.end(), "rot13", is_text=False)


def reversed_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the value before *end* from its end to its start, where it can be one that starts with *prefix*."""
    if text[end : end + 1].isalnum() or text[end : end + 1] == b"_":
        return None
    stop = end - len(prefix)
    start = stop - 1
    while start >= 0 and stop - start < 260 and text[start] in _VALUE_BYTES:
        start -= 1
    found = _VALUE.match(text, start + 1, stop)
    return None if found is None else View(text[start + 1 : end][::-1], start + 1, end, "reversed", is_text=False)


def turned_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the string that the code around *end* turns round: ``"…"[::-1]``, ``strrev("…")``."""
    low, high = around(text, end - 1, _LINE)
    while (found := _QUOTED.search(text, low, high)) is not None:
        low = found.end() if found.end() >= end - _CALL and not _CODE.search(found[2]) else found.end() - 1
        if low == found.end():
            data = found[2][::-1]
            if _DECODES.search(text, max(0, found.start() - _BEFORE), found.start()):
                data = _unpacked(data)
            told = owned(text, found.start(2), data)
            named = told or bound(text, found.start(2), data)
            return View(named or data, *found.span(2), "reversed", told=told is not None)
    return None


def rot47_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the runs behind *end*, where a text says that they are ROT47, turned back; shapes alone tell which are."""
    for found in _RUN47.finditer(text, end, min(len(text), end + _SAID)):
        yield View(found[0].translate(_TURN47), *found.span(), "rot47", is_text=False)


def _unpacked(raw: bytes) -> bytes:
    """Return what base64 or hex *raw* stands for, *raw* where it is neither."""
    for decode in (binascii.unhexlify, binascii.a2b_base64):
        with suppress(ValueError):
            data = decode(raw)
            if printable(data):
                return data
    return raw


def wide_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Return the UTF-16 string around *end*, which starts two bytes a character before."""
    start = end - 2 * len(prefix)
    while start >= 2 and end - start < 400 and text[start - 1] == 0 and 32 <= text[start - 2] < 127:
        start -= 2
    if end - 2 * len(prefix) - start == 2:  # one character alone before it is a length, or the end of other text
        start += 2
    found = _WIDE.match(text, start)
    if found is None:
        return
    # The last character of a big-endian string stands behind its zero, and nothing says that the string goes on.
    last = text[found.end() : found.end() + 1]
    if text[start - 1 : start] == b"\0" and last.isalnum() and text[found.end() + 1 : found.end() + 2] != b"\0":
        yield View(found[0][::2] + last, found.start(), found.end(), "UTF-16", is_text=False)
    yield View(found[0][::2], *found.span(), "UTF-16", is_text=False)
