"""What the code does: servers, transports, credential reads and reactions, leaks, HTTP authorization, scopes."""

from __future__ import annotations

from keyproof.collectors import Collected, Collector
from keyproof.collectors._view import View
from keyproof.model.fact import (
    AuthControl,
    CredentialDocumented,
    CredentialLeak,
    CredentialRead,
    EnvironmentsSeparated,
    ExpiryEvidence,
    ScopesRequested,
    SecretManagerUsed,
    ServerFound,
    TransportServed,
    UpstreamAuthError,
)

COLLECTOR = Collector(
    name="code",
    yields=(
        ServerFound,
        TransportServed,
        CredentialRead,
        CredentialDocumented,
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
    from keyproof.collectors._code import collected

    return collected(COLLECTOR, view)
