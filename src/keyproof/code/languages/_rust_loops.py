"""Rust's loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code.ir import Expr, Loop, Name, Stmt
from keyproof.code.languages._rust_branches import body, condition, value
from keyproof.code.languages._rust_paths import effect, place
from keyproof.code.languages._rust_patterns import Subject, bound_name, match, patterns
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def for_(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower ``for x in y``; of ``enumerate`` the item counts."""
    place(src).put = None
    here = place(src)
    renamed = dict(here.renamed)
    iterable = value(src, node.child_by_field_name("value"), out)
    pattern = node.child_by_field_name("pattern")
    target: Expr | None = None
    binds: list[Stmt] = []
    if pattern is not None:
        names = [c for c in patterns(pattern)] if pattern.type == "tuple_pattern" else [pattern]
        if len(names) == 2 and ".enumerate()" in src.text(node.child_by_field_name("value") or pattern)[-20:]:
            names = names[1:]
        if len(names) == 1 and names[0].type == "identifier":
            target = Name(src.span(names[0]), bound_name(src, src.text(names[0])))
        else:
            name = here.fresh("item")
            span = src.span(pattern)
            target = Name(span, name)
            match(src, pattern, Subject(lambda: Name(span, name)), binds)
    made = body(src, node.child_by_field_name("body"), effect)
    here.renamed = renamed
    out.append(Loop(src.span(node), target, iterable, (*binds, *made)))


def while_(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower ``while`` and ``while let``."""
    place(src).put = None
    here = place(src)
    renamed = dict(here.renamed)
    before: list[Stmt] = []
    test = condition(src, node.child_by_field_name("condition"), before)
    made = body(src, node.child_by_field_name("body"), effect)
    here.renamed = renamed
    out.append(Loop(src.span(node), None, test, (*before, *made)))


def loop(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower ``loop``."""
    place(src).put = None
    out.append(Loop(src.span(node), None, None, body(src, node.child_by_field_name("body"), effect)))
