"""What a module of a target kind registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from keyproof.sources import History, Source

Early: TypeAlias = Callable[[History], None]
"""Called with the history as soon as there is one, before the tree is listed; nothing may be asked of it yet."""


def later(history: History) -> None:
    """Do nothing early."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One target kind. Its module holds ``TARGET = Kind(...)``."""

    title: str
    """In words: ``git URL``."""
    forms: tuple[str, ...]
    """How a user writes one, for help texts."""
    rank: int
    """Kinds are asked in rank order; the first that recognises the text opens it."""
    recognise: Callable[[str], bool]
    open: Callable[[str, bool, Early], Source]
    """Open (reference, with history, what is done early). Raises TargetError."""
