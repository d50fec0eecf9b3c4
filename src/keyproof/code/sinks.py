"""The places in one body that a credential must not reach: each function looks at one kind of expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from keyproof.code import sinks_table as table
from keyproof.code.flow_values import Value, join, plain, shown, step
from keyproof.code.ir import (
    Arg,
    Attr,
    Binary,
    Call,
    Const,
    Expr,
    Mapping,
    Name,
    Node,
    Raise,
    Return,
    Str,
    Template,
)
from keyproof.code.messages import last_name
from keyproof.code.walk import walk

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls

SHOWN_CHARACTERS: Final = 4
"""Leading characters of a credential that may be shown: they name the kind of most and give nothing away."""

Given = list[tuple[Arg, Value]]


def _sink(run: Calls, kind: str, value: Value, node: Node, note: str, detail: str) -> None:
    """Note that *value* reaches a sink at *node*; nothing is noted of a value that holds no credential."""
    from keyproof.code.flows import Sink

    if value:
        where = run.at(node)
        run.emit(Sink(kind, where, detail), step(value, where, note))


def in_call(run: Calls, call: Call, given: Given, receiver: Value) -> None:
    """Look at a call of a library."""
    dotted = run.flows.project.dotted(call.func, run.reading)
    name = last_name(call.func)
    _log(run, call, dotted, name, given)
    if run.go:
        from keyproof.code.sinks_go import in_go_call

        in_go_call(run, call, dotted, name, given)
    elif run.rust:
        from keyproof.code.sinks_rust import in_rust_call

        in_rust_call(run, call, name, given)
    elif run.csharp:
        from keyproof.code.sinks_csharp import in_csharp_call

        in_csharp_call(run, call, name, given)
    elif run.unit.module.language == "php":
        from keyproof.code.sinks_php import in_php_call

        in_php_call(run, call, name, given)
    elif run.ruby:
        from keyproof.code.sinks_ruby import in_ruby_call

        in_ruby_call(run, call, name, given)
    if not any(v for _, v in given) and not receiver:
        return
    if (dotted in table.SUBPROCESS and not run.csharp) or (
        dotted == name and name in ("execa", "spawn", "execSync", "execAsync")
    ):
        _subprocess(run, call, dotted, given)
    if (
        dotted in table.FILE_WRITES
        or dotted in table.FILE_DUMPS
        or name in table.FILE_METHODS
        or name in ("write", "WriteString", "Write", "WriteLine", "WriteAsync", "WriteLineAsync", "println")
    ):
        _file(run, call, dotted, name, given)
    if _is_request(call, dotted, name):
        _request(run, call, name, given)
    if run.unit.module.language in ("java", "kotlin"):
        from keyproof.code.sinks_jvm import in_builder

        in_builder(run, call, name, given)


# ---- logs ------------------------------------------------------------------------------------------------------------


def _log(run: Calls, call: Call, dotted: str, name: str, given: Given) -> None:
    kind = _log_kind(run, call, dotted, name)
    if kind is None:
        return
    held: list[Value] = []
    for number, (arg, value) in enumerate(given):
        if arg.name in ("file", "exc_info", "err", "flush", "sep", "end", "style"):
            continue
        if number == 0 and name == "log" and isinstance(arg.value, Attr | Const):
            continue
        seen = run.seen(arg.value, value) if run.shows_fields else value
        held.append(shown(seen))
    what = "printed to standard output" if kind == "write" else "put in the log"
    _sink(run, kind, join(*held), call, what, f"it is {what}")


def _log_kind(run: Calls, call: Call, dotted: str, name: str) -> str | None:
    if dotted in table.STDOUT:
        target = next((a.value for a in call.args if a.name in ("file", "err")), None)
        return "log" if target is not None else "write"
    if dotted in table.STDERR:
        return "log"
    if name in table.LOG_METHODS and isinstance(call.func, Attr):
        holder = last_name(call.func.value)
        if run.go and holder in ("L", "S"):  # zap's global loggers
            return "log"
        if table.LOG_HOLDERS.match(holder) and (holder != "server" or "og" in name):
            return "log"
    return None


# ---- processes and files ---------------------------------------------------------------------------------------------


def _subprocess(run: Calls, call: Call, dotted: str, given: Given) -> None:
    count = (
        len(given)
        if dotted.endswith(("create_subprocess_exec", "zx.$", "ProcessBuilder"))
        else table.ARGUMENTS.get(dotted, 2)
    )
    held: list[Value] = []
    position = 0
    for arg, value in given:
        if arg.name and arg.name not in ("args", "command", "cmd", "*"):
            continue
        if position < count and not isinstance(arg.value, Mapping):
            held.append(shown(value))
        position += 1
    # The environment of a child is the right place for a credential.
    held = [{k: t for k, t in v.items() if k[0].kind not in ("environment", "headers")} for v in held]
    _sink(
        run,
        "argv",
        join(*held),
        call,
        "given to a subprocess as an argument",
        "it stands in the arguments of a subprocess",
    )


def _file(run: Calls, call: Call, dotted: str, name: str, given: Given) -> None:
    if dotted in table.FILE_WRITES:
        content = given[1:2]
    elif dotted in table.FILE_DUMPS or name in table.FILE_METHODS:
        content = given[:1]
    else:
        content = given[:1] if _is_open_file(run, call) else []
    held = join(*(shown(v) for _, v in content))
    if held and not _is_protected(run, call):
        _sink(run, "file", held, call, "written to a file", "it is written to a file unencrypted and without mode 0600")


def _is_open_file(run: Calls, call: Call) -> bool:
    """``with open(path, "w") as f: f.write(x)``, ``open(path, "w").write(x)``: not sockets, not standard streams."""
    if not isinstance(call.func, Attr) or not isinstance(call.func.value, Name | Call):
        return False
    opened: Expr | None = call.func.value
    if isinstance(call.func.value, Name):
        opened = run.opened.get(call.func.value.id)
    if opened is None and isinstance(call.func.value, Name):
        bound = run.flows.project.bindings(call.func.value.id, run.reading)
        opened = bound[-1][0] if bound and isinstance(bound[-1][0], Call) else None
    return isinstance(opened, Call) and last_name(opened.func) in (
        "open",
        "createWriteStream",
        "fdopen",
        "NamedTemporaryFile",
        "FileWriter",
        "FileOutputStream",
        "newBufferedWriter",
        "PrintWriter",
        "BufferedWriter",
        "StreamWriter",
        "Create",
        "OpenFile",
        "fopen",
    )


def _is_protected(run: Calls, call: Call) -> bool:
    """Whether anything around a write shows a private mode or encryption; temporary files are private by themselves."""
    roots: list[Node] = list(run.unit.function.body) if run.unit.function is not None else [call]
    if run.unit.function is not None and table.PROTECTS.search(run.unit.function.name):
        return True
    for node in walk(*roots):
        if isinstance(node, Const) and node.kind == "number" and table.PRIVATE.match(node.text):
            return True
        if isinstance(node, Name) and table.PROTECTS.search(node.id):
            return True
        if isinstance(node, Attr) and (table.PROTECTS.search(node.name) or node.name == "NamedTemporaryFile"):
            return True
        if isinstance(node, Str) and table.PRIVATE.match(node.value):
            return True
    return False


# ---- requests --------------------------------------------------------------------------------------------------------


def _is_request(call: Call, dotted: str, name: str) -> bool:
    if name not in table.HTTP_METHODS and name not in table.HTTP_CLIENTS:
        return False
    if table.HTTP_MODULES.match(dotted):
        return True
    if name == "Request":
        # In JavaScript a request is made up here and sent elsewhere, often to a handler of the same program.
        return False
    named = {a.name for a in call.args} | {
        p.key.value if isinstance(p.key, Str) else p.key.id if isinstance(p.key, Name) else ""
        for a in call.args
        if isinstance(a.value, Mapping)
        for p in a.value.pairs
    }
    return bool(named & {"headers", "params", "base_url", "baseURL", "auth"}) and name not in ("options", "connect")


def _option(run: Calls, given: Given, *names: str) -> Value:
    """Return what one option of a request holds: a keyword, or a key of an options object."""
    from keyproof.code.flow_values import pick

    held: list[Value] = []
    for arg, value in given:
        if arg.name in names:
            held.append(value)
        elif not arg.name and any(path for _, path in value):
            held += [pick({k: t for k, t in value.items() if k[1]}, n, run.at(arg)) for n in names]
    return join(*held)


def _request(run: Calls, call: Call, name: str, given: Given) -> None:
    params = shown(_option(run, given, "params", "searchParams", "query"))
    params = {k: t for k, t in params.items() if k[0].kind not in ("headers", "environment", "options")}
    note = "sent in the URL's query string"
    _sink(run, "url", params, call, note, "it is part of the URL, which servers and proxies write to their logs")
    carried = join(
        _option(run, given, "headers", "auth", "json", "data", "body", "api_key", "apiKey", "defaultHeaders"), params
    )
    _plain_http(run, call, given, shown(carried))
    headers = _option(run, given, "headers", "defaultHeaders")
    function = run.unit.function.name if run.unit.function is not None else ""
    if headers and not table.VERIFIES.search(function):
        inbound = {
            (s, path[:0]): t
            for (s, path), t in headers.items()
            if s.kind in ("headers", "param") or (s.kind == "header" and s.name == "Authorization")
        }
        _sink(
            run,
            "passthrough",
            inbound,
            call,
            "sent on to another service",
            "the client's token is sent on to an upstream service",
        )


def _plain_http(run: Calls, call: Call, given: Given, carried: Value) -> None:
    if not carried:
        return
    project = run.flows.project
    for arg, _ in given[:2]:
        targets = [arg.value] if not arg.name or arg.name in ("url", "base_url", "baseURL") else []
        if isinstance(arg.value, Mapping):
            targets = [
                p.value
                for p in arg.value.pairs
                if isinstance(p.key, Str | Name)
                and (p.key.value if isinstance(p.key, Str) else p.key.id) in ("url", "baseURL")
            ]
        for target in targets:
            for text in project.constants(run.reading.module, target, run.reading):
                if is_plain_http(text):
                    note = "sent over http:// without encryption"
                    _sink(run, "plain-http", carried, call, note, f"it is sent over plain http to {host(text)}")


def is_plain_http(text: str) -> bool:
    """Return whether *text* is an ``http://`` URL whose host is known and is neither loopback nor this network."""
    if not text.startswith("http://"):
        return False
    name = host(text)
    return bool(name) and "*" not in name and "{" not in name and not table.LOOPBACK.match(name)


def host(text: str) -> str:
    """Return the host of a URL, ``""`` for none."""
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""


# ---- URLs ------------------------------------------------------------------------------------------------------------

_IN_URL: Final = "it is part of a URL's query string, which servers and proxies write to their logs"


def literal_end(expr: Expr) -> str:
    """Return the literal text that a concatenation ends with, ``\\0`` for what is not literal; ``<url>`` for URL names."""
    if isinstance(expr, Str):
        return expr.value
    if isinstance(expr, Template):
        return "".join(p.value if isinstance(p, Str) else "\0" for p in expr.parts)
    if isinstance(expr, Binary) and expr.op == "+":
        return literal_end(expr.left) + literal_end(expr.right)
    named = last_name(expr) if isinstance(expr, Name | Attr) else ""
    return "\0?" if named and table.URL_NAMES.search(named) else "\0"


def in_url(run: Calls, before: str, value: Value, node: Node) -> None:
    """Look at a value put after the text *before* in a template or a concatenation."""
    if table.NOT_HTTP.match(before):
        return
    text = before[-400:]
    if table.URL_END.search(text):
        held = plain(value)
    elif table.QUERY_END.search(text) and len(text) > 1 and " " not in text[-40:]:
        held = shown(value)
    else:
        return
    held = {k: t for k, t in held.items() if k[0].kind not in ("environment", "headers", "options")}
    _sink(run, "url", held, node, "put in a URL's query string", _IN_URL)


def search_parameter(run: Calls, func: Attr, name: str, given: Given, call: Call) -> None:
    """``url.searchParams.set("key", secret)``."""
    if last_name(func.value) == "searchParams" and name in ("set", "append") and len(given) == 2:
        _sink(run, "url", plain(given[1][1]), call, "put in a URL's query string", _IN_URL)


# ---- results and errors ----------------------------------------------------------------------------------------------


def returned(run: Calls, node: Return, value: Value) -> None:
    """Look at what a tool, resource or prompt gives back."""
    function = run.unit.function
    if function is None or id(function) not in run.flows.facing or node.value is None:
        return
    seen = shown(run.seen(node.value, value))
    held = {k: t for k, t in seen.items() if k[0].kind not in ("param", "options")}
    name = run.flows.facing[id(function)]
    _sink(run, "tool-result", held, node, f"returned to the model by {name}", f"it is part of what {name} returns")


def raised(run: Calls, node: Raise, value: Value) -> None:
    """Look at an error's message: in a tool the model gets to read it, at the start it goes to the log."""
    from keyproof.code.sinks_csharp import tells_model

    held = {k: t for k, t in plain(value).items() if k[0].kind not in ("headers", "options", "environment")}
    if not held:
        return
    phase = run.flows.phases.of(run.scope)
    kind = {"call": "tool-result", "start": "log"}.get(phase)
    if run.csharp and kind is not None and not tells_model(run.flows.project, node.value, run.scope):
        kind = "log"
    if kind is not None:
        _sink(run, kind, held, node, "put in an error's message", "it is part of an error's message")
