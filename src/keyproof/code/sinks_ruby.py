"""Sinks of Ruby that no call of a library alone shows: positional query and headers of its HTTP clients, fields of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code.flow_values import Value, shown
from keyproof.code.ir import Arg, Assign, Attr, Call, Function, Index, Mapping, Return, Str
from keyproof.code.messages import last_name
from keyproof.code.sinks import _IN_URL as IN_URL
from keyproof.code.sinks import Given
from keyproof.code.sinks import _request as request
from keyproof.code.sinks import _sink as sink
from keyproof.code.sinks_table import LOG_HOLDERS
from keyproof.patterns import regex

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls

_READS: Final = frozenset({"get", "head", "delete", "trace"})
_SENDS: Final = frozenset({"post", "put", "patch"})
_CONNECTION: Final = regex(r"(?i)^(?:faraday|_*conn(?:ection)?|http|http_client|client|session|api)$")
"""What connections of Faraday are called."""
_CLIENTS: Final = regex(
    r"^(?:Faraday|HTTParty|RestClient|Excon|Typhoeus|HTTP|HTTPX|HTTPClient|Net\.HTTP|Unirest|Curl)(?:\.|$)"
)
_BLOCKS: Final = frozenset({"info", "debug", "warn", "error", "fatal", "unknown", "add"})


def in_ruby_call(run: Calls, call: Call, name: str, given: Given) -> None:
    """Look at a call of a library."""
    _logged(run, call, name)
    if not any(v for _, v in given):
        return
    dotted = run.flows.project.dotted(call.func, run.reading)
    holder = last_name(call.func.value) if isinstance(call.func, Attr) else ""
    made = _CLIENTS.match(dotted) is not None
    named = bool(_CONNECTION.match(holder)) and name in _READS | _SENDS
    worded = name in _READS | _SENDS and any(a.name in ("query", "basic_auth", "headers") for a in call.args)
    if (made and (name in _READS | _SENDS or call.new or name in ("request", "execute"))) or named or worded:
        request(run, call, name, _named(name, given, rest="RestClient" in dotted, alone=not made))


def _named(name: str, given: Given, *, rest: bool, alone: bool) -> Given:
    """Give positional arguments their meaning: ``get(url, query, headers)``, ``post(url, body, headers)``."""
    found: Given = []
    position = 0
    for arg, value in given:
        meaning = arg.name
        if not arg.name:
            position += 1
            if isinstance(arg.value, Mapping) or position > 1:
                meaning = ("", "", "params" if name in _READS else "body", "headers")[min(position, 3)]
                if rest and name in _READS and position == 2:
                    # RestClient.get(url, headers), in which ``params`` is the query.
                    meaning = "headers"
                if alone and name in _READS and not isinstance(arg.value, Mapping):
                    meaning = ""
        found.append((Arg(arg.span, arg.value, meaning), value))
        if rest and isinstance(arg.value, Mapping):
            for pair in arg.value.pairs:
                if isinstance(pair.key, Str) and pair.key.value == "params":
                    found.append((Arg(pair.span, pair.value, "params"), value))
    return found


def _logged(run: Calls, call: Call, name: str) -> None:
    """``logger.debug { "…" }``: what the block gives is the message."""
    if name not in _BLOCKS or not isinstance(call.func, Attr) or not LOG_HOLDERS.match(last_name(call.func.value)):
        return
    for arg in call.args:
        if isinstance(arg.value, Function) and len(arg.value.body) == 1:
            end = arg.value.body[0]
            value = run.value(end.value) if isinstance(end, Return) else {}
            sink(run, "log", shown(value), call, "put in the log", "it is put in the log")


def in_ruby_assign(run: Calls, node: Assign, value: Value) -> None:
    """``uri.query = URI.encode_www_form(token: token)``, ``req.params["api_key"] = key``."""
    target = node.target
    if isinstance(target, Attr) and target.name == "query" and last_name(target.value) != "self":
        sink(run, "url", shown(value), node, "put in a URL's query string", IN_URL)
    elif isinstance(target, Index) and last_name(target.value) == "params" and isinstance(target.value, Call | Attr):
        holder = target.value.func if isinstance(target.value, Call) else target.value
        if isinstance(holder, Attr) and last_name(holder.value) in ("req", "request", "r", "f", "faraday", "conn"):
            sink(run, "url", shown(value), node, "put in a URL's query string", IN_URL)
