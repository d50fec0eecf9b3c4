"""Makes values of a credential's shape at run time, so that no file of ours has to hold one.

A template is literal text with fields: ``ghp_{base62:30}{crc32-base62}``. The fields are

``{base62:30}``, ``{hex:8-12}``
    So many characters of a named alphabet (``ALPHABETS``), random-looking: no neighbour repeats, all kinds occur.
``{uuid}`` ``{jwt}`` ``{jwt:supabase-service}`` ``{pem:RSA}`` ``{encoded:jfrog}`` ``{bech32}`` ``{words:12}``
    Values with an inner structure.
``{crc32-base62}`` … and ``{wrong-crc32-base62}``
    A checksum of what stands before it, right or off by one character.

The same template and generator state always give the same value.
"""

from __future__ import annotations

import base64
import json
import random
import string
import uuid
from collections.abc import Callable, Mapping
from typing import Final

from keyproof.detect import checksum
from keyproof.detect.rule import Rule
from keyproof.errors import RuleError
from keyproof.patterns import regex

ALPHABETS: Final[Mapping[str, str]] = {
    "base62": string.digits + string.ascii_letters,
    "base64": string.digits + string.ascii_letters + "+/",
    "base64url": string.digits + string.ascii_letters + "-_",
    "base58": checksum.BASE58,
    "base32": string.ascii_uppercase + "234567",
    "base32lower": string.ascii_lowercase + "234567",
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "digits": string.digits,
    "nonzero": "123456789",
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "letters": string.ascii_letters,
    "alnum_upper": string.digits + string.ascii_uppercase,
    "alnum_lower": string.digits + string.ascii_lowercase,
    "password": string.digits + string.ascii_letters + "!*.~",
}
_KINDS: Final = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
_FIELD: Final = regex(r"\{([A-Za-z][A-Za-z0-9_-]*)(?::([A-Za-z0-9_-]*))?\}")
_FAR_FUTURE: Final = 4102444800
"""2100-01-01 in Unix seconds: no test has to be renewed."""
_WORDS: Final = (
    "orbit", "velvet", "lumber", "canyon", "ticket", "fossil", "ribbon", "mammal", "budget", "copper", "dolphin",
    "forest", "harvest", "island", "jungle", "kitten", "lemon", "marble", "noodle", "olympic", "pepper", "rocket",
)  # fmt: skip


def mint(template: str, rng: random.Random) -> str:
    """Return a value for *template*, drawn from *rng*.

    Raises:
        RuleError: a field of the template is not known.
    """
    out = ""
    body_start = 0
    position = 0
    for field in _FIELD.finditer(template):
        literal = template[position : field.start()]
        out += literal
        if literal:
            body_start = len(out)
        out += _fill(field[1], field[2] or "", rng, out, out[body_start:])
        position = field.end()
    return out + template[position:]


def samples(rule: Rule, seed: int, n: int = 1) -> list[str]:
    """Return *n* values that *rule* must find (pattern text, of which the group ``secret`` is the value)."""
    return [mint(rule.sample, _generator(f"{rule.id} sample {seed} {i}")) for i in range(n)]


def near_misses(rule: Rule, seed: int) -> list[str]:
    """Return one text for each near-miss template: none may be found, or each must fail the rule's checksum."""
    return [mint(t, _generator(f"{rule.id} near {seed} {i}")) for i, t in enumerate(rule.near_misses)]


def _generator(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - test values, not secrets


def _fill(name: str, argument: str, rng: random.Random, whole: str, body: str) -> str:
    if name in ALPHABETS:
        return _characters(ALPHABETS[name], _length(argument, rng), rng)
    if name in _STRUCTURES:
        return _STRUCTURES[name](rng, argument)
    wanted = name.removeprefix("wrong-")
    if wanted in _CHECKSUMS:
        tail = _CHECKSUMS[wanted](whole, body, rng)
        return tail if wanted == name else _spoiled(tail)
    raise RuleError(f"template field {{{name}}} is not known")


def _length(argument: str, rng: random.Random) -> int:
    low, _, high = argument.partition("-")
    try:
        return rng.randint(int(low), int(high or low))
    except ValueError:
        raise RuleError(f"template length {argument!r} is not a number or a range") from None


def _characters(alphabet: str, length: int, rng: random.Random) -> str:
    wanted = [kind for kind in _KINDS if set(kind) & set(alphabet)]
    while True:
        out: list[str] = []
        while len(out) < length:
            char = rng.choice(alphabet)
            if not out or out[-1] != char:
                out.append(char)
        # Short runs cannot hold every kind; long ones that lack one do not look random.
        if length < 8 or all(set(kind) & set(out) for kind in wanted):
            return "".join(out)


def _spoiled(tail: str) -> str:
    """Return *tail* with another last character; 7 and 3 belong to every checksum alphabet in use."""
    return tail[:-1] + ("3" if tail[-1] == "7" else "7")


# Checksum fields: (all text before, the generated text since the last literal, generator) -> tail.


def _bech32(whole: str, _body: str, rng: random.Random) -> str:
    # 52 characters carry 260 bits, 256 of them data: the last one holds a single data bit.
    data = _characters(checksum.BECH32, 51, rng) + rng.choice("qs")
    out = data + checksum.bech32_tail(whole[:-1].lower(), data)
    return out.upper() if whole.isupper() else out


def _nkey(whole: str, _body: str, rng: random.Random) -> str:
    kind = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(whole[-1]) << 3  # the first letter of the base32 is the kind's five bits
    seed = whole[-2:-1] == "S"
    raw = bytes([0x90 | kind >> 5, (kind & 0x1F) << 3] if seed else [kind]) + rng.randbytes(32)
    return base64.b32encode(raw + checksum.nkey_tail(raw)).rstrip(b"=").decode()[2 if seed else 1 :]


def _wif(_whole: str, _body: str, rng: random.Random) -> str:
    raw = b"\x80" + rng.randbytes(32) + b"\x01"
    return checksum.base58_of(raw + checksum.wif_tail(raw))


def _gitlab_routable(version: str) -> Callable[[str, str, random.Random], str]:
    def tail(whole: str, _body: str, rng: random.Random) -> str:
        ids = f"o:1\nu:{checksum.in_base(rng.randint(46656, 1679615), checksum.BASE36, 1)}"
        payload = _urlsafe(ids.encode() + rng.randbytes(16) + b"\x10")
        text = f"{payload}.{version}{checksum.in_base(len(payload), checksum.BASE36, 2)}"
        return text + checksum.crc32_base36(whole + text)

    return tail


_CHECKSUMS: Final[Mapping[str, Callable[[str, str, random.Random], str]]] = {
    "crc32-base62": lambda _whole, body, _rng: checksum.crc32_base62(body),
    "crc32-hex": lambda _whole, body, _rng: checksum.crc32_hex(body),
    "crc32-hex-of-part": lambda whole, _body, _rng: checksum.crc32_hex(whole.rstrip("_").rpartition("_")[2]),
    "crc32-hex-of-all": lambda whole, _body, _rng: checksum.crc32_hex(whole),
    "crc32-HEX-of-all": lambda whole, _body, _rng: checksum.crc32_hex(whole).upper(),
    "crc32-hex-le-before": lambda whole, _body, _rng: checksum.crc32_hex_le(whole.removesuffix("_")),
    "sha256-base32": lambda whole, _body, _rng: checksum.sha256_base32(whole),
    "gitlab-routable": _gitlab_routable(""),
    "gitlab-routable-v1": _gitlab_routable("01."),
    "bech32": _bech32,
    "nkey": _nkey,
    "wif": _wif,
}

# Structured fields: (generator, argument) -> text.


def _urlsafe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _standard(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _uuid(rng: random.Random, _argument: str) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


_CLAIMS: Final[Mapping[str, dict[str, object]]] = {
    "": {"iss": "https://issuer.invalid", "aud": "api"},
    "supabase-service": {"iss": "supabase", "ref": "qkzwtrmbhxvnjydpslcf", "role": "service_role"},
    "supabase-anon": {"iss": "supabase", "ref": "qkzwtrmbhxvnjydpslcf", "role": "anon"},
    "n8n": {"iss": "n8n", "aud": "public-api"},
    "monday": {"tid": 318624507, "aai": 11, "uid": 40917263, "actid": 15820394, "rgn": "use1"},
    "home-assistant": {"iss": "b5f09c1d7e2a48639d1c70ae5f4b8263"},
    "kubernetes": {"iss": "kubernetes/serviceaccount", "kubernetes.io": {"namespace": "apps"}},
    "turso": {"a": "rw", "id": "c1f8d0a6-52be-4d7f-9a43-0be6c97d2f15"},
    "expired": {"iss": "https://issuer.invalid"},
}


def _jwt(rng: random.Random, argument: str) -> str:
    algorithm = {"kubernetes": "RS256", "turso": "EdDSA"}.get(argument, "HS256")
    header: dict[str, object] = {"alg": algorithm, "typ": "JWT"}
    if argument == "snowflake":
        header = {"kid": str(rng.getrandbits(40)), "alg": "ES256"}
    issued = 1500000000 if argument == "expired" else 1760000000
    claims = {
        **_CLAIMS.get(argument, {}),
        "sub": _characters(ALPHABETS["base62"], 20, rng),
        "iat": issued,
        "exp": issued + 3600 if argument == "expired" else _FAR_FUTURE,
    }
    signature = rng.randbytes({"RS256": 256, "EdDSA": 64}.get(algorithm, 32))
    return ".".join(map(_urlsafe, (_json(header), _json(claims), signature)))


def _encoded(rng: random.Random, argument: str) -> str:
    try:
        return _ENCODED[argument](rng)
    except KeyError:
        raise RuleError(f"template field {{encoded:{argument}}} is not known") from None


def _alnum(rng: random.Random, length: int) -> str:
    return _characters(ALPHABETS["base62"], length, rng)


def _hex(rng: random.Random, length: int) -> str:
    return _characters(ALPHABETS["hex"], length, rng)


def _digits(rng: random.Random, length: int) -> str:
    return rng.choice("123456789") + _characters(string.digits, length - 1, rng)


_ENCODED: Final[Mapping[str, Callable[[random.Random], str]]] = {
    "basic-auth": lambda r: _standard(f"svc{_digits(r, 4)}:{_alnum(r, 24)}".encode()),
    "sentry": lambda r: _standard(
        _json({"iat": 1760000000.5, "url": "https://sentry.invalid", "region_url": "https://us.invalid", "org": "acme"})
    ).rstrip("="),
    "grafana-cloud": lambda r: _standard(
        _json({"o": _digits(r, 6), "n": "stack-ci-writer", "k": _alnum(r, 24), "m": {"r": "prod-us-east-0"}})
    ),
    "grafana-key": lambda r: _standard(_json({"k": _alnum(r, 32), "n": "ci-writer", "id": 1})),
    "onepassword": lambda r: _standard(
        _json({"signInAddress": "acme.invalid", "email": "svc@acme.invalid", "muk": _alnum(r, 99), "srpX": _hex(r, 99)})
    ),
    "mapbox": lambda r: _urlsafe(_json({"u": "acme-maps", "a": "c" + _characters(ALPHABETS["alnum_lower"], 48, r)})),
    "bedrock": lambda r: _standard(f"BedrockAPIKey-{_alnum(r, 4)}-at-{_digits(r, 12)}:{_alnum(r, 50)}".encode()),
    "bedrock-url": lambda r: _standard(
        f"bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Expires=43200&X-Amz-Signature={_hex(r, 64)}".encode()
    ),
    "intercom": lambda r: _standard(f"tok:{_alnum(r, 40)}".encode()),
    "jfrog": lambda r: _standard(f"reftkn:01:{_FAR_FUTURE}:{_alnum(r, 27)}".encode()),
    "atlassian-data-center": lambda r: _standard(_digits(r, 12).encode() + b":" + r.randbytes(20)),
    "elastic": lambda r: _standard(f"{_alnum(r, 20)}:{_alnum(r, 22)}".encode()),
    "discord-id": lambda r: _urlsafe(_digits(r, 19).encode()),
    "der-key": lambda r: _standard(_armoured("RSA PRIVATE", _rsa(r)).encode()),
}


def _words(rng: random.Random, argument: str) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(_length(argument, rng)))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def _integer(rng: random.Random, size: int) -> bytes:
    return _der(2, b"\x00" + bytes([rng.randint(128, 255)]) + rng.randbytes(size - 1))


def _rsa(rng: random.Random) -> bytes:
    """Return the DER of an RSAPrivateKey (RFC 8017, A.1.2) whose numbers are random: it parses, and opens nothing."""
    numbers = [_der(2, b"\x00"), _integer(rng, 128), _der(2, b"\x01\x00\x01")]
    numbers += [_integer(rng, size) for size in (128, 64, 64, 64, 64, 64)]
    return _der(0x30, b"".join(numbers))


def _pkcs8(rng: random.Random) -> bytes:
    algorithm = _der(0x30, _der(6, bytes.fromhex("2a864886f70d010101")) + _der(5, b""))
    return _der(0x30, _der(2, b"\x00") + algorithm + _der(4, _rsa(rng)))


def _ec(rng: random.Random) -> bytes:
    curve = _der(0xA0, _der(6, bytes.fromhex("2a8648ce3d030107")))
    return _der(0x30, _der(2, b"\x01") + _der(4, rng.randbytes(32)) + curve)


def _openssh(rng: random.Random) -> bytes:
    """Return an unencrypted openssh-key-v1 container (OpenSSH PROTOCOL.key) with random Ed25519 bytes."""

    def text(content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + content

    public, check = rng.randbytes(32), rng.randbytes(4)
    private = check * 2 + text(b"ssh-ed25519") + text(public) + text(rng.randbytes(32) + public) + text(b"key")
    private += bytes(range(1, 1 + -len(private) % 8))
    head = b"openssh-key-v1\0" + text(b"none") + text(b"none") + text(b"") + b"\0\0\0\1"
    return head + text(text(b"ssh-ed25519") + text(public)) + text(private)


_PEM: Final[Mapping[str, tuple[str, Callable[[random.Random], bytes]]]] = {
    "RSA": ("RSA PRIVATE", _rsa),
    "EC": ("EC PRIVATE", _ec),
    "DSA": ("DSA PRIVATE", _rsa),
    "PKCS8": ("PRIVATE", _pkcs8),
    "ENCRYPTED": ("ENCRYPTED PRIVATE", lambda r: _der(0x30, _der(4, r.randbytes(600)))),
    "OPENSSH": ("OPENSSH PRIVATE", _openssh),
    "PGP": ("PGP PRIVATE", lambda r: b"\x95" + r.randbytes(480)),
}


def _armoured(kind: str, raw: bytes) -> str:
    text = _standard(raw)
    label = f"{kind} KEY BLOCK" if kind.startswith("PGP") else f"{kind} KEY"
    lines = [text[i : i + 64] for i in range(0, len(text), 64)]
    if kind.startswith("PGP"):
        lines.insert(0, "")
    # Put together here so that this file holds no key header.
    rule = "-" * 5
    return "\n".join([f"{rule}BEGIN {label}{rule}", *lines, f"{rule}END {label}{rule}"])


def _pem(rng: random.Random, argument: str) -> str:
    name, _, style = argument.partition("-")
    if name not in _PEM:
        raise RuleError(f"template field {{pem:{argument}}} is not known")
    kind, raw = _PEM[name]
    text = _armoured(kind, raw(rng))
    return text.replace("\n", "\\n") if style == "escaped" else text


_STRUCTURES: Final[Mapping[str, Callable[[random.Random, str], str]]] = {
    "uuid": _uuid,
    "jwt": _jwt,
    "encoded": _encoded,
    "words": _words,
    "pem": _pem,
}
