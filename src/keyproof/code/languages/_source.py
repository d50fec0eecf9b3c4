"""What all tree-sitter lowerings share: a bounded parse, spans, nesting, literals and comments of one file.

A lowering is two tables from node kinds to rules: a rule for expressions returns one, a rule for statements appends
to a list. ``Source`` is the small interpreter of these tables.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from keyproof import limits
from keyproof.code.ir import Binary, Expr, ExprStmt, If, Name, Other, Return, Span, Stmt, Str, Template
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Language as Kinds
    from tree_sitter import Node as Syntax

ExprRule = Callable[["Source", "Syntax"], Expr]
StmtRule = Callable[["Source", "Syntax", list[Stmt]], None]

CHECK_EVERY: Final = 1024
"""Steps between two looks at the clock."""
_BLOCK_DEPTH: Final = 3
"""Levels that a block counts for: its rules call each other three times as deep, and Python has 1,000 frames."""

_DEEP_PARTS: Final = 64
"""Names, and as many strings, kept of a part that is nested too deep; more carry no meaning without their structure."""
CHAIN: Final = 64
"""Operands or arms that are nested; longer chains are laid flat so that no reader of the form needs a deep stack."""

_CONTINUATION = regex(rb"[\x80-\xbf]")
_SURROGATE = regex("[\ud800-\udfff]")


class Grammar(msgspec.Struct, frozen=True):
    """The rules of one grammar, by kind of node."""

    language: str
    kinds: Kinds
    expressions: Mapping[int, ExprRule]
    statements: Mapping[int, StmtRule]
    comments: frozenset[int]
    literals: frozenset[int]
    quoted: frozenset[int]
    """The literals that hold nothing of interest but what is interpolated."""
    names: frozenset[int]
    ignored: frozenset[int]
    """Nodes that are no part of an expression: comments and types."""


def grammar(
    language: str,
    kinds: Kinds,
    expressions: Mapping[str, ExprRule],
    statements: Mapping[str, StmtRule],
    literals: Iterable[str],
    ignored: Iterable[str] = (),
) -> Grammar:
    """Return the tables by number: reading the number of a node is several times faster than its name."""
    ids: dict[str, list[int]] = {}
    for number in range(kinds.node_kind_count):
        if kinds.node_kind_is_named(number) and (name := kinds.node_kind_for_id(number)):
            ids.setdefault(name, []).append(number)

    def numbers(names: Iterable[str]) -> frozenset[int]:
        return frozenset(n for name in names for n in ids.get(name, ()))

    comments = ("comment", "html_comment", "hash_bang_line", "line_comment", "block_comment")
    return Grammar(
        language=language,
        kinds=kinds,
        expressions={n: rule for name, rule in expressions.items() for n in ids.get(name, ())},
        statements={n: rule for name, rule in statements.items() for n in ids.get(name, ())},
        comments=numbers(comments),
        literals=numbers(literals),
        quoted=numbers(("string", "template_string")),
        names=numbers(("identifier",)),
        ignored=numbers((*comments, *ignored)),
    )


class OutOfTimeError(Exception):
    """``limits.PARSE_SECONDS`` have passed."""


class Source:
    """One file while it is lowered."""

    __slots__ = ("_depth", "_known", "_wide", "_wide_rows", "before", "data", "deadline", "grammar", "here", "remark")

    def __init__(self, data: bytes, grammar: Grammar, deadline: float) -> None:
        self.data = data
        self.grammar = grammar
        self.deadline = deadline
        self.before: list[Stmt] = []
        """Statements that an expression makes, to stand before the statement it is in."""
        self.remark: Syntax | None = None
        """The comment before the statement that is being lowered."""
        self.here: Any = None
        """What a lowering keeps of the function it is in."""
        self._depth = 0
        self._known: dict[int, Str] = {}
        # Offsets of the bytes that are no character of their own, to count columns in characters.
        self._wide = [] if data.isascii() else [m.start() for m in _CONTINUATION.finditer(data)]
        self._wide_rows = {n for n, line in enumerate(data.split(b"\n")) if not line.isascii()} if self._wide else set()

    # ---- places and text ---------------------------------------------------------------------------------------------

    def text(self, node: Syntax) -> str:
        """Return the source of *node*."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def span(self, node: Syntax) -> Span:
        """Return the place of *node*, columns in characters."""
        row, column = node.start_point
        end_row, end_column = node.end_point
        if self._wide and (row in self._wide_rows or end_row in self._wide_rows):
            return self._place(node.start_byte, row, column, node.end_byte, end_row, end_column)
        return Span(row + 1, column + 1, end_row + 1, end_column + 1)

    def _place(self, start: int, row: int, column: int, end: int, end_row: int, end_column: int) -> Span:
        if self._wide:
            column, end_column = self._column(start, column), self._column(end, end_column)
        return Span(row + 1, column + 1, end_row + 1, end_column + 1)

    def _column(self, offset: int, column: int) -> int:
        return column - bisect_left(self._wide, offset) + bisect_left(self._wide, offset - column)

    def parts(self, node: Syntax) -> list[Syntax]:
        """Return the named children that mean something: no comments, no types."""
        ignored = self.grammar.ignored
        return [child for child in node.named_children if child.kind_id not in ignored]

    # ---- expressions -------------------------------------------------------------------------------------------------

    def expr(self, node: Syntax | None) -> Expr:
        """Lower an expression; ``Other("missing")`` where the source has none."""
        if node is None:
            return Other(Span(0, 0, 0, 0), "missing")
        if self._depth >= limits.PARSE_DEPTH and node.child_count:
            return self.flat(node)
        self._depth += 1
        made = self.grammar.expressions.get(node.kind_id, other)(self, node)
        self._depth -= 1
        return made

    def field(self, node: Syntax, name: str) -> Expr:
        """Lower the expression in a field of *node*."""
        return self.expr(node.child_by_field_name(name))

    def exprs(self, node: Syntax) -> tuple[Expr, ...]:
        """Lower all children of *node* as expressions."""
        # No comprehension here and in other rules that nest: it costs a frame of the stack for each level.
        found = []
        for child in self.parts(node):
            found.append(self.expr(child))
        return tuple(found)

    def flat(self, node: Syntax) -> Other:
        """Return what is nested too deep as the names and strings in it."""
        names: list[Expr] = []
        strings: list[Expr] = []
        stack = [node]
        steps = 0
        while stack:
            here = stack.pop()
            if here.kind_id in self.grammar.names:
                names.append(Name(self.span(here), self.text(here)))
            elif here.kind_id in self.grammar.literals and here.start_byte in self._known:
                strings.append(self._known[here.start_byte])
            else:
                stack.extend(reversed(here.named_children))
            steps += 1
            if steps % CHECK_EVERY == 0:
                self.check()
        return Other(self.span(node), "deep", (*strings[:_DEEP_PARTS], *names[:_DEEP_PARTS]))

    def chain(self, node: Syntax, left: str, operator: Callable[[Source, Syntax], str]) -> Expr:
        """Lower a left-nested run of binary operators without following it in recursion.

        Args:
            node: the last (outermost) operation; its right side is the field ``right``.
            left: the name of the field for the left side.
            operator: gives the operator's word of one operation.
        """
        kind = node.kind_id
        spine = [node]
        inner = node.child_by_field_name(left)
        while inner is not None and inner.kind_id == kind:
            spine.append(inner)
            inner = inner.child_by_field_name(left)
        made = self.expr(inner)
        if len(spine) > CHAIN:
            operands = (made, *(self.field(step, "right") for step in reversed(spine)))
            words = {operator(self, step) for step in spine}
            if words == {"+"} and any(isinstance(o, Str | Template) for o in operands):
                return Template(self.span(node), operands)
            return Other(self.span(node), "+" if words == {"+"} else "operators", operands)
        for step in reversed(spine):
            made = Binary(self.span(step), operator(self, step), made, self.field(step, "right"))
        return made

    # ---- statements --------------------------------------------------------------------------------------------------

    def statements(self, nodes: Iterable[Syntax]) -> tuple[Stmt, ...]:
        """Lower statements in order, each after what its expressions bind."""
        if self._depth >= limits.PARSE_DEPTH:
            return tuple([ExprStmt(self.span(node), self.flat(node)) for node in nodes])
        outer, self.before = self.before, []
        self._depth += _BLOCK_DEPTH
        rules, comments = self.grammar.statements, self.grammar.comments
        out: list[Stmt] = []
        for node in nodes:
            if node.kind_id in comments:
                self.remark = node
                continue
            made: list[Stmt] = []
            rules.get(node.kind_id, expression_statement)(self, node, made)
            self.remark = None
            if self.before:
                out += self.before
                self.before = []
            out += made
        self._depth -= _BLOCK_DEPTH
        self.before = outer
        if self._depth < 8 or len(out) > CHAIN:
            self.check()
        return tuple(out)

    def block(self, node: Syntax | None) -> tuple[Stmt, ...]:
        """Lower the statements that are the children of *node*."""
        return self.statements(node.named_children) if node is not None else ()

    def returned(self, node: Syntax | None) -> tuple[Stmt, ...]:
        """Lower an expression that is the whole body of a function."""
        outer, self.before = self.before, []
        self._depth += 1
        value = self.expr(node)
        self._depth -= 1
        made = (*self.before, Return(value.span, value))
        self.before = outer
        return made

    def check(self) -> None:
        """Stop when the time is up.

        Raises:
            OutOfTimeError: it is.
        """
        if time.thread_time() > self.deadline:
            raise OutOfTimeError

    # ---- literals ----------------------------------------------------------------------------------------------------

    def know(self, node: Syntax, value: Str) -> Str:
        """Remember the literal without interpolation that starts where *node* does."""
        self._known[node.start_byte] = value
        return value

    def known(self, node: Syntax) -> Str | None:
        """Return the literal that starts where *node* does, if it was met and has no interpolation."""
        return self._known.get(node.start_byte)

    def pieces(self, node: Syntax, hole: str, start: int, end: int, decode: Callable[[str], str]) -> list[Str | Syntax]:
        """Split a literal at its interpolations.

        Args:
            node: the literal.
            hole: the kind of its interpolations.
            start: length of what opens it, in bytes.
            end: length of what closes it.
            decode: gives the value of a piece as written.

        Returns:
            The pieces that are not empty and the interpolations, in order.
        """
        found: list[Str | Syntax] = []
        row, column = node.start_point
        here, place = node.start_byte + start, (row, column + start)

        def piece(stop: int, stop_row: int, stop_column: int) -> None:
            if stop > here:
                text = self.data[here:stop].decode("utf-8", "replace")
                found.append(Str(self._place(here, *place, stop, stop_row, stop_column), decode(text)))

        for child in node.named_children:
            if child.type == hole:
                piece(child.start_byte, *child.start_point)
                found.append(child)
                here, place = child.end_byte, (child.end_point[0], child.end_point[1])
        row, column = node.end_point
        piece(node.end_byte - end, row, column - end)
        return found

    def template(self, node: Syntax, parts: list[Expr]) -> Expr:
        """Join a literal's parts; neighbouring strings become one, and one alone is no template."""
        joined: list[Expr] = []
        for part in parts:
            last = joined[-1] if joined else None
            if isinstance(part, Str) and isinstance(last, Str):
                a, b = last.span, part.span
                span = Span(a.line, a.column, b.end_line, b.end_column)
                joined[-1] = Str(span, last.value + part.value)
            else:
                joined.append(part)
        if not joined:
            return Str(self.span(node), "")
        if len(joined) == 1 and isinstance(joined[0], Str):
            return Str(self.span(node), joined[0].value)
        return Template(self.span(node), tuple(joined))


# ---- rules that every language has -----------------------------------------------------------------------------------


def other(src: Source, node: Syntax) -> Expr:
    """Keep the parts of an expression there is no word for."""
    return Other(src.span(node), node.type, src.exprs(node))


def name(src: Source, node: Syntax) -> Expr:
    """Lower an identifier; one that the parser made up is missing."""
    text = src.text(node)
    return Name(src.span(node), text) if text else Other(src.span(node), "missing")


def inner(src: Source, node: Syntax) -> Expr:
    """Lower what is in parentheses, or another wrapper without meaning, however many there are."""
    kind = node.kind_id
    here = node
    while here.kind_id == kind:
        parts = src.parts(here)
        if len(parts) != 1:
            return other(src, here) if parts else Other(src.span(node), "missing")
        here = parts[0]
    return src.expr(here)


def expression_statement(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Keep any other node for its effect."""
    if node.is_named:
        out.append(ExprStmt(src.span(node), src.expr(node)))


def each(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Take the children of a wrapper (or of a syntax error) as statements of their own."""
    out.extend(src.block(node))


def nothing(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Leave a statement out that says nothing of credentials."""


def spread(src: Source, node: Syntax) -> Expr:
    """Lower ``*x`` and ``...x`` in a sequence."""
    return Other(src.span(node), "spread", src.exprs(node))


def clean(text: str) -> str:
    """Join pairs of surrogates that escapes spell out; lone ones, which no encoder takes, are replaced."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


Arm = tuple[Span, Expr, tuple[Stmt, ...], list[Stmt]]
"""One arm of an if or switch: its place, test, body and the statements before the test."""


def branches(arms: Sequence[Arm], otherwise: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """Nest the arms of an if or switch; the parts of a very long chain follow each other instead."""
    made: tuple[Stmt, ...] = ()
    for start in range(0, len(arms), CHAIN):
        part = otherwise if start + CHAIN >= len(arms) else ()
        for span, test, body, before in reversed(arms[start : start + CHAIN]):
            part = (*before, If(span, test, body, part))
        made += part
    return made or otherwise
