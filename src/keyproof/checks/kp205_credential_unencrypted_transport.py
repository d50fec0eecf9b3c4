"""A credential travels unencrypted, or TLS is not verified.

Without verified TLS anyone on the way can read the credential.

**Judged by:** the way of each credential from where it enters to where it goes, step by step through functions and modules.

**Blind to:** flows through objects that cannot be resolved; those are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import of_leaks
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialLeak
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP205",
    slug="credential-unencrypted-transport",
    title="A credential travels unencrypted, or TLS is not verified",
    group="leak",
    severity=Severity.HIGH,
    cwe=(319, 295),
    wants=(CredentialLeak,),
    teaching=Teaching(
        why="Without verified TLS anyone on the way can read the credential.",
        novice="Use https. Turning off the certificate check is like not looking who you give the key to.",
        professional="Pin a private CA with a bundle instead of switching verification off.",
        now=("Use https in {path}, and leave certificate verification on.",),
        migrate=(
            "Mask or drop the credential before that place.",
            "Add a test that runs the path with a marker value and looks for it.",
        ),
    ),
    references=(
        "CWE-319: https://cwe.mitre.org/data/definitions/319.html",
        "CWE-295: https://cwe.mitre.org/data/definitions/295.html",
    ),
)


_SINKS = ("plain-http", "tls-off")


def judge(subject: Subject) -> Verdict:
    """Fail on each flow into ('plain-http', 'tls-off')."""
    return of_leaks(
        CHECK,
        subject,
        _SINKS,
        "travels without verified TLS",
        "Follow each credential in the code: travels without verified TLS?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a flow is followed to its end", subject=a.subject(a.leak("plain-http")), expected="fail")
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
