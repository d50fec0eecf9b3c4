"""What JavaScript binds: names, destructuring, parameters and modules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from keyproof.code.ir import (
    Assign,
    Attr,
    Binary,
    Const,
    Expr,
    Import,
    Index,
    Name,
    Other,
    Param,
    Sequence,
    Span,
    Stmt,
    Str,
)
from keyproof.code.languages._source import CHAIN, Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_WRAPPERS: Final = frozenset({
    "await_expression", "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
})  # fmt: skip
_INTEROP: Final = frozenset({
    "__importDefault", "__importStar", "__toESM", "_interopRequireDefault", "_interopRequireWildcard",
    "_interop_require_default", "_interop_require_wildcard", "interopRequireDefault",
})  # fmt: skip
"""What tsc, esbuild, Babel and swc put around ``require``."""


class Slot(NamedTuple):
    """One part of a pattern; ``key`` is its property or place, None for what is left over."""

    node: Syntax
    key: Expr | None
    target: Syntax
    default: Syntax | None


def key(src: Source, node: Syntax) -> Expr:
    """Return the key of a property: a ``Str`` unless it is computed."""
    kind = node.type
    if kind == "string":
        return src.expr(node)
    if kind == "computed_property_name":
        return src.expr(next(iter(src.parts(node)), None))
    return Str(src.span(node), src.text(node))


def annotation(src: Source, node: Syntax) -> str:
    """Return the declared type of a binding as written."""
    found = node.child_by_field_name("type")
    return src.text(found).lstrip(":?- \t\r\n") if found is not None else ""


def slots(src: Source, pattern: Syntax) -> Iterator[Slot]:
    """Yield the properties of an object pattern or the places of an array pattern."""
    if pattern.type == "array_pattern":
        yield from _places(src, pattern)
        return
    for child in src.parts(pattern):
        kind = child.type
        default = None
        if kind == "rest_pattern":
            yield Slot(child, None, _inside(src, child), None)
            continue
        if kind == "pair_pattern":
            named, target = child.child_by_field_name("key"), child.child_by_field_name("value")
        else:
            named = target = child
        if target is not None and target.type in ("assignment_pattern", "object_assignment_pattern"):
            default = target.child_by_field_name("right")
            target = target.child_by_field_name("left")
            named = target if kind != "pair_pattern" else named
        if named is not None and target is not None:
            yield Slot(child, key(src, named), target, default)


def _places(src: Source, pattern: Syntax) -> Iterator[Slot]:
    place = 0
    for child in pattern.children:
        if child.type == ",":
            place += 1
        elif child.type == "rest_pattern":
            yield Slot(child, None, _inside(src, child), None)
        elif child.is_named and child.kind_id not in src.grammar.ignored:
            default = None
            target: Syntax | None = child
            if child.type == "assignment_pattern":
                target, default = child.child_by_field_name("left"), child.child_by_field_name("right")
            if target is not None:
                yield Slot(child, Const(src.span(child), "number", str(place)), target, default)


def _inside(src: Source, rest: Syntax) -> Syntax:
    return next(iter(src.parts(rest)), rest)


def is_pattern(node: Syntax) -> bool:
    """Whether *node* binds several names."""
    return node.type in ("object_pattern", "array_pattern")


def part(span: Span, value: Expr, of: Expr | None) -> Expr:
    """Return the expression for one part of *value*; what is left over for None."""
    if of is None:
        return Other(span, "rest", (value,))
    if isinstance(of, Str) and of.value.isidentifier():
        return Attr(span, value, of.value)
    items = value.items if isinstance(value, Sequence) else ()
    spread = any(isinstance(item, Other) and item.kind == "spread" for item in items)
    if isinstance(of, Const) and int(of.text) < len(items) and not spread:
        return items[int(of.text)]
    return Index(span, value, of)


def target(src: Source, node: Syntax, depth: int = 0) -> Expr:
    """Lower the left side of an assignment that binds one place, or of a loop."""
    kind = node.type
    if kind in ("array_pattern", "object_pattern"):
        if depth > 8:
            return src.flat(node)
        parts = tuple([target(src, slot.target, depth + 1) for slot in slots(src, node)])
        return Sequence(src.span(node), parts) if kind == "array_pattern" else Other(src.span(node), "pattern", parts)
    if kind == "shorthand_property_identifier_pattern":
        return Name(src.span(node), src.text(node))
    return src.expr(node)


def bind(src: Source, node: Syntax, value: Expr, out: list[Stmt], declared: str = "", *, const: bool = False) -> None:
    """Append an assignment for each name of the pattern (or plain target) *node*."""
    work: list[tuple[Syntax, Syntax, Expr, str, int]] = [(node, node, value, declared, 0)]
    while work:
        whole, here, given, kind, depth = work.pop()
        if not is_pattern(here) or depth > CHAIN:
            made = target(src, here) if depth <= CHAIN else src.flat(here)
            out.append(Assign(src.span(whole), made, given, kind, const))
            continue
        inner = []
        for slot in slots(src, here):
            span = src.span(slot.node)
            found = part(span, given, slot.key)
            if slot.default is not None:
                found = Binary(span, "??", found, src.expr(slot.default))
            inner.append((slot.node, slot.target, found, "", depth + 1))
        work.extend(reversed(inner))


# ---- modules ---------------------------------------------------------------------------------------------------------


def required(src: Source, node: Syntax | None) -> tuple[str, str, str] | None:
    """Return module, name and kind (``""`` or ``*``) of ``require("m")``, ``await import("m")`` or a member of one."""
    name = ""
    for _ in range(8):
        if node is None:
            return None
        kind = node.type
        if kind in _WRAPPERS:
            node = next(iter(src.parts(node)), None)
        elif kind == "member_expression" and not name:
            found = node.child_by_field_name("property")
            name = src.text(found) if found is not None else ""
            node = node.child_by_field_name("object")
        elif kind == "call_expression":
            func, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            if func is None or given is None or given.type != "arguments":
                return None
            first = next(iter(src.parts(given)), None)
            if func.type == "identifier" and src.text(func) in _INTEROP:
                node = first
                continue
            return _module(src, func, first, name)
        else:
            return None
    return None


def _module(src: Source, func: Syntax, first: Syntax | None, name: str) -> tuple[str, str, str] | None:
    dynamic = func.type == "import"
    if first is None or not (dynamic or (func.type == "identifier" and src.text(func) == "require")):
        return None
    path = src.expr(first) if first.type in ("string", "template_string") else None
    return (path.value, name, "*" if dynamic else "") if isinstance(path, Str) else None


def bind_module(src: Source, node: Syntax, found: tuple[str, str, str], out: list[Stmt]) -> bool:
    """Append the imports that ``const node = require(…)`` stands for; False if *node* is no such pattern."""
    module, name, kind = found
    if node.type == "identifier":
        out.append(Import(src.span(node), module, name or kind, src.text(node)))
        return True
    if node.type != "object_pattern" or name:
        return False
    parts = list(slots(src, node))
    if not all(isinstance(slot.key, Str | None) and not is_pattern(slot.target) for slot in parts):
        return False
    for slot in parts:
        taken = slot.key.value if isinstance(slot.key, Str) else "*"
        out.append(Import(src.span(slot.node), module, taken, src.text(slot.target)))
    return True


# ---- parameters ------------------------------------------------------------------------------------------------------


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower ``(a, {b: c = 1}, ...d)``, or the one name of an arrow function without parentheses."""
    if node is None:
        return ()
    if node.type != "formal_parameters":
        return (Param(src.span(node), src.text(node)),)
    found: list[Param] = []
    for child in src.parts(node):
        pattern = child.child_by_field_name("pattern") or child
        default = child.child_by_field_name("value")
        if pattern.type == "assignment_pattern":
            default = pattern.child_by_field_name("right")
            pattern = pattern.child_by_field_name("left") or pattern
        if pattern.type == "decorator" or pattern.type == "this":
            continue
        if is_pattern(pattern):
            found += _destructured(src, pattern, _types(src, child))
        else:
            value = src.expr(default) if default is not None else None
            found.append(Param(src.span(child), _param_name(src, pattern), annotation(src, child), value))
    return tuple(found)


def _param_name(src: Source, node: Syntax) -> str:
    if node.type == "rest_pattern":
        return "..." + src.text(_inside(src, node))
    return src.text(node)


def _types(src: Source, parameter: Syntax) -> dict[str, str]:
    """Return the declared types of the properties of ``{a}: {a: string}``."""
    found: dict[str, str] = {}
    declared = parameter.child_by_field_name("type")
    for kind in declared.named_children if declared is not None else ():
        for member in kind.named_children if kind.type == "object_type" else ():
            name = member.child_by_field_name("name")
            if name is not None:
                found[src.text(name)] = annotation(src, member)
    return found


def _destructured(src: Source, pattern: Syntax, types: dict[str, str]) -> list[Param]:
    found: list[Param] = []
    work: list[tuple[Syntax, str]] = [(pattern, "")]
    while work and len(found) < 4 * CHAIN:
        here, path = work.pop()
        if path.count(".") > CHAIN:
            continue
        inner = []
        for slot in slots(src, here):
            name = slot.key.value if isinstance(slot.key, Str) else slot.key.text if isinstance(slot.key, Const) else ""
            full = f"{path}.{name}" if path and name else name
            if is_pattern(slot.target):
                inner.append((slot.target, full))
                continue
            mark = "..." if slot.key is None else ""
            default = src.expr(slot.default) if slot.default is not None else None
            declared = types.get(full, "")
            found.append(Param(src.span(slot.node), mark + src.text(slot.target), declared, default, full))
        work.extend(reversed(inner))
    return found
