"""One pass of ``git log`` over all refs: which commit put which blob on which path, and which took it away.

The raw diff of a merge is asked for in its combined form (``-c``): it lists a path only where the merge differs from
all its parents. So each (path, blob) pair that any commit holds stands in the output at the commit that made it, also
when only a merge did, and nothing is listed twice.
Format: git-diff-tree(1), "RAW OUTPUT FORMAT" and "DIFF FORMAT FOR MERGES". ``_log.c`` has the loops, compiled.
"""

from __future__ import annotations

import io
import mmap
import os
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from keyproof.built import built
from keyproof.objects.runner import Runner
from keyproof.passing import passing_file

_compiled: Final[Any] = built("keyproof.objects._log")

_SHOW: Final = (
    "--raw", "--no-abbrev", "--no-renames", "-c", "-z", "--root", "--no-mailmap", "--no-show-signature",
    "--format=C%H %S %at%n%an <%ae>%n%cn <%ce>%n%B",
)  # fmt: skip
_CHUNK: Final = 1024 * 1024
_RESTARTS: Final = 500
"""Damaged commits that are stepped over before the rest is given up; each costs a few milliseconds."""

_HEADERS: Final = 1_000
"""Headers that are held at once."""

NOTES: Final = "refs/notes/"
_NOT_BLOBS: Final = (b"160000", b"000000", b"040000")
"""Modes of submodules, of what is not there, and of folders."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What of a history is wanted; by default all of it."""

    since: str = ""
    """Commits from this date on, as git understands dates (``2026-01-31``, ``3 months ago``)."""
    commits: int = 0
    """So many commits, the newest first; 0 for all."""
    refs: tuple[str, ...] = ()
    """Branches, tags or other refs by name, ``*`` standing for anything; none for all."""

    @property
    def said(self) -> str:
        """What was left out at the user's wish, in words; ``""`` for nothing."""
        parts = [f"commits before {self.since}"] * bool(self.since)
        parts += [f"commits beyond the newest {self.commits}"] * bool(self.commits)
        parts += [f"refs other than {', '.join(self.refs)}"] * bool(self.refs)
        return " and ".join(parts)

    def wants(self, ref: str) -> bool:
        """Whether *ref*, a full name, is one of the refs wanted."""
        short = ref.removeprefix("refs/").partition("/")[2]
        return not self.refs or any(fnmatchcase(name, r) for r in self.refs for name in (ref, short))


class Commit(msgspec.Struct, frozen=True):
    """One commit as the log shows it."""

    oid: str
    source: str
    """The ref it was reached from first."""
    seconds: int
    """Author date, seconds since 1970; a date that is not one is 0."""
    author: str
    committer: str
    message: bytes

    @property
    def date(self) -> str | None:
        """Author date, ISO 8601 UTC; None where the commit has none that a calendar knows."""
        try:
            return datetime.fromtimestamp(self.seconds, UTC).isoformat()[:19] + "Z" if self.seconds else None
        except (OverflowError, ValueError, OSError):
            return None


class Change(msgspec.Struct, frozen=True):
    """One path of one commit's diff. ``new`` is ``b""`` where no blob stands there after the commit."""

    header: bytes
    path: bytes
    old: tuple[bytes, ...]
    """Blob ids on that path in the parents."""
    new: bytes


def text(raw: bytes) -> str:
    """Return a path or name of git as text, what is not UTF-8 surrogate-escaped."""
    return raw.decode("utf-8", "surrogateescape")


def write_log(git: Runner, into: IO[bytes], root: str, bounds: Bounds, names: list[bytes]) -> str:
    """Write the log of all refs (of the paths under *root*) to *into*; return ``""``, or what stopped it.

    Where *bounds* name refs, it is the log of those, *names*.

    History is not simplified under *root*: a side branch whose outcome a merge threw away is history too.
    """
    if not bounds.refs:
        outcome = git.spool(into, *of_all(root, bounds))
    else:
        with passing_file() as given:
            given.write(b"".join(name + b"\n" for name in names))
            given.seek(0)
            outcome = git.spool(into, "log", "--stdin", *_shown(root, bounds), feed=given)
    return "" if outcome.ok else outcome.error or "git log failed"


def of_all(root: str, bounds: Bounds) -> list[str]:
    """Return the command that writes the log of all refs; *bounds* name no refs."""
    return ["log", "--all", *_shown(root, bounds)]


def _shown(root: str, bounds: Bounds) -> list[str]:
    show = [*_SHOW, *([f"--since={bounds.since}"] if bounds.since else [])]
    show += [f"--max-count={bounds.commits}"] if bounds.commits else []
    return [*show, *(["--full-history", "--", root] if root else ["--"])]


def write_merges(git: Runner, into: IO[bytes], paths: list[str]) -> str:
    """Write the merges of all refs that touch *paths*, against each parent alone; return as `write_log`."""
    show = ["-m" if option == "-c" else option for option in _SHOW]
    outcome = git.spool(into, "log", "--all", "--merges", "--full-history", *show, "--", *paths)
    return "" if outcome.ok else outcome.error or "git log failed"


def write_listed(git: Runner, into: IO[bytes], commits: Sequence[str]) -> bool:
    """Write the log of *commits*, as listed and of no others, behind what *into* has; return whether git wrote all."""
    with passing_file() as given:
        given.write("".join(f"{c}\n" for c in commits).encode())
        given.seek(0)
        return git.spool(into, "log", "--no-walk=unsorted", "--stdin", *_SHOW, feed=given).ok


def write_damaged_log(git: Runner, into: IO[bytes], commits: list[str], shallow: Path) -> list[str]:
    """As `write_log` for the listed *commits*, stepping over what is damaged; return those that could not be shown.

    git works a commit's diff out before it writes anything of it, so the commit after the last one written is the one
    it died of. That one is tried again as if it had no parents, which is what naming it in *shallow* does.
    """
    into.seek(0)
    into.truncate()
    cut = set(shallow.read_text().split()) if shallow.exists() else set()
    lost: list[str] = []
    at = 0
    for _ in range(_RESTARTS):
        start = into.seek(0, 2)
        if write_listed(git, into, commits[at:]):
            return lost
        at += _close_segment(into, start)
        if at >= len(commits):
            return lost
        if commits[at] in cut:
            lost.append(commits[at])
            at += 1
        else:
            cut.add(commits[at])
            shallow.write_text("".join(f"{c}\n" for c in sorted(cut)))
    return lost + commits[at:]


def _close_segment(into: IO[bytes], start: int) -> int:
    """Mark the end of what a dying git wrote since byte *start*; return how many commits that holds."""
    into.seek(0, 2)
    into.write(b"\0\0")
    return sum(1 for _ in headers(into, start))


def _lists(file: IO[bytes], start: int = 0) -> Iterator[list[bytes]]:
    """Yield the NUL-separated parts of *file* from byte *start*, those of one chunk at a time."""
    file.seek(start)
    rest = b""
    while chunk := file.read(_CHUNK):
        parts = (rest + chunk).split(b"\0")
        rest = parts.pop()
        yield parts


@contextmanager
def _mapped(file: IO[bytes]) -> Iterator[mmap.mmap | bytes]:
    """Give what is in *file*, on disk or in memory."""
    if isinstance(file, io.BytesIO):
        yield file.getvalue()
        return
    file.flush()
    if not os.fstat(file.fileno()).st_size:  # of nothing there is no map
        yield b""
        return
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _prefix(root: str) -> bytes:
    return root.encode("utf-8", "surrogateescape") + b"/" if root else b""


def headers(file: IO[bytes], start: int = 0) -> Iterator[bytes]:
    """Yield the header of each commit of a log."""
    if _compiled is not None:
        with _mapped(file) as data:
            while start < len(data):
                listed, start = _compiled.headers(data, start, _HEADERS)
                yield from listed
        return
    raw = False
    for tokens in _lists(file, start):
        for token in tokens:
            if raw or not token:
                raw = False
            elif token[0] == 58 or token[:2] == b"\n:":
                raw = True
            else:
                yield token


def changes(file: IO[bytes], root: str = "", wanted: AbstractSet[bytes] | None = None) -> Iterator[Change]:
    """Yield the changes of a log, newest commit first, with paths relative to *root*; others are left out.

    With *wanted*, blob ids, only those that put one of them on a path or took it from there.
    """
    for header, raw, path in _entries(file, root, wanted):
        parents = len(raw) - len(raw.lstrip(b":"))
        fields = raw[parents:].split(b" ")
        oids = fields[parents + 1 : 2 * parents + 2]
        old = tuple(o for m, o in zip(fields[:parents], oids, strict=False) if m not in _NOT_BLOBS)
        yield Change(header, path, old, b"" if fields[parents] in _NOT_BLOBS else oids[parents])


def stood(file: IO[bytes], root: str = "") -> dict[str, dict[str, None]]:
    """Return the paths under *root*, relative to it, with the ids of all blobs a log puts there; see `shown_path`."""
    if _compiled is not None:
        with _mapped(file) as data:
            told: dict[str, dict[str, None]] | None = _compiled.stood(data, _prefix(root))
        if told is not None:
            return told
    found: dict[bytes, dict[bytes, None]] = {}
    notes = b" " + NOTES.encode()
    last, of_notes = b"", False
    for header, stands_on, new in additions(file, root):
        if header is not last:
            last, of_notes = header, notes in header[:80]
        path = shown_path(header, stands_on) if of_notes else stands_on
        found.setdefault(path, {})[new] = None
    return {text(path): dict.fromkeys(oid.decode() for oid in oids) for path, oids in found.items()}


def shown_path(header: bytes, path: bytes) -> bytes:
    """Return the path of a change; of a note, ``<notes ref>:<path>`` as git itself writes it."""
    source = header[:1200].split(b"\n", 1)[0].split(b" ")[1:2]
    return source[0] + b":" + path if source and source[0].startswith(NOTES.encode()) else path


def additions(file: IO[bytes], root: str = "") -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield (header, path, blob id) of each change of a log after which a blob stands on the path."""
    for header, raw, path in _entries(file, root):
        if raw[1] != 58:
            _, mode, _, new, _ = raw.split(b" ", 4)
        else:
            parents = len(raw) - len(raw.lstrip(b":"))
            fields = raw.split(b" ", 2 * parents + 2)
            mode, new = fields[parents], fields[2 * parents + 1]
        if mode not in _NOT_BLOBS:
            yield header, path, new


def _entries(
    file: IO[bytes], root: str, wanted: AbstractSet[bytes] | None = None
) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield (header, what git says of the change, path below *root*) of each change.

    With *wanted* of the changes of these blobs alone.
    """
    prefix = _prefix(root)
    if _compiled is not None and wanted is not None:
        with _mapped(file) as data:
            listed = _compiled.touching(data, prefix, set(wanted))
        yield from listed
        return
    cut = len(prefix)
    header = raw = b""
    passed = False  # the path of a change that is not wanted comes next
    for tokens in _lists(file):
        for token in tokens:
            if passed:
                passed = False
            elif raw:
                if token and token.startswith(prefix):
                    yield header, raw, token[cut:] if cut else token
                raw = b""
            elif not token:
                continue
            elif token[0] == 58 or token[:2] == b"\n:":
                raw = token if token[0] == 58 else token[1:]
                if wanted is not None and wanted.isdisjoint(raw.split(b" ")):
                    raw, passed = b"", True
            else:
                header = token


def commit_of(header: bytes) -> str:
    """Return the id of the commit of a header."""
    return header[1 : header.find(b" ")].decode()


def parse_header(header: bytes) -> Commit:
    """Return the commit of a header as `headers` and `Change` give it."""
    first, _, rest = header.partition(b"\n")
    author, _, rest = rest.partition(b"\n")
    committer, _, message = rest.partition(b"\n")
    words = text(first[1:]).split(" ")
    seconds = words[-1].lstrip("-")
    return Commit(
        oid=words[0],
        source=words[1] if len(words) > 2 else "",
        seconds=int(words[-1]) if seconds.isdecimal() and len(seconds) < 15 else 0,
        author=author.decode("utf-8", "replace"),
        committer=committer.decode("utf-8", "replace"),
        message=message,
    )


def by_path(listing: bytes) -> dict[str, list[str]]:
    """Return ``{path: [blob id]}`` of ``git ls-files -s -z``."""
    found: dict[str, list[str]] = {}
    for entry in listing.split(b"\0"):
        meta, _, path = entry.partition(b"\t")
        words = meta.split(b" ")
        if len(words) == 3 and words[0] != b"160000":
            found.setdefault(text(path), []).append(words[1].decode())
    return found
