"""The stdio transport handles missing credentials.

A client shows little of a stdio server's failure; a clear message is what helps.

**Judged by:** the verdict basis of KP102, for the stdio transport.

**Blind to:** as KP102.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keyproof.checks import _made as a
from keyproof.checks import kp102_missing_credential_handling as kp102
from keyproof.checks._say import renamed
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialRead
from keyproof.model.verdict import Check, NotApplicable, Severity, Teaching, Verdict

CHECK = Check(
    code="KP403",
    slug="stdio-missing-handled",
    title="The stdio transport handles missing credentials",
    group="stdio",
    severity=Severity.MEDIUM,
    cwe=(522,),
    wants=(CredentialRead,),
    teaching=Teaching(
        why="A client shows little of a stdio server's failure; a clear message is what helps.",
        novice="If the server does not start, its log should name the missing variable.",
        professional="The MCP specification: implementations using STDIO should retrieve credentials from the environment, and should not follow the OAuth flow.",
        now=("Read {name} from the environment.",),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization",),
)


def judge(subject: Subject) -> Verdict:
    """Decide as KP102 does, where stdio is served."""
    if not subject.stdio and (subject.transports or not subject.language):
        return NotApplicable(summary="no stdio transport")
    return renamed(CHECK, kp102.judge(subject))


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    http: dict[str, Any] = {"transports": ("streamable-http",), "default_transport": "streamable-http"}
    yield Case(title="as it should be", subject=a.subject(credentials=(a.credential(),)), expected="pass")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
    yield Case(title="HTTP only", subject=a.subject(credentials=(a.credential(),), **http), expected="not-applicable")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
