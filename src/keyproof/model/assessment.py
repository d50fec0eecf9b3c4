"""The assessment of one server, and of the whole target."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from keyproof.model.credential import Credential
from keyproof.model.fact import CredentialAtRest, SuppressionMarker
from keyproof.model.target import Gap, Target
from keyproof.model.verdict import Finding, Verdict


class Rating(StrEnum):
    """The mission's risk words. LOW is the good one."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
    UNDECIDED = "UNDECIDED"

    @property
    def advice(self) -> str:
        """The mission's words for it."""
        return {
            "HIGH": "do not use",
            "MEDIUM": "use with caution",
            "LOW": "acceptable",
            "UNDECIDED": "not enough evidence",
        }[self.value]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for the rating, or one thing that would lower it."""

    check: str
    text: str


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """The mission's three questions, answered in plain sentences with evidence in brackets."""

    provide: str
    missing: str
    environments: str


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """Why a finding is not counted."""

    by: Literal["baseline", "exception", "inline mark"]
    text: str
    """The justification, owner and end of an exception; the reason and place of an inline mark."""


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome for one server; for a target with several, ``servers`` holds theirs and this one is the whole."""

    target: Target
    server: str
    root: str = ""
    language: str = ""
    transports: tuple[str, ...] = ()
    default_transport: str = ""
    rating: Rating
    rating_by_transport: dict[str, Rating]
    reasons: tuple[Reason, ...]
    would_lower: tuple[Reason, ...]
    answers: Answers
    credentials: tuple[Credential, ...]
    verdicts: dict[str, Verdict]
    """By check code, in code order."""
    gaps: tuple[Gap, ...]
    suppressed: tuple[CredentialAtRest, ...] = ()
    """Matches that are not findings, with their reasons."""
    markers: tuple[SuppressionMarker, ...] = ()
    servers: tuple[Assessment, ...] = ()
    accepted: tuple[Finding, ...] = ()
    """Findings that exceptions, a baseline or inline marks take out of the count; they are listed, never gone."""
    accepted_because: dict[str, Acceptance] = {}
    """By finding id, for those in ``accepted``."""
    searched: dict[str, int] = {}
    """How much was looked at: files, blobs, commits."""
    notes: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, heaviest first, then by check and place."""
        found = [f for v in self.verdicts.values() for f in getattr(v, "findings", ())]
        return tuple(
            sorted(
                found,
                key=lambda f: (-f.severity.weight, -f.confidence, f.check, f.locations[0].at() if f.locations else ""),
            )
        )
