"""Texts that a file quotes or folds as a whole: the sources in a source map, the lines of a calendar or a card."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.view import Budget
from keyproof.patterns import regex

_MOST: Final = 16 * limits.MIB
_UP: Final = regex(r"\A(?:[a-z][\w+.-]{0,20}:/{1,3}|\.{0,2}/){1,20}")
_OTHERS: Final = regex(r"(?:^|/)(?:node_modules|bower_components)/|\Awebpack/")
"""Sources of packages and of the bundler: who scans a tree passes these over too."""

_CONTROLS: Final = regex(r"\x1b(?:\[[0-9;?]{0,40}[A-Za-z]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\))")
_FOLD: Final = regex(rb"\r?\n[ \t]")
_ESCAPED: Final = regex(rb"\\([nN,;\\])")
_SOFT: Final = regex(rb"=\r?\n|=([0-9A-F]{2})")
_PRINTABLE: Final = regex(
    rb"(?im)^[^:\r\n]{0,80};(?:ENCODING=)?QUOTED-PRINTABLE[^:\r\n]{0,40}:(?:[^\r\n]*=\r?\n)*[^\r\n]*$"
)


def source_map(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the sources that a source map quotes (ECMA-426, ``sourcesContent``), under their own paths."""
    if b'"sourcesContent"' not in data or len(data) > _MOST:
        return
    read = json.loads(data[data.index(b"{") :])  # a line against inclusion may stand before it
    parts = [read, *(part.get("map") for part in _listed(read, "sections") if isinstance(part, dict))]
    for part in parts:
        for name, content in zip(_listed(part, "sources"), _listed(part, "sourcesContent"), strict=False):
            if isinstance(content, str) and not _OTHERS.search(str(name)):
                yield _UP.sub("", str(name)) or "source", content.encode("utf-8", "replace")


def _listed(part: object, name: str) -> list[object]:
    """Return the list that *part* has under *name*; of anything else nothing."""
    found = part.get(name) if isinstance(part, dict) else None
    return found if isinstance(found, list) else []


def recording(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield what a recorded terminal showed (asciinema's ``.cast``, version 2 and 3), its writes one behind another."""
    lines = data[:_MOST].splitlines()
    if len(lines) < 2 or b'"version"' not in lines[0]:
        return
    shown = []
    for line in lines[1:]:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, list) and len(event) == 3 and event[1] == "o" and isinstance(event[2], str):
            shown.append(event[2])
    yield "", _CONTROLS.sub("", "".join(shown)).encode("utf-8", "replace")


def calendar(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield a calendar (RFC 5545) or a card (RFC 6350) with its lines unfolded and their escapes as characters."""
    text = _PRINTABLE.sub(lambda m: _SOFT.sub(_octet, m[0]), data[:_MOST])
    yield "", _ESCAPED.sub(_character, _FOLD.sub(b"", text))


def _octet(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 16),)) if found[1] else b""


def _character(found: re.Match[bytes]) -> bytes:
    return b"\n" if found[1] in b"nN" else found[1]
