"""Java's literals: escapes, text blocks, and templates with ``\\{…}``."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Expr, Str
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE: Final = regex(r"\\(\r?\n|[btnfrs\"'\\]|u{1,9}[0-9a-fA-F]{4}|[0-3]?[0-7]{1,2})")
_SIMPLE: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "s": " ", "\n": "", "\r\n": ""}


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text in _SIMPLE:
        return _SIMPLE[text]
    if text[0] == "u":
        return chr(int(text[-4:], 16))
    return chr(int(text, 8)) if text[0].isdigit() else text


def unescaped(text: str) -> str:
    """Return the value of a literal as written."""
    return clean(_ESCAPE.sub(_character, text)) if "\\" in text else text


def _block(text: str) -> str:
    """Return a text block without the indentation that its lines have in common."""
    body = text.partition("\n")[2]
    return unescaped(textwrap.dedent(body))


def _split(src: Source, node: Syntax) -> list[Str | Syntax]:
    text = src.text(node)
    if text.startswith('"""'):
        whole = text[3:-3] if text.endswith('"""') and len(text) >= 6 else text[3:]
        if not any(c.type == "string_interpolation" for c in node.named_children):
            return [Str(src.span(node), _block(whole))]
        return src.pieces(node, "string_interpolation", 3, 3, unescaped)
    ends = 1 if len(text) > 1 and text[-1] == text[0] else 0
    if node.type == "character_literal" or not any(c.type == "string_interpolation" for c in node.named_children):
        return [Str(src.span(node), unescaped(text[1 : len(text) - ends]))]
    return src.pieces(node, "string_interpolation", 1, ends, unescaped)


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the strings in a literal; one without interpolation is kept for ``literal``."""
    pieces = _split(src, node)
    texts = [p for p in pieces if isinstance(p, Str)]
    if len(texts) == len(pieces) == 1:
        return [src.know(node, texts[0])]
    return texts


def literal(src: Source, node: Syntax) -> Expr:
    """Lower a literal: ``Str``, or ``Template`` when something is interpolated."""
    known = src.known(node)
    if known is not None:
        return known
    parts: list[Expr] = []
    for piece in _split(src, node):
        parts.append(piece if isinstance(piece, Str) else src.expr(next(iter(src.parts(piece)), None)))
    return src.template(node, parts)
