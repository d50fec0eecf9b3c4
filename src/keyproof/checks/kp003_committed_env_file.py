"""An environment or credential file with real values is in git, now or in history.

Files such as .env, credentials.json, .npmrc or a private key exist to hold credentials; in git they are shared with every clone.

**Judged by:** files with such names that git tracks or tracked, and whether a real value stands in them. With placeholders only it is a pass with advice.

**Blind to:** credential files under names that say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, of_secrets, searched
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, SensitiveFile, Setting
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP003",
    slug="committed-env-file",
    title="An environment or credential file with real values is in git, now or in history",
    group="red-flag",
    severity=Severity.HIGH,
    cwe=(538, 798),
    wants=(
        CredentialAtRest,
        SensitiveFile,
    ),
    teaching=Teaching(
        why="A file that exists to hold credentials is in git, where every clone has it.",
        novice="A .env file is fine on your own machine. It must not be committed: add it to .gitignore and commit a .env.example with placeholders.",
        professional="git rm --cached keeps the working copy; rotate whatever the file held at any commit, not only what it holds now.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Stop tracking it: git rm --cached {path}",
            "Add {path} to .gitignore.",
            "Take it out of history: git filter-repo --path {path} --invert-paths (or --replace-text for one line), then force-push; every clone keeps the old history until it is made anew.",
            "Keep the next one out: add keyproof to .pre-commit-config.yaml, and run keyproof check . in CI.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("CWE-538: https://cwe.mitre.org/data/definitions/538.html",),
)


_FILES = (Setting.ENV_FILE, Setting.CREDENTIAL_FILE)


def judge(subject: Subject) -> Verdict:
    """Fail when a real value stands in a tracked (or once tracked) env or credential file."""
    tracked = {f.location.path for f in subject.facts.of(SensitiveFile) if f.tracked or f.in_history}
    own = [
        f for f in subject.facts.of(CredentialAtRest)
        if f.setting in _FILES and f.exposed
        and (f.in_history or not subject.is_git or any(p.path in tracked for p in f.locations))
    ]  # fmt: skip
    found = of_secrets(CHECK, own, "stands in an env or credential file in git")
    advice = tuple(
        finding(
            CHECK,
            f"{f.family} is in git, though no real value was recognised in it",
            (f.location,),
            severity=Severity.INFO,
            confidence=0.6,
        )
        for f in subject.facts.of(SensitiveFile)
        if (f.tracked or f.in_history)
        and f.content != "empty"
        and not any(f.location.path == p.path for s in own for p in s.locations)
    )
    question = "Are there env or credential files in what was not read?"
    clean = searched(
        subject, "no env or credential file with a real value is in git", question, CredentialAtRest, SensitiveFile
    )
    return by_findings(
        CHECK, (*found, *advice), f"{count(len(found), 'real value')} in env or credential files in git", clean
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="a real value in a committed .env",
        subject=a.subject(a.secret(setting=Setting.ENV_FILE, in_history=True)),
        expected="fail",
        severity="high",
    )
    yield Case(
        title="a committed .env with placeholders",
        subject=a.subject(SensitiveFile(location=a.HERE, family=".env", tracked=True, content="placeholder")),
        expected="pass",
    )
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
