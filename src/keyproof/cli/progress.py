"""One line on standard error that says what is being done, for people who wait."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from keyproof.neutral import neutral

_QUIET_SECONDS = 0.6
"""Nothing is shown of work that is over sooner."""


def stderr_progress() -> Callable[[str], None]:
    """Return a function that shows a step on the terminal's last line; ``""`` clears it."""
    start = time.monotonic()
    width = 0

    def show(step: str) -> None:
        nonlocal width
        elapsed = time.monotonic() - start
        if step and elapsed < _QUIET_SECONDS:
            return
        text = f"keyproof: {neutral(step)} ({elapsed:.0f} s)"[:78] if step else ""
        sys.stderr.write("\r" + text.ljust(width) + ("\r" if not step else ""))
        sys.stderr.flush()
        width = len(text)

    return show
