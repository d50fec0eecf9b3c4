"""git's object store read without git: packs, loose objects, and the stores it borrows from.

Format: gitrepository-layout(5), gitformat-pack(5). What this reader does not know or cannot read it says by id, so that
git can be asked for the rest.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from keyproof import limits
from keyproof.objects import damage, delta, listing
from keyproof.objects.damage import AbsentError, ObjectError, TooLargeError
from keyproof.objects.delta import Reach
from keyproof.objects.families import Budget, Change, Families, SpentError, alone
from keyproof.objects.loose import peek_loose, read_loose
from keyproof.objects.pack import KINDS, Head, Pack, payable
from keyproof.objects.refs import read_small

_WIDTHS: Final = {"sha1": 20, "sha256": 32}
_ALTERNATES_BYTES: Final = 64 * 1024
_ALTERNATES_DEPTH: Final = 5
"""Stores that borrow from stores that borrow; the same as git's."""

_READ_BYTES: Final = 64 * limits.BLOB_BYTES
"""Bytes that may be unpacked to read one object."""

_STEP_BYTES: Final = 4_096
"""Bytes of a budget that a step to a base costs beyond its size: the time it takes at least."""


class Unread(msgspec.Struct):
    """Ids that a reading could not give, by reason."""

    absent: list[str] = msgspec.field(default_factory=list)
    damaged: list[str] = msgspec.field(default_factory=list)
    large: list[str] = msgspec.field(default_factory=list)
    """Larger than ``limits.BLOB_BYTES``."""
    other: list[str] = msgspec.field(default_factory=list)
    """Of another kind than the one asked for."""
    over_budget: list[str] = msgspec.field(default_factory=list)
    reason: str = ""
    """What was wrong with the first damaged one."""


class Store:
    """One object store with those it borrows from. A context manager: leaving it closes the packs."""

    def __init__(self, folders: Sequence[Path], packs: Sequence[Pack], width: int, notes: Sequence[str] = ()) -> None:
        """Use `open`."""
        self.folders = tuple(folders)
        self.packs = tuple(packs)
        self.width = width
        """Bytes of an object id."""
        self.notes = tuple(notes)
        """What could not be opened: one sentence each, with the pack's name."""

    @classmethod
    def open(cls, objects: Path, object_format: str = "sha1") -> Store:
        """Open the store *objects* (a repository's ``objects`` folder) of ids of *object_format*.

        A pack that cannot be read is left out and noted. Raises ObjectError where the format is none git has.
        """
        width = _WIDTHS.get(object_format)
        if width is None:
            raise ObjectError("the repository has an object format that is not known")
        folders = _stores(objects)
        packs: list[Pack] = []
        notes: list[str] = []
        for path in _packs(folders):
            if len(packs) == damage.PACKS:
                notes.append(f"more than {damage.PACKS} packs")
                break
            try:
                packs.append(Pack(path, width))
            except ObjectError as error:
                notes.append(f"{path.name}: {error}")
            except (OSError, ValueError) as error:
                notes.append(f"{path.name}: {getattr(error, 'strerror', None) or 'cannot be opened'}")
        return cls(folders, packs, width, notes)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the packs; nothing can be read after that."""
        for pack in self.packs:
            pack.close()

    def prepare(self) -> None:
        """Do now what a reading of many objects would do first."""
        for pack in self.packs:
            _ = pack.survey

    def blobs(
        self, oids: Sequence[str], unread: Unread | None = None, *, kind: str = "blob", budget: Budget | None = None
    ) -> Iterator[tuple[str, bytes]]:
        """Yield (id, content) of each object of *oids* that is of *kind*, each once, in the order of the packs.

        What cannot be given is listed in *unread*. Memory holds `damage.HELD_BYTES` of bases and a few objects.
        """
        unread = Unread() if unread is None else unread
        budget = Budget(limits.HISTORY_BYTES) if budget is None else budget
        for listed in self._texts(self.located(oids), unread, kind, budget):
            for text in listed:
                yield text.oid, text.data

    def located(self, oids: Sequence[str]) -> listing.Work:
        """Return *oids* each where it is found first, see `listing.located`."""
        return listing.located(self.packs, oids)

    def changes(
        self,
        oids: Sequence[str] | listing.Work,
        reach: Reach,
        unread: Unread | None = None,
        *,
        budget: Budget | None = None,
    ) -> Iterator[list[Change]]:
        """Yield lists of the blobs of *oids*, in the order of `blobs`, with the parts that may not be in one before.

        What is in none of the parts is in the blob ``base``, as `delta.apply_marked` says: who searched that one, with
        a search that looks no further than *reach* from where it is, need not search there again.
        """
        unread = Unread() if unread is None else unread
        budget = Budget(limits.HISTORY_BYTES) if budget is None else budget
        work = oids if isinstance(oids, listing.Work) else self.located(oids)
        yield from self._texts(work, unread, "blob", budget, reach)

    def entries(self) -> Iterator[listing.Entry]:
        """Yield every stored object with its type and size: those of the packs in their order, then the loose ones."""
        return listing.entries(self.packs, self.folders, self.width)

    def others(self, known: Collection[str]) -> dict[str, list[str]] | None:
        """Return the commits, blobs and tags not *known*, see `listing.others`; None where a pack cannot be read."""
        return None if self.notes else listing.others(self.packs, self.folders, self.width, known)

    def turns(self, oids: Sequence[str], count: int) -> list[listing.Work]:
        """Return *oids* in parts to be taken by whoever is free, see `listing.turns`."""
        return listing.turns(self.packs, oids, count)

    def deltas(self, oids: Sequence[str]) -> Iterator[listing.Delta]:
        """Yield how those of *oids* that are packed as deltas change what they stand on, see `listing.deltas`."""
        return listing.deltas(self.packs, oids)

    def shares(self, oids: Sequence[str], count: int) -> list[list[str]]:
        """Return *oids* in *count* lists, one for each of so many processes to read, see `listing.shares`."""
        return listing.shares(self.packs, oids, count)

    def _texts(
        self, work: listing.Work, unread: Unread, kind: str, budget: Budget, reach: Reach | None = None
    ) -> Iterator[list[Change]]:
        waiting = set(work.loose).union(*(found.values() for found in work.packed))
        failed: dict[bytes, ObjectError] = {}
        try:
            for pack, found in zip(self.packs, work.packed, strict=True):
                if not waiting:
                    break
                if again := waiting.intersection(failed):
                    found = found | pack.index.find_all(again)  # what one pack has damaged another may have whole
                if not found:
                    continue
                try:
                    families = Families(pack, found, kind, budget, partial(self._base, budget), reach)
                    yield from families.read()
                except SpentError:
                    waiting.difference_update(set(found.values()).difference(families.waiting(), families.failed))
                    raise
                failed |= families.failed
                unread.other += [name.hex() for name in families.others]
                waiting.difference_update(found.values())
                waiting.update(families.failed)
            yield from self._loose(waiting, failed, kind, budget, unread)
        except SpentError:
            unread.over_budget += [name.hex() for name in sorted(waiting)]
            return
        _sort_out(waiting, failed, unread)

    def _loose(
        self, waiting: set[bytes], failed: dict[bytes, ObjectError], kind: str, budget: Budget, unread: Unread
    ) -> Iterator[list[Change]]:
        """Yield what loose objects there are of *waiting*, and take them off it."""
        for name in sorted(waiting):
            oid = name.hex()
            for folder in self.folders:
                try:
                    found, size, data = read_loose(folder, oid, kind)
                except AbsentError:
                    continue
                except ObjectError as error:
                    failed[name] = error
                    continue
                if found == kind:
                    budget.spend(size)
                    yield [alone(oid, data)]
                else:
                    unread.other.append(oid)
                waiting.discard(name)
                failed.pop(name, None)
                break

    def read(self, oid: str) -> tuple[str, bytes]:
        """Return (kind, content) of one object. Raises AbsentError, TooLargeError, ObjectError."""
        return self._read(bytes.fromhex(oid), Budget(_READ_BYTES))

    def kind(self, oid: str) -> str:
        """Return the kind of one object, as its header says it. Raises AbsentError, ObjectError."""
        name = bytes.fromhex(oid)
        for pack in self.packs:
            offset = pack.index.find(name)
            if offset is not None:
                return KINDS[self._steps(pack, offset, Budget(_READ_BYTES))[0][1].kind]
        for folder in self.folders:
            with suppress(AbsentError):
                return peek_loose(folder, oid)[0]
        raise AbsentError("the object is not in the repository")

    def _base(self, budget: Budget, name: bytes) -> tuple[str, bytes]:
        try:
            return self._read(name, budget)
        except AbsentError:
            raise AbsentError("the base of a delta is not in the repository") from None

    def _read(self, name: bytes, budget: Budget) -> tuple[str, bytes]:
        """As `read`: goes down to the whole text first, then up again; each pack that has the object is tried."""
        error: ObjectError = AbsentError("the object is not in the repository")
        for pack in self.packs:
            try:
                offset = pack.index.find(name)
                if offset is not None:
                    return self._chain(pack, offset, budget)
            except SpentError:
                raise
            except ObjectError as found:
                error = found
        for folder in self.folders:
            try:
                kind, _, data = read_loose(folder, name.hex())
            except AbsentError:
                continue
            except ObjectError as found:
                error = found
            else:
                return kind, data
        raise error

    def _chain(self, pack: Pack, offset: int, budget: Budget) -> tuple[str, bytes]:
        """Return (kind, content) of what stands at *offset* of *pack*. Raises ObjectError."""
        (pack, head), *path = self._steps(pack, offset, budget)
        data = pack.unpack(head)
        for other, step in path:
            data = delta.apply(data, other.unpack(step))
            budget.spend(len(data))
        return KINDS[head.kind], data

    def _steps(self, pack: Pack, offset: int, budget: Budget) -> list[tuple[Pack, Head]]:
        """Return the whole object that stands below *offset* of *pack*, and then the deltas up to there."""
        path: list[tuple[Pack, Head]] = []
        seen: set[tuple[int, int]] = set()
        while True:
            if (place := (id(pack), offset)) in seen:
                raise ObjectError("deltas stand on one another in a circle")
            seen.add(place)
            head = pack.head(offset)
            budget.spend(payable(head) + _STEP_BYTES)
            path.append((pack, head))
            if head.kind in KINDS:
                return path[::-1]
            if len(path) > damage.DELTA_DEPTH:
                raise ObjectError(f"more than {damage.DELTA_DEPTH} deltas stand on one another")
            if head.base:
                offset = head.base
            else:
                pack, offset = self._place(head.name)

    def _place(self, name: bytes) -> tuple[Pack, int]:
        """Return where in the packs object *name* begins. Raises AbsentError; git puts no delta on a loose object."""
        for pack in self.packs:
            offset = pack.index.find(name)
            if offset is not None:
                return pack, offset
        raise AbsentError("the base of a delta is not in the packs of the repository")


def _sort_out(waiting: set[bytes], failed: dict[bytes, ObjectError], unread: Unread) -> None:
    """Enter what is still *waiting* into *unread*."""
    for name in sorted(waiting):
        error = failed.get(name)
        if error is None:
            unread.absent.append(name.hex())
        elif isinstance(error, TooLargeError):
            unread.large.append(name.hex())
        else:
            unread.damaged.append(name.hex())
            unread.reason = unread.reason or str(error)


def _stores(objects: Path) -> list[Path]:
    """Return *objects* and the stores it borrows from, each once."""
    found: dict[Path, int] = {objects.resolve(): 0}
    for folder in (queue := list(found)):
        depth = found[folder]
        if depth == _ALTERNATES_DEPTH:
            continue
        for line in read_small(folder / "info" / "alternates", _ALTERNATES_BYTES).split(b"\n"):
            if not line or line.startswith((b"#", b'"')) or len(found) >= damage.ALTERNATES:
                continue
            try:
                other = (folder / os.fsdecode(line)).resolve()
                if other not in found and other.is_dir():
                    found[other] = depth + 1
                    queue.append(other)
            except (OSError, ValueError, RuntimeError):
                continue
    return list(found)


def _packs(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the packs of all stores that have an index beside them, in the order of their names."""
    for folder in folders:
        try:
            with os.scandir(folder / "pack") as entries:
                names = {entry.name for entry in entries}
        except OSError:
            continue
        for name in sorted(names):
            if name.endswith(".pack") and name.removesuffix(".pack") + ".idx" in names:
                yield folder / "pack" / name
