"""What a Go function gives back: a value, or an error that is raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    ExprStmt,
    If,
    Name,
    Raise,
    Return,
    Sequence,
    Span,
    Stmt,
    Str,
)
from keyproof.code.languages._go_expressions import place
from keyproof.code.languages._source import Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_MAKERS: Final = regex(r"(?i)(?:^new|errorf?$|^wrap|^with(?:message|stack)|err(?:or)?s?$)")
"""Functions that make an error."""


def parts(src: Source, node: Syntax | None) -> list[Syntax]:
    """Return the expressions of a list, or the one that stands for it."""
    if node is None:
        return []
    return src.parts(node) if node.type == "expression_list" else [node]


def returned(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower ``return``: the error is told from the values by the declared results."""
    here = place(src)
    span = src.span(node)
    nodes = [v for child in src.parts(node) for v in parts(src, child)]
    values = [src.expr(v) for v in nodes]
    kinds = here.results
    if not values:
        out.append(Return(span, None))
    elif len(values) == len(kinds) and kinds[-1] == "error":
        _failed(src, span, values, out)
    elif len(values) == 2 == len(kinds) and kinds[-1] == "bool" and isinstance(values[1], Const):
        there = values[1].kind == "true" or not _is_zero(values[0])
        out.append(Return(span, values[0] if there else Const(span, "null", "")))
    else:
        out.append(Return(span, _together(span, values)))


def _together(span: Span, values: list[Expr]) -> Expr | None:
    if len(values) < 2:
        return values[0] if values else None
    return Sequence(span, tuple(values))


def _failed(src: Source, span: Span, values: list[Expr], out: list[Stmt]) -> None:
    error, rest = values[-1], values[:-1]
    if isinstance(error, Const) and error.kind == "null":
        out.append(Return(span, _together(span, rest)))
        return
    known = isinstance(error, Name) and error.id in place(src).caught
    made = isinstance(error, Call) and (error.new or _MAKERS.search(last(error.func)) is not None)
    named = isinstance(error, Name | Attr) and last(error).startswith(("Err", "err")) and last(error) != "err"
    if made or named or known or (rest and all(_is_zero(v) for v in rest)):
        if rest and not all(_is_zero(v) for v in rest):
            # ``return mcp.NewToolResultError(…), err``: both are given; the error wins.
            out.append(ExprStmt(span, Sequence(span, tuple(rest))))
        out.append(Raise(span, error))
    elif not rest and isinstance(error, Call):
        out.append(Return(span, error))
    else:
        test = Binary(span, "!=", error, Const(span, "null", "nil"))
        out.append(If(span, test, (Raise(span, error),)))
        out.append(Return(span, _together(span, rest)))


def last(expr: Expr) -> str:
    """Return the last part of a name, ``""`` for what is none."""
    return expr.id if isinstance(expr, Name) else expr.name if isinstance(expr, Attr) else ""


def _is_zero(value: Expr) -> bool:
    if isinstance(value, Const):
        return value.kind in ("null", "false") or (value.kind == "number" and value.text == "0")
    if isinstance(value, Name):
        return value.id in ("zero", "empty", "out", "result", "res")
    if isinstance(value, Call):
        return value.new and not value.args
    return isinstance(value, Str) and not value.value
