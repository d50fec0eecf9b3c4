"""Where a blob stood: the commit that put it on a path first, and the one that took it away last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Final

import msgspec

from keyproof.model.place import Location
from keyproof.objects import log
from keyproof.objects.runner import Runner
from keyproof.passing import passing_file

_LEFT_OVER_PATHS: Final = 200
"""Paths for which a removal by a merge is looked up; each lengthens git's command line."""


class Trace(msgspec.Struct):
    """What the log says of one blob on one path, while it is being gathered."""

    added: log.Commit | None = None
    removed: log.Commit | None = None


class Traces:
    """What the log says of some blobs, by id and path."""

    def __init__(self, spool: IO[bytes], root: str, wanted: set[bytes]) -> None:
        """Read of the log *spool* what it says of the blobs *wanted* under *root*."""
        self._root = root
        self._of: dict[tuple[str, str], Trace] = {}
        for change in log.changes(spool, root, wanted):
            self._note(change, wanted, log.text(log.shown_path(change.header, change.path)))

    def _note(self, change: log.Change, wanted: set[bytes], path: str) -> None:
        """Enter what *change* says of the *wanted* blobs: the earliest addition, the latest removal."""
        commit = log.parse_header(change.header)
        if change.new in wanted:
            trace = self._of.setdefault((change.new.decode(), path), Trace())
            if trace.added is None or commit.seconds <= trace.added.seconds:
                trace.added = commit
        for old in change.old:
            if old in wanted and old != change.new:
                trace = self._of.setdefault((old.decode(), path), Trace())
                if trace.removed is None or commit.seconds > trace.removed.seconds:
                    trace.removed = commit

    def add_merges(self, git: Runner, wanted: set[bytes], head: set[tuple[str, str]]) -> None:
        """Look up removals where a merge took the side that did not have the blob; the combined diff hides those.

        *head* is HEAD's tree: what stands there was not removed.
        """
        open_paths = {
            path
            for (oid, path), trace in self._of.items()
            if trace.removed is None and (path, oid) not in head and oid.encode() in wanted
        }
        if not open_paths or len(open_paths) > _LEFT_OVER_PATHS:
            return
        prefix = f"{self._root}/" if self._root else ""
        with passing_file() as out:
            error = log.write_merges(git, out, [prefix + p for p in sorted(open_paths)])
            if error:
                return
            for change in log.changes(out, self._root, wanted):
                for old in set(change.old) & wanted:
                    trace = self._of.get((old.decode(), log.text(change.path)))
                    if trace is not None and trace.removed is None and old != change.new:
                        trace.removed = log.parse_header(change.header)

    def places(self, head: set[tuple[str, str]]) -> Iterable[tuple[str, Location]]:
        """Yield (blob id, place), in the order of the first commits."""
        for (oid, path), trace in sorted(self._of.items(), key=lambda t: t[1].added.seconds if t[1].added else 0):
            yield oid, _location(path, trace, (path, oid) in head)


def _location(path: str, trace: Trace, in_head: bool) -> Location:
    added = trace.added
    removed = None if in_head else trace.removed
    return Location(
        path=path,
        commit=added.oid if added else None,
        author=added.author if added else None,
        first_seen=added.date if added else None,
        removed_in=removed.oid if removed else None,
        removed_at=removed.date if removed else None,
        in_head=in_head,
    )
