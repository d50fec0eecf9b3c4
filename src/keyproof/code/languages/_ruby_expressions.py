"""Ruby's expressions."""

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
    ExprStmt,
    Function,
    If,
    Index,
    Mapping,
    Name,
    Other,
    Pair,
    Return,
    Sequence,
    Span,
    Stmt,
    Str,
    Unary,
)
from keyproof.code.languages._ruby_assign import assignment
from keyproof.code.languages._ruby_calls import operation
from keyproof.code.languages._ruby_frame import frame
from keyproof.code.languages._ruby_invoked import bare, call, yielded
from keyproof.code.languages._ruby_names import STREAMS, deliver, environment, own, path
from keyproof.code.languages._ruby_params import params
from keyproof.code.languages._ruby_statements import body_of
from keyproof.code.languages._ruby_strings import chained, heredoc, interpolated, literal, pieces, symbol, words
from keyproof.code.languages._source import ExprRule, Source, inner

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


# ---- names -----------------------------------------------------------------------------------------------------------


def _identifier(src: Source, node: Syntax) -> Expr:
    name = src.text(node)
    if not name:
        return Other(src.span(node), "missing")
    if frame(src).knows(name):
        return Name(src.span(node), name)
    return bare(src, node, name, (), None)


def _constant(src: Source, node: Syntax) -> Expr:
    name = src.text(node)
    if name == "ENV":
        return environment(src.span(node))
    return Name(src.span(node), STREAMS.get(name, name)) if name else Other(src.span(node), "missing")


def _scoped(src: Source, node: Syntax) -> Expr:
    text = "".join(src.text(node).split())
    holder = node.child_by_field_name("scope")
    if holder is not None and holder.type not in ("constant", "scope_resolution"):
        return Attr(src.span(node), src.expr(holder), text.rpartition("::")[2])
    made = path(src.span(node), text)
    return environment(made.span) if isinstance(made, Name) and made.id == "ENV" else made


def _variable(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    return Attr(span, Name(span, "self"), src.text(node).lstrip("@"))


def _global(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    return Name(src.span(node), STREAMS.get(text, text))


def _self(src: Source, node: Syntax) -> Expr:
    return Name(src.span(node), "self")


def _value(src: Source, node: Syntax) -> Expr:
    text = src.text(node)
    kind = {"nil": "null", "true": "true", "false": "false"}.get(node.type, "number")
    return Const(src.span(node), kind, text.replace("_", "") if kind == "number" else text)


# ---- collections -----------------------------------------------------------------------------------------------------


def _array(src: Source, node: Syntax) -> Expr:
    return Sequence(src.span(node), src.exprs(node))


def _hash(src: Source, node: Syntax) -> Expr:
    pairs: list[Pair] = []
    for child in src.parts(node):
        span = src.span(child)
        if child.type == "pair":
            pairs.append(_pair(src, child))
        elif child.type == "hash_splat_argument":
            pairs.append(Pair(span, None, src.expr(next(iter(src.parts(child)), None))))
        else:
            pairs.append(Pair(span, None, src.expr(child)))
    return Mapping(src.span(node), tuple(pairs))


def _pair(src: Source, node: Syntax) -> Pair:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    made = src.expr(key)
    if value is None and key is not None:
        name = src.text(key).strip(":")
        if frame(src).knows(name):
            return Pair(src.span(node), made, Name(src.span(key), name))
        return Pair(src.span(node), made, bare(src, key, name, (), None))
    return Pair(src.span(node), made, src.expr(value))


def _pair_alone(src: Source, node: Syntax) -> Expr:
    return Mapping(src.span(node), (_pair(src, node),))


def _index(src: Source, node: Syntax) -> Expr:
    span = src.span(node)
    holder = node.child_by_field_name("object")
    held = src.expr(holder)
    keys = [c for c in src.parts(node) if holder is None or c.id != holder.id]
    if not keys:
        return held
    if len(keys) > 1:
        given = tuple([Arg(e.span, e) for e in [src.expr(k) for k in keys[:2]]])
        return Call(span, Attr(span, held, "substr"), given)
    if keys[0].type == "range":
        return _part(src, span, held, keys[0])
    key = src.expr(keys[0])
    if isinstance(key, Str) and key.value.startswith("HTTP_") and _is_request(holder, src):
        sent = "-".join(part.capitalize() for part in key.value[5:].split("_"))
        return Index(span, Attr(span, Name(span, "request"), "headers"), Str(key.span, sent))
    return Index(span, held, key)


def _is_request(node: Syntax | None, src: Source) -> bool:
    return node is not None and src.text(node).rpartition(".")[2] in ("env", "@env", "headers")


def _part(src: Source, span: Span, held: Expr, node: Syntax) -> Expr:
    """``key[0..3]``, ``key[0...4]``, ``key[-4..]``."""
    begin, end = node.child_by_field_name("begin"), node.child_by_field_name("end")
    start: Expr = src.expr(begin) if begin is not None else Const(span, "number", "0")
    if end is None or (isinstance(start, Unary)):
        return Call(span, Attr(span, held, "slice"), (Arg(span, start),))
    stop = src.expr(end)
    if isinstance(stop, Const) and stop.text.isdigit() and "..." not in src.text(node):
        stop = Const(stop.span, "number", str(int(stop.text) + 1))
    if isinstance(stop, Unary) and src.text(end) == "-1":
        return Call(span, Attr(span, held, "slice"), (Arg(span, start),))
    return Call(span, Attr(span, held, "slice"), (Arg(span, start), Arg(span, stop)))


def _splat(src: Source, node: Syntax) -> Expr:
    return Other(src.span(node), "spread", src.exprs(node))


# ---- operators and branches ------------------------------------------------------------------------------------------


def _operator(src: Source, node: Syntax) -> str:
    found = node.child_by_field_name("operator")
    return src.text(found) if found is not None else ""


def _binary(src: Source, node: Syntax) -> Expr:
    if _operator(src, node) in ("+", "||", "&&", "or", "and"):
        made = src.chain(node, "left", lambda s, n: {"||": "or", "&&": "and"}.get(_operator(s, n), _operator(s, n)))
        return made if not isinstance(made, Binary) else operation(made.span, made.op, made.left, made.right)
    left, right = src.field(node, "left"), src.field(node, "right")
    return operation(src.span(node), _operator(src, node), left, right)


def _unary(src: Source, node: Syntax) -> Expr:
    word = _operator(src, node)
    value = src.field(node, "operand")
    if word == "defined?":
        return Binary(value.span, "!==", value, Const(value.span, "null", "nil"))
    return Unary(src.span(node), "not" if word == "!" else word, value)


def _ternary(src: Source, node: Syntax) -> Expr:
    test = src.field(node, "condition")
    return Conditional(src.span(node), test, src.field(node, "consequence"), src.field(node, "alternative"))


def branch(src: Source, node: Syntax) -> Expr:
    """Lower a statement that is the value of something: a choice, or a name that its branches bind."""
    span = src.span(node)
    outer, src.before = src.before, []
    body = src.statements((node,))
    src.before = outer
    if not body:
        return Const(span, "null", "nil")
    end = body[-1]
    if isinstance(end, If):
        made = _choice(end)
        if made is not None:
            src.before.extend(body[:-1])
            return made
    if isinstance(end, ExprStmt):
        src.before.extend(body[:-1])
        return end.value
    target = Name(span, f"value'{span.line}:{span.column}")
    src.before.extend(deliver(body, lambda at, value: Assign(at, target, value)))
    return Name(span, target.id)


def _choice(node: If) -> Expr | None:
    if len(node.then) != 1 or len(node.otherwise) != 1:
        return None
    then, otherwise = _alone(node.then[0]), _alone(node.otherwise[0])
    return Conditional(node.span, node.test, then, otherwise) if then is not None and otherwise is not None else None


def _alone(node: Stmt) -> Expr | None:
    if isinstance(node, ExprStmt):
        return node.value
    return _choice(node) if isinstance(node, If) else None


def _parenthesized(src: Source, node: Syntax) -> Expr:
    parts = src.parts(node)
    if len(parts) == 1:
        return src.expr(parts[0])
    src.before.extend(src.statements(parts[:-1]))
    return src.expr(parts[-1] if parts else None)


def _rescued(src: Source, node: Syntax) -> Expr:
    here = frame(src)
    outer, here.rescued = here.rescued, True
    value = src.field(node, "body")
    here.rescued = outer
    return Binary(src.span(node), "or", value, src.field(node, "handler"))


def _left(src: Source, node: Syntax) -> Expr:
    """``return``, ``next`` and ``break`` as the right side of ``or``: nothing follows in this function."""
    span = src.span(node)
    parts = src.parts(node)
    inside = src.parts(parts[0]) if parts and parts[0].type == "argument_list" else parts
    value = src.expr(inside[0]) if inside else None
    return Call(span, Function(span, "", (), (Return(span, value),)), ())


def _match(src: Source, node: Syntax) -> Expr:
    value = src.field(node, "value")
    return Other(src.span(node), "pattern", (value,))


# ---- functions -------------------------------------------------------------------------------------------------------


def _lambda(src: Source, node: Syntax) -> Expr:
    outer = frame(src)
    src.here = outer.block()
    given = params(src, node.child_by_field_name("parameters"))
    body = node.child_by_field_name("body")
    inside = body.child_by_field_name("body") if body is not None else None
    made = deliver(body_of(src, inside))
    src.here = outer
    return Function(src.span(node), "", given, made)


def _defined(src: Source, node: Syntax) -> Expr:
    """``private def name … end``."""
    name = node.child_by_field_name("name")
    src.before.extend(src.statements((node,)))
    return Str(src.span(node), src.text(name) if name is not None else "")


def _shell(src: Source, node: Syntax) -> Expr:
    """Backticks run a command."""
    span = src.span(node)
    parts: list[Expr] = []
    for piece in pieces(src, node):
        parts.append(piece if isinstance(piece, Str) else interpolated(src, piece))
    made = src.template(node, parts)
    return Call(span, own(span, "system"), (Arg(span, made),))


def _super(src: Source, node: Syntax) -> Expr:
    return Call(src.span(node), Name(src.span(node), "super"), ())


RULES: Final[Table[str, ExprRule]] = {
    "identifier": _identifier,
    "constant": _constant,
    "scope_resolution": _scoped,
    "instance_variable": _variable,
    "class_variable": _variable,
    "global_variable": _global,
    "self": _self,
    "nil": _value,
    "true": _value,
    "false": _value,
    "integer": _value,
    "float": _value,
    "string": literal,
    "heredoc_body": literal,
    "delimited_symbol": literal,
    "bare_string": literal,
    "regex": literal,
    "character": symbol,
    "heredoc_beginning": heredoc,
    "chained_string": chained,
    "simple_symbol": symbol,
    "hash_key_symbol": symbol,
    "string_array": words,
    "symbol_array": words,
    "array": _array,
    "right_assignment_list": _array,
    "hash": _hash,
    "pair": _pair_alone,
    "element_reference": _index,
    "splat_argument": _splat,
    "call": call,
    "yield": yielded,
    "super": _super,
    "binary": _binary,
    "unary": _unary,
    "conditional": _ternary,
    "parenthesized_statements": _parenthesized,
    "rescue_modifier": _rescued,
    "if": branch,
    "unless": branch,
    "if_modifier": branch,
    "unless_modifier": branch,
    "case": branch,
    "case_match": branch,
    "begin": branch,
    "while": branch,
    "until": branch,
    "return": _left,
    "next": _left,
    "break": _left,
    "test_pattern": _match,
    "match_pattern": _match,
    "assignment": assignment,
    "operator_assignment": assignment,
    "lambda": _lambda,
    "subshell": _shell,
    "method": _defined,
    "singleton_method": _defined,
    "interpolation": inner,
    "pattern": inner,
}
