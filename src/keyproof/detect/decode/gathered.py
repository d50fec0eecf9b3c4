"""Values that are gathered from words, from constants and a rest, or from what a protocol says: ``%w[a b].join``, ``f"{HEAD}b"``."""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode import escapes
from keyproof.detect.decode.owner import credential, owned
from keyproof.detect.decode.sums import REACH, literal_of
from keyproof.detect.decode.ties import WORDS, bound_view
from keyproof.detect.decode.view import View, around
from keyproof.patterns import regex

_ALL: Final = r"[\w+/=.!@-]"
_ESCAPED: Final = r"\\(?:x|u00|u\{)[2-7][0-9a-f]\}?"
FEW_LOOK: Final = WORDS + rf"""[\w-]*["'`]?[ \t]{{0,4}}[:=][ \t]{{0,4}}["'](?:{_ALL}*{_ESCAPED}){{3}}[^\s"'\\]*{_ALL}"""
"""Some characters of a value in escapes, the others not."""

WORDS_LOOK: Final = r"%w[\[({][^\n\])}]+[\])}]\.join|[ ]\(str \"[^\"\n]+\" \""
_WORDS: Final = regex(
    rb"""%w[\[({]\s{0,8}(?P<w>[^\n\])}"'#]{6,400})[\])}]\.join(?!\([ ]?["'][^"'])"""
    rb"""|\(def\w{0,9}[ \t]{1,4}(?:\^[\w:]{1,20}[ \t])?\*?(?P<n>[A-Za-z_][\w.-]{1,80})\*?[ \t]{1,4}\(str[ ](?P<s>"[^"\n\\]{1,200}"(?:\s{1,20}"[^"\n\\]{1,200}"){1,20})\)"""
)
_QUOTED: Final = regex(rb'"([^"\n]{0,200})"')

WITHIN_LOOK: Final = (
    WORDS
    + r"[\w-]*[ \t]*(?::[ \t]?[\w<>]+[ \t]*)?:?=[ \t]*[fs$]?[\"'`](?:[$#]?\{[a-z_][\w.]*\}[\w+/=.!-]{6}|[\w+/=.!-]{6,}[$#]?\{[a-z_][\w.]*\}[\"'`])"
)
_WITHIN: Final = regex(
    rb"""([\w-]{2,80})[ \t]{0,8}(?::[ \t]?[\w<>]{1,30}[ \t]{0,4})?:?=[ \t]{0,8}[fs$]?(?P<q>["'`])(?P<all>(?:[\w+/=.!-]{1,200}+|[$#]?\{[A-Za-z_][\w.]{0,60}\}){2,9})(?P=q)"""
)
_PART: Final = regex(rb"[$#]?\{([A-Za-z_][\w.]{0,60})\}|[\w+/=.!-]{1,200}")

_MARKED: Final = regex(rb"[a-z]{2,6}(?:_[a-z]{2,5})?[_-]|AKIA|AIza|SG\.|eyJ")
"""The start of a provider's value: `pieces` knows by it what is put together."""

LOGIN_LOOK: Final = r"AUTH(?:ENTICATE)? PLAIN [A-Za-z0-9+/]{8}|334 UGFzc3dvcmQ6"
_PLAIN: Final = regex(rb"AUTH(?:ENTICATE)? PLAIN (?P<v>[A-Za-z0-9+/]{8,800}={0,2})")
_ASKED: Final = regex(
    rb"334 UGFzc3dvcmQ6[^\n]{0,8}\n(?:[A-Z]:|[<>]{1,3}|\S{0,40}[ ]>)?[ \t]{0,4}(?P<v>[A-Za-z0-9+/]{6,400}={0,2})[ \t\r]{0,4}(?:\n|\Z)"
)
"""What a server asks for with *Password:* in base64 (SMTP's AUTH LOGIN), and what it is told."""

ENTRY_LOOK: Final = WORDS + r"\w*\x12[\x08-\x7f][!-~]{8}"
_ENTRY: Final = regex(rb"\x0a([\x04-\x50])([A-Za-z_][\w.-]{3,79})\x12([\x08-\x7f])([!-~]{8,127})", 16)


def few_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with its escapes decoded."""
    return escapes.backslash_at(text, end, prefix)


def words_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the words on the line of *end* that are joined without a sign: Ruby's ``%w[…].join``, Lisp's ``(str "…" "…")``."""
    for found in _WORDS.finditer(text, *around(text, max(end - 1, 0), 800)):
        if found["w"] is not None:
            line = owned(text, found.start(), b"".join(found["w"].split()))
            if line is not None:
                yield View(line, *found.span("w"), "join", told=True)
        elif (name := credential(found["n"])) is not None:
            yield from bound_view(name, b"".join(_QUOTED.findall(found["s"])), found.start("s"), "join")


def within_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value of the credential name before *end*, a text into which constants of the file are put."""
    for found in _WITHIN.finditer(text, *around(text, max(end - 1, 0), 400)):
        parts = [
            literal_of(text, part[1].rpartition(b".")[2], found.start()) if part[1] else part[0]
            for part in _PART.finditer(found["all"])
        ]
        if b"{" in found["all"] and None not in parts and credential(found[1]):
            yield View(b"", found.start() - REACH, found.start() + REACH, "")
            value = b"".join(part for part in parts if part is not None)
            if _MARKED.match(value):
                return
            yield from bound_view(found[1], value, found.start("all"), "concatenation")
            return


def login_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the password that a mail client sends in base64 around *end* (RFC 4616, RFC 4954)."""
    for expression in (_PLAIN, _ASKED):
        for found in expression.finditer(text, max(0, end - 120), min(len(text), end + 900)):
            raw = found["v"].rstrip(b"=")
            try:
                data = binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
            except binascii.Error:
                continue
            yield from bound_view(b"login_password", data.rpartition(b"\0")[2], found.start("v"), "base64")


def entry_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value of the entry around *end* of a map in a protocol buffer, each text after its length."""
    for found in _ENTRY.finditer(text, max(0, end - 120), min(len(text), end + 140)):
        name, value = found[2][: found[1][0]], found[4][: found[3][0]]
        if len(name) == found[1][0] == len(found[2]) and len(value) == found[3][0] and credential(name):
            yield from bound_view(name, value, found.start(4), "length-prefixed")


LOOKS: Final = (
    (few_at, True, FEW_LOOK),
    (words_at, False, WORDS_LOOK),
    (within_at, True, WITHIN_LOOK),
    (login_at, False, LOGIN_LOOK),
    (entry_at, True, ENTRY_LOOK),
)
"""As the table of `gates`."""
