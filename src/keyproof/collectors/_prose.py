"""What a text says besides names: scopes, expiry and rotation, separate environments, secret managers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from keyproof.patterns import regex

_CREDENTIAL = regex(
    r"\b(?:tokens?|api[ -]?keys?|credentials?|secrets?|passwords?|oauth|pat|access keys?|keys?)\b", re.I
)
_LIFETIME = regex(
    r"\b(?:rotat(?:e|es|ed|ing|ion)|expir(?:e|es|ed|ing|y|ation)|short-lived|long-lived|revok(?:e|es|ed|ing)|"
    r"refresh(?:es|ed)?\b(?=[^.\n]{0,60}\b(?:token|credential))|valid for \d|lifetime)\b",
    re.I,
)
_NOT_CREDENTIAL = regex(
    r"\b(?:cache|cookie consent|domain|licen[cs]e|certificate|invite|link|pagination|cursor)\b", re.I
)

_SCOPE_WORDS = regex(r"\b(?:scopes?|permissions?|privileges?|access rights|iam polic(?:y|ies)|roles?)\b", re.I)
_GRANT = regex(
    r"\b(?:grant(?:s|ed)?|needs?|requires?|required|necessary|minim\w{1,8}|least|read[- ]only|only the|limit(?:s|ed)?"
    r"|restrict(?:s|ed)?|capabilit(?:y|ies)|following|must have)\b",
    re.I,
)
_SCOPE = regex(
    r"https://(?:www\.googleapis\.com/auth/[a-z0-9_.\-]{2,80}|mail\.google\.com/|graph\.microsoft\.com/[A-Za-z.]{3,80})"
    r"|[a-z][a-z0-9_\-]{1,40}(?::[a-z0-9_\-.*]{1,40}){1,3}|[a-z][a-z_]{1,40}(?:\.[A-Za-z_*]{1,40}){2,3}"
    r"|[A-Z][A-Za-z]{1,40}(?:\.[A-Z][A-Za-z]{1,40}){1,3}"
    r"|(?:repo|user|gist|workflow|notifications|project|openid|profile|email|offline_access|admin|read_api|api|read_user"
    r"|read_repository|write_repository|public_repo|delete_repo)"
)
_NOT_SCOPE = regex(
    r"\.(?:json|ya?ml|toml|md|py|[jt]sx?|com|io|org|dev|net|env|sh|txt|example|local|exe|ai|co|app|lock|cfg|ini|log)\Z"
    r"|:\d|:latest\Z|^(?:http|https|localhost|docker|npm|node|git|file|os|process|self|sys|mcp|com|www|e\.g|i\.e)[:.]",
    re.I,
)
_BROAD = frozenset(
    (
        "repo",
        "admin",
        "api",
        "*",
        "user",
        "delete_repo",
        "https://mail.google.com/",
        "https://www.googleapis.com/auth/drive",
        "https://www.googleapis.com/auth/cloud-platform",
        "https://www.googleapis.com/auth/calendar",
    )
)
_BROAD_SHAPE = regex(r"(?:\A|[:.])\*\Z|\Aadmin[:._]|(?:ReadWrite|FullControl|AccessAsUser)\.All\Z|\A\*")

_ENVIRONMENTS = {
    "development": regex(r"\b(?:dev|development|local|sandbox)\b", re.I),
    "staging": regex(r"\b(?:staging|stage|preprod(?:uction)?|test environment|uat)\b", re.I),
    "production": regex(r"\b(?:prod|production|live)\b", re.I),
}
_SEPARATION = regex(
    r"\b(?:separate|different|own|distinct|each environment|per environment|profiles?|credentials?|api[ -]?keys?"
    r"|tokens?|env(?:ironment)? files?|secrets?)\b",
    re.I,
)
_ENV_SWITCH = regex(r"\b(?:APP_ENV|ENVIRONMENT|DEPLOY_ENV|STAGE|[A-Z]{2,20}_ENV(?:IRONMENT)?)\b")

_MANAGER_WORDS = {
    "1Password": r"\bop://|\bop run\b|\bop read\b|\b1password cli\b",
    "HashiCorp Vault": r"\bvault kv\b|\bvault_addr\b|\bhashicorp vault\b",
    "Doppler": r"\bdoppler (?:run|secrets)\b",
    "Infisical": r"\binfisical\b",
    "SOPS": r"\bsops (?:-d|exec-env|--decrypt|decrypt)\b",
    "the operating system's keyring": r"\b(?:system|os|native|macos|gnome) key(?:ring|chain)\b|\bkeyring set\b"
    r"|\bwindows credential manager\b|\bsecret-tool (?:store|lookup)\b",
    "AWS Secrets Manager": r"\baws secretsmanager\b|\baws secrets manager\b|\barn:aws:secretsmanager:",
    "Google Secret Manager": r"\bgcloud secrets\b|--set-secrets\b|\bgoogle (?:cloud )?secret manager\b",
    "Azure Key Vault": r"\baz keyvault\b|\bazure key ?vault\b",
    "Docker MCP secrets": r"\bdocker mcp secret\b",
    "Docker secrets": r"\bdocker secret create\b|/run/secrets/",
    "Kubernetes secrets": r"\bkubectl create secret\b|\bsecretkeyref\b",
    "Cloudflare secrets": r"\bwrangler secret put\b",
}
MANAGERS = tuple((name, regex(words, re.I)) for name, words in _MANAGER_WORDS.items())


class Line(msgspec.Struct, frozen=True):
    """One line of a text; ``near`` is the heading over it and the lines beside it."""

    text: str
    line: int
    near: str


def lifetimes(lines: list[Line]) -> Iterator[Line]:
    """Yield the lines that say a credential expires, is rotated or is revoked."""
    for line in lines:
        if _LIFETIME.search(line.text) and _CREDENTIAL.search(line.text) and not _NOT_CREDENTIAL.search(line.text):
            yield line


def about_scopes(text: str) -> bool:
    """Whether *text* speaks of the scopes or permissions of a credential."""
    return _SCOPE_WORDS.search(text) is not None and _CREDENTIAL.search(text) is not None


def grants(text: str) -> bool:
    """Whether one line says what a credential has to be allowed, even where it names no scope."""
    return about_scopes(text) and _GRANT.search(text) is not None


def speaks_of_scopes(text: str) -> bool:
    """Whether *text* has a word for scopes at all."""
    return _SCOPE_WORDS.search(text) is not None


def scope(text: str) -> str:
    """Return *text* when it looks like the name of a scope, else ``""``."""
    text = text.strip().strip("\"'")
    return text if _SCOPE.fullmatch(text) and not _NOT_SCOPE.search(text) else ""


def broad(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *scopes* that grant far more than one use needs."""
    return tuple(s for s in scopes if s in _BROAD or _BROAD_SHAPE.search(s))


def environments(line: Line) -> tuple[str, ...]:
    """Return the environments that a line names beside credentials; fewer than two is no evidence."""
    if not (_SEPARATION.search(line.text) or _ENV_SWITCH.search(line.text)):
        return ()
    found = tuple(name for name, pattern in _ENVIRONMENTS.items() if pattern.search(line.text))
    return found if len(found) >= 2 else ()


def managers(text: str) -> Iterator[tuple[str, int]]:
    """Yield (secret manager, offset) for each that *text* names, once each."""
    for name, pattern in MANAGERS:
        match = pattern.search(text)
        if match is not None:
            yield name, match.start()
