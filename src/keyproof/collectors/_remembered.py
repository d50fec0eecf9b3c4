"""What a run before has found in the blobs of a history: places alone, never values. A second run reads what is new.

A blob is what its id says for ever, so what stands in it holds while the rules do and while it is read as the same kind
of file. The values are read again from the blobs themselves, one for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from keyproof import kept, limits
from keyproof.collectors._history import Held
from keyproof.detect.boundaries import as_utf8
from keyproof.detect.claims import may_expire
from keyproof.detect.detector import Detector
from keyproof.detect.match import Judgement, Match
from keyproof.detect.rule import Rule
from keyproof.detect.versions import kind_of
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.secret import Secret
from keyproof.sources import History

FORM: Final = 4
"""Raised when this file's form changes."""

_BYTES: Final = 64 * limits.MIB
"""Bytes that are kept of one history at most."""


class _Entry(msgspec.Struct, array_like=True):
    """One match without its value, which is read again from the first of the blobs it stands in."""

    rule: str
    size: int
    blobs: list[int]
    starts: list[int]
    """Where it starts in each of ``blobs``."""
    lines: tuple[int, int, int]
    """Line, column and last line in the first blob; zeros where they are not known."""
    name: str
    fallback: bool
    setting: Setting
    secret_class: SecretClass
    confidence: float
    reasons: tuple[str, ...]
    member: str
    decoded: tuple[str, ...]
    clear: bool


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
        same: dict[_Same, list[tuple[_Entry, set[int]]]] = {}
        for match, oids, starts in held:
            places = [(row[oid], start) for oid, start in zip(oids, starts, strict=True) if oid in row]
            if not places:
                continue
            blobs = {blob for blob, _ in places}
            alike = same.setdefault(_same(match), []) if not match.member else []
            # One blob may hold a value twice: then these stay two.
            known = next((one for one in alike if one[1].isdisjoint(blobs)), None)
            if known is not None:
                known[0].blobs += [blob for blob, _ in places]
                known[0].starts += [start for _, start in places]
                known[1].update(blobs)
            else:
                entries.append(_entry(match, places, own=oids[0] in row))
                alike.append((entries[-1], blobs))
        listed = list(row)
        memory = _Memory(FORM, self._digest, listed, list(kinds), rows, entries)
        data = msgspec.msgpack.encode(memory)
        if len(data) <= _BYTES:
            kept.save(self._path, data)
            kept.forget_old(self._path.parent, "history-*.msgpack")


def _word(path: str) -> str:
    setting, lock, generic = kind_of(path)
    return f"{setting.value}/{lock}/{generic}"


_Same: TypeAlias = tuple[str, Secret, int, str, bool, Setting, Judgement, tuple[str, ...], bool]


def _same(match: Match) -> _Same:
    """Return what two matches agree in that differ in nothing but their places."""
    size = match.end - match.start
    return (
        match.rule.id, match.secret, size, match.name, match.fallback, match.setting, match.judgement, match.decoded,
        match.clear,
    )  # fmt: skip


def _entry(match: Match, places: list[tuple[int, int]], *, own: bool) -> _Entry:
    """*own* says that the lines of *match* are those in the first of *places*."""
    said = match.judgement
    return _Entry(
        match.rule.id,
        match.end - match.start,
        [blob for blob, _ in places],
        [start for _, start in places],
        (match.line, match.column, match.end_line) if own else (0, 0, 0),
        match.name,
        match.fallback,
        match.setting,
        said.secret_class,
        said.confidence,
        said.reasons,
        match.member,
        match.decoded,
        match.clear,
    )


def _matches(
    memory: _Memory, history: History, engine: Detector, path_of: Mapping[str, str], good: list[bool]
) -> list[Match | None]:
    """Return the match of each entry, its value read again from the first good blob it stands in.

    Where it is not found there, all of its blobs are struck out of *good*.
    """
    first: dict[str, list[tuple[int, int]]] = {}
    found: list[Match | None] = [None] * len(memory.held)
    for number, entry in enumerate(memory.held):
        row = next((r for r, blob in enumerate(entry.blobs) if good[blob]), None)
        if row is not None:
            first.setdefault(memory.oids[entry.blobs[row]], []).append((number, row))
    for oid, data in history.read(list(first)):
        text = as_utf8(data)
        searched: dict[_Key, Match] | None = None
        for number, row in first[oid]:
            entry = memory.held[number]
            match = _made(entry, engine.rules.get(entry.rule), text) if not row else None
            if match is None:
                if searched is None:
                    searched = {_key(m): m for m in engine.scan(data, path_of.get(oid, ""))}
                key = (entry.rule, entry.starts[row], entry.size, entry.member, entry.decoded)
                match = searched.get(key)
            found[number] = match
    for entry, match in zip(memory.held, found, strict=True):
        if match is None:
            for blob in entry.blobs:
                good[blob] = False
    return found


_Key: TypeAlias = tuple[str, int, int, str, tuple[str, ...]]


def _key(match: Match) -> _Key:
    return match.rule.id, match.start, match.end - match.start, match.member, match.decoded


def _made(entry: _Entry, rule: Rule | None, text: bytes) -> Match | None:
    """Return the match that *entry* stands for in *text*; None where its value or the judgement is not to be had so."""
    start = entry.starts[0]
    value = text[start : start + entry.size]
    line, column, end_line = entry.lines
    elsewhere = entry.member or not entry.clear or not line
    if rule is None or elsewhere or len(value) < entry.size or may_expire(rule, value):
        return None
    return Match(
        rule=rule,
        start=start,
        end=start + entry.size,
        line=line,
        column=column,
        end_line=end_line,
        secret=Secret(value.decode("utf-8", "replace"), public_prefix=rule.prefix),
        name=entry.name,
        fallback=entry.fallback,
        setting=entry.setting,
        decoded=entry.decoded,
        judgement=Judgement(secret_class=entry.secret_class, confidence=entry.confidence, reasons=entry.reasons),
    )
