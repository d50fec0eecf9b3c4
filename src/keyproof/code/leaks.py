"""Credentials that reach a place they must not: flows, options that demand a secret, switched-off TLS verification."""

from __future__ import annotations

from typing import Literal, cast

from keyproof.code.flow_values import Trace
from keyproof.code.flows import Flows, Reached
from keyproof.code.inventory import counted
from keyproof.code.leaks_fixed import demanded_options, unverified_tls
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.servers import serves_stdio
from keyproof.model.fact import CredentialLeak

SinkName = Literal[
    "log",
    "stdout",
    "tool-result",
    "env-dump",
    "url",
    "argv",
    "cli-option",
    "plain-http",
    "tls-off",
    "file",
    "passthrough",
]


def leaks(project: Project) -> list[CredentialLeak]:
    """Return the leaks of *project* in order of file and line, each with the steps that lead to it."""
    phases = Phases(project)
    flows = Flows(project, phases)
    stdio = serves_stdio(project)
    found = [leak for reached in flows.run() if (leak := _leak(reached, stdio)) is not None]
    paths = counted(project)
    found += demanded_options(project, paths)
    found += unverified_tls(project, paths)
    return sorted(
        _once(found),
        key=lambda f: (f.location.path, f.location.line or 0, f.location.column or 0, f.sink, f.credential),
    )


def _leak(reached: Reached, stdio: bool) -> CredentialLeak | None:
    source, sink, trace = reached
    kind = sink.kind
    where = sink.detail
    if kind == "write":
        kind = "stdout" if stdio else "log"
    if source.kind == "environment" and kind in ("log", "stdout", "tool-result", "file"):
        kind, where = "env-dump", where.replace("it is", "every environment variable is", 1)
    if kind == "passthrough" and source.kind not in ("header", "headers"):
        return None
    if source.kind == "generated" and kind == "file":
        return None
    what = f"the first part of {source.name}: " if trace.partial else ""
    return CredentialLeak(
        location=trace.steps[-1],
        sink=cast(SinkName, kind),
        credential=source.name,
        flow=trace.steps,
        confidence=_confidence(trace),
        detail=what + where,
    )


def _confidence(trace: Trace) -> float:
    """A longer way is a less certain one: 0.02 off for every step beyond the fourth."""
    return round(max(trace.confidence - 0.02 * max(0, len(trace.steps) - 4), 0.3), 2)


def _once(found: list[CredentialLeak]) -> list[CredentialLeak]:
    """Keep one leak for each credential, sink and place."""
    kept: dict[tuple[str, str, str, int | None], CredentialLeak] = {}
    for leak in found:
        key = (leak.credential, leak.sink, leak.location.path, leak.location.line)
        if key not in kept or kept[key].confidence < leak.confidence:
            kept[key] = leak
    return list(kept.values())
