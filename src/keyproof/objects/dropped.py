"""Where blobs stood that only commits hold which no ref leads to any more: reset, amended, rebased away."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from keyproof.model.place import Location
from keyproof.objects import log
from keyproof.objects.runner import Runner
from keyproof.passing import passing_file

UNREACHED: Final = "no branch or tag leads to it; it stays in this copy of the repository until git drops it"

_MOST: Final = 20_000
"""Commits that are asked for; git takes some 0.1 ms for each."""


def places(git: Runner, commits: Sequence[str], blobs: Container[str]) -> dict[str, list[Location]]:
    """Return where those of *blobs* stood that *commits* brought, by id, in the order of *commits*.

    What git cannot tell, of a damaged commit and of those behind it, is left out: such a blob is read all the same.
    """
    found: dict[str, list[Location]] = {}
    with passing_file() as into:
        log.write_listed(git, into, commits[:_MOST])
        for header, path, new in log.additions(into):
            oid = new.decode()
            if oid not in blobs:
                continue
            commit = log.parse_header(header)
            place = Location(
                path=log.text(path),
                commit=commit.oid,
                author=commit.author,
                first_seen=commit.date,
                note=UNREACHED,
                published=False,
            )
            found.setdefault(oid, []).append(place)
    return found
