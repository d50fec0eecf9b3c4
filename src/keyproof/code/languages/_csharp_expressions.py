"""C#'s expressions."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Const, Expr, Function, Other, Stmt
from keyproof.code.languages import _csharp_invoked as invoked
from keyproof.code.languages import _csharp_names as names
from keyproof.code.languages import _csharp_objects as objects
from keyproof.code.languages import _csharp_operators as operators
from keyproof.code.languages._csharp_attributes import attribute
from keyproof.code.languages._csharp_params import params
from keyproof.code.languages._csharp_patterns import chosen, is_pattern
from keyproof.code.languages._csharp_strings import literal
from keyproof.code.languages._jvm import Frame, here
from keyproof.code.languages._source import ExprRule, Source, inner, other

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def _constant(kind: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        text = src.text(node)
        if kind != "number":
            return Const(src.span(node), text if text in ("true", "false") else kind, text)
        text = text.replace("_", "")
        return Const(
            src.span(node), "number", text if text[:2] in ("0x", "0X", "0b", "0B") else text.rstrip("lLuUfFdDmM")
        )

    return rule


def _default(src: Source, node: Syntax) -> Expr:
    return Const(src.span(node), "null", "default")


def _lambda(src: Source, node: Syntax) -> Expr:
    place = here(src)
    place.frames.append(Frame())
    given = params(src, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body") or next((c for c in node.named_children if c.type == "block"), None)
    if body is not None and body.type == "block":
        outer, src.before = src.before, []
        made: tuple[Stmt, ...] = src.block(body)
        src.before = outer
    else:
        made = src.returned(body)
    place.frames.pop()
    return Function(src.span(node), "", given, made)


RULES: Final[Table[str, ExprRule]] = {
    **names.RULES,
    **invoked.RULES,
    **objects.RULES,
    **operators.RULES,
    "integer_literal": _constant("number"),
    "real_literal": _constant("number"),
    "boolean_literal": _constant("bool"),
    "null_literal": _constant("null"),
    "default_expression": _default,
    "string_literal": literal,
    "verbatim_string_literal": literal,
    "raw_string_literal": literal,
    "character_literal": literal,
    "interpolated_string_expression": literal,
    "postfix_unary_expression": inner,
    "checked_expression": inner,
    "parenthesized_expression": inner,
    "ref_expression": inner,
    "is_pattern_expression": is_pattern,
    "switch_expression": chosen,
    "lambda_expression": _lambda,
    "anonymous_method_expression": _lambda,
    "typeof_expression": lambda src, node: Other(src.span(node), "typeof"),
    "sizeof_expression": lambda src, node: Other(src.span(node), "sizeof"),
    "attribute": attribute,
    "query_expression": other,
}
