"""PGP messages that are packed but not encrypted, and the text that pictures in base64 carry."""

from __future__ import annotations

import binascii
import bz2
import zlib
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

MESSAGE_LOOK: Final = r"-----BEGIN PGP MESSAGE-----"
PICTURE_LOOK: Final = r"iVBORw0KGgo[A-Za-z0-9+/]{20}"
_ARMOUR: Final = regex(
    rb"(?:[A-Za-z-]{1,40}:[ ][^\r\n]{0,200}\r?\n)*[ \t]{0,8}\r?\n((?:[A-Za-z0-9+/]{1,100}={0,2}\r?\n){1,20000})(?:=[A-Za-z0-9+/]{4}\r?\n)?-----END"
)
_MOST: Final = limits.MIB
_PACKETS: Final = 20
_NESTED: Final = 3
_PARTS: Final = 2_000
_HEAD: Final = 24 * 1024
"""Bytes of a picture in base64 that may hold text: what stands before its pixels."""

_RUN: Final = regex(rb"(?:[A-Za-z0-9+/]|\\n|\r?\n[ \t]{0,40}){24,}")
_BREAK: Final = regex(rb"\\n|\s")
_TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")


def message_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the literal data of the message whose armour begins at *end* (RFC 9580, 5.6 and 5.9)."""
    start = text.find(b"\n", end, end + 8) + 1
    found = _ARMOUR.match(text, start) if start else None
    if found is None:
        return
    raw = unpadded(b"".join(found[1].split()).rstrip(b"="))
    for data in _literals(raw or b"", 0):
        yield View(data, *found.span(1), "PGP message", is_text=printable(data))


def _literals(raw: bytes, depth: int) -> Iterator[bytes]:
    """Yield what the literal packets in *raw* hold, those in compressed ones too."""
    at = 0
    for _ in range(_PACKETS):
        if at >= len(raw) or not raw[at] & 0x80:
            return
        tag, body, at = _packet(raw, at)
        if tag == 11 and len(body) > 6:
            yield body[6 + body[1] :]
        elif tag == 8 and depth < _NESTED and len(body) > 1:
            yield from _literals(_inflated(body), depth + 1)


def _packet(raw: bytes, at: int) -> tuple[int, bytes, int]:
    """Return the tag and the body of the packet at *at*, and where it ends."""
    head, at = raw[at], at + 1
    if not head & 0x40:
        wide = (1, 2, 4, 0)[head & 3]
        size = int.from_bytes(raw[at : at + wide], "big") if wide else len(raw) - at
        return head >> 2 & 15, raw[at + wide : at + wide + size], at + wide + size
    parts: list[bytes] = []
    for _ in range(_PARTS):
        first = raw[at] if at < len(raw) else 0
        partial = 223 < first < 255
        if first < 192:
            size, at = first, at + 1
        elif first < 224:
            size, at = (first - 192 << 8) + int.from_bytes(raw[at + 1 : at + 2], "big") + 192, at + 2
        elif partial:
            size, at = 1 << (first & 31), at + 1
        else:
            size, at = int.from_bytes(raw[at + 1 : at + 5], "big"), at + 5
        parts.append(raw[at : at + size])
        at += size
        if not partial or at >= len(raw):
            break
    return head & 63, b"".join(parts), at


def _inflated(body: bytes) -> bytes:
    try:
        if body[0] == 3:
            return bz2.BZ2Decompressor().decompress(body[1:], _MOST)
        if body[0] in (1, 2):
            window = zlib.MAX_WBITS if body[0] == 2 else -zlib.MAX_WBITS
            return zlib.decompressobj(window).decompress(body[1:], _MOST)
    except (OSError, ValueError, zlib.error):
        return b""
    return body[1:] if body[0] == 0 else b""


def picture_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return what a PNG in base64 holds before its pixels, where that is text (PNG, 11.3.3)."""
    start = text.rfind(b"iVBORw0KGgo", max(0, end - 64), end)
    found = _RUN.match(text, start, min(len(text), start + _HEAD)) if start >= 0 else None
    if found is None:
        return None
    digits = _BREAK.sub(b"", found[0])
    data = binascii.a2b_base64(digits[: len(digits) & ~3])
    pixels = data.find(b"IDAT")
    head = data[: pixels - 4] if pixels > 0 else data
    if not any(mark in head for mark in _TEXTS):
        return View(b"", *found.span(), "")
    return View(head, *found.span(), "base64", is_text=False)


LOOKS: Final = (
    (message_at, False, MESSAGE_LOOK),
    (picture_at, False, PICTURE_LOOK),
)
"""As the table of `gates`."""
