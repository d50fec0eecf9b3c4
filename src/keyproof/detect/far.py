"""Where the server is that a password in an address or a connection string opens: elsewhere, or on the same machine."""

from __future__ import annotations

from typing import Final

from keyproof.detect.context import Context
from keyproof.patterns import regex

_FAR: Final = regex(r"@(?!127\.|0\.0\.)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}(?=[:/?\"'\s]|\Z)")
_TO_FAR: Final = regex(
    r"(?i)(?:server|host|data source|address|addr)\s?=\s?(?:tcp:)?(?!127\.|0\.0\.)[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}[,;:\s\\]"
)
_TO_LOCAL: Final = regex(
    r"(?i)(?:server|host|data source)\s?=\s?(?:tcp:)?(?:localhost|127\.0\.0\.1|\(local\)|\.)[,;:\\]"
)


def is_far(context: Context) -> bool:
    """Whether a password in an address is for a server elsewhere, which somebody runs."""
    return bool(_FAR.match(context.after)) or _TO_FAR.search(context.line) is not None


def is_to_local(context: Context) -> bool:
    """Whether the parts of a connection before its password name a server on the same machine."""
    return bool(_TO_LOCAL.search(context.line))
