"""Stores that keep their data in blocks: Snappy, LevelDB's logs and tables, Parquet's pages."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.magic import kind_of
from keyproof.detect.decode.newer import zstandard
from keyproof.detect.decode.varints import signed, unsigned
from keyproof.detect.decode.view import Budget

_FRAMED: Final = b"\xff\x06\0\0sNaPpY"
_LOG_BLOCK: Final = 32 * 1024
_LOG_HEAD: Final = 7
_FOOTER: Final = bytes.fromhex("57fb808b247547db")
_PAGES: Final = 10_000
_FIELDS: Final = 200
_DEPTH: Final = 8


def unsnapped(data: bytes, most: int) -> bytes:
    """Return what a block of Snappy holds, at most *most* bytes; raises ValueError or IndexError where it is none."""
    size, at = unsigned(data, 0)
    size = min(size, most)
    out = bytearray()
    while at < len(data) and len(out) < size:
        tag = data[at]
        kind, length = tag & 3, tag >> 2
        at += 1
        if kind == 0:
            if length >= 60:
                wide = length - 59
                length, at = int.from_bytes(data[at : at + wide], "little"), at + wide
            out += data[at : at + length + 1]
            at += length + 1
            continue
        if kind == 1:
            length, back, at = (length & 7) + 4, tag >> 5 << 8 | data[at], at + 1
        else:
            wide, length = 2 if kind == 2 else 4, length + 1
            back, at = int.from_bytes(data[at : at + wide], "little"), at + wide
        if not 0 < back <= len(out):
            raise ValueError("a copy from before the start")
        run = bytes(out[-back:][:length])
        out += (run * (length // len(run) + 1))[:length]
    return bytes(out[:size])


def snappy(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the content of a file of Snappy, a block or framed (google/snappy, framing_format.txt)."""
    most = min(budget.bytes, max(limits.MIB, len(data) * 64))
    if not data.startswith(_FRAMED):
        yield "", unsnapped(data, most)
        return
    at, parts, size = 0, list[bytes](), 0
    while at + 4 <= len(data) and size < most:
        kind, length = data[at], int.from_bytes(data[at + 1 : at + 4], "little")
        body = data[at + 8 : at + 4 + length]
        at += 4 + length
        if kind < 2:
            parts.append(body if kind else unsnapped(body, most - size))
            size += len(parts[-1])
    yield "", b"".join(parts)


def leveldb(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the records of a LevelDB log whose parts are joined, or the values of a table (google/leveldb, doc)."""
    if data[-8:] == _FOOTER:
        yield from _table(data, min(budget.bytes, limits.FILE_BYTES))
        return
    parts: list[bytes] = []
    at = 0
    while at + _LOG_HEAD <= len(data):
        if _LOG_BLOCK - at % _LOG_BLOCK < _LOG_HEAD:
            at += _LOG_BLOCK - at % _LOG_BLOCK
            continue
        length, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        if not 0 < kind < 5:
            break
        parts.append(data[at + _LOG_HEAD : at + _LOG_HEAD + length] + (b"\n" if kind in (1, 4) else b""))
        at += _LOG_HEAD + length
    yield "", b"".join(parts)


def _table(data: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    at = len(data) - 48
    for _ in range(2):
        _, at = unsigned(data, at)
    offset, at = unsigned(data, at)
    size, at = unsigned(data, at)
    values: list[bytes] = []
    held = 0
    for handle in _entries(_block(data, offset, size, most)):
        offset, after = unsigned(handle, 0)
        size, _ = unsigned(handle, after)
        for value in _entries(_block(data, offset, size, most - held)):
            values.append(value)
            held += len(value)
        if held >= most:
            break
    yield "", b"\n".join(values)


def _block(data: bytes, offset: int, size: int, most: int) -> bytes:
    raw = data[offset : offset + size]
    return unsnapped(raw, most) if data[offset + size : offset + size + 1] == b"\1" else raw


def _entries(block: bytes) -> Iterator[bytes]:
    """Yield the values of a block: behind them stand the places where keys are written in full, and their number."""
    stop = len(block) - 4 - 4 * int.from_bytes(block[-4:], "little")
    at = 0
    while at < stop:
        _, at = unsigned(block, at)
        key, at = unsigned(block, at)
        size, at = unsigned(block, at)
        yield block[at + key : at + key + size]
        at += key + size


def parquet(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of a Parquet file one behind another, unpacked where they are (apache/parquet-format)."""
    at = 4
    for _ in range(_PAGES):
        head, at = _struct(data, at, 0)
        whole, size = head.get(2, 0), head.get(3, 0)
        if not 0 < size <= len(data) - at or whole <= 0:
            return
        raw = data[at : at + size]
        at += size
        yield from (("", page) for page in _page(raw, whole, budget))


def _page(raw: bytes, whole: int, budget: Budget) -> Iterator[bytes]:
    most = min(budget.bytes, whole, limits.FILE_BYTES)
    kind = kind_of(raw)
    if kind == "zstd":
        yield from (page for _, page in zstandard(raw, budget))
    elif kind == "gzip":
        yield zlib.decompressobj(31).decompress(raw, most)
    elif whole != len(raw):
        try:
            page = unsnapped(raw, most)
        except (ValueError, IndexError):
            return
        if len(page) == whole:
            yield page


def _struct(data: bytes, at: int, depth: int) -> tuple[dict[int, int], int]:
    """Return the numbers of a struct in Thrift's compact protocol by the ids of their fields, and where it ends."""
    found: dict[int, int] = {}
    field = 0
    for _ in range(_FIELDS):
        kind, step = data[at] & 15, data[at] >> 4
        at += 1
        if not kind:
            return found, at
        if not step:
            step, at = signed(data, at)
            field = 0
        field += step
        value, at = _value(data, at, kind, depth)
        found[field] = value
    raise ValueError("no end")


def _value(data: bytes, at: int, kind: int, depth: int) -> tuple[int, int]:
    if kind in (1, 2):
        return kind & 1, at
    if kind == 3:
        return data[at], at + 1
    if kind in (4, 5, 6):
        return signed(data, at)
    if kind == 7:
        return 0, at + 8
    if kind == 8:
        size, at = unsigned(data, at)
        return 0, at + size
    if kind == 12 and depth < _DEPTH:
        return 0, _struct(data, at, depth + 1)[1]
    raise ValueError("a list is in no head of a page")
