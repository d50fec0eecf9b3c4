"""The constants of WebAssembly modules, where what stands side by side in memory is stored in segments of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.varints import unsigned
from keyproof.detect.decode.view import Budget

_DATA: Final = 11
_SECTIONS: Final = 1_000
_SEGMENTS: Final = 100_000


def wasm(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the data of a module (WebAssembly 2.0, 5.5.14), segments that touch in memory joined."""
    at = 8
    for _ in range(_SECTIONS):
        if at >= len(data):
            return
        kind = data[at]
        size, at = unsigned(data, at + 1)
        if kind == _DATA:
            yield "", b"\n\n".join(_joined(data[at : at + size]))
            return
        at += size


def _joined(section: bytes) -> Iterator[bytes]:
    count, at = unsigned(section, 0)
    parts: list[bytes] = []
    follows = -1
    for _ in range(min(count, _SEGMENTS)):
        if at >= len(section):
            break
        flag, at = unsigned(section, at)
        place = -1
        if flag == 2:
            _, at = unsigned(section, at)
        if flag != 1:
            place, at = _place(section, at)
        size, at = unsigned(section, at)
        if parts and (place < 0 or place != follows):
            yield b"".join(parts)
            parts = []
        parts.append(section[at : at + size])
        at += size
        follows = place + size if place >= 0 else -1
    yield b"".join(parts)


def _place(section: bytes, at: int) -> tuple[int, int]:
    """Return where in memory a segment goes, -1 where that is no constant, and where the expression ends."""
    if section[at] != 0x41:
        return -1, section.index(b"\x0b", at) + 1
    place, at = unsigned(section, at + 1)
    return place, section.index(b"\x0b", at) + 1
