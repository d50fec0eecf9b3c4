"""Values that stand in the tree and in history: every blob scanned once, each distinct value one fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.collectors import Collected, Collector
from keyproof.collectors._view import View
from keyproof.model.fact import CredentialAtRest

if TYPE_CHECKING:
    from keyproof.detect.detector import Detector

COLLECTOR = Collector(name="secrets", yields=(CredentialAtRest,))


def collect(view: View, detector: Detector | None = None) -> Collected:
    """Scan the tree and, where there is one, the history; where nothing has changed since a run, say the same again."""
    from keyproof.collectors._secrets import found  # native code, and slow to import

    return found(view, COLLECTOR, detector)
