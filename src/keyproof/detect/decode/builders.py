"""Values that are put together by a builder or by statement after statement: ``new StringBuilder().append("…")``, ``key += "…"``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode import called
from keyproof.detect.decode.named import WORDS
from keyproof.detect.decode.owner import credential, owned
from keyproof.detect.decode.view import View
from keyproof.patterns import regex

_PIECE: Final = rb"""[bfru@L]?(?:"[^"\n\\]{0,80}"|'[^'\n\\]{0,80}'|`[^`\n\\]{0,80}`)"""
_EACH: Final = regex(rb"""["'`]([^"'`\n]{0,80})["'`]""")

BUILDER_LOOK: Final = r"StringBu(?:ilder|ffer)[({][^()\n]{0,80}[)}]\s{0,60}(?:\.(?:append|add|write)\(|<<)\s{0,4}[\"']"
_BUILDER: Final = regex(
    rb"(?:new[ ])?(?:java\.lang\.|std::|o)?(?:StringBu(?:ilder|ffer)|StringIO|stringstream|StringJoiner)[({]\s?(?P<all>(?:"
    + _PIECE
    + rb")?\s?[)}](?:\s{0,60}(?:\.(?i:append|add|write)\(\s{0,4}"
    + _PIECE
    + rb"\s{0,4}\)|<<\s{0,4}"
    + _PIECE
    + rb")){1,40})"
)

NAMED_LOOK: Final = (
    WORDS
    + r"(?:\w*\s?(?:\+=|\.=|<<|\.(?:append|concat|push_str|push|write|writestring)\()\s?[\"'`][^\"'`\n]+[\"'`]|"
    + called.PAIRS_TAIL
    + ")"
)
_MORE: Final = rb"(?:\s{0,4}(?:\+|\.|<<)?=?\s{0,4}|\.(?i:append|concat|push_str|push|write|writestring)\(\s{0,4})"
_ADDS: Final = regex(
    rb"(?P<n>[$@]{0,2}\b[A-Za-z_]\w{0,60})(?:\s?(?:\+=|\.=|<<)|\.(?i:append|concat|push_str|push|write|writestring)\()\s?[\"'`][^\"'`\n]{1,80}[\"'`]\Z"
)
_BACK: Final = 8
"""Statements before the last that are looked at."""

_STATEMENTS: Final = regex(
    rb"(?P<n>[$@]{0,2}[A-Za-z_]\w{0,60})(?:[ ]?:[ ]?[\w<>]{1,20})?[ ]{0,4}:?=[ ]{0,4}(?P<all>(?:(?:new[ ])?[\w.:]{0,30}\(?)?(?:"
    + _PIECE
    + rb")?\)?(?:\.to_?[sS]tring\(\)|\.to_owned\(\))?\s{0,4};?(?:\s{1,60}(?P=n)"
    + _MORE
    + _PIECE
    + rb"\)?\s{0,4};?){1,40})"
)


PARTS_LOOK: Final = r"(?:concat!|format!?|sprintf)\(\s*[\"'][^\"'\n]*[\"']\s?,\s*[\"']|%s[\"']\s?%\s?\(\s?[\"']"
_PARTS: Final = regex(
    rb"(?:(?P<form>"
    + _PIECE
    + rb")\s?(?:\.format\(|%\s?\()|[\w.:]{0,24}(?i:concat!?|format!?|sprintf?|paste0)\()\s{0,60}(?P<all>"
    + _PIECE
    + rb"(?:\s{0,4},\s{0,60}"
    + _PIECE
    + rb"){1,20})\s{0,4},?\s{0,60}\)"
)
_FORM: Final = regex(rb"(?:\{[\w:]{0,8}\}|%(?:\d\$)?[sv])+")


def parts_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that a call makes of the literals it is given: ``format!("{}{}", "…", "…")``, ``"%s%s" % ("…", "…")``."""
    for found in _PARTS.finditer(text, max(0, end - 320), min(len(text), end + 1_200)):
        if found.end() < end:
            continue
        pieces = _EACH.findall(found["all"])
        if found["form"] is None or _FORM.fullmatch(found["form"].strip(b"\"'`bfru@L")):
            value = b"".join(piece for piece in pieces if not _FORM.fullmatch(piece))
            if (line := owned(text, found.start(), value)) is not None:
                yield View(line, *found.span("all"), "concatenation", told=True)
        return


def builder_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that the builder before *end* makes, where a credential name is given it."""
    for found in _BUILDER.finditer(text, max(0, end - 320), min(len(text), end + 4_000)):
        if found.end() >= end:
            value = b"".join(_EACH.findall(found["all"]))
            if (line := owned(text, found.start(), value)) is not None:
                yield View(line, *found.span("all"), "concatenation", told=True)
            return


def named_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what statements add to the credential name before *end*, or the pairs of hex that it is set to."""
    yield from added_at(text, end, prefix)
    yield from called.pairs_at(text, end, prefix)


def added_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that statements up to *end*, and those behind, add to a credential name."""
    last = _ADDS.search(text, max(0, end - 320), end)
    if last is None or (name := credential(last["n"].lstrip(b"$@"))) is None:
        return
    at, first = last.start(), None
    for _ in range(_BACK):
        at = text.rfind(last["n"], max(0, end - 600), at)
        found = _STATEMENTS.match(text, at) if at >= 0 else None
        if found is None or found.end() < end:
            break
        first = found
    if first is not None:
        value = b"".join(_EACH.findall(first["all"]))
        if 6 <= len(value) <= 400 and b"\\" not in value and b'"' not in value:
            yield View(name + b' = "' + value + b'"', *first.span("all"), "concatenation", told=True)
