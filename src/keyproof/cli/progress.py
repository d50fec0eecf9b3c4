"""One line on standard error that says what is being done and how long it may still take, for people who wait."""

from __future__ import annotations

import sys
import time

from keyproof.model.progress import Progress
from keyproof.neutral import neutral

_QUIET_SECONDS = 0.6
"""Nothing is shown of work that is over sooner."""

_KNOWN_FROM = 0.1
"""Share of a step that must be done before the rest is guessed at."""


def stderr_progress() -> Progress:
    """Return what shows a step on the terminal's last line, with the share of it that is done; ``""`` clears it.

    What is left of a step is its time so far times the share still to do, by the share done.
    """
    start = time.monotonic()
    last, since = "", start

    def show(step: str, share: float = 0.0) -> None:
        nonlocal last, since
        now = time.monotonic()
        if step != last:
            last, since = step, now
        if step and now - start < _QUIET_SECONDS:
            return
        sys.stderr.write(f"\r{line(step, share, now - start, now - since)[:78]}\x1b[K" if step else "\r\x1b[K")
        sys.stderr.flush()

    return show


def line(step: str, share: float, elapsed: float, spent: float) -> str:
    """Return what is shown of *step*: *share* (0 to 1) of it was done in *spent* of all the *elapsed* seconds."""
    done = f", {share:.0%}" if share else ""
    left = f", about {spent / share * (1 - share):.0f} s left" if share >= _KNOWN_FROM else ""
    return f"keyproof: {neutral(step)}{done} ({elapsed:.0f} s{left})"
