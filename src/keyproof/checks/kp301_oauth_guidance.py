"""HTTP authorization follows OAuth 2.1.

A home-made scheme misses what OAuth 2.1 has learned: discovery, PKCE, audience, expiry.

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
    code="KP301",
    slug="oauth-guidance",
    title="HTTP authorization follows OAuth 2.1",
    group="http",
    severity=Severity.MEDIUM,
    cwe=(287,),
    wants=(AuthControl,),
    teaching=Teaching(
        why="A home-made scheme misses what OAuth 2.1 has learned: discovery, PKCE, audience, expiry.",
        novice="For a server you reach over the network, ask how it checks who is calling.",
        professional="MCP makes authorization optional, and OAuth 2.1 the way to do it where it is done.",
        now=("Use the SDK's OAuth support for the HTTP transport.",),
        migrate=(
            "Use the SDK's own authorization support rather than code of your own.",
            "Test with a missing, a wrong and an expired token.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


def judge(subject: Subject) -> Verdict:
    """Decide by the ``oauth`` controls that were seen."""
    return of_controls(
        CHECK,
        subject,
        ("oauth",),
        ok="OAuth support is in use",
        bad="OAuth is used in a weak form",
        question="Does the HTTP transport follow the MCP authorization specification (OAuth 2.1)?",
        absent_fails=False,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield from control_cases("oauth")
