"""What a value says about itself without asking anyone: the claims of a JSON Web Token, an expiry, an inner text."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Final

from keyproof.detect.match import Judgement, say
from keyproof.detect.placeholders import is_placeholder
from keyproof.detect.randomness import randomness
from keyproof.detect.rule import Rule
from keyproof.model.fact import SecretClass
from keyproof.patterns import regex

_SAS_EXPIRY: Final = regex(r"(?:^|[?&;\s\"'])se=(\d{4}-\d\d-\d\d)")
_SAMPLE_SUBJECTS: Final = frozenset(
    ("1234567890", "1234567890abc", "test", "test-user", "testuser", "user123", "user-123")
)
_SAMPLE_ISSUERS: Final = frozenset(
    ("supabase-demo", "https://example.com", "example.com", "test", "test-issuer", "joe")
)
_HEADER: Final = 60
"""Characters that the header of a token (RFC 7515) may have."""

_SHORTEST: Final = 43
"""Characters of the shortest signature in use, that of HS256 (RFC 7518, 3.2)."""

_KEYS_OF_GUIDES: Final = (
    "secret", "key", "test", "your-secret-key", "your_secret_key", "your-256-bit-secret", "secret-key", "secretkey", "mysecret",
    "my-secret", "my_secret", "supersecret", "super-secret", "jwt-secret", "changeme", "secret_key", "shhhhh", "password",
    "a-string-secret-at-least-256-bits-long",
)  # fmt: skip
_DRAWN: Final = 0.9
"""How random the parts of a token are at least: what was signed, or sealed, looks drawn."""

_CUT_HEADER: Final = regex(r"\{\s?\"(?:alg|typ|kid)\"")
_DRAWN_ID: Final = regex(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SOME_YEARS_AGO: Final = 1_577_836_800
"""The first of January 2020: guides show older times."""

_DAY: Final = 86_400
_ENDS: Final = ("exp", "expiresOn", "expiresAt", "expires_on", "expires_at", "expires", "expiry", "expiration")
"""How issuers name the claim of when a token expires; RFC 7519 calls it ``exp``."""

_MILLISECONDS: Final = 1e11
"""From here on a time since 1970 is one in milliseconds."""

_DESCRIPTOR: Final = 40
"""Characters of base64 from which it may be the description of messages."""

_OF_CODE: Final = frozenset(" (){};<>")


def of_token(value: str) -> Mapping[str, Any] | None:
    """Return the claims of a JSON Web Token (RFC 7519); None if *value* is not one."""
    parts = value.split(".")
    if len(parts) != 3 or not value.startswith("eyJ"):
        return None
    body = parts[1][:8192]
    try:
        found = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def by_claims(value: str) -> Judgement | None:
    """Return the judgement that the claims of the token *value* settle, None where they leave it open."""
    claims = of_token(value)
    if claims is None:
        return _made(value)
    if (
        claims.get("sub") in _SAMPLE_SUBJECTS
        or claims.get("name") == "John Doe"
        or claims.get("iss") in _SAMPLE_ISSUERS
    ):
        return say(SecretClass.EXAMPLE, 0.99, "its claims are those of a sample token")
    if claims.get("some") == "payload" or _is_signed_with_word(value):
        return say(SecretClass.EXAMPLE, 0.95, "it is signed with a word that guides show")
    if claims.get("role") == "anon":
        return say(SecretClass.PUBLIC, 0.95, "its role is anon: the provider means it to be public")
    expiry = ends(claims)
    if expiry is not None and expiry < time.time() - _DAY:
        return say(SecretClass.EXPIRED, 0.95, "its exp claim has passed")
    signature = value.rpartition(".")[2]
    if len(signature) < 20 or (len(signature) < _SHORTEST and is_placeholder(signature)):
        return say(SecretClass.PLACEHOLDER, 0.9, "its signature is too short to be one")
    return None


def _is_signed_with_word(value: str) -> bool:
    """Whether the token *value* is signed (HS256) with what guides sign theirs with."""
    signed, _, signature = value.rpartition(".")
    if len(signature) != _SHORTEST:
        return False
    return any(
        base64.urlsafe_b64encode(hmac.digest(key.encode(), signed.encode(), "sha256")).rstrip(b"=").decode()
        == signature
        for key in _KEYS_OF_GUIDES
    )


def _made(value: str) -> Judgement | None:
    """Return the judgement on *value* that has the three parts of a token, the middle of which holds nothing."""
    parts = value.split(".")
    if len(parts) != 3 or not _CUT_HEADER.match(inner_text(parts[0][: len(parts[0]) // 4 * 4]) or ""):
        return None
    if max(map(randomness, parts[1:])) >= _DRAWN:
        return None
    return say(SecretClass.PLACEHOLDER, 0.9, "it has the header of a token, and words behind it")


def was_issued(value: str) -> bool:
    """Whether the claims of the token *value* are those that a service gives: an id that it drew, and when that was."""
    claims = of_token(value) or {}
    since = claims.get("iat")
    drawn = any(
        isinstance(claims.get(name), str) and _DRAWN_ID.fullmatch(claims[name]) for name in ("jti", "sub", "sid")
    )
    return drawn and isinstance(since, int) and since > _SOME_YEARS_AGO


def ends(claims: Mapping[str, Any]) -> float | None:
    """Return when a token with *claims* expires, in seconds since 1970; None if they do not say."""
    for name in _ENDS:
        time_of = claims.get(name)
        if isinstance(time_of, int | float) and not isinstance(time_of, bool):
            return time_of / 1000 if time_of >= _MILLISECONDS else float(time_of)
    return None


def by_members(value: str) -> Judgement | None:
    """Return the judgement on a value that is the base64 of one JSON object: the header of a token, placeholders."""
    value = value.removesuffix(".")
    header, dot, rest = value.partition(".")
    if dot and rest.count(".") not in (1, 3) and _CUT_HEADER.match(inner_text(header[: len(header) // 4 * 4]) or ""):
        return say(SecretClass.PLACEHOLDER, 0.9, "it is a token that was cut off")
    if "." not in value and len(value) < _HEADER and _CUT_HEADER.match(inner_text(value[: len(value) // 4 * 4]) or ""):
        return say(SecretClass.PLACEHOLDER, 0.9, "it is only the header of a token, or its beginning")
    inner = inner_text(value)
    if inner is None or not inner.startswith("{"):
        return None
    try:
        found = json.loads(inner)
    except (ValueError, RecursionError):
        return None
    if "alg" in found:
        return say(SecretClass.PLACEHOLDER, 0.9, "it is only the header of a token")
    texts = [text for text in found.values() if isinstance(text, str)]
    if any(is_placeholder(text) for text in texts if text):
        return say(SecretClass.PLACEHOLDER, 0.8, "it holds a placeholder")
    return None


def by_expiry(near: str) -> Judgement | None:
    """Return *expired* where *near* holds the expiry of an Azure shared access signature that has passed."""
    found = _SAS_EXPIRY.search(near)
    if found and found[1] < time.strftime("%Y-%m-%d", time.gmtime()):
        return say(SecretClass.EXPIRED, 0.9, "its se parameter says that it has expired")
    return None


def may_expire(rule: Rule, value: bytes) -> bool:
    """Whether what is said of *value* changes with the date, as that of a token with an expiry does."""
    return value.startswith(b"eyJ") or rule.id == "azure-sas"


def inner_text(value: str, least: int = 12) -> str | None:
    """Return the readable text that *value*, of *least* characters, is the base64 of; None if it is not."""
    if len(value) < least or len(value) > 2000:
        return None
    plain = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return raw if raw.isprintable() and raw.isascii() else None


def describes_messages(value: str) -> bool:
    """Whether *value* is the base64 of a file descriptor of Protocol Buffers, field 1 of which is the file's name."""
    if len(value) < _DESCRIPTOR or not value.startswith("C"):
        return False
    try:
        raw = base64.b64decode(value[: min(len(value), 4 * _DESCRIPTOR) // 4 * 4])
    except (binascii.Error, ValueError):
        return False
    return raw[:1] == b"\n" and b".proto" in raw


def is_in_base64(value: str) -> bool:
    """Whether *value* was cut out of the base64 of code or prose, as of a source map.

    A text without a space or a bracket may be a credential: some providers encode their tokens once more.
    """
    starts = range(4) if len(value) >= 36 and not value.startswith("eyJ") else ()
    inner = (inner_text(value[at : len(value) - (len(value) - at) % 4]) for at in starts)
    return any(text is not None and sum(c in _OF_CODE for c in text) >= 3 for text in inner)
