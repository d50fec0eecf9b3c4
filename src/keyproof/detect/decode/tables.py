"""The text in the cells of a SQLite database, opened from memory and read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from keyproof import limits
from keyproof.detect.decode.magic import is_container
from keyproof.detect.decode.view import Budget

_ROWS: Final = 20_000
"""Rows read of each table."""

_TABLES: Final = 200
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
    lines: list[str] = []
    packed: list[bytes] = []
    size = 0
    for row in cursor:
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
