"""The objects of a pack by families: a whole text and all the deltas that stand on it, directly or not.

Each text is made once, from its base that is still at hand, and is let go of when the last delta on it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from keyproof import limits
from keyproof.built import built
from keyproof.objects import damage, delta, inflate
from keyproof.objects.damage import ObjectError, TooLargeError
from keyproof.objects.pack import KINDS, NAME_DELTA, NUMBERS, Head, Pack, payable

_FORGET_BYTES: Final = 4 * limits.MIB
"""Bytes of a pack that are read before the system may take back the memory they are in."""


_LIST_BYTES: Final = 2 * limits.MIB
"""Bytes that are made for one list of texts; an interruption waits as long as this takes."""

_STEP_BYTES: Final = 256
"""Bytes that the least of objects counts for there."""


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


class Change(NamedTuple):
    """One object, and what of it is to be searched. A tuple, for there is one of each object."""

    oid: str
    data: bytes
    base: str | None
    """The object it is told as a change of; None where it stands alone."""
    parts: tuple[delta.Range, ...] = ()
    """(start, end) in *data*, in order; all of it where it stands alone. None where no reach was told."""
    copied: bytes = b""
    """What `copies` says, in the form of `delta.packed`: most of it nobody asks for."""

    @property
    def copies(self) -> tuple[delta.Copy, ...]:
        """(start, end, start in the base) of what is as in the base."""
        return delta.unpacked(self.copied)


def alone(oid: str, data: bytes) -> Change:
    """Return the text *data* that stands on no other."""
    return Change(oid, data, None, ((0, len(data)),))


def _load() -> Callable[..., tuple[int, int, int, int]] | None:
    """Return the compiled form of `Families`' steps, None where it was not built or is not wanted."""
    found: Callable[..., tuple[int, int, int, int]] | None = built("keyproof.objects._families", "read")
    return found


_compiled: Final = _load()


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
        self._number = NUMBERS[kind]
        self._budget = budget
        self._elsewhere = elsewhere
        self._reach = reach
        self._names = {at: name.hex() for at, name in wanted.items()}
        self._open = dict(wanted)
        self._heads: dict[int, Head] = {}
        self._children: dict[int, list[int]] = {}
        self._roots: list[int] = []
        """Texts that stand on nothing in this pack, those that are still to be made, the next one last."""
        self._stack: list[int] = []
        """Deltas of one family that are still to be made, the next one last."""
        self._held: dict[int, bytes] = {}
        """The texts that they stand on."""
        self._weight = 0
        self._made = self._touched = 0

    def read(self) -> Iterator[list[Change]]:
        """Yield the wanted objects of the kind in lists, in the order of the families in the pack.

        Raises SpentError.
        """
        self._roots = self._plan()
        self._roots.reverse()
        while self._roots or self._stack:
            found: list[Change] = []
            try:
                self._some(found)
            except SpentError:
                yield found
                raise
            if self._touched > _FORGET_BYTES:
                self._touched = 0
                self._pack.forget()
            if found:
                yield found
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

    def _some(self, found: list[Change]) -> None:
        """Enter the next texts into *found*, as many as one list is to have. Raises SpentError."""
        self._made = 0
        while self._made < _LIST_BYTES and (self._stack or self._roots):
            if _compiled is not None:
                self._run(_compiled, found)
                if self._made >= _LIST_BYTES:
                    break
            if self._stack:
                self._go_on(found)
            elif self._roots:
                self._begin(found)

    def _run(self, compiled: Callable[..., tuple[int, int, int, int]], found: list[Change]) -> None:
        """Do as `_begin` and `_go_on` do up to a step that is not of the plain sort."""
        most, held, reach = _LIST_BYTES - self._made, damage.HELD_BYTES, self._reach
        left, self._weight, made, touched = compiled(
            found, self._roots, self._stack, self._held, self._heads, self._children, self._open, self._names,
            self._pack.bytes, *inflate.quick(),
            (self._number, self._budget.left, self._weight, most, limits.BLOB_BYTES, held),
            reach and (*reach, delta.overlooked(reach)), Change,
        )  # fmt: skip
        self._budget.left = left
        self._made += made
        self._touched += touched

    def _begin(self, found: list[Change]) -> None:
        """Make the next text that a family begins with, and enter it into *found* if it is wanted."""
        root = self._roots.pop()
        self._held.clear()
        self._weight = 0
        data = self._whole(root)
        if data is None:
            return
        if self._open.pop(root, None) is not None:
            found.append(alone(self._names[root], data))
        self._follow(root, data)

    def _go_on(self, found: list[Change]) -> None:
        """Make the next text of a family, children after parents, and enter it into *found* if it is wanted."""
        held, reach, budget = self._held, self._reach, self._budget
        parts: tuple[delta.Range, ...] = ()
        copies: tuple[delta.Copy, ...] = ()
        data: bytes | None = None
        at = self._stack.pop()
        head = self._heads[at]
        _, size, start, end, parent, _ = head
        try:
            base = held.get(parent)
            if base is None:
                base = held[parent] = self._again(parent, held)
                self._weight += len(base)
            budget.spend(payable(head))
            change = inflate.inflate(self._pack.bytes[start:end], size)
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
        self._made += end - start + _STEP_BYTES
        self._touched += end - start
        if self._children[parent][0] == at and parent in held:
            self._weight -= len(held.pop(parent))
        if data is None:
            return
        self._made += len(data)
        if self._open.pop(at, None) is not None:
            of = self._names.get(parent)
            oid = self._names[at]
            found.append(Change(oid, data, of, parts, delta.packed(copies)) if of and reach else alone(oid, data))
        self._follow(at, data)

    def _follow(self, at: int, data: bytes) -> None:
        """Have what stands on the text *data* at *at* follow; as long as it does the text is held."""
        if at not in self._children:
            return
        held = self._held
        self._stack += self._children[at]
        held[at] = data
        self._weight += len(data)
        while self._weight > damage.HELD_BYTES and len(held) > 1:
            self._weight -= len(held.pop(next(iter(held))))

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
            self._made += len(data) + _STEP_BYTES
            if head.kind == NAME_DELTA:
                data = delta.apply(base, data)
                self._budget.spend(len(data))
                self._made += len(data)
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
