"""One pack: its objects' headers and their packed bytes. Format: gitformat-pack(5), versions 2 and 3."""

from __future__ import annotations

import contextlib
import mmap
import os
import stat
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from keyproof import limits
from keyproof.objects.damage import EXPANSION, ObjectError, TooLargeError
from keyproof.objects.inflate import inflate, inflate_start
from keyproof.objects.packindex import PackIndex
from keyproof.objects.survey import Survey

KINDS: Final = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
NUMBERS: Final = {kind: number for number, kind in KINDS.items()}
OFFSET_DELTA: Final = 6
NAME_DELTA: Final = 7

_HEADER_BYTES: Final = 64
"""Enough for the longest header there is: 10 bytes of length and an id of 32, or 10 of distance."""


_BATCH: Final = 1_000
"""Headers that are read before the system may take back the memory they are in: they stand all over the pack."""

_MANY: Final = 16
"""One in so many objects of a pack is worth a look at all their headers, in compiled loops."""

_START_BYTES: Final = 4 * 1024
"""Packed bytes of which the first bytes of an object are made; its tables take some hundred."""


class Head(NamedTuple):
    """What stands before an object's packed bytes. A tuple, for there is one of each object."""

    kind: int
    """1-4 are the keys of `KINDS`, 6 and 7 deltas."""
    size: int
    """Bytes of the unpacked object, or of the unpacked delta."""
    start: int
    end: int
    """Where the packed bytes begin, and where at the latest they end."""
    base: int
    """Where the object begins that this delta stands on; 0 where it is none or its base is told by id."""
    name: bytes
    """The id of the base where it is told by id and is not in this pack."""


def payable(head: Head) -> int:
    """Return the bytes that `Pack.unpack` will make.

    Raises TooLargeError past ``limits.BLOB_BYTES``, ObjectError for more than the packed bytes can hold: such a length
    is not to be taken off any budget.
    """
    if head.size > limits.BLOB_BYTES:
        raise TooLargeError("an object is too large")
    if head.size > (head.end - head.start) * EXPANSION:
        raise ObjectError("an object announces more bytes than its packed form can hold")
    return head.size


class Mapped:
    """A file's bytes in memory as the system sees fit. Nothing but a regular file is ever opened."""

    def __init__(self, path: Path) -> None:
        """Raises ObjectError where the file cannot be read, OSError where it cannot be opened."""
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or not found.st_size:
                raise ObjectError("a pack or an index is empty or no file")
            self._map = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(handle)
        self.bytes = memoryview(self._map)

    def forget(self) -> None:
        """Tell the system that what was read is not needed in memory; it can be read again all the same."""
        if hasattr(mmap, "MADV_DONTNEED"):
            with contextlib.suppress(OSError, ValueError):
                self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Let go of the file."""
        self.bytes.release()
        try:
            self._map.close()
        except BufferError:  # pragma: no cover - a traceback still holds a part; it goes with that
            return


class Pack:
    """A pack and its index, both open. Offsets are from the start of the pack."""

    def __init__(self, path: Path, width: int) -> None:
        """Open the pack *path* and the index beside it. Raises ObjectError, OSError."""
        self.name = path.name
        self._width = width
        self._files = [Mapped(path)]
        try:
            self._files.append(Mapped(path.with_suffix(".idx")))
            self.bytes = self._files[0].bytes
            self.index = PackIndex(self._files[1].bytes, width)
            self._end = len(self.bytes) - width
            self._check()
            self.starts = self._read_starts()
            """Where the objects begin, in order, and last where they end."""
            self._heads: dict[int, Head] = {}
            self._bad: dict[int, ObjectError] = {}
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of both files."""
        for file in self._files:
            file.close()

    def _check(self) -> None:
        head = bytes(self.bytes[:12])
        if self._end < 12 or head[:4] != b"PACK":
            raise ObjectError("a pack does not begin like one")
        version, count = int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:], "big")
        if version not in (2, 3):
            raise ObjectError(f"a pack has version {version}, which is not known")
        if count != self.index.count:
            raise ObjectError("a pack and its index do not agree on the number of objects")
        if bytes(self.bytes[self._end :]) != self.index.pack_checksum:
            raise ObjectError("a pack is not the one its index was made for, or it is cut off")

    def _read_starts(self) -> array[int]:
        order = self.index.order
        found = order[0] if order is not None else array("Q", sorted(self.index.offsets()))
        if found and (found[0] < 12 or found[-1] >= self._end):
            raise ObjectError("a pack index points outside its pack")
        found.append(self._end)
        return found

    @cached_property
    def survey(self) -> Survey | None:
        """The pack as a table, made when it is first asked for; None where the compiled loops do not know its form."""
        order = self.index.order
        return Survey(self.bytes, self.index, self.starts, order[1], self.forget) if order is not None else None

    @cached_property
    def names(self) -> dict[int, bytes]:
        """``{offset: id}`` of all objects. Raises ObjectError."""
        return dict(zip(self.index.offsets(), self.index.names(), strict=True))

    def heads(self, offsets: Iterable[int]) -> tuple[dict[int, Head], dict[int, ObjectError]]:
        """Return what stands at *offsets* and, of deltas, at the places they stand on, each by its offset.

        The second holds what `head` raises of those that have none. Both are kept, and hold earlier answers too.
        """
        heads, bad = self._heads, self._bad
        todo = [at for at in offsets if at not in heads and at not in bad]
        many = "survey" in self.__dict__ or len(todo) * _MANY > self.index.count
        if todo and many and self.survey is not None:
            todo = self.survey.heads(todo, heads, Head)
        for first in range(0, len(todo), _BATCH):
            batch = todo[first : first + _BATCH]
            for at in batch:
                if at in heads or at in bad:
                    continue
                try:
                    head = heads[at] = self.head(at)
                except ObjectError as error:
                    bad[at] = error
                    continue
                if head.base:
                    batch.append(head.base)
            self.forget()
        return heads, bad

    def head(self, offset: int) -> Head:
        """Return what stands at *offset*. Raises ObjectError."""
        starts = self.starts
        row = bisect_right(starts, offset)
        if not row or row == len(starts) or starts[row - 1] != offset:
            raise ObjectError("a delta stands on a place where no object begins")
        end = starts[row]
        raw = bytes(self.bytes[offset : min(offset + _HEADER_BYTES, end)])
        try:
            byte = raw[0]
            kind, size, at, shift = byte >> 4 & 7, byte & 15, 1, 4
            while byte > 127:
                byte = raw[at]
                size |= (byte & 127) << shift
                at += 1
                shift += 7
            base, name = 0, b""
            if kind == OFFSET_DELTA:
                byte = raw[at]
                at += 1
                back = byte & 127
                while byte > 127:
                    byte = raw[at]
                    back = back + 1 << 7 | byte & 127
                    at += 1
                base = offset - back
                if base >= offset or base < 12:
                    raise ObjectError("a delta stands on a place outside its pack")
            elif kind == NAME_DELTA:
                name = raw[at : at + self._width]
                at += self._width
                if at > len(raw):
                    raise ObjectError("the header of an object is cut off")
                base = self.index.find(name) or 0
            elif kind not in KINDS:
                raise ObjectError("an object has a type that git does not know")
        except IndexError:
            raise ObjectError("the header of an object is cut off") from None
        return Head(kind, size, offset + at, end, base, b"" if base else name)

    def unpack(self, head: Head) -> bytes:
        """Return the object's bytes, or the delta's. Raises ObjectError; the size is for the caller to bound."""
        return inflate(self.bytes[head.start : head.end], head.size)

    def forget(self) -> None:
        """Let go of the memory that the bytes read so far are in."""
        self._files[0].forget()

    def unpack_start(self, head: Head, size: int) -> bytes:
        """Return the first *size* bytes of what `unpack` returns, unchecked. Raises ObjectError."""
        return inflate_start(self.bytes[head.start : min(head.end, head.start + _START_BYTES)], size)
