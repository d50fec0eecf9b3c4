"""TOML: values from ``tomllib``, spans from a light finder of the lines on which keys stand."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from keyproof import limits
from keyproof.documents.tree import Child, Deadline, DocumentError, Kind, Span, Value, too_deep
from keyproof.patterns import regex

_BARE = regex(r"[^\s,\]}#\[{\"'][^\n,\]}#]*+|.")
_LINE = regex(r"line (\d+), column (\d+)")
_PART = regex(r"""[ \t]*+(?:"((?:[^"\\\n]++|\\.)*)"|'([^'\n]*+)'|([A-Za-z0-9_-]++))[ \t]*+(\.?)""")
_KEY = regex(
    r"""(?:"(?:[^"\\\n]++|\\.)*"|'[^'\n]*+'|[A-Za-z0-9_-]++)"""
    r"""(?:[ \t]*+\.[ \t]*+(?:"(?:[^"\\\n]++|\\.)*"|'[^'\n]*+'|[A-Za-z0-9_-]++))*[ \t]*+=[ \t]*+"""
)
_TEXT = regex(
    r'"""(?:[^"\\]++|\\.|"(?!""))*"""|' + r"'''(?:[^']++|'(?!''))*'''|" + r'"(?:[^"\\\n]++|\\.)*"|' + r"'[^'\n]*+'",
    re.S,
)
_COMMENT = regex(r"#[^\n]*+")
_Path = tuple[str, ...]

_BYTES = limits.PARSE_BYTES // 4
"""Characters that are read: ``tomllib`` cannot be interrupted, and hostile TOML of this size takes it two seconds."""

_NESTING = 100
"""Brackets open at once that are handed to ``tomllib``, which recurses once or twice for each."""


def parse(text: str) -> Value:
    """Return the document as one map.

    Raises:
        DocumentError: it is not TOML, or too long or too deep.
    """
    if len(text) > _BYTES:
        raise DocumentError(f"longer than {_BYTES >> 10} KiB, which is what is parsed", bound=f"{_BYTES >> 10} KiB")
    finder = _Finder(text.replace("\r\n", "\n"))
    finder.run()
    try:
        tree = tomllib.loads(finder.text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        where = (int(found[1]), int(found[2])) if found else (0, 0)
        raise DocumentError("is not well-formed TOML", *where) from None
    except RecursionError:
        raise too_deep() from None
    except ValueError:
        raise DocumentError("is not well-formed TOML: a number or date is out of range") from None
    return _value(tree, (), finder.spans, Span(1, 1, 1, 1), 0)


def _value(raw: Any, path: _Path, spans: dict[_Path, tuple[Span, Span]], near: Span, depth: int) -> Value:
    """Return *raw* with the span found for *path*, else that of the nearest ancestor."""
    if depth > limits.PARSE_DEPTH:
        raise too_deep(near.line)
    _, span = spans.get(path, (near, near))
    pairs: list[tuple[str, Any]] = []
    if isinstance(raw, dict):
        pairs = list(raw.items())
    elif isinstance(raw, list):
        pairs = [(str(i), item) for i, item in enumerate(raw)]
    else:
        return Value(_kind(raw), span, str(raw).lower() if isinstance(raw, bool) else str(raw))
    children = []
    for key, item in pairs:
        key_span = spans.get((*path, key), (span, span))[0]
        children.append(Child(key, key_span, _value(item, (*path, key), spans, span, depth + 1)))
    return Value("map" if isinstance(raw, dict) else "list", span, "", tuple(children))


def _kind(raw: Any) -> Kind:
    if isinstance(raw, bool):
        return "bool"
    return "number" if isinstance(raw, int | float) else "string"


def _parts(text: str) -> _Path:
    parts: list[str] = []
    at = 0
    while (match := _PART.match(text, at)) is not None:
        parts.append(next(g for g in match.groups() if g is not None))
        at = match.end()
        if not match[4]:
            break
        if len(parts) >= limits.PARSE_DEPTH:
            raise too_deep()  # tomllib's time grows with the square of a dotted key's length
    return tuple(parts)


class _Finder:
    """Walks over the text once: table headers, keys (also in inline tables), array items; text is skipped whole."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: dict[_Path, tuple[Span, Span]] = {}
        self._table: _Path = ()
        self._arrays: dict[_Path, int] = {}
        self._open: list[tuple[str, _Path, int]] = []
        self._line, self._start, self._at = 1, 0, 0
        self._key: _Path | None = None
        self._deadline = Deadline()

    def run(self) -> None:
        text = self.text
        while self._at < len(text):
            sign = text[self._at]
            if sign == "\n":
                self._line += 1
                self._at += 1
                self._start = self._at
                if not self._open:
                    self._key = None
            elif sign in " \t,]}":
                self._close(sign)
            elif sign == "#":
                match = _COMMENT.match(text, self._at)
                self._at = match.end() if match else len(text)
            elif self._key is None and sign == "[" and not self._open:
                self._header()
            else:
                self._thing(sign)

    def _close(self, sign: str) -> None:
        self._at += 1
        if sign == "," and self._open:
            kind, path, index = self._open[-1]
            self._open[-1] = (kind, path, index + 1)
            self._key = None if kind == "{" else (*path, str(index + 1))
        elif sign in "]}" and self._open:
            self._open.pop()

    def _header(self) -> None:
        end = self.text.find("\n", self._at)
        line = self.text[self._at : end if end >= 0 else len(self.text)]
        twice = line.startswith("[[")
        path = self._indexed(_parts(line[2 if twice else 1 :]))
        if twice:
            self._arrays[path] = self._arrays.get(path, -1) + 1
            path = (*path, str(self._arrays[path]))
        self._table = path
        self._mark(path, self._at, self._at + len(line.rstrip()))
        self._at += len(line)

    def _indexed(self, path: _Path) -> _Path:
        """Put the index of the current item after each name of an array of tables."""
        out: _Path = ()
        for i, part in enumerate(path):
            out = (*out, part)
            if out in self._arrays and i < len(path) - 1:
                out = (*out, str(self._arrays[out]))
        return out

    def _thing(self, sign: str) -> None:
        """Go past one key, bracket, text or bare word."""
        in_map = not self._open or self._open[-1][0] == "{"
        if self._key is None and in_map and (match := _KEY.match(self.text, self._at)):
            base = self._open[-1][1] if self._open else self._table
            self._key = (*base, *_parts(match.group()))
            self._mark(self._key, self._at, match.end())
            self._at = match.end()
            return
        path = self._key or (*(self._open[-1][1] if self._open else self._table), "0")
        begin = self._at
        self._deadline.tick(self._line, begin - self._start + 1)
        if sign in "[{":
            if len(self._open) >= _NESTING:
                raise DocumentError("nested too deep", self._line, bound=f"{_NESTING} levels")
            self._open.append((sign, path, 0))
            self._at += 1
            self._key = None if sign == "{" else (*path, "0")
            return
        match = _TEXT.match(self.text, self._at)
        self._at = match.end() if match else self._bare_end()
        self._mark(path, begin, self._at, value_only=True)
        newlines = self.text.count("\n", begin, self._at)
        if newlines:
            self._line += newlines
            self._start = self.text.rfind("\n", begin, self._at) + 1

    def _bare_end(self) -> int:
        match = _BARE.match(self.text, self._at)
        return match.end() if match else self._at + 1

    def _mark(self, path: _Path, begin: int, end: int, *, value_only: bool = False) -> None:
        column = begin - self._start + 1
        extra = self.text.count("\n", begin, end)
        last = self.text.rfind("\n", begin, end)
        span = Span(self._line, column, self._line + extra, end - (last if extra else self._start - 1))
        known = self.spans.get(path)
        self.spans[path] = (known[0] if known and value_only else span, span)
