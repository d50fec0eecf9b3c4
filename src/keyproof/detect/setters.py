"""Whether the call of a credential's name hands a value over, as ``set_token("…")`` does and ``get_token("…")`` does not."""

from __future__ import annotations

from typing import Final

from keyproof.detect.names import words

_SETTER: Final = frozenset(("set", "with", "add", "use", "put"))
_ASKS: Final = frozenset(
    "get find fetch load read is has verify validate check parse decode generate create make refresh revoke delete remove list "
    "hash compare mask redact strip extract require assert expect test format from on handle encrypt decrypt lookup".split()
)
"""First words of functions that are told a name, or a value to look at, rather than a credential to use."""


def sets(name: str, *, chained: bool) -> bool:
    """Whether the call of *name* hands a value over; *chained*: a dot stands before it, as in a builder's chain."""
    _, dot, last = name.rpartition(".")
    if last.lower().startswith(tuple(_SETTER)) or last.islower() or last == "PASSWORD":
        return True
    return bool(chained or dot) and last[0].islower() and words(last)[0] not in _ASKS
