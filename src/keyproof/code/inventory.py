"""Every credential that the code takes, from where, and what happens when it is absent."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from keyproof.code.env_reads import env_reads
from keyproof.code.evidence import found_evidence
from keyproof.code.go_files import go_file_reads
from keyproof.code.names import is_secret_name
from keyproof.code.option_reads import option_reads
from keyproof.code.phases import Phases
from keyproof.code.prefixed_options import prefixed_options
from keyproof.code.programs import other_programs
from keyproof.code.project import Project
from keyproof.code.reacted import Reacted
from keyproof.code.reactions import Reactions
from keyproof.code.request_reads import header_reads, tool_arguments
from keyproof.code.settings_reads import settings_reads
from keyproof.code.sources_table import CHAIN_VARIABLES
from keyproof.code.store_reads import store_reads
from keyproof.code.taken import Taken
from keyproof.code.twins import alternatives, twins
from keyproof.code.uses import Uses
from keyproof.model.fact import CredentialRead, Fact, Reaction
from keyproof.patterns import regex

_ASIDE: Final = regex(
    r"(?i)(?:^|/)(?:tests?|loadtests?|[\w.]{1,40}[-_]tests?|[\w.-]{1,60}\.(?:unit|integration|e2e)?tests?|tests?[-_][\w.]{1,40}|testhelpers?|testutils?|__tests__|__mocks__|specs?"
    r"|e2e|testing|testdata|fixtures?|examples?|samples?|demos?|docs?|benchmarks?|evals?|node_modules|\.venv|venv"
    r"|site-packages|vendor|third_party|storybook|eng|\.mvn|buildSrc)/"
    r"|(?:^|/)(?:test_[^/]+|conftest)\.py$|_test\.(?:py|go)$|(?:^|/)test_[^/]+\.rb$|(?:^|/)test[-_][^/]+\.[cm]?[jt]sx?$|_(?:test|spec)\.rb$|\.(?:test|spec|stories|e2e)\.[cm]?[jt]sx?$|\.d\.ts$"
    r"|(?:^|/)(?:vitest|jest|playwright|tsup|vite|webpack|rollup|eslint|esbuild|rolldown|next|tailwind|postcss)"
    r"\.config\.[cm]?[jt]s$"
)
"""Files whose reads are not the server's: tests, examples, documentation, build settings, other people's packages."""

_KEY_PASSPHRASE: Final = regex(r"(?i)(?:key|cert|certificate|keystore|pfx|p12|pem|ssl|tls)_?pass(?:word|phrase)$")
"""The passphrase of a key file: only encrypted files have one."""


def own_part(path: str) -> str:
    """Return *path* without the folders that are a Java package: ``com.example.samples`` says nothing of what it is."""
    lead, found, tail = path.partition("src/main/")
    return f"{lead}{found}{tail.rpartition('/')[2]}" if found else path


@lru_cache(maxsize=65_536)
def is_aside(path: str) -> bool:
    """Return whether *path* is a test, an example or a build setting, whose reads are left out."""
    return _ASIDE.search(own_part(path)) is not None


def counted(project: Project) -> list[str]:
    """Return the files whose reads and leaks are the server's: no tests, examples, or programs beside it."""
    others = other_programs(project)
    return [p for p in project.modules if not is_aside(p) and p not in others]


def reads(project: Project) -> list[CredentialRead]:
    """Return the credentials and plain settings that the program takes, in order of file and line."""
    paths = counted(project)
    project = project.part(paths)
    phases = Phases(project)
    reactions = Reactions(project, phases)
    facts: dict[tuple[str, str, str, int | None, int | None], CredentialRead] = {}
    found = tuple(_found(project, paths, phases))
    for taken in found:
        secret = taken.secret if taken.secret is not None else is_secret_name(taken.name)
        reacted = reactions.of(taken) if secret else Reacted(required=taken.required)
        fact = _fact(taken, _by_source(phases, taken, reacted), secret)
        place = fact.location
        facts.setdefault((fact.name, fact.source, place.path, place.line, place.column), fact)
    joined = alternatives(_joined(list(facts.values()), reactions.tracer.uses), twins(project, found))
    return sorted(joined, key=lambda f: (f.location.path, f.location.line or 0, f.location.column or 0, f.name))


def evidence(project: Project) -> list[Fact]:
    """Return the use of secret managers, evidence of expiry, and of separate environments, tests left out."""
    return found_evidence(project, [p for p in project.modules if not is_aside(p)])


def _found(project: Project, paths: list[str], phases: Phases) -> Iterable[Taken]:
    yield from env_reads(project, paths)
    yield from settings_reads(project, paths)
    yield from option_reads(project, paths)
    yield from prefixed_options(project, paths)
    yield from store_reads(project, paths)
    yield from go_file_reads(project, paths)
    yield from header_reads(project, paths)
    yield from tool_arguments(project, phases)


def _fact(taken: Taken, reacted: Reacted, secret: bool) -> CredentialRead:
    return CredentialRead(
        location=taken.location,
        name=taken.name,
        source=taken.source,
        secret=secret,
        required=reacted.required if reacted.required is not None else taken.required,
        default=reacted.default,
        validated=reacted.validated,
        reaction=reacted.reaction,
        reaction_at=reacted.at,
        reaction_names_it=reacted.names_it,
        rotation=_rotation(taken),
        language=taken.module.language,
        via=taken.via,
    )


def _by_source(phases: Phases, taken: Taken, reacted: Reacted) -> Reacted:
    """Add what is known of a source as such."""
    if taken.source == "tool-argument":
        # The SDKs check the arguments of a call against the schema and answer with an error that names the missing one.
        return Reacted(Reaction.DEGRADE, taken.location, True, taken.required, "presence")
    if taken.source == "cloud-chain":
        # The clouds' SDKs raise at the first call; in a tool that becomes an error result.
        return Reacted(Reaction.DEGRADE, taken.location, required=taken.required)
    if taken.source == "secret-manager":
        # A store raises when the entry is not there or must not be read.
        start = phases.of(taken.steps[0].scope) == "start"
        return Reacted(Reaction.NOISY if start else Reaction.DEGRADE, taken.location, required=taken.required)
    if taken.source == "oauth" and taken.name.endswith("client file"):
        # The library raises when the file is not there, and names it.
        phase = phases.of(taken.steps[0].scope)
        known = {"start": Reaction.NOISY, "call": Reaction.DEGRADE}.get(phase, Reaction.UNKNOWN)
        return Reacted(known, taken.location, required=taken.required)
    weak = reacted.reaction in (Reaction.SILENT, Reaction.UNKNOWN)
    if weak and (taken.name in CHAIN_VARIABLES or _KEY_PASSPHRASE.search(taken.name)):
        return replace(reacted, required=False)
    if weak and taken.source == "cli" and not taken.required:
        # An option that is not declared as required, and that nothing asks for.
        return replace(reacted, required=False)
    if taken.source == "header" and reacted.reaction is Reaction.NOISY:
        # It is thrown while a request is answered: that is refused, and the server goes on.
        return replace(reacted, reaction=Reaction.DEGRADE)
    if taken.source == "header" and weak and not reacted.required:
        # A request may come without it; whether that is let in is a matter of authorization.
        return replace(reacted, required=False)
    return reacted


def _rotation(taken: Taken) -> Literal["refresh", "restart", "none"]:
    return "refresh" if taken.source in ("oauth", "cloud-chain", "header", "tool-argument") else "restart"


_STARTS: Final = frozenset({Reaction.FAIL_FAST, Reaction.NOISY})
_WEAK: Final = frozenset({Reaction.SILENT, Reaction.CRASH, Reaction.UNKNOWN, Reaction.DEGRADE})


def _joined(facts: list[CredentialRead], uses: Uses) -> list[CredentialRead]:
    """Let a check of a variable at one place count for its other reads: they are not reached without it."""
    checks: dict[tuple[str, str, str], CredentialRead] = {}
    for fact in facts:
        # One of several that will do is checked with the others, and that check counts for all reads, too.
        counts = fact.required or (fact.required is None and fact.reaction in _STARTS and fact.reaction_names_it)
        if fact.validated and counts and fact.reaction in _STARTS | {Reaction.DEGRADE}:
            known = checks.get((fact.name, fact.source, uses.group(fact.location.path)))
            if known is None or (fact.reaction in _STARTS and known.reaction not in _STARTS):
                checks[(fact.name, fact.source, uses.group(fact.location.path))] = fact
    joined = []
    for fact in facts:
        check = checks.get((fact.name, fact.source, uses.group(fact.location.path)))
        same = check is not None and check.location.path == fact.location.path
        open_ = not fact.validated or (fact.required is False and fact.reaction is Reaction.SILENT)
        if check is not None and fact.reaction in _WEAK and open_ and (same or check.reaction in _STARTS):
            joined.append(
                msgspec.structs.replace(
                    fact,
                    reaction=check.reaction,
                    reaction_at=check.reaction_at,
                    reaction_names_it=check.reaction_names_it,
                    validated=check.validated,
                    required=check.required,
                )
            )
        else:
            joined.append(fact)
    return joined
