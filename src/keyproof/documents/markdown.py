"""Markdown (and the like of it in reStructuredText): headings, fenced blocks, tables, inline code and lines of prose.

Line based, after CommonMark and GitHub's tables; good enough to know what a reader is told, not to render it.
"""

from __future__ import annotations

import re

import msgspec

from keyproof.documents.tree import bounded
from keyproof.patterns import regex

_FENCE = regex(r"([ \t>]*+(?:(?:[-*+]|\d{1,3}[.)])[ \t]++)?)(`{3,}|~{3,})[ \t]*+([^\s`{,]*+)[^`\n]*\Z")
_HEADING = regex(r"[ \t]{0,3}(#{1,6})[ \t]++(.*)\Z")
_TAG = regex(r"<[^>]{0,80}>")
_SUMMARY = regex(r"<summary>(.{1,200}?)</summary>", re.I)
_RULE = regex(r"[ \t]*+\|?(?:[ \t]*+:?-{1,}:?[ \t]*+\|)+(?:[ \t]*+:?-{1,}:?[ \t]*+)?\|?[ \t]*\Z")
_CODE = regex(r"(?<!`)(`{1,3})(?!`)([^`\n]{1,400})(?<!`)\1(?!`)")
_RST_BLOCK = regex(r"([ \t]*+)(?:\.\.[ \t]++(?:code-block|code|sourcecode)::[ \t]*+(\S*+)|.*::)[ \t]*\Z")
_RST_RULE = regex(r"([=\-~^\"'#*+])\1{2,}[ \t]*\Z")
_CELL = regex(r"(?<!\\)\|")


class Block(msgspec.Struct, frozen=True):
    """A fenced (or indented, in reStructuredText) block; ``line`` is that of its first line of text."""

    language: str
    text: str
    line: int
    section: int


class Table(msgspec.Struct, frozen=True):
    """A table: cells as written, rows with their line."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    line: int
    section: int


class Code(msgspec.Struct, frozen=True):
    """A span of inline code."""

    text: str
    line: int
    column: int


class Prose(msgspec.Struct, frozen=True):
    """One line that is not in a block or a table, with its inline code."""

    text: str
    line: int
    section: int
    codes: tuple[Code, ...] = ()


class Heading(msgspec.Struct, frozen=True):
    """A heading. The one at index 0 stands for the text before the first."""

    level: int
    text: str
    line: int


class Markdown(msgspec.Struct, frozen=True):
    """The parts of one text. ``section`` of a part is an index into ``headings``."""

    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    prose: tuple[Prose, ...]


def parse(text: str, *, rst: bool = False) -> Markdown:
    """Return the parts of *text*; *rst* turns on reStructuredText's blocks and underlined headings.

    Raises:
        DocumentError: it is longer than ``limits.PARSE_BYTES``.
    """
    return _Reader(bounded(text).split("\n"), rst=rst).read()


def codes(text: str, line: int) -> tuple[Code, ...]:
    """Return the inline code of one line."""
    return tuple(Code(m[2].strip(), line, m.start(2) + 1) for m in _CODE.finditer(text[:20_000]))


def cells(row: str) -> tuple[str, ...]:
    """Return the cells of a table row, at most 40."""
    inner = row.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(c.strip() for c in _CELL.split(inner, maxsplit=40))


class _Reader:
    """One pass over the lines."""

    def __init__(self, lines: list[str], *, rst: bool) -> None:
        self._lines = [line.rstrip("\r") for line in lines]
        self._rst = rst
        self._headings = [Heading(0, "", 1)]
        self._blocks: list[Block] = []
        self._tables: list[Table] = []
        self._prose: list[Prose] = []

    def read(self) -> Markdown:
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        return Markdown(tuple(self._headings), tuple(self._blocks), tuple(self._tables), tuple(self._prose))

    @property
    def _section(self) -> int:
        return len(self._headings) - 1

    def _step(self, at: int) -> int:
        line = self._lines[at]
        if (fence := _FENCE.match(line)) is not None:
            return self._fenced(at, fence)
        if (heading := _HEADING.match(line)) is not None:
            self._headings.append(Heading(len(heading[1]), heading[2].rstrip(" \t#"), at + 1))
            return at + 1
        if self._rst and (block := _RST_BLOCK.match(line)) is not None:
            return self._indented(at, block)
        following = self._lines[at + 1] if at + 1 < len(self._lines) else ""
        if "|" in line and len(following) < 2_000 and "-" in following and _RULE.match(following):
            return self._table(at)
        if self._rst and line.strip() and _RST_RULE.match(following) and not _RST_RULE.match(line):
            self._headings.append(Heading(2, line.strip(), at + 1))
            return at + 2
        if (summary := _SUMMARY.search(line[:2_000])) is not None:
            self._headings.append(Heading(6, _TAG.sub("", summary[1]), at + 1))
        if line.strip():
            self._prose.append(Prose(line, at + 1, self._section, codes(line, at + 1)))
        return at + 1

    def _fenced(self, at: int, fence: re.Match[str]) -> int:
        indent, mark = len(fence[1]), fence[2]
        end = at + 1
        body: list[str] = []
        while end < len(self._lines):
            bare = self._lines[end].strip(" \t>")
            if bare.startswith(mark) and not bare.strip(mark[0]):
                break
            body.append(_dedent(self._lines[end], indent))
            end += 1
        self._blocks.append(Block(fence[3].lower().lstrip("."), "\n".join(body), at + 2, self._section))
        return end + 1

    def _indented(self, at: int, block: re.Match[str]) -> int:
        if not block[2]:
            self._prose.append(Prose(self._lines[at], at + 1, self._section, codes(self._lines[at], at + 1)))
        own = len(block[1].expandtabs())
        end = at + 1
        body: list[str] = []
        while end < len(self._lines):
            line = self._lines[end].expandtabs()
            if line.strip() and len(line) - len(line.lstrip()) <= own:
                break
            body.append(line)
            end += 1
        text = "\n".join(body)
        if text.strip():
            self._blocks.append(Block(block[2] or "", text, at + 2, self._section))
        return end

    def _table(self, at: int) -> int:
        header = cells(self._lines[at])
        rows: list[tuple[int, tuple[str, ...]]] = []
        end = at + 2
        while end < len(self._lines) and "|" in self._lines[end]:
            rows.append((end + 1, cells(self._lines[end])))
            end += 1
        self._tables.append(Table(header, tuple(rows), at + 1, self._section))
        return end


def _dedent(line: str, columns: int) -> str:
    """Take up to *columns* of leading blanks (or quote marks) away."""
    at = 0
    while at < min(columns, len(line)) and line[at] in " \t>":
        at += 1
    return line[at:]
