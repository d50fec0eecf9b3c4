"""JSON as clients write it: comments and trailing commas allowed, duplicate keys kept, every value with its span.

A superset of RFC 8259 as VS Code, Zed and OpenCode read it ("JSON with comments").
"""

from __future__ import annotations

import json

from keyproof import limits
from keyproof.documents.tree import Child, Deadline, DocumentError, Kind, Lines, Span, Value, bounded, too_deep
from keyproof.patterns import regex

_BLANK = regex(r"(?:[ \t\r\n\ufeff\xa0]++|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*\*/)*")
_STRING = regex(r'"(?:[^"\\\n]++|\\.)*"')
_NUMBER = regex(r"[-+]?[0-9.][0-9a-fA-FxX.eE+-]*+")
_WORD = regex(r"(?:true|false|null)\b")

_WORDS: dict[str, Kind] = {"true": "bool", "false": "bool", "null": "null"}


def parse(text: str) -> Value:
    """Return the one value that *text* holds.

    Raises:
        DocumentError: it is not JSON, or too long, too deep or too slow to read.
    """
    return _Reader(bounded(text)).document()


class _Reader:
    """A recursive descent over one text; depth is bounded, so the stack is."""

    __slots__ = ("_at", "_deadline", "_depth", "_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._lines = Lines(text)
        self._deadline = Deadline()

    def document(self) -> Value:
        value = self._value()
        self._skip()
        if self._at < len(self._text):
            raise self._wrong("text after the end of the value")
        return value

    def _wrong(self, what: str) -> DocumentError:
        return DocumentError(what, *self._lines.at(self._at))

    def _skip(self) -> str:
        """Go past blanks and comments; return the next character, ``""`` at the end."""
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _value(self) -> Value:
        sign = self._skip()
        self._deadline.tick(*self._lines.at(self._at))
        if sign == "{" or sign == "[":
            self._depth += 1
            if self._depth > limits.PARSE_DEPTH:
                raise too_deep(*self._lines.at(self._at))
            value = self._map() if sign == "{" else self._list()
            self._depth -= 1
            return value
        if sign == '"':
            text, span = self._string()
            return Value("string", span, text)
        match = _NUMBER.match(self._text, self._at) or _WORD.match(self._text, self._at)
        if match is None:
            raise self._wrong("a value was expected" if sign else "ends too early")
        self._at = match.end()
        return Value(_WORDS.get(match.group(), "number"), self._lines.span(*match.span()), match.group())

    def _string(self) -> tuple[str, Span]:
        match = _STRING.match(self._text, self._at)
        if match is None:
            raise self._wrong("a string does not end on its line")
        literal = match.group()
        text = literal[1:-1]
        if "\\" in text:
            try:
                text = json.loads(literal, strict=False)
            except ValueError:
                raise self._wrong("a string has a wrong escape") from None
            text = text.encode("utf-8", "replace").decode("utf-8")
        self._at = match.end()
        return text, self._lines.span(*match.span())

    def _next(self, closing: str) -> bool:
        """Go past a comma. Return whether the container is closed here (and go past that, too)."""
        sign = self._skip()
        if sign == ",":
            self._at += 1
            sign = self._skip()
        elif sign != closing:
            raise self._wrong(f"',' or '{closing}' was expected" if sign else "ends too early")
        if sign == closing:
            self._at += 1
            return True
        return False

    def _opens_empty(self, closing: str) -> bool:
        self._at += 1
        if self._skip() == closing:
            self._at += 1
            return True
        return False

    def _map(self) -> Value:
        start = self._at
        children: list[Child] = []
        done = self._opens_empty("}")
        while not done:
            if self._skip() != '"':
                raise self._wrong("a quoted key was expected")
            key, span = self._string()
            if self._skip() != ":":
                raise self._wrong("':' was expected")
            self._at += 1
            children.append(Child(key, span, self._value()))
            done = self._next("}")
        return Value("map", self._lines.span(start, self._at), "", tuple(children))

    def _list(self) -> Value:
        start = self._at
        children: list[Child] = []
        done = self._opens_empty("]")
        while not done:
            value = self._value()
            children.append(Child(str(len(children)), value.span, value))
            done = self._next("]")
        return Value("list", self._lines.span(start, self._at), "", tuple(children))
