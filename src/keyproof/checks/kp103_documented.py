"""Each credential the code reads is documented, and each documented one is read.

README, docs, .env.example, server.json, manifest and client configuration examples against what the code reads, both ways.

**Judged by:** names. A required credential that nothing documents weighs medium.

**Blind to:** documentation outside the repository.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import count, finding, needs_none, unanalysed
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialDocumented, CredentialRead
from keyproof.model.verdict import Check, Failed, Passed, Severity, Teaching, Verdict

CHECK = Check(
    code="KP103",
    slug="documented",
    title="Each credential the code reads is documented, and each documented one is read",
    group="practice",
    severity=Severity.LOW,
    cwe=(1059,),
    wants=(CredentialDocumented,),
    teaching=Teaching(
        why="A user who does not know which credential a server takes gives it too many, or the wrong one.",
        novice="The README should name each variable you have to set. If it does not, ask before you try keys.",
        professional="Declare them where tools can read them too: server.json isSecret and isRequired, MCPB user_config sensitive.",
        now=("Name {name} in the README with what it is for, and in .env.example with a placeholder.",),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=("https://github.com/modelcontextprotocol/registry",),
)


def _same(name: str) -> str:
    return name.strip("-").replace("-", "_").lower()


def judge(subject: Subject) -> Verdict:
    """Fail for read but undocumented credentials; documented but unread secrets are advice."""
    if (unknown := unanalysed(subject, "Is each credential that the code reads documented?")) is not None:
        return unknown
    if (none := needs_none(subject)) is not None:
        return none
    silent = [
        c
        for c in subject.credentials
        if not c.documented_in and c.source in ("env", "cli") and not c.name.endswith("*")
    ]
    found = tuple(
        finding(
            CHECK,
            f"{c.name} is read and documented nowhere",
            c.read_at,
            name=c.name,
            confidence=0.8,
            severity=Severity.MEDIUM if c.required else Severity.LOW,
        )
        for c in silent
    )
    read = {_same(r.name) for r in subject.facts.of(CredentialRead)} | {_same(c.name) for c in subject.credentials}
    stale: dict[str, CredentialDocumented] = {}
    for d in subject.facts.of(CredentialDocumented):
        if d.secret and _same(d.name) not in read and d.where in ("server.json", "manifest", "smithery"):
            stale.setdefault(d.name, d)
    found += tuple(
        finding(
            CHECK,
            f"{d.name} is documented in {d.where} and read nowhere",
            (d.location,),
            name=d.name,
            severity=Severity.INFO,
            confidence=0.5,
        )
        for d in stale.values()
    )
    places = tuple(c.documented_in[0] for c in subject.credentials if c.documented_in)
    if any(f.severity is not Severity.INFO for f in found):
        return Failed(summary=f"{count(len(silent), 'credential')} read and documented nowhere", findings=found)
    return Passed(
        summary="each credential is documented",
        evidence=places or ("no credential is set by the user",),
        findings=found,
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(title="documented", subject=a.subject(credentials=(a.credential(),)), expected="pass")
    yield Case(
        title="required and undocumented",
        subject=a.subject(credentials=(a.credential(documented_in=()),)),
        expected="fail",
        severity="medium",
    )
    yield Case(
        title="optional and undocumented",
        subject=a.subject(credentials=(a.credential(documented_in=(), required=False),)),
        expected="fail",
        severity="low",
    )
    yield Case(title="needs none", subject=a.subject(), expected="not-applicable")
    yield Case(title="a language without analysis", subject=a.unread(), expected="unknown")
