"""Numbers of seven bits a byte, the lowest first (LEB128), as many formats of data write them; signed ones in zigzag."""

from __future__ import annotations

from typing import Final

_BITS: Final = 63
"""Bits after which a number ends, whatever its bytes say."""


def unsigned(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at *at* and where it ends; raises IndexError at the end of *data*."""
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 128 or shift > _BITS:
            return value, at


def signed(data: bytes, at: int) -> tuple[int, int]:
    """Return the zigzag number at *at* and where it ends; raises IndexError at the end of *data*."""
    value, at = unsigned(data, at)
    return (value >> 1) ^ -(value & 1), at
