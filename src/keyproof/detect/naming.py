"""Which lines of a text may bind a value to a credential name; the expressions of `forms` then read these alone.

Most lines that hold a word such as ``token`` bind nothing: they are prose, types, calls. ``_names.c`` tells that from
what the name says and from a few characters around it, and remembers the lines. Where it was not built all lines are
given, with the same outcome.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Final, Protocol, TypeAlias

from keyproof import limits
from keyproof.built import built
from keyproof.detect import forms
from keyproof.detect.names import faint_kind_of, kind_of

LINES: Final = 20_000
"""Lines of one text that are given."""

_OVERLAP: Final = 400
"""Bytes that two windows of one very long line share, so that no value is cut by both."""

_KEPT: Final = 100_000
"""Lines, and names, that are remembered."""

OPENS: Final = b",([{=:|?+\\"
"""What a line ends with whose value may stand on the next."""

NOTHING, CREDENTIAL, FAINT = 0, 1, 2
"""What a name says."""

Stretch: TypeAlias = tuple[int, int]


class Way:
    """How the lines are told apart: what ``_names.c`` needs to know."""

    parts = b"\0".join(part.encode() for part in forms.PARTS)
    opens = OPENS

    def __init__(self) -> None:
        sides = forms.sides()
        self.behind, self.before = sides.behind, sides.before
        self.depth, self.reach = sides.depth, sides.reach
        self.kinds: dict[str, int] = {}
        """What names say that were seen before."""

    def classify(self, name: str) -> int:
        """Return what *name* says, and remember it."""
        if len(self.kinds) > _KEPT:
            self.kinds.clear()
        kind = _says(name)
        if name[:1] in ("n", "r", "t"):  # it may be of ``\\n`` in a string, which `forms` leaves out
            without = _says(name[1:])
            kind = CREDENTIAL if CREDENTIAL in (kind, without) else kind or without
        self.kinds[name] = kind
        return kind


def _says(name: str) -> int:
    return CREDENTIAL if kind_of(name) else FAINT if faint_kind_of(name) else NOTHING


class Lines:
    """Gives the lines of texts that may bind a value, and remembers those that do not."""

    def __init__(self) -> None:
        self._quiet: set[bytes] = set()

    def of(self, text: bytes, ends: list[int], called: list[int]) -> tuple[Sequence[Stretch], bool]:
        """Return start and stop of the lines of *text* that hold *ends*, and whether these are all.

        Both lists ascend. A line that holds one of *called* is given in any case; of a very long line, windows.
        """
        if _native is None:
            return _windows(text, ends)
        self._prepare()
        return _native.walk(text, ends, called, self._quiet, self._way, limits.LINE_WINDOW, _OVERLAP, LINES)

    def thin(self, text: bytes, ends: list[int], called: list[int]) -> list[int]:
        """Return those of *ends* that are not on lines of *text* of which `of` gives none, whatever the file it is in."""
        if _native is None:
            return ends
        self._prepare()
        return _native.thin(text, ends, called, self._quiet, self._way, limits.LINE_WINDOW)

    @cached_property
    def _way(self) -> Way:
        return Way()

    def _prepare(self) -> None:
        if len(self._quiet) > _KEPT:
            self._quiet.clear()


def holds_one(ends: Sequence[int], start: int, stop: int) -> bool:
    """Whether one of *ends*, which ascend, is of a line from *start* to *stop*."""
    row = bisect_right(ends, start)
    return row < len(ends) and ends[row] <= stop + 1


def _windows(text: bytes, ends: Sequence[int]) -> tuple[Sequence[Stretch], bool]:
    """Return start and stop of all lines of *text* that hold *ends*, and whether these are all."""
    found: list[Stretch] = []
    done = 0
    size = len(text)
    rfind, find = text.rfind, text.find
    for end in ends:
        if end <= done:
            continue
        if len(found) >= LINES:
            return found, False
        at = end - 1
        low = max(0, at - limits.LINE_WINDOW)
        start = rfind(b"\n", low, at) + 1
        if not start:
            start = low
        stop = find(b"\n", at, at + limits.LINE_WINDOW)
        if stop < 0:
            stop = min(size, at + limits.LINE_WINDOW)
        start = max(start, done - _OVERLAP)
        done = stop
        found.append((start, stop))
    return found, True


class _Native(Protocol):
    """What ``_names.c`` has."""

    def walk(
        self, text: bytes, ends: list[int], called: list[int], quiet: set[bytes], way: Way, window: int, overlap: int,
        most: int, /,
    ) -> tuple[list[Stretch], bool]: ...  # fmt: skip

    def thin(
        self, text: bytes, ends: list[int], called: list[int], quiet: set[bytes], way: Way, window: int, /
    ) -> list[int]: ...


_native: Final[_Native | None] = built("keyproof.detect._names")
