"""Dockerfiles and Containerfiles: instructions with their lines, continuations and heredocs joined.

Source of the grammar: Docker's Dockerfile reference (parser directives, ENV both forms, heredocs in RUN and COPY).
"""

from __future__ import annotations

import re

import msgspec

from keyproof.documents import jsonc
from keyproof.documents.tree import DocumentError, Span, bounded
from keyproof.patterns import regex

_DIRECTIVE = regex(r"#[ \t]*+escape[ \t]*+=[ \t]*+(\S)", re.I)
_WORD = regex(r"[ \t]*+([A-Za-z]++)(?:[ \t]++|\Z)")
_FLAG = regex(r"--([a-z][a-z-]*+)(?:=(\S*+))?[ \t]*+")
_HEREDOC = regex(r"""<<(-?)(["']?)([A-Za-z_][A-Za-z0-9_]*+)\2""")
_PAIR = regex(
    r"""([A-Za-z_][A-Za-z0-9_.\-]{0,200})=((?:"(?:[^"\\]++|\\.)*"|'[^']*+'|\\.|[^\s"'\\]++)*)""",
    re.S,
)
_QUOTES = regex(r"""["']|\\(?=.)""", re.S)
_LEGACY = regex(r"([A-Za-z_][A-Za-z0-9_.\-]{0,200})[ \t]++(.*)", re.S)


class Instruction(msgspec.Struct, frozen=True):
    """One instruction: its word in capitals, ``--flag=value`` pairs, the rest as text on one logical line."""

    word: str
    text: str
    span: Span
    flags: tuple[tuple[str, str], ...] = ()
    heredocs: tuple[str, ...] = ()


class Setting(msgspec.Struct, frozen=True):
    """One ``NAME=value`` of ENV, ARG or LABEL. ``value`` is None for an ARG without default."""

    name: str
    value: str | None
    line: int


def parse(text: str) -> tuple[Instruction, ...]:
    """Return the instructions in order; a line that starts none is passed over, as templates hold such.

    Raises:
        DocumentError: it is longer than ``limits.PARSE_BYTES``.
    """
    lines = bounded(text).split("\n")
    escape = "\\"
    found: list[Instruction] = []
    at = 0
    last_of = {line.strip("\t\r"): number for number, line in enumerate(lines)}
    if lines and (directive := _DIRECTIVE.match(lines[0])):
        escape = directive[1]
    while at < len(lines):
        match = _WORD.match(lines[at])
        if match is None or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        instruction, at = _instruction(lines, at, match, escape, last_of)
        found.append(instruction)
    return tuple(found)


def _instruction(
    lines: list[str], at: int, match: re.Match[str], escape: str, last_of: dict[str, int]
) -> tuple[Instruction, int]:
    first = at
    parts: list[str] = []
    piece = lines[at][match.end() :].rstrip()
    while True:
        at += 1
        if not piece.endswith(escape):
            parts.append(piece)
            break
        parts.append(piece[:-1])
        while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
            at += 1
        if at >= len(lines):
            break
        piece = lines[at].rstrip()
    body = "\n".join(parts)
    word = match[1].upper()
    heredocs: list[str] = []
    if word in ("RUN", "COPY", "ADD"):
        for mark in list(_HEREDOC.finditer(body))[:16]:
            if last_of.get(mark[3], -1) < at:
                continue  # never closed: it was not a heredoc
            document, at = _heredoc(lines, at, mark[3], strip=bool(mark[1]))
            heredocs.append(document)
    flags, body = _flags(body)
    end = min(at, len(lines))
    span = Span(first + 1, match.start(1) + 1, end, len(lines[end - 1]) + 1)
    return Instruction(word, body.strip(), span, flags, tuple(heredocs)), at


def _heredoc(lines: list[str], at: int, end: str, *, strip: bool) -> tuple[str, int]:
    body: list[str] = []
    while at < len(lines):
        line = lines[at].rstrip("\r")
        line = line.lstrip("\t") if strip else line
        at += 1
        if line == end:
            return "\n".join(body), at
        body.append(line)
    return "\n".join(body), at


def _flags(body: str) -> tuple[tuple[tuple[str, str], ...], str]:
    flags: list[tuple[str, str]] = []
    at = len(body) - len(body.lstrip())
    while (match := _FLAG.match(body, at)) is not None:
        flags.append((match[1], match[2] or ""))
        at = match.end()
        at += len(body[at:]) - len(body[at:].lstrip())
        if len(flags) > 64:
            break
    return tuple(flags), body[at:]


def settings(instruction: Instruction) -> tuple[Setting, ...]:
    """Return the names and values of an ENV, ARG or LABEL, quotes removed; empty for other instructions."""
    if instruction.word not in ("ENV", "ARG", "LABEL"):
        return ()
    text = instruction.text
    line = instruction.span.line
    if instruction.word == "ENV" and (legacy := _LEGACY.match(text)) and "=" not in text.split(None, 1)[0]:
        return (Setting(legacy[1], _QUOTES.sub("", legacy[2].strip()), line),)
    found = [Setting(m[1], _QUOTES.sub("", m[2]), line + text.count("\n", 0, m.start())) for m in _PAIR.finditer(text)]
    if instruction.word == "ARG":
        named = {s.name for s in found}
        bare = (w for w in text.split() if "=" not in w and re.fullmatch(r"[A-Za-z_]\w{0,200}", w))
        found += [Setting(w, None, line) for w in bare if w not in named]
    return tuple(found)


def operands(instruction: Instruction) -> tuple[str, ...]:
    """Return the words of a COPY or ADD (sources first, destination last), from either form."""
    if instruction.text.startswith("["):
        try:
            return tuple(v.text for v in jsonc.parse(instruction.text).items())
        except DocumentError:
            return ()
    return tuple(w.strip("\"'") for w in instruction.text.split())
