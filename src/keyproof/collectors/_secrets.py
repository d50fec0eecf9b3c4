"""Values that stand in the tree and in history, as facts: from a search, or from what a run before has kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from keyproof import limits
from keyproof.collectors import Collected, Collector
from keyproof.collectors._again import Again, Known
from keyproof.collectors._alike import weakened
from keyproof.collectors._data import doubted
from keyproof.collectors._pairs import joined
from keyproof.collectors._seen import Seen
from keyproof.collectors._view import View
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.model.fact import Coverage, CredentialAtRest, SecretClass
from keyproof.model.place import Location
from keyproof.model.target import Gap, GapKind
from keyproof.patterns import regex

if TYPE_CHECKING:
    from keyproof.detect.detector import Detector
    from keyproof.detect.match import Match

_SHARED = frozenset(("jwt-generic", "stripe-live", "stripe-test"))
"""Ids of rules whose shape other providers use too: the name tells whose a value is."""

_INLINE_TESTS = regex(r"^[ \t]{0,8}#\[cfg\(test\)\]", re.M)


class _Loading:
    """A detector that is loaded when it is first needed."""

    def __init__(self, view: View, given: Detector | None) -> None:
        self._view = view
        self._given = given

    @cached_property
    def detector(self) -> Detector:
        from keyproof.detect.detector import Detector  # native code, and slow to import

        return self._given or Detector.load(builtin_rules(identifiers=SecretClass.IDENTIFIER in self._view.classes))


def found(view: View, collector: Collector, detector: Detector | None = None) -> Collected:
    """Return what *collector* says: the tree and, where there is one, the history are scanned.

    Where nothing has changed since a run, the same is said again.
    """
    loading = _Loading(view, detector)
    again = Again(view) if detector is None and view.remember and view.history and view.history.identity else None
    known = again.recall(lambda: loading.detector) if again is not None else None
    if known is None:
        from keyproof.collectors._whole import search

        engine = loading.detector
        run = search(view, engine)
        if again is not None:
            again.keep(run, engine)
        known = Known(run.entries, run.places, engine.truncated, engine.unopened, run.blobs)
    gaps = [
        Gap(
            kind=GapKind.BOUND,
            what="more matches than are kept of one file",
            where=path,
            bound=f"{limits.MATCHES_PER_FILE} matches",
        )
        for path in sorted(known.truncated)
    ]
    gaps += [
        Gap(kind=GapKind.BOUND, what="what is packed or encoded in it was not read to the end", where=path, bound=bound)
        for path, bound in sorted(known.unopened.items())
    ]
    gaps += view.gaps + view.source.gaps + (view.history.gaps if view.history else [])
    incomplete = tuple(dict.fromkeys(g for g in gaps if g.incomplete))
    if view.history is not None:
        view.source.searched["blobs"] = known.blobs
    return Collected(
        facts=_facts(view, known),
        coverage=Coverage(
            collector=collector.name,
            yields=tuple(t.__name__ for t in collector.yields),
            searched=len(view.files) + known.blobs,
            unit="files and blobs" if view.history is not None else "files",
            complete=not incomplete,
            gaps=incomplete,
        ),
    )


def _facts(view: View, known: Known) -> tuple[CredentialAtRest, ...]:
    facts = []
    for entry, history in zip(known.entries, known.places, strict=True):
        tree = [msgspec.structs.replace(p, in_head=_in_head(p, history)) for p in entry.tree]
        places = (*tree, *history, *entry.texts)
        if not places:
            continue
        facts.append(_fact(view, entry, places, bool(history or entry.texts)))
    facts = doubted(weakened(facts))
    pairs = {e.best.rule.id: e.best.rule.pair for e in known.entries if e.best.rule.pair}
    return tuple(sorted(joined(facts, pairs) if pairs else facts, key=_order))


def _order(fact: CredentialAtRest) -> tuple[str, int, str, int, str]:
    """Return what facts are sorted by, the same whatever order the blobs were searched in; texts keep git's order."""
    place = fact.location
    return place.path, place.line or 0, fact.rule, place.column or 0, fact.fingerprint if place.column else ""


def _in_head(place: Location, past: Iterable[Location]) -> bool | None:
    return True if any(p.path == place.path and p.in_head for p in past) else None


def _in_tests(view: View, places: Iterable[Location]) -> bool:
    """Whether all *places* stand in the tests that Rust files end with, under ``#[cfg(test)]``."""
    for place in places:
        file = view.by_path.get(place.path) if place.path.endswith(".rs") else None
        text = (view.text(file) if file is not None else None) or ""
        start = _INLINE_TESTS.search(text)
        if start is None or text.count("\n", 0, start.start()) >= (place.line or 0):
            return False
    return True


def _owned(match: Match) -> Rule:
    """Return the kind of *match* as its name tells it."""
    from keyproof.detect.kinds import owner_of  # few matches need it

    owner = owner_of(match.name)
    return owner if owner is not None and owner.provider != match.rule.provider else match.rule


def _fact(view: View, entry: Seen, places: tuple[Location, ...], in_history: bool) -> CredentialAtRest:
    best = entry.best
    if best.judgement.secret_class is SecretClass.WEAK_DEFAULT and entry.tree and _in_tests(view, entry.tree):
        reasons = ("a well-known default password", "it stands in a test")
        said = msgspec.structs.replace(best.judgement, secret_class=SecretClass.TEST_FIXTURE, reasons=reasons)
        best = msgspec.structs.replace(best, judgement=said)
    kind = best.rule if best.rule.id not in _SHARED or not best.name else _owned(best)
    return CredentialAtRest(
        location=places[0],
        rule=kind.id,
        kind=kind.title,
        provider=kind.provider,
        secret=best.secret,
        fingerprint=entry.mark,
        secret_class=best.judgement.secret_class,
        confidence=best.judgement.confidence,
        reasons=best.judgement.reasons,
        setting=best.setting,
        name=best.name,
        fallback=best.fallback,
        locations=places[: limits.LOCATIONS_PER_FINDING],
        more_locations=max(0, len(places) - limits.LOCATIONS_PER_FINDING),
        in_tree=bool(entry.tree),
        in_history=in_history,
        revoke=kind.revoke,
        counts=best.judgement.secret_class in view.classes,
    )
