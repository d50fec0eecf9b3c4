"""What is asked of every file of a tree, whatever its text says: its id as a blob, and the marks in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from keyproof import kept
from keyproof.collectors._unchanged import KEPT_BYTES, OID_BYTES, file_of
from keyproof.collectors._view import STATE_BYTES, UNKNOWN, View
from keyproof.model.fact import SuppressionMarker
from keyproof.sources import TreeFile


class OfFiles(NamedTuple):
    """What was found."""

    ids: dict[str, str] = {}  # noqa: RUF012 - never changed
    """By path, the id that the file would have as a blob."""
    marks: tuple[SuppressionMarker, ...] | None = None
    """The marks in them; None where nobody asks, or where that failed: their collector is to tell it."""


class Looked:
    """The marks in files that are read for something else."""

    def __init__(self, view: View) -> None:
        """Nothing is looked for where no marks are asked for."""
        self._marks = None
        if view.wanted is None or SuppressionMarker in view.wanted:
            from keyproof.collectors._marks import Marks

            self._marks = Marks(view)

    def look(self, file: TreeFile) -> None:
        """Note the marks in *file*."""
        if self._marks is not None:
            try:
                self._marks.look(file)
            except Exception:  # the collector itself runs then, and its crash is told as any
                self._marks = None

    def keep(self) -> tuple[SuppressionMarker, ...] | None:
        """Keep which files have none, all having been looked at, and return those found."""
        if self._marks is None:
            return None
        self._marks.keep()
        return tuple(self._marks.found)


class Files:
    """The files of a tree, gone through in their order and with pauses; each is read once, if it is not remembered."""

    def __init__(self, view: View) -> None:
        """Nothing is read yet."""
        self._view = view
        self._looked = Looked(view)
        self._path = file_of(view, "ids")
        self._raw = (kept.read(self._path, most=KEPT_BYTES) if self._path is not None else None) or b""
        width = STATE_BYTES + OID_BYTES
        raw = self._raw
        self._before = {
            raw[at : at + STATE_BYTES]: raw[at + STATE_BYTES : at + width] for at in range(0, len(raw), width)
        }
        self._now: list[bytes] = []
        self._ids: dict[str, str] = {}
        self._done = 0

    def some(self, until: Callable[[], bool]) -> None:
        """Go on until there is no more, or *until* says so."""
        view = self._view
        for file, state in zip(view.files[self._done :], view.states[self._done :], strict=True):
            if until():
                return
            self._done += 1
            oid = self._before.get(state) if state != UNKNOWN else None
            if oid is None:
                data = view.content(file)
                made = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
                made.update(data)
                oid = made.digest()
                if len(data) != file.size:  # cut, or it could not be read
                    state = UNKNOWN
            if state != UNKNOWN:
                self._now.append(state + oid)
            self._ids[file.path] = oid.hex()
            self._looked.look(file)
            view.let_go(file)

    def rest(self) -> OfFiles:
        """Go on to the end; what was found in all of them, kept for the next run too."""
        self.some(lambda: False)
        now = b"".join(self._now)
        if self._path is not None and len(now) <= KEPT_BYTES and now != self._raw:
            kept.save(self._path, now)
            kept.forget_old(self._path.parent, "ids-*.kept")
        return OfFiles(self._ids, self._looked.keep())
