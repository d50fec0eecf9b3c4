"""C#'s literals: escapes, verbatim and raw strings, and interpolated ones with any number of ``$``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Expr, Str
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE: Final = regex(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{1,4}|[\s\S])")
_SIMPLE: Final = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_OPEN: Final = regex(r"[$@]{0,9}(\"{1,99})")
_HOLE: Final = "interpolation"


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text[0] in "uUx" and len(text) > 1:
        code = int(text[1:], 16)
        return chr(code) if code < 0x110000 else "\ufffd"
    return _SIMPLE.get(text, text)


def _plain(text: str) -> str:
    return clean(_ESCAPE.sub(_character, text)) if "\\" in text else text


def _verbatim(text: str) -> str:
    return text.replace('""', '"')


def _raw(text: str) -> str:
    """Return a raw string without the indentation that its last line has."""
    if "\n" not in text:
        return text
    lines = text.split("\n")
    indent = lines[-1]
    if lines[0].strip() or indent.strip():
        return text
    return "\n".join(line.removeprefix(indent) for line in lines[1:-1])


def _same(text: str) -> str:
    return text


def _braces(decode: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: decode(text).replace("{{", "{").replace("}}", "}")


def _split(src: Source, node: Syntax) -> list[Str | Syntax]:
    text = src.text(node)
    found = _OPEN.match(text)
    if node.type == "character_literal" or found is None:
        return [Str(src.span(node), _plain(text[1:-1]))]
    quotes = len(found[1])
    if quotes == 2 and not text.startswith('"""', found.start(1)):
        # An empty string.
        quotes = 1
    start = found.start(1) + quotes
    lead = text[: found.start(1)]
    if node.type == "interpolated_string_expression":
        whole = _same if quotes > 2 else _verbatim if "@" in lead else _plain
        decode = whole if lead.count("$") > 1 else _braces(whole)
        return src.pieces(node, _HOLE, start, quotes if text.endswith('"' * quotes) else 0, decode)
    body = text.removesuffix("u8").removesuffix("U8")
    body = body[start : len(body) - quotes] if len(body) >= start + quotes else body[start:]
    decode = _raw if quotes > 2 else _verbatim if "@" in lead else _plain
    return [Str(src.span(node), decode(body))]


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
        parts.append(piece if isinstance(piece, Str) else src.expr(_value(src, piece)))
    return src.template(node, parts)


def _value(src: Source, hole: Syntax) -> Syntax | None:
    for child in src.parts(hole):
        if child.type not in ("interpolation_brace", "interpolation_alignment_clause", "interpolation_format_clause"):
            return child
    return None
