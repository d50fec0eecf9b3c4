"""Go's expressions."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

import msgspec

from keyproof.code.ir import (
    Arg,
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    Index,
    Mapping,
    Name,
    Other,
    Pair,
    Sequence,
    Span,
    Str,
    Template,
    Unary,
)
from keyproof.code.languages._go_strings import literal, verbs
from keyproof.code.languages._source import ExprRule, Source, inner, other

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_OPERATORS: Final = {"&&": "and", "||": "or"}
_METHODS: Final = {
    "TrimSpace": "trim", "Trim": "trim", "TrimLeft": "trimStart", "TrimRight": "trimEnd", "TrimPrefix": "removeprefix",
    "TrimSuffix": "removesuffix", "ToUpper": "upper", "ToLower": "lower", "Title": "title", "HasPrefix": "startsWith",
    "HasSuffix": "endsWith", "Contains": "includes", "Split": "split", "SplitN": "split", "Fields": "split",
    "ReplaceAll": "replaceAll", "Replace": "replace", "EqualFold": "equals", "Clone": "copy",
}  # fmt: skip
"""Functions of package ``strings`` whose first argument is the text: methods of a text in other languages."""
_TEXT: Final = frozenset({"string", "[]byte", "[]rune", "json.RawMessage"})
_VALUES: Final = frozenset({"url.Values", "http.Header"})
"""Named maps of the standard library whose name says what becomes of the entries."""
_WRITERS: Final = 1
"""Arguments that may stand before the text of a format: a writer, a context, an error, a number."""


class Place(msgspec.Struct):
    """The function that is being lowered."""

    receiver: str = ""
    """What the receiver of the method is called; ``self`` in the form."""
    results: tuple[str, ...] = ()
    """Types of the results as written."""
    caught: frozenset[str] = frozenset()
    """Names of the errors of the branches around this place."""
    taken: set[int] = msgspec.field(default_factory=set)
    """Start of the ``if`` statements that were lowered with the statement before."""
    names: set[str] = msgspec.field(default_factory=set)
    """Names that hold whether something was found."""


def place(src: Source) -> Place:
    """Return the function that is being lowered."""
    if src.here is None:
        src.here = Place()
    found: Place = src.here
    return found


def _name(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    if text and text == place(src).receiver:
        text = "self"
    return Name(src.span(node), text) if text else Other(src.span(node), "missing")


def _selector(src: Source, node: Syntax) -> Expr:
    chosen = node.child_by_field_name("field")
    return Attr(src.span(node), src.field(node, "operand"), src.text(chosen) if chosen is not None else "")


def _qualified(src: Source, node: Syntax) -> Expr:
    parts = src.text(node).split(".")
    span = src.span(node)
    return Attr(span, Name(span, parts[0]), parts[-1]) if len(parts) == 2 else Name(span, parts[0])


def _index(src: Source, node: Syntax) -> Expr:
    return Index(src.span(node), src.field(node, "operand"), src.field(node, "index"))


def _slice(src: Source, node: Syntax) -> Expr:
    start, end = node.child_by_field_name("start"), node.child_by_field_name("end")
    parts = [_from_end(src.expr(p)) for p in (start, end) if p is not None]
    colon = next((c for c in node.children if c.type == ":"), node)
    here = src.span(start if start is not None else colon)
    key = Other(here, "slice", tuple(parts))
    return Index(src.span(node), src.field(node, "operand"), key)


def _from_end(part: Expr) -> Expr:
    """``len(s)-4`` counts from the end, as ``-4`` does elsewhere."""
    if isinstance(part, Binary) and part.op == "-" and isinstance(part.left, Call) and isinstance(part.right, Const):
        return Unary(part.span, "-", part.right)
    return part


def _constant(kind: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        return Const(src.span(node), kind, src.text(node))

    return rule


def _operator(src: Source, node: Syntax) -> str:
    found = node.child_by_field_name("operator")
    word = found.type if found is not None else ""
    return _OPERATORS.get(word, word)


def _binary(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", _operator)


def _unary(src: Source, node: Syntax) -> Expr:
    word = _operator(src, node)
    value = src.field(node, "operand")
    if word in ("&", "*", "+", "<-"):
        return value
    return Unary(src.span(node), "not" if word == "!" else word, value)


def _assertion(src: Source, node: Syntax) -> Expr:
    return src.field(node, "operand")


def _conversion(src: Source, node: Syntax) -> Expr:
    kind = node.child_by_field_name("type")
    if kind is not None and kind.type == "generic_type":
        # ``Make[In, Out](x)`` is a conversion to the grammar.
        operand = node.child_by_field_name("operand")
        given = (Arg(src.span(operand), src.expr(operand)),) if operand is not None else ()
        return Call(src.span(node), typed(src, kind), given)
    return src.field(node, "operand")


# ---- calls -----------------------------------------------------------------------------------------------------------


def args(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Lower an argument list."""
    found = []
    for child in src.parts(node) if node is not None else ():
        if child.type == "variadic_argument":
            found.append(Arg(src.span(child), src.expr(next(iter(src.parts(child)), None)), "*"))
        else:
            found.append(Arg(src.span(child), src.expr(child)))
    return tuple(found)


def _call(src: Source, node: Syntax) -> Expr:
    function = node.child_by_field_name("function")
    given = node.child_by_field_name("arguments")
    called = src.text(function) if function is not None and function.type != "func_literal" else ""
    if given is not None and called in ("make", "new"):
        return _made(src, node, called, given)
    func = src.expr(function)
    values = args(src, given)
    span = src.span(node)
    if called in _TEXT and len(values) == 1:
        return values[0].value
    rule = _CALLS.get(called)
    if rule is not None:
        return rule(src, node, values)
    if called.startswith("strings.") and values and isinstance(func, Attr) and func.name in _METHODS:
        return Call(span, Attr(span, values[0].value, _METHODS[func.name]), values[1:])
    return Call(span, func, _formatted(src, node, called, values))


def _made(src: Source, node: Syntax, called: str, given: Syntax) -> Expr:
    kind = next(iter(given.named_children), None)
    span = src.span(node)
    if kind is None or kind.type in ("map_type", "channel_type"):
        return Mapping(span, ())
    if called == "make":
        return Sequence(span, ()) if kind.type == "slice_type" else Call(span, typed(src, kind), (), True)
    return Call(span, typed(src, kind), (), True)


def _formatted(src: Source, node: Syntax, called: str, values: tuple[Arg, ...]) -> tuple[Arg, ...]:
    """Join the text and the values of ``log.Printf`` and its like: any function whose name ends in ``f``."""
    if not called.endswith("f") or called.endswith(("If", "Of", "Self")):
        return values
    for number, arg in enumerate(values[: _WRITERS + 1]):
        text = arg.value
        if isinstance(text, Str) and (number + 1 < len(values) or "%" in text.value):
            return (*values[:number], Arg(arg.span, verbs(src, node, text, values[number + 1 :])))
    return values


def _sprintf(src: Source, node: Syntax, values: tuple[Arg, ...]) -> Expr:
    if values and isinstance(values[0].value, Str):
        return verbs(src, node, values[0].value, values[1:])
    return _sprint(src, node, values)


def _sprint(src: Source, node: Syntax, values: tuple[Arg, ...]) -> Expr:
    return Template(src.span(node), tuple([a.value for a in values]))


def _append(src: Source, node: Syntax, values: tuple[Arg, ...]) -> Expr:
    items: list[Expr] = []
    for number, arg in enumerate(values):
        whole = number == 0 or arg.name == "*"
        items.append(Other(arg.span, "spread", (arg.value,)) if whole else arg.value)
    return Sequence(src.span(node), tuple(items))


def _environment(src: Source, node: Syntax, values: tuple[Arg, ...]) -> Expr:
    span = src.span(node)
    return Attr(span, Name(span, "os"), "environ")


def _either(src: Source, node: Syntax, values: tuple[Arg, ...]) -> Expr:
    made = values[0].value if values else Other(src.span(node), "missing")
    for arg in values[1:64]:
        made = Binary(src.span(node), "or", made, arg.value)
    return made


def _join(src: Source, node: Syntax, values: tuple[Arg, ...]) -> Expr:
    span = src.span(node)
    if len(values) != 2:
        return Other(span, "call", tuple([a.value for a in values]))
    return Call(span, Attr(span, values[1].value, "join"), values[:1])


_CALLS: Final = {
    "fmt.Sprintf": _sprintf,
    "fmt.Sprint": _sprint,
    "fmt.Sprintln": _sprint,
    "append": _append,
    "os.Environ": _environment,
    "cmp.Or": _either,
    "strings.Join": _join,
}


# ---- literals --------------------------------------------------------------------------------------------------------


def typed(src: Source, node: Syntax | None) -> Expr:
    """Lower a type to the name of what it is made of; ``Other("type")`` for one without a name."""
    while node is not None and node.type in ("pointer_type", "generic_type", "parenthesized_type"):
        node = node.child_by_field_name("type") or next(iter(node.named_children), None)
    if node is None:
        return Other(Span(0, 0, 0, 0), "type")
    if node.type == "qualified_type":
        return _qualified(src, node)
    return Name(src.span(node), src.text(node)) if node.type == "type_identifier" else Other(src.span(node), "type")


def _composite(src: Source, node: Syntax) -> Expr:
    return _filled(src, node, node.child_by_field_name("type"), node.child_by_field_name("body"))


def _filled(src: Source, node: Syntax, kind: Syntax | None, body: Syntax | None) -> Expr:
    span = src.span(node)
    parts = src.parts(body) if body is not None else []
    shape = kind.type if kind is not None else ""
    if shape == "map_type" and kind is not None:
        return _mapping(src, span, parts, kind.child_by_field_name("value"))
    if shape in ("slice_type", "array_type", "implicit_length_array_type") and kind is not None:
        element = kind.child_by_field_name("element")
        items = []
        for part in parts:
            items.append(_element(src, _value_of(part), element))
        return Sequence(span, tuple(items))
    keyed = [p for p in parts if p.type == "keyed_element"]
    fields = [_key(p) for p in keyed]
    plain = all(k is not None and k.type in ("identifier", "field_identifier") for k in fields)
    name = src.text(kind) if kind is not None else ""
    if keyed and (not plain or kind is None or name in _VALUES):
        mapping = _mapping(src, span, parts, None)
        return Call(span, typed(src, kind), (Arg(span, mapping),), True) if name in _VALUES else mapping
    if kind is None:
        return Sequence(span, tuple([_element(src, _value_of(p), None) for p in parts]))
    given = []
    for part in parts:
        key = _key(part)
        given.append(_field(src, part, src.text(key) if key is not None else ""))
    return Call(span, typed(src, kind), tuple(given), True)


def _key(element: Syntax) -> Syntax | None:
    if element.type != "keyed_element":
        return None
    key = element.child_by_field_name("key") or next(iter(element.named_children), None)
    return next(iter(key.named_children), None) if key is not None and key.type == "literal_element" else key


def _value_of(element: Syntax) -> Syntax | None:
    here: Syntax | None = element
    if element.type == "keyed_element":
        here = element.child_by_field_name("value") or element.named_children[-1]
    if here is not None and here.type == "literal_element":
        here = next(iter(here.named_children), None)
    return here


def _element(src: Source, node: Syntax | None, kind: Syntax | None) -> Expr:
    """Lower an element; ``{…}`` without a type is of the type of the elements."""
    if node is not None and node.type == "literal_value":
        while kind is not None and kind.type == "pointer_type":
            kind = next(iter(kind.named_children), None)
        return _filled(src, node, kind, node)
    return src.expr(node)


def _mapping(src: Source, span: Span, parts: list[Syntax], kind: Syntax | None) -> Mapping:
    pairs = []
    for part in parts:
        pairs.append(Pair(src.span(part), src.expr(_key(part)), _element(src, _value_of(part), kind)))
    return Mapping(span, tuple(pairs))


def _field(src: Source, part: Syntax, name: str) -> Arg:
    value = _value_of(part)
    if value is not None and value.type == "func_literal":
        return Arg(src.span(part), function(src, value, name), name)
    return Arg(src.span(part), _element(src, value, None), name)


def function(src: Source, node: Syntax, name: str) -> Expr:
    """Lower a function literal, called *name* where it is the value of a field."""
    from keyproof.code.languages import _go_functions

    return _go_functions.function(src, node, name)


def _literal_function(src: Source, node: Syntax) -> Expr:
    return function(src, node, "")


RULES: Final[Table[str, ExprRule]] = {
    "identifier": _name,
    "field_identifier": _name,
    "package_identifier": _name,
    "type_identifier": _name,
    "blank_identifier": _name,
    "selector_expression": _selector,
    "qualified_type": _qualified,
    "index_expression": _index,
    "slice_expression": _slice,
    "call_expression": _call,
    "type_conversion_expression": _conversion,
    "type_assertion_expression": _assertion,
    "composite_literal": _composite,
    "func_literal": _literal_function,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "parenthesized_expression": inner,
    "interpreted_string_literal": literal,
    "raw_string_literal": literal,
    "int_literal": _constant("number"),
    "float_literal": _constant("number"),
    "imaginary_literal": _constant("number"),
    "rune_literal": _constant("number"),
    "iota": _constant("number"),
    "true": _constant("true"),
    "false": _constant("false"),
    "nil": _constant("null"),
    "generic_type": typed,
    "expression_list": other,
}
