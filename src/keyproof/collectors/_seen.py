"""Values while they are gathered: each distinct one in each kind of setting, with all the places it stands in."""

from __future__ import annotations

from typing import Final, TypeAlias

import msgspec

from keyproof.detect.match import Match
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.place import Location
from keyproof.model.secret import Secret

_CLASS_ORDER: Final = tuple(SecretClass)

Spot: TypeAlias = tuple[Match, int, bool]
"""A match in one blob: where it starts there, and whether its own lines are those of this blob."""


class Seen(msgspec.Struct):
    """One value in one kind of setting, while it is being gathered."""

    mark: str
    """Its fingerprint."""
    best: Match
    tree: dict[Location, None] = {}
    blobs: dict[str, Spot] = {}
    texts: dict[Location, None] = {}


_Key: TypeAlias = tuple[str, Setting, str | bool]


class Gathered:
    """All values seen so far, in the order in which they were met first."""

    __slots__ = ("_by_key", "_key", "_marks")

    def __init__(self, key: bytes) -> None:
        """*key* keys the fingerprints, by which values are told apart."""
        self._by_key: dict[_Key, Seen] = {}
        self._key = key
        self._marks: dict[Secret, str] = {}

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def entries(self) -> list[Seen]:
        """What was gathered."""
        return list(self._by_key.values())

    def mark(self, secret: Secret) -> str:
        """Return the fingerprint of *secret*."""
        found = self._marks.get(secret)
        if found is None:
            found = self._marks[secret] = secret.fingerprint(self._key, "")
        return found

    def note(self, match: Match) -> Seen:
        """Return the entry that *match* belongs to, of which it may be the best so far."""
        mark = self.mark(match.secret)
        weak = match.judgement.secret_class is SecretClass.WEAK_DEFAULT
        key = (mark, match.setting, match.name if weak else match.fallback)
        entry = self._by_key.get(key)
        if entry is None:
            entry = self._by_key[key] = Seen(mark=mark, best=match, tree={}, blobs={}, texts={})
        elif _rank(match) < _rank(entry.best):
            entry.best = match
        return entry


def _rank(match: Match) -> tuple[int, float, bool, bool, str, str, tuple[str, ...]]:
    """Return what is least for the match that speaks for a value, the same whatever was searched first."""
    said, rule = match.judgement, match.rule
    return (
        _CLASS_ORDER.index(said.secret_class), -said.confidence, rule.named, rule.provider == "generic", rule.id,
        match.name, said.reasons,
    )  # fmt: skip


def path_in(path: str, match: Match) -> str:
    """Return *path* with the member of the archive, where it is one: ``a.whl!a/settings.py``."""
    return f"{path}!{match.member}" if match.member else path


def place_of(path: str, match: Match) -> Location:
    """Return where *match* stands in the file *path*."""
    return Location(path=path_in(path, match), line=match.line, column=match.column, end_line=match.end_line)
