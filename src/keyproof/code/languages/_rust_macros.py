"""Rust's macros: what is in their parentheses is tokens, which are parsed anew where they are expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Expr,
    If,
    Mapping,
    Name,
    Other,
    Pair,
    Raise,
    Sequence,
    Span,
    Stmt,
    Str,
    Unary,
)
from keyproof.code.languages._rust_paths import place
from keyproof.code.languages._rust_strings import literal, pieces
from keyproof.code.languages._source import Source

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_LEVELS: Final = frozenset({"trace", "debug", "info", "warn", "error"})
_EVENTS: Final = frozenset({
    "event", "log", "span", "trace_span", "debug_span", "info_span", "warn_span", "error_span",
})  # fmt: skip
PRINTS: Final = frozenset({"println", "print", "eprintln", "eprint"})
_FORMATS: Final = frozenset({"format", "format_args", "anyhow", "eyre", "format_err", "formatdoc"})
FAILS: Final = frozenset({"panic", "unreachable", "todo", "unimplemented", "bail"})
_ASSERTS: Final = frozenset({"assert", "ensure", "debug_assert"})
_WRITES: Final = frozenset({"write", "writeln"})
_DEEPEST: Final = 8
_TIMES: Final = 6
"""Times the size of a file that is parsed anew at most: macros in macros are parsed once for each."""
_PARTS: Final = 400
STRINGS: Final = ("string_literal", "raw_string_literal")


class Segment(NamedTuple):
    """What stands between two commas."""

    start: int
    end: int
    point: tuple[int, int]
    end_point: tuple[int, int]
    tokens: tuple[Syntax, ...]


def segments(node: Syntax, separators: Iterable[str] = (",",)) -> list[Segment]:
    """Return what the separators divide a token tree into; the brackets are left out."""
    found: list[Segment] = []
    held: list[Syntax] = []
    for child in node.children[1:-1]:
        if child.type in separators:
            if held:
                found.append(_segment(held))
            held = []
        elif child.type not in ("line_comment", "block_comment"):
            held.append(child)
    if held:
        found.append(_segment(held))
    return found[:_PARTS]


def _segment(tokens: list[Syntax]) -> Segment:
    first, last = tokens[0], tokens[-1]
    start, end = first.start_point, last.end_point
    return Segment(first.start_byte, last.end_byte, (start[0], start[1]), (end[0], end[1]), tuple(tokens))


def _parsed(src: Source, part: Segment) -> Syntax | None:
    """Return the tree of *part* parsed anew, None when there were too many of them."""
    from tree_sitter import Parser, Point, Range

    here = place(src)
    here.parsed += part.end - part.start
    if here.macros >= _DEEPEST or here.parsed > _TIMES * max(len(src.data), 4096):
        return None
    src.check()
    where = Range(Point(*part.point), Point(*part.end_point), part.start, part.end)
    return Parser(src.grammar.kinds, included_ranges=[where]).parse(src.data).root_node


def expression(src: Source, part: Segment) -> Expr:
    """Lower what stands between two commas."""
    tokens = part.tokens
    only = tokens[0]
    if len(tokens) == 1:
        if only.type in STRINGS:
            return literal(src, only)
        if only.type != "token_tree":
            return src.expr(only)
    elif len(tokens) == 2 and only.type == "&" and tokens[1].type == "identifier":
        return src.expr(tokens[1])
    root = _parsed(src, part)
    if root is None:
        return Other(_span(src, part), "deep", _leaves(src, tokens))
    node = root
    while len(node.named_children) == 1 and node.type in ("source_file", "ERROR", "expression_statement"):
        node = node.named_children[0]
    here = place(src)
    here.macros += 1
    made = src.expr(node) if node is not root else Other(_span(src, part), "tokens", src.exprs(root))
    here.macros -= 1
    return made


def statements(src: Source, node: Syntax) -> tuple[Stmt, ...]:
    """Lower the contents of a token tree as statements."""
    inside = [c for c in node.children[1:-1]]
    if not inside:
        return ()
    root = _parsed(src, _segment(inside))
    if root is None:
        return ()
    here = place(src)
    here.macros += 1
    made = src.statements(root.named_children)
    here.macros -= 1
    return made


def _span(src: Source, part: Segment) -> Span:
    first, last = src.span(part.tokens[0]), src.span(part.tokens[-1])
    return Span(first.line, first.column, last.end_line, last.end_column)


def _leaves(src: Source, tokens: Iterable[Syntax]) -> tuple[Expr, ...]:
    found: list[Expr] = []
    stack = list(reversed(list(tokens)))
    while stack and len(found) < 64:
        here = stack.pop()
        if here.type == "identifier":
            found.append(Name(src.span(here), src.text(here)))
        elif here.type in STRINGS:
            found.append(literal(src, here))
        else:
            stack.extend(reversed(here.children))
    return tuple(found)


# ---- formats ---------------------------------------------------------------------------------------------------------


def keyed(src: Source, part: Segment) -> tuple[str, Segment]:
    """Split ``name = value``; ``""`` for what has no name."""
    for number, token in enumerate(part.tokens[1:], 1):
        if token.type == "=" and number + 1 < len(part.tokens):
            name = src.data[part.start : part.tokens[number - 1].end_byte].decode("utf-8", "replace")
            return "".join(name.split()), _segment(list(part.tokens[number + 1 :]))
        if token.type not in (".", "identifier") and token.is_named:
            break
        if token.type not in (".", "identifier", "type", "="):
            break
    return "", part


def text_of(src: Source, part: Segment) -> Str | None:
    """Return the text that *part* is: a literal, or ``concat!`` of some."""
    tokens = part.tokens
    if len(tokens) == 1 and tokens[0].type in STRINGS:
        return literal(src, tokens[0])
    if len(tokens) == 3 and src.text(tokens[0]) == "concat":
        inner = [text_of(src, p) for p in segments(tokens[2])]
        return Str(_span(src, part), "".join(t.value if t is not None else "\0" for t in inner))
    return None


def template(src: Source, parts: list[Segment], node: Syntax) -> Expr:
    """Lower a format string and its arguments."""
    if not parts:
        return Str(src.span(node), "")
    text = text_of(src, parts[0])
    if text is None:
        return expression(src, parts[0])
    plain: list[Segment] = []
    given: dict[str, Segment] = {}
    for part in parts[1:]:
        name, value = keyed(src, part)
        if name:
            given[name] = value
        else:
            plain.append(part)
    made: list[Expr] = []
    for piece in pieces(text.value):
        if piece.key is None:
            made.append(Str(text.span, piece.text))
            continue
        key = piece.key
        held: Expr
        if key.isdigit() and int(key) < len(plain):
            held = expression(src, plain[int(key)])
        elif key in given:
            held = expression(src, given[key])
        elif key.isdigit():
            held = Other(text.span, "format")
        else:
            bare = key.removeprefix("r#")
            held = Name(text.span, place(src).renamed.get(bare, bare))
        made.append(Other(held.span, "debug", (held,)) if piece.debug else held)
    return src.template(node, made)


def _fields(src: Source, parts: list[Segment]) -> tuple[list[Arg], list[Segment]]:
    """Return the fields of an event (``key = %value``, ``?value``) and what follows them: the message."""
    found: list[Arg] = []
    for number, part in enumerate(parts):
        tokens = part.tokens
        if tokens[0].type == "token_tree" or text_of(src, part) is not None:
            return found, parts[number:]
        if len(tokens) > 1 and src.text(tokens[0]) in ("target", "parent", "name", "logger") and tokens[1].type == ":":
            continue
        name, value = keyed(src, part)
        mark = value.tokens[0].type if len(value.tokens) > 1 else ""
        if mark in ("?", "%"):
            value = _segment(list(value.tokens[1:]))
        elif not name and len(tokens) > 1 and tokens[0].type != "&" and "Level" in src.text(tokens[0]):
            continue
        held = expression(src, value)
        if isinstance(held, Attr) and isinstance(held.value, Name) and held.value.id in ("Level", "tracing"):
            continue
        span = _span(src, value)
        found.append(Arg(span, Other(span, "debug", (held,)) if mark == "?" else held))
    return found, []


def _event(src: Source, node: Syntax, tree: Syntax, level: str) -> Expr:
    span = src.span(node)
    fields, rest = _fields(src, segments(tree))
    args = [Arg(span, template(src, rest, tree)), *fields] if rest else fields
    return Call(span, Attr(span, Name(span, "log"), level), tuple(args))


# ---- json! -----------------------------------------------------------------------------------------------------------


def json(src: Source, node: Syntax) -> Expr:
    """Lower ``{ "key": value }`` and ``[a, b]``."""
    span = src.span(node)
    opening = node.children[0].type if node.children else ""
    if opening == "[":
        return Sequence(span, tuple([_json_value(src, p) for p in segments(node)]))
    pairs: list[Pair] = []
    for part in segments(node):
        colon = next((n for n, t in enumerate(part.tokens) if t.type == ":"), 0)
        if not colon or colon + 1 >= len(part.tokens):
            continue
        key = expression(src, _segment(list(part.tokens[:colon])))
        pairs.append(Pair(_span(src, part), key, _json_value(src, _segment(list(part.tokens[colon + 1 :])))))
    return Mapping(span, tuple(pairs))


def _json_value(src: Source, part: Segment) -> Expr:
    only = part.tokens[0]
    here = place(src)
    if len(part.tokens) == 1 and only.type == "token_tree" and only.children and only.children[0].type in ("{", "["):
        if here.macros >= 4 * _DEEPEST:
            return Other(_span(src, part), "deep", _leaves(src, part.tokens))
        here.macros += 1
        made = json(src, only)
        here.macros -= 1
        return made
    return expression(src, part)


# ---- all macros ------------------------------------------------------------------------------------------------------


def parts_and_name(src: Source, node: Syntax) -> tuple[str, Syntax | None]:
    """Return the last name of a macro and its token tree."""
    called = node.child_by_field_name("macro")
    name = src.text(called).rpartition("::")[2].strip() if called is not None else ""
    return name, next((c for c in node.named_children if c.type == "token_tree"), None)


def failure(src: Source, node: Syntax) -> Expr | None:
    """Return what a macro that never returns raises, None for other macros."""
    name, tree = parts_and_name(src, node)
    if name not in FAILS or tree is None:
        return None
    span = src.span(node)
    made = template(src, segments(tree), tree)
    return Call(span, Name(span, "anyhow!" if name == "bail" else "panic"), (Arg(span, made),))


def macro(src: Source, node: Syntax) -> Expr:
    """Lower a macro in an expression."""
    name, tree = parts_and_name(src, node)
    span = src.span(node)
    if tree is None:
        return Other(span, "macro")
    if name in _LEVELS or name in _EVENTS:
        return _event(src, node, tree, name if name in _LEVELS else "info")
    raised = failure(src, node)
    if raised is not None:
        return Call(span, Name(span, "raise!"), (Arg(span, raised),))
    parts = segments(tree)
    if name in PRINTS:
        return Call(span, Name(span, f"{name}!"), (Arg(span, template(src, parts, tree)),))
    if name in _FORMATS:
        made = template(src, parts, tree)
        return made if "format" in name else Call(span, Name(span, "anyhow!"), (Arg(span, made),))
    if name in _WRITES and parts:
        text = template(src, parts[1:], tree)
        return Call(span, Attr(span, expression(src, parts[0]), "write"), (Arg(span, text),))
    if name == "json" or name == "json_internal":
        return json(src, tree) if tree.children and tree.children[0].type == "{" else _wrapped(src, tree, parts)
    return _other(src, span, name, tree, parts)


def _wrapped(src: Source, tree: Syntax, parts: list[Segment]) -> Expr:
    """``json!({…})``: what is in the parentheses."""
    if len(parts) == 1:
        return _json_value(src, parts[0])
    return json(src, tree)


def _other(src: Source, span: Span, name: str, tree: Syntax, parts: list[Segment]) -> Expr:
    if name in ("vec", "array", "smallvec"):
        return Sequence(span, tuple([expression(src, p) for p in parts]))
    if name == "dbg":
        held = [Other(span, "debug", (expression(src, p),)) for p in parts]
        return Call(span, Name(span, "dbg!"), tuple([Arg(span, h) for h in held]))
    if name == "concat":
        return Str(span, "".join(t.value if (t := text_of(src, p)) is not None else "\0" for p in parts))
    if name == "matches":
        return Other(span, "pattern", (expression(src, parts[0]),) if parts else ())
    if tree.children and tree.children[0].type == "{":
        src.before.extend(_blocks(src, tree))
        return Other(span, "macro")
    return Call(span, Name(span, f"{name}!"), tuple([Arg(span, expression(src, p)) for p in parts[:32]]))


def _blocks(src: Source, tree: Syntax) -> Iterator[Stmt]:
    """Yield the statements in the braces of ``select!`` and its like, each block under a condition of its own."""
    inner = [c for c in tree.children[1:-1] if c.type == "token_tree" and c.children and c.children[0].type == "{"]
    for block in inner[:_PARTS]:
        span = src.span(block)
        yield If(span, Other(span, "pattern"), statements(src, block))


def macro_statement(src: Source, node: Syntax, out: list[Stmt]) -> bool:
    """Lower a macro that is a statement of its own kind; return whether it was one."""
    name, tree = parts_and_name(src, node)
    span = src.span(node)
    raised = failure(src, node)
    if raised is not None:
        out.append(Raise(span, raised))
        return True
    if tree is None:
        return False
    if name in _ASSERTS:
        parts = segments(tree)
        if parts:
            kind = "anyhow!" if name == "ensure" else "panic"
            text = template(src, parts[1:], tree) if len(parts) > 1 else Str(span, "")
            test = Unary(span, "not", expression(src, parts[0]))
            error = Call(span, Name(span, kind), (Arg(span, text),))
            out.append(If(span, test, (Raise(span, error),)))
        return True
    if name in ("lazy_static", "thread_local"):
        out.extend(_statics(src, tree))
        return True
    return False


def _statics(src: Source, tree: Syntax) -> Iterator[Stmt]:
    """``lazy_static! { static ref NAME: Type = value; }``."""
    for part in segments(tree, (";",)):
        equals = next((n for n, t in enumerate(part.tokens) if t.type == "="), 0)
        colon = next((n for n, t in enumerate(part.tokens) if t.type == ":"), 0)
        if not equals or not colon or colon > equals or equals + 1 >= len(part.tokens):
            continue
        target = part.tokens[colon - 1]
        value = expression(src, _segment(list(part.tokens[equals + 1 :])))
        yield Assign(_span(src, part), Name(src.span(target), src.text(target)), value, is_const=True)
