"""Text written as numbers: byte arrays, ``String.fromCharCode(…)``, ``chr(103) + chr(104)``, lists of characters."""

from __future__ import annotations

import binascii
import re
from typing import Final

from keyproof.detect.decode.owner import owned
from keyproof.detect.decode.radix import bound
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

_NUMBER: Final = rb"(?:(?:0[xX]|&[hH])[0-9a-fA-F]{1,2}|0[01][0-7]{2}|\d{1,3}|'(?:[^'\\\n]|\\.)'|\"[^\"\\\n]\")"
_CAST: Final = rb"(?:[(\[]?(?:byte|Byte|char)[)\]]?\s?)?"
LIST: Final = regex(_CAST + _NUMBER + rb"(?:" + rb"(?:u8|u)?\s{0,40}[,+]\s{0,40}" + _CAST + _NUMBER + rb"){7,}")
_ITEM: Final = regex(
    rb"(?:0[xX]|&[hH])([0-9a-fA-F]{1,2})(?:u8)?|0([01][0-7]{2})|(\d{1,3})(?:u8)?|['\"]([^'\"\\\n])['\"]"
)
_CALLS: Final = regex(
    rb"(?:(?:chr|Chr|ChrW|char|CHAR|CHR)\(\s?(?:0[xX][0-9a-fA-F]{2}|&[hH][0-9a-fA-F]{2}|\d{1,3})\s?\)(?:\s{0,20}(?:[+.&,]|\|\|)(?:\s{0,20}_)?\s{0,80})?){4,}"
)
_KEYED: Final = regex(rb"[{,]\s{0,40}\"(\d{1,6})\"\s{0,2}:\s{0,2}(\d{1,3})(?!\d)")
_BULLET: Final = regex(rb"[ \t]{0,20}-[ \t]{1,4}(\d{2,3})[ \t]{0,4}(?:\r?\n|\Z)")
_REGISTRY: Final = regex(rb"(?:[0-9a-fA-F]{2},?(?:\\\r?\n[ \t]{0,8})?)+")
_ROWS: Final = regex(
    rb"(?:(?:\A|(?<=\n))[ \t]{0,24}(?:\w{1,40}:[ \t]{1,8})?(?:\.byte|\.db|d[bB]|DC\.?B|0x[0-9a-fA-F]{4,16}(?:[ ]<[^<>\n]{1,80}>)?:)[ \t]{1,8}"
    rb"(?:(?:(?:0[xX]|\$)[0-9a-fA-F]{2}|[0-9a-fA-F]{2}[hH]|\d{1,3})(?=[,\s;#@]|\Z)[, \t]{0,8}){1,32}(?:[;#@][^\n]{0,80})?(?:\r?\n|\Z)){1,400}"
)
"""Lines of an assembler's bytes, or of a debugger's ``x/8xb``."""

_WORDS: Final = regex(
    rb"(?:[ \t]{0,8}0x[0-9a-fA-F]{4,16}(?:[ ]<[^<>\n]{1,80}>)?:(?:[ \t]{1,8}0x(?:[0-9a-fA-F]{16}|[0-9a-fA-F]{8})){1,16}[ \t]{0,4}(?:\r?\n|\Z)){1,400}"
)
_WORD: Final = regex(rb"[ \t]0x([0-9a-fA-F]{16}|[0-9a-fA-F]{8})(?![0-9a-fA-F:])")
_BYTE: Final = regex(rb"[, \t](?:(?:0[xX]|\$)([0-9a-fA-F]{2})|([0-9a-fA-F]{2})[hH]|(\d{1,3}))(?=[,\s;#@]|\Z)")
_BEFORE: Final = 64
_HEAD: Final = 600
"""Bytes that the items of a gate's hit may take."""
_AFTER: Final = 256 * 1024


def list_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the text of the list of numbers or characters at or after *end*."""
    low = max(0, end - _HEAD)
    lists = LIST.finditer(text, low, min(len(text), low + _AFTER))
    found = next((f for f in lists if f.end() >= end - 4), None)
    if found is None or found.start() > end + 200:
        return None
    data = bytes(code for code in codes(found[0]) if code < 256).rstrip(b"\0")  # as C ends a string
    if not printable(data):
        return None
    opened = text[max(0, found.start() - 120) : found.start()]
    return _named(data, text, found.start() - _call_before(opened), found.start(), found.end(), "character codes")


def calls_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the text of the calls ``chr(103) + chr(104)`` around *end*."""
    found = _CALLS.search(text, max(0, end - _BEFORE), min(len(text), end + _AFTER))
    if found is None:
        return None
    data = bytes(code for code in codes(found[0]) if code < 256)
    return _named(data, text, found.start(), found.start(), found.end(), "character codes") if printable(data) else None


def rows_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the bytes in the lines of an assembler or a debugger around *end*: ``.byte 0x67, 0x68``, ``0x7ffe10: 0x67``."""
    low = max(0, end - 4_000)
    low = text.find(b"\n", low, end) + 1 if low else 0
    found = next((f for f in _ROWS.finditer(text, low, min(len(text), end + 32 * 1024)) if f.end() >= end), None)
    if found is None:
        return None
    data = bytes(
        int(m[1] or m[2], 16) if m[1] or m[2] else int(m[3]) & 255
        for line in found[0].split(b"\n")
        for m in _BYTE.finditer(line)
    ).rstrip(b"\0")
    return View(data, found.start(), found.end(), "character codes") if data and printable(data) else None


def words_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the memory in the lines of a debugger's words around *end* (``x/4xw``), the lowest byte of each first."""
    start = text.rfind(b"\n", 0, end) + 1
    found = _WORDS.match(text, start, min(len(text), start + 32 * 1024))
    if found is None:
        return None
    words = (binascii.unhexlify(word[1])[::-1] for line in found[0].split(b"\n") for word in _WORD.finditer(line))
    data = b"".join(words).rstrip(b"\0").replace(b"\0", b"\n")
    return View(data, start, found.end(), "memory", is_text=False) if data else None


def bulleted_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the text of the YAML sequence of numbers around *end*, one on each line."""
    start = end
    for _ in range(_BEFORE):
        before = text.rfind(b"\n", max(0, start - 60), max(0, start - 1)) + 1
        if not before or not _BULLET.match(text, before):
            break
        start = before
    codes: list[int] = []
    position = start
    while (item := _BULLET.match(text, position)) is not None and len(codes) < _AFTER:
        codes.append(int(item[1]) & 255)
        position = item.end()
    data = bytes(codes)
    if not data or not printable(data):
        return None
    return View(data, start, position, "character codes", is_text=False)


def keyed_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the bytes of the object ``{"0": 103, "1": 104, …}`` that starts before *end*: a byte array as JSON."""
    start = position = text.rfind(b"{", max(0, end - 400), end)
    codes: list[int] = []
    while (item := _KEYED.match(text, position)) is not None and int(item[1]) == len(codes) < _AFTER:
        codes.append(int(item[2]) & 255)
        position = item.end()
    data = bytes(codes)
    return _named(data, text, start, start, position, "character codes") if data and printable(data) else None


def registry_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the bytes of a Windows registry value around *end*: ``hex(2):67,00,…``, over its lines."""
    start = text.rfind(b":", max(0, end - 60), end) + 1
    found = _REGISTRY.match(text, start)
    if found is None:
        return None
    data = bytes(int(pair, 16) for pair in re.findall(rb"[0-9a-fA-F]{2}", found[0]))
    data = data[::2] if len(data) > 3 and not data[1] and not data[3] else data
    data = data.rstrip(b"\0").replace(b"\0", b"\n")  # the strings of a list, each closed by a zero
    return _named(data, text, start, start, found.end(), "hex") if printable(data) else None


def codes(raw: bytes) -> list[int]:
    """Return the numbers in *raw*, a match of `LIST`."""
    return [
        int(m[1], 16) if m[1] else int(m[2], 8) if m[2] else int(m[3]) if m[3] else m[4][0] for m in _ITEM.finditer(raw)
    ]


def _call_before(opened: bytes) -> int:
    """Return how many of the bytes before a list are the call or type around it."""
    found = re.search(rb"[:=]\s{0,4}([^:=\n]{0,80})\Z", opened)
    return len(found[1]) if found else 0


def _named(data: bytes, text: bytes, named_to: int, start: int, end: int, how: str) -> View:
    return View(owned(text, start, data) or bound(text, named_to, data) or data, start, end, how)
