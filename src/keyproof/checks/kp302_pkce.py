"""PKCE with S256 protects the authorization flow.

Without PKCE an intercepted authorization code is enough to get a token.

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
    code="KP302",
    slug="pkce",
    title="PKCE with S256 protects the authorization flow",
    group="http",
    severity=Severity.MEDIUM,
    cwe=(345,),
    wants=(AuthControl,),
    teaching=Teaching(
        why="Without PKCE an intercepted authorization code is enough to get a token.",
        novice="For a server you reach over the network, ask how it checks who is calling.",
        professional="OAuth 2.1 requires PKCE; plain is not acceptable, and a client must refuse servers without S256.",
        now=("Require code_challenge_method S256.",),
        migrate=(
            "Use the SDK's own authorization support rather than code of your own.",
            "Test with a missing, a wrong and an expired token.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


def judge(subject: Subject) -> Verdict:
    """Decide by the ``pkce`` controls that were seen."""
    return of_controls(
        CHECK,
        subject,
        ("pkce",),
        ok="PKCE is in use",
        bad="PKCE is weak",
        question="Is PKCE with S256 required in the authorization flow?",
        absent_fails=False,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield from control_cases("pkce")
