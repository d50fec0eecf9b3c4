"""A credential value stands in the current source or configuration.

A credential that is written into the code is shared with everyone who can read the code, and cannot be changed without changing it.

**Judged by:** values that a rule matches in the tree as it stands, judged live-looking: provider shapes, checksums, literals bound to a credential name.
Test fixtures are reported apart and weigh low; documentation and examples are KP104's.

**Blind to:** values put together at run time, and encrypted ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import SURE, by_findings, count, of_secrets, searched
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, SecretClass, Setting
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP001",
    slug="hardcoded-secret",
    title="A credential value stands in the current source or configuration",
    group="red-flag",
    severity=Severity.HIGH,
    cwe=(798,),
    wants=(CredentialAtRest,),
    teaching=Teaching(
        why="A credential in the source is shared with everyone who can read the source, and can only be changed by changing the code.",
        novice="Anyone who can read this code can use this credential. The danger is the value in the repository, not environment variables: reading it from the environment is the recommended way.",
        professional="Treat it as compromised: rotate first, then clean up. Check the provider's audit log for use since the first commit, and scope the replacement to least privilege.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Take it out of {path} and read it from the environment variable {name} instead.",
            "Take it out of history: git filter-repo --path {path} --invert-paths (or --replace-text for one line), then force-push; every clone keeps the old history until it is made anew.",
            "Keep the next one out: add keyproof to .pre-commit-config.yaml, and run keyproof check . in CI.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("CWE-798: https://cwe.mitre.org/data/definitions/798.html", "https://12factor.net/config"),
)


_OWN = frozenset(Setting) - {Setting.DOCS, Setting.EXAMPLE}
_USED = _OWN - {Setting.TEST}
"""Where a value is used: what a guide repeats of it, now or after it was taken out there, is no example."""


def judge(subject: Subject) -> Verdict:
    """Fail on each distinct live-looking value in the tree."""
    facts = [f for f in subject.facts.of(CredentialAtRest) if f.exposed]
    real = {f.fingerprint for f in facts if f.setting in _USED and f.confidence >= SURE}
    own = [f for f in facts if f.in_tree and (f.setting in _OWN or f.fingerprint in real)]
    found = of_secrets(CHECK, own, "stands in the tree")
    question = "Look through what was not read for literal credentials."
    clean = searched(subject, "no credential value stands in the tree", question, CredentialAtRest)
    heavy = sum(f.severity is Severity.HIGH for f in found)
    return by_findings(CHECK, found, f"{count(heavy or len(found), 'credential value')} in the current tree", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="a provider token in the source", subject=a.subject(a.secret()), expected="fail", severity="high")
    yield Case(title="nothing found, all read", subject=a.subject(), expected="pass")
    yield Case(title="nothing found, a file was too large", subject=a.subject(complete=False), expected="unknown")
    yield Case(
        title="only a placeholder", subject=a.subject(a.secret(secret_class=SecretClass.PLACEHOLDER)), expected="pass"
    )
    yield Case(title="a doubtful match is advice", subject=a.subject(a.secret(confidence=0.4)), expected="pass")
    yield Case(
        title="a guide repeats what the history held",
        subject=a.subject(a.secret(past=True), a.secret(setting=Setting.DOCS, confidence=0.6)),
        expected="fail",
        severity="high",
    )
    yield Case(title="a value in a guide alone", subject=a.subject(a.secret(setting=Setting.DOCS)), expected="pass")
    yield Case(title="a value in a test weighs low", subject=a.subject(a.secret(setting=Setting.TEST)), expected="pass")
