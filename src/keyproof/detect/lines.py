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

_FEW: Final = 256 * 1024
"""Bytes of texts that are searched for words: until then the search that finds expressions is not worth its start."""


class Lines:
    """A few expressions, compiled when there is much to search and kept compiled from run to run."""

    def __init__(self, expressions: dict[bytes, bytes]) -> None:
        """*expressions* has for each a word in lower case that stands in all it matches."""
        self._expressions = tuple(expressions)
        self._words = tuple(expressions.values())
        self._searched = 0

    def of(self, text: bytes) -> list[tuple[int, int]]:
        """Return start and end, in bytes and in order, of the lines of *text* on which an expression ends; more of few texts."""
        self._searched += len(text)
        return _lines(text, self._with_words(text) if self._searched <= _FEW else self._matched(text))

    def prepare(self) -> None:
        """Have them compiled and kept."""
        _ = self._compiled

    def _with_words(self, text: bytes) -> list[int]:
        lowered = text.lower()
        ends: list[int] = []
        for word in self._words:
            at = lowered.find(word)
            while at >= 0 and len(ends) < _MOST:
                ends.append(at + len(word))
                at = lowered.find(word, at + 1)
        return sorted(ends)

    def _matched(self, text: bytes) -> list[int]:
        import hyperscan  # native code, and slow to import

        ends: list[int] = []

        def seen(number: int, start: int, end: int, flags: int, context: object) -> bool:
            ends.append(end)
            return len(ends) >= _MOST

        database, scratch = self._compiled
        try:
            database.scan(text, match_event_handler=seen, scratch=scratch)
        except hyperscan.ScanTerminated:
            ends.sort()
        return ends

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


def _lines(text: bytes, ends: list[int]) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    for end in ends:
        if not lines or end > lines[-1][1]:
            stop = text.find(b"\n", end - 1)
            lines.append((text.rfind(b"\n", 0, end - 1) + 1, len(text) if stop < 0 else stop))
    return lines
