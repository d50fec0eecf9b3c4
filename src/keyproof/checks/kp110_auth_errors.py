"""A refused credential is handled, and the message does not carry it.

401 and 403 from the service behind are handled, and what is said does not contain the credential.

**Judged by:** branches on the status, caught request errors, messages built from requests.

**Blind to:** what a client library does inside.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, needs_none, unanalysed
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import UpstreamAuthError
from keyproof.model.verdict import Check, Passed, Severity, Teaching, Undetermined, Verdict

CHECK = Check(
    code="KP110",
    slug="auth-errors",
    title="A refused credential is handled, and the message does not carry it",
    group="practice",
    severity=Severity.MEDIUM,
    cwe=(209, 755),
    wants=(UpstreamAuthError,),
    teaching=Teaching(
        why="An error that is not handled hides a wrong key, and one that prints the request can carry the key to the model.",
        novice="If a tool fails, check the key first; the server should tell you that it was refused.",
        professional="Answer with isError and a message without headers or URL; do not retry a refusal.",
        now=("Handle 401 and 403 in {path}: say that the credential was refused, without the request.",),
        migrate=("Test with a wrong credential.",),
    ),
    references=("CWE-209: https://cwe.mitre.org/data/definitions/209.html",),
)


def judge(subject: Subject) -> Verdict:
    """Fail where the message carries the credential; pass on handled refusals; else ask."""
    if (unknown := unanalysed(subject, "What does the server say when a credential is refused?")) is not None:
        return unknown
    if (none := needs_none(subject)) is not None:
        return none
    seen = subject.facts.of(UpstreamAuthError)
    bad = tuple(
        finding(CHECK, "the error of a refused request carries the credential", (s.location,), confidence=0.8)
        for s in seen
        if s.state == "carries-credential"
    )
    good = [s for s in seen if s.state in ("handled", "generic")]
    if good:
        clean: Verdict = Passed(
            summary=good[0].detail or "refused requests are handled", evidence=tuple(s.location for s in good[:5])
        )
    else:
        clean = Undetermined(
            summary="no handling of refused requests was found",
            question="What does the server say when a credential is refused?",
        )
    return by_findings(CHECK, bad, f"{count(len(bad), 'error message')} with a credential", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="handled",
        subject=a.subject(UpstreamAuthError(location=a.HERE, state="handled"), credentials=(a.credential(),)),
        expected="pass",
    )
    yield Case(
        title="carried",
        subject=a.subject(
            UpstreamAuthError(location=a.HERE, state="carries-credential"), credentials=(a.credential(),)
        ),
        expected="fail",
        severity="medium",
    )
    yield Case(title="nothing seen", subject=a.subject(credentials=(a.credential(),)), expected="unknown")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
