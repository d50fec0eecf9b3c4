"""Values whose characters stand apart: ``g^h^p^_``, ``[g][h][p][_]``, bold type of a terminal, eight bits each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from keyproof.detect.decode.view import View
from keyproof.patterns import regex

BETWEEN: Final = (b"^", b"`", b"\\", b'""', b"''", b"][")
"""What shells leave out between characters, and classes of one character: they keep ``grep`` from finding itself."""

_LONGEST: Final = 300
_BITS: Final = regex(rb"(?:[01]{8}[ \t,]{0,2})+")
_STRUCK: Final = regex(rb"(?:([!-~])\x08\1)+")
_CHARACTER: Final = rb"[A-Za-z0-9_.\-]"


def apart_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the value that starts with *prefix*, whose last character ends at *end*, without what stands between."""
    for between in BETWEEN:
        start = end - len(between.join([prefix[n : n + 1] for n in range(len(prefix))]))
        if start >= 0 and text.startswith(between, start + 1):
            found = _run(between).match(text, start, min(len(text), start + _LONGEST))
            if found is None:
                return None
            return View(found[0].replace(between, b""), *found.span(), "separated characters", is_text=False)
    return None


@lru_cache(maxsize=16)
def _run(between: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?:" + _CHARACTER + re.escape(between) + rb")+" + _CHARACTER + rb"?")


def struck_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the word at *end* whose characters a terminal prints twice, which makes them bold (``nroff``)."""
    found = _STRUCK.match(text, end - 3 * len(prefix))
    return None if found is None else View(found[0][::3], *found.span(), "overstrike", is_text=False)


def bits_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the bytes written as bits that begin with *prefix*, the last of which ends at *end*."""
    start = end - 8 * len(prefix)
    while start > 0 and len(text[start:end].translate(None, b" \t,")) < 8 * len(prefix):
        start -= 1
    found = _BITS.match(text, start, min(len(text), start + 4_000))
    if found is None:
        return None
    digits = found[0].translate(None, b" \t,")
    data = int(digits, 2).to_bytes(len(digits) // 8, "big")
    return View(data, *found.span(), "bits", is_text=False)
