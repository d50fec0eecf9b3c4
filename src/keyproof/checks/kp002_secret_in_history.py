"""A credential was committed to git, even if it was removed since.

git keeps every version of every file. A value that was committed once is in every clone, whatever HEAD says now.

**Judged by:** every blob that any ref reaches, with the commit that brought it in, its author date, and whether HEAD still holds it; also commit and tag messages, notes and ref names.

**Blind to:** objects that this clone does not hold (shallow or partial clones; said as a gap).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from keyproof.checks import _made as a
from keyproof.checks._say import by_findings, count, of_secrets, searched
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import CredentialAtRest, Setting
from keyproof.model.verdict import Check, Finding, NotApplicable, Severity, Teaching, Verdict

CHECK = Check(
    code="KP002",
    slug="secret-in-history",
    title="A credential was committed to git, even if it was removed since",
    group="red-flag",
    severity=Severity.HIGH,
    cwe=(798, 538),
    wants=(CredentialAtRest,),
    teaching=Teaching(
        why="git keeps every version: a value that was committed once is in every clone, also after it was deleted.",
        novice="Deleting a file does not delete it from git: anyone can look at older versions. Change the credential at its provider first; then clean the history.",
        professional="Assume compromise from the first commit's date on. Rewriting history does not reach forks, caches and existing clones, so rotation is what counts.",
        now=(
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
            "Take it out of history: git filter-repo --path {path} --invert-paths (or --replace-text for one line), then force-push; every clone keeps the old history until it is made anew.",
            "Ask the host to drop cached views of commit {commit}, and tell everyone to clone anew.",
            "Keep the next one out: add keyproof to .pre-commit-config.yaml, and run keyproof check . in CI.",
        ),
        migrate=(
            "Read it from an environment variable at start, and stop with a message that names the variable when it is absent.",
            "Name the variable in the README and in .env.example with a placeholder such as <your key>.",
            "Test that the server works with the variable set, and says what is missing without it.",
        ),
    ),
    references=(
        "CWE-798: https://cwe.mitre.org/data/definitions/798.html",
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository",
    ),
)


def judge(subject: Subject) -> Verdict:
    """Fail on each distinct live-looking value that a commit holds."""
    if not subject.is_git:
        return NotApplicable(summary="there is no git history")
    own = [
        f for f in subject.facts.of(CredentialAtRest)
        if f.in_history and f.setting not in (Setting.DOCS, Setting.EXAMPLE) and f.exposed
    ]  # fmt: skip
    here = {f.fingerprint for f in subject.facts.of(CredentialAtRest) if f.in_tree and f.exposed}
    found = tuple(_dated(f, f.fingerprint in here) for f in of_secrets(CHECK, own, "was committed", past=True))
    question = "Scan a full clone (git fetch --unshallow), or ask the author whether a credential was ever committed."
    clean = searched(subject, "no credential value in any commit", question, CredentialAtRest)
    heavy = sum(f.severity is Severity.HIGH for f in found)
    return by_findings(CHECK, found, f"{count(heavy or len(found), 'credential value')} in the git history", clean)


def _dated(finding: Finding, in_tree: bool) -> Finding:
    """Add when it came and whether it is gone: how long it was exposed. *in_tree*: some file of the tree holds it."""
    first = finding.locations[0]
    if not any(p.published for p in finding.locations):
        return msgspec.structs.replace(
            finding,
            message="No branch or tag leads to it: this copy of the repository alone holds it, unless it was pushed before. "
            + finding.message,
        )
    came = first.first_seen[:10] if first.first_seen else "an unknown date"
    if first.in_head:
        gone = "it is still in HEAD"
    elif in_tree:
        gone = "other files of the tree still hold it"
    elif first.removed_at:
        gone = f"it was taken out on {first.removed_at[:10]}, and is still in the history"
    else:
        gone = "it is not in HEAD, and still in the history"
    return msgspec.structs.replace(finding, message=f"Committed on {came}; {gone}. {finding.message}")


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    yield Case(
        title="a token was committed and removed",
        subject=a.subject(a.secret(past=True)),
        expected="fail",
        severity="high",
    )
    yield Case(title="history read whole, nothing found", subject=a.subject(), expected="pass")
    yield Case(title="a shallow clone", subject=a.subject(complete=False), expected="unknown")
    yield Case(title="no git", subject=a.subject(is_git=False), expected="not-applicable")
