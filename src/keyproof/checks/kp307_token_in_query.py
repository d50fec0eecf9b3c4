"""Tokens are taken from the Authorization header only.

A token in a query string is kept in logs and histories.

**Judged by:** the controls that the code shows for its SDK.

**Blind to:** what a gateway in front of the server does; the live probe settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks._http import control_cases, of_controls
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import AuthControl
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP307",
    slug="token-in-query",
    title="Tokens are taken from the Authorization header only",
    group="http",
    severity=Severity.MEDIUM,
    cwe=(598,),
    wants=(AuthControl,),
    teaching=Teaching(
        why="A token in a query string is kept in logs and histories.",
        novice="For a server you reach over the network, ask how it checks who is calling.",
        professional="The MCP specification forbids tokens in the query string.",
        now=("Read the token from the Authorization header only.",),
        migrate=(
            "Use the SDK's own authorization support rather than code of your own.",
            "Test with a missing, a wrong and an expired token.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


def judge(subject: Subject) -> Verdict:
    """Decide by the ``header-only`` controls that were seen."""
    return of_controls(
        CHECK,
        subject,
        ("header-only",),
        ok="tokens are read from the header",
        bad="a token is read from the query string",
        question="Is a token in the query string refused?",
        absent_fails=False,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield from control_cases("header-only")
