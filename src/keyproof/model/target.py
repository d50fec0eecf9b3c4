"""What is assessed, and what of it could not be looked at."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class TargetKind(StrEnum):
    """The kinds of target. One file each in ``keyproof.sources``."""

    FOLDER = "folder"
    GIT = "git"
    BARE = "bare"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to assess."""

    kind: TargetKind
    ref: str
    """As the user named it, with any password in a URL removed."""
    commit: str | None = None
    """Full id of HEAD where there is a git repository."""
    root: str = ""
    """Path of the assessed folder inside its repository, ``""`` for the whole repository."""


class GapKind(StrEnum):
    """Why something was not looked at. ``bound``, ``missing``, ``unreadable`` make the read incomplete (exit 4)."""

    BOUND = "bound"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNPARSED = "unparsed"
    UNSUPPORTED = "unsupported"
    CRASH = "crash"
    SKIPPED = "skipped"


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was not looked at, and why. A gap is a value that travels to the report."""

    kind: GapKind
    what: str
    """One clause a person understands: ``file larger than 64 MiB``."""
    where: str = ""
    bound: str = ""
    """The bound that was reached, with its unit, where one was."""

    @property
    def incomplete(self) -> bool:
        """Whether the target was not read whole because of this."""
        return self.kind in (GapKind.BOUND, GapKind.MISSING, GapKind.UNREADABLE, GapKind.CRASH)
