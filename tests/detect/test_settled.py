"""Values that are encrypted, hashed, or stand beside a host for examples."""

from __future__ import annotations

import base64
import random

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.model.fact import FINDING_CLASSES
from tests.detect.conftest import classes, drawn, live

HEX = "0123456789abcdef"


def findings(matches: list[Match]) -> list[str]:
    return [m.name for m in matches if m.judgement.secret_class in FINDING_CLASSES]


def sealed(head: bytes, size: int) -> str:
    return base64.b64encode(head + random.Random(size).randbytes(size)).decode()


HASHES = [
    f"pbkdf2_sha256$600000${drawn(22)}${drawn(43)}=",
    f"pbkdf2:sha256:260000${drawn(16)}${drawn(64, 1, HEX)}",
    f"scrypt:32768:8:1${drawn(16)}${drawn(128, 1, HEX)}",
    f"argon2$argon2id$v=19$m=102400,t=2,p=8${drawn(22)}${drawn(43)}",
    f"bcrypt_sha256$$2b$12${drawn(53)}",
    f"sha256${drawn(8)}${drawn(64, 2, HEX)}",
    f"{{SSHA}}{drawn(38)}==",
    f"{{bcrypt}}$2a$10${drawn(53)}",
    f"SCRAM-SHA-256$4096:{drawn(22)}==${drawn(43)}=:{drawn(43)}=",
    f"md5{drawn(32, 3, HEX)}",
    f"{drawn(32, 5, HEX)}:{drawn(128, 6, HEX)}",
    f"{drawn(128, 7, HEX)}.{drawn(32, 8, HEX)}",
]
SEALED = [
    sealed(b"\x02\x00", 600),
    sealed(b"\x01\x02\x02\x00\x78", 180),
    "{" + sealed(b"", 32) + "}",
    "{cipher}" + drawn(64, 4, HEX),
    f"ENC({drawn(42)}==)",
    "encrypted:" + sealed(b"\x04", 64 + 16 + 16 + 24),
]


@pytest.mark.parametrize("value", HASHES + SEALED)
def test_what_was_hashed_or_encrypted_is_no_finding(detector: Detector, value: str) -> None:
    for path, text in (("a.py", f'password = "{value}"'), ("app.yaml", f"db_password: '{value}'")):
        assert not findings(detector.scan(text.encode(), path)), path
    assert not findings(detector.scan(f"INSERT INTO u (name, password) VALUES ('a', '{value}');".encode(), "seed.sql"))


def test_a_password_that_begins_like_a_hash_is_one(detector: Detector) -> None:
    value = "md5" + drawn(24, 6)
    assert live(detector.scan(f'password = "{value}"'.encode(), "a.py")) == [value]


@pytest.mark.parametrize(
    ("kind", "head"),
    [("ENCRYPTED ", ""), ("RSA ", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC," + "0F" * 16 + "\n\n")],
)
def test_a_key_under_a_passphrase_is_no_finding(detector: Detector, kind: str, head: str) -> None:
    body = base64.encodebytes(random.Random(5).randbytes(600)).decode()
    text = f"-----BEGIN {kind}PRIVATE KEY-----\n{head}{body}-----END {kind}PRIVATE KEY-----\n"
    assert classes(detector.scan(text.encode(), "deploy/server.key")) == {"reference"}


URL = "postgresql://crm:{v}@{host}:5432/crm"
HOSTS = ["db.example.com", "pg.example.org", "localhost", "127.0.0.1", "db", "postgres", "host", "db.internal.test"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_drawn_password_counts_whatever_the_host(detector: Detector, host: str) -> None:
    value = drawn(24, 9)
    (match,) = detector.scan(f'url = "{URL.format(v=value, host=host)}"'.encode(), "src/db.py")
    assert match.judgement.secret_class == "live-looking"
    real = detector.scan(f'url = "{URL.format(v=value, host="db.acme.io")}"'.encode(), "src/db.py")
    reserved = "example" in host or host in ("host", "db.internal.test")
    assert (match.judgement.confidence < real[0].judgement.confidence) is reserved


@pytest.mark.parametrize("value", ["password", "secretpassword", "my-long-password", "worker123", "Summer2024!"])
def test_words_at_a_host_for_examples_are_none(detector: Detector, value: str) -> None:
    for path in ("src/db.py", "config.yaml", "docs/db.md"):
        text = f'url: "{URL.format(v=value, host="db.example.com")}"'
        assert not findings(detector.scan(text.encode(), path))


def test_documentation_shows_drawn_passwords_at_such_hosts(detector: Detector) -> None:
    text = f"`{URL.format(v=drawn(24, 9), host='db.example.com')}`"
    assert not findings(detector.scan(text.encode(), "docs/db.md"))


@pytest.mark.parametrize(
    ("path", "text"), [("a.env", "CLIENT_SECRET={v}"), ("a.yaml", "token: {v}"), ("a.ini", "secret = {v}")]
)
def test_a_drawn_value_with_dots_is_no_reference(detector: Detector, path: str, text: str) -> None:
    value = ".".join(drawn(size, size) for size in (9, 14, 11))
    assert live(detector.scan(text.format(v="Q" + value).encode(), path)) == ["Q" + value]


@pytest.mark.parametrize(
    "value",
    [
        "providers.openAI.apiKeyV3",
        "github.event.inputs.token1",
        "org.apache.Commons3.Password",
        "kv.prod.OAuth2.clientSecret",
    ],
)
def test_names_with_dots_are_references(detector: Detector, value: str) -> None:
    assert not findings(detector.scan(f"token: {value}".encode(), "a.yaml"))
