"""PHP's literals: single and double quotes, heredoc and nowdoc, with what is interpolated."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Expr, Str
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE: Final = regex(r"\\(u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[nrtvef\\$\"])")
_SINGLE: Final = regex(r"\\([\\'])")
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "e": "\x1b", "f": "\f", "\\": "\\", "$": "$", '"': '"'}
_TEXT: Final = frozenset({"string_content", "escape_sequence", "nowdoc_string"})


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text in _SIMPLE:
        return _SIMPLE[text]
    number = int(text[2:-1], 16) if text[0] == "u" else int(text[1:], 16) if text[0] == "x" else int(text, 8)
    return chr(number) if number < 0x110000 else ""


def unescaped(text: str) -> str:
    """Return the value of a piece of a literal as written between double quotes."""
    return clean(_ESCAPE.sub(_character, text)) if "\\" in text else text


def pieces(src: Source, node: Syntax) -> list[Str | Syntax]:
    """Return the texts of a literal and what is interpolated between them, in order."""
    if node.type == "string":
        text = src.text(node).lstrip("bB")
        return [Str(src.span(node), _SINGLE.sub(r"\1", text[1:-1]) if len(text) > 1 else "")]
    holder = node.child_by_field_name("value") if node.type == "heredoc" else node
    if node.type == "nowdoc":
        holder = next((c for c in node.named_children if c.type == "nowdoc_body"), None)
    found: list[Str | Syntax] = []
    for child in holder.named_children if holder is not None else ():
        if child.type not in _TEXT:
            if child.type not in ("comment", "heredoc_start", "heredoc_end"):
                found.append(child)
            continue
        text = src.text(child)
        value = text if node.type == "nowdoc" else unescaped(text)
        last = found[-1] if found else None
        if isinstance(last, Str):
            found[-1] = Str(last.span, last.value + value)
        else:
            found.append(Str(src.span(child), value))
    if holder is not node and len(found) == 1 and isinstance(found[0], Str):
        return [Str(src.span(node), textwrap.dedent(found[0].value.removeprefix("\n")))]
    return found


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the strings in a literal; one without interpolation is kept for ``literal``."""
    found = pieces(src, node)
    texts = [p for p in found if isinstance(p, Str)]
    if len(texts) == len(found) == 1:
        return [src.know(node, texts[0])]
    return texts


def literal(src: Source, node: Syntax) -> Expr:
    """Lower a literal: ``Str``, or ``Template`` when something is interpolated."""
    known = src.known(node)
    if known is not None:
        return known
    parts: list[Expr] = []
    for piece in pieces(src, node):
        parts.append(piece if isinstance(piece, Str) else src.expr(piece))
    return src.template(node, parts)
