"""PHP's assignments: plain ones, those with an operator, ``$a[] = …`` and lists on the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code.ir import Arg, Assign, Attr, Binary, Call, Const, Expr, ExprStmt, Index, Name, Span
from keyproof.code.languages._php_calls import OPERATORS, operator
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def assignment(src: Source, node: Syntax) -> Expr:
    """Lower an assignment that is the value of something: it goes before, and its target is the value."""
    left = node.child_by_field_name("left")
    span = src.span(node)
    if left is not None and left.type == "list_literal":
        value = src.field(node, "right")
        unpack(src, left, value)
        return value
    if left is not None and left.type == "subscript_expression" and len(src.parts(left)) == 1:
        holder, value = src.expr(src.parts(left)[0]), src.field(node, "right")
        src.before.append(ExprStmt(span, Call(span, Attr(span, holder, "append"), (Arg(value.span, value),))))
        return value
    target = src.expr(left)
    value = src.field(node, "right")
    if node.type == "augmented_assignment_expression":
        word = operator(src, node).removesuffix("=")
        value = Binary(span, OPERATORS.get(word, word), target, value)
    src.before.append(Assign(span, target, value))
    # A node of its own, which stands after the assignment: who looks for uses of a name goes by both.
    after = Span(span.end_line, span.end_column, span.end_line, span.end_column)
    if isinstance(target, Attr):
        return Attr(after, target.value, target.name)
    return Name(after, target.id) if isinstance(target, Name) else target


def unpack(src: Source, node: Syntax, value: Expr) -> None:
    """Bind what a list on the left of ``=`` names: ``[$a, $b]`` and ``['k' => $c]``."""
    key: Expr | None = None
    number = 0
    parts = [c for c in node.children if c.type == "=>" or (c.is_named and c.type != "comment")]
    for place, child in enumerate(parts):
        if child.type == "=>":
            continue
        if place + 1 < len(parts) and parts[place + 1].type == "=>":
            key = src.expr(child)
            continue
        span = src.span(child)
        part = Index(span, value, key if key is not None else Const(span, "number", str(number)))
        if child.type == "list_literal":
            src.before.append(ExprStmt(span, src.flat(child)))
        else:
            src.before.append(Assign(span, src.expr(child), part))
        key = None
        number += 1
