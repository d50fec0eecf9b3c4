"""Python's expressions."""

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
    Function,
    Index,
    Mapping,
    Other,
    Pair,
    Param,
    Sequence,
    Str,
    Unary,
)
from keyproof.code.languages._python_strings import formatted, interpolated, literal, percent
from keyproof.code.languages._source import ExprRule, Source, inner, name, other, spread

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_STARS: Final = {
    "list_splat": "*",
    "dictionary_splat": "**",
    "list_splat_pattern": "*",
    "dictionary_splat_pattern": "**",
}
_CLAUSES: Final = {"for_in_clause": "for", "if_clause": "if"}


def _attribute(src: Source, node: Syntax) -> Expr:
    attribute = node.child_by_field_name("attribute")
    return Attr(src.span(node), src.field(node, "object"), src.text(attribute) if attribute is not None else "")


def _subscript(src: Source, node: Syntax) -> Expr:
    keys = [src.expr(key) for key in node.children_by_field_name("subscript")]
    key = keys[0] if len(keys) == 1 else Sequence(src.span(node), tuple(keys))
    return Index(src.span(node), src.field(node, "value"), key)


def _call(src: Source, node: Syntax) -> Expr:
    func = src.field(node, "function")
    return formatted(src, node, Call(src.span(node), func, args(src, node.child_by_field_name("arguments"))))


def args(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Lower an argument list (or the one generator that stands for it)."""
    if node is None:
        return ()
    if node.type == "generator_expression":
        return (Arg(src.span(node), src.expr(node)),)
    found = []
    for child in src.parts(node):
        kind = child.type
        if kind == "keyword_argument":
            key = child.child_by_field_name("name")
            found.append(Arg(src.span(child), src.field(child, "value"), src.text(key) if key is not None else ""))
        elif kind in ("list_splat", "dictionary_splat"):
            found.append(Arg(src.span(child), _first(src, child), _STARS[kind]))
        else:
            found.append(Arg(src.span(child), src.expr(child)))
    return tuple(found)


def _first(src: Source, node: Syntax) -> Expr:
    return src.expr(next(iter(src.parts(node)), None))


def _number(src: Source, node: Syntax) -> Expr:
    return Const(src.span(node), "number", src.text(node))


def _constant(kind: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        return Const(src.span(node), kind, src.text(node))

    return rule


def _operator(src: Source, node: Syntax) -> str:
    found = node.child_by_field_name("operator")
    return found.type if found is not None else ""


def _binary(src: Source, node: Syntax) -> Expr:
    if _operator(src, node) == "%":
        left = src.field(node, "left")
        right = src.field(node, "right")
        if isinstance(left, Str):
            return percent(src, node, left, right)
        return Binary(src.span(node), "%", left, right)
    return src.chain(node, "left", _operator)


def _boolean(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", _operator)


def _comparison(src: Source, node: Syntax) -> Expr:
    operators = [o.type for o in node.children_by_field_name("operators")]
    operands = [src.expr(c) for c in src.parts(node) if c.type not in ("is not", "not in")]
    span = src.span(node)
    if len(operators) != len(operands) - 1:
        return Other(span, "comparison", tuple(operands))
    if len(operators) == 1:
        return Binary(span, operators[0], operands[0], operands[1])
    made: Expr | None = None
    for place, operator in enumerate(operators[:64]):
        step = Binary(span, operator, operands[place], operands[place + 1])
        made = step if made is None else Binary(span, "and", made, step)
    return made if made is not None else Other(span, "missing")


def _unary(src: Source, node: Syntax) -> Expr:
    return Unary(src.span(node), _operator(src, node), src.field(node, "argument"))


def _not(src: Source, node: Syntax) -> Expr:
    return Unary(src.span(node), "not", src.field(node, "argument"))


def _keyword(word: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        parts = src.parts(node)
        value = src.expr(parts[0]) if parts else Other(src.span(node), "missing")
        return Unary(src.span(node), word, value)

    return rule


def _conditional(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    if len(parts) != 3:
        return other(src, node)
    then, test, otherwise = [src.expr(part) for part in parts]
    return Conditional(src.span(node), test, then, otherwise)


def _sequence(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), src.exprs(node))


def _dictionary(src: Source, node: Syntax) -> Expr:
    found = []
    for child in src.parts(node):
        found.append(_pair(src, child))
    return Mapping(src.span(node), tuple(found))


def _pair(src: Source, node: Syntax) -> Pair:
    if node.type == "pair":
        named, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        return Pair(src.span(node), src.expr(named), src.expr(value))
    return Pair(src.span(node), None, _first(src, node) if node.type == "dictionary_splat" else src.expr(node))


def _comprehension(src: Source, node: Syntax) -> Expr:
    body = node.child_by_field_name("body")
    span = src.span(node)
    clauses: list[Expr] = []
    for child in src.parts(node):
        if child.type == "for_in_clause":
            parts = (src.field(child, "left"), src.field(child, "right"))
            clauses.append(Other(src.span(child), "for", parts))
        elif child.type == "if_clause":
            clauses.append(Other(src.span(child), "if", src.exprs(child)))
    if body is not None and body.type == "pair":
        return Mapping(span, (_pair(src, body), *(Pair(clause.span, None, clause) for clause in clauses)))
    return Sequence(span, (src.expr(body), *clauses))


def _lambda(src: Source, node: Syntax) -> Expr:
    made = params(src, node.child_by_field_name("parameters"))
    return Function(src.span(node), "", made, src.returned(node.child_by_field_name("body")))


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower the parameters of a function or lambda."""
    return tuple([_param(src, child) for child in src.parts(node)]) if node is not None else ()


def _param(src: Source, node: Syntax) -> Param:
    kind = node.type
    target = node.child_by_field_name("name")
    if target is None and kind == "typed_parameter":
        target = next(iter(src.parts(node)), None)
    annotation = node.child_by_field_name("type")
    default = node.child_by_field_name("value")
    return Param(
        src.span(node),
        # ``*args`` and ``**options`` keep their marks; a Python 2 tuple parameter is its text.
        src.text(target if target is not None else node),
        src.text(annotation) if annotation is not None else "",
        src.expr(default) if default is not None else None,
    )


def _walrus(src: Source, node: Syntax) -> Expr:
    target = src.field(node, "name")
    src.before.append(Assign(src.span(node), target, src.field(node, "value")))
    return target


def assignment(src: Source, node: Syntax) -> Expr:
    """Lower an assignment that is the value of another: it goes before, and its target is what is assigned on."""
    target = src.field(node, "left")
    src.before.append(Assign(src.span(node), target, src.field(node, "right")))
    return target


def _dotted(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    made = src.expr(parts[0]) if parts else Other(src.span(node), "missing")
    for part in parts[1:64]:
        made = Attr(src.span(node), made, src.text(part))
    return made


def _string(src: Source, node: Syntax) -> Expr:
    return literal(src, node)


def _returned_yield(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    value = src.expr(parts[0]) if parts else Const(src.span(node), "null", "None")
    return Unary(src.span(node), "yield", value)


RULES: Final[Table[str, ExprRule]] = {
    "identifier": name,
    "attribute": _attribute,
    "subscript": _subscript,
    "call": _call,
    "string": _string,
    "concatenated_string": _string,
    "interpolation": interpolated,
    "integer": _number,
    "float": _number,
    "true": _constant("true"),
    "false": _constant("false"),
    "none": _constant("null"),
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "comparison_operator": _comparison,
    "unary_operator": _unary,
    "not_operator": _not,
    "await": _keyword("await"),
    "yield": _returned_yield,
    "conditional_expression": _conditional,
    "list": _sequence,
    "tuple": _sequence,
    "set": _sequence,
    "expression_list": _sequence,
    "pattern_list": _sequence,
    "tuple_pattern": _sequence,
    "list_pattern": _sequence,
    "dictionary": _dictionary,
    "list_comprehension": _comprehension,
    "set_comprehension": _comprehension,
    "dictionary_comprehension": _comprehension,
    "generator_expression": _comprehension,
    "parenthesized_expression": inner,
    "lambda": _lambda,
    "named_expression": _walrus,
    "assignment": assignment,
    "dotted_name": _dotted,
    "list_splat": spread,
    "list_splat_pattern": spread,
    "dictionary_splat": spread,
}
