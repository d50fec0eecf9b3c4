"""The table of MCP clients: where each keeps its configuration, and which file of a target is whose."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from keyproof import kept
from keyproof.errors import RuleError
from keyproof.patterns import shell

Format = Literal["json", "jsonc", "yaml", "toml"]


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One MCP client, as its TOML file in ``keyproof.clients`` describes it."""

    id: str
    title: str
    format: Format
    routes: tuple[tuple[str, ...], ...]
    """Keys that lead to the servers (a map by name, or a list of maps with ``name``); ``*`` is any key."""
    references: tuple[str, ...] = ()
    """Regexes of what the client replaces when it starts a server: such text is no literal."""
    project: tuple[str, ...] = ()
    """Paths inside a project, shell patterns."""
    names: tuple[str, ...] = ()
    """Other base names under which copies and examples of the file are found in repositories."""
    user: dict[str, tuple[str, ...]] = {}
    """Paths of a user's own configuration, by ``macos``, ``linux``, ``windows`` or ``any``."""
    managed: dict[str, tuple[str, ...]] = {}
    """Paths an administrator writes, by system."""
    fields: dict[str, tuple[str, ...]] = {}
    """What the client calls ``env``, ``headers``, ``url``, ``command``, ``args``; see ``_servers``."""
    note: str = ""

    def format_of(self, path: str) -> Format:
        """Return how the file *path* is written: by its suffix where that says so, else as the client does."""
        suffix = path.rpartition(".")[2].lower()
        if suffix in ("yaml", "yml"):
            return "yaml"
        return "toml" if suffix == "toml" else "jsonc"


@cache
def clients() -> tuple[Client, ...]:
    """Return every client, the generic one last.

    Raises:
        RuleError: a file is not well formed.
    """
    folder = Path(__file__).parent.parent / "clients"
    name = f"clients-{kept.digest((Client.__struct_fields__, kept.contents(folder, '.toml')))}.msgpack"
    for raw in kept.recalled(name):
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(raw, type=tuple[Client, ...])
    read = [_client(file.name, file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))]
    found = tuple(sorted(read, key=lambda c: (c.id == "generic", c.id)))
    kept.save(kept.cache_folder() / name, msgspec.msgpack.encode(found), versions=True)
    return found


def _client(name: str, text: str) -> Client:
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        return msgspec.convert({"id": name.removesuffix(".toml"), **raw}, Client)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"clients/{name}: {error}") from None


def client_of(path: str) -> Client | None:
    """Return whose configuration the file *path* of a target is by its path, None when the path does not say."""
    lowered = path.lower()
    name = lowered.rpartition("/")[2]
    for client in clients():
        if any(_ends(lowered, pattern) for pattern in client.project):
            return client
    for client in clients():
        if any(shell(pattern.lower())(name) for pattern in client.names):
            return client
    return None


def _ends(path: str, pattern: str) -> bool:
    wanted = pattern.lower().split("/")
    parts = path.split("/")[-len(wanted) :]
    return len(parts) == len(wanted) and all(shell(w)(p) for p, w in zip(parts, wanted, strict=True))
