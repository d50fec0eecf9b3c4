"""Which lines of a text hold one of a few expressions: one pass over it in any letter case, whatever their number."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final

from keyproof import kept

if TYPE_CHECKING:
    import hyperscan

_MOST: Final = 10_000
"""Hits in one text after which it is searched no further."""


class Lines:
    """A few expressions, compiled at the first search and kept compiled from run to run."""

    def __init__(self, *expressions: bytes) -> None:
        self._expressions = expressions

    def of(self, text: bytes) -> list[tuple[int, int]]:
        """Return start and end, in bytes and in order, of the lines of *text* on which an expression ends."""
        import hyperscan  # native code, and slow to import: a run over what has not changed searches nothing

        ends: list[int] = []

        def seen(number: int, start: int, end: int, flags: int, context: object) -> bool:
            ends.append(end)
            return len(ends) >= _MOST

        database, scratch = self._compiled
        try:
            database.scan(text, match_event_handler=seen, scratch=scratch)
        except hyperscan.ScanTerminated:
            ends.sort()
        lines: list[tuple[int, int]] = []
        for end in ends:
            if not lines or end > lines[-1][1]:
                stop = text.find(b"\n", end - 1)
                lines.append((text.rfind(b"\n", 0, end - 1) + 1, len(text) if stop < 0 else stop))
        return lines

    @cached_property
    def _compiled(self) -> tuple[hyperscan.Database, hyperscan.Scratch]:
        import hyperscan  # as above

        database = self._kept()
        return database, hyperscan.Scratch(database)

    def _kept(self) -> hyperscan.Database:
        import hyperscan  # as above

        made_of = (hyperscan.__version__, os.uname().machine, self._expressions)  # type: ignore[attr-defined]
        name = f"lines-{kept.digest(made_of)}.hsdb"
        for blob in kept.recalled(name):
            with suppress(hyperscan.HyperscanError, ValueError):  # of another processor
                return hyperscan.loadb(blob, hyperscan.HS_MODE_BLOCK)
        database = self._new()
        with suppress(hyperscan.HyperscanError):
            kept.save(kept.cache_folder() / name, hyperscan.dumpb(database), versions=True)
        return database

    def _new(self) -> hyperscan.Database:
        import hyperscan  # as above

        count = len(self._expressions)
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=list(self._expressions),
            ids=list(range(count)),
            elements=count,
            flags=[hyperscan.HS_FLAG_CASELESS] * count,
        )
        return database
