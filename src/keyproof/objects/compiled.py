"""The compiled loops over packs and their indexes, where they were built and are wanted."""

from __future__ import annotations

import os
from types import ModuleType


def load() -> ModuleType | None:
    """Return ``_packs``; None where it was not built, or where ``KEYPROOF_PURE`` asks for the reference in Python."""
    if os.environ.get("KEYPROOF_PURE"):
        return None
    try:
        from keyproof.objects import _packs
    except ImportError:
        return None
    return _packs
