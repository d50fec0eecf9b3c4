"""Rust's expressions. ``Some``, ``Ok``, ``Box`` and their like are what they hold; ``?`` is nothing but the error it raises."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Conditional,
    Const,
    Expr,
    Index,
    Name,
    Other,
    Sequence,
    Str,
    Unary,
)
from keyproof.code.languages._rust_branches import body
from keyproof.code.languages._rust_calls import asynchronous, call, closure, key, tried
from keyproof.code.languages._rust_macros import macro
from keyproof.code.languages._rust_paths import assigns, dotted, named, null, parts_of, path, place
from keyproof.code.languages._rust_strings import literal
from keyproof.code.languages._source import ExprRule, Source, other

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_OPERATORS: Final = {"&&": "and", "||": "or"}


def _inner(src: Source, node: Syntax) -> Expr:
    parts = [c for c in src.parts(node) if c.type != "mutable_specifier"]
    return src.expr(parts[0]) if parts else Other(src.span(node), "missing")


def _field(src: Source, node: Syntax) -> Expr:
    name = node.child_by_field_name("field")
    text = src.text(name) if name is not None else ""
    span = src.span(node)
    held = src.field(node, "value")
    if text.isdigit():
        return Index(span, held, Const(span, "number", text))
    return Attr(span, held, text)


def _self(src: Source, node: Syntax) -> Expr:
    return Name(src.span(node), place(src).renamed.get("self", "self"))


def _string(src: Source, node: Syntax) -> Expr:
    return literal(src, node)


def _number(src: Source, node: Syntax) -> Expr:
    text = src.text(node).replace("_", "")
    for ending in ("usize", "isize", "u8", "u16", "u32", "u64", "i32", "i64", "f64"):
        text = text.removesuffix(ending)
    return Const(src.span(node), "number", text)


def _boolean(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    return Const(src.span(node), text, text)


def _unit(src: Source, node: Syntax) -> Expr:
    return null(src.span(node))


def _character(src: Source, node: Syntax) -> Expr:
    return Str(src.span(node), src.text(node).strip("b'"))


def _word(src: Source, node: Syntax) -> str:
    found = node.child_by_field_name("operator")
    return _OPERATORS.get(found.type, found.type) if found is not None else ""


def _binary(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", _word)


def _unary(src: Source, node: Syntax) -> Expr:
    sign = node.children[0].type if node.children else ""
    held = _inner(src, node)
    if sign == "*":
        return held
    return Unary(src.span(node), "not" if sign == "!" else sign, held)


def _sequence(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), src.exprs(node))


def _cast(src: Source, node: Syntax) -> Expr:
    return src.field(node, "value")


def _index(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    if len(parts) != 2:
        return other(src, node)
    held = src.expr(parts[0])
    return Index(src.span(node), held, key(src, parts[1]))


def _assignment(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    left = node.child_by_field_name("left")
    right = src.field(node, "right")
    target = src.expr(left)
    word = node.child_by_field_name("operator")
    if word is not None and word.type != "=":
        right = Binary(span, word.type.removesuffix("="), src.expr(left), right)
    if isinstance(target, Name) and target.id == "_":
        return right
    src.before.append(Assign(span, target, right, rebinds=isinstance(target, Name)))
    return null(span)


def _struct(src: Source, node: Syntax) -> Expr:
    name = node.child_by_field_name("name")
    inside = node.child_by_field_name("body")
    args: list[Arg] = []
    for child in inside.named_children if inside is not None else ():
        span = src.span(child)
        if child.type == "field_initializer":
            key = child.child_by_field_name("field")
            args.append(Arg(span, src.field(child, "value"), src.text(key) if key is not None else ""))
        elif child.type == "shorthand_field_initializer":
            key = next((c for c in child.named_children if c.type == "identifier"), None)
            if key is not None:
                args.append(Arg(span, named(src, key), src.text(key)))
        elif child.type == "base_field_initializer":
            args.append(Arg(span, _inner(src, child), "**"))
    func: Expr = Other(src.span(node), "missing")
    if name is not None:
        func = dotted(src, name, parts_of(src, name))
    return Call(src.span(node), func, tuple(args), new=True)


def _ended(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "return", src.exprs(node))


def _lifted(src: Source, node: Syntax) -> Expr:
    """Lower what has statements inside and stands in an expression: they go before it and give it a name."""
    here = place(src)
    simple = _conditional(src, node) if node.type == "if_expression" else None
    if simple is not None:
        return simple
    name = here.fresh("value")
    outer, here.put = here.put, None
    made = body(src, node, assigns(name))
    here.put = outer
    src.before.extend(made)
    return Name(src.span(node), name)


def _conditional(src: Source, node: Syntax) -> Expr | None:
    """``if a { b } else { c }`` of plain expressions."""
    test, then, rest = (node.child_by_field_name(f) for f in ("condition", "consequence", "alternative"))
    if test is None or then is None or rest is None or test.type in ("let_condition", "let_chain"):
        return None
    other_ = next((c for c in rest.named_children if "comment" not in c.type), None)
    chosen = [_only(then), _only(other_)]
    if chosen[0] is None or chosen[1] is None:
        return None
    before = len(src.before)
    made = Conditional(src.span(node), src.expr(test), src.expr(chosen[0]), src.expr(chosen[1]))
    return made if len(src.before) >= before else None


def _only(node: Syntax | None) -> Syntax | None:
    if node is None or node.type != "block" or node.named_child_count != 1:
        return None
    only = node.named_children[0]
    plain = ("identifier", "string_literal", "call_expression", "field_expression", "macro_invocation", "reference_expression",
             "integer_literal", "boolean_literal", "scoped_identifier", "index_expression", "self")  # fmt: skip
    return only if only.type in plain else None


RULES: Final[Table[str, ExprRule]] = {
    "identifier": named,
    "shorthand_field_identifier": named,
    "type_identifier": named,
    "self": _self,
    "scoped_identifier": path,
    "scoped_type_identifier": path,
    "generic_type_with_turbofish": path,
    "generic_function": lambda src, node: src.field(node, "function"),
    "field_expression": _field,
    "call_expression": call,
    "macro_invocation": macro,
    "try_expression": tried,
    "await_expression": _inner,
    "reference_expression": _inner,
    "parenthesized_expression": _inner,
    "unary_expression": _unary,
    "negative_literal": _unary,
    "string_literal": _string,
    "raw_string_literal": _string,
    "char_literal": _character,
    "integer_literal": _number,
    "float_literal": _number,
    "boolean_literal": _boolean,
    "unit_expression": _unit,
    "binary_expression": _binary,
    "assignment_expression": _assignment,
    "compound_assignment_expr": _assignment,
    "type_cast_expression": _cast,
    "tuple_expression": _sequence,
    "array_expression": _sequence,
    "struct_expression": _struct,
    "closure_expression": closure,
    "index_expression": _index,
    "if_expression": _lifted,
    "match_expression": _lifted,
    "block": _lifted,
    "unsafe_block": _lifted,
    "const_block": _lifted,
    "try_block": _lifted,
    "loop_expression": _lifted,
    "while_expression": _lifted,
    "for_expression": _lifted,
    "async_block": asynchronous,
    "return_expression": _ended,
    "break_expression": _ended,
    "continue_expression": _ended,
}
