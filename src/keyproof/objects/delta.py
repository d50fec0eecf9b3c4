"""Deltas of packs: a text told as copies from another one and insertions. Format: gitformat-pack(5).

A copy is a byte with the high bit set whose other bits say which of four offset and three length bytes follow; an
insertion is a byte 1-127 and that many bytes. Most of the time of reading a history goes here, so the loops are plain.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

import msgspec

from keyproof import limits
from keyproof.objects.damage import Damage, TooLarge

_CHUNK: Final = 128 * 1024
"""Delta bytes whose pieces are held at once: they are objects of Python and take some 50 times the bytes."""

_PAD: Final = bytes(8)
_FLAT: Final = 0x1_0000
"""Length that a copy without length bytes has."""

_VIEWED: Final = 8 * 1024
"""Length from which a copy is not made twice."""

_next8: Final = Struct("<Q").unpack_from


def _layout(code: int) -> tuple[int, int, int, int, tuple[int, ...]]:
    """Return (following bytes, offset mask, bits of offset, length mask, gaps) of a copy's first byte.

    *gaps* is empty where the bytes present are the low ones of the offset and of the length; else the bit position of
    each byte present, the length's counted from 32.
    """
    places = tuple(8 * bit for bit in range(7) if code >> bit & 1)
    offset_bytes = (code & 15).bit_count()
    length_bytes = (code >> 4 & 7).bit_count()
    plain = code & 15 == (1 << offset_bytes) - 1 and code >> 4 & 7 == (1 << length_bytes) - 1
    return (
        len(places) + 1,
        (1 << 8 * offset_bytes) - 1,
        8 * offset_bytes,
        (1 << 8 * length_bytes) - 1,
        () if plain else places,
    )


_COPIES: Final = [_layout(code) for code in range(256)]


def sizes(delta: bytes) -> tuple[int, int, int]:
    """Return (bytes of the base, bytes of the result, where the instructions begin). Raises Damage."""
    base, at = _varint(delta, 0)
    result, at = _varint(delta, at)
    return base, result, at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 63:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise Damage("a delta has a length that does not end")


def apply(base: bytes, delta: bytes) -> bytes:
    """Return the text that *delta* makes of *base*. Raises Damage, TooLarge."""
    base_size, left, at = sizes(delta)
    if base_size != len(base):
        raise Damage("a delta is made for a base of another length")
    if left > limits.BLOB_BYTES:
        raise TooLarge("a delta makes an object that is too large")
    size = left
    end = len(delta)
    delta += _PAD
    if end - at <= _CHUNK:
        pieces, at, left = _pieces(base, delta, at, end, left)
        result = b"".join(pieces)
    else:
        whole = bytearray()
        while at < end:
            pieces, at, left = _pieces(base, delta, at, min(end, at + _CHUNK), left)
            whole += b"".join(pieces)
        result = bytes(whole)
    if at != end or left or len(result) != size:
        raise Damage("a delta copies from outside its base, or makes another length than it announces")
    return result


def _pieces(
    base: bytes, delta: bytes, at: int, stop: int, left: int
) -> tuple[list[bytes | memoryview], int, int]:
    """Return (pieces of the result, where the next instruction begins, bytes still to make).

    A copy past the end of *base* yields less than *left* is lowered by, which the caller sees in the sum.
    """
    pieces: list[bytes | memoryview] = []
    append = pieces.append
    copies = _COPIES
    while at < stop:
        code = delta[at]
        if code > 127:
            step, offset_mask, offset_bits, length_mask, places = copies[code]
            (value,) = _next8(delta, at + 1)
            if places:
                value, offset_mask, offset_bits, length_mask = _spread(value, places)
            offset = value & offset_mask
            length = value >> offset_bits & length_mask or _FLAT
            left -= length
            if left < 0:
                break
            append(base[offset : offset + length])
            at += step
        elif code:
            left -= code
            if left < 0:
                break
            append(delta[at + 1 : at + 1 + code])
            at += code + 1
        else:
            raise Damage("a delta has an instruction that git does not know")
    if left < 0:
        raise Damage("a delta makes more than it announces")
    return pieces, at, left


def _spread(value: int, places: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return *value* with its bytes at the given bits, and the masks for a copy that has all its bytes."""
    spread = 0
    for place in places:
        spread |= (value & 255) << place
        value >>= 8
    return spread, 0xFFFF_FFFF, 32, 0xFF_FFFF
