"""What a module of a target kind registers."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from keyproof.sources import Source


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One target kind. Its module holds ``TARGET = Kind(...)``."""

    title: str
    """In words: ``git URL``."""
    forms: tuple[str, ...]
    """How a user writes one, for help texts."""
    rank: int
    """Kinds are asked in rank order; the first that recognises the text opens it."""
    recognise: Callable[[str], bool]
    open: Callable[[str, bool], Source]
    """Open (reference, with history). Raises TargetError."""
