"""Rust's attributes as calls: ``#[tool(description = "…")]``, ``#[derive(Debug)]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code.ir import Arg, Call, Const, Expr, Name, Other, Template
from keyproof.code.languages._rust_macros import keyed, segments, text_of
from keyproof.code.languages._rust_paths import dotted
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def attribute(src: Source, node: Syntax) -> Expr:
    """Lower ``#[name(key = value, flag)]`` to a call."""
    inner = next((c for c in node.named_children if c.type == "attribute"), None)
    if inner is None:
        return Other(src.span(node), "attribute")
    span = src.span(inner)
    called = next(iter(inner.named_children), None)
    name = dotted(src, called, src.text(called).split("::")) if called is not None else Name(span, "")
    tree = inner.child_by_field_name("arguments")
    if tree is None:
        return name
    args: list[Arg] = []
    for part in segments(tree):
        key, value = keyed(src, part)
        text = text_of(src, value)
        if text is not None or (len(value.tokens) == 1 and src.text(value.tokens[0]).isidentifier()):
            args.append(Arg(span, text or Name(span, src.text(value.tokens[0])), key))
        elif len(part.tokens) == 2 and part.tokens[1].type == "token_tree":
            held = [Arg(span, Name(span, src.text(t))) for t in part.tokens[1].children if t.type == "identifier"]
            args.append(Arg(span, Call(span, Name(span, src.text(part.tokens[0])), tuple(held))))
        elif all(t.type in ("identifier", "::") for t in value.tokens):
            args.append(Arg(span, Name(span, src.text(value.tokens[-1])), key))
        else:
            args.append(Arg(span, Const(span, "true", "") if key else Template(span, ()), key))
    return Call(span, name, tuple(args))
