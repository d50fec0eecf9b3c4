"""What the outcome of a search depends on beyond the lines of its hits, and what is found in parts of a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from keyproof import limits
from keyproof.detect.match import Match
from keyproof.detect.together import Ends


class Trail(msgspec.Struct):
    """What the outcome of a scan depends on beyond the lines of its matches."""

    far: list[tuple[int, int]] = msgspec.field(default_factory=list)
    """Stretches of the text, from and to; they may begin before it and end behind it."""
    fixed: bool = False
    """The whole text decides."""


class Parts(NamedTuple):
    """What is found in parts of a text."""

    fresh: list[Match]
    lost: list[int]
    """Rows of the known matches, those apart counted on from those near by, that a fresh one overrules."""
    far: list[tuple[int, int]]
    """As `Trail.far`."""
    wider: list[tuple[int, int]]
    """Stretches that have to be searched too before anything can be said; the rest is then empty."""


def is_within(stretch: tuple[int, int], parts: Sequence[tuple[int, int]]) -> bool:
    """Whether one of *parts*, in order, holds all of *stretch*."""
    row = bisect_left(parts, (stretch[0] + 1,)) - 1
    return row >= 0 and parts[row][1] >= stretch[1]


def long_lines(text: bytes, ends: Ends) -> list[tuple[int, int]]:
    """Return the lines with a hit of which not all is looked at from there: all of such a line decides on its hits."""
    found: list[tuple[int, int]] = []
    size = len(text)
    if size <= limits.LINE_WINDOW:
        return found
    find, rfind = text.find, text.rfind
    done = -1
    for end in sorted({end for listed in ends.values() for end in listed}):
        if end <= done:
            continue
        at = max(end - 1, 0)
        low, high = max(0, at - limits.LINE_WINDOW), min(size, at + limits.LINE_WINDOW)
        # The last line that ends near by, not the first: those between are no longer than it is far.
        start, done = rfind(b"\n", low, at), rfind(b"\n", at, high)
        if (start < 0 and low) or (done < 0 and high < size):
            start, done = rfind(b"\n", 0, at), find(b"\n", at)
            found.append((start + 1, size if done < 0 else done))
        if done < 0:
            done = size
    return found
