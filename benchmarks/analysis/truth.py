"""What a person found that real MCP servers take, and their files at the commits that were read.

``servers.tsv`` says which servers at which commits, ``truth.tsv`` has one row for each credential by name and source:

- *name* as its user sets it; ``a|b`` where two spellings mean one; ``*`` where nothing names it, or as a wildcard in
  rows that are not counted.
- *source* and *reaction* in the words of ``keyproof.model.fact``.
- *required*: ``yes``; ``either-way`` where it must be given, in this way or by an option or variable of the same
  meaning; ``either-of`` where another credential will do as well; ``no``; ``unknown`` where that depends on what is run
  (a header is there with one transport only); ``undecided`` for what a report may list or leave out: paths of key
  files, a server's own store of tokens, public ids.
- *reaction* is that to its absence, with all its alternatives absent; ``none-needed`` for what is optional, ``unknown``
  where a careful reader of the code cannot say.
- *documented*: in a README, the documentation, an example of an env file, a manifest, or an option's own help; ``-``
  where it has no name that could be.

The split was drawn by the hash of the repository's name within each language.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.accuracy.creddata import contents

TRUTH: Final = Path(__file__).with_name("truth.tsv")
SERVERS: Final = Path(__file__).with_name("servers.tsv")
REQUIRED: Final = ("yes", "either-way", "either-of", "no", "unknown", "undecided")
DOCUMENTED: Final = ("yes", "no", "-")


@dataclass(frozen=True, slots=True)
class Row:
    """One credential of one server."""

    name: str
    source: str
    required: str
    reaction: str
    documented: str
    note: str

    @property
    def counts(self) -> bool:
        """Whether it is missed when it is not listed."""
        return self.required != "undecided"


@dataclass(frozen=True, slots=True)
class Server:
    """One server at one commit, with what it takes."""

    name: str
    language: str
    repository: str
    commit: str
    folder: str
    split: str
    rows: tuple[Row, ...]


def read_truth(truth: Path = TRUTH, servers: Path = SERVERS) -> tuple[Server, ...]:
    """Return the servers in the order of their file.

    Raises:
        ValueError: a row is of no server that is known.
    """
    rows: dict[str, list[Row]] = {head[0]: [] for head in _cells(servers)}
    for name, *cells in _cells(truth):
        if name not in rows:
            raise ValueError(f"{name} is not in {servers.name}")
        rows[name].append(Row(*cells))
    found = []
    for name, language, repository, commit, folder, split in _cells(servers):
        found.append(Server(name, language, repository, commit, folder, split, tuple(rows[name])))
    return tuple(found)


def _cells(path: Path) -> list[list[str]]:
    """Return the cells of each line but comments and the heading."""
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return lines[1:]


def bring(server: Server, mirrors: Path, to: Path) -> bool:
    """Write the files of *server*'s commit under *to*; False where *mirrors* does not hold that commit.

    Blobs that a partial clone lacks are left out: they are pictures and recordings.
    """
    mirror = mirrors / server.repository.replace("/", "+") / "repo"
    git_dir = mirror / ".git" if (mirror / ".git").exists() else mirror
    listing = ["git", f"--git-dir={git_dir}", "ls-tree", "-r", "-z", server.commit]
    # A partial clone must not fetch what it lacks: a benchmark does not use the network.
    os.environ["GIT_NO_LAZY_FETCH"] = "1"
    listed = subprocess.run(listing, capture_output=True, check=False)
    if listed.returncode:
        return False
    entries = [entry.split(b"\t", 1) for entry in listed.stdout.split(b"\0") if entry]
    names = [name.decode() for meta, name in entries if meta.startswith(b"100") and b"\n" not in name]
    _write(contents(mirror.parent, server.commit, names), to)
    return True


def _write(files: Iterable[tuple[str, bytes | None]], to: Path) -> None:
    for name, data in files:
        if data is not None:
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
