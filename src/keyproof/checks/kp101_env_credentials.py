"""Every credential comes from the environment or a safer source.

The recommended sources are environment variables, secret managers, keyrings, OAuth, request headers and a cloud SDK's default chain.

**Judged by:** the source of each credential that the code takes.

**Blind to:** credentials that a library reads by itself under a name keyproof does not know.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, finding, needs_none, unanalysed
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialRead
from keyproof.model.verdict import Check, Passed, Severity, Teaching, Verdict

CHECK = Check(
    code="KP101",
    slug="env-credentials",
    title="Every credential comes from the environment or a safer source",
    group="practice",
    severity=Severity.MEDIUM,
    cwe=(522, 256),
    wants=(CredentialRead,),
    teaching=Teaching(
        why="A credential in an unencrypted configuration file is readable by whatever can read the file, and is easily committed or copied.",
        novice="Environment variables are secure and recommended. Set the key where you start the server, for example in your client's configuration.",
        professional="Environment variables are the 12-factor baseline; a plain configuration file adds copies at rest. File mode 0600 lowers the risk, a keyring or secret manager removes it.",
        now=(
            "Read {name} from the environment, or from a keyring or secret manager.",
            "Until then keep the file at mode 0600 and out of git.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("CWE-522: https://cwe.mitre.org/data/definitions/522.html", "https://12factor.net/config"),
)


def judge(subject: Subject) -> Verdict:
    """Fail for each credential that is read from an unencrypted configuration file; pass on the mission's good sources."""
    if (unknown := unanalysed(subject, "Where does the server take its credentials from?")) is not None:
        return unknown
    if (none := needs_none(subject)) is not None:
        return none
    plain = [c for c in subject.credentials if c.source == "file"]
    found = tuple(
        finding(
            CHECK, f"{c.name} is read from an unencrypted configuration file", c.read_at, confidence=0.7, name=c.name
        )
        for c in plain
    )
    sources = ", ".join(dict.fromkeys(c.source for c in subject.credentials))
    places = tuple(c.read_at[0] for c in subject.credentials if c.read_at)
    clean = Passed(
        summary=f"{count(len(subject.credentials), 'credential')} from {sources}", evidence=places or ("the inventory",)
    )
    return by_findings(CHECK, found, f"{count(len(found), 'credential')} read from an unencrypted file", clean)


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="from the environment", subject=a.subject(credentials=(a.credential(),)), expected="pass")
    yield Case(
        title="from a plain file",
        subject=a.subject(credentials=(a.credential(source="file"),)),
        expected="fail",
        severity="medium",
    )
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
