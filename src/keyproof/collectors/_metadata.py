"""The formats that declare an MCP server's settings: registry server.json, MCPB, smithery, Docker's catalog.

Fields after the registry's schemas of 2025-07-09 (snake case) to 2025-12-11 (camel case), MCPB manifest 0.1 to 0.4,
smithery.yaml's ``startCommand`` and Docker's MCP catalog ``server.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from keyproof.code.names import is_secret_name
from keyproof.collectors._credential_values import credential_state
from keyproof.collectors._reading import place
from keyproof.documents.tree import Span, Value
from keyproof.documents.values import State
from keyproof.model.fact import CredentialDocumented
from keyproof.patterns import regex

_VARIABLE = regex(r"\{([A-Za-z_][A-Za-z0-9_.-]{0,100})\}")
_ENV_ARGUMENT = regex(r"([A-Za-z_][A-Za-z0-9_]{0,200})=(.*)", re.S)
_USER_CONFIG = regex(r"\$\{user_config\.([A-Za-z0-9_-]{1,100})\}")
_MAPPED = regex(
    r"[\"']?([A-Z][A-Z0-9_]{2,100})[\"']?\s{0,20}[:=]\s{0,20}[^,;\n]{0,80}?\bconfig(?:\.|\[[\"'])([A-Za-z0-9_]{1,100})"
)


def _either(value: Value, camel: str, snake: str) -> Value | None:
    return value.get(camel) or value.get(snake)


def _flag(value: Value, camel: str, snake: str) -> bool | None:
    found = _either(value, camel, snake)
    return None if found is None or found.kind != "bool" else found.text == "true"


def _state(name: str, texts: list[str], secret: bool | None) -> State | None:
    """Return the gravest state of the values a declaration gives; a declared secret needs no secret's name."""
    states = [credential_state(name, text, secret=bool(secret)) for text in texts]
    order: tuple[State, ...] = ("literal", "placeholder", "reference", "empty")
    return next((s for s in order if s in states), None)


def _said(value: Value) -> bool:
    return len(value.text_at("description").split()) >= 2


def server_json(path: str, root: Value) -> Iterator[CredentialDocumented]:
    """Yield what a registry ``server.json`` declares: environment variables, arguments, headers."""
    holders = [root, *(s for s in (root.get("server"),) if s is not None)]
    for holder in holders:
        for package in _list(holder, "packages"):
            for entry in _entries(package, "environmentVariables", "environment_variables"):
                yield from _input(path, entry, entry.text_at("name"))
            for key in (("runtimeArguments", "runtime_arguments"), ("packageArguments", "package_arguments")):
                for entry in _entries(package, *key):
                    yield from _argument(path, entry)
            for header in _list(package.get("transport"), "headers"):
                yield from _input(path, header, header.text_at("name"))
        for remote in _list(holder, "remotes"):
            for header in _list(remote, "headers"):
                yield from _input(path, header, header.text_at("name"))


def _list(value: Value | None, key: str) -> tuple[Value, ...]:
    found = value.get(key) if value is not None else None
    return tuple(v for v in found.items() if v.kind == "map") if found is not None else ()


def _entries(value: Value, camel: str, snake: str) -> tuple[Value, ...]:
    return _list(value, camel) or _list(value, snake)


def _input(path: str, entry: Value, name: str, value: str | None = None) -> Iterator[CredentialDocumented]:
    """Yield the fact of one input; where its value is a template, the flags of the variables count too."""
    if not name:
        return
    text = entry.text_at("value") if value is None else value
    flagged = [entry]
    variables = entry.get("variables")
    for match in _VARIABLE.finditer(text[:2_000]):
        inner = variables.get(match[1]) if variables is not None else None
        flagged += [inner] if inner is not None else []
    secrets = [_flag(f, "isSecret", "is_secret") for f in flagged]
    required = [_flag(f, "isRequired", "is_required") for f in flagged]
    secret = True if True in secrets else secrets[0]
    texts = [t for t in (text, *(f.text_at(k) for f in flagged for k in ("default", "placeholder"))) if t]
    yield CredentialDocumented(
        location=place(path, (entry.get("name") or entry).span),
        name=name,
        where="server.json",
        required=True if True in required else required[0],
        secret=secret,
        value=_state(name, texts, secret) or "none",
        described=any(_said(f) for f in flagged),
    )


def _argument(path: str, entry: Value) -> Iterator[CredentialDocumented]:
    """Yield what an argument carries: ``-e NAME={token}``, or an option that is a secret itself."""
    name, text = entry.text_at("name"), entry.text_at("value")
    match = _ENV_ARGUMENT.fullmatch(text)
    if match is not None and name in ("", "-e", "--env"):
        yield from _input(path, entry, match[1], match[2])
        return
    secret = _flag(entry, "isSecret", "is_secret")
    label = name or _either_text(entry, "valueHint", "value_hint")
    if secret or (name and is_secret_name(name)):
        yield from _input(path, entry, label if label.startswith("-") or not name else f"--{label}")


def _either_text(value: Value, camel: str, snake: str) -> str:
    found = _either(value, camel, snake)
    return found.text if found is not None else ""


def mcpb(path: str, root: Value) -> Iterator[CredentialDocumented]:
    """Yield what an MCPB (or DXT) manifest declares: ``user_config``, under the variable it is mapped to."""
    if root.get("manifest_version") is None and root.get("dxt_version") is None:
        return  # a browser extension's or web app's manifest of the same name
    config = root.get("server", "mcp_config")
    env = config.get("env") if config is not None else None
    mapped: dict[str, list[str]] = {}
    for child in env.members() if env is not None else ():
        keys = _USER_CONFIG.findall(child.value.text[:2_000])
        for key in keys:
            mapped.setdefault(key, []).append(child.key)
        if not keys and child.value.kind == "string":
            state = credential_state(child.key, child.value.text)
            yield _plain(path, child.key, child.span, "manifest", state, None)
    declared = root.get("user_config")
    for child in declared.members() if declared is not None else ():
        entry = child.value
        secret = entry.flag_at("sensitive")
        if secret is None:
            secret = False
        for name in mapped.get(child.key, [child.key]):
            yield CredentialDocumented(
                location=place(path, child.span),
                name=name,
                where="manifest",
                required=entry.flag_at("required"),
                secret=secret,
                value=_state(name, [t for t in (entry.text_at("default"),) if t], secret) or "none",
                described=_said(entry),
            )


def _plain(
    path: str, name: str, span: Span, where: str, state: State | None, secret: bool | None
) -> CredentialDocumented:
    return CredentialDocumented(
        location=place(path, span),
        name=name,
        where=where,  # type: ignore[arg-type]
        secret=secret,
        value=state or "none",
    )


def smithery(path: str, root: Value) -> Iterator[CredentialDocumented]:
    """Yield the properties of smithery.yaml's ``configSchema``, under the variable ``commandFunction`` maps them to."""
    schema = root.get("startCommand", "configSchema") or root.get("configSchema")
    if schema is None:
        return
    function = root.text_at("startCommand", "commandFunction")[:20_000]
    mapped: dict[str, list[str]] = {}
    for match in _MAPPED.finditer(function):
        mapped.setdefault(match[2], []).append(match[1])
    listed = schema.get("required")
    required = {v.text for v in listed.items()} if listed is not None else set()
    properties = schema.get("properties")
    example = root.get("startCommand", "exampleConfig") or root.get("exampleConfig")
    for child in properties.members() if properties is not None else ():
        entry = child.value
        secret = entry.text_at("format") == "password" or None
        texts = [entry.text_at("default"), example.text_at(child.key) if example is not None else ""]
        for name in dict.fromkeys(mapped.get(child.key, [child.key])):
            yield CredentialDocumented(
                location=place(path, child.span),
                name=name,
                where="smithery",
                required=child.key in required,
                secret=secret,
                value=_state(name, [t for t in texts if t], secret) or "none",
                described=_said(entry),
            )


def docker_catalog(path: str, root: Value) -> Iterator[CredentialDocumented]:
    """Yield the secrets and variables of a Docker MCP catalog entry."""
    config = root.get("config")
    for entry in _list(config, "secrets"):
        if name := entry.text_at("env") or entry.text_at("name"):
            state = _state(name, [t for t in (entry.text_at("example"),) if t], True)
            yield _plain(path, name, (entry.get("env") or entry).span, "manifest", state, True)
    for entry in _list(config, "env"):
        if name := entry.text_at("name"):
            texts = [t for t in (entry.text_at("value"), entry.text_at("example")) if t]
            yield _plain(path, name, (entry.get("name") or entry).span, "manifest", _state(name, texts, None), False)
