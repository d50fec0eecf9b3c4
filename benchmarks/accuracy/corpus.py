"""What a corpus is, and when a scanner's report counts as a hit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """One credential in one place, or, without a token, one file that holds none."""

    id: str
    group: str
    path: str
    """Where it stands, from the corpus' root; empty when no file holds it (a commit message, a ref name)."""
    token: str = ""
    line: int = 0
    """Line of the token, from 1; 0 means that the whole file counts, as in a container."""
    partner_line: int = 0
    """Line of the other half of a pair, in whose name a scanner may report both; 0 when there is none."""
    kind: str = ""
    """What several cases count together as; empty for a case that counts alone."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder on disk and the truth about it."""

    name: str
    root: Path
    cases: tuple[Case, ...]
    git: bool = False
    """True when the folder is a repository whose history belongs to the corpus."""


@dataclass(frozen=True, slots=True)
class Report:
    """One place a scanner reported."""

    path: str
    """From the corpus' root; members of a container may follow, in whatever notation the scanner has."""
    line: int
    end_line: int
    value: str
    """Empty when the scanner does not tell the value."""
    rule: str
    generic: bool
    """True for a rule that knows no provider and no format: an assignment to a secret-like name, or entropy."""
    severity: str = ""
    """In the scanner's own word; empty when it was not asked for."""


def covers(report: Report, case: Case) -> bool:
    """Return whether *report* is about the credential of *case*: by its value, or by its file and line."""
    if case.token and case.token in report.value:
        return True
    if not case.path or not _same_file(report.path, case.path):
        return False
    reported = range(report.line, max(report.line, report.end_line) + 1)
    return not case.line or case.line in reported or (bool(case.partner_line) and case.partner_line in reported)


def _same_file(reported: str, path: str) -> bool:
    return reported == path or (reported.startswith(path) and not reported[len(path)].isalnum())


def found(corpus: Corpus, reports: Iterable[Report], specific: bool = False) -> frozenset[str]:
    """Return the ids of the cases that *reports* hit; with *specific*, generic rules do not count."""
    counted = [r for r in reports if not (specific and r.generic)]
    return frozenset(case.id for case in corpus.cases if any(covers(r, case) for r in counted))


def alarms(corpus: Corpus, reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return the distinct reports of a corpus without credentials, one for each file, line and value."""
    return tuple({(r.path, r.line, r.value): r for r in sorted(reports, key=lambda r: (r.path, r.line))}.values())


def write(root: Path, path: str, content: str | bytes) -> Path:
    """Write one file of a corpus, with its folders."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode() if isinstance(content, str) else content)
    return target


def line_of(text: str, token: str) -> int:
    """Return the line, from 1, on which *token* ends in *text*.

    Raises:
        ValueError: it is not there.
    """
    return text.count("\n", 0, text.index(token) + len(token)) + 1
