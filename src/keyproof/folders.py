"""Where the files of this user go: the folders for caches and for data that the system has."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_NAME: Final = "keyproof"
_ELSEWHERE: Final = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "ANDROID_DATA")
"""Variables of the environment of which one says that they are not where they usually are."""


def cache_folder() -> Path:
    """Return where this user's caches are kept, ours among them."""
    if (usual := _usual(".cache")) is not None:
        return usual
    import platformdirs

    return Path(platformdirs.user_cache_dir(_NAME))


def data_folder() -> Path:
    """Return where this user's data are kept, ours among them."""
    if (usual := _usual(".local/share")) is not None:
        return usual
    import platformdirs

    return Path(platformdirs.user_data_dir(_NAME))


def _usual(below: str) -> Path | None:
    """Return the folder *below* the home of a user of Linux who chose no other: platformdirs is slow to import."""
    home = os.environ.get("HOME", "")
    if sys.platform != "linux" or not home.startswith("/") or any(map(os.environ.get, _ELSEWHERE)):
        return None
    return Path(home, below, _NAME)
