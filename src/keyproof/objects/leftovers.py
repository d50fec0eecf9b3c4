"""Small texts that git leaves in its own folder: hooks, the reflog, the last fetch, the last message."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from keyproof.objects.refs import read_small

_FILES: Final = (
    "FETCH_HEAD",
    "COMMIT_EDITMSG",
    "MERGE_MSG",
    "SQUASH_MSG",
    "TAG_EDITMSG",
    "description",
    "config.worktree",
)
_FOLDERS: Final = ("hooks", "logs", "info", "rebase-merge", "rebase-apply")
_FILE_BYTES: Final = 1024 * 1024
_MOST: Final = 500
"""Files read; a folder with more is not one that git made."""


def leftovers(git_dir: Path, common_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (path under ``.git/``, content) of at most ``_MOST`` files, a MiB of each; links are not followed."""
    count = 0
    for top in dict.fromkeys((common_dir, git_dir)):
        for path in (*(top / name for name in _FILES), *_inside(top)):
            data = read_small(path, _FILE_BYTES)
            if data:
                count += 1
                yield f".git/{path.relative_to(top).as_posix()}", data
            if count >= _MOST:
                return


def _inside(top: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        for here, folders, names in os.walk(top / folder):
            folders.sort()
            for name in sorted(names):
                if not name.endswith(".sample"):
                    yield Path(here) / name
