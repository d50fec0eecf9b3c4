"""Makes the credential values of the corpora from a seed, so that no file of the benchmark holds one.

Written without keyproof, from published facts only, so that the corpora do not inherit a mistake of its detectors.

A template is literal text with fields in double braces:

``{{base62:30}}``   so many characters of a named alphabet
``{{uuid}}``        a random UUID, version 4
``{{crc62}}``       six base62 digits: CRC-32 of the field before it (GitHub, npm)
``{{crchex}}``      eight hex digits: CRC-32 of all text before it; ``{{CRCHEX}}`` in capitals
``{{jwt:NAME}}``    a JSON Web Token with the claims that issuer writes
``{{b64:NAME}}``    base64 of a structure named in ``_STRUCTURES``
``{{bech32}}``      58 characters of which the last six are the bech32 checksum of the prefix before and the data
``{{cat:A|B}}``     the parts joined: for published examples, which would be mistaken for secrets if written whole
``{{jwtio}}``       the sample token of the page jwt.io
``{{pem:LABEL}}``   armour of that label around random bytes in a plausible DER frame
"""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import string
import uuid
import zlib
from collections.abc import Callable, Mapping
from typing import Final

ALPHABETS: Final[Mapping[str, str]] = {
    "digits": string.digits,
    "hex": string.digits + "abcdef",
    "HEX": string.digits + "ABCDEF",
    "lower": string.ascii_lowercase,
    "letters": string.ascii_letters,
    "lowernum": string.digits + string.ascii_lowercase,
    "UPPERNUM": string.digits + string.ascii_uppercase,
    "base32": string.ascii_uppercase + "234567",
    "base58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "base62": string.digits + string.ascii_letters,
    "base64": string.digits + string.ascii_letters + "+/",
    "urlsafe": string.digits + string.ascii_letters + "-_",
    "password": string.digits + string.ascii_letters + "!#%*+.~^",
    "plain": string.digits + string.ascii_letters + "!*.~",
}
_FIELD: Final = re.compile(r"\{\{([A-Za-z0-9]+)(?::([^{}]*))?\}\}")
_BASE62: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_ISSUED: Final = 1760000000
_FAR_FUTURE: Final = 4102444800


def generator(*parts: object) -> random.Random:
    """Return a generator of its own for each distinct *parts*: one case added does not change another's value."""
    return random.Random(hashlib.sha256("\0".join(map(str, parts)).encode()).digest())


def fill(template: str, rng: random.Random) -> str:
    """Return *template* with every field made; the same generator state gives the same text.

    Raises:
        KeyError: a field's name or argument is not known.
    """
    out, last, position = "", "", 0
    for found in _FIELD.finditer(template):
        out += template[position : found.start()]
        name, argument = found[1], found[2] or ""
        if name in ALPHABETS:
            last = characters(ALPHABETS[name], int(argument), rng)
        else:
            last = _FIELDS[name](argument, out, last, rng)
        out += last
        position = found.end()
    return out + template[position:]


def characters(alphabet: str, length: int, rng: random.Random) -> str:
    """Return *length* characters; long values hold every kind (digit, lower, upper) that the alphabet has."""
    kinds = [k for k in (string.digits, string.ascii_lowercase, string.ascii_uppercase) if set(k) & set(alphabet)]
    while True:
        text = "".join(rng.choice(alphabet) for _ in range(length))
        if length < 12 or all(set(k) & set(text) for k in kinds):
            return text


def github(rng: random.Random, prefix: str = "ghp_") -> str:
    """Return a token with GitHub's layout and a right checksum; no such token was ever issued."""
    body = characters(ALPHABETS["base62"], 30, rng)
    return prefix + body + _crc62(body)


def wrong_checksum(token: str) -> str:
    """Return *token* with its last character changed, so that a CRC-32 tail no longer fits."""
    return token[:-1] + ("3" if token[-1] == "7" else "7")


def _crc62(body: str) -> str:
    """Return CRC-32 of *body* as six base62 digits, 0-9A-Za-z, the highest first (GitHub's blog, April 2021)."""
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits.rjust(6, "0")


def _bech32(_argument: str, before: str, _last: str, rng: random.Random) -> str:
    """Return 52 data characters and the six checksum characters of BIP-173 for the human-readable part in *before*."""
    human = before.rpartition("1")[0].rpartition("=")[2].lower()
    data = [rng.randrange(32) for _ in range(51)] + [rng.choice((0, 16))]
    expanded = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    check = _polymod([*expanded, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    text = "".join(_BECH32[d] for d in [*data, *((check >> 5 * (5 - i)) & 31 for i in range(6))])
    return text.upper() if before[-2:].isupper() or before.rpartition("=")[2].isupper() else text


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= factor if (top >> bit) & 1 else 0
    return check


def _urlsafe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


_CLAIMS: Final[Mapping[str, dict[str, object]]] = {
    "": {"iss": "https://login.acme.dev", "aud": "api", "scope": "read write"},
    "supabase": {"iss": "supabase", "ref": "hzwtqkrmvbxnjydplscf", "role": "service_role"},
    "supabase-anon": {"iss": "supabase", "ref": "hzwtqkrmvbxnjydplscf", "role": "anon"},
    "n8n": {"iss": "n8n", "aud": "public-api"},
    "monday": {"tid": 418623907, "aai": 11, "uid": 50917261, "actid": 16820394, "rgn": "use1"},
    "homeassistant": {"iss": "d4f09c1d7e2a48639d1c70ae5f4b8211"},
    "kubernetes": {"iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "apps"},
    "auth0": {
        "iss": "https://acme.eu.auth0.com/",
        "aud": "https://acme.eu.auth0.com/api/v2/",
        "gty": "client-credentials",
    },
    "turso": {"a": "rw", "id": "e2f8d0a6-52be-4d7f-9a43-0be6c97d2f01"},
}
_RSA_SIGNED: Final = {"kubernetes", "auth0"}


def jwt(name: str, rng: random.Random) -> str:
    """Return a token in the form of RFC 7519 with the claims of issuer *name*, valid until 2100, randomly signed."""
    algorithm = "RS256" if name in _RSA_SIGNED else "EdDSA" if name == "turso" else "HS256"
    header: dict[str, object] = {"alg": algorithm, "typ": "JWT"}
    if name == "snowflake":
        header = {"kid": str(rng.getrandbits(52)), "alg": "ES256"}
    claims = {
        **_CLAIMS.get(name, {}),
        "sub": characters(ALPHABETS["lowernum"], 16, rng),
        "iat": _ISSUED,
        "exp": _FAR_FUTURE,
    }
    signature = rng.randbytes({"RS256": 256, "EdDSA": 64}.get(algorithm, 32))
    return ".".join(map(_urlsafe, (_compact(header), _compact(claims), signature)))


def _jwt_io() -> str:
    header, claims = {"alg": "HS256", "typ": "JWT"}, {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}
    return ".".join(
        [_urlsafe(_compact(header)), _urlsafe(_compact(claims)), "SflKxwRJSMeKKF2QT4fwp" + "MeJf36POk6yJV_adQssw5c"]
    )


_STRUCTURES: Final[Mapping[str, str]] = {
    "basic": "deploy{{digits:3}}:{{base62:24}}",
    "npm-auth": "ci-user:{{base62:20}}",
    "elastic": "{{urlsafe:20}}:{{urlsafe:22}}",
    "jfrog": "reftkn:01:1893456000:{{base62:27}}",
    "intercom": "tok:{{hex:8}}_{{hex:4}}_{{hex:4}}_{{hex:4}}_{{hex:12}}:1:0",
    "bedrock": "BedrockAPIKey-{{lowernum:4}}-at-{{digits:12}}:{{base64:60}}",
    "bedrock-url": "bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=ASIA{{base32:16}}%2F20260101%2Fus-east-1&X-Amz-Expires=43200&X-Amz-Signature={{hex:64}}",
    "sentry": '{"iat":1760000000.25,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"acme"}',
    "grafana": '{"o":"{{digits:6}}","n":"acme-ci-{{lower:6}}","k":"{{base62:24}}","m":{"r":"prod-eu-west-2"}}',
    "onepassword": '{"signInAddress":"acme.1password.com","userAuth":{"method":"SRPg-4096"},"email":"{{lowernum:14}}'
    '@1passwordserviceaccounts.com","srpX":"{{hex:64}}","muk":{"alg":"A256GCM","k":"{{urlsafe:43}}"},'
    '"secretKey":"A3-{{UPPERNUM:6}}-{{UPPERNUM:26}}","deviceUuid":"{{lowernum:26}}"}',
    "mapbox": '{"u":"acme-maps","a":"cl{{lowernum:23}}"}',
    "jira": "{{digits:12}}:{{base62:20}}",
    "discord-id": "{{digits:18}}",
    "docker": "acme-bot:{{base62:24}}",
    "upstash": "{{base62:40}}",
    "fly": "{{base62:360}}",
}


def _structure(argument: str, _before: str, _last: str, rng: random.Random) -> str:
    name, _, style = argument.partition("/")
    encoded = base64.b64encode(fill(_STRUCTURES[name], rng).encode()).decode()
    return encoded.rstrip("=") if style == "bare" else encoded


def _pem(argument: str, _before: str, _last: str, rng: random.Random) -> str:
    label, _, style = argument.partition("/")
    rule = "-" * 5
    body = base64.b64encode(_der(label, rng)).decode()
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    text = "\n".join([f"{rule}BEGIN {label}{rule}", *lines, f"{rule}END {label}{rule}"])
    return text.replace("\n", "\\n") if style == "escaped" else text


def _der(label: str, rng: random.Random) -> bytes:
    """Return the frame a parser expects behind *label*, filled with random numbers: it opens nothing."""
    if label.startswith("OPENSSH"):
        head = b"openssh-key-v1\0" + b"\0\0\0\x04none" * 2 + b"\0\0\0\0" + b"\0\0\0\x01"
        return head + b"\0\0\0\x33" + rng.randbytes(0x33) + b"\0\0\0\x90" + rng.randbytes(0x90)
    numbers = b"\x02\x01\x00"
    for size in (129, 3, 128, 64, 64, 64, 64, 64):
        content = bytes([rng.randrange(64, 128)]) + rng.randbytes(size - 1)
        numbers += b"\x02" + (bytes([0x81, size]) if size > 127 else bytes([size])) + content
    return b"\x30\x82" + len(numbers).to_bytes(2, "big") + numbers


_FIELDS: Final[Mapping[str, Callable[[str, str, str, random.Random], str]]] = {
    "uuid": lambda _a, _b, _l, rng: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
    "crc62": lambda _a, _b, last, _r: _crc62(last),
    "crchex": lambda _a, before, _l, _r: f"{zlib.crc32(before.encode()):08x}",
    "CRCHEX": lambda _a, before, _l, _r: f"{zlib.crc32(before.encode()):08X}",
    "crchexle": lambda _a, before, _l, _r: zlib.crc32(before[:-1].encode()).to_bytes(4, "little").hex(),
    "crchexlast": lambda _a, _b, last, _r: f"{zlib.crc32(last.encode()):08x}",
    "sha32": lambda _a, before, _l, _r: base64.b32encode(hashlib.sha256(before.encode()).digest())[:8].decode(),
    "jwt": lambda argument, _b, _l, rng: jwt(argument, rng),
    "b64": _structure,
    "bech32": _bech32,
    "pem": _pem,
    "cat": lambda argument, _b, _l, _r: argument.replace("|", ""),
    "jwtio": lambda _a, _b, _l, _r: _jwt_io(),
    "github": lambda argument, _b, _l, rng: github(rng, argument or "ghp_"),
}
