"""keyproof beside kingfisher on whole trees (history off) and whole histories.

Both do the same job: find secrets. keyproof runs the checks for secrets at rest (``--only``); ``--whole`` runs all its
checks (code analysis too), which is more than the peer does.
"""

from __future__ import annotations

import argparse
import shutil
import sys

from measured import alternate, medians


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", help="work trees with their .git")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keyproof", default=shutil.which("keyproof") or "keyproof")
    parser.add_argument("--kingfisher", default=shutil.which("kingfisher") or "kingfisher")
    parser.add_argument("--whole", action="store_true", help="all checks, code analysis included")
    args = parser.parse_args()
    only = [] if args.whole else [w for code in ("KP001", "KP002", "KP007") for w in ("--only", code)]
    print("| repository | what | keyproof wall / cpu / MiB | kingfisher wall / cpu / MiB | ratio wall (cpu) |")
    print("| --- | --- | --- | --- | --- |")
    for repository in args.repositories:
        quiet = ["--no-validate", "-f", "json", "--no-update-check"]
        for what, ours, theirs in (
            ("tree", ["--no-history"], ["--git-history", "none"]),
            ("history", [], ["--git-history", "full"]),
        ):
            commands = {
                "keyproof": [args.keyproof, "check", repository, "-q", "-f", "json", *only, *ours],
                "kingfisher": [args.kingfisher, "scan", repository, *quiet, *theirs],
            }
            runs = alternate(commands, args.rounds)
            k, f = medians(runs["keyproof"]), medians(runs["kingfisher"])
            codes = {n: sorted({r.code for r in rs}) for n, rs in runs.items()}
            print(
                f"| {repository.rstrip('/').rpartition('/')[2]} | {what} | {k[0]:.2f} / {k[1]:.2f} / {k[2]:.0f} "
                f"| {f[0]:.2f} / {f[1]:.2f} / {f[2]:.0f} | {f[0] / k[0]:.2f}x ({f[1] / k[1]:.2f}x) | exit {codes}",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
