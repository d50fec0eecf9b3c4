"""The wire form of a report, version 1. Internals may change; this may only grow."""

from __future__ import annotations

from typing import Literal

import msgspec

SCHEMA_VERSION = "1.0"


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """Who made the report."""

    name: str
    version: str
    rules: int
    checks: int


class WireTarget(msgspec.Struct, frozen=True, kw_only=True):
    """What was assessed."""

    kind: str
    ref: str
    commit: str | None = None
    root: str = ""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was not looked at."""

    what: str
    bound: str
    where: str
    kind: str


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A location on the wire. Lines and columns count from 1."""

    path: str
    line: int | None = None
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None
    commit: str | None = None
    author: str | None = None
    first_seen: str | None = None
    removed_in: str | None = None
    removed_at: str | None = None
    in_head: bool | None = None
    layer: str | None = None
    package: str | None = None
    note: str | None = None


class WireReason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason for the rating."""

    check: str
    text: str


class WireAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """The mission's three questions, answered."""

    provide: str
    missing: str
    environments: str


class WireCredential(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the credential table."""

    name: str
    kind: str
    provider: str
    source: str
    required: bool | None
    validated: str
    on_missing: str
    documented_in: tuple[Place, ...]
    read_at: tuple[Place, ...]
    rotation: str | None


class WireFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finding. ``secret`` is there only under ``--show-secrets``."""

    id: str
    check: str
    rule: str = ""
    class_: str = msgspec.field(name="class", default="")
    severity: Literal["high", "medium", "low", "info"]
    confidence: float
    cwe: tuple[int, ...]
    title: str
    message: str = ""
    name: str = ""
    masked: str = ""
    fingerprint: str = ""
    locations: tuple[Place, ...]
    more_locations: int = 0
    flow: tuple[Place, ...] = ()
    remediation: tuple[str, ...] = ()
    revoke: str = ""
    accepted: str = ""
    """Why it is not counted: the exception's justification, the inline mark's reason."""
    accepted_by: Literal["", "baseline", "exception", "inline mark"] = ""
    secret: str | None = None


class WireVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """One check's verdict."""

    check: str
    slug: str
    title: str
    group: str
    verdict: Literal["pass", "fail", "unknown", "not-applicable"]
    severity: str
    """What a failure weighs (the heaviest finding's severity where it failed)."""
    summary: str
    question: str = ""
    evidence: tuple[Place | str, ...]


class WireSuppressed(msgspec.Struct, frozen=True, kw_only=True):
    """A match that is not a finding, with its reasons. The list is there under ``--show-suppressed``."""

    rule: str
    class_: str = msgspec.field(name="class")
    masked: str
    location: Place
    reasons: tuple[str, ...]


class WireAssessment(msgspec.Struct, frozen=True, kw_only=True):
    """One server, or the whole target."""

    server: str
    root: str
    language: str
    transports: tuple[str, ...]
    default_transport: str
    rating: Literal["HIGH", "MEDIUM", "LOW", "UNDECIDED"]
    rating_by_transport: dict[str, str]
    reasons: tuple[WireReason, ...]
    would_lower: tuple[WireReason, ...]
    answers: WireAnswers
    credentials: tuple[WireCredential, ...]
    verdicts: tuple[WireVerdict, ...]
    findings: tuple[WireFinding, ...]
    accepted: tuple[WireFinding, ...] = ()
    suppressed_counts: dict[str, int] = {}
    """By class, how many matches are not findings."""
    suppressed: tuple[WireSuppressed, ...] = ()
    markers: tuple[Place, ...] = ()
    """Marks by which the target's author asks scanners to look away."""
    searched: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    whole: bool = False
    """True for the assessment of the whole target where it holds several servers."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report. ``assessments[0]`` is the whole target; the servers follow where there are several."""

    schema_version: str
    tool: Tool
    target: WireTarget
    limits_reached: tuple[Limit, ...]
    not_read: tuple[Limit, ...] = ()
    """Gaps that leave the read whole: unsupported and unparsed files, things skipped on purpose."""
    assessments: tuple[WireAssessment, ...]
    teaching: dict[str, dict[str, str]] = {}
    """By check code: ``why``, ``novice``, ``professional``, for the checks that failed."""
