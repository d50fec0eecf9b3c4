"""Rust's paths, types and ``use`` declarations, and what a lowering keeps of the place it is at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from keyproof.code.ir import Assign, Attr, Const, Expr, ExprStmt, Import, Name, Other, Return, Span, Stmt
from keyproof.code.languages._source import Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

Put = Callable[[Span, Expr], Stmt]
"""Makes the statement that takes the value of a block, a branch or an arm."""

STANDARD: Final = frozenset({"std", "core", "alloc"})
_TURBOFISH: Final = regex(r"::<[^<>]{0,200}>|<[^<>]{0,200}>")
_WRAPPERS: Final = frozenset({
    "Result", "Option", "Arc", "Box", "Rc", "Mutex", "RwLock", "RefCell", "Cow", "State", "Extension", "Parameters", "Json",
    "Query", "Pin", "LazyLock", "OnceLock", "OnceCell", "Lazy", "Weak", "Cell", "Form", "ManuallyDrop", "MutexGuard",
    "RwLockReadGuard", "RwLockWriteGuard", "Data", "Future", "Ok",
})  # fmt: skip
"""Types that are what they hold, as far as an analysis is concerned."""
_PARTS: Final = 64
PLAIN: Final = frozenset(
    {"String", "str", "bool", "usize", "u16", "u32", "u64", "i32", "i64", "f64", "u8", "i8", "char"}
)


class Place(msgspec.Struct):
    """Where in a file the lowering is."""

    owner: str = ""
    """The type of the ``impl`` around."""
    put: Put | None = None
    """Where the value of the next statement goes, for one that is the value of what is around it."""
    renamed: dict[str, str] = msgspec.field(default_factory=dict)
    bound: set[str] = msgspec.field(default_factory=set)
    """Names that patterns of this function have bound."""
    count: int = 0
    attributes: list[Syntax] = msgspec.field(default_factory=list)
    """Attributes of the item that comes next."""
    inline: int = 0
    """Modules around that are written in this file."""
    heads: set[str] = msgspec.field(default_factory=set)
    """First parts of paths, which may be crates or modules without a ``use``."""
    macros: int = 0
    """Macros around whose text was parsed anew."""
    parsed: int = 0
    """Bytes of macros parsed anew so far."""

    def fresh(self, name: str) -> str:
        """Return a name like *name* that nothing in the file is called."""
        self.count += 1
        return f"{name}'{self.count}"


def place(src: Source) -> Place:
    """Return where *src* is."""
    if src.here is None:
        src.here = Place()
    found: Place = src.here
    return found


# ---- paths -----------------------------------------------------------------------------------------------------------


def parts_of(src: Source, node: Syntax) -> list[str]:
    """Return the parts of a path, generic arguments left out; ``Self`` is the type around."""
    here = place(src)
    text = "".join(src.text(node).split())
    if text.startswith("<"):
        # ``<Type as Trait>::name`` speaks of the type.
        inside, _, rest = text[1:].partition(">::")
        text = f"{inside.partition('as')[0] if ' as ' in src.text(node) else inside}::{rest}"
    for _ in range(6):
        shorter = _TURBOFISH.sub("", text)
        if shorter == text:
            break
        text = shorter
    found = [p.removeprefix("r#") for p in text.split("::") if p]
    if len(found) > 1 and found[0] == "self":
        found = found[1:]
    if found and found[0] == "Self":
        found[0] = here.owner or "Self"
    count = next((n for n, p in enumerate(found) if p != "super"), len(found))
    if count and len(found) > count:
        up = max(0, count - here.inline)
        found = ["::".join(["super"] * up), *found[count:]] if up else found[count:]
    return found[:_PARTS]


def dotted(src: Source, node: Syntax, parts: list[str]) -> Expr:
    """Return a path as a dotted name."""
    span = src.span(node)
    if not parts:
        return Other(span, "missing")
    head = parts[0]
    if len(parts) > 1 and head[:1].islower() and head not in STANDARD:
        place(src).heads.add(head)
    made: Expr = Name(span, head)
    for part in parts[1:]:
        made = Attr(span, made, part)
    return made


def path(src: Source, node: Syntax) -> Expr:
    """Lower a path of more than one part."""
    return dotted(src, node, parts_of(src, node))


def named(src: Source, node: Syntax) -> Expr:
    """Lower an identifier; patterns may have given it another name."""
    text = src.text(node).removeprefix("r#")
    here = place(src)
    if text == "Self" and here.owner:
        text = here.owner
    return Name(src.span(node), here.renamed.get(text, text)) if text else Other(src.span(node), "missing")


# ---- types -----------------------------------------------------------------------------------------------------------


def type_name(src: Source, node: Syntax | None) -> str:
    """Return the name of a type: references, ``Result``, ``Arc`` and their like are what they hold; ``""`` for none."""
    for _ in range(12):
        if node is None:
            return ""
        kind = node.type
        if kind in ("reference_type", "pointer_type"):
            node = node.child_by_field_name("type")
        elif kind == "generic_type":
            base = node.child_by_field_name("type")
            given = node.child_by_field_name("type_arguments")
            named_ = src.text(base).rpartition("::")[2] if base is not None else ""
            held = [c for c in given.named_children if c.type != "lifetime"] if given is not None else []
            node = held[0] if held and named_ in _WRAPPERS else base
        elif kind in ("dynamic_type", "abstract_type"):
            node = node.child_by_field_name("trait")
        elif kind == "type_binding":
            node = node.child_by_field_name("type")
        elif kind in ("type_identifier", "identifier", "primitive_type"):
            text = src.text(node)
            return place(src).owner or text if text == "Self" else text
        elif kind in ("scoped_type_identifier", "scoped_identifier"):
            parts = parts_of(src, node)
            return ".".join(parts[-2:]) if len(parts) == 2 and parts[0][:1].islower() else parts[-1] if parts else ""
        else:
            return ""
    return ""


def declared(src: Source, span: Span, node: Syntax | None) -> Other:
    """Return what stands for a value of a type."""
    text = type_name(src, node)
    if not text or text in PLAIN:
        return Other(span, "declared")
    head, _, last = text.rpartition(".")
    held: Expr = Attr(span, Name(span, head), last) if head else Name(span, last)
    return Other(span, "declared", (held,))


# ---- use -------------------------------------------------------------------------------------------------------------


def use(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower a ``use`` declaration: one import for each name."""
    tree = node.child_by_field_name("argument")
    if tree is not None:
        _used(src, tree, [], out, 0)


def _used(src: Source, node: Syntax, lead: list[str], out: list[Stmt], depth: int) -> None:
    if depth > 30:
        return
    kind = node.type
    if kind in ("scoped_use_list", "use_list"):
        inner = node.child_by_field_name("path")
        before = lead + _raw(src, inner)
        listed = node if kind == "use_list" else node.child_by_field_name("list")
        for child in listed.named_children if listed is not None else ():
            _used(src, child, before, out, depth + 1)
    elif kind == "use_as_clause":
        inner, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
        _bring(src, node, lead + _raw(src, inner), src.text(alias) if alias is not None else "", out)
    elif kind == "use_wildcard":
        inner = next(iter(node.named_children), None)
        _bring(src, node, lead + _raw(src, inner), "*", out)
    else:
        _bring(src, node, lead + _raw(src, node), "", out)


def _raw(src: Source, node: Syntax | None) -> list[str]:
    text = "".join(src.text(node).split()) if node is not None else ""
    return [p.removeprefix("r#") for p in text.split("::") if p]


def _bring(src: Source, node: Syntax, parts: list[str], alias: str, out: list[Stmt]) -> None:
    here = place(src)
    if len(parts) > 1 and parts[-1] == "self" and alias != "*":
        parts = parts[:-1]
    count = next((n for n, p in enumerate(parts) if p != "super"), len(parts))
    if count:
        up = max(0, count - here.inline)
        parts = ["super"] * up + parts[count:] if up else ["self", *parts[count:]]
    if not parts or alias == "_":
        return
    span = src.span(node)
    if alias == "*":
        if parts != ["self"]:
            out.append(Import(span, ".".join(parts), "*", "*"))
    elif len(parts) == 1:
        out.append(Import(span, parts[0], "", alias or parts[0]))
    else:
        out.append(Import(span, ".".join(parts[:-1]), parts[-1], alias or parts[-1]))


# ---- values and where they go ----------------------------------------------------------------------------------------


def effect(span: Span, value: Expr) -> Stmt:
    """Keep a value for its effect."""
    return ExprStmt(span, value)


def gives(span: Span, value: Expr) -> Stmt:
    """Return a value."""
    return Return(span, value)


def assigns(name: str, annotation: str = "") -> Put:
    """Return what assigns a value to *name*."""

    def put(span: Span, value: Expr) -> Stmt:
        return Assign(span, Name(span, name), value, annotation)

    return put


def null(span: Span) -> Const:
    """Return the value of ``None`` and ``()``."""
    return Const(span, "null", "None")
