"""Started without credentials, the server says what is missing.

What a server really does without its credentials shows when it is started without them.

**Judged by:** running the server in a sandbox, which this command never does.

**Blind to:** everything until it is run.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import ServerFound
from keyproof.model.verdict import Check, NotApplicable, Severity, Teaching, Undetermined, Verdict

CHECK = Check(
    code="KP501",
    slug="started-without-credentials",
    title="Started without credentials, the server says what is missing",
    group="live",
    severity=Severity.MEDIUM,
    cwe=(703,),
    wants=(ServerFound,),
    teaching=Teaching(
        why="What a server really does without its credentials shows when it is started without them.",
        novice="This can only be seen by running the server.",
        professional="Static analysis predicts; only a run settles it.",
        now=("Run the server in a sandbox without credentials and watch.",),
        migrate=("Add such a run to the tests.",),
    ),
    references=("CWE-522: https://cwe.mitre.org/data/definitions/522.html",),
)


def judge(subject: Subject) -> Verdict:
    """Ask for a run: nothing of a target is executed here."""
    if not subject.language:
        return NotApplicable(summary="no MCP server was found")
    if subject.analysed and not subject.credentials:
        return NotApplicable(summary="the server needs no credential")
    return Undetermined(
        summary="not run: nothing of a target is executed",
        question="Start it without credentials: does it name what is missing?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a server with credentials", subject=a.subject(credentials=(a.credential(),)), expected="unknown")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
    yield Case(title="no server", subject=a.subject(language="", analysed=False), expected="not-applicable")
