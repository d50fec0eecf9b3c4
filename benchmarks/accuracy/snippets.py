"""Reads the files that hold the pieces of text of a corpus.

A piece starts with a line ``=== field | field | …`` and goes on to the next such line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MARK = "=== "


@dataclass(frozen=True, slots=True)
class Snippet:
    """One piece of text, still with its fields."""

    source: str
    """Name of the file it was read from, without suffix."""
    header: tuple[str, ...]
    text: str


def read(path: Path, fields: int) -> Iterator[Snippet]:
    """Yield the pieces of *path*.

    Raises:
        ValueError: a header has not *fields* fields.
    """
    for piece in ("\n" + path.read_text(encoding="utf-8")).split("\n" + _MARK)[1:]:
        head, _, text = piece.partition("\n")
        header = tuple(part.strip() for part in head.split(" | "))
        if len(header) != fields:
            raise ValueError(f"{path.name}: {head!r} has not {fields} fields")
        yield Snippet(path.stem, header, text.rstrip("\n") + "\n")
