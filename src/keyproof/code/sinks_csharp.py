"""Sinks of C# that no call of a library alone shows: headers beside a plain URL, arguments of processes, serialized objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code import sinks_table as table
from keyproof.code.flow_values import ANY, NOTHING, WHOLES, Value, join, shown, step, under
from keyproof.code.ir import Assign, Attr, Call, Class, Expr, Name, Node
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.sinks import _IN_URL as IN_URL
from keyproof.code.sinks import Given, host, is_plain_http
from keyproof.code.sinks import _sink as sink
from keyproof.code.walk import walk

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls

_SERIALIZES: Final = frozenset({
    "Serialize", "SerializeObject", "SerializeToNode", "SerializeToElement", "SerializeToUtf8Bytes", "SerializeAsync",
})  # fmt: skip
_SENDS: Final = frozenset({
    "GetAsync", "PostAsync", "PutAsync", "DeleteAsync", "PatchAsync", "GetStringAsync", "GetFromJsonAsync", "PostAsJsonAsync",
    "HttpRequestMessage", "RestClient", "RestRequest", "PutAsJsonAsync", "GetStreamAsync", "WithUrl", "AppendPathSegment",
})  # fmt: skip
_ARGUMENTS: Final = frozenset({"Arguments", "ArgumentList"})


def in_csharp_call(run: Calls, call: Call, name: str, given: Given) -> None:
    """Look at a call of a library."""
    func = call.func
    holder = last_name(func.value) if isinstance(func, Attr) else ""
    if name in table.HEADER_SETTERS or (name in ("Add", "Append", "add") and "header" in holder.lower()):
        _header_set(run, call, join(*(v for _, v in given)))
    elif name in table.QUERY_SETTERS and len(given) > 1:
        held = {k: t for k, t in shown(join(*(v for _, v in given[1:]))).items() if k[0].kind not in WHOLES}
        sink(run, "url", held, call, "sent in the URL's query string", IN_URL)
    elif name == "add" and holder == "ArgumentList":
        in_arguments(run, join(*(v for _, v in given)), call)
    elif name == "ProcessStartInfo" or (name == "Start" and holder == "Process"):
        in_arguments(run, join(*(v for a, v in given if a.name in ("", "arguments", *_ARGUMENTS))), call)


def in_arguments(run: Calls, value: Value, node: Node) -> None:
    """Note a credential among the arguments of a process; what its environment holds is in the right place."""
    given = {k: t for k, t in value.items() if not any("nvironment" in part for part in k[1])}
    held = {k: t for k, t in shown(given).items() if k[0].kind not in WHOLES}
    sink(run, "argv", held, node, "given to a subprocess as an argument", "it stands in the arguments of a subprocess")


def in_csharp_assign(run: Calls, node: Assign, value: Value) -> None:
    """``info.Arguments = $"--token {token}"`` and ``query["api_key"] = key``."""
    target = node.target
    if isinstance(target, Attr) and target.name == "Arguments":
        in_arguments(run, value, node)
    elif isinstance(target, Attr) and target.name == "Query":
        held = {k: t for k, t in shown(value).items() if k[0].kind not in WHOLES}
        sink(run, "url", held, node, "put in a URL's query string", IN_URL)


def _header_set(run: Calls, call: Call, value: Value) -> None:
    carried = shown(value)
    function = run.unit.function
    if not carried or (function is not None and table.VERIFIES.search(function.name)):
        return
    inbound = {k: t for k, t in carried.items() if k[0].kind in ("header", "headers", "param")}
    note = "sent on to another service"
    sink(run, "passthrough", inbound, call, note, "the client's token is sent on to an upstream service")
    for target in _targets(run):
        for text in run.flows.project.constants(run.reading.module, target, run.reading):
            if is_plain_http(text):
                note = "sent over http:// without encryption"
                sink(run, "plain-http", carried, call, note, f"it is sent over plain http to {host(text)}")


def _targets(run: Calls) -> list[Expr]:
    """Return the URLs that the body around a header speaks of: base addresses and those that requests are made with."""
    body = run.unit.body if not isinstance(run.unit.scope.node, Class) else ()
    found: list[Expr] = []
    for node in walk(*body):
        if (
            isinstance(node, Assign)
            and isinstance(node.target, Attr)
            and node.target.name in ("BaseAddress", "RequestUri")
        ):
            found.append(node.value)
        elif isinstance(node, Call) and last_name(node.func) in _SENDS:
            found += [a.value for a in node.args[:2] if not a.name]
            found += [a.value for a in node.args if a.name in ("BaseAddress", "RequestUri", "baseUrl")]
        elif isinstance(node, Call) and node.new:
            found += [a.value for a in node.args if a.name in ("BaseAddress", "RequestUri")]
    return found[:24]


def serialized(run: Calls, call: Call, name: str, given: Given) -> Value | None:
    """Return what the text of a serialized object holds: all that its public properties do; None for other calls.

    What is made of such a text again holds in its members what the text did.
    """
    if name.startswith("Deserialize") and given:
        return under(join(*(v for _, v in given[:1])), ANY)
    if name not in _SERIALIZES or not given:
        return None
    arg, value = next((g for g in given if not g[0].name), given[0])
    return shown(join(value, properties(run, arg.value)))


def properties(run: Calls, expr: Expr) -> Value:
    """Return what the public properties of an instance hold, those left out by an attribute excepted."""
    if not isinstance(expr, Name | Attr | Call):
        return NOTHING
    owner = run.flows.class_of(expr, run.reading)
    found: list[Value] = []
    for base in run.flows.project.classes.bases(owner) if owner is not None else ():
        for member in base.node.body if isinstance(base.node, Class) else ():
            target = member.target if isinstance(member, Assign) and member.annotation else None
            if isinstance(target, Name) and target.id[:1].isupper():
                found.append(under(run.flows.read(("class", id(base.node), target.id), run.number), target.id))
    held = join(*found)
    return step(held, run.at(expr), "serialized with its properties", 0.1) if held else NOTHING


def tells_model(project: Project, error: Expr | None, scope: Scope) -> bool:
    """Return whether the SDK lets the model read the error: of its own exceptions the message, of others nothing."""
    name = last_name(error) if error is not None else ""
    if name.startswith("Mcp") and name.endswith("Exception"):
        return True
    owner = project.classes.of(error, scope) if error is not None else None
    for base in project.classes.bases(owner) if owner is not None else ():
        if isinstance(base.node, Class) and any(last_name(b).startswith("Mcp") for b in base.node.bases):
            return True
    return False
