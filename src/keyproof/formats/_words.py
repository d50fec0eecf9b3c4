"""Words and small views that the reports for people share."""

from __future__ import annotations

from typing import Final

from keyproof.model.report import Place, Report, WireAssessment, WireCredential, WireFinding

ADVICE: Final = {
    "HIGH": "do not use",
    "MEDIUM": "use with caution",
    "LOW": "acceptable",
    "UNDECIDED": "not enough evidence",
}
MARKS: Final = {"pass": "✓", "fail": "✗", "unknown": "?", "not-applicable": "–"}
GROUPS: Final = {
    "red-flag": "Red flags",
    "practice": "Good practice",
    "leak": "Leaks",
    "stdio": "STDIO transport",
    "http": "HTTP transport",
    "client": "Client configuration",
    "live": "Live probe",
}
"""Check groups in the order of a report."""

QUESTIONS: Final = (
    ("provide", "How do I provide credentials to this server?"),
    ("missing", "What happens if required ones are missing?"),
    ("environments", "Are there separate credentials for dev, staging and production?"),
)
"""The mission's three questions."""


def at(place: Place) -> str:
    """Return ``path:line@commit`` as far as known."""
    text = place.path if place.line is None else f"{place.path}:{place.line}"
    return f"{text} @{place.commit[:10]}" if place.commit else text


def history_of(place: Place) -> str:
    """Return when a place in history came and went: ``committed 2024-05-01 by X, still in HEAD``."""
    if not place.commit:
        return ""
    parts = [f"committed {(place.first_seen or '?')[:10]}"]
    if place.in_head:
        parts.append("still in HEAD")
    elif place.removed_at:
        parts.append(f"removed {place.removed_at[:10]}")
    elif place.in_head is False:
        parts.append("not in HEAD")
    return ", ".join(parts)


def required(row: WireCredential) -> str:
    """Return ``yes``, ``no`` or ``?``."""
    return {True: "yes", False: "no", None: "?"}[row.required]


def merged(findings: tuple[WireFinding, ...]) -> list[list[WireFinding]]:
    """Group findings that speak of one secret or one fault, so that a reader sees each once; order is kept."""
    groups: dict[str, list[WireFinding]] = {}
    for finding in findings:
        place = at(finding.locations[0]) if finding.locations else finding.id
        groups.setdefault(finding.fingerprint or f"{finding.title}\0{place}", []).append(finding)
    return list(groups.values())


def subtitle(part: WireAssessment) -> str:
    """Return language and transports: ``python, stdio (default) and streamable-http``."""
    served = [
        f"{t} (default)" if t == part.default_transport and len(part.transports) > 1 else t for t in part.transports
    ]
    return ", ".join(x for x in (part.language, " and ".join(served)) if x)


def searched(part: WireAssessment) -> str:
    """Return ``120 files, 4,500 blobs``."""
    return ", ".join(f"{n:,} {what}" for what, n in part.searched.items() if n)


def target_line(report: Report) -> str:
    """Return the target with its commit."""
    commit = f" at {report.target.commit[:12]}" if report.target.commit else ""
    return f"{report.target.ref}{commit}"


def accepted_line(finding: WireFinding) -> str:
    """Return check, title, place and why a finding is not counted."""
    place = f" {at(finding.locations[0])}" if finding.locations else ""
    why = f", by {finding.accepted_by}: {finding.accepted}" if finding.accepted_by else ""
    return f"{finding.check} {finding.title}{place}{why}"


def mark_line(mark: Place) -> str:
    """Return the place of a mark with its tool and reason."""
    return f"{at(mark)} {mark.note or ''}".rstrip()


def suppressed_line(part: WireAssessment) -> str:
    """Return what matched and is no finding, by class."""
    return ", ".join(f"{n} {name}" for name, n in part.suppressed_counts.items())
