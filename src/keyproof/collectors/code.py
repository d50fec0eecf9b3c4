"""What the code does: servers, transports, credential reads and reactions, leaks, HTTP authorization, scopes."""

from __future__ import annotations

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
from keyproof.model.fact import (
    AuthControl,
    Coverage,
    CredentialLeak,
    CredentialRead,
    EnvironmentsSeparated,
    ExpiryEvidence,
    Fact,
    ScopesRequested,
    SecretManagerUsed,
    ServerFound,
    TransportServed,
    UpstreamAuthError,
)
from keyproof.model.target import Gap, GapKind
from keyproof.sources import TreeFile

COLLECTOR = Collector(
    name="code",
    yields=(
        ServerFound,
        TransportServed,
        CredentialRead,
        CredentialLeak,
        AuthControl,
        ScopesRequested,
        UpstreamAuthError,
        SecretManagerUsed,
        ExpiryEvidence,
        EnvironmentsSeparated,
    ),
)


def collect(view: View) -> Collected:
    """Parse what there is a language for and run every analysis over it.

    Tests, examples and built files are parsed only where no server is found without them: their reads do not count.
    """
    gaps: list[Gap] = []
    manifests = {f.path: view.read(f) for f in view.glob(*MANIFESTS) if not f.link}
    gaps += unparsed({p: raw for p, raw in manifests.items() if not is_aside(p)})
    files = [f for f in view.files if not f.link and language_of(f.path) is not None]
    modules = _parsed(view, [f for f in files if not is_aside(f.path)], gaps)
    project = Project(modules)
    found, transports = servers(project, manifests)
    if not found and len(modules) < len(files):
        modules += _parsed(view, [f for f in files if is_aside(f.path)], gaps)
        project = Project(modules)
        found, transports = servers(project, manifests)
    facts: list[Fact] = []
    facts += [*found, *transports]
    for analysis in (reads, evidence, leaks, controls, scopes, auth_errors):
        try:
            facts += analysis(project)
        except RecursionError:
            gaps.append(
                Gap(kind=GapKind.CRASH, what=f"the {analysis.__name__} analysis ran out of depth", where="code")
            )
    return Collected(
        facts=tuple(facts),
        coverage=Coverage(
            collector=COLLECTOR.name,
            yields=tuple(t.__name__ for t in COLLECTOR.yields),
            searched=len(modules),
            unit="source files",
            complete=not any(g.incomplete for g in gaps),
            gaps=tuple(gaps),
        ),
    )


def _parsed(view: View, files: list[TreeFile], gaps: list[Gap]) -> list[Module]:
    modules = []
    for file in files:
        parsed = parse(file.path, view.read(file))
        if isinstance(parsed, Gap):
            gaps.append(parsed)
        else:
            modules.append(parsed)
    return modules
