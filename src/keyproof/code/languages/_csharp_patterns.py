"""C#'s patterns: ``is``, ``switch`` statements and ``switch`` expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof import limits
from keyproof.code.ir import (
    Assign,
    Binary,
    Conditional,
    Const,
    Expr,
    Name,
    Other,
    Span,
    Stmt,
    Unary,
)
from keyproof.code.languages import _csharp_calls as calls
from keyproof.code.languages._csharp_names import kind_of, type_name
from keyproof.code.languages._csharp_operators import operator
from keyproof.code.languages._jvm import declare
from keyproof.code.languages._source import CHAIN, Arm, Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_PATTERNS: Final = frozenset({
    "constant_pattern", "negated_pattern", "declaration_pattern", "var_pattern", "recursive_pattern", "relational_pattern",
    "or_pattern", "and_pattern", "type_pattern", "discard", "parenthesized_pattern", "list_pattern", "tuple_pattern",
})  # fmt: skip
_PLAIN: Final = frozenset({"string", "object", "int", "bool", "long", "double"})


def _null(span: Span) -> Const:
    return Const(span, "null", "null")


def is_pattern(src: Source, node: Syntax) -> Expr:
    """Lower ``x is pattern``.

    The grammar takes ``x is null || y`` for ``x is (null || y)``; what it put in the pattern is taken out again.
    """
    subject = src.field(node, "expression")
    pattern = node.child_by_field_name("pattern")
    span = src.span(node)
    negated, inner = False, pattern
    while inner is not None and inner.type == "negated_pattern" and inner.named_children:
        negated, inner = not negated, inner.named_children[0]
    value = (
        inner.named_children[0]
        if inner is not None and inner.type == "constant_pattern" and inner.named_children
        else None
    )
    if value is None or value.type != "binary_expression":
        return _pattern(src, subject, pattern) if pattern is not None else subject
    spine: list[Syntax] = []
    here: Syntax | None = value
    while here is not None and here.type == "binary_expression" and len(spine) < CHAIN:
        spine.append(here)
        here = here.child_by_field_name("left")
    if here is None or here.type == "binary_expression":
        return src.flat(node)
    made: Expr = Binary(span, "!=" if negated else "==", subject, src.expr(here))
    for step in reversed(spine):
        made = Binary(span, operator(src, step), made, src.field(step, "right"))
    return made


def _pattern(src: Source, subject: Expr, node: Syntax, depth: int = 0) -> Expr:
    """Return the test that *node* makes of *subject*."""
    span = src.span(node)
    if depth > limits.PARSE_DEPTH:
        return Other(span, "deep", (subject,))
    kind = node.type
    parts = src.parts(node)
    if kind == "constant_pattern":
        value = src.expr(parts[0] if parts else None)
        return Binary(span, "==", subject, value)
    if kind == "negated_pattern":
        return _negated(span, _pattern(src, subject, parts[0], depth + 1) if parts else subject)
    if kind == "parenthesized_pattern" and parts:
        return _pattern(src, subject, parts[0], depth + 1)
    if kind in ("or_pattern", "and_pattern") and len(parts) == 2:
        left, right = (_pattern(src, subject, part, depth + 1) for part in parts)
        return Binary(span, kind.partition("_")[0], left, right)
    if kind == "relational_pattern":
        word = node.children[0].type if node.children else "=="
        return Binary(span, word, subject, src.expr(parts[-1] if parts else None))
    if kind in ("declaration_pattern", "var_pattern", "type_pattern"):
        return _declared(src, subject, node, span)
    if kind == "recursive_pattern":
        return _recursive(src, subject, node, span, depth)
    if kind == "discard":
        return Const(span, "true", "_")
    return Other(span, "pattern", (subject,))


def _negated(span: Span, test: Expr) -> Expr:
    if isinstance(test, Binary) and test.op in ("==", "!="):
        return Binary(span, "!=" if test.op == "==" else "==", test.left, test.right)
    return Unary(span, "not", test)


def _bind(src: Source, node: Syntax, subject: Expr) -> None:
    name = node.child_by_field_name("name")
    if name is not None and src.text(name) != "_":
        declare(src, src.text(name))
        src.before.append(Assign(src.span(node), Name(src.span(name), src.text(name)), subject))


def _declared(src: Source, subject: Expr, node: Syntax, span: Span) -> Expr:
    _bind(src, node, subject)
    kind = kind_of(src, node.child_by_field_name("type"))
    if kind in _PLAIN or not kind:
        return Binary(span, "!=", subject, _null(span))
    return Binary(span, "instanceof", subject, type_name(span, kind))


def _recursive(src: Source, subject: Expr, node: Syntax, span: Span, depth: int) -> Expr:
    """``{ Length: > 0 } name``: not null, and what its members have to be."""
    _bind(src, node, subject)
    made: Expr = Binary(span, "!=", subject, _null(span))
    for clause in node.named_children:
        if clause.type != "property_pattern_clause":
            continue
        for part in clause.named_children[:CHAIN]:
            children = src.parts(part)
            if part.type == "subpattern" and len(children) == 2:
                held = calls.member(src.span(part), subject, src.text(children[0]))
                made = Binary(span, "and", made, _pattern(src, held, children[1], depth + 1))
    return made


# ---- switch ----------------------------------------------------------------------------------------------------------


def _test(src: Source, subject: Expr, parts: list[Syntax]) -> Expr | None:
    """Return the test of one label with its ``when``, None for ``default`` and ``_``."""
    made: Expr | None = None
    for part in parts:
        if part.type == "when_clause":
            guard = src.exprs(part)
            if guard:
                made = guard[0] if made is None else Binary(src.span(part), "and", made, guard[0])
        elif part.type == "discard" or (part.type == "identifier" and src.text(part) == "_"):
            continue
        elif part.type in _PATTERNS:
            made = _pattern(src, subject, part)
        else:
            made = Binary(src.span(part), "==", subject, src.expr(part))
    return made


def cases(src: Source, node: Syntax) -> tuple[list[Arm], tuple[Stmt, ...]]:
    """Return the arms of a switch statement, and what is done by default."""
    subject = src.field(node, "value")
    body = node.child_by_field_name("body")
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    outer = src.before
    src.before = []
    test: Expr | None = None
    default = False
    for section in body.named_children if body is not None else ():
        if section.type != "switch_section":
            continue
        children = src.parts(section)
        labels = [c for c in children if c.type in _PATTERNS or c.type == "when_clause" or c.type.endswith("_label")]
        rest = [c for c in children if c not in labels]
        one = _test(src, subject, labels)
        default = default or (one is None and not labels)
        if one is not None:
            test = one if test is None else Binary(src.span(section), "or", test, one)
        if not rest:
            continue
        before, src.before = src.before, []
        made = src.statements(rest)
        if test is None or default:
            otherwise = made
        else:
            arms.append((src.span(section), test, made, before))
        test, default = None, False
    src.before = outer
    return arms, otherwise


def chosen(src: Source, node: Syntax) -> Expr:
    """Lower a switch that is a value to a chain of choices."""
    span = src.span(node)
    parts = src.parts(node)
    subject = src.expr(parts[0] if parts else None)
    found: list[tuple[Span, Expr | None, Expr]] = []
    for arm in parts[1:]:
        children = src.parts(arm)
        if arm.type == "switch_expression_arm" and children:
            test = _test(src, subject, children[:-1])
            found.append((src.span(arm), test, src.expr(children[-1])))
    if len(found) > CHAIN:
        return Other(span, "switch", tuple([value for _, _, value in found]))
    made: Expr = _null(span)
    for place, test, value in reversed(found):
        made = value if test is None else Conditional(place, test, value, made)
    return made
