"""The analyses of the code, imported where some are asked for: they are half of all that there is to import."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Final, Protocol

from keyproof import apart
from keyproof.code.helps import helps
from keyproof.code.http_auth import controls
from keyproof.code.inventory import evidence, is_aside, reads
from keyproof.code.ir import Module
from keyproof.code.leaks import leaks
from keyproof.code.manifests import unparsed
from keyproof.code.parse import language_of, parse
from keyproof.code.project import Project
from keyproof.code.scopes import scopes
from keyproof.code.servers import MANIFESTS, servers
from keyproof.code.upstream import auth_errors
from keyproof.collectors import Collected, Collector
from keyproof.collectors._view import View
from keyproof.model.fact import Coverage, Fact
from keyproof.model.target import Gap, GapKind
from keyproof.sources import TreeFile

_WORTH_A_FORK: Final = 4_000
"""Lines of source from which on a second process saves more than it costs."""
_SCRIPT: Final = 256 * 1024
"""Bytes of a program without a suffix that is looked at."""
_LINE: Final = 35
"""Bytes of a line of source, by and large."""


class Analysis(Protocol):
    """From a program to facts."""

    __name__: str

    def __call__(self, project: Project, /) -> Sequence[Fact]: ...


def collected(collector: Collector, view: View) -> Collected:
    """Parse what there is a language for and run every analysis over it.

    Tests, examples and built files are parsed only where no server is found without them: their reads do not count.
    """
    gaps: list[Gap] = []
    manifests = {f.path: view.read(f) for f in view.glob(*MANIFESTS) if not f.link}
    gaps += unparsed({p: raw for p, raw in manifests.items() if not is_aside(p)})
    files = [f for f in view.files if not f.link and (language_of(f.path) is not None or _is_script(view, f))]
    modules = _parsed(view, [f for f in files if not is_aside(f.path)], gaps)
    project = Project(modules)
    found, transports = servers(project, manifests)
    if not found and len(modules) < len(files):
        modules += _parsed(view, [f for f in files if is_aside(f.path)], gaps)
        project = Project(modules)
        found, transports = servers(project, manifests)
    facts: list[Fact] = [*found, *transports]
    for analysed in _analysed(project):
        if isinstance(analysed, Gap):
            gaps.append(analysed)
        else:
            facts += analysed
    return Collected(
        facts=tuple(facts),
        coverage=Coverage(
            collector=collector.name,
            yields=tuple(t.__name__ for t in collector.yields),
            searched=len(modules),
            unit="source files",
            complete=not any(g.incomplete for g in gaps),
            gaps=tuple(gaps),
        ),
    )


def _is_script(view: View, file: TreeFile) -> bool:
    """Return whether *file* is a program of Ruby, which gems keep in ``exe`` and ``bin`` without a suffix.

    Rails keeps its own helpers in ``bin``, so there it has to speak of the protocol.
    """
    folder, _, name = file.path.rpartition("/")
    place = folder.rpartition("/")[2]
    if "." in name or place not in ("exe", "bin") or file.size > _SCRIPT:
        return False
    raw = view.read(file)
    return language_of(file.path, raw) == "ruby" and (place == "exe" or b"mcp" in raw.lower())


def _analysed(project: Project) -> list[list[Fact] | Gap]:
    """Return what each analysis says; that of the leaks, as long as all others together, runs on another core."""
    others: tuple[Analysis, ...] = (reads, helps, evidence, controls, scopes, auth_errors)
    if not apart.possible() or _lines(project) < _WORTH_A_FORK:
        every: tuple[Analysis, ...] = (*others, leaks)
        return [_run(one, project) for one in every]
    child = apart.Apart(lambda: _run(leaks, project))
    try:
        done = [_run(one, project) for one in others]
        try:
            return [*done, child.result()]
        except apart.Died as died:
            return [*done, Gap(kind=GapKind.CRASH, what=f"the leaks analysis failed: {died}", where="code")]
    finally:
        child.stop()


def _lines(project: Project) -> int:
    return sum(m.body[-1].span.end_line for m in project.modules.values() if m.body)


def _run(analysis: Analysis, project: Project) -> list[Fact] | Gap:
    try:
        return list(analysis(project))
    except RecursionError:
        return Gap(kind=GapKind.CRASH, what=f"the {analysis.__name__} analysis ran out of depth", where="code")


def _parsed(view: View, files: list[TreeFile], gaps: list[Gap]) -> list[Module]:
    """Return what of *files* can be parsed, in order; of many files two in five are parsed on another core."""
    lent = files[1::5] + files[3::5]
    if not apart.possible() or sum(f.size for f in files) < _WORTH_A_FORK * _LINE:
        return _told([parse(f.path, view.read(f)) for f in files], gaps)
    known = len(view.gaps)

    def other() -> tuple[bytes, list[Gap]]:
        parsed = [parse(f.path, view.read(f)) for f in lent]
        return pickle.dumps(parsed, protocol=5), view.gaps[known:]

    child = apart.Apart(other)
    try:
        made: dict[str, Module | Gap] = {
            f.path: parse(f.path, view.read(f)) for at, f in enumerate(files) if at % 5 not in (1, 3)
        }
        try:
            raw, met = child.result()
            returned: list[Module | Gap] = pickle.loads(raw)  # noqa: S301 - made by our own fork
        except apart.Died:  # a file that ends its parser is found out by parsing it here
            returned, met = [parse(f.path, view.read(f)) for f in lent], []
    finally:
        child.stop()
    view.gaps += [g for g in met if g not in view.gaps]
    made |= {f.path: one for f, one in zip(lent, returned, strict=True)}
    return _told([made[f.path] for f in files], gaps)


def _told(parsed: list[Module | Gap], gaps: list[Gap]) -> list[Module]:
    gaps += [one for one in parsed if isinstance(one, Gap)]
    return [one for one in parsed if isinstance(one, Module)]
