"""C#'s parameters: of methods, lambdas and records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code.ir import Call, Param
from keyproof.code.languages._csharp_attributes import marks_of
from keyproof.code.languages._csharp_names import type_text
from keyproof.code.languages._jvm import declare, text_of
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower the parameters of a method or lambda, and note their names."""
    if node is None:
        return ()
    found: list[Param] = []
    if node.type in ("identifier", "implicit_parameter"):
        found.append(Param(src.span(node), src.text(node)))
    kind = ""
    for position, child in enumerate(node.children if node.type not in ("identifier", "implicit_parameter") else ()):
        field = node.field_name_for_child(position)
        if child.type == "parameter":
            found.append(_param(src, child))
        elif field == "type":
            kind = type_text(src, child)
        elif field == "name":
            # ``params string[] rest``
            found.append(Param(src.span(child), "..." + src.text(child), kind))
    for param in found:
        declare(src, param.name.lstrip("."))
    return tuple(found)


def _param(src: Source, node: Syntax) -> Param:
    name = node.child_by_field_name("name")
    kind = node.child_by_field_name("type")
    known = {c.id for c in (name, kind) if c is not None}
    rest = [c for c in src.parts(node) if c.id not in known and c.type not in ("attribute_list", "modifier")]
    default = src.expr(rest[-1]) if rest else None
    marks = [m for m in marks_of(src, node) if isinstance(m, Call) and m.args]
    if default is None and marks:
        default = marks[0]
    return Param(src.span(node), text_of(src, name), type_text(src, kind), default)
