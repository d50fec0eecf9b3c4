"""Expressions of one body: which credentials the value of an expression holds."""

from __future__ import annotations

from typing import Any, Final

from keyproof.code import sinks
from keyproof.code.env_reads import is_env
from keyproof.code.flow_calls import Calls
from keyproof.code.flow_sources import REPLY_KEYS
from keyproof.code.flow_values import (
    ANY,
    ENV_NOTE,
    NOTHING,
    REPLY_NOTE,
    Source,
    Trace,
    Value,
    cut,
    join,
    pick,
    plain,
    shown,
    source,
    step,
    under,
)
from keyproof.code.ir import (
    Attr,
    Binary,
    Call,
    Conditional,
    Const,
    Expr,
    Function,
    Import,
    Index,
    Mapping,
    Name,
    Other,
    Sequence,
    Str,
    Template,
    Unary,
)
from keyproof.code.messages import last_name, mentions
from keyproof.code.scope import Scope

_DEPTH: Final = 60
"""Nesting of an expression that is followed. Hand-written ones stay under 20."""

_OPS: Final = frozenset({"or", "??", "+", "%", "|", "||", ","})
"""Operators whose result may be (or hold) either side; of ``and`` only the right side is the value that counts."""

_THROUGH: Final = frozenset({
    "await", "yield", "as_expression", "non_null_expression", "satisfies_expression", "parenthesized_expression", "spread",
    "type_assertion", "await_expression", "list_splat", "concatenated_string",
})  # fmt: skip
"""Kinds of ``Other`` and ``Unary`` that give their part's value as it is."""

_INNER_METHODS: Final = frozenset({"length", "size", "name", "constructor"})


class Evaluation(Calls):
    """Values of expressions."""

    def value(self, expr: Expr | None, scope: Scope | None = None) -> Value:
        """Return what *expr* holds, read at *scope* (the body's own by default). Sinks inside of it are noted."""
        if expr is None or self.depth > _DEPTH:
            return NOTHING
        known = self.flows.sources.by_node.get(id(expr))
        if known is not None:
            if isinstance(expr, Call):
                for arg in expr.args:
                    self.value(arg.value, scope)
            return known
        rule = _RULES.get(type(expr))
        if rule is None:
            return NOTHING
        outer, self.reading = self.reading, scope or self.reading
        self.depth += 1
        made: Value = rule(self, expr)
        self.depth -= 1
        self.reading = outer
        return made

    # ---- names and members -------------------------------------------------------------------------------------------

    def _name(self, expr: Name) -> Value:
        here = self.reading
        if here is self.scope and expr.id in self.env and expr.id in here.names:
            return self.env[expr.id]
        project = self.flows.project
        found = project.bindings(expr.id, here)
        if not found:
            return self.env.get(expr.id, NOTHING) if here is self.scope else NOTHING
        bound, inside = found[-1]
        if isinstance(bound, Import):
            return self._imported(bound, inside)
        if isinstance(bound, Function):
            return NOTHING
        if is_env(project, expr, here):
            return self._environment(expr)
        return self.flows.read(self.key_of(inside, expr.id), self.number)

    def _imported(self, imp: Import, scope: Scope) -> Value:
        project = self.flows.project
        target = project.import_target(scope.module, imp)
        if target is not None:
            name = imp.name if imp.name not in ("", "*", "default") else imp.alias
            value = self.flows.read(("module", target.path, name), self.number)
            if value:
                return value
            found = project.lookup(scope.module, imp.alias or imp.name, scope)
            if found is not None and isinstance(found.node, Expr) and found.scope is not self.scope:
                for name, values in found.scope.names.items():
                    if any(v is found.node for v in values):
                        return self.flows.read(self.key_of(found.scope, name), self.number)
        elif f"{imp.module}.{imp.name}" in ("os.environ", "process.env", "node:process.env"):
            return self._environment(Name(imp.span, imp.alias))
        return NOTHING

    def _environment(self, expr: Expr) -> Value:
        return {(Source("environment", "the whole environment"), ()): _first(self.at(expr), ENV_NOTE)}

    def is_environment(self, expr: Expr) -> bool:
        """Return whether *expr* is the environment itself."""
        return isinstance(expr, Name | Attr) and is_env(self.flows.project, expr, self.reading)

    def _attr(self, expr: Attr) -> Value:
        project, here = self.flows.project, self.reading
        if expr.name in ("env", "environ", "environb") and is_env(project, expr, here):
            return self._environment(expr)
        if expr.name == "headers" and last_name(expr.value) in ("req", "request", "requestInfo", "http_request"):
            return {(Source("headers", "Authorization"), ()): _first(self.at(expr), "the request's headers", 0.8)}
        owner = self.flows.class_of(expr.value, here)
        held: Value | None = None
        if owner is not None:
            found, held = self._of_instance(expr, owner)
            if found or isinstance(expr.value, Name):
                return found or self._reply(expr, expr.name, NOTHING)
        module_member = self._of_module(expr)
        if module_member is not None:
            return module_member
        if held is None:
            held = self.value(expr.value)
        if expr.name in _INNER_METHODS:
            return NOTHING
        return pick(held, expr.name, self.at(expr)) or self._reply(expr, expr.name, held)

    def _of_instance(self, expr: Attr, owner: Scope) -> tuple[Value, Value | None]:
        """Return what the member holds, and what the instance does where that was asked: once for each link of a chain."""
        value = self.flows.attribute(owner, expr.name, self.number)
        if value:
            return value, None
        member = self.flows.project.classes.member(expr, self.reading)
        if member is not None and isinstance(member.node, Function):
            # A property is read as an attribute; a method without call gives nothing.
            return self.called(member.node, (), expr), None
        if isinstance(expr.value, Name) and expr.value.id == "self":
            return NOTHING, None
        held = self.value(expr.value)
        return pick(held, expr.name, self.at(expr)), held

    def _of_module(self, expr: Attr) -> Value | None:
        if not isinstance(expr.value, Name):
            return None
        found = self.flows.project.lookup(self.reading.module, expr.value.id, self.reading)
        if found is None or found.node is not None:
            return None
        module = found.module
        if expr.name not in self.flows.project.top(module).names:
            beside = self.flows.project.beside(module, expr.name)
            module = beside[0][1].module if beside else module
        return self.flows.read(("module", module.path, expr.name), self.number)

    def _reply(self, expr: Expr, key: str, held: Value) -> Value:
        """A member called ``access_token`` is a credential whatever it is taken from, but not a parameter's: callers know."""
        if key not in REPLY_KEYS or any(
            s.kind == "param" or s.kind in ("environment", "schema", "options") for s, _ in held
        ):
            return NOTHING
        return source("oauth", key, self.at(expr), REPLY_NOTE, 0.75)

    def _index(self, expr: Index) -> Value:
        held = self.value(expr.value)
        if isinstance(expr.key, Str):
            return pick(held, expr.key.value, self.at(expr)) or self._reply(expr, expr.key.value, held)
        if isinstance(expr.key, Const):
            found = pick(held, expr.key.text, self.at(expr))
            return found if any(p for _, p in held) else plain(held)
        if isinstance(expr.key, Unary):
            return pick(held, "-1", self.at(expr))
        if isinstance(expr.key, Other) and "slice" in expr.key.kind:
            return self._slice(expr.key, held)
        self.value(expr.key)
        names = self.flows.project.constants(self.reading.module, expr.key, self.reading)
        return join(*(pick(held, n, self.at(expr)) for n in names[:8] if "*" not in n))

    def _slice(self, key: Other, held: Value) -> Value:
        from_start = not key.parts or key.span.column != key.parts[0].span.column
        ends = [p for p in key.parts if isinstance(p, Const) and p.kind == "number"]
        if from_start and len(key.parts) == 1 and ends and ends[0].text.isdigit():
            return cut(held) if int(ends[0].text) > sinks.SHOWN_CHARACTERS else NOTHING
        if any(isinstance(p, Unary) for p in key.parts) and not from_start:
            return NOTHING
        return plain(held)

    # ---- values made of values ---------------------------------------------------------------------------------------

    def _template(self, expr: Template) -> Value:
        held: list[Value] = []
        text = ""
        for part in expr.parts:
            if isinstance(part, Str):
                text += part.value
                continue
            value = self.value(part)
            if self.go and not value:
                value = self.seen(part, value)
            if value:
                sinks.in_url(self, text, value, expr)
            # In JavaScript an object in a template becomes ``[object Object]``.
            held.append(shown(self.seen(part, value)) if self.shows_fields else plain(value))
            text += "\0"
        return join(*held)

    def _binary(self, expr: Binary) -> Value:
        left = self.value(expr.left)
        right = self.value(expr.right)
        if expr.op == "+" and right:
            sinks.in_url(self, sinks.literal_end(expr.left), right, expr)
        if expr.op in _OPS:
            return join(left, right)
        return right if expr.op in ("and", "&&") else NOTHING

    def _unary(self, expr: Unary) -> Value:
        value = self.value(expr.value)
        return value if expr.op in _THROUGH else NOTHING

    def _conditional(self, expr: Conditional) -> Value:
        self.value(expr.test)
        return join(self.value(expr.then), self.value(expr.otherwise))

    def _mapping(self, expr: Mapping) -> Value:
        held: list[Value] = []
        for pair in expr.pairs:
            value = self.value(pair.value)
            if not value:
                continue
            if pair.key is None:
                held.append(value)
            elif isinstance(pair.key, Str):
                held.append(under(value, pair.key.value))
            elif isinstance(pair.key, Name) and not self.shows_fields:
                held.append(under(value, pair.key.id))
            else:
                names = self.flows.project.constants(self.reading.module, pair.key, self.reading)
                held.append(under(value, names[0] if len(names) == 1 else ANY))
        return join(*held)

    def _sequence(self, expr: Sequence) -> Value:
        held: list[Value] = []
        for number, item in enumerate(expr.items):
            value = self.value(item)
            if isinstance(item, Other) and item.kind in ("for", "if"):
                held.append(self._of_entries(expr, item))
                continue
            held.append(value if isinstance(item, Other) and item.kind == "spread" else under(value, str(number)))
        return join(*held)

    def _of_entries(self, expr: Sequence, clause: Other) -> Value:
        """Return the environment where *expr* makes something of each of its values and leaves none out."""
        if clause.kind != "for" or len(clause.parts) != 2 or len(expr.items) != 2:
            return NOTHING
        target = clause.parts[0]
        value = target.items[-1] if isinstance(target, Sequence) and target.items else target
        return self.entries(clause.parts[1]) if mentions(expr.items[0], last_name(value)) else NOTHING

    def _other(self, expr: Other) -> Value:
        values = [self.value(p) for p in expr.parts]
        if expr.kind == "debug" and values:
            # ``{:?}`` shows all fields of what derives Debug.
            return shown(self.seen(expr.parts[0], values[0]))
        if expr.kind in _THROUGH or expr.kind in ("+", "spread", "await"):
            return join(*values)
        return values[0] if len(values) == 1 and expr.kind not in ("delete", "typeof", "rest", "part") else NOTHING

    def _call(self, expr: Call) -> Value:
        return self.call(expr)

    def seen(self, expr: Expr, value: Value) -> Value:
        """Return *value* with what an instance of a data class adds when it is printed whole."""
        if not isinstance(expr, Name | Attr | Call):
            return value
        owner = self.flows.class_of(expr, self.reading)
        if owner is None or (isinstance(expr, Name) and expr.id == "cls"):
            return value
        members = self.flows.members(owner, self.number)
        return join(value, step(members, self.at(expr), "printed with its fields", 0.1)) if members else value


def _first(where: object, note: str, confidence: float = 0.95) -> Trace:
    from keyproof.model.place import Location

    assert isinstance(where, Location)
    return Trace(next(iter(source("environment", "", where, note).values())).steps, confidence)


_RULES: Final[dict[type, Any]] = {
    Name: Evaluation._name,
    Attr: Evaluation._attr,
    Index: Evaluation._index,
    Template: Evaluation._template,
    Binary: Evaluation._binary,
    Unary: Evaluation._unary,
    Conditional: Evaluation._conditional,
    Mapping: Evaluation._mapping,
    Sequence: Evaluation._sequence,
    Other: Evaluation._other,
    Call: Evaluation._call,
}
