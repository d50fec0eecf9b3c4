"""Values that a formatter or a writer set some lines apart from their name: chains of calls, choices, paragraphs, members of enums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.ties import WORDS, bound_view
from keyproof.detect.decode.view import View
from keyproof.detect.names import kind_of
from keyproof.patterns import regex

REACH: Final = 2_000
_QUOTED: Final = rb"""(?P<q>["'`])(?P<v>[^"'`\n\\$]{4,300})(?P=q)"""
_CALL: Final = r"\.(?:default|prefault|unwrap_or\w*|or_?else\w*|getorelse)\("

CHAIN_LOOK: Final = (
    rf"{WORDS}\w*[\"'`\])]*(?:[ \t]*[:=][^\n\"'`;{{}}]*)?[ \t\r]*\n[ \t]*(?:\.\w+\([^()\n]*\)\s*)?(?:\.\w+\([^()\n]*\)\s*)?{_CALL}|"
    rf"{WORDS}\w*[ \t]*(?::[^\n=;]+)?=[^\n;]+\n[ \t]*\?[^\n]*\n[ \t]*:[ \t]*[\"'`]"
)
_CHAIN: Final = regex(
    rb"""(?i)(?P<n>[A-Za-z_$][\w$]{1,80})["'`\])]{0,3}(?:[ \t]{0,8}[:=][^\n"'`;{}]{0,80})?[ \t\r]{0,4}\n[ \t]{0,60}(?:\.\w{1,24}\([^()\n]{0,60}\)\s{0,80}){0,3}"""
    rb"""\.(?:default|prefault|unwrap_or\w{0,12}|or_?else\w{0,6}|getorelse)\(\s{0,60}(?:\|\w{0,8}\|\s?|\(\)\s?[=-]>\s?)?"""
    + _QUOTED
)
_CHOICE: Final = regex(
    rb"(?P<n>[A-Za-z_$][\w$]{1,80})[ \t]{0,8}(?::[^\n=;]{1,60})?=[^\n;]{1,160}\n[ \t]{0,60}\?[^\n]{0,200}\n[ \t]{0,60}:[ \t]{0,4}"
    + _QUOTED
)

ENUM_LOOK: Final = r"enum[ ]\w*(?:token|secret|key|password)s?\b[^\n]*\{[ \t\r]*\n"
_ENUM: Final = regex(rb"(?i)enum[ ]\w{0,60}?(token|secret|key|password)s?\b[^\n]{0,60}\{[ \t\r]{0,4}\n\Z")
_MEMBER: Final = regex(rb"""(?:\A|(?<=\n))[ \t]{0,40}(?P<k>\w{1,60})[ \t]{0,8}=[ \t]{0,8}""" + _QUOTED)
_ONE: Final = {b"key": b"api_key"}

PARAGRAPH_LOOK: Final = rf"{WORDS}[*_`\"']*(?: (?:is|was))?[ \t]*:?[*_`]*[ \t\r]*\n\s*(?:`{{3}}\w*[ \t\r]*\n)?[ \t]*`*[A-Za-z_.+/=~-]*[0-9][A-Za-z0-9_.+/=~-]{{6}}"
_PARAGRAPH: Final = regex(
    rb"""(?i)(?P<n>[\w-]{0,40}(?:token|secret|api[ _-]?key|password|credential))[*_`"']{0,4}(?:[ ](?:is|was))?[ \t]{0,4}(?::|[*_`]{0,4}(?=\s))[*_`]{0,4}[ \t\r]{0,4}\n\s{0,80}"""
    rb"""(?:`{3}\w{0,12}[ \t\r]{0,4}\n)?[ \t]{0,40}`{0,2}(?P<v>(?![0-9a-f]{8}-[0-9a-f]{4}-|[\w.-]{1,80}=[^\s=`])(?=[^\s`]{0,80}\d)[A-Za-z0-9_.+/=~-]{20,300})`{0,2}[ \t\r]{0,4}\n"""
)
_BETWEEN: Final = regex(rb"[ \t\r]{0,40}(?:`{3}[^\n]{0,40})?\n")
"""A line between the two: nothing, or the fence of a block."""

_ABOVE: Final = 4
_HEADED: Final = regex(rb"(?:\A|\n)(?:\#{1,6}[ ][^\n]{0,60}|[^\n]{0,80}:[*_`]{0,4}[ \t\r]{0,4})\Z")
"""What a paragraph of one word is headed by: a heading, or words that end with a colon."""


def chain_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the default at the end of a chain of calls, or the last of a choice, on the lines below its name."""
    low, high = max(0, end - 500), min(len(text), end + 400)
    for expression in (_CHAIN, _CHOICE):
        for found in expression.finditer(text, low, high):
            if found.end() >= end:
                yield from bound_view(found["n"], found["v"], found.start("v"), "chain")
                return


def enum_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the members of the enum of credentials whose head ends at *end*."""
    head = _ENUM.search(text, max(0, end - 200), end)
    if head is None:
        return
    word = head[1].lower()
    stop = text.find(b"}", end, end + REACH)
    for found in _MEMBER.finditer(text, end, stop if stop >= 0 else min(len(text), end + REACH)):
        if kind_of(found["k"].decode()) is None:
            yield from bound_view(found["k"] + b"_" + _ONE.get(word, word), found["v"], found.start("v"), "enum")


def paragraph_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the word that stands alone in the paragraph below a heading, or a colon, that names it."""
    low = text.rfind(b"\n", 0, end) + 1
    for _ in range(_ABOVE):  # up to the line with the name
        low = text.rfind(b"\n", 0, max(low - 1, 0)) + 1
        if not low or not _BETWEEN.match(text, low):
            break
    for found in _PARAGRAPH.finditer(text, max(low, end - 300), min(len(text), end + 400)):
        line = text.rfind(b"\n", 0, found.start()) + 1
        first = text.find(b"\n", found.start())
        if found.end("v") >= end and _HEADED.search(text, max(0, line - 1), first):
            name = found["n"].replace(b" ", b"_")
            yield from bound_view(name, found["v"], found.start("v"), "paragraph")
            return


LOOKS: Final = (
    (chain_at, True, CHAIN_LOOK),
    (enum_at, True, ENUM_LOOK),
    (paragraph_at, True, PARAGRAPH_LOOK),
)
"""As the table of `gates`."""
