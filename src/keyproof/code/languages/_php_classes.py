"""PHP's classes, traits, enumerations, functions and methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from keyproof.code.ir import Assign, Attr, Class, Define, Expr, ExprStmt, Function, Name, Other, Stmt
from keyproof.code.languages._php_calls import dotted
from keyproof.code.languages._php_expressions import kind_of, marks_of, params, text_of
from keyproof.code.languages._source import Source, StmtRule, each
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_TOOLS: Final = frozenset({"Tool", "Resource", "Prompt", "ToolInterface"})
"""What the tools of laravel/mcp extend and those of laravel-mcp-server implement."""
_HANDLES: Final = frozenset({"handle", "execute"})
_STAR: Final = regex(r"(?m)^[ \t]*\*[ \t]?")


def _doc(src: Source) -> str:
    if src.remark is None:
        return ""
    text, src.remark = src.text(src.remark), None
    return _STAR.sub("", text[3:-2]).strip() if text.startswith("/**") else ""


def _class(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.append(_made(src, node, text_of(src, node.child_by_field_name("name"))))


def anonymous(src: Source, node: Syntax) -> Expr:
    """Lower ``new class { … }``: its class goes before, and its name stands for it."""
    span = src.span(node)
    made = _made(src, node, f"class@{span.line}:{span.column}")
    src.before.append(made)
    return Name(span, made.name)


def _made(src: Source, node: Syntax, name: str) -> Class:
    doc = _doc(src)
    bases: list[Expr] = []
    body = node.child_by_field_name("body") or next(
        (c for c in node.named_children if c.type == "declaration_list"), None
    )
    used = [c for c in (body.named_children if body is not None else ()) if c.type == "use_declaration"]
    for child in (*node.named_children, *used):
        if child.type in ("base_clause", "class_interface_clause", "use_declaration"):
            bases += [src.expr(c) for c in child.named_children if c.type in ("name", "qualified_name")]
    around, src.here = src.here, name
    made = src.block(body)
    src.here = around
    if any((b.id if isinstance(b, Name) else b.name if isinstance(b, Attr) else "") in _TOOLS for b in bases):
        made = tuple([_tool(s) for s in made])
    return Class(src.span(node), name, tuple(bases), made, marks_of(src, node), doc)


def _tool(member: Stmt) -> Stmt:
    """Mark the method of a tool class that the SDK calls, as an attribute would."""
    if not isinstance(member, Define) or member.function.name not in _HANDLES:
        return member
    mark = Name(member.span, "McpTool")
    return replace(member, function=replace(member.function, decorators=(*member.function.decorators, mark)))


def _property(src: Source, node: Syntax, out: list[Stmt]) -> None:
    src.remark = None
    kind = kind_of(src, node.child_by_field_name("type"))
    out.extend(ExprStmt(m.span, m) for m in marks_of(src, node))
    for child in node.named_children:
        name = child.child_by_field_name("name") if child.type == "property_element" else None
        if name is None:
            continue
        span = src.span(child)
        value = child.child_by_field_name("default_value")
        declared = Other(span, "declared", (dotted(span, kind),) if kind[:1].isupper() else ())
        given = src.expr(value) if value is not None else declared
        out.append(Assign(span, Name(src.span(name), text_of(src, name)), given, kind))


def _case(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is not None:
        span = src.span(node)
        given = src.expr(value) if value is not None else Other(span, "declared")
        out.append(Assign(span, Name(src.span(name), src.text(name)), given, "", True))


def _function(src: Source, node: Syntax, out: list[Stmt]) -> None:
    doc = _doc(src)
    span = src.span(node)
    name = text_of(src, node.child_by_field_name("name"))
    given = params(src, node.child_by_field_name("parameters"))
    lead: tuple[Stmt, ...] = ()
    if name == "__construct":
        name = "constructor"
        lead = _promoted(src, node.child_by_field_name("parameters"))
    body = src.block(node.child_by_field_name("body"))
    returns = kind_of(src, node.child_by_field_name("return_type"))
    out.append(Define(span, Function(span, name, given, (*lead, *body), marks_of(src, node), False, doc, returns)))


def _promoted(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Return the assignments that promoted parameters of a constructor stand for."""
    found: list[Stmt] = []
    for child in node.named_children if node is not None else ():
        name = child.child_by_field_name("name") if child.type == "property_promotion_parameter" else None
        if name is not None:
            span = src.span(child)
            field = text_of(src, name)
            kind = kind_of(src, child.child_by_field_name("type"))
            found.append(Assign(span, Attr(span, Name(span, "self"), field), Name(span, field), kind))
    return tuple(found)


def _nothing(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Traits that a class uses are among its bases."""


RULES: Final[dict[str, StmtRule]] = {
    "class_declaration": _class,
    "interface_declaration": _class,
    "trait_declaration": _class,
    "enum_declaration": _class,
    "enum_case": _case,
    "property_declaration": _property,
    "method_declaration": _function,
    "function_definition": _function,
    "use_declaration": _nothing,
    "declaration_list": each,
    "enum_declaration_list": each,
}
