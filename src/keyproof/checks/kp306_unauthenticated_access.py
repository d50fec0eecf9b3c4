"""Unauthenticated HTTP requests are refused with 401 and a challenge.

A request without a token gets 401 and a WWW-Authenticate header that names the protected-resource metadata.

**Judged by:** whether the code shows any authorization on its HTTP transport. Authorization is optional in MCP, and a gateway may do it: where the code shows none, a person is asked.

**Blind to:** gateways; the live probe settles it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keyproof.checks import _made as a
from keyproof.checks._http import of_controls
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import AuthControl
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP306",
    slug="unauthenticated-access",
    title="Unauthenticated HTTP requests are refused with 401 and a challenge",
    group="http",
    severity=Severity.HIGH,
    cwe=(306, 862),
    wants=(AuthControl,),
    teaching=Teaching(
        why="Whoever can reach an open HTTP server uses the credentials it holds.",
        novice="Do not put a server without a login on the internet.",
        professional="MCP: 401 with WWW-Authenticate resource_metadata (RFC 9728). Bind to loopback where it is local only.",
        now=("Require a token on every request of the HTTP transport, or bind it to 127.0.0.1.",),
        migrate=("Use the SDK's bearer middleware and metadata route.",),
    ),
    references=(
        "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",
        "RFC 9728: https://www.rfc-editor.org/rfc/rfc9728",
    ),
)


def judge(subject: Subject) -> Verdict:
    """Pass where authorization is required; ask where the code shows none."""
    return of_controls(
        CHECK,
        subject,
        ("authorization", "oauth", "www-authenticate"),
        ok="authorization is required",
        bad="any token is accepted",
        question="Is a request without a token refused with 401, and does anything else guard the HTTP transport?",
        absent_fails=False,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""

    def control(state: str) -> AuthControl:
        return AuthControl(location=a.HERE, control="authorization", state=state)  # type: ignore[arg-type]

    served: dict[str, Any] = {"transports": ("streamable-http",), "default_transport": "streamable-http"}
    yield Case(title="required", subject=a.subject(control("present"), **served), expected="pass")
    yield Case(
        title="any token is accepted", subject=a.subject(control("weak"), **served), expected="fail", severity="high"
    )
    yield Case(title="none is shown", subject=a.subject(control("absent"), **served), expected="unknown")
    yield Case(title="stdio only", subject=a.subject(), expected="not-applicable")
