"""C#'s statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Const,
    Define,
    Expr,
    ExprStmt,
    Function,
    Handler,
    Index,
    Loop,
    Name,
    Other,
    Raise,
    Return,
    Sequence,
    Span,
    Stmt,
    Try,
    Unary,
    With,
)
from keyproof.code.languages import _csharp_calls as calls
from keyproof.code.languages._csharp_attributes import marks_of
from keyproof.code.languages._csharp_names import kind_of, type_text
from keyproof.code.languages._csharp_objects import created
from keyproof.code.languages._csharp_operators import assigned
from keyproof.code.languages._csharp_params import params
from keyproof.code.languages._csharp_patterns import cases
from keyproof.code.languages._jvm import Frame, declare, here, text_of
from keyproof.code.languages._source import Arm, Source, StmtRule, branches, each, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def _global(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(src.statements(node.named_children))


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    if len(parts) != 1:
        return
    child = parts[0]
    if child.type == "assignment_expression":
        _assignment(src, child, out)
        return
    span, value = src.span(node), src.expr(child)
    out.append(calls.claim(span, value) or _kept(span, value) or ExprStmt(span, value))


def _kept(span: Span, value: Expr) -> Stmt | None:
    """``items.Add(key, value)`` is an entry of a dictionary; that of headers stays a call."""
    if not isinstance(value, Call) or not isinstance(value.func, Attr) or len(value.args) != 2:
        return None
    holder = value.func.value
    name = holder.name if isinstance(holder, Attr) else holder.id if isinstance(holder, Name) else ""
    if value.func.name in ("Add", "TryAdd") and name and "header" not in name.lower() and name != "ArgumentList":
        return Assign(span, Index(span, holder, value.args[0].value), value.args[1].value)
    return None


def _assignment(src: Source, node: Syntax, out: list[Stmt]) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and left.type in ("tuple_expression", "declaration_expression", "tuple_pattern"):
        _taken_apart(src, src.span(node), left, src.expr(right), out)
        return
    target = src.expr(left)
    if isinstance(target, Name) and target.id == "_":
        out.append(ExprStmt(src.span(node), src.expr(right)))
        return
    out.append(assigned(src, node, target))


def _taken_apart(src: Source, span: Span, pattern: Syntax, value: Expr, out: list[Stmt]) -> None:
    """``var (a, b) = value``: an assignment for each."""
    names: list[Syntax] = []
    stack = list(pattern.named_children)
    while stack:
        child = stack.pop(0)
        if child.type in ("identifier",):
            names.append(child)
        elif child.type == "declaration_expression":
            named = child.child_by_field_name("name")
            names += [named] if named is not None else []
        elif child.type not in ("implicit_type", "predefined_type"):
            stack = [*child.named_children, *stack]
    for number, name in enumerate(names):
        text = src.text(name)
        if text != "_":
            declare(src, text)
            key = Const(span, "number", str(number))
            part = (
                value.items[number]
                if isinstance(value, Sequence) and number < len(value.items)
                else Index(span, value, key)
            )
            out.append(Assign(span, Name(src.span(name), text), part))


def _local(src: Source, node: Syntax, out: list[Stmt]) -> None:
    declaration = next((c for c in node.named_children if c.type == "variable_declaration"), None)
    if declaration is not None:
        const = any(c.type == "modifier" and src.text(c) == "const" for c in node.named_children)
        declared(src, declaration, out, const=const)


def declared(src: Source, node: Syntax, out: list[Stmt], *, const: bool = False) -> None:
    """Lower the variables of a declaration."""
    kind = type_text(src, node.child_by_field_name("type"))
    for child in node.named_children:
        if child.type != "variable_declarator":
            continue
        span = src.span(child)
        name = child.child_by_field_name("name")
        pattern = next((c for c in child.named_children if c.type == "tuple_pattern"), None)
        known = {c.id for c in (name, pattern) if c is not None}
        rest = [c for c in src.parts(child) if c.id not in known]
        value = initial(src, rest[-1] if rest else None, span, kind)
        out.extend(src.before)
        src.before = []
        if pattern is not None:
            _taken_apart(src, span, pattern, value, out)
            continue
        text = text_of(src, name).removeprefix("@")
        declare(src, text)
        out.append(Assign(span, Name(src.span(name) if name is not None else span, text), value, kind, const))


def initial(src: Source, node: Syntax | None, span: Span, kind: str) -> Expr:
    """Lower the value that something of the type *kind* is declared with."""
    if node is None:
        return Other(span, "declared")
    if node.type == "implicit_object_creation_expression":
        return created(src, node, kind)
    return src.expr(node)


def _return(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    out.append(Return(src.span(node), src.expr(parts[0]) if parts else None))


def _yield(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    if parts:
        out.append(ExprStmt(src.span(node), Unary(src.span(node), "yield", src.expr(parts[0]))))


def _throw(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    out.append(Raise(src.span(node), src.expr(parts[0]) if parts else None))


# ---- branches --------------------------------------------------------------------------------------------------------


def body(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Lower a block, or the one statement in its place."""
    if node is None:
        return ()
    return src.block(node) if node.type == "block" else src.statements([node])


def _if(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    outer = src.before
    arm: Syntax | None = node
    while arm is not None:
        src.before = []
        test = src.field(arm, "condition")
        before, src.before = src.before, []
        arms.append((src.span(arm), test, body(src, arm.child_by_field_name("consequence")), before))
        rest = arm.child_by_field_name("alternative")
        arm = rest if rest is not None and rest.type == "if_statement" else None
        if arm is None:
            otherwise = body(src, rest)
    src.before = outer
    out.extend(branches(arms, otherwise))


def _switch(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms, otherwise = cases(src, node)
    out.extend(branches(arms, otherwise))


# ---- loops and blocks ------------------------------------------------------------------------------------------------


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    for init in node.children_by_field_name("initializer"):
        if init.type == "variable_declaration":
            declared(src, init, out)
    out.append(Loop(src.span(node), None, src.field(node, "condition"), body(src, node.child_by_field_name("body"))))


def _each(src: Source, node: Syntax, out: list[Stmt]) -> None:
    left = node.child_by_field_name("left")
    span = src.span(node)
    value = src.field(node, "right")
    target: Expr | None = None
    if left is not None and left.type == "identifier":
        declare(src, src.text(left))
        target = Name(src.span(left), src.text(left))
    elif left is not None:
        names: list[Expr] = []
        for name in left.named_children:
            if name.type == "identifier":
                declare(src, src.text(name))
                names.append(Name(src.span(name), src.text(name)))
        target = Sequence(src.span(left), tuple(names))
    out.append(Loop(span, target, value, body(src, node.child_by_field_name("body"))))


def _while(src: Source, node: Syntax, out: list[Stmt]) -> None:
    test = src.field(node, "condition")
    out.append(Loop(src.span(node), None, test, body(src, node.child_by_field_name("body"))))


def _last_block(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """``lock``, ``fixed``, ``unsafe``, ``checked``: only their block matters."""
    if node.named_children:
        out.extend(body(src, node.named_children[-1]))


def _using(src: Source, node: Syntax, out: list[Stmt]) -> None:
    items: list[tuple[Expr, Expr | None]] = []
    block = node.child_by_field_name("body")
    for child in src.parts(node):
        if block is not None and child.id == block.id:
            continue
        if child.type == "variable_declaration":
            made: list[Stmt] = []
            declared(src, child, made)
            items += [(s.value, s.target) for s in made if isinstance(s, Assign)]
        else:
            items.append((src.expr(child), None))
    inner = body(src, block)
    if items:
        out.append(With(src.span(node), tuple(items), inner))
    else:
        out.extend(inner)


def _labelled(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(src.statements(node.named_children[1:]))


def _try(src: Source, node: Syntax, out: list[Stmt]) -> None:
    made = src.block(node.child_by_field_name("body"))
    handlers: list[Handler] = []
    final: tuple[Stmt, ...] = ()
    for child in node.named_children:
        if child.type == "catch_clause":
            handlers.append(_handler(src, child))
        elif child.type == "finally_clause":
            final = tuple([s for c in child.named_children if c.type == "block" for s in src.block(c)])
    out.append(Try(src.span(node), made, tuple(handlers), final))


def _handler(src: Source, node: Syntax) -> Handler:
    types: tuple[str, ...] = ()
    name = ""
    for child in node.named_children:
        if child.type == "catch_declaration":
            name = text_of(src, child.child_by_field_name("name"))
            types = (kind_of(src, child.child_by_field_name("type")),)
    declare(src, name)
    return Handler(src.span(node), types, name, src.block(node.child_by_field_name("body")))


def function(src: Source, node: Syntax, name: str, lead: tuple[Stmt, ...] = (), doc: str = "") -> Function:
    """Lower a method, constructor or local function."""
    marks = marks_of(src, node)
    place = here(src)
    place.frames.append(Frame())
    given = params(src, node.child_by_field_name("parameters"))
    block = node.child_by_field_name("body")
    made = arrow_or_block(src, block)
    place.frames.pop()
    returns = type_text(src, node.child_by_field_name("returns") or node.child_by_field_name("type"))
    marks += tuple(
        [p.default for p in given if isinstance(p.default, Call) and calls.path(p.default.func) in _TRIGGERS]
    )
    is_async = any(c.type == "modifier" and src.text(c) == "async" for c in node.named_children)
    return Function(src.span(node), name, given, (*lead, *made), marks, is_async, doc, returns)


_TRIGGERS: Final = frozenset({"McpToolTrigger", "McpResourceTrigger", "McpPromptTrigger"})
"""Attributes of a parameter that say what the method answers (Azure Functions)."""


def arrow_or_block(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Lower the body of a method: a block, or ``=> expression``."""
    if node is None:
        return ()
    if node.type == "arrow_expression_clause":
        parts = src.parts(node)
        if parts and parts[0].type in ("assignment_expression", "throw_expression"):
            outer, src.before = src.before, []
            made: list[Stmt] = []
            if parts[0].type == "throw_expression":
                _throw(src, parts[0], made)
            else:
                _assignment(src, parts[0], made)
            made = [*src.before, *made]
            src.before = outer
            return tuple(made)
        return src.returned(parts[0] if parts else None)
    return src.block(node)


def _local_function(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name = text_of(src, node.child_by_field_name("name"))
    declare(src, name)
    out.append(Define(src.span(node), function(src, node, name)))


def _conditional(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """``#if``: all of its branches are read one after the other."""
    condition = node.child_by_field_name("condition")
    out.extend(src.statements([c for c in node.named_children if condition is None or c.id != condition.id]))


RULES: Final[dict[str, StmtRule]] = {
    "global_statement": _global,
    "expression_statement": _expression,
    "local_declaration_statement": _local,
    "return_statement": _return,
    "yield_statement": _yield,
    "throw_statement": _throw,
    "break_statement": nothing,
    "continue_statement": nothing,
    "empty_statement": nothing,
    "goto_statement": nothing,
    "if_statement": _if,
    "switch_statement": _switch,
    "for_statement": _for,
    "foreach_statement": _each,
    "while_statement": _while,
    "do_statement": _while,
    "lock_statement": _last_block,
    "fixed_statement": _last_block,
    "unsafe_statement": _last_block,
    "checked_statement": _last_block,
    "using_statement": _using,
    "labeled_statement": _labelled,
    "try_statement": _try,
    "local_function_statement": _local_function,
    "block": each,
    "ERROR": each,
    "preproc_if": _conditional,
    "preproc_elif": _conditional,
    "preproc_else": each,
    "assignment_expression": _assignment,
    "declaration_list": each,
}
