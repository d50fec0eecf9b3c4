"""PHP's built-in functions that say what another node of the form says, and names of functions and classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    Function,
    Index,
    Name,
    Raise,
    Span,
    Str,
    Template,
    Unary,
)
from keyproof.code.languages._source import CHAIN, Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

OPERATORS: Final = {"||": "or", "&&": "and", ".": "+", "<>": "!=", "xor": "!="}
"""What the form calls the operators of PHP."""

_AMBIGUOUS: Final = frozenset({
    "exec", "system", "passthru", "popen", "proc_open", "env", "config", "dump", "dd", "logger", "info", "mail", "print",
    "echo", "abort", "report", "fetch", "connect", "copy", "file", "link", "collect", "app", "request", "response",
})  # fmt: skip
"""Functions whose names mean something else in other languages; they go by ``php.name``."""

_METHODS: Final = {
    "trim": "trim", "rtrim": "trimEnd", "ltrim": "trimStart", "strtolower": "toLowerCase", "strtoupper": "toUpperCase",
    "substr": "substr", "mb_substr": "substr", "strrev": "reverse",
}  # fmt: skip
_PLACE: Final = regex(r"%(?:\d{1,2}\$)?[-+0-9.']{0,6}[sdfuxXeEgGcbo]")


def dotted(span: Span, text: str) -> Expr:
    r"""Return the name *text* (``\A\B``) as an expression; the namespace ``\`` is left out."""
    first, *rest = [p for p in text.strip("\\").split("\\") if p][:CHAIN] or [""]
    made: Expr = Name(span, first)
    for part in rest:
        made = Attr(span, made, part)
    return made


def raising(span: Span, error: Expr | None) -> Expr:
    """Return an expression that throws."""
    return Call(span, Function(span, "", (), (Raise(span, error),)), ())


def environment(span: Span) -> Expr:
    """Return the whole environment: ``$_ENV``, ``$_SERVER``, ``getenv()``."""
    return Attr(span, Name(span, "php"), "environ")


def _none(span: Span) -> Const:
    return Const(span, "null", "null")


def _getenv(span: Span, given: tuple[Arg, ...]) -> Expr:
    return Call(span, Name(span, "getenv"), given[:1]) if given else environment(span)


def _isset(span: Span, given: tuple[Arg, ...]) -> Expr:
    made: Expr | None = None
    for arg in given[:CHAIN]:
        test = Binary(span, "!==", arg.value, _none(span))
        made = test if made is None else Binary(span, "and", made, test)
    return made if made is not None else Const(span, "true", "true")


def _write(span: Span, given: tuple[Arg, ...]) -> Expr:
    return Call(span, Attr(span, given[0].value, "write"), given[1:2])


def _sprintf(span: Span, given: tuple[Arg, ...]) -> Expr:
    first = given[0].value
    if not isinstance(first, Str):
        return Call(span, Name(span, "sprintf"), given)
    parts: list[Expr] = []
    here = 0
    for number, found in enumerate(_PLACE.finditer(first.value.replace("%%", "  "))):
        if number + 1 >= len(given):
            break
        parts.append(Str(first.span, first.value[here : found.start()]))
        parts.append(given[number + 1].value)
        here = found.end()
    parts.append(Str(first.span, first.value[here:]))
    return Template(span, tuple([p for p in parts if not isinstance(p, Str) or p.value]))


def _implode(span: Span, given: tuple[Arg, ...]) -> Expr:
    return Call(span, Attr(span, given[0].value, "join"), given[1:2])


def _shown(span: Span, given: tuple[Arg, ...]) -> Expr:
    """``print_r($x, true)`` gives the text back, without it prints."""
    kept = len(given) > 1 and isinstance(given[1].value, Const) and given[1].value.kind == "true"
    return Call(span, Attr(span, Name(span, "php"), "text" if kept else "print"), given[:1])


def _exit(span: Span, given: tuple[Arg, ...]) -> Expr:
    return Call(span, Attr(span, Name(span, "php"), "exit"), given)


_BUILT_IN: Final[dict[str, tuple[int, Callable[[Span, tuple[Arg, ...]], Expr]]]] = {
    "getenv": (0, _getenv),
    "isset": (1, _isset),
    "empty": (1, lambda span, given: Unary(span, "not", given[0].value)),
    "is_null": (1, lambda span, given: Binary(span, "===", given[0].value, _none(span))),
    "strlen": (1, lambda span, given: Call(span, Name(span, "len"), given)),
    "mb_strlen": (1, lambda span, given: Call(span, Name(span, "len"), given[:1])),
    "fwrite": (2, _write),
    "fputs": (2, _write),
    "sprintf": (1, _sprintf),
    "implode": (2, _implode),
    "join": (2, _implode),
    "print_r": (1, _shown),
    "var_export": (1, _shown),
    "exit": (0, _exit),
    "die": (0, _exit),
}
"""By name the fewest arguments, and what the call is."""


def call(span: Span, name: str, given: tuple[Arg, ...], *, own: bool) -> Expr:
    """Return the call of the function *name*; *own* says that the file has a function of that name itself."""
    bare = name.strip("\\").lower()
    if own:
        return Call(span, dotted(span, name), given)
    if bare in _BUILT_IN and len(given) >= _BUILT_IN[bare][0]:
        return _BUILT_IN[bare][1](span, given)
    if bare in _METHODS and given:
        return Call(span, Attr(span, given[0].value, _METHODS[bare]), given[1:] if "sub" in bare else ())
    if bare in _AMBIGUOUS:
        return Call(span, Attr(span, Name(span, "php"), bare), given)
    return Call(span, dotted(span, name), given)


def subscript(span: Span, value: Expr, key: Expr, *, header: bool) -> Expr:
    """Return ``value[key]``; the headers of a request stand in ``$_SERVER`` (*header*) under names of their own."""
    if header and isinstance(key, Str):
        name = key.value.removeprefix("REDIRECT_")
        if name.startswith("HTTP_"):
            sent = "-".join(part.capitalize() for part in name[5:].split("_"))
            return Index(span, Attr(span, Name(span, "request"), "headers"), Str(key.span, sent))
    return Index(span, value, key)


def operator(src: Source, node: Syntax) -> str:
    """Return the operator of an operation in the form's words."""
    found = node.child_by_field_name("operator") or next((c for c in node.children if not c.is_named), None)
    text = found.type if found is not None else ""
    return OPERATORS.get(text.lower(), text.lower())
