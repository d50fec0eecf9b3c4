"""The servers in a client's configuration, and every field of theirs that may carry a credential."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from keyproof.code.names import is_secret_name
from keyproof.collectors._client_files import Client, clients
from keyproof.collectors._credential_values import credential_state
from keyproof.documents.tree import Span, Value
from keyproof.documents.values import State, carries_secret, names_thing, secret_shaped
from keyproof.patterns import regex

Channel = Literal["env", "args", "headers", "url", "other", "input"]

_ENV_OPTIONS = frozenset(("-e", "--env"))
_HEADER_OPTIONS = frozenset(("-H", "--header", "--headers"))
_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]{0,200})=(.*)", re.S)
_HEADER = regex(r"([A-Za-z][A-Za-z0-9-]{0,100})[ \t]*[:=][ \t]*(.*)", re.S)
_OPTION = regex(r"(--?[A-Za-z][A-Za-z0-9_-]{0,100})(?:=(.*))?\Z", re.S)
_SKIPPED = frozenset(("command", "args", "env", "headers", "url", "type", "transport", "description", "name", "inputs"))


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of one server (or of the client itself: an input's default)."""

    server: str
    path: str
    """``env.API_KEY``, ``args[3]``, ``headers.Authorization``, ``url``."""
    name: str
    """What the credential is called: the variable, option or header; ``""`` where nothing names it."""
    text: str
    span: Span
    channel: Channel

    @property
    def secret(self) -> bool:
        """Whether it is a place for a credential, by its name or by what the value looks like."""
        if self.name and is_secret_name(self.name):
            return True
        return carries_secret(self.text) or secret_shaped(self.text, self.name)


def servers(root: Value, routes: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, Value]]:
    """Yield (name, map) of the servers under the first of *routes* that leads to some."""
    for route in routes:
        found = [pair for holder in _follow(root, route) for pair in _named(holder)]
        if found:
            yield from found
            return


def _follow(root: Value, route: tuple[str, ...]) -> list[Value]:
    reached = [root]
    for key in route:
        step: list[Value] = []
        for value in reached:
            step += [c.value for c in value.members() if key in ("*", c.key)]
        reached = step[:1_000]
    return reached


def _named(holder: Value) -> Iterator[tuple[str, Value]]:
    for child in holder.members():
        if child.value.kind == "map":
            yield child.key, child.value
    for item in holder.items():
        if item.kind == "map":
            yield item.text_at("name"), item


def fields(root: Value, client: Client) -> Iterator[Field]:
    """Yield every field of every server in *root* that may carry a credential, and the defaults of inputs."""
    for name, server in servers(root, client.routes):
        yield from server_fields(name, server, client.fields)
    for key in client.fields.get("own_env", ()):
        yield from _pairs("", key, root.get(key), "env")
    for holder in (root, root.get("mcp"), root.get("settings", "mcp")):
        inputs = holder.get("inputs") if holder is not None else None
        for item in inputs.items() if inputs is not None else ():
            default = item.get("default")
            if default is not None and default.kind == "string":
                label = item.text_at("id") or "input"
                path = f"inputs.{label}.default"
                yield Field(server="", path=path, name=label, text=default.text, span=default.span, channel="input")


def server_fields(name: str, server: Value, called: dict[str, tuple[str, ...]]) -> Iterator[Field]:
    """Yield the fields of one server; *called* maps ``env``, ``headers`` … to what its client calls them."""
    for key in called.get("env", ("env",)):
        yield from _pairs(name, key, server.get(key), "env")
    for key in ("headers", *called.get("headers", ())):
        yield from _pairs(name, key, server.get(key), "headers")
    for key in dict.fromkeys(("url", *called.get("url", ()))):
        found = server.get(key)
        if found is not None and found.kind == "string":
            yield Field(server=name, path=key, name="", text=found.text, span=found.span, channel="url")
    for key in ("args", *called.get("command", ("command",))):
        found = server.get(key)
        if found is not None:
            yield from arguments(name, key, [v for v in found.items() if v.kind != "map"])
    for key in called.get("nested", ()):
        inner = server.get(key)
        if inner is not None and inner.kind == "map":
            yield from server_fields(name, inner, {})
    known = _SKIPPED.union(*called.values()) if called else _SKIPPED
    yield from _others(name, server, known)


def _pairs(server: str, key: str, holder: Value | None, channel: Channel) -> Iterator[Field]:
    for child in holder.members() if holder is not None else ():
        if child.value.kind in ("string", "number"):
            path = f"{key}.{child.key}"
            text = child.value.text
            yield Field(server=server, path=path, name=child.key, text=text, span=child.value.span, channel=channel)
    for item in holder.items() if holder is not None else ():
        match = _ASSIGNMENT.match(item.text)
        if match is not None:
            path = f"{key}.{match[1]}"
            yield Field(server=server, path=path, name=match[1], text=match[2], span=item.span, channel=channel)


def _others(server: str, value: Value, known: frozenset[str]) -> Iterator[Field]:
    """Yield what stands elsewhere under a secret's name: ``oauth.clientSecret``, ``auth.CLIENT_SECRET``."""
    for keys, child in value.walk():
        if keys[0] in known or child.value.kind != "string" or not is_secret_name(child.key):
            continue
        yield Field(
            server=server,
            path=".".join(keys),
            name=child.key,
            text=child.value.text,
            span=child.value.span,
            channel="other",
        )


def arguments(server: str, key: str, words: list[Value]) -> Iterator[Field]:
    """Yield the credential-bearing words of a command line: ``-e K=V``, ``--api-key V``, ``--header``, URLs."""
    before = ""
    for index, word in enumerate(words):
        text = word.text
        option = _OPTION.match(text)
        name, value = "", text
        if before in _ENV_OPTIONS:
            match = _ASSIGNMENT.match(text)
            name, value = (match[1], match[2]) if match else ("", "")
        elif before in _HEADER_OPTIONS:
            match = _HEADER.match(text)
            name, value = (match[1], match[2]) if match else ("", "")
        elif option is not None and option[2] is not None:
            name, value = _joined_option(option)
        elif option is not None:
            before = text
            continue
        elif before:
            name = before if is_secret_name(before) or names_thing(before) else ""
        elif (match := _ASSIGNMENT.match(text)) is not None and match[1].isupper():
            name, value = match[1], match[2]
        before = ""
        if value:
            path = f"{key}[{index}]"
            yield Field(server=server, path=path, name=name, text=value, span=word.span, channel="args")


def _joined_option(option: re.Match[str]) -> tuple[str, str]:
    """Split ``--env=K=V``, ``--header=Name: value`` and ``--api-key=V``."""
    name, value = option[1], option[2]
    inner = None
    if name in _ENV_OPTIONS:
        inner = _ASSIGNMENT.match(value)
    elif name in _HEADER_OPTIONS:
        inner = _HEADER.match(value)
    return (inner[1], inner[2]) if inner else (name, value)


def field_state(field: Field, client: Client) -> State | None:
    """Return what the field's value is; None where it is a literal that cannot be a credential (``true``, ``8080``)."""
    if any(re.fullmatch(pattern, field.text.strip()) for pattern in client.references):
        return "reference"
    return credential_state(field.name, field.text, secret=field.secret)


def snippet_client(root: Value) -> Client | None:
    """Return a client whose servers *root* holds, for a snippet that says nothing of where it belongs."""
    for client in reversed(clients()):
        if next(servers(root, client.routes), None) is not None and _plausible(root, client):
            return client
    return None


def _plausible(root: Value, client: Client) -> bool:
    """Whether what the routes lead to are servers: each has a command, a URL, or an env."""
    wanted = {"command", "url", "env", "args", "serverUrl", "httpUrl", "cmd", "uri", "environment", "headers"}
    return all(any(c.key in wanted for c in server.members()) for _, server in servers(root, client.routes))


def lone_server(root: Value) -> Value | None:
    """Return *root* when it is one server by itself, as one-click install links carry it."""
    keys = {c.key for c in root.members()}
    return root if keys & {"command", "url", "serverUrl"} else None
