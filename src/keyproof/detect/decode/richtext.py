"""The text of a document in Rich Text Format, without what says how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof import limits
from keyproof.detect.decode.view import Budget
from keyproof.patterns import regex

_PART: Final = regex(
    rb"\\'(?P<hex>[0-9a-fA-F]{2})|\\u(?P<code>-?[0-9]{1,5})(?: ?(?:\\'[0-9a-fA-F]{2}|[^\\{}\r\n ])| ?)|\\(?P<word>[a-z]{1,32})(?:-?[0-9]{1,10})? ?|\\(?P<sign>[^a-z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]{1,4096})"
)
_LINES: Final = frozenset((b"par", b"line", b"row", b"sect", b"page"))
_GAPS: Final = {b"tab": b"\t", b"cell": b"\t"}
_HIDDEN: Final = regex(rb"\{\\(?:\*|fonttbl|colortbl|stylesheet|info|pict|object)")
_WHOLE: Final = 16 * limits.MIB


def rtf(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Yield the text of an RTF document (Microsoft, Rich Text Format 1.9.1), its paragraphs as lines."""
    if len(data) > _WHOLE:
        budget.cut = budget.cut or "bytes once decoded"
    out: list[bytes] = []
    depth, hidden = 0, 0
    for found in _PART.finditer(data[:_WHOLE]):
        if found["brace"]:
            depth += 1 if found["brace"] == b"{" else -1
            if not hidden and found["brace"] == b"{" and _HIDDEN.match(data, found.start()):
                hidden = depth
            elif hidden and depth < hidden:
                hidden = 0
        elif not hidden:
            out.append(_shown(found))
    yield "", b"".join(out)


def _shown(found: re.Match[bytes]) -> bytes:
    if found["text"]:
        return found["text"]
    if found["hex"]:
        return bytes.fromhex(found["hex"].decode())
    if found["code"]:  # what follows is shown by readers that do not know Unicode
        return chr(int(found["code"]) & 0xFFFF).encode("utf-8", "replace")
    if found["word"]:
        return b"\n" if found["word"] in _LINES else _GAPS.get(found["word"], b"")
    sign = found["sign"] or b""
    return sign if sign in (b"\\", b"{", b"}") else b" " if sign == b"~" else b""
