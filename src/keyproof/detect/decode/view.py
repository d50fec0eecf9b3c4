"""A text that stands encoded inside another, and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from keyproof import limits

_TEXT: Final = bytes({*range(32, 127), 9, 10, 13})
_TEXT_OR_HIGH: Final = _TEXT + bytes(range(128, 256))


class View(msgspec.Struct, frozen=True):
    """What the bytes ``start`` to ``end`` of a text say when they are decoded."""

    data: bytes
    start: int
    end: int
    how: str
    """The encoding, in a word: ``base64``."""
    marks: tuple[tuple[int, int, int, int], ...] = ()
    """Where only pieces were decoded: start and end of each in ``data``, then in the text. Empty: all was."""
    is_text: bool = True
    """Whether names and values may be read in it; in other bytes only the shapes of providers are."""
    told: bool = False
    """Whether the text says that this is encoded (``_B64``, a Kubernetes Secret): then it is nothing else."""

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where in the text *start* to *end* of ``data`` stand; None where nothing there was decoded."""
        if not self.marks:
            return self.start, self.end
        first = bisect_right(self.marks, start, key=lambda m: m[0]) - 1
        last = bisect_right(self.marks, end - 1, key=lambda m: m[0]) - 1
        touched = last > first or (first >= 0 and start <= self.marks[first][1] and end > self.marks[first][0])
        if not touched:
            return None
        return self._source(first, start, at_end=False), self._source(last, end, at_end=True)

    def _source(self, index: int, offset: int, *, at_end: bool) -> int:
        if index < 0:
            return self.start + offset
        _, decoded_end, start, end = self.marks[index]
        if offset > decoded_end or (offset == decoded_end and not at_end):
            return min(self.end, end + offset - decoded_end)
        return end if at_end else start


class Budget:
    """What may still be decoded of one outermost text: bytes, views and members together."""

    __slots__ = ("bytes", "cut", "members", "tries", "views")

    def __init__(self) -> None:
        self.bytes = limits.DECODED_BYTES
        self.views = limits.DECODED_VIEWS
        self.members = limits.MEMBERS
        self.tries = limits.DECODE_TRIES
        self.cut = ""
        """Which bound was reached first, for the report."""

    def take(self, size: int) -> bool:
        """Return whether a view of *size* bytes may be looked at, and count it."""
        if self.views <= 0 or size > self.bytes:
            self.cut = self.cut or ("encoded texts" if self.views <= 0 else "bytes once decoded")
            return False
        self.views -= 1
        self.bytes -= size
        return True


def printable(data: bytes) -> bool:
    """Whether *data* is text: no control characters, and UTF-8 where it is not ASCII."""
    if data.translate(None, _TEXT_OR_HIGH):
        return False
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
    return True


def around(text: bytes, at: int, reach: int = limits.LINE_WINDOW) -> tuple[int, int]:
    """Return the line of *at*, cut *reach* bytes away."""
    low, high = max(0, at - reach), min(len(text), at + reach)
    start = text.rfind(b"\n", low, at) + 1 or low
    stop = text.find(b"\n", at, high)
    return start, high if stop < 0 else stop


def words_in(text: bytes, low: int, high: int, words: re.Pattern[bytes]) -> Iterator[tuple[int, int]]:
    """Yield where the lower-case *words* stand in *text* from *low* to *high*, however they are written there.

    What ignores letter case itself is tried at every byte; a literal that does not is leapt to.
    """
    for found in words.finditer(text[low:high].lower()):
        yield low + found.start(), low + found.end()


def substituted(
    text: bytes,
    start: int,
    end: int,
    pattern: re.Pattern[bytes],
    value: Callable[[re.Match[bytes]], bytes],
    how: str,
    since: int = 0,
    *,
    is_text: bool = True,
) -> View | None:
    """Return *text* from *start* to *end* with each match of *pattern* from *since* on replaced; None without one."""
    parts: list[bytes] = []
    marks: list[tuple[int, int, int, int]] = []
    size = 0
    position = start
    for found in pattern.finditer(text, max(start, since), end):
        kept = text[position : found.start()]
        new = value(found)
        size += len(kept)
        parts += (kept, new)
        marks.append((size, size + len(new), found.start(), found.end()))
        size += len(new)
        position = found.end()
    if not marks:
        return None
    parts.append(text[position:end])
    return View(b"".join(parts), start, end, how, tuple(marks), is_text)
