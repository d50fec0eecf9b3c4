"""A well-known password or key works as an active default.

A default such as postgres/postgres is the first thing an attacker tries; whoever reads a signing key in the code makes tokens of their own.

**Judged by:** well-known or plain passwords, keys that say that they are for developing, and words that a program signs or seals with, as an active default in source or configuration; documentation, tests and CI services do not count.

**Blind to:** weak values that are neither well known nor plain words.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, searched
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, SecretClass
from keyproof.model.verdict import Check, Severity, Teaching, Verdict

CHECK = Check(
    code="KP007",
    slug="weak-default",
    title="A well-known password or key works as an active default",
    group="red-flag",
    severity=Severity.MEDIUM,
    cwe=(1392, 521),
    wants=(CredentialAtRest,),
    teaching=Teaching(
        why="A default that everybody can know is the first thing an attacker tries.",
        novice="Do not ship a password that works: make the user choose one.",
        professional="Default credentials outlive their demo purpose; require a value, or generate one on first start.",
        now=("Remove the default in {path} and require {name}.", "Tell existing users to change it."),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("CWE-1392: https://cwe.mitre.org/data/definitions/1392.html",),
)


def judge(subject: Subject) -> Verdict:
    """Fail on each active well-known default."""
    own = [
        f
        for f in subject.facts.of(CredentialAtRest)
        if f.counts and f.secret_class is SecretClass.WEAK_DEFAULT and f.in_tree
    ]
    grouped: dict[tuple[str, str], list[CredentialAtRest]] = {}
    for fact in own:
        grouped.setdefault((fact.name, fact.fingerprint), []).append(fact)
    found = tuple(
        finding(
            CHECK,
            f"{name or 'a password'} defaults to {_called(same[0])}",
            [p for f in same for p in (f.locations or (f.location,))],
            confidence=max(f.confidence for f in same),
            rule=same[0].rule,
            secret_class=same[0].secret_class.value,
            name=same[0].name,
            masked=same[0].secret.masked,
            fingerprint=same[0].fingerprint,
            secret=same[0].secret,
        )
        for (name, _), same in sorted(grouped.items())
    )
    clean = searched(
        subject,
        "no well-known default is active",
        "Are there default passwords or keys in what was not read?",
        CredentialAtRest,
    )
    return by_findings(CHECK, found, count(len(found), "well-known default"), clean)


def _called(fact: CredentialAtRest) -> str:
    """Return what the value of *fact* is called; a title may not say password of a key."""
    if fact.rule in ("generic-api-key", "generic-token", "generic-secret"):
        return "a key that everybody can know"
    return "a well-known password"


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="postgres as the default",
        subject=a.subject(a.secret(secret_class=SecretClass.WEAK_DEFAULT)),
        expected="fail",
        severity="medium",
    )
    yield Case(title="none", subject=a.subject(), expected="pass")
    yield Case(title="not all was read", subject=a.subject(complete=False), expected="unknown")
