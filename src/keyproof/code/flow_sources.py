"""Where credentials enter a program, for the flow analysis: reads by node, settings fields, calls that make tokens."""

from __future__ import annotations

from typing import Final

from keyproof.code.env_reads import env_reads
from keyproof.code.flow_values import (
    ENV_NOTE,
    HEADER_NOTE,
    MASKED,
    NOTHING,
    Kind,
    Source,
    Trace,
    Value,
    is_credential,
    source,
    under,
)
from keyproof.code.ir import Assign, Call, Class, Function, Name
from keyproof.code.messages import last_name
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.property_reads import LANGUAGES as JVM
from keyproof.code.request_reads import header_reads
from keyproof.code.scope import Scope
from keyproof.code.settings_reads import settings_reads
from keyproof.code.sources_table import HEADER_CALLS, OPTION_CALLS
from keyproof.code.store_reads import store_reads
from keyproof.code.taken import Taken, location
from keyproof.model.place import Location

_NOTES: Final[dict[str, str]] = {
    "env": ENV_NOTE,
    "header": HEADER_NOTE,
    "keyring": "taken from the keyring",
    "secret-manager": "taken from the secret manager",
}

MINTED: Final = {
    "assume_role": "temporary AWS credentials",
    "assume_role_with_web_identity": "temporary AWS credentials",
    "get_session_token": "temporary AWS credentials",
    "get_federation_token": "temporary AWS credentials",
    "create_token_with_iam": "an OIDC token",
    "generate_db_auth_token": "a database token",
    "run_local_server": "the OAuth tokens",
    "run_console": "the OAuth tokens",
    "acquire_token_interactive": "the OAuth tokens",
    "acquire_token_by_device_flow": "the OAuth tokens",
    "acquire_token_silent": "the OAuth tokens",
}
"""Methods of cloud SDKs and OAuth libraries that give out a working credential."""

MADE: Final = frozenset({
    "secrets.token_urlsafe", "secrets.token_hex", "secrets.token_bytes", "crypto.randomBytes", "crypto.randomUUID",
    "crypto.default.randomBytes", "crypto.default.randomUUID", "randomBytes", "randomUUID",
})  # fmt: skip
"""Functions whose result is a secret when it is kept under a secret's name."""

REPLY_KEYS: Final = frozenset(
    {"access_token", "refresh_token", "accessToken", "refreshToken", "AccessToken", "RefreshToken"}
)
"""Members of a token endpoint's reply (RFC 6749 section 5.1). Whatever object they are taken from, they are credentials."""

_SHOWING: Final = frozenset({"BaseModel", "BaseSettings", "TypedDict", "NamedTuple", "SQLModel", "Struct"})
_DATACLASS: Final = frozenset({
    "dataclass", "define", "attrs", "frozen", "pydantic_dataclass", "s", "record", "data", "Data", "ToString",
})  # fmt: skip


class Sources:
    """The credentials of one project by the node that takes them."""

    def __init__(self, project: Project, paths: list[str], phases: Phases) -> None:
        """Find the reads in the modules at *paths*."""
        self.project = project
        self.phases = phases
        self.by_node: dict[int, Value] = {}
        self.declared: dict[tuple[str, object, str], Value] = {}
        """Fields of settings classes, by the key they are stored under."""
        self._fields: dict[int, tuple[str, ...]] = {}
        for taken in (*env_reads(project, paths), *header_reads(project, paths)):
            self._note(taken)
        for taken in store_reads(project, paths):
            if taken.source in ("keyring", "secret-manager"):
                self._note(taken)
        for taken in settings_reads(project, paths):
            self._declare(taken)

    def _note(self, taken: Taken) -> None:
        if taken.secret or is_credential(taken.name):
            kind: Kind = taken.source if taken.source in _NOTES else "env"  # type: ignore[assignment]
            note = _NOTES[kind]
            made = source(kind, taken.name, taken.location, note, 0.7 if _is_address(taken.name) else 0.9)
            self.by_node.setdefault(id(taken.steps[-1].node), {}).update(made)

    def _declare(self, taken: Taken) -> None:
        here = taken.steps[-1]
        if isinstance(here.node, Call) and taken.module.language in JVM:
            # What Spring injects into a parameter, or a call asks the settings for.
            self._note(taken)
        if not taken.declared or not isinstance(here.node, Assign) or not isinstance(here.scope.node, Class):
            return
        if is_credential(taken.name) or is_credential(taken.declared):
            made = source("settings", taken.name, taken.location, ENV_NOTE, 0.7 if _is_address(taken.name) else 0.9)
            if "Secret" in here.node.annotation:
                made = under(made, MASKED)
            key = ("class", id(here.scope.node), taken.declared)
            self.declared[key] = {**self.declared.get(key, {}), **made}

    def of_call(self, call: Call, scope: Scope) -> Value:
        """Return the credential that a library's call gives out, NOTHING for most."""
        last = last_name(call.func)
        where = location(scope.module, call)
        if last in MINTED and not isinstance(call.func, Name):
            return source("minted", MINTED[last], where, "given out by the service", 0.85)
        if last in ("parse_args", "parse_known_args", "opts"):
            return {(Source("options", "the command line"), ()): Trace((), 0.85)}
        if last == "get_http_headers" or self.project.dotted(call.func, scope) in HEADER_CALLS:
            return {(Source("headers", "Authorization"), ()): _trace(where, "the request's headers")}
        return NOTHING

    def is_made(self, call: Call, scope: Scope) -> bool:
        """Return whether *call* makes random text fit for a secret."""
        return self.project.dotted(call.func, scope) in MADE

    def of_parameters(self, function: Function, scope: Scope) -> dict[str, Value]:
        """Return the parameters of a command that are credentials: click and typer give options as parameters."""
        found: dict[str, Value] = {}
        command = any(
            self.project.dotted(d.func, scope) in OPTION_CALLS or last_name(d.func) in ("command", "callback")
            for d in function.decorators
            if isinstance(d, Call)
        )
        for param in function.params:
            if command and is_credential(param.name):
                name = "--" + param.name.replace("_", "-")
                found[param.name] = source(
                    "cli", name, location(scope.module, param), "taken from the command line", 0.85
                )
        return found

    def fields(self, owner: Scope) -> tuple[str, ...]:
        """Return the fields that instances of *owner* show when printed; none for classes that keep them to themselves."""
        node = owner.node
        if not isinstance(node, Class):
            return ()
        if id(node) not in self._fields:
            self._fields[id(node)] = self._shown_fields(node, owner)
        return self._fields[id(node)]

    def _shown_fields(self, node: Class, owner: Scope) -> tuple[str, ...]:
        if owner.module.language == "go":
            return self._struct_fields(node, owner)
        if owner.module.language == "rust":
            derived = (a.value for d in node.decorators if isinstance(d, Call) for a in d.args)
            shown = any(last_name(v) == "Debug" for v in derived)
            fields = (s.target.id for s in node.body if isinstance(s, Assign) and isinstance(s.target, Name))
            return tuple(fields) if shown else ()
        heritage = [b for o in self.project.classes.bases(owner) if isinstance(o.node, Class) for b in o.node.bases]
        data = any(last_name(d) in _DATACLASS for d in node.decorators)
        if not data and not any(last_name(b) in _SHOWING for b in heritage):
            return ()
        if any(
            isinstance(f, Function)
            for n in ("__repr__", "__str__", "__repr_args__", "toString", "ToString", "PrintMembers")
            for f in owner.names.get(n, ())
        ):
            return ()
        return tuple(
            s.target.id
            for s in node.body
            if isinstance(s, Assign) and isinstance(s.target, Name) and s.annotation and not _is_hidden(s)
        )

    def _struct_fields(self, node: Class, owner: Scope) -> tuple[str, ...]:
        """Go prints all fields, those of other packages' types too, unless the type says otherwise."""
        if any(n in part.names for part in self.project.classes.bases(owner) for n in _STRINGERS):
            return ()
        return tuple(
            s.target.id
            for s in node.body
            if isinstance(s, Assign) and isinstance(s.target, Name) and 'json:"-' not in s.annotation
        )


_STRINGERS: Final = (
    "String",
    "GoString",
    "LogValue",
    "Format",
    "MarshalText",
    "MarshalJSON",
    "MarshalYAML",
    "MarshalLogObject",
)
"""Methods by which a Go type says how it is printed."""


def _is_hidden(field: Assign) -> bool:
    """``field(repr=False)`` and ``Field(exclude=True)``; secret types are masked on their own."""
    value = field.value
    if not isinstance(value, Call):
        return False
    return any(a.name in ("repr", "exclude") for a in value.args)


def _is_address(name: str) -> bool:
    return name.lower().endswith(("url", "uri", "dsn", "connection_string"))


def _trace(where: Location, note: str) -> Trace:
    return next(iter(source("headers", "", where, note, 0.8).values()))
