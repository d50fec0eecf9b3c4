"""Calls in one body: their effects, and what is known of the project's own functions from their summaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from keyproof.code import sinks
from keyproof.code.flow_library import ERROR, library
from keyproof.code.flow_values import (
    NOTHING,
    Source,
    Value,
    bound,
    extended,
    instantiated,
    join,
    pick,
    shown,
    step,
    under,
)
from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Class,
    Expr,
    Function,
    Import,
    Name,
    Node,
    Param,
)
from keyproof.code.messages import last_name
from keyproof.code.scope import Definition, Scope
from keyproof.code.sinks_rust import hidden, masks
from keyproof.code.taken import location
from keyproof.model.place import Location
from keyproof.patterns import regex

if TYPE_CHECKING:
    from keyproof.code.flows import Flows, Sink, StoreKey, Summary, Unit

_SAFE: Final = regex(
    r"(?i)mask|redact|obfuscat|sanitis|sanitiz|censor|scrub|anonymi|conceal|hide_|hidden|truncat|fingerprint|hash|digest|encrypt"
    r"|^(?:is|has|validate|verify|check|exists|compare|len|bool|boolean|type|isinstance|hasattr|typeof)(?:_|[A-Z]|$)"
)
"""Functions that take the secret out of what they are given, going by their names."""


_GATHERS: Final = frozenset({"list", "tuple", "sorted", "dict", "str", "repr", "join", "dumps"})
"""Functions that take all entries of a mapping as they are."""


class Calls:
    """State of one run, and what calls do."""

    def __init__(self, flows: Flows, unit: Unit, summary: Summary) -> None:
        """Start a run of *unit* that adds to *summary*."""
        self.flows = flows
        self.unit = unit
        self.scope: Scope = unit.scope
        self.reading: Scope = unit.scope
        self.summary = summary
        self.number = id(unit.function or unit.scope.node or unit.module)
        self.python = unit.module.language == "python"
        self.go = unit.module.language == "go"
        self.rust = unit.module.language == "rust"
        self.csharp = unit.module.language == "csharp"
        self.ruby = unit.module.language == "ruby"
        self.shows_fields = self.python or self.go or unit.module.language in ("java", "kotlin", "csharp")
        """Printing an object shows what its fields hold."""
        self.env: dict[str, Value] = {}
        self.opened: dict[str, Expr] = {}
        """What names of ``with`` statements stand for."""
        self.changed: list[object] = []
        self.depth = 0

    def value(self, expr: Expr | None, scope: Scope | None = None) -> Value:
        """Return what *expr* holds."""
        raise NotImplementedError

    def seen(self, expr: Expr, value: Value) -> Value:
        """Return *value* with what an instance adds when it is printed."""
        raise NotImplementedError

    def at(self, node: Node) -> Location:
        """Return the place of *node*."""
        return location(self.reading.module, node)

    def key_of(self, scope: Scope, name: str) -> StoreKey:
        """Return the key under which the variable *name* bound in *scope* is stored."""
        if scope.node is None:
            return ("module", scope.module.path, name)
        return ("class" if isinstance(scope.node, Class) else "local", id(scope.node), name)

    def keep(self, name: str, value: Value) -> None:
        """Store a variable of this body for bodies that see it: closures, importers, instances."""
        if value:
            self.store(self.key_of(self.scope, name), value)

    def store(self, key: StoreKey, value: Value) -> None:
        """Add *value* to the shared store; what stands for parameters goes to the summary."""
        if key[0] == "local" and key[1] not in self.flows.closures:
            return
        if self.flows.write(key, value):
            self.changed.append(key)
        for (src, path), trace in value.items():
            if src.kind == "param" and len(self.summary.writes) < 64:
                self.summary.writes.setdefault((src, path, key), trace)

    def change(self, target: Expr, value: Value, node: Node) -> None:
        """Add *value* to the container that *target* names."""
        if not value:
            return
        if isinstance(target, Name):
            self.env[target.id] = join(self.env.get(target.id, NOTHING), value)
            for bound, inside in self.flows.project.bindings(target.id, self.reading)[:1]:
                if not isinstance(bound, Import):
                    self.store(self.key_of(inside, target.id), value)
        elif isinstance(target, Attr):
            owner = self.flows.class_of(target.value, self.reading)
            if owner is not None:
                self.store(("class", id(owner.node), target.name), value)
            else:
                self.change(target.value, under(value, target.name), node)

    def emit(self, sink: Sink, value: Value) -> None:
        """Note that *value* reaches *sink*; a parameter's part waits for the callers."""
        for (src, _), trace in value.items():
            if src.kind != "param":
                self.flows.reach(src, sink, trace)
            elif len(self.summary.sinks) < 64:
                self.summary.sinks.setdefault((src, sink), trace)

    def entries(self, expr: Expr) -> Value:
        """Return the environment where *expr* is a list of all its values: ``os.environ.items()``."""
        if isinstance(expr, Call) and isinstance(expr.func, Attr) and expr.func.name in ("items", "values", "entries"):
            held = self.value(expr.func.value)
            return held if any(s.kind == "environment" for s, _ in held) else NOTHING
        return NOTHING

    # ---- calls -------------------------------------------------------------------------------------------------------

    def call(self, expr: Call) -> Value:
        """Return what the result of a call holds, after its arguments have had their effects."""
        found = self.flows.callee(expr, self.reading)
        given = [(a, self.value(a.value)) for a in expr.args]
        if last_name(expr.func) in _GATHERS:
            given = [(a, v or self.entries(a.value)) for a, v in given]
        receiver = self.value(expr.func.value) if isinstance(expr.func, Attr) else NOTHING
        if isinstance(expr.func, Call | Function):
            self.value(expr.func)
        if found is not None and isinstance(found.node, Function):
            made = self.called(found.node, tuple(given), expr)
            return NOTHING if _SAFE.search(last_name(expr.func) or found.node.name) else made
        if found is not None and isinstance(found.node, Class):
            return self._constructed(expr, found, given)
        name = last_name(expr.func)
        made = self.flows.sources.of_call(expr, self.reading)
        if made:
            return made
        sinks.in_call(self, expr, given, receiver)
        if _SAFE.search(name) and name not in ("hideBin",):
            return NOTHING
        held = library(self, expr, name, given, receiver)
        if self.ruby and not held and not expr.args and not expr.new and isinstance(expr.func, Attr):
            # What an attribute holds is asked for by a call.
            return self.value(expr.func)
        return held

    # ---- the project's own functions ---------------------------------------------------------------------------------

    def _constructed(self, expr: Call, found: Definition, given: list[tuple[Arg, Value]]) -> Value:
        node = found.node
        assert isinstance(node, Class)
        maker = self.flows.project.classes.constructor(node, found.module)
        if maker is not None:
            self.called(maker, tuple(given), expr, within=node.name)
        owner = self.flows.project.scope_of(found.module, node)
        names = list(self.flows.sources.fields(owner)) if maker is None else []
        if self.go or self.rust or self.csharp:
            names = [s.target.id for s in node.body if isinstance(s, Assign) and isinstance(s.target, Name)]
        for number, (arg, value) in enumerate(given):
            name = arg.name or (names[number] if self.go and number < len(names) else "")
            if name in names and value:
                secret = self.rust and any(
                    masks(s.annotation) for s in node.body if isinstance(s, Assign) and last_name(s.target) == name
                )
                value = hidden(value) if secret else value
                self.store(("class", id(node), name), step(value, self.at(expr), f"kept in {node.name}.{name}"))
        if ERROR.search(node.name):
            return shown(join(*(v for _, v in given)))
        return NOTHING

    def called(self, function: Function, given: tuple[tuple[Arg, Value], ...], expr: Node, within: str = "") -> Value:
        """Return what a call of the project's *function* gives, and take over what it does with its arguments."""
        summary = self.flows.summary(function, self.number)
        name = within or function.name or "the function"
        values: dict[str, Value] = {}

        def passed(src: Source) -> Value:
            """Return the part of an argument that *src* stands for."""
            if src.name not in values:
                values[src.name] = _argument(function, src.name, given, self.at)
            value = values[src.name]
            return bound(value, src, self.at(expr)) if value else NOTHING

        def noted(part: Value, src: Source) -> Value:
            return step(part, self.at(expr), f"passed to {name}({src.name})")

        for (src, sink), trace in list(summary.sinks.items()):
            if src.function == id(function) and (part := shown(passed(src))):
                steps = {k: extended(t, trace.steps, partial=trace.partial) for k, t in noted(part, src).items()}
                self.emit(sink, steps)
        for (src, path, key), trace in list(summary.writes.items()):
            if src.function == id(function) and (part := passed(src)):
                self.store(key, instantiated(noted(part, src), path, trace))
        made: list[Value] = []
        for (src, path), trace in list(summary.returns.items()):
            if src.kind != "param":
                made.append({(src, path): trace})
            elif src.function == id(function) and (part := passed(src)):
                made.append(instantiated(noted(part, src), path, trace))
        return join(*made)


def _argument(
    function: Function, name: str, given: tuple[tuple[Arg, Value], ...], at: Callable[[Node], Location]
) -> Value:
    """Return what a call gives for the parameter *name*."""
    position, wanted = _place(function, name)
    if wanted is None:
        return NOTHING
    for arg, value in given:
        if arg.name == name:
            return value
        if arg.name == "**" and value:
            found = pick(value, name, at(arg))
            if found:
                return found
    plainly = [(a, v) for a, v in given if not a.name or a.name == "*"]
    if wanted.name.startswith("**"):
        return join(*(under(v, a.name) if a.name != "**" else v for a, v in given if a.name and a.name != "*"))
    if wanted.name.startswith(("*", "...")):
        return join(*(under(v, str(n)) for n, (_, v) in enumerate(plainly[position:])))
    if position >= len(plainly) or any(a.name == "*" for a, _ in plainly[: position + 1]):
        return NOTHING
    arg, value = plainly[position]
    return pick(value, wanted.key, at(arg)) if wanted.key and value else value


def _place(function: Function, name: str) -> tuple[int, Param | None]:
    """Return the parameter *name* and its position; parameters that one argument is taken apart to share theirs."""
    position, last_keyed = -1, False
    for param in function.params:
        if param.name in ("self", "cls") and position < 0:
            continue
        if not (param.key and last_keyed):
            position += 1
        last_keyed = bool(param.key)
        if param.name.lstrip("*.") == name:
            return position, param
    return position, None
