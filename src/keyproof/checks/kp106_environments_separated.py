"""Development, staging and production have credentials of their own.

Separate credentials keep a leak in development from reaching production.

**Judged by:** distinct env files, prefixes, documented profiles. Absence is unknown, never a failure.

**Blind to:** how operators run the server.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import needs_none
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import EnvironmentsSeparated
from keyproof.model.verdict import Check, Passed, Severity, Teaching, Undetermined, Verdict

CHECK = Check(
    code="KP106",
    slug="environments-separated",
    title="Development, staging and production have credentials of their own",
    group="practice",
    severity=Severity.INFO,
    cwe=(653,),
    wants=(EnvironmentsSeparated,),
    teaching=Teaching(
        why="Separate credentials keep a leak in development from reaching production.",
        novice="Use a key of its own for trying things out.",
        professional="Separate accounts, not only separate keys, where the provider allows it.",
        now=("Document one credential for each environment.",),
        migrate=("Give each environment its own file or profile.",),
    ),
    references=("https://12factor.net/config",),
)


def judge(subject: Subject) -> Verdict:
    """Pass on evidence; else ask."""
    seen = subject.facts.of(EnvironmentsSeparated)
    if seen:
        return Passed(summary=seen[0].detail, evidence=tuple(s.location for s in seen[:5]))
    if (none := needs_none(subject)) is not None and subject.analysed:
        return none
    return Undetermined(
        summary="nothing in the repository says so",
        question="Are there separate credentials for development, staging and production?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="profiles", subject=a.subject(EnvironmentsSeparated(location=a.HERE, detail="profiles")), expected="pass"
    )
    yield Case(title="nothing said", subject=a.subject(credentials=(a.credential(),)), expected="unknown")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
