"""The detector: one pass of the compiled rules, then each hit is verified by its rule and judged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeAlias

import hyperscan
import msgspec

from keyproof import limits
from keyproof.detect import database, kept
from keyproof.detect.boundaries import LineNumbers, as_utf8, is_binary, line_around
from keyproof.detect.database import DECODE, GENERIC, WORDS, Expressions
from keyproof.detect.decode import Budget, View, views
from keyproof.detect.decode.containers import is_container, members
from keyproof.detect.decode.gates import Gate
from keyproof.detect.match import Match
from keyproof.detect.reading import CONTEXT_REACH, Finder, Reading
from keyproof.detect.rule import Rule, builtin_rules, context_pattern
from keyproof.detect.setting import has_generic, is_lock, setting_of
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.secret import Secret

_OVERLAP: Final = 64 * 1024
"""Bytes that two neighbouring chunks share; wider than any rule's match."""

_HITS_PER_RULE: Final = limits.MATCHES_PER_FILE
"""Hits of one expression in one text that are verified."""

_NAMES: Final = 200_000
"""Credential names in one text that are looked at."""

_TRIES: Final = limits.DECODE_TRIES
"""Hits of one gate of an encoding that are tried."""

_CALLS: Final = 1_000_000
"""Hits of all expressions in one chunk after which its scan ends; only made-up input has that many."""

_SEEN_TWICE: Final = 400
"""Bytes that two windows of one very long line share, so that no value is cut by both."""

_GENERIC_LINES: Final = 20_000
"""Lines of one text that the generic forms read."""


_WRITTEN: Final = 64 * 1024
"""Bytes from which an encoded text was not written by hand: a source map, a bundle."""


_LEAST: Final = 400
"""Characters that the first pass needs of any value at most, so that its hit ends no further behind its start."""

Hits: TypeAlias = dict[int, list[int]]
"""Where the hits of each expression end."""


class _Pass:
    """One compiled database with what a scan of it needs."""

    __slots__ = ("_database", "_scratch")

    def __init__(self, compiled: hyperscan.Database) -> None:
        self._database = compiled
        self._scratch = hyperscan.Scratch(compiled)

    def scan(self, text: bytes, hits: Hits, most: Callable[[int], int], *, once: bool = False) -> bool:
        """Add the hits in *text*, of each expression one more than *most* of it; False where there are too many.

        *once* keeps the first of hits that follow each other byte by byte, as those in one long run do.
        """
        calls = base = 0
        last: dict[int, int] = {}

        def seen(number: int, start: int, end: int, flags: int, context: object) -> bool:
            nonlocal calls
            calls += 1
            at = base + end
            ends = hits.get(number)
            if ends is None:
                hits[number] = [at]
            elif not (once and last.get(number) == at - 1) and len(ends) <= most(number):
                ends.append(at)
            if once:
                last[number] = at
            return calls > _CALLS

        step = limits.SCAN_CHUNK
        whole = True
        for position in range(0, len(text), step):
            base, calls = max(0, position - _OVERLAP), 0
            piece = text if len(text) <= step else text[base : position + step]
            try:
                self._database.scan(piece, match_event_handler=seen, scratch=self._scratch)
            except hyperscan.ScanTerminated:
                whole = False
        return whole


def _most_of(number: int) -> int:
    """Return how many hits of an expression are looked at."""
    return _HITS_PER_RULE if number < GENERIC else _NAMES if number < DECODE else _TRIES


class _Place(msgspec.Struct, frozen=True):
    """Where a text stands: its path, what is read of it, and whether it is inside another."""

    path: str
    setting: Setting | None
    budget: Budget
    inner: bool = False
    opened: int = 0
    """How many archives were opened on the way."""

    def member(self, name: str) -> _Place:
        """Return the place of what is packed in this one, under *name* if it has one."""
        path = f"{self.path}/{name}" if name else self.path
        return _Place(path, self.setting, self.budget, self.inner, self.opened + 1)

    def decoded(self) -> _Place:
        """Return the place of what stands encoded in this one."""
        return _Place(self.path, self.setting, self.budget, True, self.opened)


class Detector:
    """All rules, compiled. ``scan`` may be called for any number of texts; of a text only verified lines are kept."""

    digest: str
    """Identity of rules and engine: a result stays valid while it is the same."""
    truncated: set[str]
    """Paths of texts in which more was found than is kept."""
    unopened: dict[str, str]
    """Paths of texts of which not all that is encoded or packed was read, and the bound that was reached."""

    def __init__(self, rules: tuple[Rule, ...], cache_dir: Path) -> None:
        expressions = Expressions(rules)
        self.digest = expressions.digest
        self.truncated = set()
        self.unopened = {}
        self._rules_of = expressions.rules_of
        self._gates = {
            **dict(enumerate(expressions.gates, DECODE + 1)),
            **dict(enumerate(expressions.closer, expressions.closer_start)),
        }
        self._first, self._runs, self._near = (_Pass(d) for d in database.load(expressions, cache_dir))
        self._words: dict[int, re.Pattern[bytes]] = {}
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

    def _whole(self, data: bytes, place: _Place, depth: int) -> list[Match]:
        """Return the matches in *data* as a text and, where it is a container, in what it holds."""
        found = self._text(as_utf8(data), place, depth)
        if depth >= limits.MEMBER_DEPTH or not is_container(data):
            return found
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
        path, budget = place.path, place.budget
        hits = self._hits(text, path)
        if not hits:
            return []
        where = setting_of(path) if place.setting is None else place.setting
        binary = not is_text or is_binary(text)
        written_by_machine = is_lock(path)
        found: dict[tuple[int, int, str], Reading] = {}
        encoded: list[tuple[Gate, list[int]]] = []
        for number, ends in hits.items():
            if number < GENERIC:
                rules = tuple(r for r in self._rules_of[number] if r.prefix) if binary else self._rules_of[number]
                if written_by_machine:  # a shape without a prefix is a hash there, whatever name stands near
                    rules = tuple(r for r in rules if r.prefix or not r.context)
                for rule in rules:
                    self._finder.verify(rule, text, ends, where, found)
            elif number > DECODE:
                encoded.append((self._gates[number], ends))
        if not binary and has_generic(path) and not (place.inner and len(text) > _WRITTEN):
            ends = sorted({end for number, ends in hits.items() if GENERIC <= number < DECODE for end in ends})
            self._named(text, ends, path, where, found)
        kept = _winners(list(found.values()))
        if len(kept) > limits.MATCHES_PER_FILE:
            self.truncated.add(path)
            kept = sorted(sorted(kept, key=_worth)[: limits.MATCHES_PER_FILE], key=lambda r: r.start)
        matches = _matches(text, kept, where)
        if encoded and depth < limits.DECODE_DEPTH + place.opened:
            return self._with_views(text, matches, views(text, encoded, budget), place, depth)
        return matches

    def _with_views(
        self, text: bytes, plain: list[Match], found: Iterable[View], place: _Place, depth: int
    ) -> list[Match]:
        """Return *plain*, the matches in *text*, with those in the views *found* on it, each value once."""
        values = {m.secret for m in plain if not _is_guess(m)}
        added: list[Match] = []
        told: list[tuple[int, int]] = []
        for view in found:
            within = place.decoded()
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
        found_in = [(m.start, m.end) for m in added if m.judgement.secret_class not in _LOSES] + told
        kept = [m for m in plain if m.rule.prefix or not any(s < m.end and m.start < e for s, e in found_in)]
        return sorted(kept + _placed(text, added), key=lambda m: (m.start, m.end))

    def _hits(self, text: bytes, path: str) -> Hits:
        """Return, by expression, where its hits in *text* end."""
        hits: Hits = {}
        if not self._first.scan(text, hits, _most_of):
            self.truncated.add(path)
        if hits.pop(DECODE, None) and not self._runs.scan(text, hits, _most_of):
            self.truncated.add(path)
        if hits.pop(WORDS, None):
            near: Hits = {}
            if not self._near.scan(text, near, lambda _: _NAMES, once=True):
                self.truncated.add(path)
            hits |= {number: kept for number, ends in near.items() if (kept := self._with_word(number, text, ends))}
        for number, ends in hits.items():
            if len(ends) > _most_of(number):
                if number > DECODE:
                    self.unopened[path] = "encoded texts"
                else:
                    self.truncated.add(path)
                ends.pop()
        return hits

    def _with_word(self, number: int, text: bytes, ends: list[int]) -> list[int]:
        """Return those of *ends* that have a context word of the rules of *number* near before them."""
        words = self._words.get(number)
        if words is None:
            pattern = context_pattern(self._rules_of[number][0]).encode()
            words = self._words[number] = re.compile(pattern, re.IGNORECASE)
        reach = CONTEXT_REACH + _LEAST
        kept = [end for end in ends if words.search(text, max(0, end - reach), end)]
        return kept[: _HITS_PER_RULE + 1]

    def _named(
        self, text: bytes, ends: list[int], path: str, setting: Setting, found: dict[tuple[int, int, str], Reading]
    ) -> None:
        """Read the lines on which a credential name stands before something that binds."""
        done = lines = 0
        for end in ends:
            if end <= done:
                continue
            lines += 1
            if lines > _GENERIC_LINES or len(found) > 2 * limits.MATCHES_PER_FILE:
                self.truncated.add(path)
                return
            start, stop = line_around(text, end - 1)
            start = max(start, done - _SEEN_TWICE)
            done = stop
            for reading in self._finder.read(text, start, stop, setting):
                found[reading.start, reading.end, reading.rule.id] = reading


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


def _weight(reading: Reading) -> tuple[bool, bool, bool, bool, int, int]:
    rule = reading.rule
    return (
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
