"""Java's expressions."""

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
    Name,
    Other,
    Param,
    Sequence,
    Span,
    Stmt,
    Unary,
)
from keyproof.code.languages._java_strings import literal
from keyproof.code.languages._jvm import Frame, declare, dotted, function_named, here, named, text_of
from keyproof.code.languages._jvm_calls import call, fallback
from keyproof.code.languages._source import ExprRule, Source, inner, other

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_CHAINED: Final = 128
"""Calls in one chain; the longest builder seen has 40."""
_OPERATORS: Final = {"&&": "and", "||": "or"}


def _identifier(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    return named(src, src.span(node), text) if text else Other(src.span(node), "missing")


def _self(src: Source, node: Syntax) -> Expr:
    return Name(src.span(node), "self")


def _constant(kind: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        text = src.text(node)
        return Const(src.span(node), kind, text.replace("_", "").rstrip("lLfFdD") if kind == "number" else text)

    return rule


def _hexadecimal(src: Source, node: Syntax) -> Expr:
    return Const(src.span(node), "number", src.text(node).replace("_", ""))


# ---- members and calls -----------------------------------------------------------------------------------------------


def _field(src: Source, node: Syntax) -> Expr:
    name = text_of(src, node.child_by_field_name("field"))
    return Attr(src.span(node), src.field(node, "object"), name)


def _scoped(src: Source, node: Syntax) -> Expr:
    return dotted(src.span(node), "".join(src.text(node).split()))


def args(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Lower an argument list."""
    found = []
    for child in src.parts(node) if node is not None else ():
        found.append(Arg(src.span(child), src.expr(child)))
    return tuple(found)


def _call(src: Source, node: Syntax) -> Expr:
    """Lower a call; a long chain of calls (builders) is followed without recursion."""
    spine = [node]
    inward = node.child_by_field_name("object")
    while inward is not None and inward.type == "method_invocation":
        spine.append(inward)
        inward = inward.child_by_field_name("object")
    if len(spine) > _CHAINED:
        return src.flat(node)
    made: Expr | None = src.expr(inward) if inward is not None else None
    if any(child.type == "super" for child in spine[-1].children):
        made = Name(src.span(spine[-1]), "self")
    for step in reversed(spine):
        span = src.span(step)
        name = text_of(src, step.child_by_field_name("name"))
        func = function_named(src, span, name) if made is None else Attr(span, made, name)
        made = call(span, func, args(src, step.child_by_field_name("arguments")))
    return made if made is not None else Other(src.span(node), "missing")


def kind_of(src: Source, node: Syntax | None) -> str:
    """Return a type's name without its arguments and brackets."""
    while node is not None and node.type in ("generic_type", "annotated_type", "array_type"):
        parts = [c for c in node.named_children if c.type not in ("annotation", "marker_annotation", "dimensions")]
        node = parts[0] if parts else None
    return "".join(src.text(node).split()) if node is not None else ""


def type_name(src: Source, span: Span, text: str) -> Expr:
    """Return the expression for a class's name."""
    first = text.partition(".")[0]
    owner = here(src).members.get(first)
    return dotted(span, f"{owner}.{text}" if owner is not None else text)


def _created(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    kind = kind_of(src, node.child_by_field_name("type"))
    given = args(src, node.child_by_field_name("arguments"))
    body = next((c for c in node.named_children if c.type == "class_body"), None)
    if body is None:
        return call(span, type_name(src, span, kind), given, True)
    from keyproof.code.languages._java_classes import anonymous

    return Call(span, anonymous(src, node, body, type_name(src, span, kind)), given, True)


def _reference(src: Source, node: Syntax) -> Expr:
    """``this::run``, ``Client::new``."""
    parts = node.named_children
    name = src.text(parts[-1]) if len(parts) > 1 else ""
    holder = parts[0] if parts else None
    if holder is None:
        return other(src, node)
    span = src.span(node)
    value = src.expr(holder) if holder.type != "super" else Name(span, "self")
    return Attr(span, value, name) if name else value


def _type(src: Source, node: Syntax) -> Expr:
    return type_name(src, src.span(node), kind_of(src, node))


def _index(src: Source, node: Syntax) -> Expr:
    return Index(src.span(node), src.field(node, "array"), src.field(node, "index"))


def _array(src: Source, node: Syntax) -> Expr:
    value = node.child_by_field_name("value")
    return src.expr(value) if value is not None else Other(src.span(node), "array")


def _initializer(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), src.exprs(node))


# ---- operators -------------------------------------------------------------------------------------------------------


def _operator(src: Source, node: Syntax) -> str:
    found = node.child_by_field_name("operator")
    return _OPERATORS.get(found.type, found.type) if found is not None else ""


def _binary(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", _operator)


def _unary(src: Source, node: Syntax) -> Expr:
    word = _operator(src, node)
    return Unary(src.span(node), "not" if word == "!" else word, src.field(node, "operand"))


def _update(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "update_expression", src.exprs(node))


def _instance(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    left = src.field(node, "left")
    name = node.child_by_field_name("name")
    if name is not None:
        declare(src, src.text(name))
        src.before.append(Assign(span, Name(src.span(name), src.text(name)), left))
    kind = node.child_by_field_name("right")
    return Binary(span, "instanceof", left, dotted(span, kind_of(src, kind) or "Object"))


def _ternary(src: Source, node: Syntax) -> Expr:
    test, then, otherwise = (src.field(node, f) for f in ("condition", "consequence", "alternative"))
    made = fallback(src.span(node), test, then, otherwise)
    return made if made is not None else Conditional(src.span(node), test, then, otherwise)


def _cast(src: Source, node: Syntax) -> Expr:
    value = node.child_by_field_name("value")
    return Other(src.span(node), "as_expression", (src.expr(value),))


def assignment(src: Source, node: Syntax) -> Expr:
    """Lower an assignment that is the value of something: it goes before, and its target is the value."""
    target = src.field(node, "left")
    src.before.append(assigned(src, node, target))
    return target


def assigned(src: Source, node: Syntax, target: Expr) -> Assign:
    """Return the assignment to *target* that *node* makes."""
    span = src.span(node)
    value = src.field(node, "right")
    word = _operator(src, node).removesuffix("=")
    if word:
        value = Binary(span, word, target, value)
    return Assign(span, target, value, rebinds=isinstance(target, Name))


# ---- functions -------------------------------------------------------------------------------------------------------


def _lambda(src: Source, node: Syntax) -> Expr:
    place = here(src)
    place.frames.append(Frame())
    given = params(src, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    if body is not None and body.type == "block":
        outer, src.before = src.before, []
        made: tuple[Stmt, ...] = src.block(body)
        src.before = outer
    else:
        made = src.returned(body)
    place.frames.pop()
    return Function(src.span(node), "", given, made)


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower the parameters of a method or lambda, and note their names."""
    if node is None:
        return ()
    if node.type == "identifier":
        declare(src, src.text(node))
        return (Param(src.span(node), src.text(node)),)
    found: list[Param] = []
    for child in src.parts(node):
        if child.type == "identifier":
            found.append(Param(src.span(child), src.text(child)))
        elif child.type in ("formal_parameter", "spread_parameter"):
            found.append(_param(src, child))
    for param in found:
        declare(src, param.name.lstrip("."))
    return tuple(found)


def _param(src: Source, node: Syntax) -> Param:
    name = node.child_by_field_name("name")
    kind = node.child_by_field_name("type")
    lead = ""
    if node.type == "spread_parameter":
        declarator = next((c for c in node.named_children if c.type == "variable_declarator"), None)
        name = declarator.child_by_field_name("name") if declarator is not None else None
        kind = next((c for c in node.named_children if c.type not in ("modifiers", "variable_declarator")), None)
        lead = "..."
    marks = [m for m in marks_of(src, node) if isinstance(m, Call) and m.args]
    return Param(src.span(node), lead + text_of(src, name), text_of(src, kind), marks[0] if marks else None)


def marks_of(src: Source, node: Syntax) -> tuple[Expr, ...]:
    """Return the annotations of a declaration."""
    found: list[Expr] = []
    for child in node.named_children:
        if child.type == "modifiers":
            for mark in child.named_children:
                if mark.type in ("annotation", "marker_annotation"):
                    found.append(_annotation(src, mark))
    return tuple(found)


def _annotation(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    name = type_name(src, span, "".join(text_of(src, node.child_by_field_name("name")).split()))
    given = node.child_by_field_name("arguments")
    found: list[Arg] = []
    for child in src.parts(given) if given is not None else ():
        if child.type == "element_value_pair":
            key = text_of(src, child.child_by_field_name("key"))
            found.append(Arg(src.span(child), src.field(child, "value"), "" if key == "value" else key))
        else:
            found.append(Arg(src.span(child), src.expr(child)))
    return Call(span, name, tuple(found))


def _switch(src: Source, node: Syntax) -> Expr:
    from keyproof.code.languages._java_statements import chosen

    return chosen(src, node)


RULES: Final[Table[str, ExprRule]] = {
    "identifier": _identifier,
    "type_identifier": _type,
    "scoped_type_identifier": _type,
    "generic_type": _type,
    "this": _self,
    "super": _self,
    "scoped_identifier": _scoped,
    "decimal_integer_literal": _constant("number"),
    "hex_integer_literal": _hexadecimal,
    "octal_integer_literal": _hexadecimal,
    "binary_integer_literal": _hexadecimal,
    "decimal_floating_point_literal": _constant("number"),
    "hex_floating_point_literal": _hexadecimal,
    "true": _constant("true"),
    "false": _constant("false"),
    "null_literal": _constant("null"),
    "string_literal": literal,
    "character_literal": literal,
    "template_expression": lambda src, node: src.field(node, "template_argument"),
    "field_access": _field,
    "method_invocation": _call,
    "object_creation_expression": _created,
    "method_reference": _reference,
    "class_literal": lambda src, node: Attr(src.span(node), src.expr(next(iter(node.named_children), None)), "class"),
    "array_access": _index,
    "array_creation_expression": _array,
    "array_initializer": _initializer,
    "element_value_array_initializer": _initializer,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "update_expression": _update,
    "instanceof_expression": _instance,
    "ternary_expression": _ternary,
    "cast_expression": _cast,
    "parenthesized_expression": inner,
    "assignment_expression": assignment,
    "lambda_expression": _lambda,
    "switch_expression": _switch,
    "annotation": _annotation,
    "marker_annotation": _annotation,
}
