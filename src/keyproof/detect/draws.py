"""Values that were drawn, or built, in ways of their own: with a dot, very long, as a text."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect import typed
from keyproof.detect.randomness import evidence, randomness

_DOTTED: Final = 10
_LONG: Final = 24
_ID: Final = 32
"""Characters of a text longer than which its joints say little."""


def is_dotted_mix(value: str) -> bool:
    """Whether *value*, where no code is, is a password with a dot in it: letters of both cases, and digits."""
    core = value.replace(".", "", 1)
    digits = sum(c.isdigit() for c in core)
    return (
        len(value) >= _DOTTED
        and core != value
        and digits >= 2
        and core.upper() != core != core.lower()
        and core.isidentifier()
    )


def is_long_draw(value: str) -> bool:
    """Whether *value* is longer than a name without a joint, of letters of both cases and digits, three of each at least."""
    kinds = (sum(map(kind, value)) for kind in (str.isupper, str.islower, str.isdigit))
    return len(value) >= _LONG and "_" not in value and min(kinds) >= 3 and evidence(value) > 0


def is_readable(inner: str) -> bool:
    """Whether *inner*, the text that a value is the base64 of, is one for people, and no id with what it is of."""
    return randomness(
        re.sub(r"[^A-Za-z0-9]", "", inner).lower() if len(inner) > _ID else inner
    ) < 0.5 or typed.has_sequence(inner)
