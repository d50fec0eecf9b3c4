"""Strings written in pieces: concatenation, adjacent literals, joins, line continuation, formatting, split markup."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect.decode.view import View, substituted

_TAGS: Final = rb"(?:\s{0,20}<[^<>]{1,200}>){1,16}"
_SEAM: Final = re.compile(
    rb"""[\"'`]\)?\s{0,80}(?:\\\s{0,40})?(?:(?:\+|\.{1,2}|&|,|<>|\|\||%\s?\()?\s{0,80}(?:\(|@|[bfru]{1,2})?)[\"'`]"""  # "a" + "b", 'a' 'b'
    rb"""|\\\r?\n[ \t]{0,80}"""  # a line that goes on
    rb"""|=\r?\n"""  # quoted-printable
    rb"|(?:\{\w{0,10}\}|%s|\$\{\w{0,10}\})[\"'`](?:\.format\(|\s?%\s?\(?\s?|,\s?)[\"'`]"  # "a{}".format("b")
    rb"|" + _TAGS + rb"|[{}]{1,2}\\[a-z]{1,12}-?\d{0,5}[ ]|\)\s{0,4}-?\d{0,5}(?:\.\d{1,5})?\s{0,4}\("  # markup, RTF, PDF
)  # fmt: skip
_REPLACED: Final = re.compile(
    rb"""([\"'`])([^\"'`\n]{8,400})\1\s{0,8}\.replace(?:All)?\(\s{0,4}([\"'`/])([^\"'`/\n]{1,12})\3g?\s{0,2},\s{0,4}([\"'`])\5\s{0,4}\)"""
)
_REACH: Final = 3_000
_BACK: Final = 200
_FILLED: Final = re.compile(rb"([A-Za-z0-9_\-]{3,120})(?:\$\{|\{|%\(|#\{)\s?([A-Za-z_]\w{0,60})")
_ASSIGNED: Final = re.compile(
    rb"([A-Za-z_]\w{0,60})\s{0,4}(?::\s?\w{1,20}\s?)?:?=\s{0,4}[\"'`]([A-Za-z0-9_\-.]{3,60})[\"'`]"
)
_LITERAL: Final = rb"(?<![\w.])%s\s{0,4}(?::\s?\w{1,20}\s?)?:?=\s{0,4}[\"'`]?([^\"'`\s;]{3,300})"


def seams_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the text around *end*, a seam after a provider's prefix, without what stands between the pieces."""
    low = max(text.rfind(b"\n", max(0, end - _BACK), max(0, end - 100)) + 1, end - _BACK, 0)
    return substituted(text, low, min(len(text), end + _REACH), _SEAM, lambda _: b"", "concatenation")


def replaced_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the string before *end* without the filler that ``.replace(filler, "")`` takes out."""
    for found in _REPLACED.finditer(text, max(0, end - 420), min(len(text), end + 40)):
        if found.end() >= end:
            return View(found[2].replace(found[4], b""), found.start(2), found.end(2), "concatenation")
    return None


def filled_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the value before *end* whose rest is in a variable: ``f"ghp_{rest}"``."""
    for found in _FILLED.finditer(text, max(0, end - _BACK), min(len(text), end + 80)):
        if found.end() >= end:
            rest = _literal_of(text, found[2], end)
            return None if rest is None else View(found[1] + rest, found.start(), found.end(), "concatenation")
    return None


def summed_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the value whose prefix is a constant that ends at *end*: ``P = "ghp_"``, ``R = "…"``, ``P + R``."""
    found = None
    for found in _ASSIGNED.finditer(text, max(0, end - _BACK), end):
        if found.end() == end:
            break
    if found is None or found.end() != end:
        return None
    name = re.escape(found[1])
    use = re.search(
        rb"(?<![\w.])" + name + rb"\s{0,4}(?:\+|\.{1,2}|<>)\s{0,4}([A-Za-z_]\w{0,60})|[{]" + name + rb"\}\$?\{([A-Za-z_]\w{0,60})",
        text[end : end + _REACH],
    )  # fmt: skip
    rest = None if use is None else _literal_of(text, use[1] or use[2], end)
    return None if rest is None else View(found[2] + rest, found.start(2), found.end(2), "concatenation")


def _literal_of(text: bytes, name: bytes, near: int) -> bytes | None:
    """Return the literal that *name* is set to, within 3,000 bytes of *near*."""
    found = re.search(_LITERAL % re.escape(name), text[max(0, near - _REACH) : near + _REACH])
    return found[1] if found else None
