"""Sinks of Java and Kotlin that a chain of calls makes: builders of requests and of URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyproof.code import sinks_table as table
from keyproof.code.flow_values import WHOLES, join, shown
from keyproof.code.ir import Attr, Call, Expr, Function, Name
from keyproof.code.sinks import _IN_URL as IN_URL
from keyproof.code.sinks import Given, host, is_plain_http
from keyproof.code.sinks import _sink as sink

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls


def in_builder(run: Calls, call: Call, name: str, given: Given) -> None:
    """Look at a method of a builder."""
    in_block = isinstance(call.func, Name) and run.reading.module.language == "kotlin"
    if name in table.HEADER_SETTERS and (isinstance(call.func, Attr) or in_block):
        _header_set(run, call, given)
    elif (name in table.QUERY_SETTERS or (name == "parameter" and in_block)) and len(given) > 1:
        held = {k: t for k, t in shown(join(*(v for _, v in given[1:]))).items() if k[0].kind not in WHOLES}
        sink(run, "url", held, call, "sent in the URL's query string", IN_URL)


def _header_set(run: Calls, call: Call, given: Given) -> None:
    """``HttpRequest.newBuilder(uri).header("Authorization", token)``: the URL stands further left in the chain."""
    carried = shown(join(*(v for _, v in given)))
    function = run.unit.function.name if run.unit.function is not None else ""
    if not carried or table.VERIFIES.search(function):
        return
    inbound = {k: t for k, t in carried.items() if k[0].kind in ("header", "headers", "param")}
    note = "sent on to another service"
    sink(run, "passthrough", inbound, call, note, "the client's token is sent on to an upstream service")
    for target in _chained(run, call):
        for text in run.flows.project.constants(run.reading.module, target, run.reading):
            if is_plain_http(text):
                note = "sent over http:// without encryption"
                sink(run, "plain-http", carried, call, note, f"it is sent over plain http to {host(text)}")


def _block_of(run: Calls) -> Call | None:
    """Return the call whose trailing lambda is being run: ``http.post(url) { header("X-Api-Key", key) }``."""
    kept = run.flows.project.index(run.reading.module).kept
    if "blocks" not in kept:
        kept["blocks"] = {
            id(a.value): node
            for node, _ in run.flows.project.index(run.reading.module).of(Call)
            if isinstance(node, Call)
            for a in node.args
            if isinstance(a.value, Function)
        }
    found = kept["blocks"].get(id(run.unit.function))
    return found if isinstance(found, Call) else None


def _chained(run: Calls, call: Call) -> list[Expr]:
    """Return the arguments of the calls that *call* is chained to, through one name of the builder."""
    found: list[Expr] = []
    here: Expr = call.func
    if isinstance(here, Name):
        around = _block_of(run)
        return [a.value for a in around.args if not isinstance(a.value, Function)] if around is not None else []
    for _ in range(24):
        if isinstance(here, Attr):
            here = here.value
        elif isinstance(here, Call):
            for arg in here.args:
                inner = arg.value
                found.append(inner.args[0].value if isinstance(inner, Call) and len(inner.args) == 1 else inner)
            here = here.func
        elif isinstance(here, Name):
            bound = run.flows.project.bindings(here.id, run.reading)
            value = bound[-1][0] if bound and bound[-1][1] is run.reading else None
            if not isinstance(value, Call):
                break
            here = value
        else:
            break
    return found
