"""The git history of a target: every blob that a ref reaches, git's own text, and where each blob stood."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec

from keyproof.errors import TargetError
from keyproof.model.place import Location
from keyproof.model.progress import Progress, unseen
from keyproof.model.target import Gap, GapKind
from keyproof.objects import damaged, log, texts
from keyproof.objects.begun import Begun
from keyproof.objects.blobs import Losses, by_kind, stream
from keyproof.objects.damage import ObjectError
from keyproof.objects.heads import commit_text
from keyproof.objects.layout import SHALLOW_BYTES, Layout, write_refs
from keyproof.objects.leftovers import leftovers
from keyproof.objects.leftovers import state as leftovers_state
from keyproof.objects.pointed import Pointed
from keyproof.objects.refs import Refs, read_small
from keyproof.objects.runner import Runner
from keyproof.objects.state import digest, of_store
from keyproof.objects.traces import Traces
from keyproof.passing import passing_file

if TYPE_CHECKING:
    from keyproof.objects.delta import Reach
    from keyproof.objects.families import Change
    from keyproof.objects.listing import Work
    from keyproof.objects.reading import Shared
    from keyproof.objects.store import Store

_NEIGHBOURS: Final = 256


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
        stored: Layout | None = None,
        passing: bool = False,
    ) -> None:
        """*git_dir* is our own folder with *refs*; *root* limits all to the paths under it.

        *layout* is the target's own git folder, where what git left there is to be read too; *stored* has the object
        store that may be read without git; *passing* says that it is a copy which goes after this run.
        """
        self.gaps: list[Gap] = []
        self._git = git
        self._git_dir = git_dir
        self._refs = refs
        self._root = root
        self._layout = layout
        self._stored_in = stored
        self._passing = passing
        self._bounds = log.Bounds()
        self._loose_ends: dict[str, list[str]] = {}
        self._begun: Begun | None = None
        self._pointed = Pointed(git, refs, root, lambda: self._store)
        self._shared: Shared | None = None
        self.progress: Progress = unseen
        self.seen_commits: set[str] = set()
        """Ids of the commits that `texts` has met."""
        self.staged: bytes | None = None
        """What ``git ls-files -s -z`` says in the folder *root*; to be set before anything is asked for."""
        self.patient = False
        """Nothing is begun before it is asked for: what a run before has found may make it needless."""

    def close(self) -> None:
        """Let go of the temporary file; nothing can be asked after that."""
        if self._shared is not None:
            self._shared.turns.close()
        if self._begun is not None:
            self._begun.close()
        if "_log" in self.__dict__:
            self._log.close()
        if (store := self.__dict__.get("_store")) is not None:
            store.close()

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
        if self.patient or (self._begun is not None and self._begun.own) or "_log" in self.__dict__:
            return
        if not self._bounds.refs:
            self._begun = Begun(self._git, log.of_all(self._root, self._bounds))

    def meanwhile(self, work: Callable[[Callable[[], bool]], None]) -> None:
        """Have *work* done while what was begun is under way; it is given what says when to stop."""
        if self._begun is not None and self._begun.own:
            if self._store is not None:
                self._store.prepare()
            work(self._begun.ready)

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

            self._shared = shared(self._store, oids)

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
        from keyproof.objects.reading import changes, unplaced

        losses = Losses()
        if self._stored_in is None:
            for oid, data in stream(self._git, oids[share[0] :: share[1]], losses):
                yield [alone(oid, data)]
        else:
            store = self._store
            if self._shared and share[1] > 1:
                parts: Iterable[Work] = self._taken(self._shared)
            else:
                own = oids[share[0] :: share[1]]
                parts = [store.located(own) if store is not None else unplaced(own)]
            yield from changes(self._git, store, parts, losses, reach)
        self._say(losses)

    def _taken(self, shared: Shared) -> Iterator[Work]:
        for number, part in shared.taken():
            self.progress("reading the history", number / len(shared.parts))
            yield part

    @cached_property
    def _store(self) -> Store | None:
        """The object store, to be read without git; None where it cannot be."""
        if self._stored_in is None:
            return None
        from keyproof.objects.store import Store

        try:
            return Store.open(self._stored_in.objects, self._stored_in.object_format)
        except ObjectError:
            return None

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
        return digest((*parts, b"none" if self.staged is None else b"index" + self.staged))

    def oids(self) -> list[str]:
        """Return the ids of the blobs that `blobs` gives."""
        return self._oids()

    def _oids(self) -> list[str]:
        reached = self._reached
        oids = list(reached)
        if self._layout is not None and not self._root and not self._bounds.said:
            oids += [oid for oid in self._unreached.get("blob", []) if oid not in reached]
        return oids

    @cached_property
    def _reached(self) -> dict[str, None]:
        """The blobs that `paths` knows of."""
        return dict.fromkeys(oid for listed in self.paths().values() for oid in listed)

    @cached_property
    def _unreached(self) -> dict[str, list[str]]:
        """Of the object store the commits, tags, and the blobs that `paths` does not know of."""
        found = self._store.others(self._reached) if self._store is not None else None
        return self._stored if found is None else found

    def _say(self, losses: Losses) -> None:
        self.gaps += [g for g in losses.gaps() if g not in self.gaps]

    def read(self, oids: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield (object id, content) of those of *oids* that are blobs and can be read."""
        return self._objects(oids, "blob")

    def _objects(self, oids: Collection[str], kind: str) -> Iterator[tuple[str, bytes]]:
        """As `read`, of another kind; in some order."""
        left = list(oids)
        if left and (store := self.__dict__.get("_store")) is not None:  # it is open: no need to start git
            from keyproof.objects.store import Unread

            unread = Unread()
            yield from store.blobs(left, unread, kind=kind)
            left = [*unread.absent, *unread.damaged, *unread.over_budget]
        yield from stream(self._git, left, Losses(), kind=kind.encode())

    def halves(self, oids: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return *oids* in two lists for two processes to `read`: what stands on one text is together in one."""
        if (store := self.__dict__.get("_store")) is None:
            return list(oids[::2]), list(oids[1::2])
        one, other = store.shares(oids, 2)
        return one, other

    def messages(self, oids: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield (id, people and message) of those of *oids* that are commits and can be read."""
        for oid, data in self._objects(oids, "commit"):
            yield oid, commit_text(data)

    def paths(self) -> dict[str, tuple[str, ...]]:
        """Return every path that any commit held, with the blob ids that stood there."""
        return self._paths

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        joined = {path: list(oids) for path, oids in log.stood(self._log, self._root).items()}
        for extra in (self._loose_ends, {} if self._bounds.said else self._pointed.blobs, self._index):
            for name, listed in extra.items():
                known = joined.setdefault(name, [])
                known += [oid for oid in listed if oid not in known]
        return {path: tuple(oids) for path, oids in joined.items()}

    def dropped(self) -> dict[str, str]:
        """Return a path of each blob that `paths` does not know of but a commit that no ref leads to any more."""
        return {oid: places[0].path for oid, places in self._dropped.items()}

    @cached_property
    def _dropped(self) -> dict[str, list[Location]]:
        if self._layout is None or self._root or self._bounds.said or not self._unreached.get("blob"):
            return {}
        reached = {log.commit_of(header) for header in log.headers(self._log)}
        commits = [oid for oid in self._unreached.get("commit", []) if oid not in reached]
        if not commits:
            return {}
        from keyproof.objects import dropped

        return dropped.places(self._git, commits, set(self._unreached["blob"]))

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
                if who not in addresses:
                    addresses[who] = msgspec.structs.replace(place, path="author address")
        for who, place in addresses.items():
            yield place, who.encode("utf-8", "replace")
        if not self._root:
            yield from texts.odd_headers(self._objects, commits)
            for name, oid in self._refs.named.items():
                if not name.startswith(b"refs/keyproof/"):
                    yield Location(path="ref name", commit=oid), name
            tags = [oid for oid, kind in self._pointed.types.items() if kind == "tag"]
            yield from texts.of_tags(self._objects, tags)
        if self._layout is not None:
            if not self._root and not self._bounds.said:
                yield from texts.forgotten(self._objects, self._unreached, {*self.seen_commits, *tags})
            yield Location(path=".git/config", published=False), self._layout.config_text
            for path, data in leftovers(self._layout.git_dir, self._layout.common_dir):
                yield Location(path=path, published=False), data

    def attribute(self, oids: Collection[str], exact: Collection[str] | None = None) -> dict[str, tuple[Location, ...]]:
        """Return for each blob id where it stood, in the order of the paths' first commits.

        That a merge took one away is looked up for those of *exact* alone, where it is given: git takes long for it.
        """
        wanted = {oid.encode() for oid in oids}
        traces = Traces(self._log, self._root, wanted)
        head = self._pointed.head
        if self._refs.head:
            traces.add_merges(self._git, wanted if exact is None else {oid.encode() for oid in exact}, head)
        found: dict[str, list[Location]] = {oid: [] for oid in oids}
        for oid, place in traces.places(head):
            found[oid].append(place)
        for extra, note in (
            (self._pointed.blobs, "a ref points at it"),
            (self._index, "in git's index, not committed"),
            (self._loose_ends, "its commit cannot be read"),
        ):
            for path, listed in extra.items():
                for oid in listed:
                    if oid in found and all(p.path != path for p in found[oid]):
                        found[oid].append(Location(path=path, in_head=(path, oid) in head, note=note))
        return {oid: tuple(places or self._dropped.get(oid, ())) for oid, places in found.items()}

    @cached_property
    def _log(self) -> IO[bytes]:
        """The log of all refs in a temporary file that has no name."""
        begun, self._begun = self._begun, None
        return (begun.take() if begun is not None else None) or self._make_log()

    def _make_log(self) -> IO[bytes]:
        spool = passing_file()
        kinds = self._pointed.types
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
        what = damaged.write_log(self._git, spool, self._git_dir / "shallow", lambda: self._stored)
        self.gaps.append(Gap(kind=GapKind.MISSING, what=f"the history is damaged ({error}){what}"))
        if not self._root:
            self._loose_ends = damaged.loose_ends(self._git, self._pointed.types_of, lambda: self._stored)

    @cached_property
    def _stored(self) -> dict[str, list[str]]:
        """All ids of the object store by type, reachable or not."""
        return by_kind(self._git)

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        """Blobs of the index, by path."""
        return log.by_path(self.staged) if self.staged is not None else {}
