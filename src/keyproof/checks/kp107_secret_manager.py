"""A standard secret manager is integrated.

Integration with a keyring, Vault, a cloud's secret store, 1Password, Doppler, Infisical, SOPS, or mounted secrets. Its absence is fine: a vault adds complexity and is overkill for many servers.

**Judged by:** calls and references.

**Blind to:** wrappers around the server such as op run.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import SecretManagerUsed
from keyproof.model.verdict import Check, NotApplicable, Passed, Severity, Teaching, Verdict

CHECK = Check(
    code="KP107",
    slug="secret-manager",
    title="A standard secret manager is integrated",
    group="practice",
    severity=Severity.INFO,
    cwe=(522,),
    wants=(SecretManagerUsed,),
    teaching=Teaching(
        why="A secret manager keeps values out of files; many servers do not need one.",
        novice="You do not need a vault: environment variables are fine.",
        professional="Workload identity removes the static secret altogether where the platform offers it.",
        now=("Nothing has to be done.",),
        migrate=("Consider a keyring or workload identity for long-lived deployments.",),
    ),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",),
)


def judge(subject: Subject) -> Verdict:
    """Pass with the manager's name; absence does not apply, and is never a finding."""
    seen = subject.facts.of(SecretManagerUsed)
    if seen:
        names = ", ".join(dict.fromkeys(s.manager for s in seen))
        return Passed(summary=f"integrates {names}", evidence=tuple(s.location for s in seen[:5]))
    return NotApplicable(
        summary="no secret manager is integrated, which is fine: environment variables are the recommended way"
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="a keyring", subject=a.subject(SecretManagerUsed(location=a.HERE, manager="keyring")), expected="pass"
    )
    yield Case(title="none", subject=a.subject(), expected="not-applicable")
    yield Case(title="a vault", subject=a.subject(SecretManagerUsed(location=a.HERE, manager="Vault")), expected="pass")
