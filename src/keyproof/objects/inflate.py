"""DEFLATE with the size known beforehand: no stream can make more than was announced.

Half of the time of reading a history goes here, so ISA-L's decoder is used where it is installed, which takes half of
zlib's time; not for the least, with the codes of the format itself, which it copies each time. What it refuses zlib
judges, so that no sound stream is lost to it. The one stream known that it takes and zlib does not has an incomplete
set of distance codes, of which the missing ones are not used: length and checksum are held against it all the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from types import ModuleType
from typing import Final

from keyproof.objects.damage import EXPANSION, ObjectError

_SMALL: Final = 64 * 1024
"""Packed bytes that unfold to 64 MiB at most, so the quicker call that knows no bound is bounded too."""


FEW: Final = 256
"""Packed bytes up to which zlib is quicker where the codes are the fixed ones (RFC 1951, 3.2.6)."""

_WIDEST: Final = 0x78
"""First byte of a stream that looks back 32 KiB; more there is not, which ISA-L does not see to."""


def _codecs() -> tuple[ModuleType, ...]:
    """Return the modules that know zlib's streams, the quickest first and zlib last."""
    try:
        from isal import isal_zlib
    except ImportError:
        return (zlib,)
    return (isal_zlib, zlib)


_CODECS: Final = _codecs()


def inflate(packed: memoryview, size: int) -> bytes:
    """Return the *size* bytes that the zlib stream at the start of *packed* holds. Raises ObjectError when it does not.

    What follows the stream is not looked at.
    """
    length = len(packed)
    if size > length * EXPANSION:
        raise ObjectError("an object announces more bytes than its packed form can hold")
    if length > 2 * size + _SMALL:
        # No packer writes so much for so little, and a decoder copies what it finds behind a stream.
        packed = packed[: 2 * size + _SMALL]
        length = len(packed)
    if not length or packed[0] > _WIDEST:
        raise ObjectError("an object's packed form is damaged")
    is_least = length <= FEW and packed[2:3] and packed[2] & 6 == 2
    for codec in _CODECS[-1:] if is_least else _CODECS:
        try:
            # One byte more than needed: the stream's end and checksum are then seen in the same call.
            if length <= _SMALL:
                data: bytes = codec.decompress(packed, zlib.MAX_WBITS, size + 1)
            else:
                stream = codec.decompressobj()
                data = stream.decompress(packed, size + 1)
                if not stream.eof:
                    raise ObjectError("an object is longer than it announces, or cut off")
        except codec.error:
            continue
        if len(data) != size:
            raise ObjectError("an object has not the length it announces")
        return data
    raise ObjectError("an object's packed form is damaged")


def quick() -> tuple[Callable[[bytes, int, int], bytes], Callable[[bytes, int, int], bytes]]:
    """Return the quickest ``decompress`` there is, and that for the least, see `FEW`.

    They are for those that keep the bounds of `inflate` themselves.
    """
    return _CODECS[0].decompress, _CODECS[-1].decompress


def inflate_start(packed: memoryview, size: int) -> bytes:
    """Return up to *size* first bytes of what a zlib stream holds, unchecked. Raises ObjectError."""
    try:
        return zlib.decompressobj().decompress(packed, size)
    except zlib.error:
        raise ObjectError("an object's packed form is damaged") from None
