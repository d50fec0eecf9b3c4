"""What is known of a value: which credentials it holds, under which keys, and how they came there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

import msgspec

from keyproof.code.names import is_secret_name
from keyproof.model.place import Location

_STEPS: Final = 14
"""Steps kept of one flow; real ones have under ten."""
_PATH: Final = 4
"""Keys followed into nested containers."""

Kind = Literal["env", "settings", "cli", "header", "keyring", "secret-manager", "oauth", "generated", "minted",
               "environment", "schema", "headers", "options", "param"]  # fmt: skip
"""``environment``, ``schema`` (what a schema takes of it), ``headers`` and ``options`` are whole objects whose members are
credentials; ``param`` is symbolic."""

WHOLES: Final = frozenset({"environment", "schema", "headers", "options"})

MASKED: Final = "<masked>"
"""Key of a value inside a type that prints stars (``SecretStr``); taking the value out removes it."""

PART: Final = "<part>"
"""Key of what a credential was split into: the first part is a scheme or a user's name, the others are secret."""

ANY: Final = "<any>"
"""Key that is known only at run time."""

_INSIDE: Final = frozenset({
    "SecretString", "SecretBinary", "payload", "data", "value", "Credentials", "credentials", "Parameter", "Value", "key",
    "secret", "tokens", "groups",
})  # fmt: skip
"""Members of a reply that holds a credential which hold it too, although their names do not say so."""


class Source(msgspec.Struct, frozen=True):
    """Where a credential comes in; for ``param`` the function, parameter and members that stand for one."""

    kind: Kind
    name: str
    at: tuple[str, int, int] = ("", 0, 0)
    function: int = 0
    access: tuple[str, ...] = ()


class Trace(NamedTuple):
    """The steps from a source on, and how sure they are."""

    steps: tuple[Location, ...]
    confidence: float = 0.9
    partial: bool = False
    """Only a part of the credential is left."""


Path = tuple[str, ...]
Value = dict[tuple[Source, Path], Trace]

NOTHING: Final[Value] = {}
"""The value that holds no credential. Never changed in place."""


def join(*values: Value) -> Value:
    """Return everything that any of *values* holds; the first trace of each wins."""
    some = [v for v in values if v]
    if len(some) < 2:
        return some[0] if some else NOTHING
    made: Value = {}
    for value in some:
        for key, trace in value.items():
            made.setdefault(key, trace)
    return made


def under(value: Value, key: str) -> Value:
    """Return a container that holds *value* under *key*."""
    return {(s, (key, *path)[:_PATH]): t for (s, path), t in value.items()}


def source(kind: Kind, name: str, location: Location, note: str, confidence: float = 0.9) -> Value:
    """Return the value that holds the credential *name* read at *location*."""
    at = (location.path, location.line or 0, location.column or 0)
    return {(Source(kind, name, at), ()): Trace((_noted(location, note),), confidence)}


def _noted(location: Location, note: str) -> Location:
    return Location(
        path=location.path, line=location.line, column=location.column, end_line=location.end_line,
        end_column=location.end_column, note=note,
    )  # fmt: skip


def step(value: Value, location: Location, note: str, less: float = 0.0) -> Value:
    """Return *value* with one more step on every trace; *less* is taken off its confidence."""
    if not value:
        return NOTHING
    here = _noted(location, note)
    return {key: extended(trace, (here,), less) for key, trace in value.items()}


def extended(trace: Trace, steps: Iterable[Location], less: float = 0.0, partial: bool = False) -> Trace:
    """Return *trace* with *steps* after its own, bounded: the middle is dropped, the ends stay."""
    joined = list(trace.steps)
    for here in steps:
        if not joined or joined[-1] != here:
            joined.append(here)
    if len(joined) > _STEPS:
        joined = [*joined[: _STEPS - 4], *joined[-4:]]
    return Trace(tuple(joined), round(max(trace.confidence - less, 0.3), 2), trace.partial or partial)


def pick(value: Value, key: str, location: Location) -> Value:
    """Return what the member *key* of *value* holds."""
    made: Value = {}
    for (src, path), trace in value.items():
        if path:
            if path[0] == key or (path[0] == ANY and is_secret_name(key)) or (path[0] == PART and key != "0"):
                made.setdefault((src, path[1:]), trace)
        elif src.kind == "param":
            if len(src.access) < _PATH:
                made[(Source("param", src.name, src.at, src.function, (*src.access, key)), ())] = trace
        elif src.kind in WHOLES:
            made.update(_member(src, key, location))
        elif key in _INSIDE or is_secret_name(key):
            made.setdefault((src, ()), trace)
    return made


def _member(src: Source, key: str, location: Location) -> Value:
    if src.kind == "headers":
        if key.lower() == "authorization" or is_secret_name(key):
            return source("header", "-".join(p.capitalize() for p in key.lower().split("-")), location, HEADER_NOTE)
        return NOTHING
    if not is_credential(key):
        return NOTHING
    if src.kind in ("environment", "schema"):
        return source("env", key, location, ENV_NOTE)
    return source("cli", "--" + key.replace("_", "-"), location, "taken from the command line")


ENV_NOTE: Final = "read from the environment"
HEADER_NOTE: Final = "taken from the request's header"
REPLY_NOTE: Final = "taken from the reply of the authorization server"


def is_credential(name: str) -> bool:
    """Return whether the value of this name is itself secret: an access key's id and a path to a file are not."""
    low = name.lower().strip("-_*").replace("-", "_")
    if low.endswith(("access_key_id", "credentials", "credential", "headers", "accesskeyid", "netrc")):
        return False
    return is_secret_name(name)


def items(value: Value) -> Value:
    """Return what an element of the list *value* may hold."""
    made: Value = {}
    for (src, path), trace in value.items():
        if path and (path[0].isdigit() or path[0] == ANY):
            made.setdefault((src, path[1:]), trace)
        elif not path and src.kind not in WHOLES and src.kind != "param":
            made.setdefault((src, ()), trace)
    return made


def shown(value: Value) -> Value:
    """Return what a reader of the whole of *value* sees: everything that is not masked, no keys left."""
    made: Value = {}
    for (src, path), trace in value.items():
        if MASKED not in path:
            made.setdefault((src, ()), trace)
    return made


def plain(value: Value) -> Value:
    """Return what stands in *value* itself and not under a key."""
    return {key: trace for key, trace in value.items() if not key[1]}


def revealed(value: Value) -> Value:
    """Return *value* taken out of the type that masks it."""
    made: Value = {}
    for (src, path), trace in value.items():
        if path and path[0] == MASKED:
            made.setdefault((src, path[1:]), trace)
        elif src.kind == "param" and not path:
            made.setdefault((Source("param", src.name, src.at, src.function, (*src.access, MASKED)), ()), trace)
    return made


def cut(value: Value) -> Value:
    """Return *value* of which only a part is left."""
    return {key: Trace(t.steps, min(t.confidence, 0.6), True) for key, t in plain(value).items()}


def bound(value: Value, source: Source, at: Location) -> Value:
    """Return the part of an argument's *value* that *source*, a parameter with members, stands for."""
    for name in source.access:
        value = revealed(value) if name == MASKED else pick(value, name, at)
    return value


def instantiated(value: Value, path: Path, after: Trace) -> Value:
    """Return *value* as it comes out of a callee, under *path* and with the callee's steps."""
    made: Value = {}
    for (src, inner), trace in value.items():
        key = (src, (*path, *inner)[:4])
        made.setdefault(key, extended(trace, after.steps, partial=after.partial))
    return made
