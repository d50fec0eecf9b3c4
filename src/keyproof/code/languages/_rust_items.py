"""Rust's items and ``let``: functions, types with their methods, constants, modules."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

import msgspec

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Class,
    Define,
    Expr,
    ExprStmt,
    Function,
    If,
    Import,
    Name,
    Other,
    Param,
    Span,
    Stmt,
    Str,
    Unary,
)
from keyproof.code.languages._rust_attributes import attribute
from keyproof.code.languages._rust_branches import body, is_result, statement, subject_of, tried, value
from keyproof.code.languages._rust_calls import params
from keyproof.code.languages._rust_expressions import RULES as EXPRESSIONS
from keyproof.code.languages._rust_loops import for_, loop, while_
from keyproof.code.languages._rust_paths import (
    assigns,
    declared,
    dotted,
    effect,
    gives,
    place,
    type_name,
    use,
)
from keyproof.code.languages._rust_patterns import match
from keyproof.code.languages._source import Source, StmtRule, each, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_BRANCHED: Final = frozenset({"if_expression", "match_expression", "block", "unsafe_block", "const_block", "try_block"})
IMPLEMENTED: Final = "impl!"
"""Decorator of a class that only holds methods: the type is declared elsewhere."""


# ---- attributes ------------------------------------------------------------------------------------------------------


def _attribute(src: Source, node: Syntax, out: list[Stmt]) -> None:
    place(src).attributes.append(node)


def _taken(src: Source) -> tuple[list[Syntax], bool]:
    """Return the attributes of this item, and whether it is only there for tests."""
    here = place(src)
    found, here.attributes = here.attributes, []
    texts = ["".join(src.text(a).split()) for a in found]
    return found, any(
        t.startswith(("#[cfg(test", "#[test", "#[tokio::test", "#[rstest", "#[cfg(all(test")) for t in texts
    )


# ---- let -------------------------------------------------------------------------------------------------------------


def _let(src: Source, node: Syntax, out: list[Stmt]) -> None:
    place(src).attributes.clear()
    here = place(src)
    pattern, held = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    kind = node.child_by_field_name("type")
    span = src.span(node)
    otherwise = node.child_by_field_name("alternative")
    while pattern is not None and pattern.type in ("mut_pattern", "ref_pattern"):
        pattern = next((c for c in pattern.named_children if c.type != "mutable_specifier"), None)
    if pattern is None:
        if held is not None:
            out.append(ExprStmt(span, value(src, held, out)))
        return
    if otherwise is not None and held is not None:
        _let_else(src, node, pattern, held, otherwise, out)
        return
    if pattern.type == "identifier":
        name = src.text(pattern).removeprefix("r#")
        annotation = type_name(src, kind)
        if held is None:
            out.append(Assign(span, Name(span, name), declared(src, span, kind), annotation))
        elif held.type in _BRANCHED:
            kept = name if not here.renamed.get(name) else here.fresh(name)
            out.extend(body(src, held, assigns(kept, annotation)))
            if kept != name:
                out.append(Assign(span, Name(span, name), Name(span, kept)))
        else:
            out.append(Assign(span, Name(src.span(pattern), name), value(src, held, out), annotation))
        here.bound.add(name)
        here.renamed.pop(name, None)
        return
    if held is not None:
        subject = subject_of(src, held, out)
        match(src, pattern, subject, out)


def _let_else(src: Source, node: Syntax, pattern: Syntax, held: Syntax, otherwise: Syntax, out: list[Stmt]) -> None:
    """``let Some(x) = y else { return };``."""
    span = src.span(node)
    if is_result(src, node):
        tried(src, node, held, [(pattern, None)], [(None, otherwise)], out, effect)
        return
    subject = subject_of(src, held, out)
    test = match(src, pattern, subject, out)
    if test is not None:
        out.append(If(span, Unary(span, "not", test), body(src, otherwise, effect)))


# ---- functions -------------------------------------------------------------------------------------------------------


def _function(src: Source, node: Syntax, out: list[Stmt]) -> None:
    attributes, tests = _taken(src)
    if tests:
        return
    here = place(src)
    outer = (here.put, here.renamed, here.bound)
    here.put, here.renamed, here.bound = None, {}, set()
    name = node.child_by_field_name("name")
    kind = node.child_by_field_name("return_type")
    binds: list[Stmt] = []
    given = params(src, node.child_by_field_name("parameters"), binds)
    inside = node.child_by_field_name("body")
    made = body(src, inside, gives if kind is not None else effect)
    span = src.span(node)
    marks = tuple([attribute(src, a) for a in attributes])
    lead = _instrumented(span, marks, given)
    modifiers = next((src.text(c) for c in node.children if c.type == "function_modifiers"), "")
    called = src.text(name).removeprefix("r#") if name is not None else ""
    made = (*lead, *binds, *made)
    returns = type_name(src, kind)
    out.append(Define(span, Function(span, called, given, made, marks, "async" in modifiers, "", returns)))
    here.put, here.renamed, here.bound = outer


def _instrumented(span: Span, marks: tuple[Expr, ...], given: tuple[Param, ...]) -> tuple[Stmt, ...]:
    """``#[instrument]`` of tracing writes the arguments of a call to the log, but for those it is told to skip."""
    for mark in marks:
        func = mark.func if isinstance(mark, Call) else mark
        last = func.id if isinstance(func, Name) else func.name if isinstance(func, Attr) else ""
        if last != "instrument":
            continue
        skipped: set[str] = set()
        for arg in mark.args if isinstance(mark, Call) else ():
            if isinstance(arg.value, Name) and arg.value.id == "skip_all":
                return ()
            if isinstance(arg.value, Call) and isinstance(arg.value.func, Name) and arg.value.func.id == "skip":
                skipped |= {a.value.id for a in arg.value.args if isinstance(a.value, Name)}
        shown = [p for p in given if p.name not in skipped and p.name != "self" and "'" not in p.name]
        args = [Arg(p.span, Other(p.span, "debug", (Name(p.span, p.name),))) for p in shown]
        return (ExprStmt(span, Call(span, Attr(span, Name(span, "log"), "info"), tuple(args))),) if args else ()
    return ()


def _signature(src: Source, node: Syntax, out: list[Stmt]) -> None:
    place(src).attributes.clear()


# ---- types -----------------------------------------------------------------------------------------------------------


def _struct(src: Source, node: Syntax, out: list[Stmt]) -> None:
    attributes, tests = _taken(src)
    name, inside = node.child_by_field_name("name"), node.child_by_field_name("body")
    if tests or name is None:
        return
    fields: list[Stmt] = []
    held: list[str] = []
    for child in inside.named_children if inside is not None and inside.type == "field_declaration_list" else ():
        if child.type == "attribute_item":
            held.append(src.text(child))
        elif child.type == "field_declaration":
            fields.append(_field(src, child, held))
            held = []
    marks = tuple([attribute(src, a) for a in attributes])
    out.append(Class(src.span(node), src.text(name), (), tuple(fields), marks))


def _field(src: Source, node: Syntax, attributes: list[str]) -> Stmt:
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    span = src.span(node)
    text = src.text(kind) if kind is not None else ""
    annotation = " ".join([text, *attributes])
    target = Name(
        src.span(name) if name is not None else span, src.text(name).removeprefix("r#") if name is not None else ""
    )
    return Assign(span, target, declared(src, span, kind), annotation)


def _enum(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower an enum: a variant with ``#[error("…")]`` is its message."""
    attributes, tests = _taken(src)
    name, inside = node.child_by_field_name("name"), node.child_by_field_name("body")
    if tests or name is None:
        return
    variants: list[Stmt] = []
    message: Expr | None = None
    for child in inside.named_children if inside is not None else ():
        if child.type == "attribute_item":
            mark = attribute(src, child)
            if isinstance(mark, Call) and isinstance(mark.func, Name) and mark.func.id == "error" and mark.args:
                message = mark.args[0].value if isinstance(mark.args[0].value, Str) else None
        elif child.type == "enum_variant":
            called = child.child_by_field_name("name")
            if called is not None:
                span = src.span(called)
                variants.append(Assign(span, Name(span, src.text(called)), message or Other(span, "variant")))
            message = None
    marks = tuple([attribute(src, a) for a in attributes])
    out.append(Class(src.span(node), src.text(name), (), tuple(variants), marks))


def _impl(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _, tests = _taken(src)
    here = place(src)
    kind, trait, inside = (node.child_by_field_name(f) for f in ("type", "trait", "body"))
    if tests or inside is None:
        return
    outer, here.owner = here.owner, ""
    owner = type_name(src, kind).rpartition(".")[2]
    here.owner = owner
    made = src.block(inside)
    here.owner = outer
    bases: tuple[Expr, ...] = ()
    if trait is not None:
        text = type_name(src, trait)
        bases = (dotted(src, trait, text.split(".")),) if text else ()
    if owner:
        out.append(Class(src.span(node), owner, bases, made, (Name(src.span(node), IMPLEMENTED),)))
    else:
        out.extend(made)


def _trait(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _taken(src)
    name, inside = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None:
        return
    here = place(src)
    outer, here.owner = here.owner, src.text(name)
    made = src.block(inside)
    here.owner = outer
    out.append(Class(src.span(node), src.text(name), (), made))


# ---- other items -----------------------------------------------------------------------------------------------------


def _constant(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _, tests = _taken(src)
    name, held = node.child_by_field_name("name"), node.child_by_field_name("value")
    if tests or name is None:
        return
    span = src.span(node)
    kind = node.child_by_field_name("type")
    given = value(src, held, out) if held is not None else declared(src, span, kind)
    out.append(Assign(span, Name(src.span(name), src.text(name)), given, type_name(src, kind), is_const=True))


def _module(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """``mod name;`` is an import; a module that is written here is part of this file."""
    _, tests = _taken(src)
    name, inside = node.child_by_field_name("name"), node.child_by_field_name("body")
    if tests or name is None:
        return
    span = src.span(node)
    text = src.text(name).removeprefix("r#")
    if inside is None:
        out.append(Import(span, f"self.{text}", "", text))
        return
    here = place(src)
    here.inline += 1
    made = src.block(inside)
    here.inline -= 1
    out.append(Import(span, "self", "", text))
    out.extend(made)


def _use(src: Source, node: Syntax, out: list[Stmt]) -> None:
    _, tests = _taken(src)
    if not tests:
        use(src, node, out)


def _ignored(src: Source, node: Syntax, out: list[Stmt]) -> None:
    place(src).attributes.clear()


def grouped(body_: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """Return *body_* with the methods of a type put into its class, or all in one class where the type is elsewhere."""
    first: dict[str, int] = {}
    parts: dict[str, list[Class]] = {}
    for number, one in enumerate(body_):
        if isinstance(one, Class):
            parts.setdefault(one.name, []).append(one)
            known = body_[first[one.name]] if one.name in first else None
            if known is None or (isinstance(known, Class) and _only_methods(known) and not _only_methods(one)):
                first[one.name] = number
    kept = set(first.values())
    made: list[Stmt] = []
    for number, one in enumerate(body_):
        if not isinstance(one, Class):
            made.append(one)
        elif number in kept:
            of_type = parts[one.name]
            inside = sorted([s for c in of_type for s in c.body], key=lambda s: isinstance(s, Define))
            bases = tuple([b for c in of_type for b in c.bases])
            made.append(msgspec.structs.replace(one, body=tuple(inside), bases=bases))
    return tuple(made)


def _only_methods(node: Class) -> bool:
    return any(isinstance(d, Name) and d.id == IMPLEMENTED for d in node.decorators)


def finished(src: Source, body_: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """Return *body_* with its types whole, and imports for crates and modules that paths begin with and no ``use`` brings in."""
    body_ = grouped(body_)
    here = place(src)
    known = {s.alias for s in body_ if isinstance(s, Import)}
    defined = {s.function.name for s in body_ if isinstance(s, Define)}
    span = Span(1, 1, 1, 1)
    more = [Import(span, h.replace("::", "."), "", h) for h in sorted(here.heads - known - defined)]
    return (*body_, *more)


RULES: Final[Table[str, StmtRule]] = {
    **dict.fromkeys(EXPRESSIONS, statement),
    "expression_statement": statement,
    "for_expression": for_,
    "while_expression": while_,
    "loop_expression": loop,
    "let_declaration": _let,
    "attribute_item": _attribute,
    "inner_attribute_item": nothing,
    "function_item": _function,
    "function_signature_item": _signature,
    "struct_item": _struct,
    "union_item": _struct,
    "enum_item": _enum,
    "impl_item": _impl,
    "trait_item": _trait,
    "const_item": _constant,
    "static_item": _constant,
    "mod_item": _module,
    "use_declaration": _use,
    "extern_crate_declaration": _ignored,
    "foreign_mod_item": _ignored,
    "type_item": _ignored,
    "associated_type": _ignored,
    "macro_definition": _ignored,
    "empty_statement": nothing,
    "visibility_modifier": nothing,
    "ERROR": each,
}
