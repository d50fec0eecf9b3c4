r"""Compressed data and archives that start in the midst of other bytes: an installer's tail, firmware, ``b'\x1f\x8b…'``."""

from __future__ import annotations

import base64
import binascii
import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.escapes import unescaped
from keyproof.detect.decode.magic import kind_of
from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

_MOST: Final = 16 * limits.MIB
"""Bytes that one stretch is unpacked to."""

_STRETCH: Final = 8 * limits.MIB
_LEAST: Final = 24
_OPENED: Final = frozenset(
    ("zip", "tar", "ar", "git pack", "git bundle", "PDF", "SQLite", "PNG", "zlib", "xz", "bzip2")
)
"""Containers whose own reader finds what is packed in them."""

_RUN: Final = regex(rb"(?:[A-Za-z0-9+/_\-]|%2[BbFf]){16,}(?:=|%3[Dd]){0,2}")
_SIGNS: Final = ((b"%2B", b"+"), (b"%2F", b"/"), (b"%2b", b"+"), (b"%2f", b"/"), (b"%3D", b"="), (b"%3d", b"="))
"""What an address writes the signs of base64 as."""

_LITERAL: Final = regex(rb"""\"((?:[^\"\\\n]|\\.){0,1000000}+)\"|'((?:[^'\\\n]|\\.){0,1000000}+)'""")
_DEFLATED: Final = (b"\x1f\x8b\x08", b"x\x9c", b"x\xda")
_FIRST: Final = 512
_PIECE: Final = 16 * 1024
_UU_LINE: Final = regex(rb"[!-`][ -`]{0,61}\r?\n")
_GIT85: Final = regex(rb"[A-Za-z][0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]{5,66}\r?\n")
_ASCII85: Final = regex(rb"(?:<~|ASCII85Decode[^\n]{0,80}\n(?:[a-z /]{1,60}exec[ ]?\r?\n)?)([!-uz\s]{5,262144}?)~>")
_RECORD: Final = regex(rb":[0-9A-Fa-f]{10,522}\r?\n?|S[0-35-9][0-9A-Fa-f]{6,514}\r?\n?")


def stream_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the stream of gzip or zlib whose magic number ends near *end*, not at the start of *text*."""
    at, gzipped = max((text.rfind(magic, max(0, end - 12), end), magic[0] == 0x1F) for magic in _DEFLATED)
    if at <= 0 or kind_of(text) in _OPENED:
        return None
    data, used = _inflated(memoryview(text)[at : at + _STRETCH], 31 if gzipped else zlib.MAX_WBITS)
    if len(data) < _LEAST:
        return None
    return View(data, at, at + used, "gzip" if gzipped else "zlib", is_text=printable(data[:4096]))


def _inflated(raw: memoryview, window: int) -> tuple[bytes, int]:
    """Return what the stream at the start of *raw* holds, at most ``_MOST`` bytes, and how long it is.

    A chance match breaks off within the first bytes. What is long is returned also where it breaks off later, so that
    the work done for it counts.
    """
    engine = zlib.decompressobj(window)
    most = min(_MOST, max(limits.MIB, len(raw) * limits.MEMBER_RATIO))
    parts: list[bytes] = []
    size = at = 0
    try:
        while not engine.eof and size < most and (at < len(raw) or engine.unconsumed_tail):
            piece = engine.unconsumed_tail or raw[at : at + (_PIECE if at else _FIRST)]
            at += 0 if engine.unconsumed_tail else len(piece)
            parts.append(engine.decompress(piece, most - size))
            size += len(parts[-1])
    except zlib.error:
        kept = b"".join(parts)
        return (kept, at) if size >= _PIECE or printable(kept) else (b"", 0)
    return b"".join(parts), at - len(engine.unused_data)


def block_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the stream of bzip2 or xz whose magic number ends at *end*; after a broken one there is no looking on."""
    packed = text[max(0, end - 6) : end].endswith(b"7zXZ\0")
    at = end - (6 if packed else 10)
    if at <= 0 or kind_of(text) in _OPENED:
        return None
    step: bz2.BZ2Decompressor | lzma.LZMADecompressor
    step = lzma.LZMADecompressor(memlimit=256 * limits.MIB) if packed else bz2.BZ2Decompressor()
    try:
        data = step.decompress(text[at : at + _STRETCH], _MOST)
    except (OSError, EOFError, ValueError, lzma.LZMAError):
        return View(b"", at, len(text), "xz" if packed else "bzip2", is_text=False)
    used = min(len(text) - at, _STRETCH) - len(step.unused_data)
    return View(data, at, at + used, "xz" if packed else "bzip2", is_text=printable(data[:4096]))


def zip_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the zip archive that ends with the record at *end* and starts after other bytes (a picture, a script).

    The record says how long the directory before it is and where that starts (APPNOTE.TXT, 4.3.16).
    """
    if text[:2] == b"PK" or kind_of(text) in _OPENED - {"PNG"}:
        return None
    record = end - 8
    size, offset = (int.from_bytes(text[record + at : record + at + 4], "little") for at in (12, 16))
    start = record - size - offset
    if start <= 0 or text[start : start + 4] != b"PK\3\4":
        return None
    return View(text[start : end + 14], start, min(len(text), end + 14), "zip", is_text=False)


def tar_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the tar archive whose first header's mark ends at *end*, after other bytes."""
    start = end - 5 - 257
    if start <= 0 or kind_of(text) in _OPENED - {"PNG"} or not text[start : start + 1].strip(b"\0"):
        return None
    return View(text[start:], start, len(text), "tar", is_text=False)


def literal_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the bytes of the Python literal around *end* that holds something compressed: ``b"\x1f\x8b\x08…"``."""
    start = max(text.rfind(b'"', max(0, end - 20), end), text.rfind(b"'", max(0, end - 20), end))
    found = _LITERAL.match(text, start) if start >= 0 else None
    if found is None:
        return None
    data = unescaped(found[1] or found[2] or b"")
    return View(data, *found.span(), "escapes", is_text=False)


def deflated_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the base64 run at *end* as raw deflate (RFC 1951): draw.io, ``gzinflate``, SAML's redirect binding."""
    found = _RUN.search(text, max(0, end - 16), min(len(text), end + limits.MIB))
    raw = b"" if found is None else found[0]
    for written, sign in _SIGNS if b"%" in raw else ():
        raw = raw.replace(written, sign)
    data = unpadded(raw.rstrip(b"=")) if raw else None
    if found is None or data is None:
        return None
    out = b""
    for window in (-zlib.MAX_WBITS, zlib.MAX_WBITS):
        try:
            out = zlib.decompressobj(window).decompress(
                data, min(_MOST, max(limits.MIB, len(data) * limits.MEMBER_RATIO))
            )
        except zlib.error:
            continue
        break
    return View(out, found.start(), found.end(), "deflate", is_text=printable(out)) if out else None


def uuencoded_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the lines after the ``begin`` line around *end* uudecoded (POSIX uuencode)."""
    position = start = text.find(b"\n", end - 1) + 1
    parts = []
    while start and position - start < limits.MIB * 8 and (line := _UU_LINE.match(text, position)) is not None:
        try:
            parts.append(binascii.a2b_uu(line[0]))
        except binascii.Error:
            break
        position = line.end()
    data = b"".join(parts)
    return View(data, start, position, "uuencode", is_text=printable(data)) if data else None


def git_patch_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the content of a binary patch's hunk (``literal``, ``delta``) whose head is on the line of *end*."""
    position = start = text.find(b"\n", end - 1) + 1
    parts = []
    while start and position - start < limits.MIB * 8 and (line := _GIT85.match(text, position)) is not None:
        first = line[0][0]
        size = first - 64 if first < 91 else first - 70
        try:
            parts.append(base64.b85decode(line[0][1:].strip())[:size])
        except ValueError:
            break
        position = line.end()
    data, _ = _inflated(memoryview(b"".join(parts)), zlib.MAX_WBITS)
    if data:
        yield View(data, start, position, "git patch", is_text=printable(data))


def ascii85_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the Ascii85 (with its marks ``<~ ~>``, or behind PostScript's filter) that starts at *end*."""
    low = max(0, end - 120)
    start = max(text.rfind(b"<~", max(0, end - 24), end), text.rfind(b"ASCII85Decode", low, end))
    found = _ASCII85.match(text, start) if start >= 0 else None
    if found is None:
        return None
    try:
        data = base64.a85decode(found[1])
    except ValueError:
        return None
    return View(data, *found.span(), "ascii85", is_text=printable(data))


def records_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the bytes of an Intel HEX or Motorola S-record file, in the order of their lines."""
    position = start = text.rfind(b"\n", 0, end - 1) + 1
    parts = []
    while position - start < limits.MIB * 8 and (line := _RECORD.match(text, position)) is not None:
        raw = line[0].strip()
        if raw[:1] == b":":
            parts.append(bytes.fromhex(raw[9:-2].decode()) if raw[7:9] == b"00" and len(raw) % 2 else b"")
        elif raw[1:2] in b"123":
            wide = 2 + raw[1] - 48
            parts.append(bytes.fromhex(raw[2 + 2 * wide : -2].decode()) if len(raw) % 2 == 0 else b"")
        position = line.end()
    data = b"".join(parts).rstrip(b"\0\xff")
    return View(data, start, position, "hex", is_text=printable(data)) if parts else None
