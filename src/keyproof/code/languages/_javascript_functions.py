"""JavaScript's functions, classes, enumerations and namespaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keyproof.code.ir import (
    Assign,
    Attr,
    Class,
    Const,
    Define,
    Expr,
    ExprStmt,
    Function,
    Name,
    Other,
    Stmt,
    Str,
)
from keyproof.code.languages._javascript_patterns import annotation, key, params
from keyproof.code.languages._source import Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_STAR = regex(r"^[ \t]*\*[ \t]?", re.MULTILINE)


def doc(src: Source) -> str:
    """Return the text of the ``/** … */`` that stands before the statement being lowered."""
    if src.remark is None:
        return ""
    text = src.text(src.remark)
    return _STAR.sub("", text[3:-2]).strip() if text.startswith("/**") else ""


def _is_async(src: Source, node: Syntax) -> bool:
    start = node.start_byte
    return src.data.startswith(b"async", start) and not chr(src.data[start + 5]).isalnum()


def _body(src: Source, node: Syntax) -> tuple[Stmt, ...]:
    body = node.child_by_field_name("body")
    if body is None or body.type == "statement_block":
        return src.block(body)
    return src.returned(body)


def function(src: Source, node: Syntax) -> Function:
    """Lower a function of any notation."""
    name = node.child_by_field_name("name")
    text, src.remark = doc(src), None
    given = params(src, node.child_by_field_name("parameters") or node.child_by_field_name("parameter"))
    called = src.text(name) if name is not None else ""
    return Function(src.span(node), called, given, _body(src, node), (), _is_async(src, node), text)


def expression(src: Source, node: Syntax) -> Expr:
    """Lower a function that is a value."""
    src.remark = None
    return function(src, node)


def method(src: Source, node: Syntax, decorators: tuple[Expr, ...] = ()) -> Function:
    """Lower a method, accessor or constructor; ``constructor(private a)`` also assigns ``self.a``."""
    text, src.remark = doc(src), None
    name = node.child_by_field_name("name")
    called = key(src, name) if name is not None else None
    given = node.child_by_field_name("parameters")
    is_async = False
    for child in node.children:
        if child.type == "async":
            is_async = True
        elif child == name:
            break
    parameters = params(src, given)
    body = src.block(node.child_by_field_name("body"))
    word = called.value if isinstance(called, Str) else ""
    if word == "constructor" and given is not None:
        body = (*_properties(src, given), *body)
    return Function(src.span(node), word, parameters, body, decorators, is_async, text)


def _properties(src: Source, given: Syntax) -> list[Stmt]:
    found: list[Stmt] = []
    for child in given.named_children:
        pattern = child.child_by_field_name("pattern")
        if pattern is None or pattern.type != "identifier":
            continue
        if any(c.type in ("accessibility_modifier", "readonly", "override_modifier") for c in child.children):
            span, name = src.span(pattern), src.text(pattern)
            target = Attr(span, Name(span, "self"), name)
            found.append(Assign(src.span(child), target, Name(span, name), annotation(src, child)))
    return found


def define(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower a function declaration."""
    out.append(Define(src.span(node), function(src, node)))


# ---- classes ---------------------------------------------------------------------------------------------------------


def make_class(src: Source, node: Syntax, name: str = "", decorators: tuple[Expr, ...] = ()) -> Class:
    """Lower a class; *name* is used where it has none of its own."""
    text, src.remark = doc(src), None
    own = node.child_by_field_name("name")
    bases: list[Expr] = []
    found = list(decorators)
    for child in node.named_children:
        if child.type == "decorator":
            found.append(src.expr(child))
        elif child.type == "class_heritage":
            bases += _bases(src, child)
    body = node.child_by_field_name("body")
    made = _members(src, body) if body is not None else ()
    called = src.text(own) if own is not None else name
    return Class(src.span(node), called, tuple(bases), made, tuple(found), text)


def _bases(src: Source, heritage: Syntax) -> list[Expr]:
    found: list[Expr] = []
    for child in src.parts(heritage):
        found += src.exprs(child) if child.type == "extends_clause" else (src.expr(child),)
    return found


def class_statement(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower a class declaration."""
    out.append(make_class(src, node))


def class_expression(src: Source, node: Syntax) -> Expr:
    """Lower a class that is a value: it is defined before, and its name stands for it."""
    span = src.span(node)
    made = make_class(src, node, f"class@{span.line}:{span.column}")
    src.before.append(made)
    return Name(span, made.name)


def _members(src: Source, body: Syntax) -> tuple[Stmt, ...]:
    outer, src.before = src.before, []
    out: list[Stmt] = []
    decorators: list[Expr] = []
    for child in body.named_children:
        kind = child.type
        if kind == "comment":
            src.remark = child
            continue
        if kind == "decorator":
            decorators.append(src.expr(child))
            continue
        made: list[Stmt] = []
        if kind == "method_definition":
            decorators += [src.expr(c) for c in child.named_children if c.type == "decorator"]
            made.append(Define(src.span(child), method(src, child, tuple(decorators))))
        elif kind in ("public_field_definition", "field_definition"):
            decorators += [src.expr(c) for c in child.named_children if c.type == "decorator"]
            made += [ExprStmt(d.span, d) for d in decorators]
            _field(src, child, made)
        elif kind == "class_static_block":
            made += src.block(child.child_by_field_name("body"))
        out += src.before
        src.before = []
        out += made
        decorators, src.remark = [], None
    src.before = outer
    return tuple(out)


def _field(src: Source, node: Syntax, out: list[Stmt]) -> None:
    named = node.child_by_field_name("name") or node.child_by_field_name("property")
    if named is None:
        return
    span = src.span(node)
    called = key(src, named)
    target = Name(called.span, called.value) if isinstance(called, Str) else called
    value = node.child_by_field_name("value")
    src.remark = None
    const = any(c.type == "readonly" for c in node.children)
    given = src.expr(value) if value is not None else Other(span, "declared")
    out.append(Assign(span, target, given, annotation(src, node), const))


def enum(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower an enumeration to a class with a field for each member."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    fields: list[Stmt] = []
    number = 0
    for child in src.parts(body) if body is not None else ():
        span = src.span(child)
        named = (child.child_by_field_name("name") if child.type == "enum_assignment" else child) or child
        called = key(src, named)
        value: Expr = Const(span, "number", str(number))
        if child.type == "enum_assignment":
            value = src.field(child, "value")
        target = Name(called.span, called.value) if isinstance(called, Str) else called
        fields.append(Assign(span, target, value, "", True))
        number = int(value.text) + 1 if isinstance(value, Const) and value.text.isdecimal() else number + 1
    out.append(Class(src.span(node), src.text(name) if name is not None else "", (), tuple(fields)))


def namespace(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower ``namespace N { … }`` to a class of its statements; ``declare module "m"`` declares and does nothing."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is not None and name.type != "string":
        out.append(Class(src.span(node), src.text(name), (), src.block(body)))
