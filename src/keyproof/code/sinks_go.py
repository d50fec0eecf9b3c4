"""Sinks that only Go writes in its own way: writers, headers set after a request is made, ``url.Values``, log chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code import sinks_table as table
from keyproof.code.flow_values import Value, join, plain, shown
from keyproof.code.ir import Assign, Attr, Binary, Call, Expr, Mapping, Name, Str, Template
from keyproof.code.messages import last_name
from keyproof.code.sinks import _IN_URL as IN_URL
from keyproof.code.sinks import Given, is_plain_http
from keyproof.code.sinks import _sink as sink
from keyproof.code.walk import walk

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls

_WRITES: Final = frozenset({"fmt.Fprintf", "fmt.Fprintln", "fmt.Fprint", "io.WriteString"})
_REQUESTS: Final = frozenset({"NewRequest", "NewRequestWithContext"})
_FIELDS: Final = frozenset({"Str", "Any", "Interface", "Msg", "Msgf", "RawJSON", "Bytes", "Strs"})
"""Methods of zerolog's events."""
_LEVELS: Final = frozenset({"Debug", "Info", "Warn", "Error", "Fatal", "Panic", "Trace", "Log", "With"})
_QUERY_METHODS: Final = frozenset({"SetQueryParam", "AddQueryParam"})
_CALLS: Final = 40


def in_go_call(run: Calls, call: Call, dotted: str, name: str, given: Given) -> None:
    """Look at a call of a library in Go."""
    if dotted in _WRITES and given:
        _written(run, call, given)
    elif isinstance(call.func, Attr):
        if name in _FIELDS and _is_event(call.func.value):
            held = join(*(shown(v) for _, v in given))
            sink(run, "log", held, call, "put in the log", "it is put in the log")
        elif name in ("Set", "Add") and len(given) == 2:
            _set(run, call, call.func, given)
        elif name in ("SetBasicAuth", "SetAuthToken") and given:
            _plain_http(run, call, call.func.value, shown(given[-1][1]))
        elif name in _QUERY_METHODS and len(given) == 2:
            sink(run, "url", plain(given[1][1]), call, "put in a URL's query string", IN_URL)
    if call.new and dotted.endswith("net/url.Values"):
        _values(run, call)


def _written(run: Calls, call: Call, given: Given) -> None:
    target = run.flows.project.dotted(given[0][0].value, run.reading)
    held = join(*(shown(run.seen(a.value, v)) for a, v in given[1:]))
    if target == "os.Stdout":
        sink(run, "write", held, call, "printed to standard output", "it is printed to standard output")
    elif target == "os.Stderr":
        sink(run, "log", held, call, "put in the log", "it is put in the log")


def _is_event(expr: Expr) -> bool:
    """``log.Info().Str(…)``: whether a chain of calls begins with a level."""
    for _ in range(_CALLS):
        if isinstance(expr, Call) and last_name(expr.func) in _LEVELS and not expr.args:
            return isinstance(expr.func, Attr) and table.LOG_HOLDERS.match(last_name(expr.func.value)) is not None
        if isinstance(expr, Call):
            expr = expr.func
        elif isinstance(expr, Attr):
            expr = expr.value
        else:
            return False
    return False


def _set(run: Calls, call: Call, func: Attr, given: Given) -> None:
    holder = func.value
    value = given[1][1]
    if isinstance(holder, Attr) and holder.name == "Header":
        _plain_http(run, call, holder.value, shown(value))
        function = run.unit.function.name if run.unit.function is not None else ""
        if not table.VERIFIES.search(function):
            inbound = {k: t for k, t in value.items() if k[0].kind in ("header", "param")}
            note = "the client's token is sent on to an upstream service"
            sink(run, "passthrough", inbound, call, "sent on to another service", note)
    elif _is_query(run, holder):
        sink(run, "url", plain(value), call, "put in a URL's query string", IN_URL)


def _bound(run: Calls, expr: Expr) -> Expr | None:
    found = run.flows.project.bindings(expr.id, run.reading) if isinstance(expr, Name) else ()
    return found[-1][0] if found and isinstance(found[-1][0], Expr) else None


def _is_query(run: Calls, holder: Expr) -> bool:
    """``q := req.URL.Query(); q.Set(…)``; values that go into a body are made the same way, so they are looked at, too."""
    made = _bound(run, holder)
    if not isinstance(made, Call):
        return False
    if last_name(made.func) == "Query":
        return True
    if not run.flows.project.dotted(made.func, run.reading).endswith("net/url.Values") or not isinstance(holder, Name):
        return False
    return _becomes_query(run, holder.id)


def _becomes_query(run: Calls, name: str) -> bool:
    """Whether ``name.Encode()`` is put behind a question mark or in ``RawQuery`` and not sent as a body."""
    function = run.unit.function
    for node in walk(*function.body) if function is not None else ():
        parts: tuple[Expr, ...] = ()
        if isinstance(node, Assign) and last_name(node.target) == "RawQuery":
            parts = (node.value,)
        elif isinstance(node, Template) and any(isinstance(p, Str) and "?" in p.value for p in node.parts):
            parts = node.parts
        elif isinstance(node, Binary) and node.op == "+":
            left = [n.value for n in walk(node.left) if isinstance(n, Str)]
            parts = (node.right,) if any("?" in t for t in left) else ()
        for part in parts:
            if _encoded(part) == name:
                return True
    return False


def _encoded(part: Expr) -> str:
    if isinstance(part, Call) and isinstance(part.func, Attr) and part.func.name == "Encode":
        return last_name(part.func.value)
    return ""


def _values(run: Calls, call: Call) -> None:
    """``url.Values{"key": {secret}}.Encode()`` is judged where it is put in the URL; nothing is said of a body."""
    holder = next((a.value for a in call.args if isinstance(a.value, Mapping)), None)
    function = run.unit.function
    if holder is None or function is None:
        return
    for name, values in run.reading.names.items():
        if any(v is call for v in values) and _becomes_query(run, name):
            sink(run, "url", shown(run.value(holder)), call, "put in a URL's query string", IN_URL)


def _plain_http(run: Calls, call: Call, request: Expr, carried: Value) -> None:
    """A header set on a request that was made for an ``http://`` URL."""
    made = _bound(run, request)
    if not carried or not isinstance(made, Call) or last_name(made.func) not in _REQUESTS:
        return
    for arg in made.args:
        for text in run.flows.project.constants(run.reading.module, arg.value, run.reading):
            if is_plain_http(text):
                note = "sent over http:// without encryption"
                sink(run, "plain-http", carried, call, note, "it is sent over plain http")
                return
