"""The versions of files, each searched only where it differs from one that was searched before.

What is found depends on the text near it: its line, the one before and the one after. So a match whose surroundings are
copied from the base stands in the new version too, and only the parts that are new, with some lines on both sides, are
searched. Where more than that decides (an archive, an encoded text, a private key, a line of many kilobytes), the whole
version is searched, as if it had no base. Property tests hold the two ways against each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Final, NamedTuple

from keyproof import limits
from keyproof.detect import alone
from keyproof.detect.decode.magic import kind_of_name
from keyproof.detect.detector import Detector, is_plain
from keyproof.detect.match import Match
from keyproof.detect.search import NOTHING, Hits
from keyproof.detect.setting import has_generic, is_lock, setting_of
from keyproof.detect.trail import Parts
from keyproof.model.fact import Setting
from keyproof.objects.delta import Copy, Range, Reach, packed
from keyproof.objects.families import Change

LINES: Final = 1
"""Lines before and after that of a match that may decide on it."""

REACH: Final = Reach(around=16_384, lines=LINES + 2)
"""How far beyond a change is searched again: so far that a match which it may decide on is found there whole."""

_HELD: Final = 2 * limits.MIB
"""Bytes of versions that are held to be searched together."""

_CHAIN: Final = 12
"""Stretches that may follow one another so that a change in one opens all, before a version is searched whole."""

_WIDENINGS: Final = 4
"""Times that more of a version is found to decide before it is searched whole."""

Place = tuple[Match, int]
"""A match and where it starts in this version."""

Listed = tuple[Sequence[Change], Sequence[str]]
"""Versions of files, each after the one it stands on, and the path of each."""


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
    """Stretches, none touching another, that have to be the same for the matches, and for there being no more, to hold."""

    @property
    def is_nothing(self) -> bool:
        """Whether it has no match, and nothing in it has to stay: all that have this are the same but for the size."""
        return not (self.starts or self.far)


class Versions:
    """Scans versions in an order in which each comes after the one it stands on."""

    def __init__(self, detector: Detector) -> None:
        self.whole = self.part = 0
        """Versions searched whole, and in parts."""
        self._detector = detector
        self._known: dict[str, _Known] = {}

    def scan_all(self, lists: Iterable[Listed]) -> Iterator[tuple[str, Sequence[Place]]]:
        """Yield the id of each version of *lists* with the matches in it: many are searched in one pass."""
        versions: list[Change] = []
        paths: list[str] = []
        held = 0
        for some, of in lists:
            versions += some
            paths += of
            held += sum([len(version[1]) for version in some])
            if held > _HELD:
                yield from self._batch(versions, paths)
                versions, paths, held = [], [], 0
        yield from self._batch(versions, paths)

    def _batch(self, versions: Sequence[Change], paths: Sequence[str]) -> Iterator[tuple[str, Sequence[Place]]]:
        """As `scan_all`. Most are versions without a hit in their parts of one that has nothing."""
        plain = [is_plain(version[1]) for version in versions]
        named = [kind_of(path)[2] for path in paths]
        if all(plain):
            searched = [(data, parts) for _, data, _, parts, _ in versions]
        else:
            searched = [(v.data, v.parts) for v, is_one in zip(versions, plain, strict=True) if is_one]
            named = [is_named for is_named, is_one in zip(named, plain, strict=True) if is_one]
        hits = iter(self._detector.hits_many(searched, named))
        known = self._known
        for version, path, is_one in zip(versions, paths, plain, strict=True):
            found = next(hits) if is_one else None
            if found is NOTHING and not (_is_small(version) and alone.named_by(path)) and not kind_of_name(path):
                base = version[2]
                of_base = known.get(base) if base is not None else None
                if of_base is not None and of_base.is_nothing and of_base.kind == kind_of(path):
                    known[version[0]] = of_base
                    self.part += 1
                    yield version[0], ()
                    continue
                if version[3] == ((0, len(version[1])),):
                    known[version[0]] = _Known(kind_of(path), len(version[1]), (), (), ())
                    self.whole += 1
                    yield version[0], ()
                    continue
            yield version[0], self._scan(version, path, found)

    def scan(
        self, oid: str, data: bytes, path: str, base: str | None, parts: tuple[Range, ...], copies: tuple[Copy, ...]
    ) -> Sequence[Place]:
        """Return the matches in one version."""
        ((_, found),) = self.scan_all([([Change(oid, data, base, parts, packed(copies))], [path])])
        return found

    def _scan(self, version: Change, path: str, hits: Hits | None) -> Sequence[Place]:
        """Return the matches in *version*; *hits* are those in its parts, None where it is no plain text."""
        oid, data, base, parts, _ = version
        kind = kind_of(path)
        known = self._known.get(base) if base is not None else None
        found: _Known | None = None
        if known is not None and known.kind == kind and hits is not None:
            found = self._in_parts(known, version, path, hits)
        if found is not None:
            self.part += 1
            self._known[oid] = found
            return tuple(zip(found.matches, found.starts, strict=True))
        self.whole += 1
        in_all = hits if parts == ((0, len(data)),) else None
        matches, trail = self._detector.scan_trailed(data, path, in_all)
        if trail is not None:
            starts = tuple(m.start for m in matches)
            self._known[oid] = _Known(kind, len(data), tuple(matches), starts, _merged(trail.far))
        return [(m, m.start) for m in matches]

    def _in_parts(self, known: _Known, version: Change, path: str, first: Hits) -> _Known | None:
        """Return what is known of *version* from its base and its parts, where *first* are the hits in these.

        None where it has to be searched whole.
        """
        data = version.data
        parts: Sequence[Range] = version.parts
        copies = () if known.is_nothing else version.copies
        hits = first
        again: Sequence[Range] = ()
        carried: Sequence[Range] = ()
        if known.far:
            carried, again = _carried(known.far, known.size, copies, len(data))
        for _ in range(_WIDENINGS):
            before = parts
            if again:
                parts = _merged([*parts, *(_lined(data, z) for z in again)])
            if carried:
                closed = _untouched(data, carried, again, parts)
                if closed is None:
                    return None
                carried, again, parts = closed
            if parts is not before:
                hits = self._more(data, again, hits, named=known.kind[2])
            kept: list[Place] = []
            near: list[Place] = []
            if known.starts:
                for match, start, copy in _copied(known, copies):
                    end = start + match.end - match.start
                    if not _touches(parts, start, end):
                        kept.append((match, start))
                    elif not (again and _touches(again, start, end)) and _stands(data, start, end, copy, known.size):
                        near.append((match, start))
            found = self._detector.scan_parts(data, path, parts, near, kept, hits) if parts else _NOTHING
            if found is None or len(kept) + len(near) + len(found.fresh) > limits.MATCHES_PER_FILE:
                return None
            # What is encoded near by may be said otherwise beside what is new.
            wider = found.wider or (_touched(carried, _merged(found.far)) if carried and found.far else [])
            if not wider:
                return _known_now(known, len(data), parts, found, kept, near, carried)
            again = _merged([*again, *wider])
        return None

    def _more(self, data: bytes, again: Sequence[Range], hits: Hits, *, named: bool) -> Hits:
        """Return *hits* with those in the stretches *again*: all that decides on a hit stands within one of these."""
        more = self._detector.hits(data, _merged([_lined(data, stretch) for stretch in again]), named=named)
        ends = {number: list(listed) for number, listed in hits.ends.items()}
        for number, listed in more.ends.items():
            ends[number] = sorted({*ends.get(number, ()), *listed})
        return Hits(ends, hits.truncated or more.truncated, hits.unopened or more.unopened)


def _is_small(version: Change) -> bool:
    return len(version[1]) <= alone.MOST


_NOTHING: Final = Parts([], [], [], [])


def _known_now(
    known: _Known, size: int, parts: Sequence[Range], found: Parts, kept: list[Place], near: list[Place],
    carried: Sequence[Range],
) -> _Known:  # fmt: skip
    if not (known.starts or known.far or found.fresh or found.far):
        return known
    lost = set(found.lost)
    # A name within a part may bind a value behind it, which was copied with all that decides on it.
    fresh = [m for m in found.fresh if _touches(parts, m.start, m.end) or not _overlaps(kept, m)]
    places = [p for at, p in enumerate((*near, *kept)) if at not in lost] + [(m, m.start) for m in fresh]
    if near or fresh:  # those that are kept are in order, as the copies are
        places.sort(key=itemgetter(1))
    far = _merged([*carried, *found.far]) if found.far else tuple(carried)
    return _Known(known.kind, size, tuple(m for m, _ in places), tuple(s for _, s in places), far)


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


def _carried(
    far: Sequence[Range], base_size: int, copies: Sequence[Copy], size: int
) -> tuple[Sequence[Range], Sequence[Range]]:
    """Return where the stretches *far* of the base are now, and what is left of those that were changed."""
    by_offset = sorted(copies, key=lambda c: c[2])
    offsets = [c[2] for c in by_offset]
    reached = list(accumulate((c[2] + c[1] - c[0] for c in by_offset), max))
    whole: list[Range] = []
    pieces: list[Range] = []
    for low, high in far:
        low, high = max(low, 0), min(high, base_size)
        row = bisect_left(offsets, high) - 1
        while row >= 0 and reached[row] > low:
            start, end, offset = by_offset[row]
            row -= 1
            stop = offset + end - start
            if stop <= low:
                continue
            moved = start - offset
            if offset <= low and high <= stop and (low or not moved) and (high < base_size or high + moved == size):
                whole.append((low + moved, high + moved))
            else:
                pieces.append((max(low, offset) + moved, min(high, stop) + moved))
    return whole, _merged(pieces)


def _untouched(
    data: bytes, far: Sequence[Range], again: Sequence[Range], parts: Sequence[Range]
) -> tuple[Sequence[Range], Sequence[Range], Sequence[Range]] | None:
    """Return those of *far* that *parts* do not touch, and *again* and *parts* with the others: all they hold is open.

    None where one stretch leads to the next and so on: made input does so, and a search of the whole costs less.
    """
    for _ in range(_CHAIN):
        touched = _touched(far, parts)
        if not touched:
            return far, again, parts
        far = [z for z in far if not _touches(parts, *z)]
        again = _merged([*again, *touched])
        parts = _merged([*parts, *(_lined(data, z) for z in touched)])
    return None


def _touched(far: Sequence[Range], parts: Sequence[Range]) -> list[Range]:
    return [z for z in far if _touches(parts, *z)]


def _lined(data: bytes, stretch: Range) -> Range:
    """Return *stretch* with the lines around it that a search has to see so that it finds all in it."""
    low, high = stretch
    start, stop = low, high
    for _ in range(REACH.lines):
        start = data.rfind(b"\n", max(0, low - REACH.around), max(start, 0))
        if start < 0:
            start = max(0, low - REACH.around)
            break
    for _ in range(REACH.lines):
        stop = data.find(b"\n", stop, high + REACH.around) + 1
        if not stop:
            stop = min(len(data), high + REACH.around)
            break
    return start, stop


def _merged(ranges: Sequence[Range]) -> tuple[Range, ...]:
    """Return *ranges* in order, those that overlap or touch as one."""
    out: list[Range] = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return tuple(out)


def _overlaps(kept: Sequence[Place], match: Match) -> bool:
    return any(start < match.end and match.start < start + m.end - m.start for m, start in kept)


def _touches(parts: Sequence[Range], start: int, end: int) -> bool:
    """Whether *start* to *end* overlaps with one of *parts*, or is next to it."""
    at = bisect_right(parts, (end, end)) - 1
    if at + 1 < len(parts) and parts[at + 1][0] <= end:
        return True
    return at >= 0 and parts[at][1] >= start
