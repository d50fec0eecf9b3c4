"""Values that settings in code, symmetric keys over lines and statements of SQL hold; what looks alike holds none."""

from __future__ import annotations

import base64
import json

import pytest

from keyproof.detect.checksum import nkey_tail
from keyproof.detect.detector import Detector
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import classes, drawn, live

RANDOM = drawn(43)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.rb", "set :session_secret, '{v}'"),
        ("config/deploy.rb", 'set :slack_api_token, "{v}"'),
        ("config/deploy.rb", "  set :db_password, '{v}'"),
        ("grants.sql", "ALTER USER 'ann'@'db' IDENTIFIED WITH mysql_native_password BY '{v}';"),
        ("grants.sql", 'create user ann identified with caching_sha2_password by "{v}";'),
        ("client.py", "auth = base64.b64encode(b'ann:{v}').decode()"),
        ("jwk.json", '{{\n  "kty": "oct",\n  "alg": "HS256",\n  "k": "{v}"\n}}'),
        ("jwk.mjs", "const key = {{\n  k: '{v}',\n  kty: 'oct',\n}};"),
    ],
)
def test_the_value_is_found(detector: Detector, path: str, text: str) -> None:
    assert RANDOM in live(detector.scan((text.format(v=RANDOM) + "\n").encode(), path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.rb", "set :session_secret, ENV.fetch('SESSION_SECRET')"),
        ("app.rb", "set :primary_key, 'ledger_entry_id'"),
        ("jwk.mjs", "const key = {{\n  kty: 'RSA',\n}};\nconst other = {{ k: '{v}' }};"),
        ("docs/reset.md", "[Reset a Password](https://docs.corp.io/guide/admin/GUID-{v}.htm#Wcs7)"),
    ],
)
def test_what_looks_alike_is_none(detector: Detector, path: str, text: str) -> None:
    assert not live(detector.scan((text.format(v=RANDOM) + "\n").encode(), path))


def test_a_token_with_a_short_payload_is_one(detector: Detector) -> None:
    def part(claims: dict[str, str]) -> str:
        return base64.urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode()).decode().rstrip("=")

    value = f"{part({'alg': 'HS256'})}.{part({'sub': 'joe'})}.{RANDOM}"
    assert value in {m.secret.reveal() for m in detector.scan(f"curl -d {value}\n".encode(), "docs/run.md")}


def test_the_public_key_of_an_account_of_nats_is_public(detector: Detector) -> None:
    raw = bytes([0]) + drawn(32).encode()
    value = base64.b32encode(raw + nkey_tail(raw)).decode().rstrip("=")
    assert classes(detector.scan(f'"accounts": ["{value}", "$G"]\n'.encode(), "config/server.json")) <= {
        "public-by-design"
    }


def test_the_id_of_a_key_opens_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    ids = Detector.load(
        tuple(r for r in builtin_rules(identifiers=True) if r.id == "uuid"), cache_dir=tmp_path_factory.mktemp("ids")
    )
    digits = drawn(31, alphabet="0123456789abcdef")
    value = f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:18]}-{digits[18:30]}"
    assert classes(ids.scan(f'"target_key_id": "{value}"\n'.encode(), "a.json")) == {"public-by-design"}
    assert classes(ids.scan(f'"request": "{value}"\n'.encode(), "a.json")) == {"identifier"}
