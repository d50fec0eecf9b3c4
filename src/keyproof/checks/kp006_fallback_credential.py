"""A real credential is the default when none is given.

A default that is a real credential works without anyone noticing: every installation that sets nothing shares it.

**Judged by:** live-looking values that stand as the default of an environment or option read.

**Blind to:** defaults fetched from elsewhere at run time.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, of_secrets, searched
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, SecretClass, Setting
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP006",
    slug="fallback-credential",
    title="A real credential is the default when none is given",
    group="red-flag",
    severity=Severity.HIGH,
    cwe=(798, 1188),
    wants=(CredentialAtRest,),
    teaching=Teaching(
        why="A real credential as default is shared by every installation that sets nothing, and nobody notices.",
        novice="If the variable is missing, stop and say so. A built-in key makes everyone use, and pay with, the same account.",
        professional="Shared defaults break attribution and revocation: revoking the value breaks every installation that relied on it.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Remove the default in {path}; require {name} and fail with a message that names it.",
            "Take it out of history: git filter-repo --path {path} --invert-paths (or --replace-text for one line), then force-push; every clone keeps the old history until it is made anew.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=(
        "CWE-798: https://cwe.mitre.org/data/definitions/798.html",
        "CWE-1188: https://cwe.mitre.org/data/definitions/1188.html",
    ),
)


def judge(subject: Subject) -> Verdict:
    """Fail on each live-looking default."""
    own = [
        f for f in subject.facts.of(CredentialAtRest)
        if f.fallback and f.in_tree and f.exposed and f.secret_class is not SecretClass.EXPIRED and f.setting not in (Setting.TEST, Setting.TRIAL, Setting.DOCS, Setting.EXAMPLE)
    ]  # fmt: skip
    found = of_secrets(CHECK, own, "is the default when none is given")
    clean = searched(
        subject,
        "no real credential is a default",
        "Are there default credentials in what was not read?",
        CredentialAtRest,
    )
    return by_findings(CHECK, found, f"{count(len(found), 'real credential')} used as a default", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a token as default", subject=a.subject(a.secret(fallback=True)), expected="fail", severity="high")
    yield Case(title="no default", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
