"""``python -m benchmarks.accuracy``: makes the corpora, runs the scanners, prints the table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.accuracy import contexts, encodings, places, providers, traps
from benchmarks.accuracy.corpus import Corpus, Report, alarms, found
from benchmarks.accuracy.scanners import SCANNERS, ScanError

CORPORA: Final[Mapping[str, Callable[[Path, int], Corpus]]] = {
    "places": places.build,
    "encodings": encodings.build,
    "contexts": contexts.build,
    "providers": providers.build,
    "traps": traps.build,
}


@dataclass(frozen=True)
class Row:
    """One line of the table, and what is behind it."""

    label: str
    hits: int
    total: int
    missed: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.hits} / {self.total} ({self.hits / self.total:.0%})" if self.total else str(self.hits)


def score(corpus: Corpus, reports: Iterable[Report], values: bool = True) -> Iterator[Row]:
    """Yield the rows of one scanner for *corpus*: the whole first, then its groups."""
    reports = tuple(reports)
    if corpus.name == "traps":
        yield from _score_traps(corpus, reports)
        return
    if corpus.name == "providers":
        named = _covered(corpus, found(corpus, reports, specific=True))
        reported = _covered(corpus, found(corpus, reports))
        yield _row("providers: kinds named", corpus, named)
        yield _row("providers: kinds reported at all", corpus, reported)
        yield from _groups(corpus, named)
        return
    hits = found(corpus, reports)
    yield _row(corpus.name, corpus, hits)
    if corpus.name == "encodings" and values:
        yield _row(
            "encodings: token itself shown",
            corpus,
            frozenset(c.id for c in corpus.cases if any(c.token in r.value for r in reports)),
        )
    yield from _groups(corpus, hits)


def _score_traps(corpus: Corpus, reports: tuple[Report, ...]) -> Iterator[Row]:
    wrong = alarms(corpus, reports)
    yield Row("traps: false alarms", len(wrong), 0, tuple(f"{r.path}:{r.line} {r.rule}" for r in wrong))
    files = {r.path for r in wrong}
    yield Row("traps: files with one", len(files), len(corpus.cases), ())


def _covered(corpus: Corpus, hits: frozenset[str]) -> frozenset[str]:
    """Return the kinds of which enough samples are among *hits*."""
    count: defaultdict[str, int] = defaultdict(int)
    for case in corpus.cases:
        count[case.kind] += case.id in hits
    return frozenset(kind for kind, n in count.items() if n >= providers.ENOUGH)


def _names(corpus: Corpus) -> dict[str, str]:
    """Return what counts as one, kind or case, with its group."""
    return {case.kind or case.id: case.group for case in corpus.cases}


def _row(label: str, corpus: Corpus, hits: frozenset[str]) -> Row:
    names = _names(corpus)
    return Row(label, len(hits), len(names), tuple(n for n in names if n not in hits))


def _groups(corpus: Corpus, hits: frozenset[str]) -> Iterator[Row]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name, group in _names(corpus).items():
        groups[group].append(name)
    for group, names in groups.items():
        yield Row(f"· {group}", sum(n in hits for n in names), len(names), ())


def table(results: Mapping[str, Mapping[str, list[Row]]], classes: bool) -> str:
    """Return *results*, corpus by corpus and scanner by scanner, as a Markdown table."""
    scanners = sorted({s for rows in results.values() for s in rows}, key=list(SCANNERS).index)
    lines = ["| corpus | " + " | ".join(scanners) + " |", "|---|" + "---|" * len(scanners)]
    for by_scanner in results.values():
        labels = list(dict.fromkeys(row.label for rows in by_scanner.values() for row in rows))
        for label in labels:
            if label.startswith("·") and not classes:
                continue
            cells = [next((str(r) for r in by_scanner.get(s, []) if r.label == label), "–") for s in scanners]
            lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def errors(results: Mapping[str, Mapping[str, list[Row]]]) -> str:
    """Return what each scanner missed, and its false alarms."""
    lines = []
    for by_scanner in results.values():
        for scanner, rows in by_scanner.items():
            lines += [
                f"\n{scanner}, {row.label} ({len(row.missed)}): " + ", ".join(row.missed) for row in rows if row.missed
            ]
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("corpus", nargs="*", choices=[*CORPORA, []], help="only these corpora")
    parser.add_argument("--with", dest="rivals", default="", help="rivals, by comma, or 'all' that are installed")
    parser.add_argument("--seed", type=int, default=1, help="the values follow from it (default 1)")
    parser.add_argument("--classes", action="store_true", help="a line for each class within a corpus")
    parser.add_argument("--errors", action="store_true", help="list what was missed, and the false alarms")
    parser.add_argument("--keep", type=Path, help="make the corpora here, and leave them")
    parser.add_argument("--build-only", action="store_true", help="make the corpora and stop (with --keep)")
    return parser.parse_args()


def main() -> int:
    """Run the benchmark; 1 when a scanner failed."""
    options = _arguments()
    wanted = [r for r in options.rivals.split(",") if r]
    if wanted == ["all"]:
        wanted = [name for name, s in SCANNERS.items() if s.find()]
    scanners = [SCANNERS[name] for name in dict.fromkeys(["keyproof", *wanted])]
    results: dict[str, dict[str, list[Row]]] = {}
    failed = False
    with tempfile.TemporaryDirectory(prefix="accuracy-") as temporary:
        base = (options.keep or Path(temporary)).resolve()
        for name in options.corpus or CORPORA:
            corpus = CORPORA[name](base / name, options.seed)
            results[name] = {}
            for scanner in () if options.build_only else scanners:
                try:
                    results[name][scanner.name] = list(score(corpus, scanner.run(corpus), scanner.values))
                except ScanError as error:
                    failed = True
                    print(error, file=sys.stderr)
            if options.build_only:
                truth = [{"id": c.id, "path": c.path, "line": c.line, "group": c.group} for c in corpus.cases]
                (base / f"{name}.json").write_text(json.dumps(truth, indent=1))
    print(table(results, options.classes))
    if options.errors:
        print(errors(results))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
