"""Files within files, told by their first bytes and not by their names: archives, packages, compressed data."""

from __future__ import annotations

import bz2
import hashlib
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import msgspec

from keyproof import limits
from keyproof.detect.decode import (
    blocks,
    bundles,
    bytecode,
    captures,
    documents,
    lz4,
    newer,
    office,
    programs,
    python_code,
    records,
    richtext,
    sevenzip,
    sheets,
    sources,
    stored,
    tables,
)
from keyproof.detect.decode.magic import kind_of, kind_of_name
from keyproof.detect.decode.view import Budget


@cache
def _bad() -> tuple[type[Exception], ...]:
    """Return what readers of archives raise on broken ones; asked for then, as most of these modules are never read."""
    return (
        OSError, EOFError, ValueError, KeyError, IndexError, RuntimeError, NotImplementedError, OverflowError, MemoryError,
        zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError,
    )  # fmt: skip


_PIECE: Final = 1024 * 1024


class Member(msgspec.Struct, frozen=True):
    """One file within another."""

    data: bytes
    name: str = ""
    """Path within the container; empty where it has none, as in a compressed file."""
    how: str = ""
    """The encoding it was under, for a member without a name of its own: ``gzip``."""


def mark_of(member: Member, path: str, depth: int) -> bytes:
    """Return what tells *member*, of a container at *path* and *depth*, from any other."""
    made = hashlib.blake2b(f"{depth}\0{path}\0{member.name}\0{member.how}\0".encode("utf-8", "replace"), digest_size=16)
    made.update(member.data)
    return made.digest()


def members(data: bytes, budget: Budget, path: str = "") -> Iterator[Member]:
    """Yield what the container *data* holds, as far as *budget* reaches; nothing where *data* is none or is broken.

    *path* tells those that no first bytes tell.
    """
    how = kind_of(data) or kind_of_name(path)
    if not how:
        return
    try:
        for name, content in _OPENERS[how](data, budget):
            budget.members -= 1
            if budget.members < 0:
                budget.cut = budget.cut or "members of archives"
                return
            if not budget.take(len(content)):
                return
            yield Member(content, name, "" if name else how)
    except _bad():
        return


_Open = Callable[[bytes, Budget], Iterator[tuple[str, bytes]]]


def bounded(unpack: Callable[[bytes, int], tuple[bytes, bool]], data: bytes, budget: Budget) -> bytes:
    """Return *data* unpacked by *unpack* (of input and most bytes), no more than the budget and the ratio allow."""
    most = min(budget.bytes, max(_PIECE, len(data) * limits.MEMBER_RATIO))
    out, cut = unpack(data, most)
    if cut:
        budget.cut = budget.cut or "bytes once decoded"
    return out


def inflate(data: bytes, most: int, window: int = zlib.MAX_WBITS) -> tuple[bytes, bool]:
    """Return *data* inflated, at most *most* bytes, and whether there was more; what is whole of broken data is kept."""
    engine = zlib.decompressobj(window)
    parts, size, rest = [], 0, data
    try:
        while size < most and rest and not engine.eof:
            part = engine.decompress(rest, min(_PIECE, most - size))
            parts.append(part)
            size += len(part)
            rest = engine.unconsumed_tail
    except zlib.error:
        pass
    return b"".join(parts), not engine.eof and size >= most


def _gzip(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    yield "", bounded(lambda d, most: inflate(d, most, 31), data, budget)


def _zlib(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    if int.from_bytes(data[:2], "big") % 31 == 0 and (out := bounded(inflate, data, budget)):
        yield "", out
        yield from stored.further(data, budget)


def _bz2(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    yield "", bounded(lambda d, most: _stepped(bz2.BZ2Decompressor(), d, most), data, budget)


def _xz(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    yield "", bounded(lambda d, most: _stepped(lzma.LZMADecompressor(memlimit=256 * limits.MIB), d, most), data, budget)


def _stepped(engine: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes, most: int) -> tuple[bytes, bool]:
    parts, size, rest = [], 0, data
    try:
        while size < most and not engine.eof:
            part = engine.decompress(rest, min(_PIECE, most - size))
            rest = b""
            if not part and engine.needs_input:
                break
            parts.append(part)
            size += len(part)
    except (OSError, EOFError, ValueError, lzma.LZMAError):
        pass
    return b"".join(parts), not engine.eof and size >= most


def _zip(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        yield from stored.cut_zip(data, budget)
        return
    with archive:
        entries = archive.infolist()
        listed = [e.filename for e in entries[: limits.MEMBERS]]
        listed += [e.comment.decode("utf-8", "replace") for e in entries[: limits.MEMBERS] if e.comment]
        yield "", "\n".join(listed).encode("utf-8", "replace")
        texts: list[str] = []
        for entry in sorted(entries, key=lambda e: e.filename != sheets.SHARED):
            if entry.is_dir() or entry.flag_bits & 1 or entry.file_size == 0:
                continue
            most = min(budget.bytes, max(_PIECE, entry.compress_size * limits.MEMBER_RATIO), limits.FILE_BYTES)
            try:
                with archive.open(entry) as file:
                    content = file.read(most + 1)
            except _bad():
                continue
            if len(content) > most:
                budget.cut = budget.cut or "bytes once decoded"
                content = content[:most]
            yield entry.filename, content
            if entry.filename == sheets.SHARED:
                texts = sheets.strings(content)
            elif office.is_page(entry.filename):
                yield entry.filename, office.shown(content)
            elif sheets.is_sheet(entry.filename):
                yield entry.filename, sheets.named(content, texts)


def _tar(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for entry in archive:
            if entry.issym() or entry.islnk():
                yield entry.name, entry.linkname.encode("utf-8", "surrogateescape")
            file = archive.extractfile(entry) if entry.isfile() else None
            if file is not None:
                yield entry.name, file.read(limits.FILE_BYTES)


def _ar(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at + 60 <= len(data):
        size = int(data[at + 48 : at + 58])
        if size < 0:
            return
        yield data[at : at + 16].decode("ascii", "replace").strip(" /"), data[at + 60 : at + 60 + size]
        at += 60 + size + size % 2


_OPENERS: Final[dict[str, _Open]] = {
    "zip": _zip, "gzip": _gzip, "bzip2": _bz2, "xz": _xz, "lzma": _xz, "zstd": newer.zstandard, "brotli": newer.brotli, "zlib": _zlib, "ar": _ar, "tar": _tar,
    "cpio": stored.cpio, "GIF": stored.gif, "Vim swap file": stored.swap,
    "PDF": documents.pdf, "PNG": documents.png, "git bundle": documents.git_pack, "git pack": documents.git_pack,
    "SQLite": tables.sqlite, "compress": stored.compress, "lzip": stored.lzip, "UF2": stored.uf2, "NumPy": stored.numpy,
    "property list": stored.property_list, "Avro": stored.avro, "pickle": records.pickled, "Java objects": records.java,
    "Java class": bytecode.java_class, "Python code": python_code.python_code, "Redis dump": records.redis, "BSON": records.bson, "packed values": records.packed,
    "7z": sevenzip.archive, "WebAssembly": programs.wasm, "Parquet": blocks.parquet, "Snappy": blocks.snappy, "LevelDB": blocks.leveldb, "base64": stored.base64_file,
    "LZ4": lz4.frames, "asar": bundles.asar, "RTF": richtext.rtf,
    "calendar": sources.calendar, "source map": sources.source_map, "asciinema": sources.recording, "pcap": captures.pcap, "pcapng": captures.pcapng,
}  # fmt: skip
