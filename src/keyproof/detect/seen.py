"""What the first pass said of lines that were searched before: the versions of a repository's files hold the same again.

Texts are cut into pieces of some lines. A piece that stood among the same lines before is not searched again: what was
hit in it is told from memory. A hit that ends in a piece depends on the piece, on the `LINES` lines before it that are not
blank, and on the line behind it; of an expression that may take more lines a `taller` head is looked for too, and a text
with such is searched whole. Property tests hold this against searching all.

``_seen.c`` does it; without it all is searched.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, NewType, Protocol

from keyproof.built import built
from keyproof.detect.taller import HEADS
from keyproof.detect.together import Ends, Parts

_KEY: Final = 8 * 132
"""Bytes of the key of the hash: drawn for each process, so that no text can be made to look like one seen before."""

_Memory = NewType("_Memory", object)


class Seen:
    """What was searched, and hit, up to a bound; then all is forgotten."""

    def __init__(self, native: _Native) -> None:
        self._native = native
        self._memory = native.made(os.urandom(_KEY))

    @classmethod
    def make(cls) -> Seen | None:
        """Return a new one; None where it was not built."""
        return None if _native is None else cls(_native)

    def plan(self, searched: list[tuple[bytes, Parts]], apart: list[bool]) -> list[tuple[bytes, Parts]]:
        """Return *searched* with what has to be searched of the parts; those of which *apart* is true as they are."""
        return self._native.plan(self._memory, searched, apart)

    def settle(self, found: list[Ends | None]) -> Sequence[int] | None:
        """Change *found*, the hits in each text that was planned last, to those in all of its parts.

        Returns the rows of those that have to be searched whole instead; None where that is so for all.
        """
        return self._native.settle(self._memory, found, HEADS)


class _Native(Protocol):
    """What ``_seen.c`` has."""

    def made(self, key: bytes, /) -> _Memory: ...

    def plan(
        self, memory: _Memory, searched: list[tuple[bytes, Parts]], apart: list[bool], /
    ) -> list[tuple[bytes, Parts]]: ...

    def settle(self, memory: _Memory, found: list[Ends | None], heads: int, /) -> list[int] | None: ...


_native: Final[_Native | None] = built("keyproof.detect._seen")
