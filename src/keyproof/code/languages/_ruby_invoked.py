"""Calls as Ruby writes them: with a receiver or without, with arguments, hashes and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Const,
    Expr,
    Function,
    Import,
    Index,
    Loop,
    Mapping,
    Name,
    Other,
    Pair,
    Param,
    Return,
    Sequence,
    Stmt,
    Str,
    With,
)
from keyproof.code.languages._ruby_calls import Given, environment_call, formatted, method
from keyproof.code.languages._ruby_frame import frame
from keyproof.code.languages._ruby_names import CASTS, ENDS, OWN, deliver, error, last, own, path, raising
from keyproof.code.languages._ruby_params import params
from keyproof.code.languages._ruby_statements import body_of
from keyproof.code.languages._source import Source
from keyproof.patterns import regex

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_EACH: Final = frozenset({
    "each", "each_with_index", "each_pair", "each_value", "each_key", "each_entry", "find_each", "each_with_object",
    "reverse_each", "each_slice", "each_line", "each_index", "times",
})  # fmt: skip
_HELD: Final = frozenset(
    {"open", "start", "create", "mktmpdir", "popen", "synchronize", "chdir", "popen3", "use", "with"}
)
"""Methods that hand something to their block, run it once and give what it gives."""
_IT: Final = regex(rb"\b(it|_1)\b")
_TOOLS: Final = {
    "define_tool": "McpTool", "tool": "McpTool", "define_prompt": "McpPrompt", "resources_read_handler": "McpResource",
    "tools_call_handler": "McpTool",
}  # fmt: skip
_LOADS: Final = frozenset({"load_file", "safe_load_file", "unsafe_load_file"})
_READS: Final = frozenset({"read", "binread", "readlines", "foreach"})


def args(src: Source, node: Syntax | None) -> tuple[Given, Syntax | None]:
    """Lower an argument list; the second part is the ``&block`` in it."""
    found: list[Arg] = []
    pairs: list[Pair] = []
    block: Syntax | None = None
    for child in src.parts(node) if node is not None else ():
        span = src.span(child)
        if child.type == "pair":
            made = src.expr(child)
            assert isinstance(made, Mapping)
            pair = made.pairs[0]
            key = child.child_by_field_name("key")
            if isinstance(pair.key, Str) and key is not None and key.type in ("hash_key_symbol", "simple_symbol"):
                found.append(Arg(span, pair.value, pair.key.value))
            else:
                pairs.append(pair)
        elif child.type == "block_argument":
            block = child
        elif child.type in ("splat_argument", "hash_splat_argument"):
            inside = next(iter(src.parts(child)), None)
            found.append(Arg(span, src.expr(inside), "*" if child.type == "splat_argument" else "**"))
        else:
            found.append(Arg(span, src.expr(child)))
    if pairs:
        found.append(Arg(pairs[0].span, Mapping(pairs[0].span, tuple(pairs))))
    return tuple(found), block


def _passed(src: Source, node: Syntax) -> Function | None:
    """Return the function that ``&:name`` and ``&handler`` are."""
    inside = next(iter(src.parts(node)), None)
    if inside is None or inside.type != "simple_symbol":
        return None
    span = src.span(node)
    made = method(span, Name(span, "it"), src.text(inside).lstrip(":"), (), None)
    return Function(span, "", (Param(span, "it"),), (Return(span, made),))


def _block(src: Source, node: Syntax, mark: str = "", name: str = "") -> Function:
    outer = frame(src)
    src.here = outer.block()
    given = params(src, node.child_by_field_name("parameters"))
    if not given and (used := _IT.search(src.data, node.start_byte, node.end_byte)) is not None:
        word = used[1].decode()
        given = (Param(src.span(node), word),)
        src.here.names.add(word)
    body = deliver(body_of(src, node.child_by_field_name("body")))
    src.here = outer
    marks = (Name(src.span(node), mark),) if mark else ()
    return Function(src.span(node), name, given, body, marks)


def _inline(src: Source, node: Syntax) -> tuple[tuple[Param, ...], tuple[Stmt, ...]]:
    """Lower a block that runs here and now; what it binds stays known."""
    given = params(src, node.child_by_field_name("parameters"))
    if not given and (used := _IT.search(src.data, node.start_byte, node.end_byte)) is not None:
        given = (Param(src.span(node), used[1].decode()),)
        frame(src).names.add(used[1].decode())
    return given, body_of(src, node.child_by_field_name("body"))


def call(src: Source, node: Syntax) -> Expr:
    """Lower a call."""
    span = src.span(node)
    receiver, named = node.child_by_field_name("receiver"), node.child_by_field_name("method")
    block = node.child_by_field_name("block")
    name = src.text(named) if named is not None else "call"
    if receiver is None:
        given, passed = args(src, node.child_by_field_name("arguments"))
        return bare(src, node, name, given, block or passed)
    held = src.expr(receiver)
    given, passed = args(src, node.child_by_field_name("arguments"))
    found = node.child_by_field_name("operator")
    if found is not None and found.type == "&." and name not in ("nil?", "empty?", "blank?"):
        held = Other(held.span, "as_expression", (held,))
    if named is not None and named.type == "constant" and not given and block is None:
        return Attr(span, held, name)
    if isinstance(held, Attr) and held.name == "environ" and last(held.value) == "ruby":
        function = _function(src, block, passed)
        return environment_call(span, name, given, function, rescued=frame(src).rescued)
    if block is not None and (made := _run(src, node, held, name, given, block)) is not None:
        return made
    special = _library(src, node, held, name, given)
    if special is not None:
        return special
    mark = _TOOLS.get(name, "") or ("McpTool" if name == "define" and last(held) == "Tool" else "")
    function = (
        _block(src, block, mark, _tool_name(given)) if block is not None and mark else _function(src, block, passed)
    )
    return method(span, held, name, given, function)


def _function(src: Source, block: Syntax | None, passed: Syntax | None) -> Function | None:
    if block is not None:
        return _block(src, block)
    return _passed(src, passed) if passed is not None else None


def _tool_name(given: Given) -> str:
    for arg in given:
        if arg.name in ("", "name") and isinstance(arg.value, Str):
            return arg.value.value
    return ""


def _run(src: Source, node: Syntax, held: Expr, name: str, given: Given, block: Syntax) -> Expr | None:
    """Lower a call whose block runs at once, None for others."""
    span = src.span(node)
    if name in _EACH:
        bound, body = _inline(src, block)
        target: Expr | None = Name(span, bound[0].name) if bound else None
        if len(bound) > 1:
            target = Sequence(span, tuple([Name(p.span, p.name) for p in bound]))
            if name in ("each", "each_pair"):
                held = Call(span, Attr(span, held, "items"), ())
            elif name in ("each_with_index", "each_with_object"):
                target = Name(span, bound[0].name)
        src.before.append(Loop(span, target, held, body))
        return Other(span, "each")
    if name in ("tap", "then", "yield_self"):
        bound, body = _inline(src, block)
        kept = Name(span, bound[0].name if bound else f"value'{span.line}:{span.column}")
        src.before.append(Assign(span, kept, held))
        if name == "tap":
            src.before.extend(body)
            return Name(span, kept.id)
        src.before.extend(_kept(body, span.line, span.column))
        return Name(span, f"then'{span.line}:{span.column}")
    if name in _HELD:
        made = method(span, held, name, given, None)
        bound, body = _inline(src, block)
        kept_as = Name(span, bound[0].name) if bound else None
        src.before.append(With(span, ((made, kept_as),), _kept(body, span.line, span.column)))
        return Name(span, f"then'{span.line}:{span.column}")
    return None


def _kept(body: tuple[Stmt, ...], line: int, column: int) -> tuple[Stmt, ...]:
    return deliver(body, lambda at, value: Assign(at, Name(at, f"then'{line}:{column}"), value))


def _library(src: Source, node: Syntax, held: Expr, name: str, given: Given) -> Expr | None:
    """Lower calls of Ruby's library that say what another node of the form says."""
    span = src.span(node)
    holder = last(held)
    if name in _LOADS and given:
        inside = Call(span, Attr(span, Name(span, "File"), "open"), given[:1])
        return Call(span, Attr(span, held, "load"), (Arg(span, inside),))
    if name in _READS and holder in ("File", "IO") and given:
        return Call(span, Attr(span, held, "read_text"), given[:1])
    if name == "credentials" and isinstance(held, Call | Attr) and "Rails" in src.text(node)[:20]:
        opened = Call(
            span, Attr(span, Name(span, "File"), "open"), (Arg(span, Str(span, "config/credentials.yml.enc")),)
        )
        return Call(span, own(span, "credentials"), (Arg(span, opened),))
    if _is_credentials(held) and name not in ("dig", "fetch", "present?", "nil?", "blank?"):
        return Index(span, held, Str(span, name.rstrip("!?"))) if not given else None
    if isinstance(held, Name) and held.id == "self" and name in frame(src).attributes and not given:
        return Attr(span, held, name)
    if isinstance(held, Attr) and holder == "class" and isinstance(held.value, Name) and name == "new":
        return Call(span, Name(span, "cls"), given, True)
    return None


def _is_credentials(held: Expr) -> bool:
    while isinstance(held, Index):
        held = held.value
    return (
        isinstance(held, Call) and isinstance(held.func, Attr) and held.func.name == "credentials" and bool(held.args)
    )


def bare(src: Source, node: Syntax, name: str, given: Given, block: Syntax | None) -> Expr:
    """Lower a call without a receiver: of the language itself, of the file's own methods, or of ``self``."""
    span = src.span(node)
    here = frame(src)
    if name in here.attributes and not given and block is None:
        return Attr(span, Name(span, "self"), name)
    defined = name in here.file.methods
    if not defined and (made := _own(src, node, name, given, block)) is not None:
        return made
    mark = _TOOLS.get(name, "McpTool" if name == "call" and not given and not here.owner else "")
    inside = name == "tool" and block is not None and b"call do" in src.data[block.start_byte : block.end_byte]
    function: Function | None = None
    if block is not None and block.type == "block_argument":
        function = _passed(src, block)
    elif block is not None:
        function = _block(src, block, "" if inside else mark, _tool_name(given))
    made_of = (*given, Arg(function.span, function)) if function is not None else given
    if name == "new" and here.owner:
        return Call(span, Name(span, "cls"), made_of, True)
    if here.owner and not defined:
        return Call(span, Attr(span, Name(span, "self"), name), made_of)
    return Call(span, Name(span, name), made_of)


def _own(src: Source, node: Syntax, name: str, given: Given, block: Syntax | None) -> Expr | None:
    """Lower what ``Kernel`` and ``Module`` define, None for anything else."""
    span = src.span(node)
    if name in ("raise", "fail"):
        return raising(span, error(span, given))
    if name in ENDS:
        return Call(span, own(span, "exit"), given)
    if name in ("require", "require_relative", "load") and given and isinstance(given[0].value, Str):
        module = given[0].value.value
        src.before.append(Import(span, f"./{module}" if name == "require_relative" else module, "", ""))
        return Const(span, "true", "true")
    if name in ("lambda", "proc") and block is not None:
        return _block(src, block)
    if name == "loop" and block is not None:
        src.before.append(Loop(span, None, None, _inline(src, block)[1]))
        return Other(span, "each")
    if name in ("format", "sprintf") and given and isinstance(given[0].value, Str):
        return formatted(span, given[0].value, tuple([a.value for a in given[1:]]))
    if name in CASTS or name in ("Integer", "Float"):
        kept = Other(span, "as_expression", (given[0].value,)) if given else None
        return kept if name != "URI" or kept is None else Call(span, Name(span, "URI"), given)
    if name == "open" and block is not None and given:
        return _run(src, node, path(span, "File"), name, given, block)
    if name in OWN and not _defines(src, name):
        function = _block(src, block) if block is not None and block.type != "block_argument" else None
        made = (*given, Arg(function.span, function)) if function is not None else given
        return Call(span, own(span, "write" if name == "putc" else name), made)
    return None


def _defines(src: Source, name: str) -> bool:
    return f"def {name}".encode() in src.data or f"def self.{name}".encode() in src.data


def yielded(src: Source, node: Syntax) -> Expr:
    """``yield x`` calls the block of the method."""
    parts = src.parts(node)
    given, _ = args(src, parts[0]) if parts else ((), None)
    return Call(src.span(node), Name(src.span(node), "yield"), given)
