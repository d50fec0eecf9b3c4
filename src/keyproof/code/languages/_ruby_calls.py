"""Ruby's calls: methods that say what another node of the form says, functions of the language, what blocks do."""

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
    Mapping,
    Name,
    Other,
    Pair,
    Return,
    Sequence,
    Span,
    Str,
    Template,
    Unary,
)
from keyproof.code.languages._ruby_names import environment, last, none, own
from keyproof.code.languages._source import CHAIN
from keyproof.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

Given = tuple[Arg, ...]

_PLACE: Final = regex(
    r"%(?:<\w{1,40}>|\{\w{1,40}\}|\d{1,2}\$)?[-+0# ]{0,4}\d{0,4}(?:\.\d{1,4})?(?:[sdpxXeEgGfcbBiu]|(?<=\}))"
)

_RENAMED: Final = {
    "chomp": "strip", "chop": "strip", "squish": "strip", "rstrip": "trimEnd", "lstrip": "trimStart", "strip!": "strip",
    "downcase": "toLowerCase", "upcase": "toUpperCase", "capitalize": "title", "gsub": "replace", "sub": "replace",
    "gsub!": "replace", "tr": "replace", "delete_prefix": "removeprefix", "delete_suffix": "removesuffix",
    "start_with?": "startswith", "end_with?": "endswith", "match?": "match", "include?": "includes", "collect": "map",
    "filter_map": "map", "each_char": "split", "detect": "find", "any?": "some", "all?": "every", "flat_map": "flatMap",
    "select": "filter", "partition": "filter", "push": "append", "prepend": "append", "append": "append", "unshift": "append",
    "add": "append", "merge!": "update", "update": "update", "deep_merge!": "update", "store": "set", "ljust": "padEnd",
    "rjust": "padStart", "encode": "encode", "force_encoding": "encode", "unicode_normalize": "normalize", "each_pair": "items",
    "to_a": "items", "entries": "items", "unpack1": "decode", "scrub": "encode",
}  # fmt: skip
"""Methods by the names that the form's readers know for them."""

_SAME: Final = frozenset({
    "freeze", "dup", "clone", "itself", "presence", "to_h", "to_hash", "with_indifferent_access", "symbolize_keys", "to_sym",
    "deep_symbolize_keys", "stringify_keys", "html_safe", "compact", "sort", "uniq", "transform_keys", "b", "+@", "-@",
    "deep_dup", "reverse", "flatten", "to_enum", "lazy", "shuffle", "sort_by", "compact_blank",
})  # fmt: skip
"""Methods whose result holds what their receiver holds, whatever block they are given."""

_ABSENT: Final = frozenset({"empty?", "blank?", "zero?", "none?"})
_PRESENT: Final = frozenset({"present?", "any?", "positive?"})


def block_value(span: Span, block: Function) -> Expr:
    """Return what a block gives, for one that is asked when there is no value."""
    if len(block.body) == 1 and isinstance(block.body[0], Return) and block.body[0].value is not None:
        return block.body[0].value
    return Call(span, Function(span, "", (), block.body), ())


def _test(span: Span, held: Expr) -> Expr:
    return Unary(span, "not", held)


def _fetch(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    read = Index(span, held, given[0].value)
    if block is not None:
        return Binary(span, "or", read, block_value(span, block))
    return (
        Binary(span, "or", read, given[1].value) if len(given) > 1 else Call(span, Attr(span, held, "fetch"), given[:1])
    )


def _dig(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    made = held
    for arg in given[:CHAIN]:
        made = Index(span, made, arg.value)
    return made


def _has(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    return Binary(span, "!==", Index(span, held, given[0].value), none(span))


def _values_at(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    return Sequence(span, tuple([Index(a.span, held, a.value) for a in given]))


def _merge(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    pairs = [Pair(span, None, held)]
    for arg in given:
        named = bool(arg.name) and arg.name[0] != "*"
        pairs.append(Pair(arg.span, Str(arg.span, arg.name) if named else None, arg.value))
    return Mapping(span, tuple(pairs))


def _reject(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    """What a ``reject`` leaves is what a ``filter`` by the opposite keeps."""
    if block is None or len(block.body) != 1 or not isinstance(block.body[0], Return) or block.body[0].value is None:
        return held
    end = block.body[0]
    assert end.value is not None
    turned = Function(block.span, "", block.params, (Return(end.span, Unary(end.span, "not", end.value)),))
    return Call(span, Attr(span, held, "filter"), (Arg(span, turned),))


def _first(number: str) -> Callable[[Span, Expr, Given, Function | None], Expr]:
    def rule(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
        if given:
            ends = (
                (Const(span, "number", "0"), given[0].value) if number == "0" else (Unary(span, "-", given[0].value),)
            )
            return Call(span, Attr(span, held, "slice"), tuple([Arg(span, e) for e in ends]))
        key: Expr = Const(span, "number", "0") if number == "0" else Unary(span, "-", Const(span, "number", "1"))
        return Index(span, held, key)

    return rule


def _slice(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    if isinstance(given[0].value, Str):
        pairs = [Pair(a.span, a.value, Index(a.span, held, a.value)) for a in given if isinstance(a.value, Str)]
        return Mapping(span, tuple(pairs))
    return Call(span, Attr(span, held, "substr"), given)


def _text(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    return Call(span, own(span, "text"), (Arg(span, held),))


def _nil(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    return Binary(span, "===", held, none(span))


def _length(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    return Attr(span, held, "length")


def _cast(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    return Other(span, "as_expression", (held,))


def _except(span: Span, held: Expr, given: Given, block: Function | None) -> Expr:
    """``config.except(:token)`` leaves these entries out."""
    return Call(span, Attr(span, held, "masked_without"), given)


_METHODS: Final[Table[str, tuple[int, Callable[[Span, Expr, Given, Function | None], Expr]]]] = {
    "fetch": (1, _fetch),
    "dig": (1, _dig),
    "key?": (1, _has),
    "has_key?": (1, _has),
    "values_at": (1, _values_at),
    "merge": (1, _merge),
    "deep_merge": (1, _merge),
    "reverse_merge": (1, _merge),
    "reject": (0, _reject),
    "first": (0, _first("0")),
    "last": (0, _first("-1")),
    "slice": (1, _slice),
    "byteslice": (1, _slice),
    "inspect": (0, _text),
    "to_json": (0, _text),
    "to_yaml": (0, _text),
    "to_query": (0, _text),
    "pretty_inspect": (0, _text),
    "nil?": (0, _nil),
    "length": (0, _length),
    "size": (0, _length),
    "bytesize": (0, _length),
    "count": (0, _length),
    "to_s": (0, _cast),
    "to_str": (0, _cast),
    "to_i": (0, _cast),
    "except": (1, _except),
}
"""By name the fewest arguments, and what the call is."""


def method(span: Span, held: Expr, name: str, given: Given, block: Function | None) -> Expr:
    """Return the call of the method *name* of *held*, a block as its last argument."""
    known = _METHODS.get(name)
    if known is not None and len(given) >= known[0] and not (name in ("slice", "count") and block is not None):
        return known[1](span, held, given, block)
    if name in _SAME and not given:
        return held
    if name in _ABSENT and block is None:
        return _test(span, held)
    if name in _PRESENT and block is None and not given:
        return _test(span, _test(span, held))
    made = (*given, Arg(block.span, block)) if block is not None else given
    if name == "new":
        return Call(span, held, made, True)
    if name == "class" and not given:
        return Name(span, "cls")
    if name in ("some", "every", "any?", "all?") and isinstance(held, Sequence) and not made:
        made = (Arg(span, Name(span, "Boolean")),)
    if name in ("puts", "print", "<<", "printf", "write_nonblock") and last(held) not in ("STDOUT", "STDERR", "logger"):
        return Call(span, Attr(span, held, "write"), made)
    return Call(span, Attr(span, held, _RENAMED.get(name, name)), made)


def environment_call(span: Span, name: str, given: Given, block: Function | None, *, rescued: bool) -> Expr:
    """Return a call of ``ENV``."""
    env = environment(span)
    if (
        name in ("to_h", "to_hash", "dup", "clone", "freeze", "sort", "to_a", "entries", "filter", "select")
        and not given
    ):
        return env if block is None or name == "to_h" else Call(span, Attr(span, env, "masked"), ())
    if name in ("key?", "has_key?", "include?", "member?") and given:
        return _has(span, env, given, None)
    if name == "fetch" and given and rescued and len(given) == 1 and block is None:
        return Index(span, env, given[0].value)
    if name in ("[]=", "store"):
        return Call(span, Attr(span, env, "set"), given)
    return method(span, env, name, given, block)


def formatted(span: Span, text: Str, values: tuple[Expr, ...]) -> Expr:
    """Return ``format("…%s…", a)`` and ``"…%s…" % a`` as a template."""
    parts: list[Expr] = []
    here = 0
    for number, found in enumerate(_PLACE.finditer(text.value.replace("%%", "  "))):
        if number >= len(values):
            break
        parts.append(Str(text.span, text.value[here : found.start()]))
        parts.append(values[number])
        here = found.end()
    parts.append(Str(text.span, text.value[here:]))
    return Template(span, tuple([p for p in parts if not isinstance(p, Str) or p.value]))


def operation(span: Span, word: str, left: Expr, right: Expr) -> Expr:
    """Return ``left word right``."""
    if word == "%" and isinstance(left, Str):
        values = right.items if isinstance(right, Sequence) else (right,)
        if isinstance(right, Mapping):
            values = tuple([p.value for p in right.pairs])
        return formatted(span, left, values)
    if word == "<<":
        if isinstance(left, Str | Template):
            return Binary(span, "+", left, right)
        name = "write" if last(left) in ("STDOUT", "STDERR") else "append"
        return Call(span, Attr(span, left, name), (Arg(right.span, right),))
    if word in ("=~", "!~"):
        made = Call(span, Attr(span, left, "match"), (Arg(right.span, right),))
        return made if word == "=~" else Unary(span, "not", made)
    return Binary(span, {"||": "or", "&&": "and"}.get(word, word), left, right)
