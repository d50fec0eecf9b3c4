"""Lists of literals that a call or a template puts together: ``["sk", "_l…"].join("")``, ``List(…).mkString``, ``!Join``.

A provider's prefix may be cut in them, so the call leads to the value and not the prefix.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.view import View
from keyproof.patterns import regex

BEHIND_LOOK: Final = r"\]\.(?:join\([\"'`]{2}|joined\(\)|join[ ;\n)])|\)\.(?:mkString\b|joinToString\([\"'`]{2})"
BEFORE_LOOK: Final = r"(?:[\"']{2}\.join\(\s?[\[(]|implode\([\"']{2},\s?(?:\[|array\()|[sS]tring\.(?:join\([\"']{2},|Concat\()|table\.concat\(\{)\s{0,40}[\"']"
BLOCK_LOOK: Final = r"(?:!Join|Fn::Join:)[ \t]*\r?\n"
CELL_LOOK: Final = r"\"\"&\"\""
_LITERAL: Final = rb"""[bruf@]{0,2}(?:"[^"\n\\]{0,200}"|'[^'\n\\]{0,200}'|`[^`\n\\$]{0,200}`)"""
_LIST: Final = regex(_LITERAL + rb"(?:\s{0,4},\s{0,60}" + _LITERAL + rb"){1,60}")
_EACH: Final = regex(rb"""(["'`])([^"'`\n]{0,200})\1""")
_CELL: Final = regex(rb'"{2}([^"\n]{1,200})"{2}(?:\s{0,2}&\s{0,2}"{2}([^"\n]{1,200})"{2}){1,40}')
_QUOTED: Final = regex(rb'"{2}([^"\n&]{1,200})"{2}')
_ITEM: Final = regex(
    rb"""([ \t]{1,40})-[ \t]*(?:(["'])([^"'\n]{0,300})\2|([^\s"'!&*{}\[\]#:][^\s#]{0,300}))?[ \t]*\r?\n?"""
)
_BACK: Final = 1_600
_AHEAD: Final = 1_200
REACH: Final = 1_700
_LEAST: Final = 16
"""Characters of a value that is worth to be looked at."""


def behind_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the text of the list that is put together by the call before *end*."""
    low = max(0, end - _BACK)
    opened = max(text.rfind(sign, low, end) for sign in (b"].", b")."))
    if text[low:opened].rstrip(b" \t\r\n,")[-1:] not in (b'"', b"'", b"`"):
        return
    last = next(iter([*_LIST.finditer(text, low, end)][-1:]), None)
    if last is not None and not text[last.end() : end].split(b".")[0].strip(b" \t\r\n,])"):
        yield from _joined(last[0], *last.span())


def before_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the text of the list that begins with the quote before *end*, which a call puts together."""
    found = _LIST.match(text, end - 1, min(len(text), end + _AHEAD))
    if found is not None:
        yield from _joined(found[0], *found.span())


def cells_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what the formula of a cell puts together, in a table whose quotes are doubled (``""a""&""b""``)."""
    for found in _CELL.finditer(text, max(0, text.rfind(b"\n", 0, end), end - 600), min(len(text), end + _AHEAD)):
        if found.end() >= end:
            value = b"".join(_QUOTED.findall(found[0]))
            if len(value) >= _LEAST:
                yield View(value, *found.span(), "concatenation", is_text=False)
            return


def block_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what a block of CloudFormation (``!Join``) puts together without a sign, item by item."""
    items: list[bytes] = []
    at = first = text.rfind(b"\n", 0, end) + 1
    while at - first < _AHEAD and (item := _ITEM.match(text, at)) is not None:
        if item[3] is not None or item[4] is not None:
            items.append(item[3] if item[3] is not None else item[4])
        at = max(item.end(), at + 1)
    if len(items) > 2 and not items[0] and len(value := b"".join(items)) >= _LEAST:
        yield View(value, first, at, "concatenation", is_text=False)


def _joined(raw: bytes, start: int, end: int) -> Iterator[View]:
    value = b"".join(piece[2] for piece in _EACH.finditer(raw))
    if len(value) >= _LEAST and not value.isspace():
        yield View(value, start, end, "concatenation", is_text=False)


LOOKS: Final = (
    (behind_at, False, BEHIND_LOOK),
    (before_at, False, BEFORE_LOOK),
    (cells_at, False, CELL_LOOK),
    (block_at, False, BLOCK_LOOK),
)
"""As the table of `gates`."""
