"""What stands in the blobs of a history: each searched once, and only where it is new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from keyproof import apart
from keyproof.collectors._seen import Spot
from keyproof.detect.boundaries import LineNumbers
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.detect.versions import REACH, Listed, Versions
from keyproof.model.place import Location
from keyproof.objects.dropped import UNREACHED
from keyproof.objects.families import Change
from keyproof.patterns import regex
from keyproof.sources import History

Held: TypeAlias = tuple[Match, list[str], list[int]]
"""A match, the ids of the blobs that hold it, the one it was found in first, and where it starts in each."""

_WORTH_SHARING = 400
"""Blobs from which a second process pays for itself where lines are counted."""

_ASSIGNMENTS: Final = regex(rb"(?:(?:#[^\n]*|(?:export )?[A-Z_][A-Z0-9_]{1,60}=[^\n]*|[ \t\r]*)(?:\n|\Z)){1,2000}\Z")

_REF: Final = "refs/"
"""How the path begins of a blob that a ref leads to straight away."""


def scan_share(
    history: History, engine: Detector, path_of: Mapping[str, str], oids: Sequence[str], share: tuple[int, int]
) -> tuple[list[Held], list[str]]:
    """Scan the blobs of *oids* that *share* says; return what they hold, and the ids of all that were read.

    A blob that no path is known of, because nothing or a ref alone leads to it, is taken for a version of its
    base, and one of nothing but assignments for an environment file.
    """
    held: dict[int, Held] = {}
    read: list[str] = []
    for oid, found in Versions(engine).scan_all(_versions(history, path_of, oids, share)):
        read.append(oid)
        for match, start in found:
            entry = held.get(id(match))
            if entry is None:
                held[id(match)] = (match, [oid], [start])
            else:
                entry[1].append(oid)
                entry[2].append(start)
    return list(held.values()), read


def _versions(
    history: History, path_of: Mapping[str, str], oids: Sequence[str], share: tuple[int, int]
) -> Iterator[Listed]:
    of_base: dict[str, str] = {}
    for changes in history.changes(REACH, oids, share):
        paths = [path_of.get(change[0], "") for change in changes]
        yield (
            changes,
            [
                path if path and not path.startswith(_REF) else _path_as_base(change, path_of, of_base) or path
                for change, path in zip(changes, paths, strict=True)
            ],
        )


def _path_as_base(change: Change, path_of: Mapping[str, str], of_base: dict[str, str]) -> str:
    base = change.base or ""
    path = path_of.get(base) or of_base.get(base) or (".env" if _ASSIGNMENTS.match(change.data) else "")
    of_base[change.oid] = path
    return path


class Past:
    """One place of a value in history: the commit that brought it to a path first, and the blob that shows it."""

    __slots__ = ("oid", "place", "spot")

    def __init__(self, place: Location, oid: str, spot: Spot) -> None:
        self.place = place
        self.oid = oid
        self.spot = spot


def past_places(blobs: Mapping[str, Spot], where: Mapping[str, tuple[Location, ...]]) -> list[Past]:
    """Return one place for each path, the earliest first, and whether it is gone; `with_lines` adds the lines."""
    by_path: dict[str, list[tuple[Location, str]]] = {}
    for oid, spot in blobs.items():
        member = spot[0].member
        for place in where.get(oid) or (
            Location(path=f"unreachable object {oid[:10]}", note=UNREACHED, published=False),
        ):
            path = f"{place.path}!{member}" if member else place.path
            by_path.setdefault(path, []).append((place, oid))
    found: list[Past] = []
    for path, versions in by_path.items():
        shown = [v for v in versions if v[0].published] or versions
        first, oid = min(shown, key=lambda v: (v[0].first_seen or "9999", v[1]))
        alive = any(place.in_head for place, _ in versions)
        last = max((place for place, _ in versions), key=lambda p: (p.removed_at or "", p.removed_in or ""))
        known = any(place.in_head is not None for place, _ in versions)
        place = Location(
            path=path,
            commit=first.commit,
            author=first.author,
            first_seen=first.first_seen,
            removed_in=None if alive else last.removed_in,
            removed_at=None if alive else last.removed_at,
            in_head=alive if known else None,
            note=first.note,
            published=first.published,
        )
        found.append(Past(place, oid, blobs[oid]))
    found.sort(key=lambda p: (p.place.first_seen or "9999", p.place.path))
    return found


def with_lines(history: History, pasts: Collection[Past]) -> None:
    """Give the places of *pasts* their lines: those of the match where it was found there, else counted in the blob."""
    to_count: dict[str, list[Past]] = {}
    for past in pasts:
        match, _, own = past.spot
        if own:
            past.place = msgspec.structs.replace(
                past.place, line=match.line, column=match.column, end_line=match.end_line
            )
        else:
            to_count.setdefault(past.oid, []).append(past)
    for oid, counted in _lines(history, {oid: [p.spot[1] for p in listed] for oid, listed in to_count.items()}):
        for past, (line, column) in zip(to_count[oid], counted, strict=True):
            match = past.spot[0]
            past.place = msgspec.structs.replace(
                past.place, line=line, column=column, end_line=line + match.end_line - match.line
            )


_Lines: TypeAlias = list[tuple[str, list[tuple[int, int]]]]
"""By blob id, line and column of each start that was asked for."""


def _lines(history: History, starts: Mapping[str, list[int]]) -> _Lines:
    """Return the lines and columns of *starts*, by blob id; of many, half is counted in a second process."""
    if len(starts) < _WORTH_SHARING or not apart.possible():
        return _lines_of(history, starts, starts)
    mine, others = history.halves(list(starts))
    child = apart.Apart(lambda: _lines_of(history, starts, others))
    try:
        found = _lines_of(history, starts, mine)
        try:
            return found + child.result()
        except apart.Died:
            return found + _lines_of(history, starts, others)
    finally:
        child.stop()


def _lines_of(history: History, starts: Mapping[str, list[int]], oids: Iterable[str]) -> _Lines:
    found: _Lines = []
    for oid, data in history.read(list(oids)):
        numbers = LineNumbers(data)
        at = {start: (numbers.at(start), numbers.column(start)) for start in sorted(set(starts[oid]))}
        found.append((oid, [at[start] for start in starts[oid]]))
    return found


def spots(held: Iterable[Held]) -> Iterable[tuple[Match, dict[str, Spot]]]:
    """Yield each match with the blobs it stands in."""
    for match, oids, starts in held:
        yield match, {oid: (match, start, at == 0) for at, (oid, start) in enumerate(zip(oids, starts, strict=True))}
