"""C#'s attributes as calls: ``[FromHeader(Name = "X-Token")]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code.ir import Arg, Call, Expr
from keyproof.code.languages._csharp_names import kind_of
from keyproof.code.languages._jvm import dotted, text_of
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def marks_of(src: Source, node: Syntax) -> tuple[Expr, ...]:
    """Return the attributes of a declaration."""
    found: list[Expr] = []
    for child in node.named_children:
        if child.type == "attribute_list":
            for mark in child.named_children:
                if mark.type == "attribute":
                    found.append(attribute(src, mark))
    return tuple(found)


def attribute(src: Source, node: Syntax) -> Expr:
    """Lower ``[Name(args, Key = value)]`` to a call."""
    span = src.span(node)
    name = kind_of(src, node.child_by_field_name("name")).rpartition(".")[2].removesuffix("Attribute")
    found: list[Arg] = []
    given = next((c for c in node.named_children if c.type == "attribute_argument_list"), None)
    for child in src.parts(given) if given is not None else ():
        label = child.child_by_field_name("name")
        parts = [c for c in src.parts(child) if label is None or c.id != label.id]
        found.append(Arg(src.span(child), src.expr(parts[-1] if parts else None), text_of(src, label)))
    return Call(span, dotted(span, name or "attribute"), tuple(found))
