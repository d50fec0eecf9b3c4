"""What a matched value is taken to be, and why. Every step that settles the matter says so in words."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from typing import Any

from keyproof.detect import placeholders
from keyproof.detect.checksum import passes
from keyproof.detect.match import Judgement
from keyproof.detect.randomness import entropy, randomness
from keyproof.detect.rule import Rule
from keyproof.model.fact import SecretClass, Setting

WEAK = frozenset(
    [
        "postgres",
        "admin",
        "root",
        "password",
        "passw0rd",
        "password123",
        "changeme",
        "changeit",
        "minioadmin",
        "guest",
        "secret",
        "test123",
        "123456",
        "12345678",
        "letmein",
        "welcome",
        "qwerty",
        "admin123",
        "root123",
        "toor",
        "rabbitmq",
        "mysql",
        "redis",
        "neo4j",
        "elastic",
        "default",
        "pass1234",
        "P@ssw0rd",
        "pass",
        "mongo",
        "sa",
        "user",
        "postgres123",
        "secret123",
        "supersecret",
    ]
)
"""Passwords that the first guess of an attacker opens."""

_PROSE = frozenset({Setting.DOCS, Setting.EXAMPLE})
_QUIET = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.ya?ml|bun\.lockb?|poetry\.lock|uv\.lock|Pipfile\.lock|pdm\.lock|"
    r"Cargo\.lock|go\.sum|composer\.lock|Gemfile\.lock|[^/]*\.(?:min\.(?:js|css)|map|svg|csv|tsv|drawio|pb|onnx|ipynb|lock|snap|ambr|css|scss|po))$|"
    r"(?:^|/)(?:node_modules|vendor|third_party|dist|build|out|\.yarn)/",
    re.I,
)
"""Files that machines write: no generic match in them is worth a look."""


def is_quiet(path: str) -> bool:
    """Whether generic matches are left out of *path*: lock files, bundles, maps, images."""
    return bool(_QUIET.search(path))


def _say(secret_class: SecretClass, confidence: float, *reasons: str) -> Judgement:
    return Judgement(secret_class=secret_class, confidence=confidence, reasons=reasons)


def judge(rule: Rule, value: str, *, name: str, line: str, setting: Setting, generic: bool) -> Judgement:
    """Return the class and confidence of *value*, matched by *rule* on *line*.

    Args:
        rule: what matched.
        value: the raw value.
        name: the name it is bound to, ``""`` if none.
        line: the text around it.
        setting: the kind of file it stands in.
        generic: it was matched by its name, not by its shape.
    """
    settled = _settled(rule, value, line)
    if settled is not None:
        return settled
    if generic:
        return _generic(value, name, line, setting)
    return _shaped(rule, value, line, setting)


def _settled(rule: Rule, value: str, line: str) -> Judgement | None:
    if rule.public:
        return _say(SecretClass.PUBLIC, 0.9, "the provider means it to be public")
    if placeholders.is_published_example(value):
        return _say(SecretClass.EXAMPLE, 0.99, "a vendor's documentation prints this value")
    if rule.checksum and not passes(rule.checksum, value):
        return _say(SecretClass.MALFORMED, 0.95, f"its checksum ({rule.checksum}) is wrong")
    if value.startswith("eyJ") and (claims := _claims(value)) is not None:
        return _by_claims(claims, value)
    if (sas := re.search(r"[?&]se=(\d{4}-\d\d-\d\d)", value)) and sas.group(1) < time.strftime("%Y-%m-%d"):
        return _say(SecretClass.EXPIRED, 0.9, f"it says that it expired on {sas.group(1)}")
    return None


def _claims(value: str) -> dict[str, Any] | None:
    parts = value.split(".")
    if len(parts) < 2:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1][:8192] + "=" * (-len(parts[1][:8192]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _by_claims(claims: dict[str, Any], value: str) -> Judgement | None:
    if claims.get("sub") == "1234567890" or claims.get("name") == "John Doe" or claims.get("iss") == "supabase-demo":
        return _say(SecretClass.EXAMPLE, 0.99, "its claims are those of a published sample token")
    if claims.get("role") == "anon":
        return _say(SecretClass.PUBLIC, 0.95, "its role is anon: the provider means it to be public")
    if isinstance(exp := claims.get("exp"), int | float) and not isinstance(exp, bool) and exp < time.time():
        return _say(SecretClass.EXPIRED, 0.95, "its exp claim has passed")
    if value.count(".") == 2 and len(value.rpartition(".")[2]) < 20:
        return _say(SecretClass.PLACEHOLDER, 0.9, "its signature is too short to be one")
    return None


def _shaped(rule: Rule, value: str, line: str, setting: Setting) -> Judgement:
    body = value.removeprefix(rule.prefix)
    if rule.id in ("url-password",) or "url" in rule.id or rule.id.startswith(("http-", "npmrc", "netrc", "pypirc")):
        if placeholders.is_reference(value):
            return _say(SecretClass.REFERENCE, 0.95, "it says where the value is")
        return _loose(value, setting)
    if placeholders.is_reference(body) and not rule.prefix and not rule.checksum:
        return _say(SecretClass.REFERENCE, 0.9, "it says where the value is")
    if "PRIVATE KEY" in value[:60]:
        return _key(value, setting)
    sure = bool(rule.checksum)
    if not sure and (placeholders.is_placeholder(body) or placeholders.has_sequence(body)):
        return _say(SecretClass.PLACEHOLDER, 0.9, "it is visibly made up")
    if not sure and len(body) >= 16 and entropy(body) < min(2.6, 0.55 * len(set(body)) ** 0.5 + 1.5):
        return _say(SecretClass.PLACEHOLDER, 0.8, "its characters repeat too much")
    if not sure and placeholders.is_identifier(body):
        return _say(SecretClass.PLACEHOLDER, 0.8, "it is made of words")
    if rule.entropy and entropy(value) < rule.entropy:
        return _say(SecretClass.PLACEHOLDER, 0.8, "its characters repeat too much")
    if rule.test:
        return _say(SecretClass.TEST_FIXTURE, 0.9, "the provider's test mode")
    reason = "its checksum is right" if sure else "it has the provider's shape"
    confidence = 0.99 if sure else 0.9 if rule.prefix else 0.75
    if not sure and not rule.prefix and randomness(value) < 0.3:
        return _say(SecretClass.PLACEHOLDER, 0.7, "it does not look random")
    if setting is Setting.TEST:
        if sure:
            return _say(SecretClass.LIVE, 0.9, reason, "though it stands in a test")
        return _say(SecretClass.TEST_FIXTURE, 0.8, reason, "it stands in a test")
    if setting in _PROSE and not sure:
        confidence -= 0.15
    return _say(SecretClass.LIVE, confidence, reason)


def _key(value: str, setting: Setting) -> Judgement:
    body = re.sub(r"-----[^-]+-----|\\[nr]|[\s\"'+,]", "", value)
    if len(body) < 64 or placeholders.is_placeholder(body[:200]) or len(set(body)) < 20:
        return _say(SecretClass.PLACEHOLDER, 0.9, "there is no key between its lines")
    if setting is Setting.TEST:
        return _say(SecretClass.TEST_FIXTURE, 0.8, "a whole private key", "it stands in a test")
    return _say(SecretClass.LIVE, 0.9, "a whole private key")


def _loose(value: str, setting: Setting) -> Judgement:
    """Judge a password in a URL or a header: any text can be one."""
    if value.lower() in WEAK:
        if setting in _PROSE or setting in (Setting.TEST, Setting.CI):
            return _say(SecretClass.EXAMPLE, 0.8, "a well-known password in an example")
        return _say(SecretClass.WEAK_DEFAULT, 0.7, "a well-known default password")
    if placeholders.is_placeholder(value) or placeholders.is_identifier(value) or placeholders.has_sequence(value):
        return _say(SecretClass.PLACEHOLDER, 0.8, "it is a word, or visibly made up")
    rare = randomness(value)
    if setting is Setting.TEST:
        return _say(SecretClass.TEST_FIXTURE, 0.7, "it stands in a test")
    if rare < 0.35:
        return _say(SecretClass.PLACEHOLDER, 0.6, "it does not look random")
    return _say(SecretClass.LIVE, round(0.45 + 0.4 * rare, 2), "it looks random", "it stands where a password does")


def _generic(value: str, name: str, line: str, setting: Setting) -> Judgement:
    text = value.strip()
    for scheme in ("Bearer ", "Basic ", "Token ", "bearer ", "token "):
        text = text.removeprefix(scheme)
    lowered = name.lower()
    password = "pass" in lowered or "pwd" in lowered
    if placeholders.is_reference(text) or " " in text or text.lower() == lowered:
        return _say(SecretClass.REFERENCE, 0.9, "it is a reference, code or prose")
    if text.lower() in WEAK and password:
        if setting in (Setting.TEST, Setting.DOCS, Setting.EXAMPLE, Setting.CI):
            return _say(SecretClass.EXAMPLE, 0.7, "a well-known password in a test or example")
        return _say(SecretClass.WEAK_DEFAULT, 0.7, "a well-known default password")
    if placeholders.is_placeholder(text) or placeholders.is_identifier(text) or placeholders.has_sequence(text):
        return _say(SecretClass.PLACEHOLDER, 0.8, "it is a word, or visibly made up")
    if placeholders.is_uuid(text) and not re.search(r"api[_\-.]?key|secret|password", lowered):
        return _say(SecretClass.PLACEHOLDER, 0.6, "a UUID bound to a name that often holds an identifier")
    if re.search(r"integrity|nonce|digest|checksum|fingerprint|thumbprint|sha\d|public", line, re.I):
        return _say(SecretClass.PLACEHOLDER, 0.6, "the line speaks of a hash or a public value")
    return _by_look(text, setting, password)


def _by_look(text: str, setting: Setting, password: bool) -> Judgement:
    rare = randomness(text)
    if password and setting in (Setting.SOURCE, Setting.CONFIG, Setting.ENV_FILE, Setting.CREDENTIAL_FILE, Setting.CLIENT_CONFIG,
                                Setting.IMAGE_BUILD) and _password_like(text):  # fmt: skip
        return _say(
            SecretClass.LIVE,
            round(0.55 + 0.3 * rare, 2),
            "a password is bound to it",
            "it is written as people write passwords",
        )
    if len(text) < 12 or rare < 0.4:
        return _say(SecretClass.PLACEHOLDER, 0.6, "it does not look random")
    if setting is Setting.TEST:
        return _say(SecretClass.TEST_FIXTURE, 0.7, "it looks random", "it stands in a test")
    confidence = 0.4 + 0.45 * rare - (0.2 if setting in _PROSE else 0.0)
    return _say(SecretClass.LIVE, round(confidence, 2), "it looks random", "the name it is bound to says credential")


def _password_like(text: str) -> bool:
    kinds = sum(bool(re.search(c, text)) for c in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]"))
    return 8 <= len(text) <= 64 and kinds >= 3 and not re.search(r"[/\\=:<>{}()]", text)
