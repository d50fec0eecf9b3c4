"""DEFLATE with the size known beforehand: no stream can make more than was announced."""

from __future__ import annotations

import zlib
from typing import Final

from keyproof import limits
from keyproof.objects.damage import EXPANSION, ObjectError

_SMALL: Final = 64 * 1024
"""Packed bytes that unfold to 64 MiB at most, so the quicker call that knows no bound is bounded too."""

_STEP: Final = limits.MIB


def inflate(packed: memoryview, size: int) -> bytes:
    """Return the *size* bytes that the zlib stream at the start of *packed* holds. Raises ObjectError when it does not.

    What follows the stream is not looked at.
    """
    length = len(packed)
    if size > length * EXPANSION:
        raise ObjectError("an object announces more bytes than its packed form can hold")
    try:
        # One byte more than needed: zlib then sees the stream's end and checksum in the same call.
        if length <= _SMALL:
            data = zlib.decompress(packed, zlib.MAX_WBITS, size + 1)
        else:
            stream = zlib.decompressobj()
            data = stream.decompress(packed, size + 1)
            if not stream.eof:
                raise ObjectError("an object is longer than it announces, or cut off")
    except zlib.error:
        raise ObjectError("an object's packed form is damaged") from None
    if len(data) != size:
        raise ObjectError("an object has not the length it announces")
    return data


def inflate_start(packed: memoryview, size: int) -> tuple[bytes, zlib._Decompress]:
    """Return up to *size* first bytes of a zlib stream, and the stream to go on with. Raises ObjectError."""
    stream = zlib.decompressobj()
    try:
        return stream.decompress(packed, size), stream
    except zlib.error:
        raise ObjectError("an object's packed form is damaged") from None


def inflate_rest(stream: zlib._Decompress, size: int) -> bytes:
    """Return what is left of *stream*, which must be *size* bytes. Raises ObjectError."""
    try:
        data = stream.decompress(stream.unconsumed_tail, size + 1)
    except zlib.error:
        raise ObjectError("an object's packed form is damaged") from None
    if len(data) != size or not stream.eof:
        raise ObjectError("an object has not the length it announces")
    return data
