"""The form in which a run is kept: what was found, without a value and without a bare digest of one."""

from __future__ import annotations

import msgspec

from keyproof.detect.match import Judgement, Match
from keyproof.detect.rule import Rule
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.place import Location
from keyproof.model.secret import Withheld
from keyproof.model.target import Gap


class Record(msgspec.Struct, array_like=True, frozen=True):
    """A match without its value and its place."""

    rule: str
    mark: str
    length: int
    shown: str
    name: str
    fallback: bool
    setting: Setting
    secret_class: SecretClass
    confidence: float
    reasons: tuple[str, ...]
    member: str
    decoded: tuple[str, ...]


class PastOf(msgspec.Struct, array_like=True):
    """What the history, and the names of what is gone, say of one value."""

    best: int
    """Row of its best record there."""
    places: list[Location]
    lined: int
    """So many of ``places`` were given their lines."""
    exact: bool
    """Whether it was looked up if a merge took it away."""
    texts: list[Location]


class Source(msgspec.Struct, array_like=True):
    """Where a value can be read again."""

    blob: str
    """Id of a blob; empty for a file of the tree."""
    path: str
    start: int
    size: int
    search: bool
    """It stands encoded or packed there, and is found by a search alone."""
    message: bool = False
    """``blob`` is a commit, and it stands in its message."""


class Kept(msgspec.Struct, array_like=True):
    form: int
    state: bytes
    since: float
    until: float
    records: list[Record]
    pasts: list[PastOf]
    paths: bytes
    """Digest of the names of the tree."""
    files: bytes
    """The digests of the states of its files."""
    found: dict[int, list[tuple[int, int, int, int]]]
    """By the row of a file: record, line, column, last line."""
    names: list[tuple[int, Location]]
    sources: dict[str, Source]
    """By the fingerprint of a value."""
    truncated: list[str]
    unopened: dict[str, str]
    gaps: list[Gap]
    blobs: int


def record_of(match: Match, mark: str) -> Record:
    said = match.judgement
    return Record(
        match.rule.id,
        mark,
        len(match.secret),
        match.secret.public_prefix,
        match.name,
        match.fallback,
        match.setting,
        said.secret_class,
        said.confidence,
        said.reasons,
        match.member,
        match.decoded,
    )


def match_of(record: Record, rules: dict[str, Rule]) -> Match:
    """Return the match that *record* stands for, at no place. Raises KeyError where there is no such rule."""
    return Match(
        rule=rules[record.rule],
        start=0,
        end=0,
        line=0,
        column=0,
        end_line=0,
        secret=Withheld(record.mark, record.length, public_prefix=record.shown),
        name=record.name,
        fallback=record.fallback,
        setting=record.setting,
        judgement=Judgement(secret_class=record.secret_class, confidence=record.confidence, reasons=record.reasons),
        decoded=record.decoded,
        member=record.member,
    )


def placed(row: int, match: Match) -> tuple[int, int, int, int]:
    return row, match.line, match.column, match.end_line


def source_of(blob: str, path: str, match: Match, start: int | None = None) -> Source:
    at = match.start if start is None else start
    return Source(blob, path, at, match.end - match.start, bool(match.decoded or match.member))
