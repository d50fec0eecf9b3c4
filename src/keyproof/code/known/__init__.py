"""What the libraries of one language are called, one language a file; the tables of ``keyproof.code`` hold them all.

Names are dotted as ``Project.dotted`` gives them for that language's lowering. Python's and JavaScript's stand in the
tables themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from keyproof import registry
from keyproof.patterns import regex

Transport = Literal["stdio", "streamable-http", "sse"]

Control = Literal[
    "authorization", "oauth", "audience", "issuer", "signature", "expiry", "pkce", "short-lived", "resource-metadata",
    "www-authenticate", "https", "header-only", "session-auth", "static-token", "constant-time", "dns-rebinding",
]  # fmt: skip
State = Literal["present", "absent", "weak"]
Shown = tuple[Control, State, str]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The names of one language. What each means is said at the table of the same name in capitals."""

    # sources_table
    env_objects: frozenset[str] = frozenset()
    env_getters: frozenset[str] = frozenset()
    raising_getters: frozenset[str] = frozenset()
    env_readers: Mapping[str, bool] = {}
    option_calls: frozenset[str] = frozenset()
    option_methods: frozenset[str] = frozenset()
    option_classes: frozenset[str] = frozenset()
    secret_managers: Mapping[str, str] = {}
    keyring_calls: frozenset[str] = frozenset()
    secret_calls: Mapping[str, str] = {}
    cloud_chains: Mapping[str, str] = {}
    oauth_calls: Mapping[str, str] = {}
    file_loads: frozenset[str] = frozenset()
    clients: Mapping[str, tuple[str, ...]] = {}
    raising_clients: frozenset[str] = frozenset()
    header_calls: frozenset[str] = frozenset()
    tool_decorators: frozenset[str] = frozenset()
    tool_methods: frozenset[str] = frozenset()
    start_names: frozenset[str] = frozenset()
    clean_starts: frozenset[str] = frozenset()
    """Callbacks of CLI libraries whose error the library prints without a stack trace before the program ends."""
    start_decorators: frozenset[str] = frozenset()
    """Annotations of methods that a framework calls while it starts."""
    start_classes: frozenset[str] = frozenset()
    """Annotations of classes that a framework makes while it starts."""
    # outcomes
    exits: frozenset[str] = frozenset()
    exit_methods: frozenset[str] = frozenset()
    """Methods of any receiver that end the program with a message (Go's ``logger.Fatal``)."""
    error_results: frozenset[str] = frozenset()
    """Functions of the SDKs, by last name, whose result is an answer marked as an error."""
    clean_errors: frozenset[str] = frozenset()
    logs: frozenset[str] = frozenset()
    # flow_library
    same: frozenset[str] = frozenset()
    """Functions whose result holds what their arguments hold."""
    whole: frozenset[str] = frozenset()
    """Functions that turn the whole of their argument into text."""
    # sinks_table
    log_methods: frozenset[str] = frozenset()
    stdout: frozenset[str] = frozenset()
    stderr: frozenset[str] = frozenset()
    http_methods: frozenset[str] = frozenset()
    http_clients: frozenset[str] = frozenset()
    header_setters: frozenset[str] = frozenset()
    """Methods of request builders that take a header."""
    query_setters: frozenset[str] = frozenset()
    """Methods of URL builders that take a parameter of the query and its value."""
    subprocess: frozenset[str] = frozenset()
    file_writes: frozenset[str] = frozenset()
    # servers_table
    makers: frozenset[str] = frozenset()
    sdk_imports: str = ""
    """An expression for the modules of its MCP SDKs; ``""`` for none."""
    transport_calls: Mapping[str, Transport] = {}
    # http_auth_table: name of a call, then (control, state, what shows it)
    http_auth: Mapping[str, tuple[Shown, ...]] = {}
    jwt_calls: frozenset[str] = frozenset()


KNOWN: Final[tuple[Known, ...]] = tuple(registry.load_all("keyproof.code.known", "KNOWN").values())


def names(field: str) -> frozenset[str]:
    """Return the names that *field* has in all languages."""
    return frozenset[str]().union(*(getattr(known, field) for known in KNOWN))


def entries(field: str) -> dict[str, str]:
    """Return the entries of words that *field* has in all languages."""
    return {name: value for known in KNOWN for name, value in getattr(known, field).items()}


def either(expression: re.Pattern[str], field: str) -> re.Pattern[str]:
    """Return *expression*, or what *field* says in any language."""
    more = [getattr(known, field) for known in KNOWN if getattr(known, field)]
    return regex("|".join((expression.pattern, *more)), expression.flags) if more else expression
