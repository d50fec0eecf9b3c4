"""Go's functions: parameters, results and bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code.ir import Function, Param, Stmt
from keyproof.code.languages._go_expressions import Place, place
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower a parameter list."""
    found: list[Param] = []
    for child in src.parts(node) if node is not None else ():
        kind = child.child_by_field_name("type")
        text = src.text(kind) if kind is not None else ""
        names = [src.text(n) for n in child.children_by_field_name("name")] or ["_"]
        mark = "*" if child.type == "variadic_parameter_declaration" else ""
        found += [Param(src.span(child), mark + name, text) for name in names]
    return tuple(found)


def results(src: Source, node: Syntax | None) -> tuple[str, ...]:
    """Return the types of the results as written."""
    if node is None:
        return ()
    if node.type != "parameter_list":
        return (src.text(node),)
    return tuple([p.annotation for p in params(src, node)])


def function(src: Source, node: Syntax, name: str = "", receiver: str | None = None) -> Function:
    """Lower a function, method or function literal; *receiver* None leaves that of the method around it."""
    from keyproof.code.languages._go_statements import block

    outer = place(src)
    given = params(src, node.child_by_field_name("parameters"))
    kinds = results(src, node.child_by_field_name("result"))
    if receiver is None:
        receiver = "" if any(p.name == outer.receiver for p in given) else outer.receiver
    src.here = Place(receiver, kinds, taken=outer.taken)
    before, src.before = src.before, []
    body: tuple[Stmt, ...] = block(src, node.child_by_field_name("body"))
    src.here, src.before = outer, before
    return Function(src.span(node), name, given, body, returns=kinds[0] if kinds else "")
