"""Names that configuration and metadata declare: env examples, server.json, MCPB, smithery, Docker's catalog, CI."""

from __future__ import annotations

from keyproof.collectors import Collected, Collector
from keyproof.collectors._view import View
from keyproof.model.fact import CredentialDocumented

COLLECTOR = Collector(name="configuration", yields=(CredentialDocumented,))


def collect(view: View) -> Collected:
    """Read every file of the tree that declares names by its format."""
    from keyproof.collectors._configuration import collected

    return collected(COLLECTOR, view)
