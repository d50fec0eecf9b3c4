"""Formats that pack or encode what they store: compress, lzip, UF2, NumPy, binary property lists, Avro; cut zip files."""

from __future__ import annotations

import lzma
import plistlib
import re
import zlib
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.magic import is_container
from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.varints import signed
from keyproof.detect.decode.view import Budget, printable
from keyproof.patterns import regex

_CLEAR: Final = 256
_TABLE: Final = 64 * limits.MIB
"""Bytes that the entries of a table of compress may take together."""

_WIDEST: Final = 1 << 26
"""The largest dictionary of lzip that is set up."""

_DESCR: Final = regex(rb"'descr'\s{0,4}:\s{0,4}'([<>|=])U(\d{1,6})'")
_WHOLE_NUMBERS: Final = regex(rb"'descr'\s{0,4}:\s{0,4}'([<>|=])[iu]([1248])'")
_BASE64: Final = regex(rb"[A-Za-z0-9+/_-]{16,}")
_CPIO: Final = regex(rb"07070[12][0-9A-Fa-f]{48}([0-9A-Fa-f]{8})[0-9A-Fa-f]{32}([0-9A-Fa-f]{8})[0-9A-Fa-f]{8}")
"""A head: the sizes of the member and of its name among thirteen numbers."""

_COMMENT: Final = regex(rb"!\xfe(?=[\x04-\xff][ -~]{3})")
_RUN: Final = regex(rb"[ -~]{8,4000}")
_LOCAL: Final = regex(rb"PK\x03\x04.{22}", re.S)
_OBJECTS: Final = 100_000
_STREAMS: Final = 64
_DEFLATED: Final = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")


def further(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what the streams of zlib hold that follow the first, as in the blocks of a ``shelve`` or ``dbm.dumb`` file."""
    if not any(data.find(magic, 2) > 0 for magic in _DEFLATED):
        return
    rest = data
    for count in range(_STREAMS):
        engine = zlib.decompressobj()
        content = engine.decompress(rest, min(budget.bytes, max(limits.MIB, len(rest) * limits.MEMBER_RATIO)))
        if count:
            yield "", content
        rest = engine.unused_data.lstrip(b"\0 ")
        if not engine.eof or not rest.startswith(_DEFLATED):
            return


def compress(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the content of a file of Unix ``compress``: LZW with codes of 9 to 16 bits, the lowest bit first.

    Codes come in groups of eight; what is left of a group is passed over when the width changes.
    """
    most_bits, blocks = data[2] & 31, bool(data[2] & 128)
    if not 9 <= most_bits <= 16:
        return
    most = min(budget.bytes, limits.FILE_BYTES)
    entries = [bytes((n,)) for n in range(256)] + [b""] * blocks
    out: list[bytes] = []
    width, size, held, last = 9, 0, 0, b""
    at = base = 24
    while size < most and held < _TABLE:
        if len(entries) > (1 << width) - 1 and width < most_bits:
            at = base = base + -(-(at - base) // (width * 8)) * width * 8
            width += 1
        if at + width > len(data) * 8:
            break
        code = int.from_bytes(data[at >> 3 : (at >> 3) + 4], "little") >> (at & 7) & (1 << width) - 1
        at += width
        if code == _CLEAR and blocks:
            at = base = base + -(-(at - base) // (width * 8)) * width * 8
            del entries[257:]
            width, last = 9, b""
            continue
        if code > len(entries) or (code == len(entries) and not last):
            break
        entry = entries[code] if code < len(entries) else last + last[:1]
        if last and len(entries) < 1 << most_bits:
            entries.append(last + entry[:1])
            held += len(last) + 1
        out.append(entry)
        size += len(entry)
        last = entry
    yield "", b"".join(out)


def lzip(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the content of a lzip file: LZMA behind a head of six bytes, the last of which says the dictionary's size."""
    whole = 1 << (data[5] & 31)
    size = min(whole - (whole // 16) * (data[5] >> 5), _WIDEST)
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": 3, "lp": 0, "pb": 2}]
    engine = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
    yield "", engine.decompress(data[6:], min(budget.bytes, max(limits.MIB, len(data) * limits.MEMBER_RATIO)))


def uf2(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the firmware in the blocks of a UF2 file, 512 bytes each of which at most 476 are content."""
    blocks = (data[at : at + 512] for at in range(0, len(data) - 511, 512))
    yield "", b"".join(b[32 : 32 + min(476, int.from_bytes(b[16:20], "little"))] for b in blocks)


def numpy(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the text of an array of strings, which NumPy stores as UTF-32 of one width (NEP 1)."""
    wide = 2 if data[6] == 1 else 4
    start = 8 + wide + int.from_bytes(data[8 : 8 + wide], "little")
    found = _DESCR.search(data, 8, min(start, 65536))
    if found is None:
        yield from _codes(data, start)
        return
    width = int(found[2]) * 4
    codec = "utf-32-be" if found[1] == b">" else "utf-32-le"
    text = data[start : start + 8 * limits.MIB]
    cells = (text[at : at + width].decode(codec, "replace").rstrip("\0") for at in range(0, len(text), width or 4))
    yield "", "\n".join(cells).encode("utf-8", "replace")


def _codes(data: bytes, start: int) -> Iterator[tuple[str, bytes]]:
    """Yield the text of an array of whole numbers, each of them the code of a character."""
    found = _WHOLE_NUMBERS.search(data, 8, min(start, 65536))
    if found is None:
        return
    width = int(found[2])
    raw = data[start : start + limits.MIB]
    first = width - 1 if found[1] == b">" else 0
    text = raw[first::width]
    if sum(raw) == sum(text) and printable(text):
        yield "", text


def base64_file(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what a file of base64, as its name says, stands for where that is no text: values a program wrote out."""
    raw = b"".join(data.split()).rstrip(b"=")
    found = unpadded(raw) if _BASE64.fullmatch(raw) else None
    if found and not printable(found):
        yield "", found


def property_list(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield a binary property list as lines of ``name = "value"``, and the packed data it holds."""
    waiting: list[tuple[str, object]] = [("", plistlib.loads(data, fmt=plistlib.FMT_BINARY))]
    seen: set[int] = set()
    lines: list[str] = []
    while waiting and len(seen) < _OBJECTS:
        name, value = waiting.pop()
        if isinstance(value, (dict, list)):
            if id(value) not in seen:  # the format lets containers share members
                seen.add(id(value))
                pairs = value.items() if isinstance(value, dict) else ((name, v) for v in value)
                waiting.extend((str(n), v) for n, v in pairs)
        elif isinstance(value, str) and '"' not in value and "\n" not in value:
            lines.append(f'{name} = "{value}"')
        elif isinstance(value, bytes) and is_container(value):
            yield "", value
    yield "", "\n".join(lines).encode("utf-8", "replace")


def avro(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the blocks of an Avro file, inflated where its head names that codec (Avro 1.11, object container files)."""
    at, packed = 4, False
    while (count := (found := signed(data, at))[0]) != 0:
        at = found[1]
        if count < 0:
            _, at = signed(data, at)
        for _ in range(min(abs(count), 1_000)):
            name, at = _bytes(data, at)
            value, at = _bytes(data, at)
            packed |= name == b"avro.codec" and value == b"deflate"
    at = found[1] + 16
    while packed and at < len(data):
        _, at = signed(data, at)
        block, at = _bytes(data, at)
        at += 16
        yield "", zlib.decompressobj(-zlib.MAX_WBITS).decompress(block, min(budget.bytes, 16 * limits.MIB))


def _bytes(data: bytes, at: int) -> tuple[bytes, int]:
    size, at = signed(data, at)
    if size < 0 or at + size > len(data):
        raise ValueError("cut short")
    return data[at : at + size], at + size


def cut_zip(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the members of a zip file without its directory, from the head of each (APPNOTE.TXT, 4.3.7)."""
    position = 0
    while (head := _LOCAL.search(data, position)) is not None:
        fields = head[0]
        method, size = int.from_bytes(fields[8:10], "little"), int.from_bytes(fields[18:22], "little")
        names, extra = (int.from_bytes(data[head.end() + n : head.end() + n + 2], "little") for n in (0, 2))
        start = head.end() + 4 + names + extra
        name = data[head.end() + 4 : head.end() + 4 + names].decode("utf-8", "replace")
        position = start + size
        if method == 0:
            yield name, data[start : start + size]
        elif method == 8:
            engine = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = engine.decompress(data[start : start + limits.FILE_BYTES], min(budget.bytes, 16 * limits.MIB))
            except zlib.error:
                continue
            yield name, content


def cpio(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the members of a cpio archive of the new format: heads of 110 characters, all parts padded to four bytes."""
    at = 0
    while (head := _CPIO.match(data, at)) is not None:
        size, names = int(head[1], 16), int(head[2], 16)
        start = at + 110 + names + (-(110 + names) % 4)
        name = data[at + 110 : at + 109 + names].decode("utf-8", "replace")
        if name == "TRAILER!!!" or start > len(data):
            return
        if size:
            yield name, data[start : start + size]
        at = start + size + (-size % 4)


def gif(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the comments of a GIF picture (GIF89a, 24), the blocks of each joined."""
    found = _COMMENT.search(data)
    while found is not None:
        at, parts = found.end(), list[bytes]()
        while at < len(data) and data[at]:
            parts.append(data[at + 1 : at + 1 + data[at]])
            at += 1 + data[at]
        if (text := b"".join(parts)) and text.isascii():
            yield "comment", text
        found = _COMMENT.search(data, at)


def swap(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the lines in a swap file of Vim: in each block the last line stands first, each ends with a zero byte."""
    size = int.from_bytes(data[12:16], "little")
    size = size if 512 <= size <= 65536 else 4096
    lines: list[bytes] = []
    for start in range(size, len(data), size):
        block = data[start : start + size]
        if block[:2] in (b"ad", b"da"):
            lines += reversed([line for line in block[12:].split(b"\0") if line])
    lines = lines or _RUN.findall(data, 12)
    yield "", b"\n".join(lines)
