"""Literals from which the code beside them takes a filler out: ``x.replace("#", "")``, ``| sed 's/#//g'``, ``x[::2]``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.sums import literal_of
from keyproof.detect.decode.view import View, around
from keyproof.patterns import regex

REPLACE_LOOK: Final = r"\.replace(?:All)?\(\s?[\"'`/][^\"'`/\n]{1,8}[\"'`/]g?,\s?[\"'`]{2}"
PIPE_LOOK: Final = r"\| ?sed |\| ?tr -d "
STRIDE_LOOK: Final = r"[\w\"']\[[01]?::[2-9]\]"
CALL_LOOK: Final = (
    r"(?:str_replace|re\.sub|preg_replace)\(\s?r?[\"'][^\"'\n]{1,8}[\"'],\s?[\"']{2},|"
    r"(?:\.ReplaceAll|[ \t=(]replace|REPLACE)\(\s?[\"'][!-~]{12}|"
    r"[\"']\.(?:delete|gsub)\(\s?[\"'/][^\"'/\n]{1,4}[\"'/]|[\"'] -c?replace [\"']"
)
SHELL_LOOK: Final = r"[A-Za-z0-9_]//[^A-Za-z0-9_\s/]/?\}"
REACH: Final = 3_100
_REPLACE: Final = regex(
    rb"""(\w{1,60})\.replace(?:All)?\(\s?([\"'`/])(?P<out>[^\"'`/\n]{1,8})\2(?P<flag>g?),\s?[\"'`]{2}"""
)
_STRIDE: Final = regex(
    rb"""(?:(?P<q>["'])(?P<v>[^"'\n]{16,600})(?P=q)|(?P<n>\w{1,60}))\[(?P<from>[01]?)::(?P<step>[2-9])\]"""
)
_PIPE: Final = regex(
    rb"""(?:echo|printf|<<<)\s{1,3}(?:-n\s)?(["'])(?P<v>[^"'\n]{8,600})\1\s{0,4}\|\s{0,4}(?:sed\s(?:-\w{1,4}\s)?(["'])(?P<sed>[^"'\n]{3,200})\3|tr\s-d\s(["'])(?P<tr>[^"'\n\\\[]{1,20})\5)"""
)
_COMMAND: Final = regex(rb"s([/|,\#@!:])([^\n]{1,60}?)\1([^\n]{0,60}?)\1(g?)(?=\s{0,4}(?:;|\Z))")
_PLAIN: Final = regex(rb"\^?[\w@%=~:,!\#+-]{1,40}\$?")
_TAKEN: Final = rb"""["'](?P<out>[^"'\n]{1,8})["']"""
_GIVEN: Final = rb"""(?P<q>["'])(?P<v>[^"'\n]{8,600})(?P=q)"""
_CALLS: Final = (
    regex(rb"(?:str_replace|re\.sub|preg_replace)\(\s?r?" + _TAKEN + rb"""\s?,\s?["']{2}\s?,\s?""" + _GIVEN),
    regex(rb"(?:ReplaceAll|replace|REPLACE)\(\s?" + _GIVEN + rb"\s?,\s?" + _TAKEN + rb"""\s?,\s?["']{2}"""),
    regex(_GIVEN + rb"""\.(?:delete|gsub)\(\s?["'/](?P<out>[^"'/\n]{1,8})["'/](?:\s?,\s?["']{2})?\s?\)"""),
    regex(_GIVEN + rb"[ ]-c?replace[ ]" + _TAKEN),
)
_SHELL: Final = regex(rb"\$\{([A-Za-z_]\w{0,60})//([^A-Za-z0-9_\s/])/?\}")
_LEAST: Final = 16
_MOST: Final = 12


def replaced_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the literal of the variable from which the call before *end* takes a filler out."""
    for found in _REPLACE.finditer(text, max(0, end - 100), end):
        raw = literal_of(text, found[1], found.start())
        out = found["out"]
        if found[2] == b"/":
            out = out.replace(b"\\", b"")
        if found.end() == end and raw is not None and out in raw:
            yield from _view(raw.replace(out, b""), found.start(), end)


def stride_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield every second, third … character of the literal before *end*, or of the variable's."""
    for found in _STRIDE.finditer(text, max(0, end - 660), end):
        if found.end() == end:
            raw = found["v"] or literal_of(text, found["n"], found.start())
            if raw is not None:
                yield from _view(raw[int(found["from"] or b"0") :: int(found["step"])], found.start(), end)


def called_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the literal on the line of *end* from which a call takes a filler out: ``str_replace("#", "", "…")``."""
    low, high = around(text, end - 1, 800)
    for expression in _CALLS:
        for found in expression.finditer(text, low, high):
            out = found["out"].strip(b"/").replace(b"\\", b"")
            if out and out in found["v"]:
                yield from _view(found["v"].replace(out, b""), *found.span("v"))


def shell_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the variable from which the shell takes a filler out: ``${S//#/}``."""
    for found in _SHELL.finditer(text, max(0, end - 80), end):
        raw = literal_of(text, found[1], found.start())
        if found.end() == end and raw is not None and found[2] in raw:
            yield from _view(raw.replace(found[2], b""), *found.span())


def piped_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what ``sed`` or ``tr`` on the line of *end* makes of the literal that it is handed."""
    for found in _PIPE.finditer(text, *around(text, end - 1)):
        value = found["v"]
        if found["tr"]:
            value = value.translate(None, found["tr"])
        for count, command in enumerate(_COMMAND.finditer(found["sed"] or b"")):
            if count > _MOST or _PLAIN.fullmatch(command[2]) is None or b"\\" in command[3]:
                return
            value = _edited(value, command)
        if value != found["v"]:
            yield from _view(value, *found.span("v"))


def _edited(value: bytes, command: re.Match[bytes]) -> bytes:
    """Return *value* after one substitution of plain text, which may be held to the start or the end."""
    sought = command[2]
    if sought.startswith(b"^"):
        return command[3] + value[len(sought) - 1 :] if value.startswith(sought[1:]) else value
    if sought.endswith(b"$"):
        return value[: 1 - len(sought)] + command[3] if value.endswith(sought[:-1]) else value
    return value.replace(sought, command[3], -1 if command[4] else 1)


def _view(value: bytes, start: int, end: int) -> Iterator[View]:
    if len(value) >= _LEAST:
        yield View(value, start, end, "concatenation", is_text=False)


LOOKS: Final = (
    (replaced_at, False, REPLACE_LOOK),
    (piped_at, False, PIPE_LOOK),
    (stride_at, False, STRIDE_LOOK),
    (called_at, False, CALL_LOOK),
    (shell_at, False, SHELL_LOOK),
)
"""As the table of `gates`."""
