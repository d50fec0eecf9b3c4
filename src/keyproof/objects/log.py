"""One pass of ``git log`` over all refs: which commit put which blob on which path, and which took it away.

The raw diff of a merge is asked for in its combined form (``-c``): it lists a path only where the merge differs from all
its parents. So each (path, blob) pair that any commit holds stands in the output at the commit that made it, also when
only a merge did, and nothing is listed twice. Format: git-diff-tree(1), "RAW OUTPUT FORMAT" and "DIFF FORMAT FOR MERGES".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import msgspec

from keyproof.objects.runner import Runner

_FORMAT: Final = "--format=C%H %S %at%n%an <%ae>%n%cn <%ce>%n%B"
_RAW: Final = ("--raw", "--no-abbrev", "--no-renames", "-c", "-z", "--root", "--no-mailmap", "--no-show-signature")
_CHUNK: Final = 1024 * 1024
_RESTARTS: Final = 500
"""Damaged commits that are stepped over before the rest is given up; each costs a few milliseconds."""

_NOT_BLOBS: Final = (b"160000", b"000000", b":160000", b":000000")


class Commit(msgspec.Struct, frozen=True):
    """One commit as the log shows it."""

    oid: str
    source: str
    """The ref it was reached from first."""
    seconds: int
    """Author date, seconds since 1970; a date that is not one is 0."""
    author: str
    committer: str
    message: bytes

    @property
    def date(self) -> str | None:
        """Author date, ISO 8601 UTC; None where the commit has none that a calendar knows."""
        try:
            return datetime.fromtimestamp(self.seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if self.seconds else None
        except (OverflowError, ValueError, OSError):
            return None


def text(raw: bytes) -> str:
    """Return a path or name of git as text, what is not UTF-8 surrogate-escaped."""
    return raw.decode("utf-8", "surrogateescape")


def write_log(git: Runner, into: IO[bytes], root: str) -> str:
    """Write the log of all refs (of the paths under *root*) to *into*; return ``""``, or what stopped it."""
    paths = ("--full-history", "--", root) if root else ("--",)
    outcome = git.spool(into, "log", "--all", *_RAW, _FORMAT, *paths)
    return "" if outcome.ok else outcome.error or "git log failed"


def write_damaged_log(git: Runner, into: IO[bytes], commits: list[str], root: str, shallow: Path) -> list[str]:
    """As `write_log`, commit by commit of *commits*; return those that could not be shown whole.

    A commit whose parents cannot be read is shown as if it had none, which is what naming it in *shallow* does.
    """
    into.seek(0)
    into.truncate()
    lost: list[str] = []
    cut = set(shallow.read_text().split()) if shallow.exists() else set()
    paths = ("--full-history", "--", root) if root else ("--",)
    at = 0
    for _ in range(_RESTARTS):
        start = into.seek(0, 2)
        feed = "\n".join(commits[at:]).encode() + b"\n"
        outcome = _run_fed(git, into, feed, ("log", "--no-walk=unsorted", "--stdin", *_RAW, _FORMAT, *paths))
        shown = _close_segment(into, start)
        if outcome:
            return lost
        failed = at if not shown else commits.index(shown, at) + (0 if _is_partial(into, start, shown) else 1)
        at = failed
        if at >= len(commits):
            return lost
        if commits[at] in cut:
            lost.append(commits[at])
            at += 1
        else:
            cut.add(commits[at])
            shallow.write_text("\n".join(sorted(cut)) + "\n")
        if at >= len(commits):
            return lost
    return lost + commits[at:]


def _run_fed(git: Runner, into: IO[bytes], feed: bytes, args: tuple[str, ...]) -> bool:
    import tempfile

    with tempfile.TemporaryFile() as given:
        given.write(feed)
        given.seek(0)
        return git.spool(into, *args, feed=given).ok


def _close_segment(into: IO[bytes], start: int) -> str:
    """Cut what a dying git left half written after its last NUL; return the last commit it showed since *start*."""
    raise NotImplementedError


def _is_partial(into: IO[bytes], start: int, shown: str) -> bool:
    raise NotImplementedError


def tokens(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the NUL-separated parts of *file* from its beginning, holding one chunk at a time."""
    file.seek(0)
    rest = b""
    while chunk := file.read(_CHUNK):
        parts = (rest + chunk).split(b"\0")
        rest = parts.pop()
        yield from parts
