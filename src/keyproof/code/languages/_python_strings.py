"""Python's literals: prefixes, escapes, f-strings, ``%`` and ``.format``."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence as Items
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Arg, Attr, Call, Expr, Index, Mapping, Other, Sequence, Str, Template
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_HOLE: Final = "interpolation"
_OPEN = regex("""([A-Za-z]{0,3})(\"""|'''|"|')""")
_ESCAPE = regex(r"\\(\r?\n|[\\'\"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]{1,100}\})")
_SIMPLE: Final = {
    "\n": "",
    "\r\n": "",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_CONVERSION = regex(r"%(?:\(([^)]{0,200})\))?[#0\- +]{0,5}(?:\*|\d{1,9})?(?:\.(?:\*|\d{1,9}))?[hlL]?([a-zA-Z%])")


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text in _SIMPLE:
        return _SIMPLE[text]
    if text[0] in "xuU":
        code = int(text[1:], 16)
        return chr(code) if code < 0x110000 else found[0]
    if text[0] == "N":
        try:
            return unicodedata.lookup(text[2:-1])
        except KeyError:
            return found[0]
    return chr(int(text, 8)) if text[0] in "01234567" else text


def _raw(text: str) -> str:
    return text


def _unescaped(text: str) -> str:
    return clean(_ESCAPE.sub(_character, text)) if "\\" in text else text


def _unescaped_field(text: str) -> str:
    return _unescaped(text).replace("{{", "{").replace("}}", "}")


def _raw_field(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _split(src: Source, node: Syntax) -> list[Str | Syntax]:
    """Return the pieces and interpolations of one ``string`` node."""
    first = src.data[node.start_byte : node.start_byte + 6].decode("utf-8", "replace")
    found = _OPEN.match(first)
    if found is None:  # put together by the parser from wrong syntax
        return [Str(src.span(node), src.text(node))]
    prefix, quote = found[1].lower(), found[2]
    closed = src.data[node.end_byte - len(quote) : node.end_byte] == quote.encode()
    closed = closed and node.end_byte - node.start_byte >= len(found[0]) + len(quote)
    fields = "f" in prefix or "t" in prefix
    decode = (_raw_field if fields else _raw) if "r" in prefix else _unescaped_field if fields else _unescaped
    ends = len(quote) if closed else 0
    if not fields:
        text = src.data[node.start_byte + len(found[0]) : node.end_byte - ends].decode("utf-8", "replace")
        return [Str(src.span(node), decode(text))]
    return src.pieces(node, _HOLE, len(found[0]), ends, decode)


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the strings in a ``string`` or ``concatenated_string``, one if nothing is interpolated."""
    parts = [node] if node.type == "string" else [c for c in node.named_children if c.type == "string"]
    pieces = [piece for part in parts for piece in _split(src, part)]
    texts = [piece for piece in pieces if isinstance(piece, Str)]
    if len(texts) < len(pieces) or not parts:
        return texts if node.type == "string" else []  # the parts of a concatenation come by themselves
    whole = Str(src.span(node), "".join([text.value for text in texts]))
    for part in parts:
        src.know(part, whole)
    return [src.know(node, whole)]


def literal(src: Source, node: Syntax) -> Expr:
    """Lower a literal: ``Str``, or ``Template`` when something is interpolated."""
    known = src.known(node)
    if known is not None:
        return known
    parts: list[Expr] = []
    for part in [node] if node.type == "string" else node.named_children:
        for piece in _split(src, part) if part.type == "string" else ():
            parts.append(piece if isinstance(piece, Str) else interpolated(src, piece))
    return src.template(node, parts)


def interpolated(src: Source, node: Syntax) -> Expr:
    """Lower ``{value!r:spec}`` to its value."""
    return src.expr(node.child_by_field_name("expression") or next(iter(src.parts(node)), None))


def percent(src: Source, node: Syntax, text: Str, right: Expr) -> Expr:
    """Lower ``text % right``."""
    parts: list[Expr] = []
    items: Items[Expr] = right.items if isinstance(right, Sequence) else (right,)
    used = last = 0
    for found in _CONVERSION.finditer(text.value):
        parts += _text(text, text.value[last : found.start()])
        last = found.end()
        if found[2] == "%":
            parts += _text(text, "%")
        elif found[1] is not None:
            parts.append(_entry(right, found[1]))
        elif used < len(items):
            parts.append(items[used])
            used += 1
    parts += _text(text, text.value[last:])
    if used == 0 and not isinstance(right, Mapping | Sequence) and not any(p is right for p in parts):
        parts.append(Other(right.span, "format", (right,)))
    return src.template(node, parts)


def _text(text: Str, value: str) -> list[Expr]:
    return [Str(text.span, value)] if value else []


def _entry(table: Expr, key: str) -> Expr:
    if isinstance(table, Mapping):
        for pair in table.pairs:
            if isinstance(pair.key, Str) and pair.key.value == key:
                return pair.value
    return Index(table.span, table, Str(table.span, key))


def formatted(src: Source, node: Syntax, call: Call) -> Expr:
    """Lower ``"…".format(…)``; any other call, and a text that is no format, stays as it is."""
    func = call.func
    if not (isinstance(func, Attr) and func.name == "format" and isinstance(func.value, Str | Template)):
        return call
    pieces = func.value.parts if isinstance(func.value, Template) else (func.value,)
    positional = [a for a in call.args if not a.name]
    named = {a.name: a for a in call.args if a.name and not a.name.startswith("*")}
    rest = tuple(a.value for a in call.args if a.name.startswith("*"))
    parts: list[Expr] = []
    count = 0
    for piece in pieces:
        if not isinstance(piece, Str):
            parts.append(piece)
            continue
        try:
            fields = list(string.Formatter().parse(piece.value))
        except ValueError:
            return call
        for text, place, _, _ in fields:
            parts += _text(piece, text)
            if place is None:
                continue
            key = re.split(r"[.\[]", place, maxsplit=1)[0]
            if not key:
                key, count = str(count), count + 1
            parts.append(_argument(call, key, positional, named, rest))
    return src.template(node, parts)


def _argument(call: Call, key: str, positional: list[Arg], named: dict[str, Arg], rest: tuple[Expr, ...]) -> Expr:
    if key.isascii() and key.isdigit() and len(key) < 6:
        if int(key) < len(positional):
            return positional[int(key)].value
    elif key in named:
        return named[key].value
    return Other(call.span, "format", rest)
