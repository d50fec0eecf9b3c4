"""Disguises without a key, for values that start as a provider's do: rot13, reversal, UTF-16 within other bytes."""

from __future__ import annotations

import codecs
import re
from typing import Final

from keyproof.detect.decode.view import View

_RUN: Final = re.compile(rb"[A-Za-z0-9_.\-]{8,400}")
_WIDE: Final = re.compile(rb"(?:[ -~]\0){4,2000}")


def rot13_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the run around *end* turned by 13 letters."""
    found = _around(text, end)
    if found is None:
        return None
    return View(codecs.encode(found[0].decode(), "rot13").encode(), *found.span(), "rot13", is_text=False)


def reversed_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the run around *end* from its end to its start."""
    found = _around(text, end)
    return None if found is None else View(found[0][::-1], *found.span(), "reversed", is_text=False)


def wide_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the UTF-16 string around *end*, which starts two bytes a character before."""
    start = end - 2 * len(prefix)
    while start >= 2 and end - start < 400 and text[start - 1] == 0 and 32 <= text[start - 2] < 127:
        start -= 2
    found = _WIDE.match(text, start)
    return None if found is None else View(found[0][::2], *found.span(), "UTF-16", is_text=False)


def _around(text: bytes, end: int) -> re.Match[bytes] | None:
    for found in _RUN.finditer(text, max(0, end - 400), min(len(text), end + 400)):
        if found.end() >= end:
            return found
    return None
