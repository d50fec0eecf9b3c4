"""Blobs as changes of one another, from the store itself; git is asked only for what the store cannot give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from keyproof.objects.blobs import Losses, stream
from keyproof.objects.damage import ObjectError
from keyproof.objects.delta import Reach
from keyproof.objects.runner import Runner
from keyproof.objects.store import Change, Store, Unread


def changes(
    git: Runner,
    objects: Path,
    object_format: str,
    oids: Sequence[str],
    losses: Losses,
    reach: Reach,
    share: tuple[int, int] = (0, 1),
) -> Iterator[Change]:
    """Yield each blob of *oids* once, a text before those that stand on it, see `Store.changes`.

    *objects* is the store's folder; *share*, (number, of how many), asks for a part of them. What neither the
    store nor *git* can give is counted in *losses*. Ids that are not of blobs are passed over.
    """
    unread = Unread()
    try:
        store = Store.open(objects, object_format)
    except ObjectError:
        unread.absent += oids[share[0] :: share[1]]
    else:
        with store:
            mine = oids if share[1] == 1 else store.shares(oids, share[1])[share[0]]
            yield from store.changes(mine, reach, unread)
    losses.large += len(unread.large)
    losses.over_budget += len(unread.over_budget)
    for oid, data in stream(git, unread.absent + unread.damaged, losses):
        yield Change(oid, data, None, ((0, len(data)),))
