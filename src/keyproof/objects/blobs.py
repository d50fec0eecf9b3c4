"""Blobs streamed from one ``git cat-file --batch``, which is started anew after an object that kills it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator, Sequence
from typing import IO, Final

import msgspec

from keyproof import limits
from keyproof.model.target import Gap, GapKind
from keyproof.objects.runner import Runner
from keyproof.passing import passing_file

_CHUNK: Final = 1024 * 1024
_PIPE_BYTES: Final = 1024 * 1024
"""Asked of the kernel for the pipe, so that git and the scan run beside each other; Linux grants it to any user."""

_RESTARTS: Final = 500
"""Corrupt objects that are stepped over before the rest is given up; each costs a few milliseconds."""


class Losses(msgspec.Struct):
    """What a stream could not give."""

    missing: int = 0
    corrupt: int = 0
    large: int = 0
    given_up: int = 0
    over_budget: int = 0
    reason: str = ""
    """What git said of the first corrupt object."""

    def gaps(self) -> list[Gap]:
        """Return one gap for each kind of loss."""
        found: list[Gap] = []
        if self.missing:
            found.append(Gap(kind=GapKind.MISSING, what=f"{_count(self.missing)} of the history not in the repository"))
        if self.corrupt:
            found.append(
                Gap(kind=GapKind.UNREADABLE, what=f"{_count(self.corrupt)} of the history corrupt: {self.reason}")
            )
        if self.given_up:
            what = f"{_count(self.given_up)} not read: the repository has more corrupt objects than are stepped over"
            found.append(Gap(kind=GapKind.BOUND, what=what, bound=f"{_RESTARTS} corrupt objects"))
        if self.large:
            bound = f"{limits.BLOB_BYTES // limits.MIB} MiB"
            what = f"{_count(self.large)} of the history larger than {bound}"
            found.append(Gap(kind=GapKind.BOUND, what=what, bound=bound))
        if self.over_budget:
            bound = f"{limits.HISTORY_BYTES // limits.MIB} MiB"
            found.append(
                Gap(kind=GapKind.BOUND, what=f"{_count(self.over_budget)} not read: history is too large", bound=bound)
            )
        return found


def _count(number: int) -> str:
    return "1 object" if number == 1 else f"{number} objects"


def stream(git: Runner, oids: Sequence[str], losses: Losses, *, kind: bytes = b"blob") -> Iterator[tuple[str, bytes]]:
    """Yield (id, content) of each object of *oids* that is of *kind*, in order; the rest is counted in *losses*.

    Memory holds one object at a time. Ids must all have one length.
    """
    if not oids:
        return
    width = len(oids[0]) + 1
    with passing_file() as feed:
        for oid in oids:
            feed.write(oid.encode() + b"\n")
        feed.flush()
        at = 0
        budget = [limits.HISTORY_BYTES]
        for _ in range(_RESTARTS):
            feed.seek(at * width)
            with git.start("cat-file", "--batch", "--buffer", feed=feed) as process:
                _widen(process.out)
                while at < len(oids):
                    answer = _answer(process.out, kind, losses, budget)
                    if answer is None:
                        break
                    if answer[0] is not None:
                        yield oids[at], answer[0]
                    at += 1
                if at >= len(oids):
                    return
                if budget[0] < 0:
                    losses.over_budget += len(oids) - at
                    return
                error = process.finish().error
            losses.corrupt += 1
            losses.reason = losses.reason or error or "git stopped"
            at += 1
        losses.given_up += len(oids) - at


def by_kind(git: Runner) -> dict[str, list[str]]:
    """Return all ids of the object store by type; those of trees, the most of them, are left out."""
    outcome = git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
    found: dict[str, list[str]] = {}
    for line in outcome.out.decode().splitlines():
        oid, _, kind = line.partition(" ")
        if kind != "tree":
            found.setdefault(kind, []).append(oid)
    return found


def _answer(out: IO[bytes], kind: bytes, losses: Losses, budget: list[int]) -> tuple[bytes | None] | None:
    """Read one answer: ``(content,)``, ``(None,)`` for an object that is passed over, None where git stopped."""
    header = out.readline(1024)
    if not header.endswith(b"\n"):
        return None
    words = header.split()
    if len(words) != 3 or not words[2].isdigit():
        losses.missing += words[-1:] == [b"missing"]
        losses.corrupt += words[-1:] != [b"missing"]
        return (None,)
    size = int(words[2])
    budget[0] -= size
    if budget[0] < 0:
        return None
    if words[1] != kind or size > limits.BLOB_BYTES:
        losses.large += words[1] == kind
        return (None,) if _skip(out, size + 1) else None
    data = out.read(size + 1)
    if len(data) != size + 1:
        return None
    return (data[:-1],)


def _skip(out: IO[bytes], size: int) -> bool:
    while size > 0:
        chunk = out.read(min(size, _CHUNK))
        if not chunk:
            return False
        size -= len(chunk)
    return True


def _widen(out: IO[bytes]) -> None:
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(out.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
