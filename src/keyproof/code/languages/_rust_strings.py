"""Rust's string literals, and the strings that format macros take apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from keyproof.code.ir import Str
from keyproof.code.languages._source import Source, clean
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ESCAPE: Final = regex(r"\\(\r?\n[ \t\r\n]*|[\\'\"nrt0]|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F_]{1,8}\})")
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_RAW: Final = regex(r"(?:b|c)?r(#{0,255})\"")
_FIELD: Final = regex(r"\{\{|\}\}|\{([^{}:]{0,100})(?::([^{}]{0,60}(?:\{\w{0,40}\}[^{}]{0,20})?))?\}")


class Piece(NamedTuple):
    """A part of a format string: text, or a value by number or name."""

    text: str
    key: str | None = None
    debug: bool = False
    """It is shown with all its fields (``{:?}``)."""


def _character(found: re.Match[str]) -> str:
    text = found[1]
    if text[0] in "\r\n":
        return ""
    if text[0] in "xu" and len(text) > 1:
        code = int(text[1:].strip("{}").replace("_", "") or "0", 16)
        return chr(code) if code < 0x110000 else found[0]
    return _SIMPLE.get(text, text)


def _value(text: str) -> str:
    raw = _RAW.match(text)
    if raw is not None:
        end = len(raw[1]) + 1
        return text[
            raw.end() : len(text) - end if text.endswith('"' + raw[1]) and len(text) >= raw.end() + end else None
        ]
    start = text.find('"') + 1
    inner = text[start : -1 if len(text) > start and text.endswith('"') else None]
    return clean(_ESCAPE.sub(_character, inner)) if "\\" in inner else inner


def strings(src: Source, node: Syntax) -> list[Str]:
    """Return the string that a literal is."""
    return [src.know(node, Str(src.span(node), _value(src.text(node))))]


def literal(src: Source, node: Syntax) -> Str:
    """Lower a string literal."""
    return src.known(node) or strings(src, node)[0]


def pieces(text: str) -> list[Piece]:
    """Split a format string."""
    found: list[Piece] = []
    last = count = 0
    plain = ""
    for hole in _FIELD.finditer(text):
        plain += text[last : hole.start()]
        last = hole.end()
        if hole[0] in ("{{", "}}"):
            plain += hole[0][0]
            continue
        if plain:
            found.append(Piece(plain))
            plain = ""
        key = hole[1].strip()
        if not key:
            key, count = str(count), count + 1
        found.append(Piece("", key, (hole[2] or "").strip().endswith("?")))
    plain += text[last:]
    if plain:
        found.append(Piece(plain))
    return found
