"""What of the lines after a line is read with it: the value of a name may stand on the next."""

from __future__ import annotations

from typing import Final

from keyproof import limits
from keyproof.patterns import regex

OPENS: Final = b",([{=:|?+\\"
"""What a line ends with whose value may stand on the next."""

_NAMED: Final = rb"""["']?\s{0,2}[:=]\s{0,2}["']?[\w.-]{1,80}["']?,?"""
_NAME_LINE: Final = regex(rb"(?:name%b|key%b|</key>|-\s{1,4}[\"']?--?[\w-]{1,60}[\"']?)\Z" % (_NAMED, _NAMED))
"""The end of a line, in lower case, that names what the next line sets."""

_SCHEMA: Final = regex(
    rb"""\s{0,30}+(?:\{\s{0,2})?(?:map\s{1,4}\$\w{1,60}\s{1,4}\$\w{1,60}\s{0,4}\{|variable\s{1,4}"[\w-]{1,80}"\s{0,4}\{|["']?[\w-]{1,60}["']?\s{0,2}:\s{0,2}[\[{]?|(?:[\w.$ -]{1,80}|(?<=[ ]))(?::[^=\n]{1,40})?:?=(?:[^\n"']{0,40}[\[({])?|[^\n"']{0,100}\b(?:getConnection|connect|createConnection|sign|verify|encode|decode|createHmac|createCipheriv|Sequelize|[bB]asic_?[aA]uth|login|PlainAuth|\w{0,20}Credentials?)\(|[^\n"']{0,100}\bsession\(\{|\w{1,60}:\s{0,2}(?:\w{1,20}\.)?Annotated\[|[^\n]{1,200}(?:\bor|\|\||\?\?)\s\()\s{0,2}\Z"""
)
"""A line that opens the description of an option, whose default stands some lines below."""

_NAMES: Final = regex(
    rb"""\s{0,40}+[{-]?\s{0,4}["'](?:[Nn]ame|[Kk]ey|id)["']\s{0,2}:\s{0,2}["'][\w.-]{1,80}["'],\s{0,2}\Z"""
)
"""A line that names what its object sets some lines below."""

TAG: Final = regex(rb"\s{0,80}<[^<>/!?][^<>]{0,400}(?<![/?-])>\s{0,4}\Z")
"""A line that is an opening tag."""

_DESCRIBES: Final = (b"{", b"[", b"(", b":", b",", b"=")
"""What such a line ends with."""

CHAIN: Final = rb"\n[ \t]{1,64}(?:\.[A-Za-z]|\?[?:.]|\|\||or )"
"""How a line begins that goes on with the one before; ``_line.h`` says the same."""

_CHAINED: Final = regex(CHAIN)
_OPERATED: Final = regex(rb"\n[ \t]{1,64}(?:\?[?:]|\|\||or )")

MOST_CHAINED: Final = 3
"""Lines behind a line that are read with it where an operator begins them; `_way.h` has it too."""

SCHEMA_WIDTH: Final = 500
"""Bytes that such a description is read for."""


def goes_on(line: bytes) -> bool:
    """Whether the value of a name on *line* may stand on the next."""
    bare = line[-160:].rstrip()
    if not bare:
        return False
    if bare[-1] in OPENS or bare.endswith((b" or", b"&&")):
        return True
    if b"INTO " in line or b"into " in line:
        return True
    if bare[-1:] == b">" and TAG.match(line):
        return True
    lowered = bare.lower()
    if b"-" not in bare and b">" not in bare and b"name" not in lowered and b"key" not in lowered:
        return False
    return _NAME_LINE.search(lowered) is not None


def is_chained(text: bytes, stop: int) -> bool:
    """Whether the line after the one that ends at *stop* begins with what goes on with it."""
    return _CHAINED.match(text, stop) is not None


def is_described(line: bytes) -> bool:
    """Whether *line* opens the description of an option, so that more than the line after it is read with it."""
    end = line.rstrip()[-1:]
    if end == b">":
        return TAG.match(line) is not None
    return end in _DESCRIBES and (_NAMES if end == b"," else _SCHEMA).match(line) is not None


def rest(text: bytes, stop: int, *, described: bool) -> bytes:
    """Return the line after the one that ends at *stop*, with its newline, and those that go on with it by an operator.

    Of an option's description some more.
    """
    if described:
        return text[stop : stop + SCHEMA_WIDTH].partition(b"\n}")[0]
    end = stop
    for lines in range(MOST_CHAINED):
        if lines and _OPERATED.match(text, end) is None:
            break
        low = end + 1
        end = text.find(b"\n", low, low + limits.LINE_WINDOW)
        if end < 0:
            return text[stop : low + limits.LINE_WINDOW]
    return text[stop:end]
