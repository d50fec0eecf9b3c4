"""What a collector may see of a target: its files, read once and bounded, its history, and the detector."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from keyproof import limits
from keyproof.model.fact import FINDING_CLASSES, Fact, SecretClass, SuppressionMarker
from keyproof.model.progress import Progress, unseen
from keyproof.model.target import Gap, GapKind
from keyproof.patterns import shell
from keyproof.sources import History, Source, TreeFile

STATE_BYTES: Final = 12
"""Bytes of what `View.states` says of one file."""

UNKNOWN: Final = bytes(STATE_BYTES)
"""Of a file that may change without it being seen."""


class View:
    """A read-only window on one source. Small files are kept; what cannot be read becomes a gap, once."""

    def __init__(
        self,
        source: Source,
        *,
        key: bytes,
        keep_bytes: int = 64 * limits.MIB,
        classes: frozenset[SecretClass] = FINDING_CLASSES,
        remember: bool = False,
        progress: Progress = unseen,
    ) -> None:
        """*key* keys the fingerprints; *keep_bytes* bounds what is held in memory of the files read.

        *classes* of values count as findings. With *remember* what is found in a history is kept for the next run,
        places alone.
        """
        self.source = source
        self.key = key
        self.classes = classes
        self.remember = remember
        self.progress = progress
        self.wanted: frozenset[type[Fact]] | None = None
        """Kinds of facts that are asked for; None for all."""
        self.marks: tuple[SuppressionMarker, ...] | None = None
        """The marks in the files, where they were looked for beside something else."""
        self.files: tuple[TreeFile, ...] = source.files()
        self.gaps: list[Gap] = []
        self._kept: dict[str, bytes] = {}
        self._room = keep_bytes

    @cached_property
    def history(self) -> History | None:
        """The git history, None where there is none."""
        history = self.source.history()
        if history is not None:
            history.patient = self.remember
            history.progress = self.progress
        return history

    @cached_property
    def by_path(self) -> dict[str, TreeFile]:
        """Files by their path."""
        return {f.path: f for f in self.files}

    @cached_property
    def states(self) -> list[bytes]:
        """For each of ``files`` what stays the same from run to run while its path and its bytes do."""
        made = hashlib.blake2b
        return [
            made(f.path.encode("utf-8", "surrogateescape") + b"\0" + f.state, digest_size=STATE_BYTES).digest()
            if f.state
            else UNKNOWN
            for f in self.files
        ]

    def glob(self, *patterns: str) -> Iterator[TreeFile]:
        """Yield files whose base name matches one of *patterns* (shell style, case ignored)."""
        wanted = [shell(p.lower()) for p in patterns]
        for file in self.files:
            name = file.path.rpartition("/")[2].lower()
            if any(is_one(name) for is_one in wanted):
                yield file

    def read(self, file: TreeFile) -> bytes:
        """Return the bytes of *file*, ``b""`` (and a gap, once) when they cannot be read."""
        if (kept := self._kept.get(file.path)) is not None:
            return kept
        try:
            data = file.read()
        except OSError as error:
            self.gaps.append(Gap(kind=GapKind.UNREADABLE, what=f"cannot be read: {error.strerror}", where=file.path))
            data = b""
        if len(data) <= self._room:
            self._room -= len(data)
            self._kept[file.path] = data
        return data

    def let_go(self, file: TreeFile) -> None:
        """Keep the bytes of *file* no longer: what is read of all files, once, would fill the room."""
        if (data := self._kept.pop(file.path, None)) is not None:
            self._room += len(data)

    def content(self, file: TreeFile) -> bytes:
        """Return what git would keep of *file*: of a link its text."""
        return file.link.encode("utf-8", "surrogateescape") if file.link else self.read(file)

    def text(self, file: TreeFile) -> str | None:
        """Return the file as text for a parser, None when it is binary or longer than ``limits.PARSE_BYTES``."""
        if file.size > limits.PARSE_BYTES:
            return None
        data = self.read(file)
        if b"\0" in data[:8192]:
            return None
        return data.decode("utf-8", "replace").removeprefix("\ufeff")
