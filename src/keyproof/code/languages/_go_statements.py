"""Go's statements. An error that is returned is raised, and ``if err != nil`` after a call catches what it raises."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    ExprStmt,
    Handler,
    If,
    Index,
    Loop,
    Name,
    Other,
    Raise,
    Span,
    Stmt,
    Try,
)
from keyproof.code.languages._go_declarations import DECLARATIONS
from keyproof.code.languages._go_expressions import place
from keyproof.code.languages._go_peephole import joined
from keyproof.code.languages._go_results import last, parts, returned
from keyproof.code.languages._source import Arm, Source, StmtRule, branches, expression_statement, nothing
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_ERROR: Final = regex(r"^(?:err(?:[A-Z0-9_]\w{0,40})?|e|\w{1,40}Err(?:or)?)$")
"""What errors are called."""
_FOUND: Final = regex(
    r"^(?:ok\w{0,20}|\w{0,30}(?:Ok|OK)|exists?|found|present|has\w{0,30}|is\w{0,30}|set|defined|\w{1,30}(?:Set|Exists|Found|Present))$"
)
"""What the second value is called that says whether the first is there."""
_DISPATCH: Final = frozenset({"index_expression", "type_assertion_expression", "unary_expression"})


def block(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Lower the statements of a block."""
    nodes: list[Syntax] = []
    for child in node.named_children if node is not None else ():
        nodes.extend(child.named_children if child.type == "statement_list" else (child,))
    return joined(src.statements(nodes))


def _body(src: Source, nodes: Iterable[Syntax]) -> tuple[Stmt, ...]:
    found: list[Syntax] = []
    for child in nodes:
        found.extend(child.named_children if child.type == "statement_list" else (child,))
    return joined(src.statements(found))


def _block(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(block(src, node))


# ---- bindings --------------------------------------------------------------------------------------------------------


def _short(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _bound(src, node, out, rebinds=False)


def _assignment(src: Source, node: Syntax, out: list[Stmt]) -> None:
    operator = node.child_by_field_name("operator")
    word = operator.type if operator is not None else "="
    if word != "=":
        span = src.span(node)
        target = src.expr(next(iter(parts(src, node.child_by_field_name("left"))), None))
        value = src.expr(next(iter(parts(src, node.child_by_field_name("right"))), None))
        out.append(Assign(span, target, Binary(span, word.removesuffix("="), target, value), rebinds=True))
        return
    _bound(src, node, out, rebinds=True)


def _bound(src: Source, node: Syntax, out: list[Stmt], *, rebinds: bool) -> None:
    targets = parts(src, node.child_by_field_name("left"))
    values = parts(src, node.child_by_field_name("right"))
    span = src.span(node)
    made: list[Stmt] = []
    if len(targets) == len(values):
        for target, value in zip(targets, values, strict=True):
            _one(src, span, target, src.expr(value), made, rebinds=rebinds)
    elif len(values) == 1 and targets:
        _several(src, span, targets, values[0], made, rebinds=rebinds)
    else:
        made.append(ExprStmt(span, Other(span, "assignment", tuple([src.expr(v) for v in values]))))
    _with_handler(src, node, targets, values, made, out)


def _one(src: Source, span: Span, target: Syntax, value: Expr, out: list[Stmt], *, rebinds: bool) -> None:
    name = src.text(target)
    if name == "_" or _is_error(src, target):
        out.append(ExprStmt(span, value))
    else:
        out.append(Assign(span, src.expr(target), value, rebinds=rebinds))


def _several(src: Source, span: Span, targets: list[Syntax], value: Syntax, out: list[Stmt], *, rebinds: bool) -> None:
    """``value, err := f()``, ``value, ok := m[key]``, ``a, b := f()``."""
    held = src.expr(value)
    last = targets[-1]
    names = [src.text(t) for t in targets]
    getter = value.type == "call_expression" and src.text(value).startswith("os.LookupEnv")
    asks = len(targets) == 2 and (value.type in _DISPATCH or getter or _FOUND.match(names[-1]) is not None)
    kept = targets[:-1] if asks or names[-1] == "_" or _is_error(src, last) else targets
    if len(kept) == 1:
        _one(src, span, kept[0], held, out, rebinds=rebinds)
    else:
        for number, target in enumerate(kept):
            if names[number] != "_":
                part = Index(span, held, Const(span, "number", str(number)))
                out.append(Assign(span, src.expr(target), part, rebinds=rebinds))
        if not out:
            out.append(ExprStmt(span, held))
    if asks and names[-1] != "_":
        whose = held if names[0] == "_" else src.expr(targets[0])
        if names[0] == "_":
            out.clear()
        asked = Call(span, Name(span, "bool"), (Arg(span, whose),))
        out.append(Assign(span, src.expr(last), asked, rebinds=rebinds))


def _is_error(src: Source, target: Syntax) -> bool:
    return target.type == "identifier" and _ERROR.match(src.text(target)) is not None


def _with_handler(
    src: Source, node: Syntax, targets: list[Syntax], values: list[Syntax], made: list[Stmt], out: list[Stmt]
) -> None:
    """Put *made* in a ``Try`` when the next statement looks at the error, or when the error is thrown away."""
    if not targets or len(values) != 1 or values[0].type != "call_expression":
        out.extend(made)
        return
    error = src.text(targets[-1])
    if error == "_" and len(targets) > 1 and not src.text(values[0]).startswith("os.LookupEnv"):
        out.append(Try(src.span(node), tuple(made), (Handler(src.span(node), (), "", ()),)))
        return
    branch = node.next_named_sibling if _is_error(src, targets[-1]) else None
    while branch is not None and branch.type == "comment":
        branch = branch.next_named_sibling
    if branch is None or branch.type != "if_statement" or branch.child_by_field_name("initializer") is not None:
        out.extend(made)
        return
    test = _error_test(src, branch.child_by_field_name("condition"))
    if test is None or test[0] != error:
        out.extend(made)
        return
    place(src).taken.add(branch.start_byte)
    out.append(_caught(src, node, branch, test, made))


def _error_test(src: Source, node: Syntax | None) -> tuple[str, bool, Syntax | None] | None:
    """Return the error that *node* looks at, whether it holds for an error, and what else it asks."""
    rest: Syntax | None = None
    while node is not None and node.type == "parenthesized_expression":
        node = next(iter(node.named_children), None)
    if node is None or node.type != "binary_expression":
        return None
    word, left, right = (node.child_by_field_name(f) for f in ("operator", "left", "right"))
    if word is not None and word.type == "&&":
        found = _error_test(src, left)
        return (found[0], found[1], right) if found is not None and found[2] is None else None
    if word is None or left is None or right is None or word.type not in ("!=", "==") or right.type != "nil":
        return None
    if left.type != "identifier" or not _is_error(src, left):
        return None
    return src.text(left), word.type == "!=", rest


def _caught(src: Source, node: Syntax, branch: Syntax, test: tuple[str, bool, Syntax | None], made: list[Stmt]) -> Stmt:
    error, failed, rest = test
    here = place(src)
    then, otherwise = branch.child_by_field_name("consequence"), branch.child_by_field_name("alternative")
    bad, good = (then, otherwise) if failed else (otherwise, then)
    outer = here.caught
    before, src.before = src.before, []
    here.caught = outer | {error}
    body = _arm(src, bad)
    if rest is not None and failed:
        asked = src.expr(rest)
        body = (*src.before, If(src.span(branch), asked, body))
    here.caught = outer
    src.before = before
    more = _arm(src, good)
    a, b = src.span(node), src.span(branch)
    span = Span(a.line, a.column, b.end_line, b.end_column)
    return Try(span, (*made, *more), (Handler(b, (), error, body),))


def _arm(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    if node is None:
        return ()
    return src.statements([node]) if node.type == "if_statement" else block(src, node)


# ---- branches and loops ----------------------------------------------------------------------------------------------


def _if(src: Source, node: Syntax, out: list[Stmt]) -> None:
    if node.start_byte in place(src).taken:
        return
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    outer = src.before
    arm: Syntax | None = node
    while arm is not None:
        initial = arm.child_by_field_name("initializer")
        src.before = []
        before = list(src.statements([initial])) if initial is not None else []
        condition = arm.child_by_field_name("condition")
        test = _error_test(src, condition)
        if test is not None and initial is not None:
            otherwise = (_caught(src, initial, arm, test, before),)
            break
        asked = src.expr(condition)
        before += src.before
        src.before = []
        arms.append((src.span(arm), asked, block(src, arm.child_by_field_name("consequence")), before))
        following = arm.child_by_field_name("alternative")
        if following is not None and following.type != "if_statement":
            otherwise = block(src, following)
            following = None
        arm = following
    src.before = outer
    out.extend(branches(arms, otherwise))


def _switch(src: Source, node: Syntax, out: list[Stmt]) -> None:
    initial, value = node.child_by_field_name("initializer"), node.child_by_field_name("value")
    out.extend(src.statements([initial]) if initial is not None else ())
    subject = src.expr(value) if value is not None else None
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    for case in node.named_children:
        if case.type == "default_case":
            otherwise = _body(src, case.named_children)
        elif case.type == "expression_case":
            choices = case.child_by_field_name("value")
            test = _choice(src, subject, parts(src, choices), case)
            body = _body(src, [c for c in case.named_children if c != choices])
            arms.append((src.span(case), test, body, []))
    out.extend(branches(arms, otherwise))


def _choice(src: Source, subject: Expr | None, choices: list[Syntax], case: Syntax) -> Expr:
    made: Expr | None = None
    for choice in choices[:64]:
        value = src.expr(choice)
        test = value if subject is None else Binary(src.span(choice), "==", subject, value)
        made = test if made is None else Binary(src.span(case), "or", made, test)
    return made if made is not None else Other(src.span(case), "missing")


def _type_switch(src: Source, node: Syntax, out: list[Stmt]) -> None:
    subject = src.field(node, "value")
    alias = next(iter(parts(src, node.child_by_field_name("alias"))), None)
    if alias is not None:
        out.append(Assign(src.span(alias), src.expr(alias), subject))
    _cases(src, node, subject, out)


def _select(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _cases(src, node, None, out)


def _cases(src: Source, node: Syntax, subject: Expr | None, out: list[Stmt]) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    for case in node.named_children:
        if case.type == "default_case":
            otherwise = _body(src, case.named_children)
        elif case.type in ("type_case", "communication_case"):
            kinds = case.children_by_field_name("type")
            body = _body(src, [c for c in case.named_children if c not in kinds])
            test = Other(src.span(case), "pattern", (subject,) if subject is not None else ())
            arms.append((src.span(case), test, body, []))
    out.extend(branches(arms, otherwise))


def _received(src: Source, node: Syntax, out: list[Stmt]) -> None:
    targets = parts(src, node.child_by_field_name("left"))
    value = src.field(node, "right")
    if targets:
        out.append(Assign(src.span(node), src.expr(targets[0]), value))
    else:
        out.append(ExprStmt(src.span(node), value))


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    target: Expr | None = None
    iterable: Expr | None = None
    for part in node.named_children:
        if part.type == "range_clause":
            names = [src.expr(t) for t in parts(src, part.child_by_field_name("left"))]
            iterable = src.field(part, "right")
            # Of ``for number, item := range`` the item counts; a mapping's key alone is its key.
            target = names[1] if len(names) == 2 and last(names[1]) != "_" else names[0] if names else None
        elif part.type == "for_clause":
            initial = part.child_by_field_name("initializer")
            out.extend(src.statements([initial]) if initial is not None else ())
            condition = part.child_by_field_name("condition")
            iterable = src.expr(condition) if condition is not None else None
        elif part.type not in ("block", "comment"):
            iterable = src.expr(part)
    out.append(Loop(src.span(node), target, iterable, block(src, node.child_by_field_name("body"))))


def _sent(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    value = src.field(node, "value")
    pushed = Call(span, Attr(span, src.field(node, "channel"), "push"), (Arg(value.span, value),))
    out.append(ExprStmt(span, pushed))


def _inner(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Take the statement behind a label, ``go`` or ``defer``."""
    parts = [c for c in node.named_children if c.type not in ("label_name", "comment")]
    out.extend(src.statements(parts[:1]))


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    value = src.expr(next(iter(src.parts(node)), None))
    if isinstance(value, Call) and isinstance(value.func, Name) and value.func.id == "panic":
        out.append(Raise(src.span(node), value))
    else:
        out.append(ExprStmt(src.span(node), value))


RULES: Final[Table[str, StmtRule]] = {
    **DECLARATIONS,
    "block": _block,
    "statement_list": _block,
    "expression_statement": _expression,
    "short_var_declaration": _short,
    "assignment_statement": _assignment,
    "return_statement": returned,
    "if_statement": _if,
    "expression_switch_statement": _switch,
    "type_switch_statement": _type_switch,
    "select_statement": _select,
    "receive_statement": _received,
    "for_statement": _for,
    "send_statement": _sent,
    "go_statement": _inner,
    "defer_statement": _inner,
    "labeled_statement": _inner,
    "inc_statement": nothing,
    "dec_statement": nothing,
    "break_statement": nothing,
    "continue_statement": nothing,
    "fallthrough_statement": nothing,
    "goto_statement": nothing,
    "empty_statement": nothing,
    "call_expression": expression_statement,
}
