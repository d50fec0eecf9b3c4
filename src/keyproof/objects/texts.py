"""The texts of commits and tags that git's log does not show."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeAlias

from keyproof.model.place import Location
from keyproof.objects.blobs import Losses, stream
from keyproof.objects.heads import commit_text, odd_parts, tag_text
from keyproof.objects.runner import Runner

Texts: TypeAlias = Iterator[tuple[Location, bytes]]
"""Where each stands, and what it says."""


def odd_headers(git: Runner, commits: Sequence[str]) -> Texts:
    """Yield the header lines of *commits* that git does not write, and what a message hides: log shows neither."""
    for oid, data in stream(git, list(commits), Losses(), kind=b"commit"):
        odd, hidden = odd_parts(data)
        if odd:
            yield Location(path="commit header", commit=oid), odd
        if hidden:
            yield Location(path="commit message", commit=oid), hidden


def of_tags(git: Runner, tags: Sequence[str]) -> Texts:
    """Yield the messages of *tags*."""
    for oid, data in stream(git, list(tags), Losses(), kind=b"tag"):
        yield Location(path="tag message", commit=oid), tag_text(data)


def forgotten(git: Runner, unreached: Mapping[str, Sequence[str]], known: Container[str]) -> Texts:
    """Yield the texts of those of *unreached*, ids by kind, that are not *known*: amended away, dropped."""
    for kind in ("commit", "tag"):
        oids = [oid for oid in unreached.get(kind, ()) if oid not in known]
        for oid, data in stream(git, oids, Losses(), kind=kind.encode()):
            place = Location(path=f"{kind} message", commit=oid, published=False)
            yield place, tag_text(data) if kind == "tag" else commit_text(data)
