"""What stands beside a shape that ids and hashes have too, and values that many installations share."""

from __future__ import annotations

import hashlib
import random
import string
import uuid

import pytest

from keyproof.detect import placeholders, published
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.model.fact import SecretClass
from tests.detect.conftest import classes, drawn

HEX = "0123456789abcdef"
WORD = "Kolibri" + "lampe"


def drawn_id(seed: int) -> str:
    return str(uuid.UUID(int=random.Random(seed).getrandbits(128), version=4))


def scanned(detector: Detector, text: str, path: str) -> list[Match]:
    return detector.scan((text + "\n").encode(), path)


def of(detector: Detector, text: str, path: str = "src/server.py") -> set[str]:
    return classes(scanned(detector, text, path))


def is_high(matches: list[Match]) -> bool:
    """Whether one of *matches* is sure enough for a finding of weight."""
    return any(m.judgement.secret_class is SecretClass.LIVE and m.judgement.confidence >= 0.5 for m in matches)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.env", "RAILWAY_PROJECT_ID={id}"),
        ("deploy.yml", 'railway_service_id: "{id}"'),
        ("src/a.ts", "// heroku\nconst appId = '{id}'"),
        ("app.json", '"heroku_app_id": "{id}"'),
        ("run.log", "Mounting volume on: /var/lib/containers/railwayapp/bind-mounts/{id}/vol_1"),
        ("README.md", "https://railway.app/project/{id}/settings"),
        ("agent.yaml", "# datadog agent\n  digest: {hex40}"),
        ("settings.env", "SPOTIFY_CLIENT_ID={hex32}"),
        (".github/workflows/a.yml", "uses: DataDog/synthetics-action@{hex40} # v1.4.0"),
        ("requirements.txt", "git+https://github.com/DataDog/agent@{hex40}"),
    ],
)
def test_the_id_of_a_thing_is_no_credential(detector: Detector, path: str, text: str) -> None:
    value = {"id": drawn_id(3), "hex32": drawn(32, alphabet=HEX), "hex40": drawn(40, alphabet=HEX)}
    assert of(detector, text.format(**value), path) <= {"identifier"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "railway link --project {id}"),
        ("flows.yaml", "twilio:\n  flow: {hex32}"),
        ("notes.txt", "deployed to heroku\n{id} is up"),
    ],
)
def test_a_providers_name_alone_makes_nothing_sure(detector: Detector, path: str, text: str) -> None:
    found = scanned(detector, text.format(id=drawn_id(4), hex32=drawn(32, alphabet=HEX)), path)
    assert not is_high(found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.env", "RAILWAY_TOKEN={id}"),
        ("deploy.sh", "railway login --token {id}"),
        ("notes.txt", "token railway: {id}"),
        ("src/a.py", 'dg = Deepgram("{hex40}")'),
        ("src/a.py", 'twilio = Client("AC{hex32}", "{hex32b}")'),
        ("settings.env", "INFURA_PROJECT_ID={hex32}"),
        ("src/a.py", 'telegram = Client("me", 12345, api_hash="{hex32}")'),
        ("src/a.py", 'DATADOG_APP_KEY = "{hex40}"'),
    ],
)
def test_a_name_that_says_credential_does(detector: Detector, path: str, text: str) -> None:
    values = {"id": drawn_id(5), "hex40": drawn(40, alphabet=HEX), "hex32": drawn(32, alphabet=HEX)}
    text = text.format(**values, hex32b=drawn(32, 9, HEX))
    assert is_high(scanned(detector, text, path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.env", "QWEN_API_KEY={value}"),
        ("src/Client.java", 'private static final String API_KEY = "{value}";'),
    ],
)
def test_a_random_uuid_behind_its_issuers_mark_is_a_token(detector: Detector, path: str, text: str) -> None:
    for seed in range(12):
        assert is_high(scanned(detector, text.format(value=f"ms-{drawn_id(seed)}"), path))
    counted = f"ms-{uuid.UUID(int=7)}"
    assert not placeholders.marked_uuid(counted)
    assert not is_high(scanned(detector, text.format(value=counted), path))
    assert not is_high(scanned(detector, f'cache_key = "user-{drawn_id(8)}"', "src/a.py"))


def test_what_a_vendors_files_set_is_a_default_that_all_share(
    detector: Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = drawn(40, 77)
    monkeypatch.setattr(published, "DEFAULT_HASHES", frozenset({hashlib.sha256(value.encode()).hexdigest()}))
    assert of(detector, f"SECRET_KEY: {value}", "docker-compose.yml") == {"weak-default"}
    assert of(detector, f'SECRET_KEY="{value}"', "docs/setup.md") == {"example"}
    assert of(detector, f"SECRET_KEY: {drawn(40, 78)}", "docker-compose.yml") == {"live-looking"}


def test_a_default_of_a_vendors_compose_file_is_known() -> None:
    assert published.is_default("mp6yc0" + "UD9e")  # Alfresco
    assert not published.is_default("mp6yc0" + "UD9f")


@pytest.mark.parametrize("ending", ["Pass!123", "Password123", "Pwd@4567", "pass1234!"])
def test_a_word_and_pass_and_a_counted_number_can_be_guessed(detector: Detector, ending: str) -> None:
    chosen = WORD + ending
    assert placeholders.is_guessable(chosen)
    assert not is_high(scanned(detector, f'const doctor = {{ password: "{chosen}" }};', "scripts/smoke.mjs"))
    text = f'password: process.env.DB_PASSWORD || "{chosen}",'
    assert not is_high(scanned(detector, text, "src/db.js"))
    assert not placeholders.is_guessable(WORD + "8417!")


def test_a_cookie_that_a_server_gives_is_a_visits_own(detector: Detector) -> None:
    session = f"PHPSESSID={drawn(26)}"
    for text in (f"Set-Cookie: {session}; path=/", '{"name":"set-cookie","value":"' + session + '; HttpOnly"}'):
        assert not is_high(scanned(detector, text, "traces/trace.network")), text
    assert is_high(scanned(detector, f'headers = {{"Cookie": "theme=dark; {session}"}}', "src/crawl.py"))


@pytest.mark.parametrize("name", ["DEFAULT_PASSWORD", "INITIAL_PASSWORD", "demoPassword", "SEED_PASSWORD"])
def test_what_accounts_begin_with_is_a_weak_default(detector: Detector, name: str) -> None:
    assert of(detector, f'const {name} = "{WORD.lower()}7!";', "src/seed.ts") == {"weak-default"}
    assert is_high(scanned(detector, f'const DB_PASSWORD = "{WORD.lower()}7!";', "src/seed.ts"))
    assert is_high(scanned(detector, f'const {name} = "{drawn(20, 3)}";', "src/seed.ts"))


def test_a_hidden_file_is_no_password(detector: Detector) -> None:
    assert not of(detector, 'PASS=".' + 'password"', "hooks/post-checkout") & {"weak-default", "live-looking"}


def test_a_key_under_a_settings_name_in_a_guide_is_one(detector: Detector) -> None:
    assert is_high(scanned(detector, f"ACME_API_KEY={drawn(36)}", "SETUP_DONE.md"))
    assert not is_high(scanned(detector, f'  "api_key": "{drawn(36)}",', "docs/api.md"))
    assert not is_high(scanned(detector, f"http://localhost:6274/?PROXY_AUTH_TOKEN={drawn(64)}", "docs/log.md"))


def test_the_id_of_a_signing_key_is_public_under_its_section(detector: Detector) -> None:
    key_id = drawn(16, alphabet="0123456789ABCDEF")
    assert of(detector, f"user.signingkey = {key_id}", "docs/git.md") <= {"public-by-design"}


def test_letters_and_digits_by_turns_were_typed(detector: Detector) -> None:
    rng = random.Random(8)
    typed = "".join(rng.choice("abcdefghjkmnpqrstuvwxyz") + rng.choice("23456789") for _ in range(7))
    assert placeholders.is_placeholder(typed)
    assert not is_high(scanned(detector, f"DATABASE_URL=postgres://web:pwd_{typed}@10.0.0.7:5432/web", "docs/run.md"))
    assert not placeholders.is_placeholder(drawn(24))


def test_what_a_secret_is_filed_under_is_none(detector: Detector) -> None:
    for value in ("lisa_tg_2fa_" + "password", "acme_prod_db_" + "secret"):
        assert not is_high(scanned(detector, f'"2fa_password": "{value}",', "session_manager.py")), value


@pytest.mark.parametrize(("name", "service"), [("POSTGRES", "postgres"), ("NEO4J", "neo4j"), ("REDIS", "redis")])
def test_a_service_and_a_year_can_be_guessed(detector: Detector, name: str, service: str) -> None:
    assert of(detector, f"{name}_PASSWORD=staging_{service}_2024", "deploy/dev.env") == {"weak-default"}
    assert is_high(scanned(detector, f"{name}_PASSWORD=Kolibri_{service}_84x17", "deploy/dev.env"))


def test_a_providers_words_may_stand_apart(detector: Detector) -> None:
    text = f"   - API ID: `19283746`\n   - API Hash: `{drawn(32, alphabet=HEX)}`"
    assert is_high(scanned(detector, text, "PROFILES.md"))


def test_a_password_that_a_program_drew_is_one_in_a_script_that_tests(detector: Detector) -> None:
    found = [
        scanned(detector, f"    password = '{drawn(20, seed, string.ascii_letters + string.digits + '!@#%&*^')}'", path)
        for seed, path in ((1, "test_users.py"), (2, "tests/check_login.py"), (6, "test_users.py"))
    ]
    assert all(is_high(matches) for matches in found)
    assert not is_high(scanned(detector, "    password = 'Correct-" + "Horse-9-Battery'", "test_users.py"))


def test_an_id_that_a_client_gives_each_request_is_no_token(detector: Detector) -> None:
    for seed in range(12):
        header = f'"Postman-Token": "{drawn_id(seed)}"'
        assert not of(detector, f"{{{header}}}", "report.json") & {"live-looking"}, seed


def test_a_default_is_that_of_the_option_it_stands_below(detector: Detector) -> None:
    value = drawn(12)
    schema = "  databasePassword:\n    type: string\n    title: Password\n    description: of the database\n"
    other = f"  databaseRegion:\n    type: string\n    default: {value}\n"
    assert of(detector, f"{schema}    default: {value}\n", "smithery.yaml") == {"live-looking"}
    assert of(detector, schema + other, "smithery.yaml") == set()
