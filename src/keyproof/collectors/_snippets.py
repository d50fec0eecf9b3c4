"""The names that a piece of text tells a user to set: shell lines, JSON, YAML and TOML snippets, install links."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from keyproof.code.names import is_secret_name
from keyproof.collectors._credential_values import credential_state
from keyproof.collectors._reading import parse_as
from keyproof.collectors._servers import Field, fields, lone_server, server_fields, snippet_client
from keyproof.documents.tree import Child, DocumentError, Value
from keyproof.documents.values import State
from keyproof.patterns import regex

NAME = r"[A-Z][A-Z0-9]{0,60}(?:_[A-Z0-9]{1,60}){1,12}"
_NAME = regex(NAME)
_SETTING = regex(rf"({NAME})(?:=(.*))?", re.S)
_VARIABLE = regex(r"[A-Za-z_][A-Za-z0-9_]{0,200}")
"""A variable's name in text: capitals with an underscore at least once, else it is a word or an acronym."""

_SHELL = (
    regex(
        rf"(?:^|[\s;&|(])(?:export|setenv|set|SET)[ \t]+({NAME})(?:[ \t]*=[ \t]*|[ \t]+)"
        r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|]*)"
    ),
    regex(rf"\$env:({NAME})[ \t]*=[ \t]*(\"[^\"\n]*\"|'[^'\n]*'|[^\s;]*)", re.I),
    regex(rf"(?:^|\s)(?:-e|--env)[ \t=]+[\"']?({NAME})(?:=(\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'\\]*))?"),
    regex(rf"(?:^|[\s;&|(])({NAME})=(\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|\\]*)"),
)
_FLAG = regex(r"(?:^|[\s\"'\[,`])(--[a-z][a-z0-9]*(?:-[a-z0-9]+){0,6})(?:[ =]+([^\s\"'`,\]|)]+))?")
_SWITCH = regex(r"-(?:disable|enable|skip|allow|no|unsafe|dangerously|without)-|-only\Z|-string\Z|-stdin\Z")
_PAIR = regex(rf"[\"']?({NAME})[\"']?[ \t]*[:=][ \t]*(\"[^\"\n]*\"|'[^'\n]*'|[^\s,#}}]*)")
_LINK = regex(
    r"(?:cursor|vscode|vscode-insiders|code-oss|windsurf|kiro|goose)(?:://|:)[^\s)\"'<>\]]{4,8000}"
    r"|https://(?:insiders\.)?vscode\.dev/redirect[^\s)\"'<>\]]{4,8000}"
    r"|https://(?:www\.)?cursor\.com/[^\s)\"'<>\]]{0,60}install-mcp[^\s)\"'<>\]]{0,8000}"
    r"|https://(?:www\.)?kiro\.dev/[^\s)\"'<>\]]{0,60}add[^\s)\"'<>\]]{0,8000}"
)
_DATA = frozenset(("json", "jsonc", "json5", "yaml", "yml", "toml"))
_LINE_CHARS = 4_000
"""Characters of one line that are looked at for shell assignments."""


class Named(msgspec.Struct, frozen=True):
    """One name in a snippet. ``line`` counts from 0 within the snippet."""

    name: str
    value: State | None
    """None when the snippet gives no value (or one that cannot be a credential)."""
    line: int


def names_in_block(language: str, text: str) -> Iterator[Named]:
    """Yield the names in a fenced block of *language*."""
    stripped = text.lstrip()
    if language in _DATA or stripped.startswith(("{", '"mcpServers"', '"env"', '"servers"')):
        root = _data(language, text)
        if root is not None:
            yield from names_in_tree(root)
        else:
            yield from _pairs(text)
        return
    yield from names_in_shell(text)


def _data(language: str, text: str) -> Value | None:
    kind = {"yml": "yaml", "yaml": "yaml", "toml": "toml"}.get(language, "jsonc")
    attempts = (
        [text] if kind != "jsonc" or text.lstrip().startswith("{") else [text, "{" + text.rstrip().rstrip(",") + "}"]
    )
    for attempt in attempts:
        try:
            return parse_as(kind, attempt)
        except DocumentError:
            continue
    return None


def names_in_tree(root: Value) -> Iterator[Named]:
    """Yield the names in a parsed snippet: the fields of servers, else every key that reads as a variable."""
    client = snippet_client(root)
    found: list[Field] = []
    if client is not None:
        found = list(fields(root, client))
    elif (server := lone_server(root)) is not None:
        found = list(server_fields("", server, {}))
    seen = set()
    for field in found:
        variable = field.channel == "env" and _VARIABLE.fullmatch(field.name)
        if field.name and (variable or is_secret_name(field.name)):
            seen.add((field.span.line, field.name))
            yield Named(field.name, credential_state(field.name, field.text), field.span.line - 1)
    for _, child in root.walk():
        named = _named(child)
        if named is not None and (child.span.line, named.name) not in seen:
            yield named


def _named(child: Child) -> Named | None:
    """Return the name a member or item sets: a key that reads as a variable, or text such as ``NAME=value``."""
    value, line = child.value, child.span.line - 1
    if value.kind in ("string", "number", "null") and _NAME.fullmatch(child.key):
        return Named(child.key, credential_state(child.key, value.text), line)
    match = _SETTING.fullmatch(value.text) if value.kind == "string" else None
    if match is None or (match[2] is None and not is_secret_name(match[1])):
        return None
    return Named(match[1], None if match[2] is None else credential_state(match[1], match[2]), line)


def names_in_shell(text: str) -> Iterator[Named]:
    """Yield the names that shell lines (or an env file's) set, and secret options with their value."""
    for number, line in enumerate(text.split("\n")):
        cut = line[:_LINE_CHARS]
        seen = set()
        for pattern in _SHELL:
            for match in pattern.finditer(cut):
                if match[1] not in seen:
                    seen.add(match[1])
                    yield Named(match[1], None if match[2] is None else credential_state(match[1], match[2]), number)
        yield from options_in(cut, number)


def options_in(text: str, line: int) -> Iterator[Named]:
    """Yield the command-line options of *text* that carry a credential, with the value that follows."""
    for match in _FLAG.finditer(text[:_LINE_CHARS]):
        if is_secret_name(match[1]) and not _SWITCH.search(match[1]):
            value = match[2] or ""
            yield Named(
                match[1], credential_state(match[1], value) if value and not value.startswith("-") else None, line
            )


def _pairs(text: str) -> Iterator[Named]:
    for number, line in enumerate(text.split("\n")):
        for match in _PAIR.finditer(line[:_LINE_CHARS]):
            yield Named(match[1], credential_state(match[1], match[2]), number)


def install_links(text: str) -> Iterator[tuple[str, Value]]:
    """Yield (link scheme or host, decoded configuration) of the one-click install links in *text*."""
    for match in _LINK.finditer(text):
        for candidate in _payloads(match.group()):
            try:
                root = parse_as("jsonc", candidate)
            except DocumentError:
                continue
            if root.kind == "map":
                yield match.group().split("?")[0][:80], root
                break


def _payloads(link: str) -> Iterator[str]:
    """Yield texts that may be the configuration: the ``config`` parameter or the whole query, also from base64."""
    parts = urlsplit(link.replace("&amp;", "&"))
    try:
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return
    nested = [unquote(v) for v in query.get("url", ())]
    for inner in nested:
        if inner != link and "?" in inner:
            yield unquote(inner.split("?", 1)[1])
    for value in (*query.get("config", ()), *query.get("obj", ())):
        yield value
        yield unquote(value)
        yield _decoded(value)
    if parts.query.startswith(("%7B", "%7b", "{")):
        yield unquote(parts.query)


def _decoded(value: str) -> str:
    text = unquote(value).replace("-", "+").replace("_", "/").replace(" ", "+")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        decoded = data.decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    if decoded.startswith('"'):  # a configuration that was encoded as a string first
        try:
            inner = json.loads(decoded)
        except ValueError:
            return decoded
        return inner if isinstance(inner, str) else decoded
    return decoded
