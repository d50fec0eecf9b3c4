"""The history of a repository in which something is damaged, as far as it goes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import IO

from keyproof.objects import log
from keyproof.objects.runner import Runner

Stored = Callable[[], dict[str, list[str]]]
"""Lists the object store by type; it takes long."""


def write_log(git: Runner, spool: IO[bytes], shallow: Path, stored: Stored) -> str:
    """Fill *spool* with the log of what can be read; return in words what could not be.

    *shallow* is a file of git's that may be rewritten, see `log.write_damaged_log`.
    """
    listed = git.run("rev-list", "--all")
    commits = listed.out.decode().split() if listed.ok else stored().get("commit", [])
    lost = log.write_damaged_log(git, spool, commits, shallow)
    return f"; {len(lost)} of {len(commits)} commits could not be compared with their parents" if lost else ""


def loose_ends(
    git: Runner, types_of: Callable[[Collection[str]], dict[str, str]], stored: Stored
) -> dict[str, list[str]]:
    """Return the blobs that are there, by the one path known of each; those without are under ``""``."""
    outcome = git.run("rev-list", "--objects", "--all", "--missing=print")
    if not outcome.ok:
        return {"": stored().get("blob", [])}
    kinds = types_of([line.split(b" ")[0].decode() for line in outcome.out.splitlines() if line[:1] != b"?"])
    found: dict[str, list[str]] = {}
    for line in outcome.out.splitlines():
        oid, _, path = line.partition(b" ")
        if kinds.get(oid.decode()) == "blob":
            found.setdefault(log.text(path), []).append(oid.decode())
    return found
