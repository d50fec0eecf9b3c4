"""open → collect → judge → rate: from a target's name to its assessment."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from keyproof import apart, registry
from keyproof.collectors import HISTORY, Collected
from keyproof.collectors._view import View
from keyproof.errors import KeyproofError, UsageError
from keyproof.exceptions import Accepted, Exemption, Terms, accept
from keyproof.identity import local_key
from keyproof.model.assessment import Assessment, Rating, Reason
from keyproof.model.credential import Credential
from keyproof.model.fact import (
    FINDING_CLASSES,
    ClientConfigCredential,
    CredentialAtRest,
    CredentialDocumented,
    CredentialRead,
    EnvironmentsSeparated,
    ExpiryEvidence,
    Fact,
    Facts,
    IgnoreCoverage,
    ImageInstruction,
    SecretClass,
    SensitiveFile,
    ServerFound,
    SuppressionMarker,
    TransportServed,
)
from keyproof.model.progress import Progress, unseen
from keyproof.model.target import Gap, GapKind
from keyproof.model.verdict import Check, Undetermined, Verdict
from keyproof.objects.log import Bounds
from keyproof.rating.rate import rate, worst
from keyproof.sources import Source

SHARED = (CredentialDocumented, IgnoreCoverage, EnvironmentsSeparated, ExpiryEvidence)
"""Facts that stand outside every server's folder and yet speak of each: a monorepo's README and ignore files."""

OF_FILES: frozenset[type[Fact]] = frozenset(
    {CredentialAtRest, SensitiveFile, IgnoreCoverage, ImageInstruction, ClientConfigCredential, SuppressionMarker}
)
"""Facts that say all by themselves; a check of others also asks which credentials and transports there are."""
OF_SERVERS: frozenset[type[Fact]] = frozenset({ServerFound, TransportServed, CredentialRead, CredentialDocumented})


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for, beyond the target."""

    history: bool = True
    server: str = ""
    """Name (or folder) of the one server wanted of a target with several."""
    only: frozenset[str] = frozenset()
    """Codes of the checks wanted; empty for all. Only what they need is collected."""
    classes: frozenset[SecretClass] = FINDING_CLASSES
    """Classes of values that count as findings."""
    bounds: Bounds | None = None
    """What of the history is wanted; None for all of it."""
    remember: bool = False
    """Keep for the next run which places of which blobs were found (never a value), so that it reads what is new."""
    exceptions: tuple[Exemption, ...] = ()
    baseline: frozenset[str] = frozenset()
    key: bytes | None = None
    progress: Progress = unseen
    today: datetime.date | None = None


def assess(ref: str, options: Options | None = None) -> Assessment:
    """Assess the target named *ref*.

    Raises:
        TargetError: it cannot be read at all.
        UsageError: ``options.server`` names no server of it.
    """
    from keyproof.sources.opener import open_target

    chosen = options or Options()
    chosen.progress(f"opening {ref}")
    with open_target(ref, history=chosen.history) as source:
        if chosen.bounds is not None and chosen.bounds.said and (history := source.history()) is not None:
            history.limit(chosen.bounds)
            left_out = f"not read, as asked: {chosen.bounds.said}"
            source.gaps.append(Gap(kind=GapKind.SKIPPED, what=left_out, where="history"))
        return assess_source(source, chosen)


def assess_source(source: Source, options: Options) -> Assessment:
    """Assess an opened target."""
    view = View(
        source,
        key=options.key or local_key(),
        classes=options.classes,
        remember=options.remember,
        progress=options.progress,
    )
    source.searched["files"] = len(view.files)
    collected, met = _collect(view, options)
    facts = Facts((f for c in collected for f in c.facts), (c.coverage for c in collected))
    gaps = tuple(dict.fromkeys([*met, *(g for c in collected for g in c.coverage.gaps)]))
    options.progress("judging")
    found = _distinct(facts.of(ServerFound))
    build = _Builder(source, options, gaps)
    if len(found) <= 1:
        name = found[0].name if found else _target_name(source)
        return build.assessment(facts, name, found[0] if found else None)
    parts = tuple(build.assessment(_of_server(facts, s, found), s.name, s) for s in found)
    if options.server:
        return _pick(parts, options.server)
    return build.whole(facts, parts)


def _collect(view: View, options: Options) -> tuple[list[Collected], list[Gap]]:
    """Run the collectors that are wanted, those that read history beside the others; return the gaps they met too."""
    names, view.wanted = _wanted(options)
    beside = [n for n in HISTORY if n in names]
    here = [n for n in names if n not in HISTORY]
    if not (here and beside and apart.possible()):
        if beside and not here and view.history is not None:
            view.history.begin()  # git works while the detector is loaded
        return _run(view, [*here, *beside], options.progress), _gaps(view)
    child = apart.Apart(lambda: _beside(view, beside))
    try:
        done = _run(view, here, options.progress)
        options.progress("reading the tree and its history")
        try:
            more, gaps, searched = child.result()
        except apart.Died as died:
            more = [_gone(registry.load("keyproof.collectors", n, "COLLECTOR"), str(died)) for n in beside]
            gaps, searched = [], {}
        view.source.searched.update(searched)
        return [*done, *more], [*_gaps(view), *gaps]
    finally:
        child.stop()


def _beside(view: View, names: list[str]) -> tuple[list[Collected], list[Gap], dict[str, int]]:
    if view.history is not None:
        view.history.begin()  # git works while the detector is loaded and the tree scanned
    return _run(view, names, unseen), _gaps(view), view.source.searched


def _wanted(options: Options) -> tuple[list[str], frozenset[type[Fact]] | None]:
    """Return the names of the collectors that the wanted checks need, and the kinds of facts; None for all of them."""
    names = registry.names("keyproof.collectors")
    if not options.only:
        return list(names), None  # nothing is imported for that
    facts: set[type[Fact]] = {SuppressionMarker, *(t for c, _ in _checks(options).values() for t in c.wants)}
    if not facts <= OF_FILES:
        facts |= OF_SERVERS
    yields = {n: registry.load("keyproof.collectors", n, "COLLECTOR").yields for n in names}
    return [n for n in names if not facts.isdisjoint(yields[n])], frozenset(facts)


def _gaps(view: View) -> list[Gap]:
    return [*view.source.gaps, *view.gaps]


def _run(view: View, names: Iterable[str], progress: Progress) -> list[Collected]:
    done = []
    for name in names:
        progress(f"collecting: {name}")
        try:
            done.append(registry.load("keyproof.collectors", name, "collect")(view))
        except (KeyproofError, KeyboardInterrupt):
            raise
        except Exception as error:  # one collector's crash must not take the report down
            done.append(_gone(registry.load("keyproof.collectors", name, "COLLECTOR"), apart.place_of(error)))
    return done


def _checks(options: Options) -> dict[str, tuple[Check, Any]]:
    """Return check and judge by code, those that are wanted.

    Raises:
        UsageError: a wanted code is no check's.
    """
    found: dict[str, tuple[Check, Any]] = {}
    for name in registry.names("keyproof.checks"):
        code = name.partition("_")[0].upper()
        if not options.only or code in options.only:
            check = registry.load("keyproof.checks", name, "CHECK")
            found[check.code] = (check, registry.load("keyproof.checks", name, "judge"))
    if unknown := options.only - found.keys():
        raise UsageError(f"there is no check {sorted(unknown)[0]!r}; `keyproof checks` lists them")
    return found


def _gone(collector: Any, why: str) -> Collected:
    from keyproof.model.fact import Coverage

    gap = Gap(kind=GapKind.CRASH, what=f"the {collector.name} collector failed ({why})")
    return Collected(
        facts=(),
        coverage=Coverage(
            collector=collector.name,
            yields=tuple(t.__name__ for t in collector.yields),
            searched=0,
            complete=False,
            gaps=(gap,),
        ),
    )


def _distinct(servers: Iterable[ServerFound]) -> list[ServerFound]:
    by_root: dict[str, ServerFound] = {}
    for server in servers:
        by_root.setdefault(server.root, server)
    return sorted(by_root.values(), key=lambda s: (s.root, s.name))


def _target_name(source: Source) -> str:
    ref = source.target.ref.rstrip("/").removesuffix(".git")
    return ref.rpartition("/")[2] or ref or "target"


def _inside(path: str, root: str) -> bool:
    return root == "" or path == root or path.startswith(root + "/")


def _of_server(facts: Facts, server: ServerFound, servers: list[ServerFound]) -> Facts:
    roots = [s.root for s in servers]
    deeper = [r for r in roots if r != server.root and _inside(r, server.root)]

    def own(path: str) -> bool:
        return _inside(path, server.root) and not any(_inside(path, r) for r in deeper)

    def shared(path: str) -> bool:
        return not any(r and _inside(path, r) for r in roots)

    kept: list[Fact] = []
    for fact in facts.all:
        if isinstance(fact, CredentialAtRest):
            places = tuple(p for p in fact.locations if own(p.path))
            if places:
                kept.append(msgspec.structs.replace(fact, location=places[0], locations=places))
        elif own(fact.location.path) or (isinstance(fact, SHARED) and shared(fact.location.path)):
            kept.append(fact)
    return Facts(kept, facts.coverage)


def _pick(parts: tuple[Assessment, ...], wanted: str) -> Assessment:
    for part in parts:
        if wanted in (part.server, part.root, part.root.rpartition("/")[2]):
            return part
    names = ", ".join(sorted(p.server for p in parts))
    raise UsageError(f"the target has no server {wanted!r}; it has {names}")


class _Builder:
    """Judges and rates facts of one target; holds what is the same for all its servers."""

    def __init__(self, source: Source, options: Options, gaps: tuple[Gap, ...]) -> None:
        self.source = source
        self.options = options
        self.gaps = gaps
        self.today = options.today or datetime.datetime.now(datetime.UTC).date()
        self.checks = _checks(options)
        self.groups = {code: check.group for code, (check, _) in self.checks.items()}

    def assessment(self, facts: Facts, name: str, server: ServerFound | None) -> Assessment:
        """Judge, rate and answer for one server (or for a target in which none was found)."""
        from keyproof.checks._answers import answers
        from keyproof.checks._subject import Subject

        credentials = _credentials(facts)
        transports, default = _transports(facts)
        subject = Subject(
            facts=facts,
            credentials=credentials,
            transports=transports,
            default_transport=default,
            language=server.language if server else "",
            analysed=server is not None and _analysed(server.language),
            is_git=self.source.target.commit is not None or self.source.history() is not None,
        )
        judged = {code: self._judge(code, subject) for code in self.checks}
        accepted = self._accept(judged, facts)
        verdicts = accepted.verdicts
        weighed = {t: rate(verdicts, self.groups, t, decided=server is not None) for t in transports}
        main = weighed.get(default) or rate(verdicts, self.groups, decided=server is not None)
        if weighed and not default:
            main = weighed[max(weighed, key=lambda t: _rank(weighed[t].rating))]
        return Assessment(
            target=self.source.target,
            server=name,
            root=server.root if server else "",
            language=server.language if server else "",
            transports=transports,
            default_transport=default,
            rating=main.rating,
            rating_by_transport={t: r.rating for t, r in weighed.items()},
            reasons=main.reasons,
            would_lower=main.would_lower,
            answers=answers(subject, verdicts),
            credentials=credentials,
            verdicts=verdicts,
            gaps=self.gaps,
            suppressed=tuple(f for f in facts.of(CredentialAtRest) if not f.counts),
            markers=facts.of(SuppressionMarker),
            accepted=accepted.findings,
            accepted_because=accepted.because,
            notes=accepted.notes,
            searched=dict(self.source.searched),
        )

    def whole(self, facts: Facts, parts: tuple[Assessment, ...]) -> Assessment:
        """Return the assessment of a target that holds several servers: its rating is the worst of theirs."""
        base = self.assessment(facts, _target_name(self.source), facts.of(ServerFound)[0])
        rating = worst([base.rating, *(p.rating for p in parts)])
        spread = ", ".join(f"{n} {r.value}" for r in Rating if (n := sum(p.rating is r for p in parts)))
        return msgspec.structs.replace(
            base,
            root="",
            language=", ".join(sorted({p.language for p in parts if p.language})),
            rating=rating,
            rating_by_transport={},
            reasons=(Reason(check="", text=f"{len(parts)} servers: {spread}"), *base.reasons),
            servers=parts,
        )

    def _judge(self, code: str, subject: Any) -> Verdict:
        _, judge = self.checks[code]
        try:
            verdict: Verdict = judge(subject)
        except Exception as error:  # a check's crash is an unknown verdict, never a pass
            gap = Gap(kind=GapKind.CRASH, what=f"check {code} failed ({type(error).__name__})")
            return Undetermined(
                summary="this check failed; that is a bug in keyproof",
                question="Please report it, with the version; then look at this subject by hand.",
                gaps=(gap,),
            )
        return verdict

    def _accept(self, judged: Mapping[str, Verdict], facts: Facts) -> Accepted:
        """Take out what the user's files and keyproof's inline marks accept."""
        terms = Terms(
            exceptions=self.options.exceptions,
            baseline=self.options.baseline,
            today=self.today,
            marks=facts.of(SuppressionMarker),
            secrets=facts.of(CredentialAtRest),
        )

        def complete(code: str) -> bool:
            coverage = facts.searched(*self.checks[code][0].wants)
            return coverage is not None and coverage.complete

        return accept(judged, terms, {code: check for code, (check, _) in self.checks.items()}, complete)


def _credentials(facts: Facts) -> tuple[Credential, ...]:
    reads = facts.of(CredentialRead)
    if not reads:
        return ()
    from keyproof.collectors._inventory import inventory

    return inventory(reads, facts.of(CredentialDocumented))


def _analysed(language: str) -> bool:
    """Whether programs in *language* are analysed."""
    from keyproof.code.parse import LANGUAGES

    return language in LANGUAGES.values()


def _rank(rating: Rating) -> int:
    return (Rating.LOW, Rating.UNDECIDED, Rating.MEDIUM, Rating.HIGH).index(rating)


def _transports(facts: Facts) -> tuple[tuple[str, ...], str]:
    served = facts.of(TransportServed)
    names = tuple(dict.fromkeys(sorted((t.transport for t in served), key=("stdio", "streamable-http", "sse").index)))
    default = next((t.transport for t in served if t.default), names[0] if len(names) == 1 else "")
    return names, default
