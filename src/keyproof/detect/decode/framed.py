"""Names and values that lines of their own, frames or other bytes keep apart: YAML's next line, Redis, old pickles, programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.boundaries import is_binary
from keyproof.detect.decode.owner import credential
from keyproof.detect.decode.ties import WORDS, bound_view
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

_FRAMED_LOOK: Final = r"[\w.-]*'?\r?\n(?:[pg][0-9]+\r?\n[VS]|\$[0-9]+\r?\n)"
_FRAMED: Final = regex(
    rb"(?:[VS]'?(?P<pn>[\w.-]{2,80})'?\r?\np\d{1,9}\r?\n[VS]'?(?P<pv>[^\s']{3,400})'?\r?\n"
    rb"|\$(?P<ns>\d{1,3})\r?\n(?P<rn>[\w.:-]{2,120})\r?\n\$(?P<vs>\d{1,4})\r?\n(?P<rv>[^\r\n]{3,400})\r?\n)"
)
_BEGINS: Final = regex(rb"[VS$]")
_BELOW_LOOK: Final = r"[\w.-]*[\"']?[ \t]*:[ \t]*\r?\n[ \t]+[^\s#&*!|>{}\[\](),:\"'-][^\s]{5,}[ \t]*[\r\n]"
_OPENS: Final = regex(rb":[ \t]{0,4}\r?\n")
"""The end of a line whose value stands below it."""

_BELOW: Final = regex(
    rb"""(?P<in>[ \t]{0,40})(?:-[ \t]{1,4})?["']?(?P<n>[\w.-]{2,80})["']?[ \t]{0,4}:[ \t]{0,4}\r?\n"""
    rb"""(?P=in)(?P<deep>[ \t]{1,40})(?P<v>(?=[^\s]{0,80}\d)[^\s#&*!|>{}\[\](),:"'][^\s]{5,399})(?<![:,;(){}\[\]])[ \t]{0,8}(?=\r?\n|\Z)"""
)
SETTING_LOOK: Final = r";[ ]?(?:password|pwd)[ ]?=[ ]?[!-~]{6}"
_RUN: Final = regex(rb"[ -~]{8,4000}")
_ENTRY_LOOK: Final = r"\w*=[^\s\"'\\{}$%<>()]+(?:\\n)?[\"']"
APART_LOOK: Final = WORDS + f"(?:{_FRAMED_LOOK}|{_BELOW_LOOK}|{_ENTRY_LOOK})"
"""One expression for three: each that begins with these words has all of them to be looked for."""

_ENTRY: Final = regex(
    rb"""(?P<q>["'])(?:(?P<n>[A-Z][A-Z0-9_]{2,80})=(?P<v>[^\s"'\\{}$%<>()]{6,400})(?:\\n)?|(?P<m>[A-Za-z][\w.-]{2,80})=(?P<w>[^\s"'\\{}$%<>()]{6,400})\\n)(?P=q)(?=\s{0,4}(?:[,\])}\r\n]|\Z))"""
)
WIDE_LOOK: Final = r"(?:p\x00w\x00d|w\x00o\x00r\x00d|c\x00r\x00e\x00t)\x00(?:[ \t\"']\x00){0,4}[=:]\x00"
_WIDE: Final = regex(rb"(?:[ -~]\0){4,2000}")
_REACH: Final = 2_000


def apart_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what a credential name before *end* has in the next frame, on the line below, or in the rest of its string."""
    for decode in (framed_at, below_at, entry_at):
        yield from decode(text, end, prefix)


def framed_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that follows a credential name in a log of Redis' commands or a pickle of protocol 0."""
    for begins in reversed([*_BEGINS.finditer(text, max(0, end - 260) + 1, end)]):
        found = _FRAMED.match(text, begins.start())
        if found is None or found.end() < end:
            continue
        name, value = (found["pn"], "pv") if found["pn"] else (found["rn"], "rv")
        if found["rn"] and (int(found["ns"]), int(found["vs"])) != (len(found["rn"]), len(found["rv"])):
            continue
        yield from bound_view(name.rpartition(b":")[2], found[value], found.start(value), "framed strings")
        return


def below_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the plain scalar of YAML on the line below its credential name (YAML 1.2.2, 7.3.3), one word alone."""
    done, high = text.rfind(b"\n", 0, max(0, end - 560)) + 1, min(len(text), end + 420)
    for opens in _OPENS.finditer(text, done, high):
        start = text.rfind(b"\n", 0, opens.start()) + 1
        found = _BELOW.match(text, start, high) if start >= done else None
        if found is None:
            continue
        done = found.end()
        if done < end - 2:
            continue
        after = text[found.end() : found.end() + 90].lstrip(b"\r\n")
        goes_on = after.startswith(found["in"] + found["deep"]) and b"\n" not in text[found.end() + 2 : found.end() + 3]
        if not goes_on and credential(found["n"]):
            yield View(b"", found.start() - 1, found.end() + 90, "")
            yield from bound_view(found["n"], found["v"], found.start("v"), "YAML scalar")
        return


def entry_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value of a string that is ``NAME=value`` as a whole: of a container's environment, a notebook's output."""
    low, high = max(0, end - 560), min(len(text), end + 8)
    for found in _ENTRY.finditer(text, max(low, text.rfind(b"\n", low, end) + 1), high):
        if found.end() >= end:
            group = "v" if found["n"] else "w"
            yield from bound_view(found["n"] or found["m"], found[group], found.start(group), "environment entry")
            return


def setting_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the connection string around *end* where it stands in other bytes: in a program, a database, a core."""
    if not is_binary(text):
        return None
    return _run(text, end, 1)


def wide_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the UTF-16 string around *end* that binds a credential name, in other bytes."""
    return _run(text, end, 2)


def _run(text: bytes, end: int, width: int) -> View | None:
    start = end - width
    while start >= width and end - start < width * _REACH and 32 <= text[start - width] < 127:
        if width == 2 and text[start - 1]:
            break
        start -= width
    found = (_RUN if width == 1 else _WIDE).match(text, start)
    if found is None or found.end() < end:
        return None
    data = found[0][::width]
    return View(data, *found.span(), "UTF-16" if width == 2 else "string in other bytes") if printable(data) else None
