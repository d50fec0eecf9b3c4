"""Credentials that come with a request to a Go server: headers of ``net/http`` and gin, arguments of tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Assign, Attr, Call, Class, Name, Node, Other, Param, Str
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_argument
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk
from keyproof.patterns import regex

_INCOMING: Final = ("http.Request", "CallToolRequest", "gin.Context", "echo.Context", "fiber.Ctx", "RequestExtra")
_HEADER_CALLS: Final = frozenset({"GetHeader", "GetReqHeaders"})
"""Methods of gin's and fiber's contexts."""
_SENDS: Final = frozenset({"RoundTrip", "Do", "do", "doRequest"})
"""Functions whose request goes out."""
_CONTEXT: Final = regex(r"(?i)^(?:gin|echo|fiber)_?(?:c|ctx|context)$")
"""What a framework's context is called that was taken out of a ``context.Context``."""
_CONTEXTS: Final = ("context.Context", "mcp.CallToolRequest", "ServerSession", "ServerRequest", "CallToolParams")
_JSON: Final = regex(r'json:"([\w.-]{1,60})((?:,[\w]{1,20}){0,4})"')
_WITH: Final = "github.com/mark3labs/mcp-go/mcp.WithString"


def go_header(project: Project, node: Node, scope: Scope) -> str:
    """Return the name of the header of an incoming request that *node* reads, ``""`` for anything else."""
    if not isinstance(node, Call) or not isinstance(node.func, Attr) or len(node.args) != 1:
        return ""
    name, holder = node.func.name, node.func.value
    if name in ("Get", "Values") and isinstance(holder, Attr) and holder.name == "Header":
        holder = holder.value
    elif name not in _HEADER_CALLS:
        return ""
    if not _is_incoming(project, holder, scope):
        return ""
    found = project.constants(scope.module, node.args[0].value, scope)
    return found[0] if len(found) == 1 and "*" not in found[0] else ""


def _is_incoming(project: Project, holder: Node, scope: Scope) -> bool:
    if isinstance(holder, Attr):
        # ``c.Request.Header`` of gin, ``request.Extra.Header`` of the SDKs.
        return holder.name in ("Request", "Extra") and _is_incoming(project, holder.value, scope)
    if isinstance(holder, Call):
        return last_name(holder.func) == "Request" and isinstance(holder.func, Attr)
    if not isinstance(holder, Name) or (scope.function is not None and scope.function.name in _SENDS):
        return False
    found = project.lookup(scope.module, holder.id, scope)
    node = found.node if found is not None else None
    if not isinstance(node, Param) and _CONTEXT.match(holder.id):
        return True
    return isinstance(node, Param) and any(kind in node.annotation for kind in _INCOMING)


def go_arguments(project: Project, phases: Phases) -> Iterator[Taken]:
    """Yield the arguments through which a tool asks the model for a credential."""
    for module in project.modules.values():
        for site in project.index(module).calls if module.language == "go" else ():
            call = site.call
            if last_name(call.func) != "WithString" or project.dotted(call.func, site.scope) != _WITH or not call.args:
                continue
            name = project.constant(module, call.args[0].value, site.scope) or ""
            text = " ".join(s.value for a in call.args[1:] for s in walk(a.value) if isinstance(s, Str))
            if name and is_secret_argument(name, text):
                required = any(isinstance(a.value, Call) and last_name(a.value.func) == "Required" for a in call.args)
                yield _argument(name, call, site.scope, text, required=required)
    for function, inside, _ in phases.tools.values():
        if inside.module.language == "go":
            for param in function.params:
                if param.annotation and not any(kind in param.annotation for kind in _CONTEXTS):
                    yield from _typed(project, param, inside)


def _argument(name: str, node: Node, scope: Scope, text: str, *, required: bool) -> Taken:
    return Taken(
        name,
        "tool-argument",
        (Step(node, scope),),
        secret=True,
        traced=False,
        required=required,
        description=text[:200],
    )


def _typed(project: Project, param: Param, scope: Scope) -> Iterator[Taken]:
    """The struct that a typed handler takes: its fields by their ``json`` tags."""
    owner = project.classes.of(Name(param.span, param.name), scope)
    if owner is None or not isinstance(owner.node, Class):
        return
    for statement in owner.node.body:
        if (
            not isinstance(statement, Assign)
            or not isinstance(statement.value, Other)
            or "string" not in statement.annotation
        ):
            continue
        found = _JSON.search(statement.annotation)
        if found is not None and is_secret_argument(found[1], statement.annotation):
            yield _argument(found[1], statement, owner, statement.annotation, required="omitempty" not in found[2])
