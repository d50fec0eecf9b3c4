"""Targets: one file a kind. A source gives blobs with provenance and says what it could not read; it judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from keyproof.model.place import Location
from keyproof.model.progress import Progress
from keyproof.model.target import Gap, Target

if TYPE_CHECKING:
    from keyproof.objects.delta import Reach
    from keyproof.objects.families import Change
    from keyproof.objects.log import Bounds


class TreeFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the tree as it stands."""

    path: str
    """Relative to the target, ``/``-separated; bytes that are not UTF-8 are surrogate-escaped."""
    size: int
    mode: int = 0o644
    tracked: bool | None = None
    """In git's index or HEAD; None where there is no git."""
    link: str = ""
    """A symlink's target text; its contents are never followed."""
    state: bytes = b""
    """What stays the same while the bytes do, from run to run; empty where that cannot be told."""
    reader: Callable[[], bytes] = lambda: b""

    def read(self) -> bytes:
        """Return the bytes, at most ``limits.FILE_BYTES`` of them. Raises OSError when they cannot be read."""
        return self.reader()


class History(Protocol):
    """A git history, every ref of it."""

    gaps: list[Gap]
    progress: Progress
    patient: bool
    """`begin` does nothing yet: what a run before has found may make it needless."""

    def limit(self, bounds: Bounds) -> None:
        """Read no more than *bounds* say; to be called before anything is asked for."""
        ...

    def begin(self) -> None:
        """Start what takes long in the background; whatever is asked for later waits for it."""
        ...

    def meanwhile(self, work: Callable[[Callable[[], bool]], None]) -> None:
        """Have *work* done while what `begin` started is under way; it is given what says when to stop."""
        ...

    def blobs(self, share: tuple[int, int] = (0, 1)) -> Iterator[tuple[str, bytes]]:
        """Yield (object id, content) of every blob that any ref reaches, each once; binary ones too.

        *share*, (number, of how many), asks for a part of them; together the parts are all.
        """
        ...

    def oids(self) -> list[str]:
        """Return the ids of the blobs that `blobs` gives."""
        ...

    def share_out(self, oids: Sequence[str]) -> None:
        """Have `changes` of *oids* give each of several processes what it is free for; before they part."""
        ...

    def changes(self, reach: Reach, oids: Sequence[str], share: tuple[int, int] = (0, 1)) -> Iterator[list[Change]]:
        """Yield lists of the blobs *oids*, each with the parts of it that a search of those before cannot have seen.

        One that stands on another comes after it, in the same share.
        """
        ...

    @property
    def identity(self) -> str:
        """What tells this history from others on this machine, ``""`` for one in a temporary place."""
        ...

    def state(self) -> bytes | None:
        """Return what is the same again only where all that this gives is; None for unknown."""
        ...

    def read(self, oids: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield (object id, content) of those of *oids* that are blobs and can be read, each once."""
        ...

    def halves(self, oids: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return *oids* in two lists for two processes to `read`."""
        ...

    def messages(self, oids: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield (id, people and message) of those of *oids* that are commits and can be read."""
        ...

    seen_commits: set[str]
    """Ids of the commits that `texts` has met."""

    def texts(self, clean: Container[str] = ()) -> Iterator[tuple[Location, bytes]]:
        """Yield git's own text: commit and tag messages, notes, ref names, author addresses, remote URLs.

        Those of the commits *clean* are left out.
        """
        ...

    def paths(self) -> dict[str, tuple[str, ...]]:
        """Return every path that any commit held, with the blob ids that stood there."""
        ...

    def dropped(self) -> dict[str, str]:
        """Return a path of each blob that `paths` does not know of but a commit that no ref leads to any more."""
        ...

    def attribute(self, oids: Collection[str], exact: Collection[str] | None = None) -> dict[str, tuple[Location, ...]]:
        """Return for each blob id where it stood: path, introducing commit, author, date, in HEAD or removed when.

        What takes long is done for those of *exact* alone, where it is given.
        """
        ...


class Source(Protocol):
    """An opened target. A context manager: leaving it removes what was put on disk for it."""

    target: Target
    gaps: list[Gap]
    searched: dict[str, int]

    def files(self) -> tuple[TreeFile, ...]:
        """Return the files of the tree, sorted by path."""
        ...

    def history(self) -> History | None:
        """Return the git history, None where there is none (or the user left it out)."""
        ...

    def ignored(self, names: Collection[str]) -> frozenset[str] | None:
        """Return those of *names* (files at the target's top) that git would leave out; None where that is unknown."""
        ...

    def __enter__(self) -> Source: ...

    def __exit__(self, *exc: object) -> None: ...
