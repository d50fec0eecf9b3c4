"""What stands encoded in a text, beside what stands in it as it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from keyproof import limits
from keyproof.detect.boundaries import LineNumbers
from keyproof.detect.decode import View
from keyproof.detect.match import Match
from keyproof.detect.winners import LOSES
from keyproof.model.secret import Secret

_AROUND: Final = 240
"""Bytes beside an encoded text that say how it is read: the name it is bound to."""


class Standing(NamedTuple):
    """A match that stands in a text as it is."""

    start: int
    end: int
    match: Match
    row: int
    """Its row among the known ones, -1 where it is new."""


class Told(NamedTuple):
    """What the encoded texts within one hold."""

    added: list[Match]
    """By start."""
    far: list[tuple[int, int]]
    """Stretches of the text that decide on what was found and on there being no more."""
    whole: bool
    """Not more was found than is kept."""
    covered: list[tuple[int, int]]
    """Stretches where a match of no known shape only stands because what is written there was not decoded."""
    kept: set[tuple[int, int]]
    """Matches in them that are known for more than a view takes the same value for."""

    def covers(self, standing: Standing) -> bool:
        """Whether *standing* is such a one."""
        start, end = standing.start, standing.end
        if not _is_guess(standing.match) or (start, end) in self.kept:
            return False
        return any(s < end and start < e for s, e in self.covered)


def told_by(
    text: bytes, plain: Sequence[Standing], found: Iterable[tuple[View, int]], inner: Callable[[View], list[Match]]
) -> Told:
    """Return what the views *found* on *text*, each with the end of its hit, hold beside *plain*, the matches by start.

    *inner* returns the matches in a view. What is said of one depends on itself and on what stands near it alone.
    """
    far: list[tuple[int, int]] = []
    whole = True
    starts = [s.start for s in plain]
    added: list[Match] = []
    covered: list[tuple[int, int]] = []
    kept: set[tuple[int, int]] = set()
    taken: dict[Secret, list[tuple[int, int]]] = {}
    for view, hit in found:
        if not view.data:
            far.append((view.start, view.end))
            continue
        zone = min(view.start, hit) - _AROUND, max(view.end, hit) + _AROUND
        far.append(zone)
        first = max(0, bisect_left(starts, zone[0]) - 1)
        beside = plain[first : bisect_left(starts, zone[1])]
        values = {s.match.secret for s in beside if s.end > zone[0] and not _is_guess(s.match)}
        if view.told:
            covered.append((view.start, view.end))
        for match in inner(view):
            at = (view.start, view.end) if match.member else view.place(match.start, match.end)
            if at is None or match.secret in values:
                continue
            if any(_holds(s, match, *at) for s in beside):
                continue
            if view.told and (known := _known_for_more(match, beside)):
                kept |= known
                continue
            places = taken.setdefault(match.secret, [])
            if any(low < at[1] and at[0] < high for low, high in places):
                continue
            if len(added) > limits.MATCHES_PER_FILE:
                whole = False
                break
            places.append(at)
            clear = text[at[0] : at[1]] == match.secret.reveal().encode("utf-8", "surrogatepass")
            decoded = (view.how, *match.decoded)
            added.append(msgspec.structs.replace(match, start=at[0], end=at[1], decoded=decoded, clear=clear))
    covered += [(m.start, m.end) for m in added if m.judgement.secret_class not in LOSES]
    return Told(_placed(text, added), far, whole, covered, kept)


def _placed(text: bytes, added: list[Match]) -> list[Match]:
    """Return *added* by start, with the lines of *text* that their starts and ends are on."""
    numbers = LineNumbers(text)
    out = []
    for match in sorted(added, key=lambda m: m.start):
        line = numbers.at(match.start)
        end_line = line + text.count(b"\n", match.start, match.end)
        out.append(msgspec.structs.replace(match, line=line, column=numbers.column(match.start), end_line=end_line))
    return out


def _is_guess(match: Match) -> bool:
    """Whether only a name or a place says that the value of *match* is one."""
    return not match.rule.prefix and not (match.rule.checksum and match.judgement.secret_class not in LOSES)


def _known_for_more(match: Match, beside: Sequence[Standing]) -> set[tuple[int, int]]:
    """Return where the value of *match*, a placeholder in its view, stands *beside* as something that is none."""
    if match.judgement.secret_class not in LOSES:
        return set()
    return {
        (s.start, s.end)
        for s in beside
        if s.match.secret == match.secret and s.match.judgement.secret_class not in LOSES
    }


def _holds(standing: Standing, inner: Match, start: int, end: int) -> bool:
    """Whether *standing* is a value of a known shape which says more than *inner*, found encoded at *start* to *end*."""
    if standing.end <= start or end <= standing.start:
        return False
    return bool(standing.match.rule.prefix) or (not _is_guess(standing.match) and _is_guess(inner))
