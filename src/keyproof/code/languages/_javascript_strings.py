"""JavaScript's literals: escapes and templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Expr, Str
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_HOLE: Final = "template_substitution"
_ESCAPE = regex(
    r"\\(?:u\{([0-9a-fA-F]{1,8})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{1,3})|(\r\n|[^\r]|\r))", re.DOTALL
)
_SIMPLE: Final = {
    "\n": "",
    "\r\n": "",
    "\r": "",
    "\u2028": "",
    "\u2029": "",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else found[0]
    return chr(int(found[4], 8)) if found[4] else _SIMPLE.get(found[5], found[5])


def unescaped(text: str) -> str:
    """Return the value of what stands between quotes."""
    return clean(_ESCAPE.sub(_character, text)) if "\\" in text else text


def _pieces(src: Source, node: Syntax) -> list[Str | Syntax]:
    return src.pieces(node, _HOLE, 1, _closing(src, node), unescaped)


def _closing(src: Source, node: Syntax) -> int:
    """Return the length of the closing quote: 0 where the parser made it up."""
    start, end = node.start_byte, node.end_byte
    return int(end - start > 1 and src.data[start : start + 1] == src.data[end - 1 : end])


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the strings in a ``string`` or ``template_string``, one if nothing is interpolated."""
    if node.type == "template_string":
        found = _pieces(src, node)
        texts = [piece for piece in found if isinstance(piece, Str)]
        if len(texts) < len(found):
            return texts
        return [src.know(node, Str(src.span(node), texts[0].value if texts else ""))]
    text = src.data[node.start_byte + 1 : node.end_byte - _closing(src, node)].decode("utf-8", "replace")
    return [src.know(node, Str(src.span(node), unescaped(text)))]


def literal(src: Source, node: Syntax) -> Expr:
    """Lower a literal: ``Str``, or ``Template`` when something is interpolated."""
    known = src.known(node)
    if known is not None:
        return known
    parts: list[Expr] = []
    for piece in _pieces(src, node):
        parts.append(piece if isinstance(piece, Str) else src.expr(next(iter(src.parts(piece)), None)))
    return src.template(node, parts)
