"""Compressed parts of documents, pictures and git packs, found by their own marks and without a reader of the format."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.view import Budget
from keyproof.patterns import regex

_ASCII: Final = 8 * limits.MIB
_STREAM: Final = regex(rb"stream\r?\n")
_SHOWN: Final = regex(
    rb"\[((?:[^\[\]\\]|\\.){1,8000})\]\s{0,4}TJ|\(((?:[^()\\]|\\.){0,4000})\)\s{0,4}(?:Tj|'|\")|<([0-9A-Fa-f\s]{2,8000})>\s{0,4}(?:Tj|'|\")"
)
_PIECE: Final = regex(rb"\(((?:[^()\\]|\\.){0,2000})\)|<([0-9A-Fa-f\s]{2,4000})>")
_ESCAPE: Final = regex(rb"\\([0-7]{1,3}|.)", re.S)


def pdf(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield each stream of a PDF file (ISO 32000-1, 7.3.8) that inflates, and the text its pages show."""
    position = 0
    while (mark := _STREAM.search(data, position)) is not None and budget.views > 0:
        stop = data.find(b"endstream", mark.end())
        stop = len(data) if stop < 0 else stop
        head = data[max(0, mark.start() - 400) : mark.start()].rpartition(b"obj")[2]
        content = _filtered(data[mark.end() : stop], head, budget)
        if content:
            yield "", content
        shown = _text_shown(content or data[mark.end() : stop])
        if shown:
            yield "", shown
        position = stop + 9


def _filtered(raw: bytes, head: bytes, budget: Budget) -> bytes:
    """Return *raw* after the filters that the dictionary *head* names; ``b""`` where there is none."""
    try:
        if b"ASCII85Decode" in head or b"/A85" in head:
            raw = base64.a85decode(raw.strip().removeprefix(b"<~").removesuffix(b"~>")) if len(raw) < _ASCII else b""
        elif b"ASCIIHexDecode" in head:
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", raw)
            raw = bytes.fromhex(digits[: len(digits) & ~1].decode())
        elif b"FlateDecode" not in head and b"/Fl" not in head and raw[:1] != b"x":
            return b""
    except ValueError:
        return b""
    return _inflated(raw, budget) if raw[:1] in (b"x", b"H", b"h") else raw


def _text_shown(content: bytes) -> bytes:
    """Return the strings that a page's content shows, the pieces of each ``TJ`` joined."""
    if b"T" not in content or not (b"(" in content or b"<" in content):
        return b""
    lines = []
    for found in _SHOWN.finditer(content, 0, 4 * limits.MIB):
        if found[1] is None:
            lines.append(_string(found[2]) if found[2] is not None else _hex(found[3]))
            continue
        lines.append(b"".join(_string(p[1]) if p[1] is not None else _hex(p[2]) for p in _PIECE.finditer(found[1])))
    return b"\n".join(lines)


def _string(raw: bytes) -> bytes:
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 8) & 255]) if m[1][:1].isdigit() and m[1] < b"8" else m[1], raw)


def _hex(raw: bytes) -> bytes:
    digits = b"".join(raw.split())
    return bytes.fromhex(digits[: len(digits) & ~1].decode()).replace(b"\0", b"")


def _inflated(raw: bytes, budget: Budget) -> bytes:
    most = min(budget.bytes, max(limits.MIB, len(raw) * limits.MEMBER_RATIO))
    try:
        return zlib.decompressobj().decompress(raw, most)
    except zlib.error:
        return b""


def png(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the text of a PNG picture: its ``tEXt``, ``zTXt`` and ``iTXt`` chunks (PNG, 11.3.3).

    Plain text too: the checksum that follows it may read as more of the value.
    """
    at = 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"tEXt":
            name, _, rest = body.partition(b"\0")
            yield _keyword(name), name + b" = " + rest[: limits.DECODED_BYTES]
        elif kind == b"zTXt":
            name, _, rest = body.partition(b"\0")
            yield _keyword(name), name + b" = " + _inflated(rest[1:], budget)
        elif kind == b"iTXt":
            name, _, rest = body.partition(b"\0")
            if rest[:1] == b"\1":
                yield _keyword(name), name + b" = " + _inflated(rest[2:].split(b"\0", 2)[-1], budget)


def _keyword(name: bytes) -> str:
    """Return the keyword of a chunk, without what has no place in a path."""
    return re.sub(r"[^\w .:-]", "", name[:79].decode("latin-1"))


def git_pack(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the objects of a git pack, alone or in a bundle (gitformat-pack); of a delta its instructions."""
    at = data.find(b"PACK")
    if at < 0:
        return
    count = int.from_bytes(data[at + 8 : at + 12], "big")
    at += 12
    for _ in range(min(count, limits.MEMBERS)):
        kind = data[at] >> 4 & 7
        at = _after_number(data, at)
        if kind == 6:
            at = _after_number(data, at)
        elif kind == 7:
            at += 20
        content, at = _object(data, at, min(budget.bytes, limits.FILE_BYTES))
        if at < 0:
            return
        yield "", content


def _object(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    """Return the object deflated at *at* and where it ends; -1 where it is broken or longer than *most*."""
    engine = zlib.decompressobj()
    parts, size = [], 0
    while not engine.eof and at < len(data) and size < most:
        piece = engine.unconsumed_tail or data[at : at + 16_384]
        at += 0 if engine.unconsumed_tail else len(piece)
        part = engine.decompress(piece, most - size)
        parts.append(part)
        size += len(part)
    return b"".join(parts), at - len(engine.unused_data) if engine.eof else -1


def _after_number(data: bytes, at: int) -> int:
    while data[at] & 0x80:
        at += 1
    return at + 1
