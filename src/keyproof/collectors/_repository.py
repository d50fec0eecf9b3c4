"""Repository hygiene: credential files (also those removed since), and ignore files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from keyproof.collectors._reading import Reading, base_name, foreign, parse_as, place
from keyproof.collectors._sensitive import Content, content, family, gravest
from keyproof.collectors._view import View
from keyproof.documents import ignore
from keyproof.documents.ignore import Ignore
from keyproof.documents.tree import DocumentError
from keyproof.model.fact import Fact, IgnoreCoverage, SensitiveFile
from keyproof.model.place import Location
from keyproof.model.target import Gap, GapKind
from keyproof.sources import History, TreeFile

PROBES = (".env", ".env.local", ".env.production", "credentials.json", "token.json", "id_rsa", "private.pem")
"""Files that an ignore file should leave out; the first is the one that matters most."""

_PACKAGES = ("package.json", "pyproject.toml", "go.mod", "Cargo.toml", "Dockerfile", "pom.xml", "setup.py")
"""Files that make a folder a package of its own: only there does a nested ``.gitignore`` speak for a server."""

_PAST_FILES = 500
"""Credential files of the history that are looked into."""


def hygiene(view: View) -> tuple[list[Fact], list[Gap]]:
    """Return what is wanted, by the names of every file, now and in history, and by ignore files; and the gaps."""
    reading = Reading(view)
    parts: tuple[tuple[type[Fact], Callable[[], Iterator[Fact]]], ...] = (
        (SensitiveFile, lambda: _sensitive(reading)),
        (IgnoreCoverage, lambda: _ignores(reading)),
    )
    facts = [f for kind, part in parts if view.wanted is None or kind in view.wanted for f in part()]
    return facts, reading.gaps


def _sensitive(reading: Reading) -> Iterator[SensitiveFile]:
    view = reading.view
    paths = view.history.paths() if view.history is not None else {}
    named = {p: label for p in paths if not foreign(p) and (label := family(base_name(p)))}
    if len(named) > _PAST_FILES:
        what = "more credential files in history than are looked into"
        reading.gaps.append(Gap(kind=GapKind.BOUND, what=what, where="history", bound=f"{_PAST_FILES} files"))
        named = dict(sorted(named.items())[:_PAST_FILES])
    past = _past(view.history, {p: (label, paths[p]) for p, label in named.items()}) if view.history is not None else {}
    for file in view.files:
        label = "" if file.link or foreign(file.path) else family(base_name(file.path))
        if not label:
            continue
        now = content(label, view.read(file))
        before = past.pop(file.path, None)
        found = [c for c in (now, before) if c is not None]
        if found:
            yield SensitiveFile(
                location=place(file.path),
                family=label,
                tracked=bool(file.tracked),
                in_history=file.path in named,
                content=gravest(found),
            )
    removed = {p: c for p, c in past.items() if p not in view.by_path and c is not None}
    where = _where(view.history, {p: paths[p] for p in removed}) if view.history is not None and removed else {}
    for path, state in sorted(removed.items()):
        yield SensitiveFile(
            location=where.get(path, Location(path=path)),
            family=named[path],
            tracked=False,
            in_history=True,
            content=state,
        )


def _past(history: History, wanted: dict[str, tuple[str, tuple[str, ...]]]) -> dict[str, Content | None]:
    """Return the gravest content each path ever had; None for what never was a credential file."""
    users: dict[str, list[tuple[str, str]]] = {}
    for path, (label, oids) in wanted.items():
        for oid in oids:
            users.setdefault(oid, []).append((path, label))
    states: dict[str, list[Content | None]] = {path: [] for path in wanted}
    missing = set(users)
    for oid, data in history.read(users):
        missing.discard(oid)
        for path, label in users[oid]:
            states[path].append(content(label, data))
    for oid in missing:
        for path, _ in users[oid]:
            states[path].append("unknown")
    return {
        p: gravest(known) if (known := [s for s in found if s is not None]) else None for p, found in states.items()
    }


def _where(history: History, oids: dict[str, tuple[str, ...]]) -> dict[str, Location]:
    """Return for each removed path the commit that brought it in first, and the one that took it away."""
    places = history.attribute({oid for found in oids.values() for oid in found})
    out: dict[str, Location] = {}
    for path, found in oids.items():
        own = [p for oid in found for p in places.get(oid, ()) if p.path == path]
        if own:
            first = min(own, key=lambda p: p.first_seen or "9999")
            last = max(own, key=lambda p: p.removed_at or "")
            out[path] = msgspec.structs.replace(first, removed_in=last.removed_in, removed_at=last.removed_at)
    return out


def _ignores(reading: Reading) -> Iterator[IgnoreCoverage]:
    view = reading.view
    above: dict[str, Ignore] = {}
    for file in view.glob(".gitignore", ".dockerignore", ".npmignore"):
        docker = base_name(file.path) == ".dockerignore"
        parsed = reading.parsed(file, partial(ignore.parse, docker=docker))
        if parsed is None or foreign(file.path):
            continue
        folder, _, name = file.path.rpartition("/")
        if name == ".gitignore":
            above[folder] = parsed
        if name != ".gitignore":
            yield _coverage(file, name, [p for p in PROBES if parsed.covers(p)])
    if "" not in above and view.source.target.root and (known := view.source.ignored(PROBES)) is not None:
        higher = Location(path=".gitignore", note="of a folder above the target")
        missing = tuple(p for p in PROBES if p not in known)
        yield IgnoreCoverage(
            location=higher, file=".gitignore", covered=tuple(p for p in PROBES if p in known), missing=missing
        )
    for folder in sorted(above):
        if folder and not any(f"{folder}/{name}" in view.by_path for name in _PACKAGES):
            continue
        file = view.by_path[f"{folder}/.gitignore" if folder else ".gitignore"]
        yield _coverage(file, ".gitignore", [p for p in PROBES if _ignored(above, folder, p)])
    for file in view.glob("package.json"):
        if not foreign(file.path) and not file.link and b'"files"' in view.read(file):
            yield from _package_files(reading, file)


def _ignored(above: dict[str, Ignore], folder: str, probe: str) -> bool:
    """Whether *probe* in *folder* is left out by one of the ignore files from there up to the top."""
    path = f"{folder}/{probe}" if folder else probe
    parts = path.split("/")
    for depth in range(len(parts) - 1, -1, -1):
        found = above.get("/".join(parts[:depth]))
        if found is not None and found.covers("/".join(parts[depth:])):
            return True
    return False


def _coverage(file: TreeFile, kind: str, covered: list[str]) -> IgnoreCoverage:
    missing = tuple(p for p in PROBES if p not in covered)
    return IgnoreCoverage(location=place(file.path, line=1), file=kind, covered=tuple(covered), missing=missing)


def _package_files(reading: Reading, file: TreeFile) -> Iterator[IgnoreCoverage]:
    """Yield what npm's ``files`` keeps out: it is a list of what goes in, so all that it does not name."""
    text = reading.text(file)
    if text is None:
        return
    try:
        root = parse_as("json", text)
    except DocumentError as error:
        reading.gap(file.path, str(error), bound=error.bound)
        return
    listed = root.get("files")
    if listed is None or listed.kind != "list":
        return
    taken = ignore.parse("\n".join(v.text.removeprefix("./") for v in listed.items() if v.kind == "string"))
    whole = any(v.text in (".", "./", "*", "**", "**/*", "/") for v in listed.items())
    covered = [] if whole else [p for p in PROBES if not taken.covers(p)]
    missing = tuple(p for p in PROBES if p not in covered)
    yield IgnoreCoverage(
        location=place(file.path, listed.span), file="package.json files", covered=tuple(covered), missing=missing
    )
