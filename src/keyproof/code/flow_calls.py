"""Calls in one body: what library functions pass on, and the summaries of the project's own functions."""

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
    extended,
    join,
    pick,
    plain,
    revealed,
    shown,
    step,
    under,
)
from keyproof.code.go_reads import flag_name
from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Class,
    Const,
    Expr,
    Function,
    Import,
    Name,
    Node,
    Str,
    Unary,
)
from keyproof.code.messages import last_name, mentions
from keyproof.code.project import Definition
from keyproof.code.scope import Scope
from keyproof.code.sinks_csharp import serialized
from keyproof.code.sinks_rust import hidden, masks
from keyproof.code.sinks_rust import result as rust_result
from keyproof.code.taken import location
from keyproof.model.place import Location
from keyproof.patterns import regex

if TYPE_CHECKING:
    from keyproof.code.flows import Flows, Sink, StoreKey, Summary, Unit

_SAFE: Final = regex(
    r"(?i)mask|redact|obfuscat|sanitis|sanitiz|censor|scrub|anonymi|conceal|hide_|hidden|truncat|fingerprint|hash|digest|encrypt"
    r"|^(?:is|has|validate|verify|check|exists|compare|len|bool|boolean|type|isinstance|hasattr|typeof)(?:_|[A-Z]|$)"
)
"""Functions that take the secret out of what they are given, going by their names."""

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

_ERROR: Final = regex(r"(?:Error|Exception|Exit|Warning|Failure|Fault)$")
_GATHERS: Final = frozenset({"list", "tuple", "sorted", "dict", "str", "repr", "join", "dumps"})
"""Functions that take all entries of a mapping as they are."""

_CALLBACKS: Final = frozenset({"map", "forEach", "filter", "then", "find", "some", "reduce", "flatMap", "sort"})


class Calls:
    """State of one run, and what calls do."""

    def __init__(self, flows: Flows, unit: Unit, summary: Summary) -> None:
        """Start a run of *unit* that adds to *summary*."""
        self.flows = flows
        self.unit = unit
        self.scope: Scope = unit.scope
        self.reading: Scope = unit.scope
        self.summary = summary
        self.number = id(unit.function or unit.scope.node or unit.module)
        self.python = unit.module.language == "python"
        self.go = unit.module.language == "go"
        self.rust = unit.module.language == "rust"
        self.csharp = unit.module.language == "csharp"
        self.ruby = unit.module.language == "ruby"
        self.shows_fields = self.python or self.go or unit.module.language in ("java", "kotlin", "csharp")
        """Printing an object shows what its fields hold."""
        self.env: dict[str, Value] = {}
        self.opened: dict[str, Expr] = {}
        """What names of ``with`` statements stand for."""
        self.changed: list[object] = []
        self.depth = 0

    def value(self, expr: Expr | None, scope: Scope | None = None) -> Value:
        """Return what *expr* holds."""
        raise NotImplementedError

    def seen(self, expr: Expr, value: Value) -> Value:
        """Return *value* with what an instance adds when it is printed."""
        raise NotImplementedError

    def at(self, node: Node) -> Location:
        """Return the place of *node*."""
        return location(self.reading.module, node)

    def key_of(self, scope: Scope, name: str) -> StoreKey:
        """Return the key under which the variable *name* bound in *scope* is stored."""
        if scope.node is None:
            return ("module", scope.module.path, name)
        return ("class" if isinstance(scope.node, Class) else "local", id(scope.node), name)

    def keep(self, name: str, value: Value) -> None:
        """Store a variable of this body for bodies that see it: closures, importers, instances."""
        if value:
            self.store(self.key_of(self.scope, name), value)

    def store(self, key: StoreKey, value: Value) -> None:
        """Add *value* to the shared store; what stands for parameters goes to the summary."""
        if key[0] == "local" and key[1] not in self.flows.closures:
            return
        if self.flows.write(key, value):
            self.changed.append(key)
        for (src, path), trace in value.items():
            if src.kind == "param" and len(self.summary.writes) < 64:
                self.summary.writes.setdefault((src, path, key), trace)

    def change(self, target: Expr, value: Value, node: Node) -> None:
        """Add *value* to the container that *target* names."""
        if not value:
            return
        if isinstance(target, Name):
            self.env[target.id] = join(self.env.get(target.id, NOTHING), value)
            for bound, inside in self.flows.project.bindings(target.id, self.reading)[:1]:
                if not isinstance(bound, Import):
                    self.store(self.key_of(inside, target.id), value)
        elif isinstance(target, Attr):
            owner = self.flows.class_of(target.value, self.reading)
            if owner is not None:
                self.store(("class", id(owner.node), target.name), value)
            else:
                self.change(target.value, under(value, target.name), node)

    def emit(self, sink: Sink, value: Value) -> None:
        """Note that *value* reaches *sink*; a parameter's part waits for the callers."""
        for (src, _), trace in value.items():
            if src.kind != "param":
                self.flows.reach(src, sink, trace)
            elif len(self.summary.sinks) < 64:
                self.summary.sinks.setdefault((src, sink), trace)

    def entries(self, expr: Expr) -> Value:
        """Return the environment where *expr* is a list of all its values: ``os.environ.items()``."""
        if isinstance(expr, Call) and isinstance(expr.func, Attr) and expr.func.name in ("items", "values", "entries"):
            held = self.value(expr.func.value)
            return held if any(s.kind == "environment" for s, _ in held) else NOTHING
        return NOTHING

    # ---- calls -------------------------------------------------------------------------------------------------------

    def call(self, expr: Call) -> Value:
        """Return what the result of a call holds, after its arguments have had their effects."""
        found = self.flows.callee(expr, self.reading)
        given = [(a, self.value(a.value)) for a in expr.args]
        if last_name(expr.func) in _GATHERS:
            given = [(a, v or self.entries(a.value)) for a, v in given]
        receiver = self.value(expr.func.value) if isinstance(expr.func, Attr) else NOTHING
        if isinstance(expr.func, Call | Function):
            self.value(expr.func)
        if found is not None and isinstance(found.node, Function):
            made = self.called(found.node, found, tuple(given), expr)
            return NOTHING if _SAFE.search(last_name(expr.func) or found.node.name) else made
        if found is not None and isinstance(found.node, Class):
            return self._constructed(expr, found, given)
        name = last_name(expr.func)
        made = self.flows.sources.of_call(expr, self.reading)
        if made:
            return made
        sinks.in_call(self, expr, given, receiver)
        if _SAFE.search(name) and name not in ("hideBin",):
            return NOTHING
        held = self._library(expr, name, given, receiver)
        if self.ruby and not held and not expr.args and not expr.new and isinstance(expr.func, Attr):
            # What an attribute holds is asked for by a call.
            return self.value(expr.func)
        return held

    def _library(self, expr: Call, name: str, given: list[tuple[Arg, Value]], receiver: Value) -> Value:
        values = [v for _, v in given]
        if self.rust and (made := rust_result(self, expr, name, given, receiver)) is not None:
            return made
        if self.csharp and (text := serialized(self, expr, name, given)) is not None:
            return text
        if isinstance(expr.func, Attr) and (receiver or name in _CHANGES):
            made = self._method(expr, expr.func, name, given, receiver)
            if made is not None:
                return made
        if not any(values):
            if name in ("asdict", "vars", "str", "repr", "dumps", "stringify", "format", "model_dump", "dict", "Marshal",
                        "MarshalIndent") or (self.shows_fields and name == "toString"):  # fmt: skip
                return self._printed(expr)
            return NOTHING
        if self.go and (expr.new or flag_name(self.flows.project, expr, self.reading) is not None):
            return join(*(under(v, a.name) if a.name and a.name[0] != "*" else v for a, v in given))
        if name in _SCHEMAS and any(s.kind == "environment" for v in values for s, _ in v):
            return {(Source("schema", "the settings"), ()): Trace(())}
        dotted = self.flows.project.dotted(expr.func, self.reading)
        if dotted in _WHOLE or name in (
            "dumps",
            "stringify",
            "urlencode",
            "join",
            "inspect",
            "pformat",
            "URLSearchParams",
        ):
            if dotted.endswith("URLSearchParams"):
                return join(*values)
            return join(*(shown(self.seen(a.value, v)) for a, v in given if a.name not in ("default", "indent")))
        if dotted in _SAME or name in _SAME or _ERROR.search(name):
            parts = [under(v, a.name) if a.name and a.name[0] != "*" else v for a, v in given]
            return shown(join(*parts)) if _ERROR.search(name) else join(*parts)
        return NOTHING

    def _printed(self, expr: Call) -> Value:
        """``asdict(config)``, ``str(settings)``, ``settings.model_dump()`` of an instance with credential fields."""
        whom = expr.args[0].value if expr.args else expr.func.value if isinstance(expr.func, Attr) else None
        found = self.seen(whom, NOTHING) if whom is not None else NOTHING
        if last_name(expr.func) in ("str", "repr", "dumps", "stringify", "Marshal", "MarshalIndent", "toString"):
            return shown(found)
        return found

    def _method(
        self, expr: Call, func: Attr, name: str, given: list[tuple[Arg, Value]], receiver: Value
    ) -> Value | None:
        if name in _CHANGES:
            self._mutation(func, name, given, expr)
        if name in ("get", "pop", "getItem", "get_secret_value") and receiver:
            return self._got(expr, name, given, receiver)
        if name in ("slice", "substring", "substr") and receiver:
            return self._part(expr, receiver)
        if name in ("split", "rsplit", "partition", "rpartition") and receiver:
            return under(plain(receiver), PART)
        if name in ("items", "values", "entries") and receiver:
            return receiver if not any(s.kind == "environment" for s, _ in receiver) else NOTHING
        if name in ("join", "joinToString") and receiver and not self.python:
            return shown(receiver)
        if name in _METHODS:
            extra = [v for _, v in given] if name in _JOINED else []
            held = shown(self.seen(func.value, receiver)) if name == "toString" and self.shows_fields else receiver
            return join(held, *(shown(v) for v in extra))
        if name in _CALLBACKS:
            whole = name in ("map", "flatMap") and any(s.kind == "environment" for s, _ in receiver)
            return receiver if whole and given and _shows_values(given[0][0].value) else NOTHING
        return None

    def _got(self, expr: Call, name: str, given: list[tuple[Arg, Value]], receiver: Value) -> Value:
        if name == "get_secret_value":
            return revealed(receiver)
        key = given[0][0].value if given else None
        default = given[1][1] if len(given) > 1 else NOTHING
        if isinstance(key, Str):
            return join(pick(receiver, key.value, self.at(expr)), default)
        names = self.flows.project.constants(self.reading.module, key, self.reading) if key is not None else ()
        return join(*(pick(receiver, n, self.at(expr)) for n in names[:8] if "*" not in n))

    def _part(self, expr: Call, receiver: Value) -> Value:
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
            length = (
                int(last.text) if last_name(expr.func) == "substr" or self.csharp else int(last.text) - int(first.text)
            )
            return cut(receiver) if length > sinks.SHOWN_CHARACTERS else NOTHING
        return plain(receiver) if last is None else NOTHING

    def _mutation(self, func: Attr, name: str, given: list[tuple[Arg, Value]], expr: Call) -> None:
        position = _CHANGES[name]
        sinks.search_parameter(self, func, name, given, expr)
        keyed = [under(v, a.name) for a, v in given if a.name and a.name[0] != "*"]
        plainly = [v for a, v in given if not a.name or a.name[0] == "*"]
        if name in ("set", "setdefault", "append") and len(given) == 2:
            key = given[0][0].value
            added = under(given[1][1], key.value if isinstance(key, Str) else ANY)
        elif name in ("append", "push", "add", "unshift", "insert"):
            added = under(plainly[position], "0") if position < len(plainly) else NOTHING
        else:
            added = join(*plainly, *keyed)
        if added and not any(s.kind == "environment" for s, _ in self.value(func.value)):
            self.change(func.value, step(added, self.at(expr), f"added to {last_name(func.value)}"), expr)

    # ---- the project's own functions ---------------------------------------------------------------------------------

    def _constructed(self, expr: Call, found: Definition, given: list[tuple[Arg, Value]]) -> Value:
        node = found.node
        assert isinstance(node, Class)
        maker = self.flows.project.constructor(node, found.module)
        if maker is not None:
            self.called(maker, found, tuple(given), expr, within=node.name)
        owner = self.flows.project.scope_of(found.module, node)
        names = list(self.flows.sources.fields(owner)) if maker is None else []
        if self.go or self.rust or self.csharp:
            names = [s.target.id for s in node.body if isinstance(s, Assign) and isinstance(s.target, Name)]
        for number, (arg, value) in enumerate(given):
            name = arg.name or (names[number] if self.go and number < len(names) else "")
            if name in names and value:
                secret = self.rust and any(
                    masks(s.annotation) for s in node.body if isinstance(s, Assign) and last_name(s.target) == name
                )
                value = hidden(value) if secret else value
                self.store(("class", id(node), name), step(value, self.at(expr), f"kept in {node.name}.{name}"))
        if _ERROR.search(node.name):
            return shown(join(*(v for _, v in given)))
        return NOTHING

    def called(
        self, function: Function, found: Definition, given: tuple[tuple[Arg, Value], ...], expr: Node, within: str = ""
    ) -> Value:
        """Return what a call of the project's *function* gives, and take over what it does with its arguments."""
        from keyproof.code.flows import bound, instantiated

        summary = self.flows.summary(function, self.number)
        name = within or function.name or "the function"
        values: dict[str, Value] = {}
        for (src, sink), trace in list(summary.sinks.items()):
            if src.function == id(function):
                value = self._argument(function, src.name, given, values)
                part = shown(bound(value, src, self.at(expr))) if value else NOTHING
                if part:
                    self.emit(sink, self._passed(part, src.name, name, expr, trace))
        for (src, path, key), trace in list(summary.writes.items()):
            if src.function == id(function):
                value = self._argument(function, src.name, given, values)
                part = bound(value, src, self.at(expr)) if value else NOTHING
                if part:
                    noted = step(part, self.at(expr), f"passed to {name}({src.name})")
                    self.store(key, instantiated(noted, path, trace))
        made: list[Value] = []
        for (src, path), trace in list(summary.returns.items()):
            if src.kind != "param":
                made.append({(src, path): trace})
            elif src.function == id(function):
                value = self._argument(function, src.name, given, values)
                part = bound(value, src, self.at(expr)) if value else NOTHING
                if part:
                    noted = step(part, self.at(expr), f"passed to {name}({src.name})")
                    made.append(instantiated(noted, path, trace))
        return join(*made)

    def _passed(self, value: Value, param: str, name: str, expr: Node, trace: Trace) -> Value:
        noted = step(value, self.at(expr), f"passed to {name}({param})")
        return {k: extended(t, trace.steps, partial=trace.partial) for k, t in noted.items()}

    def _argument(
        self, function: Function, name: str, given: tuple[tuple[Arg, Value], ...], known: dict[str, Value]
    ) -> Value:
        """Return what the call gives for the parameter *name*."""
        if name not in known:
            known[name] = _argument(function, name, given, self.at)
        return known[name]


def _argument(function: Function, name: str, given: tuple[tuple[Arg, Value], ...], at: object) -> Value:
    position, last_keyed, wanted = -1, False, None
    for param in function.params:
        if param.name in ("self", "cls") and position < 0:
            continue
        if not (param.key and last_keyed):
            position += 1
        last_keyed = bool(param.key)
        if param.name.lstrip("*.") == name:
            wanted = param
            break
    if wanted is None:
        return NOTHING
    for arg, value in given:
        if arg.name == name:
            return value
        if arg.name == "**" and value:
            found = pick(value, name, at(arg))  # type: ignore[operator]
            if found:
                return found
    plainly = [(a, v) for a, v in given if not a.name or a.name == "*"]
    if wanted.name.startswith("**"):
        return join(*(under(v, a.name) if a.name != "**" else v for a, v in given if a.name and a.name != "*"))
    if wanted.name.startswith(("*", "...")):
        return join(*(under(v, str(n)) for n, (_, v) in enumerate(plainly[position:])))
    if position >= len(plainly) or any(a.name == "*" for a, _ in plainly[: position + 1]):
        return NOTHING
    value = plainly[position][1]
    return pick(value, wanted.key, at(plainly[position][0])) if wanted.key and value else value  # type: ignore[operator]


def _shows_values(callback: Expr) -> bool:
    """``([name, value]) => …value…``, ``(entry) => entry.join("=")``: whether a callback of entries gives their values."""
    if not isinstance(callback, Function) or not callback.params:
        return False
    value = callback.params[-1].name
    return any(mentions(part, value) for part in callback.body)
