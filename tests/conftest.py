"""What every test shares: a home of its own, so that no test touches the user's key or cache."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    import os

    shared = Path(os.environ.get("KEYPROOF_TEST_CACHE") or tmp_path_factory.getbasetemp().parent / "keyproof-cache")
    os.environ["KEYPROOF_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["KEYPROOF_CACHE_DIR"] = str(shared)
    os.environ["NO_COLOR"] = "1"
