"""Pictures and fonts: which stretches of one can hold text. The rest is compressed, and half of some histories is that.

Formats: PNG (W3C, third edition, 5 and 11), GIF89a (16-26), JPEG (ITU-T T.81, annex B), WebP (RFC 9649), WOFF2 (W3C, 3).
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Final

from keyproof.patterns import regex

_MOST: Final = 4_096
"""Blocks of one file that are followed: a picture has some dozens."""

_BLOCKS: Final = 40_000
"""Data blocks of one frame, which hold 255 bytes each but for the last."""

_LEAST: Final = 4_096
"""Bytes of a file below which nothing is left out."""

_BIG_CHUNK: Final = Struct(">I4s").unpack_from
_RIFF_CHUNK: Final = Struct("<4sI").unpack_from
_WOFF2: Final = Struct(">4s4sIHHII").unpack_from

_PIXELS: Final = frozenset((b"IDAT", b"fdAT"))
_FRAMES: Final = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ANMF"))

_SOS: Final = 0xDA
_EOI: Final = 0xD9
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
"""Markers of JPEG that no length follows."""

_MARKER: Final = regex(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""Not a byte of 255 among packed ones, which a zero follows, nor the mark that they start anew."""

Range = tuple[int, int]


def searchable(data: bytes) -> list[Range] | None:
    """Return the stretches of *data*, a whole file, that can hold text, as (start, end) in order; None for all of it.

    What comes behind the end of a picture can; and all of a file can that is not made as its format says.
    """
    if len(data) < _LEAST:
        return None
    for magic, packed_in in _FORMATS:
        if data.startswith(magic):
            packed = packed_in(data)
            return _without(packed, len(data)) if packed else None
    return None


def _without(packed: list[Range], size: int) -> list[Range]:
    kept: list[Range] = []
    at = 0
    for start, end in packed:
        if start > at:
            kept.append((at, start))
        at = max(at, end)
    if at < size:
        kept.append((at, size))
    return kept


def _png(data: bytes) -> list[Range]:
    packed: list[Range] = []
    at = 8
    for _ in range(_MOST):
        if at + 12 > len(data):
            return []
        length, kind = _BIG_CHUNK(data, at)
        end = at + 12 + length
        if end > len(data) or not kind.isalpha():
            return []
        if kind in _PIXELS:
            packed.append((at + 8, end - 4))
        if kind == b"IEND":
            return packed
        at = end
    return []


def _webp(data: bytes) -> list[Range]:
    packed: list[Range] = []
    if data[8:12] != b"WEBP":
        return []
    at, stop = 12, 8 + int.from_bytes(data[4:8], "little")
    if stop > len(data):
        return []
    for _ in range(_MOST):
        if at == stop:
            return packed
        if at + 8 > stop:
            return []
        kind, length = _RIFF_CHUNK(data, at)
        if at + 8 + length > stop:
            return []
        if kind in _FRAMES:
            packed.append((at + 8, at + 8 + length))
        at += 8 + length + (length & 1)
    return []


def _gif(data: bytes) -> list[Range]:
    packed: list[Range] = []
    at = 13 + _colours(data[10])
    for _ in range(_MOST):
        kind = data[at : at + 1]
        if kind == b";":
            return packed
        if kind == b"!":
            at = _past_blocks(data, at + 2)
        elif kind == b"," and at + 11 <= len(data):
            at += 10 + _colours(data[at + 9]) + 1
            end = _past_blocks(data, at)
            packed.append((at, end - 1))
            at = end
        else:
            return []
        if at > len(data):
            return []
    return []


def _colours(flags: int) -> int:
    """Return the size of the table of colours that *flags* tell of."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _past_blocks(data: bytes, at: int) -> int:
    """Return where the data blocks that begin at *at* are over, with the empty one; beyond *data* where they are not."""
    for _ in range(_BLOCKS):
        if at >= len(data):
            break
        length = data[at]
        at += 1 + length
        if not length:
            return at
    return len(data) + 1


def _jpeg(data: bytes) -> list[Range]:
    packed: list[Range] = []
    at = 2
    for _ in range(_MOST):
        if at + 4 > len(data) or data[at] != 0xFF:
            return packed if at + 2 <= len(data) and data[at : at + 2] == b"\xff\xd9" else []
        marker = data[at + 1]
        if marker == 0xFF:  # a byte that fills
            at += 1
            continue
        if marker == _EOI:
            return packed
        if marker in _ALONE:
            at += 2
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOS:
            end = _past_scan(data, at)
            packed.append((at, end))
            at = end
    return []


def _past_scan(data: bytes, at: int) -> int:
    """Return where the next marker is that does not belong to the packed bytes from *at* on."""
    found = _MARKER.search(data, at)
    return len(data) if found is None else found.start()


def _woff2(data: bytes) -> list[Range]:
    if len(data) < 48:
        return []
    _, _, length, tables, _, _, packed = _WOFF2(data)
    start, end = 48 + 16 * tables, 48 + packed  # one entry of the directory is 15 bytes at most
    return [(start, end)] if start < end <= length <= len(data) else []


_FORMATS: Final[tuple[tuple[bytes, Callable[[bytes], list[Range]]], ...]] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
    (b"RIFF", _webp),
    (b"wOF2", _woff2),
)
