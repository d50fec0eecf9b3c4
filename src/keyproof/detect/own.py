"""Keys that a program makes and checks itself: whatever stands there works, and who knows it makes tokens of its own."""

from __future__ import annotations

from typing import Final

from keyproof.detect.names import words
from keyproof.patterns import regex

_WORDS: Final = frozenset(
    "jwt encryption encrypt crypto session sessions signing sign cookie cookies csrf nextauth hmac fernet pepper salt keycloak".split()
)
"""Words in the names of such keys."""

_SIGNS: Final = regex(
    r"(?:.*_)?(?:jwt|sessions?|cookies?|csrf|signing|signature|hmac|encryption|encrypt|cipher|fernet|(?:next|better_)?auth)"
    r"_(?:[a-z0-9]{1,12}_)?(?:secret(?:_key)?|salt)(?:_base)?"
    r"|(?:.*_)?(?:signing|signature|hmac|encryption|encrypt|cipher|fernet)_(?:[a-z0-9]{1,12}_)?key(?:_base)?"
    r"|(?:(?:app|flask|django|fastapi|server|mcp)_)?secret_key(?:_base)?"
)
"""A plain ``SESSION_KEY`` or ``JWT_KEY`` is as often what something is stored under."""

_OF_ANOTHER: Final = regex(r"aws_.*")
_NONE: Final = regex(r"(?i)null|none|undefined|n/?a|true|false|default")


def is_named(name: str) -> bool:
    """Whether *name* has a word of such a key."""
    return not _WORDS.isdisjoint(words(name))


def signs(name: str) -> bool:
    """Return whether a program seals its own tokens, cookies or data with a value of this name.

    A default that asks to be replaced is a key everybody knows then (CWE-1392).
    """
    low = "_".join(words(name))
    return bool(_SIGNS.fullmatch(low)) and not _OF_ANOTHER.fullmatch(low)


def is_none(value: str) -> bool:
    """Return whether *value* stands for there being none."""
    return bool(_NONE.fullmatch(value))
