"""SQL ``INSERT``: the name of a column binds what stands in its place in a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.forms import Binding
from keyproof.detect.names import kind_of
from keyproof.patterns import regex

_INSERT: Final = regex(
    r"""(?i)\binsert\s{1,4}(?:or\s{1,4}\w{1,10}\s{1,4}|ignore\s{1,4})?into\s{1,4}[\w.\"`\[\]]{1,80}\s{0,4}\((?P<columns>[^()\n]{1,800})\)\s{0,20}values?\s{0,20}"""
)
_ROW: Final = regex(
    r"""\s{0,20},?\s{0,20}\((?P<cells>(?:'(?:[^'\\\n]|''|\\.){0,1000}+'|[^'()\n]|\([^'()\n]{0,80}\)){1,2000}+)\)"""
)
_CELL: Final = regex(r"""\s{0,8}(?:[NE]?'(?P<v>(?:[^'\\\n]|''|\\.){0,1000}+)'|[^',]{0,200})[^,\n']{0,40}(?:,|\Z)""")
_DIGEST: Final = regex(r"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})\Z")
_MOST_ROWS: Final = 64


def bindings(text: str, since: int, until: int) -> Iterator[Binding]:
    """Yield the quoted values below credential names in the inserts that begin in *text* from *since* to *until*."""
    if "into" not in text and "INTO" not in text:
        return
    for found in _INSERT.finditer(text, since):
        if found.start() >= until:
            return
        names = [part.strip(' \t"`[]') for part in found["columns"].split(",")]
        kinds = [kind_of(name) for name in names]
        at = found.end()
        for _ in range(_MOST_ROWS if any(kinds) else 0):
            row = _ROW.match(text, at)
            if row is None:
                break
            at = row.end()
            for name, kind, (start, end) in zip(names, kinds, _cells(text, *row.span("cells")), strict=False):
                value = text[start:end]
                if kind is not None and len(value) >= 3 and not (kind.word == "password" and _DIGEST.match(value)):
                    yield Binding(name, kind, start, end, value, "literal")


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the quoted text of each cell of a row stands, an empty stretch for any other cell."""
    while start < end and (cell := _CELL.match(text, start, end)) is not None:
        yield cell.span("v") if cell["v"] is not None else (start, start)
        if cell.end() == start:
            return
        start = cell.end()
