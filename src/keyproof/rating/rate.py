"""From verdicts to a rating: one pure function.

The law (a property test): in ``fail <= unknown <= pass`` the rating is monotone, where LOW is better than UNDECIDED,
UNDECIDED better than MEDIUM, MEDIUM better than HIGH. Knowing less never rates better than knowing it is fine.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from keyproof.model.assessment import Rating, Reason
from keyproof.model.verdict import Failed, Finding, Severity, Undetermined, Verdict
from keyproof.rating.policy import CODE_GROUPS, REQUIRED_FOR_LOW, TRANSPORT_GROUPS

ORDER = (Rating.LOW, Rating.UNDECIDED, Rating.MEDIUM, Rating.HIGH)
"""From best to worst."""


class Rated(msgspec.Struct, frozen=True, kw_only=True):
    """A rating with what led to it."""

    rating: Rating
    reasons: tuple[Reason, ...]
    would_lower: tuple[Reason, ...]


def rate(
    verdicts: Mapping[str, Verdict],
    groups: Mapping[str, str],
    transport: str = "",
    *,
    decided: bool = True,
) -> Rated:
    """Rate *verdicts* (by check code) for one *transport* (``""``: all checks weigh).

    Args:
        verdicts: by check code.
        groups: the group of each check code.
        transport: ``stdio``, ``streamable-http``, ``sse`` or ``""``.
        decided: False when there is no server to rate: then nothing better than UNDECIDED comes out.
    """
    counted = {c: v for c, v in verdicts.items() if _weighs(groups.get(c, ""), transport)}
    heaviest = max((f.severity.weight for v in counted.values() for f in _faults(v)), default=0)
    open_questions = [c for c in REQUIRED_FOR_LOW if isinstance(counted.get(c), Undetermined)]
    if heaviest == Severity.HIGH.weight:
        rating = Rating.HIGH
    elif heaviest == Severity.MEDIUM.weight:
        rating = Rating.MEDIUM
    elif open_questions or not decided or not counted:
        rating = Rating.UNDECIDED
    else:
        rating = Rating.LOW
    return Rated(
        rating=rating,
        reasons=_reasons(rating, counted, open_questions, decided),
        would_lower=_would_lower(rating, counted, open_questions),
    )


def worst(ratings: list[Rating]) -> Rating:
    """Return the worst of *ratings*, UNDECIDED for none."""
    return max(ratings, key=ORDER.index, default=Rating.UNDECIDED)


def _weighs(group: str, transport: str) -> bool:
    return group not in CODE_GROUPS or not transport or group in TRANSPORT_GROUPS.get(transport, CODE_GROUPS)


def _faults(verdict: Verdict) -> tuple[Finding, ...]:
    return verdict.findings if isinstance(verdict, Failed) else ()


def _by_weight(counted: Mapping[str, Verdict]) -> list[tuple[int, str, Verdict]]:
    rows = [(max((f.severity.weight for f in _faults(v)), default=0), c, v) for c, v in counted.items()]
    return sorted(rows, key=lambda row: (-row[0], row[1]))


def _reasons(
    rating: Rating, counted: Mapping[str, Verdict], open_questions: list[str], decided: bool
) -> tuple[Reason, ...]:
    failed = [Reason(check=c, text=v.summary) for w, c, v in _by_weight(counted) if w >= Severity.MEDIUM.weight]
    if rating in (Rating.HIGH, Rating.MEDIUM):
        return tuple(failed)
    if rating is Rating.UNDECIDED:
        if not decided:
            return (Reason(check="", text="no MCP server was found in the target, so there is nothing to rate"),)
        return tuple(Reason(check=c, text=counted[c].summary) for c in open_questions)
    needed = [Reason(check=c, text=counted[c].summary) for c in REQUIRED_FOR_LOW if c in counted]
    return tuple(needed)


def _would_lower(rating: Rating, counted: Mapping[str, Verdict], open_questions: list[str]) -> tuple[Reason, ...]:
    if rating is Rating.LOW:
        return ()
    if rating is Rating.UNDECIDED:
        return tuple(
            Reason(check=c, text=v.question) for c in open_questions if isinstance(v := counted[c], Undetermined)
        )
    weight = Severity.HIGH.weight if rating is Rating.HIGH else Severity.MEDIUM.weight
    steps: list[Reason] = []
    for w, c, v in _by_weight(counted):
        if w == weight:
            first = next(f for f in _faults(v) if f.severity.weight == w)
            text = first.remediation[0] if first.remediation else f"resolve: {v.summary}"
            if all(text != step.text for step in steps):
                steps.append(Reason(check=c, text=text))
    return tuple(steps)
