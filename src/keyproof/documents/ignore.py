"""Ignore files (git's, docker's, npm's): would this path be left out?

git's rules as in gitignore(5): the last matching pattern decides, ``!`` takes back, a pattern with a slash is anchored,
``**`` spans folders, and nothing under an ignored folder comes back. Docker anchors every pattern and lets files come
back.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from keyproof.documents.tree import bounded
from keyproof.patterns import regex

_PATTERNS = 2_000
_CLASS = regex(r"\[([!^]?)(\]?[^\]/]*+)\]")


class Pattern(msgspec.Struct, frozen=True):
    """One line: its segments, ``()`` prefix when not anchored."""

    segments: tuple[str, ...]
    negated: bool
    anchored: bool
    folder_only: bool
    line: int


class Ignore(msgspec.Struct, frozen=True):
    """The patterns of one file, in order."""

    patterns: tuple[Pattern, ...]
    returns: bool = False
    """A file under an ignored folder can come back (docker)."""

    def covers(self, path: str) -> bool:
        """Whether *path* (relative to the ignore file's folder, a file) is left out."""
        return self.deciding(path) is not None

    def deciding(self, path: str) -> Pattern | None:
        """Return the pattern by which *path* is left out, None when it is not."""
        parts = tuple(path.split("/"))
        found: Pattern | None = None
        for depth in range(1, len(parts) + 1):
            here = self._last(parts[:depth], folder=depth < len(parts))
            if here is None:
                continue
            if not here.negated:
                found = here
                if not self.returns and depth < len(parts):
                    return found
            else:
                found = None
        return found

    def _last(self, parts: tuple[str, ...], *, folder: bool) -> Pattern | None:
        for pattern in reversed(self.patterns):
            if (folder or not pattern.folder_only) and _matches(pattern, parts):
                return pattern
        return None


def parse(text: str, *, docker: bool = False) -> Ignore:
    """Return the patterns of *text*; *docker* reads it as a ``.dockerignore``.

    Raises:
        DocumentError: it is longer than ``limits.PARSE_BYTES``.
    """
    found: list[Pattern] = []
    for number, raw in enumerate(bounded(text).split("\n"), 1):
        pattern = _pattern(raw.rstrip("\r"), number, docker=docker)
        if pattern is not None:
            found.append(pattern)
        if len(found) >= _PATTERNS:
            break
    return Ignore(tuple(found), docker)


def _pattern(raw: str, number: int, *, docker: bool) -> Pattern | None:
    line = raw if raw.endswith("\\ ") else raw.rstrip(" \t")
    if not line or line.startswith("#") or len(line) > 255:
        return None
    negated = line.startswith("!")
    line = line[1:] if negated else line
    line = line[1:] if line.startswith(("\\#", "\\!")) else line
    folder_only = line.endswith("/") and not docker
    body = line.strip("/") if docker else line.rstrip("/")
    anchored = docker or "/" in body
    segments = tuple(s for s in body.split("/") if s not in ("", "."))
    return Pattern(segments, negated, anchored, folder_only, number) if segments else None


def _matches(pattern: Pattern, parts: tuple[str, ...]) -> bool:
    if not pattern.anchored and len(pattern.segments) == 1 and pattern.segments[0] != "**":
        return glob(pattern.segments[0], parts[-1])
    segments = pattern.segments if pattern.anchored else ("**", *pattern.segments)
    # Dynamic programming over (segment, part): hostile patterns cost their product, never an exponent.
    reach = {0}
    for segment in segments:
        step: set[int] = set()
        if segment == "**":
            step = set(range(min(reach), len(parts) + 1))
        else:
            step = {i + 1 for i in reach if i < len(parts) and glob(segment, parts[i])}
        if not step:
            return False
        reach = step
    if segments[-1] == "**":
        return len(parts) > len(segments) - 1
    return len(parts) in reach


@lru_cache(maxsize=65536)
def glob(pattern: str, name: str) -> bool:
    """Match one path segment: ``*``, ``?``, ``[...]``, backslash escapes. Costs len(pattern) x len(name) at most."""
    tokens = _tokens(pattern)
    p = n = 0
    star, mark = -1, 0
    while n < len(name):
        if p < len(tokens) and tokens[p] is None:
            star, mark, p = p, n, p + 1
        elif p < len(tokens) and _takes(tokens[p], name[n]):
            p, n = p + 1, n + 1
        elif star >= 0:
            p, mark = star + 1, mark + 1
            n = mark
        else:
            return False
    return all(t is None for t in tokens[p:])


_Token = tuple[bool, str] | str | None
"""None is ``*``; (negated, members) a class, (True, "") is ``?``; a string is itself."""


@lru_cache(maxsize=8_192)
def _tokens(pattern: str) -> tuple[_Token, ...]:
    out: list[_Token] = []
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "*":
            if not out or out[-1] is not None:
                out.append(None)
        elif sign == "?":
            out.append((True, ""))
        elif sign == "\\" and at + 1 < len(pattern):
            at += 1
            out.append(pattern[at])
        elif sign == "[" and (match := _CLASS.match(pattern, at)) is not None:
            out.append((bool(match[1]), match[2]))
            at = match.end() - 1
        else:
            out.append(sign)
        at += 1
    return tuple(out)


def _takes(token: _Token, char: str) -> bool:
    if token is None:
        return True
    if isinstance(token, str):
        return token == char
    negated, members = token
    inside = False
    at = 0
    while at < len(members):
        if at + 2 < len(members) and members[at + 1] == "-":
            inside = inside or members[at] <= char <= members[at + 2]
            at += 3
        else:
            inside = inside or members[at] == char
            at += 1
    return inside != negated
