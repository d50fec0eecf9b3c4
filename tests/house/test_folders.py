"""Where a user's files go is what platformdirs says, also where it is not asked."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from keyproof import folders


@pytest.mark.parametrize("home", ["/home/someone", "/home/someone/", "/", "//elsewhere", "/a b/ü"])
@pytest.mark.parametrize(
    "said",
    [{}, {"XDG_CACHE_HOME": "/c", "XDG_DATA_HOME": "/d"}, {"XDG_CACHE_HOME": "relative", "XDG_DATA_HOME": "~/here"},
     {"XDG_CACHE_HOME": "", "XDG_DATA_HOME": ""}, {"XDG_DATA_HOME": "/d"}],
)  # fmt: skip
def test_folders_are_those_of_platformdirs(monkeypatch: pytest.MonkeyPatch, home: str, said: dict[str, str]) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", home)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert folders.cache_folder() == Path(platformdirs.user_cache_dir("keyproof"))
    assert folders.data_folder() == Path(platformdirs.user_data_dir("keyproof"))


def test_a_home_that_is_no_place_is_left_to_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "relative")
    assert folders.cache_folder() == Path(platformdirs.user_cache_dir("keyproof"))
