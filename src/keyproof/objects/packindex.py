"""The index of a pack: which object begins at which byte. Format: gitformat-pack(5), versions 1 and 2."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator
from functools import cached_property
from types import ModuleType
from typing import Final

from keyproof.built import built
from keyproof.objects.damage import PACK_OBJECTS, ObjectError

_MAGIC: Final = b"\xfftOc"
_FAN: Final = 256
_FAN_BYTES: Final = 4 * _FAN
_WIDE: Final = 0x8000_0000
"""Bit of an offset that says the rest of it is a row of the table of 64-bit offsets."""


def _load() -> ModuleType | None:
    """Return the compiled loops over packs and their indexes, None where they were not built or are not wanted."""
    found: ModuleType | None = built("keyproof.objects._packs")
    return found


_compiled: Final = _load()


class PackIndex:
    """An index over the bytes of its file, checked as far as that is cheap: sizes and the fan-out table."""

    def __init__(self, data: memoryview, width: int) -> None:
        """*width* is the bytes of an object id: 20, or 32 of SHA-256. Raises ObjectError."""
        self._data = data
        self.width = width
        """Bytes of an object id."""
        self._version = self._read_version()
        start = 8 if self._version == 2 else 0
        if len(data) < start + _FAN_BYTES + 2 * width:
            raise ObjectError("a pack index is cut off")
        self._fan = _numbers(data[start : start + _FAN_BYTES])
        if any(a > b for a, b in zip(self._fan, self._fan[1:], strict=False)):
            raise ObjectError("a pack index has a fan-out table that is not in order")
        self.count = self._fan[-1]
        """Objects listed."""
        if self.count > PACK_OBJECTS:
            raise ObjectError(f"a pack has more than {PACK_OBJECTS} objects")
        self._start = start + _FAN_BYTES
        row = width + 8 if self._version == 2 else width + 4
        left = len(data) - self._start - self.count * row - 2 * width
        if left < 0 or left % 8 or (left and self._version == 1) or left // 8 > self.count:
            raise ObjectError("a pack index has not the size that its number of objects asks for")
        self._wide = left // 8
        self.pack_checksum = bytes(data[len(data) - 2 * width : len(data) - width])
        """The last bytes of the pack this index was made for."""

    def _read_version(self) -> int:
        if bytes(self._data[:4]) != _MAGIC:
            return 1
        version = int.from_bytes(self._data[4:8], "big")
        if version != 2:
            raise ObjectError(f"a pack index has version {version}, which is not known")
        return version

    def offsets(self) -> list[int]:
        """Return where each object begins in the pack, in the order of the ids. Raises ObjectError."""
        count, width = self.count, self.width
        if self._version == 1:
            step = width + 4
            table = self._data[self._start : self._start + count * step]
            return [int.from_bytes(table[at : at + 4], "big") for at in range(0, count * step, step)]
        at = self._start + count * (width + 4)
        narrow = _numbers(self._offset_table())
        if not narrow or max(narrow) < _WIDE:
            return narrow.tolist()
        wide = _numbers(self._data[at + 4 * count : at + 4 * count + 8 * self._wide], "Q")
        try:
            return [n if n < _WIDE else wide[n - _WIDE] for n in narrow]
        except IndexError:
            raise ObjectError("a pack index points outside its table of large offsets") from None

    @cached_property
    def order(self) -> tuple[array[int], bytes] | None:
        """Where the objects begin, in order, with their rows; None where the index is spoiled or of another form."""
        if _compiled is None or self._version == 1 or self._wide:
            return None
        told = _compiled.order(self._offset_table(), self.id_tables()[0], self.width)
        if told is None:
            return None
        raw, listed = told
        starts = array("Q")
        starts.frombytes(raw)
        return (starts, listed) if not starts or starts[-1] < _WIDE else None

    def _offset_table(self) -> memoryview:
        """Return the table of 32-bit offsets of a version 2."""
        at = self._start + self.count * (self.width + 4)
        return self._data[at : at + 4 * self.count]

    def id_tables(self) -> tuple[memoryview, memoryview]:
        """Return the ids one after the other, of a version 2, and the fan-out table."""
        ids = self._data[self._start : self._start + self.count * self.width]
        return ids, self._data[self._start - _FAN_BYTES : self._start]

    def offset(self, row: int) -> int:
        """Return where the object of one *row* begins. Raises ObjectError."""
        if self._version == 1:
            at = self._start + row * (self.width + 4)
            return int.from_bytes(self._data[at : at + 4], "big")
        table = self._start + self.count * (self.width + 4)
        number = int.from_bytes(self._data[table + 4 * row : table + 4 * row + 4], "big")
        if number < _WIDE:
            return number
        if number - _WIDE >= self._wide:
            raise ObjectError("a pack index points outside its table of large offsets")
        at = table + 4 * self.count + 8 * (number - _WIDE)
        return int.from_bytes(self._data[at : at + 8], "big")

    def names(self) -> Iterator[bytes]:
        """Yield the ids in their order."""
        skip, step = self._rows()
        raw = bytes(self._data[self._start : self._start + self.count * step])
        width = self.width
        return (raw[at : at + width] for at in range(skip, self.count * step, step))

    def _rows(self) -> tuple[int, int]:
        """Return the bytes before the id in a row of the table of ids, and the bytes of a row."""
        return (4, self.width + 4) if self._version == 1 else (0, self.width)

    def find(self, name: bytes) -> int | None:
        """Return where object *name* begins, None where it is not listed. Raises ObjectError."""
        low = self._fan[name[0] - 1] if name[0] else 0
        high = self._fan[name[0]]
        skip, step = self._rows()
        start, width, data = self._start + skip, self.width, self._data

        def named(row: int) -> bytes:
            return bytes(data[start + row * step : start + row * step + width])

        row = bisect_left(range(low, high), name, key=named) + low
        return self.offset(row) if row < high and named(row) == name else None

    def find_all(self, wanted: Collection[bytes]) -> dict[int, bytes]:
        """Return ``{offset: id}`` of those of *wanted* that are listed. Raises ObjectError."""
        if _compiled is not None and self.order is not None:
            told: dict[int, bytes] = _compiled.find(*self.id_tables(), self.width, self._offset_table(), wanted)
            return told
        if len(wanted) * 16 < self.count:
            found = ((self.find(name), name) for name in wanted)
            return {at: name for at, name in found if at is not None}
        return {at: name for name, at in zip(self.names(), self.offsets(), strict=True) if name in wanted}


def _numbers(raw: memoryview, code: str = "I") -> array[int]:
    """Return the big-endian numbers of *raw*, 4 bytes wide, or 8 with *code* ``Q``."""
    found = array(code)
    found.frombytes(raw)
    if sys.byteorder == "little":
        found.byteswap()
    return found
