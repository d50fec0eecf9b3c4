"""What is known of the absence of one value."""

from __future__ import annotations

from typing import Literal

import msgspec

from keyproof.model.fact import Reaction
from keyproof.model.place import Location

Default = Literal["none", "empty", "placeholder", "literal", "computed"]


class Reacted(msgspec.Struct, frozen=True):
    """What is known of the absence of one value."""

    reaction: Reaction = Reaction.UNKNOWN
    at: Location | None = None
    names_it: bool = False
    required: bool | None = None
    validated: str = ""
    default: Default = "none"
