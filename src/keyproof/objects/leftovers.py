"""Small texts in git's own folder: hooks, the reflog, the last messages, files that somebody put there; LFS objects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from keyproof.objects.refs import read_small

_READ_ELSEWHERE: Final = frozenset(("HEAD", "index", "packed-refs", "config", "shallow", "commondir", "gitdir"))
"""Files at the top that are git's lists, or that others read."""

_FOLDERS: Final = ("hooks", "logs", "info", "rebase-merge", "rebase-apply", "sequencer", "rr-cache")
_MODULES: Final = "modules"
"""Has the git folders of submodules; their configurations name addresses, with whatever stands in them."""

_LFS: Final = "lfs/objects"
_LFS_BYTES: Final = 16 * 1024 * 1024
_FILE_BYTES: Final = 1024 * 1024
_MOST: Final = 500
"""Files read; a folder with more is not one that git made."""


def leftovers(git_dir: Path, common_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (path under ``.git/``, content) of at most ``_MOST`` files, a MiB of each; links are not followed."""
    count = 0
    for top in dict.fromkeys((common_dir, git_dir)):
        for path, most in _inside(top):
            data = read_small(path, most)
            if data:
                count += 1
                yield f".git/{path.relative_to(top).as_posix()}", data
            if count >= _MOST:
                return


def _inside(top: Path) -> Iterator[tuple[Path, int]]:
    """Yield each file that is read, with how much of it."""
    try:
        with os.scandir(top) as entries:
            names = sorted(e.name for e in entries if e.is_file(follow_symlinks=False))
    except OSError:
        names = []
    yield from ((top / name, _FILE_BYTES) for name in names if not _is_list(name))
    for folder in (*_FOLDERS, _LFS):
        yield from ((path, _LFS_BYTES if folder == _LFS else _FILE_BYTES) for path in _files(top / folder))
    for here, folders, names in os.walk(top / _MODULES):
        # What git keeps for a submodule lies beside its configuration; only deeper submodules are looked for there.
        folders[:] = sorted(f for f in folders if "config" not in names or f == _MODULES)
        if "config" in names:
            yield Path(here) / "config", _FILE_BYTES


def _is_list(name: str) -> bool:
    return name in _READ_ELSEWHERE or name.startswith("sharedindex.") or name.endswith(".lock")


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".sample"):
                yield Path(here) / name
