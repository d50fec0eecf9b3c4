"""Blobs as changes of one another, from the store itself; git is asked only for what the store cannot give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from keyproof import limits
from keyproof.objects import listing
from keyproof.objects.blobs import Losses, stream
from keyproof.objects.damage import ObjectError
from keyproof.objects.delta import Reach
from keyproof.objects.families import Budget, Change, alone
from keyproof.objects.runner import Runner
from keyproof.objects.store import Store, Unread
from keyproof.objects.turns import Turns

_LISTS: Final = 32
"""Lists of about equal cost that two processes take in turns: the last one is a small part of the whole."""


class Shared(NamedTuple):
    """Ids in lists that several processes take in turns, until there are none."""

    lists: list[list[str]]
    turns: Turns

    def taken(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the next list that nobody has taken, and how many were taken before."""
        for number in self.turns:
            yield number, self.lists[number]


def shared(objects: Path, object_format: str, oids: Sequence[str]) -> Shared:
    """Return *oids* of the store *objects* as lists to be taken in turns; to be called before the processes part."""
    try:
        store = Store.open(objects, object_format)
    except ObjectError:
        lists = [list(oids)]
    else:
        with store:
            lists = listing.turns(store.packs, oids, _LISTS)
    return Shared(lists, Turns(len(lists)))


def changes(
    git: Runner,
    objects: Path,
    object_format: str,
    lists: Iterable[Sequence[str]],
    losses: Losses,
    reach: Reach,
) -> Iterator[list[Change]]:
    """Yield each blob of *lists* once, a text before those of its list that stand on it, see `Store.changes`.

    *objects* is the store's folder. What neither the store nor *git* can give is counted in *losses*. Ids that are not
    of blobs are passed over.
    """
    unread = Unread()
    try:
        store = Store.open(objects, object_format)
    except ObjectError:
        for oids in lists:
            unread.absent += oids
    else:
        budget = Budget(limits.HISTORY_BYTES)
        with store:
            for oids in lists:
                yield from store.changes(oids, reach, unread, budget=budget)
    losses.large += len(unread.large)
    losses.over_budget += len(unread.over_budget)
    for oid, data in stream(git, unread.absent + unread.damaged, losses):
        yield [alone(oid, data)]
