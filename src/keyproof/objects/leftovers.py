"""Small texts in git's own folder: hooks, the reflog, the last messages, files that somebody put there; LFS objects,
and what git was writing when it was stopped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from keyproof.objects.damage import ObjectError
from keyproof.objects.inflate import inflate_start
from keyproof.objects.refs import read_small
from keyproof.objects.state import of_file

_READ_ELSEWHERE: Final = frozenset(("HEAD", "index", "packed-refs", "config", "shallow", "commondir", "gitdir"))
"""Files at the top that are git's lists, or that others read."""

_OWN: Final = ("hooks", "logs")
_FOLDERS: Final = ("info", "rebase-merge", "rebase-apply", "sequencer", "rr-cache", "svn", "branches", "remotes")
_MODULES: Final = "modules"
"""Has the git folders of submodules; their configurations name addresses, with whatever stands in them."""

_WORKTREES: Final = "worktrees"
"""Has what git keeps for each linked work tree: its last messages, its log, a rebase that is not done."""

_GITS: Final = frozenset((*_OWN, *_FOLDERS, _MODULES, _WORKTREES, "objects", "refs", "reftable", "lfs", "annex"))
"""What git and its companions keep, read above or by others; any other folder somebody put there: a backup, what
``git fsck --lost-found`` wrote."""

_STOCK: Final = b"To enable this hook, rename this file"
"""What git says in each hook that it puts there as a sample; those that say so are its own."""

_STRAY: Final = 100
"""Files read of each such folder, a MiB of each."""

_LFS: Final = "lfs/objects"
_LFS_BYTES: Final = 16 * 1024 * 1024
_OBJECT: Final = "tmp_obj_"
_UNFINISHED: Final = (_OBJECT, "tmp_pack_")
"""How the names begin under which git writes objects and packs; it gives them their own when they are whole."""

_FILE_BYTES: Final = 1024 * 1024
_MOST: Final = 500
"""Files read; a folder with more is not one that git made."""


def leftovers(git_dir: Path, common_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (path under ``.git/``, content) of at most ``_MOST`` files, a MiB of each; links are not followed."""
    count = 0
    for top in dict.fromkeys((common_dir, git_dir)):
        for path, most in _inside(top):
            data = read_small(path, most)
            if path.name.startswith(_OBJECT):
                data = _content(data)
            if data and not (path.suffix == ".sample" and _STOCK in data):
                count += 1
                yield f".git/{path.relative_to(top).as_posix()}", data
            if count >= _MOST:
                return


def state(git_dir: Path, common_dir: Path) -> Iterator[bytes]:
    """Yield what changes when anything does that `leftovers` gives."""
    for top in dict.fromkeys((common_dir, git_dir)):
        for path, most in _inside(top):
            yield os.fsencode(path)
            yield of_file(path, most)


def _content(packed: bytes) -> bytes:
    """Return what is there of the content of the loose object *packed*, which may be cut off."""
    try:
        return inflate_start(memoryview(packed), _LFS_BYTES).partition(b"\0")[2]
    except ObjectError:
        return b""


def _inside(top: Path) -> Iterator[tuple[Path, int]]:
    """Yield each file that is read, with how much of it."""
    yield from _own(top)
    for folder in (*_FOLDERS, _LFS):
        yield from ((path, _LFS_BYTES if folder == _LFS else _FILE_BYTES) for path in _files(top / folder))
    for stray in _below(top):
        if stray.name not in _GITS:
            yield from ((path, _FILE_BYTES) for path in islice(_files(stray), _STRAY))
    yield from ((path, _LFS_BYTES) for path in _unfinished(top / "objects"))
    for worktree in _below(top / _WORKTREES):
        yield from _own(worktree)
        yield from ((path, _FILE_BYTES) for folder in _FOLDERS for path in _files(worktree / folder))
    for here, folders, names in os.walk(top / _MODULES):
        # What git keeps for a submodule lies beside its configuration; only deeper submodules are looked for there.
        folders[:] = sorted(f for f in folders if "config" not in names or f == _MODULES)
        if "config" in names:
            yield Path(here) / "config", _FILE_BYTES
            yield from _own(Path(here))


def _own(top: Path) -> Iterator[tuple[Path, int]]:
    """Yield the small texts at the top of the git folder *top*, then its hooks and logs."""
    try:
        with os.scandir(top) as entries:
            names = sorted(e.name for e in entries if e.is_file(follow_symlinks=False))
    except OSError:
        names = []
    yield from ((top / name, _FILE_BYTES) for name in names if not _is_list(name))
    yield from ((path, _FILE_BYTES) for folder in _OWN for path in _files(top / folder))


def _unfinished(objects: Path) -> Iterator[Path]:
    for folder in (objects, *_below(objects)):
        try:
            with os.scandir(folder) as entries:
                names = sorted(e.name for e in entries if e.name.startswith(_UNFINISHED))
        except OSError:
            continue
        yield from (folder / name for name in names)


def _below(folder: Path) -> list[Path]:
    """Return the folders in *folder*, without links."""
    try:
        with os.scandir(folder) as entries:
            return sorted(folder / e.name for e in entries if e.is_dir(follow_symlinks=False))
    except OSError:
        return []


def _is_list(name: str) -> bool:
    return name in _READ_ELSEWHERE or name.startswith("sharedindex.") or name.endswith(".lock")


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield Path(here) / name
