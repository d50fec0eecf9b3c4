"""Repository hygiene: credential files (also those removed since), ignore files, marks that silence scanners."""

from __future__ import annotations

from keyproof.collectors import Collected, Collector, whole
from keyproof.collectors._view import View
from keyproof.model.fact import Fact, IgnoreCoverage, SensitiveFile, SuppressionMarker
from keyproof.model.target import Gap

COLLECTOR = Collector(name="repository", yields=(SensitiveFile, IgnoreCoverage, SuppressionMarker))


def collect(view: View) -> Collected:
    """Look at the names of every file, now and in history, at ignore files, and for marks in the texts."""
    facts: list[Fact] = []
    gaps: list[Gap] = []
    if view.wanted is None or not view.wanted.isdisjoint((SensitiveFile, IgnoreCoverage)):
        from keyproof.collectors._repository import hygiene

        facts, gaps = hygiene(view)
    if view.wanted is None or SuppressionMarker in view.wanted:
        from keyproof.collectors._marks import marks

        facts += marks(view) if view.marks is None else view.marks
    return whole(COLLECTOR, facts, len(view.files), "files", gaps)
