"""Examples hold placeholders, not real values.

Example configurations, README snippets and .env.example are copied by everyone.

**Judged by:** live-looking values in documentation and example files, now or in history.

**Blind to:** images and videos.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, of_secrets, searched
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, SecretClass, Setting
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP104",
    slug="placeholder-examples",
    title="Examples hold placeholders, not real values",
    group="practice",
    severity=Severity.HIGH,
    cwe=(798,),
    wants=(CredentialAtRest,),
    teaching=Teaching(
        why="An example is copied by everyone who reads it; a real value in it is published.",
        novice="Write <your key> in examples, never your own key.",
        professional="Treat it as compromised: rotate first, then clean up. Check the provider's audit log for use since the first commit, and scope the replacement to least privilege.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Put a placeholder such as <your key> in {path}.",
            "Take it out of history: git filter-repo --path {path} --invert-paths (or --replace-text for one line), then force-push; every clone keeps the old history until it is made anew.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("CWE-798: https://cwe.mitre.org/data/definitions/798.html",),
)


def judge(subject: Subject) -> Verdict:
    """Fail on each live-looking value in documentation or examples."""
    own = [
        f for f in subject.facts.of(CredentialAtRest)
        if f.setting in (Setting.DOCS, Setting.EXAMPLE) and f.exposed and f.secret_class is not SecretClass.EXPIRED
    ]  # fmt: skip
    found = of_secrets(CHECK, own, "stands in an example or in documentation")
    question = "Do the examples in what was not read hold real values?"
    clean = searched(subject, "examples hold placeholders only", question, CredentialAtRest)
    return by_findings(CHECK, found, f"{count(len(found), 'real value')} in examples or documentation", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="a real value in the README",
        subject=a.subject(a.secret(setting=Setting.DOCS)),
        expected="fail",
        severity="high",
    )
    yield Case(title="placeholders", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
