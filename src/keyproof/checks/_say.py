"""How checks make findings and verdicts: the same words for the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from keyproof.checks._subject import Subject
from keyproof.model.fact import CredentialAtRest, CredentialLeak, Fact, SecretClass, Setting
from keyproof.model.place import Location, foreign
from keyproof.model.verdict import Check, Failed, Finding, NotApplicable, Passed, Severity, Undetermined, Verdict
from keyproof.patterns import regex

SURE = 0.5
"""Below this confidence a match is advice, never a failure: no HIGH on a guess."""

_DATA = regex(
    r"(?i)((?:[^/]{1,100}/){0,12}?(?:data|datasets?|samples?|responses?|recordings?|dumps?|exports?|results?|references?|specs?|schemas?|crawl\w{0,4}|scrap\w{0,4}))/"
    r"(?:[^/]{1,100}/){0,12}[^/]{1,200}\.(?:json[lc5]?|ndjson|csv|tsv|xml|html?|har)\Z"
)
"""A file of data, and the folder of such."""

_MANY = 8
"""Values in one such folder from which they are what a service answers."""


def remedy(check: Check, **words: str) -> tuple[str, ...]:
    """Return the check's immediate steps with the words of this finding filled in."""
    filled = {
        "path": "the file",
        "name": "THE_VARIABLE",
        "revoke": "the provider's settings page",
        "commit": "the commit",
    }
    filled.update({k: v for k, v in words.items() if v})
    steps = []
    for step in check.teaching.now:
        for word, value in filled.items():
            step = step.replace("{" + word + "}", value)
        steps.append(step)
    return tuple(steps)


def finding(check: Check, title: str, places: Iterable[Location], **more: object) -> Finding:
    """Return a finding of *check* at *places*."""
    locations = tuple(dict.fromkeys(places))
    first = locations[0] if locations else None
    given: dict[str, object] = {
        "check": check.code, "title": title, "message": check.teaching.why, "severity": check.severity, "confidence": 0.9,
        "cwe": check.cwe or (522,), "locations": locations,
        "remediation": remedy(check, path=first.path.partition("!")[0] if first else "", name=str(more.get("name", "")),
                              revoke=str(more.get("revoke", "")), commit=(first.commit or "") if first else ""),
    }  # fmt: skip
    return Finding(**{**given, **more})  # type: ignore[arg-type]


def secret_title(fact: CredentialAtRest, where: str) -> str:
    """Return ``GitHub token bound to TOKEN in the source``."""
    bound = f" bound to {fact.name}" if fact.name else ""
    parts = f" with its {', '.join(fact.parts)}" if fact.parts else ""
    return f"{fact.kind}{bound}{parts} {where}"


def _of_data(grouped: Mapping[str, list[CredentialAtRest]]) -> set[str]:
    """Return the fingerprints of values that only a name tells, many in one folder of data: what a service answers.

    Ids of accounts, tokens of forms and the like stand there by the dozen; who keeps credentials so has few.
    """
    folders: dict[str, set[str]] = {}
    for fingerprint, same in grouped.items():
        if not all(f.rule.startswith("generic-") for f in same):
            continue
        found = [_DATA.match(p.path) for f in same for p in (f.locations or (f.location,))]
        for folder in {f[1] for f in found if f} if all(found) else ():
            folders.setdefault(folder, set()).add(fingerprint)
    return {fingerprint for listed in folders.values() if len(listed) >= _MANY for fingerprint in listed}


def of_secrets(
    check: Check, facts: Iterable[CredentialAtRest], where: str, *, past: bool = False
) -> tuple[Finding, ...]:
    """Return one finding for each distinct value, with all its places; unsure ones are advice, expired ones weigh low."""
    grouped: dict[str, list[CredentialAtRest]] = {}
    for fact in facts:
        grouped.setdefault(fact.fingerprint, []).append(fact)
    made = []
    of_data = _of_data(grouped)
    for fingerprint, same in grouped.items():
        best = max(same, key=lambda f: f.confidence)
        kept = [p for f in same for p in (f.locations or (f.location,)) if (p.commit is not None) == past or not past]
        places = kept or [best.location]
        severity = check.severity
        if (
            best.secret_class is not SecretClass.LIVE
            or best.confidence < SURE
            or all(f.setting is Setting.TEST for f in same)
            or all(foreign(p.path) or not p.published for p in places)
            or fingerprint in of_data
        ):
            severity = Severity.LOW
        reasons = [*best.reasons, *(["one of many in files of data"] * (fingerprint in of_data))]
        made.append(
            finding(
                check,
                secret_title(best, where),
                places,
                severity=severity,
                confidence=best.confidence,
                rule=best.rule,
                secret_class=best.secret_class.value,
                name=best.name,
                masked=best.secret.masked,
                fingerprint=best.fingerprint,
                secret=best.secret,
                revoke=best.revoke,
                more_locations=sum(f.more_locations for f in same),
                message=f"{check.teaching.why} Why it is taken for a real value: {'; '.join(reasons)}.",
            )
        )
    return tuple(sorted(made, key=lambda f: (-f.severity.weight, f.locations[0].at(), f.fingerprint)))


def by_findings(check: Check, findings: tuple[Finding, ...], summary: str, clean: Verdict) -> Verdict:
    """Return Failed when a finding weighs medium or more; else *clean* with the rest as advice."""
    if any(f.severity.weight >= Severity.MEDIUM.weight for f in findings):
        return Failed(summary=summary, findings=findings)
    if not findings or isinstance(clean, NotApplicable | Failed):
        return clean
    if isinstance(clean, Passed):
        return Passed(
            summary=f"{clean.summary}; {len(findings)} of little weight to look at",
            evidence=clean.evidence,
            findings=findings,
        )
    return Undetermined(
        summary=clean.summary, question=clean.question, evidence=clean.evidence, gaps=clean.gaps, findings=findings
    )


def searched(subject: Subject, what: str, question: str, *kinds: type[Fact]) -> Verdict:
    """Return a pass that says how much was searched, or unknown where the search was not complete."""
    coverage = subject.facts.searched(*kinds)
    if coverage is None or not coverage.complete:
        gaps = coverage.gaps if coverage else ()
        why = gaps[0].what if gaps else "nothing looked for it"
        return Undetermined(
            summary=f"{what} in what was read, but not all was read ({why})", question=question, gaps=gaps
        )
    return Passed(summary=f"{what}", evidence=(f"searched {coverage.searched:,} {coverage.unit}, found none",))


def unanalysed(subject: Subject, question: str) -> Verdict | None:
    """Return unknown where the server's language has no code analysis, None where it has."""
    if subject.analysed:
        return None
    if not subject.language:
        return NotApplicable(summary="no MCP server was found")
    return Undetermined(summary=f"keyproof does not analyse {subject.language} code yet", question=question)


def needs_none(subject: Subject) -> Verdict | None:
    """Return not-applicable where the code takes no credential, None where it takes some."""
    if subject.credentials:
        return None
    return NotApplicable(summary="the server needs no credential")


def of_leaks(check: Check, subject: Subject, sinks: tuple[str, ...], where: str, question: str) -> Verdict:
    """Judge the leaks into *sinks*: fail with the flow of each, or a pass that says how much was searched."""
    if (unknown := unanalysed(subject, question)) is not None:
        return unknown
    found = [k for k in subject.facts.of(CredentialLeak) if k.sink in sinks]
    made = tuple(
        finding(
            check,
            f"{k.credential} {where}" + (f": {k.detail}" if k.detail else ""),
            (k.location,),
            confidence=k.confidence,
            flow=k.flow,
            name=k.credential,
            severity=Severity.HIGH if k.sink == "stdout" and subject.stdio else check.severity,
        )
        for k in found
    )
    clean = searched(subject, f"no credential {where}", question, CredentialLeak)
    return by_findings(check, made, f"{count(len(made), 'time')} a credential {where}", clean)


def count(number: int, noun: str) -> str:
    """Return ``1 credential``, ``3 credentials``."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def renamed(check: Check, verdict: Verdict) -> Verdict:
    """Return *verdict* of another check as that of *check*: the same facts, asked of one transport."""
    findings = getattr(verdict, "findings", ())
    if not findings:
        return verdict
    mine = tuple(msgspec.structs.replace(f, check=check.code) for f in findings)
    return msgspec.structs.replace(verdict, findings=mine)
