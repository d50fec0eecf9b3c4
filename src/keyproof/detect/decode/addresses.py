r"""Addresses with a password that are written in pieces or with escapes: ``"mysql://app:" "…@db"``, ``amqp:\/\/``, ``%3A//``."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect.decode import pieces
from keyproof.detect.decode.view import View, around, substituted
from keyproof.patterns import regex

_NAME: Final = "[A-Za-z0-9._~+-]+"
"""A user's name: the looks end where a password begins, so that nothing else has to be followed."""

PIECE_LOOK: Final = (
    r"(?:sql|postgres|mongodb|srv|mariadb|redis|rediss|amqp|amqps)://[^\s/?#@\"'`<>\\]+(?:[\"'`]|\\\r?\n)"
)
SLASHED_LOOK: Final = (
    rf":(?:\\/\\/|\\\\/\\\\/|\\\\\\/\\\\\\/|\\u002[fF]\\u002[fF]){_NAME}:|\\u003[aA](?://|\\/\\/|\\u002[fF])"
)
PERCENT_LOOK: Final = (
    rf"%3[aA](?:%2[fF]%2[fF]|//){_NAME}%3[aA]|:%2[fF]%2[fF]{_NAME}:|%253[aA]%252[fF]%252[fF]{_NAME}%253[aA]"
)
_CHARACTERS: Final = regex(rb"[^\s\"'`<>\\]{0,3000}")
_OPENS: Final = (b'"', b"'", b"`", b"=", b" ", b"\n")
_CLOSES: Final = b"\"'`;,) \r\n"
_AHEAD: Final = 200
REACH: Final = 620
"""Bytes on both sides of the end of an address's first piece that say whether another follows."""

_LINE: Final = 16 * 1024
_SLASHED: Final = regex(
    rb"(?!://)(?::|\\{1,4}u003[aA])(?:\\{0,4}/|\\{1,4}u002[fF]){2}[^\s&/?#@\"'`<>]{3,600}?(?:@|\\{1,4}u0040)"
)
_SLASH: Final = regex(rb"\\{1,4}(?:(/)|u00([2-7][0-9a-fA-F]))")
_PERCENT: Final = regex(rb"(?!://)(?::|%(?:25)*3[aA])(?:/|%(?:25)*2[fF]){2}[^\s&/?#@\"'`<>]{3,600}?(?:@|%(?:25)*40)")
_CODE: Final = regex(rb"%(?:25)*([0-9A-Fa-f]{2})")


def pieces_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the address of which the first piece, with what closes it, ends at *end*."""
    stop = text.rfind(b"\\", max(0, end - 3), end) if text[end - 1 : end] == b"\n" else end - 1
    start = max(text.rfind(mark, max(0, stop - _AHEAD), stop) for mark in _OPENS) + 1
    seam = pieces.seam_at(text, start, stop) if start else None
    made = None if seam is None else pieces.joined_at(text, start, stop, seam, _CHARACTERS)
    if made is None:
        return None
    behind = len(made.data) - len(made.data.rstrip(_CLOSES))
    whole = (start - made.start, len(made.data) - behind, start, made.end - behind)  # a password may be in one piece
    return View(made.data, made.start, made.end, made.how, (whole,), is_text=False)


def slashed_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the line of *end* with its addresses as they were before JSON's writers escaped them: ``\/``, ``\u002F``."""
    return substituted(text, *around(text, end - 1, _LINE), _SLASHED, _unslashed, "escapes", is_text=False)


def _unslashed(found: re.Match[bytes]) -> bytes:
    return _SLASH.sub(lambda m: m[1] or bytes([int(m[2], 16)]), found[0])


def percent_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with the addresses that stand within another one decoded (RFC 3986)."""
    return substituted(text, *around(text, end - 1, _LINE), _PERCENT, _decoded, "percent-encoding", is_text=False)


def _decoded(found: re.Match[bytes]) -> bytes:
    return _CODE.sub(lambda m: bytes([int(m[1], 16)]), found[0])
