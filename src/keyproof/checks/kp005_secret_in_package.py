"""The published package holds a credential.

What users install is the package, not the repository; it can hold files that git never saw.

**Judged by:** nothing yet in a repository: the package itself has to be opened.

**Blind to:** everything until the package is the target.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import ServerFound
from keyproof.model.verdict import Check, NotApplicable, Severity, Teaching, Undetermined, Verdict

CHECK = Check(
    code="KP005",
    slug="secret-in-package",
    title="The published package holds a credential",
    group="red-flag",
    severity=Severity.HIGH,
    cwe=(538, 798),
    wants=(ServerFound,),
    teaching=Teaching(
        why="Users install the package, not the repository, and a package can hold files that git never saw.",
        novice="Look at what is in the package before you publish it: npm pack --dry-run, or unzip -l on the wheel.",
        professional="Compare the package's file list with git; allow-list files in package.json or the build backend instead of excluding them.",
        now=(
            "List what is published: npm pack --dry-run, or python -m build and unzip -l dist/*.whl.",
            "Revoke or rotate it now at {revoke}: whoever could read the repository may hold it. Deleting the line is not enough.",
        ),
        migrate=("Allow-list the published files.",),
    ),
    references=("CWE-798: https://cwe.mitre.org/data/definitions/798.html",),
)


def judge(subject: Subject) -> Verdict:
    """Say what has to be opened: a repository cannot tell what its package holds."""
    named = [s for s in subject.facts.of(ServerFound) if s.package]
    if not named:
        return NotApplicable(summary="no published package is declared")
    packages = ", ".join(dict.fromkeys(s.package for s in named[:3]))
    return Undetermined(
        summary="the published package was not opened",
        question=f"Does the package {packages} hold a credential or an env file? Download it and run keyproof on its unpacked folder.",
        evidence=tuple(s.location for s in named[:3]),
    )


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""
    found = ServerFound(location=a.HERE, name="demo", root="", language="python", package="demo")
    yield Case(title="a package is declared", subject=a.subject(found), expected="unknown")
    yield Case(title="no package", subject=a.subject(), expected="not-applicable")
    yield Case(
        title="a server without a package",
        subject=a.subject(ServerFound(location=a.HERE, name="demo", root="", language="go")),
        expected="not-applicable",
    )
