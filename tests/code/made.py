"""A compact way to write the intermediate form in tests, and a short way to get it."""

from __future__ import annotations

from keyproof.code import ir
from keyproof.code.ir import Module, Node
from keyproof.code.parse import parse


def lowered(source: str, path: str = "x.py") -> Module:
    made = parse(path, source.encode())
    assert isinstance(made, Module), made
    return made


def body(source: str, path: str = "x.py") -> str:
    """The statements of *source*, one a line."""
    module = lowered(source, path)
    assert module.errors == 0, "syntax error in the test's own source"
    return "\n".join(dump(s) for s in module.body)


def dump(node: object) -> str:
    """One node in one line, in a notation near the source."""
    return _DUMPS[type(node)](node)


def _all(nodes: tuple[object, ...], between: str = ", ") -> str:
    return between.join(dump(n) for n in nodes)


def _block(body: tuple[object, ...]) -> str:
    return "{" + _all(body, "; ") + "}"


def _function(f: ir.Function) -> str:
    marks = "".join(f"@{dump(d)} " for d in f.decorators) + ("async " if f.is_async else "")
    doc = f" doc={f.doc!r}" if f.doc else ""
    return f"{marks}fn {f.name}({_all(f.params)}){doc} {_block(f.body)}"


def _param(p: ir.Param) -> str:
    key = f" from {p.key}" if p.key else ""
    kind = f": {p.annotation}" if p.annotation else ""
    default = f" = {dump(p.default)}" if p.default is not None else ""
    return p.name + key + kind + default


def _class(c: ir.Class) -> str:
    marks = "".join(f"@{dump(d)} " for d in c.decorators)
    doc = f" doc={c.doc!r}" if c.doc else ""
    return f"{marks}class {c.name}({_all(c.bases)}){doc} {_block(c.body)}"


def _assign(a: ir.Assign) -> str:
    kind = f": {a.annotation}" if a.annotation else ""
    return f"{'const ' if a.is_const else ''}{dump(a.target)}{kind} = {dump(a.value)}"


def _if(i: ir.If) -> str:
    return f"if {dump(i.test)} {_block(i.then)}" + (f" else {_block(i.otherwise)}" if i.otherwise else "")


def _loop(node: ir.Loop) -> str:
    target = f"{dump(node.target)} in " if node.target is not None else ""
    return f"loop {target}{dump(node.iterable) if node.iterable is not None else 'ever'} {_block(node.body)}"


def _try(t: ir.Try) -> str:
    handlers = "".join(f" {dump(h)}" for h in t.handlers)
    return f"try {_block(t.body)}{handlers}" + (f" finally {_block(t.final)}" if t.final else "")


def _with(w: ir.With) -> str:
    items = ", ".join(dump(v) + (f" as {dump(t)}" if t is not None else "") for v, t in w.items)
    return f"with {items} {_block(w.body)}"


_DUMPS = {
    ir.Name: lambda n: n.id,
    ir.Attr: lambda n: f"{dump(n.value)}.{n.name}",
    ir.Index: lambda n: f"{dump(n.value)}[{dump(n.key)}]",
    ir.Arg: lambda n: {"": "", "*": "*", "**": "**"}.get(n.name, f"{n.name}=") + dump(n.value),
    ir.Call: lambda n: f"{'new ' if n.new else ''}{dump(n.func)}({_all(n.args)})",
    ir.Str: lambda n: repr(n.value),
    ir.Template: lambda n: f"T[{_all(n.parts)}]",
    ir.Const: lambda n: n.text if n.kind == "number" else n.kind,
    ir.Binary: lambda n: f"({dump(n.left)} {n.op} {dump(n.right)})",
    ir.Unary: lambda n: f"({n.op} {dump(n.value)})",
    ir.Conditional: lambda n: f"({dump(n.test)} ? {dump(n.then)} : {dump(n.otherwise)})",
    ir.Pair: lambda n: f"**{dump(n.value)}" if n.key is None else f"{dump(n.key)}: {dump(n.value)}",
    ir.Mapping: lambda n: "{" + _all(n.pairs) + "}",
    ir.Sequence: lambda n: f"[{_all(n.items)}]",
    ir.Other: lambda n: f"<{n.kind}{' ' if n.parts else ''}{_all(n.parts)}>",
    ir.Function: _function,
    ir.Param: _param,
    ir.Assign: _assign,
    ir.ExprStmt: lambda n: dump(n.value),
    ir.If: _if,
    ir.Loop: _loop,
    ir.Handler: lambda n: f"except {'|'.join(n.types)}{f' as {n.name}' if n.name else ''} {_block(n.body)}",
    ir.Try: _try,
    ir.With: _with,
    ir.Return: lambda n: "return" + (f" {dump(n.value)}" if n.value is not None else ""),
    ir.Raise: lambda n: "raise" + (f" {dump(n.value)}" if n.value is not None else ""),
    ir.Import: lambda n: f"import {n.module}#{n.name} as {n.alias}",
    ir.Class: _class,
    ir.Define: lambda n: dump(n.function),
}


def depth(root: object) -> int:
    """How many nodes are inside each other at most, without recursion."""
    most, stack = 0, [(root, 0)]
    while stack:
        here, level = stack.pop()
        most = max(most, level)
        if isinstance(here, tuple):
            stack.extend((part, level) for part in here)
        elif isinstance(here, Node):
            fields = type(here).__struct_fields__
            stack.extend((getattr(here, name), level + 1) for name in fields if name != "span")
    return most


def nodes(root: object) -> list[Node]:
    """Every node below *root*, without recursion."""
    found, stack = [], [root]
    while stack:
        here = stack.pop()
        if isinstance(here, tuple):
            stack.extend(here)
        elif isinstance(here, Node):
            found.append(here)
            stack.extend(getattr(here, name) for name in type(here).__struct_fields__ if name != "span")
    return found
