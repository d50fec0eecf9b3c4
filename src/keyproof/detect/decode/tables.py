"""The text in the cells of a SQLite database, opened from memory and read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Final

from keyproof import limits
from keyproof.detect.decode.magic import is_container
from keyproof.detect.decode.view import Budget
from keyproof.detect.names import kind_of
from keyproof.patterns import regex

_ROWS: Final = 20_000
"""Rows read of each table."""

_TABLES: Final = 200
_LONGEST: Final = 400
_NAMES: Final = frozenset(
    ("key", "name", "k", "setting", "option", "param", "property", "variable", "config_key", "id")
)
_VALUES: Final = frozenset(("value", "val", "v", "data", "content", "secret", "config_value"))
"""How columns are called that name and hold what an application keeps."""

_PARTS: Final = regex(r"[/:. ]")
_LEFT: Final = regex(rb"(?i)(?:token|secret|passw|pwd|key)[\w.-]{0,40}+[ ]?[=:][ ]?[!-~]{6,200}")
"""What is left of a row in a page of the file, or in its schema: a name and a value in one text."""

_BEGUN: Final = regex(rb"[\w.-]{1,60}\Z")
_BEFORE: Final = 60
_MOST_LEFT: Final = 1_000
_STEPS: Final = 20_000_000
"""Instructions of SQLite's machine spent on one file: a made-up schema can ask for endless work."""


def sqlite(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield each table as lines of ``column = "value"``.

    Only ordinary tables are read: what a schema can call (views, virtual tables, functions) is left alone.
    """
    if not hasattr(sqlite3.Connection, "deserialize") or len(data) > limits.FILE_BYTES:
        return
    steps = 0

    def stop() -> bool:
        nonlocal steps
        steps += 1
        return steps > _STEPS // 10_000

    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(data[:18] + b"\1\1" + data[20:])  # not as a write-ahead log, which needs a file
            connection.execute("pragma trusted_schema = off")
            connection.execute("pragma query_only = on")
            connection.set_progress_handler(stop, 10_000)
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            schema = connection.execute("select sql from sqlite_master where sql is not null").fetchmany(_TABLES)
            yield "schema.sql", "\n".join(str(sql) for (sql,) in schema).encode("utf-8", "replace")
            yield (
                "",
                b"\n".join(
                    _whole_name(data, found.start()) + found[0] for found in islice(_LEFT.finditer(data), _MOST_LEFT)
                ),
            )
            found = connection.execute("select name, sql from sqlite_master where type = 'table'").fetchmany(_TABLES)
            for name, sql in found:
                if isinstance(name, str) and isinstance(sql, str) and "virtual" not in sql[:40].lower():
                    text, packed = _rows(connection, name, budget)
                    yield name, text
                    yield from ((name, cell) for cell in packed)
        except sqlite3.Error:
            return


def _rows(connection: sqlite3.Connection, table: str, budget: Budget) -> tuple[bytes, list[bytes]]:
    """Return the text of the rows of *table*, and the cells that hold something packed."""
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'select * from "{quoted}" limit {_ROWS}')  # noqa: S608 - a quoted identifier
    columns = [str(c[0]) for c in cursor.description or ()]
    named = _named_columns(columns)
    lines: list[str] = []
    packed: list[bytes] = []
    size = 0
    for row in cursor:
        if named is not None and (line := _pair(row[named[0]], row[named[1]])):
            lines.append(line)
        for column, cell in zip(columns, row, strict=False):
            if isinstance(cell, bytes) and is_container(cell):
                packed.append(cell)
                size += len(cell)
                continue
            text = cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell
            if isinstance(text, str) and text:
                lines.append(f'{column} = "{text}"')
                size += len(text)
        if size > min(budget.bytes, 16 * limits.MIB):
            break
    return "\n".join(lines).encode("utf-8", "replace"), packed


def _named_columns(columns: list[str]) -> tuple[int, int] | None:
    """Return which of *columns* name what others hold, and which hold it; None where none do."""
    lowered = [column.lower() for column in columns]
    name = next((n for n, column in enumerate(lowered) if column in _NAMES), None)
    value = next((n for n, column in enumerate(lowered) if column in _VALUES), None)
    return None if name is None or value is None else (name, value)


def _pair(name: object, value: object) -> str:
    """Return ``name = "value"`` where *name* is that of a credential, its last part alone (``secret://acme_token``)."""
    if not isinstance(name, str) or not isinstance(value, (str, bytes)):
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    last = _PARTS.split(name[-_LONGEST:].rstrip("/:."))[-1]
    if kind_of(last) is None or not 6 <= len(text) <= _LONGEST or '"' in text or "\n" in text or "\\" in text:
        return ""
    return f'{last} = "{text}"'


def _whole_name(data: bytes, at: int) -> bytes:
    """Return what of a name stands in *data* before *at*, where a word of it does."""
    found = _BEGUN.search(data, max(0, at - _BEFORE), at)
    return found[0] if found is not None else b""
