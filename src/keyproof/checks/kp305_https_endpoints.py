"""Authorization endpoints use HTTPS.

Codes and tokens that travel over plain HTTP can be read on the way.

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
    code="KP305",
    slug="https-endpoints",
    title="Authorization endpoints use HTTPS",
    group="http",
    severity=Severity.HIGH,
    cwe=(319,),
    wants=(AuthControl,),
    teaching=Teaching(
        why="Codes and tokens that travel over plain HTTP can be read on the way.",
        novice="For a server you reach over the network, ask how it checks who is calling.",
        professional="OAuth 2.1 section 1.5; loopback redirect URIs are the only exception.",
        now=("Use https for issuer, endpoints and redirect URIs off loopback.",),
        migrate=(
            "Use the SDK's own authorization support rather than code of your own.",
            "Test with a missing, a wrong and an expired token.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


def judge(subject: Subject) -> Verdict:
    """Decide by the ``https`` controls that were seen."""
    return of_controls(
        CHECK,
        subject,
        ("https",),
        ok="endpoints use HTTPS",
        bad="an authorization endpoint uses plain HTTP",
        question="Do all authorization endpoints use HTTPS?",
        absent_fails=False,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield from control_cases("https")
