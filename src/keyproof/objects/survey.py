"""A pack as a table made in one pass over its headers: what each object is, and on what it stands.

Compiled (``_packs.c``); where that was not built, or a pack is of a form it does not know, the callers have their own
ways, which are the reference. Processes that part later share the table.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from keyproof.objects import packindex

if TYPE_CHECKING:
    from keyproof.objects.pack import Head

_BATCH: Final = 20_000
"""Headers that are read before the system may take back the memory they are in."""


class Survey:
    """The table of one pack whose index has an `PackIndex.order`."""

    def __init__(self, data: memoryview, starts: array[int], listed: bytes, forget: Callable[[], None]) -> None:
        """*starts* and *listed* as `PackIndex.order` gives them, with the end of the objects behind the starts."""
        assert packindex._compiled is not None  # noqa: S101 - it made the order
        self._packs = packindex._compiled
        count = len(starts) - 1
        self._starts = starts
        self._table = bytearray(count * self._packs.ROW)
        for first in range(0, count, _BATCH):
            self._packs.survey(data, starts, listed, self._table, first, min(count, first + _BATCH))
            forget()

    def heads(self, offsets: list[int], known: dict[int, Head], kind: type[Head]) -> list[int]:
        """Enter the heads of *offsets* and of all that they stand on into *known*; return those it has none of."""
        left: list[int] = self._packs.heads(self._table, self._starts, offsets, known, kind)
        return left

    def families(self, found: dict[int, bytes], costs: tuple[int, int]) -> list[tuple[int, bytes, list[int]]] | None:
        """Return (-cost, id of the first, offsets) of what of *found*, ``{offset: id}``, stands on one object each.

        *costs* are those of a delta and of a whole object beyond their bytes. None where the table cannot tell.
        """
        told: list[tuple[int, bytes, list[int]]] | None = self._packs.families(self._table, self._starts, found, costs)
        return told

    def others(self, names: memoryview, width: int, known: set[bytes]) -> dict[int, list[bytes]] | None:
        """Return the ids by kind of the commits, blobs and tags not *known*, None where the table cannot tell.

        *names* is `PackIndex.name_table`, of ids *width* bytes long.
        """
        told: dict[int, list[bytes]] | None = self._packs.others(self._table, self._starts, names, width, known)
        return told
