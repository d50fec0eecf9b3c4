"""Rust's patterns: the test that one is, and the names it binds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from keyproof.code.ir import Assign, Attr, Binary, Const, Expr, Index, Name, Other, Span, Stmt, Unary
from keyproof.code.languages._rust_paths import parts_of, place
from keyproof.code.languages._source import CHAIN, Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

SAME: Final = frozenset({"ref_pattern", "mut_pattern", "reference_pattern", "match_pattern"})
_LITERALS: Final = frozenset({
    "string_literal", "raw_string_literal", "integer_literal", "boolean_literal", "char_literal", "negative_literal",
    "float_literal",
})  # fmt: skip
_CHAINED: Final = 40
_PATTERNS: Final = 30
"""Patterns within patterns."""


class Subject(msgspec.Struct):
    """What a pattern is compared with: makes a new expression for each use."""

    make: Callable[[], Expr]
    items: tuple[Callable[[], Expr], ...] = ()
    """The parts of a tuple, where they have names."""

    def item(self, number: int, span: Span) -> Callable[[], Expr]:
        """Return what makes one part of the tuple."""
        if number < len(self.items):
            return self.items[number]
        return lambda: Index(span, self.make(), Const(span, "number", str(number)))


def bound_name(src: Source, text: str) -> str:
    """Return the name for what a pattern binds: another one where the function has bound it before."""
    here = place(src)
    if text in here.bound:
        made = here.renamed[text] = here.fresh(text)
        return made
    here.bound.add(text)
    here.renamed.pop(text, None)
    return text


def match(src: Source, node: Syntax, subject: Subject, binds: list[Stmt], depth: int = 0) -> Expr | None:
    """Return the test that a pattern is, None when everything fits; what it binds goes to *binds*."""
    kind = node.type
    span = src.span(node)
    if kind in SAME:
        inner = [c for c in src.parts(node) if c.type != "mutable_specifier"]
        return match(src, inner[0], subject, binds, depth) if inner and depth < _PATTERNS else None
    if depth > _PATTERNS:
        return Other(span, "pattern", (subject.make(),))
    if kind in ("identifier", "shorthand_field_identifier"):
        return _name_pattern(src, node, subject, binds)
    if kind in _LITERALS or kind == "scoped_identifier":
        return Binary(span, "==", subject.make(), src.expr(node))
    if kind == "tuple_struct_pattern":
        return _variant(src, node, subject, binds, depth)
    if kind == "tuple_pattern":
        tests = [
            match(src, c, Subject(subject.item(n, span)), binds, depth + 1)
            for n, c in enumerate(patterns(node)[:CHAIN])
        ]
        return joined(span, "and", [t for t in tests if t is not None])
    if kind == "struct_pattern":
        _struct(src, node, subject, binds, depth)
        return Other(span, "pattern", (subject.make(),))
    if kind == "or_pattern":
        choices = _choices(node)
        found = [match(src, c, subject, binds, depth + 1) for c in choices]
        return None if None in found else joined(span, "or", [t for t in found if t is not None])
    if kind == "captured_pattern" and len(node.named_children) == 2:
        match(src, node.named_children[0], subject, binds, depth + 1)
        return match(src, node.named_children[1], subject, binds, depth + 1)
    return None if kind == "_" else Other(span, "pattern", (subject.make(),))


def joined(span: Span, word: str, tests: list[Expr]) -> Expr | None:
    made: Expr | None = None
    for test in tests[:CHAIN]:
        made = test if made is None else Binary(span, word, made, test)
    return made


def patterns(node: Syntax) -> list[Syntax]:
    """Return the patterns in brackets; ``_`` is one, although the grammar does not name it."""
    return [
        c for c in node.children
        if (c.is_named or c.type == "_") and c.type not in ("line_comment", "block_comment", "mutable_specifier")
    ]  # fmt: skip


def _choices(node: Syntax) -> list[Syntax]:
    found: list[Syntax] = []
    stack = [node]
    while stack and len(found) < CHAIN:
        here = stack.pop()
        if here.type == "or_pattern":
            stack.extend(reversed(patterns(here)))
        else:
            found.append(here)
    return found


def _name_pattern(src: Source, node: Syntax, subject: Subject, binds: list[Stmt]) -> Expr | None:
    text = src.text(node).removeprefix("r#")
    span = src.span(node)
    if text == "None":
        return Unary(span, "not", subject.make())
    if text[:1].isupper():
        return Binary(span, "==", subject.make(), Name(span, text))
    if text != "_":
        binds.append(Assign(span, Name(span, bound_name(src, text)), subject.make()))
    return None


def head(src: Source, node: Syntax) -> str:
    """Return the last name of a pattern with parentheses, ``None`` and ``_`` included; ``""`` for others."""
    while node.type in SAME:
        inner = [c for c in node.children if c.is_named or c.type == "_"]
        inner = [c for c in inner if c.type not in ("mutable_specifier", "line_comment", "block_comment")]
        if not inner:
            return ""
        node = inner[0]
    if node.type == "tuple_struct_pattern":
        return src.text(node.child_by_field_name("type") or node).rpartition("::")[2]
    return src.text(node) if node.type in ("identifier", "_") else ""


def _variant(src: Source, node: Syntax, subject: Subject, binds: list[Stmt], depth: int) -> Expr | None:
    span = src.span(node)
    kind = node.child_by_field_name("type")
    inner = [c for c in patterns(node) if c != kind]
    word = head(src, node)
    if word == "Err":
        for child in inner:
            match(src, child, Subject(lambda: Other(span, "error")), binds, depth + 1)
        return Unary(span, "not", subject.make())
    if word in ("Some", "Ok"):
        test = match(src, inner[0], subject, binds, depth + 1) if inner else None
        there = subject.make()
        last = binds[-1] if binds and inner and inner[0].type == "identifier" and test is None else None
        if isinstance(last, Assign) and isinstance(last.target, Name):
            # What is bound is asked for, so that it is known to be there where it is used.
            there = Name(span, last.target.id)
        return there if test is None else Binary(span, "and", there, test)
    for number, child in enumerate(inner[:CHAIN]):
        held = subject if len(inner) == 1 else Subject(subject.item(number, span))
        match(src, child, held, binds, depth + 1)
    return Other(span, "pattern", (subject.make(),))


def _struct(src: Source, node: Syntax, subject: Subject, binds: list[Stmt], depth: int) -> None:
    for child in node.named_children[:CHAIN]:
        if child.type != "field_pattern":
            continue
        name, inner = child.child_by_field_name("name"), child.child_by_field_name("pattern")
        if name is None:
            continue
        span, text = src.span(child), src.text(name)
        held = Subject(lambda span=span, text=text: Attr(span, subject.make(), text))  # type: ignore[misc]
        match(src, inner if inner is not None else name, held, binds, depth + 1)


def bare(node: Syntax | None) -> Syntax | None:
    """Return *node* without references, parentheses and ``await``."""
    while node is not None and node.type in ("reference_expression", "parenthesized_expression", "await_expression"):
        node = next((c for c in node.named_children if c.type not in ("mutable_specifier", "line_comment")), None)
    return node


def is_leaf(src: Source, node: Syntax | None) -> bool:
    """Return whether *node* is a result that was not raised by a function of the project: a variable, a name."""
    here = bare(node)
    for _ in range(_CHAINED):
        if here is None:
            return False
        if here.type in (
            "identifier",
            "field_expression",
            "self",
            "tuple_expression",
            "index_expression",
            "macro_invocation",
        ):
            return True
        if here.type != "call_expression":
            return False
        called = here.child_by_field_name("function")
        if called is not None and called.type == "field_expression":
            # ``self.load()`` may be the project's own; ``env::var("X").map(…)`` begins with a leaf.
            here = bare(called.child_by_field_name("value"))
            if here is None or here.type != "call_expression":
                return False
            continue
        parts = parts_of(src, called) if called is not None else []
        return (
            bool(parts)
            and parts[-1] in ("var", "var_os")
            and (len(parts) == 1 or parts[-2] in ("env", "dotenvy", "dotenv"))
        )
    return False


_ITERATES: Final = frozenset({
    "iter", "iter_mut", "into_iter", "chars", "bytes", "lines", "split", "split_whitespace", "keys", "values", "drain", "enumerate",
    "zip", "skip", "rev", "chunks", "windows", "into_keys", "into_values", "splitn", "char_indices", "step_by", "vars",
})  # fmt: skip


def iterates(src: Source, node: Syntax | None) -> bool:
    """Return whether a chain of methods runs over the elements of something."""
    here = bare(node)
    for _ in range(20):
        if here is None:
            return False
        if here.type == "range_expression":
            return True
        if here.type != "call_expression":
            return False
        called = here.child_by_field_name("function")
        if called is None or called.type != "field_expression":
            return called is not None and src.text(called).endswith(("env::vars", "env::vars_os"))
        name = called.child_by_field_name("field")
        if name is not None and src.text(name) in _ITERATES:
            return True
        here = bare(called.child_by_field_name("value"))
    return False
