"""The functions whose result the model reads: tools, resources and prompts, however they are registered."""

from __future__ import annotations

from typing import Final

from keyproof.code.ir import Attr, Call, Class, Expr, Function, Name
from keyproof.code.messages import last_name
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.scope import Scope

_DECORATORS: Final = {
    "resource": "the resource", "prompt": "the prompt", "call_tool": "the tool handler", "read_resource": "the resource handler",
    "get_prompt": "the prompt handler", "Resource": "the resource", "ResourceTemplate": "the resource",
    "McpResource": "the resource", "Prompt": "the prompt", "McpPrompt": "the prompt",
    "McpServerResource": "the resource", "McpServerPrompt": "the prompt",
}  # fmt: skip
_REGISTERS: Final = {
    "resource": "the resource", "registerResource": "the resource", "addResource": "the resource",
    "addResourceTemplate": "the resource", "prompt": "the prompt", "registerPrompt": "the prompt", "addPrompt": "the prompt",
    "setRequestHandler": "the request handler", "tool": "the tool", "registerTool": "the tool",
}  # fmt: skip
_METHODS: Final = frozenset({"call_tool", "handle_call_tool", "handleCallTool", "callTool"})


def facing(project: Project, phases: Phases) -> dict[int, str]:
    """Return the functions whose result goes to the model, by ``id``, each with what to call it in a report."""
    found = {number: f"the tool {name}" if name else "the tool" for number, (_, _, name) in phases.tools.items()}
    for module in project.modules.values():
        made = project.index(module)
        for node, scope in made.of(Function, Call):
            if isinstance(node, Function):
                words = _decorated(node, made.scopes[id(node)])
                if words:
                    found.setdefault(id(node), words)
            elif isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name in _REGISTERS:
                name = project.constant(module, node.args[0].value, scope) if node.args else None
                words = f"{_REGISTERS[node.func.name]} {name}" if name else _REGISTERS[node.func.name]
                for arg in node.args[1:]:
                    function = _function(project, arg.value, scope)
                    if function is not None and (name or id(function) not in found):
                        found[id(function)] = words
    return found


def _decorated(function: Function, inside: Scope) -> str:
    for decorator in function.decorators:
        words = _DECORATORS.get(last_name(decorator))
        if words is not None:
            return words if "handler" in words else f"{words} {function.name}"
    in_class = inside.outer is not None and isinstance(inside.outer.node, Class)
    return "the tool handler" if in_class and function.name in _METHODS else ""


def _function(project: Project, expr: Expr, scope: Scope) -> Function | None:
    if isinstance(expr, Function):
        return expr
    if isinstance(expr, Call):
        # ``handler.bind(this)`` and wrappers around a handler.
        inner = expr.func.value if isinstance(expr.func, Attr) and expr.func.name == "bind" else None
        last = expr.args[-1].value if expr.args else None
        return _function(project, inner or last, scope) if inner is not None or last is not None else None  # type: ignore[arg-type]
    found = project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else None
    if isinstance(expr, Attr):
        found = project.classes.member(expr, scope)
    return found.node if found is not None and isinstance(found.node, Function) else None
