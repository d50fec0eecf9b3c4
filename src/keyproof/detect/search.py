"""The first pass: where in a text the expressions of rules, names and encodings were hit. `Detector` decides on the hits."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Final

import hyperscan
import msgspec

from keyproof import limits
from keyproof.detect import runs
from keyproof.detect.database import CALLED, DECODE, GENERIC, TIERS, WORDS, Databases, Expressions
from keyproof.detect.decode import ties
from keyproof.detect.naming import Lines
from keyproof.detect.reading import CONTEXT_REACH
from keyproof.detect.rule import Rule
from keyproof.detect.together import BETWEEN, Ends, Parts, Searched, groups, join, place
from keyproof.patterns import regex

_OVERLAP: Final = 64 * 1024
"""Bytes that two neighbouring chunks share; wider than any rule's match."""

_HITS_PER_RULE: Final = limits.MATCHES_PER_FILE
"""Hits of one expression in one text that are verified."""

_NAMES: Final = 200_000
"""Credential names in one text that are looked at."""

_TRIES: Final = limits.DECODE_TRIES
"""Hits of one gate of an encoding that are tried."""

_CALLS: Final = 500_000
"""Hits of one expression in one text after which the scan of a chunk ends; only made-up input has that many."""

_REACH: Final = CONTEXT_REACH + 400
"""Bytes behind a context word in which a hit may end: the first pass needs 400 characters of a value at most."""

_WORD: Final = 40
"""Characters of the longest context word."""

_TOGETHER: Final = 48 * 1024
_ALONE: Final = 16 * 1024
"""Bytes of small texts that are searched together, and of one that is searched alone: what one has, the costlier
databases are run for all of them."""

_HEADING: Final = regex(rb"[^\n=:(){}<>]{0,4096}(?i:" + ties.WORDS.encode() + rb")")
"""A text that may begin as a table, which is only seen at the start of what is searched."""

_NEWLINE: Final = 10

_HEADING_KEPT: Final = 256
"""Bytes of a first line up to which it is remembered whether it is such."""


class Hits(msgspec.Struct):
    """The outcome of one search."""

    ends: Ends
    truncated: bool = False
    """There were more than are looked at."""
    unopened: bool = False
    """There were more encoded texts than are tried."""


NOTHING: Final = Hits({})
"""No hits, and all was looked at."""


class Search:
    """The compiled expressions of some rules."""

    def __init__(self, rules: tuple[Rule, ...], cache_dir: Path) -> None:
        """Raises RuleError where a rule cannot be compiled."""
        expressions = Expressions(rules)
        self.digest = expressions.digest
        self.rules_of = expressions.rules_of
        self.gates = {
            **dict(enumerate(expressions.gates, DECODE + 1)),
            **dict(enumerate(expressions.closer, expressions.closer_start)),
        }
        self._known = expressions.known
        self._databases = Databases(expressions, cache_dir)
        self._made: dict[str, _Pass] = {}
        self.lines = Lines()
        """What is known of lines with names."""
        self._first = self._pass("rules")

    def prepare(self) -> None:
        """Have all databases compiled and kept, those included that few texts need."""
        for name in TIERS:
            self._databases.get(name)

    def hits(self, text: bytes, parts: Parts | None = None) -> Hits:
        """Return the hits in *text*; with *parts* those that lie in one of these alone, (start, end) in order."""
        searched = [(text, parts or ())]
        ends: Ends = defaultdict(list)
        joined = text if parts is None else join(searched, [0], BETWEEN)
        whole = self._passes(joined, ends)
        if parts is None or _are_lines(text, parts):
            self._thin(joined, ends)
        if not ends:
            return NOTHING if whole else Hits({}, truncated=True)
        if parts is not None:
            ends = place(ends, searched, [0], len(BETWEEN))[0]
        return _found(ends, whole=whole)

    def hits_many(self, given: Searched) -> list[Hits]:
        """Return what `hits` does of each (text, parts) of *given*, `NOTHING` itself where that is so.

        Small ones are searched together.
        """
        searched = list(given)
        found = [NOTHING] * len(searched)
        apart = [bool(parts) and not parts[0][0] and _is_headed(text) for text, parts in searched]
        for rows, length in groups(searched, apart, _ALONE, _TOGETHER):
            if len(rows) == 1:
                text, parts = searched[rows[0]]
                found[rows[0]] = self.hits(text, None if length == len(text) else parts)
                continue
            ends: Ends = defaultdict(list)
            joined = join(searched, rows, BETWEEN)
            if not self._passes(joined, ends):
                for row in rows:
                    found[row] = self.hits(*searched[row])
                continue
            if any(GENERIC <= number < DECODE for number in ends) and all(_are_lines(*searched[row]) for row in rows):
                self._thin(joined, ends)
            if ends:
                for row, own in place(ends, searched, rows, len(BETWEEN)).items():
                    found[row] = _found(own, whole=True)
        return found

    def _pass(self, name: str) -> _Pass:
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = _Pass(self._databases.get(name))
        return found

    def _passes(self, searched: bytes, ends: Ends) -> bool:
        """Enter the hits in *searched*; False where there are too many."""
        whole = self._first.scan(searched, ends)
        whole &= self._long(searched, ends)
        if ends.pop(WORDS, None):
            whole &= self._near(searched, ends)
        return whole

    def _thin(self, text: bytes, ends: Ends) -> None:
        """Strike out the hits of names on lines that bind nothing, whatever stands around them; most are such."""
        named = [number for number in ends if GENERIC <= number < DECODE]
        if named:
            found = sorted({end for number in named for end in ends[number]})
            left = self.lines.thin(text, found, sorted(ends.get(CALLED, ())))
            for number in named:
                if number != CALLED:
                    del ends[number]
            if left:
                ends[GENERIC] = left

    def _long(self, text: bytes, ends: Ends) -> bool:
        """Enter what stands in long runs and in lists; False where there is too much."""
        whole = True
        if runs.search is None:
            run: Ends = defaultdict(list)
            self._pass("run").scan(text, run)
            says = runs.HAS_NUMBERS | runs.HAS_QUOTED
            whole = not run[WORDS] or self._pass("runs").scan(text, ends)
        else:
            says, found = runs.search(text, _CALLS)
            for known, end in found:
                if known in self._known:
                    ends[self._known[known]].append(end)
            whole = not says & runs.CUT
        if says & runs.HAS_NUMBERS:
            whole &= self._pass("lists").scan(text, ends)
        if says & runs.HAS_QUOTED:
            whole &= self._pass("quoted").scan(text, ends)
        return whole

    def _near(self, text: bytes, ends: Ends) -> bool:
        """Enter what stands near context words; False where there is too much."""
        words: Ends = defaultdict(list)
        if not self._pass("words").scan(text, words):
            return self._pass("near").scan(text, ends, once=True)
        around = runs.near(text, sorted(words[WORDS]), _WORD, _REACH)
        if not around:
            return True
        near: Ends = defaultdict(list)
        searched = [(text, around)]
        whole = self._pass("near").scan(join(searched, [0], BETWEEN), near, once=True)
        if near:
            ends.update(place(near, searched, [0], len(BETWEEN))[0])
        return whole


class _Pass:
    """One compiled database with what a scan of it needs."""

    __slots__ = ("_database", "_scratch")

    def __init__(self, compiled: hyperscan.Database) -> None:
        self._database = compiled
        self._scratch = hyperscan.Scratch(compiled)

    def scan(self, text: bytes, hits: Ends, *, once: bool = False) -> bool:
        """Add the hits in *text*; False where there are too many.

        *once* keeps the first of hits that follow each other byte by byte, as those in one long run do.
        """
        base = 0
        last: dict[int, int] = {}

        def seen(number: int, start: int, end: int, flags: int, context: object) -> bool:
            ends = hits[number]
            ends.append(base + end)
            return len(ends) > _CALLS

        def seen_once(number: int, start: int, end: int, flags: int, context: object) -> bool:
            at = base + end
            ends = hits[number]
            if last.get(number) != at - 1:
                ends.append(at)
            last[number] = at
            return len(ends) > _CALLS

        told = seen_once if once else seen
        step = limits.SCAN_CHUNK
        whole = True
        for position in range(0, len(text), step):
            base = max(0, position - _OVERLAP)
            piece = text if len(text) <= step else text[base : position + step]
            try:
                self._database.scan(piece, match_event_handler=told, scratch=self._scratch)
            except hyperscan.ScanTerminated:
                whole = False
        return whole


def _are_lines(text: bytes, parts: Parts) -> bool:
    """Whether *parts* of *text* begin and end with lines."""
    size = len(text)
    for start, end in parts:
        if (start and text[start - 1] != _NEWLINE) or (end < size and _NEWLINE not in text[end - 1 : end + 1]):
            return False
    return True


def _found(ends: Ends, *, whole: bool) -> Hits:
    """Return the hits that end at *ends*, of each expression no more than are looked at."""
    found = Hits(ends, not whole)
    for number, listed in ends.items():
        if len(listed) > _most_of(number):
            del listed[_most_of(number) :]
            found.unopened |= number > DECODE
            found.truncated |= number < DECODE
    return found


def _most_of(number: int) -> int:
    """Return how many hits of an expression are looked at."""
    return _HITS_PER_RULE if number < GENERIC else _NAMES if number < DECODE else _TRIES


def _is_headed(text: bytes) -> bool:
    """Whether *text* may begin as a table."""
    end = text.find(b"\n", 0, _HEADING_KEPT)
    return _heading(text[:end]) if end >= 0 else _HEADING.match(text) is not None


@lru_cache(maxsize=8192)
def _heading(line: bytes) -> bool:
    """As `_is_headed`; remembered, as the versions of a file begin alike."""
    return _HEADING.match(line) is not None
