"""Java's statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Assign,
    Attr,
    Binary,
    Call,
    Conditional,
    Const,
    Expr,
    ExprStmt,
    Function,
    Handler,
    If,
    Loop,
    Name,
    Other,
    Raise,
    Return,
    Span,
    Stmt,
    Str,
    Try,
    Unary,
    With,
)
from keyproof.code.languages._java_expressions import assigned, kind_of
from keyproof.code.languages._jvm import declare, dotted, here, text_of
from keyproof.code.languages._jvm_calls import claims, path, raised
from keyproof.code.languages._source import CHAIN, Arm, Source, StmtRule, branches, each, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    if len(parts) != 1:
        return
    child = parts[0]
    if child.type == "assignment_expression":
        out.append(assigned(src, child, src.field(child, "left")))
        return
    span, value = src.span(node), src.expr(child)
    grown = _appended(value)
    if grown is not None:
        out.append(Assign(span, grown[0], grown[1], rebinds=isinstance(grown[0], Name)))
        return
    claims(out, span, value, ExprStmt)


def _appended(value: Expr) -> tuple[Expr, Expr] | None:
    """Return the builder and its new text for ``builder.append(a).append(b)``."""
    added: list[Expr] = []
    here_ = value
    while isinstance(here_, Call) and isinstance(here_.func, Attr) and here_.func.name == "append":
        if len(here_.args) != 1 or len(added) >= CHAIN:
            return None
        added.append(here_.args[0].value)
        here_ = here_.func.value
    if not added or not path(here_):
        return None
    made = here_
    for part in reversed(added):
        made = Binary(value.span, "+", made, part)
    return here_, made


def _local(src: Source, node: Syntax, out: list[Stmt]) -> None:
    kind = text_of(src, node.child_by_field_name("type"))
    for declarator in node.children_by_field_name("declarator"):
        _declared(src, declarator, "" if kind == "var" else kind, out)


def _declared(src: Source, node: Syntax, kind: str, out: list[Stmt]) -> None:
    name = text_of(src, node.child_by_field_name("name"))
    value = node.child_by_field_name("value")
    span = src.span(node)
    given = src.expr(value) if value is not None else Other(span, "declared")
    declare(src, name)
    out.extend(src.before)
    src.before = []
    out.append(Assign(span, Name(span, name), given, kind))


def _return(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    out.append(Return(src.span(node), src.expr(parts[0]) if parts else None))


def _throw(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    out.append(Raise(src.span(node), src.expr(parts[0]) if parts else None))


def _assert(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    test, *message = src.exprs(node) or (Other(span, "missing"),)
    error = raised(span, "AssertionError", message[0] if message else None)
    out.append(If(span, Unary(span, "not", test), (Raise(span, error),)))


# ---- branches --------------------------------------------------------------------------------------------------------


def _body(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
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
        arms.append((src.span(arm), test, _body(src, arm.child_by_field_name("consequence")), before))
        rest = arm.child_by_field_name("alternative")
        arm = rest if rest is not None and rest.type == "if_statement" else None
        if arm is None:
            otherwise = _body(src, rest)
    src.before = outer
    out.extend(branches(arms, otherwise))


def _labels(src: Source, subject: Expr, node: Syntax) -> Expr | None:
    """Return the test of one label, None for ``default``."""
    span = src.span(node)
    made: Expr | None = None
    for child in src.parts(node)[:CHAIN]:
        if child.type == "guard":
            guard = src.exprs(child)
            test: Expr = guard[0] if guard else Other(span, "missing")
            made = test if made is None else Binary(span, "and", made, test)
            continue
        test = _pattern(src, subject, child)
        made = test if made is None else Binary(span, "or", made, test)
    return made


def _pattern(src: Source, subject: Expr, node: Syntax) -> Expr:
    span = src.span(node)
    if node.type != "pattern":
        value = src.expr(node)
        literal = isinstance(value, Str | Const | Attr | Name | Unary)
        return Binary(span, "==", subject, value) if literal else Other(span, "pattern", (subject, value))
    inner = next(iter(node.named_children), None)
    kind = ""
    if inner is not None and inner.named_children:
        kind = kind_of(src, inner.named_children[0])
        last = inner.named_children[-1]
        if inner.type == "type_pattern" and last.type == "identifier":
            declare(src, src.text(last))
            src.before.append(Assign(span, Name(src.span(last), src.text(last)), subject))
    return Binary(span, "instanceof", subject, dotted(span, kind or "Object"))


def _groups(src: Source, node: Syntax) -> list[tuple[list[Syntax], list[Syntax]]]:
    """Return the labels and statements of a switch; labels without statements go with the next."""
    block = node.child_by_field_name("body")
    found: list[tuple[list[Syntax], list[Syntax]]] = []
    labels: list[Syntax] = []
    for group in block.named_children if block is not None else ():
        if group.type not in ("switch_block_statement_group", "switch_rule"):
            continue
        labels += [c for c in group.named_children if c.type == "switch_label"]
        body = [c for c in group.named_children if c.type != "switch_label"]
        if body:
            found.append((labels, body))
            labels = []
    return found


def _cases(src: Source, node: Syntax) -> tuple[list[Arm], tuple[Stmt, ...]]:
    subject = src.field(node, "condition")
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    outer = src.before
    for labels, body in _groups(src, node):
        src.before = []
        test: Expr | None = None
        default = False
        for label in labels:
            one = _labels(src, subject, label)
            default = default or one is None
            if one is not None:
                test = one if test is None else Binary(src.span(label), "or", test, one)
        before, src.before = src.before, []
        only = body[0] if len(body) == 1 else None
        made = _body(src, only) if only is not None else src.statements(body)
        if test is None or default:
            otherwise = made
        else:
            arms.append((src.span(labels[0]), test, made, before))
    src.before = outer
    return arms, otherwise


def _switch(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms, otherwise = _cases(src, node)
    out.extend(branches(arms, otherwise))


def chosen(src: Source, node: Syntax) -> Expr:
    """Lower a switch that is a value to a chain of choices; an arm that is a block is a function called at once."""
    arms, otherwise = _cases(src, node)
    span = src.span(node)
    if len(arms) > CHAIN:
        return Other(span, "switch", tuple([_value(span, body) for _, _, body, _ in arms]))
    made = _value(span, otherwise)
    for place, test, body, before in reversed(arms):
        src.before += before
        made = Conditional(place, test, _value(place, body), made)
    return made


def _value(span: Span, body: tuple[Stmt, ...]) -> Expr:
    if not body:
        return Const(span, "null", "null")
    only = body[0]
    if len(body) == 1 and isinstance(only, ExprStmt):
        return only.value
    return Call(span, Function(span, "", (), body), ())


# ---- loops and blocks ------------------------------------------------------------------------------------------------


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    for init in node.children_by_field_name("init"):
        out.extend(src.statements([init]))
    test = src.field(node, "condition")
    out.append(Loop(src.span(node), None, test, _body(src, node.child_by_field_name("body"))))


def _each(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name = node.child_by_field_name("name")
    span = src.span(node)
    value = src.field(node, "value")
    declare(src, text_of(src, name))
    target = Name(src.span(name) if name is not None else span, text_of(src, name))
    out.append(Loop(span, target, value, _body(src, node.child_by_field_name("body"))))


def _while(src: Source, node: Syntax, out: list[Stmt]) -> None:
    test = src.field(node, "condition")
    out.append(Loop(src.span(node), None, test, _body(src, node.child_by_field_name("body"))))


def _synchronized(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(src.block(node.child_by_field_name("body")))


def _labelled(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(src.statements(node.named_children[1:]))


def _try(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    items: list[tuple[Expr, Expr | None]] = []
    resources = node.child_by_field_name("resources")
    for resource in src.parts(resources) if resources is not None else ():
        name, value = resource.child_by_field_name("name"), resource.child_by_field_name("value")
        if name is not None:
            given = src.expr(value)
            declare(src, src.text(name))
            items.append((given, Name(src.span(name), src.text(name))))
        else:
            items += [(e, None) for e in src.exprs(resource)]
    body = src.block(node.child_by_field_name("body"))
    if items:
        body = (With(span, tuple(items), body),)
    handlers: list[Handler] = []
    final: tuple[Stmt, ...] = ()
    for child in node.named_children:
        if child.type == "catch_clause":
            handlers.append(_handler(src, child))
        elif child.type == "finally_clause":
            final = tuple([s for c in child.named_children if c.type == "block" for s in src.block(c)])
    if handlers or final:
        out.append(Try(span, body, tuple(handlers), final))
    else:
        out.extend(body)


def _handler(src: Source, node: Syntax) -> Handler:
    types: tuple[str, ...] = ()
    name = ""
    for child in node.named_children:
        if child.type == "catch_formal_parameter":
            name = text_of(src, child.child_by_field_name("name"))
            kinds = next((c for c in child.named_children if c.type == "catch_type"), None)
            types = tuple([src.text(k) for k in kinds.named_children]) if kinds is not None else ()
    declare(src, name)
    return Handler(src.span(node), types, name, src.block(node.child_by_field_name("body")))


def _constructs(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """``this(…)`` and ``super(…)``: a call of another constructor."""
    from keyproof.code.languages._java_expressions import args

    span = src.span(node)
    which = node.child_by_field_name("constructor")
    func: Expr = Name(span, "super")
    if which is not None and which.type == "this":
        owner = next((f.owner for f in reversed(here(src).frames) if f.owner), "")
        func = Name(span, owner)
    out.append(ExprStmt(span, Call(span, func, args(src, node.child_by_field_name("arguments")))))


RULES: Final[dict[str, StmtRule]] = {
    "expression_statement": _expression,
    "local_variable_declaration": _local,
    "return_statement": _return,
    "yield_statement": _return,
    "throw_statement": _throw,
    "assert_statement": _assert,
    "break_statement": nothing,
    "continue_statement": nothing,
    "module_declaration": nothing,
    "modifiers": nothing,
    "if_statement": _if,
    "switch_expression": _switch,
    "for_statement": _for,
    "enhanced_for_statement": _each,
    "while_statement": _while,
    "do_statement": _while,
    "synchronized_statement": _synchronized,
    "labeled_statement": _labelled,
    "try_statement": _try,
    "try_with_resources_statement": _try,
    "explicit_constructor_invocation": _constructs,
    "block": each,
}
