"""JavaScript's expressions."""

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
    ExprStmt,
    Function,
    Import,
    Index,
    Mapping,
    Name,
    Other,
    Pair,
    Sequence,
    Str,
    Unary,
)
from keyproof.code.languages._javascript_functions import class_expression, expression, method
from keyproof.code.languages._javascript_patterns import bind, is_pattern, key, target
from keyproof.code.languages._javascript_strings import literal
from keyproof.code.languages._source import ExprRule, Source, inner, name, other, spread

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_OPERATORS: Final = {"||": "or", "&&": "and", "!": "not"}


def word(src: Source, node: Syntax) -> str:
    """Return the operator of an operation in the form's words."""
    found = node.child_by_field_name("operator")
    text = found.type if found is not None else ""
    return _OPERATORS.get(text, text)


def _member(src: Source, node: Syntax) -> Expr:
    found = node.child_by_field_name("property")
    return Attr(src.span(node), src.field(node, "object"), src.text(found) if found is not None else "")


def _subscript(src: Source, node: Syntax) -> Expr:
    return Index(src.span(node), src.field(node, "object"), src.field(node, "index"))


def _call(src: Source, node: Syntax) -> Expr:
    func = src.field(node, "function")
    given = args(src, node.child_by_field_name("arguments"))
    if isinstance(func, Name) and func.id in ("require", "import") and given and isinstance(given[0].value, Str):
        # The module is used here without a name.
        src.before.append(Import(src.span(node), given[0].value.value, "", ""))
    return Call(src.span(node), func, given)


def _new(src: Source, node: Syntax) -> Expr:
    func = src.field(node, "constructor")
    return Call(src.span(node), func, args(src, node.child_by_field_name("arguments")), True)


def args(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Lower an argument list, or the template that a tag is called with."""
    if node is None:
        return ()
    if node.type != "arguments":
        return (Arg(src.span(node), src.expr(node)),)
    found = []
    for child in src.parts(node):
        if child.type == "spread_element":
            found.append(Arg(src.span(child), _first(src, child), "*"))
        else:
            value = src.expr(child)
            found.append(Arg(value.span, value))
    return tuple(found)


def _first(src: Source, node: Syntax) -> Expr:
    return src.expr(next(iter(src.parts(node)), None))


def _last(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    return src.expr(parts[-1] if parts else None)


def _constant(kind: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        return Const(src.span(node), kind, src.text(node))

    return rule


def _named(text: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        return Name(src.span(node), text)

    return rule


def _opaque(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), node.type)


def _binary(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", word)


def _unary(src: Source, node: Syntax) -> Expr:
    return Unary(src.span(node), word(src, node), src.field(node, "argument"))


def _keyword(text: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        parts = src.parts(node)
        value = src.expr(parts[0]) if parts else Const(src.span(node), "null", "undefined")
        return Unary(src.span(node), text, value)

    return rule


def _ternary(src: Source, node: Syntax) -> Expr:
    test, then, otherwise = [src.field(node, f) for f in ("condition", "consequence", "alternative")]
    return Conditional(src.span(node), test, then, otherwise)


def _array(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), src.exprs(node))


def _object(src: Source, node: Syntax) -> Expr:
    found = []
    for child in src.parts(node):
        found.append(_pair(src, child))
    return Mapping(src.span(node), tuple(found))


def _pair(src: Source, node: Syntax) -> Pair:
    kind, span = node.type, src.span(node)
    if kind == "pair":
        named = node.child_by_field_name("key")
        return Pair(span, key(src, named) if named is not None else None, src.expr(node.child_by_field_name("value")))
    if kind == "shorthand_property_identifier":
        text = src.text(node)
        return Pair(span, Str(span, text), Name(span, text))
    if kind == "method_definition":
        named = node.child_by_field_name("name")
        src.remark = None
        made: Function = method(src, node)
        return Pair(span, key(src, named) if named is not None else None, made)
    return Pair(span, None, _first(src, node) if kind == "spread_element" else src.expr(node))


def _meta(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    head, _, tail = src.text(node).partition(".")
    return Attr(span, Name(span, head.strip()), tail.strip())


# ---- assignments inside expressions ----------------------------------------------------------------------------------


def assignment(src: Source, node: Syntax) -> Expr:
    """Lower an assignment that is a value: it goes before, and what was assigned stands for it."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return other(src, node)
    value = src.expr(right)
    if is_pattern(left):
        bind(src, left, value, src.before)
        return value
    made = target(src, left)
    src.before.append(Assign(src.span(node), made, value))
    return made


def augmented(src: Source, node: Syntax) -> Expr:
    """Lower ``x ??= y`` that is a value, in the same way."""
    made = src.field(node, "left")
    operator = node.child_by_field_name("operator")
    text = operator.type.removesuffix("=") if operator is not None else ""
    span = src.span(node)
    value = Binary(span, _OPERATORS.get(text, text), made, src.field(node, "right"))
    src.before.append(Assign(span, made, value))
    return made


def _update(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "update", (src.field(node, "argument"),))


def _comma(src: Source, node: Syntax) -> Expr:
    """Lower ``a, b``: all but the last are statements before; ``(0, f)`` is ``f``."""
    here: list[Syntax] = src.parts(node)
    steps: list[Syntax] = []
    while here:
        *head, last = here
        steps += head
        here = src.parts(last) if last.kind_id == node.kind_id else []
        if not here:
            steps.append(last)
    for step in steps[:-1]:
        value = src.expr(step)
        if not isinstance(value, Const | Name):
            src.before.append(ExprStmt(value.span, value))
    return src.expr(steps[-1] if steps else None)


# ---- elements --------------------------------------------------------------------------------------------------------


def _element(src: Source, node: Syntax) -> Expr:
    """Lower an element: the values of its attributes, then what is in it."""
    tag = node.child_by_field_name("open_tag") or node
    parts: list[Expr] = []
    for attribute in tag.children_by_field_name("attribute"):
        inside = src.parts(attribute)
        if len(inside) > 1 or (inside and attribute.type != "jsx_attribute"):
            parts.append(src.expr(inside[-1]))
    if tag is not node:
        parts += [src.expr(c) for c in src.parts(node) if c.type not in ("jsx_opening_element", "jsx_closing_element")]
    return Other(src.span(node), "jsx", tuple(parts))


RULES: Final[Table[str, ExprRule]] = {
    "identifier": name,
    "shorthand_property_identifier": name,
    "property_identifier": name,
    "private_property_identifier": name,
    "member_expression": _member,
    "nested_identifier": _member,
    "subscript_expression": _subscript,
    "call_expression": _call,
    "new_expression": _new,
    "string": literal,
    "template_string": literal,
    "number": _constant("number"),
    "true": _constant("true"),
    "false": _constant("false"),
    "null": _constant("null"),
    "undefined": _constant("null"),
    "this": _named("self"),
    "super": _named("super"),
    "import": _named("import"),
    "meta_property": _meta,
    "regex": _opaque,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "update_expression": _update,
    "await_expression": _keyword("await"),
    "yield_expression": _keyword("yield"),
    "ternary_expression": _ternary,
    "parenthesized_expression": inner,
    "as_expression": _first,
    "satisfies_expression": _first,
    "non_null_expression": _first,
    "instantiation_expression": _first,
    "type_assertion": _last,
    "decorator": _first,
    "jsx_expression": _first,
    "array": _array,
    "object": _object,
    "spread_element": spread,
    "arrow_function": expression,
    "function_expression": expression,
    "generator_function": expression,
    "class": class_expression,
    "assignment_expression": assignment,
    "augmented_assignment_expression": augmented,
    "sequence_expression": _comma,
    "jsx_element": _element,
    "jsx_self_closing_element": _element,
}
