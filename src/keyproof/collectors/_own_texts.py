"""git's own texts and the names of files: scanned for values like any text, the short ones of a kind together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, TypeAlias

import msgspec

from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.model.fact import Setting
from keyproof.model.place import Location

Told: TypeAlias = list[tuple[Match, Location]]
"""What stands in them, and where."""

_SHORT: Final = 16 * 1024
"""Bytes of a commit message that is scanned with others."""

_TOGETHER: Final = 256 * 1024
"""Bytes that are scanned together: a flood in one message leaves the other messages alone."""

_APART: Final = b"\n\n\n"
"""Stands between texts that have nothing to do with each other."""


_BUILT: Final = "sk-hex"
"""The kind of which a language and a hash are, as builds name the files of Slovak translations."""


def scan_names(engine: Detector, paths: list[str]) -> Told:
    """Scan the names of files and folders; only a provider's shape counts there."""
    text = "\n".join(path.replace("\n", " ") for path in paths).encode("utf-8", "surrogateescape")
    return [
        (match, Location(path=paths[match.line - 1], note="the file's own name holds it"))
        for match in engine.scan(text, "file names", setting=Setting.METADATA)
        if not (match.rule.named or match.rule.id == _BUILT)
    ]


def scan_texts(engine: Detector, texts: Iterable[tuple[Location, bytes]]) -> Told:
    """Scan git's own texts, the many short ones of a kind together."""
    told: Told = []
    waiting: dict[str, list[tuple[Location, bytes]]] = {}
    sizes: dict[str, int] = {}
    for place, data in texts:
        if len(data) > _SHORT or b"\0" in data:
            told += _scan_joined(engine, [(place, data)])
            continue
        waiting.setdefault(place.path, []).append((place, data))
        sizes[place.path] = sizes.get(place.path, 0) + len(data)
        if sizes[place.path] > _TOGETHER:
            told += _scan_joined(engine, waiting.pop(place.path))
            sizes[place.path] = 0
    for listed in waiting.values():
        told += _scan_joined(engine, listed)
    return told


def _scan_joined(engine: Detector, texts: list[tuple[Location, bytes]]) -> Told:
    path = texts[0][0].path
    starts: list[int] = []
    line = 1
    for _, data in texts:
        starts.append(line)
        line += data.count(b"\n") + _APART.count(b"\n")
    told: Told = []
    for match in engine.scan(_APART.join(data for _, data in texts), path, setting=Setting.METADATA):
        row = bisect_right(starts, match.line) - 1
        told.append((match, msgspec.structs.replace(texts[row][0], line=match.line - starts[row] + 1)))
    return told
