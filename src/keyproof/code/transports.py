"""Which transports a module serves, and which of them a user gets by default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from keyproof.code.env_reads import is_env
from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    Index,
    Mapping,
    Module,
    Name,
    Param,
    Sequence,
    Str,
)
from keyproof.code.known import Transport
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.servers_table import TRANSPORT_CALLS, TRANSPORT_SETTINGS, TRANSPORT_WORDS
from keyproof.code.taken import location
from keyproof.code.walk import walk
from keyproof.model.fact import TransportServed
from keyproof.model.place import Location

_NOT_SERVERS: Final = frozenset(
    {"asyncio", "anyio", "uvicorn", "subprocess", "app", "trio", "loop", "runner", "hypercorn", "cli"}
)


class Seen(NamedTuple):
    """One transport at one place; ``default`` as far as this place tells."""

    transport: Transport
    location: Location
    default: bool | None = None
    weak: bool = False
    """Only named as a default or a choice: it counts where the transport is served by a call too, or by ``run``."""


def seen_in(project: Project, module: Module, sdk: bool) -> list[Seen]:
    """Return the transports that *module* serves; *sdk* says whether it imports an MCP SDK."""
    kept = project.index(module).kept
    found: list[Seen] | None = kept.get("transports")
    if found is None:
        found = kept["transports"] = _seen_in(project, module, sdk)
    return found


def _seen_in(project: Project, module: Module, sdk: bool) -> list[Seen]:
    found: list[Seen] = []
    for node, scope in project.index(module).of(Call, Binary, Param, Assign):
        if isinstance(node, Call) and module.language == "properties":
            found += _setting(module, node)
        elif isinstance(node, Call):
            if sdk:
                found += _called(project, node, scope)
            found += _option(module, node)
        elif isinstance(node, Binary) and node.op in ("or", "??"):
            found += _fallback(project, module, node, scope)
        elif isinstance(node, Param | Assign) and (sdk or module.language != "csharp"):
            found += _declared(module, node)
    return found


def _setting(module: Module, call: Call) -> Iterator[Seen]:
    """``spring.ai.mcp.server.protocol=STREAMABLE``, ``quarkus.mcp.server.stdio.enabled=true``."""
    value = call.args[0].value if call.args else None
    text = value.value if isinstance(value, Str) else value.text if isinstance(value, Const) else ""
    transport = TRANSPORT_SETTINGS.get((last_name(call.func), text.lower()))
    if transport is not None:
        yield Seen(transport, location(module, call))


def called_name(call: Call, scope: Scope, project: Project) -> str:
    """Return the name that tells what *call* serves: in Rust the type of ``SseServer::serve``, and what ``serve`` is given."""
    name = last_name(call.func)
    if scope.module.language != "rust":
        return name
    holder = (
        last_name(call.func.value) if isinstance(call.func, Attr) and isinstance(call.func.value, Name | Attr) else ""
    )
    dotted = project.dotted(call.func, scope)
    if dotted.startswith("rmcp") and dotted.endswith(".stdio"):
        return "serve_stdio"
    given = call.args[0].value if call.args else None
    streams = {last_name(i) for i in given.items} if isinstance(given, Sequence) else set()
    if name == "serve" and streams == {"stdin", "stdout"}:
        return "serve_stdio"
    if holder[:1].isupper() and name != "default" and "launch" not in name and "client" not in name:
        return holder
    return "HyperServerOptions" if name == "create_server" and "hyper_server" in dotted else name


def _called(project: Project, call: Call, scope: Scope) -> Iterator[Seen]:
    name = called_name(call, scope, project)
    where = location(scope.module, call)
    transport = TRANSPORT_CALLS.get(name)
    if name == "use" and scope.module.language == "ruby" and call.args:
        # Middleware of Rack.
        transport = TRANSPORT_CALLS.get(last_name(call.args[0].value))
    if name == "builder" and isinstance(call.func, Attr):
        transport = TRANSPORT_CALLS.get(last_name(call.func.value))
    if transport is not None:
        yield Seen(transport, where)
    elif name in ("run", "run_async", "start") and isinstance(call.func, Attr):
        holder = last_name(call.func.value)
        named = next((a.value for a in call.args if a.name in ("transport", "transportType")), None)
        if holder in _NOT_SERVERS:
            return
        if named is None and call.args and isinstance(call.args[0].value, Str):
            named = call.args[0].value
        if named is None:
            yield from _members(project, call, scope, where)
            named = _member(call.args, "transportType")
        if named is not None:
            yield from _named(project, named, scope, where)
        elif scope.module.language == "ruby":
            if name == "start" and _is_fast(project, call.func.value, scope):
                yield Seen("stdio", where)
        elif scope.module.language == "python" and _is_server(project, call.func.value, scope):
            # ``run()`` of the Python SDK and of fastmcp serves stdio.
            yield Seen("stdio", where, True)


def _members(project: Project, call: Call, scope: Scope, where: Location) -> Iterator[Seen]:
    """``server.start(args)`` where ``args`` is one of several mappings."""
    for arg in call.args[:1]:
        if isinstance(arg.value, Name):
            for bound, inside in project.bindings(arg.value.id, scope):
                for part in walk(bound, into_functions=False):
                    if isinstance(part, Mapping):
                        named = _member((Arg(part.span, part),), "transportType")
                        if named is not None:
                            yield from _named(project, named, inside, where)


def _member(args: tuple[Arg, ...], key: str) -> Expr | None:
    for arg in args:
        if isinstance(arg.value, Mapping):
            for pair in arg.value.pairs:
                if (isinstance(pair.key, Str) and pair.key.value == key) or (
                    isinstance(pair.key, Name) and pair.key.id == key
                ):
                    return pair.value
    return None


def _is_server(project: Project, holder: Expr, scope: Scope) -> bool:
    name = last_name(holder).lower()
    if name in ("mcp", "server", "mcp_server", "_mcp", "app_mcp"):
        return True
    if isinstance(holder, Name):
        found = project.lookup(scope.module, holder.id, scope)
        return found is not None and isinstance(found.node, Call) and "MCP" in last_name(found.node.func)
    return False


def _is_fast(project: Project, holder: Expr, scope: Scope) -> bool:
    """Return whether *holder* is a server of fast-mcp, whose ``start`` serves stdio; web servers are started too."""
    if isinstance(holder, Call):
        return project.dotted(holder.func, scope) in ("FastMcp.Server", "MCP.Server")
    found = project.lookup(scope.module, holder.id, scope) if isinstance(holder, Name) else None
    if isinstance(holder, Attr):
        found = project.classes.member(holder, scope)
    return found is not None and isinstance(found.node, Call) and _is_fast(project, found.node, found.scope)


def _named(project: Project, named: Expr, scope: Scope, where: Location) -> Iterator[Seen]:
    known = [t for t in project.constants(scope.module, named, scope) if t in TRANSPORT_WORDS]
    if isinstance(named, Const):
        yield Seen("stdio", where, True)
    for text in known:
        yield Seen(TRANSPORT_WORDS[text], where)


def _option(module: Module, call: Call) -> Iterator[Seen]:
    """``add_argument("--transport", choices=[...], default="stdio")`` and ``os.getenv("TRANSPORT", "stdio")``."""
    texts = [a.value.value for a in call.args if isinstance(a.value, Str) and not a.name]
    if not any("transport" in t.lower() for t in texts[:2]):
        return
    where = location(module, call)
    default = next((a.value for a in call.args if a.name == "default"), None)
    named = default.value if isinstance(default, Str) else next((t for t in texts[1:] if t in TRANSPORT_WORDS), "")
    if named in TRANSPORT_WORDS:
        yield Seen(TRANSPORT_WORDS[named], where, True, True)
    for arg in call.args:
        choices = arg.value
        if isinstance(choices, Call) and last_name(choices.func) == "Choice" and choices.args:
            choices = choices.args[0].value
        if isinstance(choices, Sequence):
            for item in choices.items:
                if isinstance(item, Str) and item.value in TRANSPORT_WORDS:
                    yield Seen(TRANSPORT_WORDS[item.value], where, None, arg.name not in ("choices", "type", ""))


def _fallback(project: Project, module: Module, node: Binary, scope: Scope) -> Iterator[Seen]:
    """``process.env.TRANSPORT || "stdio"``."""
    if not isinstance(node.right, Str) or node.right.value not in TRANSPORT_WORDS:
        return
    left = node.left
    name = (
        left.name
        if isinstance(left, Attr)
        else left.key.value
        if isinstance(left, Index) and isinstance(left.key, Str)
        else ""
    )
    if (
        node.right.value == "stdio"
        or "transport" in (name or last_name(left)).lower()
        or (isinstance(left, Attr) and is_env(project, left.value, scope))
    ):
        yield Seen(TRANSPORT_WORDS[node.right.value], location(module, node), True, True)


def _declared(module: Module, node: Param | Assign) -> Iterator[Seen]:
    """``transport: Literal["stdio", "sse"] = "stdio"``."""
    value = node.default if isinstance(node, Param) else node.value
    name = node.name if isinstance(node, Param) else last_name(node.target)
    if "transport" in name.lower() and isinstance(value, Str) and value.value in TRANSPORT_WORDS:
        yield Seen(TRANSPORT_WORDS[value.value], location(module, node), True, True)


def decided(seen: list[Seen]) -> list[TransportServed]:
    """Return one fact for each transport that is served, with whether it is the default.

    The only one is the default; of several the one that a default names; else that cannot be told.
    """
    served: dict[Transport, Seen] = {}
    for one in seen:
        if not one.weak:
            served.setdefault(one.transport, one)
    chosen = [s for s in seen if s.default and s.weak]
    if not served and chosen:
        served = {chosen[0].transport: chosen[0]}
    else:
        for one in chosen:
            # A default that no call serves by name: ``run(transport=args.transport)``.
            if served:
                served.setdefault(one.transport, one)
    default = chosen[0].transport if chosen else next((s.transport for s in seen if s.default), None)
    if len(served) == 1:
        default = next(iter(served))
    return [
        TransportServed(location=one.location, transport=name, default=None if default is None else name == default)
        for name, one in served.items()
    ]
