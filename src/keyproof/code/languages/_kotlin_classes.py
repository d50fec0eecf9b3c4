"""Kotlin's classes, objects and functions. What stands in a companion object is a member of its class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    Name,
    Other,
    Param,
    Span,
    Stmt,
)
from keyproof.code.languages._jvm import Frame, declare, dotted, here
from keyproof.code.languages._kotlin_expressions import args, type_of
from keyproof.code.languages._kotlin_statements import given, initial
from keyproof.code.languages._source import Source, StmtRule
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_STAR: Final = regex(r"(?m)^[ \t]*\*[ \t]?")
_BODIES: Final = ("class_body", "enum_class_body")


def _doc(src: Source) -> str:
    if src.remark is None:
        return ""
    text, src.remark = src.text(src.remark), None
    return _STAR.sub("", text[3:-2]).strip() if text.startswith("/**") else ""


def _part(node: Syntax, *kinds: str) -> Syntax | None:
    return next((c for c in node.named_children if c.type in kinds), None)


# ---- annotations -----------------------------------------------------------------------------------------------------


def marks_of(src: Source, node: Syntax) -> tuple[Expr, ...]:
    """Return the annotations of a declaration; ``data`` is one."""
    found: list[Expr] = []
    for lead in node.named_children:
        if lead.type not in ("modifiers", "parameter_modifiers"):
            continue
        for child in lead.named_children:
            if child.type == "annotation":
                found.append(_annotation(src, child))
            elif child.type == "class_modifier" and src.text(child) == "data":
                found.append(Name(src.span(child), "data"))
    return tuple(found)


def _annotation(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    made = _part(node, "constructor_invocation")
    kind = _part(made if made is not None else node, "user_type")
    text = type_of(src, kind) or "annotation"
    first = text.partition(".")[0]
    owner = here(src).members.get(first)
    found: list[Arg] = []
    for arg in args(src, _part(made, "value_arguments")) if made is not None else ():
        found.append(Arg(arg.span, arg.value, "" if arg.name == "value" else arg.name))
    return Call(span, dotted(span, f"{owner}.{text}" if owner is not None else text), tuple(found))


# ---- functions -------------------------------------------------------------------------------------------------------


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower the parameters of a function or constructor, and note their names."""
    found: list[Param] = []
    children = node.children if node is not None else []
    for place, child in enumerate(children):
        if child.type not in ("parameter", "class_parameter"):
            continue
        name = next((c for c in child.named_children if c.type == "identifier"), None)
        kind = next((c for c in child.named_children if c.type.endswith("_type")), None)
        default = _default(child, children[place + 1 : place + 3])
        before = children[place - 1] if place else None
        marks = [*marks_of(src, child), *(_marks(src, before) if before is not None else ())]
        mark = next((m for m in marks if isinstance(m, Call) and m.args), None)
        many = before is not None and before.type == "parameter_modifiers" and "vararg" in src.text(before)
        called = ("..." if many else "") + (src.text(name).strip("`") if name is not None else "")
        value = src.expr(default) if default is not None else mark
        found.append(Param(src.span(child), called, src.text(kind) if kind is not None else "", value))
    for param in found:
        declare(src, param.name.lstrip("."))
    return tuple(found)


def _marks(src: Source, node: Syntax) -> list[Expr]:
    if node.type != "parameter_modifiers":
        return []
    return [_annotation(src, c) for c in node.named_children if c.type == "annotation"]


def _default(param: Syntax, after: list[Syntax]) -> Syntax | None:
    past = False
    for child in param.children:
        if past and child.is_named:
            return child
        past = past or child.type == "="
    if len(after) == 2 and after[0].type == "=" and after[1].is_named:
        return after[1]
    return None


def function(src: Source, node: Syntax, name: str) -> Function:
    """Lower a function."""
    doc = _doc(src)
    marks = marks_of(src, node)
    place = here(src)
    place.frames.append(Frame())
    made = params(src, _part(node, "function_value_parameters"))
    body = _body(src, _part(node, "function_body"))
    place.frames.pop()
    kind = ""
    past = False
    for child in node.children:
        past = past or child.type == "function_value_parameters"
        if past and child.is_named and child.type.endswith("_type"):
            kind = src.text(child)
    is_async = any("suspend" in src.text(c) for c in node.named_children if c.type == "modifiers")
    return Function(src.span(node), name, made, body, marks, is_async, doc, kind)


def _body(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    if node is None:
        return ()
    block = _part(node, "block")
    if block is not None:
        return src.block(block)
    value = next(iter(src.parts(node)), None)
    return src.returned(value) if value is not None else ()


def define(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower a function declaration."""
    name = node.child_by_field_name("name")
    called = src.text(name).strip("`") if name is not None else ""
    frames = here(src).frames
    if frames and not frames[-1].owner:
        declare(src, called)
    out.append(Define(src.span(node), function(src, node, called)))


# ---- classes ---------------------------------------------------------------------------------------------------------


def declare_class(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower a class, interface, object or enumeration."""
    name = node.child_by_field_name("name")
    out.append(make_class(src, node, src.text(name) if name is not None else ""))


def make_class(src: Source, node: Syntax, name: str) -> Class:
    """Lower what has a class body, under *name*."""
    doc = _doc(src)
    span = src.span(node)
    marks = marks_of(src, node)
    bases: list[Expr] = []
    lead: list[Arg] = []
    for specifier in (c for s in node.named_children if s.type == "delegation_specifiers" for c in s.named_children):
        kind = _part(specifier, "user_type")
        made = _part(specifier, "constructor_invocation")
        if made is not None:
            kind = _part(made, "user_type")
            lead += args(src, _part(made, "value_arguments"))
        if kind is not None:
            bases.append(dotted(src.span(kind), type_of(src, kind) or "Any"))
    body = _part(node, *_BODIES)
    primary = _part(node, "primary_constructor")
    listed = _part(primary, "class_parameters") if primary is not None else None
    place = here(src)
    place.frames += [_frame(src, name, listed, body), Frame()]
    given_params = params(src, listed)
    fields, assigns = _fields(src, listed, given_params)
    made_in = place.frames.pop()
    members: list[Stmt] = []
    inits: list[Stmt] = []
    _members(src, body, made_in, members, inits)
    place.frames.pop()
    if listed is not None or inits:
        members.insert(0, Define(span, Function(span, "constructor", given_params, (*assigns, *inits))))
    return Class(span, name, tuple(bases), (*fields, *members), marks, doc)


def _frame(src: Source, name: str, listed: Syntax | None, body: Syntax | None) -> Frame:
    # What a class inherits cannot be told from the functions of the package and the library; these are far more.
    frame = Frame(name)
    for child in listed.named_children if listed is not None else ():
        if any(c.type in ("val", "var") for c in child.children):
            frame.fields |= {src.text(c) for c in child.named_children if c.type == "identifier"}
    stack = list(body.named_children) if body is not None else []
    while stack:
        child = stack.pop()
        if child.type == "companion_object":
            inside = _part(child, *_BODIES)
            stack += inside.named_children if inside is not None else []
        elif child.type == "property_declaration":
            declared = _part(child, "variable_declaration")
            if declared is not None and declared.named_children:
                frame.fields.add(src.text(declared.named_children[0]))
        elif child.type == "function_declaration" and (called := child.child_by_field_name("name")) is not None:
            frame.methods.add(src.text(called))
        elif child.type == "enum_entry" and child.named_children:
            frame.fields.add(src.text(child.named_children[0]))
    return frame


def _fields(src: Source, listed: Syntax | None, given_params: tuple[Param, ...]) -> tuple[list[Stmt], list[Stmt]]:
    """Return the fields that the parameters of a class are, and their assignments in its constructor."""
    fields: list[Stmt] = []
    assigns: list[Stmt] = []
    nodes = [c for c in listed.named_children if c.type == "class_parameter"] if listed is not None else []
    for node, param in zip(nodes, given_params, strict=False):
        if not any(c.type in ("val", "var") for c in node.children):
            continue
        name = param.name.lstrip(".")
        fields += [ExprStmt(m.span, m) for m in marks_of(src, node)]
        plain = param.default if param.default is not None and not _is_mark(param.default) else None
        value = plain if plain is not None else _declared(param.span, param.annotation)
        fields.append(Assign(param.span, Name(param.span, name), value, param.annotation, True))
        assigns.append(Assign(param.span, Attr(param.span, Name(param.span, "self"), name), Name(param.span, name)))
    return fields, assigns


def _is_mark(value: Expr) -> bool:
    return isinstance(value, Call) and isinstance(value.func, Name) and value.func.id in ("Value", "ConfigProperty")


def _declared(span: Span, kind: str) -> Other:
    name = kind.partition("<")[0].strip(" ?")
    parts = (dotted(span, name),) if name[:1].isupper() and name.replace(".", "").isidentifier() else ()
    return Other(span, "declared", parts)


def _members(src: Source, body: Syntax | None, made_in: Frame, members: list[Stmt], inits: list[Stmt]) -> None:
    """Lower the body of a class; *made_in* holds the names of its constructor's parameters."""
    frames = here(src).frames
    for child in body.named_children if body is not None else ():
        kind = child.type
        if kind == "companion_object":
            _members(src, _part(child, *_BODIES), Frame(), members, inits)
        elif kind == "property_declaration":
            frames.append(made_in)
            _property(src, child, made_in.locals, members, inits)
            frames.pop()
        elif kind == "anonymous_initializer":
            block = _part(child, "block")
            frames.append(made_in)
            inits += src.block(block) if block is not None else ()
            frames.pop()
        elif kind == "ERROR":
            _members(src, child, made_in, members, inits)
        elif kind == "enum_entry":
            _entry(src, child, members)
        elif kind in ("line_comment", "block_comment"):
            src.remark = child
        else:
            members += src.statements([child])
            src.remark = None


def _entry(src: Source, node: Syntax, members: list[Stmt]) -> None:
    span = src.span(node)
    owner = next((f.owner for f in reversed(here(src).frames) if f.owner), "")
    name = src.text(node.named_children[0]) if node.named_children else ""
    made = Call(span, Name(span, owner), args(src, _part(node, "value_arguments")), True)
    members.append(Assign(span, Name(span, name), made, "", True))


def _property(src: Source, node: Syntax, names: set[str], members: list[Stmt], inits: list[Stmt]) -> None:
    src.remark = None
    span = src.span(node)
    declared = _part(node, "variable_declaration")
    if declared is None or not declared.named_children:
        return
    name = src.text(declared.named_children[0])
    kind = src.text(declared.named_children[1]) if len(declared.named_children) > 1 else ""
    getter = _part(node, "getter")
    if getter is not None and initial(node) is None:
        body = _body(src, _part(getter, "function_body"))
        members.append(Define(span, Function(span, name, (), body, (), False, "", kind)))
        return
    members += [ExprStmt(m.span, m) for m in marks_of(src, node)]
    outer, src.before = src.before, []
    value = given(src, node)
    before, src.before = src.before, outer
    if initial(node) is None:
        value = _declared(span, kind)
    target = Name(src.span(declared), name)
    if names and initial(node) is not None and _uses(src, node, names):
        # What is made of a parameter of the class is made in its constructor.
        members.append(Assign(span, target, _declared(span, kind), kind, True))
        inits += [*before, Assign(span, Attr(span, Name(span, "self"), name), value)]
    else:
        members += [*before, Assign(span, target, value, kind, True)]


def _uses(src: Source, node: Syntax, names: set[str]) -> bool:
    text = src.text(node)
    return any(name in text for name in names)


def _secondary(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """A secondary constructor calls the first one."""


RULES: Final[dict[str, StmtRule]] = {
    "function_declaration": define,
    "class_declaration": declare_class,
    "object_declaration": declare_class,
    "companion_object": declare_class,
    "secondary_constructor": _secondary,
}
