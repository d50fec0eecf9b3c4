"""All rules in one Hyperscan database, cached on disk by what it was made of."""

from __future__ import annotations

import hashlib
import platform
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import hyperscan
import msgspec

from keyproof.detect import kept
from keyproof.detect.decode import gates
from keyproof.detect.generic import GATES
from keyproof.detect.reduced import FORM, reduced
from keyproof.detect.rule import Rule, context_pattern
from keyproof.errors import RuleError

ENGINE: Final = "8"
"""Raised when matching or judging changes, so that results kept from before are not used."""

GENERIC: Final = 1_000_000
"""Ids of expressions from here on are the generic gates."""

DECODE: Final = 2_000_000
"""Ids of expressions from here on are gates of encodings; the first says that the text has a long run."""

SHIPPED: Final = Path(__file__).parent / "compiled"
"""Where a wheel holds the rules compiled when it was built (``hatch_build.py``), so that nothing is at the first run."""

_BETWEEN: Final = r"[^\n]{0,100}(?:\n[^\n]{0,100})?"
"""What may stand between a context word and the value: the rest of its line, or of it and the next."""


class Expressions:
    """What is compiled: one expression for each distinct pattern, with the rules it stands for."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        owners: dict[tuple[str, tuple[str, ...]], list[Rule]] = {}
        for rule in rules:
            owners.setdefault((rule.pattern, rule.context), []).append(rule)
        self.rules_of = dict(enumerate(tuple(owned) for owned in owners.values()))
        engine = hyperscan.__version__  # type: ignore[attr-defined]
        self.gates = gates.gates(rules)
        looks = gates.FORM, gates.identity(self.gates), gates.identity(gates.closer()), gates.RUN
        made_of = (ENGINE, looks, FORM, engine, platform.machine(), platform.system(), GATES, rules)
        self.digest = hashlib.sha256(msgspec.msgpack.encode(made_of)).hexdigest()

    def items(self) -> list[tuple[int, bytes, int]]:
        """Return number, expression and Hyperscan's flags of each."""
        items = [(number, _first_pass(rules[0]), hyperscan.HS_FLAG_DOTALL) for number, rules in self.rules_of.items()]
        for number, (gate, caseless) in enumerate(GATES, GENERIC):
            items.append((number, gate, hyperscan.HS_FLAG_CASELESS if caseless else 0))
        items.append((DECODE, gates.RUN, hyperscan.HS_FLAG_SINGLEMATCH))
        return items + [_of_gate(DECODE + number, gate) for number, gate in enumerate(self.gates, 1)]


class Closer:
    """The second, small database: what looks again at texts with a long run."""

    def __init__(self, digest: str) -> None:
        self.gates = gates.closer()
        self.digest = "closer-" + digest

    def items(self) -> list[tuple[int, bytes, int]]:
        """Return number, expression and Hyperscan's flags of each."""
        return [_of_gate(number, gate) for number, gate in enumerate(self.gates)]


def _of_gate(number: int, gate: gates.Gate) -> tuple[int, bytes, int]:
    return number, gate.written(gate.prefix), hyperscan.HS_FLAG_CASELESS if gate.caseless else 0


def _first_pass(rule: Rule) -> bytes:
    try:
        text = reduced(rule.pattern)
    except (ValueError, re.error, KeyError) as error:
        raise RuleError(f"rule {rule.id}: its pattern has no form for the first pass: {error}") from None
    if rule.context:
        text = f"(?i:{context_pattern(rule)}){_BETWEEN}(?:{text})"
    return text.encode()


def load(expressions: Expressions | Closer, folder: Path) -> hyperscan.Database:
    """Return the compiled database: from *folder* where a whole copy of our own is there, else compiled and kept there.

    Raises:
        RuleError: an expression is one that Hyperscan refuses.
    """
    name = f"rules-{expressions.digest[:32]}.hsdb"
    path = folder / name
    blob = kept.read(SHIPPED / name, shipped=True) or kept.read(path)
    if blob is not None:
        with suppress(hyperscan.HyperscanError, ValueError):  # of another processor, or of another engine
            return hyperscan.loadb(blob, hyperscan.HS_MODE_BLOCK)
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    items = expressions.items()
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
