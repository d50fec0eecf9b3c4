"""PHP's statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Expr,
    ExprStmt,
    Handler,
    If,
    Import,
    Loop,
    Name,
    Other,
    Raise,
    Return,
    Sequence,
    Stmt,
    Str,
    Try,
    Unary,
)
from keyproof.code.languages._php_assign import assignment, unpack
from keyproof.code.languages._php_calls import call
from keyproof.code.languages._php_expressions import equal, kind_of, text_of
from keyproof.code.languages._source import CHAIN, Arm, Source, StmtRule, branches, each, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_BLOCKS: Final = frozenset({"compound_statement", "colon_block"})
_ASSIGNMENTS: Final = frozenset(
    {"assignment_expression", "augmented_assignment_expression", "reference_assignment_expression"}
)


def body_of(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Lower a body that is a block or one statement."""
    if node is None:
        return ()
    return src.block(node) if node.type in _BLOCKS else src.statements((node,))


def _namespace(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Keep the name of the namespace as an import of all that is in it, which is what it means for a file's names."""
    name = node.child_by_field_name("name")
    if name is not None:
        out.append(Import(src.span(node), _path(src, name), "", ""))
    out.extend(src.block(node.child_by_field_name("body")))


def _path(src: Source, node: Syntax) -> str:
    return "".join(src.text(node).split()).strip("\\").replace("\\", ".")


def _use(src: Source, node: Syntax, out: list[Stmt]) -> None:
    group = node.child_by_field_name("body")
    prefix = ""
    if group is not None:
        named = next((c for c in node.named_children if c.type == "namespace_name"), None)
        prefix = f"{_path(src, named)}." if named is not None else ""
    for clause in (group or node).named_children:
        if clause.type not in ("namespace_use_clause", "namespace_use_group_clause"):
            continue
        parts = [c for c in clause.named_children if c.type in ("qualified_name", "name", "namespace_name")]
        if not parts:
            continue
        module, _, name = (prefix + _path(src, parts[0])).rpartition(".")
        alias = clause.child_by_field_name("alias")
        bound = src.text(alias) if alias is not None else name
        out.append(Import(src.span(clause), module or name, name if module else "", bound))


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    if not parts:
        return
    child, span = parts[0], src.span(node)
    if child.type in _ASSIGNMENTS:
        assignment(src, child)
    elif child.type == "throw_expression":
        inside = src.parts(child)
        out.append(Raise(span, src.expr(inside[0] if inside else None)))
    else:
        made = src.expr(child)
        if isinstance(made, Call) and isinstance(made.func, Name) and made.func.id == "define" and len(made.args) > 1:
            first = made.args[0].value
            if isinstance(first, Str):
                out.append(Assign(span, Name(span, first.value), made.args[1].value, "", True))
                return
        if isinstance(made, Binary) and made.op in ("or", "and") and isinstance(made.right, Call):
            # ``$key or die("…");``
            test = Unary(span, "not", made.left) if made.op == "or" else made.left
            # It stands after what its test binds.
            out.append(If(made.right.span, test, (ExprStmt(made.right.span, made.right),)))
            return
        out.append(ExprStmt(span, made))


def _echo(src: Source, node: Syntax, out: list[Stmt]) -> None:
    found: list[Expr] = []
    for part in src.parts(node):
        found += src.exprs(part) if part.type == "sequence_expression" else (src.expr(part),)
    span = src.span(node)
    out.append(ExprStmt(span, call(span, "echo", tuple([Arg(e.span, e) for e in found]), own=False)))


def _const(src: Source, node: Syntax, out: list[Stmt]) -> None:
    for child in node.named_children:
        if child.type == "const_element":
            parts = src.parts(child)
            if len(parts) == 2:
                name = Name(src.span(parts[0]), src.text(parts[0]))
                out.append(Assign(src.span(child), name, src.expr(parts[1]), "", True))


def _static(src: Source, node: Syntax, out: list[Stmt]) -> None:
    for child in node.named_children:
        name = child.child_by_field_name("name")
        if name is not None:
            value = child.child_by_field_name("value")
            given = src.expr(value) if value is not None else Other(src.span(child), "declared")
            out.append(Assign(src.span(child), Name(src.span(name), text_of(src, name)), given))


# ---- branches --------------------------------------------------------------------------------------------------------


def _if(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    here: Syntax | None = node
    outer = src.before
    while here is not None:
        step, here = here, None
        for clause in (step, *(step.children_by_field_name("alternative"))):
            if clause.type == "else_clause":
                body = clause.child_by_field_name("body")
                if body is not None and body.type == "if_statement":
                    here = body
                else:
                    otherwise = body_of(src, body)
                continue
            src.before = []
            test = src.field(clause, "condition")
            before, src.before = src.before, []
            arms.append((src.span(clause), test, body_of(src, clause.child_by_field_name("body")), before))
    src.before = outer
    out.extend(branches(arms, otherwise))


def _switch(src: Source, node: Syntax, out: list[Stmt]) -> None:
    subject = src.field(node, "condition")
    body = node.child_by_field_name("body")
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    test: Expr | None = None
    tests = 0
    for case in body.named_children if body is not None else ():
        value = case.child_by_field_name("value")
        if case.type not in ("case_statement", "default_statement"):
            continue
        if value is not None and tests < CHAIN:
            one = equal(subject, src.expr(value))
            test = one if test is None else Binary(one.span, "or", test, one)
            tests += 1
        inside = [c for c in case.named_children if value is None or c.id != value.id]
        if not inside:
            continue  # falls through to the next case
        if value is None:
            otherwise = src.statements(inside)
        elif test is not None:
            arms.append((src.span(case), test, src.statements(inside), []))
        test, tests = None, 0
    out.extend(branches(arms, otherwise))


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    start, test, step = (node.child_by_field_name(f) for f in ("initialize", "condition", "update"))
    if start is not None:
        out.append(ExprStmt(src.span(start), src.expr(start)))
    tested = src.expr(test) if test is not None else None
    body = body_of(src, node.child_by_field_name("body"))
    ends = [ExprStmt(src.span(step), src.expr(step))] if step is not None else []
    out.append(Loop(src.span(node), None, tested, (*body, *ends)))


def _foreach(src: Source, node: Syntax, out: list[Stmt]) -> None:
    body = node.child_by_field_name("body")
    parts = [c for c in src.parts(node) if body is None or c.id != body.id]
    span = src.span(node)
    over = src.expr(parts[0] if parts else None)
    bound: Expr | None = None
    lead: list[Stmt] = []
    if len(parts) > 1 and parts[1].type == "pair":
        bound = Sequence(src.span(parts[1]), src.exprs(parts[1]))
        over = Call(span, Attr(span, over, "items"), ())
    elif len(parts) > 1 and parts[1].type == "list_literal":
        bound = Name(span, "item")
        outer, src.before = src.before, []
        unpack(src, parts[1], bound)
        lead, src.before = src.before, outer
    elif len(parts) > 1:
        bound = src.expr(parts[1])
    out.append(Loop(span, bound, over, (*lead, *body_of(src, body))))


def _while(src: Source, node: Syntax, out: list[Stmt]) -> None:
    test = src.field(node, "condition")
    out.append(Loop(src.span(node), None, test, body_of(src, node.child_by_field_name("body"))))


def _try(src: Source, node: Syntax, out: list[Stmt]) -> None:
    body = src.block(node.child_by_field_name("body"))
    handlers: list[Handler] = []
    final: tuple[Stmt, ...] = ()
    for child in node.named_children:
        inside = child.child_by_field_name("body")
        if child.type == "catch_clause":
            kinds = child.child_by_field_name("type")
            types = tuple([kind_of(src, c) for c in kinds.named_children]) if kinds is not None else ()
            types = () if set(types) & {"Throwable", "Exception"} else types
            name = text_of(src, child.child_by_field_name("name"))
            handlers.append(Handler(src.span(child), types, name, src.block(inside)))
        elif child.type == "finally_clause":
            final = src.block(inside)
    out.append(Try(src.span(node), body, tuple(handlers), final))


def _return(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    out.append(Return(src.span(node), src.expr(parts[0]) if parts else None))


RULES: Final[dict[str, StmtRule]] = {
    "namespace_definition": _namespace,
    "namespace_use_declaration": _use,
    "expression_statement": _expression,
    "echo_statement": _echo,
    "const_declaration": _const,
    "function_static_declaration": _static,
    "if_statement": _if,
    "switch_statement": _switch,
    "for_statement": _for,
    "foreach_statement": _foreach,
    "while_statement": _while,
    "do_statement": _while,
    "try_statement": _try,
    "return_statement": _return,
    "compound_statement": each,
    "colon_block": each,
    "php_tag": nothing,
    "php_end_tag": nothing,
    "text": nothing,
    "text_interpolation": nothing,
    "declare_statement": nothing,
    "global_declaration": nothing,
    "unset_statement": nothing,
    "break_statement": nothing,
    "continue_statement": nothing,
    "empty_statement": nothing,
    "named_label_statement": nothing,
    "goto_statement": nothing,
}
