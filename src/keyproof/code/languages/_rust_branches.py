"""Rust's blocks, branches and patterns: each is a value, which goes where the statement around it says.

``Some(x)`` and ``Ok(x)`` are what they hold and absent without it; ``Err`` of a call is an error that was raised.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Assign,
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    Handler,
    If,
    Name,
    Other,
    Raise,
    Return,
    Span,
    Stmt,
    Try,
    Unary,
)
from keyproof.code.languages._rust_macros import macro_statement
from keyproof.code.languages._rust_paths import Put, effect, gives, place
from keyproof.code.languages._rust_patterns import (
    SAME,
    Subject,
    bare,
    bound_name,
    head,
    is_leaf,
    joined,
    match,
    patterns,
)
from keyproof.code.languages._source import CHAIN, Arm, Source, branches

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_Tail = Callable[["Source", "Syntax", list[Stmt], Put], None]
_ENDS: Final = frozenset({"return_expression", "break_expression", "continue_expression"})
LOOPS: Final = frozenset({"for_expression", "while_expression", "loop_expression"})
_HOLDING: Final = frozenset({"unsafe_block", "const_block", "try_block", "gen_block"})


# ---- blocks ----------------------------------------------------------------------------------------------------------


def value(src: Source, node: Syntax | None, out: list[Stmt]) -> Expr:
    """Lower an expression, with the statements that it makes before it."""
    outer, src.before = src.before, []
    made = src.expr(node)
    out.extend(src.before)
    src.before = outer
    return made


def body(src: Source, node: Syntax | None, put: Put) -> tuple[Stmt, ...]:
    """Lower a block (or an expression in its place) whose value goes where *put* says."""
    if node is None:
        return ()
    here = place(src)
    nodes = list(node.named_children) if node.type == "block" else [node]
    last = next((n for n in range(len(nodes) - 1, -1, -1) if "comment" not in nodes[n].type), -1)
    tail = nodes[last] if last >= 0 else None
    if tail is None or (node.type == "block" and not _is_value(tail)):
        here.put = None
        return src.statements(nodes)
    here.put = None
    made = src.statements(nodes[:last]) if last else ()
    here.put = put
    made += src.statements([tail])
    here.put = None
    return made


def _is_value(node: Syntax) -> bool:
    kind = node.type
    if kind == "expression_statement":
        return not node.children or node.children[-1].type != ";"
    if kind == "macro_invocation":
        return True
    return not kind.endswith(("_item", "_declaration", "_statement", "_definition"))


def statement(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower an expression that is a statement, or the value of what is around it."""
    here = place(src)
    put, here.put = here.put or effect, None
    tail(src, node, out, put)


def tail(src: Source, node: Syntax, out: list[Stmt], put: Put) -> None:
    """Lower an expression whose value goes where *put* says."""
    while node.type in ("parenthesized_expression", "expression_statement") and node.named_child_count:
        node = src.parts(node)[0] if src.parts(node) else node.named_children[0]
    kind = node.type
    rule = _TAILS.get(kind)
    if rule is not None:
        rule(src, node, out, put)
    elif kind in LOOPS:
        out.extend(src.statements([node]))
    elif kind in _HOLDING:
        out.extend(body(src, next((c for c in node.named_children if c.type == "block"), None), put))
    elif kind == "macro_invocation" and macro_statement(src, node, out):
        return
    elif kind in ("assignment_expression", "compound_assignment_expr"):
        made = value(src, node, out)
        if put is not effect:
            out.append(put(src.span(node), made))
    elif kind in ("break_expression", "continue_expression", "line_comment", "block_comment"):
        return
    else:
        held = value(src, node, out)
        span = src.span(node)
        raised = raises(held)
        if raised is not None and (put is gives or put is effect):
            out.append(Raise(span, raised))
        elif raised is not None or is_exit(src, node):
            out.append(effect(span, held))
        else:
            out.append(put(span, held))


def raises(expr: Expr) -> Expr | None:
    """Return what ``Err(x)`` raises, None for any other expression."""
    if isinstance(expr, Call) and isinstance(expr.func, Name) and expr.func.id == "raise!":
        return expr.args[0].value if expr.args else Other(expr.span, "missing")
    return None


def is_exit(src: Source, node: Syntax) -> bool:
    """Return whether *node* calls ``std::process::exit``."""
    if node.type != "call_expression":
        return False
    called = node.child_by_field_name("function")
    return (
        called is not None and called.type in ("identifier", "scoped_identifier") and src.text(called).endswith("exit")
    )


def _block(src: Source, node: Syntax, out: list[Stmt], put: Put) -> None:
    out.extend(body(src, node, put))


def _return(src: Source, node: Syntax, out: list[Stmt], put: Put) -> None:
    given = src.parts(node)
    if not given:
        out.append(Return(src.span(node), None))
        return
    tail(src, given[0], out, gives)


# ---- subjects --------------------------------------------------------------------------------------------------------


def subject_of(src: Source, node: Syntax | None, out: list[Stmt]) -> Subject:
    """Return what a pattern is compared with; an expression that is no plain name is given one."""
    here = bare(node)
    if here is None:
        return Subject(lambda: Other(Span(0, 0, 0, 0), "missing"))
    span = src.span(here)
    plain = here.type in ("identifier", "self") or (
        here.type == "field_expression" and "(" not in src.text(here)[:200] and here.end_byte - here.start_byte < 200
    )
    if plain:
        return Subject(lambda: src.expr(here))
    if here.type == "tuple_expression":
        items: list[Callable[[], Expr]] = []
        for child in src.parts(here)[:CHAIN]:
            items.append(_kept(src, child, out).make)
        name = place(src).fresh("subject")
        return Subject(lambda: Name(span, name), tuple(items))
    return _kept(src, here, out)


def _kept(src: Source, node: Syntax, out: list[Stmt]) -> Subject:
    name = place(src).fresh("value")
    span = src.span(node)
    out.append(Assign(span, Name(span, name), value(src, node, out)))
    return Subject(lambda: Name(span, name))


# ---- if --------------------------------------------------------------------------------------------------------------


def condition(src: Source, node: Syntax | None, before: list[Stmt]) -> Expr:
    """Lower a condition; what its patterns bind goes before it."""
    here = node
    while here is not None and here.type == "parenthesized_expression" and here.named_child_count == 1:
        here = here.named_children[0]
    if here is not None and here.type == "let_chain":
        tests = [condition(src, c, before) for c in src.parts(here)[:CHAIN]]
        return joined(src.span(here), "and", tests) or Other(src.span(here), "missing")
    if here is not None and here.type == "let_condition":
        pattern, held = here.child_by_field_name("pattern"), here.child_by_field_name("value")
        subject = subject_of(src, held, before)
        test = match(src, pattern, subject, before) if pattern is not None else None
        return test if test is not None else Const(src.span(here), "true", "true")
    return value(src, node, before)


def _if(src: Source, node: Syntax, out: list[Stmt], put: Put) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    here = place(src)
    arm: Syntax | None = node
    while arm is not None:
        renamed = dict(here.renamed)
        asked = arm.child_by_field_name("condition")
        then = arm.child_by_field_name("consequence")
        following = arm.child_by_field_name("alternative")
        rest = (
            next((c for c in following.named_children if "comment" not in c.type), None)
            if following is not None
            else None
        )
        if asked is not None and asked.type == "let_condition" and is_result(src, asked):
            held: list[Stmt] = []
            pattern, subject = asked.child_by_field_name("pattern"), asked.child_by_field_name("value")
            assert pattern is not None
            good, bad = (
                ((pattern, then), (None, rest)) if head(src, pattern) == "Ok" else ((None, rest), (pattern, then))
            )
            tried(src, arm, subject, [good], [bad], held, put)
            here.renamed = renamed
            otherwise = tuple(held)
            break
        before: list[Stmt] = []
        test = condition(src, asked, before)
        made = body(src, then, put)
        here.renamed = renamed
        arms.append((src.span(arm), test, made, before))
        if rest is not None and rest.type != "if_expression":
            otherwise = body(src, rest, put)
            rest = None
        arm = rest
    out.extend(branches(arms, otherwise))


def is_result(src: Source, node: Syntax) -> bool:
    """Return whether a pattern is for the result of a call: ``if let Ok(x) = call()``, ``if let Err(e) = call()``."""
    pattern = node.child_by_field_name("pattern")
    word = head(src, pattern) if pattern is not None else ""
    return word in ("Ok", "Err") and not is_leaf(src, node.child_by_field_name("value"))


_Part = tuple["Syntax | None", "Syntax | None"]
"""A pattern and what is done when it fits."""


def tried(
    src: Source, node: Syntax, subject: Syntax | None, good: list[_Part], bad: list[_Part], out: list[Stmt], put: Put
) -> None:
    """A call whose error is looked at: what is done with the error is a handler."""
    here = place(src)
    span = src.span(node)
    renamed = dict(here.renamed)
    tried: list[Stmt] = []
    held = _kept(src, subject, tried) if subject is not None else Subject(lambda: Other(span, "missing"))
    tried.append(If(span, Unary(span, "not", held.make()), (Raise(span, Name(span, "error'")),)))
    name = ""
    handled: tuple[Stmt, ...] = ()
    arms: list[Arm] = []
    for pattern, part in bad:
        binds: list[Stmt] = []
        inner = [c for c in patterns(pattern) if c.type != "match_pattern"] if pattern is not None else []
        while pattern is not None and pattern.type in SAME and inner:
            pattern = inner[0]
            inner = patterns(pattern)
        kind = pattern.child_by_field_name("type") if pattern is not None else None
        inside = next((c for c in inner if c != kind), None) if kind is not None else None
        if inside is not None and inside.type == "identifier":
            text = bound_name(src, src.text(inside))
            if name and name != text:
                binds.append(Assign(span, Name(span, text), Name(span, name)))
            name = name or text
        elif inside is not None:
            match(src, inside, Subject(lambda: Other(span, "error")), binds)
        arms.append((span, Other(span, "pattern"), (*binds, *body(src, part, put)), []))
        here.renamed = dict(renamed)
    if len(arms) == 1:
        handled = arms[0][2]
    elif arms:
        handled = branches(arms[:-1], arms[-1][2])
    out.append(Try(span, tuple(tried), (Handler(span, (), name, handled),)))
    made: list[Arm] = []
    for pattern, part in good:
        before: list[Stmt] = []
        test = match(src, pattern, held, before) if pattern is not None else None
        made.append((span, Other(span, "pattern", (test or held.make(),)), body(src, part, put), before))
        here.renamed = dict(renamed)
    if len(made) == 1 and (_diverges(handled) or not made[0][2]):
        out.extend((*made[0][3], *made[0][2]))
    else:
        out.extend(branches(made, ()))


def _diverges(statements: tuple[Stmt, ...]) -> bool:
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, Return | Raise):
        return True
    held = getattr(last, "value", None)
    return isinstance(held, Call) and isinstance(held.func, Attr | Name) and _last(held.func) == "exit"


def _last(expr: Expr) -> str:
    return expr.id if isinstance(expr, Name) else expr.name if isinstance(expr, Attr) else ""


# ---- match -----------------------------------------------------------------------------------------------------------


def _match(src: Source, node: Syntax, out: list[Stmt], put: Put) -> None:
    here = place(src)
    subject = node.child_by_field_name("value")
    inside = node.child_by_field_name("body")
    arms = [c for c in inside.named_children if c.type == "match_arm"] if inside is not None else []
    found = [(c.child_by_field_name("pattern"), c.child_by_field_name("value")) for c in arms]
    words = [head(src, p) if p is not None else "" for p, _ in found]
    if _default(src, node, found, words, out, put):
        return
    if {"Ok", "Err"} & set(words) and not is_leaf(src, subject):
        good = [f for f, w in zip(found, words, strict=True) if w == "Ok"]
        bad = [f for f, w in zip(found, words, strict=True) if w != "Ok"]
        tried(src, node, subject, good, bad, out, put)
        return
    asked = subject_of(src, subject, out)
    made: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    for pattern, part in found:
        renamed = dict(here.renamed)
        before: list[Stmt] = []
        test = match(src, pattern, asked, before) if pattern is not None else None
        guard = pattern.child_by_field_name("condition") if pattern is not None else None
        if guard is not None:
            more = condition(src, guard, before)
            test = more if test is None else Binary(src.span(guard), "and", test, more)
        inner = body(src, part, put)
        here.renamed = renamed
        last = len(made) == len(found) - 1
        if test is None or (last and words[len(made)] in ("None", "Err", "_")):
            otherwise = (*before, *inner)
            break
        made.append((src.span(pattern) if pattern is not None else src.span(node), test, inner, before))
    out.extend(branches(made, otherwise))


def _default(src: Source, node: Syntax, found: list[_Part], words: list[str], out: list[Stmt], put: Put) -> bool:
    """``match x { Some(v) => v, None => "default" }``: the value, or else another."""
    if len(found) != 2 or words[0] not in ("Some", "Ok") or words[1] not in ("None", "Err", "_"):
        return False
    (first, kept), (_, other) = found
    subject = node.child_by_field_name("value")
    if first is None or kept is None or other is None or not is_leaf(src, subject) or other.type in ("block", *_ENDS):
        return False
    if kept.type != "identifier" or src.text(kept) not in src.text(first).partition(" if ")[0]:
        return False
    if other.type not in (
        "string_literal",
        "call_expression",
        "identifier",
        "field_expression",
        "macro_invocation",
        "scoped_identifier",
    ):
        return False
    made = value(src, subject, out)
    given = value(src, other, out)
    if raises(given) is not None and put is gives:
        out.append(If(src.span(node), Unary(src.span(node), "not", made), (Raise(src.span(node), raises(given)),)))
        out.append(put(src.span(node), Other(src.span(node), "missing")))
        return True
    out.append(put(src.span(node), Binary(src.span(node), "or", made, given)))
    return True


_TAILS: Final[dict[str, _Tail]] = {
    "block": _block,
    "if_expression": _if,
    "match_expression": _match,
    "return_expression": _return,
}
