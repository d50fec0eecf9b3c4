"""Text of mainframes: EBCDIC (code pages 037, 500, 1047), in lines or in records of eighty characters."""

from __future__ import annotations

from typing import Final

_FIRST: Final = 96
_HEAD: Final = 512
_LEAST: Final = 24
_RECORD: Final = 80
_LINES: Final = b"\x15\x25\x0d"
_WORDS: Final = bytes(
    {
        *range(0x81, 0x8A),
        *range(0x91, 0x9A),
        *range(0xA2, 0xAA),
        *range(0xC1, 0xCA),
        *range(0xD1, 0xDA),
        *range(0xE2, 0xEA),
        *range(0xF0, 0xFA),
    }
)
"""Letters and digits, the same in all of its code pages."""

_SIGNS: Final = bytes(
    {
        0x40,
        0x05,
        0x4A,
        *range(0x4B, 0x51),
        *range(0x5A, 0x62),
        *range(0x6A, 0x70),
        *range(0x79, 0x80),
        0xA1,
        0xAD,
        0xB0,
        0xBA,
        0xBB,
        0xBD,
        0xC0,
        0xD0,
        0xE0,
    }
)
_ALL: Final = _WORDS + _SIGNS + _LINES


def is_ebcdic(data: bytes) -> bool:
    """Whether *data* begins as EBCDIC text does: nothing but its letters, digits, signs and ends of lines, most of it words."""
    head = data[:_FIRST]
    if head.isascii() or len(head) < _LEAST or head.translate(None, _ALL):
        return False
    head = data[:_HEAD]
    if head.translate(None, _ALL):
        return False
    words = len(head) - len(head.translate(None, _WORDS))
    return 2 * words > len(head) - head.count(b"\x40") and (0x40 in head or any(line in head for line in _LINES))


def as_text(data: bytes) -> bytes:
    """Return EBCDIC *data* as UTF-8. The pages differ in a few signs alone, which nothing tells: 037 is what most use."""
    if not any(line in data for line in _LINES):
        data = b"\x15".join(data[at : at + _RECORD].rstrip(b"\x40") for at in range(0, len(data), _RECORD))
    return data.decode("cp037", "replace").replace("\x85", "\n").encode()
