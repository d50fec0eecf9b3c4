r"""Compressed data and archives that start in the midst of other bytes: an installer's tail, firmware, ``b'\x1f\x8b…'``."""

from __future__ import annotations

import base64
import binascii
import bz2
import codecs
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.magic import kind_of
from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

_MOST: Final = 16 * limits.MIB
"""Bytes that one stretch is unpacked to."""

_STRETCH: Final = 8 * limits.MIB
_LEAST: Final = 24
_OPENED: Final = frozenset(("zip", "tar", "ar", "git pack", "git bundle", "PDF", "SQLite", "zlib", "xz", "bzip2"))
"""Containers whose own reader finds what is packed in them."""

_RUN: Final = regex(rb"[A-Za-z0-9+/_\-]{16,}={0,2}")
_QUOTES: Final = b"\"'"
_UU_LINE: Final = regex(rb"[!-`][ -`]{0,61}\r?\n")
_GIT85: Final = regex(rb"[A-Za-z][0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]{5,66}\r?\n")
_ASCII85: Final = regex(rb"<~([!-uz\s]{5,262144}?)~>")
_RECORD: Final = regex(rb":[0-9A-Fa-f]{10,522}\r?\n?|S[0-35-9][0-9A-Fa-f]{6,514}\r?\n?")


def stream_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the stream of gzip, zlib, bzip2 or xz whose magic number ends near *end*, not at the start of *text*."""
    at, unpacker = _magic_before(text, end)
    if at <= 0 or kind_of(text) in _OPENED:
        return None
    data, used = _unpacked(unpacker, memoryview(text)[at : at + _STRETCH])
    if len(data) < _LEAST:
        return None
    return View(data, at, min(len(text), at + max(used, end - at)), unpacker, is_text=printable(data[:4096]))


def _magic_before(text: bytes, end: int) -> tuple[int, str]:
    found = [(text.rfind(magic, max(0, end - len(magic) - 9), end), kind) for magic, kind in _MAGIC]
    return max(found)


_MAGIC: Final = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x78\x9c", "zlib"),
    (b"\x78\xda", "zlib"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
)


def _unpacked(kind: str, raw: memoryview) -> tuple[bytes, int]:
    """Return what the stream at the start of *raw* holds, at most ``_MOST`` bytes, and how long it is."""
    if kind in ("gzip", "zlib"):
        engine = zlib.decompressobj(31 if kind == "gzip" else zlib.MAX_WBITS)
        most = min(_MOST, max(limits.MIB, len(raw) * limits.MEMBER_RATIO))
        try:
            # A chance match breaks off within the first bytes: most of the rest is then not even looked at.
            head = engine.decompress(raw[:512], most)
            rest = engine.decompress(engine.unconsumed_tail + bytes(raw[512:]), most - len(head) or 1)
        except zlib.error:
            return b"", 0
        return head + rest, len(raw) - len(engine.unused_data)
    step: bz2.BZ2Decompressor | lzma.LZMADecompressor
    step = bz2.BZ2Decompressor() if kind == "bzip2" else lzma.LZMADecompressor(memlimit=256 * limits.MIB)
    try:
        return step.decompress(bytes(raw), _MOST), len(raw) - len(step.unused_data)
    except (OSError, EOFError, ValueError, lzma.LZMAError):
        return b"", 0


def zip_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the zip archive that ends with the record at *end* and starts after other bytes (a picture, a script)."""
    tail = text[: end + 18]
    if text[:2] == b"PK" or kind_of(text) in _OPENED or len(text) > limits.FILE_BYTES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(tail)) as archive:
            start = min((e.header_offset for e in archive.infolist()), default=0)
    except (OSError, ValueError, KeyError, IndexError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return None
    return View(tail[start:], start, len(tail), "zip", is_text=False) if start else None


def tar_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the tar archive whose first header's mark ends at *end*, after other bytes."""
    start = end - 5 - 257
    if start <= 0 or kind_of(text) in _OPENED or not text[start : start + 1].strip(b"\0"):
        return None
    return View(text[start:], start, len(text), "tar", is_text=False)


def literal_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the bytes of the Python literal around *end* that holds something compressed: ``b"\x1f\x8b\x08…"``."""
    quote_at = max(text.rfind(b'"', max(0, end - 20), end), text.rfind(b"'", max(0, end - 20), end))
    if quote_at < 0:
        return None
    quote = text[quote_at]
    stop = quote_at + 1
    limit = min(len(text), stop + limits.MIB)
    while stop < limit and text[stop] not in (quote, 10):
        stop += 2 if text[stop] == 92 else 1
    try:
        data = codecs.escape_decode(text[quote_at + 1 : stop])[0]
    except ValueError:
        return None
    assert isinstance(data, bytes)  # noqa: S101 - the codec's own promise
    return View(data, quote_at, min(stop, len(text)), "escapes", is_text=False)


def deflated_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the base64 run at *end* as raw deflate (RFC 1951): draw.io, ``gzinflate``, SAML's redirect binding."""
    found = _RUN.search(text, max(0, end - 16), min(len(text), end + limits.MIB))
    data = None if found is None else unpadded(found[0].rstrip(b"="))
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
    data, _ = _unpacked("zlib", memoryview(b"".join(parts)))
    if data:
        yield View(data, start, position, "git patch", is_text=printable(data))


def ascii85_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the Ascii85 (with its marks ``<~ ~>``) that starts at *end*."""
    found = _ASCII85.search(text, max(0, end - 24), min(len(text), end + 262_144))
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
    return View(data, start, position, "hex", is_text=printable(data)) if data else None
