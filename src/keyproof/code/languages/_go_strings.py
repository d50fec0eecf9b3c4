"""Go's literals, and the verbs of its format strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Arg, Expr, Other, Str
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE = regex(r"\\([abfnrtv\\'\"]|[0-7]{3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})")
_SIMPLE: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_VERB = regex(r"%[#0\- +]{0,5}(?:\[(\d{1,3})\])?(\*|\d{1,9})?(?:\.(\*|\d{1,9})?)?(?:\[(\d{1,3})\])?([a-zA-Z%])")
_PRECISION = regex(r"\.(\d{1,9})")
_SHOWN: Final = 4
"""Characters of a value that ``%.4s`` may show: as many as ``sinks`` lets pass."""
_NO_VALUE: Final = frozenset("Tpcbt")
"""Verbs that show a type, an address, a number or a truth and never text."""


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text in _SIMPLE:
        return _SIMPLE[text]
    if text[0] in "xuU":
        code = int(text[1:], 16)
        return chr(code) if code < 0x110000 else found[0]
    return chr(int(text, 8)) if text[0] in "01234567" else text


def _value(src: Source, node: Syntax) -> str:
    text = src.text(node)
    quote = text[:1]
    inside = text[1:-1] if len(text) > 1 and text.endswith(quote) else text[1:]
    if node.type == "raw_string_literal":
        return inside.replace("\r", "")
    return clean(_ESCAPE.sub(_character, inside)) if "\\" in inside else inside


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the string of one literal."""
    return [src.know(node, Str(src.span(node), _value(src, node)))]


def literal(src: Source, node: Syntax) -> Expr:
    """Lower a string literal."""
    known = src.known(node)
    return known if known is not None else Str(src.span(node), _value(src, node))


def verbs(src: Source, node: Syntax, text: Str, given: tuple[Arg, ...]) -> Expr:
    """Lower ``fmt.Sprintf(text, given...)`` to a template; what no verb takes is left out as Go leaves it out."""
    parts: list[Expr] = []
    last = used = 0
    for found in _VERB.finditer(text.value):
        if found.start() > last:
            parts.append(Str(text.span, text.value[last : found.start()]))
        last = found.end()
        verb = found[5]
        if verb == "%":
            parts.append(Str(text.span, "%"))
            continue
        used += (found[2] == "*") + (found[3] == "*")
        if number := found[1] or found[4]:
            used = int(number) - 1
        if used >= len(given):
            continue
        if given[used].name:
            parts.append(Other(text.span, "format", (given[used].value,)))
            continue
        parts.append(_shown(given[used].value, verb, found[0]))
        used += 1
    if last < len(text.value):
        parts.append(Str(text.span, text.value[last:]))
    return src.template(node, parts)


def _shown(value: Expr, verb: str, text: str) -> Expr:
    cut = _PRECISION.search(text)
    if verb in _NO_VALUE or (cut is not None and verb in "sqv" and int(cut[1]) <= _SHOWN):
        return Other(value.span, "format")
    return value
