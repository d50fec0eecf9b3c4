"""The token's audience (resource) is validated.

Without the audience check a token made for any other service opens this one.

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
    code="KP304",
    slug="audience-not-validated",
    title="The token's audience (resource) is validated",
    group="http",
    severity=Severity.HIGH,
    cwe=(863, 345),
    wants=(AuthControl,),
    teaching=Teaching(
        why="Without the audience check a token made for any other service opens this one.",
        novice="For a server you reach over the network, ask how it checks who is calling.",
        professional="RFC 8707 resource indicators and RFC 9068 aud; the SDKs leave this to the verifier.",
        now=("Check aud (or resource) against this server's own URL in the token verifier.",),
        migrate=(
            "Use the SDK's own authorization support rather than code of your own.",
            "Test with a missing, a wrong and an expired token.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


def judge(subject: Subject) -> Verdict:
    """Decide by the ``audience`` controls that were seen."""
    return of_controls(
        CHECK,
        subject,
        ("audience",),
        ok="the audience is checked",
        bad="the audience is not checked",
        question="Is a token that was issued for another service refused?",
        absent_fails=False,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield from control_cases("audience")
