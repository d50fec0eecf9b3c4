"""Go's declarations: imports, types, variables, functions and methods."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

import msgspec

from keyproof.code.ir import Assign, Class, Const, Define, Expr, Import, Index, Name, Other, Span, Stmt
from keyproof.code.languages._go_expressions import typed
from keyproof.code.languages._go_functions import function
from keyproof.code.languages._go_strings import literal
from keyproof.code.languages._source import Source, StmtRule, each, nothing
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_MAJOR: Final = regex(r"/v\d{1,3}(?=/|$)")
"""The major version in an import path: libraries are known without it."""
_PACKAGES: Final = {"github.com/metoro-io/mcp-golang": "mcp_golang", "github.com/caarlos0/env": "env"}
"""Packages that are not called what their path ends in."""
_AFFIXES: Final = regex(r"^go-|^golang-|[.-]go$|\.v\d{1,4}$|-golang$")
_PLAIN: Final = frozenset({
    "string", "int", "int64", "int32", "uint", "uint64", "uint32", "byte", "bool", "float64", "float32", "error", "any", "rune",
})  # fmt: skip


# ---- imports ---------------------------------------------------------------------------------------------------------


def _import(src: Source, node: Syntax, out: list[Stmt]) -> None:
    path, alias = node.child_by_field_name("path"), node.child_by_field_name("name")
    if path is None:
        return
    module = _MAJOR.sub("", getattr(literal(src, path), "value", ""))
    name = src.text(alias) if alias is not None else _package(module)
    span = src.span(node)
    if name == ".":
        out.append(Import(span, module, "*", "*"))
    elif name == "_":
        out.append(Import(span, module, "", ""))
    else:
        out.append(Import(span, module, "", name))


def _package(path: str) -> str:
    """Return the name that the package at an import path most likely has."""
    if path in _PACKAGES:
        return _PACKAGES[path]
    return _AFFIXES.sub("", path.rpartition("/")[2]).replace("-", "_")


# ---- types -----------------------------------------------------------------------------------------------------------


def _type(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    if name is None or kind is None or kind.type in ("function_type", "interface_type"):
        return
    out.append(_class(src, node, src.text(name), kind))


def _class(src: Source, node: Syntax, name: str, kind: Syntax) -> Class:
    body: list[Stmt] = []
    bases: list[Expr] = []
    fields = next((c for c in kind.named_children if c.type == "field_declaration_list"), None)
    for child in fields.named_children if kind.type == "struct_type" and fields is not None else ():
        if child.type == "field_declaration":
            _fields(src, child, name, body, bases)
    return Class(src.span(node), name, tuple(bases), tuple(body))


def _fields(src: Source, node: Syntax, owner: str, body: list[Stmt], bases: list[Expr]) -> None:
    kind, tag = node.child_by_field_name("type"), node.child_by_field_name("tag")
    names = node.children_by_field_name("name")
    span = src.span(node)
    if kind is None:
        return
    declared = src.text(kind) if kind.type != "struct_type" else "struct"
    annotation = f"{declared} {src.text(tag)}" if tag is not None else declared
    if not names:
        base = typed(src, kind)
        bases.append(base)
        if tag is not None:
            text = declared.lstrip("*").rpartition(".")[2]
            body.append(Assign(span, Name(span, text), Other(span, "declared", (base,)), annotation))
        return
    value = _declared(src, span, kind, owner, src.text(names[0]), body)
    for name in names:
        body.append(Assign(span, Name(src.span(name), src.text(name)), value, annotation))


def _declared(src: Source, span: Span, kind: Syntax, owner: str, name: str, out: list[Stmt]) -> Expr:
    """Return what stands for a value of a type; a type without a name becomes a class before it."""
    if kind.type == "struct_type":
        made = f"{owner}_{name}" if owner else f"{name}_struct"
        out.append(_class(src, kind, made, kind))
        return Other(span, "declared", (Name(span, made),))
    held = typed(src, kind)
    plain = isinstance(held, Other) or (isinstance(held, Name) and held.id in _PLAIN)
    return Other(span, "declared", () if plain else (held,))


# ---- variables -------------------------------------------------------------------------------------------------------


def _variable(src: Source, node: Syntax, out: list[Stmt], *, const: bool = False) -> None:
    names = node.children_by_field_name("name")
    kind, held = node.child_by_field_name("type"), node.child_by_field_name("value")
    values = src.parts(held) if held is not None else []
    span = src.span(node)
    annotation = src.text(kind) if kind is not None and kind.type != "struct_type" else ""
    whole = src.expr(values[0]) if len(values) == 1 else None
    for number, name in enumerate(n for n in names if n.type != ","):
        target = Name(src.span(name), src.text(name))
        if len(values) == len(names):
            value = whole if whole is not None else src.expr(values[number])
        elif whole is not None:
            value = Index(span, whole, Const(span, "number", str(number)))
        elif const:
            continue
        else:
            value = _declared(src, span, kind, "", target.id, out) if kind is not None else Other(span, "declared")
        out.append(Assign(span, target, value, annotation, const))


def _constant(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _variable(src, node, out, const=True)


# ---- functions -------------------------------------------------------------------------------------------------------


def _function(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name = node.child_by_field_name("name")
    made = function(src, node, src.text(name) if name is not None else "", "")
    out.append(Define(made.span, made))


def _method(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name, given = node.child_by_field_name("name"), node.child_by_field_name("receiver")
    holder = next((c for c in given.named_children if c.type == "parameter_declaration"), None) if given else None
    called = holder.child_by_field_name("name") if holder is not None else None
    kind = typed(src, holder.child_by_field_name("type")) if holder is not None else None
    receiver = src.text(called) if called is not None else ""
    made = function(src, node, src.text(name) if name is not None else "", receiver)
    owner = kind.id if isinstance(kind, Name) else ""
    out.append(Class(made.span, owner, (), (Define(made.span, made),)))


def grouped(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """Return *body* with the methods of a type put into its class, or all in one class where the type is elsewhere."""
    first: dict[str, int] = {}
    parts: dict[str, list[Stmt]] = {}
    for number, statement in enumerate(body):
        if isinstance(statement, Class) and statement.name:
            parts.setdefault(statement.name, []).extend(statement.body)
            here = first.get(statement.name)
            is_method = len(statement.body) == 1 and isinstance(statement.body[0], Define)
            known = body[here] if here is not None else None
            if not isinstance(known, Class) or (not is_method and known.span == known.body[0].span):
                first[statement.name] = number
    kept = set(first.values())
    made: list[Stmt] = []
    for number, statement in enumerate(body):
        if not isinstance(statement, Class) or not statement.name:
            made.append(statement)
        elif number in kept:
            inside = sorted(parts[statement.name], key=lambda s: isinstance(s, Define))
            made.append(msgspec.structs.replace(statement, body=tuple(inside)))
    return tuple(made)


DECLARATIONS: Final[Table[str, StmtRule]] = {
    "package_clause": nothing,
    "import_declaration": each,
    "import_spec_list": each,
    "import_spec": _import,
    "type_declaration": each,
    "type_spec": _type,
    "type_alias": nothing,
    "var_declaration": each,
    "var_spec_list": each,
    "var_spec": _variable,
    "const_declaration": each,
    "const_spec": _constant,
    "function_declaration": _function,
    "method_declaration": _method,
}
