"""Marker credentials never come back.

A server that is given marked credentials must not show them in results, errors, notifications, output, files, arguments or on the network.

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
    code="KP502",
    slug="canary-comes-back",
    title="Marker credentials never come back",
    group="live",
    severity=Severity.HIGH,
    cwe=(200,),
    wants=(ServerFound,),
    teaching=Teaching(
        why="A server that is given marked credentials must not show them in results, errors, notifications, output, files, arguments or on the network.",
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
        question="Start it with marker credentials: do they come back anywhere?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a server with credentials", subject=a.subject(credentials=(a.credential(),)), expected="unknown")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
    yield Case(title="no server", subject=a.subject(language="", analysed=False), expected="not-applicable")
