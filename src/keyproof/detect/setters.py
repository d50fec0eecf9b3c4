"""Names as code writes them: which part a user knows, and whether a call hands a value over, as ``set_token("…")`` does."""

from __future__ import annotations

from typing import Final

from keyproof.detect.names import words

_OWNER: Final = frozenset(
    ("self", "this", "process", "import", "os", "cls", "window", "globalThis", "System", "Deno", "Bun")
)
"""What a dotted name begins with that says nothing of whose it is."""

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


def shown(name: str, *, whole: bool = False) -> str:
    """Return the part of a dotted *name* that a user knows: ``process.env.API_KEY`` is ``API_KEY``.

    With *whole* the keys of properties files are kept as they are.
    """
    first, dot, _ = name.partition(".")
    return name if not dot or (whole and first not in _OWNER) else name.rpartition(".")[2]
