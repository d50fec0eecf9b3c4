"""Ruby's parameters: of methods, blocks and lambdas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code.ir import Param
from keyproof.code.languages._ruby_frame import frame
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_LEAD = {"splat_parameter": "*", "hash_splat_parameter": "**"}


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower parameters, and let their names be known in what follows."""
    found: list[Param] = []
    for child in src.parts(node) if node is not None else ():
        if child.type == "destructured_parameter":
            for part in src.parts(child):
                name = src.text(part)
                frame(src).names.add(name)
                found.append(Param(src.span(part), name))
            continue
        if child.type == "block_parameter" or child.type == "forward_parameter":
            held = child.child_by_field_name("name")
            if held is not None:
                frame(src).names.add(src.text(held))
            continue
        held = child if child.type == "identifier" else child.child_by_field_name("name")
        if held is None:
            continue
        name = src.text(held)
        default = child.child_by_field_name("value") if child is not held else None
        given = src.expr(default) if default is not None else None
        frame(src).names.add(name)
        found.append(Param(src.span(child), _LEAD.get(child.type, "") + name, "", given))
    return tuple(found)
