"""JavaScript's statements."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import (
    Assign,
    Attr,
    Binary,
    Const,
    Expr,
    ExprStmt,
    Handler,
    Import,
    Loop,
    Name,
    Other,
    Raise,
    Return,
    Stmt,
    Str,
    Try,
)
from keyproof.code.languages._javascript_expressions import assignment, augmented
from keyproof.code.languages._javascript_functions import (
    class_statement,
    define,
    enum,
    make_class,
    namespace,
)
from keyproof.code.languages._javascript_patterns import annotation, bind, bind_module, is_pattern, required, target
from keyproof.code.languages._source import Arm, Source, StmtRule, branches, each, expression_statement, nothing

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax


def _block(src: Source, node: Syntax | None) -> tuple[Stmt, ...]:
    """Lower a body that is a block or one statement."""
    if node is None:
        return ()
    return src.block(node) if node.type == "statement_block" else src.statements((node,))


# ---- bindings --------------------------------------------------------------------------------------------------------


def _declaration(src: Source, node: Syntax, out: list[Stmt]) -> None:
    kind = node.child_by_field_name("kind")
    const = kind is not None and kind.type == "const"
    for child in node.named_children:
        if child.type != "variable_declarator":
            continue
        named, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if named is None:
            continue
        made: list[Stmt] = []
        _declare(src, child, named, value, made, const)
        # What one declarator's value binds comes after the declarators before it.
        out += src.before
        src.before = []
        out += made


def _declare(src: Source, node: Syntax, named: Syntax, value: Syntax | None, out: list[Stmt], const: bool) -> None:
    found = required(src, value)
    if found is not None and bind_module(src, named, found, out):
        return
    if value is not None and value.type == "class" and named.type == "identifier":
        out.append(make_class(src, value, src.text(named)))
        return
    declared = annotation(src, node)
    if is_pattern(named):
        bind(src, named, src.expr(value), out, declared, const=const)
        return
    given = src.expr(value) if value is not None else Other(src.span(node), "declared")
    out.append(Assign(src.span(node), target(src, named), given, declared, const))


def _expression(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    child = parts[0] if parts else None
    # ``({a} = b);`` needs its parentheses.
    while child is not None and child.type == "parenthesized_expression":
        child = next(iter(src.parts(child)), None)
    kind = child.type if child is not None else ""
    if child is None:
        return
    if kind == "internal_module":
        namespace(src, child, out)
    elif kind == "assignment_expression":
        _assign(src, child, out)
    elif kind == "augmented_assignment_expression":
        augmented(src, child)
    else:
        out.append(ExprStmt(src.span(node), src.expr(child)))


def _assign(src: Source, node: Syntax, out: list[Stmt]) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    found = required(src, right)
    if left is None or (found is not None and bind_module(src, left, found, out)):
        return
    if right is not None and right.type == "class" and left.type == "identifier":
        out.append(make_class(src, right, src.text(left)))
    else:
        assignment(src, node)


def _import(src: Source, node: Syntax, out: list[Stmt]) -> None:
    span = src.span(node)
    source = node.child_by_field_name("source")
    clauses = [c for c in node.named_children if c.type in ("import_clause", "import_require_clause")]
    if source is None and clauses:
        source = clauses[0].child_by_field_name("source")
    path = src.expr(source)
    module = path.value if isinstance(path, Str) else ""
    if not clauses:
        out.append(Import(span, module, "", ""))
        return
    for child in clauses[0].named_children:
        if child.type == "identifier":
            name = "default" if clauses[0].type == "import_clause" else ""
            out.append(Import(src.span(child), module, name, src.text(child)))
        elif child.type == "namespace_import":
            out.append(Import(src.span(child), module, "*", src.text(child.named_children[-1])))
        elif child.type == "named_imports":
            out += [_specifier(src, c, module) for c in child.named_children if c.type == "import_specifier"]


def _names(src: Source, node: Syntax) -> tuple[str, str]:
    """Return the name and the alias (or the name again) of a specifier; quotes of a quoted name are dropped."""
    name = node.child_by_field_name("name")
    alias = node.child_by_field_name("alias") or name
    return (
        src.text(name).strip("'\"") if name is not None else "",
        src.text(alias).strip("'\"") if alias is not None else "",
    )


def _specifier(src: Source, node: Syntax, module: str) -> Import:
    return Import(src.span(node), module, *_names(src, node))


def _import_alias(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    if len(parts) == 2:
        out.append(Assign(src.span(node), src.expr(parts[0]), src.expr(parts[1])))


# ---- exports ---------------------------------------------------------------------------------------------------------


def _export(src: Source, node: Syntax, out: list[Stmt]) -> None:
    source = node.child_by_field_name("source")
    if source is not None:
        _reexport(src, node, source, out)
        return
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    words = [c.type for c in node.children if not c.is_named]
    default = "default" in words
    span = src.span(node)
    if declaration is not None:
        decorators = tuple([src.expr(c) for c in node.named_children if c.type == "decorator"])
        if declaration.type in ("class_declaration", "abstract_class_declaration"):
            made: Stmt = make_class(src, declaration, "default" if default else "", decorators)
            out.append(made)
        else:
            rule = src.grammar.statements.get(declaration.kind_id, expression_statement)
            rule(src, declaration, out)
        named = declaration.child_by_field_name("name")
        if default and named is not None:
            out.append(Assign(span, Name(span, "default"), Name(src.span(named), src.text(named))))
    elif value is not None:
        if value.type == "class":
            out.append(make_class(src, value, "default"))
        else:
            out.append(Assign(span, Name(span, "default"), src.expr(value)))
    elif "=" in words:
        parts = src.parts(node)
        out.append(Assign(span, Attr(span, Name(span, "module"), "exports"), src.expr(parts[0] if parts else None)))
    else:
        _rename(src, node, out)


def _rename(src: Source, node: Syntax, out: list[Stmt]) -> None:
    for clause in node.named_children:
        for child in clause.named_children if clause.type == "export_clause" else ():
            name, alias = _names(src, child)
            span = src.span(child)
            if alias != name:
                out.append(Assign(span, Name(span, alias), Name(span, name)))


def _reexport(src: Source, node: Syntax, source: Syntax, out: list[Stmt]) -> None:
    path = src.expr(source)
    module = path.value if isinstance(path, Str) else ""
    named = False
    for child in node.named_children:
        if child.type == "export_clause":
            named = True
            out += [_specifier(src, c, module) for c in child.named_children if c.type == "export_specifier"]
        elif child.type == "namespace_export":
            named = True
            out.append(Import(src.span(child), module, "*", src.text(child.named_children[-1]).strip("'\"")))
    if not named:
        out.append(Import(src.span(node), module, "*", "*"))


# ---- branches --------------------------------------------------------------------------------------------------------


def _if(src: Source, node: Syntax, out: list[Stmt]) -> None:
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    here: Syntax | None = node
    outer = src.before
    while here is not None:
        src.before = []
        test = src.field(here, "condition")
        before, src.before = src.before, []
        arms.append((src.span(here), test, _block(src, here.child_by_field_name("consequence")), before))
        alternative = here.child_by_field_name("alternative")
        following = src.parts(alternative)[0] if alternative is not None and src.parts(alternative) else None
        here = following if following is not None and following.type == "if_statement" else None
        if here is None:
            otherwise = _block(src, following)
    src.before = outer
    out.extend(branches(arms, otherwise))


def _switch(src: Source, node: Syntax, out: list[Stmt]) -> None:
    subject = src.field(node, "value")
    body = node.child_by_field_name("body")
    arms: list[Arm] = []
    otherwise: tuple[Stmt, ...] = ()
    tests: list[Expr] = []
    default = False
    for case in body.named_children if body is not None else ():
        if case.type == "switch_case":
            tests.append(_tested(src, subject, case))
        elif case.type == "switch_default":
            default = True
        else:
            continue
        statements = src.statements(_braced(case.children_by_field_name("body")))
        if not statements and not case.children_by_field_name("body"):
            continue  # falls through to the next case
        if default:
            otherwise = statements
        elif tests:
            arms.append((src.span(case), _any(tests), statements, []))
        tests, default = [], False
    out.extend(branches(arms, otherwise))


def _braced(nodes: list[Syntax]) -> list[Syntax]:
    return nodes[0].named_children if len(nodes) == 1 and nodes[0].type == "statement_block" else nodes


def _tested(src: Source, subject: Expr, case: Syntax) -> Expr:
    value = src.field(case, "value")
    if isinstance(subject, Const) and subject.kind == "true":
        return value
    return Binary(value.span, "===", subject, value)


def _any(tests: list[Expr]) -> Expr:
    made = tests[0]
    if len(tests) > 64:
        return Other(made.span, "any", tuple(tests))
    for test in tests[1:]:
        made = Binary(made.span, "or", made, test)
    return made


def _for(src: Source, node: Syntax, out: list[Stmt]) -> None:
    start = node.child_by_field_name("initializer")
    out += src.statements((start,)) if start is not None else ()
    condition, increment = node.child_by_field_name("condition"), node.child_by_field_name("increment")
    test = src.expr(condition) if condition is not None and condition.is_named else None
    if condition is not None and condition.type in ("expression_statement", "empty_statement"):
        parts = src.parts(condition)
        test = src.expr(parts[0]) if parts else None
    body = _block(src, node.child_by_field_name("body"))
    step = src.returned(increment) if increment is not None else ()
    # The step's value is no return.
    ends = [ExprStmt(s.span, s.value) if isinstance(s, Return) and s.value is not None else s for s in step]
    out.append(Loop(src.span(node), None, test, (*body, *ends)))


def _for_in(src: Source, node: Syntax, out: list[Stmt]) -> None:
    left = node.child_by_field_name("left")
    bound = target(src, left) if left is not None else None
    iterable = src.field(node, "right")
    out.append(Loop(src.span(node), bound, iterable, _block(src, node.child_by_field_name("body"))))


def _while(src: Source, node: Syntax, out: list[Stmt]) -> None:
    test = src.field(node, "condition")
    out.append(Loop(src.span(node), None, test, _block(src, node.child_by_field_name("body"))))


def _try(src: Source, node: Syntax, out: list[Stmt]) -> None:
    body = src.block(node.child_by_field_name("body"))
    caught, final = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
    handlers: tuple[Handler, ...] = ()
    if caught is not None:
        parameter = caught.child_by_field_name("parameter")
        made: list[Stmt] = []
        name = ""
        if parameter is not None and is_pattern(parameter):
            bind(src, parameter, Other(src.span(parameter), "exception"), made)
        elif parameter is not None:
            name = src.text(parameter)
        inside = (*made, *src.block(caught.child_by_field_name("body")))
        handlers = (Handler(src.span(caught), (), name, inside),)
    ending = src.block(final.child_by_field_name("body")) if final is not None else ()
    out.append(Try(src.span(node), body, handlers, ending))


# ---- simple statements -----------------------------------------------------------------------------------------------


def _return(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    out.append(Return(src.span(node), src.expr(parts[0]) if parts else None))


def _throw(src: Source, node: Syntax, out: list[Stmt]) -> None:
    parts = src.parts(node)
    out.append(Raise(src.span(node), src.expr(parts[0]) if parts else None))


def _body_only(src: Source, node: Syntax, out: list[Stmt]) -> None:
    out.extend(_block(src, node.child_by_field_name("body")))


RULES: Final[Table[str, StmtRule]] = {
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "using_declaration": _declaration,
    "expression_statement": _expression,
    "import_statement": _import,
    "import_alias": _import_alias,
    "export_statement": _export,
    "if_statement": _if,
    "switch_statement": _switch,
    "for_statement": _for,
    "for_in_statement": _for_in,
    "while_statement": _while,
    "do_statement": _while,
    "try_statement": _try,
    "return_statement": _return,
    "throw_statement": _throw,
    "labeled_statement": _body_only,
    "with_statement": _body_only,
    "statement_block": each,
    "function_declaration": define,
    "generator_function_declaration": define,
    "class_declaration": class_statement,
    "abstract_class_declaration": class_statement,
    "enum_declaration": enum,
    "internal_module": namespace,
    "module": namespace,
    "ambient_declaration": nothing,
    "interface_declaration": nothing,
    "type_alias_declaration": nothing,
    "function_signature": nothing,
    "empty_statement": nothing,
    "debugger_statement": nothing,
    "break_statement": nothing,
    "continue_statement": nothing,
}
