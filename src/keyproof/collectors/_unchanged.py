"""What is remembered of files by how they stand on disk, so that they need not be read again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final

from keyproof import kept
from keyproof.collectors._remembered import forget_old
from keyproof.collectors._view import STATE_BYTES, UNKNOWN, View
from keyproof.sources import TreeFile

_ID: Final = 20

_BYTES: Final = 8 * 1024 * 1024
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


def _file(view: View, what: str) -> Path | None:
    """Return where *what* is kept of the target; None for one that is passing, or where the user wants nothing kept."""
    history = view.history if view.remember else None
    if history is None or not history.identity:
        return None
    text = f"{what}\0{history.identity}\0".encode("utf-8", "surrogateescape") + program()
    return kept.cache_folder() / f"{what}-{hashlib.sha256(text).hexdigest()[:32]}.kept"


def blob_ids(view: View, beside: Callable[[TreeFile], None] = lambda file: None) -> dict[str, str]:
    """Return the id that each file of the tree would have as a blob; those that are remembered are not read.

    *beside* is called with each, while what was read of it is still in memory.
    """
    path = _file(view, "ids")
    raw = (kept.read(path, most=_BYTES) if path is not None else None) or b""
    width = STATE_BYTES + _ID
    before = {raw[at : at + STATE_BYTES]: raw[at + STATE_BYTES : at + width] for at in range(0, len(raw), width)}
    now: list[bytes] = []
    found: dict[str, str] = {}
    for file, state in zip(view.files, view.states, strict=True):
        oid = before.get(state) if state != UNKNOWN else None
        if oid is None:
            data = view.content(file)
            made = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
            made.update(data)
            oid = made.digest()
            if len(data) != file.size:  # cut, or it could not be read
                state = UNKNOWN
        if state != UNKNOWN:
            now.append(state + oid)
        found[file.path] = oid.hex()
        beside(file)
        view.let_go(file)
    if path is not None and len(now) * width <= _BYTES and (kept_now := b"".join(now)) != raw:
        kept.save(path, kept_now)
        forget_old(path.parent, "ids-*.kept")
    return found


def clean_commits(view: View) -> frozenset[str]:
    """Return the ids of commits in whose own texts a run before found nothing."""
    path = _file(view, "commits")
    raw = (kept.read(path, most=_BYTES) if path is not None else None) or b""
    return frozenset(raw[at : at + _ID].hex() for at in range(0, len(raw), _ID))


def keep_clean(view: View, oids: Iterable[str]) -> None:
    """Keep that in the texts of the commits *oids* nothing was found."""
    path = _file(view, "commits")
    data = b"".join(bytes.fromhex(oid) for oid in oids if len(oid) == 2 * _ID)
    if path is not None and len(data) <= _BYTES:
        kept.save(path, data)
        forget_old(path.parent, "commits-*.kept")


class Unchanged:
    """The files of one target of which *what* is known: that they hold none of it."""

    def __init__(self, view: View, what: str) -> None:
        """What is known is read."""
        self._path = _file(view, what)
        self._what = what
        self._known: frozenset[bytes] = frozenset()
        self._now: set[bytes] = set()
        self._states = dict(zip((f.path for f in view.files), view.states, strict=True)) if self._path else {}
        raw = kept.read(self._path, most=_BYTES) if self._path is not None else None
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
            forget_old(self._path.parent, f"{self._what}-*.kept")
