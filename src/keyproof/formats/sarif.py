"""SARIF 2.1.0 (OASIS Standard, 27 March 2020), in the form that GitHub code scanning accepts.

GitHub needs ``partialFingerprints`` to follow an alert across commits, ``security-severity`` (0.0 to 10.0) on rules,
and a location with a relative URI for each result; what stands only in history is placed at its path, the commit named.
"""

from __future__ import annotations

from typing import Any, Final, TextIO
from urllib.parse import quote

import msgspec

from keyproof.formats import Format
from keyproof.model.report import Place, Report, WireFinding, WireVerdict
from keyproof.neutral import json_safe, neutral

SCHEMA_URI: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final = {"high": "error", "medium": "warning", "low": "note", "info": "note"}
SCORES: Final = {"high": "8.0", "medium": "5.0", "low": "2.0", "info": "0.0"}
"""``security-severity`` of GitHub: over 7.0 is high, 4.0 to 6.9 medium, 0.1 to 3.9 low."""


def write(report: Report, file: TextIO) -> None:
    """Write *report* as one SARIF log with one run."""
    file.write(json_safe(msgspec.json.format(msgspec.json.encode(_log(report)), indent=2).decode("utf-8")) + "\n")


def _log(report: Report) -> dict[str, Any]:
    verdicts = {v.check: v for part in report.assessments for v in part.verdicts}
    order = {code: i for i, code in enumerate(sorted(verdicts))}
    results: dict[str, dict[str, Any]] = {}
    for finding in (f for part in report.assessments for f in part.findings):
        results.setdefault(finding.id, _result(finding, order))
    for finding in (f for part in report.assessments for f in part.accepted):
        if finding.id not in results:  # what counts for one server is not hidden because another's copy is accepted
            results[finding.id] = _result(finding, order) | {"suppressions": [_suppression(finding)]}
    incomplete = [f"{g.what}{f' ({g.where})' if g.where else ''}" for g in report.limits_reached]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "keyproof",
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "informationUri": "https://keyproof.dev",
                "rules": [_rule(verdicts[code], report) for code in sorted(verdicts)],
            }
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "warning", "message": {"text": neutral(f"not read whole: {text}")}} for text in incomplete
                ]
                + [{"level": "note", "message": {"text": neutral(note)}} for note in report.assessments[0].notes],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": list(results.values()),
        "properties": {"rating": report.assessments[0].rating},
    }
    if report.target.commit and "://" in report.target.ref:
        run["versionControlProvenance"] = [
            {
                "repositoryUri": quote(report.target.ref, safe=":/@#?&=%"),
                "revisionId": report.target.commit,
                "mappedTo": {"uriBaseId": "%SRCROOT%"},
            }
        ]
    return {"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}


def _rule(verdict: WireVerdict, report: Report) -> dict[str, Any]:
    teaching = report.teaching.get(verdict.check, {})
    text = teaching.get("why", verdict.title)
    return {
        "id": verdict.check,
        "name": "".join(word.capitalize() for word in verdict.slug.split("-")),
        "shortDescription": {"text": verdict.title},
        "fullDescription": {"text": text},
        "help": {"text": "\n\n".join([text, *(teaching[k] for k in ("novice", "professional") if k in teaching)])},
        "helpUri": f"https://keyproof.dev/checks/{verdict.check.lower()}",
        "defaultConfiguration": {"level": LEVELS[verdict.severity]},
        "properties": {"tags": ["security", "credentials", "mcp"], "security-severity": SCORES[verdict.severity]},
    }


def _result(finding: WireFinding, order: dict[str, int]) -> dict[str, Any]:
    detail = [finding.title, finding.message]
    if finding.masked:
        detail.append(f"Value: {finding.masked}.")
    first = finding.locations[0] if finding.locations else None
    if first is not None and first.commit:
        detail.append(f"Introduced by commit {first.commit} on {first.first_seen or 'an unknown date'}.")
    detail += [f"{n}. {step}" for n, step in enumerate(finding.remediation, 1)]
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": order[finding.check],
        "level": LEVELS[finding.severity],
        "message": {"text": neutral("\n".join(d for d in detail if d), keep_newlines=True)},
        "locations": [_location(p) for p in finding.locations[:10]] or [_location(None)],
        "partialFingerprints": {"keyproof/v1": finding.id},
        "rank": round(finding.confidence * 100, 1),
        "properties": {
            "confidence": finding.confidence,
            "cwe": [f"CWE-{n}" for n in finding.cwe],
            "security-severity": SCORES[finding.severity],
        },
    }
    if finding.flow:
        steps = [{"location": _location(p) | {"message": {"text": neutral(p.note or p.path)}}} for p in finding.flow]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def _suppression(finding: WireFinding) -> dict[str, Any]:
    kind = "inSource" if finding.accepted_by == "inline mark" else "external"
    text = f"{finding.accepted_by}: {finding.accepted}"
    return {"kind": kind, "status": "accepted", "justification": neutral(text)}


def _location(place: Place | None) -> dict[str, Any]:
    path = place.path if place is not None else "README.md"
    uri = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if place is not None and place.line is not None:
        region = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
        if place.end_line is not None and place.end_line >= place.line:
            region["endLine"] = place.end_line
        physical["region"] = region
    return {"physicalLocation": physical}


FORMAT = Format(suffix=".sarif", title="SARIF 2.1.0", write=write)
