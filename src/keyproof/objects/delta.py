"""Deltas of packs: a text told as copies from another one and insertions. Format: gitformat-pack(5).

A copy is a byte with the high bit set whose other bits say which of four offset and three length bytes follow; an
insertion is a byte 1-127 and that many bytes. Most of the time of reading a history goes here, so the loops are plain,
and there is a compiled form (``_delta.c``). This one is the reference, and what is used where that was not built or
``KEYPROOF_PURE`` is set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from struct import Struct
from typing import Final, NamedTuple, TypeAlias, cast

from keyproof import limits
from keyproof.built import built
from keyproof.objects.damage import ObjectError, TooLargeError

_CHUNK: Final = 64 * 1024
"""Delta bytes whose pieces are held at once: they are objects of Python and take some 50 times the bytes."""

_PAD: Final = bytes(8)
_FLAT: Final = 0x1_0000
"""Length that a copy without length bytes has."""

_SHORT: Final = 255
"""Longest copy whose length takes one byte; such a copy is never looked at as a part of its own."""

_VIEWED: Final = 4 * 1024
"""Length from which a copy is taken as a view: so long a text is better not moved twice."""

_NEVER: Final = 1 << 62

Range: TypeAlias = tuple[int, int]

Copy: TypeAlias = tuple[int, int, int]
"""(start, end, start in the base) of a stretch that is the same in both."""


_COPY: Final = Struct("@nnn")


def packed(copies: Iterable[Copy]) -> bytes:
    """Return *copies* as the compiled form has them; a tuple for each of a history's takes longer than to find them."""
    return b"".join([_COPY.pack(*copy) for copy in copies])


def unpacked(copies: bytes) -> tuple[Copy, ...]:
    """Return what `packed` was given."""
    return cast("tuple[Copy, ...]", tuple(_COPY.iter_unpack(copies)))


class Reach(NamedTuple):
    """How far beyond what a delta changes its text is to be looked at again."""

    around: int
    """Bytes on each side, at most."""
    lines: int = 0
    """Lines on each side: up to and with so many newlines; 0 means the bytes alone."""


def _load() -> Callable[..., object] | None:
    """Return the compiled form of what follows, None where it was not built or is not wanted."""
    found: Callable[..., object] | None = built("keyproof.objects._delta", "marked")
    return found


_compiled: Final = _load()

_next4: Final = Struct("<I").unpack_from
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
    """Return (bytes of the base, bytes of the result, where the instructions begin). Raises ObjectError."""
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
    raise ObjectError("a delta has a length that does not end")


def apply(base: bytes, delta: bytes) -> bytes:
    """Return the text that *delta* makes of *base*. Raises ObjectError, TooLargeError."""
    if _compiled is not None:
        made = _compiled(base, delta, limits.BLOB_BYTES, _NEVER, None)
        if isinstance(made, bytes):
            return made
    return _apply(base, delta, _NEVER, [])


class Marked(NamedTuple):
    """A text that a delta makes, and what of it is new."""

    text: bytes
    parts: tuple[Range, ...]
    """What may be new, in order. What is in none of them is in the base, with as much of the same text on both sides as
    the reach says, or with the start or end of the text where it has that here."""
    copies: tuple[Copy, ...]
    """The longer stretches that are as in the base, in order; they overlap with the parts."""


def overlooked(reach: Reach) -> int:
    """Return the length up to which a copy is taken for new: it is searched again with what is around it anyhow."""
    return _SHORT if reach.lines else max(2 * reach.around, _SHORT)


def apply_marked(base: bytes, delta: bytes, reach: Reach) -> Marked:
    """Return the text that *delta* makes of *base* and what is new in it. Raises ObjectError, TooLargeError."""
    around, lines = reach
    long = overlooked(reach)
    if _compiled is not None:
        made = _compiled(base, delta, limits.BLOB_BYTES, long, reach)
        if isinstance(made, tuple):
            return Marked(*made)
    found: list[Copy] = []
    text = _apply(base, delta, long, found)
    copies = _joined(found)
    parts: list[Range] = []
    at = 0
    for start, end, offset in copies:
        begin = _after(text, start, min(end, start + around), lines) if start or offset else 0
        stop = end
        if end != len(text) or offset + end - start != len(base):
            stop = _before(text, max(start, end - around), end, lines)
        if begin < stop:
            if begin > at:
                parts.append((at, begin))
            at = stop
    if at < len(text):
        parts.append((at, len(text)))
    return Marked(text, tuple(parts), copies)


def _joined(found: list[Copy]) -> tuple[Copy, ...]:
    """Return *found* with neighbours in both texts as one: git cuts long copies into pieces."""
    out: list[Copy] = []
    for start, end, offset in found:
        if out:
            first, last, place = out[-1]
            if last == start and place + last - first == offset:
                out[-1] = first, end, place
                continue
        out.append((start, end, offset))
    return tuple(out)


def _after(text: bytes, start: int, end: int, lines: int) -> int:
    """Return the end of the *lines* next lines from *start* on, at most *end*."""
    at = start
    for _ in range(lines):
        at = text.find(b"\n", at, end) + 1
        if not at:
            return end
    return at if lines else end


def _before(text: bytes, start: int, end: int, lines: int) -> int:
    """Return the start of the *lines* lines up to *end*, at least *start*; a newline just before *end* is one."""
    at = end
    for _ in range(lines):
        at = text.rfind(b"\n", start, at)
        if at < 0:
            return start
    return at + 1 if lines else start


def _apply(base: bytes, delta: bytes, long: int, kept: list[tuple[int, int, int]]) -> bytes:
    """As `apply`; enter (start, end, place in *base*) of copies longer than *long* into *kept*."""
    base_size, size, at = sizes(delta)
    if base_size != len(base):
        raise ObjectError("a delta is made for a base of another length")
    if size > limits.BLOB_BYTES:
        raise TooLargeError("a delta makes an object that is too large")
    end = len(delta)
    delta += _PAD
    if end - at <= _CHUNK:
        at, left, pieces = _pieces(base, delta, (at, end, size), size, long, kept)
        result = b"".join(pieces)
    else:
        whole = bytearray()
        left = size
        while at < end:
            at, left, pieces = _pieces(base, delta, (at, min(end, at + _CHUNK), left), size, long, kept)
            whole += b"".join(pieces)
        result = bytes(whole)
    if at != end or left or len(result) != size:
        raise ObjectError("a delta copies from outside its base, or makes another length than it announces")
    return result


def _pieces(
    base: bytes, delta: bytes, state: tuple[int, int, int], size: int, long: int, kept: list[tuple[int, int, int]]
) -> tuple[int, int, list[bytes | memoryview]]:
    """Return (where the next instruction begins, bytes still to make, pieces of the result).

    *state* is where to begin, where to stop, and the bytes still to make of the *size*.
    A copy past the end of *base* yields less than is taken off the bytes to make, which the caller sees in the sum.
    The two commonest copies, which have a length of one byte, have branches of their own.
    """
    at, stop, left = state
    pieces: list[bytes | memoryview] = []
    append, next4, view = pieces.append, _next4, memoryview(base)
    while at < stop:
        code = delta[at]
        if code == 0x97:
            (value,) = next4(delta, at + 1)
            length = value >> 24
            value &= 0xFF_FFFF
            append(base[value : value + length])
            at += 5
            left -= length
        elif code == 0x93:
            (value,) = next4(delta, at)
            length = value >> 24
            value = value >> 8 & 0xFFFF
            append(base[value : value + length])
            at += 4
            left -= length
        elif code > 127:
            step, offset_mask, offset_bits, length_mask, places = _COPIES[code]
            (value,) = _next8(delta, at + 1)
            if places:
                value, offset_mask, offset_bits, length_mask = _spread(value, places)
            offset = value & offset_mask
            length = value >> offset_bits & length_mask or _FLAT
            if length > left:
                raise ObjectError("a delta makes more than it announces")
            append(base[offset : offset + length] if length < _VIEWED else view[offset : offset + length])
            if length > long:
                kept.append((size - left, size - left + length, offset))
            at += step
            left -= length
        elif code:
            at += 1
            append(delta[at : at + code])
            at += code
            left -= code
        else:
            raise ObjectError("a delta has an instruction that git does not know")
    return at, left, pieces


def _spread(value: int, places: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return *value* with its bytes at the given bits, and the masks for a copy that has all its bytes."""
    spread = 0
    for place in places:
        spread |= (value & 255) << place
        value >>= 8
    return spread, 0xFFFF_FFFF, 32, 0xFF_FFFF


def layout(delta: bytes) -> tuple[int, int, list[Range], list[int]]:
    """Return (bytes of the base, bytes of the result, inserted parts, seams) without making the result.

    Parts are (start, end) in the result, those that touch joined into one. Seams are the places in the result where
    two neighbours do not stand so in the base. Raises ObjectError.
    """
    base_size, size, at = sizes(delta)
    end = len(delta)
    delta += _PAD
    inserted: list[Range] = []
    seams: list[int] = []
    made = 0
    next_copied = -1
    while at < end:
        code = delta[at]
        if code > 127:
            step, offset_mask, offset_bits, length_mask, places = _COPIES[code]
            (value,) = _next8(delta, at + 1)
            if places:
                value, offset_mask, offset_bits, length_mask = _spread(value, places)
            offset = value & offset_mask
            length = value >> offset_bits & length_mask or _FLAT
            if offset != next_copied and made:
                seams.append(made)
            next_copied = offset + length
            if next_copied > base_size:
                raise ObjectError("a delta copies from outside its base")
            made += length
            at += step
        elif code:
            if made:
                seams.append(made)
            start = inserted.pop()[0] if inserted and inserted[-1][1] == made else made
            made += code
            inserted.append((start, made))
            at += code + 1
            next_copied = -1
        else:
            raise ObjectError("a delta has an instruction that git does not know")
    if at != end or made != size:
        raise ObjectError("a delta makes another length than it announces")
    return base_size, size, inserted, seams
