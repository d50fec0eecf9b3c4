"""Ignore files cover environment and credential files.

`.gitignore`, `.dockerignore`, `.npmignore` or package.json `files` keep env and credential files out of git, images and packages.

**Judged by:** whether each ignore file covers .env and its kin.

**Blind to:** a user's global ignore file.
"""

from __future__ import annotations

from collections.abc import Iterator

from keyproof.checks import _made as a
from keyproof.checks._say import finding
from keyproof.checks._subject import Case, Subject
from keyproof.model.fact import IgnoreCoverage
from keyproof.model.place import Location
from keyproof.model.verdict import Check, Failed, NotApplicable, Passed, Severity, Teaching, Verdict

CHECK = Check(
    code="KP105",
    slug="env-files-ignored",
    title="Ignore files cover environment and credential files",
    group="practice",
    severity=Severity.LOW,
    cwe=(538,),
    wants=(IgnoreCoverage,),
    teaching=Teaching(
        why="One git add -A is enough to commit a .env file that nothing ignores.",
        novice="Put .env in .gitignore on the first day.",
        professional="Cover the artefact too: .dockerignore and the package's file allow-list.",
        now=("Add .env and *.pem to .gitignore (and .env to .dockerignore where an image is built).",),
        migrate=("Add a test or hook that fails when an env file is staged.",),
    ),
    references=("https://git-scm.com/docs/gitignore",),
)


def judge(subject: Subject) -> Verdict:
    """Advise where .env is not covered; never more than advice."""
    covers = subject.facts.of(IgnoreCoverage)
    if not subject.is_git and not covers:
        return NotApplicable(summary="there is no git and no ignore file")
    git = [c for c in covers if c.file == ".gitignore"]
    places = tuple(c.location for c in covers)
    if any(".env" in c.covered for c in git):
        weak = [c for c in covers if ".env" in c.missing and c.file != ".gitignore"]
        advice = tuple(
            finding(CHECK, f"{c.file} does not cover .env", (c.location,), severity=Severity.INFO, confidence=0.7)
            for c in weak
        )
        return Passed(summary=".gitignore covers .env", evidence=places, findings=advice)
    place = git[0].location if git else Location(path=".gitignore")
    missing = finding(CHECK, ".gitignore does not cover .env", (place,), severity=Severity.LOW, confidence=0.8)
    return Failed(summary=".gitignore does not cover .env", findings=(missing,))


def cases() -> Iterator[Case]:
    """Yield the situations that define this check."""

    def cover(*names: str) -> IgnoreCoverage:
        return IgnoreCoverage(location=Location(path=".gitignore", line=1), file=".gitignore", covered=names)

    yield Case(title="covered", subject=a.subject(cover(".env")), expected="pass")
    yield Case(title="no .gitignore", subject=a.subject(), expected="fail", severity="low")
    yield Case(title="no git", subject=a.subject(is_git=False), expected="not-applicable")
