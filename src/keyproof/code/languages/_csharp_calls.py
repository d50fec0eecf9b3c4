"""The idioms of .NET's libraries as the words of the form: a check, a fallback, a list, a format, a header."""

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
    Raise,
    Sequence,
    Span,
    Stmt,
    Str,
    Template,
    Unary,
)
from keyproof.code.languages._jvm import dotted
from keyproof.code.languages._jvm_calls import path, raised, raising
from keyproof.patterns import regex

__all__ = ["call", "claim", "member", "path", "raised", "raising", "typed"]

_FORMAT: Final = regex(r"\{(\d{1,3})(?:,[^{}]{1,20})?(?::[^{}]{1,60})?\}")
_TYPED: Final = frozenset({
    "Get", "GetValue", "Configure", "AddOptions", "Bind", "AddSingleton", "AddScoped", "AddTransient", "AddHttpClient",
    "AddHostedService", "ConfigureOptions", "AddOptionsWithValidateOnStart", "Option", "Argument", "GetValueForOption",
    "Deserialize", "DeserializeObject", "AddUserSecrets", "WithTools", "GetRequiredService", "GetService", "AddCommand",
})  # fmt: skip
"""Calls of which the type arguments say something; they are kept as an argument called ``<>``."""
_RENAMED: Final = {
    "Trim": "trim", "TrimEnd": "trimEnd", "TrimStart": "trimStart", "ToLower": "toLowerCase", "Replace": "replace",
    "ToLowerInvariant": "toLowerCase", "ToUpper": "toUpperCase", "ToUpperInvariant": "toUpperCase", "Split": "split",
    "Substring": "substring", "StartsWith": "startsWith", "EndsWith": "endsWith", "ToString": "toString",
    "Select": "map", "Where": "filter", "ForEach": "forEach", "All": "every", "AddRange": "extend",
    "PadLeft": "padStart", "PadRight": "padEnd", "IsMatch": "match",
}  # fmt: skip
_SAME: Final = frozenset({
    "ConfigureAwait", "GetAwaiter", "GetResult", "ToList", "ToArray", "AsSpan", "AsEnumerable", "ToCharArray", "AsTask",
    "WaitAsync", "ToHashSet", "AsReadOnly", "ToImmutableList", "ToImmutableArray",
})  # fmt: skip
"""Methods whose result is the value itself."""
_QUOTES: Final = frozenset({
    "Uri.EscapeDataString", "Uri.EscapeUriString", "HttpUtility.UrlEncode", "WebUtility.UrlEncode", "UrlEncoder.Encode",
    "Uri.UnescapeDataString", "HttpUtility.UrlDecode", "WebUtility.UrlDecode", "WebUtility.HtmlEncode",
})  # fmt: skip
_CODES: Final = frozenset({"Convert.ToBase64String", "Convert.FromBase64String", "Convert.ToHexString"})
_DEMANDS: Final = {
    "ArgumentNullException.ThrowIfNull": "ArgumentNullException",
    "ArgumentException.ThrowIfNullOrEmpty": "ArgumentException",
    "ArgumentException.ThrowIfNullOrWhiteSpace": "ArgumentException",
    "ArgumentNullException.ThrowIfNullOrEmpty": "ArgumentNullException",
    "ObjectDisposedException.ThrowIf": "",
    "Guard.IsNotNullOrEmpty": "ArgumentException",
    "Guard.IsNotNullOrWhiteSpace": "ArgumentException",
    "Guard.IsNotNull": "ArgumentNullException",
    "Guard.Against.NullOrEmpty": "ArgumentException",
    "Guard.Against.NullOrWhiteSpace": "ArgumentException",
    "Guard.Against.Null": "ArgumentNullException",
    "Against.NullOrEmpty": "ArgumentException",
    "Against.NullOrWhiteSpace": "ArgumentException",
    "Against.Null": "ArgumentNullException",
}
"""Functions that throw when the value they are given is absent; the error names the argument as it is written."""
_SECTIONS: Final = "Headers"


def typed(name: str) -> bool:
    """Return whether the type arguments of a call of *name* are kept."""
    return name in _TYPED


def member(span: Span, value: Expr, name: str) -> Expr:
    """Return ``value.name``, under the word that the form has for it."""
    if name in ("Length", "Count"):
        return Attr(span, value, "length")
    if name == _SECTIONS and isinstance(value, Name | Attr) and path(value).rpartition(".")[2] == "Request":
        return Attr(span, _request(value), "headers")
    if name == "Empty" and path(value) in ("string", "String"):
        return Str(span, "")
    return Attr(span, value, name)


def _request(value: Name | Attr) -> Expr:
    return Attr(value.span, value.value, "request") if isinstance(value, Attr) else Name(value.span, "request")


def incoming(value: Expr) -> Expr:
    """Return ``request.Headers`` as the headers of a request that came: those that are sent have no such members."""
    if (
        isinstance(value, Attr)
        and value.name == _SECTIONS
        and path(value.value).rpartition(".")[2].lower() in ("request", "req")
    ):
        return Attr(value.span, value.value, "headers")
    return value


def named(func: Expr) -> str:
    """Return the class and the method of a static call, its namespace left out."""
    return ".".join(path(func).split(".")[-2:])


def call(span: Span, func: Expr, args: tuple[Arg, ...]) -> Expr:
    """Lower a call, or what it stands for."""
    full = path(func)
    if full.startswith(("System.", "global.System.")) and full.count(".") > 1:
        func = dotted(span, named(func))
    short = named(func)
    values = tuple([a.value for a in args])
    made = _static(span, short, values, args) if short else None
    if made is None and isinstance(func, Attr):
        made = _method(span, func, values, args)
    return made if made is not None else Call(span, func, args)


def _static(span: Span, name: str, values: tuple[Expr, ...], args: tuple[Arg, ...]) -> Expr | None:
    if name == "Environment.GetEnvironmentVariables":
        return Attr(span, Name(span, "Environment"), "env")
    if name in ("Environment.GetEnvironmentVariable", "GetEnvironmentVariable"):
        return Call(span, dotted(span, "Environment.GetEnvironmentVariable"), args[:1])
    if name in ("WriteLine", "Write"):
        return Call(span, dotted(span, f"Console.{name}"), args)
    if name in ("WriteLineAsync", "WriteAsync") and len(values) == 1:
        return None
    if not values:
        return None
    if name in _QUOTES:
        return Call(span, Name(span, "quote"), args[:1])
    if name in _CODES:
        return Call(span, Name(span, "b64encode"), args[:1])
    if _DEMANDS.get(name):
        error = raised(span, _DEMANDS[name], Str(span, path(values[0])))
        return Binary(span, "??", values[0], raising(span, error))
    holder, _, last = name.rpartition(".")
    return _of_text(span, last, values, args) if holder in ("string", "String") else _of_bytes(span, name, values, args)


def _of_text(span: Span, name: str, values: tuple[Expr, ...], args: tuple[Arg, ...]) -> Expr | None:
    if name in ("IsNullOrEmpty", "IsNullOrWhiteSpace"):
        return Unary(span, "not", values[0])
    if name == "Format":
        return formatted(span, values)
    if name == "Equals" and len(values) > 1:
        return Binary(span, "==", values[0], values[1])
    if name == "Concat":
        return Template(span, values)
    if name == "Join" and len(values) > 1:
        rest = values[1] if len(values) == 2 else Sequence(span, values[1:])
        return Call(span, Attr(span, values[0], "join"), (Arg(span, rest),))
    return None


def _of_bytes(span: Span, name: str, values: tuple[Expr, ...], args: tuple[Arg, ...]) -> Expr | None:
    last = name.rpartition(".")[2]
    if name.endswith((".GetBytes", ".GetString")) and name.partition(".")[0] in (
        "UTF8",
        "ASCII",
        "Default",
        "Unicode",
        "Latin1",
    ):
        return Call(span, Attr(span, values[0], "encode" if last == "GetBytes" else "decode"), ())
    if name == "CryptographicOperations.FixedTimeEquals":
        return None
    return None


def formatted(span: Span, values: tuple[Expr, ...]) -> Expr:
    """Lower ``string.Format(culture?, format, …)`` and composite formats."""
    if not isinstance(values[0], Str) and len(values) > 1 and isinstance(values[1], Str):
        values = values[1:]
    text, given = values[0], values[1:]
    if not isinstance(text, Str):
        return Template(span, values)
    parts: list[Expr] = []
    last = 0
    for found in _FORMAT.finditer(text.value):
        if found.start() > last:
            parts.append(Str(text.span, text.value[last : found.start()]))
        last = found.end()
        if int(found[1]) < len(given):
            parts.append(given[int(found[1])])
    if last < len(text.value):
        parts.append(Str(text.span, text.value[last:]))
    return Template(span, tuple(parts)) if any(not isinstance(p, Str) for p in parts) else text


# ---- methods ---------------------------------------------------------------------------------------------------------

Method = Callable[[Span, Expr, tuple[Expr, ...]], Expr | None]


def _method(span: Span, func: Attr, values: tuple[Expr, ...], args: tuple[Arg, ...]) -> Expr | None:
    name, value = func.name, func.value
    if isinstance(value, Name) and value.id == "self":
        # A method of the class itself, or of the one it is built on.
        return None
    rule = _METHODS.get(name)
    made = rule(span, value, values) if rule is not None else None
    if made is not None:
        return made
    if name in _SAME and not any(isinstance(v, Function) for v in values):
        return value
    if name in _RENAMED:
        return Call(span, Attr(span, value, _RENAMED[name]), args)
    return None


def _equals(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Binary(span, "==", value, given[0]) if 1 <= len(given) <= 2 else None


def _any(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    if not given:
        return Unary(span, "not", Unary(span, "not", value))
    return Call(span, Attr(span, value, "some"), tuple([Arg(g.span, g) for g in given]))


def _first(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    """``headers["X"].FirstOrDefault()``: one of the values is what all of them are."""
    if not given:
        return Other(span, "as_expression", (value,))
    return Call(span, Attr(span, value, "find"), tuple([Arg(g.span, g) for g in given]))


def _counted(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Attr(span, value, "length") if not given else None


def _contains(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Call(span, Attr(span, value, "includes"), (Arg(given[0].span, given[0]),)) if given else None


def _has(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Binary(span, "in", given[0], incoming(value)) if len(given) == 1 else None


def _added(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    if len(given) == 1:
        return Call(span, Attr(span, value, "add"), (Arg(given[0].span, given[0]),))
    return None


def _got(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    if not given:
        return value
    return Call(span, Attr(span, value, "get"), tuple([Arg(g.span, g) for g in given]))


def _appended(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    """``sb.Append(a).Append(b)``: a builder of text grows."""
    if len(given) != 1 or (isinstance(value, Attr) and value.name == "headers"):
        return None
    return Call(span, Attr(span, value, "append"), (Arg(given[0].span, given[0]),))


def _appended_format(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    if len(given) < 2:
        return None
    return Call(span, Attr(span, value, "append"), (Arg(span, formatted(span, given)),))


def _invoked(span: Span, value: Expr, given: tuple[Expr, ...]) -> Expr | None:
    return Call(span, value, tuple([Arg(g.span, g) for g in given]))


_METHODS: Final[Table[str, Method]] = {
    "Equals": _equals,
    "Any": _any,
    **dict.fromkeys(("First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault"), _first),
    "Count": _counted,
    "Contains": _contains,
    "ContainsKey": _has,
    "Add": _added,
    "GetValueOrDefault": _got,
    "Append": _appended,
    "AppendLine": _appended,
    "AppendFormat": _appended_format,
    "Invoke": _invoked,
}


# ---- statements ------------------------------------------------------------------------------------------------------


def claim(span: Span, expr: Expr) -> Stmt | None:
    """Return the branch that ``ArgumentException.ThrowIfNullOrEmpty(x)`` stands for, None for any other expression."""
    if not isinstance(expr, Binary) or expr.op != "??" or not isinstance(expr.right, Call):
        return None
    func = expr.right.func
    if not isinstance(func, Function) or len(func.body) != 1 or not isinstance(func.body[0], Raise):
        return None
    return If(span, Unary(span, "not", expr.left), func.body)


def out(target: Name, span: Span, expr: Expr) -> tuple[Expr, Expr]:
    """Return what ``TryGetValue(key, out var target)`` and its like put in *target*, and what the call itself is."""
    if isinstance(expr, Call) and isinstance(expr.func, Attr) and expr.args:
        name, holder = expr.func.name, expr.func.value
        if name in ("TryGetValue", "TryGetValues", "TryGetProperty"):
            held: Expr = Index(span, incoming(holder), expr.args[0].value)
            return held, Binary(span, "!=", target, Const(span, "null", "null"))
        if name.startswith("TryParse"):
            return Other(span, "as_expression", (expr.args[0].value,)), expr
    return Other(span, "out", ()), expr


def object_of(span: Span, kind: Expr, given: tuple[Arg, ...], entries: tuple[Expr | Arg, ...]) -> Expr:
    """Return what ``new Kind(args) { entries }`` makes."""
    name = path(kind).rpartition(".")[2]
    if name in ("String",) and given:
        return given[0].value
    if name == "Uri" and given and not entries:
        return _uri(span, given)
    pairs = [e for e in entries if isinstance(e, Mapping)]
    if pairs and len(pairs) == len(entries):
        return Mapping(span, tuple([p for m in pairs for p in m.pairs]))
    if entries and not any(isinstance(e, Arg) for e in entries):
        return Sequence(span, tuple([e for e in entries if not isinstance(e, Arg)]))
    if not entries and not given and name in ("List", "HashSet", "ConcurrentBag", "Queue"):
        return Sequence(span, ())
    more = tuple([e for e in entries if isinstance(e, Arg)])
    return Call(span, kind, (*given, *more), True)


def _uri(span: Span, given: tuple[Arg, ...]) -> Expr:
    values = [a.value for a in given]
    if len(values) == 1 or isinstance(values[1], Attr | Const):
        return Other(span, "as_expression", (values[0],))
    return Binary(span, "+", values[0], values[1])
