"""A reader of git's configuration syntax, for the two facts keyproof needs of a target's own file.

The file is never given to git: a hostile one names programs to run. Syntax: git-config(1), "CONFIGURATION FILE".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from keyproof.patterns import regex

CONFIG_BYTES: Final = 1024 * 1024
"""Bytes of a configuration file that are read. Real ones hold a few KiB."""

_ESCAPED = regex(r"\\(.)")
_SECTION = regex(r'\[\s*([A-Za-z0-9.-]{1,200})\s*(?:"((?:[^"\\\n]|\\.){0,1000})"\s*)?\]')
_KEY = regex(r"([A-Za-z][A-Za-z0-9-]{0,200})[ \t]*(=?)[ \t]*(.*)", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "t": "\t", "b": "\b", '"': '"', "\\": "\\"}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One setting: ``[section "subsection"] key = value``; section and key in lower case."""

    section: str
    subsection: str
    key: str
    value: str


def parse_config(text: str) -> tuple[Entry, ...]:
    """Return the settings of *text* in order. What is not well formed is passed over; it never raises."""
    found: list[Entry] = []
    section = subsection = ""
    for line in _logical_lines(text):
        rest = line.strip()
        if match := _SECTION.match(rest):
            section = match[1].lower()
            subsection = _ESCAPED.sub(r"\1", match[2] or "")
            rest = rest[match.end() :].strip()
        if not rest or rest[0] in "#;[" or not section:
            continue
        if key := _KEY.match(rest):
            value = _value(key[3]) if key[2] else "true"
            found.append(Entry(section=section, subsection=subsection, key=key[1].lower(), value=value))
    return tuple(found)


def _logical_lines(text: str) -> Iterator[str]:
    """Yield lines, those that end in a backslash joined with the next."""
    held: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        slashes = len(line) - len(line.rstrip("\\"))
        if slashes % 2:
            held.append(line[:-1])
            continue
        yield "".join(held) + line
        held.clear()
    if held:
        yield "".join(held)


def _value(raw: str) -> str:
    """Return a value without its quotes, escapes and trailing comment."""
    out: list[str] = []
    quoted = False
    kept = 0
    characters = iter(raw)
    for character in characters:
        if character == "\\":
            out.append(_ESCAPES.get(next(characters, ""), ""))
        elif character == '"':
            quoted = not quoted
        elif character in "#;" and not quoted:
            break
        else:
            out.append(character)
            if not quoted and character in " \t":
                continue
        kept = len(out)
    return "".join(out[:kept])


def lookup(entries: tuple[Entry, ...], section: str, key: str) -> str:
    """Return the last value of ``section.key``, ``""`` where it is not set."""
    values = [e.value for e in entries if e.section == section and e.key == key and not e.subsection]
    return values[-1] if values else ""
