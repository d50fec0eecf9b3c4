"""All rules in Hyperscan databases, cached on disk by what they were made of.

One pass with everything is several times slower than a pass with what starts at a literal: automata that every ``jira``
or every hex digit wakes run side by side. So the first database has the cheap expressions and two triggers, each told
once for a text; the others are run on the texts that a trigger was found in.
"""

from __future__ import annotations

import hashlib
import platform
import re
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import hyperscan
import msgspec

from keyproof import kept
from keyproof.detect.calls import GATE as CALLS_GATE
from keyproof.detect.decode import gates
from keyproof.detect.generic import GATES
from keyproof.detect.reduced import FORM, keeps_start, needs_run, reduced
from keyproof.detect.rule import Rule, context_pattern
from keyproof.errors import RuleError

ENGINE: Final = "14"
"""Raised when matching or judging changes, so that results kept from before are not used."""

GENERIC: Final = 1_000_000
"""Ids of expressions from here on are the generic gates."""

CALLED: Final = GENERIC + GATES.index(CALLS_GATE)
"""Id of the gate of `calls`."""

DECODE: Final = 2_000_000
"""Ids of expressions from here on are gates of encodings; the first says that the text has a long run."""

WORDS: Final = 3_000_000
"""Says that the text has a context word of a rule."""

SHIPPED: Final = Path(__file__).parent / "compiled"
"""Where a wheel holds the rules compiled when it was built (``hatch_build.py``), so that nothing is at the first run."""

_BETWEEN: Final = r"[^\n]*(?:\n[^\n]*)?"
"""What may stand between a context word and the value: the rest of its line, or of it and the next. How far they may be
apart is seen to afterwards: an automaton that counts is three times as slow."""

_EDGE: Final = r"(?:[^0-9A-Za-z]|\\[nrt]|%[0-9A-Fa-f]{2})"
"""What stands before a value: without it a long run of base64 is a hit at each of its characters."""

Item = tuple[int, bytes, int]
"""Number, expression and Hyperscan's flags."""


class Tier(NamedTuple):
    """What is compiled together."""

    name: str
    items: list[Item]


class Expressions:
    """What is compiled: one expression for each distinct first pass, with the rules it stands for."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self.gates = gates.gates(rules)
        self.closer = gates.closer()
        looks = gates.FORM, gates.identity(self.gates), gates.identity(self.closer), gates.RUN
        engine = hyperscan.__version__  # type: ignore[attr-defined]
        made_of = (ENGINE, looks, FORM, engine, platform.machine(), platform.system(), GATES, rules)
        self.digest = hashlib.sha256(msgspec.msgpack.encode(made_of)).hexdigest()
        owners: dict[object, list[Rule]] = {}
        for rule in rules:
            owners.setdefault((rule.first or rule.pattern, rule.context), []).append(rule)
        self.rules_of = dict(enumerate(tuple(owned) for owned in owners.values()))
        """The rules that a number stands for, which all have the same first pass."""

    @property
    def closer_start(self) -> int:
        """The number of the first of the ``closer`` gates; those of ``gates`` begin after ``DECODE``."""
        return DECODE + 1 + len(self.gates)

    def tiers(self) -> tuple[Tier, Tier, Tier]:
        """Return what every text is searched for, what those with a long run are, and those with a context word."""
        flag = hyperscan.HS_FLAG_DOTALL
        first: list[Item] = []
        runs: list[Item] = []
        near: list[Item] = []
        seen: set[bytes] = set()
        for number, rules in self.rules_of.items():
            rule = rules[0]
            text = _first_pass(rule)
            if not rule.context:
                (runs if not rule.first and needs_run(rule.pattern) else first).append((number, text, flag))
                continue
            words = f"(?i:{context_pattern(rule)})".encode()
            edge = _EDGE if keeps_start(rule.first or rule.pattern) else ""
            near.append((number, words + (_BETWEEN + edge).encode() + b"(?:" + text + b")", flag))
            if words not in seen:
                seen.add(words)
                first.append((WORDS, words, hyperscan.HS_FLAG_SINGLEMATCH))
        for number, (gate, caseless) in enumerate(GATES, GENERIC):
            first.append((number, gate, hyperscan.HS_FLAG_CASELESS if caseless else 0))
        first.append((DECODE, gates.RUN, hyperscan.HS_FLAG_SINGLEMATCH))
        first += [_of_gate(number, gate) for number, gate in enumerate(self.gates, DECODE + 1)]
        runs += [_of_gate(number, gate) for number, gate in enumerate(self.closer, self.closer_start)]
        return Tier("rules", first), Tier("runs", runs), Tier("near", near)


def _of_gate(number: int, gate: gates.Gate) -> Item:
    return number, gate.written(gate.prefix), hyperscan.HS_FLAG_CASELESS if gate.caseless else 0


def _first_pass(rule: Rule) -> bytes:
    try:
        return reduced(rule.first or rule.pattern).encode()
    except (ValueError, re.error, KeyError) as error:
        raise RuleError(f"rule {rule.id}: its pattern has no form for the first pass: {error}") from None


def load(expressions: Expressions, folder: Path) -> tuple[hyperscan.Database, ...]:
    """Return the compiled databases: from *folder* where whole copies of our own are there, else compiled and kept there.

    Raises:
        RuleError: an expression is one that Hyperscan refuses.
    """
    found: list[hyperscan.Database] = []
    tiers: tuple[Tier, ...] = ()
    for index, name in enumerate(("rules", "runs", "near")):
        path = f"{name}-{expressions.digest[:32]}.hsdb"
        kept_one = _kept(path, folder)
        if kept_one is None:
            tiers = tiers or expressions.tiers()
            kept_one = _compiled(tiers[index], folder / path)
        found.append(kept_one)
    return tuple(found)


def _kept(name: str, folder: Path) -> hyperscan.Database | None:
    blob = kept.read(SHIPPED / name, shipped=True) or kept.read(folder / name)
    if blob is not None:
        with suppress(hyperscan.HyperscanError, ValueError):  # of another processor, or of another engine
            return hyperscan.loadb(blob, hyperscan.HS_MODE_BLOCK)
    return None


def _compiled(tier: Tier, path: Path) -> hyperscan.Database:
    items = tier.items or [(0, rb"\x00nothing\x00", 0)]  # an empty database is refused
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
        kept.save(path, hyperscan.dumpb(database))
    return database
