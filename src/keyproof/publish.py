"""Assessment → report: the only map from the inner types to the wire, and the only place that may show a secret."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from keyproof import registry
from keyproof.model import report as wire
from keyproof.model.assessment import Acceptance, Assessment, Reason
from keyproof.model.credential import Credential
from keyproof.model.fact import SecretClass, SuppressionMarker
from keyproof.model.place import Location
from keyproof.model.target import Gap
from keyproof.model.verdict import Check, Failed, Finding, Undetermined, Verdict, word
from keyproof.version import VERSION

_LONG = 12
"""Characters from which a value cannot be a word that stands elsewhere by chance."""


def publish(assessment: Assessment, *, show_secrets: bool = False, show_suppressed: bool = False) -> wire.Report:
    """Return the wire report of *assessment*: the whole first, then its servers.

    Args:
        assessment: what ``engine.assess`` returned.
        show_secrets: put the raw values in; the one way to see them.
        show_suppressed: list the matches that are not findings, with their reasons.
    """
    from keyproof.detect import rule

    parts = (assessment, *assessment.servers)
    known = registry.names("keyproof.checks")
    judged = {code for part in parts for code in part.verdicts}
    wanted = [name for name in known if name.partition("_")[0].upper() in judged]
    checks: dict[str, Check] = {c.code: c for n in wanted for c in (registry.load("keyproof.checks", n, "CHECK"),)}
    limits = [_limit(g) for g in assessment.gaps if g.incomplete]
    others = [_limit(g) for g in assessment.gaps if not g.incomplete]
    failed = sorted({code for part in parts for code, v in part.verdicts.items() if isinstance(v, Failed)})
    report = wire.Report(
        schema_version=wire.SCHEMA_VERSION,
        tool=wire.Tool(name="keyproof", version=VERSION, rules=rule.count(), checks=len(known)),
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
    try:
        text = msgspec.json.encode(report)
    except UnicodeEncodeError:  # a file name that is not UTF-8
        text = msgspec.json.encode(_unicode(msgspec.to_builtins(report)))
        report = msgspec.json.decode(text, type=wire.Report)
    return report if show_secrets else _without_values(report, text, parts)


def _unicode(value: Any) -> Any:
    """Return *value* with each byte that is not UTF-8 shown as ``\\xNN``."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if isinstance(value, dict):
        return {_unicode(k): _unicode(v) for k, v in value.items()}
    return [_unicode(v) for v in value] if isinstance(value, list | tuple) else value


def _without_values(report: wire.Report, text: bytes, parts: tuple[Assessment, ...]) -> wire.Report:
    """Return *report*, whose JSON is *text*, with masks for values that came in as a file's name or a variable's.

    ``os.getenv("<the key itself>")`` is a common mistake, and a name has no type that would keep it hidden.
    """
    found = [f.secret for part in parts for f in (*part.findings, *part.accepted) if f.secret is not None]
    found += [f.secret for part in parts for f in part.suppressed if f.secret_class is SecretClass.TEST_FIXTURE]
    known = {s.reveal(): s.masked for s in found if len(s) >= _LONG}
    met = [v for v in sorted(known, key=len, reverse=True) if _json_inner(v) in text]
    for value in met:
        text = text.replace(_json_inner(value), _json_inner(known[value]))
    return msgspec.json.decode(text, type=wire.Report) if met else report


def _json_inner(text: str) -> bytes:
    return msgspec.json.encode(_unicode(text))[1:-1]


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


def _finding(finding: Finding, show_secrets: bool, accepted: Acceptance | None = None) -> wire.WireFinding:
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
        accepted=accepted.text if accepted else "",
        accepted_by=accepted.by if accepted else "",
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


def _mark(marker: SuppressionMarker) -> str:
    """Return tool, checks and reason of a mark; keyproof's own should have a reason, so its absence is said."""
    if marker.tool != "keyproof":
        return f"{marker.tool}: {marker.reason}".rstrip(": ")
    checks = f"[{', '.join(marker.checks)}]" if marker.checks else ""
    return f"keyproof{checks}: {marker.reason or 'no reason is given'}{'' if marker.honoured else ' (not honoured)'}"


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
        accepted=tuple(_finding(f, show_secrets, part.accepted_because.get(f.id)) for f in part.accepted),
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
        markers=tuple(wire.Place(path=m.location.path, line=m.location.line, note=_mark(m)) for m in part.markers),
        searched=part.searched,
        notes=part.notes,
        whole=whole,
    )
