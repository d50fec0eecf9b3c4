"""A credential cannot be changed without changing code or rebuilding.

A credential has to be changeable on the day it leaks. Levels: `refresh` (while running), `restart` (from the environment, a file or a secret manager), `none` (in code, baked into an image or package).

**Judged by:** the rotation level of each credential the code takes, and credentials compiled in.

**Blind to:** how the operator's own tooling rotates.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import SURE, by_findings, count, finding, needs_none, of_secrets, unanalysed
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, CredentialRead, SecretClass, Setting
from keyproof.model.verdict import Check, Passed, Severity, Teaching, Verdict

CHECK = Check(
    code="KP008",
    slug="no-rotation",
    title="A credential cannot be changed without changing code or rebuilding",
    group="red-flag",
    severity=Severity.HIGH,
    cwe=(798, 324),
    wants=(
        CredentialRead,
        CredentialAtRest,
    ),
    teaching=Teaching(
        why="A credential that is compiled in cannot be changed on the day it leaks.",
        novice="Reading a key from the environment is enough: to change it, set the new one and restart.",
        professional="restart is an acceptable level for static keys; refresh (OAuth, short-lived tokens) is better; none is not acceptable.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Move the credential out of {path} so that a restart is enough to change it.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("CWE-324: https://cwe.mitre.org/data/definitions/324.html",),
)


def judge(subject: Subject) -> Verdict:
    """Fail when a credential is at level none."""
    if (unknown := unanalysed(subject, "How is each credential changed: restart, refresh, or a rebuild?")) is not None:
        return unknown
    fixed = [c for c in subject.credentials if c.rotation == "none"]
    baked = [
        f for f in subject.facts.of(CredentialAtRest)
        if f.in_tree and f.secret_class is SecretClass.LIVE and f.confidence >= SURE
        and (f.setting in (Setting.SOURCE, Setting.IMAGE_BUILD))
    ]  # fmt: skip
    found = tuple(finding(CHECK, f"{c.name} is fixed in the code", c.read_at, name=c.name) for c in fixed)
    found += of_secrets(CHECK, baked, "can only be changed by changing the code")
    if found:
        return by_findings(
            CHECK, found, f"{count(len(found), 'credential')} that only a code change can change", _clean(subject)
        )
    return needs_none(subject) or _clean(subject)


def _clean(subject: Subject) -> Verdict:
    levels = ", ".join(f"{c.name}: {c.rotation}" for c in subject.credentials[:6])
    places = tuple(c.read_at[0] for c in subject.credentials if c.read_at)
    return Passed(
        summary=f"every credential can be changed without a rebuild ({levels})", evidence=places or ("none is fixed",)
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="a value in the source",
        subject=a.subject(a.secret(), credentials=(a.credential(),)),
        expected="fail",
        severity="high",
    )
    yield Case(title="from the environment", subject=a.subject(credentials=(a.credential(),)), expected="pass")
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
