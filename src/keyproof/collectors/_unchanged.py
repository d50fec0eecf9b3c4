"""What is remembered of files by how they stand on disk, so that they need not be read again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from keyproof import kept
from keyproof.collectors._view import STATE_BYTES, UNKNOWN, View

OID_BYTES: Final = 20
"""Bytes of an object id."""

KEPT_BYTES: Final = 8 * 1024 * 1024
"""Bytes of one such list that are read: as many files as a tree may have, three times over."""


@cache
def program() -> bytes:
    """Return what changes when the rules do, or the code that finds and judges."""
    top = Path(__file__).parent.parent
    listed: list[tuple[str, int, int]] = []
    for folder in ("rules", "detect", "detect/decode", "objects", "collectors"):
        with os.scandir(top / folder) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".toml", ".so")):
                    status = entry.stat()
                    listed.append((f"{folder}/{entry.name}", status.st_size, status.st_mtime_ns))
    return repr(sorted(listed)).encode()


def file_of(view: View, what: str) -> Path | None:
    """Return where *what* is kept of the target; None for one that is passing, or where the user wants nothing kept."""
    history = view.history if view.remember else None
    if history is None or not history.identity:
        return None
    text = f"{what}\0{history.identity}\0".encode("utf-8", "surrogateescape") + program()
    return kept.cache_folder() / f"{what}-{hashlib.sha256(text).hexdigest()[:32]}.kept"


def clean_commits(view: View) -> frozenset[str]:
    """Return the ids of commits in whose own texts a run before found nothing."""
    path = file_of(view, "commits")
    raw = (kept.read(path, most=KEPT_BYTES) if path is not None else None) or b""
    return frozenset(raw[at : at + OID_BYTES].hex() for at in range(0, len(raw), OID_BYTES))


def keep_clean(view: View, oids: Iterable[str]) -> None:
    """Keep that in the texts of the commits *oids* nothing was found."""
    path = file_of(view, "commits")
    data = b"".join(bytes.fromhex(oid) for oid in oids if len(oid) == 2 * OID_BYTES)
    if path is not None and len(data) <= KEPT_BYTES:
        kept.save(path, data)
        kept.forget_old(path.parent, "commits-*.kept")


class Unchanged:
    """The files of one target of which *what* is known: that they hold none of it."""

    def __init__(self, view: View, what: str) -> None:
        """What is known is read."""
        self._path = file_of(view, what)
        self._what = what
        self._known: frozenset[bytes] = frozenset()
        self._now: set[bytes] = set()
        self._states = dict(zip((f.path for f in view.files), view.states, strict=True)) if self._path else {}
        raw = kept.read(self._path, most=KEPT_BYTES) if self._path is not None else None
        if raw is not None:
            self._known = frozenset(raw[at : at + STATE_BYTES] for at in range(0, len(raw), STATE_BYTES))

    def knows(self, path: str) -> bool:
        """Whether the file *path* is one of them."""
        state = self._states.get(path, UNKNOWN)
        if state == UNKNOWN or state not in self._known:
            return False
        self._now.add(state)
        return True

    def note(self, path: str) -> None:
        """Have *path*, which was read whole, be one of them."""
        if (state := self._states.get(path, UNKNOWN)) != UNKNOWN:
            self._now.add(state)

    def keep(self) -> None:
        """Keep those that were asked for or noted, for the next run."""
        if self._path is not None and self._now != self._known:
            kept.save(self._path, b"".join(sorted(self._now)))
            kept.forget_old(self._path.parent, f"{self._what}-*.kept")
