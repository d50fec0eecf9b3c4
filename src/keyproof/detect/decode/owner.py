"""The credential name that a literal belongs to, where types, calls or a function's head stand between the two."""

from __future__ import annotations

from typing import Final

from keyproof.detect.decode.view import printable
from keyproof.detect.names import kind_of
from keyproof.patterns import regex

_REACH: Final = 240
"""Bytes before a literal in which its name is looked for."""

_MOST: Final = 12
_ASSIGNS: Final = regex(rb":=|=>|->|<-|(?<![=!<>])=(?![=>])|:(?![:=])|,")
_OPENS: Final = regex(
    rb"""(?:\s?["']{2}\.join\()?(?:"?\$\()?(?:[^\n=;"'`]|["'][\w*!<>|]{1,8}["'](?=,)){0,100}?(?:["']?%s["']?[ ]|["']?\{\{-?[ ]?)?(?:[({\[<,]\s{0,60})?[bBrRuUfF]{0,2}["'`]{0,3}\Z"""
)
"""What stands between an assignment and its literal: types and calls; a new line behind a bracket alone."""

_NAME: Final = regex(
    rb"""([A-Za-z_$][\w$.\-]{0,80})(?:\(\))?["'`\])}]{0,3}[ \t]{0,4}"""
    rb"""(?:\[[^\]\n"']{0,20}\][ \t]{0,4})?(?::[ \t]?[^\n="'(){}]{1,40}|[ ]As[ ]\w{1,20})?[ \t]{0,4}\Z"""
)
_BESIDE: Final = regex(rb",[ ]?(?:_|ok|err|error)\Z")
"""What Go assigns beside the value."""

_BUFFER: Final = regex(
    rb"""["']([\w.\-]{2,80})["']\s{0,4}:\s{0,4}\{\s{0,40}["']type["']\s{0,2}:\s{0,2}["']Buffer["']\s{0,2},\s{0,40}["']data["']\s{0,2}:\s{0,4}[\[\s]{0,60}\Z"""
)
"""How Node writes the bytes of a value as JSON."""

_GIVEN: Final = regex(
    rb"""([A-Za-z_$][\w$]{0,80})[ \t]?\([^()\n]{0,80}\)[ \t]{0,4}->[^{}\n=;"']{1,80}\{\s{0,80}[^\n=;"'`]{0,120}(?:[({\[<,]\s{0,60})?[bru]{0,2}["'`]{0,3}\Z"""
)
"""A function whose body is one expression, as in Rust and Swift."""

_LISP: Final = regex(
    rb"""\((?:def\w{0,9}|setq|setf|define|defconst)[ \t]{1,4}(?:\^[\w:]{1,20}[ \t])?\*?([A-Za-z_][\w.\-]{1,80})\*?[ \t]{1,4}\([^"'`\n=]{0,120}["]?\Z"""
)
_SETS: Final = regex(rb"""(?i)\bset\s{1,4}[\w."`\[\]]{1,60}\s{0,4}=\s{0,4}[^\n'"=]{0,60}['"]?\Z""")
_WHOSE: Final = regex(rb"""(?i)\bwhere\s{1,4}[\w."`\[\]]{1,60}\s{0,4}=\s{0,4}N?['"]([\w.:/-]{2,80})['"]""")
"""SQL: a row of settings is given a value, and is found by its name."""

_ROW: Final = 2_400
"""Bytes behind a value in which its row is told."""

_RETURNS: Final = regex(
    rb"""([A-Za-z_$][\w$]{0,80})[ \t]?\([^()\n]{0,80}\)[^{}\n=;"']{0,80}(?:[{:=]|=>)\s{0,80}return[ \t(]{1,4}[^\n=;"'`]{0,80}(?:[({\[<,]\s{0,60})?[bru]{0,2}["'`]{0,3}\Z"""
)
_FILE: Final = regex(rb"_(?:txt|bin|dat|raw|pem|bytes|buf|data|hex|b64|base64|encoded|enc|b58|base58|codes|chars)\Z")
"""What names of encoded values end with, and those that ``xxd -i`` makes of a file's."""


def owner(text: bytes, start: int) -> bytes | None:
    """Return the credential name that the literal at *start* is bound to; None where there is none."""
    before = text[max(0, start - _REACH) : start]
    for found in reversed(list(_ASSIGNS.finditer(before))[-_MOST:]):
        if not _OPENS.match(before, found.end()):
            break
        name = _NAME.search(_BESIDE.sub(b"", before[: found.start()].rstrip(b" \t|?+")))
        if name is not None and (told := credential(name[1])):
            return told
    if b"Buffer" in before and (buffer := _BUFFER.search(before)):
        return credential(buffer[1])
    for word, expression in ((b"return", _RETURNS), (b"->", _GIVEN), (b"(", _LISP)):
        head = expression.search(before) if word in before else None
        if head is not None and (told := credential(head[1])):
            return told
    if _SETS.search(before) and (whose := _WHOSE.search(text, start, start + _ROW)):
        return credential(whose[1].rpartition(b"/")[2])
    return None


def credential(name: bytes) -> bytes | None:
    """Return *name* as one of a credential, without what it says of the spelling; None where it is none."""
    for one in (name, _FILE.sub(b"", name)):
        kind = kind_of(one.decode("utf-8", "replace"))
        if kind is not None and not kind.faint:
            return one
    return None


def owned(text: bytes, start: int, value: bytes) -> bytes | None:
    """Return ``name = "value"`` for the literal at *start*, which stands for *value*; None where that is no credential's."""
    value = value.strip()
    if not 6 <= len(value) <= 400 or b'"' in value or b"\\" in value or b"\n" in value or not printable(value):
        return None
    name = owner(text, start)
    return None if name is None else name + b' = "' + value + b'"'
