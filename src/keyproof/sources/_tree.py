"""Lists of tree files: from a walk on disk, from git's list of names, or from a commit."""

from __future__ import annotations

import os
import stat
import struct
import time
from collections.abc import Iterable
from functools import partial
from typing import Final

import msgspec

from keyproof import limits
from keyproof.model.target import Gap, GapKind
from keyproof.sources import TreeFile
from keyproof.sources._disk import Disk

SKIPPED_FOLDERS: Final = frozenset(
    {
        ".git", ".hg", ".svn", ".tox", ".nox", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".gradle", ".terraform",
    }
)  # fmt: skip
"""Folders of caches and version control."""

_ALL: Final = (1 << 64) - 1

_GAPS_LISTED: Final = 50
"""Gaps of one kind that are listed each on their own; the rest are counted in one."""

_KINDS: Final = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"),
                 (stat.S_ISBLK, "a device"))  # fmt: skip


class Listing(msgspec.Struct):
    """A tree while it is being listed."""

    files: list[TreeFile] = []
    gaps: list[Gap] = []
    searched: dict[str, int] = {}
    _counts: dict[tuple[GapKind, str], int] = {}

    def gap(self, kind: GapKind, what: str, where: str, bound: str = "") -> None:
        """Add a gap, unless there are many of its kind already; those are counted."""
        count = self._counts[kind, what] = self._counts.get((kind, what), 0) + 1
        if count <= _GAPS_LISTED:
            self.gaps.append(Gap(kind=kind, what=what, where=where, bound=bound))

    def done(self) -> tuple[TreeFile, ...]:
        """Close the list: return the files by path, with one gap for each kind that was only counted."""
        for (kind, what), count in self._counts.items():
            if count > _GAPS_LISTED:
                self.gaps.append(Gap(kind=kind, what=f"{what}: {count - _GAPS_LISTED} more"))
        self.searched["files"] = len(self.files)
        return tuple(sorted(self.files, key=lambda f: f.path))

    def full(self) -> bool:
        """Whether the bound on files is reached; says so in a gap, once."""
        if len(self.files) < limits.TREE_FILES:
            return False
        what = "more files than are read"
        if (GapKind.BOUND, what) not in self._counts:
            self.gap(GapKind.BOUND, what, "", f"{limits.TREE_FILES} files")
        return True


_FINE: Final = 100_000_000
_COARSE: Final = 3_000_000_000
"""Nanoseconds that a change must lie back for the next one to have another time, on disks that tell fractions of a
second and on those that tell two seconds at best."""


def state_of(status: os.stat_result) -> bytes:
    """Return what tells a file's content from any it has later, as git's index does; empty right after a change.

    Nobody but the kernel sets the time of the last change (``ctime``); a content that comes back with another one only
    costs time.
    """
    changed = status.st_ctime_ns
    if time.time_ns() - changed < (_FINE if changed % 1_000_000_000 else _COARSE):
        return b""
    return struct.pack(
        "<5Q",
        status.st_size,
        status.st_ino & _ALL,
        status.st_dev & _ALL,
        changed & _ALL,
        status.st_mtime_ns & _ALL,
    )


def add(listing: Listing, disk: Disk, path: str, status: os.stat_result, tracked: bool | None) -> None:
    """Add what stands on disk at *path*; a pipe, socket or device becomes a gap and is never opened."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        if status.st_size > limits.FILE_BYTES:
            bound = f"{limits.FILE_BYTES // limits.MIB} MiB"
            listing.gap(GapKind.BOUND, f"file larger than {bound}, read up to that", path, bound)
        reader = partial(disk.read, path)
        listing.files.append(
            TreeFile(
                path=path,
                size=status.st_size,
                mode=mode & 0o7777,
                tracked=tracked,
                state=state_of(status),
                reader=reader,
            )
        )
    elif stat.S_ISLNK(mode):
        try:
            link = disk.link(path)
        except OSError as error:
            listing.gap(GapKind.UNREADABLE, f"link cannot be read: {error.strerror}", path)
            return
        listing.files.append(
            TreeFile(
                path=path,
                size=status.st_size,
                mode=mode & 0o7777,
                tracked=tracked,
                link=link,
                state=b"link " + os.fsencode(link),
            )
        )
    else:
        kind = next((name for test, name in _KINDS if test(mode)), "not a regular file")
        listing.gap(GapKind.SKIPPED, f"{kind}, never opened", path)


def _is_part(disk: Disk, path: str) -> bool:
    """Whether *path*, a folder ``.git``, is what is left of a repository: without a HEAD git reads none of it."""
    try:
        disk.stat(f"{path}/HEAD")
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def walk(disk: Disk, listing: Listing) -> None:
    """List a folder that has no git: all files but those of `SKIPPED_FOLDERS`; links are listed, not followed."""
    stack = [("", 0)]
    while stack:
        folder, depth = stack.pop()
        try:
            entries = disk.scan(folder)
        except OSError as error:
            listing.gap(GapKind.UNREADABLE, f"folder cannot be read: {error.strerror}", folder or ".")
            continue
        for entry in entries:
            if listing.full():
                return
            path = f"{folder}/{entry.name}" if folder else entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                listing.gap(GapKind.UNREADABLE, f"cannot be read: {error.strerror}", path)
                continue
            if not stat.S_ISDIR(status.st_mode):
                if entry.name != ".git":
                    add(listing, disk, path, status, None)
            elif entry.name in SKIPPED_FOLDERS and not (entry.name == ".git" and _is_part(disk, path)):
                listing.searched["folders skipped"] = listing.searched.get("folders skipped", 0) + 1
                if entry.name != ".git":
                    listing.gap(GapKind.SKIPPED, "folder of caches", path)
            elif depth >= limits.TREE_DEPTH:
                listing.gap(GapKind.BOUND, "folders nested deeper than are read", path, f"{limits.TREE_DEPTH} levels")
            else:
                stack.append((path, depth + 1))


def named(disk: Disk, listing: Listing, paths: Iterable[tuple[str, bool]]) -> None:
    """List the files that git names, as (path, tracked); those that are not on disk are counted as absent."""
    for path, tracked in paths:
        if listing.full():
            return
        if path.count("/") > limits.TREE_DEPTH:
            listing.gap(GapKind.BOUND, "folders nested deeper than are read", path, f"{limits.TREE_DEPTH} levels")
            continue
        try:
            status = disk.stat(path)
        except PermissionError as error:
            listing.gap(GapKind.UNREADABLE, f"cannot be read: {error.strerror}", path)
        except (OSError, ValueError):
            listing.searched["absent"] = listing.searched.get("absent", 0) + 1
        else:
            if not stat.S_ISDIR(status.st_mode):
                add(listing, disk, path, status, tracked)
