"""Text that comes from a target is data: control characters are made visible before a terminal sees them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from keyproof.patterns import regex


def neutral(text: str, *, keep_newlines: bool = False) -> str:
    """Return *text* with control, format and surrogate characters shown as ``\\xNN`` or ``\\uNNNN``.

    Bidirectional overrides and zero-width characters count as format characters (Unicode category Cf).
    """
    if text.isascii() and text.isprintable():
        return text
    out = []
    for char in text:
        if char == "\n" and keep_newlines:
            out.append(char)
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co"):
            code = ord(char)
            out.append(f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
        else:
            out.append(char)
    return "".join(out)


def json_safe(text: str) -> str:
    """Return JSON *text* with invisible characters as ``\\\\uNNNN`` escapes: the same JSON, safe to look at."""
    if text.isascii():
        return text
    return _UNUSUAL.sub(_escaped, text)


_UNUSUAL: Final = regex(r"[^\n -~]")


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    hidden = ord(char) < 0x10000 and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")
    return f"\\u{ord(char):04x}" if hidden else char
