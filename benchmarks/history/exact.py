"""Versions searched in parts beside the whole: ``python -m benchmarks.history.exact REPOSITORY...``.

Every blob of each repository is searched in both ways; told apart are rule, place, class, and what it was decoded from.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.detect.versions import REACH, Listed, Versions
from keyproof.objects.store import Store


def paths(repository: str) -> dict[str, str]:
    """Return a path of each blob that a commit of any ref brought."""
    log = ["log", "--all", "--raw", "--no-abbrev", "--no-renames", "-z", "-m", "--format="]
    out = subprocess.run(["git", "-C", repository, *log], capture_output=True, check=True).stdout
    found: dict[str, str] = {}
    for record in out.split(b":")[1:]:
        fields = record.split(b"\0")
        heads = fields[0].split()
        if len(heads) >= 5 and len(fields) > 1 and heads[3].strip(b"0"):
            found[heads[3].decode()] = fields[1].decode("utf-8", "replace")
    return found


def told(found: Iterable[tuple[Match, int]]) -> Counter[tuple[object, ...]]:
    return Counter(
        (m.rule.id, at, at + m.end - m.start, m.judgement.secret_class, m.decoded, m.member) for m, at in found
    )


def differences(repository: str, versions: Versions) -> Iterator[tuple[str, str, bool]]:
    """Yield (id, path, whether both ways say the same) of each blob."""
    whole = Detector.load()
    path_of = paths(repository)
    data: dict[str, bytes] = {}

    def read(store: Store) -> Iterator[Listed]:
        for changes in store.changes(list(path_of), REACH):
            data.update((change.oid, change.data) for change in changes)
            yield changes, [path_of[change.oid] for change in changes]

    git_dir = Path(repository) / ".git"
    with Store.open((git_dir if git_dir.is_dir() else Path(repository)) / "objects") as store:
        for oid, found in versions.scan_all(read(store)):
            text = data.pop(oid)
            yield oid, path_of[oid], told(found) == told((m, m.start) for m in whole.scan(text, path_of[oid]))


def main() -> int:
    wrong = 0
    print("| repository | versions | searched whole | in parts | different |")
    print("| --- | --- | --- | --- | --- |")
    for repository in sys.argv[1:]:
        versions = Versions(Detector.load())
        seen = list(differences(repository, versions))
        bad = [(oid, path) for oid, path, same in seen if not same]
        wrong += len(bad)
        name = repository.rstrip("/").rpartition("/")[2]
        print(f"| {name} | {len(seen)} | {versions.whole} | {versions.part} | {len(bad)} |", flush=True)
        for oid, path in bad[:10]:
            print(f"different: {oid} {path}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
