"""The detector: one pass of the compiled rules, then each hit is verified by its rule and judged."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path
from typing import Final

import hyperscan

from keyproof import limits
from keyproof.detect import database, kept
from keyproof.detect.boundaries import LineNumbers, as_utf8, is_binary, line_around
from keyproof.detect.database import GENERIC, Expressions
from keyproof.detect.match import Match
from keyproof.detect.reading import Finder, Reading
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.detect.setting import has_generic, setting_of
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.secret import Secret

_OVERLAP: Final = 64 * 1024
"""Bytes that two neighbouring chunks share; wider than any rule's match."""

_HITS_PER_RULE: Final = limits.MATCHES_PER_FILE
"""Hits of one expression in one text that are verified."""

_NAMES: Final = 200_000
"""Credential names in one text that are looked at."""

_CALLS: Final = 1_000_000
"""Hits of all expressions in one chunk after which its scan ends; only made-up input has that many."""

_SEEN_TWICE: Final = 400
"""Bytes that two windows of one very long line share, so that no value is cut by both."""

_GENERIC_LINES: Final = 20_000
"""Lines of one text that the generic forms read."""


class Detector:
    """All rules, compiled. ``scan`` may be called for any number of texts; of a text only verified lines are kept."""

    digest: str
    """Identity of rules and engine: a result stays valid while it is the same."""
    truncated: set[str]
    """Paths of texts in which more was found than is kept."""

    def __init__(self, rules: tuple[Rule, ...], cache_dir: Path) -> None:
        expressions = Expressions(rules)
        self.digest = expressions.digest
        self.truncated = set()
        self._rules_of = expressions.rules_of
        self._database = database.load(expressions, cache_dir)
        self._scratch = hyperscan.Scratch(self._database)
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

        UTF-16 text is decoded first: offsets are those of the decoded text. *path* says what kind of file it is, unless
        *setting* does; a path in ``truncated`` had more matches than are kept.
        """
        text = as_utf8(data)
        hits = self._hits(text, path)
        if not hits:
            return []
        where = setting_of(path) if setting is None else setting
        binary = is_binary(text)
        found: dict[tuple[int, int, str], Reading] = {}
        for number, ends in hits.items():
            if number < GENERIC:
                rules = tuple(r for r in self._rules_of[number] if r.prefix) if binary else self._rules_of[number]
                for rule in rules:
                    self._finder.verify(rule, text, ends, where, found)
        if not binary and has_generic(path):
            ends = sorted({end for number, ends in hits.items() if number >= GENERIC for end in ends})
            self._named(text, ends, path, where, found)
        kept = _winners(list(found.values()))
        if len(kept) > limits.MATCHES_PER_FILE:
            self.truncated.add(path)
            kept = sorted(sorted(kept, key=_worth)[: limits.MATCHES_PER_FILE], key=lambda r: r.start)
        return _matches(text, kept, where)

    def _hits(self, text: bytes, path: str) -> dict[int, list[int]]:
        """Return, by expression, where its hits in *text* end."""
        hits: dict[int, list[int]] = {}
        calls = base = 0

        def seen(number: int, start: int, end: int, flags: int, context: object) -> bool:
            nonlocal calls
            calls += 1
            ends = hits.get(number)
            if ends is None:
                hits[number] = [base + end]
            elif len(ends) < (_NAMES if number >= GENERIC else _HITS_PER_RULE):
                ends.append(base + end)
            else:
                self.truncated.add(path)
            return calls > _CALLS

        step = limits.SCAN_CHUNK
        for position in range(0, len(text), step):
            base, calls = max(0, position - _OVERLAP), 0
            piece = text if len(text) <= step else text[base : position + step]
            try:
                self._database.scan(piece, match_event_handler=seen, scratch=self._scratch)
            except hyperscan.ScanTerminated:
                self.truncated.add(path)
        return hits

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


_ORDER: Final = {secret_class: place for place, secret_class in enumerate(SecretClass)}


def _worth(reading: Reading) -> tuple[bool, int, int]:
    """Return what decides which readings of a flood are kept: a provider's shape first, then findings."""
    return (reading.rule.provider == "generic", _ORDER[reading.judgement.secret_class], reading.start)


_LOSES: Final = frozenset((SecretClass.MALFORMED, SecretClass.REFERENCE, SecretClass.PLACEHOLDER))


def _weight(reading: Reading) -> tuple[bool, bool, bool, int, int]:
    rule = reading.rule
    return (
        rule.provider == "generic",
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
