"""Instructions of Dockerfiles, compose files and Kubernetes manifests that bear on credentials."""

from __future__ import annotations

from keyproof.collectors import Collected, Collector
from keyproof.collectors._view import View
from keyproof.model.fact import ImageInstruction

COLLECTOR = Collector(name="images", yields=(ImageInstruction,))


def collect(view: View) -> Collected:
    """Read every image build and deployment file of the tree."""
    from keyproof.collectors._images import collected

    return collected(COLLECTOR, view)
