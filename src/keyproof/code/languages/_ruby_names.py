"""Names of Ruby's form: constants with their paths, the language's own functions, what raises and what ends a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Const,
    Expr,
    ExprStmt,
    Function,
    Handler,
    If,
    Name,
    Raise,
    Return,
    Span,
    Stmt,
    Try,
    With,
)
from keyproof.code.languages._source import CHAIN

OWN: Final = frozenset({
    "puts", "print", "p", "pp", "warn", "printf", "putc", "display", "system", "exec", "spawn", "fork", "syscall", "gets",
    "sleep", "rand", "srand", "open", "select", "test", "trap", "caller", "binding", "eval", "instance_eval", "at_exit",
    "block_given?", "autoload",
})  # fmt: skip
"""Functions of ``Kernel``, which go by ``ruby.name``."""
ENDS: Final = frozenset({"exit", "exit!", "abort"})
CASTS: Final = frozenset({"String", "Array", "Hash", "URI", "Pathname"})
STREAMS: Final = {
    "$stdout": "STDOUT", "$stderr": "STDERR", "$stdin": "STDIN", "STDOUT": "STDOUT", "STDERR": "STDERR",
}  # fmt: skip


def own(span: Span, name: str) -> Attr:
    """Return the name of a function of the language itself."""
    return Attr(span, Name(span, "ruby"), name)


def environment(span: Span) -> Expr:
    """Return the whole environment: ``ENV``."""
    return own(span, "environ")


def none(span: Span) -> Const:
    """Return ``nil``."""
    return Const(span, "null", "null")


def raising(span: Span, error: Expr | None) -> Expr:
    """Return an expression that raises."""
    return Call(span, Function(span, "", (), (Raise(span, error),)), ())


def path(span: Span, text: str) -> Expr:
    """Return the constant *text* (``A::B``) as an expression."""
    first, *rest = [p for p in text.replace("::", ".").split(".") if p][:CHAIN] or [""]
    made: Expr = Name(span, first)
    for part in rest:
        made = Attr(span, made, part)
    return made


def error(span: Span, given: tuple[Arg, ...]) -> Expr | None:
    """Return what ``raise`` raises: a message, a class with a message, or an instance."""
    if not given:
        return None
    first = given[0].value
    if isinstance(first, Name | Attr) and last(first)[:1].isupper():
        return Call(span, first, given[1:2], True) if len(given) > 1 else first
    if isinstance(first, Call) and first.new:
        return first
    return Call(span, Name(span, "RuntimeError"), given[:1], True)


def last(expr: Expr) -> str:
    """Return the last part of a name, ``""`` for what is none."""
    if isinstance(expr, Name):
        return expr.id
    return expr.name if isinstance(expr, Attr) else ""


def read(target: Expr) -> Expr:
    """Return *target* as it is read after it was assigned, a node of its own."""
    span = target.span
    after = Span(span.end_line, span.end_column, span.end_line, span.end_column)
    if isinstance(target, Attr):
        return Attr(after, target.value, target.name)
    return Name(after, target.id) if isinstance(target, Name) else target


_SILENT: Final = frozenset({"puts", "print", "warn", "p", "pp", "exit", "printf"})


def is_ending(value: Expr) -> bool:
    """Return whether *value* is no value but a raise, an exit, or something printed."""
    if not isinstance(value, Call):
        return False
    if isinstance(value.func, Function):
        return any(isinstance(s, Raise) for s in value.func.body)
    func = value.func
    return isinstance(func, Attr) and isinstance(func.value, Name) and func.value.id == "ruby" and func.name in _SILENT


Give = Callable[[Span, Expr], Stmt]


def deliver(body: tuple[Stmt, ...], give: Give = Return) -> tuple[Stmt, ...]:
    """Return *body* with its value, which is that of its last statement, returned or otherwise given on."""
    if not body:
        return body
    *before, end = body
    made: tuple[Stmt, ...] = (end,)
    if isinstance(end, ExprStmt):
        if not is_ending(end.value):
            made = (give(end.span, end.value),)
    elif isinstance(end, Assign):
        made = (end, give(end.span, read(end.target)))
    elif isinstance(end, If):
        made = (If(end.span, end.test, deliver(end.then, give), deliver(end.otherwise, give)),)
    elif isinstance(end, Try):
        handlers = tuple([Handler(h.span, h.types, h.name, deliver(h.body, give)) for h in end.handlers])
        made = (Try(end.span, deliver(end.body, give), handlers, end.final),)
    elif isinstance(end, With):
        made = (With(end.span, end.items, deliver(end.body, give)),)
    return (*before, *made)
