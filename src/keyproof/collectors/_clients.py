"""Configuration of MCP clients that stands inside the target: which of its credential fields hold literals."""

from __future__ import annotations

from functools import partial

from keyproof.collectors import Collected, Collector
from keyproof.collectors._client_files import Client, client_of, clients
from keyproof.collectors._reading import TEST_FOLDERS, Reading, base_name, folders, foreign, parse_as, place
from keyproof.collectors._servers import Field, field_state, fields
from keyproof.collectors._view import View
from keyproof.documents.tree import Value
from keyproof.documents.values import State
from keyproof.model.fact import ClientConfigCredential, CredentialDocumented, Fact
from keyproof.sources import TreeFile

_EXAMPLE_FOLDERS = frozenset(("doc", "docs", "example", "examples", "sample", "samples", "demo", "demos", "templates"))
_EXAMPLE_WORDS = ("example", "sample", "template", "demo", ".dist")
_NOT_CONFIG = frozenset(("package-lock.json", "composer.lock", "server.json", "tsconfig.json"))
_HEAD = 65_536
"""Bytes in which a file of no client's name must show the key ``mcpServers`` to be taken for a client's file."""


def collected(collector: Collector, view: View) -> Collected:
    """Read every client configuration of the tree, known by its path or by its top key."""
    reading = Reading(view)
    facts: list[Fact] = []
    for file in view.files:
        client = _client(view, file)
        if client is None:
            continue
        root = reading.parsed(file, partial(parse_as, client.format_of(file.path)))
        if root is not None:
            facts += _facts(file, root, client)
    return reading.collected(collector, facts, "client configuration files")


def _client(view: View, file: TreeFile) -> Client | None:
    """Return whose file it is; None when it is none, or one that says nothing of MCP servers."""
    name = base_name(file.path)
    if file.link or not name.endswith((".json", ".jsonc", ".yaml", ".yml", ".toml", ".code-workspace", ".dist")):
        return None
    if foreign(file.path) or not TEST_FOLDERS.isdisjoint(folders(file.path)) or name in _NOT_CONFIG:
        return None
    found = client_of(file.path)
    if found is not None:
        data = view.read(file)
        keys = {route[-1] for route in found.routes} | set(found.fields.get("own_env", ()))
        return found if any(key.encode() in data for key in keys) else None
    if name.endswith((".json", ".jsonc", ".json.dist")) and b'"mcpServers"' in view.read(file)[:_HEAD]:
        return next(c for c in clients() if c.id == "generic")
    return None


def _facts(file: TreeFile, root: Value, client: Client) -> list[Fact]:
    facts: list[Fact] = []
    for field in fields(root, client):
        if not field.secret:
            continue
        state = field_state(field, client)
        if state is None:
            continue
        facts.append(_credential(file, client, field, state))
        if field.name and example(file.path):
            facts.append(
                CredentialDocumented(
                    location=place(file.path, field.span),
                    name=field.name,
                    where="client-config",
                    value=state,
                )
            )
    return facts


def _credential(file: TreeFile, client: Client, field: Field, state: State) -> ClientConfigCredential:
    return ClientConfigCredential(
        location=place(file.path, field.span),
        client=client.title,
        server=field.server,
        field=field.path,
        value=state,
        committed=bool(file.tracked),
        mode=file.mode & 0o777,
    )


def example(path: str) -> bool:
    """Whether *path* is an example by its name or its folder, not a file a client reads."""
    name = base_name(path)
    return any(word in name for word in _EXAMPLE_WORDS) or not _EXAMPLE_FOLDERS.isdisjoint(folders(path))
