"""Serialized values: pickle, CBOR, MessagePack, BSON, Java's and Redis' dumps; each becomes text in which names are read.

What a format can call (pickle's functions, Java's classes) is left alone: strings and their order are read, nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from keyproof import limits
from keyproof.detect.decode.view import Budget, printable
from keyproof.detect.names import kind_of

_OPERATIONS: Final = 300_000
_ITEMS: Final = 200_000
_TRIES: Final = 300_000
"""Places in one file at which a string may begin that are looked at."""

_DEPTH: Final = 40
_PAIR: Final = 2
"""Items of a list that is a name and its value."""

_LONGEST: Final = 4_000
_MOST: Final = 16 * limits.MIB
_READ: Final = 32 * limits.MIB


def pickled(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the strings of a pickle, those that follow one another as a name and its value; nothing is called."""
    import pickletools  # large, and few files are pickles

    strings: list[str] = []
    memo: dict[int, str] = {}
    last = ""
    try:
        for count, (operation, argument, _) in enumerate(pickletools.genops(data)):
            name = operation.name
            if count > _OPERATIONS:
                budget.cut = budget.cut or "operations of a pickle"
                break
            if isinstance(argument, bytes):
                argument = argument.decode("utf-8", "replace") if printable(argument) else ""
            if name == "MEMOIZE":
                memo[len(memo)] = last
            elif "PUT" in name and isinstance(argument, int):
                memo[argument] = last
            elif "GET" in name and isinstance(argument, int):
                strings.append(memo.get(argument, ""))
            elif name in ("GLOBAL", "INST", "PERSID"):
                last = ""
            elif isinstance(argument, str):
                last = argument if len(argument) <= _LONGEST else ""
                strings.append(last)
            else:
                last = ""
    except ValueError:
        pass
    yield "", _paired(strings)


def java(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the strings of Java's serialization (Java Object Serialization, 6.4.2), each after ``t`` and its length."""
    strings: list[str] = []
    at, tries = data.find(b"t", 4), _TRIES
    while 0 <= at < len(data) - 3 and (tries := tries - 1):
        size = int.from_bytes(data[at + 1 : at + 3], "big")
        body = data[at + 3 : at + 3 + size]
        if 0 < size <= _LONGEST and len(body) == size and printable(body):
            strings.append(body.decode("utf-8", "replace"))
            at += size + 2
        at = data.find(b"t", at + 1)
    yield "", _paired(strings)


def redis(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the keys of a Redis dump that have a string as their value: a zero byte, then both with their lengths."""
    strings: list[str] = []
    at, tries = data.find(b"\0", 9), _TRIES
    while at >= 0 and (tries := tries - 1):
        name, after = _redis_string(data, at + 1)
        value, end = _redis_string(data, after) if name else (b"", 0)
        if name and value:
            strings += (name.decode("utf-8", "replace"), value.decode("utf-8", "replace"))
            at = end - 1
        at = data.find(b"\0", at + 1)
    yield "", _paired(strings)


def _redis_string(data: bytes, at: int) -> tuple[bytes, int]:
    if at + 2 > len(data):
        return b"", at
    size, start = data[at], at + 1
    if size & 0xC0 == 0x40:
        size, start = (size & 0x3F) << 8 | data[at + 1], at + 2
    body = data[start : start + size]
    return (body, start + size) if 0 < size <= _LONGEST and len(body) == size and printable(body) else (b"", at)


def _paired(strings: Iterable[str]) -> bytes:
    """Return *strings* as lines, and each with the one before it as its name."""
    lines: list[str] = []
    before, size = "", 0
    for one in strings:
        if not one or "\n" in one:
            before = ""
            continue
        plain = '"' not in one and "\\" not in one
        name = before if plain and before.replace("_", "").replace("-", "").replace(".", "").isalnum() else ""
        lines.append(f'{name} = "{one}"' if name and len(name) <= 80 else one)
        size += len(lines[-1])
        if size > _MOST:
            break
        before = one
    return "\n".join(lines).encode("utf-8", "replace")


def bson(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the documents of a BSON file (bsonspec.org, 1.1) as JSON; ``mongodump`` puts them behind one another."""
    found: list[object] = []
    at = 0
    left = [_ITEMS]
    while at + 5 <= min(len(data), _READ) and left[0] > 0:
        size = int.from_bytes(data[at : at + 4], "little")
        if size < 5 or at + size > len(data) or data[at + size - 1]:
            break
        found.append(_document(data, at + 4, at + size - 1, left, 0))
        at += size
    if left[0] <= 0:
        budget.cut = budget.cut or "values of a document"
    yield "", _as_json(found)


_FIXED: Final = {
    0x01: 8,
    0x07: 12,
    0x08: 1,
    0x09: 8,
    0x0A: 0,
    0x06: 0,
    0x10: 4,
    0x11: 8,
    0x12: 8,
    0x13: 16,
    0xFF: 0,
    0x7F: 0,
}


def _document(data: bytes, at: int, end: int, left: list[int], depth: int) -> dict[str, object]:
    out: dict[str, object] = {}
    while at < end and left[0] > 0:
        left[0] -= 1
        kind = data[at]
        stop = data.index(b"\0", at + 1, end + 1)
        name = data[at + 1 : stop].decode("utf-8", "replace")
        at = stop + 1
        if kind in _FIXED:
            at += _FIXED[kind]
            continue
        if kind == 0x0B:
            at = data.index(b"\0", data.index(b"\0", at) + 1) + 1
            continue
        size = int.from_bytes(data[at : at + 4], "little")
        if kind in (0x03, 0x04) and depth < _DEPTH and 5 <= size <= end - at:
            inner = _document(data, at + 4, at + size - 1, left, depth + 1)
            out[name] = list(inner.values()) if kind == 0x04 else inner
            at += size
        elif kind in (0x02, 0x0D, 0x0E) and 0 < size <= end - at - 4:
            out[name] = data[at + 4 : at + 3 + size].decode("utf-8", "replace")
            at += 4 + size
        elif kind == 0x05 and 0 <= size <= end - at - 5:
            out[name] = data[at + 5 : at + 5 + size]
            at += 5 + size
        else:
            break
    return out


def packed(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield MessagePack or CBOR (RFC 8949), whichever *data* is as a whole, as JSON."""
    if len(data) > _READ:
        return
    try:
        value: object = msgspec.msgpack.decode(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, (dict, list)):
        left = [_ITEMS]
        value, at = _cbor(data, 0, left, 0)  # a mark of its own is a tag to it
        if at != len(data):
            return
    if isinstance(value, (dict, list)):
        yield "", _as_json(value)


def _cbor(data: bytes, at: int, left: list[int], depth: int) -> tuple[object, int]:
    """Return the CBOR item at *at* and where it ends; raises ValueError or IndexError where there is none."""
    left[0] -= 1
    if left[0] < 0 or depth > _DEPTH:
        raise ValueError("too much of it")
    kind, size = data[at] >> 5, data[at] & 31
    at += 1
    if 24 <= size <= 27:
        wide = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + wide], "big"), at + wide
    elif size == 31 and kind in (2, 3, 4, 5):
        return _unended(data, at, kind, left, depth)
    elif size > 27:
        raise ValueError("no size")
    if kind in (2, 3):
        if at + size > len(data):
            raise ValueError("cut short")
        body = data[at : at + size]
        return (body if kind == 2 else body.decode()), at + size
    if kind == 4:
        items: list[object] = []
        for _ in range(size):
            item, at = _cbor(data, at, left, depth + 1)
            items.append(item)
        return items, at
    if kind == 5:
        pairs: dict[str, object] = {}
        for _ in range(size):
            key, at = _cbor(data, at, left, depth + 1)
            pairs[str(key)], at = _cbor(data, at, left, depth + 1)
        return pairs, at
    if kind == 6:
        return _cbor(data, at, left, depth + 1)
    return (size if kind < 2 else None), at


def _unended(data: bytes, at: int, kind: int, left: list[int], depth: int) -> tuple[object, int]:
    """Return the item of no stated length whose parts begin at *at*, up to the byte that ends it."""
    items: list[object] = []
    while data[at] != 0xFF:
        item, at = _cbor(data, at, left, depth + 1)
        items.append(item)
    if kind == 3:
        return "".join(str(item) for item in items), at + 1
    if kind == 5:
        return {str(key): value for key, value in zip(items[::2], items[1::2], strict=False)}, at + 1
    return items, at + 1


def _as_json(value: object) -> bytes:
    made = json.dumps(_plain(value, 0), ensure_ascii=False, indent=1)
    return made.encode("utf-8", "replace")[:_MOST]


def _plain(value: object, depth: int) -> object:
    """Return *value* as JSON can hold it: bytes as text where they are that."""
    if depth > _DEPTH:
        return None
    if isinstance(value, dict):
        return {str(_plain(k, depth + 1)): _plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        plain = [_plain(v, depth + 1) for v in value]
        if len(plain) == _PAIR and isinstance(plain[0], str) and kind_of(plain[0]) and isinstance(plain[1], str):
            return {plain[0]: plain[1]}
        return plain
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace") if printable(value) else None
    return value if isinstance(value, (str, int, float, bool)) else None
