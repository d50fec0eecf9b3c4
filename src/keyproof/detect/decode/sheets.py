"""Spreadsheets (ECMA-376, SpreadsheetML): what stands below or beside a credential name, as ``name = "value"``."""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import islice
from typing import Final

from keyproof.detect.decode.ties import of_nobody, tells
from keyproof.patterns import regex

SHARED: Final = "xl/sharedStrings.xml"
_SHEET: Final = regex(r"xl/worksheets/[^/]{1,80}\.xml\Z")
_ITEM: Final = regex(r"<si>(.{0,70000}?)</si>", 16)
_TEXT: Final = regex(r"<t(?:\s[^<>]{0,80})?>([^<]{0,33000})</t>")
_ROW: Final = regex(r"<row\b[^<>]{0,400}>(.{0,400000}?)</row>", 16)
_CELL: Final = regex(r"<c\b([^<>]{0,200}?)(?:/>|>(.{0,40000}?)</c>)", 16)
_FORMULA: Final = regex(r"<f(?:\s[^<>]{0,80})?>([^<>]{4,2000})</f>")
_LITERALS: Final = regex(r'"[^"]{0,400}"(?:\s?&\s?"[^"]{0,400}"){1,60}')
_LITERAL: Final = regex(r'"([^"]{0,400})"')
_PLACE: Final = regex(r'\br="([A-Z]{1,3})')
_VALUE: Final = regex(r"<v>([^<]{1,33000})</v>")
_MOST: Final = 8_000_000
"""Characters of one part that are read."""

_ROWS: Final = 5_000
_SHORTEST: Final = 8
_VALUED: Final = regex(r"""(?=[^\s]{0,80}\d)[^\s"'\\]{8,400}""")
_STRINGS: Final = 100_000


def is_sheet(name: str) -> bool:
    """Whether the member *name* of a package is a sheet."""
    return _SHEET.match(name) is not None


def strings(part: bytes) -> list[str]:
    """Return the texts that the cells refer to by number, the runs of each joined."""
    text = part.decode("utf-8", "replace")[:_MOST]
    found = []
    for item in _ITEM.finditer(text):
        found.append(html.unescape("".join(_TEXT.findall(item[1]))))
        if len(found) >= _STRINGS:
            break
    return found


def named(part: bytes, shared: list[str]) -> bytes:
    """Return the values of the sheet *part* that a credential name in the first row or to the left stands for."""
    lines: list[str] = []
    heads: dict[str, str] = {}
    for count, row in enumerate(_ROW.finditer(part.decode("utf-8", "replace")[:_MOST])):
        if count > _ROWS:
            break
        cells = list(_cells(row[1], shared))
        if not heads:
            heads = {column: text for column, text in cells if tells(text)} or {"": ""}
            lines += _beside(cells)
            continue
        if of_nobody(" ".join(text for _, text in cells)):
            continue
        left = ""
        for column, text in cells:
            name = heads.get(column) or (left if tells(left) else "")
            quote = '"' if '"' not in text else "'"
            if name and len(text) >= 6 and quote not in text and "\\" not in text and "\n" not in text:
                lines.append(f"{name.strip().replace(' ', '_')} = {quote}{text}{quote}")
            left = text
    lines += _formulas(part)
    return "\n".join(lines).encode("utf-8", "replace")


def _formulas(part: bytes) -> Iterator[str]:
    """Yield the texts that formulas put together from literals alone: ``"a"&"b"``."""
    for found in islice(_FORMULA.finditer(part.decode("utf-8", "replace")[:_MOST]), _ROWS):
        text = html.unescape(found[1])
        if _LITERALS.fullmatch(text):
            yield "".join(_LITERAL.findall(text))


def _beside(cells: list[tuple[str, str]]) -> Iterator[str]:
    """Yield what stands beside a credential name in the first row, where that is no head of a column but a value."""
    for (_, name), (_, text) in zip(cells, cells[1:], strict=False):
        if tells(name) and not tells(text) and len(text) >= _SHORTEST and _VALUED.fullmatch(text):
            yield f'{name.strip().replace(" ", "_")} = "{text}"'


def _cells(row: str, shared: list[str]) -> Iterator[tuple[str, str]]:
    for cell in _CELL.finditer(row):
        head, body = cell[1], cell[2] or ""
        if "<f" in body:  # a formula's outcome is nobody's password
            continue
        place, value = _PLACE.search(head), _VALUE.search(body)
        if 't="s"' in head and value is not None:
            number = int(value[1]) if value[1].isascii() and value[1].isdigit() and len(value[1]) < 8 else _STRINGS
            text = shared[number] if number < len(shared) else ""
        elif "<is>" in body:
            text = html.unescape("".join(_TEXT.findall(body)))
        else:
            text = html.unescape(value[1]) if value is not None else ""
        if place is not None and text:
            yield place[1], text.strip()
