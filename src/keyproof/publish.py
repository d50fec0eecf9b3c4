"""Assessment → report: the only map from the inner types to the wire, and the only place that may show a secret."""

from __future__ import annotations

from collections import Counter
from typing import Any

from keyproof import registry
from keyproof.model import report as wire
from keyproof.model.assessment import Assessment, Reason
from keyproof.model.credential import Credential
from keyproof.model.place import Location
from keyproof.model.target import Gap
from keyproof.model.verdict import Check, Failed, Finding, Undetermined, Verdict, word
from keyproof.version import VERSION


def publish(assessment: Assessment, *, show_secrets: bool = False, show_suppressed: bool = False) -> wire.Report:
    """Return the wire report of *assessment*: the whole first, then its servers.

    Args:
        assessment: what ``engine.assess`` returned.
        show_secrets: put the raw values in; the one way to see them.
        show_suppressed: list the matches that are not findings, with their reasons.
    """
    from keyproof.detect.rule import builtin_rules

    checks = {c.code: c for c in registry.load_all("keyproof.checks", "CHECK").values()}
    parts = (assessment, *assessment.servers)
    limits = [_limit(g) for g in assessment.gaps if g.incomplete]
    others = [_limit(g) for g in assessment.gaps if not g.incomplete]
    failed = sorted({code for part in parts for code, v in part.verdicts.items() if isinstance(v, Failed)})
    return wire.Report(
        schema_version=wire.SCHEMA_VERSION,
        tool=wire.Tool(name="keyproof", version=VERSION, rules=len(builtin_rules()), checks=len(checks)),
        target=wire.WireTarget(
            kind=assessment.target.kind.value,
            ref=assessment.target.ref,
            commit=assessment.target.commit,
            root=assessment.target.root,
        ),
        limits_reached=tuple(limits),
        not_read=tuple(others),
        assessments=tuple(
            _assessment(part, checks, show_secrets, show_suppressed, whole=bool(part.servers)) for part in parts
        ),
        teaching={
            code: {
                "why": checks[code].teaching.why,
                "novice": checks[code].teaching.novice,
                "professional": checks[code].teaching.professional,
            }
            for code in failed
        },
    )


def _limit(gap: Gap) -> wire.Limit:
    return wire.Limit(what=gap.what, bound=gap.bound, where=gap.where, kind=gap.kind.value)


def _place(location: Location) -> wire.Place:
    return wire.Place(
        path=location.path,
        line=location.line,
        end_line=location.end_line,
        column=location.column,
        end_column=location.end_column,
        commit=location.commit,
        author=location.author,
        first_seen=location.first_seen,
        removed_in=location.removed_in,
        removed_at=location.removed_at,
        in_head=location.in_head,
        layer=location.layer,
        package=location.package,
        note=location.note or None,
    )


def _places(locations: tuple[Location, ...]) -> tuple[wire.Place, ...]:
    return tuple(_place(p) for p in locations)


def _reason(reason: Reason) -> wire.WireReason:
    return wire.WireReason(check=reason.check, text=reason.text)


def _credential(row: Credential) -> wire.WireCredential:
    return wire.WireCredential(
        name=row.name,
        kind=row.kind,
        provider=row.provider,
        source=row.source,
        required=row.required,
        validated=row.validated,
        on_missing=row.on_missing.value,
        documented_in=_places(row.documented_in),
        read_at=_places(row.read_at),
        rotation=row.rotation,
    )


def _finding(finding: Finding, show_secrets: bool, accepted: str = "") -> wire.WireFinding:
    shown = finding.secret.reveal() if show_secrets and finding.secret is not None else None
    return wire.WireFinding(
        id=finding.id,
        check=finding.check,
        rule=finding.rule,
        class_=finding.secret_class,
        severity=finding.severity.value,
        confidence=round(finding.confidence, 2),
        cwe=finding.cwe,
        title=finding.title,
        message=finding.message,
        name=finding.name,
        masked=finding.masked,
        fingerprint=finding.fingerprint,
        locations=_places(finding.locations),
        more_locations=finding.more_locations,
        flow=_places(finding.flow),
        remediation=finding.remediation,
        revoke=finding.revoke,
        accepted=accepted,
        secret=shown,
    )


def _verdict(check: Check, verdict: Verdict) -> wire.WireVerdict:
    heaviest = max((f.severity for f in getattr(verdict, "findings", ())), key=lambda s: s.weight, default=None)
    severity = heaviest if isinstance(verdict, Failed) and heaviest else check.severity
    evidence: tuple[Any, ...] = verdict.evidence
    return wire.WireVerdict(
        check=check.code,
        slug=check.slug,
        title=check.title,
        group=check.group,
        verdict=word(verdict),  # type: ignore[arg-type]
        severity=severity.value,
        summary=verdict.summary,
        question=verdict.question if isinstance(verdict, Undetermined) else "",
        evidence=tuple(_place(e) if isinstance(e, Location) else e for e in evidence),
    )


def _assessment(
    part: Assessment, checks: dict[str, Check], show_secrets: bool, show_suppressed: bool, *, whole: bool
) -> wire.WireAssessment:
    listed = part.suppressed if show_suppressed else ()
    return wire.WireAssessment(
        server=part.server,
        root=part.root,
        language=part.language,
        transports=part.transports,
        default_transport=part.default_transport,
        rating=part.rating.value,
        rating_by_transport={t: r.value for t, r in part.rating_by_transport.items()},
        reasons=tuple(_reason(r) for r in part.reasons),
        would_lower=tuple(_reason(r) for r in part.would_lower),
        answers=wire.WireAnswers(
            provide=part.answers.provide, missing=part.answers.missing, environments=part.answers.environments
        ),
        credentials=tuple(_credential(c) for c in part.credentials),
        verdicts=tuple(_verdict(checks[code], v) for code, v in sorted(part.verdicts.items())),
        findings=tuple(_finding(f, show_secrets) for f in part.findings),
        accepted=tuple(_finding(f, show_secrets, "accepted") for f in part.accepted),
        suppressed_counts=dict(sorted(Counter(f.secret_class.value for f in part.suppressed).items())),
        suppressed=tuple(
            wire.WireSuppressed(
                rule=f.rule,
                class_=f.secret_class.value,
                masked=f.secret.masked,
                location=_place(f.location),
                reasons=f.reasons,
            )
            for f in listed
        ),
        markers=tuple(
            wire.Place(path=m.location.path, line=m.location.line, note=f"{m.tool}: {m.reason}".rstrip(": "))
            for m in part.markers
        ),
        searched=part.searched,
        notes=part.notes,
        whole=whole,
    )
