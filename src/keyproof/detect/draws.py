"""Values that were drawn, or built, in ways of their own: with a dot, very long, as a text."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from keyproof.detect import typed
from keyproof.detect.randomness import evidence, randomness
from keyproof.patterns import regex

_LEAST: Final = 8
_DOTTED: Final = 10
_COUNTED: Final = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm"
_LETTERS: Final = 12
_SURELY: Final = 0.95
_ODD: Final = regex(r"[a-z][A-Z](?![a-z])|[A-Z]{2}[a-z]")
"""Capitals where no name has one: ``xfmP``, ``buCM``."""

_LONG: Final = 24
_ID: Final = 32
"""Characters of a text longer than which its joints say little."""


def is_dotted_mix(value: str) -> bool:
    """Whether *value*, where no code is, is a password with a dot in it: letters of both cases, and digits or more dots."""
    if is_dotted_letters(value):
        return True
    core = value.replace(".", "", 1)
    digits = sum(c.isdigit() for c in core)
    return (
        len(value) >= _DOTTED
        and core != value
        and digits >= 2
        and core.upper() != core != core.lower()
        and core.isidentifier()
    )


def is_dotted_letters(value: str) -> bool:
    """Whether *value* is letters of both cases with two dots or more in it, as no class, host or variable is written."""
    core = value.replace(".", "")
    parts = value.split(".")
    return (
        len(value) >= _LETTERS
        and len(parts) >= 3
        and core.isalpha()
        and core.isascii()
        and core.upper() != core != core.lower()
        and randomness(core) >= _SURELY
        and any(_ODD.search(part) for part in parts)
        and all(evidence(part) > 0 for part in parts if len(part) >= 4)
    )


def is_long_draw(value: str) -> bool:
    """Whether *value* is longer than a name without a joint, of letters of both cases and digits, three of each at least."""
    kinds = (sum(map(kind, value)) for kind in (str.isupper, str.islower, str.isdigit))
    return len(value) >= _LONG and "_" not in value and min(kinds) >= 3 and evidence(value) > 0


def is_short_draw(value: str) -> bool:
    """Whether *value*, too short for a key, was drawn as a password of letters of one case and digits, and counts nothing."""
    letters = "".join(filter(str.isalpha, value))
    digits = "".join(filter(str.isdigit, value))
    kinds = sum(a.isdigit() != b.isdigit() for a, b in pairwise(value))
    return (
        _LEAST <= len(value) < _DOTTED + 2
        and value.isascii()
        and value.isalnum()
        and min(len(letters), len(digits)) >= 3
        and kinds >= 4
        and evidence(value) > 0
        and len(set(letters)) > 2
        and len(set(digits)) > 2
        and not any(run in _COUNTED or run[::-1] in _COUNTED for run in (letters.lower(), digits))
    )


def is_readable(inner: str) -> bool:
    """Whether *inner*, the text that a value is the base64 of, is one for people, and no id with what it is of."""
    return randomness(
        re.sub(r"[^A-Za-z0-9]", "", inner).lower() if len(inner) > _ID else inner
    ) < 0.5 or typed.has_sequence(inner)
