"""PHP's expressions."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Attr,
    Binary,
    Call,
    Conditional,
    Const,
    Expr,
    Function,
    Mapping,
    Name,
    Other,
    Pair,
    Param,
    Sequence,
    Str,
    Template,
    Unary,
)
from keyproof.code.languages._php_assign import assignment
from keyproof.code.languages._php_calls import call, dotted, environment, operator, raising, subscript
from keyproof.code.languages._php_strings import literal, pieces
from keyproof.code.languages._source import CHAIN, ExprRule, Source, inner, other

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def text_of(src: Source, node: Syntax | None) -> str:
    """Return the source of *node* without the ``$`` of a variable, ``""`` for none."""
    return src.text(node).lstrip("$&") if node is not None else ""


def _variable(src: Source, node: Syntax) -> Expr:
    name = src.text(node).lstrip("$").strip("{}")
    if name in ("_ENV", "_SERVER"):
        return environment(src.span(node))
    return Name(src.span(node), "self" if name == "this" else name) if name else Other(src.span(node), "missing")


def _named(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    return dotted(src.span(node), text) if text.strip("\\") else Other(src.span(node), "missing")


def _scope(src: Source, node: Syntax) -> Expr:
    """``self``, ``static`` and ``parent`` before ``::``."""
    return Name(src.span(node), "super" if src.text(node).lower() == "parent" else "self")


def _constant(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    kind = {"boolean": text.lower(), "null": "null"}.get(node.type, "number")
    return Const(src.span(node), kind, text.replace("_", "") if kind == "number" else text.lower())


# ---- members and calls -----------------------------------------------------------------------------------------------


def _member(src: Source, node: Syntax) -> Expr:
    return Attr(src.span(node), src.field(node, "object"), text_of(src, node.child_by_field_name("name")))


def _static(src: Source, node: Syntax) -> Expr:
    return Attr(src.span(node), src.field(node, "scope"), text_of(src, node.child_by_field_name("name")))


def _class_constant(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    if len(parts) < 2:
        return other(src, node)
    name = src.text(parts[-1])
    holder = src.expr(parts[0])
    return holder if name == "class" else Attr(src.span(node), holder, name)


def args(src: Source, node: Syntax | None) -> tuple[Arg, ...]:
    """Lower an argument list."""
    found: list[Arg] = []
    for child in src.parts(node) if node is not None else ():
        named = child.child_by_field_name("name")
        value = next((c for c in reversed(src.parts(child))), None) if child.type == "argument" else child
        if value is None or value.type == "variadic_placeholder":
            continue
        if value.type == "variadic_unpacking":
            found.append(Arg(src.span(child), src.expr(next(iter(src.parts(value)), None)), "*"))
        else:
            found.append(Arg(src.span(child), src.expr(value), src.text(named) if named is not None else ""))
    return tuple(found)


def _call(src: Source, node: Syntax) -> Expr:
    func = node.child_by_field_name("function")
    given = args(src, node.child_by_field_name("arguments"))
    if func is not None and func.type in ("name", "qualified_name"):
        name = src.text(func)
        bare = name.rpartition("\\")[2]
        return call(src.span(node), name, given, own=f"function {bare}(".encode() in src.data)
    return Call(src.span(node), src.expr(func), given)


def _method(src: Source, node: Syntax) -> Expr:
    name = text_of(src, node.child_by_field_name("name"))
    return Call(
        src.span(node),
        Attr(src.span(node), src.field(node, "object"), name),
        args(src, node.child_by_field_name("arguments")),
    )


def _static_call(src: Source, node: Syntax) -> Expr:
    name = text_of(src, node.child_by_field_name("name"))
    name = "constructor" if name == "__construct" else name
    return Call(
        src.span(node),
        Attr(src.span(node), src.field(node, "scope"), name),
        args(src, node.child_by_field_name("arguments")),
    )


def _created(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    parts = src.parts(node)
    given = args(src, next((c for c in parts if c.type == "arguments"), None))
    kind = next((c for c in parts if c.type != "arguments"), None)
    if kind is None:
        return other(src, node)
    if kind.type == "anonymous_class":
        from keyproof.code.languages._php_classes import anonymous

        inside = next((c for c in kind.named_children if c.type == "arguments"), None)
        return Call(span, anonymous(src, kind), given or args(src, inside), True)
    if kind.type == "relative_scope" or src.text(kind).lower() in ("self", "static"):
        return Call(span, Name(src.span(kind), "cls"), given, True)
    return Call(span, src.expr(kind), given, True)


def _index(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    if len(parts) < 2:
        return src.expr(parts[0]) if parts else other(src, node)
    key = src.expr(parts[1])
    if parts[1].type == "name" and node.parent is not None and node.parent.type in ("encapsed_string", "heredoc_body"):
        key = Str(key.span, src.text(parts[1]))
    header = src.text(parts[0]) == "$_SERVER"
    return subscript(src.span(node), src.expr(parts[0]), key, header=header)


def _array(src: Source, node: Syntax) -> Expr:
    pairs: list[Pair] = []
    keyed = False
    for number, child in enumerate(src.parts(node)):
        inside = src.parts(child)
        span = src.span(child)
        if child.type == "variadic_unpacking" or (inside and inside[0].type == "variadic_unpacking"):
            holder = child if child.type == "variadic_unpacking" else inside[0]
            pairs.append(Pair(span, None, src.expr(next(iter(src.parts(holder)), None))))
        elif len(inside) == 2:
            keyed = True
            pairs.append(Pair(span, src.expr(inside[0]), src.expr(inside[1])))
        elif inside:
            pairs.append(Pair(span, Const(span, "number", str(number)), src.expr(inside[0])))
    if keyed:
        return Mapping(src.span(node), tuple(pairs))
    items = [p.value if p.key is not None else Other(p.span, "spread", (p.value,)) for p in pairs]
    return Sequence(src.span(node), tuple(items))


# ---- operators -------------------------------------------------------------------------------------------------------


def _binary(src: Source, node: Syntax) -> Expr:
    made = src.chain(node, "left", operator)
    if isinstance(made, Binary) and made.op in ("===", "!==", "==", "!="):
        return Binary(made.span, made.op, _missing(made.left), _missing(made.right))
    return made


def _missing(expr: Expr) -> Expr:
    """``getenv`` gives ``false`` for what is not set."""
    return Const(expr.span, "null", expr.text) if isinstance(expr, Const) and expr.kind == "false" else expr


def _unary(src: Source, node: Syntax) -> Expr:
    word = operator(src, node)
    parts = src.parts(node)
    value = src.expr(parts[0] if parts else None)
    return value if word == "@" else Unary(src.span(node), "not" if word == "!" else word, value)


def _ternary(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    then = node.child_by_field_name("body")
    test, otherwise = src.field(node, "condition"), src.field(node, "alternative")
    if then is None:
        return Binary(span, "or", test, otherwise)
    return Conditional(span, test, src.expr(then), otherwise)


def _cast(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "as_expression", (src.field(node, "value"),))


def _thrown(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    return raising(src.span(node), src.expr(parts[0] if parts else None))


def _match(src: Source, node: Syntax) -> Expr:
    subject = src.field(node, "condition")
    made: Expr = raising(src.span(node), None)
    block = node.child_by_field_name("body")
    arms = [c for c in (src.parts(block) if block is not None else ()) if c.child_by_field_name("return_expression")]
    for arm in arms:
        if arm.type == "match_default_expression":
            made = src.field(arm, "return_expression")
    for arm in reversed(arms[:CHAIN]):
        tests = arm.child_by_field_name("conditional_expressions")
        if tests is None:
            continue
        test: Expr | None = None
        for part in src.parts(tests)[:CHAIN]:
            one = equal(subject, src.expr(part))
            test = one if test is None else Binary(one.span, "or", test, one)
        if test is not None:
            made = Conditional(src.span(arm), test, src.field(arm, "return_expression"), made)
    return made


def equal(subject: Expr, value: Expr) -> Expr:
    """Return the test that an arm of a ``switch`` or ``match`` makes; of ``match (true)`` it is the arm's own."""
    if isinstance(subject, Const) and subject.kind == "true":
        return value
    return Binary(value.span, "===", subject, value)


# ---- functions -------------------------------------------------------------------------------------------------------


def kind_of(src: Source, node: Syntax | None) -> str:
    """Return the bare name of a type, of several the first that is not null; ``self`` is the class around it."""
    if node is None:
        return ""
    for part in src.text(node).strip("?() ").replace("&", "|").split("|"):
        if (name := part.strip("?() ").rpartition("\\")[2]) and name.lower() != "null":
            return str(src.here or name) if name.lower() in ("self", "static") else name
    return ""


def marks_of(src: Source, node: Syntax) -> tuple[Expr, ...]:
    """Return the attributes of a declaration."""
    found: list[Expr] = []
    for group in node.named_children:
        if group.type == "attribute_list":
            for one in group.named_children:
                for mark in one.named_children:
                    if mark.type == "attribute" and mark.named_children:
                        given = args(src, mark.child_by_field_name("parameters"))
                        found.append(Call(src.span(mark), src.expr(mark.named_children[0]), given))
    return tuple(found)


def params(src: Source, node: Syntax | None) -> tuple[Param, ...]:
    """Lower the parameters of a function."""
    found: list[Param] = []
    for child in src.parts(node) if node is not None else ():
        name = child.child_by_field_name("name")
        if name is None:
            continue
        default = child.child_by_field_name("default_value")
        lead = "*" if child.type == "variadic_parameter" else ""
        kind = kind_of(src, child.child_by_field_name("type"))
        given = src.expr(default) if default is not None else None
        found.append(Param(src.span(child), lead + text_of(src, name), kind, given))
    return tuple(found)


def _closure(src: Source, node: Syntax) -> Expr:
    given = params(src, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    if body is not None and body.type == "compound_statement":
        return Function(src.span(node), "", given, src.block(body))
    return Function(src.span(node), "", given, src.returned(body))


def _shell(src: Source, node: Syntax) -> Expr:
    """Backticks run a command."""
    parts: list[Expr] = []
    for piece in pieces(src, node):
        parts.append(piece if isinstance(piece, Str) else src.expr(piece))
    span = src.span(node)
    return call(span, "shell_exec", (Arg(span, Template(span, tuple(parts))),), own=False)


def _word(word: str) -> ExprRule:
    def rule(src: Source, node: Syntax) -> Expr:
        given = tuple([Arg(e.span, e) for e in src.exprs(node)])
        return call(src.span(node), word, given, own=False)

    return rule


RULES: Final[Table[str, ExprRule]] = {
    "variable_name": _variable,
    "dynamic_variable_name": _variable,
    "name": _named,
    "qualified_name": _named,
    "namespace_name": _named,
    "named_type": _named,
    "relative_scope": _scope,
    "integer": _constant,
    "float": _constant,
    "boolean": _constant,
    "null": _constant,
    "string": literal,
    "encapsed_string": literal,
    "heredoc": literal,
    "nowdoc": literal,
    "member_access_expression": _member,
    "nullsafe_member_access_expression": _member,
    "scoped_property_access_expression": _static,
    "class_constant_access_expression": _class_constant,
    "function_call_expression": _call,
    "member_call_expression": _method,
    "nullsafe_member_call_expression": _method,
    "scoped_call_expression": _static_call,
    "object_creation_expression": _created,
    "subscript_expression": _index,
    "array_creation_expression": _array,
    "binary_expression": _binary,
    "unary_op_expression": _unary,
    "error_suppression_expression": inner,
    "clone_expression": inner,
    "parenthesized_expression": inner,
    "by_ref": inner,
    "conditional_expression": _ternary,
    "cast_expression": _cast,
    "throw_expression": _thrown,
    "match_expression": _match,
    "assignment_expression": assignment,
    "reference_assignment_expression": assignment,
    "augmented_assignment_expression": assignment,
    "anonymous_function": _closure,
    "arrow_function": _closure,
    "shell_command_expression": _shell,
    "print_intrinsic": _word("print"),
    "exit_statement": _word("exit"),
}
