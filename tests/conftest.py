"""What every test shares: a home of its own, so that no test touches the user's key or cache."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from keyproof import kept
from tests import derived

# The gate runs the same examples each time: what a new one finds is for the one who works on it, not for a release.
# Nor is it the suite's fault where a busy machine draws them slowly.
settings.register_profile("gate", derandomize=True, suppress_health_check=[HealthCheck.too_slow])
if os.environ.get("KEYPROOF_GATE"):
    settings.load_profile("gate")


def pytest_configure(config: pytest.Config) -> None:
    """Derived tables are worked out while the tests are gathered, in a process beside the workers."""
    os.environ["KEYPROOF_CACHE_DIR"] = str(derived.parent() / "gathered")
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.add_cleanup(derived.begin())


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    shared = derived.wait()
    os.environ["KEYPROOF_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["KEYPROOF_CACHE_DIR"] = str(shared)
    os.environ["NO_COLOR"] = "1"
    kept.SHIPPED = shared  # type: ignore[misc] # a test with a cache of its own compiles nothing again


@pytest.fixture
def nothing_shipped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As where no build has worked anything out."""
    monkeypatch.setattr(kept, "SHIPPED", tmp_path / "not shipped")
