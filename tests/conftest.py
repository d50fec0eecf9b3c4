"""What every test shares: a home of its own, so that no test touches the user's key or cache."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The gate runs the same examples each time: what a new one finds is for the one who works on it, not for a release.
settings.register_profile("gate", derandomize=True)
if os.environ.get("KEYPROOF_GATE"):
    settings.load_profile("gate")


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    shared = Path(os.environ.get("KEYPROOF_TEST_CACHE") or tmp_path_factory.getbasetemp().parent / "keyproof-cache")
    os.environ["KEYPROOF_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["KEYPROOF_CACHE_DIR"] = str(shared)
    os.environ["NO_COLOR"] = "1"
