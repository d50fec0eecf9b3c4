"""What stacks, workflows and committed environments set, and what only looks like a credential in a list."""

from __future__ import annotations

import base64
import random
import string

import pytest

from keyproof.detect import placeholders, published, settled, shipped
from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn, live

WORD = "kolibri"
HEX = "0123456789abcdef"


def of(detector: Detector, text: str, path: str = "src/server.py") -> set[str]:
    return classes(detector.scan((text + "\n").encode(), path))


def sure(detector: Detector, text: str, path: str) -> bool:
    """Return whether something in *text* is live-looking with a confidence that makes it HIGH."""
    return any(
        m.judgement.secret_class.value == "live-looking" and m.judgement.confidence >= 0.5
        for m in detector.scan((text + "\n").encode(), path)
    )


@pytest.mark.parametrize("value", [f"{WORD}dev", f"{WORD}-dev-pwd", f"{WORD}12", f"{WORD}_pass"])
def test_words_that_a_stack_sets_as_its_password_are_a_default(detector: Detector, value: str) -> None:
    assert of(detector, f"      POSTGRES_PASSWORD: {value}", "docker-compose.yml") == {"weak-default"}
    assert "weak-default" not in of(detector, f"  passwordSecret: {value}", "k8s/app.yaml")


@pytest.mark.parametrize("value", ["your_password", "tu_clave", "required", "${SOME}", "example-pass"])
def test_words_that_name_a_value_to_put_there_are_none(detector: Detector, value: str) -> None:
    assert "weak-default" not in of(detector, f"      POSTGRES_PASSWORD: {value}", "docker-compose.yml")


def test_words_in_a_committed_environment(detector: Detector) -> None:
    assert of(detector, f"DB_PASSWORD={WORD}", ".env") == {"weak-default"}
    assert "weak-default" not in of(detector, f"DB_PASSWORD={WORD}", ".env.example")
    assert "weak-default" not in of(detector, f"DB_PASSWORD = {WORD}")


def test_the_password_of_a_stack_in_an_address(detector: Detector) -> None:
    url = f"      - DATABASE_URL=postgresql://{WORD}_user:{WORD}_dev_password@db:5432/{WORD}"
    assert of(detector, url, "docker-compose.yml") == {"weak-default"}
    assert "weak-default" not in of(detector, url, "docs/setup.md")


def test_a_password_that_says_it_is_for_development(detector: Detector) -> None:
    assert shipped.is_for_stage(f"{WORD}_dev_pass_2024")
    assert not shipped.is_for_stage(f"{WORD}_pass_2024")
    assert of(detector, f"DB_PASSWORD={WORD}_dev_pass_2024", "backend/.env") == {"weak-default"}


def test_a_word_that_says_password_and_counts_in_a_stack(detector: Detector) -> None:
    assert of(detector, f"      - MYSQL_PASSWORD={WORD}_pass_123", "docker-compose.yml") == {"weak-default"}


@pytest.mark.parametrize("name", ["ENCRYPTION_KEY", "JWT_SECRET", "SESSION_SECRET"])
def test_a_key_that_a_workflow_sets_for_its_run_is_not_sure(detector: Detector, name: str) -> None:
    line = f"          {name}: {drawn(44)}"
    assert not sure(detector, line, ".github/workflows/ci.yml")
    assert sure(detector, line, "deploy.yaml")
    assert sure(detector, f"          ACME_API_KEY: {drawn(44)}", ".github/workflows/ci.yml")


@pytest.mark.parametrize("alphabet", [string.ascii_lowercase, string.ascii_uppercase])
def test_a_key_of_letters_of_one_case_was_typed(detector: Detector, alphabet: str) -> None:
    rng = random.Random(alphabet)
    value = "".join(rng.choice(alphabet) for _ in range(28))
    assert not sure(detector, f"ACME_API_KEY = {value}", ".env")
    assert sure(detector, f"ACME_API_KEY = {drawn(28)}", ".env")


def test_keys_of_maps_within_accounts_are_no_passwords(detector: Detector) -> None:
    name = f"{WORD}_k1"
    text = f'{{"accounts": {{\n  "{name}": {{\n    "address": "x"\n  }}\n}}}}'
    assert "live-looking" not in of(detector, text, "deployments.json")
    assert of(detector, f'USERS = {{"ada": "{drawn(12)}!"}}') == {"live-looking"}


def test_a_list_of_accounts_names_them(detector: Detector) -> None:
    ids = ", ".join(f'"ca_{drawn(32, at, HEX)}"' for at in range(2))
    assert "live-looking" not in of(detector, f"CARRIER_ACCOUNTS = [{ids}]")
    assert of(detector, f'ACCOUNTS = [("ada", "{drawn(12)}!"), ("bob", "{drawn(12, 1)}?")]') == {"live-looking"}
    assert of(detector, f'API_TOKENS = ["{drawn(32)}", "{drawn(32, 1)}"]') == {"live-looking"}


def test_the_first_line_of_a_key_is_no_key(detector: Detector) -> None:
    first = base64.b64encode(b"-----BEGIN PRIVATE KEY-----\n...").decode()
    assert "live-looking" not in of(detector, f"  tls.key: {first}\n  private_key: {first}", "k8s/secret.yaml")


def test_an_authorization_code_has_expired(detector: Detector) -> None:
    code = f"1000.{drawn(32, 1, HEX)}.{drawn(32, 2, HEX)}"
    assert of(detector, f'{{"code": "{code}"}}', "self_client.json") == {"expired"}
    assert of(detector, f'{{"refresh_token": "{code}"}}', "self_client.json") == {"live-looking"}


def test_what_a_page_carries_for_every_visitor_is_public(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    value = "A" * 21 + drawn(12) + "%3D" + drawn(50)
    assert live(detector.scan(f'BEARER = "{value}"'.encode(), "a.py")) == [value]
    monkeypatch.setattr(published, "PUBLIC_HASHES", frozenset({published._digest(value)}))
    assert not live(detector.scan(f'BEARER = "{value}" # x'.encode(), "a.py"))


def test_the_description_of_a_connection_is_no_text_for_a_reader(detector: Detector) -> None:
    host = "Data Source=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=10.2.3.4)(PORT=1521)));"
    assert of(detector, f'"db": "{host}User Id={WORD};Password={WORD};"', "app.json") == {"weak-default"}
    assert of(detector, f'"description": "Server=db;User Id={WORD};Password={WORD};"', "app.json") == {"example"}


def test_one_of_the_words_of_a_mark_is_no_password(detector: Detector) -> None:
    word = "Pa" + "ss"
    assert "weak-default" not in of(detector, f'"mark": "Strong {word}" or "{word}" or "Fail"', "src/grade.js")
    assert of(detector, f'password = os.environ["PASSWORD"] or "{word.lower()}1234"') == {"weak-default"}


@pytest.mark.parametrize(
    "value",
    ["REEMPLAZAR_CON_TU_CLAVE_REAL", "remplacez-par-votre-cle-2024", "substitua_pela_sua_chave9", "poner-clave-aqui"],
)
def test_words_of_other_languages_that_ask_for_a_value(detector: Detector, value: str) -> None:
    assert placeholders.is_placeholder(value)
    assert "live-looking" not in of(detector, f'API_KEY = "{value}"')


def test_a_draw_is_no_word_of_another_language() -> None:
    assert not any(
        placeholders.is_placeholder(drawn(43, at, string.ascii_letters + string.digits + "-_")) for at in range(300)
    )


def test_what_saved_pages_carry_for_their_visitors(detector: Detector) -> None:
    key = drawn(32, 1, HEX)
    assert "live-looking" not in of(detector, f'sentry_dsn:"https://{key}@app.getsentry.com/24287"', "saved/page.js")
    assert of(detector, f'remote = "https://{key}@git.acme-corp.io/a.git"') == {"live-looking"}
    assert "live-looking" not in of(detector, f'apiKey: "client-{drawn(43)}"', "saved/page.html")
    assert of(detector, f'apiKey: "secret-{drawn(43)}"', "a.js") == {"live-looking"}
    assert placeholders.is_reference("}," + drawn(6, 2) + ":(e,t,r)=>{")


def test_a_key_that_stands_in_for_the_environment_in_a_script_is_told(detector: Detector) -> None:
    key = "AIza" + drawn(35)
    assert of(detector, f'K = os.getenv(\n    "GEMINI_API_KEY",\n    "{key}",\n)', "tests/test_client.py") == {
        "live-looking"
    }
    assert of(detector, f'K = "{key}"', "tests/test_client.py") == {"test-fixture"}


def test_properties_of_a_server_and_short_passwords(detector: Detector) -> None:
    assert of(detector, f"spring.datasource.password={WORD}@haus", "src/main/resources/application.properties") == {
        "weak-default"
    }
    assert "weak-default" not in of(detector, f"reset.password={WORD}", "messages.properties")
    assert of(detector, "SQL_PASSWORD=kol123", ".env") == {"weak-default"}
    assert of(detector, "  MYSQL_ROOT_PASSWORD: root_password", "docker-compose.yml") == {"weak-default"}


def test_the_body_of_a_request_shows_a_password(detector: Detector) -> None:
    made = "NewSecure" + "Pass123!"
    assert "live-looking" not in of(detector, f'"text": "{{\\n \\"password\\": \\"{made}\\"\\n}}"', "collection.json")
    strong = drawn(14) + "!x"
    assert of(detector, f'"text": "{{\\n \\"password\\": \\"{strong}\\"\\n}}"', "collection.json") == {"live-looking"}


def test_a_public_key_in_base64_is_public(detector: Detector) -> None:
    for head in settled._PUBLIC_KEYS:
        assert "live-looking" not in of(detector, f'"AP_PUB_KEY": "{head}{drawn(120)}"', "config.json")
    assert of(detector, f'"AP_KEY": "{drawn(140)}"', "config.json") == {"live-looking"}


def test_a_counted_word_for_a_server_on_the_same_machine(detector: Detector) -> None:
    value = f"{WORD.title()}@123"
    line = f'cs = env["DB"] || "Server={{}},1433;Database=app;User Id=sa;Password={value};"'
    assert of(detector, line.format("localhost"), "src/a.ts") == {"weak-default"}
    assert of(detector, line.format(f"db.{WORD}.io"), "src/a.ts") == {"live-looking"}


def test_digits_alone_in_a_committed_environment(detector: Detector) -> None:
    assert of(detector, "DB_PASSWORD=402918", ".env") == {"weak-default"}


def test_a_published_key_with_a_slip(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    key = drawn(88)
    monkeypatch.setattr(published, "STARTS", frozenset({published._digest(key[:40])}))
    assert published.is_example(key[:74])
    assert not published.is_example(key[1:])


def grouped(count: int, alphabet: str) -> str:
    rng = random.Random(count)
    return " ".join("".join(rng.choice(alphabet) for _ in range(4)) for _ in range(count))


@pytest.mark.parametrize(
    ("count", "alphabet"), [(4, string.ascii_lowercase), (6, string.ascii_letters + string.digits)]
)
def test_the_password_of_an_application_has_blanks(detector: Detector, count: int, alphabet: str) -> None:
    value = grouped(count, alphabet)
    for line in (
        f"WP_APP_PASSWORD={value}",
        f'WP_APP_PASSWORD="{value}"',
        f"wp_app_password: {value}",
        f"SMTP_PASSWORD={value} # x",
    ):
        assert live(detector.scan((line + "\n").encode(), ".env")) == [value], line


@pytest.mark.parametrize(
    "value", ["xxxx xxxx xxxx xxxx", "abcd efgh ijkl mnop", "this will work here", "your pass goes here"]
)
def test_groups_that_are_words_are_none(detector: Detector, value: str) -> None:
    assert "live-looking" not in of(detector, f"SMTP_PASSWORD={value}", ".env")
    assert "live-looking" not in of(detector, f'SMTP_PASSWORD="{value}"', ".env")
