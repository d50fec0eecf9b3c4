"""C#'s namespaces, classes, records and interfaces, their members, and the ``using`` lines."""

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
    Span,
    Stmt,
)
from keyproof.code.languages._csharp_attributes import marks_of
from keyproof.code.languages._csharp_invoked import args
from keyproof.code.languages._csharp_names import kind_of, type_name, type_text
from keyproof.code.languages._csharp_params import params
from keyproof.code.languages._csharp_statements import arrow_or_block, function, initial
from keyproof.code.languages._jvm import Frame, here, text_of
from keyproof.code.languages._source import Source, StmtRule, each, nothing
from keyproof.code.walk import walk
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_DOC: Final = regex(r"(?m)^[ \t]*///[ \t]?")
_SDK: Final = "ModelContextProtocol"
_SHOWS_SDK: Final = frozenset({
    "AddMcpServer", "MapMcp", "WithStdioServerTransport", "WithHttpTransport", "WithToolsFromAssembly", "WithTools",
    "McpServerTool", "McpServerToolType",
})  # fmt: skip
"""Names of the SDK that stand in namespaces every project imports without a line."""
_HIDES: Final = frozenset({"JsonIgnore", "PersonalData", "SensitiveData", "LogPropertyIgnore", "NotLogged"})
"""Attributes that leave a member out where its object is printed or serialized."""


def finished(src: Source, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
    """Name the SDK where the file uses it without saying so: its extension methods stand in Microsoft's namespaces."""
    if any(isinstance(s, Import) and s.module.startswith(_SDK) for s in body):
        return body
    for node in walk(*body):
        if isinstance(node, Attr | Name):
            name = node.name if isinstance(node, Attr) else node.id
            if name in _SHOWS_SDK:
                return (Import(node.span, f"{_SDK}.Server", "*", "*"), *body)
    return body


def _doc(src: Source) -> str:
    if src.remark is None:
        return ""
    text, src.remark = src.text(src.remark), None
    return _DOC.sub("", text).strip() if text.startswith("///") else ""


def _using(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    alias = node.child_by_field_name("name")
    parts = [c for c in src.parts(node) if alias is None or c.id != alias.id]
    full = kind_of(src, parts[-1] if parts else None)
    if not full:
        return
    if alias is not None:
        module, _, last = full.rpartition(".")
        out.append(Import(span, module, last, src.text(alias)))
    else:
        out.append(Import(span, full, "*", "*"))


def _namespace(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(src.block(node.child_by_field_name("body")))


# ---- classes ---------------------------------------------------------------------------------------------------------


def _declare_class(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name = text_of(src, node.child_by_field_name("name"))
    span = src.span(node)
    doc = _doc(src)
    marks = marks_of(src, node)
    words = {src.text(c) for c in node.named_children if c.type == "modifier"}
    record = node.type.startswith("record")
    kinds = ("partial" if "partial" in words else "", "record" if record else "",
             "interface" if node.type == "interface_declaration" else "")  # fmt: skip
    marks += tuple([Name(span, kind) for kind in kinds if kind])
    base = next((c for c in node.named_children if c.type == "base_list"), None)
    bases, passed = _bases(src, base)
    body = node.child_by_field_name("body")
    frame = _frame(src, name, body, inherits=bool(bases))
    primary = next((c for c in node.named_children if c.type == "parameter_list"), None)
    place = here(src)
    lead: tuple[Stmt, ...] = ()
    if primary is not None:
        lead = _primary(src, span, primary, frame, record=record, passed=passed)
    place.frames.append(frame)
    made = src.block(body) if body is not None else ()
    place.frames.pop()
    out.append(Class(span, name, bases, (*lead, *made), marks, doc))


def _bases(src: Source, node: Syntax | None) -> tuple[tuple[Expr, ...], Syntax | None]:
    """Return the classes and interfaces that a class is built on, and the arguments it gives to the first."""
    found: list[Expr] = []
    passed: Syntax | None = None
    for child in node.named_children if node is not None else ():
        if child.type == "argument_list":
            passed = child
        elif child.type == "primary_constructor_base_type":
            kind = child.child_by_field_name("type") or (child.named_children[0] if child.named_children else None)
            passed = next((c for c in child.named_children if c.type == "argument_list"), passed)
            found.append(type_name(src.span(child), kind_of(src, kind)))
        else:
            found.append(type_name(src.span(child), kind_of(src, child)))
    return tuple(found), passed


def _frame(src: Source, name: str, body: Syntax | None, *, inherits: bool) -> Frame:
    frame = Frame(name, inherits=inherits)
    stack = list(body.named_children) if body is not None else []
    for child in stack:
        kind = child.type
        if kind.startswith("preproc_") or kind == "ERROR":
            stack += child.named_children
        elif kind in ("field_declaration", "event_field_declaration"):
            for declaration in child.named_children:
                for declarator in declaration.named_children if declaration.type == "variable_declaration" else ():
                    if declarator.type == "variable_declarator":
                        frame.fields.add(text_of(src, declarator.child_by_field_name("name")))
        elif kind in ("property_declaration", "enum_member_declaration"):
            frame.fields.add(text_of(src, child.child_by_field_name("name")))
        elif kind == "method_declaration":
            frame.methods.add(text_of(src, child.child_by_field_name("name")))
    return frame


def _primary(
    src: Source, span: Span, node: Syntax, frame: Frame, *, record: bool, passed: Syntax | None
) -> tuple[Stmt, ...]:
    """Return the constructor that a primary one is, and the members that its parameters are."""
    place = here(src)
    place.frames += [frame, Frame()]
    given = params(src, node)
    called = args(src, passed)
    del place.frames[-2:]
    body: list[Stmt] = [ExprStmt(span, Call(span, Name(span, "super"), called))] if called else []
    fields: list[Stmt] = []
    for param in given:
        name = param.name.lstrip(".")
        frame.fields.add(name)
        if record:
            fields.append(
                Assign(param.span, Name(param.span, name), Other(param.span, "declared"), param.annotation, True)
            )
        body.append(Assign(param.span, Attr(param.span, Name(param.span, "self"), name), Name(param.span, name)))
    return (*fields, Define(span, Function(span, "constructor", given, tuple(body))))


# ---- members ---------------------------------------------------------------------------------------------------------


def _declared(span: Span, kind: str) -> Other:
    return Other(span, "declared", (type_name(span, kind.partition("<")[0]),) if kind[:1].isupper() else ())


def _field(src: Source, node: Syntax, out: list[Stmt]) -> None:
    src.remark = None
    marks = marks_of(src, node)
    declaration = next((c for c in node.named_children if c.type == "variable_declaration"), None)
    if declaration is None:
        return
    const = any(c.type == "modifier" and src.text(c) in ("const", "readonly") for c in node.named_children)
    kind = type_text(src, declaration.child_by_field_name("type"))
    for child in declaration.named_children:
        if child.type != "variable_declarator":
            continue
        name = child.child_by_field_name("name")
        rest = [c for c in src.parts(child) if name is None or c.id != name.id]
        _member(src, src.span(child), name, kind, rest[-1] if rest else None, marks, out, const=const)


def _member(
    src: Source, span: Span, name: Syntax | None, kind: str, value: Syntax | None, marks: tuple[Expr, ...],
    out: list[Stmt], *, const: bool,
) -> None:  # fmt: skip
    given = initial(src, value, span, kind) if value is not None else _declared(span, kind)
    out.extend(src.before)
    src.before = []
    out.extend(ExprStmt(m.span, m) for m in marks)
    target = Name(src.span(name) if name is not None else span, text_of(src, name))
    hidden = any(isinstance(m, Call) and isinstance(m.func, Name) and m.func.id in _HIDES for m in marks)
    out.append(Assign(span, target, given, "" if hidden else kind, const))


def _property(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """A property that only holds a value is a field, one that works it out a method without parameters."""
    src.remark = None
    name = node.child_by_field_name("name")
    span = src.span(node)
    value = node.child_by_field_name("value")
    accessors = node.child_by_field_name("accessors")
    kind = type_text(src, node.child_by_field_name("type"))
    getter, setters = _accessors(src, accessors)
    body = value if value is not None and value.type == "arrow_expression_clause" else getter
    if body is None:
        marks = marks_of(src, node)
        _member(src, span, name, kind, value, marks, out, const=accessors is None or not setters)
        return
    place = here(src)
    place.frames.append(Frame())
    made = arrow_or_block(src, body)
    place.frames.pop()
    out.append(Define(span, Function(span, text_of(src, name), (), made, (Name(span, "property"),), False, "", kind)))


def _accessors(src: Source, node: Syntax | None) -> tuple[Syntax | None, bool]:
    """Return the body of the getter, and whether there is a setter."""
    getter: Syntax | None = None
    setters = False
    for child in node.named_children if node is not None else ():
        if child.type == "accessor_declaration":
            word = text_of(src, child.child_by_field_name("name"))
            if word == "get":
                getter = child.child_by_field_name("body")
            else:
                setters = True
    return getter, setters


def _method(src: Source, node: Syntax, out: list[Stmt]) -> None:
    doc = _doc(src)
    name = text_of(src, node.child_by_field_name("name"))
    lead: tuple[Stmt, ...] = ()
    if node.type == "constructor_declaration":
        name = "constructor"
        lead = _chained(src, node)
    out.append(Define(src.span(node), function(src, node, name, lead, doc)))


def _chained(src: Source, node: Syntax) -> tuple[Stmt, ...]:
    """``: base(…)`` and ``: this(…)``: a call of another constructor."""
    found = next((c for c in node.named_children if c.type == "constructor_initializer"), None)
    if found is None:
        return ()
    span = src.span(found)
    own = any(c.type == "this" for c in found.children)
    owner = next((f.owner for f in reversed(here(src).frames) if f.owner), "")
    place = here(src)
    place.frames.append(Frame())
    params(src, node.child_by_field_name("parameters"))
    given = args(src, next((c for c in found.named_children if c.type == "argument_list"), None))
    place.frames.pop()
    before, src.before = src.before, []
    func = Name(span, owner if own and owner else "super")
    return (*before, ExprStmt(span, Call(span, func, given)))


def _enum_member(src: Source, node: Syntax, out: list[Stmt]) -> None:
    name = node.child_by_field_name("name")
    span = src.span(node)
    out.append(Assign(span, Name(span, text_of(src, name)), Other(span, "member"), "", True))


def _indexer(src: Source, node: Syntax, out: list[Stmt]) -> None:
    body = node.child_by_field_name("value") or _accessors(src, node.child_by_field_name("accessors"))[0]
    place = here(src)
    place.frames.append(Frame())
    given = params(src, node.child_by_field_name("parameters"))
    made = arrow_or_block(src, body)
    place.frames.pop()
    span = src.span(node)
    out.append(Define(span, Function(span, "this[]", given, made)))


RULES: Final[dict[str, StmtRule]] = {
    "using_directive": _using,
    "extern_alias_directive": nothing,
    "namespace_declaration": _namespace,
    "file_scoped_namespace_declaration": nothing,
    "class_declaration": _declare_class,
    "struct_declaration": _declare_class,
    "interface_declaration": _declare_class,
    "record_declaration": _declare_class,
    "record_struct_declaration": _declare_class,
    "enum_declaration": _declare_class,
    "enum_member_declaration_list": each,
    "enum_member_declaration": _enum_member,
    "delegate_declaration": nothing,
    "global_attribute": nothing,
    "field_declaration": _field,
    "event_field_declaration": nothing,
    "event_declaration": nothing,
    "property_declaration": _property,
    "method_declaration": _method,
    "constructor_declaration": _method,
    "destructor_declaration": nothing,
    "operator_declaration": _method,
    "conversion_operator_declaration": _method,
    "indexer_declaration": _indexer,
}
