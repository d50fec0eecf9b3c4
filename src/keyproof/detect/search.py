"""The first pass: where in a text the expressions of rules, names and encodings were hit. `Detector` decides on the hits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import hyperscan
import msgspec

from keyproof import limits
from keyproof.detect import database
from keyproof.detect.database import DECODE, GENERIC, WORDS, Expressions
from keyproof.detect.decode import ties
from keyproof.detect.reading import CONTEXT_REACH
from keyproof.detect.rule import Rule, context_pattern
from keyproof.patterns import compiled, regex

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

_LEAST: Final = 400
"""Characters that the first pass needs of any value at most, so that its hit ends no further behind its start."""

_WORD: Final = 40
"""Characters of the longest context word."""

_TOGETHER: Final = 48 * 1024
_ALONE: Final = 16 * 1024
"""Bytes of small texts that are searched together, and of one that is searched alone: what one has, the costlier
databases are run for all of them."""

_HEADING: Final = regex(rb"[^\n=:(){}<>]{0,4096}(?i:" + ties.WORDS.encode() + rb")")
"""A text that may begin as a table, which is only seen at the start of what is searched."""

_BETWEEN: Final = b"\n\n\n\n"
"""Stands between parts that are searched together: nothing on one line goes on over it, nor from a line to the next."""

Parts: TypeAlias = Sequence[tuple[int, int]]
"""Start and end of stretches of a text, in order."""

Ends: TypeAlias = dict[int, list[int]]
"""Where the hits of each expression end."""


class Hits(msgspec.Struct):
    """The outcome of one search."""

    ends: Ends
    truncated: bool = False
    """There were more than are looked at."""
    unopened: bool = False
    """There were more encoded texts than are tried."""


_NOTHING: Final = Hits({})


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
        self._first, self._runs, self._near = (_Pass(d) for d in database.load(expressions, cache_dir))
        self._words: dict[int, re.Pattern[bytes]] = {}

    def hits(self, text: bytes, parts: Parts | None = None) -> Hits:
        """Return the hits in *text*; with *parts* those that lie in one of these alone, (start, end) in order."""
        searched = text if parts is None else _BETWEEN.join([text[start:end] for start, end in parts])
        ends: Ends = defaultdict(list)
        near: Ends = defaultdict(list)
        whole = self._passes(searched, ends, near)
        if not ends and not near:
            return _NOTHING if whole else Hits({}, truncated=True)
        if parts is not None:
            placed = _placer(parts)
            ends = {number: list(map(placed, listed)) for number, listed in ends.items()}
            near = {number: list(map(placed, listed)) for number, listed in near.items()}
        return self._found(text, ends, near, whole=whole)

    def hits_many(self, searched: Sequence[tuple[bytes, Parts]]) -> list[Hits]:
        """Return what `hits` does of each (text, parts) of *searched*; small ones are searched together."""
        found: list[Hits] = []
        group: list[tuple[bytes, Parts]] = []
        size = 0
        for text, parts in searched:
            length = sum([end - start for start, end in parts])
            if length > _ALONE or (parts and not parts[0][0] and _HEADING.match(text)):
                found += self._together(group)
                group, size = [], 0
                found.append(self.hits(text, None if length == len(text) else parts))
                continue
            if size + length > _TOGETHER:
                found += self._together(group)
                group, size = [], 0
            group.append((text, parts))
            size += length
        found += self._together(group)
        return found

    def _together(self, group: Sequence[tuple[bytes, Parts]]) -> Sequence[Hits]:
        """Return what `hits` does of each (text, parts) of *group*, from one search of all."""
        joined = _BETWEEN.join([text[start:end] for text, parts in group for start, end in parts])
        ends: Ends = defaultdict(list)
        near: Ends = defaultdict(list)
        if not self._passes(joined, ends, near):
            return [self.hits(text, parts) for text, parts in group]
        if not ends and not near:
            return [_NOTHING] * len(group)
        starts: list[int] = []
        owners: list[tuple[int, int, int]] = []
        at = 0
        for row, (_, parts) in enumerate(group):
            for start, end in parts:
                starts.append(at)
                owners.append((row, start - at, end))
                at += end - start + len(_BETWEEN)
        of_row: dict[int, tuple[Ends, Ends]] = {}
        for kind, told in enumerate((ends, near)):
            for number, listed in told.items():
                for end in listed:
                    row, moved, stop = owners[bisect_right(starts, end - 1) - 1]
                    mine = of_row.get(row)
                    if mine is None:
                        mine = of_row[row] = {}, {}
                    mine[kind].setdefault(number, []).append(min(end + moved, stop))
        found = [_NOTHING] * len(group)
        for row, (own, own_near) in of_row.items():
            found[row] = self._found(group[row][0], own, own_near, whole=True)
        return found

    def _passes(self, searched: bytes, ends: Ends, near: Ends) -> bool:
        """Enter the hits in *searched*, those of rules that need a word in *near*; False where there are too many."""
        whole = self._first.scan(searched, ends)
        if ends.pop(DECODE, None):
            whole &= self._runs.scan(searched, ends)
        if ends.pop(WORDS, None):
            whole &= self._near.scan(searched, near, once=True)
        return whole

    def _found(self, text: bytes, ends: Ends, near: Ends, *, whole: bool) -> Hits:
        """Return the hits in *text*, without those that miss their word."""
        for number, listed in near.items():
            if kept := self._with_word(number, text, listed):
                ends[number] = kept
        found = Hits(ends, not whole)
        for number, listed in ends.items():
            if len(listed) > _most_of(number):
                del listed[_most_of(number) :]
                found.unopened |= number > DECODE
                found.truncated |= number < DECODE
        return found

    def _with_word(self, number: int, text: bytes, ends: list[int]) -> list[int]:
        """Return those of *ends* that have a context word of the rules of *number* near before them."""
        words = self._words.get(number)
        if words is None:
            pattern = context_pattern(self.rules_of[number][0]).encode()
            words = self._words[number] = compiled(pattern, re.IGNORECASE)
        reach = CONTEXT_REACH + _LEAST
        kept: list[int] = []
        seen_to = 0
        word = -reach
        for end in ends:
            low = max(0, end - reach, seen_to - _WORD)
            for found in words.finditer(text, low, end):
                word = found.start()
            seen_to = end
            if word >= end - reach:
                kept.append(end)
                if len(kept) > _HITS_PER_RULE:
                    break
        return kept


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


def _most_of(number: int) -> int:
    """Return how many hits of an expression are looked at."""
    return _HITS_PER_RULE if number < GENERIC else _NAMES if number < DECODE else _TRIES


def _placer(parts: Parts) -> Callable[[int], int]:
    """Return what turns the end of a hit in the joined *parts* into its place in the text."""
    starts: list[int] = []
    at = 0
    for start, end in parts:
        starts.append(at)
        at += end - start + len(_BETWEEN)

    def placed(end: int) -> int:
        row = bisect_right(starts, end - 1) - 1
        return min(parts[row][0] + end - starts[row], parts[row][1])

    return placed
