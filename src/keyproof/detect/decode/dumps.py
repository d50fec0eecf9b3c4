"""Rows of a database in SQL, over several lines or without their columns: ``INSERT`` of seeds and dumps, ``COPY``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.ties import WORDS, lines_of
from keyproof.detect.decode.view import View
from keyproof.detect.names import kind_of
from keyproof.patterns import regex

REACH: Final = 256 * 1024
"""Bytes of rows that are read after the first."""

_BACK, _TABLES = 64 * 1024, 64
"""Bytes before a statement in which its table is looked for, and tables that are looked at."""

_NAMED: Final = rf"(?:{WORDS}|_key)"
INSERT_LOOK: Final = rf"(?:insert|ignore|replace) into [^\s()]+ ?\([^()]*{_NAMED}[^()]*\)\s*values?\s*\("
DUMP_LOOK: Final = r"insert into [^\s()]+ values ?\("
COPY_LOOK: Final = rf"copy [^\s()]+ \([^()]*{_NAMED}[^()]*\) from stdin"

_INTO: Final = regex(
    rb"(?i)\binto\s{1,4}(?P<t>[^\s()]{1,120})\s?(?:\((?P<c>[^()]{1,4000})\))?\s{0,40}values?\s{0,40}\("
)
_CELL: Final = regex(
    rb"""(?s)\s{0,80}(?:[NE]?'(?P<v>(?:[^'\\]|''|\\.){0,1000}+)'|[^,()']{0,200}(?:\([^()]{0,200}\))?[^,()']{0,40})\s{0,80}(?P<e>,|\))"""
)
_NEXT_ROW: Final = regex(rb"\s{0,40},\s{0,40}\(")
_COPY: Final = regex(rb"(?i)\bcopy\s[^\s()]{1,120}\s\((?P<c>[^()]{1,4000})\)\sfrom\sstdin[^\n]{0,200}\n")
_TABLE: Final = rb"(?i)create[ ]table\s{1,4}(?:if\s{1,4}not\s{1,4}exists\s{1,4})?(?:[\w`\"\[\]]{1,80}\.)?[`\"\[]?%b[`\"\]]?\s{0,20}\("
_DIGEST: Final = regex(rb"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})\Z")
_NO_COLUMN: Final = frozenset("primary key unique constraint index foreign check fulltext spatial exclude".split())
_COLUMNS: Final = 200
_VALUES: Final = 200
"""Values of one table that are read; what follows is more of the same."""

_TABLE_BYTES: Final = 20_000
_TEXT: Final = regex(rb"'(?:[^'\n]|''){0,400}'")
_MARK: Final = regex(rb"[(),]")
_SHORTEST: Final = 3

_Cell = tuple[str, bytes, int]
"""Name of the column, value, where it stands."""


def insert_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what credential columns get from the statement whose first row opens before *end*, where it goes over lines."""
    into = _into(text, end)
    if into is None or into["c"] is None:
        return
    names = _names(into["c"])
    cells: list[_Cell] = []
    stop = _rows(text, into.end(), names, cells)
    if b"\n" in text[into.start() : stop]:  # one line is read as it stands
        yield from lines_of(cells, "row of a table")
    yield View(b"", into.start(), stop, "")


def dump_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what credential columns get from the statements without columns from *end* on; the table says what these are."""
    into = _into(text, end)
    if into is None or into["c"] is not None:
        return
    table = into["t"]
    names, low = _columns(text, table.rpartition(b".")[2].strip(b'`"[]'), into.start())
    cells: list[_Cell] = []
    stop = into.end()
    while into is not None and into["t"] == table and into["c"] is None:
        stop = _rows(text, into.end(), names, cells)
        into = _INTO.search(text, stop, min(len(text), stop + 400))
    yield from lines_of(cells, "row of a table")
    yield View(b"", low, stop, "")


def copy_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what credential columns get from the lines that ``COPY`` reads (postgresql.org/docs/current/sql-copy.html, text format)."""
    found = _COPY.search(text, max(0, text.rfind(b"\n", 0, max(0, end - 20)) + 1), end + 240)
    if found is None:
        return
    names = _names(found["c"])
    wanted = [at for at, name in enumerate(names) if name]
    cells: list[_Cell] = []
    at = found.end()
    while wanted and at < min(len(text), found.end() + REACH) and len(cells) < _VALUES:
        stop = text.find(b"\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop].rstrip(b"\r")
        if line == b"\\.":
            break
        start = at
        for column, value in enumerate(line.split(b"\t")[: len(names)]):
            if names[column] and value != b"\\N":
                _add(cells, names[column], value, start)
            start += len(value) + 1
        at = stop + 1
    yield from lines_of(cells, "row of a table")
    yield View(b"", found.start(), min(at, len(text)), "")


def _into(text: bytes, end: int) -> re.Match[bytes] | None:
    """Return the start of the statement whose first row opens at *end*."""
    low = max(0, end - 4200)
    found = None
    for found in _INTO.finditer(text, low, end):
        if found.end() >= end:
            break
    return found if found is not None and found.end() >= end else None


def _names(columns: bytes) -> list[str]:
    """Return the names of *columns* that a credential stands below, ``""`` for each other."""
    names = [part.strip(b' \t\r\n"`[]').decode("utf-8", "replace") for part in columns.split(b",")][:_COLUMNS]
    return [name if kind_of(name) is not None else "" for name in names]


def _columns(text: bytes, table: bytes, end: int) -> tuple[list[str], int]:
    """Return `_names` of the table that is created last before *end*, and where its statement starts."""
    low = max(0, end - _BACK)
    found = _created(text, table, low, end)
    if found is None:
        return [], low
    since = found.end()
    body = _TEXT.sub(lambda quoted: b"'" * len(quoted[0]), text[since : min(end, since + _TABLE_BYTES)])
    names: list[bytes] = []
    depth = start = 0
    for mark in _MARK.finditer(body):
        depth += (mark[0] == b"(") - (mark[0] == b")")
        if (mark[0] == b"," and depth == 0) or depth < 0:
            words = body[start : mark.start()].split(maxsplit=1)
            if words and words[0].strip(b'`"[]').lower().decode("utf-8", "replace") not in _NO_COLUMN:
                names.append(words[0])
            start = mark.end()
        if depth < 0:
            break
    return _names(b",".join(names)), found.start()


def _created(text: bytes, table: bytes, low: int, end: int) -> re.Match[bytes] | None:
    """Return the statement between the two that creates *table* last."""
    lowered = text[low:end].lower()
    expression = re.compile(_TABLE % re.escape(table))
    at = lowered.rfind(b"create table")
    for _ in range(_TABLES):
        if at < 0:
            return None
        if (found := expression.match(text, low + at, end)) is not None:
            return found
        at = lowered.rfind(b"create table", 0, at)
    return None


def _rows(text: bytes, at: int, names: list[str], cells: list[_Cell]) -> int:
    """Enter what the rows hold of which the first opens before *at*; return where they end."""
    limit = min(len(text), at + REACH)
    while any(names) and len(cells) < _VALUES:
        column = 0
        while (cell := _CELL.match(text, at, limit)) is not None:
            if cell["v"] is not None and column < len(names) and names[column]:
                _add(cells, names[column], cell["v"], cell.start("v"))
            column += 1
            at = cell.end()
            if cell["e"] == b")":
                break
        following = _NEXT_ROW.match(text, at, limit) if cell is not None else None
        if following is None:
            break
        at = following.end()
    return at


def _add(cells: list[_Cell], name: str, value: bytes, start: int) -> None:
    kind = kind_of(name)
    if len(value) >= _SHORTEST and not (kind is not None and kind.word == "password" and _DIGEST.match(value)):
        cells.append((name, value, start))


LOOKS: Final = ((insert_at, True, INSERT_LOOK), (dump_at, True, DUMP_LOOK), (copy_at, True, COPY_LOOK))
"""As the table of `gates`."""
