"""What the content of a repository hangs on, told without reading it: its files by their names and how they stand."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from keyproof.objects.refs import read_small

_SMALL: Final = 64 * 1024
"""Bytes up to which a file is taken by its content: its times may be those of a change before."""

_LOOSE: Final = 50_000
"""Loose objects that are looked at."""


def digest(parts: Iterable[bytes]) -> bytes:
    """Return one digest of all *parts*."""
    made = hashlib.sha256()
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.digest()


def of_store(objects: Path) -> bytes | None:
    """Return what changes when an object comes or goes; None for unknown: it borrows from another store."""
    if os.path.lexists(objects / "info" / "alternates"):
        return None
    listed: list[str] = []
    try:
        with os.scandir(objects) as entries:
            folders = sorted(e.name for e in entries if e.name == "pack" or len(e.name) == 2)
        for folder in folders:
            with os.scandir(objects / folder) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=True)
                    listed.append(f"{folder}/{entry.name} {status.st_size} {status.st_mtime_ns} {status.st_ino}")
            if len(listed) > _LOOSE:
                return None
    except OSError:
        return None
    return digest(line.encode("utf-8", "surrogateescape") for line in sorted(listed))


def of_file(path: Path, most: int) -> bytes:
    """Return what changes when the first *most* bytes of the file *path* do; empty where it is none."""
    data = read_small(path, min(most, _SMALL))
    if len(data) < _SMALL:
        return data
    status = path.lstat()
    return digest((data, repr((status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)).encode()))
