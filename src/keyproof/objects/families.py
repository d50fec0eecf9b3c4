"""The objects of a pack by families: a whole text and all the deltas that stand on it, directly or not.

Each text is made once, from its base that is still at hand, and is let go of when the last delta on it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from keyproof import limits
from keyproof.objects import damage, delta
from keyproof.objects.damage import Damage, TooLarge
from keyproof.objects.pack import KINDS, NAME_DELTA, Head, Pack

_PLAIN = frozenset(KINDS)


class Spent(Damage):
    """The bytes that may be made of one history are used up."""


class Budget(msgspec.Struct):
    """Bytes that may still be unpacked. One budget serves all packs of a history."""

    left: int

    def spend(self, size: int) -> None:
        """Take *size* bytes off. Raises Spent."""
        self.left -= size
        if self.left < 0:
            raise Spent("the history is too large")


class Families:
    """One reading of some objects of one pack."""

    def __init__(
        self,
        pack: Pack,
        wanted: Mapping[int, bytes],
        kind: str,
        budget: Budget,
        elsewhere: Callable[[bytes], tuple[str, bytes]],
    ) -> None:
        """*wanted* is ``{offset: id}``; *elsewhere* reads a base that is not in this pack, by its id."""
        self.failed: dict[bytes, Damage] = {}
        """Those of *wanted* that could not be given, by id. Filled while `read` runs."""
        self._pack = pack
        self._kind = kind
        self._budget = budget
        self._elsewhere = elsewhere
        self._open = dict(wanted)
        self._heads: dict[int, Head] = {}
        self._children: dict[int, list[int]] = {}

    def read(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield (id, content) of each wanted object of the kind, in the order of the families in the pack.

        Raises Spent.
        """
        for root in self._plan():
            yield from self._family(root)
        for name in self._open.values():
            self.failed[name] = Damage("deltas stand on one another in a circle")

    def waiting(self) -> set[bytes]:
        """Return the ids that were neither given nor given up yet."""
        return set(self._open.values())

    def _plan(self) -> list[int]:
        """Read the headers of what is wanted and of all it stands on; return what stands on nothing in this pack."""
        heads, children = self._heads, self._children
        read_head = self._pack.head
        roots: list[int] = []
        lost: list[tuple[int, Damage]] = []
        todo = sorted(self._open)
        known = set(todo)
        for at in todo:
            try:
                head = read_head(at)
            except Damage as error:
                lost.append((at, error))
                continue
            heads[at] = head
            base = head.base
            if not base:
                roots.append(at)
                continue
            if base in children:
                children[base].append(at)
            else:
                children[base] = [at]
                if base not in known:
                    known.add(base)
                    todo.append(base)
        for at, error in lost:
            self._give_up(at, error)
        roots.sort()
        return roots

    def _family(self, root: int) -> Iterator[tuple[bytes, bytes]]:
        """Make the texts of one family, children after parents, and yield those that are wanted."""
        heads, children, waiting = self._heads, self._children, self._open
        spend, unpack, apply = self._budget.spend, self._pack.unpack, delta.apply
        data = self._whole(root)
        if data is None:
            return
        name = waiting.pop(root, None)
        if name is not None:
            yield name, data
        if root not in children:
            return
        held = {root: data}
        weight = len(data)
        stack = list(children[root])
        while stack:
            at = stack.pop()
            head = heads[at]
            parent = head.base
            try:
                base = held.get(parent)
                if base is None:
                    base = held[parent] = self._again(parent, held)
                    weight += len(base)
                data = apply(base, unpack(_bounded(head)))
                spend(len(data) + head.size)
            except Spent:
                raise
            except Damage as error:
                self._give_up(at, error)
                data = None
            if children[parent][0] == at and parent in held:
                weight -= len(held.pop(parent))
            if data is None:
                continue
            name = waiting.pop(at, None)
            if name is not None:
                yield name, data
            if at in children:
                stack += children[at]
                held[at] = data
                weight += len(data)
                while weight > damage.HELD_BYTES and len(held) > 1:
                    weight -= len(held.pop(next(iter(held))))

    def _whole(self, root: int) -> bytes | None:
        """Return the text that a family begins with, None where it is of no use; its deltas are then struck out."""
        head = self._heads[root]
        try:
            if head.kind == NAME_DELTA:
                kind, base = self._elsewhere(head.name)
                if kind != self._kind:
                    self._give_up(root, None)
                    return None
                data = delta.apply(base, self._pack.unpack(_bounded(head)))
            elif KINDS[head.kind] != self._kind:
                self._give_up(root, None)
                return None
            else:
                data = self._pack.unpack(_bounded(head))
        except Spent:
            raise
        except Damage as error:
            self._give_up(root, error)
            return None
        self._budget.spend(len(data))
        return data

    def _again(self, at: int, held: Mapping[int, bytes]) -> bytes:
        """Make anew a text that was let go of for lack of room. Raises Damage."""
        path: list[int] = []
        while at not in held and self._heads[at].base:
            path.append(at)
            at = self._heads[at].base
            if len(path) > damage.DELTA_DEPTH:
                raise Damage(f"more than {damage.DELTA_DEPTH} deltas stand on one another")
        data = held.get(at) or self._whole(at)
        if data is None:
            raise Damage("the base of a delta cannot be read")
        for step in reversed(path):
            data = delta.apply(data, self._pack.unpack(self._heads[step]))
            self._budget.spend(len(data))
        return data

    def _give_up(self, at: int, error: Damage | None) -> None:
        """Strike out the object at *at* and all that stands on it; *error* None means they are of another kind."""
        stack = [at]
        while stack:
            at = stack.pop()
            name = self._open.pop(at, None)
            if name is not None and error is not None:
                self.failed[name] = error
            stack += self._children.get(at, ())
            if isinstance(error, TooLarge):
                error = Damage("the base of a delta is too large")


def _bounded(head: Head) -> Head:
    if head.size > limits.BLOB_BYTES:
        raise TooLarge("an object is too large")
    return head
