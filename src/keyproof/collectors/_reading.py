"""From a file of the target to a parsed document or a gap: how the collectors of documents read."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from typing import TypeVar

from keyproof import limits
from keyproof.collectors import Collected, Collector, whole
from keyproof.collectors._view import View
from keyproof.documents.tree import DocumentError, Span, Value
from keyproof.model.fact import Fact
from keyproof.model.place import Location, folders, foreign
from keyproof.model.target import Gap, GapKind
from keyproof.sources import TreeFile

__all__ = ["TEST_FOLDERS", "Reading", "base_name", "folders", "foreign", "parse_as", "place"]

T = TypeVar("T")

TEST_FOLDERS = frozenset(("test", "tests", "__tests__", "spec", "testdata", "fixtures", "__fixtures__", "e2e"))


class Reading:
    """What one collector has read so far: how many files, and the gaps."""

    def __init__(self, view: View) -> None:
        """Read through *view*."""
        self.view = view
        self.searched = 0
        self.gaps: list[Gap] = []

    def text(self, file: TreeFile) -> str | None:
        """Return *file* as text, None (and a gap) when it cannot be parsed. Counts it as searched."""
        if file.link:
            return None
        self.searched += 1
        if file.size > limits.PARSE_BYTES:
            mib = f"{limits.PARSE_BYTES // limits.MIB} MiB"
            self.gap(file.path, f"larger than {mib}, which is what is parsed", bound=mib)
            return None
        head = self.view.read(file)[:2]
        if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return self.view.read(file).decode("utf-16", "replace")
        text = self.view.text(file)
        if text is None:
            self.gap(file.path, "is not text")
        return text

    def parsed(self, file: TreeFile, parse: Callable[[str], T]) -> T | None:
        """Return what *parse* makes of *file*, None (and a gap) when it is not well formed."""
        text = self.text(file)
        if text is None:
            return None
        try:
            return parse(text)
        except DocumentError as error:
            self.gap(file.path, str(error), bound=error.bound)
            return None

    def gap(self, path: str, what: str, *, bound: str = "") -> None:
        """Note that *path* was not parsed, or was cut at *bound*."""
        self.gaps.append(Gap(kind=GapKind.BOUND if bound else GapKind.UNPARSED, what=what, where=path, bound=bound))

    def collected(self, collector: Collector, facts: Iterable[Fact], unit: str) -> Collected:
        """Return the result: complete when every file that was to be parsed was."""
        return whole(collector, facts, self.searched, unit, self.gaps)


def parse_as(kind: str, text: str) -> Value:
    """Return the first value of *text* read as ``json``, ``jsonc``, ``yaml`` or ``toml``. Raises DocumentError."""
    if kind == "yaml":
        from keyproof.documents import yaml

        documents = yaml.parse(text)
        return documents[0] if documents else Value("null", Span(1, 1, 1, 1))
    if kind == "toml":
        from keyproof.documents import toml

        return toml.parse(text)
    from keyproof.documents import jsonc

    return jsonc.parse(text)


def place(path: str, span: Span | None = None, *, line: int | None = None) -> Location:
    """Return where *span* (or just *line*) of the file *path* is."""
    if span is None:
        return Location(path=path, line=line)
    return Location(path=path, line=span.line, column=span.column, end_line=span.end_line, end_column=span.end_column)


def base_name(path: str) -> str:
    """Return the last part of *path* in lower case."""
    return path.rpartition("/")[2].lower()
