"""The detector: one pass of the compiled rules, then each hit is verified by its rule and judged."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from keyproof import kept, limits
from keyproof.detect.boundaries import LineNumbers, as_utf8, is_binary, line_around
from keyproof.detect.database import CALLED, DECODE, GENERIC
from keyproof.detect.decode import Budget, View, views
from keyproof.detect.decode.gates import Gate
from keyproof.detect.decode.magic import is_container
from keyproof.detect.generic import RULES as GENERIC_RULES
from keyproof.detect.match import Match
from keyproof.detect.reading import Finder, Reading, Spot
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.detect.search import Ends, Hits, Search
from keyproof.detect.setting import has_generic, is_lock, setting_of
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.secret import Secret

_AROUND_VIEW: Final = 240
"""Bytes beside an encoded text that say how it is read: the name it is bound to."""

_WRITTEN: Final = 64 * 1024
"""Bytes from which an encoded text was not written by hand: a source map, a bundle."""


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
    """Rows of the known matches near by that a fresh one overrules."""
    far: list[tuple[int, int]]
    """As `Trail.far`."""


class _Place(msgspec.Struct, frozen=True):
    """Where a text stands: its path, what is read of it, and whether it is inside another."""

    path: str
    setting: Setting | None
    budget: Budget
    inner: bool = False
    opened: int = 0
    """How many archives were opened on the way."""
    trail: Trail | None = None
    told: bool = False
    """Whether a document says what its values are: names are then read whoever wrote the file."""

    def member(self, name: str) -> _Place:
        """Return the place of what is packed in this one, under *name* if it has one."""
        path = f"{self.path}/{name}" if name else self.path
        return _Place(path, self.setting, self.budget, self.inner, self.opened + 1)

    def decoded(self, *, told: bool = False) -> _Place:
        """Return the place of what stands encoded in this one."""
        return _Place(self.path, self.setting, self.budget, True, self.opened, told=told)


class Detector:
    """All rules, compiled. ``scan`` may be called for any number of texts; of a text only verified lines are kept."""

    digest: str
    """Identity of rules and engine: a result stays valid while it is the same."""
    truncated: set[str]
    """Paths of texts in which more was found than is kept."""
    rules: dict[str, Rule]
    """By id, those included that name what only a name says."""
    unopened: dict[str, str]
    """Paths of texts of which not all that is encoded or packed was read, and the bound that was reached."""

    def __init__(self, rules: tuple[Rule, ...], cache_dir: Path) -> None:
        self._search = Search(rules, cache_dir)
        self.digest = self._search.digest
        self.rules = {rule.id: rule for rule in (*rules, *GENERIC_RULES.values())}
        self.truncated = set()
        self.unopened = {}
        self._finder = Finder()

    @classmethod
    def load(cls, rules: tuple[Rule, ...] | None = None, *, cache_dir: Path | None = None) -> Detector:
        """Return a detector for *rules* (default: those that ship).

        Its compiled form is kept in *cache_dir* (default: the user's cache folder).

        Raises:
            RuleError: a rule cannot be compiled.
        """
        return cls(builtin_rules() if rules is None else rules, cache_dir or kept.cache_folder())

    def scan(self, data: bytes, path: str, *, setting: Setting | None = None) -> list[Match]:
        """Return the judged matches in *data*, by start, none overlapping another.

        UTF-16 text is decoded first: offsets are those of the decoded text. What stands encoded in it is found where
        the encoding stands; what stands in an archive, in its ``member``. *path* says what kind of file it is, unless
        *setting* does; a path in ``truncated`` had more matches than are kept, one in ``unopened`` more within it.
        """
        budget = Budget()
        found = self._whole(data, _Place(path, setting, budget), 0)
        if budget.cut:
            self.unopened[path] = budget.cut
        return found

    def scan_trailed(self, data: bytes, path: str) -> tuple[list[Match], Trail | None]:
        """As `scan`, with what the outcome depends on; None where all of *data* decides."""
        if as_utf8(data) is not data or is_binary(data) or is_container(data):
            return self.scan(data, path), None
        trail, budget = Trail(), Budget()
        was_cut = path in self.truncated
        self.truncated.discard(path)
        found = self._text(data, _Place(path, None, budget, trail=trail), 0)
        if budget.cut:
            self.unopened[path] = budget.cut
        if budget.cut or path in self.truncated or path in self.unopened:
            trail.fixed = True
        if was_cut:
            self.truncated.add(path)
        return found, None if trail.fixed else trail

    def scan_parts(
        self, text: bytes, path: str, parts: Sequence[tuple[int, int]], near: Sequence[tuple[Match, int]]
    ) -> Parts | None:
        """Return what is new in *parts* of *text*.

        *near* has matches that are known to stand in *text*, with their starts. None where more than the parts decides.
        """
        hits = self._search.hits(text, parts)
        if not hits.ends:
            return Parts([], [], [])
        trail = Trail()
        place = _Place(path, None, Budget(), trail=trail)
        encoded = self._encoded(hits.ends)
        if hits.truncated or hits.unopened or self._far(hits.ends) or _on_long_lines(text, hits.ends):
            return None
        if encoded and (any(True for _ in views(text, encoded, place.budget)) or place.budget.cut):
            return None
        readings = self._readings(text, hits.ends, place, binary=False)
        if trail.fixed:
            return None
        known = {(start, start + m.end - m.start, m.rule.id): at for at, (m, start) in enumerate(near)}
        fresh = [r for r in readings if (r.start, r.end, r.rule.id) not in known]
        if not fresh:
            return Parts([], [], trail.far)
        old = [Reading(m.rule, start, start + m.end - m.start, m.name, m.fallback, m.judgement) for m, start in near]
        kept = {id(reading) for reading in _winners([*old, *fresh])}
        lost = [at for at, reading in enumerate(old) if id(reading) not in kept]
        return Parts(_matches(text, [r for r in fresh if id(r) in kept], _setting(place)), lost, trail.far)

    def _whole(self, data: bytes, place: _Place, depth: int) -> list[Match]:
        """Return the matches in *data* as a text and, where it is a container, in what it holds."""
        found = self._text(as_utf8(data), place, depth)
        if depth >= limits.MEMBER_DEPTH or not is_container(data):
            return found
        from keyproof.detect.decode.containers import members  # the readers of archives are slow to import

        seen = {m.secret for m in found}
        inner: list[Match] = []
        for member in members(data, place.budget):
            for match in self._whole(member.data, place.member(member.name), depth + 1):
                named = "!".join(filter(None, (member.name, match.member)))
                if not named and match.secret in seen:
                    continue
                decoded = (member.how, *match.decoded) if member.how else match.decoded
                inner.append(msgspec.structs.replace(match, member=named, decoded=decoded))
                seen.add(match.secret)
        named_inside = {m.secret for m in inner if m.member}
        return [m for m in found if m.secret not in named_inside] + inner

    def _text(self, text: bytes, place: _Place, depth: int, *, is_text: bool = True) -> list[Match]:
        """Return the matches in *text* and in what stands encoded in it; where not *is_text*, of strict shapes only."""
        hits = self._search.hits(text)
        self._note_cuts(hits, place.path)
        if not hits.ends:
            return []
        binary = not is_text or is_binary(text)
        found = self._readings(text, hits.ends, place, binary=binary)
        kept = _winners(found)
        if len(kept) > limits.MATCHES_PER_FILE:
            self.truncated.add(place.path)
            kept = sorted(sorted(kept, key=_worth)[: limits.MATCHES_PER_FILE], key=lambda r: r.start)
        matches = _matches(text, kept, _setting(place))
        if place.trail is not None:
            place.trail.far += self._far(hits.ends)
            place.trail.fixed |= _on_long_lines(text, hits.ends)
        encoded = self._encoded(hits.ends)
        if encoded and depth < limits.DECODE_DEPTH + place.opened:
            return self._with_views(text, matches, views(text, encoded, place.budget), place, depth)
        return matches

    def _note_cuts(self, hits: Hits, path: str) -> None:
        if hits.truncated:
            self.truncated.add(path)
        if hits.unopened:
            self.unopened[path] = "encoded texts"

    def _readings(self, text: bytes, ends: Ends, place: _Place, *, binary: bool) -> list[Reading]:
        """Return what the rules and the names say at the hits that end at *ends*; some may overlap."""
        path, where = place.path, _setting(place)
        written_by_machine = is_lock(path)
        found: dict[Spot, Reading] = {}
        for number, listed in ends.items():
            if number >= GENERIC:
                continue
            rules = self._search.rules_of[number]
            if binary:
                rules = tuple(r for r in rules if r.prefix)
            if written_by_machine:  # a shape without a prefix is a hash there, whatever name stands near
                rules = tuple(r for r in rules if r.prefix or not r.context)
            for rule in rules:
                self._finder.verify(rule, text, listed, where, found)
        if not binary and (place.told or has_generic(path)) and not (place.inner and len(text) > _WRITTEN):
            named = sorted({end for number, listed in ends.items() if GENERIC <= number < DECODE for end in listed})
            told = self._finder.named(text, named, sorted(ends.get(CALLED, ())), where, found)
            if not told.whole:
                self.truncated.add(path)
            if place.trail is not None:
                place.trail.fixed |= told.long
                place.trail.far += told.far
        return list(found.values())

    def _encoded(self, ends: Ends) -> list[tuple[Gate, list[int]]]:
        """Return the gates of encodings that were hit."""
        return [(self._search.gates[number], listed) for number, listed in ends.items() if number > DECODE]

    def _far(self, ends: Ends) -> list[tuple[int, int]]:
        """Return the stretches that decide on the hits of rules which look further than at a line and the one before."""
        found: list[tuple[int, int]] = []
        for number, listed in ends.items():
            if number < GENERIC:
                reach = max(self._finder.reach(rule) for rule in self._search.rules_of[number])
                if reach:
                    found += [(end - reach, end + reach) for end in listed]
        return found

    def _with_views(
        self, text: bytes, plain: list[Match], found: Iterable[View], place: _Place, depth: int
    ) -> list[Match]:
        """Return *plain*, the matches in *text*, with those in the views *found* on it, each value once."""
        values = {m.secret for m in plain if not _is_guess(m)}
        added: list[Match] = []
        told: list[tuple[int, int]] = []
        for view in found:
            if place.trail is not None:
                place.trail.far.append((view.start - _AROUND_VIEW, view.end + _AROUND_VIEW))
            within = place.decoded(told=view.told)
            inner = (
                self._whole(view.data, within, depth + 1)
                if view.is_text or is_container(view.data)
                else self._text(view.data, within, depth + 1, is_text=False)
            )
            if view.told:
                told.append((view.start, view.end))
            for match in inner:
                at = (view.start, view.end) if match.member else view.place(match.start, match.end)
                if at is None or match.secret in values or len(added) > limits.MATCHES_PER_FILE:
                    continue
                if any(_holds(m, match, *at) for m in plain):
                    continue
                values.add(match.secret)
                added.append(msgspec.structs.replace(match, start=at[0], end=at[1], decoded=(view.how, *match.decoded)))
        if not added and not told:
            return plain
        if place.trail is not None:
            place.trail.fixed = True
        found_in = [(m.start, m.end) for m in added if m.judgement.secret_class not in _LOSES] + told
        kept = [m for m in plain if m.rule.prefix or not any(s < m.end and m.start < e for s, e in found_in)]
        return sorted(kept + _placed(text, added), key=lambda m: (m.start, m.end))


def _on_long_lines(text: bytes, ends: Ends) -> bool:
    """Whether a hit of a rule or a gate is on a line of which not all is looked at; `Finder.named` says it of names."""
    for number, listed in ends.items():
        if GENERIC <= number < DECODE:
            continue
        done = -1
        for end in listed:
            if end > done:
                start, done = line_around(text, max(end - 1, 0))
                if (start and text[start - 1] != 10) or (done < len(text) and text[done] != 10):
                    return True
    return False


def _setting(place: _Place) -> Setting:
    return setting_of(place.path) if place.setting is None else place.setting


def _matches(text: bytes, kept: list[Reading], setting: Setting) -> list[Match]:
    numbers = LineNumbers(text)
    out = []
    for reading in kept:
        value = text[reading.start : reading.end].decode("utf-8", "replace")
        line = numbers.at(reading.start)
        out.append(
            Match(
                rule=reading.rule,
                start=reading.start,
                end=reading.end,
                line=line,
                column=numbers.column(reading.start),
                end_line=line + text.count(b"\n", reading.start, reading.end),
                secret=Secret(value, public_prefix=reading.rule.prefix),
                name=reading.name,
                fallback=reading.fallback,
                setting=setting,
                judgement=reading.judgement,
            )
        )
    return out


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
    return not match.rule.prefix and not (match.rule.checksum and match.judgement.secret_class not in _LOSES)


def _holds(match: Match, inner: Match, start: int, end: int) -> bool:
    """Whether *match* is a value of a known shape which says more than *inner*, found encoded at *start* to *end*."""
    if match.end <= start or end <= match.start:
        return False
    return bool(match.rule.prefix) or (not _is_guess(match) and _is_guess(inner))


_ORDER: Final = {secret_class: place for place, secret_class in enumerate(SecretClass)}


def _worth(reading: Reading) -> tuple[bool, int, int]:
    """Return what decides which readings of a flood are kept: a provider's shape first, then findings."""
    return (reading.rule.provider == "generic", _ORDER[reading.judgement.secret_class], reading.start)


_LOSES: Final = frozenset((SecretClass.MALFORMED, SecretClass.REFERENCE, SecretClass.PLACEHOLDER))


def _weight(reading: Reading) -> tuple[int, bool, bool, bool, bool, int, int]:
    rule = reading.rule
    nothing = rule.provider == "generic" and reading.judgement.secret_class in _LOSES
    return (
        2 if nothing else int(rule.identifier),
        rule.provider == "generic",
        rule.id.endswith("-generic"),
        not rule.prefix and reading.judgement.secret_class in _LOSES,
        not rule.prefix and not rule.checksum,
        -len(rule.prefix),
        reading.start - reading.end,
    )


def _winners(found: list[Reading]) -> list[Reading]:
    """Return, by start, the best of each set of overlapping readings.

    A shape beats a name, the specific the general, the longer the shorter.
    """
    kept: list[tuple[int, int, Reading]] = []
    for reading in sorted(found, key=lambda r: (_weight(r), r.start, r.rule.id)):
        at = bisect_left(kept, (reading.start, reading.end), key=lambda k: (k[0], k[1]))
        if at > 0 and kept[at - 1][1] > reading.start:
            continue
        if at < len(kept) and kept[at][0] < reading.end:
            continue
        kept.insert(at, (reading.start, reading.end, reading))
    return [reading for _, _, reading in kept]
