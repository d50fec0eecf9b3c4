"""Sinks of Rust that a chain of calls makes: requests of reqwest, commands, files; and errors in expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from keyproof.code import sinks_table as table
from keyproof.code.flow_values import MASKED, NOTHING, WHOLES, Value, join, shown, under
from keyproof.code.ir import Attr, Binary, Call, Expr, Name, Raise
from keyproof.code.messages import last_name
from keyproof.code.sinks import _IN_URL as IN_URL
from keyproof.code.sinks import Given, host, is_plain_http, raised
from keyproof.code.sinks import _is_protected as is_protected
from keyproof.code.sinks import _sink as sink
from keyproof.patterns import regex

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls

_LINKS: Final = 40
_SENT: Final = frozenset(
    {"header", "headers", "bearer_auth", "basic_auth", "json", "form", "body", "default_headers", "set"}
)
_QUERY: Final = frozenset({"append_pair", "extend_pairs", "set_query", "parse_with_params", "query_pairs"})
_WRITES: Final = frozenset({"write_all", "write", "write_str", "write_fmt"})
_MASKING: Final = regex(
    r"^(?:Secret\w{0,20}|Redact\w{0,20}|Sensitive\w{0,20}|Protected\w{0,20}|Masked\w{0,20}|Hidden)$"
)
"""Types whose ``Debug`` shows nothing of what they hold: secrecy, redact and hand-written ones."""
_CARRIERS: Final = regex(
    r"^(?:Content|RawContent|TextContent|CallToolResult|ErrorData|McpError|\w{0,40}Error|Error|HeaderValue|Url|Value|Annotated"
    r"|ResourceContents|ReadResourceResult|GetPromptResult|PromptMessage|OsString|Bytes|Vec|HashMap|Bearer|Authorization)$"
)
"""Types whose constructors hold what they are given."""


def masks(annotation: str) -> bool:
    """Return whether a type as written shows nothing of what it holds."""
    return any(
        _MASKING.match(part) for part in annotation.replace("<", " ").replace(">", " ").replace("::", " ").split()
    )


def hidden(value: Value) -> Value:
    """Return *value* inside of a type that shows nothing of it; what is in one already stays as it is."""
    bare = {k: t for k, t in value.items() if MASKED not in k[1]}
    return join({k: t for k, t in value.items() if MASKED in k[1]}, under(bare, MASKED))


def result(run: Calls, call: Call, name: str, given: Given, receiver: Value) -> Value | None:
    """Return what a library's call in Rust holds, None where no rule of Rust's own says."""
    func = call.func
    values = [v for _, v in given]
    if call.new:
        return join(*(under(v, a.name) if a.name and a.name[0] != "*" else v for a, v in given))
    if isinstance(func, Name):
        if func.id == "raise!":
            for value in values:
                raised(run, Raise(call.span, None), value)
            return NOTHING
        return join(*values) if func.id in ("panic", "anyhow!") or func.id[:1].isupper() else None
    holder = last_name(func.value) if isinstance(func, Attr) and isinstance(func.value, Name | Attr) else ""
    if not isinstance(func, Attr) or not holder[:1].isupper():
        return None
    if _MASKING.match(holder):
        return hidden(join(*values))
    return join(*values) if _CARRIERS.match(holder) or name[:1].isupper() else None


def in_rust_call(run: Calls, call: Call, name: str, given: Given) -> None:
    """Look at a call of a library in Rust."""
    if not isinstance(call.func, Attr) or not any(v for _, v in given):
        return
    held = join(*(shown(v) for _, v in given))
    if name in ("arg", "args", "arg0"):
        if _made_by(run, call.func.value, "Command"):
            note = "given to a subprocess as an argument"
            sink(run, "argv", _no_whole(held), call, note, "it stands in the arguments of a subprocess")
    elif name == "query" and len(given) == 1:
        if _requests(run, call.func.value):
            sink(run, "url", _no_whole(held), call, "sent in the URL's query string", IN_URL)
    elif name in _QUERY:
        value = given[-1][1] if name == "append_pair" else join(*(v for _, v in given))
        sink(run, "url", _no_whole(shown(value)), call, "put in a URL's query string", IN_URL)
    elif name in _WRITES and any(_made_by(run, call.func.value, kind) for kind in ("File", "OpenOptions")):
        _written(run, call, held)
    if name in _SENT:
        _sent(run, call, name, held)


def _no_whole(value: Value) -> Value:
    return {k: t for k, t in value.items() if k[0].kind not in WHOLES}


def _chain(run: Calls, expr: Expr) -> Iterator[Call]:
    """Yield the calls that a chain is made of, through one name of the thing that is built."""
    named = False
    for _ in range(_LINKS):
        if isinstance(expr, Attr):
            expr = expr.value
        elif isinstance(expr, Call):
            yield expr
            expr = expr.func
        elif isinstance(expr, Name) and not named:
            named = True
            bound = run.flows.project.bindings(expr.id, run.reading)
            made = next((v for v, _ in bound if isinstance(v, Call)), None)
            value = bound[0][0] if bound else None
            if made is None and isinstance(value, Binary) and isinstance(value.left, Call):
                made = value.left
            if made is None:
                return
            expr = made
        elif isinstance(expr, Binary):
            expr = expr.left
        else:
            return


def _made_by(run: Calls, expr: Expr, kind: str) -> bool:
    return any(isinstance(c.func, Attr) and last_name(c.func.value) == kind for c in _chain(run, expr))


def _requests(run: Calls, expr: Expr) -> list[Call]:
    """Return the calls of a chain that make a request to somewhere."""
    return [
        c for c in _chain(run, expr)
        if last_name(c.func) in ("get", "post", "put", "patch", "delete", "head", "request", "from_url") and c.args
    ]  # fmt: skip


def _sent(run: Calls, call: Call, name: str, held: Value) -> None:
    """``client.get(url).bearer_auth(token)``."""
    assert isinstance(call.func, Attr)
    requests = _requests(run, call.func.value)
    function = run.unit.function.name if run.unit.function is not None else ""
    if not requests or table.VERIFIES.search(function):
        return
    if name in ("header", "headers", "bearer_auth", "set"):
        inbound = {k: t for k, t in held.items() if k[0].kind in ("header", "headers", "param")}
        note = "the client's token is sent on to an upstream service"
        sink(run, "passthrough", inbound, call, "sent on to another service", note)
    for request in requests:
        for arg in request.args[:2]:
            for text in run.flows.project.constants(run.reading.module, arg.value, run.reading):
                if is_plain_http(text):
                    note = "sent over http:// without encryption"
                    sink(run, "plain-http", held, call, note, f"it is sent over plain http to {host(text)}")


def _written(run: Calls, call: Call, held: Value) -> None:
    if held and not is_protected(run, call):
        sink(run, "file", held, call, "written to a file", "it is written to a file unencrypted and without mode 0600")
