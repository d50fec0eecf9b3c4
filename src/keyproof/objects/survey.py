"""A pack as a table made in one pass over its headers: what each object is, and on what it stands.

Compiled (``_packs.c``); where that was not built, or a pack is of a form it does not know, the callers have their own
ways, which are the reference. Processes that part later share the table.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from keyproof.objects import packindex

if TYPE_CHECKING:
    from keyproof.objects.pack import Head
    from keyproof.objects.packindex import PackIndex

_BATCH: Final = 20_000
"""Headers that are read before the system may take back the memory they are in."""


class Survey:
    """The table of one pack whose index has an `PackIndex.order`."""

    def __init__(
        self, data: memoryview, index: PackIndex, starts: array[int], listed: bytes, forget: Callable[[], None]
    ) -> None:
        """*starts* and *listed* as `PackIndex.order` gives them, with the end of the objects behind the starts.

        *forget* is called now and then: what was read of *data*, the pack, is not needed in memory.
        """
        assert packindex._compiled is not None  # noqa: S101 - it made the order
        self._packs = packindex._compiled
        count = len(starts) - 1
        self._index = index
        self._starts = starts
        self._table = bytearray(count * self._packs.ROW)
        for first in range(0, count, _BATCH):
            self._packs.survey(data, starts, listed, self._table, first, min(count, first + _BATCH))
            forget()

    def heads(self, offsets: list[int], known: dict[int, Head], kind: type[Head]) -> list[int]:
        """Enter the heads of *offsets* and of all that they stand on into *known*; return those it has none of."""
        left: list[int] = self._packs.heads(self._table, self._starts, offsets, known, kind)
        return left

    def families(
        self, wanted: Iterable[str], costs: tuple[int, int]
    ) -> tuple[list[tuple[int, bytes, dict[int, bytes]]], list[str]] | None:
        """Return what of *wanted* stands on one object each, and what is not in the pack.

        A family is (-cost, id of the first, {offset: id}) with the offsets in order; *costs* are those of a delta and
        of a whole object beyond their bytes. None where the table cannot tell.
        """
        told: tuple[list[tuple[int, bytes, dict[int, bytes]]], list[str]] | None = self._packs.families(
            self._table, self._starts, *self._index.id_tables(), self._index.width, wanted, costs
        )
        return told

    def others(self, known: Iterable[str]) -> dict[int, list[str]] | None:
        """Return the ids by kind of the commits, blobs and tags not *known*, None where the table cannot tell."""
        told: dict[int, list[str]] | None = self._packs.others(
            self._table, self._starts, *self._index.id_tables(), self._index.width, known
        )
        return told
