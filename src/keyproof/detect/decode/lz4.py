"""LZ4 frames (lz4/doc/lz4_Frame_format.md), unpacked step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.view import Budget

_LEAST_MATCH: Final = 4
_WINDOW: Final = 65_535
_STORED: Final = 1 << 31
_GOES_ON: Final = 255
"""The byte that says that a length goes on."""


def frames(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the content of the first frame; what is whole of a broken one is kept."""
    flags = data[4]
    if flags >> 6 != 1:
        return
    at = 7 + (8 if flags & 8 else 0) + (4 if flags & 1 else 0)
    most = min(budget.bytes, max(limits.MIB, len(data) * limits.MEMBER_RATIO), limits.FILE_BYTES)
    out = bytearray()
    while at + 4 <= len(data) and len(out) < most:
        size = int.from_bytes(data[at : at + 4], "little")
        at += 4
        if not size:
            break
        block = data[at : at + (size & ~_STORED)]
        if size & _STORED:
            out += block[: most - len(out)]
        elif not _unpacked(block, out, most):
            break
        at += len(block) + (4 if flags & 16 else 0)
    if len(out) >= most:
        budget.cut = budget.cut or "bytes once decoded"
    yield "", bytes(out)


def _unpacked(block: bytes, out: bytearray, most: int) -> bool:
    """Add what *block* holds to *out*, no more than *most* bytes in all; False where it is broken."""
    at, end = 0, len(block)
    while at < end and len(out) < most:
        token = block[at]
        count, at = _length(block, at + 1, token >> 4)
        out += block[at : at + count]
        at += count
        if at >= end:
            return True
        back = int.from_bytes(block[at : at + 2], "little")
        count, at = _length(block, at + 2, token & 15)
        count = min(count + _LEAST_MATCH, most)
        if not 0 < back <= min(len(out), _WINDOW):
            return False
        start = len(out) - back
        piece = bytes(out[start : start + count])  # what is copied may be made on the way
        out += piece if count <= back else (piece * (count // back + 1))[:count]
    return True


def _length(block: bytes, at: int, begun: int) -> tuple[int, int]:
    """Return the length that four bits begin to tell, and where what it is of starts."""
    if begun < 15:
        return begun, at
    while at < len(block):
        more = block[at]
        at += 1
        begun += more
        if more != _GOES_ON:
            break
    return begun, at
