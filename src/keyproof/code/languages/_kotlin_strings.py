"""Kotlin's literals: escapes, ``$name`` and ``${…}``, raw strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Expr, Str
from keyproof.code.languages._jvm import named
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE: Final = regex(r"\\(u[0-9a-fA-F]{4}|[tbnr'\"\\$])")
_SIMPLE: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r"}
_HOLE: Final = regex(r"(?<!\\)\$([A-Za-z_]\w*)")


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text[0] == "u" and len(text) == 5:
        return chr(int(text[1:], 16))
    return _SIMPLE.get(text, text)


def _unescaped(text: str) -> str:
    return clean(_ESCAPE.sub(_character, text)) if "\\" in text else text


def _raw(text: str) -> str:
    return text


def _pieces(src: Source, node: Syntax) -> list[Str | Syntax | tuple[Str, str]]:
    """Return the texts, the ``${…}`` and, as a place and a name, the ``$name`` of a literal in order."""
    text = src.text(node)
    raw = text.startswith('"""')
    start = 3 if raw else 1
    ends = start if len(text) >= 2 * start and text.endswith('"' * start) else 0
    decode = _raw if raw else _unescaped
    found: list[Str | Syntax | tuple[Str, str]] = []
    for piece in src.pieces(node, "interpolation", start, ends, _raw):
        if not isinstance(piece, Str):
            found.append(piece)
            continue
        last = 0
        for hole in _HOLE.finditer(piece.value):
            if hole.start() > last:
                found.append(Str(piece.span, decode(piece.value[last : hole.start()])))
            found.append((piece, hole[1]))
            last = hole.end()
        if last < len(piece.value):
            found.append(Str(piece.span, decode(piece.value[last:])))
    return found


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the strings in a literal; one without interpolation is kept for ``literal``."""
    if node.type == "character_literal":
        return [src.know(node, Str(src.span(node), _unescaped(src.text(node).strip("'"))))]
    pieces = _pieces(src, node)
    texts = [p for p in pieces if isinstance(p, Str)]
    if len(texts) == len(pieces):
        return [src.know(node, Str(src.span(node), "".join([t.value for t in texts])))]
    return texts


def literal(src: Source, node: Syntax) -> Expr:
    """Lower a literal: ``Str``, or ``Template`` when something is interpolated."""
    known = src.known(node)
    if known is not None:
        return known
    parts: list[Expr] = []
    for piece in _pieces(src, node):
        if isinstance(piece, Str):
            parts.append(piece)
        elif isinstance(piece, tuple):
            parts.append(named(src, piece[0].span, piece[1]))
        else:
            parts.append(src.expr(next(iter(src.parts(piece)), None)))
    return src.template(node, parts)
