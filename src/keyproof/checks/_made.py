"""Facts made for the cases of the checks. Values are made of one repeated word: nothing here is secret-shaped."""

from __future__ import annotations

from typing import Any

from keyproof.checks._subject import Subject
from keyproof.model.credential import Credential
from keyproof.model.fact import (
    FINDING_CLASSES,
    Coverage,
    CredentialAtRest,
    CredentialLeak,
    Fact,
    Facts,
    Reaction,
    SecretClass,
    Setting,
)
from keyproof.model.place import Location
from keyproof.model.secret import Secret
from keyproof.model.target import Gap, GapKind

HERE = Location(path="src/server.py", line=3)
ALL = tuple(
    [
        "CredentialAtRest",
        "CredentialRead",
        "CredentialDocumented",
        "CredentialLeak",
        "ServerFound",
        "TransportServed",
        "AuthControl",
        "ScopesRequested",
        "SecretManagerUsed",
        "ExpiryEvidence",
        "EnvironmentsSeparated",
        "UpstreamAuthError",
        "SensitiveFile",
        "IgnoreCoverage",
        "ImageInstruction",
        "ClientConfigCredential",
        "SuppressionMarker",
    ]
)


def secret(**changes: Any) -> CredentialAtRest:
    """Return a live-looking value in source."""
    past = changes.pop("past", False)
    place = Location(path="src/server.py", line=3, commit="c" * 40, first_seen="2025-01-02T00:00:00Z", in_head=False,
                     removed_at="2025-02-03T00:00:00Z") if past else HERE  # fmt: skip
    given: dict[str, Any] = {
        "location": place, "rule": "demo", "kind": "demo token", "provider": "Demo", "secret": Secret("value " * 4),
        "fingerprint": "ab" * 16, "secret_class": SecretClass.LIVE, "confidence": 0.95, "reasons": ("made",),
        "setting": Setting.SOURCE, "locations": (place,), "in_tree": not past, "in_history": past,
    }  # fmt: skip
    made = {**given, **changes}
    return CredentialAtRest(**{"counts": made["secret_class"] in FINDING_CLASSES, **made})


def leak(sink: str, **changes: Any) -> CredentialLeak:
    """Return a leak into *sink*."""
    return CredentialLeak(location=HERE, sink=sink, credential="DEMO_TOKEN", **changes)  # type: ignore[arg-type]


def credential(**changes: Any) -> Credential:
    """Return a credential that is read from the environment, required, handled and documented."""
    given: dict[str, Any] = {
        "name": "DEMO_TOKEN", "kind": "access token", "source": "env", "required": True, "on_missing": Reaction.FAIL_FAST,
        "on_missing_at": HERE, "names_itself": True, "documented_in": (Location(path="README.md", line=8),), "read_at": (HERE,),
        "rotation": "restart",
    }  # fmt: skip
    return Credential(**{**given, **changes})


def subject(*facts: Fact, complete: bool = True, **changes: Any) -> Subject:
    """Return a Python stdio server with *facts*; everything was searched unless *complete* is False."""
    gaps = () if complete else (Gap(kind=GapKind.BOUND, what="a file was too large"),)
    coverage = Coverage(collector="made", yields=ALL, searched=12, complete=complete, gaps=gaps)
    given: dict[str, Any] = {
        "facts": Facts(facts, (coverage,)), "transports": ("stdio",), "default_transport": "stdio", "language": "python",
        "analysed": True, "is_git": True,
    }  # fmt: skip
    return Subject(**{**given, **changes})


def unread(**changes: Any) -> Subject:
    """Return a server in a language without code analysis."""
    return subject(analysed=False, language="go", **changes)
