"""A credential reaches a log, a print or telemetry.

Logs are kept, copied and read by people and tools that must not have the credential; standard output of a stdio server goes straight to the client.

**Judged by:** the way of each credential from where it enters to where it goes, step by step through functions and modules. On standard output of a stdio server it weighs high.

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
    code="KP201",
    slug="credential-logged",
    title="A credential reaches a log, a print or telemetry",
    group="leak",
    severity=Severity.MEDIUM,
    cwe=(532,),
    wants=(CredentialLeak,),
    teaching=Teaching(
        why="Logs are kept, copied and read by people and tools that must not have the credential; standard output of a stdio server goes straight to the client.",
        novice="Logs are often shared when asking for help; a key in them is shared too.",
        professional="Log the name and the length at most. Mind debug levels, request dumps and exception contexts that show locals.",
        now=(
            "Take the credential out of the message in {path}; log its name, not its value.",
            "Rotate it if such a log has left your machine.",
        ),
        migrate=(
            "Mask or drop the credential before that place.",
            "Add a test that runs the path with a marker value and looks for it.",
        ),
    ),
    references=("CWE-532: https://cwe.mitre.org/data/definitions/532.html",),
)


_SINKS = ("log", "stdout")


def judge(subject: Subject) -> Verdict:
    """Fail on each flow into ('log', 'stdout')."""
    return of_leaks(
        CHECK,
        subject,
        _SINKS,
        "is written to a log or printed",
        "Follow each credential in the code: is written to a log or printed?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a flow is followed to its end", subject=a.subject(a.leak("log")), expected="fail")
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
    yield Case(
        title="on the standard output of a stdio server",
        subject=a.subject(a.leak("stdout")),
        expected="fail",
        severity="high",
    )
