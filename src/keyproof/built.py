"""What is compiled from C where there was a compiler. The Python beside it is the reference, and does the same."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def built(module: str, name: str = "") -> Any:
    """Return the compiled *module*, or its *name*; None where it was not built or ``KEYPROOF_PURE`` is set."""
    if os.environ.get("KEYPROOF_PURE"):
        return None
    try:
        found = import_module(module)
    except ImportError:
        return None
    return getattr(found, name) if name else found
