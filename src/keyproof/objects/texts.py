"""The texts of commits and tags that git's log does not show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from keyproof.model.place import Location
from keyproof.objects.heads import commit_text, odd_parts, tag_text

Texts: TypeAlias = Iterator[tuple[Location, bytes]]
"""Where each stands, and what it says."""

Read: TypeAlias = Callable[[Collection[str], str], Iterator[tuple[str, bytes]]]
"""Gives (id, content) of ids of a kind, in some order."""

_AT_ONCE: Final = 2_000
"""Objects that are held, so that they come in their order."""


def odd_headers(read: Read, commits: Sequence[str]) -> Texts:
    """Yield the header lines of *commits* that git does not write, and what a message hides: log shows neither."""
    for oid, data in _ordered(read, commits, "commit"):
        odd, hidden = odd_parts(data)
        if odd:
            yield Location(path="commit header", commit=oid), odd
        if hidden:
            yield Location(path="commit message", commit=oid), hidden


def of_tags(read: Read, tags: Sequence[str]) -> Texts:
    """Yield the messages of *tags*."""
    for oid, data in _ordered(read, tags, "tag"):
        yield Location(path="tag message", commit=oid), tag_text(data)


def forgotten(read: Read, unreached: Mapping[str, Sequence[str]], known: Container[str]) -> Texts:
    """Yield the texts of those of *unreached*, ids by kind, that are not *known*: amended away, dropped."""
    for kind in ("commit", "tag"):
        oids = [oid for oid in unreached.get(kind, ()) if oid not in known]
        for oid, data in _ordered(read, oids, kind):
            place = Location(path=f"{kind} message", commit=oid, published=False)
            yield place, tag_text(data) if kind == "tag" else commit_text(data)


def _ordered(read: Read, oids: Sequence[str], kind: str) -> Iterator[tuple[str, bytes]]:
    for first in range(0, len(oids), _AT_ONCE):
        some = oids[first : first + _AT_ONCE]
        found = dict(read(some, kind))
        for oid in some:
            if oid in found:
                yield oid, found[oid]
