"""Credentials expire, or their lifetime is documented.

Credentials that expire limit what a leak is worth. It weighs only where the server itself creates or stores long-lived tokens.

**Judged by:** refresh flows, short-lived tokens, documented expiry.

**Blind to:** lifetimes set at the provider.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, needs_none
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import ExpiryEvidence
from keyproof.model.verdict import Check, Passed, Severity, Teaching, Undetermined, Verdict

CHECK = Check(
    code="KP109",
    slug="expiry",
    title="Credentials expire, or their lifetime is documented",
    group="practice",
    severity=Severity.MEDIUM,
    cwe=(613, 324),
    wants=(ExpiryEvidence,),
    teaching=Teaching(
        why="A credential that never expires is worth stealing for ever.",
        novice="Set an expiry date when you create a key, if the provider offers one.",
        professional="Prefer OAuth with refresh, STS or workload identity over static keys.",
        now=("Give the tokens that the server creates in {path} an expiry, or refresh them.",),
        migrate=("Document how long the credential lives and how to rotate it.",),
    ),
    references=("CWE-613: https://cwe.mitre.org/data/definitions/613.html",),
)


def judge(subject: Subject) -> Verdict:
    """Pass on refresh or documented expiry; fail where the server itself makes or keeps long-lived tokens."""
    if (none := needs_none(subject)) is not None and subject.analysed:
        return none
    seen = subject.facts.of(ExpiryEvidence)
    long = tuple(
        finding(
            CHECK,
            f"a long-lived token is {s.how.removesuffix('-long-lived')} by the server"
            + (f": {s.detail}" if s.detail else ""),
            (s.location,),
            confidence=0.7,
        )
        for s in seen
        if s.how.endswith("-long-lived")
    )
    good = [s for s in seen if not s.how.endswith("-long-lived")]
    if good and not long:
        return Passed(
            summary=f"{good[0].how}: {good[0].detail}" if good[0].detail else good[0].how,
            evidence=tuple(s.location for s in good[:5]),
        )
    question = "Does the credential expire, and how is it rotated?"
    clean = Undetermined(summary="nothing says how long the credentials live", question=question)
    return by_findings(CHECK, long, f"{count(len(long), 'long-lived token')} made or kept by the server", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="refresh",
        subject=a.subject(ExpiryEvidence(location=a.HERE, how="refresh"), credentials=(a.credential(),)),
        expected="pass",
    )
    yield Case(
        title="a stored long-lived token",
        subject=a.subject(ExpiryEvidence(location=a.HERE, how="stored-long-lived"), credentials=(a.credential(),)),
        expected="fail",
        severity="medium",
    )
    yield Case(title="nothing said", subject=a.subject(credentials=(a.credential(),)), expected="unknown")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
