"""Blobs as changes of one another, from the store itself; git is asked only for what the store cannot give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from keyproof import limits
from keyproof.objects.blobs import Losses, stream
from keyproof.objects.delta import Reach
from keyproof.objects.families import Budget, Change, alone
from keyproof.objects.listing import Work
from keyproof.objects.runner import Runner
from keyproof.objects.store import Store, Unread
from keyproof.objects.turns import Turns

_PARTS: Final = 96
"""Parts of about equal cost that two processes take in turns: the last one is a small part of the whole."""


class Shared(NamedTuple):
    """Blobs in parts that several processes take in turns, until there are none."""

    parts: list[Work]
    turns: Turns

    def taken(self) -> Iterator[tuple[int, Work]]:
        """Yield the next part that nobody has taken, and how many were taken before."""
        for number in self.turns:
            yield number, self.parts[number]


def shared(store: Store | None, oids: Sequence[str]) -> Shared:
    """Return *oids* of *store* in parts to be taken in turns; to be called before the processes part."""
    parts = [unplaced(oids)] if store is None else store.turns(oids, _PARTS)
    return Shared(parts, Turns(len(parts)))


def unplaced(oids: Sequence[str]) -> Work:
    """Return *oids* of which no place is known."""
    return Work([], [bytes.fromhex(oid) for oid in oids])


def changes(
    git: Runner, store: Store | None, parts: Iterable[Work], losses: Losses, reach: Reach
) -> Iterator[list[Change]]:
    """Yield each blob of *parts* once, a text before those of its part that stand on it, see `Store.changes`.

    *store* is None where it cannot be read. What neither it nor *git* can give is counted in *losses*. Ids that are not
    of blobs are passed over.
    """
    unread = Unread()
    budget = Budget(limits.HISTORY_BYTES)
    for part in parts:
        if store is None:
            unread.absent += [name.hex() for name in part.loose]
        else:
            yield from store.changes(part, reach, unread, budget=budget)
    losses.large += len(unread.large)
    losses.over_budget += len(unread.over_budget)
    for oid, data in stream(git, unread.absent + unread.damaged, losses):
        yield [alone(oid, data)]
