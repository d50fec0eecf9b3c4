"""Compiled Java classes (Java Virtual Machine Specification, 4): the strings that fields and calls are given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.view import Budget, printable
from keyproof.patterns import regex

_SIZES: Final = {
    3: 4,
    4: 4,
    5: 8,
    6: 8,
    7: 2,
    8: 2,
    9: 4,
    10: 4,
    11: 4,
    12: 4,
    15: 3,
    16: 2,
    17: 4,
    18: 4,
    19: 2,
    20: 2,
}
"""Bytes of the entries of the constant pool behind their tags (table 4.4-A)."""

_LOADED: Final = rb"(?:\x12(.)|\x13(..))"
_PUT: Final = regex(_LOADED + rb"[\xb3\xb5](..)", re.S)
"""A string loaded and put into a field: ``ldc``, ``ldc_w``, then ``putstatic`` or ``putfield``."""

_TWO: Final = regex(_LOADED + _LOADED, re.S)
"""Two strings loaded one after another: the arguments of a call that sets one to the other."""

_LINES: Final = 50_000


class _Pool:
    """The constant pool of a class: its texts, and what refers to them, by number."""

    def __init__(self, data: bytes) -> None:
        count = int.from_bytes(data[8:10], "big")
        self.texts: dict[int, bytes] = {}
        self.refers: dict[int, tuple[int, bytes]] = {}
        at, number = 10, 1
        while number < count:
            tag = data[at]
            if tag == 1:
                size = int.from_bytes(data[at + 1 : at + 3], "big")
                self.texts[number] = data[at + 3 : at + 3 + size]
                at += 3 + size
            else:
                self.refers[number] = tag, data[at + 1 : at + 1 + _SIZES[tag]]
                at += 1 + _SIZES[tag]
            number += 2 if tag in (5, 6) else 1
        self.end = at

    def string(self, number: int) -> bytes:
        """Return the string constant *number*, ``b""`` where it is none."""
        tag, body = self.refers.get(number, (0, b""))
        return self.texts.get(int.from_bytes(body, "big"), b"") if tag == 8 else b""

    def field(self, number: int) -> bytes:
        """Return the name of the field that the reference *number* is of."""
        tag, body = self.refers.get(number, (0, b""))
        other, pair = self.refers.get(int.from_bytes(body[2:4], "big"), (0, b"")) if tag == 9 else (0, b"")
        return self.texts.get(int.from_bytes(pair[:2], "big"), b"") if other == 12 else b""


def java_class(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield ``name = "value"`` of each field and call that is given a string constant; raises KeyError on broken files."""
    pool = _Pool(data)
    lines = dict.fromkeys([*_constants(data, pool), *_given(data, pool)])
    if lines:
        yield "", b"\n".join(lines)


def _constants(data: bytes, pool: _Pool) -> Iterator[bytes]:
    """Yield a line for each field with a ``ConstantValue`` (4.7.2)."""
    at = pool.end + 6
    at += 2 + 2 * int.from_bytes(data[at : at + 2], "big")
    count, at = int.from_bytes(data[at : at + 2], "big"), at + 2
    for _ in range(count):
        name = pool.texts.get(int.from_bytes(data[at + 2 : at + 4], "big"), b"")
        attributes, at = int.from_bytes(data[at + 6 : at + 8], "big"), at + 8
        for _ in range(attributes):
            kind = pool.texts.get(int.from_bytes(data[at : at + 2], "big"), b"")
            size = int.from_bytes(data[at + 2 : at + 6], "big")
            if kind == b"ConstantValue":
                yield from _line(name, pool.string(int.from_bytes(data[at + 6 : at + 8], "big")))
            at += 6 + size
            if at > len(data):
                return


def _given(data: bytes, pool: _Pool) -> Iterator[bytes]:
    for count, found in enumerate(_PUT.finditer(data, pool.end)):
        if count > _LINES:
            return
        yield from _line(pool.field(_number(found[3])), pool.string(_number(found[1] or found[2])))
    for count, found in enumerate(_TWO.finditer(data, pool.end)):
        if count > _LINES:
            return
        name, value = (pool.string(_number(found[n] or found[n + 1])) for n in (1, 3))
        yield from _line(name, value)


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def _line(name: bytes, value: bytes) -> Iterator[bytes]:
    simple = name.replace(b"_", b"").replace(b"-", b"").replace(b".", b"").replace(b"$", b"").isalnum()
    if (
        simple
        and len(name) <= 80
        and 3 <= len(value) <= 4_000
        and printable(value)
        and not re.search(rb'["\\\n]', value)
    ):
        yield name + b' = "' + value + b'"'
