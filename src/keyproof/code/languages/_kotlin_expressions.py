"""Kotlin's expressions."""

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
    If,
    Index,
    Name,
    Other,
    Param,
    Raise,
    Return,
    Sequence,
    Span,
    Stmt,
    Try,
    Unary,
)
from keyproof.code.languages._jvm import Frame, declare, dotted, function_named, here, named
from keyproof.code.languages._jvm_calls import body_of, call, raising
from keyproof.code.languages._kotlin_strings import literal
from keyproof.code.languages._source import ExprRule, Source, inner, other

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_CONSTANTS: Final = {"true": "true", "false": "false", "null": "null"}
_OPERATORS: Final = {"&&": "and", "||": "or", "?:": "??", "===": "==", "!==": "!="}
_LOGS: Final = frozenset({"trace", "debug", "info", "warn", "error"})
_GIVEN: Final = frozenset({"let", "also", "use"})
"""Functions that call a lambda with their receiver."""
_NOT_PARTS: Final = frozenset({"type_arguments", "value_arguments", "annotated_lambda", "lambda_literal"})


def _identifier(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    if text in _CONSTANTS:
        return Const(src.span(node), _CONSTANTS[text], text)
    return named(src, src.span(node), text.strip("`")) if text else Other(src.span(node), "missing")


def _self(src: Source, node: Syntax) -> Expr:
    return Name(src.span(node), "self")


def _number(src: Source, node: Syntax) -> Expr:
    return Const(src.span(node), "number", src.text(node).replace("_", "").rstrip("lLfFuU"))


def type_of(src: Source, node: Syntax | None) -> str:
    """Return a type's name without its arguments and marks."""
    while node is not None and node.type in ("nullable_type", "parenthesized_type", "non_nullable_type"):
        node = next(iter(node.named_children), None)
    return "".join(src.text(node).partition("<")[0].split()) if node is not None else ""


# ---- members and calls -----------------------------------------------------------------------------------------------


def _navigation(src: Source, node: Syntax) -> Expr:
    spine = [node]
    while (inward := spine[-1].named_children[0] if spine[-1].named_children else None) is not None:
        if inward.type != "navigation_expression":
            break
        spine.append(inward)
    made = src.expr(inward)
    for step in reversed(spine):
        last = step.named_children[-1]
        made = Attr(src.span(step), made, src.text(last).strip("`"))
    return made


def args(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Lower an argument list."""
    found: list[Arg] = []
    for child in src.parts(node) if node is not None else ():
        parts = src.parts(child)
        key = ""
        if len(parts) > 1 and any(c.type == "=" for c in child.children):
            key, parts = src.text(parts[0]), parts[1:]
        if parts:
            star = "*" if any(c.type == "*" for c in child.children) else ""
            found.append(Arg(src.span(child), src.expr(parts[-1]), key or star))
    return tuple(found)


def _call(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    callee = node.named_children[0] if node.named_children else None
    given: tuple[Arg, ...] = ()
    outer = callee
    if callee is not None and callee.type == "call_expression" and not _has(node, "value_arguments"):
        # ``f(a) { … }`` is the call of ``f(a)`` with a lambda behind.
        outer = callee.named_children[0]
        given = args(src, _part(callee, "value_arguments"))
    else:
        given = args(src, _part(node, "value_arguments"))
    func: Expr
    if outer is not None and outer.type == "identifier":
        func = function_named(src, src.span(outer), src.text(outer).strip("`"))
    else:
        func = src.expr(outer)
    behind = _part(node, "annotated_lambda") or _part(node, "lambda_literal")
    if behind is not None:
        special = _scoped(src, span, func, behind)
        if special is not None:
            return special
        given = (*given, Arg(src.span(behind), _behind(src, func, behind)))
    return call(span, func, given, _makes(func))


def _makes(func: Expr) -> bool:
    """Kotlin has no ``new``: what begins with a capital is a class."""
    last = func.id if isinstance(func, Name) else func.name if isinstance(func, Attr) else ""
    return last[:1].isupper()


def _has(node: Syntax, kind: str) -> bool:
    return any(c.type == kind for c in node.named_children)


def _part(node: Syntax, kind: str) -> Syntax | None:
    return next((c for c in node.named_children if c.type == kind), None)


def _behind(src: Source, func: Expr, node: Syntax) -> Expr:
    made = src.expr(node)
    if isinstance(func, Attr) and func.name in _LOGS:
        return body_of(made)
    return made


def _scoped(src: Source, span: Span, func: Expr, node: Syntax) -> Expr | None:
    """``token?.let { use(it) }`` calls the lambda with the receiver; ``lazy { … }`` is what it gives."""
    if isinstance(func, Name) and func.id in ("lazy", "runBlocking", "run", "runCatching"):
        made = src.expr(node)
        value = body_of(made)
        return value if value is not made else Call(span, made, ())
    if not isinstance(func, Attr) or func.name not in _GIVEN:
        return None
    return Call(span, src.expr(node), (Arg(func.value.span, func.value),))


def _index(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    if len(parts) < 2:
        return other(src, node)
    return Index(src.span(node), src.expr(parts[0]), src.expr(parts[1]))


def _reference(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    return function_named(src, src.span(node), src.text(parts[-1])) if parts else other(src, node)


def _sequence(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), src.exprs(node))


# ---- operators -------------------------------------------------------------------------------------------------------


def _operator(src: Source, node: Syntax) -> str:
    found = node.child_by_field_name("operator")
    return _OPERATORS.get(found.type, found.type) if found is not None else ""


def _binary(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", _operator)


def _unary(src: Source, node: Syntax) -> Expr:
    word = _operator(src, node)
    value = src.field(node, "argument")
    if word == "!!":
        return Other(src.span(node), "non_null_expression", (value,))
    return Unary(src.span(node), "not" if word == "!" else word, value)


def _infix(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    if len(parts) != 3:
        return other(src, node)
    word = src.text(parts[1])
    sides = (src.expr(parts[0]), src.expr(parts[2]))
    if word == "or" or word == "and":
        return Binary(src.span(node), word, *sides)
    return Other(src.span(node), word if word == "to" else "infix", sides)


def _as(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "as_expression", (src.field(node, "left"),))


def _is(src: Source, node: Syntax) -> Expr:
    kind = type_of(src, node.child_by_field_name("right")) or "Any"
    return Binary(src.span(node), "instanceof", src.field(node, "left"), dotted(src.span(node), kind))


def _in(src: Source, node: Syntax) -> Expr:
    word = "not in" if any(c.type == "!in" for c in node.children) else "in"
    return Binary(src.span(node), word, src.field(node, "left"), src.field(node, "right"))


# ---- statements that are values --------------------------------------------------------------------------------------


def _made(src: Source, node: Syntax) -> Expr:
    """Lower a branch, a choice or a try that is a value."""
    outer, src.before = src.before, []
    body = src.statements([node])
    src.before = outer
    return as_value(src.span(node), returning(body))


def as_value(span: Span, body: tuple[Stmt, ...]) -> Expr:
    """Return the value of statements that return it: a choice where that is all, else a function called at once."""
    if len(body) == 1:
        only = body[0]
        if isinstance(only, Return) and only.value is not None:
            return only.value
        if isinstance(only, Raise) and only.value is not None:
            return raising(only.span, only.value)
        if isinstance(only, If):
            then, otherwise = as_value(span, only.then), as_value(span, only.otherwise)
            return Conditional(only.span, only.test, then, otherwise)
    if not body:
        return Const(span, "null", "null")
    return Call(span, Function(span, "", (), body), ())


def returning(body: tuple[Stmt, ...], depth: int = 0) -> tuple[Stmt, ...]:
    """Return *body* with its last value returned."""
    if not body or depth > 40:
        return body
    last = body[-1]
    made: Stmt = last
    if isinstance(last, ExprStmt):
        made = Return(last.span, last.value)
    elif isinstance(last, If):
        made = If(last.span, last.test, returning(last.then, depth + 1), returning(last.otherwise, depth + 1))
    elif isinstance(last, Try):
        handlers = tuple([type(h)(h.span, h.types, h.name, returning(h.body, depth + 1)) for h in last.handlers])
        made = Try(last.span, returning(last.body, depth + 1), handlers, last.final)
    return (*body[:-1], made)


def _jump(src: Source, node: Syntax) -> Expr:
    """``return x`` and ``throw e`` where a value stands."""
    outer, src.before = src.before, []
    body = src.statements([node])
    src.before = outer
    span = src.span(node)
    return Call(span, Function(span, "", (), body), ())


# ---- functions -------------------------------------------------------------------------------------------------------


def _lambda(src: Source, node: Syntax) -> Expr:
    place = here(src)
    place.frames.append(Frame())
    given: list[Param] = []
    body: list[Syntax] = []
    for child in node.named_children:
        if child.type == "lambda_parameters":
            for part in child.named_children:
                if part.type == "variable_declaration":
                    name = part.named_children[0]
                    kind = part.named_children[1] if len(part.named_children) > 1 else None
                    given.append(Param(src.span(part), src.text(name), src.text(kind) if kind is not None else ""))
        else:
            body.append(child)
    if not given:
        given.append(Param(src.span(node), "it"))
    for param in given:
        declare(src, param.name)
    outer, src.before = src.before, []
    made = returning(src.statements(body))
    src.before = outer
    place.frames.pop()
    return Function(src.span(node), "", tuple(given), made)


def _anonymous(src: Source, node: Syntax) -> Expr:
    from keyproof.code.languages._kotlin_classes import function

    outer, src.before = src.before, []
    made = function(src, node, "")
    src.before = outer
    return made


def _object(src: Source, node: Syntax) -> Expr:
    from keyproof.code.languages._kotlin_classes import make_class

    span = src.span(node)
    made = make_class(src, node, f"class@{span.line}:{span.column}")
    src.before.append(made)
    return Call(span, Name(span, made.name), (), True)


def assigned(src: Source, node: Syntax) -> Assign:
    """Lower ``target = value`` and ``target += value``."""
    span = src.span(node)
    target, value = src.field(node, "left"), src.field(node, "right")
    word = _operator(src, node).removesuffix("=")
    if word:
        value = Binary(span, word, target, value)
    return Assign(span, target, value, rebinds=isinstance(target, Name))


def _assignment(src: Source, node: Syntax) -> Expr:
    made = assigned(src, node)
    src.before.append(made)
    return made.target


RULES: Final[Table[str, ExprRule]] = {
    "identifier": _identifier,
    "this_expression": _self,
    "super_expression": _self,
    "number_literal": _number,
    "float_literal": _number,
    "string_literal": literal,
    "multiline_string_literal": literal,
    "character_literal": literal,
    "user_type": lambda src, node: dotted(src.span(node), type_of(src, node) or "Any"),
    "navigation_expression": _navigation,
    "call_expression": _call,
    "index_expression": _index,
    "callable_reference": _reference,
    "collection_literal": _sequence,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "infix_expression": _infix,
    "as_expression": _as,
    "is_expression": _is,
    "in_expression": _in,
    "parenthesized_expression": inner,
    "annotated_lambda": lambda src, node: src.expr(_part(node, "lambda_literal")),
    "lambda_literal": _lambda,
    "anonymous_function": _anonymous,
    "object_literal": _object,
    "if_expression": _made,
    "when_expression": _made,
    "try_expression": _made,
    "return_expression": _jump,
    "throw_expression": _jump,
    "assignment": _assignment,
}
