"""Refs read from the files themselves: ``HEAD``, ``packed-refs`` and ``refs/**``. Symbolic links are not followed.

Formats: gitrepository-layout(5), git-pack-refs(1), git-check-ref-format(1).
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

import msgspec

from keyproof.model.target import Gap, GapKind
from keyproof.patterns import regex

REFS: Final = 500_000
"""Refs of one repository. The largest seen (a mirror with all pull requests) has 300,000."""

REF_DEPTH: Final = 24
PACKED_BYTES: Final = 128 * 1024 * 1024
_LOOSE_BYTES: Final = 4096

_OID = regex(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PACKED_LINE = regex(rb"^([0-9a-f]{40}(?:[0-9a-f]{24})?) (refs/[^\n\r]{1,1000})$", re.MULTILINE)
_BAD_NAME = regex(rb"[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|/\.|@\{|\.lock(?:/|$)|[/.]$")


class Refs(msgspec.Struct, kw_only=True):
    """The refs of one repository, by name as bytes, and what HEAD says."""

    named: dict[bytes, str] = {}
    head: str = ""
    """Object id that HEAD leads to, ``""`` where there is no commit yet."""
    head_ref: bytes = b""
    """The branch HEAD is on, ``b""`` where it is detached."""
    gaps: list[Gap] = []


def valid_name(name: bytes) -> bool:
    """Whether git takes *name* as a full ref name."""
    return name.startswith(b"refs/") and not _BAD_NAME.search(name) and len(name) < 1000


def parse_packed_refs(data: bytes) -> dict[bytes, str]:
    """Return ``{name: object id}`` of a packed-refs file; lines that are not well formed are passed over."""
    found: dict[bytes, str] = {}
    for oid, name in _PACKED_LINE.findall(data):
        if valid_name(name) and len(found) < REFS:
            found[name] = oid.decode()
    return found


def read_small(path: Path, bound: int) -> bytes:
    """Return at most *bound* bytes of a regular file, ``b""`` where it is none. Never blocks, follows no link."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return b""
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return b""
        try:
            return file.read(bound)
        except OSError:
            return b""


def read_refs(git_dir: Path, common_dir: Path) -> Refs:
    """Read all refs. *git_dir* has HEAD; *common_dir* has the refs that all its worktrees share."""
    refs = Refs(named=parse_packed_refs(read_small(common_dir / "packed-refs", PACKED_BYTES)), gaps=[])
    for top in dict.fromkeys((common_dir, git_dir)):
        _read_loose(top, refs)
    _read_head(git_dir, refs)
    _read_stash(common_dir, refs)
    for index, entry in enumerate(_entries(common_dir / "worktrees")):
        other = read_small(common_dir / "worktrees" / entry / "HEAD", _LOOSE_BYTES).strip()
        if _OID.fullmatch(other):
            refs.named[b"refs/keyproof/worktree/%d" % index] = other.decode()
    return refs


def _entries(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())[:1000]
    except OSError:
        return []


def _read_loose(top: Path, refs: Refs) -> None:
    stack = [(top / "refs", b"refs", 0)]
    while stack:
        folder, name, depth = stack.pop()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError:
            continue
        for entry in listed:
            full = name + b"/" + os.fsencode(entry.name)
            if entry.is_dir(follow_symlinks=False):
                if depth < REF_DEPTH:
                    stack.append((folder / entry.name, full, depth + 1))
                continue
            if not entry.is_file(follow_symlinks=False) or not valid_name(full):
                continue
            value = read_small(folder / entry.name, _LOOSE_BYTES).strip()
            if _OID.fullmatch(value):
                refs.named[full] = value.decode()
            if len(refs.named) >= REFS:
                refs.gaps.append(Gap(kind=GapKind.BOUND, what="more refs than are read", bound=f"{REFS} refs"))
                return


def _read_head(git_dir: Path, refs: Refs) -> None:
    path = git_dir / "HEAD"
    text = os.fsencode(path.readlink()) if path.is_symlink() else read_small(path, _LOOSE_BYTES).strip()
    text = text.removeprefix(b"ref:").strip()
    if _OID.fullmatch(text):
        refs.head = text.decode()
    elif valid_name(text):
        refs.head_ref = text
        refs.head = refs.named.get(text, "")


def _read_stash(common_dir: Path, refs: Refs) -> None:
    """Add the older stashes: ``refs/stash`` is the newest, the rest stand only in its log."""
    log = read_small(common_dir / "logs" / "refs" / "stash", 1024 * 1024)
    for index, line in enumerate(log.splitlines()[-1000:]):
        oid = line.split(b" ", 2)[1:2]
        if oid and _OID.fullmatch(oid[0]):
            refs.named[b"refs/keyproof/stash/%d" % index] = oid[0].decode()
