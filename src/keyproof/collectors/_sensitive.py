"""Files that hold credentials by their name, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from keyproof import limits
from keyproof.code.names import is_secret_name
from keyproof.collectors._credential_values import credential_state
from keyproof.documents import dotenv, jsonc, yaml
from keyproof.documents.tree import DocumentError, Value
from keyproof.documents.values import State
from keyproof.patterns import regex

Content = Literal["real", "placeholder", "empty", "unknown"]

_EXAMPLE = regex(
    r"(?:\A|[._-])(?:examples?|sample|template|dist|tmpl|tpl|defaults?|schema|spec|types?)(?:[._-]|\Z)|\.(?:d\.ts|md)\Z"
)
_FAMILIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (".env", regex(r"\.env\Z|\.env[._-][a-z0-9_.-]{1,60}\Z|\.envrc\Z|[a-z0-9_-]{1,60}\.env\Z")),
    ("credentials.json", regex(r"(?:.*[._-])?credentials?\.json\Z")),
    ("token.json", regex(r"(?:.*[._-])?tokens?\.(?:json|pickle)\Z")),
    ("client_secret.json", regex(r"client_?secrets?.*\.json\Z|gcp-oauth\.keys\.json\Z|.*oauth.*keys.*\.json\Z")),
    (
        "service account",
        regex(r".*service[._-]?account.*\.json\Z|.*-firebase-adminsdk-.*\.json\Z|.*gcp[._-]key.*\.json\Z"),
    ),
    ("private key", regex(r".+\.(?:pem|key|ppk)\Z|id_(?:rsa|dsa|ecdsa|ed25519)\Z")),
    (".npmrc", regex(r"\.npmrc\Z|\.yarnrc(?:\.yml)?\Z")),
    (".pypirc", regex(r"\.pypirc\Z")),
    (".netrc", regex(r"[._]netrc\Z")),
    ("kubeconfig", regex(r"kubeconfig(?:\.ya?ml)?\Z|.+\.kubeconfig\Z")),
    ("key store", regex(r".+\.(?:p12|pfx|jks|keystore|bks|kdbx)\Z")),
    ("stored logins", regex(r"\.?aws[._-]credentials\Z|\.(?:dockercfg|git-credentials|htpasswd|pgpass)\Z")),
)
_PRIVATE_KEY = regex(
    rb"-----BEGIN (?:[A-Z0-9 ]{1,30} )?PRIVATE KEY(?: BLOCK)?-----([^-]{0,20000})|PuTTY-User-Key-File-"
)
_PUBLIC_PEM = regex(
    rb"-----BEGIN (?:CERTIFICATE|(?:[A-Z0-9 ]{1,30} )?PUBLIC KEY|X509 CRL|DH PARAMETERS|CERTIFICATE REQUEST)"
)
_ASSIGNED = regex(
    r"(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent|password|passwd|token|aws_secret_access_key)"
    r"[ \t\"']{0,8}[:= \t][ \t]{0,8}(\S{1,4000})",
    re.I,
)
_USERINFO_LINE = regex(r"https?://[^\s:/@]{1,200}:([^\s/@]{1,400})@")
_ORDER: tuple[Content, ...] = ("real", "unknown", "placeholder", "empty")


def family(name: str) -> str:
    """Return the family of a base name (``.env``, ``private key`` …), ``""`` when it is no credential file's."""
    lowered = name.lower()
    if _EXAMPLE.search(lowered):
        return ""
    return next((label for label, pattern in _FAMILIES if pattern.match(lowered)), "")


def gravest(contents: Iterable[Content]) -> Content:
    """Return the gravest of *contents*; ``unknown`` of none."""
    found = set(contents)
    return next((c for c in _ORDER if c in found), "unknown")


def content(label: str, data: bytes) -> Content | None:
    """Return what a file of the family *label* holds; None when it is none after all (a public certificate)."""
    if not data.strip():
        return "empty"
    if label == "private key":
        return _key(data)
    if label == "key store" or b"\0" in data[:8192]:
        return "unknown"
    text = data[: limits.PARSE_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        if label == ".env":
            return _states((e.name, e.value) for e in dotenv.parse(text) if not e.commented_out)
        if label in ("credentials.json", "token.json", "client_secret.json", "service account"):
            return _tree(jsonc.parse(text))
        if label == "kubeconfig":
            return gravest(_tree(document) for document in yaml.parse(text))
    except DocumentError:
        return "unknown"
    return _lines(text)


def _key(data: bytes) -> Content | None:
    found = _PRIVATE_KEY.search(data)
    if found is None:
        return None if _PUBLIC_PEM.search(data) else "unknown"
    body = re.sub(rb"[^A-Za-z0-9+/=]", b"", found[1] or b"x" * 64)
    return "real" if len(body) >= 64 and len(set(body)) > 8 else "placeholder"


def _states(pairs: Iterable[tuple[str, str]]) -> Content:
    states: set[State] = set()
    for name, text in pairs:
        state = credential_state(name, text) if is_secret_name(name) else None
        if state is not None:
            states.add(state)
    if "literal" in states:
        return "real"
    return "placeholder" if states & {"placeholder", "reference"} else "empty"


_JSON_SECRETS = frozenset(
    ("private_key", "client_secret", "refresh_token", "access_token", "id_token", "token", "secret")
)
_KUBE_SECRETS = frozenset(("token", "password", "client-key-data", "id-token", "refresh-token"))


def _tree(root: Value) -> Content:
    pairs = []
    for _, child in root.walk():
        if child.value.kind != "string":
            continue
        if child.key in _JSON_SECRETS or child.key in _KUBE_SECRETS:
            pairs.append(("secret", child.value.text))
        elif is_secret_name(child.key):
            pairs.append((child.key, child.value.text))
    return _states(pairs)


def _lines(text: str) -> Content:
    values = [m[1] for m in _ASSIGNED.finditer(text)] + [m[1] for m in _USERINFO_LINE.finditer(text)]
    return _states(("password", v) for v in values)
