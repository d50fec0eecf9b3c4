"""Ruby's assignments: plain ones, several at once, those with an operator, and those that are a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Assign, Attr, Call, Const, Expr, ExprStmt, Index, Name, Sequence, Span
from keyproof.code.languages._ruby_calls import operation
from keyproof.code.languages._ruby_frame import frame
from keyproof.code.languages._ruby_names import STREAMS, deliver, read
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

BRANCHES: Final = frozenset({"if", "unless", "case", "case_match", "begin"})


def target_of(src: Source, node: Syntax) -> tuple[Expr, bool]:
    """Return what stands on the left, and whether it is a name that was bound around this block."""
    span = src.span(node)
    if node.type == "identifier":
        name = src.text(node)
        here = frame(src)
        rebinds = here.around(name)
        if not rebinds:
            here.names.add(name)
        return Name(span, name), rebinds
    if node.type == "constant":
        return Name(span, src.text(node)), False
    if node.type == "global_variable":
        return Name(span, STREAMS.get(src.text(node), src.text(node))), False
    if node.type == "call":
        held, name_node = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        if held is not None and name_node is not None:
            return Attr(span, src.expr(held), src.text(name_node)), False
    if node.type == "element_reference":
        holder = node.child_by_field_name("object")
        keys = [c for c in src.parts(node) if holder is None or c.id != holder.id]
        return Index(span, src.expr(holder), src.expr(keys[0] if keys else None)), False
    if node.type in ("left_assignment_list", "destructured_left_assignment", "rest_assignment"):
        return Sequence(span, tuple([target_of(src, c)[0] for c in src.parts(node)])), False
    return src.expr(node), False


def assignment(src: Source, node: Syntax) -> Expr:
    """Lower an assignment that is the value of something: it goes before, and its target is the value."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return src.expr(right)
    span = src.span(node)
    if node.type == "operator_assignment":
        return _augmented(src, node, left, right, span)
    if left.type == "left_assignment_list":
        return _several(src, left, right)
    if right.type in BRANCHES:
        body = src.statements((right,))
        target, rebinds = target_of(src, left)
        if isinstance(target, Name | Attr) and body and not isinstance(body[-1], ExprStmt):
            src.before.extend(deliver(body, lambda at, value: Assign(at, target, value, "", False, rebinds)))
            return read(target)
        src.before.extend(body[:-1])
        end = body[-1] if body else None
        value = end.value if isinstance(end, ExprStmt) else Const(span, "null", "nil")
        src.before.append(
            Assign(span, target, value, "", isinstance(target, Name) and target.id[:1].isupper(), rebinds)
        )
        return read(target)
    value = src.expr(right)
    target, rebinds = target_of(src, left)
    constant = isinstance(target, Name) and target.id[:1].isupper()
    src.before.append(Assign(span, target, value, "", constant, rebinds))
    return read(target)


def _augmented(src: Source, node: Syntax, left: Syntax, right: Syntax, span: Span) -> Expr:
    found = node.child_by_field_name("operator")
    word = (src.text(found) if found is not None else "").removesuffix("=")
    value = src.expr(right)
    target, rebinds = target_of(src, left)
    # ``@client ||= …`` is how a value is kept that is made when first asked for.
    kept = word == "||" and left.type in ("instance_variable", "class_variable")
    made = value if kept else operation(span, word, target, value)
    if word == "<<" and isinstance(made, Call):
        src.before.append(ExprStmt(span, made))
    else:
        src.before.append(Assign(span, target, made, "", False, rebinds))
    return read(target)


def _several(src: Source, left: Syntax, right: Syntax) -> Expr:
    value = src.expr(right)
    parts = value.items if isinstance(value, Sequence) else ()
    for number, child in enumerate(src.parts(left)):
        span = src.span(child)
        part = parts[number] if number < len(parts) else Index(span, value, Const(span, "number", str(number)))
        target, rebinds = target_of(src, child)
        src.before.append(Assign(span, target, part, "", False, rebinds))
    return value
