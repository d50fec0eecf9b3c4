"""Scopes are documented, minimal and validated.

Required scopes are documented and minimal; OAuth scopes are not broad.

**Judged by:** scopes in code and documentation against a table of broad ones.

**Blind to:** what a key was granted at the provider.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, needs_none, unanalysed
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import ScopesRequested
from keyproof.model.verdict import Check, Passed, Severity, Teaching, Undetermined, Verdict

CHECK = Check(
    code="KP108",
    slug="scopes",
    title="Scopes are documented, minimal and validated",
    group="practice",
    severity=Severity.MEDIUM,
    cwe=(250, 272),
    wants=(ScopesRequested,),
    teaching=Teaching(
        why="A token with broad scopes turns one leak into the loss of a whole account.",
        novice="Give the server a token that can do only what you want it to do.",
        professional="Prefer fine-grained tokens; validate granted scopes at start and refuse more than needed.",
        now=("Ask for the narrowest scope that works in {path}, and document it.",),
        migrate=("List the required scopes beside the variable in the README.",),
    ),
    references=("CWE-250: https://cwe.mitre.org/data/definitions/250.html",),
)


def judge(subject: Subject) -> Verdict:
    """Fail on broad scopes that the code requests; advise where none is documented."""
    if (unknown := unanalysed(subject, "Which scopes does each credential need?")) is not None:
        return unknown
    if (none := needs_none(subject)) is not None:
        return none
    seen = subject.facts.of(ScopesRequested)
    broad = tuple(
        finding(CHECK, f"a broad scope is requested: {', '.join(s.broad)}", (s.location,), confidence=0.7)
        for s in seen
        if s.broad and s.how == "requested"
    )
    documented = tuple(s.location for s in seen if s.how in ("documented", "validated"))
    if documented or any(s.scopes for s in seen):
        clean: Verdict = Passed(summary="scopes are stated", evidence=documented or tuple(s.location for s in seen))
    else:
        clean = Undetermined(
            summary="no scopes are documented", question="Which permissions does the credential need at least?"
        )
    return by_findings(CHECK, broad, f"{count(len(broad), 'broad scope')} requested", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="documented",
        subject=a.subject(
            ScopesRequested(location=a.HERE, scopes=("read",), how="documented"), credentials=(a.credential(),)
        ),
        expected="pass",
    )
    yield Case(
        title="broad",
        subject=a.subject(ScopesRequested(location=a.HERE, scopes=("*",), broad=("*",)), credentials=(a.credential(),)),
        expected="fail",
        severity="medium",
    )
    yield Case(title="nothing said", subject=a.subject(credentials=(a.credential(),)), expected="unknown")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
