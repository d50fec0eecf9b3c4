"""Source → facts, one file a subject. A collector never judges.

Each module holds ``COLLECTOR = Collector(...)`` and ``collect(view) -> Collected``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from keyproof.model.fact import Coverage, Fact
from keyproof.model.target import Gap, GapKind

HISTORY: Final[tuple[str, ...]] = ("secrets", "repository")
"""Those that read the git history, the one that needs it last first: they share it in a process of their own. Named
here, as nothing is imported before that process is forked."""


class Collector(msgspec.Struct, frozen=True, kw_only=True):
    """The identity of one collector."""

    name: str
    yields: tuple[type[Fact], ...]


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What one collector found and how far it got."""

    facts: tuple[Fact, ...]
    coverage: Coverage


def whole(collector: Collector, facts: Iterable[Fact], searched: int, unit: str, gaps: Iterable[Gap] = ()) -> Collected:
    """Return the result of *collector*: complete where every file that was to be parsed was."""
    met = tuple(gaps)
    return Collected(
        facts=tuple(facts),
        coverage=Coverage(
            collector=collector.name,
            yields=tuple(t.__name__ for t in collector.yields),
            searched=searched,
            unit=unit,
            complete=not any(g.incomplete or g.kind is GapKind.UNPARSED for g in met),
            gaps=met,
        ),
    )
