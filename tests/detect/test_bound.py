"""What the name of a value and its place say of it, and values that a person put together from parts."""

from __future__ import annotations

import base64
import json
import random
import uuid

import pytest

from keyproof.detect import claims, placeholders
from keyproof.detect.detector import Detector
from keyproof.detect.setting import setting_of
from keyproof.model.fact import FINDING_CLASSES
from tests.detect.conftest import classes, drawn

HEX = "0123456789abcdef"
WORD = "Kolibri" + "lampe"


def of(detector: Detector, text: str, path: str = "src/server.py") -> set[str]:
    return classes(detector.scan((text + "\n").encode(), path))


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/graph.py", "self.password = neo4j_{w}"),
        ("src/pay.ts", "password1: !providerConfig.{w}1,"),
        ("scripts/clean.sh", 'run "PGPASSWORD=\'"""$DB_{W}"""\' psql -c \'VACUUM\'"'),
        ("ANALYSE.md", "- `N8N_{W}`, `N8N_HOST`, `N8N_PROTOCOL`"),
        ("install.rsp", "systemPassword=###ORACLE_PWD###"),
        ("app.yml", "password: @@DB_PWD@@"),
    ],
)
def test_a_name_in_the_place_of_a_value_is_no_credential(detector: Detector, path: str, text: str) -> None:
    found = of(detector, text.format(w="password", W="PASSWORD"), path)
    assert found <= {"placeholder", "reference", "example"}


def test_a_text_in_another_script_is_no_password(detector: Detector) -> None:
    label = "\u300c\u30d1\u30b9\u30ef\u30fc\u30c9\u3092\u304a\u5fd8\u308c\u3067\u3059\u304b2\u300d"
    assert "live-looking" not in of(detector, json.dumps({"forgot_password": label}, ensure_ascii=False), "ja.json")
    assert placeholders.is_foreign_text(label)
    assert not placeholders.is_foreign_text(drawn(16))


def test_a_commit_in_an_address_is_none_and_the_same_digits_under_a_name_are(detector: Detector) -> None:
    digits = drawn(40, alphabet=HEX)
    for address in (
        f"datadog: https://raw.githubusercontent.com/acme/site/{digits}/src/a.ts",
        f"datadog = https://github.com/acme/site/blob/{digits}/README.md",
        f"datadog: https://gitlab.com/acme/site/-/raw/{digits}/a.ts",
    ):
        assert "live-looking" not in of(detector, address, "src/a.ts")
    assert of(detector, f'DATADOG_APP_KEY = "{digits}"') == {"live-looking"}


def test_the_header_of_a_token_alone_opens_nothing(detector: Detector) -> None:
    header = encoded(json.dumps({"alg": "HS256", "typ": "JWT"}, separators=(",", ":"))).rstrip("=")
    assert "live-looking" not in of(detector, f"check('Bearer {header}')", "logs/tool_use.json")
    (said,) = [claims.by_members(encoded('{"k":"change-' + 'me","user":"tracker"}'))]
    assert said is not None and said.secret_class == "placeholder"
    assert claims.by_members(encoded(json.dumps({"k": drawn(32), "n": "agent", "id": 1}))) is None
    assert claims.by_members(encoded("[1]")) is None
    assert claims.by_members("{") is None


@pytest.mark.parametrize("words", ["redis-" + "password", "your-redis-" + "password"])
def test_words_in_base64_are_words(detector: Detector, words: str) -> None:
    text = f"kind: Secret\ndata:\n  password: {encoded(words)}"
    assert "live-looking" not in of(detector, text, "k8s/secret.yaml")


@pytest.mark.parametrize("prefix", ["sk-", "key_", ""])
def test_drawn_digits_count_whatever_stands_before_or_behind(detector: Detector, prefix: str) -> None:
    digits = drawn(32, alphabet=HEX)
    assert of(detector, f"model:\n  api_key: {prefix}{digits}", "config.yaml") == {"live-looking"}
    assert of(detector, f"PAYLOAD_SECRET={drawn(24, alphabet=HEX)}{WORD.lower()}2024", ".env.production") == {
        "live-looking"
    }


@pytest.mark.parametrize("name", ["PROD_WRITE_KEY", "analytics._writeKey"])
def test_a_write_key_of_an_analytics_service_is_public(detector: Detector, name: str) -> None:
    assert of(detector, f"{name} = '{drawn(32)}';", "src/telemetry.ts") == {"public-by-design"}
    assert of(detector, f"APP_{'SECRET'} = '{drawn(32)}';", "src/telemetry.ts") == {"live-looking"}


def test_the_id_of_a_signing_key_is_public(detector: Detector) -> None:
    key_id = drawn(16, alphabet="0123456789ABCDEF")
    assert of(detector, f"  signingkey = {key_id}", ".gitconfig") <= {"public-by-design"}


def test_a_token_against_forged_forms_is_none(detector: Detector) -> None:
    field = f'<input type="hidden" name="authenticity_token" value="{drawn(64)}" />'
    assert of(detector, field, "page.js") <= {"placeholder", "example"}


def test_a_password_that_examples_show_is_none_in_code_and_one_where_it_is_set(detector: Detector) -> None:
    made = "Secure" + "Password" + "123!"
    assert of(detector, f'"password": "{made}",', "src/api.rs") <= {"example"}
    assert "live-looking" in of(detector, f"DB_PASSWORD={made}", ".env")
    assert placeholders.is_made_password(made)
    assert not placeholders.is_made_password(WORD + "82")


def test_a_capitalised_word_and_a_number_is_a_password_that_people_choose(detector: Detector) -> None:
    assert of(detector, f"const password = '{WORD}89';", "scripts/create-admin.js") == {"live-looking"}
    assert "live-looking" not in of(detector, f"const password = '{WORD}';", "scripts/create-admin.js")
    assert "live-looking" not in of(detector, "const password = 'Example" + "name12';", "scripts/create-admin.js")


def test_a_random_uuid_without_quotes_in_code_is_a_doubtful_token(detector: Detector) -> None:
    value = str(uuid.UUID(int=random.Random(4).getrandbits(128), version=4))
    (match,) = detector.scan(f"  npm run clean -- --api-token={value}\n".encode(), "scripts/clean.ts")
    assert match.judgement.confidence < 0.5


@pytest.mark.parametrize("cut", ["****", "...", "…"])
def test_a_value_that_is_cut_short_is_none(detector: Detector, cut: str) -> None:
    assert "live-looking" not in of(detector, f"Authorization: Bearer {drawn(30)}{cut}", "REPORT.md")


def test_a_password_to_be_checked_for_its_strength_is_shown(detector: Detector) -> None:
    made = "Kolibri" + "#Lampe7"
    call = f'tools.password_validate({{password: "{made}"}})'
    assert "live-looking" not in of(detector, call, "TESTING.md")
    assert of(detector, f'{{password: "{made}"}}', "src/login.ts") == {"live-looking"}


def test_what_is_drawn_for_one_message_is_no_credential(detector: Detector) -> None:
    for name in ("messageSecret", "ephemeralSharedSecret"):
        assert of(detector, f'"{name}": "{drawn(43)}="', "store.json") <= {"placeholder"}
    assert of(detector, f'"sharedSecret": "{drawn(43)}="', "store.json") == {"live-looking"}


def test_an_address_in_a_message_is_only_shown(detector: Detector) -> None:
    for scheme in ("mysql", "postgres"):
        text = f'let message = "Connection failed: {scheme}://user:{"secret"}123@localhost/db";'
        assert "weak-default" not in of(detector, text, "src/error.rs")
        assert of(detector, f'url = "{scheme}://app:{"secret"}123@localhost/db"', "src/error.rs") == {"weak-default"}


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("src/main/java/org/example/agent/Tool.java", "source"),
        ("src/main/java/com/example/App.java", "source"),
        ("examples/agent.py", "example"),
        ("docker/example/app.yml", "example"),
        ("configs/demo.toml", "example"),
        ("app-demo.yaml", "example"),
        ("src/demo.py", "source"),
        ("test-server/docker-compose.yml", "test"),
    ],
)
def test_a_package_called_example_is_no_example(path: str, setting: str) -> None:
    assert setting_of(path) == setting


@pytest.mark.parametrize("words", [("Admin", "Pass"), ("Demo", "User"), ("Web", "Test"), ("Mobile", "Test")])
def test_what_a_script_gives_the_accounts_it_makes_is_a_weak_default(
    detector: Detector, words: tuple[str, ...]
) -> None:
    chosen = "".join((*words, "123!"))
    assert placeholders.is_role_password(chosen)
    for text, path in (
        (f'DEMO_PASSWORD="${{DEMO_PASSWORD:-{chosen}}}"', "scripts/start.sh"),
        (f'WEB_PASSWORD="{chosen}"', "scripts/start.sh"),
        (f"DATABASE_URL=postgresql://app:{chosen}@db:5432/app", "deploy/run.sh"),
    ):
        assert of(detector, text, path) <= {"weak-default", "example", "placeholder"}, text
    assert of(detector, f'WEB_PASSWORD="{chosen}"', ".github/workflows/e2e.yml") <= {"example", "placeholder"}
    for value in (WORD + "123!", "Admin" + drawn(8) + "123!", "Admin" + "Pass" + "8417!"):
        assert not placeholders.is_role_password(value)


def test_a_default_password_that_a_script_prints_is_weak_not_live(detector: Detector) -> None:
    text = 'echo "  Password: ' + "Admin" + '123!"'
    assert of(detector, text, "deploy/provision.sh") == {"weak-default"}


def test_a_password_that_is_its_user_in_a_connection_string_is_weak(detector: Detector) -> None:
    user = WORD[:6].lower() + "4"
    text = json.dumps({"db": f"Data Source=db.corp.local;User Id={user};Password={user};"})
    assert of(detector, text, "local/settings.json") == {"weak-default"}


def test_the_hash_of_a_password_opens_nothing(detector: Detector) -> None:
    hashed = f"{drawn(22)}{drawn(31)}"
    for dollar in ("$", "$$"):
        value = f"smoke:{dollar}2b{dollar}10{dollar}{hashed}"
        assert placeholders.is_hashed(value)
        assert "live-looking" not in of(detector, f'AUTH_CREDENTIALS: "{value}"', "compose.yml")
    assert not placeholders.is_hashed(f"smoke:{drawn(20)}$2b$")


def test_the_key_of_a_firebase_web_app_is_public(detector: Detector) -> None:
    key = "AI" + "za" + drawn(35)
    beside = f'export KEY="{key}"\nexport VITE_FIREBASE_AUTH_DOMAIN="a.firebaseapp.com"'
    assert of(detector, beside, "deploy/env.sh") == {"public-by-design"}
    assert of(detector, f'VITE_FIREBASE_API_KEY="{key}"', "deploy/env.sh") == {"public-by-design"}
    assert of(detector, f'GEMINI_API_KEY="{key}"', "deploy/env.sh") == {"live-looking"}


def test_a_piece_of_the_base64_of_a_text_is_no_token(detector: Detector) -> None:
    text = encoded("".join(random.Random(5).choices("abcdefgh ,;(){}", k=600)))
    assert claims.is_in_base64(text[41:170])
    assert claims.is_in_base64(text[40:170])
    assert not claims.is_in_base64(drawn(130))
    assert not claims.is_in_base64(encoded(f"{uuid.UUID(int=random.Random(3).getrandbits(128))}:{drawn(32)}"))


def test_the_settings_of_a_test_run_are_a_test() -> None:
    for path in (".env.test", "app/.env.testing", ".env.test.local"):
        assert setting_of(path) == "test", path
    assert setting_of(".env.production") == "env-file"


def test_a_key_that_is_published_for_a_search_engine_names_no_credential(detector: Detector) -> None:
    assert "live-looking" not in of(detector, f'INDEXNOW_KEY = "{drawn(32, alphabet=HEX)}"')


def test_the_token_of_a_project_of_mixpanel_is_public(detector: Detector) -> None:
    value = drawn(32, 12, "0123456789abcdef")
    for name, wanted in (("MIXPANEL_TOKEN", "public-by-design"), ("MIXPANEL_API_SECRET", "live-looking")):
        assert classes(detector.scan(f'{name} = "{value}"'.encode(), "a.py")) == {wanted}


@pytest.mark.parametrize(
    ("path", "wanted"), [("src/run.ts", "weak-default"), ("docs/run.md", "example"), ("run.test.ts", "example")]
)
def test_a_password_made_of_its_user_and_a_counted_number_is_known(detector: Detector, path: str, wanted: str) -> None:
    text = "  credentials: { username: 'kolibri', password: 'kolibri123' },"
    assert classes(detector.scan(text.encode(), path)) == {wanted}


@pytest.mark.parametrize("mark", ["bascn", "doxcn", "wikcn", "shtus"])
def test_a_token_by_which_lark_names_a_document_is_an_identifier(detector: Detector, mark: str) -> None:
    rest = drawn(27, 13)
    woven = "".join(rest[i : i + 4] + mark[i // 4] for i in range(0, 20, 4)) + rest[20:22]
    for value, wanted in ((mark + rest[:22], "identifier"), (woven, "identifier"), (rest, "live-looking")):
        assert classes(detector.scan(f'app_token = "{value}"'.encode(), "a.py")) == {wanted}


@pytest.mark.parametrize("name", ["xsec_token", "poToken", "resumption_token", "site_verification_token"])
def test_what_a_page_gives_each_visit_or_reader_is_no_finding(detector: Detector, name: str) -> None:
    text = f'"{name}": "{drawn(44, 15)}",'
    assert not classes(detector.scan(text.encode(), "data/resp.json")) & {c.value for c in FINDING_CLASSES}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("NEXT_PUBLIC_ACME_API_KEY", 0.4), ("EXPO_PUBLIC_ACME_SECRET", 0.4), ("NEXT_PUBLIC_FIREBASE_API_KEY", None)],
)
def test_a_key_that_pages_are_built_with_is_doubtful(detector: Detector, name: str, wanted: float | None) -> None:
    found = detector.scan(f"{name}={drawn(40, 16)}".encode(), ".env")
    assert [m.judgement.confidence for m in found] == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("supervisord.conf", "[inet_http_server]\nusername=admin\npassword=kol2024\n"),
        ("src/main/resources/application.properties", "spring.datasource.password=secret\n"),
        (".env", "DATABASE_URL=postgresql://postgres:Kolibri@localhost:5432/testdb\n"),
    ],
)
def test_a_plain_password_where_a_server_is_set_up_is_a_default(detector: Detector, path: str, text: str) -> None:
    assert classes(detector.scan(text.encode(), path)) == {"weak-default"}


@pytest.mark.parametrize(
    ("host", "wanted"), [("cluster0.k3v9.acme.io", "live-looking"), ("db.example.com", "placeholder")]
)
def test_words_and_a_number_open_a_server_that_somebody_runs(detector: Detector, host: str, wanted: str) -> None:
    text = f"MONGO=mongodb+srv://admin:kolibriLampe12@{host}/app"
    assert classes(detector.scan(text.encode(), ".env")) == {wanted}


@pytest.mark.parametrize("name", ["POSTGRES_PASSWORD", "MYSQL_ROOT_PASSWORD", "MSSQL_SA_PASSWORD"])
def test_the_password_that_a_workflow_gives_a_server_of_its_own_is_doubtful(detector: Detector, name: str) -> None:
    value = "Kolibri" + "_42x!"
    for path, wanted in ((".github/workflows/ci.yml", 0.4), ("deploy/app.yaml", 0.72)):
        (match,) = detector.scan(f"env:\n  {name}: {value}\n".encode(), path)
        assert match.judgement.confidence == wanted


@pytest.mark.parametrize("name", ["AMPLITUDE_API_KEY", "bugsnagApiKey"])
def test_the_key_of_a_service_that_apps_report_to_is_public(detector: Detector, name: str) -> None:
    value = drawn(32, 17, "0123456789abcdef")
    assert classes(detector.scan(f'const {name} = "{value}"'.encode(), "src/telemetry.ts")) == {"public-by-design"}


def test_the_address_of_a_coin_is_an_identifier(detector: Detector) -> None:
    value = "4" + drawn(43, 18, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
    for name, wanted in (("KOLIBRI_TOKEN", "identifier"), ("ACCESS_TOKEN", "live-looking")):
        assert classes(detector.scan(f'const {name} = "{value}"'.encode(), "src/coins.ts")) == {wanted}


def test_a_password_as_long_as_a_hash_in_a_record_of_users_is_doubtful(detector: Detector) -> None:
    value = drawn(64, 19, "0123456789abcdef")
    for line, wanted in (
        (f'{{"email": "a@acme.test", "password": "{value}"}}', 0.4),
        (f'{{"password": "{value}"}}', 0.8),
    ):
        (match,) = [m for m in detector.scan(line.encode(), "data/users.json") if m.secret.reveal() == value]
        assert match.judgement.confidence == wanted


@pytest.mark.parametrize("path", ["build/prerender-manifest.json", "out/server/middleware-manifest.json"])
def test_the_keys_that_a_build_made_for_itself_are_none(detector: Detector, path: str) -> None:
    value = drawn(64, 20, "0123456789abcdef")
    assert not detector.scan(f'{{"preview": {{"previewModeSigningKey": "{value}"}}}}'.encode(), path)


@pytest.mark.parametrize("value", ["mypassword1", "DbPassword2", "redisPass12", "userSecret42"])
def test_words_that_name_what_stands_there_open_no_server(detector: Detector, value: str) -> None:
    text = f'X = "postgresql://app:{value}@db.kolibri.io:5432/x"'
    assert not classes(detector.scan(text.encode(), "a.py")) & {"live-looking"}
