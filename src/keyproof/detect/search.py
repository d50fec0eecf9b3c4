"""The first pass: where in a text the expressions of rules, names and encodings were hit. `Detector` decides on the hits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import hyperscan
import msgspec

from keyproof import limits
from keyproof.detect import forms, runs
from keyproof.detect.database import CALLED, DECODE, GENERIC, TIERS, WORDS, Databases, Expressions
from keyproof.detect.decode import ties
from keyproof.detect.naming import Lines
from keyproof.detect.nearby import CONTEXT_REACH
from keyproof.detect.rule import Rule
from keyproof.detect.seen import Seen
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

_REMEMBERED: Final = limits.SCAN_CHUNK
"""Bytes of a text up to which what was hit in it is remembered."""

_TRIED: Final = 8 * limits.MIB
_WORTH: Final = 0.9
"""Bytes after which what was searched is remembered no longer where more than this share of them was new: looking then
costs as much as it saves."""

_UNNAMED: Final = limits.MIB
"""Bytes without names after which they have a database of their own."""

_OFTEN: Final = ("heads", "words", "near", "lists", "quoted")
"""The databases beside the first that a history of any size needs."""

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


_Told = tuple[Ends | None, bool]
"""Where hits end, None where there is none, and whether these are all."""

_NONE: Final[_Told] = (None, True)


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
        self._versions = True
        self.lines = Lines()
        """What is known of lines with names."""
        self._sweep = _Sweep(self._pass("rules"))
        self._bare: _Sweep | None = None
        self._unnamed = 0
        """Bytes searched in which no names are looked for."""

    def expect(self, *, versions: bool) -> None:
        """Say whether versions of files will be searched, whose lines come again, or each file once."""
        self._versions = versions
        for sweep in filter(None, (self._sweep, self._bare)):
            sweep.expect(versions=versions)

    def prepare(self) -> None:
        """Have all databases compiled and kept, those included that few texts need."""
        for name in TIERS:
            self._databases.get(name)

    def ahead(self) -> Iterator[None]:
        """Load, one thing a step, what the first texts would: before a process parts, it is done for both."""
        for name in _OFTEN:
            self._pass(name)
            yield
        _ = forms.way().made

    def hits(self, text: bytes, parts: Parts | None = None, *, named: bool = True) -> Hits:
        """Return the hits in *text*; with *parts* those that lie in one of these alone, (start, end) in order.

        Those of names may be left out where not *named*.
        """
        sweep = self._sweep if named else self._sweep_without(len(text) if parts is None else _size(parts))
        return _found(*self._alone(sweep, text, parts))

    def hits_many(self, given: Searched, named: Sequence[bool] = ()) -> list[Hits]:
        """Return what `hits` does of each (text, parts) of *given*, `NOTHING` itself where that is so.

        Small ones are searched together, and what was searched before is not again. *named*: as for `hits`, of each.
        """
        searched = list(given)
        if all(named):
            return self._swept(self._sweep, searched)
        bare = [row for row, is_one in enumerate(named) if not is_one]
        sweep = self._sweep_without(sum([_size(searched[row][1]) for row in bare]))
        if sweep is self._sweep:
            return self._swept(sweep, searched)
        found = dict(zip(bare, self._swept(sweep, [searched[row] for row in bare]), strict=True))
        others = iter(self._swept(self._sweep, [one for one, is_one in zip(searched, named, strict=True) if is_one]))
        return [found[row] if row in found else next(others) for row in range(len(searched))]

    def _sweep_without(self, size: int) -> _Sweep:
        """Return what searches *size* bytes more in which no names are looked for: it looks for none where that pays."""
        self._unnamed += size
        if self._bare is None and self._unnamed > _UNNAMED:
            self._bare = _Sweep(self._pass("nameless"))
            self._bare.expect(versions=self._versions)
        return self._bare or self._sweep

    def _swept(self, sweep: _Sweep, searched: list[tuple[bytes, Parts]]) -> list[Hits]:
        apart = [bool(parts) and not parts[0][0] and _is_headed(text) for text, parts in searched]
        found = self._remembered(sweep, sweep.seen, searched, apart) if sweep.seen is not None else None
        if found is None:
            found = self._together(sweep, searched, apart)
        return [_found(*told) for told in found]

    def _remembered(
        self, sweep: _Sweep, seen: Seen, searched: list[tuple[bytes, Parts]], apart: list[bool]
    ) -> list[_Told] | None:
        """As `_together`, with what was searched before told from memory; None where there are too many hits for that."""
        sizes = [_size(parts) for _, parts in searched]
        known = [way or size > _REMEMBERED for size, way in zip(sizes, apart, strict=True)]
        planned = seen.plan(searched, known)
        for (_, parts), size, whole in zip(planned, sizes, known, strict=True):
            if not whole:
                sweep.looked += size
                sweep.new += _size(parts)
        told = self._together(sweep, planned, apart, known)
        found = [ends for ends, _ in told]
        again = seen.settle(found) if all(whole for _, whole in told) else None
        if again is None:
            return None
        told = [(ends, True) for ends in found]
        for row, (text, parts) in enumerate(searched):
            if not known[row] and (says := runs.lists(text, parts)):
                told[row] = self._listed(text, parts, says, told[row][0])
        for row in again:
            told[row] = self._alone(sweep, *searched[row])
        if sweep.looked > _TRIED and sweep.new > _WORTH * sweep.looked:
            sweep.seen = None
        return told

    def _listed(self, text: bytes, parts: Parts, says: int, ends: Ends | None) -> _Told:
        """Return *ends* with those of lists in *parts*, as *says* which."""
        searched = [(text, parts)]
        listed: Ends = defaultdict(list)
        whole = self._lists(join(searched, [0], BETWEEN), says, listed)
        if listed:
            ends = {} if ends is None else ends
            ends.update(place(listed, searched, [0], len(BETWEEN))[0])
        return ends, whole

    def _together(
        self, sweep: _Sweep, searched: Searched, apart: list[bool], whole: Sequence[bool] | None = None
    ) -> list[_Told]:
        """Return the hits in each text, None for none, and whether these are all.

        Of those of which *whole* is false heads are told too, and lists are not.
        """
        found = [_NONE] * len(searched)
        for rows, length in groups(searched, apart, _ALONE, _TOGETHER):
            if not length:
                continue
            bare = whole is not None and not all(whole[row] for row in rows)
            if len(rows) == 1:
                text, parts = searched[rows[0]]
                found[rows[0]] = self._alone(sweep, text, None if length == len(text) else parts, bare=bare)
                continue
            ends: Ends = defaultdict(list)
            joined = join(searched, rows, BETWEEN)
            if not self._passes(sweep, joined, ends, bare=bare):
                for row in rows:
                    found[row] = self._alone(sweep, *searched[row], bare=bare)
                continue
            if any(GENERIC <= number < DECODE for number in ends) and all(_are_lines(*searched[row]) for row in rows):
                self._thin(joined, ends)
            if ends:
                for row, own in place(ends, searched, rows, len(BETWEEN)).items():
                    found[row] = own, True
        return found

    def _alone(self, sweep: _Sweep, text: bytes, parts: Parts | None, *, bare: bool = False) -> _Told:
        """As `_together` of one."""
        searched = [(text, parts or ())]
        ends: Ends = defaultdict(list)
        joined = text if parts is None else join(searched, [0], BETWEEN)
        whole = self._passes(sweep, joined, ends, bare=bare)
        if parts is None or _are_lines(text, parts):
            self._thin(joined, ends)
        if not ends:
            return None, whole
        if parts is not None:
            ends = place(ends, searched, [0], len(BETWEEN))[0]
        return ends, whole

    def _pass(self, name: str) -> _Pass:
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = _Pass(self._databases.get(name))
        return found

    def _passes(self, sweep: _Sweep, searched: bytes, ends: Ends, *, bare: bool) -> bool:
        """Enter the hits in *searched*; False where there are too many. *bare*: those of heads too, not those of lists."""
        whole = sweep.first.scan(searched, ends)
        whole &= self._long(searched, ends, bare=bare)
        if bare:
            whole &= self._pass("heads").scan(searched, ends)
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

    def _long(self, text: bytes, ends: Ends, *, bare: bool) -> bool:
        """Enter what stands in long runs and, unless *bare*, in lists; False where there is too much."""
        whole = True
        if runs.search is None:
            run: Ends = defaultdict(list)
            self._pass("run").scan(text, run)
            says = runs.HAS_NUMBERS | runs.HAS_QUOTED
            whole = not run[WORDS] or self._pass("runs").scan(text, ends)
        else:
            says, found = runs.search(text, _CALLS, not bare)
            for known, end in found:
                if known in self._known:
                    ends[self._known[known]].append(end)
            whole = not says & runs.CUT
        return (bare or self._lists(text, says, ends)) and whole

    def _lists(self, text: bytes, says: int, ends: Ends) -> bool:
        """Enter what stands in lists, as *says* which; False where there is too much."""
        whole = True
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


class _Sweep:
    """The first pass over texts of one sort, and what it remembers of them."""

    __slots__ = ("first", "looked", "new", "seen")

    def __init__(self, first: _Pass) -> None:
        self.first = first
        self.seen = Seen.make()
        self.looked = self.new = 0
        """Bytes that `seen` was asked for, and those of them that it did not know."""

    def expect(self, *, versions: bool) -> None:
        """As `Search.expect`."""
        if not versions:
            self.seen = None
        elif self.seen is None:
            self.seen = Seen.make()
            self.looked = self.new = 0


def _size(parts: Parts) -> int:
    return sum([end - start for start, end in parts])


def _are_lines(text: bytes, parts: Parts) -> bool:
    """Whether *parts* of *text* begin and end with lines."""
    size = len(text)
    for start, end in parts:
        if (start and text[start - 1] != _NEWLINE) or (end < size and _NEWLINE not in text[end - 1 : end + 1]):
            return False
    return True


def _found(ends: Ends | None, whole: bool) -> Hits:
    """Return the hits that end at *ends*, of each expression no more than are looked at."""
    if not ends:
        return NOTHING if whole else Hits({}, truncated=True)
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
