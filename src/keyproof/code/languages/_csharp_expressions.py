"""C#'s expressions."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Conditional,
    Const,
    Expr,
    Function,
    Index,
    Mapping,
    Name,
    Other,
    Pair,
    Param,
    Sequence,
    Span,
    Stmt,
    Str,
    Unary,
)
from keyproof.code.languages import _csharp_calls as calls
from keyproof.code.languages._csharp_strings import literal
from keyproof.code.languages._jvm import Frame, declare, dotted, function_named, here, named, text_of
from keyproof.code.languages._jvm_calls import fallback
from keyproof.code.languages._source import ExprRule, Source, inner, other
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_CHAINED: Final = 128
"""Calls in one chain; the longest builder seen has 60."""
_OPERATORS: Final = {"&&": "and", "||": "or"}
_OPTIONS: Final = regex(r"(?i)(?:options|settings|config|configuration|opts|monitor|snapshot)$")
_BOXES: Final = regex(
    r"^(?:[\w.]{1,80}\.)?(?:IOptions|IOptionsMonitor|IOptionsSnapshot|Lazy|Task|ValueTask|Nullable)<(.{1,200})>$"
)
"""Types that stand for what they hold."""
_MEMBERS: Final = ("member_access_expression", "conditional_access_expression", "invocation_expression")


def _identifier(src: Source, node: Syntax) -> Expr:
    text = src.text(node).removeprefix("@")
    return named(src, src.span(node), text) if text else Other(src.span(node), "missing")


def itself(src: Source, node: Syntax) -> Expr:
    """``this``, and ``base``, whose members are inherited."""
    return Name(src.span(node), "self")


def _constant(kind: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        text = src.text(node)
        if kind != "number":
            return Const(src.span(node), text if text in ("true", "false") else kind, text)
        text = text.replace("_", "")
        return Const(
            src.span(node), "number", text if text[:2] in ("0x", "0X", "0b", "0B") else text.rstrip("lLuUfFdDmM")
        )

    return rule


def _default(src: Source, node: Syntax) -> Expr:
    return Const(src.span(node), "null", "default")


# ---- types -----------------------------------------------------------------------------------------------------------


def type_text(src: Source, node: Syntax | None) -> str:
    """Return a type as written, without what only wraps it (``Task<T>``, ``IOptions<T>``, ``T?``)."""
    text = "".join(src.text(node).split()) if node is not None else ""
    for _ in range(4):
        text = text.removesuffix("?").removeprefix("global::")
        found = _BOXES.match(text)
        if found is None:
            break
        text = found[1]
    return "" if text == "var" else text


def kind_of(src: Source, node: Syntax | None) -> str:
    """Return a type's name without its arguments and brackets."""
    while node is not None and node.type in ("nullable_type", "array_type", "ref_type", "scoped_type"):
        node = node.child_by_field_name("type") or next(iter(node.named_children), None)
    return type_text(src, node).partition("<")[0]


def type_name(span: Span, text: str) -> Expr:
    """Return the expression for a class's name."""
    return dotted(span, text.rpartition("::")[2] or "object")


def _generic(src: Source, node: Syntax) -> Expr:
    return named(src, src.span(node), text_of(src, node.named_children[0] if node.named_children else None))


def _qualified(src: Source, node: Syntax) -> Expr:
    return type_name(src.span(node), kind_of(src, node))


def _typed(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Return the type arguments of a call, for those that mean something."""
    if node is None or node.type != "generic_name" or not calls.typed(text_of(src, node.named_children[0])):
        return ()
    found: list[Arg] = []
    for child in node.named_children[1:]:
        for kind in child.named_children:
            found.append(Arg(src.span(kind), type_name(src.span(kind), kind_of(src, kind)), "<>"))
    return tuple(found)


# ---- members and calls -----------------------------------------------------------------------------------------------


def _name_text(src: Source, node: Syntax | None) -> str:
    if node is not None and node.type == "generic_name" and node.named_children:
        node = node.named_children[0]
    return text_of(src, node).removeprefix("@")


def _member(src: Source, node: Syntax) -> Expr:
    return _chain(src, node)


def _value_of(value: Expr, name: str) -> bool:
    """Return whether ``value.name`` is no more than *value*: the options in ``IOptions``."""
    if name == "CurrentValue":
        return True
    last = value.id if isinstance(value, Name) else value.name if isinstance(value, Attr) else ""
    return name == "Value" and bool(_OPTIONS.search(last))


def _attr(src: Source, span: Span, value: Expr, name: Syntax | None) -> Expr:
    text = _name_text(src, name)
    if not text:
        return value
    return value if _value_of(value, text) else calls.member(span, value, text)


def _chain(src: Source, node: Syntax) -> Expr:
    """Lower members and calls in one chain (builders) without recursion."""
    spine: list[Syntax] = []
    inward: Syntax | None = node
    while inward is not None and inward.type in _MEMBERS and len(spine) <= 3 * _CHAINED:
        spine.append(inward)
        field = {"member_access_expression": "expression", "conditional_access_expression": "condition"}.get(
            inward.type, "function"
        )
        inward = inward.child_by_field_name(field)
    if len(spine) > 3 * _CHAINED:
        return src.flat(node)
    made: Expr
    if inward is not None and spine[-1].type == "invocation_expression":
        made = _plain_function(src, inward)
    else:
        made = src.expr(inward)
    name: Syntax | None = inward
    for step in reversed(spine):
        span = src.span(step)
        if step.type == "member_access_expression":
            name = step.child_by_field_name("name")
            made = _attr(src, span, made, name)
        elif step.type == "conditional_access_expression":
            binding = step.named_children[-1] if len(step.named_children) > 1 else None
            name = binding.child_by_field_name("name") if binding is not None else None
            made = _bound(src, span, made, binding)
        else:
            made = _called(src, step, made, name)
    return made


def _bound(src: Source, span: Span, value: Expr, binding: Syntax | None) -> Expr:
    """``?.name`` and ``?[key]``."""
    if binding is None:
        return value
    if binding.type == "element_binding_expression":
        return Index(span, calls.incoming(value), _key(src, binding))
    return _attr(src, span, value, binding.child_by_field_name("name"))


def _plain_function(src: Source, node: Syntax) -> Expr:
    if node.type in ("identifier", "generic_name"):
        return function_named(src, src.span(node), _name_text(src, node))
    return src.expr(node)


def _called(src: Source, node: Syntax, func: Expr, name: Syntax | None) -> Expr:
    span = src.span(node)
    given = node.child_by_field_name("arguments")
    if text_of(src, node.child_by_field_name("function")) == "nameof":
        text = src.text(given).strip("()").rpartition(".")[2].strip() if given is not None else ""
        return Str(span, text)
    outs: list[Name] = []
    found = args(src, given, outs)
    made = calls.call(span, func, (*found, *_typed(src, name)))
    for target in outs[:4]:
        value, made = calls.out(target, span, made)
        src.before.append(Assign(target.span, target, value))
    return made


def args(src: Source, node: Syntax | None, outs: list[Name] | None = None) -> tuple[Arg, ...]:
    """Lower an argument list; the names that ``out`` declares go to *outs*."""
    found = []
    for child in src.parts(node) if node is not None else ():
        if child.type != "argument":
            found.append(Arg(src.span(child), src.expr(child)))
            continue
        label = child.child_by_field_name("name")
        parts = [c for c in src.parts(child) if label is None or c.id != label.id]
        value = parts[-1] if parts else None
        if value is not None and value.type in ("declaration_expression", "discard"):
            name = text_of(src, value.child_by_field_name("name"))
            if name and outs is not None:
                declare(src, name)
                outs.append(Name(src.span(value), name))
            continue
        if value is None and child.children:
            value = child.children[-1]
        found.append(Arg(src.span(child), src.expr(value), text_of(src, label)))
    return tuple(found)


def _key(src: Source, node: Syntax | None) -> Expr:
    """Return the key in brackets; a range is a slice."""
    given = args(src, node)
    if not given:
        return Other(Span(0, 0, 0, 0), "missing")
    return given[0].value if len(given) == 1 else Sequence(given[0].span, tuple([a.value for a in given]))


def _index(src: Source, node: Syntax) -> Expr:
    value = calls.incoming(src.field(node, "expression"))
    return Index(src.span(node), value, _key(src, node.child_by_field_name("subscript")))


def _range(src: Source, node: Syntax) -> Expr:
    # A slice that starts at the beginning has its end further right than it begins itself.
    return Other(src.span(node), "slice", src.exprs(node))


# ---- objects ---------------------------------------------------------------------------------------------------------


def entries(src: Source, node: Syntax | None) -> tuple[Expr | Arg, ...]:
    """Lower an initializer: properties are arguments with a name, entries of a dictionary mappings."""
    found: list[Expr | Arg] = []
    for child in src.parts(node) if node is not None else ():
        span = src.span(child)
        if child.type == "assignment_expression":
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            value = _initial(src, right)
            if left is not None and left.type == "element_binding_expression":
                found.append(Mapping(span, (Pair(span, _key(src, left), value),)))
            else:
                found.append(Arg(span, value, text_of(src, left)))
        elif child.type == "initializer_expression":
            values = src.exprs(child)
            pair = (Pair(span, values[0], values[1]),) if len(values) == 2 else ()
            found.append(Mapping(span, pair) if pair else Sequence(span, values))
        else:
            found.append(src.expr(child))
    return tuple(found)


def _initial(src: Source, node: Syntax | None) -> Expr:
    """``Headers = { ["a"] = b }``: an initializer that adds to what is there."""
    if node is None or node.type != "initializer_expression":
        return src.expr(node)
    return _initializer(src, node)


def _initializer(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    found = entries(src, node)
    pairs: list[Pair] = []
    for entry in found:
        if isinstance(entry, Mapping):
            pairs += entry.pairs
        elif isinstance(entry, Arg):
            pairs.append(Pair(entry.span, Str(entry.span, entry.name), entry.value))
    if pairs:
        return Mapping(span, tuple(pairs))
    return Sequence(span, tuple([e for e in found if not isinstance(e, Arg)]))


def created(src: Source, node: Syntax, declared: str = "") -> Expr:
    """Lower ``new Kind(args) { … }``; *declared* is the type of what it is given to, for ``new(args)``."""
    span = src.span(node)
    kind = node.child_by_field_name("type")
    given = node.child_by_field_name("arguments")
    body = node.child_by_field_name("initializer")
    if node.type == "implicit_object_creation_expression":
        given = next((c for c in node.named_children if c.type == "argument_list"), None)
        body = next((c for c in node.named_children if c.type == "initializer_expression"), None)
    text = kind_of(src, kind) if kind is not None else declared.partition("<")[0]
    given_args = (*args(src, given), *_typed(src, kind))
    return calls.object_of(span, type_name(span, text), given_args, entries(src, body))


def _anonymous(src: Source, node: Syntax) -> Expr:
    """``new { a, B = c, d.E }``."""
    pairs: list[Pair] = []
    children = [c for c in node.children if c.is_named or c.type == "="]
    position = 0
    while position < len(children):
        child = children[position]
        if position + 2 < len(children) and children[position + 1].type == "=":
            value = children[position + 2]
            pairs.append(Pair(src.span(child), Str(src.span(child), src.text(child)), src.expr(value)))
            position += 3
            continue
        made = src.expr(child)
        name = made.id if isinstance(made, Name) else made.name if isinstance(made, Attr) else ""
        pairs.append(Pair(src.span(child), Str(src.span(child), name) if name else None, made))
        position += 1
    return Mapping(src.span(node), tuple(pairs))


def _array(src: Source, node: Syntax) -> Expr:
    body = next((c for c in node.named_children if c.type == "initializer_expression"), None)
    return _initializer(src, body) if body is not None else Other(src.span(node), "array")


def _collection(src: Source, node: Syntax) -> Expr:
    found: list[Expr] = []
    for child in src.parts(node):
        part = next(iter(src.parts(child)), None) if child.type == "collection_element" else child
        if part is None:
            continue
        values = src.exprs(part) if part.type in ("expression_element", "spread_element") else (src.expr(part),)
        if part.type == "spread_element":
            found.append(Other(src.span(part), "spread", values))
        else:
            found += values
    return Sequence(src.span(node), tuple(found))


def _tuple(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), tuple([a.value for a in args(src, node)]))


def _changed(src: Source, node: Syntax) -> Expr:
    """``record with { A = b }``."""
    values: list[Expr] = []
    for child in src.parts(node):
        if child.type == "with_initializer":
            last = src.parts(child)
            values += [src.expr(last[-1])] if last else []
        else:
            values.append(src.expr(child))
    return Other(src.span(node), "with", tuple(values))


# ---- operators -------------------------------------------------------------------------------------------------------


def operator(src: Source, node: Syntax) -> str:
    """Return the word for the operator of *node*."""
    found = node.child_by_field_name("operator")
    return _OPERATORS.get(found.type, found.type) if found is not None else ""


def _binary(src: Source, node: Syntax) -> Expr:
    return src.chain(node, "left", operator)


def _prefix(src: Source, node: Syntax) -> Expr:
    word = node.children[0].type if node.children else ""
    parts = src.parts(node)
    return Unary(src.span(node), "not" if word == "!" else word, src.expr(parts[0] if parts else None))


def _await(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    return Unary(src.span(node), "await", src.expr(parts[0] if parts else None))


def _ternary(src: Source, node: Syntax) -> Expr:
    test, then, otherwise = (src.field(node, f) for f in ("condition", "consequence", "alternative"))
    made = fallback(src.span(node), test, then, otherwise)
    return made if made is not None else Conditional(src.span(node), test, then, otherwise)


def _cast(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "as_expression", (src.field(node, "value"),))


def _as(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "as_expression", (src.field(node, "left"),))


def _thrown(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    return calls.raising(src.span(node), src.expr(parts[0] if parts else None))


def _assignment(src: Source, node: Syntax) -> Expr:
    target = src.field(node, "left")
    src.before.append(assigned(src, node, target))
    return target


def assigned(src: Source, node: Syntax, target: Expr) -> Assign:
    """Return the assignment to *target* that *node* makes."""
    span = src.span(node)
    right = node.child_by_field_name("right")
    value = _initial(src, right)
    word = operator(src, node).removesuffix("=")
    if word:
        value = Binary(span, word, target, value)
    return Assign(span, target, value, rebinds=isinstance(target, Name))


# ---- functions -------------------------------------------------------------------------------------------------------


def _lambda(src: Source, node: Syntax) -> Expr:
    place = here(src)
    place.frames.append(Frame())
    given = params(src, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body") or next((c for c in node.named_children if c.type == "block"), None)
    if body is not None and body.type == "block":
        outer, src.before = src.before, []
        made: tuple[Stmt, ...] = src.block(body)
        src.before = outer
    else:
        made = src.returned(body)
    place.frames.pop()
    return Function(src.span(node), "", given, made)


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower the parameters of a method or lambda, and note their names."""
    if node is None:
        return ()
    found: list[Param] = []
    if node.type in ("identifier", "implicit_parameter"):
        found.append(Param(src.span(node), src.text(node)))
    kind = ""
    for position, child in enumerate(node.children if node.type not in ("identifier", "implicit_parameter") else ()):
        field = node.field_name_for_child(position)
        if child.type == "parameter":
            found.append(_param(src, child))
        elif field == "type":
            kind = type_text(src, child)
        elif field == "name":
            # ``params string[] rest``
            found.append(Param(src.span(child), "..." + src.text(child), kind))
    for param in found:
        declare(src, param.name.lstrip("."))
    return tuple(found)


def _param(src: Source, node: Syntax) -> Param:
    name = node.child_by_field_name("name")
    kind = node.child_by_field_name("type")
    known = {c.id for c in (name, kind) if c is not None}
    rest = [c for c in src.parts(node) if c.id not in known and c.type not in ("attribute_list", "modifier")]
    default = src.expr(rest[-1]) if rest else None
    marks = [m for m in marks_of(src, node) if isinstance(m, Call) and m.args]
    if default is None and marks:
        default = marks[0]
    return Param(src.span(node), text_of(src, name), type_text(src, kind), default)


def marks_of(src: Source, node: Syntax) -> tuple[Expr, ...]:
    """Return the attributes of a declaration."""
    found: list[Expr] = []
    for child in node.named_children:
        if child.type == "attribute_list":
            for mark in child.named_children:
                if mark.type == "attribute":
                    found.append(attribute(src, mark))
    return tuple(found)


def attribute(src: Source, node: Syntax) -> Expr:
    """Lower ``[Name(args, Key = value)]`` to a call."""
    span = src.span(node)
    name = kind_of(src, node.child_by_field_name("name")).rpartition(".")[2].removesuffix("Attribute")
    found: list[Arg] = []
    given = next((c for c in node.named_children if c.type == "attribute_argument_list"), None)
    for child in src.parts(given) if given is not None else ():
        label = child.child_by_field_name("name")
        parts = [c for c in src.parts(child) if label is None or c.id != label.id]
        found.append(Arg(src.span(child), src.expr(parts[-1] if parts else None), text_of(src, label)))
    return Call(span, dotted(span, name or "attribute"), tuple(found))


def _is(src: Source, node: Syntax) -> Expr:
    from keyproof.code.languages._csharp_patterns import is_pattern

    return is_pattern(src, node)


def _switch(src: Source, node: Syntax) -> Expr:
    from keyproof.code.languages._csharp_patterns import chosen

    return chosen(src, node)


RULES: Final[Table[str, ExprRule]] = {
    "identifier": _identifier,
    "generic_name": _generic,
    "qualified_name": _qualified,
    "alias_qualified_name": _qualified,
    "predefined_type": lambda src, node: Name(src.span(node), src.text(node)),
    "integer_literal": _constant("number"),
    "real_literal": _constant("number"),
    "boolean_literal": _constant("bool"),
    "null_literal": _constant("null"),
    "default_expression": _default,
    "string_literal": literal,
    "verbatim_string_literal": literal,
    "raw_string_literal": literal,
    "character_literal": literal,
    "interpolated_string_expression": literal,
    "member_access_expression": _member,
    "conditional_access_expression": _member,
    "invocation_expression": _member,
    "element_access_expression": _index,
    "range_expression": _range,
    "object_creation_expression": created,
    "implicit_object_creation_expression": created,
    "anonymous_object_creation_expression": _anonymous,
    "array_creation_expression": _array,
    "implicit_array_creation_expression": _array,
    "initializer_expression": _initializer,
    "collection_expression": _collection,
    "tuple_expression": _tuple,
    "with_expression": _changed,
    "binary_expression": _binary,
    "prefix_unary_expression": _prefix,
    "postfix_unary_expression": inner,
    "checked_expression": inner,
    "parenthesized_expression": inner,
    "ref_expression": inner,
    "await_expression": _await,
    "conditional_expression": _ternary,
    "cast_expression": _cast,
    "as_expression": _as,
    "is_expression": lambda src, node: Binary(
        src.span(node),
        "instanceof",
        src.field(node, "left"),
        type_name(src.span(node), kind_of(src, node.child_by_field_name("right"))),
    ),
    "is_pattern_expression": _is,
    "switch_expression": _switch,
    "throw_expression": _thrown,
    "assignment_expression": _assignment,
    "lambda_expression": _lambda,
    "anonymous_method_expression": _lambda,
    "typeof_expression": lambda src, node: Other(src.span(node), "typeof"),
    "sizeof_expression": lambda src, node: Other(src.span(node), "sizeof"),
    "attribute": attribute,
    "query_expression": other,
}
