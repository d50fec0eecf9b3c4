"""The objects of a pack by families: a whole text and all the deltas that stand on it, directly or not.

Each text is made once, from its base that is still at hand, and is let go of when the last delta on it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from keyproof import limits
from keyproof.objects import damage, delta
from keyproof.objects.damage import ObjectError, TooLargeError
from keyproof.objects.inflate import inflate
from keyproof.objects.pack import KINDS, NAME_DELTA, Head, Pack, payable

_FORGET_BYTES: Final = 4 * limits.MIB
"""Bytes of a pack that are read before the system may take back the memory they are in."""


class SpentError(ObjectError):
    """The bytes that may be made of one history are used up."""


class Budget(msgspec.Struct):
    """Bytes that may still be unpacked. One budget serves all packs of a history."""

    left: int

    def spend(self, size: int) -> None:
        """Take *size* bytes off. Raises SpentError."""
        self.left -= size
        if self.left < 0:
            raise SpentError("the history is too large")


class Text(NamedTuple):
    """One object. A tuple, for there is one of each object."""

    name: bytes
    data: bytes
    base: bytes | None = None
    """Id of the object it stands on, where that one is wanted too and the parts were asked for."""
    parts: tuple[delta.Range, ...] = ()
    """(start, end) of what may not be in the base."""
    copies: tuple[delta.Copy, ...] = ()
    """What is as in the base."""


class Families:
    """One reading of some objects of one pack."""

    def __init__(
        self,
        pack: Pack,
        wanted: Mapping[int, bytes],
        kind: str,
        budget: Budget,
        elsewhere: Callable[[bytes], tuple[str, bytes]],
        reach: delta.Reach | None = None,
    ) -> None:
        """*wanted* is ``{offset: id}``; *elsewhere* reads a base that is not in this pack, by its id.

        With *reach* each text says which of its parts may be new, see `delta.apply_marked`.
        """
        self.failed: dict[bytes, ObjectError] = {}
        """Those of *wanted* that could not be given, by id. Filled while `read` runs."""
        self.others: list[bytes] = []
        """Those that are of another kind."""
        self._pack = pack
        self._kind = kind
        self._budget = budget
        self._elsewhere = elsewhere
        self._reach = reach
        self._wanted = wanted
        self._open = dict(wanted)
        self._heads: dict[int, Head] = {}
        self._children: dict[int, list[int]] = {}
        self._touched = 0

    def read(self) -> Iterator[Text]:
        """Yield each wanted object of the kind, in the order of the families in the pack.

        Raises SpentError.
        """
        for root in self._plan():
            yield from self._family(root)
            if self._touched > _FORGET_BYTES:
                self._touched = 0
                self._pack.forget()
        for name in self._open.values():
            self.failed[name] = ObjectError("deltas stand on one another in a circle")

    def waiting(self) -> set[bytes]:
        """Return the ids that were neither given nor given up yet."""
        return set(self._open.values())

    def _plan(self) -> list[int]:
        """Read the headers of what is wanted and of all it stands on; return what stands on nothing in this pack."""
        children, wanted = self._children, sorted(self._open)
        heads, bad = self._pack.heads(wanted)
        roots: list[int] = []
        known = set(wanted)
        for at in wanted:
            head = heads.get(at)
            if head is None:
                continue
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
                    wanted.append(base)
        self._heads = heads
        for at in known.intersection(bad):
            self._give_up(at, bad[at])
        roots.sort()
        return roots

    def _family(self, root: int) -> Iterator[Text]:
        """Make the texts of one family, children after parents, and yield those that are wanted."""
        heads, children, take = self._heads, self._children, self._open.pop
        wanted, reach, budget, packed = self._wanted, self._reach, self._budget, self._pack.bytes
        parts: tuple[delta.Range, ...] = ()
        copies: tuple[delta.Copy, ...] = ()
        data = self._whole(root)
        if data is None:
            return
        name = take(root, None)
        if name is not None:
            yield Text(name, data)
        if root not in children:
            return
        held = {root: data}
        weight = len(data)
        stack = list(children[root])
        while stack:
            at = stack.pop()
            head = heads[at]
            _, size, start, end, parent, _ = head
            try:
                base = held.get(parent)
                if base is None:
                    base = held[parent] = self._again(parent, held)
                    weight += len(base)
                budget.spend(payable(head))
                change = inflate(packed[start:end], size)
                if reach:
                    data, parts, copies = delta.apply_marked(base, change, reach)
                else:
                    data = delta.apply(base, change)
                budget.spend(len(data))
            except SpentError:
                raise
            except ObjectError as error:
                self._give_up(at, error)
                data = None
            self._touched += end - start
            siblings = children[parent]
            if siblings[0] == at and parent in held:
                weight -= len(held.pop(parent))
            if data is None:
                continue
            name = take(at, None)
            if name is not None:
                yield Text(name, data, wanted.get(parent), parts, copies) if reach else Text(name, data)
            if at in children:
                stack += children[at]
                held[at] = data
                weight += len(data)
                while weight > damage.HELD_BYTES and len(held) > 1:
                    weight -= len(held.pop(next(iter(held))))

    def _whole(self, root: int) -> bytes | None:
        """Return the text that a family begins with, None where it is of no use; its deltas are then struck out."""
        head = self._heads[root]
        base = b""
        try:
            if head.kind == NAME_DELTA:
                kind, base = self._elsewhere(head.name)
            else:
                kind = KINDS[head.kind]
            if kind != self._kind:
                self._give_up(root, None)
                return None
            self._budget.spend(payable(head))
            self._touched += head.end - head.start
            data = self._pack.unpack(head)
            if head.kind == NAME_DELTA:
                data = delta.apply(base, data)
                self._budget.spend(len(data))
        except SpentError:
            raise
        except ObjectError as error:
            self._give_up(root, error)
            return None
        return data

    def _again(self, at: int, held: Mapping[int, bytes]) -> bytes:
        """Make anew a text that was let go of for lack of room. Raises ObjectError."""
        path: list[int] = []
        while at not in held and self._heads[at].base:
            path.append(at)
            at = self._heads[at].base
            if len(path) > damage.DELTA_DEPTH:
                raise ObjectError(f"more than {damage.DELTA_DEPTH} deltas stand on one another")
        data = held[at] if at in held else self._whole(at)
        if data is None:
            raise ObjectError("the base of a delta cannot be read")
        for step in reversed(path):
            self._budget.spend(self._heads[step].size)
            data = delta.apply(data, self._pack.unpack(self._heads[step]))
            self._budget.spend(len(data))
        return data

    def _give_up(self, at: int, error: ObjectError | None) -> None:
        """Strike out the object at *at* and all that stands on it; *error* None means they are of another kind."""
        stack = [at]
        while stack:
            at = stack.pop()
            name = self._open.pop(at, None)
            if name is not None and error is not None:
                self.failed[name] = error
            elif name is not None:
                self.others.append(name)
            stack += self._children.get(at, ())
            if isinstance(error, TooLargeError):
                error = ObjectError("the base of a delta is too large")
