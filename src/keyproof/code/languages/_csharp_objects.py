"""What C# makes in place: objects with their initializers, arrays, collections, tuples, changed records."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Arg, Attr, Expr, Mapping, Name, Other, Pair, Sequence, Str
from keyproof.code.languages import _csharp_calls as calls
from keyproof.code.languages._csharp_invoked import args, key, typed
from keyproof.code.languages._csharp_names import kind_of, type_name
from keyproof.code.languages._jvm import text_of
from keyproof.code.languages._source import ExprRule, Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def entries(src: Source, node: Syntax | None) -> tuple[Expr | Arg, ...]:
    """Lower an initializer: properties are arguments with a name, entries of a dictionary mappings."""
    found: list[Expr | Arg] = []
    for child in src.parts(node) if node is not None else ():
        span = src.span(child)
        if child.type == "assignment_expression":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            value = initialized(src, right)
            if left is not None and left.type == "element_binding_expression":
                found.append(Mapping(span, (Pair(span, key(src, left), value),)))
            else:
                found.append(Arg(span, value, text_of(src, left)))
        elif child.type == "initializer_expression":
            values = src.exprs(child)
            pair = (Pair(span, values[0], values[1]),) if len(values) == 2 else ()
            found.append(Mapping(span, pair) if pair else Sequence(span, values))
        else:
            found.append(src.expr(child))
    return tuple(found)


def initialized(src: Source, node: Syntax | None) -> Expr:
    """``Headers = { ["a"] = b }``: an initializer that adds to what is there."""
    if node is None or node.type != "initializer_expression":
        return src.expr(node)
    return _initializer(src, node)


def _initializer(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    found = entries(src, node)
    pairs: list[Pair] = []
    for entry in found:
        if isinstance(entry, Mapping):
            pairs += entry.pairs
        elif isinstance(entry, Arg):
            pairs.append(Pair(entry.span, Str(entry.span, entry.name), entry.value))
    if pairs:
        return Mapping(span, tuple(pairs))
    return Sequence(span, tuple([e for e in found if not isinstance(e, Arg)]))


def created(src: Source, node: Syntax, declared: str = "") -> Expr:
    """Lower ``new Kind(args) { … }``; *declared* is the type of what it is given to, for ``new(args)``."""
    span = src.span(node)
    kind = node.child_by_field_name("type")
    given = node.child_by_field_name("arguments")
    body = node.child_by_field_name("initializer")
    if node.type == "implicit_object_creation_expression":
        given = next((c for c in node.named_children if c.type == "argument_list"), None)
        body = next((c for c in node.named_children if c.type == "initializer_expression"), None)
    text = kind_of(src, kind) if kind is not None else declared.partition("<")[0]
    given_args = (*args(src, given), *typed(src, kind))
    return calls.object_of(span, type_name(span, text), given_args, entries(src, body))


def _anonymous(src: Source, node: Syntax) -> Expr:
    """``new { a, B = c, d.E }``."""
    pairs: list[Pair] = []
    children = [c for c in node.children if c.is_named or c.type == "="]
    position = 0
    while position < len(children):
        child = children[position]
        if position + 2 < len(children) and children[position + 1].type == "=":
            value = children[position + 2]
            pairs.append(Pair(src.span(child), Str(src.span(child), src.text(child)), src.expr(value)))
            position += 3
            continue
        made = src.expr(child)
        name = made.id if isinstance(made, Name) else made.name if isinstance(made, Attr) else ""
        pairs.append(Pair(src.span(child), Str(src.span(child), name) if name else None, made))
        position += 1
    return Mapping(src.span(node), tuple(pairs))


def _array(src: Source, node: Syntax) -> Expr:
    body = next((c for c in node.named_children if c.type == "initializer_expression"), None)
    return _initializer(src, body) if body is not None else Other(src.span(node), "array")


def _collection(src: Source, node: Syntax) -> Expr:
    found: list[Expr] = []
    for child in src.parts(node):
        part = next(iter(src.parts(child)), None) if child.type == "collection_element" else child
        if part is None:
            continue
        values = src.exprs(part) if part.type in ("expression_element", "spread_element") else (src.expr(part),)
        if part.type == "spread_element":
            found.append(Other(src.span(part), "spread", values))
        else:
            found += values
    return Sequence(src.span(node), tuple(found))


def _tuple(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), tuple([a.value for a in args(src, node)]))


def _changed(src: Source, node: Syntax) -> Expr:
    """``record with { A = b }``."""
    values: list[Expr] = []
    for child in src.parts(node):
        if child.type == "with_initializer":
            last = src.parts(child)
            values += [src.expr(last[-1])] if last else []
        else:
            values.append(src.expr(child))
    return Other(src.span(node), "with", tuple(values))


RULES: Final[Table[str, ExprRule]] = {
    "object_creation_expression": created,
    "implicit_object_creation_expression": created,
    "anonymous_object_creation_expression": _anonymous,
    "array_creation_expression": _array,
    "implicit_array_creation_expression": _array,
    "initializer_expression": _initializer,
    "collection_expression": _collection,
    "tuple_expression": _tuple,
    "with_expression": _changed,
}
