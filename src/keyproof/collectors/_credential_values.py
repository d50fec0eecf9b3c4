"""What a value bound to a name is, for every collector of documents alike."""

from __future__ import annotations

import re

from keyproof.code.names import is_secret_name
from keyproof.documents.values import State, credential_value, secret_shaped, value_state
from keyproof.patterns import regex

_SEVERAL = regex(r"headers\Z|\Aheaders", re.I)
_PAIR = regex(r"[\"']?([A-Za-z][A-Za-z0-9_-]{0,100})[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?([^,;\"'\n]{1,2000})")


def credential_state(name: str, text: str, *, secret: bool = False) -> State | None:
    """Return what *text* is as the value of *name*; None where it is no credential's value.

    A literal is one only under a secret's name (or where the format says *secret*), and not when it is a switch, a
    number or a path. A list of headers is judged by its secret headers.
    """
    state = value_state(text, name)
    if state != "literal":
        return state
    if not (secret or is_secret_name(name)) or not credential_value(text):
        return None
    if _SEVERAL.search(name):
        return _header_state(text)
    return state


def _header_state(text: str) -> State | None:
    pairs = [(m[1], m[2]) for m in _PAIR.finditer(text[:20_000])]
    states = [value_state(v, n) for n, v in pairs if is_secret_name(n) or secret_shaped(v)]
    order: tuple[State, ...] = ("literal", "reference", "placeholder", "empty")
    return next((s for s in order if s in states), None)
