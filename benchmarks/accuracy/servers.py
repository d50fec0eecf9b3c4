"""Score on real MCP servers: ``python -m benchmarks.accuracy.servers CLONES [--with all] [--errors]``.

CLONES is a folder of clones with history, ``owner+name`` or ``name`` each. ``servers.tsv`` holds places of them that a
person judged, one at a time, with the file open: T a credential that was real, W a weak or well-known one that is
active, P one planted in a server that is vulnerable on purpose, X undecided, F none (with what it is instead). It holds
no value and no line of source, and nothing was tried against a provider. The paths of real credentials are hashed: this
table is to measure scanners with, not to read leaks from.

Each scanner runs as its users run it, over tree and history. A finding takes the label of the judged place with its
value, or else with its position; findings of one value in one repository count once.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from benchmarks.accuracy.corpus import Corpus, Report
from benchmarks.accuracy.creddata import contents
from benchmarks.accuracy.scanners import KEYPROOF_CHECKS, SCANNERS, ScanError, Scanner, keyproof

LABELS: Final = Path(__file__).with_name("servers.tsv")
MEANING: Final = {
    "T": "a real credential",
    "W": "weak or default, active",
    "P": "planted to be found",
    "X": "undecided",
    "F": "no credential",
    "-": "not judged",
}
"""What each label says; where several fit a finding, the first wins."""

_SHORT: Final = 4
_DISTINCT: Final = 12
"""Characters from which a value is looked for in lines of the same file, and of any file."""


@dataclass(frozen=True, slots=True)
class Place:
    """One judged place; *text* is its line at *commit*, empty inside a container."""

    repo: str
    commit: str
    path: str
    line: int
    label: str
    kind: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.repo} {self.commit[:8]} {self.path}:{self.line} ({self.kind})"


@dataclass(slots=True)
class Outcome:
    """What one scanner said about the servers."""

    findings: Counter[str] = field(default_factory=Counter)
    """Distinct findings by label."""
    found: set[Place] = field(default_factory=set)
    notes: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Where the findings stand, by label."""


def read_places(path: Path = LABELS) -> dict[str, list[Place]]:
    """Return the judged places of each repository."""
    out: defaultdict[str, list[Place]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and cells[0] != "repo":
            repo, commit, name, number, label, kind, _note = cells
            out[repo].append(Place(repo, commit, name, int(number), label, kind))
    return dict(out)


def clone_of(repo: str, clones: Path) -> Path | None:
    """Return the clone of ``owner/name`` in *clones*, None when it is not there."""
    names = (repo.replace("/", "+"), repo.partition("/")[2])
    return next((clones / n for n in names if (clones / n / ".git").exists()), None)


def _hashed(repo: str, path: str) -> str:
    return "sha256:" + hashlib.sha256(f"{repo} {path}".encode()).hexdigest()[:24]


def _named(places: list[Place], clone: Path) -> list[Place]:
    """Return *places*, all of one commit, with the path for each hash of one."""
    if not any(p.path.startswith("sha256:") for p in places):
        return places
    command = ["git", "-C", str(clone), "ls-tree", "-r", "-z", "--name-only", places[0].commit]
    listed = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "surrogateescape")
    by_hash = {_hashed(places[0].repo, path): path for path in listed.split("\0") if path}
    return [replace(p, path=by_hash.get(p.path, p.path)) for p in places]


def with_texts(places: Iterable[Place], clone: Path) -> Iterator[Place]:
    """Yield *places* with their lines; those whose commit *clone* does not hold are left out."""
    by_commit: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_commit[place.commit].append(place)
    for commit, hashed in by_commit.items():
        group = _named(hashed, clone)
        files = dict(contents(clone / ".git", commit, sorted({p.path.partition("!")[0] for p in group})))
        for place in group:
            data = files[place.path.partition("!")[0]]
            if data is None:
                continue
            lines = [] if "!" in place.path else data.decode("utf-8", "replace").split("\n")
            text = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
            yield Place(place.repo, commit, place.path, place.line, place.label, place.kind, text)


def matches(report: Report, places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places *report* is about: by value and position, by value alone, or by position alone."""
    value = report.value.strip().partition("\n")[0].strip()
    pattern = re.compile(rf"(?<![\w-]){re.escape(value)}(?![\w-])") if len(value) >= _SHORT else None
    here, same_file, elsewhere = [], [], []
    for place in places:
        same = report.path == place.path or report.path.replace(":", "!").startswith(place.path + "!")
        stands = bool(pattern and pattern.search(place.text))
        if same and report.line <= place.line <= max(report.line, report.end_line):
            here.append((place, stands))
        elif same and stands:
            same_file.append(place)
        elif stands and len(value) >= _DISTINCT:
            elsewhere.append(place)
    exact = [place for place, stands in here if stands]
    return tuple(exact or same_file or elsewhere or [place for place, _ in here])


def add(outcome: Outcome, repo: str, reports: Iterable[Report], places: list[Place]) -> None:
    """Count the *reports* of one repository, each value once."""
    labels: dict[str, set[str]] = defaultdict(set)
    where: dict[str, str] = {}
    for report in reports:
        if not (report.line or report.value):
            continue  # About a whole file, which no judged place is.
        hits = matches(report, places)
        outcome.found.update(hits)
        key = report.value or f"{report.path}:{report.line}"
        labels[key] |= {p.label for p in hits} or {"-"}
        where.setdefault(key, f"{repo} {report.path}:{report.line} {report.rule}")
    for key, words in labels.items():
        label = next(name for name in MEANING if name in words)
        outcome.findings[label] += 1
        outcome.notes[label].append(where[key])


def table(outcomes: dict[str, Outcome], places: list[Place]) -> str:
    """Return the score of each scanner as a Markdown table."""
    total = Counter(p.label for p in places)
    lines = ["| | " + " | ".join(outcomes) + " |", "|---|" + "---|" * len(outcomes)]
    for label in "TWP":
        cells = [
            f"{n} / {total[label]} ({n / max(1, total[label]):.0%})"
            for o in outcomes.values()
            for n in [sum(p.label == label for p in o.found)]
        ]
        lines.append(f"| places found: {MEANING[label]} | " + " | ".join(cells) + " |")
    for label, meaning in MEANING.items():
        lines.append(f"| findings: {meaning} | " + " | ".join(str(o.findings[label]) for o in outcomes.values()) + " |")
    return "\n".join(lines)


def errors(outcomes: dict[str, Outcome], places: list[Place]) -> str:
    """Return what each scanner missed, and its findings that are false or not judged; positions only."""
    lines = []
    for name, outcome in outcomes.items():
        for label in "TW":
            missed = [str(p) for p in places if p.label == label and p not in outcome.found]
            lines += [f"\n{name} missed, {MEANING[label]} ({len(missed)})", *missed]
        for label in "F-":
            lines += [f"\n{name} reported, {MEANING[label]} ({outcome.findings[label]})", *outcome.notes[label]]
    return "\n".join(lines)


def main() -> int:
    """Print the table; 1 when a scanner failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("clones", type=Path)
    parser.add_argument("--with", dest="rivals", default="", help="rivals, by comma, or 'all' that are installed")
    parser.add_argument("--errors", action="store_true", help="list what was missed, and the false findings")
    parser.add_argument("--repo", action="append", default=[], help="only these")
    options = parser.parse_args()
    # Weak defaults are findings of a check of their own, which the other corpora leave out.
    ours = Scanner("keyproof", "keyproof", True, keyproof((*KEYPROOF_CHECKS, "KP007")))
    rivals = (
        [name for name, s in SCANNERS.items() if s.find()] if options.rivals == "all" else options.rivals.split(",")
    )
    scanners = [ours, *(SCANNERS[name] for name in rivals if name and name != "keyproof")]
    outcomes: dict[str, Outcome] = {}
    judged: list[Place] = []
    absent, failed = [], False
    for repo, known in sorted(read_places().items()):
        clone = clone_of(repo, options.clones.resolve())
        if clone is None or (options.repo and repo not in options.repo):
            absent += [repo] if clone is None else []
            continue
        places = list(with_texts(known, clone))
        judged += places
        for scanner in scanners:
            try:
                reports = scanner.run(Corpus(repo, clone, (), git=True))
            except ScanError as error:
                failed = True
                print(str(error)[:200], file=sys.stderr)
                continue
            add(outcomes.setdefault(scanner.name, Outcome()), repo, reports, places)
            if scanner is ours:
                high = [r for r in reports if r.severity == "high"]
                add(outcomes.setdefault("keyproof, HIGH only", Outcome()), repo, high, places)
    servers = len({p.repo for p in judged})
    print(f"{len(judged)} judged places of {servers} servers" + (f"; no clone of {len(absent)}" if absent else ""))
    print(table(outcomes, judged))
    if options.errors:
        print(errors(outcomes, judged))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
