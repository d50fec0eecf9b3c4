"""Bytes written in a smaller alphabet: base64 (RFC 4648, also wrapped and URL-safe), base32, base85 and hex."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.owner import credential, owned
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

_RUN: Final = regex(rb"[A-Za-z0-9+/_-]+")
_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_WRAPS: Final = regex(
    rb"(?:\r?\n[ \t]{0,40}(?:\#|//|\*|--|;)[ \t]{1,4}|\r?\n|\\r\\n|\\n|[\"']\\n\"[ \t]*,[ \t]*\r?\n[ \t]*\"[ \t]*[\"']|[\"'][ \t]*(?:\+[ \t]*|[+.,\\&]?[ \t]*\r?\n[ \t]*(?:[+.&][ \t]*)?)[bru]{0,2}[\"']|\\\r?\n)[ \t]*([A-Za-z0-9+/_-]+)"
)
_PATCHED: Final = regex(rb"([+-])([A-Za-z0-9/][A-Za-z0-9+/_-]{0,20000}={0,2})(?:(\r?\n)|\Z)")
_LONGEST: Final = 64 * 1024 * 1024
_MAGIC: Final = (
    b"\x1f\x8b\x08",
    b"BZh",
    b"\xfd7zXZ\0",
    b"PK\x03\x04",
    b"x\x9c",
    b"x\xda",
    b"x\x01",
    b"x\x5e",
    b"(\xb5/\xfd",
    b"%PDF-",
    b"\x5d\0\0",
    b"\xef\xbb\xbf",
)
_NAME: Final = regex(
    rb"""([A-Za-z_$][\w$.\-]{0,80})\\?["'`\])]{0,3}[ \t]{0,4}(?::{1,2}|:?=|=>)[ \t]{0,4}[\w.]{0,40}[(\\"'`b ]{0,6}\Z"""
)
_BINDS: Final = regex(rb"""[:=]>?[ \t]{0,4}[\w.]{0,40}[(\\"'`b ]{0,6}\Z""")
"""The end of `_NAME`, which tells most places without a name at no cost."""

_NESTED: Final = regex(
    rb"""([A-Za-z_$][\w$.\-]{0,80})\\?["'`\])}]{0,3}[ \t]{0,4}(?::?=|=>|: )[ \t]{0,4}[^\n=;,"']{0,100}[(\\"'`b ]{0,6}\Z"""
)
_ENDINGS: Final = regex(rb"(?i)[_-]?(?:base64|b64|encoded|enc|bs64)\Z")
_WIDE_HEX: Final = regex(rb"<(?:FEFF|feff)([0-9a-fA-F\s]{8,40000})>")
_HEX: Final = regex(rb"[0-9a-fA-F]+")
_BASE32: Final = regex(rb"[A-Za-z2-7]+")
_BASE85: Final = regex(rb"[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]+")
_HEX_DIGITS: Final = b"0123456789abcdefABCDEF"
_SPACED: Final = regex(rb"[0-9a-fA-F]{2}(?:[ :-]?[ \t]*(?:\r?\n[ \t]*)?[0-9a-fA-F]{2})*")
_DUMP: Final = regex(
    rb"^[ \t]*(?:0x)?[0-9a-fA-F]{4,16}:?[ \t]+((?:[0-9a-fA-F]{2,8}(?:[ \t]{1,2}|(?=\r?\n|\Z))){2,16})[^\n]*", re.M
)
_CHARACTERS: Final = regex(
    rb"[0-9a-fA-F]{7,8}[ ]?(?:[ ]{3}[!-~]|[ ]{2}\\[!-~]|[ ][0-7]{3}|[ ]{4}){1,16}[ ]{0,4}(?:\r?\n|\Z)"
)
"""A line of such a dump: cells of four columns. Blanks that may belong to either side would be tried in all ways."""

_WORDS: Final = regex(rb"[0-9a-fA-F]{7}(?:[ ]{1,2}[0-9a-fA-F]{4}){1,8}")
_CELL: Final = regex(rb"[0-9a-fA-F]{7,8}[ ]{1,4}[^ ]{1,3}")
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0"}


def base64_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the base64 run that starts with printable text or a magic number, found where it had gone on to *end*."""
    at = _start(text, end)
    raw, stop = _in_patch(text, at) or _unwrapped(text, at)
    data = unpadded(raw)
    if data is None or len(data) < 8:
        return None
    return of_bytes(data, text, at, stop, "base64")


def base64_of(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the base64 run around *end* in which *prefix* stands at some distance from the start."""
    at = _start(text, end)
    raw, stop = _in_patch(text, at) or _unwrapped(text, at)
    if stop < end:
        return None
    for skip in range(4):
        data = unpadded(raw[skip:])
        if data is not None and prefix in data:
            return of_bytes(data, text, at, stop, "base64", skip == 0)
    return None


def of_bytes(data: bytes, text: bytes, start: int, end: int, how: str, aligned: bool = True) -> View:
    """Return the view on *data*: with the name it is bound to where it is a bare value."""
    if (
        aligned and len(data) % 2 == 0 and len(data) >= 16 and not data[1::2].strip(b"\0")
    ):  # as PowerShell is told commands
        data = data[::2]
    is_text = aligned and printable(data)
    if not is_text and aligned and not data.startswith(_MAGIC):
        cut = data.rstrip(b"\0")
        is_text = printable(cut)
    if is_text and len(data) <= 400 and b"\n" not in data.strip():
        named = bound(text, start, data)
        if named is None or not credential(named.partition(b" =")[0]):
            named = owned(text, start, data) or named
        if named is not None:
            return View(named, start, end, how)
    return View(data, start, end, how, is_text=is_text or _is_utf16(data))


def _is_utf16(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") and len(data) % 2 == 0 and 0 in data[2:4]


def bound(text: bytes, start: int, data: bytes, *, nested: bool = False) -> bytes | None:
    """Return ``name = "data"`` with the name that stands before *start*; None without a name.

    With *nested* calls and commands may stand between the two.
    """
    value = data.strip()
    if b'"' in value or b"\\" in value:
        return None
    before = text[max(0, start - 160) : start].rpartition(b"\n")[2]
    found = _NESTED.search(before) if nested else _NAME.search(before) if _BINDS.search(before) else None
    if found is None:
        return None
    return _ENDINGS.sub(b"", found[1]) + b' = "' + value + b'"'


def base32_of(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the base32 run around *end* that holds *prefix*."""
    return _of(text, end, prefix, _BASE32, "base32")


def base85_of(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the base85 run (RFC 1924's alphabet or Ascii85) around *end* that starts with *prefix*."""
    return _of(text, end, prefix, _BASE85, "base85")


def _of(text: bytes, end: int, prefix: bytes, run: re.Pattern[bytes], how: str) -> View | None:
    low = max(0, end - 4096)
    for found in run.finditer(text, low, min(len(text), end + 8192)):
        if found.end() >= end:
            break
    else:
        return None
    for skip in range(0, min(len(found[0]), 5 if how == "base85" else 8)):
        raw = found[0][skip:]
        try:
            if how == "base32":
                raw = raw[: len(raw) - {1: 1, 3: 1, 6: 1}.get(len(raw) % 8, 0)]
                data = base64.b32decode(raw.upper() + b"=" * (-len(raw) % 8))
            else:
                data = base64.b85decode(raw)
        except (ValueError, binascii.Error):
            continue
        if prefix in data:
            return View(data, found.start(), found.end(), how, is_text=printable(data))
    return None


def hex_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the hex run that starts with printable text or a magic number, found where it had gone on to *end*."""
    at = _run_start(text, end, _HEX_DIGITS)
    raw, stop = _hex(text, at)
    return of_bytes(binascii.unhexlify(raw[: len(raw) & ~1]), text, at, stop, "hex")


def hex_of(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the hex run around *end* that holds *prefix*; digits may stand in pairs."""
    if text[end - 3 : end - 2] in (b" ", b":", b"-"):
        return _pairs(text, end, prefix)
    at = _run_start(text, end, _HEX_DIGITS)
    raw, stop = _hex(text, at)
    for skip in (0, 1):
        data = binascii.unhexlify(raw[skip : skip + (len(raw) - skip & ~1)])
        if prefix in data:
            return of_bytes(data, text, at, stop, "hex", skip == 0)
    return None


def _hex(text: bytes, at: int) -> tuple[bytes, int]:
    """Return the hex run at *at* with the lines it goes on over, and where it ends."""
    found = _HEX.match(text, at)
    if found is None:
        return b"", at
    parts, stop, size = [found[0]], found.end(), len(found[0])
    width = size
    while width >= 32 and size < _LONGEST:
        more = _WRAPS.match(text, stop)
        if more is None or len(more[1]) > width or not _HEX.fullmatch(more[1]):
            break
        parts.append(more[1])
        size += len(more[1])
        stop = more.end()
        if len(more[1]) < width:
            break
    return b"".join(parts), stop


def _pairs(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the pairs of hex digits, with blanks or colons between, in which *prefix* ends at *end*."""
    at = end - 3 * len(prefix[:4]) + 1
    found = _SPACED.match(text, at)
    if found is None:
        return None
    data = binascii.unhexlify(re.sub(rb"[^0-9a-fA-F]", b"", found[0]))
    return of_bytes(data, text, at, found.end(), "hex")


def wide_hex_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the hex string of UTF-16 around *end*, which a mark begins: a PDF's ``<FEFF0041…>`` (ISO 32000-1, 7.9.2)."""
    start = text.rfind(b"<", max(0, end - 40), end)
    found = _WIDE_HEX.match(text, start) if start >= 0 else None
    if found is None:
        return None
    digits = b"".join(found[1].split())
    data = binascii.unhexlify(digits[: len(digits) & ~3]).decode("utf-16-be", "replace").encode()
    return View(data, start, found.end(), "hex", is_text=printable(data))


def dump_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the bytes of a hex dump (``xxd``, ``hexdump -C``) around *end*; of ``hexdump`` alone, which swaps them, both ways."""
    start = text.rfind(b"\n", 0, end - 1) + 1
    stop, swapped = start, True
    parts: list[bytes] = []
    for found in _DUMP.finditer(text, start, min(len(text), start + 1024 * 1024)):
        if found.start() != stop and text[stop : found.start()] not in (b"\n", b"\r\n"):
            break
        parts.append(re.sub(rb"\s", b"", found[1]))
        swapped &= _WORDS.fullmatch(found[0].rstrip()) is not None
        stop = found.end()
    raw = b"".join(parts)
    data = binascii.unhexlify(raw[: len(raw) & ~1])
    if data:
        yield View(data, start, stop, "hex", is_text=printable(data))
    if swapped and len(data) > 1:
        turned = bytearray(len(data) & ~1)
        turned[::2], turned[1::2] = data[1::2], data[: len(turned)][::2]
        yield View(bytes(turned), start, stop, "hex", is_text=printable(bytes(turned).rstrip(b"\0")))


def characters_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the bytes of a dump of characters (``od -c``, ``hexdump -c``) around *end*: four columns for each."""
    start = position = text.rfind(b"\n", 0, end - 1) + 1
    data = bytearray()
    first = _CELL.match(text, position)
    margin = first.end() - position - 4 if first else 7
    while (line := _CHARACTERS.match(text, position)) is not None and position - start < 1024 * 1024:
        position = line.end()
        cells = line[0].rstrip(b"\r\n")[margin:]
        for at in range(0, len(cells), 4):
            cell = cells[at : at + 4].strip()
            if len(cell) < 2:
                data += cell or b" "
            elif cell[:1] == b"\\":
                data += _ESCAPES.get(cell[1:], b"?")
            elif cell.isdigit() and len(cell) == 3 and cell < b"400":
                data.append(int(cell, 8) if max(cell) < 56 else 63)
    return View(bytes(data), start, position, "octal dump", is_text=printable(bytes(data))) if data else None


def _start(text: bytes, end: int) -> int:
    """Return where the run that holds the character before *end* starts, 64 KB away at most."""
    at = _run_start(text, end, _ALPHABET)
    return at + 1 if at > 0 and text[at - 1 : at] == b"\\" and text[at : at + 1] in b"nrt" else at


def _run_start(text: bytes, end: int, alphabet: bytes) -> int:
    """Return where the run of *alphabet* before *end* starts, 64 KB away at most."""
    for reach in (256, 65536):
        low = max(0, end - reach)
        at = low + len(text[low:end].rstrip(alphabet))
        if at > low or low == 0:
            break
    return at


def _in_patch(text: bytes, at: int) -> tuple[bytes, int] | None:
    """Return the base64 in the lines of a patch from *at* on, which its sign for a line taken or put begins, and its end."""
    sign = text[at : at + 1]
    if sign not in (b"-", b"+") or (at and text[at - 1 : at] != b"\n"):
        return None
    parts: list[bytes] = []
    size = stop = 0
    while size < _LONGEST and (line := _PATCHED.match(text, stop or at)) is not None and line[1] == sign:
        parts.append(line[2])
        size += len(line[2])
        stop = line.end() if line[3] else line.end(2)
        if line[2][-1:] == b"=" or not line[3] or (len(parts) > 1 and len(parts[-1]) < len(parts[-2])):
            break
    return (b"".join(parts).rstrip(b"="), stop) if parts else None


def _unwrapped(text: bytes, at: int) -> tuple[bytes, int]:
    """Return the base64 run at *at* with the lines it goes on over, and where it ends (padding included)."""
    found = _RUN.match(text, at)
    if found is None:
        return b"", at
    parts, stop = [found[0]], found.end()
    width, size = len(found[0]), len(found[0])
    first = True
    while width >= 20 and size < _LONGEST:
        more = _WRAPS.match(text, stop)
        if more is None:
            break
        line = more[1]
        if b"+" in text[stop : more.start(1)]:  # the pieces of a sum have any width
            parts.append(line)
            size += len(line)
            stop = more.end()
            continue
        if not first and len(line) > width:
            break
        if first and len(line) > width:
            width = len(line)
        if len(line) < width and text[more.end() : more.end() + 1] in (b":", b" ", b"(", b".", b"-"):
            break
        parts.append(line)
        size += len(line)
        stop = more.end()
        first = False
        if len(line) < width:
            break
    while text[stop : stop + 1] == b"=" and stop - at < _LONGEST and text[stop - 2 : stop] != b"==":
        stop += 1
    return b"".join(parts), stop


def unpadded(raw: bytes) -> bytes | None:
    """Return the bytes that *raw*, base64 of either alphabet without padding, stands for; None where it is none."""
    if b"-" in raw or b"_" in raw:
        raw = raw.replace(b"-", b"+").replace(b"_", b"/")
    if len(raw) % 4 == 1:
        raw = raw[:-1]
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return None
