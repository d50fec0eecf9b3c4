"""Line-level score on CredData labels: ``python -m benchmarks.accuracy.creddata LABELS MIRRORS``.

LABELS is a TSV with the columns repo, commit, path, line_start, line_end, label (T, F, X), category; MIRRORS a folder
that holds the git directory of ``owner/name`` below ``owner+name``. Labels were made by Samsung/CredData (Apache-2.0).

What is counted: a labelled place is one (file, first line); T wins over X over F where rows share it. A place is found
when a finding of a counted class covers one of its lines. F and X places that are found are false, unless the finding
also covers a T place. Findings on lines without a label are counted apart. ``--errors`` prints places, never values.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from benchmarks.accuracy.corpus import Corpus
from benchmarks.accuracy.scanners import SCANNERS, Scanner

from keyproof.detect.boundaries import as_utf8
from keyproof.detect.detector import Detector
from keyproof.detect.rule import builtin_rules
from keyproof.model.fact import SecretClass

HELD_BACK: Final = frozenset(
    (
        "elastic/elasticsearch-js", "timdorr/tesla-api", "phpseclib/phpseclib",
        "postmanlabs/postman-collection-transformer", "sourcerer-io/sourcerer-app", "tal-tech/go-zero",
    )
)  # fmt: skip
"""Repositories that nobody looks into while detection is changed; only their sums are read."""

FIRST: Final = frozenset(
    (
        "aws/chalice", "cloudfoundry/credhub", "juice-shop/juice-shop", "open-falcon/falcon-plus",
        "oracle/docker-images", "twilio/twilio-ruby",
    )
)  # fmt: skip
"""The development part of the first day; each repository that came later is held back by the hash of its name."""

COUNTED: Final = frozenset(
    {
        SecretClass.LIVE, SecretClass.EXPIRED, SecretClass.WEAK_DEFAULT, SecretClass.TEST_FIXTURE, SecretClass.EXAMPLE,
        SecretClass.IDENTIFIER,
    }
)  # fmt: skip
"""Classes that say *a fixed value stands here*: CredData counts test credentials as credentials, and random UUIDs."""

NOT_SECRET: Final = frozenset(("UUID", "Nonce", "Salt", "Firebase Domain", "AWS S3 Bucket", "Twilio Credentials"))
"""Categories of identifiers (for Twilio: SIDs), domains, nonces: places of these alone can be left out of the count."""

_WINS: Final = {"T": 0, "X": 1, "F": 2}


@dataclass
class Place:
    """One labelled place of one file; lines count from 1."""

    path: str
    start: int
    end: int
    label: str
    categories: set[str] = field(default_factory=set)

    @property
    def category(self) -> str:
        """Return the categories in one word, in order."""
        return ":".join(sorted(self.categories))

    @property
    def is_secret_kind(self) -> bool:
        """Whether one of its categories is a secret in the usual sense."""
        return bool({c for name in self.categories for c in name.split(":")} - NOT_SECRET)


@dataclass
class Count:
    """What was found of some places."""

    true: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Return true / found; 1 where nothing was found."""
        return self.true / (self.true + self.false) if self.true + self.false else 1.0

    @property
    def recall(self) -> float:
        """Return true / (true + missed); 1 where there was nothing to find."""
        return self.true / (self.true + self.missed) if self.true + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = 2 * self.true + self.false + self.missed
        return 2 * self.true / both if both else 1.0

    def __add__(self, other: Count) -> Count:
        return Count(self.true + other.true, self.false + other.false, self.missed + other.missed)

    def __str__(self) -> str:
        counts = f"({self.true} true, {self.false} false, {self.missed} missed)"
        return f"F1 {self.f1:.3f}  P {self.precision:.3f}  R {self.recall:.3f}  {counts}"


@dataclass
class Result:
    """The outcome on one repository."""

    repo: str
    count: Count = field(default_factory=Count)
    usual: Count = field(default_factory=Count)
    """The same without the categories that are no secrets."""
    decided: Count = field(default_factory=Count)
    """The same without the places that their labellers left undecided."""
    by_category: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    unlabelled: int = 0
    absent: int = 0
    """Labelled files that the mirror does not hold."""
    errors: list[str] = field(default_factory=list)


def read_labels(path: Path) -> dict[tuple[str, str], dict[str, list[Place]]]:
    """Return the places of each (repo, commit), by file."""
    merged: dict[tuple[str, str], dict[tuple[str, int], Place]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("#") or len(cells) != 7 or cells[0] == "repo":
            continue
        repo, commit, name, start, end, label, category = cells
        places = merged[repo, commit]
        place = places.setdefault((name, int(start)), Place(name, int(start), int(end), label))
        if _WINS[label] < _WINS[place.label]:
            place.label, place.categories = label, set()
        if label == place.label:
            place.end = max(place.end, int(end))
            place.categories.add(category)
    out: dict[tuple[str, str], dict[str, list[Place]]] = {}
    for key, places in merged.items():
        files: dict[str, list[Place]] = defaultdict(list)
        for place in places.values():
            files[place.path].append(place)
        out[key] = files
    return out


def held_back(repo: str) -> bool:
    """Whether nobody looks into *repo*: of those that came later, half, drawn by the hash of their names."""
    if repo in HELD_BACK or repo in FIRST:
        return repo in HELD_BACK
    return sha256(repo.encode()).digest()[0] % 2 == 1


def git_dir_of(mirror: Path) -> Path:
    """Return the git directory below *mirror*."""
    return next((d for d in (mirror / "repo" / ".git", mirror / "repo", mirror) if (d / "HEAD").exists()), mirror)


def contents(mirror: Path, commit: str, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield each file of *commit* with its content, None where it is not there."""
    git_dir = git_dir_of(mirror)
    ordered = list(names)
    asked = "".join(f"{commit}:{name}\n" for name in ordered).encode()
    command = ["git", f"--git-dir={git_dir}", "cat-file", "--batch"]
    answer = subprocess.run(command, input=asked, capture_output=True, check=True).stdout
    at = 0
    for name in ordered:
        head_end = answer.index(b"\n", at)
        head = answer[at:head_end]
        if head.endswith(b" missing"):
            yield name, None
            at = head_end + 1
            continue
        size = int(head.rsplit(b" ", 1)[1])
        yield name, answer[head_end + 1 : head_end + 1 + size]
        at = head_end + size + 2


Span: TypeAlias = tuple[int, int, str, bool]
"""First and last line of a finding, what it is called, and whether its class is counted."""

Finder: TypeAlias = Callable[[Mapping[str, bytes]], Mapping[str, list[Span]]]
"""Returns what is found in files, by their names."""


def by_keyproof(detector: Detector) -> Finder:
    """Return how *detector* is asked."""

    def find(files: Mapping[str, bytes]) -> dict[str, list[Span]]:
        found = {}
        for name, data in files.items():
            lines = _line_starts(as_utf8(data))
            found[name] = [
                (
                    bisect_right(lines, m.start), bisect_right(lines, max(m.start, m.end - 1)),
                    f"{m.rule.id} {m.judgement.secret_class.value}", m.judgement.secret_class in COUNTED,
                )
                for m in detector.scan(data, name)
            ]  # fmt: skip
        return found

    return find


def by_rival(scanner: Scanner) -> Finder:
    """Return how *scanner* is asked: it gets a folder with the labelled files alone; all that it reports counts."""

    def find(files: Mapping[str, bytes]) -> dict[str, list[Span]]:
        found = defaultdict(list)
        with TemporaryDirectory() as folder:
            for name, data in files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            for report in scanner.run(Corpus("creddata", Path(folder), ())):
                found[report.path].append((report.line, report.end_line, report.rule, True))
        return found

    return find


def score(find: Finder, repo: str, commit: str, mirror: Path, files: Mapping[str, list[Place]]) -> Result:
    """Return how *find* did on the labelled *files* of one repository."""
    result = Result(repo)
    read = dict(contents(mirror, commit, sorted(files)))
    held = {name: data for name, data in read.items() if data is not None}
    result.absent = len(read) - len(held)
    found = find(held)
    for name in held:
        _count(result, files[name], found.get(name, []))
    return result


def _line_starts(data: bytes) -> list[int]:
    """Return the offsets at which lines start, as the labels count them: a lone carriage return ends one too."""
    return [0, *(m.end() for m in re.finditer(rb"\r\n|\r|\n", data))]


def _count(result: Result, places: list[Place], spans: list[Span]) -> None:
    found = [s for s in spans if s[3]]
    excused = {s for s in found if any(p.label == "T" and _meets(p, s) for p in places)}
    for place in places:
        here = [s for s in found if _meets(place, s)]
        if place.label == "T":
            one = Count(true=1) if here else Count(missed=1)
        else:
            one = Count(false=1) if any(s not in excused for s in here) else Count()
        result.count += one
        result.usual += one if place.is_secret_kind else Count()
        result.decided += one if place.label != "X" else Count()
        result.by_category[place.category] += one
        if one.false or one.missed:
            said = ",".join(s[2] for s in (here or [s for s in spans if _meets(place, s)])) or "no candidate"
            word = "false" if one.false else "missed"
            result.errors.append(
                f"{word}\t{place.label}\t{place.category}\t{result.repo}\t{place.path}:{place.start}\t{said}"
            )
    result.unlabelled += sum(not any(_meets(p, s) for p in places) for s in found)


def _meets(place: Place, span: Span) -> bool:
    return span[0] <= place.end and span[1] >= place.start


def _report(title: str, results: list[Result]) -> None:
    if not results:
        return
    whole = sum((r.count for r in results), Count())
    usual = sum((r.usual for r in results), Count())
    print(f"\n{title}: {len(results)} repositories")
    print(f"  all labels            {whole}")
    print(f"  without ids, nonces   {usual}")
    print(f"  without undecided     {sum((r.decided for r in results), Count())}")
    print(f"  mean over repositories  F1 {sum(r.count.f1 for r in results) / len(results):.3f}")
    print(f"  findings on lines without a label: {sum(r.unlabelled for r in results)}")


def main() -> None:
    """Print the score per repository, per category, for the development part and the held-back part."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("--errors", action="store_true", help="list wrong places of the development part")
    parser.add_argument("--with", dest="rival", choices=sorted(SCANNERS), help="a rival instead of keyproof")
    parser.add_argument("--repo", action="append", default=[], help="only these")
    options = parser.parse_args()
    find = (
        by_rival(SCANNERS[options.rival])
        if options.rival
        else by_keyproof(Detector.load(builtin_rules(identifiers=True)))
    )
    results = []
    for (repo, commit), files in sorted(read_labels(options.labels).items()):
        mirror = options.mirrors / repo.replace("/", "+")
        if (options.repo and repo not in options.repo) or not mirror.exists():
            continue
        result = score(find, repo, commit, mirror, files)
        results.append(result)
        print(f"{repo:46} {result.count}" + (f"  {result.absent} files absent" if result.absent else ""))
    parts: dict[str, list[Result]] = {"development": [], "held back": []}
    for result in results:
        parts["held back" if held_back(result.repo) else "development"].append(result)
    for title, part in parts.items():
        _report(title, part)
    categories: dict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        for category, count in result.by_category.items():
            categories[category].update(true=count.true, false=count.false, missed=count.missed)
    print("\ncategory: true false missed")
    for category, counts in sorted(categories.items(), key=lambda item: -item[1]["missed"] - item[1]["false"]):
        print(f"  {category:50} {counts['true']:5} {counts['false']:5} {counts['missed']:5}")
    if options.errors:
        print("\n" + "\n".join(e for r in parts["development"] for e in r.errors))


if __name__ == "__main__":
    main()
