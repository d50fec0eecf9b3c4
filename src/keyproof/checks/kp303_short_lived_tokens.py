"""Access tokens are short-lived.

A long-lived access token makes one leak last.

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
    code="KP303",
    slug="short-lived-tokens",
    title="Access tokens are short-lived",
    group="http",
    severity=Severity.MEDIUM,
    cwe=(613,),
    wants=(AuthControl,),
    teaching=Teaching(
        why="A long-lived access token makes one leak last.",
        novice="For a server you reach over the network, ask how it checks who is calling.",
        professional="An hour or less, with rotating refresh tokens for public clients.",
        now=("Issue access tokens of an hour or less.",),
        migrate=(
            "Use the SDK's own authorization support rather than code of your own.",
            "Test with a missing, a wrong and an expired token.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


def judge(subject: Subject) -> Verdict:
    """Decide by the ``short-lived`` controls that were seen."""
    return of_controls(
        CHECK,
        subject,
        ("short-lived",),
        ok="tokens are short-lived",
        bad="tokens live long",
        question="How long do the access tokens live?",
        absent_fails=False,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield from control_cases("short-lived")
