"""Kotlin's statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Assign,
    Binary,
    Call,
    Const,
    Expr,
    ExprStmt,
    Function,
    Handler,
    If,
    Import,
    Index,
    Loop,
    Name,
    Other,
    Raise,
    Return,
    Sequence,
    Stmt,
    Try,
    Unary,
)
from keyproof.code.languages._jvm import declare, dotted, here
from keyproof.code.languages._jvm_calls import claims
from keyproof.code.languages._kotlin_expressions import assigned, type_of
from keyproof.code.languages._source import CHAIN, Arm, Source, StmtRule, branches, each, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    claims(out, src.span(node), src.expr(node), ExprStmt)


def _identifier(src: Source, node: Syntax, out: list[Stmt]) -> None:
    if src.text(node) not in ("break", "continue"):
        out.append(ExprStmt(src.span(node), src.expr(node)))


def package(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Keep the name of the package as an import without names."""
    out.append(Import(src.span(node), "".join(src.text(node).removeprefix("package").split()), "", ""))


def imported(src: Source, node: Syntax, out: list[Stmt]) -> None:
    """Lower an import; what is imported out of a class or object stands for a member of it."""
    span = src.span(node)
    name = next((c for c in node.named_children if c.type in ("qualified_identifier", "identifier")), None)
    full = "".join(src.text(name).split()) if name is not None else ""
    if any(c.type == "*" for c in node.children):
        out.append(Import(span, full, "*", "*"))
        return
    module, _, last = full.rpartition(".")
    words = node.named_children
    alias = src.text(words[-1]) if len(words) > 1 and words[-1].type == "identifier" else last
    parts = full.split(".")
    place = next((n for n, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    if place < len(parts) - 1 and alias == last:
        here(src).members[last] = ".".join(parts[place:-1])
        out.append(Import(span, ".".join(parts[:place]), parts[place], parts[place]))
        return
    out.append(Import(span, module, last, alias))


# ---- bindings --------------------------------------------------------------------------------------------------------


def initial(node: Syntax) -> Syntax | None:
    """Return the expression that a property is given, or is delegated to."""
    after = False
    for child in node.children:
        if child.type == "property_delegate":
            return child
        if after and child.is_named:
            return child
        after = after or child.type == "="
    return None


def given(src: Source, node: Syntax) -> Expr:
    """Lower what a property is given; ``by lazy { x }`` is ``x``."""
    value = initial(node)
    if value is not None and value.type == "property_delegate":
        return src.expr(next(iter(src.parts(value)), None))
    return src.expr(value) if value is not None else Other(src.span(node), "declared")


def _property(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    several = next((c for c in node.named_children if c.type == "multi_variable_declaration"), None)
    value = given(src, node)
    if several is not None:
        for place, part in enumerate(c for c in several.named_children if c.type == "variable_declaration"):
            name = src.text(part.named_children[0])
            declare(src, name)
            taken = Index(span, value, Const(span, "number", str(place)))
            out.append(Assign(span, Name(src.span(part), name), taken))
        return
    declared = next((c for c in node.named_children if c.type == "variable_declaration"), None)
    if declared is None or not declared.named_children:
        return
    name = src.text(declared.named_children[0])
    kind = declared.named_children[1] if len(declared.named_children) > 1 else None
    declare(src, name)
    const = any(c.type == "val" for c in node.children)
    target = Name(src.span(declared), name)
    out.extend(src.before)
    src.before = []
    jump = _jumps(value)
    kept = value.left if isinstance(value, Binary) and jump else value
    out.append(Assign(span, target, kept, src.text(kind) if kind is not None else "", const))
    if jump:
        out.append(If(span, Unary(span, "not", Name(span, name)), jump))


def _jumps(value: Expr) -> tuple[Stmt, ...]:
    """Return what ``x ?: return y`` does without ``x``, nothing where it is no jump."""
    if not isinstance(value, Binary) or value.op != "??" or not isinstance(value.right, Call):
        return ()
    func = value.right.func
    body = func.body if isinstance(func, Function) and not value.right.args else ()
    return body if body and isinstance(body[-1], Return) and not func_value(value.right) else ()


def func_value(call: Call) -> bool:
    """Return whether a function called at once only stands for a value (``?: run { … }``)."""
    return len(call.func.body) > 1 if isinstance(call.func, Function) else True


def _assign(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.append(assigned(src, node))


# ---- jumps -----------------------------------------------------------------------------------------------------------


def _value(src: Source, node: Syntax) -> Expr | None:
    parts = [c for c in src.parts(node) if c.type != "label"]
    return src.expr(parts[-1]) if parts else None


def _return(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.append(Return(src.span(node), _value(src, node)))


def _throw(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.append(Raise(src.span(node), _value(src, node)))


# ---- branches --------------------------------------------------------------------------------------------------------


def body(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Lower a block, or the one statement in its place."""
    if node is None:
        return ()
    return src.block(node) if node.type == "block" else src.statements([node])


def _parts(node: Syntax) -> tuple[Syntax | None, Syntax | None]:
    """Return the statement of an if, and that of its else."""
    then = otherwise = None
    past = False
    condition = node.child_by_field_name("condition")
    for child in node.children:
        if child.type == "else":
            past = True
        elif child.is_named and child != condition and child.type not in ("line_comment", "block_comment"):
            if past:
                otherwise = child
            else:
                then = child
    return then, otherwise


def _if(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    outer = src.before
    arm: Syntax | None = node
    while arm is not None:
        src.before = []
        test = src.field(arm, "condition")
        before, src.before = src.before, []
        then, rest = _parts(arm)
        arms.append((src.span(arm), test, body(src, then), before))
        arm = rest if rest is not None and rest.type == "if_expression" else None
        if arm is None:
            otherwise = body(src, rest)
    src.before = outer
    out.extend(branches(arms, otherwise))


def _when(src: Source, node: Syntax, out: list[Stmt]) -> None:
    subject: Expr | None = None
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    outer = src.before
    for child in node.named_children:
        if child.type == "when_subject":
            subject = _subject(src, child, out)
        elif child.type == "when_entry":
            src.before = []
            test = _tests(src, subject, child)
            before, src.before = src.before, []
            last = child.named_children[-1] if child.named_children else None
            conditions = child.children_by_field_name("condition")
            made = body(src, last) if last is not None and last not in conditions else ()
            if test is None:
                otherwise = made
            else:
                arms.append((src.span(child), test, made, before))
    src.before = outer
    out.extend(branches(arms, otherwise))


def _subject(src: Source, node: Syntax, out: list[Stmt]) -> Expr | None:
    parts = src.parts(node)
    if not parts:
        return None
    value = src.expr(parts[-1])
    if parts[0].type == "variable_declaration" and len(parts) > 1:
        name = src.text(parts[0].named_children[0])
        declare(src, name)
        out.append(Assign(src.span(node), Name(src.span(parts[0]), name), value))
        return Name(src.span(parts[0]), name)
    return value


def _tests(src: Source, subject: Expr | None, node: Syntax) -> Expr | None:
    made: Expr | None = None
    for child in node.children_by_field_name("condition")[:CHAIN]:
        span = src.span(child)
        test: Expr
        if child.type == "type_test":
            kind = type_of(src, next(iter(child.named_children), None)) or "Any"
            test = Binary(span, "instanceof", subject or Other(span, "missing"), dotted(span, kind))
        elif child.type == "range_test":
            inside = src.exprs(child)
            test = Binary(span, "in", subject or Other(span, "missing"), inside[0] if inside else Other(span, "range"))
        else:
            value = src.expr(child)
            test = Binary(span, "==", subject, value) if subject is not None else value
        made = test if made is None else Binary(span, "or", made, test)
    return made


def _try(src: Source, node: Syntax, out: list[Stmt]) -> None:
    inside: tuple[Stmt, ...] = ()
    handlers: list[Handler] = []
    final: tuple[Stmt, ...] = ()
    for child in node.named_children:
        if child.type == "block":
            inside = src.block(child)
        elif child.type == "catch_block":
            parts = src.parts(child)
            name = src.text(parts[0]) if parts else ""
            declare(src, name)
            kinds = tuple([type_of(src, p) for p in parts if p.type in ("user_type", "nullable_type")])
            block = next((c for c in child.named_children if c.type == "block"), None)
            handlers.append(Handler(src.span(child), kinds, name, src.block(block)))
        elif child.type == "finally_block":
            final = tuple([s for c in child.named_children if c.type == "block" for s in src.block(c)])
    out.append(Try(src.span(node), inside, tuple(handlers), final))


# ---- loops -----------------------------------------------------------------------------------------------------------


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = [c for c in src.parts(node) if c.type not in ("annotation", "modifiers")]
    if len(parts) < 2:
        return
    value = src.expr(parts[1])
    names = [c for c in parts[0].named_children if c.type == "variable_declaration"] or [parts[0]]
    targets: list[Expr] = []
    for part in names:
        name = src.text(part.named_children[0]) if part.named_children else src.text(part)
        declare(src, name)
        targets.append(Name(src.span(part), name))
    target = targets[0] if len(targets) == 1 else Sequence(src.span(parts[0]), tuple(targets))
    out.append(Loop(src.span(node), target, value, body(src, parts[2] if len(parts) > 2 else None)))


def _while(src: Source, node: Syntax, out: list[Stmt]) -> None:
    condition = node.child_by_field_name("condition")
    inside = next((c for c in src.parts(node) if c != condition), None)
    out.append(Loop(src.span(node), None, src.expr(condition), body(src, inside)))


def _labelled(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(src.statements([c for c in node.named_children if c.type not in ("label", "annotation")]))


RULES: Final[dict[str, StmtRule]] = {
    "call_expression": _expression,
    "binary_expression": _expression,
    "identifier": _identifier,
    "package_header": package,
    "import": imported,
    "property_declaration": _property,
    "assignment": _assign,
    "return_expression": _return,
    "throw_expression": _throw,
    "if_expression": _if,
    "when_expression": _when,
    "try_expression": _try,
    "for_statement": _for,
    "while_statement": _while,
    "do_while_statement": _while,
    "labeled_expression": _labelled,
    "annotated_expression": _labelled,
    "type_alias": nothing,
    "file_annotation": nothing,
    "modifiers": nothing,
    "block": each,
}
