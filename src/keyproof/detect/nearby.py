"""Whether the words that a shape without a mark of its own needs stand near a value."""

from __future__ import annotations

import re
from typing import Final

CONTEXT_REACH: Final = 260
"""Bytes before a value in which a context word may stand."""

_SHORT: Final = 5
"""Characters of a word that others may hold by chance."""


def in_context(words: re.Pattern[bytes], region: bytes, line_start: int, start: int) -> bool:
    """Whether a context word stands before the value on its line, or on the line before."""
    previous = region.rfind(b"\n", 0, max(line_start - 1, 0)) + 1
    found = words.finditer(region, max(previous, start - CONTEXT_REACH), start)
    return any(not _is_within_word(region, *word.span()) for word in found)


def _is_within_word(region: bytes, start: int, end: int) -> bool:
    """Whether the short word from *start* to *end* begins in the middle of another: the ``okta`` of ``bookTable``."""
    return end - start <= _SHORT and region[start - 1 : start + 1].islower() and region[start - 1 : start + 1].isalpha()
