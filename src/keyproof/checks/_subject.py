"""What a check is given, and the cases that are its tests."""

from __future__ import annotations

import msgspec

from keyproof.model.credential import Credential
from keyproof.model.fact import Facts


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One server (or the whole target) as facts."""

    facts: Facts
    credentials: tuple[Credential, ...] = ()
    transports: tuple[str, ...] = ()
    default_transport: str = ""
    language: str = ""
    analysed: bool = False
    """False where the server's language has no code analysis: code checks are then unknown, never pass."""
    is_git: bool = False

    @property
    def http(self) -> bool:
        """Whether an HTTP transport is served."""
        return any(t != "stdio" for t in self.transports)

    @property
    def stdio(self) -> bool:
        """Whether stdio is served."""
        return "stdio" in self.transports


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One situation with the verdict it must get."""

    title: str
    subject: Subject
    expected: str
    """``pass``, ``fail``, ``unknown`` or ``not-applicable``."""
    severity: str = ""
    """The heaviest finding's severity, where it fails."""
