"""Parts of many texts searched as one text, and what is found there told by the texts.

``_together.c`` does the same, quicker. This is the reference, and what is used where that was not built or
``KEYPROOF_PURE`` is set.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

from keyproof.built import built

BETWEEN: Final = b"\n\n\n\n"
"""Stands between parts that are searched together: nothing on one line goes on over it, nor from a line to the next."""

Parts: TypeAlias = Sequence[tuple[int, int]]
"""Start and end of stretches of a text, in order."""

Searched: TypeAlias = Sequence[tuple[bytes, Parts]]
"""Texts, and what of each is searched."""

Ends: TypeAlias = dict[int, list[int]]
"""Where the hits of each expression end."""


class _Groups(Protocol):
    def __call__(
        self, searched: Searched, apart: Sequence[bool], alone: int, most: int, /
    ) -> list[tuple[list[int], int]]: ...


class _Join(Protocol):
    def __call__(self, searched: Searched, rows: Sequence[int], between: bytes, /) -> bytes: ...


class _Place(Protocol):
    def __call__(self, ends: Ends, searched: Searched, rows: Sequence[int], gap: int, /) -> dict[int, Ends]: ...


class Ways(NamedTuple):
    """The three steps, compiled or not."""

    groups: _Groups
    """Return the rows of *searched* in groups, and the bytes of each: those of which *apart* is true, or of more than
    *alone* bytes, are one of their own; no other has more than *most* unless it is one row."""
    join: _Join
    """Return the parts of some *rows* as one text."""
    place: _Place
    """Return where hits that end at *ends* in what `join` returns end in the texts, by row; those without are left out.
    A hit that ends in the *gap* behind a part ends where that does."""


def _groups(searched: Searched, apart: Sequence[bool], alone: int, most: int) -> list[tuple[list[int], int]]:
    found: list[tuple[list[int], int]] = []
    group: list[int] = []
    size = 0
    for row, (_, parts) in enumerate(searched):
        length = sum([end - start for start, end in parts])
        if apart[row] or length > alone:
            found.append(([row], length))
            continue
        if group and size + length > most:
            found.append((group, size))
            group, size = [], 0
        group.append(row)
        size += length
    if group:
        found.append((group, size))
    return found


def _join(searched: Searched, rows: Sequence[int], between: bytes) -> bytes:
    return between.join([searched[row][0][start:end] for row in rows for start, end in searched[row][1]])


def _place(ends: Ends, searched: Searched, rows: Sequence[int], gap: int) -> dict[int, Ends]:
    starts: list[int] = []
    owners: list[tuple[int, int, int]] = []
    at = 0
    for row in rows:
        for start, end in searched[row][1]:
            starts.append(at)
            owners.append((row, start - at, end))
            at += end - start + gap
    of_row: dict[int, Ends] = {}
    for number, listed in ends.items():
        for end in listed:
            row, moved, stop = owners[bisect_right(starts, end - 1) - 1]
            of_row.setdefault(row, {}).setdefault(number, []).append(min(end + moved, stop))
    return of_row


PLAIN: Final = Ways(_groups, _join, _place)


def _load() -> Ways:
    """Return the compiled form, `PLAIN` where it was not built or is not wanted."""
    found = [built("keyproof.detect._together", name) for name in Ways._fields]
    return PLAIN if None in found else Ways(*found)


groups, join, place = _load()
