"""``python -m benchmarks.analysis --mirrors DIR``: measures keyproof's inventory on servers that a person read."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.analysis.score import Tally, score, table
from benchmarks.analysis.truth import Server, bring, read_truth

from keyproof.engine import Options, assess
from keyproof.model.credential import Credential
from keyproof.model.target import GapKind

_CHECKS: Final = frozenset({"KP101", "KP102", "KP103"})
"""The checks that read the inventory: nothing else is collected."""


def inventory(server: Server, root: Path) -> tuple[Credential, ...]:
    """Return what keyproof lists for *server*, whose repository's files are under *root*."""
    assessment = assess(str(root / server.folder), Options(history=False, only=_CHECKS))
    for gap in assessment.gaps:
        if gap.kind is GapKind.CRASH:
            print(f"{server.name}: {gap.what}", file=sys.stderr)
    return assessment.credentials


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis", description=__doc__)
    parser.add_argument("--mirrors", type=Path, required=True, help="folder of clones: owner+name/repo")
    parser.add_argument("--split", choices=("dev", "held"), help="only this one")
    parser.add_argument("--server", action="append", default=[], help="only servers with this in their name")
    parser.add_argument("--errors", action="store_true", help="list the errors, to be read for the dev split only")
    parser.add_argument("--times", action="store_true", help="say how long each took")
    return parser.parse_args()


def main() -> int:
    """Print the table; 1 when a server was not there to measure."""
    options = _arguments()
    tallies: dict[str, Tally] = {}
    absent = []
    for server in read_truth():
        wanted = not options.server or any(part in server.name for part in options.server)
        if not wanted or options.split not in (None, server.split):
            continue
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="analysis-") as temporary:
            root = Path(temporary) / "target"
            if not bring(server, options.mirrors.resolve(), root):
                absent.append(f"{server.repository} at {server.commit}")
                continue
            tally = score(server, inventory(server, root))
        for group in (server.split, f"{server.split}: {server.language}"):
            tallies.setdefault(group, Tally()).add(tally)
        if options.times:
            print(f"{server.name}: {time.monotonic() - start:.1f} s", file=sys.stderr)
        if options.errors and tally.errors:
            print(f"\n{server.name} ({server.split})", *tally.errors, sep="\n  ")
    print(table(dict(sorted(tallies.items()))))
    for one in absent:
        print(f"not measured, no mirror: {one}", file=sys.stderr)
    return int(bool(absent))


if __name__ == "__main__":
    sys.exit(main())
