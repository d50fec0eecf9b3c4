"""What a run before has found in the blobs of a history: places alone, never values. A second run reads what is new.

A blob is what its id says for ever, so what stands in it holds while the rules do and while it is read as the same kind
of file. The values are read again from the blobs themselves, one for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from keyproof import limits
from keyproof.collectors._history import Held
from keyproof.detect import kept
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.detect.versions import kind_of
from keyproof.sources import History

FORM: Final = 1
"""Raised when this file's form changes."""

_AROUND: Final = 1_024
"""Bytes on both sides of a match, up to the end of a line, that are searched for it again."""

_HISTORIES: Final = 50
"""Histories that are remembered."""

_BYTES: Final = 64 * limits.MIB
"""Bytes that are kept of one history at most."""


class _Entry(msgspec.Struct, array_like=True):
    """One match: its rule, its length, and the blobs it stands in with its starts; it is read again from the first."""

    rule: str
    size: int
    blobs: list[int]
    starts: list[int]


class _Memory(msgspec.Struct, array_like=True):
    form: int
    digest: str
    oids: list[str]
    kinds: list[str]
    kind_of: list[int]
    """For each of ``oids`` its row in ``kinds``."""
    held: list[_Entry]


class Memory:
    """The file of one history. Nothing is read before it is asked for."""

    def __init__(self, identity: str, digest: str) -> None:
        """*identity* names the repository, *digest* the rules."""
        name = hashlib.sha256(f"{identity}\0{digest}".encode()).hexdigest()[:32]
        self._path: Path = kept.cache_folder() / f"history-{name}.msgpack"
        self._digest = digest

    def recall(
        self, history: History, engine: Detector, path_of: Mapping[str, str], oids: Collection[str]
    ) -> tuple[list[Held], list[str]]:
        """Return what is known of those of *oids* that need not be searched again, and these."""
        memory = self._read()
        if memory is None:
            return [], []
        present = set(oids)
        good = [
            oid in present and (oid not in path_of or _word(path_of[oid]) == memory.kinds[memory.kind_of[at]])
            for at, oid in enumerate(memory.oids)
        ]
        matches = _matches(memory, history, engine, path_of, good)
        held: list[Held] = []
        for entry, match in zip(memory.held, matches, strict=True):
            rows = [at for at, blob in enumerate(entry.blobs) if good[blob]]
            if match is not None and rows:
                held.append((match, [memory.oids[entry.blobs[r]] for r in rows], [entry.starts[r] for r in rows]))
        return held, [oid for at, oid in enumerate(memory.oids) if good[at]]

    def _read(self) -> _Memory | None:
        raw = kept.read(self._path)
        if raw is None:
            return None
        try:
            memory = msgspec.msgpack.decode(raw, type=_Memory)
        except (msgspec.DecodeError, ValueError):
            return None
        return memory if memory.form == FORM and memory.digest == self._digest else None

    def keep(self, held: Sequence[Held], read: Sequence[str], path_of: Mapping[str, str]) -> None:
        """Keep what *read*, ids of blobs, hold; *path_of* says as what they were read."""
        row = {oid: at for at, oid in enumerate(read)}
        kinds: dict[str, int] = {}
        rows = [kinds.setdefault(_word(path_of.get(oid, "")), len(kinds)) for oid in read]
        entries: list[_Entry] = []
        for match, oids, _ in held:
            if match.member or match.decoded:  # its place in the blob does not lead back to it
                for oid in oids:
                    row.pop(oid, None)
        for match, oids, starts in held:
            places = [(row[oid], start) for oid, start in zip(oids, starts, strict=True) if oid in row]
            if places:
                entries.append(
                    _Entry(match.rule.id, match.end - match.start, [b for b, _ in places], [s for _, s in places])
                )
        listed = [oid for oid in read if oid in row]
        moved = {row[oid]: at for at, oid in enumerate(listed)}
        for entry in entries:
            entry.blobs = [moved[b] for b in entry.blobs]
        memory = _Memory(FORM, self._digest, listed, list(kinds), [rows[row[oid]] for oid in listed], entries)
        data = msgspec.msgpack.encode(memory)
        if len(data) <= _BYTES:
            kept.save(self._path, data)
            _forget_old(self._path.parent)


def _forget_old(folder: Path) -> None:
    """Remove the files of the histories that were read longest ago."""
    with suppress(OSError):
        files = sorted(folder.glob("history-*.msgpack"), key=lambda p: p.stat().st_mtime, reverse=True)
        for file in files[_HISTORIES:]:
            file.unlink(missing_ok=True)


def _word(path: str) -> str:
    setting, lock, generic = kind_of(path)
    return f"{setting.value}/{lock}/{generic}"


def _parts(data: bytes, wanted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches of *data* that show what stands in *wanted*."""
    parts: list[tuple[int, int]] = []
    for start, end in sorted(wanted):
        low = data.rfind(b"\n", 0, max(0, start - _AROUND)) + 1
        high = data.find(b"\n", end + _AROUND)
        high = len(data) if high < 0 else high
        if parts and low <= parts[-1][1]:
            low = parts.pop()[0]
        parts.append((low, high))
    return parts


def _matches(
    memory: _Memory, history: History, engine: Detector, path_of: Mapping[str, str], good: list[bool]
) -> list[Match | None]:
    """Return the match of each entry, read again from the first good blob it stands in.

    Where it is not found there, all of its blobs are struck out of *good*.
    """
    first: dict[str, list[tuple[int, int]]] = {}
    found: list[Match | None] = [None] * len(memory.held)
    for number, entry in enumerate(memory.held):
        row = next((r for r, blob in enumerate(entry.blobs) if good[blob]), None)
        if row is not None:
            first.setdefault(memory.oids[entry.blobs[row]], []).append((number, entry.starts[row]))
    for oid, data in history.read(list(first)):
        wanted = [(start, start + memory.held[number].size) for number, start in first[oid]]
        found_there = engine.scan_parts(data, path_of.get(oid, ""), _parts(data, wanted), ())
        by_place = {
            (m.rule.id, m.start, m.end - m.start): m
            for m in (engine.scan(data, path_of.get(oid, "")) if found_there is None else found_there.fresh)
        }
        for number, start in first[oid]:
            entry = memory.held[number]
            found[number] = by_place.get((entry.rule, start, entry.size))
    for entry, match in zip(memory.held, found, strict=True):
        if match is None:
            for blob in entry.blobs:
                good[blob] = False
    return found
