"""What the object readers need of a git client. ``keyproof.sources.gitcli`` is the one that starts it."""

from __future__ import annotations

from typing import IO, Protocol

import msgspec


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How one git command ended."""

    code: int
    """Exit code; negative for a signal."""
    out: bytes = b""
    error: str = ""
    """The end of standard error as one harmless line."""
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.code == 0


class Running(Protocol):
    """A started git command whose output is being read. A context manager: leaving it ends the process."""

    out: IO[bytes]

    def __enter__(self) -> Running: ...

    def __exit__(self, *exc: object) -> None: ...

    def ended(self) -> bool:
        """Whether the process has ended; does not wait."""
        ...

    def finish(self) -> Outcome:
        """Wait for the end (the output must have been read) and say how it went."""
        ...


class Runner(Protocol):
    """A git client bound to one repository, under a configuration of our own."""

    def run(self, *args: str, feed: bytes | None = None, seconds: float | None = None) -> Outcome:
        """Run to the end with the whole output in memory; for small outputs only."""
        ...

    def spool(self, into: IO[bytes], *args: str, feed: IO[bytes] | None = None) -> Outcome:
        """Run to the end with the output written to the file *into*."""
        ...

    def write(self, into: IO[bytes], *args: str) -> Running:
        """Start, with the output written to the file *into*."""
        ...

    def start(self, *args: str, feed: IO[bytes] | int | None = None) -> Running:
        """Start, with *feed* as standard input and the output as a stream."""
        ...
