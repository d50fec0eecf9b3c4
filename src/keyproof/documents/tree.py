"""The one shape of every parsed document: values with the span they stand at."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

import msgspec

from keyproof import limits
from keyproof.errors import KeyproofError

Kind = Literal["map", "list", "string", "number", "bool", "null"]

NODES = 400_000
"""Values of one document, aliases counted at every use: twice what ``limits.PARSE_BYTES`` of dense JSON holds."""


class DocumentError(KeyproofError):
    """A document is not well formed, or goes beyond a bound. ``line`` and ``column`` count from 1; 0 is unknown."""

    def __init__(self, what: str, line: int = 0, column: int = 0, *, bound: str = "") -> None:
        """*what* is one clause without text of the document; *bound* names the bound that was reached, if one was."""
        super().__init__(f"{what} (line {line}, column {column})" if line else what)
        self.what = what
        self.line = line
        self.column = column
        self.bound = bound


class Span(msgspec.Struct, frozen=True):
    """From the first character to the one after the last; lines and columns count from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


class Child(msgspec.Struct, frozen=True):
    """One member of a map, or one item of a list (its key is the index in decimal, its span the item's)."""

    key: str
    span: Span
    value: Value


class Value(msgspec.Struct, frozen=True):
    """One value. ``text`` is a scalar as text (a string decoded, the rest as written); ``children`` keep duplicates."""

    kind: Kind
    span: Span
    text: str = ""
    children: tuple[Child, ...] = ()

    def get(self, *keys: str) -> Value | None:
        """Return the value under *keys*, level by level, the last of duplicates; None where there is none."""
        at: Value | None = self
        for key in keys:
            at = next((c.value for c in reversed(at.children) if c.key == key), None) if at is not None else None
        return at

    def text_at(self, *keys: str) -> str:
        """Return the scalar under *keys* as text, ``""`` where there is none."""
        found = self.get(*keys)
        return "" if found is None else found.text

    def flag_at(self, *keys: str) -> bool | None:
        """Return the boolean under *keys*, None where there is none."""
        found = self.get(*keys)
        return None if found is None or found.kind != "bool" else found.text.lower() in ("true", "yes", "on")

    def items(self) -> tuple[Value, ...]:
        """Return the values of a list; empty for anything else."""
        return tuple(c.value for c in self.children) if self.kind == "list" else ()

    def members(self) -> tuple[Child, ...]:
        """Return the members of a map; empty for anything else."""
        return self.children if self.kind == "map" else ()

    def walk(self) -> Iterator[tuple[tuple[str, ...], Child]]:
        """Yield every descendant with the keys that lead to it, in document order."""
        pending: list[tuple[tuple[str, ...], Child]] = [((c.key,), c) for c in reversed(self.children)]
        while pending:
            keys, child = pending.pop()
            yield keys, child
            pending.extend(((*keys, c.key), c) for c in reversed(child.value.children))


class Lines:
    """Where the lines of a text begin: offsets to lines and columns."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        """Index *text* once."""
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._starts = starts

    def at(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of *offset*, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of ``text[start:end]``."""
        return Span(*self.at(start), *self.at(end))


class Deadline:
    """The wall time and the number of values one parse may take."""

    __slots__ = ("_count", "_until")

    def __init__(self, seconds: float = limits.PARSE_SECONDS) -> None:
        """Start the clock."""
        self._until = time.monotonic() + seconds
        self._count = 0

    def tick(self, line: int = 0, column: int = 0, values: int = 1) -> None:
        """Count *values* more. Raises DocumentError past either bound."""
        before = self._count
        self._count += values
        if self._count > NODES:
            raise DocumentError("more values than are read of one document", line, column, bound=f"{NODES} values")
        if before >> 10 != self._count >> 10 and time.monotonic() > self._until:
            raise DocumentError("takes too long to parse", line, column, bound=f"{limits.PARSE_SECONDS:g} s")


def bounded(text: str) -> str:
    """Return *text*. Raises DocumentError when it is longer than ``limits.PARSE_BYTES`` characters."""
    if len(text) > limits.PARSE_BYTES:
        mib = limits.PARSE_BYTES // limits.MIB
        raise DocumentError(f"longer than {mib} MiB, which is what is parsed", bound=f"{mib} MiB")
    return text


def too_deep(line: int = 0, column: int = 0) -> DocumentError:
    """Return the error for nesting beyond ``limits.PARSE_DEPTH``."""
    return DocumentError("nested too deep", line, column, bound=f"{limits.PARSE_DEPTH} levels")
