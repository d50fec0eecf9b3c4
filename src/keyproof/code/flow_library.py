"""What the functions of libraries pass on: which of them keep, join, change or print what they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keyproof.code import known, sinks
from keyproof.code.flow_values import (
    ANY,
    NOTHING,
    PART,
    Source,
    Trace,
    Value,
    cut,
    join,
    pick,
    plain,
    revealed,
    shown,
    step,
    under,
)
from keyproof.code.go_reads import flag_name
from keyproof.code.ir import Arg, Attr, Call, Const, Expr, Function, Str, Unary
from keyproof.code.messages import last_name, mentions
from keyproof.code.sinks_csharp import serialized
from keyproof.code.sinks_rust import result as rust_result
from keyproof.patterns import regex

if TYPE_CHECKING:
    from keyproof.code.flow_calls import Calls

_METHODS: Final = frozenset({
    "strip", "lstrip", "rstrip", "trim", "trimEnd", "trimStart", "encode", "decode", "toString", "lower", "upper",
    "toLowerCase", "toUpperCase", "removeprefix", "removesuffix", "title", "format", "replace", "replaceAll", "concat",
    "padEnd", "padStart", "copy", "valueOf", "to_json", "toJSON", "json", "dict", "model_dump", "model_dump_json",
    "_asdict", "toObject", "strip_prefix", "normalize", "expandtabs", "hex", "base64", "flat", "reverse", "sort", "filter",
    "asdict", "__str__",
})  # fmt: skip
"""Methods whose result holds what their receiver holds."""

_JOINED: Final = frozenset({"format", "replace", "concat", "replaceAll"})
"""Those of them whose arguments go into the result too."""

_WHOLE: Final = frozenset({
    "str", "repr", "String", "json.dumps", "JSON.stringify", "yaml.dump", "yaml.safe_dump", "pformat", "pprint.pformat",
    "toml.dumps", "util.inspect", "inspect", "util.format", "orjson.dumps", "ujson.dumps", "stringify", "format",
    "urllib.parse.urlencode", "urlencode", "querystring.stringify", "qs.stringify", "URLSearchParams", "join", "dedent",
    "textwrap.dedent", "tomli_w.dumps", "yaml.stringify", "json.dump",
}) | known.names("whole")  # fmt: skip
"""Functions that turn the whole of their argument into text."""

_TEXT: Final = frozenset({"dumps", "stringify", "urlencode", "join", "inspect", "pformat", "URLSearchParams"})
"""Those of them that are known by the last part of their name."""

_SAME: Final = frozenset({
    "dict", "list", "tuple", "set", "Object.freeze", "Object.assign", "structuredClone", "copy.copy", "copy.deepcopy",
    "deepcopy", "cast", "typing.cast", "bytes", "Buffer.from", "quote", "quote_plus", "urllib.parse.quote", "os.path.expandvars",
    "urllib.parse.quote_plus", "encodeURIComponent", "encodeURI", "escape", "base64.b64encode", "b64encode", "btoa", "atob",
    "base64.b64decode", "b64decode", "base64.urlsafe_b64encode", "shlex.quote", "Object.fromEntries", "Object.entries",
    "Object.values", "Promise.resolve", "asdict", "dataclasses.asdict", "vars", "json.loads", "JSON.parse", "Headers",
    "json.load", "html.escape", "textwrap.indent", "TextContent", "types.TextContent", "CallToolResult", "ToolResult",
    "TextResourceContents", "mcp.types.TextContent", "next", "iter", "sorted", "reversed", "Array.from",
    "BasicAuth", "MappingProxyType", "ReadResourceContents", "GetPromptResult", "PromptMessage", "ToolError", "McpError",
    "EmbeddedResource", "defaultdict", "OrderedDict", "ChainMap",
}) | known.names("same")  # fmt: skip
"""Functions whose result holds what their arguments hold."""

_SCHEMAS: Final = frozenset(
    {"parse", "safeParse", "parseAsync", "safeParseAsync", "cleanEnv", "createEnv", "envsafe", "validate"}
)
"""Functions that take of the environment what a schema names."""

_CHANGES: Final = {"append": 0, "push": 0, "add": 0, "extend": 0, "unshift": 0, "insert": 1, "update": 0, "set": 1,
                   "setdefault": 1, "writelines": 0}  # fmt: skip
"""Methods that put an argument, by position, into their receiver."""

ERROR: Final = regex(r"(?:Error|Exception|Exit|Warning|Failure|Fault)$")
"""Names of errors, whose text holds what they are made of."""

_CALLBACKS: Final = frozenset({"map", "forEach", "filter", "then", "find", "some", "reduce", "flatMap", "sort"})


def library(run: Calls, expr: Call, name: str, given: list[tuple[Arg, Value]], receiver: Value) -> Value:
    """Return what the call *expr* of a library's function *name* gives of what it is given, after its effects."""
    values = [v for _, v in given]
    if run.rust and (made := rust_result(run, expr, name, given, receiver)) is not None:
        return made
    if run.csharp and (text := serialized(run, expr, name, given)) is not None:
        return text
    if isinstance(expr.func, Attr) and (receiver or name in _CHANGES):
        made = _method(run, expr, expr.func, name, given, receiver)
        if made is not None:
            return made
    if not any(values):
        if name in ("asdict", "vars", "str", "repr", "dumps", "stringify", "format", "model_dump", "dict", "Marshal",
                    "MarshalIndent") or (run.shows_fields and name == "toString"):  # fmt: skip
            return _printed(run, expr)
        return NOTHING
    if run.go and (expr.new or flag_name(run.flows.project, expr, run.reading) is not None):
        return join(*_fields(given))
    if name in _SCHEMAS and any(s.kind == "environment" for v in values for s, _ in v):
        return {(Source("schema", "the settings"), ()): Trace(())}
    dotted = run.flows.project.dotted(expr.func, run.reading)
    if dotted in _WHOLE or name in _TEXT:
        if dotted.endswith("URLSearchParams"):
            return join(*values)
        return join(*(shown(run.seen(a.value, v)) for a, v in given if a.name not in ("default", "indent")))
    if dotted in _SAME or name in _SAME or ERROR.search(name):
        made = join(*_fields(given))
        return shown(made) if ERROR.search(name) else made
    return NOTHING


def _fields(given: list[tuple[Arg, Value]]) -> list[Value]:
    """Return the arguments, those with a name under it."""
    return [under(v, a.name) if a.name and a.name[0] != "*" else v for a, v in given]


def _printed(run: Calls, expr: Call) -> Value:
    """``asdict(config)``, ``str(settings)``, ``settings.model_dump()`` of an instance with credential fields."""
    whom = expr.args[0].value if expr.args else expr.func.value if isinstance(expr.func, Attr) else None
    found = run.seen(whom, NOTHING) if whom is not None else NOTHING
    if last_name(expr.func) in ("str", "repr", "dumps", "stringify", "Marshal", "MarshalIndent", "toString"):
        return shown(found)
    return found


def _method(
    run: Calls, expr: Call, func: Attr, name: str, given: list[tuple[Arg, Value]], receiver: Value
) -> Value | None:
    if name in _CHANGES:
        _mutation(run, func, name, given, expr)
    if name in ("get", "pop", "getItem", "get_secret_value") and receiver:
        return _got(run, expr, name, given, receiver)
    if name in ("slice", "substring", "substr") and receiver:
        return _part(run, expr, receiver)
    if name in ("split", "rsplit", "partition", "rpartition") and receiver:
        return under(plain(receiver), PART)
    if name in ("items", "values", "entries") and receiver:
        return receiver if not any(s.kind == "environment" for s, _ in receiver) else NOTHING
    if name in ("join", "joinToString") and receiver and not run.python:
        return shown(receiver)
    if name in _METHODS:
        extra = [v for _, v in given] if name in _JOINED else []
        held = shown(run.seen(func.value, receiver)) if name == "toString" and run.shows_fields else receiver
        return join(held, *(shown(v) for v in extra))
    if name in _CALLBACKS:
        whole = name in ("map", "flatMap") and any(s.kind == "environment" for s, _ in receiver)
        return receiver if whole and given and _shows_values(given[0][0].value) else NOTHING
    return None


def _got(run: Calls, expr: Call, name: str, given: list[tuple[Arg, Value]], receiver: Value) -> Value:
    if name == "get_secret_value":
        return revealed(receiver)
    key = given[0][0].value if given else None
    default = given[1][1] if len(given) > 1 else NOTHING
    if isinstance(key, Str):
        return join(pick(receiver, key.value, run.at(expr)), default)
    names = run.flows.project.constants(run.reading.module, key, run.reading) if key is not None else ()
    return join(*(pick(receiver, n, run.at(expr)) for n in names[:8] if "*" not in n))


def _part(run: Calls, expr: Call, receiver: Value) -> Value:
    """``slice(0, 4)`` and its like: how much of a credential is left."""
    numbers = [a.value for a in expr.args]
    if not numbers:
        return receiver
    first, last = numbers[0], numbers[1] if len(numbers) > 1 else None
    if isinstance(first, Unary):
        return NOTHING
    if isinstance(last, Call) and last_name(last.func) in ("Min", "min"):
        # ``Substring(0, Math.Min(20, key.Length))``
        last = next((a.value for a in last.args if isinstance(a.value, Const)), None)
        return (
            cut(receiver)
            if last is not None and last.text.isdigit() and int(last.text) > sinks.SHOWN_CHARACTERS
            else NOTHING
        )
    if isinstance(last, Const) and last.text.isdigit() and isinstance(first, Const) and first.text.isdigit():
        length = int(last.text) if last_name(expr.func) == "substr" or run.csharp else int(last.text) - int(first.text)
        return cut(receiver) if length > sinks.SHOWN_CHARACTERS else NOTHING
    return plain(receiver) if last is None else NOTHING


def _mutation(run: Calls, func: Attr, name: str, given: list[tuple[Arg, Value]], expr: Call) -> None:
    position = _CHANGES[name]
    sinks.search_parameter(run, func, name, given, expr)
    keyed = [under(v, a.name) for a, v in given if a.name and a.name[0] != "*"]
    plainly = [v for a, v in given if not a.name or a.name[0] == "*"]
    if name in ("set", "setdefault", "append") and len(given) == 2:
        key = given[0][0].value
        added = under(given[1][1], key.value if isinstance(key, Str) else ANY)
    elif name in ("append", "push", "add", "unshift", "insert"):
        added = under(plainly[position], "0") if position < len(plainly) else NOTHING
    else:
        added = join(*plainly, *keyed)
    if added and not any(s.kind == "environment" for s, _ in run.value(func.value)):
        run.change(func.value, step(added, run.at(expr), f"added to {last_name(func.value)}"), expr)


def _shows_values(callback: Expr) -> bool:
    """``([name, value]) => …value…``, ``(entry) => entry.join("=")``: whether a callback of entries gives their values."""
    if not isinstance(callback, Function) or not callback.params:
        return False
    value = callback.params[-1].name
    return any(mentions(part, value) for part in callback.body)
