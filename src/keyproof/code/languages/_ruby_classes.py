"""Ruby's classes, modules and methods."""

from __future__ import annotations

import re
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
    Name,
    Other,
    Param,
    Return,
    Span,
    Stmt,
    Str,
)
from keyproof.code.languages._ruby_assign import assignment
from keyproof.code.languages._ruby_frame import Frame, frame
from keyproof.code.languages._ruby_names import deliver, last
from keyproof.code.languages._ruby_params import params
from keyproof.code.languages._ruby_statements import body_of
from keyproof.code.languages._source import Source, StmtRule
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_DECLARED: Final = regex(
    rb"\b(?:attr_reader|attr_accessor|[mc]attr_accessor|[mc]attr_reader|class_attribute)\b\(?((?:\s*:\w+[?!]?\s*,?)+)"
)
_SYMBOL: Final = regex(rb":(\w+)")
_MIXES: Final = frozenset({"include", "extend", "prepend"})
_TOOL: Final = regex(r"Tools?$|^ActionTool\.Base$|Tools?\.Base$|ToolBase$")
_RESOURCE: Final = regex(r"Resource$|^ActionResource\.Base$")
_PROMPT: Final = regex(r"Prompt$")
_CALLED: Final[tuple[tuple[re.Pattern[str], frozenset[str], str], ...]] = (
    (_TOOL, frozenset({"call", "execute", "perform"}), "McpTool"),
    (_RESOURCE, frozenset({"content", "call", "read"}), "McpResource"),
    (_PROMPT, frozenset({"template", "call", "messages"}), "McpPrompt"),
)
"""Ends of the names of base classes, the methods that the SDKs call, and the mark that says so."""


def _doc(src: Source) -> str:
    if src.remark is None:
        return ""
    text, src.remark = src.text(src.remark), None
    return text.lstrip("# ").strip()


def _class(src: Source, node: Syntax, out: list[Stmt]) -> None:
    doc = _doc(src)
    named = node.child_by_field_name("name")
    words = tuple([p for p in (src.text(named) if named is not None else "").split("::") if p])
    around = frame(src)
    inside = (*around.path, *words)
    parent = node.child_by_field_name("superclass")
    bases: list[Expr] = [src.expr(c) for c in (src.parts(parent) if parent is not None else ())]
    body = node.child_by_field_name("body")
    attributes = _attributes(src, body)
    src.here = Frame(around.file, inside, words[-1] if words else "", attributes)
    held = body_of(src, body)
    src.here = around
    made, top = _split(held, module=node.type == "module")
    made, mixed = _mixed(made)
    bases += mixed
    whole = Class(src.span(node), words[-1] if words else "", tuple(bases), made, (_path(src.span(node), inside),), doc)
    # What stands in a module or class is at the top of the form, where all files see it.
    first = bases[0] if bases else None
    if isinstance(first, Call) and (fields := _struct_fields(first)):
        whole = _with_fields(whole, fields)
    out += [*top, *((whole,) if made or node.type == "class" else ())]


def _path(span: Span, parts: tuple[str, ...]) -> Expr:
    return Other(span, f"module {'.'.join(parts)}")


def _split(body: tuple[Stmt, ...], *, module: bool) -> tuple[tuple[Stmt, ...], list[Stmt]]:
    """Return what stays in a class or module, and what stands at the top."""
    stays: list[Stmt] = []
    top: list[Stmt] = []
    for statement in body:
        constant_of = isinstance(statement, Assign) and isinstance(statement.target, Name) and statement.is_const
        (top if isinstance(statement, Class) or (module and constant_of) else stays).append(statement)
    return tuple(stays), top


def _mixed(body: tuple[Stmt, ...]) -> tuple[tuple[Stmt, ...], list[Expr]]:
    """Take ``include Module`` out of a body: what is mixed in is inherited."""
    stays: list[Stmt] = []
    bases: list[Expr] = []
    for statement in body:
        value = statement.value if isinstance(statement, ExprStmt) else None
        if isinstance(value, Call) and last(value.func) in _MIXES and value.args:
            bases += [a.value for a in value.args if isinstance(a.value, Name | Attr) and last(a.value) != "self"]
        else:
            stays.append(statement)
    return tuple(stays), bases


def _attributes(src: Source, body: Syntax | None) -> frozenset[str]:
    if body is None:
        return frozenset()
    text = src.data[body.start_byte : body.end_byte]
    found = [n for m in _DECLARED.finditer(text) for n in _SYMBOL.findall(m[1])]
    return frozenset(n.decode("utf-8", "replace") for n in found)


def struct(src: Source, node: Syntax) -> Class | None:
    """Return the class that ``Config = Struct.new(:key) do … end`` and ``Data.define(:key)`` make, None for others."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "constant" or right.type != "call":
        return None
    held, named = right.child_by_field_name("receiver"), right.child_by_field_name("method")
    word = f"{src.text(held)}.{src.text(named)}" if held is not None and named is not None else ""
    if word not in ("Struct.new", "Data.define", "Class.new"):
        return None
    around = frame(src)
    name = src.text(left)
    given = right.child_by_field_name("arguments")
    symbols = [c for c in (src.parts(given) if given is not None else ()) if c.type == "simple_symbol"]
    fields = [src.text(c).lstrip(":") for c in symbols]
    inside = (*around.path, name)
    block = right.child_by_field_name("block")
    src.here = Frame(around.file, inside, name, frozenset(fields))
    body = src.block(block.child_by_field_name("body")) if block is not None else ()
    src.here = around
    base = src.expr(held) if word != "Class.new" else None
    first = next(iter(src.parts(given)), None) if given is not None and word == "Class.new" else None
    bases = (base,) if base is not None else (src.expr(first),) if first is not None else ()
    whole = Class(src.span(node), name, bases, body, (_path(src.span(node), inside),))
    return _with_fields(whole, fields) if fields else whole


def _struct_fields(base: Call) -> list[str]:
    """``class Config < Struct.new(:key)``."""
    if last(base.func) not in ("Struct", "define"):
        return []
    return [a.value.value for a in base.args if not a.name and isinstance(a.value, Str)]


def _with_fields(whole: Class, fields: list[str]) -> Class:
    span = whole.span
    given = tuple([Param(span, f) for f in fields])
    own = Name(span, "self")
    body = tuple([Assign(span, Attr(span, own, f), Name(span, f)) for f in fields])
    maker = Define(span, Function(span, "constructor", given, body))
    return Class(span, whole.name, whole.bases, (maker, *whole.body), whole.decorators, whole.doc)


# ---- methods ---------------------------------------------------------------------------------------------------------


def _method(src: Source, node: Syntax, out: list[Stmt]) -> None:
    doc = _doc(src)
    span = src.span(node)
    named = node.child_by_field_name("name")
    name = src.text(named) if named is not None else ""
    around = frame(src)
    src.here = around.body(name)
    given = params(src, node.child_by_field_name("parameters"))
    body = body_of(src, node.child_by_field_name("body"))
    src.here = around
    if name == "initialize" and node.type == "method":
        name = "constructor"
    else:
        body = deliver(body)
    marks = _marks(node, name, src, span)
    out.append(Define(span, Function(span, name, given, body, marks, False, doc, _returns(body, around.owner))))


def _marks(node: Syntax, name: str, src: Source, span: Span) -> tuple[Expr, ...]:
    """Mark the method of a tool's class that the SDK calls."""
    here = node.parent
    while here is not None and here.type not in ("class", "module"):
        here = here.parent
    parent = here.child_by_field_name("superclass") if here is not None and here.type == "class" else None
    if parent is None:
        return ()
    base = src.text(parent).lstrip("< ").replace("::", ".")
    for pattern, methods, mark in _CALLED:
        if name in methods and pattern.search(base):
            return (Name(span, mark),)
    return ()


def _returns(body: tuple[Stmt, ...], owner: str) -> str:
    """Return the class of which a method gives an instance, where its end says so."""
    end = body[-1] if body else None
    value = end.value if isinstance(end, Return) else None
    if isinstance(value, Call) and value.new:
        return owner if last(value.func) == "cls" else last(value.func)
    return ""


def _singleton(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """``class << self``: its methods are those of the class."""
    out.extend(body_of(src, node.child_by_field_name("body")))


def _assignment(src: Source, node: Syntax, out: list[Stmt]) -> None:
    made = struct(src, node)
    if made is not None:
        out.append(made)
    else:
        assignment(src, node)


RULES: Final[dict[str, StmtRule]] = {
    "class": _class,
    "module": _class,
    "singleton_class": _singleton,
    "assignment": _assignment,
    "method": _method,
    "singleton_method": _method,
}
