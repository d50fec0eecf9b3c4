"""Ruby's literals: strings, symbols, heredocs, lists of words, commands and expressions, with what is interpolated."""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Expr, Sequence, Str
from keyproof.code.languages._ruby_frame import frame
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE: Final = regex(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|\n|.)", re.S)
_RAW: Final = regex(r"\\([\\'])")
_SIMPLE: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "e": "\x1b",
    "f": "\f",
    "a": "\a",
    "b": "\b",
    "s": " ",
    "\n": "",
}
_TEXT: Final = frozenset({"string_content", "heredoc_content", "escape_sequence"})


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text[0] not in "ux01234567" or text in ("u", "x"):
        return _SIMPLE.get(text, text)
    digits = text.strip("ux{}")
    number = int(digits, 8) if text[0].isdigit() else int(digits or "0", 16)
    return chr(number) if number < 0x110000 else ""


def pieces(src: Source, node: Syntax) -> list[Str | Syntax]:
    """Return the texts of a literal and what is interpolated between them, in order."""
    found: list[Str | Syntax] = []
    raw = src.data[node.start_byte : node.start_byte + 1] == b"'"
    for child in node.named_children:
        if child.type not in _TEXT:
            if child.type == "interpolation":
                found.append(child)
            continue
        text = src.text(child)
        if raw:
            text = _RAW.sub(r"\1", text)
        elif child.type == "escape_sequence":
            text = clean(_ESCAPE.sub(_character, text))
        last = found[-1] if found else None
        if isinstance(last, Str):
            found[-1] = Str(last.span, last.value + text)
        else:
            found.append(Str(src.span(child), text))
    if node.type == "heredoc_body" and len(found) == 1 and isinstance(found[0], Str):
        return [Str(found[0].span, textwrap.dedent(found[0].value.removeprefix("\n")))]
    return found


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the strings in a literal; one without interpolation is kept for ``literal``."""
    kept = frame(src).file
    if node.type == "heredoc_beginning":
        kept.starts.append(node.start_byte)
        return []
    if node.type == "heredoc_body":
        kept.bodies.append(node)
    found = pieces(src, node)
    texts = [p for p in found if isinstance(p, Str)]
    if node.type == "string" and not found:
        return [src.know(node, Str(src.span(node), ""))]
    if len(texts) == len(found) == 1:
        known = Str(src.span(node) if node.type == "string" else texts[0].span, texts[0].value)
        return [src.know(node, known)]
    return texts


def interpolated(src: Source, node: Syntax) -> Expr:
    """Lower what stands between the braces of an interpolation."""
    parts = src.parts(node)
    if len(parts) > 1:
        src.before.extend(src.statements(parts[:-1]))
    return src.expr(parts[-1] if parts else None)


def literal(src: Source, node: Syntax) -> Expr:
    """Lower a literal: ``Str``, or ``Template`` when something is interpolated."""
    known = src.known(node)
    if known is not None:
        return known
    parts: list[Expr] = []
    for piece in pieces(src, node):
        parts.append(piece if isinstance(piece, Str) else interpolated(src, piece))
    return src.template(node, parts)


def heredoc(src: Source, node: Syntax) -> Expr:
    """Lower ``<<~TEXT``, whose text stands below."""
    kept = frame(src).file
    number = bisect_left(kept.starts, node.start_byte)
    if number < len(kept.starts) and kept.starts[number] == node.start_byte and number < len(kept.bodies):
        return literal(src, kept.bodies[number])
    return Str(src.span(node), "")


def chained(src: Source, node: Syntax) -> Expr:
    """``"a" "b"`` is one string."""
    parts: list[Expr] = []
    for child in src.parts(node):
        made = src.expr(child)
        parts += made.parts if not isinstance(made, Str) and hasattr(made, "parts") else (made,)
    return src.template(node, parts)


def symbol(src: Source, node: Syntax) -> Expr:
    """Lower ``:name`` and the ``name:`` of a pair."""
    return Str(src.span(node), src.text(node).strip(":"))


def words(src: Source, node: Syntax) -> Expr:
    """Lower ``%w[a b]`` and ``%i[a b]``."""
    return Sequence(src.span(node), tuple([Str(src.span(c), src.text(c)) for c in src.parts(node)]))
