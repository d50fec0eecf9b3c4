"""Statements of one body, run in order over a local environment of names."""

from __future__ import annotations

from typing import Any, Final

from keyproof.code import sinks
from keyproof.code.flow_eval import Evaluation
from keyproof.code.flow_values import ANY, NOTHING, Source, Trace, Value, items, join, pick, source, step, under
from keyproof.code.flows import Flows, Summary, Unit
from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Expr,
    ExprStmt,
    Function,
    Handler,
    If,
    Index,
    Loop,
    Name,
    Other,
    Raise,
    Return,
    Sequence,
    Stmt,
    Str,
    Try,
    With,
)
from keyproof.code.names import is_secret_name
from keyproof.code.sinks_csharp import in_csharp_assign
from keyproof.code.sinks_ruby import in_ruby_assign
from keyproof.code.sinks_rust import hidden, masks
from keyproof.code.walk import walk


def run_body(flows: Flows, unit: Unit) -> list[object]:
    """Run one body and return the store keys and summaries (by ``id`` of the function) that grew."""
    summary = flows.summaries.setdefault(id(unit.function), Summary()) if unit.function is not None else Summary()
    before = summary.size()
    body = Body(flows, unit, summary)
    if unit.function is not None:
        body.parameters(unit.function)
    body.block(unit.body)
    if unit.function is not None and summary.size() != before:
        body.changed.append(id(unit.function))
    return body.changed


class Body(Evaluation):
    """One run of one body."""

    def parameters(self, function: Function) -> None:
        """Bind the parameters: each stands for what callers give, joined with its default."""
        given = self.flows.sources.of_parameters(function, self.scope)
        outer = self.scope.outer or self.scope
        for param in function.params:
            name = param.name.lstrip("*.")
            if name in ("self", "cls"):
                continue
            own: Value = {(Source("param", name, ("", 0, 0), id(function)), ()): Trace(())}
            default = self.value(param.default, outer) if param.default is not None else NOTHING
            self.env[name] = join(given.get(name, NOTHING), own, default)
            self.keep(name, self.env[name])

    def block(self, body: tuple[Stmt, ...]) -> None:
        """Run statements in order."""
        for statement in body:
            self.statement(statement)

    def statement(self, node: Stmt) -> None:
        """Run one statement."""
        run = _RULES.get(type(node))
        if run is not None:
            run(self, node)

    def _assign(self, node: Assign) -> None:
        value = self._assigned(node)
        if self.csharp and value:
            in_csharp_assign(self, node, value)
        if self.ruby and value:
            in_ruby_assign(self, node, value)
        self.assign(node.target, value, node.value, node)

    def _assigned(self, node: Assign) -> Value:
        value = self.value(node.value)
        if self.rust and value and masks(node.annotation):
            value = hidden(value)
        name = _last(node.target)
        if not value and is_secret_name(name):
            for part in walk(node.value, into_functions=False):
                if isinstance(part, Call) and self.flows.sources.is_made(part, self.scope):
                    return source("generated", name, self.at(part), "made at random by the server", 0.85)
        return value

    def assign(self, target: Expr, value: Value, expr: Expr, node: Stmt) -> None:
        """Bind *target* to *value*."""
        if isinstance(target, Name):
            self.env[target.id] = step(value, self.at(node), f"assigned to {target.id.partition(chr(39))[0]}")
            if isinstance(node, Assign) and node.rebinds and target.id not in self.scope.names:
                bound = self.flows.project.bindings(target.id, self.scope)
                if bound and value:
                    self.store(self.key_of(bound[0][1], target.id), self.env[target.id])
            else:
                self.keep(target.id, self.env[target.id])
        elif isinstance(target, Attr):
            self._assign_attribute(target, value, node)
        elif isinstance(target, Index):
            key = target.key.value if isinstance(target.key, Str) else ANY
            if not value and self.unit.module.language == "php":
                self._overwrite(target, key, node)
            if value and not self.is_environment(target.value):
                self.change(target.value, under(step(value, self.at(node), f"kept under {key}"), key), node)
        elif isinstance(target, Sequence):
            parts = expr.items if isinstance(expr, Sequence) and len(expr.items) == len(target.items) else ()
            for number, item in enumerate(target.items):
                part = self.value(parts[number]) if parts else pick(value, str(number), self.at(node))
                self.assign(item, part, parts[number] if parts else Other(expr.span, "part"), node)

    def _overwrite(self, target: Index, key: str, node: Stmt) -> None:
        """``$safe['password'] = '***';``: arrays of PHP are values, so the copy holds it no more, unless a branch does it."""
        held = self.env.get(target.value.id) if isinstance(target.value, Name) else None
        if held and isinstance(target.value, Name) and any(node is own for own in self.unit.body):
            self.env[target.value.id] = {k: t for k, t in held.items() if k[1][:1] != (key,)}

    def _assign_attribute(self, target: Attr, value: Value, node: Stmt) -> None:
        if not value:
            return
        owner = self.flows.class_of(target.value, self.scope)
        noted = step(value, self.at(node), f"assigned to {_dotted(target)}", 0.0 if owner is not None else 0.1)
        if owner is not None:
            self.store(("class", id(owner.node), target.name), noted)
        elif isinstance(target.value, Name):
            self.change(target.value, under(noted, target.name), node)

    def _expression(self, node: ExprStmt) -> None:
        self.value(node.value)

    def _return(self, node: Return) -> None:
        if node.value is None:
            return
        value = self.value(node.value)
        if self.unit.function is None:
            return
        sinks.returned(self, node, value)
        function_name = self.scope.qualified.rpartition(".")[2]
        for key, trace in step(value, self.at(node), f"returned by {function_name}").items():
            if len(self.summary.returns) < 48:
                self.summary.returns.setdefault(key, trace)

    def _raise(self, node: Raise) -> None:
        if node.value is not None:
            sinks.raised(self, node, self.value(node.value))

    def _branch(self, node: If) -> None:
        self.value(node.test)
        outer = dict(self.env)
        self.block(node.then)
        after_then = self.env
        self.env = outer
        self.block(node.otherwise)
        self._merge(after_then)

    def _merge(self, other: dict[str, Value]) -> None:
        for name, value in other.items():
            self.env[name] = join(self.env.get(name, NOTHING), value)

    def _loop(self, node: Loop) -> None:
        outer = dict(self.env)
        if node.iterable is not None:
            value = self.value(node.iterable)
            if node.target is not None:
                self.assign(node.target, items(value), node.iterable, node)
        for _ in range(2):
            self.block(node.body)
        self._merge(outer)

    def _try(self, node: Try) -> None:
        outer = dict(self.env)
        self.block(node.body)
        after = dict(self.env)
        for handler in node.handlers:
            self.env = dict(outer)
            self._merge(after)
            self._handler(handler)
            after = {**self.env, **after}
        self.env = after
        self.block(node.final)

    def _handler(self, handler: Handler) -> None:
        self.block(handler.body)

    def _with(self, node: With) -> None:
        for value, target in node.items:
            held = self.value(value)
            if target is not None:
                self.assign(target, held, value, node)
                if isinstance(target, Name):
                    self.opened[target.id] = value
        self.block(node.body)


_RULES: Final[dict[type, Any]] = {
    Assign: Body._assign,
    ExprStmt: Body._expression,
    Return: Body._return,
    Raise: Body._raise,
    If: Body._branch,
    Loop: Body._loop,
    Try: Body._try,
    With: Body._with,
}
"""What is done at each statement; definitions are bodies of their own."""


def _last(target: Expr) -> str:
    if isinstance(target, Name):
        return target.id
    return target.name if isinstance(target, Attr) else ""


def _dotted(target: Attr) -> str:
    return f"{target.value.id}.{target.name}" if isinstance(target.value, Name) else target.name
