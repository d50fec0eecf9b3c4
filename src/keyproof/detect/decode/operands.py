"""What stands behind the first part of a sum, part by part: literals of any quotes, names, members of objects, comments between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keyproof.patterns import regex

_NOTE: Final = rb"(?:/\*[^*\n]{0,160}\*/|(?://|\#)[^\n]{0,160}\n)"
_SIGN: Final = regex(
    rb"\s{0,40}(?:"
    + _NOTE
    + rb"\s{0,40}){0,2}(?:\\\r?\n\s{0,40})?(?P<sign>\+{1,2}|\.{1,2}|<>|&|~|\|\||\^)(?!=)\s{0,60}(?:\\\r?\n\s{0,40})?(?:"
    + _NOTE
    + rb"\s{0,60}){0,2}"
)
_PART: Final = regex(
    rb"""[bfruL@]{0,2}(?:"(?P<a>[^"\n\\]{0,300})"|'(?P<b>[^'\n\\]{0,300})'|`(?P<c>[^`\n\\$]{0,300})`)"""
    rb"""|\$?[A-Za-z_]\w{0,40}\[["'](?P<item>[A-Za-z_]\w{0,60})["']\]"""
    rb"""|\$?(?:[A-Za-z_]\w{0,40}(?:\.|->|::|\?\.)(?=[A-Za-z_])){0,3}(?P<name>[A-Za-z_]\w{0,60})(?![\w(\[]|\.\w)"""
)
_MOST: Final = 24
"""Parts of one sum."""


def rest_of(text: bytes, at: int, literal: Callable[[bytes], bytes | None]) -> bytes | None:
    """Return what a sum adds to the part that ends at *at*; *literal* knows what names stand for.

    None where nothing is added, or something of which nothing is known.
    """
    at += 2 if text[at : at + 2] in (b'"]', b"']") else 0
    parts: list[bytes] = []
    first = b""
    while len(parts) < _MOST and (sign := _SIGN.match(text, at)) is not None:
        first = first or sign["sign"]
        part = _PART.match(text, sign.end()) if sign["sign"] == first else None
        if part is None:
            break
        kind = part.lastgroup or "name"
        value = literal(part[kind]) if kind in ("item", "name") else part[kind]
        if value is None:
            return None
        parts.append(value)
        at = part.end()
    return b"".join(parts) or None
