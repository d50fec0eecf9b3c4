"""Ruby's statements: branches, loops, what is rescued, and what ends a method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Assign,
    Binary,
    Call,
    Const,
    Expr,
    ExprStmt,
    Function,
    Handler,
    If,
    Index,
    Loop,
    Mapping,
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
)
from keyproof.code.languages._ruby_assign import assignment
from keyproof.code.languages._ruby_frame import frame
from keyproof.code.languages._source import CHAIN, Arm, Source, StmtRule, branches, each, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


# ---- expressions for their effect ------------------------------------------------------------------------------------


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _effect(src.expr(node), src.span(node), out)


def _effect(made: Expr, span: Span, out: list[Stmt]) -> None:
    """Keep *made* as a statement: a raise is one of its own, and ``key or raise "…"`` is a branch."""
    if isinstance(made, Call) and isinstance(made.func, Function) and len(made.func.body) == 1 and not made.args:
        only = made.func.body[0]
        if isinstance(only, Raise):
            out.append(Raise(span, only.value))
            return
        if isinstance(only, Return):
            out.append(Return(span, only.value))
            return
    if isinstance(made, Binary) and made.op in ("or", "and") and isinstance(made.right, Call):
        test = Unary(span, "not", made.left) if made.op == "or" else made.left
        then: list[Stmt] = []
        _effect(made.right, made.right.span, then)
        # It stands after what its test binds.
        out.append(If(made.right.span, test, tuple(then)))
        return
    if isinstance(made, Const | Other | Name) and not getattr(made, "parts", ()):
        # Something is left out that only says that a statement before this one gives nothing.
        if not isinstance(made, Other) and not (isinstance(made, Const) and made.kind == "true"):
            out.append(ExprStmt(span, made))
        return
    out.append(ExprStmt(span, made))


def _assignment(src: Source, node: Syntax, out: list[Stmt]) -> None:
    assignment(src, node)


# ---- branches --------------------------------------------------------------------------------------------------------


def _test(src: Source, node: Syntax | None, *, negated: bool) -> Expr:
    made = src.expr(node)
    return Unary(made.span, "not", made) if negated else made


def _if(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    here: Syntax | None = node
    outer = src.before
    while here is not None:
        src.before = []
        test = _test(src, here.child_by_field_name("condition"), negated=here.type == "unless")
        before, src.before = src.before, []
        arms.append((src.span(here), test, src.block(here.child_by_field_name("consequence")), before))
        after = here.child_by_field_name("alternative")
        here = after if after is not None and after.type == "elsif" else None
        if after is not None and after.type == "else":
            otherwise = src.block(after)
    src.before = outer
    out.extend(branches(arms, otherwise))


def _modified(src: Source, node: Syntax, out: list[Stmt]) -> None:
    test = _test(src, node.child_by_field_name("condition"), negated=node.type == "unless_modifier")
    body = node.child_by_field_name("body")
    out.append(If(src.span(node), test, src.statements((body,)) if body is not None else ()))


def _ternary(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """``key ? run : abort("…")`` for its effect."""
    test = src.field(node, "condition")
    then, otherwise = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
    made = [src.statements((part,)) if part is not None else () for part in (then, otherwise)]
    out.append(If(src.span(node), test, made[0], made[1]))


def _case(src: Source, node: Syntax, out: list[Stmt]) -> None:
    value = node.child_by_field_name("value")
    subject = src.expr(value) if value is not None else None
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    for clause in node.named_children:
        pattern: Syntax | None
        if clause.type == "when":
            test: Expr | None = None
            for pattern in clause.children_by_field_name("pattern")[:CHAIN]:
                one = src.expr(pattern)
                one = Binary(one.span, "===", subject, one) if subject is not None else one
                test = one if test is None else Binary(one.span, "or", test, one)
            if test is not None:
                arms.append((src.span(clause), test, src.block(clause.child_by_field_name("body")), []))
        elif clause.type == "in_clause":
            pattern = clause.child_by_field_name("pattern")
            made = _bound(src, pattern, subject) if pattern is not None and subject is not None else []
            body = src.block(clause.child_by_field_name("body"))
            seen = Other(src.span(clause), "pattern", (subject,) if subject is not None else ())
            arms.append((src.span(clause), seen, (*made, *body), []))
        elif clause.type == "else":
            otherwise = src.block(clause)
    out.extend(branches(arms, otherwise))


def _bound(src: Source, pattern: Syntax, subject: Expr) -> list[Stmt]:
    """Return what the names in a pattern are bound to."""
    found: list[Stmt] = []
    if pattern.type == "hash_pattern":
        for part in src.parts(pattern):
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if key is None or (value is not None and value.type != "identifier"):
                continue
            name = src.text(value if value is not None else key).strip(":")
            frame(src).names.add(name)
            span = src.span(part)
            held = Index(span, subject, Str(span, src.text(key).strip(":")))
            found.append(Assign(span, Name(span, name), held))
    elif pattern.type == "identifier":
        frame(src).names.add(src.text(pattern))
        found.append(Assign(src.span(pattern), Name(src.span(pattern), src.text(pattern)), subject))
    return found


# ---- loops -----------------------------------------------------------------------------------------------------------


def _while(src: Source, node: Syntax, out: list[Stmt]) -> None:
    test = _test(src, node.child_by_field_name("condition"), negated=node.type.startswith("until"))
    body = node.child_by_field_name("body")
    inside = src.block(body) if body is not None and body.type in ("do", "begin") else ()
    if body is not None and not inside:
        inside = src.statements((body,))
    out.append(Loop(src.span(node), None, test, inside))


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    over = src.expr(src.parts(value)[0] if value is not None and src.parts(value) else None)
    target: Expr | None = None
    if pattern is not None:
        names = [pattern] if pattern.type == "identifier" else src.parts(pattern)
        for name in names:
            frame(src).names.add(src.text(name))
        made = [Name(src.span(n), src.text(n)) for n in names]
        target = made[0] if len(made) == 1 else Sequence(src.span(pattern), tuple(made))
    out.append(Loop(src.span(node), target, over, src.block(node.child_by_field_name("body"))))


# ---- errors and ends -------------------------------------------------------------------------------------------------


def body_of(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Lower the body of a method or of ``begin``, with what it rescues and ensures."""
    if node is None:
        return ()
    if node.type not in ("body_statement", "begin", "do_block", "block_body"):
        return src.statements((node,))
    if not any(c.type in ("rescue", "ensure", "else") for c in node.named_children):
        return src.statements([c for c in node.named_children])
    plain = [c for c in node.named_children if c.type not in ("rescue", "ensure", "else")]
    body = src.statements(plain)
    handlers: list[Handler] = []
    final: tuple[Stmt, ...] = ()
    for child in node.named_children:
        if child.type == "rescue":
            handlers.append(_handler(src, child))
        elif child.type == "ensure":
            final = src.block(child)
        elif child.type == "else":
            body = (*body, *src.block(child))
    return (Try(src.span(node), body, tuple(handlers), final),)


def _handler(src: Source, node: Syntax) -> Handler:
    kinds, named = node.child_by_field_name("exceptions"), node.child_by_field_name("variable")
    types = [src.text(c).replace("::", ".") for c in src.parts(kinds)] if kinds is not None else []
    name = src.text(src.parts(named)[0]) if named is not None and src.parts(named) else ""
    if name:
        frame(src).names.add(name)
    caught = () if {"StandardError", "Exception"} & set(types) else tuple(types)
    return Handler(src.span(node), caught, name, src.block(node.child_by_field_name("body")))


def _begin(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(body_of(src, node))


def _return(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    inside = src.parts(parts[0]) if parts and parts[0].type == "argument_list" else parts
    if len(inside) > 1:
        pairs = [c for c in inside if c.type == "pair"]
        made = [src.expr(c) for c in inside]
        value: Expr = Sequence(src.span(node), tuple(made))
        if len(pairs) == len(inside):
            value = Mapping(src.span(node), tuple([p for m in made if isinstance(m, Mapping) for p in m.pairs]))
        out.append(Return(src.span(node), value))
        return
    value = src.expr(inside[0]) if inside else Const(src.span(node), "null", "nil")
    ends: list[Stmt] = []
    if inside:
        _effect(value, src.span(node), ends)
    if ends and isinstance(ends[-1], Raise):
        out.extend(ends)
    else:
        out.append(Return(src.span(node), value if inside else None))


def _next(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    inside = src.parts(parts[0]) if parts and parts[0].type == "argument_list" else parts
    if inside:
        out.append(Return(src.span(node), src.expr(inside[0])))


RULES: Final[dict[str, StmtRule]] = {
    "assignment": _assignment,
    "operator_assignment": _assignment,
    "if": _if,
    "unless": _if,
    "if_modifier": _modified,
    "unless_modifier": _modified,
    "conditional": _ternary,
    "case": _case,
    "case_match": _case,
    "while": _while,
    "until": _while,
    "while_modifier": _while,
    "until_modifier": _while,
    "for": _for,
    "begin": _begin,
    "return": _return,
    "next": _next,
    "begin_block": each,
    "end_block": each,
    "then": each,
    "do": each,
    "body_statement": _begin,
    "break": nothing,
    "redo": nothing,
    "heredoc_body": nothing,
    "empty_statement": nothing,
    "alias": nothing,
    "undef": nothing,
    "uninterpreted": nothing,
    **dict.fromkeys(
        ("call", "identifier", "binary", "parenthesized_statements", "rescue_modifier", "unary", "yield", "super"),
        _expression,
    ),
}
