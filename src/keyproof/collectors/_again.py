"""A run over what has not changed: facts from what the run before kept, which is no value and no bare digest of one.

All that the report says of a value is kept (its rule, judgement, mask, places and keyed fingerprint), and where the few
values stand that a report may have to show or to hide: those are read again. It holds while the history, the rules, the
options, the key and the files are what they were; some changed files are searched again, more than that is a full run.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from keyproof import kept, limits
from keyproof.collectors._records import Kept, PastOf, Record, Source, match_of, placed, record_of, source_of
from keyproof.collectors._seen import Gathered, Seen, path_in, place_of
from keyproof.collectors._unchanged import program
from keyproof.collectors._view import STATE_BYTES, UNKNOWN, View
from keyproof.detect.boundaries import as_utf8
from keyproof.detect.generic import RULES as GENERIC_RULES
from keyproof.detect.match import Match
from keyproof.detect.rule import Rule, some_rules
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.place import Location
from keyproof.model.secret import Secret, Withheld
from keyproof.model.target import GapKind
from keyproof.sources import TreeFile
from keyproof.version import VERSION

if TYPE_CHECKING:
    from keyproof.collectors._own_texts import Told
    from keyproof.detect.detector import Detector

FORM: Final = 1
"""Raised when this file's form changes."""

_BYTES: Final = 32 * limits.MIB
"""Bytes that are kept of one target at most."""

_CHANGED_FILES: Final = 64
_CHANGED_BYTES: Final = 4 * limits.MIB
"""Of the files that changed, so many are searched by themselves; with more, what is known of the blobs saves more."""

_LONG: Final = 12
"""Characters from which a value cannot be a word that stands elsewhere by chance."""

_NO_VALUES: Final = frozenset(
    (SecretClass.PLACEHOLDER, SecretClass.REFERENCE, SecretClass.EXAMPLE, SecretClass.IDENTIFIER, SecretClass.PUBLIC)
)
"""What is no credential: names of servers in their addresses are those of folders, too."""


class Run(NamedTuple):
    """What a full run found."""

    entries: list[Seen]
    past: list[Match]
    """The best match of each of the first entries, before the tree was looked at."""
    places: list[list[Location]]
    """In the history, for each entry."""
    tree: Sequence[tuple[str, list[Match]]]
    """By path, what stands in the files of the tree."""
    names: Told
    """What stands in their names."""
    path_of: Mapping[str, str]
    """As what each blob was read."""
    blobs: int


class Known(NamedTuple):
    """What is known of a target that has hardly changed."""

    entries: list[Seen]
    places: list[list[Location]]
    truncated: set[str]
    unopened: dict[str, str]
    blobs: int


class Again:
    """The file of one target under one set of options. Made before anything is read of the target."""

    def __init__(self, view: View) -> None:
        """Of *view* the history is asked for its state."""
        history = view.history
        assert history is not None  # noqa: S101 - the caller asked
        options = f"{history.identity}\0{sorted(view.classes)}\0{VERSION}"
        name = hashlib.sha256(options.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        self._path: Path = kept.cache_folder() / f"again-{name}.msgpack"
        self._view = view
        self._history = history
        state = history.state()
        self._state = hmac.new(view.key, state + program(), hashlib.sha256).digest() if state is not None else b""
        self._files = view.states if self._state else []

    def recall(self, engine: Callable[[], Detector]) -> Known | None:
        """Return what is known, None where a full run is needed. *engine* gives the detector where files changed."""
        memory = self._read() if self._state else None
        if memory is None or not self._holds(memory):
            return None
        try:
            return self._known(memory, engine)
        except (IndexError, KeyError, StopIteration):  # not what we kept
            return None

    def _read(self) -> Kept | None:
        raw = kept.read(self._path, most=_BYTES + 32)
        if raw is None:
            return None
        try:
            memory = msgspec.msgpack.decode(raw, type=Kept)
        except (msgspec.DecodeError, ValueError):
            return None
        return memory if memory.form == FORM else None

    def _holds(self, memory: Kept) -> bool:
        return (
            hmac.compare_digest(memory.state, self._state)
            and memory.since <= time.time() < memory.until
            and memory.paths == _names(self._view.files)
            and len(memory.files) == STATE_BYTES * len(self._files)
        )

    def _known(self, memory: Kept, engine: Callable[[], Detector]) -> Known | None:
        files = self._view.files
        before = memory.files
        changed = [
            at
            for at, digest in enumerate(self._files)
            if digest == UNKNOWN or before[at * STATE_BYTES : (at + 1) * STATE_BYTES] != digest
        ]
        cut = {*memory.truncated, *memory.unopened}
        if len(changed) > _CHANGED_FILES or sum(files[at].size for at in changed) > _CHANGED_BYTES:
            return None
        if any(files[at].path in cut for at in changed):
            return None
        rules = _rules(memory.records)
        matches = [match_of(record, rules) for record in memory.records]
        gathered = Gathered(self._view.key)
        for past in memory.pasts:
            gathered.note(matches[past.best]).texts.update(dict.fromkeys(past.texts))
        if len(gathered) != len(memory.pasts):
            return None
        fresh = {at: engine().scan(self._view.content(files[at]), files[at].path) for at in changed}
        for at in sorted(memory.found.keys() | fresh.keys()):
            if at in fresh:
                for match in fresh[at]:
                    gathered.note(match).tree[place_of(files[at].path, match)] = None
                continue
            for row, line, column, end_line in memory.found[at]:
                path = path_in(files[at].path, matches[row])
                place = Location(path=path, line=line, column=column, end_line=end_line)
                gathered.note(matches[row]).tree[place] = None
        for row, place in memory.names:
            gathered.note(matches[row]).tree[place] = None
        entries = gathered.entries
        places = [past.places for past in memory.pasts] + [[] for _ in entries[len(memory.pasts) :]]
        for entry, past in zip(entries, memory.pasts, strict=False):
            shown = min(len(past.places), max(1, limits.LOCATIONS_PER_FINDING - len(entry.tree)))
            if shown > past.lined or (_counts(entry, self._view) and not past.exact):
                return None
        real = {gathered.mark(m.secret): m.secret for m in _all(fresh.values())}
        if not self._reveal(memory, entries, real, set(changed), engine):
            return None
        self._history.gaps += memory.gaps
        if changed:
            self._keep_changed(memory, fresh, gathered)
        detector = engine() if fresh else None
        return Known(
            entries,
            places,
            set(memory.truncated) | (detector.truncated if detector else set()),
            memory.unopened | (detector.unopened if detector else {}),
            memory.blobs,
        )

    def _reveal(
        self,
        memory: Kept,
        entries: Iterable[Seen],
        real: dict[str, Secret],
        changed: set[int],
        engine: Callable[[], Detector],
    ) -> bool:
        """Give the entries that need it their value; return whether all could be read."""
        wanted = {e.mark: e for e in entries if _needed(e, self._view) and isinstance(e.best.secret, Withheld)}
        row_of = {file.path: at for at, file in enumerate(self._view.files)}
        of_blobs: dict[str, list[str]] = {}
        for mark in wanted:
            if mark in real:
                continue
            source = memory.sources[mark]
            if source.blob:
                of_blobs.setdefault(source.blob, []).append(mark)
            elif row_of[source.path] in changed:
                return False
            else:
                data = self._view.content(self._view.files[row_of[source.path]])
                self._read_value(data, source, mark, wanted[mark].best, real, engine)
        messages = [blob for blob, marks in of_blobs.items() if memory.sources[marks[0]].message]
        blobs = of_blobs.keys() - set(messages)
        for blob, data in (
            *(self._history.read(blobs) if blobs else ()),
            *(self._history.messages(messages) if messages else ()),
        ):
            for mark in of_blobs[blob]:
                self._read_value(data, memory.sources[mark], mark, wanted[mark].best, real, engine)
        if not wanted.keys() <= real.keys():
            return False
        for entry in entries:
            if entry.mark in real and isinstance(entry.best.secret, Withheld):
                entry.best = msgspec.structs.replace(entry.best, secret=real[entry.mark])
        return True

    def _read_value(
        self,
        data: bytes,
        source: Source,
        mark: str,
        match: Match,
        real: dict[str, Secret],
        engine: Callable[[], Detector],
    ) -> None:
        """Add the value of *match* to *real* where *source* still has it in *data*: its fingerprint says so."""
        if source.search:
            setting = Setting.METADATA if source.message else None
            found = [m.secret for m in engine().scan(data, source.path, setting=setting)]
        else:
            raw = as_utf8(data)[source.start : source.start + source.size]
            found = [Secret(raw.decode("utf-8", "replace"), public_prefix=match.rule.prefix)]
        for secret in found:
            if secret.fingerprint(self._view.key, "") == mark:
                real[mark] = secret
                return

    def keep(self, run: Run, engine: Detector) -> None:
        """Keep what *run* found, unless something could not be read or a value would be kept with it."""
        from keyproof.detect.expiry import good_until  # a run over what has not changed does without the detector

        gaps = self._history.gaps
        if not self._state or self._view.gaps or any(g.kind is not GapKind.BOUND for g in gaps):
            return
        rows: dict[Record, int] = {}
        gathered = Gathered(self._view.key)

        def row(match: Match) -> int:
            record = record_of(match, gathered.mark(match.secret))
            return rows.setdefault(record, len(rows))

        row_of = {file.path: at for at, file in enumerate(self._view.files)}
        pasts = [
            PastOf(
                row(best),
                places,
                max(1, limits.LOCATIONS_PER_FINDING - len(entry.tree)),
                _counts(entry, self._view),
                list(entry.texts),
            )
            for best, entry, places in zip(run.past, run.entries, run.places, strict=False)
        ]
        found = {row_of[path]: [placed(row(m), m) for m in listed] for path, listed in run.tree if listed}
        names = [(row(match), place) for match, place in run.names]
        sources = _sources(run, self._view)
        secrets = [(m.rule, m.secret) for m in _matches_of(run)]
        memory = Kept(
            FORM,
            self._state,
            time.time(),
            good_until(secrets, time.time()),
            list(rows),
            pasts,
            _names(self._view.files),
            b"".join(self._files),
            found,
            names,
            sources,
            sorted(engine.truncated),
            engine.unopened,
            gaps,
            run.blobs,
        )
        self._save(memory, [m.secret for m in _matches_of(run) if m.judgement.secret_class not in _NO_VALUES])

    def _keep_changed(self, memory: Kept, fresh: dict[int, list[Match]], gathered: Gathered) -> None:
        """Keep what was found in the files that changed in the place of what they held."""
        from keyproof.detect.expiry import good_until  # as above

        if self._view.gaps:
            return
        rows = {record: at for at, record in enumerate(memory.records)}
        row_of = {file.path: at for at, file in enumerate(self._view.files)}
        for mark, source in list(memory.sources.items()):
            if not source.blob and row_of.get(source.path) in fresh:
                del memory.sources[mark]
        for at, listed in fresh.items():
            memory.found.pop(at, None)
            if listed:
                memory.found[at] = [
                    placed(rows.setdefault(record_of(m, gathered.mark(m.secret)), len(rows)), m) for m in listed
                ]
            for match in listed:
                memory.sources.setdefault(gathered.mark(match.secret), source_of("", self._view.files[at].path, match))
        memory.records = list(rows)
        memory.files = b"".join(self._files)
        new = list(_all(fresh.values()))
        memory.until = min(memory.until, good_until([(m.rule, m.secret) for m in new], time.time()))
        self._save(memory, [m.secret for m in new if m.judgement.secret_class not in _NO_VALUES])

    def _save(self, memory: Kept, secrets: Iterable[Secret]) -> None:
        try:
            data = msgspec.msgpack.encode(memory)
        except UnicodeEncodeError:  # a place whose name is not UTF-8
            return
        if len(data) <= _BYTES and not any(len(s) >= _LONG and s.stands_in(data) for s in set(secrets)):
            kept.save(self._path, data)
            kept.forget_old(self._path.parent, "again-*.msgpack")


def _rules(records: Iterable[Record]) -> dict[str, Rule]:
    generic = {rule.id: rule for rule in GENERIC_RULES.values()}
    return some_rules(record.rule for record in records) | generic


def _names(files: Iterable[TreeFile]) -> bytes:
    return hashlib.sha256("\0".join(f.path for f in files).encode("utf-8", "surrogateescape")).digest()


def _counts(entry: Seen, view: View) -> bool:
    return entry.best.judgement.secret_class in view.classes


def _needed(entry: Seen, view: View) -> bool:
    """Whether a report may show the value of *entry*, or has to look for it in what it shows."""
    return _counts(entry, view) or entry.best.judgement.secret_class is SecretClass.TEST_FIXTURE


def _all(listed: Iterable[list[Match]]) -> Iterable[Match]:
    return (match for some in listed for match in some)


def _matches_of(run: Run) -> Iterable[Match]:
    yield from (entry.best for entry in run.entries)
    yield from run.past
    yield from _all(listed for _, listed in run.tree)
    yield from (match for match, _ in run.names)


def _sources(run: Run, view: View) -> dict[str, Source]:
    """Return where each value that is needed can be read: in a file of the tree, if it may be, and as it stands."""
    wanted = {entry.mark for entry in run.entries if _needed(entry, view)}
    gathered = Gathered(view.key)
    found: dict[str, Source] = {}
    for path, listed in run.tree:
        for match in listed:
            mark = gathered.mark(match.secret)
            if mark in wanted and (mark not in found or found[mark].search):
                found[mark] = source_of("", path, match)
    for entry in run.entries:
        if entry.mark not in wanted:
            continue
        for oid, (match, start, _) in entry.blobs.items():
            if entry.mark not in found or (found[entry.mark].search and not (match.decoded or match.member)):
                found[entry.mark] = source_of(oid, run.path_of.get(oid, ""), match, start)
            if not found[entry.mark].search:
                break
        for place in entry.texts:
            if entry.mark not in found and place.path == "commit message" and place.commit:
                found[entry.mark] = Source(place.commit, place.path, 0, 0, True, True)
    return found
