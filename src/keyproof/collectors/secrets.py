"""Values that stand in the tree and in history: every blob scanned once, each distinct value one fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from keyproof import apart, limits
from keyproof.collectors import Collected, Collector
from keyproof.collectors._pairs import joined
from keyproof.collectors._view import View
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.model.fact import Coverage, CredentialAtRest, SecretClass, Setting
from keyproof.model.place import Location
from keyproof.model.target import Gap, GapKind
from keyproof.sources import History

COLLECTOR = Collector(name="secrets", yields=(CredentialAtRest,))

_CLASS_ORDER = tuple(SecretClass)
_WORTH_SHARING = 600
"""Files or blobs from which a second process pays for itself."""

_UNREACHED = "no branch or tag leads to it; it stays in this copy of the repository until git drops it"


class _Seen(msgspec.Struct):
    """One value in one kind of setting, while it is being gathered."""

    best: Match
    tree: dict[Location, None] = {}
    blobs: dict[str, Match] = {}
    texts: dict[Location, None] = {}


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
    engine = detector or Detector.load()
    seen: dict[_Key, _Seen] = {}
    for path, matches in _shared(view, engine, len(view.files), lambda share: _scan_tree(view, engine, share)):
        for match in matches:
            _note(seen, match).tree[_place(path, match)] = None
    _scan_names(engine, [f.path for f in view.files], lambda match: _note(seen, match).tree)
    searched = len(view.files)
    if view.history is not None:
        searched += _scan_history(view, engine, seen)
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
"""Path or blob id, and what was found in it."""


def _shared(view: View, engine: Detector, size: int, work: Callable[[tuple[int, int]], _Scanned]) -> _Scanned:
    """Return what *work* finds; where there is enough of it, half is done in a second process.

    *work* is given (number, of how many) of its share. What it leaves in *view* and *engine* is brought back too.
    """
    if size < _WORTH_SHARING or not apart.possible():
        return work((0, 1))
    history = view.history

    def other() -> tuple[_Scanned, list[Gap], list[Gap], set[str], dict[str, str]]:
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
    return own + found


def _scan_tree(view: View, engine: Detector, share: tuple[int, int]) -> _Scanned:
    number, of = share
    found: _Scanned = []
    for file in view.files[number::of]:
        data = file.link.encode("utf-8", "surrogateescape") if file.link else view.read(file)
        if matches := engine.scan(data, file.path):
            found.append((file.path, matches))
    return found


def _scan_blobs(history: History, engine: Detector, path_of: dict[str, str], share: tuple[int, int]) -> _Scanned:
    return [(oid, engine.scan(data, path_of.get(oid, ""))) for oid, data in history.blobs(share)]


def _scan_names(engine: Detector, paths: list[str], noted: Callable[[Match], dict[Location, None]]) -> None:
    """Scan the names of files and folders; only a provider's shape counts there."""
    text = "\n".join(path.replace("\n", " ") for path in paths).encode("utf-8", "surrogateescape")
    for match in engine.scan(text, "file names", setting=Setting.METADATA):
        if match.rule.provider != "generic":
            noted(match)[Location(path=paths[match.line - 1], note="the file's own name holds it")] = None


def _scan_history(view: View, engine: Detector, seen: dict[_Key, _Seen]) -> int:
    history = view.history
    assert history is not None  # noqa: S101 - the caller asked
    path_of = {oid: path for path, oids in history.paths().items() for oid in oids}
    found = _shared(view, engine, len(path_of), lambda share: _scan_blobs(history, engine, path_of, share))
    count = len(found)
    for oid, matches in found:
        for match in matches:
            _note(seen, match).blobs.setdefault(oid, match)
    for place, data in history.texts():
        for match in engine.scan(data, place.path, setting=Setting.METADATA):
            _note(seen, match).texts[msgspec.structs.replace(place, line=match.line)] = None
    in_tree = {f.path for f in view.files}
    gone = [path for path in history.paths() if path not in in_tree]
    _scan_names(engine, gone, lambda match: _note(seen, match).texts)
    view.source.searched["blobs"] = count
    return count


def _facts(view: View, seen: dict[_Key, _Seen]) -> tuple[CredentialAtRest, ...]:
    wanted = {oid for entry in seen.values() for oid in entry.blobs}
    where = view.history.attribute(wanted) if view.history is not None and wanted else {}
    facts = []
    for entry in seen.values():
        past = _past_places(entry.blobs, where)
        tree = [msgspec.structs.replace(p, in_head=_in_head(p, past)) for p in entry.tree]
        places = (*tree, *past, *entry.texts)
        if not places:
            continue
        facts.append(_fact(view, entry, places, bool(past or entry.texts)))
    pairs = {e.best.rule.id: e.best.rule.pair for e in seen.values() if e.best.rule.pair}
    return tuple(
        sorted(joined(facts, pairs) if pairs else facts, key=lambda f: (f.location.path, f.location.line or 0, f.rule))
    )


def _in_head(place: Location, past: Iterable[Location]) -> bool | None:
    return True if any(p.path == place.path and p.in_head for p in past) else None


def _past_places(blobs: dict[str, Match], where: dict[str, tuple[Location, ...]]) -> tuple[Location, ...]:
    """Return one place for each path: the commit that brought it in first, and whether it is gone now."""
    by_path: dict[str, list[Location]] = {}
    for oid, match in blobs.items():
        found = where.get(oid) or (Location(path=f"unreachable object {oid[:10]}", note=_UNREACHED, published=False),)
        for place in found:
            full = msgspec.structs.replace(
                place, path=_path(place.path, match), line=match.line, column=match.column, end_line=match.end_line
            )
            by_path.setdefault(full.path, []).append(full)
    joined = []
    for versions in by_path.values():
        first = min(versions, key=lambda p: p.first_seen or "9999")
        alive = any(p.in_head for p in versions)
        last = max(versions, key=lambda p: p.removed_at or "")
        joined.append(
            msgspec.structs.replace(
                first,
                in_head=alive if any(p.in_head is not None for p in versions) else None,
                removed_in=None if alive else last.removed_in,
                removed_at=None if alive else last.removed_at,
            )
        )
    return tuple(sorted(joined, key=lambda p: (p.first_seen or "9999", p.path)))


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
