"""A credential is written to disk unencrypted or readable by others.

A token cache that others can read hands the session to every program and user of the machine.

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
    code="KP206",
    slug="credential-on-disk",
    title="A credential is written to disk unencrypted or readable by others",
    group="leak",
    severity=Severity.MEDIUM,
    cwe=(312, 732),
    wants=(CredentialLeak,),
    teaching=Teaching(
        why="A token cache that others can read hands the session to every program and user of the machine.",
        novice="Tokens kept in a file should be readable by you alone, or be in the system's keychain.",
        professional="Create with mode 0600 (os.open with O_EXCL), or use the platform's keyring.",
        now=("Write it with mode 0600, or keep it in the keyring, in {path}.",),
        migrate=(
            "Mask or drop the credential before that place.",
            "Add a test that runs the path with a marker value and looks for it.",
        ),
    ),
    references=("CWE-312: https://cwe.mitre.org/data/definitions/312.html",),
)


_SINKS = ("file",)


def judge(subject: Subject) -> Verdict:
    """Fail on each flow into ('file',)."""
    return of_leaks(
        CHECK,
        subject,
        _SINKS,
        "is written to a file others can read",
        "Follow each credential in the code: is written to a file others can read?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a flow is followed to its end", subject=a.subject(a.leak("file")), expected="fail")
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
