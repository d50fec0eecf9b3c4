"""What real servers hold in places where a credential stands: names of code, ids, defaults that anybody guesses."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import string
import uuid

import pytest

from keyproof.detect import claims, placeholders, published, typed
from keyproof.detect.detector import Detector
from keyproof.detect.setting import has_generic, setting_of
from tests.detect.conftest import classes, drawn

WORD = "kolibri"


def of(detector: Detector, text: str, path: str = "src/server.py") -> set[str]:
    return classes(detector.scan((text + "\n").encode(), path))


def by_threes(size: int) -> str:
    """Return a value that goes by turns through a small letter, a capital one and a digit."""
    rng = random.Random(size)
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    return "".join(rng.choice(kinds[at % 3]) for at in range(size))


def test_an_obfuscated_name_is_no_password(detector: Detector) -> None:
    name = "_0x" + drawn(6, alphabet="0123456789abcdef")
    assert "live-looking" not in of(detector, f"let {{username:a,password:{name}}}=req['body'];", "out/index.js")
    assert of(detector, f"password: {drawn(9)}!x", "app.yml") == {"live-looking"}


def test_the_token_of_a_form_is_of_one_session(detector: Detector) -> None:
    token = drawn(40)
    assert "live-looking" not in of(detector, f'a:2:{{s:6:"_token";s:40:"{token}";s:1:"x";i:1;}}', "dump.sql")
    assert "live-looking" not in of(detector, f'<input name="_token" value="{token}">', "a.html")
    assert of(detector, f'api_token = "{token}"') == {"live-looking"}


def test_a_build_draws_the_key_of_its_manifest() -> None:
    assert not has_generic(".next/server/server-reference-manifest.json")
    assert not has_generic("web/.next/server/server-reference-manifest.js")
    assert has_generic(".next/server/app/page.js")


def test_ids_of_clients_are_no_secrets(detector: Detector) -> None:
    consumer = "3MVG9" + drawn(80)
    assert "live-looking" not in of(detector, f'consumerKey: "{consumer}",', "src/a.js")
    assert of(detector, f'consumerKey: "{drawn(85)}",', "src/a.js") == {"live-looking"}
    one = str(uuid.UUID(int=random.Random(4).getrandbits(128), version=4))
    assert "live-looking" not in of(detector, f'integration_key = "{one}"')
    assert of(detector, f'integration_key = "{drawn(32)}"') == {"live-looking"}


def test_the_beginning_of_a_token_opens_nothing(detector: Detector) -> None:
    header = base64.b64encode(json.dumps({"alg": "HS256", "typ": "JWT"}, separators=(",", ":")).encode()).decode()
    for size in (17, 21, 30):
        said = claims.by_members(header[:size])
        assert said is not None
        assert said.secret_class == "placeholder"
        assert "live-looking" not in of(detector, f"headers: {{ 'X-API-KEY': '{header[:size]}' }}", "src/a.ts")
    assert claims.by_members(drawn(24)) is None


def test_a_member_of_an_object_is_no_key_in_a_header(detector: Detector) -> None:
    name = "serverState" + "." + "n8nApiKey"
    assert "live-looking" not in of(detector, f"headers: {{ 'X-N8N-API-KEY': {name} }},", "src/a.ts")
    assert of(detector, f"headers: {{ 'X-N8N-API-KEY': '{drawn(40)}' }},", "src/a.ts") == {"live-looking"}
    assert of(detector, f"curl -H 'X-API-Key: {drawn(20)}.{drawn(20, 1)}'", "run.sh") == {"live-looking"}


@pytest.mark.parametrize("number", ["123", "1234", "321", "123!"])
def test_a_word_and_a_counted_number_is_guessed(detector: Detector, number: str) -> None:
    value = WORD + number
    assert of(detector, f"      DB_PASSWORD: {value}", "docker-compose.yml") == {"weak-default"}
    assert of(detector, f"SWITCH_PASSWORD={value}", ".env") == {"live-looking"}
    assert of(detector, f"DATABASE_URL=postgresql://{WORD}:{value}@db:5432/app", ".env") == {"weak-default"}
    far = f"DATABASE_URL=postgresql://{WORD}:{value}@db-1.acme-{WORD}.io:5432/app"
    assert of(detector, far, ".env") == {"live-looking"}
    assert not placeholders.is_counted(WORD + number[::-1] + "7")


def test_a_word_and_a_year_beside_the_server_is_a_default(detector: Detector) -> None:
    value = f"{WORD.title()}#2024"
    assert of(detector, f"      POSTGRES_PASSWORD: {value}", "docker-compose.yml") == {"weak-default"}
    assert of(detector, f"DB_PASSWORD={value}", ".env") == {"live-looking"}


@pytest.mark.parametrize(
    ("first", "more", "walks"),
    [
        ("123qwe", "!@#QWE", True),
        ("1qaz", "2wsx", True),
        ("zaq1", "xsw2", True),
        ("12", "qw", False),
        ("qwe", "7k", False),
    ],
)
def test_keys_that_stand_side_by_side(detector: Detector, first: str, more: str, walks: bool) -> None:
    value = first + more
    assert typed.is_walk(value) is walks
    if walks and len(value) >= 12:
        assert of(detector, f"      MYSQL_ROOT_PASSWORD: {value}", "docker-compose.yml") == {"weak-default"}


def test_small_capital_digit_by_turns_is_typed(detector: Detector) -> None:
    value = by_threes(32)
    assert typed.is_typed(value)
    assert placeholders.is_placeholder(value)
    assert not typed.is_typed(drawn(32))
    text = f"      CONFIG_ENCRYPTION_KEY: ${{CONFIG_ENCRYPTION_KEY:-{value}}}"
    assert of(detector, text, "docker-compose.yml") == {"weak-default"}
    assert "live-looking" not in of(detector, f'ENCRYPTION_KEY = "{value}"')


def test_a_default_is_one_however_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    value = drawn(32)
    for written in (value.encode().hex(), value.encode().hex().upper(), base64.b64encode(value.encode()).decode()):
        digest = hashlib.sha256(written.encode()).hexdigest()
        monkeypatch.setattr(published, "DEFAULT_HASHES", frozenset({digest}))
        assert published.is_default(value)
        assert published.is_default(written)
    assert not published.is_default(drawn(32, 1))


def test_a_published_key_is_one_with_and_without_its_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    value = drawn(64, alphabet="0123456789abcdef")
    monkeypatch.setattr(published, "EXAMPLE_HASHES", frozenset({hashlib.sha256(value.encode()).hexdigest()}))
    assert published.is_example(value)
    assert published.is_example("0x" + value)
    assert not published.is_example("0y" + value)


def test_a_key_named_for_a_test_is_one() -> None:
    assert setting_of("governance/test-ed25519.pem") == "test"
    assert setting_of("governance/ed25519.pem") == "credential-file"


def test_the_token_of_a_badge_is_for_all(detector: Detector) -> None:
    token = drawn(40, alphabet="0123456789abcdef")
    badge = f"[![CircleCI](https://circleci.com/gh/acme/site.svg?style=svg&circle-token={token})](https://circleci.com)"
    assert of(detector, badge, "README.md") == {"public-by-design"}
    assert of(detector, f'CIRCLE_TOKEN = "{token}"') == {"live-looking"}


def test_a_message_that_quotes_a_password_is_a_text(detector: Detector) -> None:
    message = f"\u30d1\u30b9\u30ef\u30fc\u30c9password: \u300c{WORD}7391\u300d\u3067\u3059"
    assert "live-looking" not in of(detector, f"message: `{message}`,", "src/a.ts")
    assert placeholders.is_foreign_text(f"\u300c{WORD}7391\u300d\u3067\u3059")


def test_two_counted_runs_by_turns_are_no_draw() -> None:
    turns = "".join(a + b for a, b in zip("abcdefghij", "1234567890", strict=True))
    assert typed.has_sequence("app_secret_prod_" + turns)
    assert not typed.has_sequence("a1b2c3" + "x9k2m7q4")
