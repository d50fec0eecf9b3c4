"""A credential is put into, or demanded as, a command-line argument.

Every user of the machine can read the arguments of every process.

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
    code="KP204",
    slug="credential-in-arguments",
    title="A credential is put into, or demanded as, a command-line argument",
    group="leak",
    severity=Severity.MEDIUM,
    cwe=(214,),
    wants=(CredentialLeak,),
    teaching=Teaching(
        why="Every user of the machine can read the arguments of every process.",
        novice="Other programs on your computer can see what you type after a command's name. Use an environment variable.",
        professional="/proc/PID/cmdline is world-readable; pass it by environment, standard input or a file of mode 0600.",
        now=("Take {name} from the environment in {path}; keep the option only for a file name.",),
        migrate=(
            "Mask or drop the credential before that place.",
            "Add a test that runs the path with a marker value and looks for it.",
        ),
    ),
    references=("CWE-214: https://cwe.mitre.org/data/definitions/214.html",),
)


_SINKS = ("argv", "cli-option")


def judge(subject: Subject) -> Verdict:
    """Fail on each flow into ('argv', 'cli-option')."""
    return of_leaks(
        CHECK,
        subject,
        _SINKS,
        "is passed as a command-line argument",
        "Follow each credential in the code: is passed as a command-line argument?",
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a flow is followed to its end", subject=a.subject(a.leak("argv")), expected="fail")
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
