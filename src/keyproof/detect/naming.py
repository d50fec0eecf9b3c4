"""Which lines of a text may bind a value to a credential name; the expressions of `forms` then read these alone.

Most lines that hold a word such as ``token`` bind nothing: they are prose, types, calls. ``_names.c`` tells that from
what the name says, from a few characters around it and from words that every form lacks, and remembers the lines, with
those that were read and said nothing. Where it was not built all lines are given, with the same outcome.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from keyproof import limits
from keyproof.detect import forms, way
from keyproof.detect.way import Stretch
from keyproof.model.fact import Setting

LINES: Final = 20_000
"""Lines of one text that are given."""

_OVERLAP: Final = 400
"""Bytes that two windows of one very long line share, so that no value is cut by both."""

_KEPT: Final = 100_000
"""Lines that are remembered."""


class Lines:
    """Gives the lines of texts that may bind a value, and remembers those that do not."""

    def __init__(self) -> None:
        self._quiet: set[bytes] = set()
        """Lines that bind nothing, each with the line after it where that decides."""
        self._silent: dict[tuple[Setting, bool], set[bytes]] = defaultdict(set)
        """The same where the setting decides, and whether calls are looked at."""

    def of(self, text: bytes, ends: list[int], called: list[int], setting: Setting) -> tuple[Sequence[Stretch], bool]:
        """Return start and stop of the lines of *text* that hold *ends*, and whether these are all.

        Both lists ascend. A line that holds one of *called* is given unless it is known by `forget`; of a very long
        line, windows.
        """
        if _native is None:
            return _windows(text, ends)
        self._prepare()
        silent, silent_calls = self._silent[setting, False], self._silent[setting, True]
        made = forms.way().made
        return _native.walk(
            text, ends, called, self._quiet, silent, silent_calls, made, limits.LINE_WINDOW, _OVERLAP, LINES
        )

    def thin(self, text: bytes, ends: list[int], called: list[int]) -> list[int]:
        """Return those of *ends* that are not on lines of *text* of which `of` gives none, whatever the file it is in."""
        if _native is None:
            return ends
        self._prepare()
        return _native.thin(text, ends, called, self._quiet, forms.way().made, limits.LINE_WINDOW)

    def forget(self, line: bytes, setting: Setting, *, calls_too: bool, binds: bool) -> None:
        """Give *line* no more where it stands in a text of *setting*; it was read and said nothing.

        With what it was read with where it goes on. Where it *binds* nothing it is left out in all settings.
        """
        if not binds and not calls_too:
            self._quiet.add(line)
        else:
            self._silent[setting, calls_too].add(line)

    def _prepare(self) -> None:
        if len(self._quiet) > _KEPT:
            self._quiet.clear()
        if sum(map(len, self._silent.values())) > _KEPT:
            self._silent.clear()


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


_native: Final = way.NATIVE
