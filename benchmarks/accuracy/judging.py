"""Have what scanners say of real servers judged by eye: ``python -m benchmarks.accuracy.judging CLONES OUT``.

CLONES is a folder of clones, ``owner+name`` each. Every distinct value that a scanner reports becomes one item. OUT
gets ``items.tsv`` (number, repository, commit, path, line, who reported it, keyproof's severity and rule) and, for
whoever judges, ``NUMBER.txt`` each: the places of the value with the lines around them. Values are masked there, but
for words of placeholders in them, by which they are judged; nothing of OUT holds one. A judge writes
``NUMBER<tab>label`` lines (the labels of ``servers.py``) into a file; ``--labels FILE`` then counts them by scanner.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.accuracy.corpus import Corpus, Report
from benchmarks.accuracy.scanners import KEYPROOF_CHECKS, SCANNERS, ScanError, Scanner, keyproof
from benchmarks.accuracy.servers import MEANING

_TELLING: Final = re.compile(
    r"(?i)your|example|test|dummy|fake|mock|sample|changeme|change[-_]|placeholder|secret|passw|token|key|admin|demo|xxx|"
    r"1234|abcd|foo|bar|default|user|redact|replace|insert|here|todo|none|null|root|guest|\$|\{|<|\*\*\*|\.\.\."
)
"""What a placeholder holds, or a word that anybody would try."""

_DRAWN: Final = re.compile(r"(?<![\w«])(?=[^\s]{0,60}[0-9])(?=[^\s]{0,60}[A-Za-z])[A-Za-z0-9+/_-]{20,}={0,2}(?![\w»])")

_AROUND: Final = 8
_WIDE: Final = 220
_PLACES: Final = 4


@dataclass(slots=True)
class Item:
    """One value in one repository."""

    repo: str
    value: str
    places: dict[tuple[str, int], None] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)
    """Scanner to the severity and rule of what it reported."""


def masked(value: str) -> str:
    """Return *value* as a judge sees it: its start, its shape, and the words that placeholders and guesses have."""
    keep = 2 if len(value) < 12 else 4
    shown = value[:keep] + _shape(value[keep:])
    return f"«{shown[:60]}{'~' if len(shown) > 60 else ''} ({len(value)})»"


def _shape(text: str) -> str:
    """Return *text* with its letters and digits as kinds, but for telling words."""
    parts, at = list[str](), 0
    for told in _TELLING.finditer(text):
        parts += [_kinds(text[at : told.start()]), told[0]]
        at = told.end()
    return "".join([*parts, _kinds(text[at:])])


def _kinds(text: str) -> str:
    return re.sub(r"[a-z]", "x", re.sub(r"[A-Z]", "X", re.sub(r"[0-9]", "9", text)))


def gathered(repo: str, reports: dict[str, tuple[Report, ...]]) -> list[Item]:
    """Return the items of one repository; a report that holds a value of another is about that one."""
    items: dict[str, Item] = {}
    for name, some in reports.items():
        for report in some:
            value = report.value.strip()
            if not value:
                continue
            key = (
                value
                if value in items
                else next((v for v in items if len(v) > 7 and (v in value or value in v)), value)
            )
            item = items.setdefault(key, Item(repo, value))
            if report.path and len(item.places) < _PLACES:
                item.places[report.path, report.line] = None
            said = f"{report.severity} {report.rule}".strip()
            if name not in item.who or report.severity == "high":
                item.who[name] = said
    return list(items.values())


def shown(clone: Path, item: Item, values: list[str]) -> tuple[str, str]:
    """Return the commit of the first place of *item*, and its places as a judge reads them."""
    text: list[str] = [f"value {masked(item.value)}", *(f"{who}: {said}" for who, said in item.who.items())]
    first = ""
    done: set[tuple[str, int]] = set()
    for path, line in item.places or {("", 0): None}:
        commit, lines = _lines(clone, path.partition("!")[0], item.value)
        first = first or commit
        at = next((n for n, one in enumerate(lines) if n == line - 1 and _head(item.value) in one), None)
        if at is None:
            at = next((n for n, one in enumerate(lines) if _head(item.value) in one), line - 1)
        if (path, at) in done:
            continue
        done.add((path, at))
        text.append(f"\n== {path}:{line} at {commit[:10] or 'no commit found'}")
        around = range(max(0, at - _AROUND), min(len(lines), at + _AROUND + 1))
        text += [f"{'>' if n == at else ' '}{n + 1}: {_masked_line(lines[n], item.value, values)}" for n in around]
    return first, "\n".join(text) + "\n"


def _head(value: str) -> str:
    return value.partition("\n")[0].strip()


def _masked_line(line: str, value: str, values: list[str]) -> str:
    at = line.find(_head(value))
    if len(line) > 2 * _WIDE:
        low = max(0, at - _WIDE)
        line = line[low : low + 2 * _WIDE]
    line = line.replace("\0", "")
    for one in values:
        if one in line:
            line = line.replace(one, masked(one))
    return _DRAWN.sub(lambda other: masked(other[0]), line)  # what no scanner reported


def _git(clone: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(clone), *words], capture_output=True, check=False, timeout=60)
    return done.stdout.decode("utf-8", "replace")


def _lines(clone: Path, path: str, value: str) -> tuple[str, list[str]]:
    """Return a commit at which *path* holds *value*, and the lines of it there."""
    head = _git(clone, "rev-parse", "HEAD").strip()
    text = _git(clone, "show", f"HEAD:{path}")
    if _head(value) in text:
        return head, text.splitlines()
    try:
        commits = _git(clone, "log", "--all", "--format=%H", f"-S{_head(value)[:200]}", "--", path).split()
    except subprocess.TimeoutExpired:
        return "", text.splitlines()
    for commit in reversed(commits):
        then = _git(clone, "show", f"{commit}:{path}")
        if _head(value) in then:
            return commit, then.splitlines()
    return "", text.splitlines()


def scanned(clones: Path, scanners: list[Scanner]) -> Iterator[tuple[Path, list[Item]]]:
    """Yield each clone with its items."""
    for clone in sorted(p for p in clones.iterdir() if (p / ".git").exists()):
        reports: dict[str, tuple[Report, ...]] = {}
        for scanner in scanners:
            try:
                reports[scanner.name] = scanner.run(Corpus(clone.name, clone, (), git=True))
            except ScanError as error:
                print(str(error)[:200], file=sys.stderr)
        yield clone, gathered(clone.name.replace("+", "/"), reports)


def tally(items: Path, labels: Path) -> str:
    """Return how many of each label each scanner reported, keyproof's HIGH apart."""
    label_of = dict(line.split("\t")[:2] for line in labels.read_text("utf-8").splitlines() if "\t" in line)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in items.read_text("utf-8").splitlines():
        number, _repo, _commit, _path, _line, who, high, _said = line.split("\t")
        for name in who.split(","):
            counts[name][label_of.get(number, "-")] += 1
        if high == "high":
            counts["keyproof, HIGH"][label_of.get(number, "-")] += 1
        counts["any"][label_of.get(number, "-")] += 1
    rows = ["| | " + " | ".join(MEANING) + " |", "|---" * (1 + len(MEANING)) + "|"]
    return "\n".join([*rows, *(f"| {n} | " + " | ".join(str(c[k]) for k in MEANING) + " |" for n, c in counts.items())])


def main() -> int:
    """Write the items, or count their labels."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("clones", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--with", dest="rivals", default="", help="rivals, by comma, or 'all' that are installed")
    parser.add_argument("--labels", type=Path, help="count these instead")
    options = parser.parse_args()
    if options.labels:
        print(tally(options.out / "items.tsv", options.labels))
        return 0
    ours = Scanner("keyproof", "keyproof", True, keyproof((*KEYPROOF_CHECKS, "KP002", "KP007")))
    names = [n for n, s in SCANNERS.items() if s.find()] if options.rivals == "all" else options.rivals.split(",")
    scanners = [ours, *(SCANNERS[n] for n in names if n and n != "keyproof")]
    options.out.mkdir(parents=True, exist_ok=True)
    number = 0
    with (options.out / "items.tsv").open("w", encoding="utf-8") as listed:
        for clone, items in scanned(options.clones.resolve(), scanners):
            values = sorted({_head(i.value) for i in items if len(_head(i.value)) > 3}, key=len, reverse=True)
            for item in items:
                number += 1
                commit, text = shown(clone, item, values)
                (options.out / f"{number:04}.txt").write_text(f"{number:04} {item.repo}\n{text}", encoding="utf-8")
                path, line = next(iter(item.places), ("", 0))
                said = item.who.get("keyproof", "")
                cells = (
                    f"{number:04}",
                    item.repo,
                    commit,
                    path,
                    line,
                    ",".join(item.who),
                    said.split(" ")[0] if said else "",
                    said,
                )
                listed.write("\t".join(str(c).replace("\t", " ").replace("\n", " ") for c in cells) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
