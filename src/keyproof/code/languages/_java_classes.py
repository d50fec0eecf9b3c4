"""Java's classes, records, enumerations and methods, and its imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Class,
    Define,
    Expr,
    ExprStmt,
    Function,
    Import,
    Name,
    Other,
    Return,
    Span,
    Stmt,
)
from keyproof.code.languages._java_expressions import args, kind_of, marks_of, params, type_name
from keyproof.code.languages._jvm import Frame, here, text_of
from keyproof.code.languages._source import Source, StmtRule
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_STAR: Final = regex(r"(?m)^[ \t]*\*[ \t]?")
_GETTERS: Final = frozenset({"Data", "Getter", "Value"})
"""Lombok's annotations that write a getter for every field."""
_HIDES: Final = ("ToString.Exclude",)


def _doc(src: Source) -> str:
    if src.remark is None:
        return ""
    text, src.remark = src.text(src.remark), None
    return _STAR.sub("", text[3:-2]).strip() if text.startswith("/**") else ""


def package(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Keep the name of the package as an import of all that is in it, which is what it means for the names of a file."""
    name = next((c for c in node.named_children if c.type in ("scoped_identifier", "identifier")), None)
    if name is not None:
        out.append(Import(src.span(node), "".join(src.text(name).split()), "", ""))


def imported(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower an import. What is imported out of a class stands for a member of the class, which is imported in its place."""
    span = src.span(node)
    name = next((c for c in node.named_children if c.type in ("scoped_identifier", "identifier")), None)
    full = "".join(text_of(src, name).split())
    if any(c.type == "asterisk" for c in node.named_children):
        static = any(c.type == "static" for c in node.children)
        module, _, last = full.rpartition(".")
        out.append(Import(span, module, last, last) if static else Import(span, full, "*", "*"))
        return
    parts = full.split(".")
    place = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    owner = parts[place]
    if place < len(parts) - 1:
        here(src).members[parts[-1]] = ".".join(parts[place:-1])
    out.append(Import(span, ".".join(parts[:place]), owner, owner))


# ---- classes ---------------------------------------------------------------------------------------------------------


def declare_class(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower a class, interface, enumeration or record."""
    out.append(_made(src, node, text_of(src, node.child_by_field_name("name"))))


def anonymous(src: Source, node: Syntax, body: Syntax, base: Expr) -> Expr:
    """Lower the body of ``new Base() { … }``: its class goes before, and its name stands for it."""
    span = src.span(node)
    name = f"class@{span.line}:{span.column}"
    frame = _frame(src, name, body, inherits=True)
    src.before.append(Class(span, name, (base,), _members(src, body, frame)))
    return Name(span, name)


def _made(src: Source, node: Syntax, name: str) -> Class:
    doc = _doc(src)
    bases: list[Expr] = []
    for child in node.named_children:
        if child.type in ("superclass", "super_interfaces", "extends_interfaces"):
            bases += _bases(src, child)
    marks = marks_of(src, node)
    body = node.child_by_field_name("body")
    frame = _frame(src, name, body, inherits=bool(bases))
    parameters = node.child_by_field_name("parameters") if node.type == "record_declaration" else None
    lead: tuple[Stmt, ...] = ()
    if parameters is not None:
        marks = (*marks, Name(src.span(node), "record"))
        lead = _record(src, node, parameters, frame, body)
    made = _members(src, body, frame) if body is not None else ()
    if any(_mark(m) in _GETTERS for m in marks):
        made = (*made, *_getters(made))
    return Class(src.span(node), name, tuple(bases), (*lead, *made), marks, doc)


def _mark(mark: Expr) -> str:
    func = mark.func if isinstance(mark, Call) else mark
    return func.id if isinstance(func, Name) else func.name if isinstance(func, Attr) else ""


def _bases(src: Source, node: Syntax) -> list[Expr]:
    found: list[Expr] = []
    for child in node.named_children:
        if child.type == "type_list":
            found += _bases(src, child)
        else:
            found.append(type_name(src, src.span(child), kind_of(src, child)))
    return found


def _frame(src: Source, name: str, body: Syntax | None, *, inherits: bool) -> Frame:
    frame = Frame(name, inherits=inherits)
    stack = list(body.named_children) if body is not None else []
    for child in stack:
        kind = child.type
        if kind == "enum_body_declarations":
            stack += child.named_children
        elif kind in ("field_declaration", "constant_declaration"):
            for declarator in child.children_by_field_name("declarator"):
                frame.fields.add(text_of(src, declarator.child_by_field_name("name")))
        elif kind == "enum_constant":
            frame.fields.add(text_of(src, child.child_by_field_name("name")))
        elif kind == "method_declaration":
            frame.methods.add(text_of(src, child.child_by_field_name("name")))
    return frame


def _record(src: Source, node: Syntax, parameters: Syntax, frame: Frame, body: Syntax | None) -> tuple[Stmt, ...]:
    """Return a record's fields, its constructor and its accessors; a compact constructor's body comes first."""
    span = src.span(node)
    place = here(src)
    place.frames += [frame, Frame()]
    given = params(src, parameters)
    compact: tuple[Stmt, ...] = ()
    for child in body.named_children if body is not None else ():
        if child.type == "compact_constructor_declaration":
            compact = src.block(child.child_by_field_name("body"))
    del place.frames[-2:]
    fields: list[Stmt] = []
    assigns: list[Stmt] = []
    accessors: list[Stmt] = []
    for param in given:
        name = param.name.lstrip(".")
        frame.fields.add(name)
        if param.default is not None:
            fields.append(ExprStmt(param.default.span, param.default))
        fields.append(Assign(param.span, Name(param.span, name), Other(param.span, "declared"), param.annotation, True))
        assigns.append(Assign(param.span, Attr(param.span, Name(param.span, "self"), name), Name(param.span, name)))
        if name not in frame.methods:
            accessors.append(_accessor(param.span, name, name))
    made: list[Stmt] = fields
    if not any(c.type == "constructor_declaration" for c in (body.named_children if body is not None else ())):
        made.append(Define(span, Function(span, "constructor", given, (*compact, *assigns))))
    return (*made, *accessors)


def _accessor(span: Span, name: str, field: str) -> Define:
    value = Attr(span, Name(span, "self"), field)
    return Define(span, Function(span, name, (), (Return(span, value),)))


def _getters(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    known = {s.function.name for s in body if isinstance(s, Define)}
    made: list[Stmt] = []
    for statement in body:
        if isinstance(statement, Assign) and isinstance(statement.target, Name):
            field = statement.target.id
            getter = f"get{field[:1].upper()}{field[1:]}"
            if getter not in known:
                made.append(_accessor(statement.span, getter, field))
    return tuple(made)


# ---- members ---------------------------------------------------------------------------------------------------------


def _members(src: Source, body: Syntax, frame: Frame) -> tuple[Stmt, ...]:
    place = here(src)
    place.frames.append(frame)
    made = src.statements(_flat(body))
    place.frames.pop()
    return made


def _flat(body: Syntax) -> list[Syntax]:
    found: list[Syntax] = []
    for child in body.named_children:
        found += child.named_children if child.type == "enum_body_declarations" else (child,)
    return found


def _field(src: Source, node: Syntax, out: list[Stmt]) -> None:
    src.remark = None
    marks = marks_of(src, node)
    hidden = any(".".join(_path(m)) in _HIDES for m in marks)
    kind = "" if hidden else text_of(src, node.child_by_field_name("type"))
    const = any(c.type == "final" for m in node.named_children if m.type == "modifiers" for c in m.children)
    for declarator in node.children_by_field_name("declarator"):
        out.extend(ExprStmt(m.span, m) for m in marks)
        named = declarator.child_by_field_name("name")
        value = declarator.child_by_field_name("value")
        span = src.span(declarator)
        target = Name(src.span(named) if named is not None else span, text_of(src, named))
        given = src.expr(value) if value is not None else _declared(src, span, node)
        out.extend(src.before)
        src.before = []
        out.append(Assign(span, target, given, kind, const))


def _declared(src: Source, span: Span, node: Syntax) -> Other:
    kind = kind_of(src, node.child_by_field_name("type"))
    return Other(span, "declared", (type_name(src, span, kind),) if kind[:1].isupper() else ())


def _path(mark: Expr) -> list[str]:
    func = mark.func if isinstance(mark, Call) else mark
    parts: list[str] = []
    while isinstance(func, Attr):
        parts.insert(0, func.name)
        func = func.value
    return [func.id, *parts] if isinstance(func, Name) else parts


def _constant(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """One member of an enumeration: an instance of it."""
    name = node.child_by_field_name("name")
    span = src.span(node)
    owner = next((f.owner for f in reversed(here(src).frames) if f.owner), "")
    value = Call(span, Name(span, owner), args(src, node.child_by_field_name("arguments")), True)
    out.append(Assign(span, Name(span, text_of(src, name)), value, "", True))


def _method(src: Source, node: Syntax, out: list[Stmt]) -> None:
    doc = _doc(src)
    marks = marks_of(src, node)
    place = here(src)
    place.frames.append(Frame())
    given = params(src, node.child_by_field_name("parameters"))
    body = src.block(node.child_by_field_name("body"))
    place.frames.pop()
    name = text_of(src, node.child_by_field_name("name"))
    if node.type == "constructor_declaration":
        name = "constructor"
    returns = text_of(src, node.child_by_field_name("type"))
    span = src.span(node)
    out.append(Define(span, Function(span, name, given, body, marks, False, doc, returns)))


def _compact(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """A record's compact constructor is lowered with the record."""


def _static(src: Source, node: Syntax, out: list[Stmt]) -> None:
    place = here(src)
    place.frames.append(Frame())
    for child in node.named_children:
        if child.type == "block":
            out.extend(src.block(child))
    place.frames.pop()


RULES: Final[dict[str, StmtRule]] = {
    "package_declaration": package,
    "import_declaration": imported,
    "class_declaration": declare_class,
    "interface_declaration": declare_class,
    "enum_declaration": declare_class,
    "record_declaration": declare_class,
    "annotation_type_declaration": _compact,
    "field_declaration": _field,
    "constant_declaration": _field,
    "enum_constant": _constant,
    "method_declaration": _method,
    "constructor_declaration": _method,
    "compact_constructor_declaration": _compact,
    "static_initializer": _static,
}
