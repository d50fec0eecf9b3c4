"""C#'s operators, casts and assignments."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Assign, Binary, Conditional, Expr, Name, Other, Unary
from keyproof.code.languages import _csharp_calls as calls
from keyproof.code.languages._csharp_names import kind_of, type_name
from keyproof.code.languages._csharp_objects import initialized
from keyproof.code.languages._jvm_calls import fallback
from keyproof.code.languages._source import ExprRule, Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_OPERATORS: Final = {"&&": "and", "||": "or"}


def operator(src: Source, node: Syntax) -> str:
    """Return the word for the operator of *node*."""
    found = node.child_by_field_name("operator")
    return _OPERATORS.get(found.type, found.type) if found is not None else ""


def _binary(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", operator)


def _prefix(src: Source, node: Syntax) -> Expr:
    word = node.children[0].type if node.children else ""
    parts = src.parts(node)
    return Unary(src.span(node), "not" if word == "!" else word, src.expr(parts[0] if parts else None))


def _await(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    return Unary(src.span(node), "await", src.expr(parts[0] if parts else None))


def _ternary(src: Source, node: Syntax) -> Expr:
    test, then, otherwise = (src.field(node, f) for f in ("condition", "consequence", "alternative"))
    made = fallback(src.span(node), test, then, otherwise)
    return made if made is not None else Conditional(src.span(node), test, then, otherwise)


def _cast(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "as_expression", (src.field(node, "value"),))


def _as(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "as_expression", (src.field(node, "left"),))


def _thrown(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    return calls.raising(src.span(node), src.expr(parts[0] if parts else None))


def _assignment(src: Source, node: Syntax) -> Expr:
    target = src.field(node, "left")
    src.before.append(assigned(src, node, target))
    return target


def assigned(src: Source, node: Syntax, target: Expr) -> Assign:
    """Return the assignment to *target* that *node* makes."""
    span = src.span(node)
    right = node.child_by_field_name("right")
    value = initialized(src, right)
    word = operator(src, node).removesuffix("=")
    if word:
        value = Binary(span, word, target, value)
    return Assign(span, target, value, rebinds=isinstance(target, Name))


RULES: Final[Table[str, ExprRule]] = {
    "binary_expression": _binary,
    "prefix_unary_expression": _prefix,
    "await_expression": _await,
    "conditional_expression": _ternary,
    "cast_expression": _cast,
    "as_expression": _as,
    "is_expression": lambda src, node: Binary(
        src.span(node),
        "instanceof",
        src.field(node, "left"),
        type_name(src.span(node), kind_of(src, node.child_by_field_name("right"))),
    ),
    "throw_expression": _thrown,
    "assignment_expression": _assignment,
}
