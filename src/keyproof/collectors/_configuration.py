"""Names that configuration and metadata declare: env examples, server.json, MCPB, smithery, Docker's catalog, CI."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from keyproof.code.names import is_secret_name
from keyproof.collectors import Collected, Collector
from keyproof.collectors._credential_values import credential_state
from keyproof.collectors._metadata import docker_catalog, mcpb, server_json, smithery
from keyproof.collectors._reading import TEST_FOLDERS, Reading, base_name, folders, foreign, place
from keyproof.collectors._view import View
from keyproof.documents import dotenv, jsonc, yaml
from keyproof.documents.tree import Value
from keyproof.model.fact import CredentialDocumented, Fact
from keyproof.patterns import regex
from keyproof.sources import TreeFile

_ENV_EXAMPLE = regex(
    r"(?:\.?env(?:rc)?|[a-z0-9_-]{1,40}\.env|\.?env[._-][a-z0-9_-]{1,40})[._-](?:example|sample|template|dist|tmpl|tpl|defaults?)\Z"
    r"|(?:example|sample|template)[._-]?\.?env\Z|\.?env[._-](?:example|sample|template|dist)[._-][a-z0-9_.-]{1,40}\Z"
)
_WORKFLOW = regex(r"(?:\A|/)\.github/(?:workflows|actions)/.*\.ya?ml\Z", re.I)
_SECRET_REFERENCE = regex(r"\$\{\{[^{}\n]{0,200}?\bsecrets\.([A-Za-z_][A-Za-z0-9_]{0,100})[^{}\n]{0,200}?\}\}")
_OWN_CI = frozenset(("GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN"))
"""Made by GitHub for each run: nobody sets them."""
_REQUIRED = regex(r"\brequired\b(?! (?:if|for|when|only|by|with|unless))", re.I)
_OPTIONAL = regex(r"\boptional\b|\bnot required\b", re.I)


def collected(collector: Collector, view: View) -> Collected:
    """Read every file of the tree that declares names by its format."""
    reading = Reading(view)
    facts: list[Fact] = []
    for file in view.files:
        left_out = file.link or foreign(file.path) or not TEST_FOLDERS.isdisjoint(folders(file.path))
        read = None if left_out else _reader(file)
        if read is not None:
            facts += read(reading, file)
    return reading.collected(collector, facts, "configuration files")


_Read = Callable[[Reading, TreeFile], list[CredentialDocumented]]


def _reader(file: TreeFile) -> _Read | None:
    """Return what reads *file*, by its name; None when it declares nothing."""
    name = base_name(file.path)
    if env_example(name):
        return _env_example
    if _WORKFLOW.search(file.path):
        return _workflow
    return _BY_NAME.get(name)


def env_example(name: str) -> bool:
    """Whether a base name is that of an env file made to be copied: ``.env.example``, ``env.template`` …"""
    return _ENV_EXAMPLE.match(name.lower()) is not None


def _env_example(reading: Reading, file: TreeFile) -> list[CredentialDocumented]:
    entries = reading.parsed(file, dotenv.parse) or ()
    facts = []
    for entry in entries:
        required = False if entry.commented_out else None
        if _OPTIONAL.search(entry.comment):
            required = False
        elif _REQUIRED.search(entry.comment):
            required = True
        facts.append(
            CredentialDocumented(
                location=place(file.path, entry.span),
                name=entry.name,
                where="env-example",
                required=required,
                value=credential_state(entry.name, entry.value) or "none",
                described=len(entry.comment.split()) >= 2,
            )
        )
    return facts


def _workflow(reading: Reading, file: TreeFile) -> list[CredentialDocumented]:
    root = reading.parsed(file, _first)
    if root is None:
        return []
    found: dict[str, CredentialDocumented] = {}
    for keys, child in root.walk():
        for match in _SECRET_REFERENCE.finditer(child.value.text[:20_000]):
            if match[1] not in _OWN_CI:
                found.setdefault(match[1], _ci(file, child.value, match[1], "reference"))
        if len(keys) > 1 and keys[-2] == "env" and is_secret_name(child.key) and child.value.kind == "string":
            state = credential_state(child.key, child.value.text)
            if state is not None and state != "reference":
                found.setdefault(f"env {child.key}", _ci(file, child.value, child.key, state))
    return list(found.values())


def _ci(file: TreeFile, value: Value, name: str, state: str) -> CredentialDocumented:
    secret = True if state == "reference" else None
    return CredentialDocumented(
        location=place(file.path, value.span),
        name=name,
        where="ci",
        secret=secret,
        value=state,  # type: ignore[arg-type]
    )


def _first(text: str) -> Value | None:
    return next(iter(yaml.parse(text)), None)


def _declared(
    parse: Callable[[str], Value | None], declare: Callable[[str, Value], Iterator[CredentialDocumented]]
) -> _Read:
    """Return a reader that parses with *parse* and lets *declare* say what the tree declares."""

    def read(reading: Reading, file: TreeFile) -> list[CredentialDocumented]:
        root = reading.parsed(file, parse)
        return list(declare(file.path, root)) if root is not None else []

    return read


_BY_NAME: dict[str, _Read] = {
    "server.json": _declared(jsonc.parse, server_json),
    "manifest.json": _declared(jsonc.parse, mcpb),
    "smithery.yaml": _declared(_first, smithery),
    "smithery.yml": _declared(_first, smithery),
    "server.yaml": _declared(_first, docker_catalog),
    "server.yml": _declared(_first, docker_catalog),
}
