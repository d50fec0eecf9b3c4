"""C#'s names, and its types as they are written."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Expr, Name, Other, Span
from keyproof.code.languages._jvm import dotted, named, text_of
from keyproof.code.languages._source import ExprRule, Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_BOXES: Final = regex(
    r"^(?:[\w.]{1,80}\.)?(?:IOptions|IOptionsMonitor|IOptionsSnapshot|Lazy|Task|ValueTask|Nullable)<(.{1,200})>$"
)
"""Types that stand for what they hold."""


def _identifier(src: Source, node: Syntax) -> Expr:
    text = src.text(node).removeprefix("@")
    return named(src, src.span(node), text) if text else Other(src.span(node), "missing")


def itself(src: Source, node: Syntax) -> Expr:
    """``this``, and ``base``, whose members are inherited."""
    return Name(src.span(node), "self")


def name_text(src: Source, node: Syntax | None) -> str:
    """Return a name without its type arguments."""
    if node is not None and node.type == "generic_name" and node.named_children:
        node = node.named_children[0]
    return text_of(src, node).removeprefix("@")


def type_text(src: Source, node: Syntax | None) -> str:
    """Return a type as written, without what only wraps it (``Task<T>``, ``IOptions<T>``, ``T?``)."""
    text = "".join(src.text(node).split()) if node is not None else ""
    for _ in range(4):
        text = text.removesuffix("?").removeprefix("global::")
        found = _BOXES.match(text)
        if found is None:
            break
        text = found[1]
    return "" if text == "var" else text


def kind_of(src: Source, node: Syntax | None) -> str:
    """Return a type's name without its arguments and brackets."""
    while node is not None and node.type in ("nullable_type", "array_type", "ref_type", "scoped_type"):
        node = node.child_by_field_name("type") or next(iter(node.named_children), None)
    return type_text(src, node).partition("<")[0]


def type_name(span: Span, text: str) -> Expr:
    """Return the expression for a class's name."""
    return dotted(span, text.rpartition("::")[2] or "object")


def _generic(src: Source, node: Syntax) -> Expr:
    return named(src, src.span(node), text_of(src, node.named_children[0] if node.named_children else None))


def _qualified(src: Source, node: Syntax) -> Expr:
    return type_name(src.span(node), kind_of(src, node))


RULES: Final[Table[str, ExprRule]] = {
    "identifier": _identifier,
    "generic_name": _generic,
    "qualified_name": _qualified,
    "alias_qualified_name": _qualified,
    "predefined_type": lambda src, node: Name(src.span(node), src.text(node)),
}
