"""Zstandard (RFC 8878) and Brotli (RFC 7932): by Python itself where it can, else by what ``keyproof[archives]`` brings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

from keyproof import limits
from keyproof.detect.decode.view import Budget

_PIECE: Final = limits.MIB
_MODULES: Final = {"Zstandard": ("compression.zstd", "backports.zstd"), "Brotli": ("brotli", "brotlicffi")}


def zstandard(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the content of Zstandard frames; without a reader what stands uncompressed in the first."""
    engine = _reader("Zstandard")
    if engine is None:
        if out := _stored_blocks(data, budget):
            yield "", out
        return
    parts: list[bytes] = []
    size, most = 0, _most(data, budget)
    rest = data
    with suppress(engine.ZstdError, EOFError):
        while rest and size < most:
            step = engine.ZstdDecompressor()
            while not step.eof and size < most:
                parts.append(step.decompress(rest, min(_PIECE, most - size)))
                size += len(parts[-1])
                rest = b""
                if not parts[-1] and step.needs_input:
                    break
            rest = step.unused_data
    _note(size >= most, budget)
    yield "", b"".join(parts)


def brotli(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the content of a file of Brotli, which nothing but its name tells."""
    engine = _reader("Brotli")
    if engine is None:
        budget.cut = budget.cut or _absent("Brotli")
        return
    most = _most(data, budget)
    out = unpacked(data, most)
    _note(len(out) >= most, budget)
    if out:
        yield "", out


def unpacked(data: bytes, most: int) -> bytes:
    """Return what the Brotli stream *data* holds, about *most* bytes of it; ``b""`` where there is no reader."""
    engine = _reader("Brotli")
    parts: list[bytes] = []
    size, rest = 0, data
    if engine is None:
        return b""
    step = engine.Decompressor()
    with suppress(engine.error):
        while size < most and not step.is_finished():
            parts.append(step.process(rest, output_buffer_limit=min(_PIECE, most - size)))
            size += len(parts[-1])
            rest = b""
            if not parts[-1]:
                break
    return b"".join(parts)


def _reader(kind: str) -> Any:
    """Return the module that reads *kind*, None where there is none."""
    for name in _MODULES[kind]:
        with suppress(ImportError):
            return import_module(name)
    return None


def _absent(kind: str) -> str:
    return f"{kind}, which this Python cannot read: install keyproof[archives]"


def _most(data: bytes, budget: Budget) -> int:
    return min(budget.bytes, max(_PIECE, len(data) * limits.MEMBER_RATIO))


def _note(cut: bool, budget: Budget) -> None:
    if cut:
        budget.cut = budget.cut or "bytes once decoded"


def _stored_blocks(data: bytes, budget: Budget) -> bytes:
    """Return what stands uncompressed in a Zstandard frame (RFC 8878, 3.1.1)."""
    flags = data[4]
    at = (
        5
        + (not flags & 32)
        + (0, 1, 2, 4)[flags & 3]
        + (1 if flags & 32 and not flags >> 6 else (0, 2, 4, 8)[flags >> 6])
    )
    out = b""
    while at + 3 <= len(data):
        head = int.from_bytes(data[at : at + 3], "little")
        last, kind, size = head & 1, head >> 1 & 3, head >> 3
        at += 3
        if kind == 0:
            out += data[at : at + size]
        at += 1 if kind == 1 else size
        if last:
            break
    if not out or len(out) < len(data) // 2:
        budget.cut = budget.cut or _absent("Zstandard")
    return out
