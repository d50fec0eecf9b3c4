"""Checksums and fixed structures that tokens carry, computed offline.

Only algorithms that are published or were verified on genuine (revoked) tokens stand here: a wrong one loses real keys.
Each function takes the whole value and answers whether it can have been issued; none of them raises.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import string
import zlib
from collections.abc import Callable, Mapping
from typing import Final

BASE62: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE36: Final = string.digits + string.ascii_lowercase
BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_WIF_SHORT: Final = 51
"""Characters of a key in the wallet import format whose public key is not compressed."""

BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def in_base(number: int, alphabet: str, width: int) -> str:
    """Return *number* in the base of *alphabet*, left-padded with its zero to *width*."""
    digits = ""
    while number:
        number, rest = divmod(number, len(alphabet))
        digits = alphabet[rest] + digits
    return digits.rjust(width, alphabet[0])


def crc32_base62(body: str) -> str:
    """Return the 6 characters that GitHub, npm and Vercel append to *body*."""
    return in_base(_crc(body), BASE62, 6)


def crc32_hex(body: str) -> str:
    """Return the CRC32 of *body* as 8 lower-case hex digits."""
    return f"{_crc(body):08x}"


def crc32_hex_le(body: str) -> str:
    """Return the CRC32 of *body* as hex, least significant byte first (Grafana)."""
    return _crc(body).to_bytes(4, "little").hex()


def crc32_base36(body: str) -> str:
    """Return the CRC32 of *body* as 7 base-36 digits (GitLab)."""
    return in_base(_crc(body), BASE36, 7)


def sha256_base32(body: str) -> str:
    """Return the first 8 base-32 characters of the SHA-256 of *body* (GitHub fine-grained tokens)."""
    return base64.b32encode(hashlib.sha256(body.encode()).digest())[:8].decode()


def bech32_tail(prefix: str, data: str) -> str:
    """Return the 6 lower-case checksum characters of BIP 173 for a human-readable *prefix* and *data* characters."""
    polymod = _polymod([*_expand(prefix), *(BECH32.index(c) for c in data), 0, 0, 0, 0, 0, 0]) ^ 1
    return "".join(BECH32[polymod >> 5 * (5 - i) & 31] for i in range(6))


def nkey_tail(raw: bytes) -> bytes:
    """Return the CRC-16 (XMODEM, least significant byte first) that NATS appends to the bytes of a key."""
    return binascii.crc_hqx(raw, 0).to_bytes(2, "little")


def decoded_base64(text: str) -> bytes | None:
    """Return *text* decoded from standard or URL-safe base64, padded or not; None if it is neither."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def jwt_header(value: str) -> dict[str, object] | None:
    """Return the header of a JSON Web Token (RFC 7519), None if *value* is not one."""
    parts = value.split(".")
    if len(parts) not in {3, 5}:
        return None
    raw = decoded_base64(parts[0])
    if raw is None:
        return None
    try:
        header = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) else None


def _crc(body: str) -> int:
    return zlib.crc32(body.encode("utf-8", "surrogatepass"))


def _expand(prefix: str) -> list[int]:
    return [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    return check


def _github(value: str) -> bool:
    return crc32_base62(value[4:-6]) == value[-6:]


def _github_fine_grained(value: str) -> bool:
    return sha256_base32(value[:-16]) == value[-16:-8]


def _crc32_hex_of_all_before(value: str) -> bool:
    """With or without the ``=`` that joins the two: those who publish the form do not say."""
    body = value[:-8]
    return value[-8:].lower() in (crc32_hex(body), crc32_hex(body.removesuffix("=")))


def _grafana(value: str) -> bool:
    body, _, tail = value.rpartition("_")
    return crc32_hex_le(body) == tail


def _gitlab_routable(value: str) -> bool:
    return crc32_base36(value[:-7]) == value[-7:]


def _zuplo(value: str) -> bool:
    body, _, tail = value.removeprefix("zpka_").rpartition("_")
    return crc32_hex(body) == tail.lower()


def _jwt(value: str) -> bool:
    header = jwt_header(value)
    return header is not None and isinstance(header.get("alg"), str)


def _bech32(value: str) -> bool:
    prefix, _, data = value.lower().rpartition("1")
    return len(data) >= 6 and set(data) <= set(BECH32) and bech32_tail(prefix, data[:-6]) == data[-6:]


def _nkey(value: str) -> bool:
    """Base32 without padding of one or two bytes of prefix, 32 of the key, and the checksum."""
    try:
        raw = base64.b32decode(value + "=" * (-len(value) % 8))
    except (binascii.Error, ValueError):
        return False
    whole = base64.b32encode(raw).rstrip(b"=").decode() == value
    return whole and len(raw) in (35, 36) and nkey_tail(raw[:-2]) == raw[-2:]


def wif_tail(raw: bytes) -> bytes:
    """Return the four bytes that Base58Check ends with: the head of the SHA-256 of the SHA-256."""
    return hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4]


def base58_of(raw: bytes) -> str:
    """Return *raw*, whose first byte is not zero, in Bitcoin's base 58."""
    return in_base(int.from_bytes(raw), BASE58, 1)


def number_58(value: str) -> int | None:
    """Return the number that *value* is in Bitcoin's base 58; None where it is none."""
    number = 0
    for sign in value:
        if sign not in BASE58:
            return None
        number = number * 58 + BASE58.index(sign)
    return number


def _wif(value: str) -> bool:
    """Base58Check of a version, a key of 32 bytes and, where its public key is compressed, a one."""
    number = number_58(value)
    if number is None:
        return False
    size = 37 + (len(value) > _WIF_SHORT)
    if number.bit_length() > 8 * size:
        return False
    raw = number.to_bytes(size)
    return raw[:1] in (b"\x80", b"\xef") and wif_tail(raw[:-4]) == raw[-4:]


def _basic_auth(value: str) -> bool:
    """RFC 7617: base64 of ``user:password``, both printable."""
    raw = decoded_base64(value)
    if raw is None or b":" not in raw:
        return False
    try:
        return raw.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False


def _atlassian_data_center(value: str) -> bool:
    """Base64 of ``<decimal id>:<20 random bytes>``."""
    raw = decoded_base64(value.removeprefix("BBDC-"))
    if raw is None:
        return False
    number, colon, rest = raw.partition(b":")
    return bool(colon) and number.isdigit() and len(number) <= 20 and len(rest) >= 16


def _elastic_api_key(value: str) -> bool:
    """Base64 of ``<id>:<key>``, 20 and 22 URL-safe characters."""
    raw = decoded_base64(value)
    return raw is not None and raw.count(b":") == 1 and raw.isascii() and len(raw) == 43


def _discord_bot(value: str) -> bool:
    """The first part is the base64 of the bot's decimal user id."""
    raw = decoded_base64(value.split(".", 1)[0])
    return raw is not None and raw.isdigit()


def _json_payload(marker: str) -> Callable[[str], bool]:
    """Return a check that what follows *marker* starts with the base64 of a JSON object."""

    def check(value: str) -> bool:
        raw = decoded_base64(value.removeprefix(marker).replace(".", "_").split("_")[0])
        if raw is None:
            return False
        try:
            return isinstance(json.loads(raw), dict)
        except (ValueError, RecursionError):
            return False

    return check


def _grafana_key(value: str) -> bool:
    """Whether *value* is the base64 of a key, its name and the id of its organisation."""
    raw = decoded_base64(value)
    try:
        return raw is not None and {"k", "n", "id"} <= json.loads(raw).keys()
    except (ValueError, AttributeError, RecursionError):
        return False


def _secp256k1(value: str) -> bool:
    """A private key is a number from 1 to the curve's order less one (SEC 2)."""
    try:
        number = int(value.removeprefix("0x"), 16)
    except ValueError:
        return False
    return 0 < number < 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


CHECKSUMS: Final[Mapping[str, Callable[[str], bool]]] = {
    "github": _github,  # github.blog, "Behind GitHub's new authentication token formats"
    "npm": _github,  # the same tail (github.blog, 2021-09-23)
    "vercel": _github,  # verified on a token its vendor published
    "github-fine-grained": _github_fine_grained,  # mongodb/kingfisher pull request 342
    "atlassian": _crc32_hex_of_all_before,  # Bitbucket ATBB, Atlassian ATATT and ATCTT
    "grafana": _grafana,  # grafana/grafana pkg/components/satokengen
    "gitlab-routable": _gitlab_routable,  # gitlab-org/gitlab lib/authn/token_field/generator
    "zuplo": _zuplo,  # zuplo.com/docs, "API key format"
    "jwt": _jwt,  # RFC 7519
    "bech32": _bech32,  # BIP 173: age, Nostr
    "nkey": _nkey,  # nats-io/nkeys, "crc16.go" and "strkey.go"
    "basic-auth": _basic_auth,  # RFC 7617
    "atlassian-data-center": _atlassian_data_center,
    "elastic-api-key": _elastic_api_key,
    "discord-bot": _discord_bot,
    "sentry-org": _json_payload("sntrys_"),
    "grafana-cloud": _json_payload("glc_"),
    "grafana-key": _grafana_key,  # grafana/grafana pkg/components/apikeygen
    "secp256k1": _secp256k1,
    "wif": _wif,  # Bitcoin's base58.cpp and key_io.cpp
}


def passes(name: str, value: str) -> bool:
    """Return whether *value* passes the checksum called *name*; True where no name is given."""
    return CHECKSUMS[name](value) if name else True
