"""Values that stand in the tree and in history: every blob scanned once, each distinct value one fact."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from keyproof import apart, limits
from keyproof.collectors import Collected, Collector
from keyproof.collectors._history import Held, Past, Spot, past_places, scan_share, spots, with_lines
from keyproof.collectors._pairs import joined
from keyproof.collectors._remembered import Memory
from keyproof.collectors._view import View
from keyproof.detect.boundaries import LineNumbers
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.detect.rule import builtin_rules
from keyproof.detect.versions import kind_of
from keyproof.model.fact import Coverage, CredentialAtRest, SecretClass, Setting
from keyproof.model.place import Location
from keyproof.model.target import Gap, GapKind
from keyproof.sources import History, TreeFile

COLLECTOR = Collector(name="secrets", yields=(CredentialAtRest,))

_CLASS_ORDER = tuple(SecretClass)
_WORTH_SHARING = 600
"""Files or blobs from which a second process pays for itself."""


class _Seen(msgspec.Struct):
    """One value in one kind of setting, while it is being gathered."""

    best: Match
    tree: dict[Location, None] = {}
    blobs: dict[str, Spot] = {}
    texts: dict[Location, None] = {}


class _Past(msgspec.Struct):
    """What the history says of the tree."""

    known: dict[str, list[Spot]] = {}
    """By id, what stands in those of its blobs that the tree may hold."""
    ids: dict[str, str] = {}
    """The blob ids of the tree's files, by path."""


_Told = list[tuple[Match, Location]]
"""What stands in git's own texts."""


_SHORT = 16 * 1024
"""Bytes of a commit message that is scanned with others."""

_TOGETHER = 256 * 1024
"""Bytes that are scanned together: a flood in one message leaves the other messages alone."""

_APART = b"\n\n\n"
"""Stands between texts that have nothing to do with each other."""

_Key = tuple[object, ...]


def _key(match: Match) -> _Key:
    if match.judgement.secret_class is SecretClass.WEAK_DEFAULT:
        return (match.secret, match.setting, match.name)
    return (match.secret, match.setting, match.fallback)


def _better(new: Match, old: Match) -> bool:
    rank = _CLASS_ORDER.index(new.judgement.secret_class), -new.judgement.confidence
    return rank < (_CLASS_ORDER.index(old.judgement.secret_class), -old.judgement.confidence)


def _note(seen: dict[_Key, _Seen], match: Match) -> _Seen:
    entry = seen.get(_key(match))
    if entry is None:
        entry = seen[_key(match)] = _Seen(best=match, tree={}, blobs={}, texts={})
    elif _better(match, entry.best):
        entry.best = match
    return entry


def _path(path: str, match: Match) -> str:
    """Return *path* with the member of the archive, where it is one: ``a.whl!a/settings.py``."""
    return f"{path}!{match.member}" if match.member else path


def _place(path: str, match: Match, **rest: object) -> Location:
    return Location(path=_path(path, match), line=match.line, column=match.column, end_line=match.end_line, **rest)  # type: ignore[arg-type]


def collect(view: View, detector: Detector | None = None) -> Collected:
    """Scan the tree and, where there is one, the history."""
    engine = detector or Detector.load(builtin_rules(identifiers=SecretClass.IDENTIFIER in view.classes))
    seen: dict[_Key, _Seen] = {}
    searched = len(view.files)
    past = _Past()
    if view.history is not None:
        searched += _scan_history(view, engine, seen, past)
    for path, matches in _scan_files(view, engine, past):
        for match in matches:
            _note(seen, match).tree[_place(path, match)] = None
    _scan_names(engine, [f.path for f in view.files], lambda match: _note(seen, match).tree)
    gaps = [
        Gap(
            kind=GapKind.BOUND,
            what="more matches than are kept of one file",
            where=path,
            bound=f"{limits.MATCHES_PER_FILE} matches",
        )
        for path in sorted(engine.truncated)
    ]
    gaps += [
        Gap(kind=GapKind.BOUND, what="what is packed or encoded in it was not read to the end", where=path, bound=bound)
        for path, bound in sorted(engine.unopened.items())
    ]
    gaps += view.gaps + view.source.gaps + (view.history.gaps if view.history else [])
    incomplete = tuple(dict.fromkeys(g for g in gaps if g.incomplete))
    return Collected(
        facts=_facts(view, seen),
        coverage=Coverage(
            collector=COLLECTOR.name,
            yields=tuple(t.__name__ for t in COLLECTOR.yields),
            searched=searched,
            unit="files and blobs" if view.history is not None else "files",
            complete=not incomplete,
            gaps=incomplete,
        ),
    )


_Scanned = list[tuple[str, list[Match]]]
"""Path, and what was found in it."""

T = TypeVar("T")


def _shared(view: View, engine: Detector, size: int, work: Callable[[tuple[int, int]], T]) -> list[T]:
    """Return what *work* makes of all shares; where there is enough of it, half is done in a second process.

    *work* is given (number, of how many) of its share. What it leaves in *view* and *engine* is brought back too.
    """
    if size < _WORTH_SHARING or not apart.possible():
        return [work((0, 1))]
    history = view.history

    def other() -> tuple[T, list[Gap], list[Gap], set[str], dict[str, str]]:
        found = work((1, 2))
        return found, view.gaps, history.gaps if history is not None else [], engine.truncated, engine.unopened

    child = apart.Apart(other)
    try:
        own = work((0, 2))
        found, gaps, lost, truncated, unopened = child.result()
    finally:
        child.stop()
    view.gaps += [g for g in gaps if g not in view.gaps]
    if history is not None:
        history.gaps += [g for g in lost if g not in history.gaps]
    engine.truncated |= truncated
    engine.unopened |= unopened
    return [own, found]


def _scan_files(view: View, engine: Detector, past: _Past) -> _Scanned:
    """Return what stands in the tree; a file that is a blob of HEAD is not searched again."""
    found: _Scanned = []
    fresh: list[TreeFile] = []
    for file in view.files:
        spots_of = past.known.get(past.ids.get(file.path, "")) if past.known else None
        if spots_of is None:
            fresh.append(file)
        elif spots_of:
            found.append((file.path, _moved(_content(view, file), spots_of)))
    for part in _shared(view, engine, len(fresh), lambda share: _scan_tree(view, fresh, engine, share)):
        found += part
    return found


def _scan_tree(view: View, files: list[TreeFile], engine: Detector, share: tuple[int, int]) -> _Scanned:
    number, of = share
    found: _Scanned = []
    for file in files[number::of]:
        if matches := engine.scan(_content(view, file), file.path):
            found.append((file.path, matches))
    return found


def _ids(view: View) -> dict[str, str]:
    """Return the id that each file of the tree would have as a blob."""
    return {file.path: _blob_id(_content(view, file)) for file in view.files}


def _content(view: View, file: TreeFile) -> bytes:
    return file.link.encode("utf-8", "surrogateescape") if file.link else view.read(file)


def _blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _moved(data: bytes, found: list[Spot]) -> list[Match]:
    """Return the matches of a blob with the lines they have in it."""
    numbers = LineNumbers(data)
    out: list[Match] = []
    for match, start, own in sorted(found, key=lambda s: s[1]):
        if own:
            out.append(match)
            continue
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


def _scan_names(engine: Detector, paths: list[str], noted: Callable[[Match], dict[Location, None]]) -> None:
    """Scan the names of files and folders; only a provider's shape counts there."""
    text = "\n".join(path.replace("\n", " ") for path in paths).encode("utf-8", "surrogateescape")
    for match in engine.scan(text, "file names", setting=Setting.METADATA):
        if match.rule.provider != "generic":
            noted(match)[Location(path=paths[match.line - 1], note="the file's own name holds it")] = None


def _scan_texts(engine: Detector, texts: Iterable[tuple[Location, bytes]]) -> _Told:
    """Scan git's own texts, the many short ones of a kind together."""
    told: _Told = []
    waiting: dict[str, list[tuple[Location, bytes]]] = {}
    sizes: dict[str, int] = {}
    for place, data in texts:
        if len(data) > _SHORT or b"\0" in data:
            told += _scan_joined(engine, [(place, data)])
            continue
        waiting.setdefault(place.path, []).append((place, data))
        sizes[place.path] = sizes.get(place.path, 0) + len(data)
        if sizes[place.path] > _TOGETHER:
            told += _scan_joined(engine, waiting.pop(place.path))
            sizes[place.path] = 0
    for listed in waiting.values():
        told += _scan_joined(engine, listed)
    return told


def _scan_joined(engine: Detector, texts: list[tuple[Location, bytes]]) -> _Told:
    path = texts[0][0].path
    starts: list[int] = []
    line = 1
    for _, data in texts:
        starts.append(line)
        line += data.count(b"\n") + _APART.count(b"\n")
    told: _Told = []
    for match in engine.scan(_APART.join(data for _, data in texts), path, setting=Setting.METADATA):
        row = bisect_right(starts, match.line) - 1
        told.append((match, msgspec.structs.replace(texts[row][0], line=match.line - starts[row] + 1)))
    return told


def _scan_history(view: View, engine: Detector, seen: dict[_Key, _Seen], past: _Past) -> int:
    """Scan the history into *seen*, and what it says of the tree into *past*; return how many blobs were read."""
    history = view.history
    assert history is not None  # noqa: S101 - the caller asked
    path_of = {oid: path for path, oids in history.paths().items() for oid in oids}
    files = {f.path for f in view.files}
    in_tree = {
        oid
        for path, oids in history.paths().items()
        if path in files
        for oid in oids
        if path_of[oid] == path or kind_of(path_of[oid]) == kind_of(path)
    }
    found, read, told = _blobs(view, history, engine, path_of, past)
    known = past.known = {oid: [] for oid in read if oid in in_tree}
    for match, by_oid in spots(found):
        entry = _note(seen, match)
        for oid, spot in by_oid.items():
            entry.blobs.setdefault(oid, spot)
            if oid in known:
                known[oid].append(spot)
    for match, place in told:
        _note(seen, match).texts[place] = None
    gone = [path for path in history.paths() if path not in files]
    _scan_names(engine, gone, lambda match: _note(seen, match).texts)
    view.source.searched["blobs"] = len(read)
    return len(read)


def _blobs(
    view: View, history: History, engine: Detector, path_of: Mapping[str, str], past: _Past
) -> tuple[list[Held], list[str], _Told]:
    """Return what the blobs of the history hold, the ids of all that were read, now or in a run before, and its texts.

    The ids of the tree's files go into *past*: while two processes are at work, each does some of that.
    """
    oids = history.oids()
    memory = Memory(history.identity, engine.digest) if view.remember and history.identity else None
    found, read = memory.recall(history, engine, path_of, oids) if memory is not None else ([], [])
    done = set(read)
    fresh = [oid for oid in oids if oid not in done]

    def work(share: tuple[int, int]) -> tuple[list[Held], list[str], _Told]:
        number, of = share
        if number == 0:
            past.ids = _ids(view)
        told = _scan_texts(engine, history.texts()) if number == of - 1 else []
        return (*scan_share(history, engine, path_of, fresh, share), told)

    now: list[Held] = []
    told: _Told = []
    ids: list[str] = []
    for held, some, texts in _shared(view, engine, len(fresh), work):
        now += held
        ids += some
        told += texts
    found += now
    read += ids
    if memory is not None and ids:
        cut = engine.truncated | engine.unopened.keys()
        memory.keep(found, [oid for oid in read if path_of.get(oid, "") not in cut], path_of)
    return found, read, told


def _facts(view: View, seen: dict[_Key, _Seen]) -> tuple[CredentialAtRest, ...]:
    pasts = _pasts(view, seen)
    facts = []
    for entry, past in zip(seen.values(), pasts, strict=True):
        history = [p.place for p in past]
        tree = [msgspec.structs.replace(p, in_head=_in_head(p, history)) for p in entry.tree]
        places = (*tree, *history, *entry.texts)
        if not places:
            continue
        facts.append(_fact(view, entry, places, bool(history or entry.texts)))
    pairs = {e.best.rule.id: e.best.rule.pair for e in seen.values() if e.best.rule.pair}
    return tuple(
        sorted(joined(facts, pairs) if pairs else facts, key=lambda f: (f.location.path, f.location.line or 0, f.rule))
    )


def _pasts(view: View, seen: dict[_Key, _Seen]) -> list[list[Past]]:
    """Return the places in history of each entry; those that a report shows have their lines."""
    wanted = {oid for entry in seen.values() for oid in entry.blobs}
    if view.history is None or not wanted:
        return [[] for _ in seen]
    counting = {oid for e in seen.values() if e.best.judgement.secret_class in view.classes for oid in e.blobs}
    where = view.history.attribute(wanted, counting)
    found = [past_places(entry.blobs, where) for entry in seen.values()]
    shown: list[Past] = []
    for entry, past in zip(seen.values(), found, strict=True):
        shown += past[: max(1, limits.LOCATIONS_PER_FINDING - len(entry.tree))]
    with_lines(view.history, shown)
    return found


def _in_head(place: Location, past: Iterable[Location]) -> bool | None:
    return True if any(p.path == place.path and p.in_head for p in past) else None


def _fact(view: View, entry: _Seen, places: tuple[Location, ...], in_history: bool) -> CredentialAtRest:
    best = entry.best
    return CredentialAtRest(
        location=places[0],
        rule=best.rule.id,
        kind=best.rule.title,
        provider=best.rule.provider,
        secret=best.secret,
        fingerprint=best.secret.fingerprint(view.key, ""),
        secret_class=best.judgement.secret_class,
        confidence=best.judgement.confidence,
        reasons=best.judgement.reasons,
        setting=best.setting,
        name=best.name,
        fallback=best.fallback,
        locations=places[: limits.LOCATIONS_PER_FINDING],
        more_locations=max(0, len(places) - limits.LOCATIONS_PER_FINDING),
        in_tree=bool(entry.tree),
        in_history=in_history,
        revoke=best.rule.revoke,
        counts=best.judgement.secret_class in view.classes,
    )
