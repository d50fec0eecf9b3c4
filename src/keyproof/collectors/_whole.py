"""A full search: every blob of the history once, git's own texts, and the files of the tree that are no such blobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from keyproof import apart
from keyproof.collectors._again import Run
from keyproof.collectors._files import Files, Looked, OfFiles
from keyproof.collectors._history import Held, Past, past_places, scan_share, spots, with_lines
from keyproof.collectors._own_texts import Told, scan_names, scan_texts
from keyproof.collectors._remembered import Memory
from keyproof.collectors._seen import Gathered, Seen, Spot, place_of
from keyproof.collectors._unchanged import Unchanged, clean_commits, keep_clean
from keyproof.collectors._view import View
from keyproof.detect.boundaries import LineNumbers
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.detect.versions import kind_of
from keyproof.limits import LOCATIONS_PER_FINDING
from keyproof.model.fact import SuppressionMarker
from keyproof.model.place import Location
from keyproof.model.target import Gap
from keyproof.sources import History, TreeFile

_WORTH_SHARING = 600
"""Files or blobs from which a second process pays for itself."""


_OF_COMMITS = {"commit message", "commit header", "author address"}
"""The texts of commits, as `History.texts` calls them."""


class _Tree(msgspec.Struct):
    """What the history says of the tree."""

    files: Files
    """Its files, of which other things are asked too."""
    known: dict[str, list[Spot]] = {}
    """By id, what stands in those of its blobs that the tree may hold."""
    ids: dict[str, str] = {}
    """The blob ids of the tree's files, by path."""


class _Beside(NamedTuple):
    """What one of the processes that search a history does besides."""

    told: Told = []  # noqa: RUF012 - never changed
    files: OfFiles = OfFiles()


def search(view: View, engine: Detector) -> Run:
    """Search the tree and, where there is one, the history."""
    engine.expect(versions=view.history is not None)
    gathered = Gathered(view.key)
    tree = _Tree(files=Files(view))
    path_of: dict[str, str] = {}
    blobs = 0
    if view.history is not None:
        view.history.patient = False
        view.history.begin()
        view.history.meanwhile(lambda until: _ahead(engine, tree.files, until))
        path_of = {oid: path for path, oids in view.history.paths().items() for oid in oids}
        path_of |= view.history.dropped()
        blobs = _scan_history(view, view.history, engine, gathered, tree, path_of)
    past = [entry.best for entry in gathered.entries]
    scanned = _scan_files(view, engine, tree)
    for path, matches in scanned:
        for match in matches:
            gathered.note(match).tree[place_of(path, match)] = None
    names = scan_names(engine, [f.path for f in view.files])
    for match, place in names:
        gathered.note(match).tree[place] = None
    entries = gathered.entries
    places = _places(view, entries)
    return Run(entries, past, places, scanned, names, path_of, blobs)


def _ahead(engine: Detector, files: Files, until: Callable[[], bool]) -> None:
    """Do what there is to do before the history is known, as far as *until* lets."""
    for _ in engine.ahead():
        if until():
            return
    files.some(until)


T = TypeVar("T")


_Scanned = list[tuple[str, list[Match]]]
"""Path, and what was found in it."""


def _shared(view: View, engine: Detector, size: int, work: Callable[[tuple[int, int]], T]) -> Iterator[T]:
    """Yield what *work* makes of all shares; where there is enough of it, half is done in a second process.

    *work* is given (number, of how many) of its share. What it leaves in *view* and *engine* is brought back too.
    """
    if size < _WORTH_SHARING or not apart.possible():
        yield work((0, 1))
        return
    history = view.history

    def other() -> tuple[T, list[Gap], list[Gap], set[str], dict[str, str]]:
        found = work((1, 2))
        return found, view.gaps, history.gaps if history is not None else [], engine.truncated, engine.unopened

    child = apart.Apart(other)
    try:
        yield work((0, 2))
        found, gaps, lost, truncated, unopened = child.result()
        view.gaps += [g for g in gaps if g not in view.gaps]
        if history is not None:
            history.gaps += [g for g in lost if g not in history.gaps]
        engine.truncated |= truncated
        engine.unopened |= unopened
        yield found
    finally:
        child.stop()


def _scan_files(view: View, engine: Detector, tree: _Tree) -> _Scanned:
    """Return what stands in the tree, by path; a file that is a blob of HEAD is not searched again."""
    found: dict[str, list[Match]] = {}
    fresh: list[TreeFile] = []
    empty = Unchanged(view, "empty")
    for file in view.files:
        spots_of = tree.known.get(tree.ids.get(file.path, ""))
        if spots_of is None:
            if not empty.knows(file.path):
                fresh.append(file)
        elif spots_of:
            found[file.path] = _moved(view, file, spots_of)
    looks = view.history is None
    marked: list[SuppressionMarker] | None = []
    for part in _shared(view, engine, len(fresh), lambda share: _scan_tree(view, fresh, engine, share, looks)):
        found.update(part.scanned)
        for path in part.whole - part.found - engine.truncated - engine.unopened.keys():
            empty.note(path)
        marked = None if marked is None or part.marks is None else [*marked, *part.marks]
    if looks and marked is not None:
        row_of = {file.path: row for row, file in enumerate(view.files)}
        view.marks = tuple(sorted(marked, key=lambda mark: row_of[mark.location.path]))
    empty.keep()
    return [(file.path, found[file.path]) for file in view.files if file.path in found]


class _Part(NamedTuple):
    """What one process found in its share of the tree."""

    scanned: _Scanned
    whole: set[str]
    """Paths of the files that were read to their end."""
    marks: Sequence[SuppressionMarker] | None
    """The marks in them, where they were looked for."""

    @property
    def found(self) -> set[str]:
        """Paths of the files in which something stands."""
        return {path for path, _ in self.scanned}


def _scan_tree(view: View, files: list[TreeFile], engine: Detector, share: tuple[int, int], looks: bool) -> _Part:
    """Scan what *share* says of *files*; *looks*: for marks too, as the bytes are at hand."""
    number, of = share
    mine = files[number::of]
    whole: set[str] = set()
    looked = Looked(view) if looks else None

    def texts() -> Iterator[tuple[bytes, str]]:
        for file in mine:
            data = view.content(file)
            if file.link or len(data) == file.size:
                whole.add(file.path)
            if looked is not None:
                looked.look(file)
            yield data, file.path

    scanned = [(file.path, found) for file, found in zip(mine, engine.scan_many(texts()), strict=True) if found]
    return _Part(scanned, whole, looked.keep() if looked is not None else None)


def _moved(view: View, file: TreeFile, found: list[Spot]) -> list[Match]:
    """Return the matches of the blob that *file* is with the lines they have in it."""
    numbers: LineNumbers | None = None
    out: list[Match] = []
    for match, start, own in sorted(found, key=lambda s: s[1]):
        if own:
            out.append(match)
            continue
        numbers = numbers or LineNumbers(view.content(file))
        line = numbers.at(start)
        end = start + match.end - match.start
        out.append(
            msgspec.structs.replace(
                match,
                start=start,
                end=end,
                line=line,
                column=numbers.column(start),
                end_line=line + match.end_line - match.line,
            )
        )
    return out


def _scan_history(
    view: View, history: History, engine: Detector, gathered: Gathered, tree: _Tree, path_of: Mapping[str, str]
) -> int:
    """Scan the history into *gathered*, and what it says of the tree into *tree*; return how many blobs were read."""
    files = {f.path for f in view.files}
    in_tree = {
        oid
        for path, oids in history.paths().items()
        if path in files
        for oid in oids
        if path_of[oid] == path or kind_of(path_of[oid]) == kind_of(path)
    }
    known = tree.known = {}
    count = 0
    for found, read, told in _blobs(view, history, engine, path_of, tree):
        count += len(read)
        known.update((oid, []) for oid in read if oid in in_tree)
        for match, by_oid in spots(found):
            entry = gathered.note(match)
            for oid, spot in by_oid.items():
                first = entry.blobs.get(oid)
                if first is None or (spot[0].member, spot[1]) < (first[0].member, first[1]):
                    entry.blobs[oid] = spot
                if oid in known:
                    known[oid].append(spot)
        for match, place in told:
            gathered.note(match).texts[place] = None
    for match, place in scan_names(engine, [path for path in history.paths() if path not in files]):
        gathered.note(match).texts[place] = None
    view.source.searched["blobs"] = count
    return count


def _blobs(
    view: View, history: History, engine: Detector, path_of: Mapping[str, str], tree: _Tree
) -> Iterator[tuple[list[Held], list[str], Told]]:
    """Yield what the blobs of the history hold, the ids of all that were read, now or before, and its texts, in parts.

    The texts come last. *tree* is given the ids of its files beside that.
    """
    oids = history.oids()
    memory = Memory(history.identity, engine.digest) if view.remember and history.identity else None
    found, read = memory.recall(history, engine, path_of, oids) if memory is not None else ([], [])
    done = set(read)
    fresh = [oid for oid in oids if oid not in done]

    def work(share: tuple[int, int]) -> tuple[list[Held], list[str], _Beside]:
        number, of = share
        beside = _Beside()
        if number == of - 1:  # who does this takes fewer of the blobs
            beside = _Beside(_scan_texts(view, history, engine), tree.files.rest())
        return (*scan_share(history, engine, path_of, fresh, share), beside)

    if len(fresh) >= _WORTH_SHARING and apart.possible():
        history.share_out(fresh)
    before = len(read)
    if read:
        yield found, read, []
    for held, some, beside in _shared(view, engine, len(fresh), work):
        tree.ids |= beside.files.ids
        view.marks = beside.files.marks if view.marks is None else view.marks
        yield held, some, beside.told
        found += held
        read += some
    if memory is not None and len(read) > before:
        cut = engine.truncated | engine.unopened.keys()
        memory.keep(found, [oid for oid in read if path_of.get(oid, "") not in cut], path_of)


def _scan_texts(view: View, history: History, engine: Detector) -> Told:
    """Scan git's own texts, of commits those in which a run before has not found that they hold nothing."""
    clean = clean_commits(view)
    told = scan_texts(engine, history.texts(clean))
    cut = _OF_COMMITS & (engine.truncated | engine.unopened.keys())
    whole = not cut and not history.gaps and not any(place.path == "author address" for _, place in told)
    if whole and history.seen_commits - clean:
        keep_clean(view, sorted(history.seen_commits - {place.commit for _, place in told}))
    return told


def _places(view: View, entries: list[Seen]) -> list[list[Location]]:
    """Return the places in history of each entry; those that a report shows have their lines."""
    wanted = {oid for entry in entries for oid in entry.blobs}
    if view.history is None or not wanted:
        return [[] for _ in entries]
    counting = {oid for e in entries if e.best.judgement.secret_class in view.classes for oid in e.blobs}
    where = view.history.attribute(wanted, counting)
    found = [past_places(entry.blobs, where) for entry in entries]
    shown: list[Past] = []
    for entry, past in zip(entries, found, strict=True):
        shown += past[: max(1, LOCATIONS_PER_FINDING - len(entry.tree))]
    with_lines(view.history, shown)
    return [[past.place for past in listed] for listed in found]
