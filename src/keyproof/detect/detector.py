"""The detector: one pass of the compiled rules, then each hit is verified by its rule and judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from keyproof import kept, limits
from keyproof.detect import above, alone, tried, whole
from keyproof.detect.boundaries import MARKS, LineNumbers, as_utf8, is_binary
from keyproof.detect.database import CALLED, DECODE, GENERIC
from keyproof.detect.decode import Budget, View, views
from keyproof.detect.decode.gates import Gate
from keyproof.detect.decode.magic import is_container, kind_of_name
from keyproof.detect.decode.view import printable
from keyproof.detect.generic import RULES as GENERIC_RULES
from keyproof.detect.inside import Standing, Told, told_by
from keyproof.detect.mainframe import is_ebcdic
from keyproof.detect.match import Match
from keyproof.detect.media import searchable
from keyproof.detect.reading import Finder, Reading, Spot
from keyproof.detect.rule import Rule, builtin_rules, rules_of_any_shape
from keyproof.detect.search import Hits, Search
from keyproof.detect.setting import has_generic, is_lock, setting_of
from keyproof.detect.together import Ends
from keyproof.detect.trail import Parts, Trail, is_within, long_lines
from keyproof.detect.winners import winners, worth
from keyproof.model.fact import Setting
from keyproof.model.secret import Secret

_TOGETHER: Final = 1024 * 1024
"""Bytes of files that are searched together."""

_ADDRESS: Final = "://"
"""How the first pass of a rule begins that tells an address by its scheme, its user and its password."""

_MARK: Final = _ADDRESS.encode()
_USER: Final = 110
"""Bytes that a user's name takes at most, with what stands around it."""

_SMALL_VIEW: Final = 4 * 1024
_VIEWS_KEPT: Final = 20_000
"""Encoded texts up to that size whose matches are remembered."""

_NOTHING_KEPT: Final = 200_000
"""Members of containers that are known to hold nothing."""

_WRITTEN: Final = 64 * 1024
"""Bytes from which an encoded text was not written by hand: a source map, a bundle."""


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
        path = f"{self.path}/{name}" if name else self.path + "/page.txt" * self.path.endswith(".pdf")  # prose
        return _Place(path, self.setting, self.budget, self.inner, self.opened + 1)

    def decoded(self, *, told: bool = False) -> _Place:
        """Return the place of what stands encoded in this one."""
        return _Place(self.path, self.setting, self.budget, True, self.opened, told=told)


class Detector:
    """All rules, compiled. ``scan`` may be called for any number of texts; of a text only verified lines are kept."""

    digest: str  # of rules and engine: a result stays valid while it is the same
    truncated: set[str]
    """Paths of texts in which more was found than is kept."""
    unopened: dict[str, str]
    """Paths of texts of which not all that is encoded or packed was read, and the bound that was reached."""

    def __init__(self, rules: tuple[Rule, ...], cache_dir: Path) -> None:
        self._search = Search(rules, cache_dir)
        self.ahead, self.hits, self.hits_many = self._search.ahead, self._search.hits, self._search.hits_many
        self.expect = self._search.expect
        self.digest = self._search.digest
        self._rules = rules
        self.truncated = set()
        self.unopened = {}
        self._finder = Finder(self._search.lines, rules)
        self._inside: dict[tuple[object, ...], list[Match]] = {}
        self._nothing: set[bytes] = set()  # members of containers in which nothing stands

    @classmethod
    def load(cls, rules: tuple[Rule, ...] | None = None, *, cache_dir: Path | None = None) -> Detector:
        """Return a detector for *rules* (default: those that ship), kept compiled in *cache_dir* (the user's cache folder).

        Raises:
            RuleError: a rule cannot be compiled.
        """
        return cls(builtin_rules() if rules is None else rules, cache_dir or kept.cache_folder())

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """The rules by id, those included that name what only a name says."""
        return {rule.id: rule for rule in (*rules_of_any_shape(), *self._rules, *GENERIC_RULES.values())}

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

    def scan_many(self, files: Iterable[tuple[bytes, str]]) -> Iterator[list[Match]]:
        """Yield what `scan` returns of each (text, path) of *files*; small ones are searched together."""
        batch, size = list[tuple[bytes, str]](), 0
        for data, path in files:
            batch.append((data, path))
            size += len(data)
            if size > _TOGETHER:
                yield from self._scanned(batch)
                batch, size = [], 0
        yield from self._scanned(batch)

    def _scanned(self, batch: Sequence[tuple[bytes, str]]) -> Iterator[list[Match]]:
        plain = [is_plain(data) and not kind_of_name(path) for data, path in batch]
        whole = [(data, ((0, len(data)),)) for (data, _), is_one in zip(batch, plain, strict=True) if is_one]
        named = [has_generic(path) for (_, path), is_one in zip(batch, plain, strict=True) if is_one]
        hits = iter(self._search.hits_many(whole, named))
        for (data, path), is_one in zip(batch, plain, strict=True):
            if not is_one:
                yield self.scan(data, path)
                continue
            budget = Budget()
            found = self._text(data, _Place(path, None, budget), 0, hits=next(hits))
            if budget.cut:
                self.unopened[path] = budget.cut
            yield found

    def scan_trailed(self, data: bytes, path: str, hits: Hits | None = None) -> tuple[list[Match], Trail | None]:
        """As `scan`, with what the outcome depends on; None where all of *data* decides. *hits* are those in all of it."""
        if (hits is None and not is_plain(data)) or kind_of_name(path):
            return self.scan(data, path), None
        trail, budget = Trail(), Budget()
        was_cut = path in self.truncated
        self.truncated.discard(path)
        found = self._text(data, _Place(path, None, budget, trail=trail), 0, hits=hits)
        if budget.cut:
            self.unopened[path] = budget.cut
        if budget.cut or path in self.truncated or path in self.unopened:
            trail.fixed = True
        if was_cut:
            self.truncated.add(path)
        return found, None if trail.fixed else trail

    def scan_parts(
        self,
        text: bytes,
        path: str,
        parts: Sequence[tuple[int, int]],
        near: Sequence[tuple[Match, int]],
        apart: Sequence[tuple[Match, int]] = (),
        hits: Hits | None = None,
    ) -> Parts | None:
        """Return what is new in *parts* of *text*.

        *near* and *apart* have matches that are known to stand in *text*, with their starts: those that parts touch,
        none of them found encoded, and all others; *hits* those of the first pass in the parts, if it was done. None
        where more than the parts decides.
        """
        if (len(text) <= alone.MOST and alone.named_by(path)) or whole.is_opened(text, parts):
            return None
        hits = self._search.hits(text, parts, named=has_generic(path)) if hits is None else hits
        if not hits.ends:
            return Parts([], [], [], [])
        if hits.truncated or hits.unopened:
            return None
        long = long_lines(text, hits.ends)
        if long and (wider := [line for line in long if not is_within(line, parts)]):
            return Parts([], [], [], wider)
        trail = Trail()
        place = _Place(path, None, Budget(), trail=trail)
        readings = self._readings(text, hits.ends, place, binary=False)
        if trail.fixed or len(readings) > limits.MATCHES_PER_FILE:
            return None
        trail.far += self._far(hits.ends) + long
        known = {(start, start + m.end - m.start, m.rule.id): at for at, (m, start) in enumerate(near)}
        fresh = [r for r in readings if (r.start, r.end, r.rule.id) not in known]
        old = [Reading(m.rule, start, start + m.end - m.start, m.name, m.fallback, m.judgement) for m, start in near]
        if fresh:
            kept = {id(reading) for reading in winners([*old, *fresh])}
            lost = {at for at, reading in enumerate(old) if id(reading) not in kept}
            new = _matches(text, [r for r in fresh if id(r) in kept], _setting(place))
        else:
            lost, new = set[int](), []
        encoded = self._encoded(hits.ends)
        if encoded:
            plain = [Standing(m.start, m.end, m, -1) for m in new]
            standing = (*near, *apart)
            plain += [
                Standing(start, start + m.end - m.start, m, at)
                for at, (m, start) in enumerate(standing)
                if at not in lost and not m.decoded
            ]
            plain.sort(key=lambda s: (s.start, s.end))
            told = self._told(text, plain, encoded, place, 0)
            if place.budget.cut or trail.fixed:
                return None
            lost.update(s.row for s in plain if s.row >= 0 and told.covers(s))
            new = [s.match for s in plain if s.row < 0 and not told.covers(s)] + told.added
            new.sort(key=lambda m: (m.start, m.end))
        return Parts(new, sorted(lost), trail.far, [])

    def _whole(self, data: bytes, place: _Place, depth: int) -> list[Match]:
        """Return the matches in *data* as a text and, where it is a container, in what it holds."""
        found = self._text(as_utf8(data), place, depth)
        named = "" if place.inner else kind_of_name(place.path)
        if depth >= limits.MEMBER_DEPTH or not (is_container(data) or named):
            return found
        from keyproof.detect.decode.containers import mark_of, members  # the readers of archives are slow to import

        seen = {m.secret for m in found}
        inner: list[Match] = []
        for member in members(data, place.budget, place.path if named else ""):
            if (mark := mark_of(member, place.path, depth)) in self._nothing and not place.inner:
                continue
            held = self._whole(member.data, place.member(member.name), depth + 1)
            cut = place.budget.cut or place.path in self.truncated or place.path in self.unopened
            if not (held or cut or place.inner or is_container(member.data)) and len(self._nothing) < _NOTHING_KEPT:
                self._nothing.add(mark)
            for match in held:
                inside = "!".join(filter(None, (member.name, match.member)))
                if not inside and match.secret in seen:
                    continue
                decoded = (member.how, *match.decoded) if member.how else match.decoded
                inner.append(msgspec.structs.replace(match, member=inside, decoded=decoded, clear=False))
                seen.add(match.secret)
        named_inside = {m.secret for m in inner if m.member}
        return [m for m in found if m.secret not in named_inside] + inner

    def _text(
        self, text: bytes, place: _Place, depth: int, *, is_text: bool = True, hits: Hits | None = None
    ) -> list[Match]:
        """Return the matches in *text* and in what stands encoded in it; where not *is_text*, of strict shapes only."""
        binary = not is_text or is_binary(text)
        named = not binary and _has_names(text, place)
        hits = self._search.hits(text, searchable(text), named=named) if hits is None else hits
        if hits.truncated:
            self.truncated.add(place.path)
        if hits.unopened:
            self.unopened[place.path] = "encoded texts"
        small = len(text) <= alone.MOST and not place.inner
        one = alone.reading(text, place.path, _setting(place), self._finder.kinds) if small else None
        if not hits.ends and one is None:
            return []
        found = self._readings(text, hits.ends, place, binary=binary) if hits.ends else []
        if one is not None:
            found += [] if found else [one]
            if place.trail is not None:
                place.trail.fixed = True
        kept = winners(found)
        if len(kept) > limits.MATCHES_PER_FILE:
            self.truncated.add(place.path)
            kept = sorted(sorted(kept, key=worth)[: limits.MATCHES_PER_FILE], key=lambda r: r.start)
        matches = _matches(text, kept, _setting(place))
        if place.trail is not None:
            place.trail.far += self._far(hits.ends) + long_lines(text, hits.ends)
        encoded = self._encoded(hits.ends)
        if encoded and depth < limits.DECODE_DEPTH + place.opened:
            plain = [Standing(m.start, m.end, m, -1) for m in matches]
            told = self._told(text, plain, encoded, place, depth)
            if told.added or told.covered:
                left = [s.match for s in plain if not told.covers(s)]
                return sorted(left + told.added, key=lambda m: (m.start, m.end))
        return matches

    def _readings(self, text: bytes, ends: Ends, place: _Place, *, binary: bool) -> list[Reading]:
        """Return what the rules and the names say at the hits that end at *ends*; some may overlap."""
        path, where = place.path, _setting(place)
        written_by_machine = is_lock(path)
        inner = place.inner and not place.told
        found: dict[Spot, Reading] = {}
        for number in sorted(ends):
            if number >= GENERIC:
                break
            rules, listed = self._search.rules_of[number], ends[number]
            if binary:
                rules = tuple(r for r in rules if r.prefix or r.first.startswith(_ADDRESS))
            if inner:  # what is encoded holds ids of its own
                rules = tuple(r for r in rules if not r.identifier)
            if written_by_machine:  # a shape without a prefix is a hash there, whatever name stands near
                rules = tuple(r for r in rules if r.prefix or not r.context)
            for rule in rules:
                self._finder.verify(rule, text, listed, where, found)
        if not binary and _has_names(text, place):
            named = sorted({end for number, listed in ends.items() if GENERIC <= number < DECODE for end in listed})
            told = self._finder.named(text, named, sorted(ends.get(CALLED, ())), where, found)
            if not told.whole:
                self.truncated.add(path)
            if place.trail is not None:
                place.trail.far += told.far
        if binary:
            return [r for r in found.values() if r.rule.prefix or _is_in_text(text, r)]
        readings = tried.lifted(text, path, above.lifted(text, list(found.values()), where), where, place.trail)
        return whole.doubted(text, above.doubted(text, readings, place.trail), where, place.trail)

    def _encoded(self, ends: Ends) -> list[tuple[Gate, list[int]]]:
        """Return the gates of encodings that were hit, in an order of their own: of two that say the same the first counts."""
        return [(self._search.gates[number], ends[number]) for number in sorted(ends) if number > DECODE]

    def _far(self, ends: Ends) -> list[tuple[int, int]]:
        """Return the stretches that decide on the hits of rules which look further than at a line and the one before."""
        found: list[tuple[int, int]] = []
        for number, listed in ends.items():
            if number < GENERIC:
                reach = max(self._finder.reach(rule) for rule in self._search.rules_of[number])
                if reach:
                    found += [(end - reach, end + reach) for end in listed]
        return found

    def _told(
        self, text: bytes, plain: list[Standing], encoded: list[tuple[Gate, list[int]]], place: _Place, depth: int
    ) -> Told:
        """Return what stands in *text* where the gates *encoded* were hit, beside *plain*."""
        told = told_by(text, plain, views(text, encoded, place.budget), lambda view: self._inner(view, place, depth))
        if place.trail is not None:
            place.trail.far += told.far
            place.trail.fixed |= not told.whole
        return told

    def _inner(self, view: View, place: _Place, depth: int) -> list[Match]:
        """Return the matches in what *view* holds; versions of a file hold the same again and again."""
        within = place.decoded(told=view.told)
        if len(view.data) > _SMALL_VIEW or is_container(view.data):
            return self._whole(view.data, within, depth + 1)
        path = place.path
        key = (
            view.data,
            _setting(place),
            is_lock(path),
            has_generic(path),
            view.told,
            view.is_text,
            depth - place.opened,
        )
        found = self._inside.get(key)
        if found is None:
            if len(self._inside) > _VIEWS_KEPT:
                self._inside.clear()
            text = as_utf8(view.data) if view.is_text else view.data
            found = self._inside[key] = self._text(text, within, depth + 1, is_text=view.is_text)
        return found


def _has_names(text: bytes, place: _Place) -> bool:
    """Whether names are read in *text*, which is not binary: not in what machines write."""
    return (place.told or has_generic(place.path)) and not (place.inner and len(text) > _WRITTEN)


def _is_in_text(data: bytes, reading: Reading) -> bool:
    """Whether *reading*, of an address in other bytes, has characters alone from its mark on: else it is a chance."""
    start = data.rfind(_MARK, max(0, reading.start - _USER), reading.start)
    return start >= 0 and printable(data[start : reading.end + 1])


def is_plain(data: bytes) -> bool:
    """Whether *data* is a text that is read as it is, and no container: no mark of Unicode, no NUL byte."""
    return not (is_binary(data) or is_container(data) or data.startswith(MARKS) or is_ebcdic(data))


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
