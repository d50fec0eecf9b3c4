"""The versions of files, each searched only where it differs from one that was searched before.

What is found depends on the text near it: its line, the one before and the one after. So a match whose surroundings are
copied from the base stands in the new version too, and only the parts that are new, with some lines on both sides, are
searched. Where more than that decides (an archive, an encoded text, a private key, a line of many kilobytes), the whole
version is searched, as if it had no base. Property tests hold the two ways against each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from keyproof import limits
from keyproof.detect.boundaries import as_utf8, is_binary
from keyproof.detect.decode.magic import is_container
from keyproof.detect.detector import Detector, Parts
from keyproof.detect.match import Match
from keyproof.detect.setting import has_generic, is_lock, setting_of
from keyproof.model.fact import Setting
from keyproof.objects.delta import Copy, Range, Reach

LINES: Final = 1
"""Lines before and after that of a match that may decide on it."""

REACH: Final = Reach(around=16_384, lines=LINES + 2)
"""How far beyond a change is searched again: so far that a match which it may decide on is found there whole."""

Place = tuple[Match, int]
"""A match and where it starts in this version."""


@lru_cache(maxsize=65536)
def kind_of(path: str) -> tuple[Setting, bool, bool]:
    """Return all that a path alone says of how a text is searched: two of one kind are searched in the same way."""
    return setting_of(path), is_lock(path), has_generic(path)


class _Known(NamedTuple):
    """What is known of a version that others may stand on."""

    kind: tuple[Setting, bool, bool]
    size: int
    matches: tuple[Match, ...]
    starts: tuple[int, ...]
    """Where the matches start, in order."""
    far: tuple[Range, ...]
    """Stretches that have to be the same for the matches, and for there being no more, to hold."""


class Versions:
    """Scans versions in an order in which each comes after the one it stands on."""

    def __init__(self, detector: Detector) -> None:
        self.whole = self.part = 0
        """Versions searched whole, and in parts."""
        self._detector = detector
        self._known: dict[str, _Known] = {}

    def scan(
        self, oid: str, data: bytes, path: str, base: str | None, parts: Sequence[Range], copies: Sequence[Copy]
    ) -> Sequence[Place]:
        """Return the matches in *data*, the version *oid* of the file *path*.

        *parts* may hold something that the version *base* has not; *copies* are from it.
        """
        kind = kind_of(path)
        known = self._known.get(base) if base is not None else None
        found: _Known | None = None
        if known is not None and known.kind == kind:
            found = self._in_parts(known, data, path, parts, copies)
        if found is not None:
            self.part += 1
            self._known[oid] = found
            return tuple(zip(found.matches, found.starts, strict=True))
        self.whole += 1
        matches, trail = self._detector.scan_trailed(data, path)
        if trail is not None:
            starts = tuple(m.start for m in matches)
            self._known[oid] = _Known(kind, len(data), tuple(matches), starts, tuple(trail.far))
        return [(m, m.start) for m in matches]

    def _in_parts(
        self, known: _Known, data: bytes, path: str, parts: Sequence[Range], copies: Sequence[Copy]
    ) -> _Known | None:
        """Return what is known of *data* from its base and *parts* of it; None where it has to be searched whole."""
        if as_utf8(data) is not data or is_binary(data) or is_container(data):
            return None
        far = _carried(known.far, known.size, copies, len(data)) if known.far else ()
        if far is None:
            return None
        kept: list[Place] = []
        near: list[Place] = []
        if known.starts:
            for match, start, copy in _copied(known, copies):
                touched = _touches(parts, start, start + match.end - match.start)
                if not touched:
                    kept.append((match, start))
                elif _stands(data, start, start + match.end - match.start, copy, known.size):
                    near.append((match, start))
        found = self._detector.scan_parts(data, path, parts, near) if parts else Parts([], [], [])
        if found is None or len(kept) + len(near) + len(found.fresh) > limits.MATCHES_PER_FILE:
            return None
        fresh, lost = found.fresh, found.lost
        far = tuple({*far, *found.far}) if found.far else far
        # A name within a part may bind a value behind it, which was copied with all that decides on it.
        fresh = [m for m in fresh if _touches(parts, m.start, m.end) or not _overlaps(kept, m)]
        places = [*kept, *(p for at, p in enumerate(near) if at not in lost), *((m, m.start) for m in fresh)]
        places.sort(key=lambda p: p[1])
        return _Known(known.kind, len(data), tuple(m for m, _ in places), tuple(s for _, s in places), far)


def _copied(known: _Known, copies: Sequence[Copy]) -> Iterator[tuple[Match, int, Copy]]:
    """Yield the matches that *copies* hold whole, where they start now, and the copy. One may be copied twice."""
    matches, starts = known.matches, known.starts
    for copy in copies:
        start, end, offset = copy
        limit = offset + end - start
        for at in range(bisect_left(starts, offset), len(starts)):
            place = starts[at]
            if place >= limit:
                break
            match = matches[at]
            if place + match.end - match.start <= limit:
                yield match, place - offset + start, copy


def _stands(data: bytes, start: int, end: int, copy: Copy, base_size: int) -> bool:
    """Whether all that decides on a match from *start* to *end* was copied with it."""
    first, last, offset = copy
    if first or offset:
        at = start
        for _ in range(LINES + 1):
            at = data.rfind(b"\n", first, at)
            if at < 0:
                return False
    if last == len(data) and offset + last - first == base_size:
        return True
    at = end
    for _ in range(LINES + 1):
        at = data.find(b"\n", at, last) + 1
        if not at:
            return False
    return True


def _carried(far: Sequence[Range], base_size: int, copies: Sequence[Copy], size: int) -> tuple[Range, ...] | None:
    """Return where the stretches *far* of the base are now; None where a part of one is without the rest."""
    out: list[Range] = []
    for low, high in far:
        low, high = max(low, 0), min(high, base_size)
        for start, end, offset in copies:
            if offset >= high or offset + end - start <= low:
                continue
            moved = start - offset
            if offset > low or high > offset + end - start:
                return None
            if (low == 0 and moved) or (high == base_size and high + moved != size):
                return None
            out.append((low + moved, high + moved))
    return tuple(out)


def _overlaps(kept: Sequence[Place], match: Match) -> bool:
    return any(start < match.end and match.start < start + m.end - m.start for m, start in kept)


def _touches(parts: Sequence[Range], start: int, end: int) -> bool:
    """Whether *start* to *end* overlaps with one of *parts*, or is next to it."""
    at = bisect_right(parts, (end, end)) - 1
    if at + 1 < len(parts) and parts[at + 1][0] <= end:
        return True
    return at >= 0 and parts[at][1] >= start
