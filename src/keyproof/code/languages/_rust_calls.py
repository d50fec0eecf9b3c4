"""Rust's calls and closures: what the methods of options, results and text mean."""

from __future__ import annotations

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
    If,
    Index,
    Name,
    Other,
    Param,
    Raise,
    Return,
    Span,
    Stmt,
    Str,
    Unary,
)
from keyproof.code.languages._rust_branches import body, raises
from keyproof.code.languages._rust_methods import METHODS, NOISE, RENAMED, SAME, Method
from keyproof.code.languages._rust_paths import Put, dotted, gives, null, parts_of, place, type_name
from keyproof.code.languages._rust_patterns import Subject, bare, bound_name, is_leaf, iterates, match
from keyproof.code.languages._source import Source, other

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_HOLD: Final = frozenset({
    ("String", "from"), ("OsString", "from"), ("Box", "new"), ("Arc", "new"), ("Rc", "new"), ("Mutex", "new"),
    ("RwLock", "new"), ("RefCell", "new"), ("Cell", "new"), ("Cow", "Owned"), ("Cow", "Borrowed"), ("Cow", "from"),
    ("PathBuf", "from"), ("Box", "pin"), ("Pin", "new"), ("Zeroizing", "new"), ("Into", "into"), ("Path", "new"),
    ("Some",), ("Ok",), ("ToString", "to_string"), ("str", "to_string"), ("str", "to_owned"), ("String", "as_str"),
    ("Arc", "clone"), ("Clone", "clone"), ("Rc", "clone"), ("OnceCell", "from"), ("Vec", "from"), ("str", "trim"),
    ("Bytes", "from"), ("ToOwned", "to_owned"), ("From", "from"), ("Json",), ("String", "from_utf8_lossy"),
})  # fmt: skip
"""Functions whose result is their argument."""
_LAZY: Final = frozenset({("LazyLock", "new"), ("Lazy", "new"), ("LazyCell", "new"), ("OnceLock", "from_fn")})
_ENVIRONMENT: Final = frozenset({"vars", "vars_os"})
_FAILS: Final = frozenset({"context", "with_context", "map_err", "wrap_err", "wrap_err_with", "ok_or", "ok_or_else"})
_OPTIONS: Final = frozenset(
    {"ok", "get", "as_ref", "as_deref", "first", "next", "remove", "take", "find", "strip_prefix"}
)


# ---- closures --------------------------------------------------------------------------------------------------------


def params(src: Source, node: Syntax | None, binds: list[Stmt]) -> tuple[Param, ...]:
    """Lower the parameters of a function or closure; patterns that are no name bind at the start of its body."""
    found: list[Param] = []
    here = place(src)
    for child in src.parts(node) if node is not None else ():
        span = src.span(child)
        if child.type == "self_parameter":
            found.append(Param(span, "self"))
            continue
        if child.type == "attribute_item":
            continue
        pattern = child.child_by_field_name("pattern") if child.type == "parameter" else child
        kind = type_name(src, child.child_by_field_name("type")) if child.type == "parameter" else ""
        while pattern is not None and pattern.type in (
            "mut_pattern",
            "ref_pattern",
            "reference_pattern",
            "tuple_struct_pattern",
        ):
            held = [
                c
                for c in pattern.named_children
                if c.type not in ("mutable_specifier",) and c != pattern.child_by_field_name("type")
            ]
            pattern = held[0] if held else None
        if pattern is None:
            found.append(Param(span, here.fresh("param"), kind))
        elif pattern.type == "identifier":
            text = src.text(pattern).removeprefix("r#")
            here.bound.add(text)
            here.renamed.pop(text, None)
            found.append(Param(span, text, kind))
        else:
            name = here.fresh("param")
            found.append(Param(span, name, kind))
            match(src, pattern, Subject(lambda span=span, name=name: Name(span, name)), binds)  # type: ignore[misc]
    return tuple(found)


def closure(src: Source, node: Syntax, put: Put = gives) -> Expr:
    """Lower a closure; its value goes where *put* says."""
    here = place(src)
    kept = (here.put, dict(here.renamed), set(here.bound), src.before)
    src.before = []
    binds: list[Stmt] = []
    given = params(src, node.child_by_field_name("parameters"), binds)
    made = body(src, node.child_by_field_name("body"), put)
    made = (*src.before, *made)
    here.put, here.renamed, here.bound, src.before = kept
    return Function(src.span(node), "", given, (*binds, *made))


def asynchronous(src: Source, node: Syntax) -> Expr:
    """Lower ``async { … }``: a function that is called."""
    here = place(src)
    kept = (here.put, dict(here.renamed), src.before)
    src.before = []
    block = next((c for c in node.named_children if c.type == "block"), None)
    made = body(src, block, gives)
    here.put, here.renamed, src.before = kept
    span = src.span(node)
    return Call(span, Function(span, "", (), made, is_async=True), ())


def _raise(span: Span, value: Expr) -> Stmt:
    return Raise(span, raises(value) or value)


def applied(src: Source, node: Syntax | None, held: Expr | None, put: Put = gives) -> Expr | None:
    """Return what a closure or function gives for *held*, None when that is not known.

    A closure's expression takes the closure's place, its parameter being a name for *held*.
    """
    here = place(src)
    if node is None:
        return None
    if node.type in ("identifier", "scoped_identifier"):
        return _called(src, node, parts_of(src, node), [held] if held is not None else [])
    if node.type != "closure_expression":
        return None
    given = node.child_by_field_name("parameters")
    inside = node.child_by_field_name("body")
    names = [c for c in src.parts(given)] if given is not None else []
    if (
        inside is None
        or inside.type in ("block", "match_expression", "if_expression", "unsafe_block")
        or len(names) > 1
    ):
        made = closure(src, node, put)
        return Call(src.span(node), made, (Arg(src.span(node), held),) if held is not None and names else ())
    renamed = dict(here.renamed)
    if names and names[0].type in ("identifier", "reference_pattern", "mut_pattern") and held is not None:
        span = src.span(names[0])
        text = src.text(names[0]).strip("&").removeprefix("mut ").strip()
        src.before.append(Assign(span, Name(span, bound_name(src, text)), held))
    elif names and held is not None:
        span = src.span(names[0])
        if src.text(names[0]) != "_":
            match(src, names[0], Subject(lambda: held), src.before)
    made_value = src.expr(inside)
    here.renamed = renamed
    return made_value


# ---- calls -----------------------------------------------------------------------------------------------------------


def key(src: Source, node: Syntax) -> Expr:
    """Lower an index; a range is a slice, which shows by its place whether it begins at the start."""
    node = bare(node) or node
    if node.type != "range_expression":
        return src.expr(node)
    span = src.span(node)
    text = src.text(node)
    parts = [src.expr(c) for c in src.parts(node)]
    starts = not text.startswith("..")
    if starts and len(parts) == 2 and isinstance(parts[0], Const) and parts[0].text == "0":
        parts, starts = parts[1:], False
    if starts and parts and isinstance(parts[0], Binary) and parts[0].op == "-":
        return Unary(span, "-", parts[0])
    if not starts and parts and parts[0].span.column == span.column:
        span = Span(span.line, span.column + 1, span.end_line, span.end_column)
    return Other(span, "slice", tuple(parts))


def _args(src: Source, node: Syntax) -> list[Syntax]:
    given = node.child_by_field_name("arguments")
    return src.parts(given) if given is not None else []


def call(src: Source, node: Syntax) -> Expr:
    called = node.child_by_field_name("function")
    while called is not None and called.type in ("generic_function", "parenthesized_expression"):
        called = called.child_by_field_name("function") or next(iter(called.named_children), None)
    if called is None:
        return other(src, node)
    if called.type == "field_expression":
        return _method(src, node, called)
    if called.type in ("identifier", "scoped_identifier", "self"):
        parts = parts_of(src, called)
        if tuple(parts[-2:]) in _LAZY:
            made = applied(src, next(iter(_args(src, node)), None), None)
            if made is not None:
                return made
        here = place(src)
        if parts and len(parts) == 1:
            parts = [here.renamed.get(parts[0], parts[0])]
        return _called(src, node, parts, [src.expr(a) for a in _args(src, node)])
    return Call(src.span(node), src.expr(called), tuple([Arg(src.span(a), src.expr(a)) for a in _args(src, node)]))


def _called(src: Source, node: Syntax, parts: list[str], args: list[Expr]) -> Expr:
    """Return a call of a path."""
    span = src.span(node)
    last = tuple(parts[-2:]) if len(parts) > 1 else tuple(parts)
    if len(args) == 1 and (last in _HOLD or (parts and tuple(parts[-1:]) in _HOLD)):
        return args[0]
    if parts and parts[-1] == "Err" and len(args) == 1:
        inner = raises(args[0])
        return Call(span, Name(span, "raise!"), (Arg(span, inner or args[0]),))
    if parts and parts[-1] in _ENVIRONMENT and not args and (len(parts) == 1 or parts[-2] == "env"):
        return Attr(span, Attr(span, Name(span, "std"), "env"), "environ")
    made = tuple([Arg(a.span, a) for a in args])
    if last == ("CallToolResult", "error"):
        made = (*made, Arg(span, Const(span, "true", "true"), "isError"))
    return Call(span, dotted(src, node, parts), made)


def _method(src: Source, node: Syntax, called: Syntax) -> Expr:
    name_node, receiver = called.child_by_field_name("field"), called.child_by_field_name("value")
    name = src.text(name_node) if name_node is not None else ""
    args = _args(src, node)
    span = src.span(node)
    if name == "await" or receiver is None:
        return src.expr(receiver)
    if not args and name in SAME:
        return src.expr(receiver)
    if name in _FAILS:
        return _failing(src, span, name, receiver, args)
    if name in ("unwrap", "expect", "unwrap_or_else", "or_else", "unwrap_or_default"):
        return _unwrapped(src, span, name, receiver, args)
    if name in METHODS:
        made = _special(src, span, METHODS[name], receiver, args)
        if made is not None:
            return made
    held = src.expr(receiver)
    if name in ("insert", "append_pair", "insert_str") and len(args) == 2:
        name = "set" if name == "insert" else name
    given = tuple([Arg(src.span(a), _argument(src, a)) for a in args])
    return Call(span, Attr(span, held, RENAMED.get(name, name)), given)


def _argument(src: Source, node: Syntax) -> Expr:
    return closure(src, node) if node.type == "closure_expression" else src.expr(node)


def _raising(src: Source, span: Span, held: Expr, error: Expr) -> Expr:
    if isinstance(error, Call) and isinstance(error.func, Function):
        return Binary(span, "or", held, error)
    given = raises(error) or error
    return Binary(span, "or", held, Call(span, Name(span, "raise!"), (Arg(span, given),)))


def _failing(src: Source, span: Span, name: str, receiver: Syntax, args: list[Syntax]) -> Expr:
    """``context("…")``, ``ok_or(error)``, ``map_err(|e| error)``: the error that stands for an absent value."""
    held = src.expr(receiver)
    if len(args) != 1:
        return held
    if name in ("context", "wrap_err", "ok_or"):
        error: Expr | None = src.expr(args[0])
    else:
        given = Other(span, "error") if name == "map_err" else None
        error = applied(src, args[0], given, _raise)
    return _raising(src, span, held, error if error is not None else Other(span, "error"))


def _unwrapped(src: Source, span: Span, name: str, receiver: Syntax, args: list[Syntax]) -> Expr:
    held = src.expr(receiver)
    if name == "unwrap_or_default":
        return Binary(span, "or", held, Str(span, ""))
    if name in ("unwrap_or_else", "or_else"):
        made = applied(src, args[0], Other(span, "error")) if args else None
        return Binary(span, "or", held, made if made is not None else Other(span, "missing"))
    if not _may_be_absent(src, receiver):
        return held
    text = src.expr(args[0]) if args else Str(span, "")
    return _raising(src, span, held, Call(span, Name(span, "panic"), (Arg(span, text),)))


def _may_be_absent(src: Source, node: Syntax) -> bool:
    """Return whether ``unwrap`` may be about an absent value and not about an error that was raised elsewhere."""
    here = bare(node)
    if here is None:
        return False
    if here.type != "call_expression":
        return here.type not in ("try_expression", "macro_invocation") or src.text(here).startswith(
            ("option_env", "std::option_env")
        )
    called = here.child_by_field_name("function")
    if called is not None and called.type == "field_expression":
        name = called.child_by_field_name("field")
        text = src.text(name) if name is not None else ""
        return text not in NOISE and (text in _OPTIONS or text in METHODS or is_leaf(src, here))
    return is_leaf(src, here)


def tried(src: Source, node: Syntax) -> Expr:
    """``x?``: of a variable the error that it is not there, of an option the end of the function."""
    inner = next(iter(src.parts(node)), None)
    held = src.expr(inner)
    span = src.span(node)
    here = bare(inner)
    if here is None or here.type != "call_expression":
        return held
    called = here.child_by_field_name("function")
    if called is not None and called.type == "field_expression":
        name = called.child_by_field_name("field")
        if name is not None and src.text(name) == "ok" and is_leaf(src, here):
            kept = place(src).fresh("value")
            src.before.append(Assign(span, Name(span, kept), held))
            src.before.append(If(span, Unary(span, "not", Name(span, kept)), (Return(span, null(span)),)))
            return Name(span, kept)
        return held
    if is_leaf(src, here):
        return _raising(src, span, held, Call(span, Name(span, "VarError"), ()))
    return held


def _special(src: Source, span: Span, method: Method, receiver: Syntax, args: list[Syntax]) -> Expr | None:
    """Lower the methods of options, results and text that have a word of their own."""
    what = method.what
    if len(args) != method.args:
        return None
    if what in ("apply", "keep") and iterates(src, receiver):
        return None
    if what == "apply":
        held = src.expr(receiver)
        made = applied(src, args[-1], held)
        return made if made is not None else Call(span, Attr(span, held, "map"), ())
    if what == "keep":
        held = src.expr(receiver)
        return held
    if what == "bool":
        return Call(span, Name(span, method.word), (Arg(span, src.expr(receiver)),))
    if what == "not":
        return Unary(span, "not", src.expr(receiver))
    if what == "or":
        held = src.expr(receiver)
        return Binary(span, "or", held, src.expr(args[0]))
    return _more(src, span, what, receiver, args)


def _more(src: Source, span: Span, what: str, receiver: Syntax, args: list[Syntax]) -> Expr | None:
    if what == "and":
        held = src.expr(receiver)
        name = place(src).fresh("value")
        src.before.append(Assign(span, Name(span, name), held))
        made = applied(src, args[0], Name(span, name))
        return Binary(span, "and", Name(span, name), made if made is not None else Const(span, "true", ""))
    if what == "either":
        held = src.expr(receiver)
        return _chosen(src, span, held, src.expr(args[0]), args[1])
    if what == "take":
        held = src.expr(receiver)
        end = src.expr(args[0])
        return Index(
            span, held, Other(Span(span.line, span.column - 1, span.end_line, span.end_column), "slice", (end,))
        )
    if what == "append" and bare(receiver) is not None:
        target = src.expr(receiver)
        if isinstance(target, Name | Attr):
            src.before.append(Assign(span, target, Binary(span, "+", src.expr(receiver), src.expr(args[0]))))
            return null(span)
    if what == "get" and args[0].type == "range_expression":
        return Index(span, src.expr(receiver), key(src, args[0]))
    if what == "init":
        return applied(src, args[0], None)
    return None


def _chosen(src: Source, span: Span, held: Expr, otherwise: Expr, node: Syntax) -> Expr:
    """``map_or(default, |x| …)``."""
    name = place(src).fresh("value")
    src.before.append(Assign(span, Name(span, name), held))
    made = applied(src, node, Name(span, name))
    return Conditional(span, Name(span, name), made if made is not None else Name(span, name), otherwise)
