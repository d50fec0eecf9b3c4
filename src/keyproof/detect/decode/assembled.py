"""Values of a credential name that are put together from variables alone: ``token = a + b``, ``TOKEN="$A$B"``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from keyproof.detect.decode.expressions import Reader
from keyproof.detect.decode.sums import REACH, literal_of
from keyproof.detect.decode.ties import WORDS, bound_view
from keyproof.detect.decode.view import View, around
from keyproof.patterns import regex

LOOK: Final = (
    WORDS + r"[\w-]*[ \t]*(?::[ \t]?[\w<>]+[ \t]*)?:?=[ \t]*(?:\$?[a-z_]\w*[ \t]?(?:\+|\.\.|<>|&|[ ]\.)[ \t]?\$?[a-z_]|"
    r"[\"']\$[a-z_]\w*[\"'][ \t]?[.+]|[f$]?[\"'`]?(?:[$#]?\{[a-z_][\w.]*\}[_.:-]?|\$[a-z_]\w*|%[a-z_]\w*%)(?:[$#]?\{[a-z_]|\$[a-z_]|%[a-z_]))"
)
_SUM: Final = regex(
    rb"""([\w-]{2,80})[ \t]{0,8}(?::[ \t]?[\w<>]{1,30}[ \t]{0,4})?:?=[ \t]{0,8}(?P<all>(?:\$?[A-Za-z_]\w{0,60}[ \t]?(?:\+|\.\.|<>|&|[ ]\.)[ \t]?){1,8}\$?[A-Za-z_]\w{0,60}"""
    rb"""|[f$]?["'`]?(?:(?:[$#]?\{[A-Za-z_][\w.]{0,60}\}(?:[_.:-](?=[$#]?\{))?|\$[A-Za-z_]\w{0,60}|%[A-Za-z_]\w{0,60}%)){2,9}["'`]?)[ \t]{0,4};?[ \t]{0,4}(?=\r?\n|\Z)"""
)
_NAME: Final = regex(rb"(?<![\w.])(?!f[\"'`])[A-Za-z_]\w*(?:\.\w+)?")
_PIECE: Final = regex(rb"\{([A-Za-z_][\w.]*)\}|\$([A-Za-z_]\w*)|(?<=\})([_.:-])")
"""A name in braces or behind a dollar sign, or the sign that joins two."""

_GIVEN: Final = regex(rb"[\w\"'\]]\s{0,4}[:=][ \t]{0,4}(?=[\"'`$])")
_EXPRESSIONS: Final = 3
_LEAST: Final = 20
"""Expressions of one line that are read; characters of what they stand for that may be a value of a known shape."""

_VALUE: Final = re.compile(rb"[!-~]{2,200}")


def assembled_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that the credential name before *end* is given, each part of which is a constant of its own."""
    low, high = around(text, max(end - 1, 0), 400)
    for found in _SUM.finditer(text, low, high):
        named = [(name, b"") for name in _NAME.findall(found["all"])]
        if b"}" in found["all"]:
            named = [(braced or plain, sign) for braced, plain, sign in _PIECE.findall(found["all"])]
        parts = [sign or literal_of(text, name.rpartition(b".")[2], found.start()) for name, sign in named]
        value = b"".join(part for part in parts if part is not None)
        if len(parts) > 1 and None not in parts and _VALUE.fullmatch(value):
            yield View(b"", found.start() - REACH, found.start() + REACH, "")
            yield from bound_view(found[1], value, found.start("all"), "concatenation")
            return
    for given in islice(_GIVEN.finditer(text, low, high), _EXPRESSIONS):
        reader = Reader(text, given.end(), 8)
        for value in reader.read(None):
            if len(value) >= _LEAST:
                yield View(value, given.end(), reader.at, "concatenation", is_text=False)
