"""7z archives (7zFormat.txt of the LZMA SDK) as far as Python's own decoders reach: copy, LZMA, LZMA2, deflate, bzip2."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from keyproof import limits
from keyproof.detect.decode.view import Budget

_MOST: Final = 10_000
"""Folders, streams and coders that one head may name."""

_COPY, _LZMA2, _LZMA, _DEFLATE, _BZIP2, _X86 = b"\0", b"\x21", b"\3\1\1", b"\4\1\x08", b"\4\2\2", b"\3\3\1\3"
_NEVER: Final = 0xFFFFFFFF


class _Folder(NamedTuple):
    """What is unpacked together: its coders, each with its properties, and how long the outcome is."""

    coders: list[tuple[bytes, bytes]]
    streams: int
    """Packed streams it takes."""
    outputs: int


class _Reader:
    """The bytes of a head; raises IndexError behind its end, ValueError where it says what is not read here."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def take(self, size: int) -> bytes:
        self.at += size
        if self.at > len(self.data):
            raise IndexError
        return self.data[self.at - size : self.at]

    def number(self) -> int:
        """Return a number whose first byte says by its upper bits how many more there are."""
        first = self.byte()
        value, mask = 0, 0x80
        for place in range(8):
            if not first & mask:
                return value + ((first & mask - 1) << 8 * place)
            value |= self.byte() << 8 * place
            mask >>= 1
        return value

    def count(self) -> int:
        found = self.number()
        if found > _MOST:
            raise ValueError("too many")
        return found

    def skip_digests(self, count: int) -> None:
        defined = count
        if not self.byte():
            bits = self.take(-(-count // 8))
            defined = sum(byte.bit_count() for byte in bits)
        self.take(4 * defined)


def archive(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what each folder of a 7z archive holds, its files one behind another."""
    offset, size = (int.from_bytes(data[n : n + 8], "little") for n in (12, 20))
    head = data[32 + offset : 32 + offset + min(size, 16 * limits.MIB)]
    for _ in range(3):
        reader = _Reader(head)
        kind = reader.byte()
        if kind == 0x17:  # the head itself is packed
            found = next(_unpacked(reader, data, budget), None)
            if found is None:
                return
            head = found
        elif kind == 1 and reader.byte() == 4:
            yield from (("", content) for content in _unpacked(reader, data, budget))
            return
        else:
            return


def _unpacked(reader: _Reader, data: bytes, budget: Budget) -> Iterator[bytes]:
    """Yield the content of the folders that *reader* tells of next."""
    start, packed = _packed(reader)
    folders, sizes = _folders(reader)
    at, streams, outputs = 32 + start, iter(packed), iter(sizes)
    for folder in folders:
        taken = [next(streams, 0) for _ in range(folder.streams)]
        made = [next(outputs, 0) for _ in range(folder.outputs)]
        raw = data[at : at + taken[0]] if taken else b""
        at += sum(taken)
        most = min(max(made, default=0), budget.bytes, max(limits.MIB, len(raw) * limits.MEMBER_RATIO))
        if most < max(made, default=0):
            budget.cut = budget.cut or "bytes once decoded"
        if len(taken) == 1 and most > 0:
            yield _decoded(folder.coders, raw, most)


def _packed(reader: _Reader) -> tuple[int, list[int]]:
    if reader.byte() != 6:
        raise ValueError("no packed streams")
    start, count = reader.number(), reader.count()
    sizes: list[int] = []
    while (kind := reader.byte()) != 0:
        if kind == 9:
            sizes = [reader.number() for _ in range(count)]
        elif kind == 10:
            reader.skip_digests(count)
        else:
            raise ValueError("unknown")
    return start, sizes


def _folders(reader: _Reader) -> tuple[list[_Folder], list[int]]:
    if reader.byte() != 7 or reader.byte() != 11:
        raise ValueError("no folders")
    count = reader.count()
    if reader.byte():
        raise ValueError("folders elsewhere")
    folders = [_folder(reader) for _ in range(count)]
    if reader.byte() != 12:
        raise ValueError("no sizes")
    return folders, [reader.number() for folder in folders for _ in range(folder.outputs)]


def _folder(reader: _Reader) -> _Folder:
    coders: list[tuple[bytes, bytes]] = []
    inputs = outputs = 0
    for _ in range(min(reader.count(), 8)):
        flags = reader.byte()
        name = reader.take(flags & 15)
        taken, given = (reader.count(), reader.count()) if flags & 16 else (1, 1)
        inputs, outputs = inputs + taken, outputs + given
        coders.append((name, reader.take(reader.count()) if flags & 32 else b""))
    bound = outputs - 1
    for _ in range(2 * bound):
        reader.count()
    streams = inputs - bound
    for _ in range(streams if streams > 1 else 0):
        reader.count()
    return _Folder(coders, max(streams, 0), outputs)


def _decoded(coders: list[tuple[bytes, bytes]], raw: bytes, most: int) -> bytes:
    """Return *raw* unpacked; ``b""`` where it takes what is not at hand: a key, PPMd."""
    main = [coder for coder in coders if coder[0] != _X86]
    if len(main) != 1:
        return b""
    name, told = main[0]
    if len(coders) == 1 and name in (_COPY, _DEFLATE, _BZIP2):
        if name == _COPY:
            return raw[:most]
        if name == _DEFLATE:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, most)
        return bz2.BZ2Decompressor().decompress(raw, most)
    chain: list[dict[str, Any]] = [{"id": lzma.FILTER_X86} for _ in coders[1:2]]
    if name == _LZMA2 and told:
        wide = _NEVER if told[0] >= 40 else (2 | told[0] & 1) << told[0] // 2 + 11
        chain.append({"id": lzma.FILTER_LZMA2, "dict_size": _dictionary(wide, most)})
    elif name == _LZMA and len(told) == 5:
        wide = int.from_bytes(told[1:], "little")
        first = told[0]
        chain.append({
            "id": lzma.FILTER_LZMA1, "dict_size": _dictionary(wide, most), "lc": first % 9, "lp": first // 9 % 5, "pb": first // 45,
        })  # fmt: skip
    else:
        return b""
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain).decompress(raw, most)


def _dictionary(wide: int, most: int) -> int:
    """Return how large a dictionary is set up: what is not unpacked is not looked back at."""
    return max(4096, min(wide, most, limits.FILE_BYTES))
