"""When a function runs: while the server starts, or when a tool is called; and which functions are tools."""

from __future__ import annotations

from typing import Final, Literal

from keyproof.code import known
from keyproof.code.ir import Attr, Call, Class, Expr, Function, Mapping, Name, Str
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.sources_table import (
    HANDLER_KEYS,
    REQUEST_METHODS,
    START_NAMES,
    TOOL_DECORATORS,
    TOOL_METHODS,
)

Phase = Literal["start", "call", "unknown"]

_START_DECORATORS: Final = known.names("start_decorators")
_START_CLASSES: Final = known.names("start_classes")
_DEPTH: Final = 8
_SITES: Final = 60
_HANDLER_METHODS: Final = frozenset(
    {
        "call_tool",
        "handle_call_tool",
        "handleCallTool",
        "callTool",
        "execute",
        "handleRequest",
        "InvokeAsync",
        "HandleAuthenticateAsync",
        "CallToolAsync",
    }
)
_ROUTES: Final = frozenset({"get", "post", "put", "delete", "all", "use", "route", "custom_route", "exception_handler",
                            "MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods", "Use"})  # fmt: skip
_FACTORIES: Final = frozenset({
    "AddSingleton", "AddScoped", "AddTransient", "AddHttpClient", "AddKeyedSingleton", "AddKeyedScoped", "TryAddSingleton",
})  # fmt: skip
"""Methods of .NET's container that are given a function to make a service with."""
_NO_TOOLS: Final = frozenset(
    {"resource", "prompt", "mcpresource", "mcpprompt", "resourcetemplate", "mcpserverresource", "mcpserverprompt"}
)
_TOOL_WORDS: Final = frozenset({"name", "description", "parameters", "inputSchema", "schema", "input_schema"})


def _started(function: Function, inside: Scope) -> bool:
    """Return whether a framework calls *function* while it starts: annotated methods, constructors of its beans."""
    if any(last_name(d) in _START_DECORATORS for d in function.decorators):
        return True
    owner = inside.outer.node if inside.outer is not None else None
    made = function.name == "constructor" and isinstance(owner, Class)
    return made and isinstance(owner, Class) and any(last_name(d) in _START_CLASSES for d in owner.decorators)


class Phases:
    """Phases of the functions of one project, worked out once each."""

    def __init__(self, project: Project) -> None:
        """Find the handlers of *project*."""
        self.project = project
        self.tools: dict[int, tuple[Function, Scope, str]] = {}
        """Tool functions by ``id``: the function, the scope inside it, the tool's name."""
        self.handlers: set[int] = set()
        """``id`` of every function that answers a request: tools, resources, prompts, routes."""
        self._known: dict[int, Phase] = {}
        self._eager: set[str] | None = None
        self._lazy: set[int] = set()
        """``id`` of the functions that make what a container holds: they run when it is first asked for."""
        for module in project.modules.values():
            made = project.index(module)
            for node, scope in made.of(Function, Call, Mapping):
                if isinstance(node, Function):
                    self._decorated(node, made.scopes[id(node)])
                elif isinstance(node, Call):
                    self._registered(node, scope)
                elif isinstance(node, Mapping):
                    self._table(node, scope)

    def _decorated(self, function: Function, inside: Scope) -> None:
        for decorator in function.decorators:
            func = decorator.func if isinstance(decorator, Call) else decorator
            last = func.name if isinstance(func, Attr) else func.id if isinstance(func, Name) else ""
            if last in TOOL_DECORATORS:
                self.handlers.add(id(function))
                if last.lower() not in _NO_TOOLS:
                    self._tool(function, inside, function.name)
            elif last in REQUEST_METHODS or (last in _ROUTES and isinstance(decorator, Call)):
                self.handlers.add(id(function))
        if "CallToolResult" in function.returns:
            self._tool(function, inside, function.name)
        owner = inside.outer
        if function.name in _HANDLER_METHODS and owner is not None and isinstance(owner.node, Class):
            self.handlers.add(id(function))

    def _tool(self, function: Function, inside: Scope, name: str) -> None:
        self.handlers.add(id(function))
        self.tools.setdefault(id(function), (function, inside, name))

    def _registered(self, call: Call, scope: Scope) -> None:
        func = call.func
        last = func.name if isinstance(func, Attr) else ""
        if last in _FACTORIES and scope.module.language == "csharp":
            self._lazy |= {id(a.value) for a in call.args if isinstance(a.value, Function)}
        for arg in call.args if scope.module.language == "csharp" else ():
            if arg.name in ("CallToolHandler", "ReadResourceHandler", "GetPromptHandler") and isinstance(
                arg.value, Function
            ):
                self._tool(arg.value, self.project.scope_of(scope.module, arg.value), "")
        decorated = isinstance(func, Call) and isinstance(func.func, Attr) and func.func.name in TOOL_METHODS
        if last not in TOOL_METHODS | REQUEST_METHODS | _ROUTES and not decorated:
            return
        if last in _ROUTES and not (call.args and isinstance(call.args[0].value, Str | Function)):
            return
        name = call.args[0].value.value if call.args and isinstance(call.args[0].value, Str) else ""
        for arg in call.args:
            function, inside = self._function(arg.value, scope)
            if function is None or inside is None:
                continue
            if last in TOOL_METHODS or decorated:
                self._tool(function, inside, name or function.name)
            else:
                self.handlers.add(id(function))

    def _table(self, mapping: Mapping, scope: Scope) -> None:
        keys = {
            p.key.value if isinstance(p.key, Str) else p.key.id if isinstance(p.key, Name) else ""
            for p in mapping.pairs
        }
        if not keys & HANDLER_KEYS or len(keys & _TOOL_WORDS) < 2:
            return
        for pair in mapping.pairs:
            key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
            if key in HANDLER_KEYS:
                function, inside = self._function(pair.value, scope)
                if function is not None and inside is not None:
                    self._tool(function, inside, "")

    def _function(self, expr: Expr, scope: Scope) -> tuple[Function | None, Scope | None]:
        project = self.project
        if isinstance(expr, Function):
            return expr, project.scope_of(scope.module, expr)
        if isinstance(expr, Call) and expr.args:
            # ``withLogging(handler)`` and ``handler.bind(this)``.
            if isinstance(expr.func, Attr) and expr.func.name == "bind":
                return self._function(expr.func.value, scope)
            return self._function(expr.args[-1].value, scope)
        found = None
        if isinstance(expr, Name):
            found = project.lookup(scope.module, expr.id, scope)
        elif isinstance(expr, Attr):
            found = project.classes.member(expr, scope)
        if found is not None and isinstance(found.node, Function):
            return found.node, project.scope_of(found.module, found.node)
        return None, None

    def of(self, scope: Scope) -> Phase:
        """Return when the code at *scope* runs."""
        here: Scope | None = scope
        while here is not None and not isinstance(here.node, Function):
            here = here.outer
        return "start" if here is None else self._of(here, 0, set())

    def _injected(self, function: Function, owner: Scope) -> Phase:
        """A constructor that only the container calls runs with the first tool, or at the start where it is asked for."""
        if function.name != "constructor" or not isinstance(owner.node, Class):
            return "unknown"
        if self._eager is None:
            self._eager = {
                last_name(a.value)
                for m in self.project.modules.values()
                if m.language == "csharp"
                for s in self.project.index(m).calls
                if last_name(s.call.func) in ("AddHostedService", "GetRequiredService", "GetService")
                and s.scope.node is None
                for a in s.call.args
                if a.name == "<>"
            }
        kinds = {owner.node.name, *(last_name(b) for b in owner.node.bases)}
        return "start" if kinds & (self._eager | {"BackgroundService", "IHostedService"}) else "call"

    def _of(self, inside: Scope, depth: int, seen: set[int]) -> Phase:
        function = inside.node
        if not isinstance(function, Function) or depth > _DEPTH or id(function) in seen:
            return "unknown"
        if id(function) in self._known:
            return self._known[id(function)]
        seen.add(id(function))
        phase = self._decide(function, inside, depth, seen)
        if depth == 0 or phase != "unknown":
            self._known[id(function)] = phase
        return phase

    def _decide(self, function: Function, inside: Scope, depth: int, seen: set[int]) -> Phase:
        if id(function) in self.handlers:
            return "call"
        if id(function) in self._lazy:
            return "call"
        name = inside.qualified.rpartition(".")[2]
        if name in START_NAMES or _started(function, inside):
            return "start"
        outer = inside.outer
        found: set[Phase] = set()
        for number, site in enumerate(self.project.calls.to(function)):
            if number >= _SITES or "start" in found:
                break
            around: Scope | None = site.scope
            while around is not None and not isinstance(around.node, Function):
                around = around.outer
            found.add("start" if around is None else self._of(around, depth + 1, seen))
        if not found and inside.module.language == "csharp" and outer is not None and isinstance(outer.node, Class):
            found.add(self._injected(function, outer))
        if not found and outer is not None and not isinstance(outer.node, Class):
            # A callback runs no earlier than the function that makes it.
            found.add("unknown" if outer.node is None else self._of(outer, depth + 1, seen))
        return "start" if "start" in found else "call" if "call" in found else "unknown"
