"""Env files: ``NAME=value`` lines, quoted values over several lines, comments, and names commented out.

The union of what python-dotenv, the npm package dotenv and docker's ``--env-file`` accept.
"""

from __future__ import annotations

import re

import msgspec

from keyproof.documents.tree import Span, bounded
from keyproof.patterns import regex

_LINE = regex(r"[ \t]*+(#[ \t#]*+)?(?:export[ \t]++)?([A-Za-z_][A-Za-z0-9_.\-]{0,200})[ \t]*+=[ \t]*+")
_QUOTED = {
    '"': regex(r'"((?:[^"\\]++|\\.)*)"', re.S),
    "'": regex(r"'([^']*+)'"),
    "`": regex(r"`([^`]*+)`"),
}
_BARE = regex(r"((?:[^\s#]++|[ \t]++(?!#)|(?<![ \t])#)*)")


class Assignment(msgspec.Struct, frozen=True):
    """One name with its value. ``span`` is the name's, ``value_span`` the value's without quotes."""

    name: str
    value: str
    span: Span
    value_span: Span
    comment: str = ""
    """The comment behind the value, or the comment lines right above it, without their ``#``."""
    commented_out: bool = False


def parse(text: str) -> tuple[Assignment, ...]:
    """Return the assignments in order; lines of another form are passed over, as every reader of such files does.

    Raises:
        DocumentError: it is longer than ``limits.PARSE_BYTES``.
    """
    text = bounded(text).replace("\r\n", "\n").replace("\r", "\n")
    found: list[Assignment] = []
    above: list[str] = []
    at, line = 0, 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        match = _LINE.match(text, at, end)
        if match is None or (match[1] and not _plausible(match[2])):
            above = [*above[-1:], text[at:end].strip(" \t#")] if text[at:end].lstrip().startswith("#") else []
            at, line = end + 1, line + 1
            continue
        entry, stop = _assignment(text, match, at, end, line, " ".join(above))
        found.append(entry)
        above = []
        line += text.count("\n", at, stop) + 1
        at = stop + 1
    return tuple(found)


def _plausible(name: str) -> bool:
    """Whether a name in a comment reads as a variable, not as prose such as ``# default = 5``."""
    return name.upper() == name and any(c.isalpha() for c in name)


def _assignment(text: str, match: re.Match[str], at: int, end: int, line: int, above: str) -> tuple[Assignment, int]:
    """Return the assignment and the offset of the line end that closes it."""
    begin = match.end()
    quoted = _QUOTED.get(text[begin : begin + 1])
    value = quoted.match(text, begin) if quoted else None
    if value is not None and match[1] and "\n" in value.group():
        value = None  # a commented line never goes on over the next one
    value = value or _BARE.match(text, begin, end)
    assert value is not None  # noqa: S101 - _BARE matches the empty string
    stop = text.find("\n", value.end())
    stop = len(text) if stop < 0 else stop
    tail = text[value.end() : stop].strip()
    start, finish = value.span(1)
    lines_in = text.count("\n", begin, finish)
    column_of_end = finish - (text.rfind("\n", 0, finish) + 1) + 1
    entry = Assignment(
        name=match[2],
        value=value[1].strip() if not quoted else value[1],
        span=Span(line, match.start(2) - at + 1, line, match.end(2) - at + 1),
        value_span=Span(line, start - at + 1, line + lines_in, column_of_end),
        comment=tail.lstrip("# \t") if tail.startswith("#") else above,
        commented_out=bool(match[1]),
    )
    return entry, stop
