"""Where credentials go: a forward flow analysis over a whole program, function by function, with summaries.

Locals are followed in order, branches joined. Attributes, module variables and closures are followed without order. A
parameter stands for what callers give it: what a function does with it is kept as a summary and worked out again at every
call, so that two callers never mix. Bodies are run again only when something they read has changed.
"""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

import msgspec

from keyproof.code.facing import facing
from keyproof.code.flow_sources import Sources
from keyproof.code.flow_values import (
    NOTHING,
    WHOLES,
    Path,
    Source,
    Trace,
    Value,
    join,
    under,
)
from keyproof.code.inventory import counted
from keyproof.code.ir import Class, Function, Module, Stmt
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.scope import Definition, Scope
from keyproof.model.place import Location

_RUNS_EACH: Final = 12
"""Times one body is run at most; a fixpoint needs under 6 on all servers seen."""
_SIZE: Final = 48
"""Entries kept of one stored value."""

StoreKey = tuple[str, object, str]
"""``("module", path, name)``, ``("local", id of the function, name)``, ``("class", id of the class, attribute)``."""


class Sink(NamedTuple):
    """A place that a credential must not reach."""

    kind: str
    """As ``CredentialLeak.sink``; ``write`` stands for standard output until it is known what it carries."""
    location: Location
    detail: str


class Reached(NamedTuple):
    """One credential in one sink."""

    source: Source
    sink: Sink
    trace: Trace


class Summary(msgspec.Struct):
    """What a function does with its parameters, and what it gives back."""

    returns: Value = msgspec.field(default_factory=dict)
    sinks: dict[tuple[Source, Sink], Trace] = msgspec.field(default_factory=dict)
    writes: dict[tuple[Source, Path, StoreKey], Trace] = msgspec.field(default_factory=dict)

    def size(self) -> tuple[int, int, int]:
        """Return what grows whenever the summary does."""
        return len(self.returns), len(self.sinks), len(self.writes)


class Unit(NamedTuple):
    """A body that is run as one: a module's top level, a class body, a function."""

    module: Module
    scope: Scope
    body: tuple[Stmt, ...]
    function: Function | None


class Flows:
    """The analysis of one project."""

    def __init__(self, project: Project, phases: Phases) -> None:
        """Prepare the bodies of *project*, tests and examples left out."""
        self.project = project
        self.phases = phases
        paths = counted(project)
        self.sources = Sources(project, paths, phases)
        self.facing = facing(project, phases)
        self.store: dict[StoreKey, Value] = {}
        self.summaries: dict[int, Summary] = {}
        self.reached: dict[tuple[str, str, str, int | None], Reached] = {}
        self._readers: dict[object, set[int]] = {}
        self._units: dict[int, Unit] = {}
        self._callees: dict[int, Definition | None] = {}
        self._classes: dict[int, Scope | None] = {}
        self.closures: set[object] = set()
        """``id`` of the functions with functions inside, whose names are seen by those."""
        for path in paths:
            module = project.modules[path]
            self._units[id(module)] = Unit(module, project.top(module), module.body, None)
            for scope in project.index(module).scopes.values():
                node = scope.node
                if node is not None:
                    function = node if isinstance(node, Function) else None
                    self._units[id(node)] = Unit(module, scope, node.body, function)
                    if scope.outer is not None and scope.outer.function is not None:
                        self.closures.add(id(scope.outer.function))

    def run(self) -> list[Reached]:
        """Return every credential that reaches a sink."""
        from keyproof.code.flow_body import run_body

        for key, value in self.sources.declared.items():
            self.store[key] = value
        queue = deque(self._units)
        waiting = set(queue)
        runs: dict[int, int] = {}
        while queue:
            number = queue.popleft()
            waiting.discard(number)
            if runs.get(number, 0) >= _RUNS_EACH:
                continue
            runs[number] = runs.get(number, 0) + 1
            changed = run_body(self, self._units[number])
            for grown in changed:
                for reader in self._readers.get(grown, ()):
                    if reader not in waiting:
                        waiting.add(reader)
                        queue.append(reader)
        return list(self.reached.values())

    # ---- shared state ------------------------------------------------------------------------------------------------

    def read(self, key: StoreKey, reader: int) -> Value:
        """Return what is stored under *key*; *reader* is run again when that grows."""
        self._readers.setdefault(key, set()).add(reader)
        return self.store.get(key, NOTHING)

    def write(self, key: StoreKey, value: Value) -> bool:
        """Add *value* under *key*; whether that was news. Values that stand for parameters are not stored."""
        real = {k: t for k, t in value.items() if k[0].kind != "param"}
        if not real:
            return False
        known = self.store.setdefault(key, {})
        news = [k for k in real if k not in known]
        for k in news[: max(0, _SIZE - len(known))]:
            known[k] = real[k]
        return bool(news) and len(known) <= _SIZE

    def summary(self, function: Function, reader: int) -> Summary:
        """Return the summary of *function*; *reader* is run again when it grows."""
        self._readers.setdefault(id(function), set()).add(reader)
        return self.summaries.setdefault(id(function), Summary())

    def reach(self, source: Source, sink: Sink, trace: Trace) -> None:
        """Note that *source* arrives in *sink*; of several ways the surest and shortest is kept."""
        if source.kind in WHOLES and not _whole_counts(source, sink):
            return
        if sink.kind == "passthrough" and source.kind not in ("header", "headers"):
            return
        key = (source.name, sink.kind, sink.location.path, sink.location.line)
        known = self.reached.get(key)
        if known is None or (-trace.confidence, len(trace.steps)) < (-known.trace.confidence, len(known.trace.steps)):
            self.reached[key] = Reached(source, sink, trace)

    # ---- names, remembered -------------------------------------------------------------------------------------------

    def callee(self, call: object, scope: Scope) -> Definition | None:
        """Return the project's function or class that *call* calls."""
        number = id(call)
        if number not in self._callees:
            self._callees[number] = self.project.calls.callee(call, scope)  # type: ignore[arg-type]
        return self._callees[number]

    def class_of(self, expr: object, scope: Scope) -> Scope | None:
        """Return the scope of the class that *expr* is an instance of."""
        number = id(expr)
        if number not in self._classes:
            self._classes[number] = self.project.classes.of(expr, scope)  # type: ignore[arg-type]
        return self._classes[number]

    def attribute(self, owner: Scope, name: str, reader: int) -> Value:
        """Return what the attribute *name* of an instance of *owner* holds, bases included."""
        found = [self.read(("class", id(base.node), name), reader) for base in self.project.classes.bases(owner)]
        return join(*found)

    def members(self, owner: Scope, reader: int) -> Value:
        """Return what an instance of *owner* shows when it is printed or made a mapping: fields of data classes."""
        found: list[Value] = []
        for base in self.project.classes.bases(owner):
            if isinstance(base.node, Class):
                for name in self.sources.fields(base):
                    found.append(under(self.read(("class", id(base.node), name), reader), name))
        return join(*found)


def _whole_counts(source: Source, sink: Sink) -> bool:
    if source.kind == "environment":
        return sink.kind in ("log", "write", "tool-result", "file")
    return source.kind == "headers" and sink.kind in ("log", "write", "tool-result", "passthrough")
