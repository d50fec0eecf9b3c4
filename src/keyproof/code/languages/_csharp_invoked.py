"""Members, calls and indexes as C# writes them: in chains, with arguments that have names or are filled."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Arg, Assign, Attr, Expr, Index, Name, Other, Sequence, Span, Str
from keyproof.code.languages import _csharp_calls as calls
from keyproof.code.languages._csharp_names import kind_of, name_text, type_name
from keyproof.code.languages._jvm import declare, function_named, text_of
from keyproof.code.languages._source import ExprRule, Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_CHAINED: Final = 128
"""Calls in one chain; the longest builder seen has 60."""
_OPTIONS: Final = regex(r"(?i)(?:options|settings|config|configuration|opts|monitor|snapshot)$")
_MEMBERS: Final = ("member_access_expression", "conditional_access_expression", "invocation_expression")


def _invoked(src: Source, node: Syntax) -> Expr:
    """Lower members and calls in one chain (builders) without recursion."""
    spine: list[Syntax] = []
    inward: Syntax | None = node
    while inward is not None and inward.type in _MEMBERS and len(spine) <= 3 * _CHAINED:
        spine.append(inward)
        field = {"member_access_expression": "expression", "conditional_access_expression": "condition"}.get(
            inward.type, "function"
        )
        inward = inward.child_by_field_name(field)
    if len(spine) > 3 * _CHAINED:
        return src.flat(node)
    made: Expr
    if inward is not None and spine[-1].type == "invocation_expression":
        made = _plain_function(src, inward)
    else:
        made = src.expr(inward)
    name: Syntax | None = inward
    for step in reversed(spine):
        span = src.span(step)
        if step.type == "member_access_expression":
            name = step.child_by_field_name("name")
            made = _attr(src, span, made, name)
        elif step.type == "conditional_access_expression":
            binding = step.named_children[-1] if len(step.named_children) > 1 else None
            name = binding.child_by_field_name("name") if binding is not None else None
            made = _bound(src, span, made, binding)
        else:
            made = _called(src, step, made, name)
    return made


def _value_of(value: Expr, name: str) -> bool:
    """Return whether ``value.name`` is no more than *value*: the options in ``IOptions``."""
    if name == "CurrentValue":
        return True
    last = value.id if isinstance(value, Name) else value.name if isinstance(value, Attr) else ""
    return name == "Value" and bool(_OPTIONS.search(last))


def _attr(src: Source, span: Span, value: Expr, name: Syntax | None) -> Expr:
    text = name_text(src, name)
    if not text:
        return value
    return value if _value_of(value, text) else calls.member(span, value, text)


def _bound(src: Source, span: Span, value: Expr, binding: Syntax | None) -> Expr:
    """``?.name`` and ``?[key]``."""
    if binding is None:
        return value
    if binding.type == "element_binding_expression":
        return Index(span, calls.incoming(value), key(src, binding))
    return _attr(src, span, value, binding.child_by_field_name("name"))


def _plain_function(src: Source, node: Syntax) -> Expr:
    if node.type in ("identifier", "generic_name"):
        return function_named(src, src.span(node), name_text(src, node))
    return src.expr(node)


def _called(src: Source, node: Syntax, func: Expr, name: Syntax | None) -> Expr:
    span = src.span(node)
    given = node.child_by_field_name("arguments")
    if text_of(src, node.child_by_field_name("function")) == "nameof":
        text = src.text(given).strip("()").rpartition(".")[2].strip() if given is not None else ""
        return Str(span, text)
    outs: list[Name] = []
    found = args(src, given, outs)
    made = calls.call(span, func, (*found, *typed(src, name)))
    for target in outs[:4]:
        value, made = calls.out(target, span, made)
        src.before.append(Assign(target.span, target, value))
    return made


def typed(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Return the type arguments of a call, for those that mean something."""
    if node is None or node.type != "generic_name" or not calls.typed(text_of(src, node.named_children[0])):
        return ()
    found: list[Arg] = []
    for child in node.named_children[1:]:
        for kind in child.named_children:
            found.append(Arg(src.span(kind), type_name(src.span(kind), kind_of(src, kind)), "<>"))
    return tuple(found)


def args(src: Source, node: Syntax | None, outs: list[Name] | None = None) -> tuple[Arg, ...]:
    """Lower an argument list; the names that ``out`` declares go to *outs*."""
    found = []
    for child in src.parts(node) if node is not None else ():
        if child.type != "argument":
            found.append(Arg(src.span(child), src.expr(child)))
            continue
        label = child.child_by_field_name("name")
        parts = [c for c in src.parts(child) if label is None or c.id != label.id]
        value = parts[-1] if parts else None
        if value is not None and value.type in ("declaration_expression", "discard"):
            name = text_of(src, value.child_by_field_name("name"))
            if name and outs is not None:
                declare(src, name)
                outs.append(Name(src.span(value), name))
            continue
        if value is None and child.children:
            value = child.children[-1]
        found.append(Arg(src.span(child), src.expr(value), text_of(src, label)))
    return tuple(found)


def key(src: Source, node: Syntax | None) -> Expr:
    """Return the key in brackets; a range is a slice."""
    given = args(src, node)
    if not given:
        return Other(Span(0, 0, 0, 0), "missing")
    return given[0].value if len(given) == 1 else Sequence(given[0].span, tuple([a.value for a in given]))


def _index(src: Source, node: Syntax) -> Expr:
    value = calls.incoming(src.field(node, "expression"))
    return Index(src.span(node), value, key(src, node.child_by_field_name("subscript")))


def _range(src: Source, node: Syntax) -> Expr:
    # A slice that starts at the beginning has its end further right than it begins itself.
    return Other(src.span(node), "slice", src.exprs(node))


RULES: Final[Table[str, ExprRule]] = {
    "member_access_expression": _invoked,
    "conditional_access_expression": _invoked,
    "invocation_expression": _invoked,
    "element_access_expression": _index,
    "range_expression": _range,
}
