"""Python's statements."""

from __future__ import annotations

import inspect
from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Class,
    Const,
    Define,
    Expr,
    ExprStmt,
    Function,
    Handler,
    If,
    Import,
    Index,
    Loop,
    Name,
    Other,
    Raise,
    Return,
    Sequence,
    Span,
    Stmt,
    Str,
    Try,
    Unary,
    With,
)
from keyproof.code.languages._python_expressions import args, params
from keyproof.code.languages._source import CHAIN, Arm, Source, StmtRule, branches, expression_statement, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


# ---- bindings --------------------------------------------------------------------------------------------------------


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    if len(parts) != 1:
        out.append(ExprStmt(src.span(node), Sequence(src.span(node), src.exprs(node))))
        return
    child = parts[0]
    kind = child.type
    if kind == "assignment":
        _assign(src, child, out)
    elif kind == "augmented_assignment":
        _augment(src, child, out)
    else:
        out.append(ExprStmt(src.span(node), src.expr(child)))


def _assign(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    left, right, kind = (node.child_by_field_name(f) for f in ("left", "right", "type"))
    annotation = src.text(kind) if kind is not None else ""
    value = src.expr(right) if right is not None else Other(span, "declared")
    bind(span, src.expr(left), value, out, annotation)


def bind(span: Span, target: Expr, value: Expr, out: list[Stmt], annotation: str = "", depth: int = 0) -> None:
    """Append one assignment for each name of *target*, with the part of *value* that it takes."""
    if not isinstance(target, Sequence) or depth > CHAIN:
        const = "Final" in annotation
        out.append(Assign(span, target, value, annotation, const))
        return
    literal = value.items if isinstance(value, Sequence) else ()
    starred = any(_is_spread(item) for item in (*target.items, *literal))
    matches = len(literal) == len(target.items) and not starred
    for place, item in enumerate(target.items):
        if isinstance(item, Other) and item.kind == "spread" and item.parts:
            bind(span, item.parts[0], Other(span, "rest", (value,)), out, "", depth + 1)
            starred = True
        elif matches:
            bind(span, item, literal[place], out, "", depth + 1)
        else:
            bind(span, item, Index(span, value, Const(span, "number", str(place))), out, "", depth + 1)


def _is_spread(item: Expr) -> bool:
    return isinstance(item, Other) and item.kind == "spread"


def _augment(src: Source, node: Syntax, out: list[Stmt]) -> None:
    operator = node.child_by_field_name("operator")
    word = operator.type.removesuffix("=") if operator is not None else ""
    target = src.field(node, "left")
    span = src.span(node)
    out.append(Assign(span, target, Binary(span, word, target, src.field(node, "right"))))


def _import(src: Source, node: Syntax, out: list[Stmt]) -> None:
    for child in node.children_by_field_name("name"):
        path, alias = _aliased(src, child)
        # ``import a.b`` binds ``a``.
        out.append(Import(src.span(child), path, "", alias or path.partition(".")[0]))


def _import_from(src: Source, node: Syntax, out: list[Stmt]) -> None:
    source = node.child_by_field_name("module_name")
    module = "".join(src.text(source).split()) if source is not None else "__future__"
    for child in node.children_by_field_name("name"):
        path, alias = _aliased(src, child)
        out.append(Import(src.span(child), module, path, alias or path))
    if any(child.type == "wildcard_import" for child in node.named_children):
        out.append(Import(src.span(node), module, "*", "*"))


def _aliased(src: Source, node: Syntax) -> tuple[str, str]:
    path = node.child_by_field_name("name") if node.type == "aliased_import" else node
    alias = node.child_by_field_name("alias")
    return src.text(path if path is not None else node), src.text(alias) if alias is not None else ""


# ---- simple statements -----------------------------------------------------------------------------------------------


def _first(src: Source, node: Syntax) -> Expr | None:
    parts = src.parts(node)
    return src.expr(parts[0]) if parts else None


def _return(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.append(Return(src.span(node), _first(src, node)))


def _raise(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.append(Raise(src.span(node), _first(src, node)))


def _assert(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    test, *message = src.exprs(node) or (Other(span, "missing"),)
    error = Call(span, Name(span, "AssertionError"), tuple(Arg(m.span, m) for m in message))
    out.append(If(span, Unary(span, "not", test), (Raise(span, error),)))


def _delete(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.append(ExprStmt(src.span(node), Other(src.span(node), "delete", src.exprs(node))))


def _print(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    given = tuple(Arg(src.span(c), src.expr(c)) for c in node.children_by_field_name("argument"))
    out.append(ExprStmt(span, Call(span, Name(span, "print"), given)))


# ---- branches and blocks ---------------------------------------------------------------------------------------------


def _if(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    outer = src.before
    for arm in (node, *node.children_by_field_name("alternative")):
        if arm.type == "else_clause":
            otherwise = src.block(arm.child_by_field_name("body"))
            continue
        src.before = []
        test = src.field(arm, "condition")
        before, src.before = src.before, []
        arms.append((src.span(arm), test, src.block(arm.child_by_field_name("consequence")), before))
    src.before = outer
    out.extend(branches(arms, otherwise))


def _match(src: Source, node: Syntax, out: list[Stmt]) -> None:
    subjects = [src.expr(s) for s in node.children_by_field_name("subject")]
    subject = subjects[0] if len(subjects) == 1 else Sequence(src.span(node), tuple(subjects))
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    block = node.child_by_field_name("body")
    for arm in block.named_children if block is not None else ():
        if arm.type != "case_clause":
            continue
        patterns = [c for c in arm.named_children if c.type == "case_pattern"]
        guard = arm.child_by_field_name("guard")
        test = _pattern(src, subject, patterns[0]) if len(patterns) == 1 else _opaque(src, subject, patterns, arm)
        bound: list[Stmt] = []
        if isinstance(test, Name):
            bound.append(Assign(test.span, test, subject))
            test = None
        body = (*bound, *src.block(arm.child_by_field_name("consequence")))
        if guard is not None:
            check = _first(src, guard) or Other(src.span(guard), "missing")
            test = check if test is None else Binary(src.span(arm), "and", test, check)
        if test is None:
            otherwise = body
            break
        arms.append((src.span(arm), test, body, []))
    out.extend(branches(arms, otherwise))


def _opaque(src: Source, subject: Expr, patterns: list[Syntax], arm: Syntax) -> Expr:
    return Other(src.span(arm), "pattern", (subject, *(src.expr(p) for p in patterns)))


def _pattern(src: Source, subject: Expr, node: Syntax) -> Expr | None:
    """Return the test of a pattern: a name when it only binds one, None when it takes anything."""
    parts = src.parts(node)
    if not parts:
        return None
    part = parts[0]
    if part.type == "union_pattern":
        made: Expr | None = None
        for choice in src.parts(part)[:CHAIN]:
            test = _equal(src, subject, choice)
            made = test if made is None else Binary(src.span(part), "or", made, test)
        return made
    if part.type == "dotted_name" and len(src.parts(part)) == 1:
        return src.expr(part)
    return _equal(src, subject, part)


def _equal(src: Source, subject: Expr, node: Syntax) -> Expr:
    value = src.expr(node)
    if isinstance(value, Str | Const | Attr | Unary):
        operator = "is" if isinstance(value, Const) and value.kind != "number" else "=="
        return Binary(src.span(node), operator, subject, value)
    return Other(src.span(node), "pattern", (subject, value))


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    body = src.block(node.child_by_field_name("body"))
    out.append(Loop(src.span(node), src.field(node, "left"), src.field(node, "right"), body))
    _else(src, node, out)


def _while(src: Source, node: Syntax, out: list[Stmt]) -> None:
    body = src.block(node.child_by_field_name("body"))
    out.append(Loop(src.span(node), None, src.field(node, "condition"), body))
    _else(src, node, out)


def _else(src: Source, node: Syntax, out: list[Stmt]) -> None:
    otherwise = node.child_by_field_name("alternative")
    out.extend(src.block(otherwise.child_by_field_name("body")) if otherwise is not None else ())


def _try(src: Source, node: Syntax, out: list[Stmt]) -> None:
    body = src.block(node.child_by_field_name("body"))
    handlers: list[Handler] = []
    final: tuple[Stmt, ...] = ()
    for child in node.named_children:
        kind = child.type
        if kind in ("except_clause", "except_group_clause"):
            handlers.append(_handler(src, child))
        elif kind == "else_clause":
            body += src.block(child.child_by_field_name("body"))
        elif kind == "finally_clause":
            final = _blocks(src, child)
    out.append(Try(src.span(node), body, tuple(handlers), final))


def _blocks(src: Source, node: Syntax) -> tuple[Stmt, ...]:
    return tuple(s for child in node.named_children if child.type == "block" for s in src.block(child))


def _handler(src: Source, node: Syntax) -> Handler:
    value = node.child_by_field_name("value")
    alias = node.child_by_field_name("alias")
    if value is not None and value.type == "as_pattern":
        alias = value.child_by_field_name("alias")
        value = next(iter(src.parts(value)), None)
    types: tuple[str, ...] = ()
    if value is not None:
        several = src.parts(value) if value.type in ("tuple", "expression_list") else [value]
        types = tuple([src.text(kind) for kind in several])
    return Handler(src.span(node), types, src.text(alias) if alias is not None else "", _blocks(src, node))


def _with(src: Source, node: Syntax, out: list[Stmt]) -> None:
    items: list[tuple[Expr, Expr | None]] = []
    for clause in node.named_children:
        for item in clause.named_children if clause.type == "with_clause" else ():
            value = item.child_by_field_name("value")
            if value is not None and value.type == "as_pattern":
                alias = value.child_by_field_name("alias")
                target = _first(src, alias) if alias is not None else None
                items.append((_first(src, value) or Other(src.span(value), "missing"), target))
            elif value is not None:
                items.append((src.expr(value), None))
    out.append(With(src.span(node), tuple(items), src.block(node.child_by_field_name("body"))))


# ---- definitions -----------------------------------------------------------------------------------------------------


def _documented(src: Source, node: Syntax) -> tuple[str, tuple[Stmt, ...]]:
    body = src.block(node.child_by_field_name("body"))
    if body and isinstance(body[0], ExprStmt) and isinstance(body[0].value, Str):
        return inspect.cleandoc(body[0].value.value), body[1:]
    return "", body


def _function(src: Source, node: Syntax, out: list[Stmt], decorators: tuple[Expr, ...] = ()) -> None:
    name = node.child_by_field_name("name")
    given = params(src, node.child_by_field_name("parameters"))
    doc, body = _documented(src, node)
    is_async = bool(node.children) and node.children[0].type == "async"
    called = src.text(name) if name is not None else ""
    span = src.span(node)
    out.append(Define(span, Function(span, called, given, body, decorators, is_async, doc)))


def _class(src: Source, node: Syntax, out: list[Stmt], decorators: tuple[Expr, ...] = ()) -> None:
    name = node.child_by_field_name("name")
    bases = tuple(
        [
            arg.value if arg.name in ("", "*") else Other(arg.span, f"keyword {arg.name}", (arg.value,))
            for arg in args(src, node.child_by_field_name("superclasses"))
        ]
    )
    doc, body = _documented(src, node)
    out.append(Class(src.span(node), src.text(name) if name is not None else "", bases, body, decorators, doc))


def _decorated(src: Source, node: Syntax, out: list[Stmt]) -> None:
    definition = node.child_by_field_name("definition")
    decorators = tuple(
        [value for c in node.named_children if c.type == "decorator" if (value := _first(src, c)) is not None]
    )
    if definition is not None and definition.type == "class_definition":
        _class(src, definition, out, decorators)
    elif definition is not None:
        _function(src, definition, out, decorators)


RULES: Final[Table[str, StmtRule]] = {
    "expression_statement": _expression,
    "import_statement": _import,
    "import_from_statement": _import_from,
    "future_import_statement": _import_from,
    "return_statement": _return,
    "raise_statement": _raise,
    "assert_statement": _assert,
    "delete_statement": _delete,
    "print_statement": _print,
    "break_statement": nothing,
    "continue_statement": nothing,
    "global_statement": nothing,
    "nonlocal_statement": nothing,
    "type_alias_statement": nothing,
    "if_statement": _if,
    "match_statement": _match,
    "for_statement": _for,
    "while_statement": _while,
    "try_statement": _try,
    "with_statement": _with,
    "function_definition": _function,
    "class_definition": _class,
    "decorated_definition": _decorated,
    "exec_statement": expression_statement,
}
