"""What documentation tells a user: the names to set, scopes, expiry, separate environments, secret managers."""

from __future__ import annotations

from keyproof.collectors import Collected, Collector
from keyproof.collectors._view import View
from keyproof.model.fact import (
    CredentialDocumented,
    EnvironmentsSeparated,
    ExpiryEvidence,
    ScopesRequested,
    SecretManagerUsed,
)

COLLECTOR = Collector(
    name="documentation",
    yields=(CredentialDocumented, ScopesRequested, ExpiryEvidence, EnvironmentsSeparated, SecretManagerUsed),
)


def collect(view: View) -> Collected:
    """Read README files anywhere and the texts of the documentation folders."""
    from keyproof.collectors._documentation import collected

    return collected(COLLECTOR, view)
