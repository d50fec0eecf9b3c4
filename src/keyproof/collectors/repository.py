"""Repository hygiene: credential files (also those removed since), ignore files, marks that silence scanners."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from keyproof.collectors import Collected, Collector
from keyproof.collectors._reading import Reading, base_name, foreign, parse_as, place
from keyproof.collectors._sensitive import Content, content, family, gravest
from keyproof.collectors._view import View
from keyproof.detect.lines import Lines
from keyproof.documents import ignore
from keyproof.documents.ignore import Ignore
from keyproof.documents.tree import DocumentError
from keyproof.model.fact import Fact, IgnoreCoverage, SensitiveFile, SuppressionMarker
from keyproof.model.place import Location, line_column
from keyproof.model.target import Gap, GapKind
from keyproof.patterns import regex
from keyproof.sources import History, TreeFile

COLLECTOR = Collector(name="repository", yields=(SensitiveFile, IgnoreCoverage, SuppressionMarker))

PROBES = (".env", ".env.local", ".env.production", "credentials.json", "token.json", "id_rsa", "private.pem")
"""Files that an ignore file should leave out; the first is the one that matters most."""

_PACKAGES = ("package.json", "pyproject.toml", "go.mod", "Cargo.toml", "Dockerfile", "pom.xml", "setup.py")
"""Files that make a folder a package of its own: only there does a nested ``.gitignore`` speak for a server."""

_PAST_FILES = 500
"""Credential files of the history that are looked into."""

_MARKED = Lines(
    rb"keyproof:",
    rb"gitleaks:allow",
    rb"trufflehog:ignore",
    rb"pragma:[ \t]*(?:allow|white)list",
    rb"#[ \t]*nosec",
    rb"ggignore",
)
"""The lines to look at; `_MARK` decides."""
_MARK = regex(
    rb"(?P<keyproof>keyproof:[ \t]*ignore(?![\w-])(?:\[(?P<checks>[^\]\n\r]{0,200})\])?(?P<reason>[^\n\r]{0,300}))"
    rb"|(?P<gitleaks>gitleaks:allow)|(?P<trufflehog>trufflehog:ignore)"
    rb"|(?P<detect_secrets>pragma:[ \t]*(?:allowlist|whitelist)(?:[ \t]+nextline)?[ \t]+secret)"
    rb"|(?P<ggshield>\bggignore\b)|(?P<nosec>#[ \t]*nosec\b(?::?[ \t]*(?P<ids>(?:[BG][0-9]{3}[, \t]{0,4}){1,20}))?)",
    re.I,
)
_NOSEC_SECRETS = regex(rb"B10[567]|G101")
"""The tests for hardcoded credentials of bandit and gosec."""
_ALONE = regex(rb"\s*(?:$|#|//|/\*|\*|<!--|--|;|%|\{#|\{/\*|\"\"\"|''')")
"""What stands before a mark that is alone on its line: nothing, or the start of a comment."""
_COMMENT_END = regex(r"""\*/|-->|#\}|%>|["`=]|(?<![A-Za-z])'|'(?![A-Za-z])""")
_VALUE_LIKE = regex(r"[A-Za-z0-9+/_=-]{16}|(?=[^\s]{0,40}\d)(?=[^\s]{0,40}[A-Za-z])\S{10}")
_MARK_FILES = {".gitleaksignore": "gitleaks", ".secrets.baseline": "detect-secrets", ".trufflehogignore": "trufflehog"}
_MARKS_PER_FILE = 100


def collect(view: View) -> Collected:
    """Look at the names of every file, now and in history, at ignore files, and for marks in the texts."""
    reading = Reading(view)
    parts: tuple[tuple[type[Fact], Callable[[], Iterator[Fact]]], ...] = (
        (SensitiveFile, lambda: _sensitive(reading)),
        (IgnoreCoverage, lambda: _ignores(reading)),
        (SuppressionMarker, lambda: _marks(view)),
    )
    facts = [f for kind, part in parts if view.wanted is None or kind in view.wanted for f in part()]
    reading.searched = len(view.files)
    return reading.collected(COLLECTOR, facts, "files")


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


def _marks(view: View) -> Iterator[SuppressionMarker]:
    for file in view.files:
        if file.link or foreign(file.path):
            continue
        tool = _MARK_FILES.get(base_name(file.path))
        if tool is not None:
            yield SuppressionMarker(location=place(file.path), tool=tool, reason="a file that lists what to pass over")
            continue
        data = view.read(file)
        lines = _MARKED.of(data)
        if lines:
            yield from _marks_in(file, data, lines)


def _marks_in(file: TreeFile, data: bytes, lines: list[tuple[int, int]]) -> Iterator[SuppressionMarker]:
    count = 0
    for match in (m for start, end in lines for m in _MARK.finditer(data, start, end)):
        tool = next(
            k for k in ("keyproof", "gitleaks", "trufflehog", "detect_secrets", "ggshield", "nosec") if match[k]
        )
        ids = match["ids"]
        if tool == "nosec" and ids and not _NOSEC_SECRETS.search(ids):
            continue  # it silences another test than those for hardcoded passwords
        line, column = line_column(data, match.start())
        mark = SuppressionMarker(
            location=Location(path=file.path, line=line, column=column), tool=tool.replace("_", "-")
        )
        yield _own(mark, match) if tool == "keyproof" else mark
        count += 1
        if count >= _MARKS_PER_FILE:
            return


def _own(mark: SuppressionMarker, match: re.Match[bytes]) -> SuppressionMarker:
    """Return keyproof's own mark with its codes; one whose codes cannot be read must not mean all of them."""
    codes = tuple(re.split(r"[,\s]+", (match["checks"] or b"").decode("ascii", "replace").strip().upper()))
    rest = match["reason"].decode("utf-8", "replace")
    read = match["checks"] is None or all(re.fullmatch(r"KP\d{3}", c) for c in codes)
    return msgspec.structs.replace(
        mark,
        reason=_prose(rest),
        checks=codes if match["checks"] is not None and read else (),
        honoured=read and not rest.startswith("["),
        speaks_of_next_line=bool(
            _ALONE.match(match.string[match.string.rfind(b"\n", 0, match.start()) + 1 : match.start()])
        ),
    )


def _prose(text: str) -> str:
    """Return the reason in *text*, without what may follow the comment on its line: that may be the value itself."""
    words = _COMMENT_END.split(text, maxsplit=1)[0].strip(" \t-:*/>#").split()
    return " ".join("…" if _VALUE_LIKE.search(word) else word for word in words)
