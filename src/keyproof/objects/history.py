"""The git history of a target: every blob that a ref reaches, git's own text, and where each blob stood."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Container, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

import msgspec

from keyproof.errors import TargetError
from keyproof.model.place import Location
from keyproof.model.progress import Progress, unseen
from keyproof.model.target import Gap, GapKind
from keyproof.objects import log
from keyproof.objects.blobs import Losses, stream
from keyproof.objects.heads import commit_text, odd_parts, tag_text
from keyproof.objects.layout import SHALLOW_BYTES, Layout, write_refs
from keyproof.objects.leftovers import leftovers
from keyproof.objects.leftovers import state as leftovers_state
from keyproof.objects.refs import Refs, read_small
from keyproof.objects.runner import Runner, Running
from keyproof.objects.state import digest, of_store

if TYPE_CHECKING:
    from keyproof.objects.delta import Reach
    from keyproof.objects.families import Change
    from keyproof.objects.reading import Shared

_NEIGHBOURS: Final = 256

_NOTES: Final = "refs/notes/"
_LEFT_OVER_PATHS: Final = 200
"""Paths for which a removal by a merge is looked up; each lengthens git's command line."""


class _Trace(msgspec.Struct):
    """What the log says of one blob on one path, while it is being gathered."""

    added: log.Commit | None = None
    removed: log.Commit | None = None


class _Begun(NamedTuple):
    """A log that git is writing."""

    spool: IO[bytes]
    running: Running
    owner: int
    """The process that waits for it: a fork cannot."""


class GitHistory:
    """A history; nothing is read before it is asked for. Satisfies ``keyproof.sources.History``."""

    def __init__(
        self,
        git: Runner,
        git_dir: Path,
        refs: Refs,
        *,
        root: str = "",
        layout: Layout | None = None,
        index: bytes | None = None,
        stored: Layout | None = None,
        passing: bool = False,
    ) -> None:
        """*git_dir* is our own folder with *refs*; *root* limits all to the paths under it.

        *layout* is the target's own git folder, where what git left there is to be read too; *index* is what
        ``git ls-files -s -z`` says in the folder *root*; *stored* has the object store that `changes` may read itself;
        *passing* says that it is a copy which goes after this run.
        """
        self.gaps: list[Gap] = []
        self._git = git
        self._git_dir = git_dir
        self._refs = refs
        self._root = root
        self._layout = layout
        self._staged = index
        self._stored_in = stored
        self._passing = passing
        self._bounds = log.Bounds()
        self._loose_ends: dict[str, list[str]] = {}
        self._begun: _Begun | None = None
        self._shared: Shared | None = None
        self.progress: Progress = unseen
        self.seen_commits: set[str] = set()
        """Ids of the commits that `texts` has met."""
        self.patient = False
        """Nothing is begun before it is asked for: what a run before has found may make it needless."""

    def close(self) -> None:
        """Let go of the temporary file; nothing can be asked after that."""
        if self._shared is not None:
            self._shared.turns.close()
        if self._begun is not None:
            self._let_go(self._begun).close()
        if "_log" in self.__dict__:
            self._log.close()

    def limit(self, bounds: log.Bounds) -> None:
        """Read no more than *bounds* say; to be called before anything is asked for.

        Raises TargetError where they name refs and there are none of the names.
        """
        if not any(bounds.wants(log.text(name)) for name in self._refs.named):
            names = " or ".join(map(repr, bounds.refs))
            raise TargetError(f"the repository has no branch or tag {names}; check the spelling of --refs")
        self._bounds = bounds

    def begin(self) -> None:
        """Have git write the log while the caller does something else."""
        if self.patient:
            return
        mine = self._begun is not None and self._begun.owner == os.getpid()
        if not mine and "_log" not in self.__dict__ and not self._bounds.refs:
            spool = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the history
            self._begun = _Begun(spool, log.begin_log(self._git, spool, self._root, self._bounds), os.getpid())

    def blobs(self, share: tuple[int, int] = (0, 1)) -> Iterator[tuple[str, bytes]]:
        """Yield (object id, content) of every blob that any ref or the index reaches, each once.

        *share* is (number, of how many): runs of neighbours go to one process, as they share their delta bases. Of a
        repository on disk also those that nothing reaches any more (dangling, amended away), until git drops them.
        """
        losses = Losses()
        number, of = share
        oids = [oid for at, oid in enumerate(self._oids()) if at // _NEIGHBOURS % of == number]
        yield from stream(self._git, oids, losses)
        self._say(losses)

    def share_out(self, oids: Sequence[str]) -> None:
        """Have `changes` of *oids* give each of several processes what it is free for; before they part."""
        if self._stored_in is not None and oids:
            from keyproof.objects.reading import shared

            self._shared = shared(self._stored_in.objects, self._stored_in.object_format, oids)

    def changes(self, reach: Reach, oids: Sequence[str], share: tuple[int, int] = (0, 1)) -> Iterator[list[Change]]:
        """Yield lists of the blobs *oids*, each with the parts of it that a search of those before cannot have seen.

        A search that looks no further than *reach* from what it finds need search only those parts, see
        `Store.changes`; what it found in the rest of the blob ``base`` stands in this one too. *share*, (number, of how
        many), asks for a part of them, after `share_out` for what no other process has taken; what stands on one
        another is never parted.
        """
        if not oids:
            return
        from keyproof.objects.families import alone
        from keyproof.objects.reading import changes

        losses = Losses()
        if self._stored_in is None:
            for oid, data in stream(self._git, oids[share[0] :: share[1]], losses):
                yield [alone(oid, data)]
        else:
            where = self._stored_in
            lists = self._taken(self._shared) if self._shared and share[1] > 1 else [oids[share[0] :: share[1]]]
            yield from changes(self._git, where.objects, where.object_format, lists, losses, reach)
        self._say(losses)

    def _taken(self, shared: Shared) -> Iterator[list[str]]:
        for number, oids in shared.taken():
            self.progress("reading the history", number / len(shared.lists))
            yield oids

    @property
    def identity(self) -> str:
        """What tells this history from others on this machine, ``""`` for one in a temporary place."""
        return f"{self._stored_in.objects}:{self._root}" if self._stored_in is not None and not self._passing else ""

    def state(self) -> bytes | None:
        """Return what is the same again only where all that this history gives is; None for unknown.

        It is to be asked before anything else is: what changes later is then not taken for what was read.
        """
        if not self.identity or self._bounds.said:
            return None
        objects = of_store(self._stored_in.objects) if self._stored_in is not None else None
        if objects is None:
            return None
        named = (b"%s %s" % (oid.encode(), name) for name, oid in sorted(self._refs.named.items()))
        shallow = read_small(self._git_dir / "shallow", SHALLOW_BYTES)
        parts = [
            objects,
            digest(named),
            self._refs.head.encode(),
            shallow,
            self._root.encode("utf-8", "surrogateescape"),
        ]
        if self._layout is not None:
            parts += [self._layout.config_text, *leftovers_state(self._layout.git_dir, self._layout.common_dir)]
        return digest((*parts, b"none" if self._staged is None else b"index" + self._staged))

    def oids(self) -> list[str]:
        """Return the ids of the blobs that `blobs` gives."""
        return self._oids()

    def _oids(self) -> list[str]:
        reached = dict.fromkeys(oid for listed in self.paths().values() for oid in listed)
        oids = list(reached)
        if self._layout is not None and not self._root and not self._bounds.said:
            oids += [oid for oid in self._stored.get("blob", []) if oid not in reached]
        return oids

    def _say(self, losses: Losses) -> None:
        self.gaps += [g for g in losses.gaps() if g not in self.gaps]

    def read(self, oids: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield (object id, content) of those of *oids* that are blobs and can be read."""
        yield from stream(self._git, list(oids), Losses())

    def messages(self, oids: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield (id, people and message) of those of *oids* that are commits and can be read."""
        for oid, data in stream(self._git, list(oids), Losses(), kind=b"commit"):
            yield oid, commit_text(data)

    def paths(self) -> dict[str, tuple[str, ...]]:
        """Return every path that any commit held, with the blob ids that stood there."""
        return self._paths

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        found: dict[bytes, dict[bytes, None]] = {}
        notes = b" " + _NOTES.encode()
        last, of_notes = b"", False
        for header, stands_on, new in log.additions(self._log, self._root):
            if header is not last:
                last, of_notes = header, notes in header[:80]
            path = _shown_path(header, stands_on) if of_notes else stands_on
            found.setdefault(path, {})[new] = None
        joined = {log.text(path): [oid.decode() for oid in oids] for path, oids in found.items()}
        for extra in (self._loose_ends, {} if self._bounds.said else self._tagged_blobs, self._index):
            for name, listed in extra.items():
                known = joined.setdefault(name, [])
                known += [oid for oid in listed if oid not in known]
        return {path: tuple(oids) for path, oids in joined.items()}

    def texts(self, clean: Container[str] = ()) -> Iterator[tuple[Location, bytes]]:
        """Yield commit and tag messages, addresses, ref names, and the target's own git configuration.

        Those of the commits *clean* are left out; afterwards ``seen_commits`` has the ids of all there are.
        """
        addresses: dict[str, Location] = {}
        commits: list[str] = []
        for header in log.headers(self._log):
            oid = log.commit_of(header)
            self.seen_commits.add(oid)
            if oid in clean:
                continue
            commit = log.parse_header(header)
            commits.append(commit.oid)
            place = Location(path="commit message", commit=commit.oid, author=commit.author, first_seen=commit.date)
            yield place, commit.message
            for who in (commit.author, commit.committer):
                addresses.setdefault(who, msgspec.structs.replace(place, path="author address"))
        for who, place in addresses.items():
            yield place, who.encode("utf-8", "replace")
        if not self._root:
            yield from self._odd_headers(commits)
            for name, oid in self._refs.named.items():
                if not name.startswith(b"refs/keyproof/"):
                    yield Location(path="ref name", commit=oid), name
            tags = [oid for oid, kind in self._ref_types.items() if kind == "tag"]
            for oid, data in stream(self._git, tags, Losses(), kind=b"tag"):
                yield Location(path="tag message", commit=oid), tag_text(data)
        if self._layout is not None:
            if not self._root and not self._bounds.said:
                yield from self._forgotten({*self.seen_commits, *tags})
            yield Location(path=".git/config", published=False), self._layout.config_text
            for path, data in leftovers(self._layout.git_dir, self._layout.common_dir):
                yield Location(path=path, published=False), data

    def _odd_headers(self, commits: list[str]) -> Iterator[tuple[Location, bytes]]:
        """Yield the header lines that git itself does not write: log shows none of them."""
        for oid, data in stream(self._git, commits, Losses(), kind=b"commit"):
            odd, hidden = odd_parts(data)
            if odd:
                yield Location(path="commit header", commit=oid), odd
            if hidden:
                yield Location(path="commit message", commit=oid), hidden

    def _forgotten(self, known: set[str]) -> Iterator[tuple[Location, bytes]]:
        """Yield the texts of commits and tags that no ref leads to any more: amended away, dropped."""
        for kind in ("commit", "tag"):
            oids = [oid for oid in self._stored.get(kind, []) if oid not in known]
            for oid, data in stream(self._git, oids, Losses(), kind=kind.encode()):
                place = Location(path=f"{kind} message", commit=oid, published=False)
                yield place, tag_text(data) if kind == "tag" else commit_text(data)

    def attribute(self, oids: Collection[str], exact: Collection[str] | None = None) -> dict[str, tuple[Location, ...]]:
        """Return for each blob id where it stood, in the order of the paths' first commits.

        That a merge took one away is looked up for those of *exact* alone, where it is given: git takes long for it.
        """
        wanted = {oid.encode() for oid in oids}
        traces: dict[tuple[str, str], _Trace] = {}
        for change in log.changes(self._log, self._root, wanted):
            _note(traces, change, wanted, log.text(_shown_path(change.header, change.path)))
        head = self._head
        self._find_merges_that_removed(traces, wanted if exact is None else {oid.encode() for oid in exact}, head)
        found: dict[str, list[Location]] = {oid: [] for oid in oids}
        for (oid, path), trace in sorted(traces.items(), key=lambda t: t[1].added.seconds if t[1].added else 0):
            found[oid].append(_location(path, trace, (path, oid) in head))
        for extra, note in (
            (self._tagged_blobs, "a ref points at it"),
            (self._index, "in git's index, not committed"),
            (self._loose_ends, "its commit cannot be read"),
        ):
            for path, listed in extra.items():
                for oid in listed:
                    if oid in found and all(p.path != path for p in found[oid]):
                        found[oid].append(Location(path=path, in_head=(path, oid) in head, note=note))
        return {oid: tuple(places) for oid, places in found.items()}

    def _find_merges_that_removed(
        self, traces: dict[tuple[str, str], _Trace], wanted: set[bytes], head: set[tuple[str, str]]
    ) -> None:
        """Look up removals where a merge took the side that did not have the blob; the combined diff hides those."""
        open_paths = {
            path
            for (oid, path), trace in traces.items()
            if trace.removed is None and (path, oid) not in head and oid.encode() in wanted
        }
        if not open_paths or len(open_paths) > _LEFT_OVER_PATHS or not self._refs.head:
            return
        prefix = f"{self._root}/" if self._root else ""
        with tempfile.TemporaryFile() as out:
            error = log.write_merges(self._git, out, [prefix + p for p in sorted(open_paths)])
            if error:
                return
            for change in log.changes(out, self._root, wanted):
                for old in set(change.old) & wanted:
                    trace = traces.get((old.decode(), log.text(change.path)))
                    if trace is not None and trace.removed is None and old != change.new:
                        trace.removed = log.parse_header(change.header)

    @cached_property
    def _log(self) -> IO[bytes]:
        """The log of all refs in a temporary file that has no name."""
        begun, self._begun = self._begun, None
        if begun is not None and begun.owner == os.getpid():
            done = begun.running.finish().ok
            spool = self._let_go(begun)
            if done:
                return spool
            spool.close()
        return self._make_log()

    @staticmethod
    def _let_go(begun: _Begun) -> IO[bytes]:
        if begun.owner == os.getpid():
            begun.running.__exit__(None, None, None)
        return begun.spool

    def _make_log(self) -> IO[bytes]:
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the history
        kinds = self._ref_types
        absent = {name for name, oid in self._refs.named.items() if oid not in kinds}
        head_lost = bool(self._refs.head) and self._refs.head not in kinds
        if absent or head_lost:
            refs = msgspec.structs.replace(
                self._refs,
                named={n: o for n, o in self._refs.named.items() if n not in absent},
                head="" if head_lost else self._refs.head,
            )
            write_refs(self._git_dir, refs)
            what = f"{len(absent) + head_lost} refs point at objects that are not in the repository"
            self.gaps.append(Gap(kind=GapKind.MISSING, what=what))
        names = [n for n, oid in self._refs.named.items() if oid in kinds and self._bounds.wants(log.text(n))]
        if self._bounds.refs and not names:
            return spool
        if error := log.write_log(self._git, spool, self._root, self._bounds, names):
            if self._bounds.said:
                raise TargetError(f"git cannot read that part of the history: {error}; check the date and the names")
            self._read_damaged(spool, error)
        return spool

    def _read_damaged(self, spool: IO[bytes], error: str) -> None:
        """Fill *spool* from a damaged repository, as far as it goes, and say so in the gaps."""
        listed = self._git.run("rev-list", "--all")
        stored: dict[str, list[str]] = {}
        if listed.ok:
            commits = listed.out.decode().split()
        else:
            stored = self._stored
            commits = stored.get("commit", [])
        lost = log.write_damaged_log(self._git, spool, commits, self._git_dir / "shallow")
        what = f"the history is damaged ({error})"
        if lost:
            what += f"; {len(lost)} of {len(commits)} commits could not be compared with their parents"
        self.gaps.append(Gap(kind=GapKind.MISSING, what=what))
        if not self._root:
            self._loose_ends = self._find_loose_ends(stored)

    def _find_loose_ends(self, stored: dict[str, list[str]]) -> dict[str, list[str]]:
        """Return blobs of a damaged repository, by the one path known of each; those without are under ``""``."""
        outcome = self._git.run("rev-list", "--objects", "--all", "--missing=print")
        if not outcome.ok:
            return {"": (stored or self._stored).get("blob", [])}
        kinds = self._types([line.split(b" ")[0].decode() for line in outcome.out.splitlines() if line[:1] != b"?"])
        found: dict[str, list[str]] = {}
        for line in outcome.out.splitlines():
            oid, _, path = line.partition(b" ")
            if kinds.get(oid.decode()) == "blob":
                found.setdefault(log.text(path), []).append(oid.decode())
        return found

    @cached_property
    def _stored(self) -> dict[str, list[str]]:
        """All ids of the object store by type, reachable or not; those of trees, the most of them, are left out."""
        outcome = self._git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
        found: dict[str, list[str]] = {}
        for line in outcome.out.decode().splitlines():
            oid, _, kind = line.partition(" ")
            if kind != "tree":
                found.setdefault(kind, []).append(oid)
        return found

    def _types(self, oids: Collection[str]) -> dict[str, str]:
        """Return the type of each of *oids* that is there."""
        feed = "".join(f"{oid}\n" for oid in oids).encode()
        outcome = self._git.run("cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer", feed=feed)
        pairs = (line.split(" ") for line in outcome.out.decode("utf-8", "replace").splitlines())
        return {p[0]: p[1] for p in pairs if len(p) == 2 and p[1] in ("commit", "tree", "blob", "tag")}

    @cached_property
    def _ref_types(self) -> dict[str, str]:
        """The type of the object each ref points at, by its id."""
        heads = [self._refs.head] if self._refs.head else []
        return self._types(dict.fromkeys([*self._refs.named.values(), *heads]))

    @cached_property
    def _peeled(self) -> dict[str, tuple[str, str]]:
        """(id, type) of what each ref that is no commit leads to in the end, by the id it points at."""
        odd = [oid for oid, kind in self._ref_types.items() if kind != "commit"]
        feed = "".join(f"{oid}^{{}}\n" for oid in odd).encode()
        outcome = self._git.run("cat-file", "--batch-check=%(objectname) %(objecttype)", feed=feed)
        pairs = [line.split(" ") for line in outcome.out.decode("utf-8", "replace").splitlines()]
        return {oid: (p[0], p[1]) for oid, p in zip(odd, pairs, strict=False) if len(p) == 2}

    @cached_property
    def _tagged_blobs(self) -> dict[str, list[str]]:
        """Blobs that a ref points at directly or through a tag or a tree, by path."""
        found: dict[str, list[str]] = {}
        if self._root:
            return found
        for raw, oid in self._refs.named.items():
            if self._ref_types.get(oid, "commit") != "commit":
                name = log.text(raw)
                peeled, kind = self._peeled.get(oid, (oid, ""))
                if kind == "blob":
                    found.setdefault(name, []).append(peeled)
                elif kind == "tree":
                    for path, blob in self._tree(peeled):
                        found.setdefault(f"{name}:{path}", []).append(blob)
        return found

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        """Blobs of the index, by path."""
        return _by_path(self._staged) if self._staged is not None else {}

    @cached_property
    def _head(self) -> set[tuple[str, str]]:
        """(path, blob id) of HEAD's tree."""
        if not self._refs.head or self._refs.head not in self._ref_types:
            return set()
        return set(self._tree(self._refs.head, self._root))

    def _tree(self, treeish: str, root: str = "") -> Iterator[tuple[str, str]]:
        outcome = self._git.run("ls-tree", "-r", "-z", "--full-tree", treeish, "--", *([f"{root}/"] if root else []))
        prefix = f"{root}/" if root else ""
        for entry in outcome.out.split(b"\0"):
            meta, _, path = entry.partition(b"\t")
            words = meta.split(b" ")
            if len(words) == 3 and words[1] == b"blob":
                yield log.text(path).removeprefix(prefix), words[2].decode()


def _shown_path(header: bytes, path: bytes) -> bytes:
    """Return the path of a change; of a note, ``<notes ref>:<path>`` as git itself writes it."""
    source = header[:1200].split(b"\n", 1)[0].split(b" ")[1:2]
    return source[0] + b":" + path if source and source[0].startswith(_NOTES.encode()) else path


def _by_path(listing: bytes) -> dict[str, list[str]]:
    """Return ``{path: [blob id]}`` of ``git ls-files -s -z``."""
    found: dict[str, list[str]] = {}
    for entry in listing.split(b"\0"):
        meta, _, path = entry.partition(b"\t")
        words = meta.split(b" ")
        if len(words) == 3 and words[0] != b"160000":
            found.setdefault(log.text(path), []).append(words[1].decode())
    return found


def _note(traces: dict[tuple[str, str], _Trace], change: log.Change, wanted: set[bytes], path: str) -> None:
    """Enter what *change* says of the *wanted* blobs into *traces*: the earliest addition, the latest removal."""
    commit = log.parse_header(change.header)
    if change.new in wanted:
        trace = traces.setdefault((change.new.decode(), path), _Trace())
        if trace.added is None or commit.seconds <= trace.added.seconds:
            trace.added = commit
    for old in change.old:
        if old in wanted and old != change.new:
            trace = traces.setdefault((old.decode(), path), _Trace())
            if trace.removed is None or commit.seconds > trace.removed.seconds:
                trace.removed = commit


def _location(path: str, trace: _Trace, in_head: bool) -> Location:
    added = trace.added
    removed = None if in_head else trace.removed
    return Location(
        path=path,
        commit=added.oid if added else None,
        author=added.author if added else None,
        first_seen=added.date if added else None,
        removed_in=removed.oid if removed else None,
        removed_at=removed.date if removed else None,
        in_head=in_head,
    )
