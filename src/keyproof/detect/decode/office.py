"""Documents of office programs and readers (ECMA-376, ISO 26300): what a page shows, without its markup."""

from __future__ import annotations

import html
import re
from typing import Final

from keyproof.detect.decode.ties import tells
from keyproof.patterns import regex

_PART: Final = regex(
    r"(?:word/(?:document|header\d{0,3}|footer\d{0,3}|footnotes|endnotes|comments)\.xml|ppt/(?:slides|notesSlides)/[^/]{1,60}\.xml|content\.xml|styles\.xml)\Z"
)
_TAG: Final = regex(
    r"<(/?)((?:w|a|text|table):(?:p|h|br|tab|line-break|tc|table-cell|tr|table-row|s))\b[^<>]{0,2000}?(/?)>|<[^<>]{0,20000}>"
)
_BREAKS: Final = frozenset(("br", "line-break"))
_MOST: Final = 4_000_000
"""Characters of one part that are read."""

_ROWS: Final = 20_000


def is_page(name: str) -> bool:
    """Whether the member *name* of a package holds what a document shows."""
    return _PART.match(name) is not None


def shown(part: bytes) -> bytes:
    """Return the paragraphs of *part* as lines, the cells of a row on one, and ``name = "value"`` for what tables name."""
    lines: list[str] = []
    rows: list[list[str]] = []
    row: list[str] | None = None
    words: list[str] = []
    text = part.decode("utf-8", "replace")[:_MOST]
    at = 0
    for found in _TAG.finditer(text):
        words.append(text[at : found.start()])
        at = found.end()
        closes, tag, alone = found[1] == "/", (found[2] or "").partition(":")[2], found[3] == "/"
        if tag in _BREAKS or (tag in ("p", "h") and (closes or alone)):
            words.append(" " if row is not None else "\n")
        elif tag in ("tab", "s"):
            words.append("\t" if tag == "tab" else " ")
        elif tag in ("tr", "table-row") and not closes:
            lines.append(html.unescape("".join(words)))
            row, words = [], []
        elif tag in ("tc", "table-cell") and (closes or alone) and row is not None:
            row.append(html.unescape("".join(words)).strip())
            words = []
        elif tag in ("tr", "table-row") and closes and row is not None:
            rows.append(row)
            words = ["\t".join(row), "\n"]
            row = None
    lines += [html.unescape("".join(words)), text[at:]]
    return "\n".join([re.sub(r"\n{3,}", "\n\n", "".join(lines)), *named(rows[:_ROWS])]).encode("utf-8", "replace")


def named(rows: list[list[str]]) -> list[str]:
    """Return ``name = "value"`` for the cells below a credential name of the first row, or to the right of one."""
    lines: list[str] = []
    heads: dict[int, str] = {}
    for row in rows:
        left = ""
        found = {column: text for column, text in enumerate(row) if tells(text)}
        for column, text in enumerate(row):
            name = (left if tells(left) else "") or heads.get(column, "")
            quote = '"' if '"' not in text else "'"
            if (
                name
                and column not in found
                and 6 <= len(text) <= 400
                and quote not in text
                and not re.search(r"[\\\s]", text)
            ):
                lines.append(f"{name.strip().replace(' ', '_')} = {quote}{text}{quote}")
            left = text
        heads = found or heads
    return lines
