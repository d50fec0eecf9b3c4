"""Time the ways to read every blob that the refs of a repository reach: ``python -m benchmarks.history REPO...``.

Each way runs in a process of its own, *ROUNDS* times in turn; the table holds medians. CPU seconds are those of Python
and of git together, those of a second process included. The floor unpacks each packed blob or delta once and makes no
text of it.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from keyproof.objects import delta, families, packindex
from keyproof.objects.blobs import Losses, stream
from keyproof.objects.delta import Reach
from keyproof.objects.reading import changes
from keyproof.objects.store import Store
from keyproof.sources.gitcli import Git

ROUNDS = int(os.environ.get("ROUNDS", "3"))
REACH = Reach(2_048, 2)

Way = Callable[[Path, list[str]], tuple[int, int]]
"""Reads the ids from the git folder; returns (blobs, bytes to search)."""


def git_client(folder: Path) -> Git:
    return Git(folder, folder / "objects")


def reached(folder: Path) -> list[str]:
    """Return the ids of the blobs that the refs reach."""
    git = git_client(folder)
    listed = git.run("rev-list", "--objects", "--all", "--no-object-names")
    kinds = git.run("cat-file", "--batch-check=%(objecttype) %(objectname)", "--buffer", feed=listed.out)
    return [line[5:] for line in kinds.out.decode().splitlines() if line.startswith("blob ")]


def by_git(folder: Path, oids: list[str]) -> tuple[int, int]:
    sizes = [len(data) for _, data in stream(git_client(folder), oids, Losses())]
    return len(sizes), sum(sizes)


def by_store(folder: Path, oids: list[str]) -> tuple[int, int]:
    with Store.open(folder / "objects") as store:
        sizes = [len(data) for _, data in store.blobs(oids)]
    return len(sizes), sum(sizes)


def by_changes(folder: Path, oids: list[str]) -> tuple[int, int]:
    count = new = 0
    for listed in changes(git_client(folder), folder / "objects", "sha1", [oids], Losses(), REACH):
        count += len(listed)
        new += sum(end - start for change in listed for start, end in change.parts)
    return count, new


def by_python(folder: Path, oids: list[str]) -> tuple[int, int]:
    """As `by_changes`, without the compiled module. Each way runs in a process of its own."""
    delta._compiled = families._compiled = packindex._compiled = None
    return by_changes(folder, oids)


def by_halves(folder: Path, oids: list[str]) -> tuple[int, int]:
    """As `by_changes`, in two processes that take what `Store.shares` gives each."""
    with Store.open(folder / "objects") as store:
        halves = store.shares(oids, 2)
    out, into = os.pipe()
    child = os.fork()
    count, new = by_changes(folder, halves[int(not child)])
    if not child:
        os.write(into, f"{count} {new}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    other = os.read(out, 100).split()
    return count + int(other[0]), new + int(other[1])


def floor(folder: Path, oids: list[str]) -> tuple[int, int]:
    count = size = 0
    wanted = set(map(bytes.fromhex, oids))
    with Store.open(folder / "objects") as store:
        for one in store.packs:
            found = one.index.find_all(wanted)
            wanted.difference_update(found.values())
            for at in sorted(found):
                count += 1
                size += len(one.unpack(one.head(at)))
    return count, size


WAYS: dict[str, Way] = {
    "git cat-file": by_git, "store, whole": by_store, "store, changes": by_changes, "in two processes": by_halves,
    "in Python alone": by_python, "floor": floor,
}  # fmt: skip


def apart(way: Way, folder: Path, oids: list[str]) -> tuple[float, float, float, int, int]:
    """Return (wall seconds, CPU seconds, peak MiB of Python, blobs, bytes) of one run in a process of its own."""
    out, into = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if not child:
        count, size = way(folder, oids)
        os.write(into, f"{count} {size}".encode())
        os._exit(0)
    os.close(into)
    _, _, used = os.wait4(child, 0)
    wall = time.monotonic() - start
    count, size = map(int, os.read(out, 100).split())
    os.close(out)
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, count, size


def main() -> None:
    print("| repository | blobs | way | MB to search | CPU s | wall s | peak MiB | CPU / floor |")
    print("|---|---|---|---|---|---|---|---|")
    for name in sys.argv[1:]:
        folder = Path(name)
        folder = folder / ".git" if (folder / ".git").is_dir() else folder
        oids = reached(folder)
        runs = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way, read in WAYS.items():
                runs[way].append(apart(read, folder, oids))
        least = statistics.median(run[1] for run in runs["floor"])
        for way, taken in runs.items():
            wall, cpu, peak = (statistics.median(run[at] for run in taken) for at in range(3))
            count, size = taken[0][3:]
            mb = "-" if way == "floor" else f"{size / 1e6:.1f}"
            print(
                f"| {Path(name).name} | {count} | {way} | {mb} | {cpu:.2f} | {wall:.2f} "
                f"| {peak:.0f} | {cpu / least:.1f} |"
            )


if __name__ == "__main__":
    main()
