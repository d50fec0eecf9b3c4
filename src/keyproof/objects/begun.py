"""A git command whose output is wanted later: it writes to a temporary file while the caller does something else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import IO

from keyproof.objects.runner import Runner
from keyproof.passing import passing_file


class Begun:
    """One command under way."""

    def __init__(self, git: Runner, args: Sequence[str]) -> None:
        """Start it."""
        self._spool = passing_file()
        self._taken = False
        self._owner = os.getpid()
        self._running = git.write(self._spool, *args)

    @property
    def own(self) -> bool:
        """Whether this process began it: a fork cannot wait for it."""
        return self._owner == os.getpid()

    def ready(self) -> bool:
        """Whether `take` need not wait."""
        return self._running.ended()

    def take(self) -> IO[bytes] | None:
        """Wait for the end and return the file, which is the caller's then; None where it did not end well."""
        good = self.own and self._running.finish().ok
        self._taken = good
        self.close()
        return self._spool if good else None

    def close(self) -> None:
        """End the command; the file goes, unless somebody took it."""
        if self.own:
            self._running.__exit__(None, None, None)
        if not self._taken:
            self._spool.close()
