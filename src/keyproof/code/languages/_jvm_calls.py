"""The idioms of the Java and Kotlin libraries, and of Spring's and Guava's helpers, as the words of the form.

What they say with a call is a check, a fallback, a list or a format there.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from typing import Final

from keyproof.code.ir import (
    Arg,
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    Function,
    If,
    Index,
    Mapping,
    Name,
    Other,
    Pair,
    Raise,
    Return,
    Sequence,
    Span,
    Stmt,
    Str,
    Template,
    Unary,
)
from keyproof.code.languages._jvm import dotted
from keyproof.patterns import regex

# ---- calls -----------------------------------------------------------------------------------------------------------

_FORMAT: Final = regex(r"%(?:(\d{1,3})\$)?[-#+ 0,(<]{0,7}\d{0,9}(?:\.\d{1,9})?([a-zA-Z%])")

_CLASSES: Final = frozenset({
    "String", "System", "Optional", "Objects", "List", "Set", "Map", "Arrays", "Collections", "StringUtils", "Strings",
    "ObjectUtils", "Assert", "Preconditions", "Validate", "URLEncoder", "Runtime", "MoreObjects", "Collectors", "Stream",
    "ImmutableList", "ImmutableMap", "ImmutableSet", "CollectionUtils", "Verify", "Encode",
})  # fmt: skip
_EMPTY: Final = frozenset({"isEmpty", "isBlank", "isNullOrEmpty", "isNullOrBlank", "isEmptyOrNull"})
_FULL: Final = frozenset({"isNotEmpty", "isNotBlank", "hasText", "hasLength", "isNoneBlank"})
_SEQUENCES: Final = frozenset({
    "List.of", "Set.of", "Arrays.asList", "Stream.of", "ImmutableList.of", "ImmutableSet.of", "Collections.singletonList",
    "Collections.singleton", "listOf", "mutableListOf", "setOf", "arrayOf", "arrayListOf", "listOfNotNull", "sequenceOf",
    "mutableSetOf", "Collections.unmodifiableList",
})  # fmt: skip
_MAPPINGS: Final = frozenset({"Map.of", "ImmutableMap.of", "Collections.singletonMap"})
_KOTLIN_MAPPINGS: Final = frozenset({"mapOf", "mutableMapOf", "hashMapOf", "linkedMapOf", "Map.ofEntries"})
_ELSE: Final = frozenset({
    "Objects.requireNonNullElse", "StringUtils.defaultIfBlank", "StringUtils.defaultIfEmpty", "StringUtils.defaultString",
    "MoreObjects.firstNonNull", "ObjectUtils.defaultIfNull", "Objects.requireNonNullElseGet", "StringUtils.firstNonBlank",
})  # fmt: skip
_DEMANDS: Final = {
    "Objects.requireNonNull": "NullPointerException", "Preconditions.checkNotNull": "NullPointerException",
    "Validate.notNull": "NullPointerException", "Validate.notBlank": "IllegalArgumentException",
    "Validate.notEmpty": "IllegalArgumentException", "Assert.notNull": "IllegalArgumentException",
    "Assert.hasText": "IllegalArgumentException", "Assert.hasLength": "IllegalArgumentException",
    "Assert.notEmpty": "IllegalArgumentException", "requireNotNull": "IllegalArgumentException",
    "checkNotNull": "IllegalStateException", "Verify.verifyNotNull": "VerifyException",
}  # fmt: skip
"""Functions that raise when the value they are given is absent."""
_CLAIMS: Final = {
    "Preconditions.checkArgument": "IllegalArgumentException", "Preconditions.checkState": "IllegalStateException",
    "Assert.isTrue": "IllegalArgumentException", "Assert.state": "IllegalStateException",
    "Validate.isTrue": "IllegalArgumentException", "Validate.validState": "IllegalStateException",
    "require": "IllegalArgumentException", "check": "IllegalStateException", "assert": "AssertionError",
}  # fmt: skip
"""Functions that raise when what they are given is not true."""
_SAME: Final = frozenset(
    {"getBytes", "toCharArray", "toByteArray", "encodeToByteArray", "intern", "orEmpty", "trimIndent"}
)
_WORDS: Final = {
    "System.out.println": "System.out.println", "println": "System.out.println", "print": "System.out.print",
    "exitProcess": "System.exit", "URLEncoder.encode": "quote", "String.valueOf": "str", "Objects.toString": "str",
}  # fmt: skip


def raising(span: Span, error: Expr) -> Call:
    """Return the expression that raises *error*."""
    return Call(span, Function(span, "", (), (Raise(span, error),)), ())


def raised(span: Span, kind: str, message: Expr | None) -> Expr:
    """Return an error of the class *kind*."""
    return Call(span, Name(span, kind), (Arg(message.span, message),) if message is not None else (), True)


def body_of(expr: Expr) -> Expr:
    """Return the value of a lambda that does nothing else, and anything else as it is."""
    if isinstance(expr, Function) and len(expr.body) == 1:
        only = expr.body[0]
        if isinstance(only, Return) and only.value is not None:
            return only.value
        if isinstance(only, Raise) and only.value is not None:
            return raising(only.span, only.value)
    return expr


def path(expr: Expr) -> str:
    """Return the dotted text of *expr*, ``""`` when it is none."""
    parts: list[str] = []
    while isinstance(expr, Attr):
        parts.append(expr.name)
        expr = expr.value
    return ".".join((expr.id, *reversed(parts))) if isinstance(expr, Name) else ""


def call(span: Span, func: Expr, args: tuple[Arg, ...], new: bool = False) -> Expr:
    """Lower a call, or what it stands for."""
    plain = Call(span, func, args, new)
    if new:
        if path(func) == "String" and args:
            return Call(span, Name(span, "str"), args[:1])
        return plain
    values = tuple([a.value for a in args])
    full = path(func)
    short = ".".join(full.split(".")[-2:])
    made = _static(span, short, values, args) if short else None
    if made is None and isinstance(func, Attr) and short.partition(".")[0] not in _CLASSES:
        rule = _METHODS.get(func.name)
        made = rule(span, func.value, values) if rule is not None else None
    return made if made is not None else plain


def _static(span: Span, name: str, values: tuple[Expr, ...], args: tuple[Arg, ...]) -> Expr | None:
    if name == "System.getenv" and not values:
        return Attr(span, Name(span, "System"), "env")
    if name == "Runtime.getRuntime":
        return Attr(span, Name(span, "Runtime"), "runtime")
    if name in _WORDS:
        return Call(span, dotted(span, _WORDS[name]), args[:1] if name == "URLEncoder.encode" else args)
    if name in _SEQUENCES:
        return Sequence(span, values)
    if name in _MAPPINGS:
        pairs = tuple([Pair(k.span, k, v) for k, v in zip(values[::2], values[1::2], strict=False)])
        return Mapping(span, pairs)
    if name in _KOTLIN_MAPPINGS:
        return Mapping(span, tuple([_pair(v) for v in values]))
    if not values:
        return None
    if name == "String.format":
        return formatted(span, values)
    if name in ("Optional.ofNullable", "Optional.of"):
        return Other(span, "optional", values[:1])
    if name in _ELSE and len(values) > 1:
        return Binary(span, "??", values[0], body_of(values[1]))
    if name in _DEMANDS:
        return Binary(span, "??", values[0], raising(span, raised(span, _DEMANDS[name], _message(values))))
    if name == "error" and len(values) == 1:
        return raising(span, raised(span, "IllegalStateException", values[0]))
    return _asked(span, name, values)


def _asked(span: Span, name: str, values: tuple[Expr, ...]) -> Expr | None:
    holder, _, last = name.rpartition(".")
    if holder in ("StringUtils", "Strings", "ObjectUtils", "CollectionUtils", "String") and len(values) == 1:
        if last in _EMPTY:
            return Unary(span, "not", values[0])
        if last in _FULL:
            return Unary(span, "not", Unary(span, "not", values[0]))
    if name == "Objects.isNull":
        return Binary(span, "==", values[0], Const(span, "null", "null"))
    if name == "Objects.nonNull":
        return Binary(span, "!=", values[0], Const(span, "null", "null"))
    if name == "Objects.equals" and len(values) == 2:
        return Binary(span, "==", values[0], values[1])
    return None


def _pair(value: Expr) -> Pair:
    if isinstance(value, Other) and value.kind == "to" and len(value.parts) == 2:
        return Pair(value.span, value.parts[0], value.parts[1])
    if isinstance(value, Call) and path(value.func) == "Map.entry" and len(value.args) == 2:
        return Pair(value.span, value.args[0].value, value.args[1].value)
    return Pair(value.span, None, value)


def _message(values: tuple[Expr, ...]) -> Expr | None:
    return body_of(values[1]) if len(values) > 1 else None


def claim(span: Span, expr: Expr) -> Stmt | None:
    """Return the branch that ``checkArgument(test, message)`` and its like stand for, None for any other expression."""
    if not isinstance(expr, Call) or not expr.args:
        return None
    kind = _CLAIMS.get(".".join(path(expr.func).split(".")[-2:]))
    if kind is None:
        return None
    values = tuple([a.value for a in expr.args])
    error = raised(span, kind, _message(values))
    return If(span, Unary(span, "not", values[0]), (Raise(span, error),))


def formatted(span: Span, values: tuple[Expr, ...]) -> Expr:
    """Lower ``String.format(locale?, format, …)``."""
    if not isinstance(values[0], Str) and len(values) > 1 and isinstance(values[1], Str):
        values = values[1:]
    text, given = values[0], values[1:]
    if not isinstance(text, Str):
        return Template(span, values)
    parts: list[Expr] = []
    last = used = 0
    for found in _FORMAT.finditer(text.value):
        if found.start() > last:
            parts.append(Str(text.span, text.value[last : found.start()]))
        last = found.end()
        if found[2] in "%n":
            parts.append(Str(text.span, "%" if found[2] == "%" else "\n"))
            continue
        place = int(found[1]) - 1 if found[1] else used
        used += not found[1]
        if 0 <= place < len(given):
            parts.append(given[place])
    if last < len(text.value):
        parts.append(Str(text.span, text.value[last:]))
    return Template(span, tuple(parts)) if any(not isinstance(p, Str) for p in parts) else text


# ---- methods ---------------------------------------------------------------------------------------------------------

Method = Callable[[Span, Expr, tuple[Expr, ...]], Expr | None]


def _empty(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Unary(span, "not", value) if not given else None


def _full(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Unary(span, "not", Unary(span, "not", value)) if not given else None


def _equals(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Binary(span, "==", value, given[0]) if len(given) == 1 else None


def _or_else(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Binary(span, "??", value, body_of(given[0])) if len(given) == 1 else None


def _or_throw(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    if not given:
        return Binary(span, "??", value, raising(span, raised(span, "NoSuchElementException", None)))
    made = body_of(given[0])
    return Binary(span, "??", value, raising(span, Call(span, made, ()) if isinstance(made, Attr | Name) else made))


def _or_empty(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Binary(span, "??", value, Str(span, ""))


def _got(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Call(span, Attr(span, value, "get"), tuple([Arg(g.span, body_of(g)) for g in given])) if given else None


def _has(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Binary(span, "in", given[0], value) if len(given) == 1 else None


def _same(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Call(span, Attr(span, value, "encode"), ())


def _member(name: str) -> Method:
    def rule(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
        return Attr(span, value, name) if not given else None

    return rule


def _header(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Index(span, Attr(span, value, "headers"), given[0]) if len(given) == 1 else None


def _format(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return formatted(span, (value, *given)) if isinstance(value, Str) and given else None


def _base64(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Call(span, Name(span, "b64encode"), tuple([Arg(g.span, g) for g in given])) if len(given) == 1 else None


def _kept(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Other(span, "optional", (value,)) if len(given) <= 1 else None


def _optional(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Other(span, "optional", (value,)) if isinstance(value, Other) and value.kind == "optional" else None


def _appended(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    """``new StringBuilder("a").append(b)`` is a sum."""
    if len(given) != 1 or not built(value):
        return None
    return Binary(span, "+", value, given[0])


def built(value: Expr) -> bool:
    """Return whether *value* is a text that is being put together."""
    if isinstance(value, Binary):
        return value.op == "+"
    return isinstance(value, Call) and value.new and path(value.func) in ("StringBuilder", "StringBuffer")


_METHODS: Final[Table[str, Method]] = {
    **dict.fromkeys(_EMPTY, _empty),
    **dict.fromkeys(_FULL, _full),
    **dict.fromkeys(_SAME, _same),
    "orEmpty": _or_empty,
    "equals": _equals,
    "equalsIgnoreCase": _equals,
    "contentEquals": _equals,
    "orElse": _or_else,
    "orElseGet": _or_else,
    "ifEmpty": _or_else,
    "ifBlank": _or_else,
    "or": _or_else,
    "orElseThrow": _or_throw,
    "getOrDefault": _got,
    "getOrElse": _got,
    "getFirst": _got,
    "containsKey": _has,
    "getHeaders": _member("headers"),
    "getRequest": _member("request"),
    "getHeader": _header,
    "formatted": _format,
    "format": _format,
    "encodeToString": _base64,
    "takeIf": _kept,
    "takeUnless": _kept,
    "filter": _optional,
    "append": _appended,
}


def claims(out: list[Stmt], span: Span, expr: Expr, plain: Callable[[Span, Expr], Stmt]) -> None:
    """Append the statement that *expr* for its effect is."""
    made = claim(span, expr)
    out.append(made if made is not None else plain(span, expr))


def fallback(span: Span, test: Expr, then: Expr, otherwise: Expr) -> Expr | None:
    """Return ``x ?? d`` for ``x != null ? x : d`` and its like."""
    kept, other, there = _present(test)
    if not kept:
        return None
    value, default = (then, otherwise) if there else (otherwise, then)
    if path(value) != kept and not (
        isinstance(value, Call) and isinstance(value.func, Attr) and path(value.func.value) == kept
    ):
        return None
    return Binary(span, "??", value, default) if not other else None


def _present(test: Expr) -> tuple[str, bool, bool]:
    """Return whose presence *test* asks for, whether it asks for more, and whether it holds when the value is there."""
    if isinstance(test, Unary) and test.op == "not":
        name, other, there = _present(test.value)
        return (name, other, not there) if name else (path(test.value), False, False)
    if (
        isinstance(test, Binary)
        and test.op in ("!=", "==")
        and isinstance(test.right, Const)
        and test.right.kind == "null"
    ):
        return path(test.left), False, test.op == "!="
    if isinstance(test, Binary) and test.op in ("and", "or"):
        left, _, there = _present(test.left)
        right, _, also = _present(test.right)
        if left and left == right and there is also and there is (test.op == "and"):
            return left, False, there
    return "", False, False
