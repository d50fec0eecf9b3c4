"""Credentials that come with a request: HTTP headers, and arguments of tools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.code.go_requests import go_arguments, go_header
from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Const,
    Expr,
    Function,
    Index,
    Loop,
    Mapping,
    Name,
    Node,
    Other,
    Param,
    Sequence,
    Str,
)
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_argument, is_secret_name
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.rust_requests import rust_arguments, rust_header, typed_header
from keyproof.code.scope import Scope
from keyproof.code.sources_table import CONTEXT_ARGUMENTS, CREDENTIAL_HEADERS, HEADER_CALLS
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk
from keyproof.patterns import regex

_HEADER: Final = regex(r"(?i)^[a-z0-9]{1,30}-[a-z0-9-]{2,60}$")
_REQUEST: Final = regex(
    r"(?i)^(?:req|request|requestinfo|ctx|context|c|extra|_extra|scope|http_?request|(?:http)?servletrequest|info|conn)$"
)
_REPLY: Final = regex(r"(?i)^(?:res|resp|response|reply|r|config|options|init)$")
_OUTGOING: Final = regex(r"(?i)^(?:res|resp|response|err|error|e|exc|exception|axiosError)$")
"""What holds the request that was sent, not the one that came."""
_MARKS: Final = frozenset({"RequestHeader", "HeaderParam", "RestHeader"})
"""Annotations that fill a parameter from a header."""
_LOOKS_UP: Final = regex(
    r"(?i)^_{0,2}(?:(?:get|find|read|extract|first|parse|lookup|fetch|take)_?)?(?:http_?|request_?|req_?)?headers?_?(?:values?|from_?(?:request|scope))?$"
)
"""Functions of a server's own that look a header up by its name."""
_HELD: Final = regex(r"(?i)headers|^(?:req|request|scope|ctx|context)$")
_HOPS: Final = 5


def header_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the reads of credential headers of incoming requests in *modules*."""
    for path in modules:
        writes: set[int] = set()
        yield from _filled(project, path)
        for node, scope in project.index(project.modules[path]).of(Assign, Loop, Index, Attr, Call):
            if isinstance(node, Assign | Loop):
                writes.add(id(node.target))
                continue
            if id(node) in writes:
                continue
            name = _header(project, node, scope)
            if name is not None:
                shown = "-".join(p.capitalize() for p in name.lower().split("-"))
                yield Taken(shown, "header", (Step(node, scope),), secret=True)


def _filled(project: Project, path: str) -> Iterator[Taken]:
    """Yield the parameters that a Rust server's framework fills from a header."""
    if project.modules[path].language == "rust":
        for scope in project.index(project.modules[path]).scopes.values():
            for param in scope.node.params if isinstance(scope.node, Function) else ():
                if name := typed_header(param):
                    yield Taken(name, "header", (Step(param, scope),), secret=True)


def _header(project: Project, node: Node, scope: Scope) -> str | None:
    holder: Expr
    key: Expr
    if scope.module.language == "go":
        return _credential_header(go_header(project, node, scope))
    if scope.module.language == "rust":
        return _credential_header(rust_header(project, node, scope))
    if isinstance(node, Call) and (looked := _looked_up(project, node, scope)):
        return looked
    if isinstance(node, Index):
        holder, key = node.value, node.key
    elif isinstance(node, Attr):
        holder, key = node.value, Str(node.span, node.name)
    elif isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name in ("get", "header") and node.args:
        holder, key = node.func.value, node.args[0].value
        if node.func.name == "header" or (isinstance(key, Str) and _is_asked(node.func.value, key.value, scope)):
            # ``req.header("authorization")`` of express and hono, ``req.get("Authorization")`` of express.
            holder = Attr(node.span, node.func.value, "headers")
    elif isinstance(node, Call) and last_name(node.func) in _MARKS and node.args:
        # ``@RequestHeader("Authorization") String token``.
        given = next((a.value for a in node.args if a.name in ("", "name")), None)
        name = given.value if isinstance(given, Str) else ""
        return name if name.lower() in CREDENTIAL_HEADERS or is_secret_name(name) else None
    else:
        return None
    if not isinstance(key, Str | Name) or not _incoming(project, holder, scope, 0):
        return None
    texts = project.constants(scope.module, key, scope)
    return _credential_header(texts[0] if len(texts) == 1 else "")


def _credential_header(name: str) -> str | None:
    low = name.lower()
    if low in CREDENTIAL_HEADERS or (_HEADER.match(low) and is_secret_name(low)):
        return name
    return None


def _looked_up(project: Project, call: Call, scope: Scope) -> str | None:
    """Return the credential header that ``header_value(headers, "x-api-key")`` looks up."""
    if not 2 <= len(call.args) <= 3 or not _LOOKS_UP.match(last_name(call.func)):
        return None
    if not any(isinstance(a.value, Name | Attr) and _HELD.search(last_name(a.value)) for a in call.args):
        return None
    names = [t for a in call.args for t in project.constants(scope.module, a.value, scope)[:1]]
    return next((n for n in names if _credential_header(n)), None)


def _is_asked(holder: Expr, name: str, scope: Scope) -> bool:
    """``req.get("Authorization")`` of express."""
    if scope.module.language not in ("javascript", "typescript") or not isinstance(holder, Name):
        return False
    return holder.id in ("req", "request") and name.lower() in CREDENTIAL_HEADERS


def _incoming(project: Project, expr: Expr, scope: Scope, hops: int) -> bool:
    """Return whether *expr* is the headers of an incoming request."""
    if hops > _HOPS:
        return False
    if isinstance(expr, Attr):
        if expr.name in ("headers", "request_headers") and _request_like(expr.value):
            return not _sent(project, expr.value, scope)
        return expr.name == "raw" and _incoming(project, expr.value, scope, hops + 1)
    if isinstance(expr, Index):
        return isinstance(expr.key, Str) and expr.key.value == "headers" and _request_like(expr.value)
    if isinstance(expr, Call):
        name = last_name(expr.func)
        if name == "get" and isinstance(expr.func, Attr) and expr.args:
            # ``scope.get("headers")`` of ASGI.
            key = expr.args[0].value
            return isinstance(key, Str) and key.value == "headers" and _request_like(expr.func.value)
        if project.dotted(expr.func, scope) in HEADER_CALLS or name == "get_http_headers":
            return True
        wraps = name in ("dict", "Headers", "Object") or project.dotted(expr.func, scope) in HEADER_CALLS
        return wraps and any(_incoming(project, a.value, scope, hops + 1) for a in expr.args)
    if isinstance(expr, Other) and len(expr.parts) == 1:
        return _incoming(project, expr.parts[0], scope, hops + 1)
    if isinstance(expr, Name):
        found = project.lookup(scope.module, expr.id, scope)
        node = found.node if found is not None else None
        if isinstance(node, Param):
            return expr.id.lower() in ("headers", "request_headers") and _header_type(node.annotation)
        return (
            found is not None
            and isinstance(node, Attr | Call | Name | Other | Index)
            and node is not expr
            and _incoming(project, node, found.scope, hops + 1)
        )
    return False


def _sent(project: Project, expr: Expr, scope: Scope) -> bool:
    """Return whether *expr* is a name for the request behind an error or a reply."""
    found = project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else None
    node = found.node if found is not None else None
    return isinstance(node, Attr) and bool(_OUTGOING.match(last_name(node.value)))


def _header_type(annotation: str) -> bool:
    return any(word in annotation for word in ("IncomingHttpHeaders", "Headers", "IsomorphicHeaders"))


def _request_like(expr: Expr) -> bool:
    if isinstance(expr, Call):
        return last_name(expr.func) in ("get_http_request", "getRequest", "request")
    if isinstance(expr, Attr) and _OUTGOING.match(last_name(expr.value)):
        return False
    name = last_name(expr)
    return bool(_REQUEST.match(name)) and not _REPLY.match(name)


# ---- arguments of tools ----------------------------------------------------------------------------------------------


def tool_arguments(project: Project, phases: Phases) -> Iterator[Taken]:
    """Yield the parameters of tools through which the model is asked for a credential."""
    for function, inside, _ in phases.tools.values():
        if function.decorators:
            for param in function.params:
                text = _described(param, function)
                if param.name not in CONTEXT_ARGUMENTS and _takes_text(param) and is_secret_argument(param.name, text):
                    yield _argument(param.name, param, inside, text, required=_must_be_given(param))
    yield from go_arguments(project, phases)
    yield from rust_arguments(project, phases)
    for path in project.modules:
        yield from _schemas(project, path)


def _argument(name: str, node: Node, scope: Scope, text: str, required: bool | None = None) -> Taken:
    return Taken(
        name,
        "tool-argument",
        (Step(node, scope),),
        secret=True,
        traced=False,
        required=required,
        description=text[:200],
    )


_DESCRIBES: Final = frozenset({"ToolParam", "McpToolParam", "McpArg", "ToolArg", "P", "Description"})
"""Annotations that describe a tool's parameter."""


def _must_be_given(param: Param) -> bool:
    default = param.default
    if default is None:
        return True
    if isinstance(default, Call) and last_name(default.func) in _DESCRIBES:
        given = next((a.value for a in default.args if a.name == "required"), None)
        return not (isinstance(given, Const) and given.kind == "false")
    if not isinstance(default, Call) or last_name(default.func) != "Field":
        return False
    return not any(a.name in ("default", "default_factory") for a in default.args) and (
        not default.args
        or bool(default.args[0].name)
        or last_name(default.args[0].value) == "Ellipsis"
        or isinstance(default.args[0].value, Other | Const)
    )


def _takes_text(param: Param) -> bool:
    kind = param.annotation
    return not kind or "str" in kind or "Secret" in kind or "String" in kind


def _described(param: Param, function: Function) -> str:
    texts = [s.value for s in walk(param.default) if isinstance(s, Str)] if param.default is not None else []
    texts.append(param.annotation)
    lines = [
        line for line in function.doc.splitlines() if re.match(rf"\s*(?:[-*]\s*)?[`*]*{re.escape(param.name)}\b", line)
    ]
    return " ".join([*texts, *lines])


def _schemas(project: Project, path: str) -> Iterator[Taken]:
    """Schemas of tools: the mapping given to ``server.tool``, and ``inputSchema`` objects."""
    for node, scope in project.index(project.modules[path]).of(Call, Mapping):
        if isinstance(node, Call) and last_name(node.func) in ("tool", "registerTool", "addTool", "Tool"):
            for arg in node.args:
                if arg.name == "inputSchema" or isinstance(arg.value, Mapping):
                    yield from _shape(project, arg.value, scope, 0)
        elif isinstance(node, Mapping):
            keys = {_key(p.key): p.value for p in node.pairs}
            for key in ("inputSchema", "input_schema"):
                if key in keys and "name" in keys:
                    yield from _properties(project, keys[key], scope, 0)


def _key(expr: Expr | None) -> str:
    return expr.value if isinstance(expr, Str) else expr.id if isinstance(expr, Name) else ""


def _shape(project: Project, expr: Expr, scope: Scope, hops: int) -> Iterator[Taken]:
    if not isinstance(expr, Mapping) or hops > _HOPS:
        return
    keys = {_key(p.key): p.value for p in expr.pairs}
    if "properties" in keys and isinstance(keys.get("type"), Str):
        yield from _properties(project, expr, scope, hops + 1)
        return
    for key in ("inputSchema", "parameters", "schema", "input_schema", "properties"):
        if key in keys:
            yield from _properties(project, keys[key], scope, hops + 1)
            return
    if any(isinstance(v, Call) for v in keys.values()) or keys.get("type") is not None:
        yield from _properties(project, expr, scope, hops + 1)


def _properties(
    project: Project, expr: Expr, scope: Scope, hops: int, needed: frozenset[str] | None = None
) -> Iterator[Taken]:
    """Yield the secret-named properties of a zod shape or a JSON schema, of which *needed* are required."""
    if hops > _HOPS:
        return
    if isinstance(expr, Name):
        found = project.lookup(scope.module, expr.id, scope)
        if found is not None and isinstance(found.node, Mapping | Call | Other):
            yield from _properties(project, found.node, found.scope, hops + 1, needed)
    elif isinstance(expr, Attr) and expr.name == "shape":
        yield from _properties(project, expr.value, scope, hops + 1)
    elif isinstance(expr, Call):
        for arg in expr.args:
            if isinstance(arg.value, Mapping | Name):
                yield from _properties(project, arg.value, scope, hops + 1)
    elif isinstance(expr, Other) and len(expr.parts) == 1:
        yield from _properties(project, expr.parts[0], scope, hops + 1)
    elif isinstance(expr, Mapping):
        yield from _named_properties(project, expr, scope, hops, needed)


def _named_properties(
    project: Project, expr: Mapping, scope: Scope, hops: int, needed: frozenset[str] | None
) -> Iterator[Taken]:
    keys = {_key(p.key): p.value for p in expr.pairs}
    if "properties" in keys and isinstance(keys.get("type"), Str):
        listed = keys.get("required")
        known = listed is None or isinstance(listed, Sequence)
        names = frozenset(i.value for i in listed.items if isinstance(i, Str)) if isinstance(listed, Sequence) else ()
        yield from _properties(project, keys["properties"], scope, hops + 1, frozenset(names) if known else None)
        return
    for pair in expr.pairs:
        name = _key(pair.key)
        text = " ".join(s.value for s in walk(pair.value) if isinstance(s, Str))
        if not name or isinstance(pair.value, Str | Sequence) or not _is_text(pair.value):
            continue
        if is_secret_argument(name, text):
            asked = name in needed if needed is not None else _asked(pair.value)
            yield _argument(name, pair.key if pair.key is not None else pair, scope, text, required=asked)


def _asked(schema: Expr) -> bool | None:
    """Return whether a property of a zod shape must be given, None for what is no zod."""
    calls = [last_name(n.func) for n in walk(schema) if isinstance(n, Call)]
    if not {"string", "enum", "any"} & set(calls):
        return None
    return not {"optional", "default", "nullish", "catch"} & set(calls)


def _is_text(schema: Expr) -> bool:
    """Return whether a property is text (or of unknown type) and not a number, a switch or an object."""
    for node in walk(schema):
        if isinstance(node, Call) and last_name(node.func) in ("number", "boolean", "int", "bigint", "date"):
            return False
        if isinstance(node, Mapping):
            for pair in node.pairs:
                if _key(pair.key) == "type" and isinstance(pair.value, Str):
                    return pair.value.value == "string"
    return isinstance(schema, Call | Mapping | Other | Name | Attr)
