"""The inventory: every credential that a server can take, merged from all the places that read or document it."""

from __future__ import annotations

from typing import Literal

import msgspec

from keyproof.model.fact import Reaction, Source
from keyproof.model.place import Location

Rotation = Literal["refresh", "restart", "none"]


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """One credential of one server."""

    name: str
    kind: str
    """In words: ``API key``, ``password``, ``OAuth client secret``."""
    provider: str = ""
    source: Source
    required: bool | None = None
    validated: str = ""
    on_missing: Reaction = Reaction.UNKNOWN
    on_missing_at: Location | None = None
    names_itself: bool = False
    """The message on absence names the credential."""
    documented_in: tuple[Location, ...] = ()
    read_at: tuple[Location, ...] = ()
    rotation: Rotation | None = None
