"""A client's token is passed through to an upstream service.

A token that was issued for this server must not be sent on: the upstream cannot tell who asked, and this server's own checks are bypassed.

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
    code="KP207",
    slug="token-passthrough",
    title="A client's token is passed through to an upstream service",
    group="leak",
    severity=Severity.HIGH,
    cwe=(441, 863),
    wants=(CredentialLeak,),
    teaching=Teaching(
        why="A token that was issued for this server must not be sent on: the upstream cannot tell who asked, and this server's own checks are bypassed.",
        novice="The server should use its own key for the service behind it, not yours.",
        professional="The MCP specification forbids token passthrough; exchange the token (RFC 8693) or hold an own credential.",
        now=(
            "Do not forward the client's Authorization header in {path}; use a credential of the server's own, or a token exchange.",
        ),
        migrate=(
            "Mask or drop the credential before that place.",
            "Add a test that runs the path with a marker value and looks for it.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


_SINKS = ("passthrough",)


def judge(subject: Subject) -> Verdict:
    """Fail on each flow into ('passthrough',)."""
    return of_leaks(
        CHECK,
        subject,
        _SINKS,
        "is a client's token passed on to an upstream service",
        "Follow each credential in the code: is a client's token passed on to an upstream service?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a flow is followed to its end", subject=a.subject(a.leak("passthrough")), expected="fail")
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
