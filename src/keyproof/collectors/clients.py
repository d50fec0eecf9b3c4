"""Configuration of MCP clients that stands inside the target: which of its credential fields hold literals."""

from __future__ import annotations

from keyproof.collectors import Collected, Collector
from keyproof.collectors._view import View
from keyproof.model.fact import ClientConfigCredential, CredentialDocumented

COLLECTOR = Collector(name="clients", yields=(ClientConfigCredential, CredentialDocumented))


def collect(view: View) -> Collected:
    """Read every client configuration of the tree, known by its path or by its top key."""
    from keyproof.collectors._clients import collected

    return collected(COLLECTOR, view)
