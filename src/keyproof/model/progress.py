"""How those who wait are told what is being done."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Shows a step, and which share (0 to 1) of it is done."""

    def __call__(self, step: str, share: float = 0.0) -> None:
        """Show *step*; ``""`` clears what is shown."""
        ...


def unseen(step: str, share: float = 0.0) -> None:
    """Show nothing."""
