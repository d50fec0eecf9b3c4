"""All rules in Hyperscan databases, cached on disk by what they were made of.

One pass with everything is several times slower than a pass with what starts at a literal: automata that every ``jira``
or every hex digit wakes run side by side. So the first database has the cheap expressions, and a trigger for those near
a word; the others are run on the few texts, or the stretches of a text, that may hold what they look for.
"""

from __future__ import annotations

import hashlib
import platform
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import hyperscan
import msgspec

from keyproof import kept
from keyproof.detect import runs, taller
from keyproof.detect.calls import GATES as CALLS_GATES
from keyproof.detect.decode import gates
from keyproof.detect.generic import GATES
from keyproof.detect.reduced import FORM, keeps_start, reduced
from keyproof.detect.rule import Rule, context_pattern
from keyproof.detect.taller import HEADS, head
from keyproof.errors import RuleError

ENGINE: Final = "72"
"""Raised when matching or judging changes, so that results kept from before are not used."""

GENERIC: Final = 1_000_000
"""Ids of expressions from here on are the generic gates."""

CALLED: Final = GENERIC + len(GATES)
"""Id of the gates of `calls`."""

DECODE: Final = 2_000_000
"""Ids of expressions behind it are gates of encodings."""

WORDS: Final = 3_000_000
"""A context word of a rule."""

_BETWEEN: Final = r"[^\n]*(?:\n[^\n]*)?"
"""What may stand between a context word and the value: the rest of its line, or of it and the next. How far they may be
apart is seen to afterwards: an automaton that counts is three times as slow."""

_EDGE: Final = r"(?:[^0-9A-Za-z]|\\[nrt]|%[0-9A-Fa-f]{2})"
"""What stands before a value: without it a long run of base64 is a hit at each of its characters."""

Item = tuple[int, bytes, int]
"""Number, expression and Hyperscan's flags."""


TIERS: Final = ("rules", "nameless", "heads", "lists", "quoted", "run", "runs", "words", "near")
"""What is compiled together: what every text is searched for; that without names; the heads
of those that may take many lines; lists of numbers, and of characters; whether there is a
long run, and what ``runs`` stands for, for want of that; where the context words are, and what stands near them."""


class Expressions:
    """What is compiled: one expression for each distinct first pass, with the rules it stands for."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.gates = gates.gates(rules)
        self.closer = gates.closer()
        looks = taller.FORM, gates.FORM, gates.identity(self.gates), gates.identity(self.closer), runs.KNOWN
        engine = hyperscan.__version__  # type: ignore[attr-defined]
        sought = [rule for rule in rules if not rule.named]
        told = [(rule.id, rule.pattern, rule.context, rule.words) for rule in rules if rule.named]
        machine = platform.machine(), platform.system()
        made_of = (ENGINE, looks, FORM, engine, *machine, GATES, CALLS_GATES, sought, told)
        self.digest = hashlib.sha256(msgspec.msgpack.encode(made_of)).hexdigest()
        owners: dict[object, list[Rule]] = {}
        for rule in sought:
            owners.setdefault((rule.first or rule.pattern, rule.context), []).append(rule)
        self.rules_of = dict(enumerate(tuple(owned) for owned in owners.values()))
        """The rules that a number stands for, which all have the same first pass."""
        self.known = {known: number for number, text in self._long() if (known := runs.KNOWN.get(text))}
        """The numbers of the expressions that `runs.search` stands for, by the numbers they have there."""

    @property
    def closer_start(self) -> int:
        """The number of the first of the ``closer`` gates; those of ``gates`` begin after ``DECODE``."""
        return DECODE + 1 + len(self.gates)

    def _long(self) -> list[tuple[int, str]]:
        found = [
            (n, rules[0].pattern) for n, rules in self.rules_of.items() if not (rules[0].context or rules[0].first)
        ]
        return found + [(n, gate.written(b"").decode()) for n, gate in enumerate(self.closer, self.closer_start)]

    def tiers(self) -> dict[str, list[Item]]:
        """Return what is compiled, by the names in `TIERS`."""
        flag, once = hyperscan.HS_FLAG_DOTALL, hyperscan.HS_FLAG_SINGLEMATCH
        tiers: dict[str, list[Item]] = {name: [] for name in TIERS}
        known = set(self.known.values())
        words: dict[bytes, None] = {}
        for number, rules in self.rules_of.items():
            rule = rules[0]
            text = _first_pass(rule)
            if not rule.context:
                tiers["runs" if number in known else "rules"].append((number, text, flag))
                continue
            near = f"(?i:{context_pattern(rule)})".encode()
            edge = _EDGE if keeps_start(rule.first or rule.pattern) else ""
            tiers["near"].append((number, near + (_BETWEEN + edge).encode() + b"(?:" + text + b")", flag))
            words[near] = None
        tiers["rules"] += [(WORDS, text, once) for text in words]
        tiers["words"] += [(WORDS, text, 0) for text in words]
        called = [(CALLED, gate) for gate in CALLS_GATES]
        for number, (gate, caseless) in [*enumerate(GATES, GENERIC), *called]:
            tiers["rules"].append((number, gate, hyperscan.HS_FLAG_CASELESS if caseless else 0))
        tiers["run"] += [(WORDS, gates.LEAST_RUN, once)]
        for number, look in [*enumerate(self.gates, DECODE + 1), *enumerate(self.closer, self.closer_start)]:
            text = look.written(look.prefix)
            name = "runs" if number in known else _LISTS.get(text, "rules")
            tiers[name].append((number, text, hyperscan.HS_FLAG_CASELESS if look.caseless else 0))
        tiers["heads"] += [*_heads(tiers["rules"]), *_heads(tiers["near"])]
        tiers["nameless"] = [item for item in tiers["rules"] if not GENERIC <= item[0] < DECODE]
        return tiers


def _heads(items: list[Item]) -> list[Item]:
    """Return the heads of those that may take more lines than are looked at together, which `seen` needs."""
    found = []
    for number, text, flags in items:
        begun = head(text, dotall=bool(flags & hyperscan.HS_FLAG_DOTALL))
        if begun is not None and number < WORDS:
            found.append((HEADS + number, begun, flags | hyperscan.HS_FLAG_DOTALL))
    return found


_LISTS: Final = {gates.NUMBERS_LOOK.encode(): "lists", gates.QUOTED_LOOK.encode(): "quoted"}


def _first_pass(rule: Rule) -> bytes:
    try:
        return reduced(rule.first or rule.pattern).encode()
    except (ValueError, re.error, KeyError) as error:
        raise RuleError(f"rule {rule.id}: its pattern has no form for the first pass: {error}") from None


class Databases:
    """The compiled databases of some expressions: each read from a folder, or compiled and kept there, at its first use."""

    def __init__(self, expressions: Expressions, folder: Path) -> None:
        self._expressions = expressions
        self._folder = folder
        self._tiers: dict[str, list[Item]] = {}

    def get(self, name: str) -> hyperscan.Database:
        """Return one of `TIERS`: of the folder or shipped where a whole copy is there, else compiled and kept there.

        Raises:
            RuleError: an expression is one that Hyperscan refuses.
        """
        path = f"{name}-{self._expressions.digest[:32]}.hsdb"
        found = _kept(path, self._folder)
        if found is None:
            self._tiers = self._tiers or self._expressions.tiers()
            found = _compiled(self._tiers[name], self._folder / path)
        return found


def _kept(name: str, folder: Path) -> hyperscan.Database | None:
    for blob in kept.recalled(name, folder=folder):
        with suppress(hyperscan.HyperscanError, ValueError):  # of another processor, or of another engine
            return hyperscan.loadb(blob, hyperscan.HS_MODE_BLOCK)
    return None


def _compiled(items: list[Item], path: Path) -> hyperscan.Database:
    items = items or [(0, rb"\x00nothing\x00", 0)]  # an empty database is refused
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            ids=[number for number, _, _ in items],
            expressions=[text for _, text, _ in items],
            flags=[flags for _, _, flags in items],
        )
    except hyperscan.HyperscanError as error:
        raise RuleError(f"the rules do not compile: {error}") from None
    with suppress(hyperscan.HyperscanError):
        kept.save(path, hyperscan.dumpb(database), versions=True)
    return database
