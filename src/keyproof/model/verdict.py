"""Checks, findings and verdicts: what a check says about facts."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec

from keyproof.model.fact import Fact
from keyproof.model.place import Location
from keyproof.model.secret import Secret
from keyproof.model.target import Gap


class Severity(StrEnum):
    """How much a finding weighs. ``high`` and ``medium`` set the rating; ``low`` and ``info`` are advice."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def weight(self) -> int:
        """3 for high down to 0 for info."""
        return {"high": 3, "medium": 2, "low": 1, "info": 0}[self.value]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One located fault. ``locations[0]`` is the primary place."""

    check: str
    title: str
    """One line: what is wrong, naming the thing."""
    message: str = ""
    """Why it matters here, one or two sentences."""
    severity: Severity
    confidence: float
    cwe: tuple[int, ...]
    locations: tuple[Location, ...]
    more_locations: int = 0
    flow: tuple[Location, ...] = ()
    rule: str = ""
    secret_class: str = ""
    name: str = ""
    """The credential's name, where there is one."""
    masked: str = ""
    fingerprint: str = ""
    """Keyed identity: of the secret where there is one, else empty."""
    secret: Secret | None = None
    revoke: str = ""
    remediation: tuple[str, ...] = ()
    """What to do now, in order; commands are for this repository."""

    @property
    def id(self) -> str:
        """Identity that survives moved lines: of the secret where there is one, else of check, file and name."""
        if self.fingerprint:
            return f"{self.check}-{self.fingerprint[:16]}"
        path = self.locations[0].path if self.locations else ""
        text = "\0".join((self.check, self.rule, path, self.name, self.title))
        return f"{self.check}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


class Passed(msgspec.Struct, frozen=True, kw_only=True, tag="pass"):
    """The fault is not there, and this is how we know."""

    summary: str
    evidence: tuple[Location | str, ...]
    findings: tuple[Finding, ...] = ()
    """Advice (``low``, ``info``) that does not make the check fail."""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="fail"):
    """The fault is there."""

    summary: str
    findings: tuple[Finding, ...]

    @property
    def evidence(self) -> tuple[Location | str, ...]:
        """The primary places of the findings."""
        return tuple(f.locations[0] for f in self.findings if f.locations)


class Undetermined(msgspec.Struct, frozen=True, kw_only=True, tag="unknown"):
    """A person has to look; ``question`` says at what."""

    summary: str
    question: str
    evidence: tuple[Location | str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    findings: tuple[Finding, ...] = ()


class NotApplicable(msgspec.Struct, frozen=True, kw_only=True, tag="not-applicable"):
    """The check does not concern this server, and why."""

    summary: str
    evidence: tuple[Location | str, ...] = ()


Verdict = Passed | Failed | Undetermined | NotApplicable


def word(verdict: Verdict) -> str:
    """Return ``pass``, ``fail``, ``unknown`` or ``not-applicable``."""
    return str(verdict.__struct_config__.tag)


class Teaching(msgspec.Struct, frozen=True, kw_only=True):
    """What a failing check tells its reader."""

    why: str
    """Why it matters, two sentences."""
    novice: str
    professional: str
    now: tuple[str, ...]
    """Immediate actions in order. ``{path}``, ``{name}``, ``{revoke}``, ``{commit}`` are filled per finding."""
    migrate: tuple[str, ...]
    """The way to a lasting fix: variable, documentation, template, test."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """The identity of one check. Its module holds ``CHECK``, ``judge(facts) -> Verdict`` and ``cases()``."""

    code: str
    """``KP001``; never reused."""
    slug: str
    """Names the fault for the red flags and leaks, the subject for the rest: ``hardcoded-secret``."""
    title: str
    group: str
    """``red-flag``, ``practice``, ``leak``, ``http``, ``stdio``, ``client``."""
    severity: Severity
    """The weight of a failure unless a finding says otherwise."""
    cwe: tuple[int, ...] = ()
    wants: tuple[type[Fact], ...] = ()
    teaching: Teaching
    references: tuple[str, ...] = ()
