"""Values that work until somebody sets another: keys for developing, plain words, words and a year."""

from __future__ import annotations

import string

import pytest

from keyproof.collectors._own_texts import scan_names
from keyproof.detect.detector import Detector
from keyproof.detect.own import signs
from tests.detect.conftest import classes, drawn

WORD = "kolibri"


def drawn_letters() -> str:
    return drawn(40, alphabet=string.ascii_lowercase + "1").replace("1", "")[:16]


def of(detector: Detector, text: str, path: str = "src/server.py") -> set[str]:
    return classes(detector.scan((text + "\n").encode(), path))


@pytest.mark.parametrize(
    "value", [f"dev-{WORD}-token", "local-dev-token", "super-secret-key", "insecure_session_secret"]
)
def test_a_key_for_developing_that_is_fallen_back_to_is_a_default(detector: Detector, value: str) -> None:
    assert of(detector, f't = os.getenv("DATES_TOKEN", "{value}")') == {"weak-default"}
    assert of(detector, f"ENV DATES_TOKEN={value}", "Dockerfile") == {"weak-default"}
    assert of(detector, f"DATES_TOKEN={value}", "scripts/start.sh") == {"weak-default"}
    assert "weak-default" not in of(detector, f't = os.getenv("DATES_TOKEN", "{value}")', "tests/test_server.py")
    assert "weak-default" not in of(detector, f"export DATES_TOKEN={value}", "README.md")


@pytest.mark.parametrize("value", ["your-dev-token", "dev-token-here", "devices-token-count", "dev"])
def test_what_is_to_be_put_there_or_is_no_key_is_none(detector: Detector, value: str) -> None:
    assert "weak-default" not in of(detector, f't = os.getenv("DATES_TOKEN", "{value}")')


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('p = os.getenv("DB_PASSWORD", "{}")', "src/db.py"),
        ("const p = process.env.PG_PASSWORD || '{}';", "src/db.ts"),
        ("docker run -e POSTGRES_PASSWORD={} -d postgres", "scripts/db.sh"),
        ("db:\n\tdocker run --env POSTGRES_PASSWORD={} postgres", "Makefile"),
        ("export POSTGRES_PASSWORD={}", "scripts/db.sh"),
    ],
)
def test_plain_words_that_say_password_are_a_default(detector: Detector, text: str, path: str) -> None:
    assert of(detector, text.format(f"{WORD}_password"), path) == {"weak-default"}
    assert "weak-default" not in of(detector, text.format("your_password"), path)
    assert "weak-default" not in of(detector, text.format("${SOME_PASSWORD}"), path)


def test_a_field_is_no_default(detector: Detector) -> None:
    assert "weak-default" not in of(detector, 'getPassword = () => "input-password-2";', "a.ts")
    assert "weak-default" not in of(detector, 'x = options.get("password", "new_password")')


def test_who_is_named_so_has_it_as_password(detector: Detector) -> None:
    assert of(detector, f"{WORD.upper()}_PASSWORD={WORD}", ".env.dev") == {"weak-default"}
    assert "weak-default" not in of(detector, f"{WORD.upper()}_PASSWORD={WORD}", "src/a.py")
    assert of(detector, "const ADMIN_PASSWORD = 'pass" + "word'", "src/seed/users.ts") == {"weak-default"}
    assert "weak-default" not in of(detector, "const PASSWORD = 'pass" + "word'", "src/fields.ts")


def test_words_and_a_year_are_soon_guessed(detector: Detector) -> None:
    value = WORD.title() + "Station2031SafeAndLong32Chars" + "!"
    assert of(detector, f"JWT_SECRET={value}", "deploy/provision.sh") == {"weak-default"}
    assert of(detector, f"ENCRYPTION_KEY={value}", ".env") == {"weak-default"}
    assert "weak-default" not in of(detector, f"ACME_API_KEY={value}", ".env.example")


@pytest.mark.parametrize(
    "name", ["JWT_SECRET", "SESSION_SECRET", "SECRET_KEY", "cookieSecret", "AUTH_SECRET", "APP_SECRET_KEY"]
)
def test_what_a_program_seals_with(name: str) -> None:
    assert signs(name)


@pytest.mark.parametrize(
    "name", ["AWS_SESSION_TOKEN", "OPENAI_API_KEY", "AWS_SECRET_KEY", "ACCESS_TOKEN_SECRET", "CLIENT_SECRET"]
)
def test_what_another_gave_it(name: str) -> None:
    assert not signs(name)


def test_what_stands_in_for_what_a_call_gives_is_none(detector: Detector) -> None:
    assert "weak-default" not in of(detector, "created_by = agent_of(token) or 'ad" + "min'")
    assert of(detector, "t = os.getenv(API_TOKEN) or 'ad" + "min'") == {"weak-default"}
    target = '$token = [Environment]::GetEnvironmentVariable("GITHUB_TOKEN", "User")'
    assert "weak-default" not in of(detector, target, "scripts/tag.ps1")
    assert "weak-default" not in of(detector, "POSTGRES_PASSWORD=generate-secure-password", "scripts/setup.sh")


def test_a_signing_key_has_no_placeholder_for_a_default(detector: Detector) -> None:
    assert of(detector, "const s = process.env.JWT_SECRET || 'your-" + "secret-key';", "src/jwt.js") == {"weak-default"}
    assert "weak-default" not in of(
        detector, "const s = process.env.ACME_SECRET || 'your-" + "secret-key';", "src/a.js"
    )


def test_the_key_of_a_service_of_models_in_a_test_is_live(detector: Detector) -> None:
    key = "sk-" + drawn(48)
    assert of(detector, f'api = OpenAiApi.builder().apiKey("{key}").build();', "src/test/java/ApiTest.java") == {
        "live-looking"
    }


def test_plain_words_beside_their_user_are_soon_guessed(detector: Detector) -> None:
    text = f'createPool({{\n  host: "localhost",\n  user: "{WORD}_user",\n  password: "{WORD}_password",\n}});'
    assert of(detector, text, "src/server.ts") == {"weak-default"}
    assert "weak-default" not in of(detector, text.replace(f"{WORD}_user", "your_user"), "src/server.ts")
    assert "weak-default" not in of(detector, text, "README.md")


def test_what_was_drawn_beside_a_mailbox_in_a_test_is_live(detector: Detector) -> None:
    text = '{{\n  "odoo_username": "{}",\n  "odoo_password": "{}"\n}}'
    value = "%" + drawn(10) + "^"
    assert of(detector, text.format(f"maria.sol@{WORD}.fr", value), "tests/test_odoo.py") == {"live-looking"}
    assert of(detector, text.format("admin@example.com", value), "tests/test_odoo.py") == {"test-fixture"}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('    secret_key: str = "change-me-in-production"', "src/settings.py"),
        ('    api_key: str = "dev-api-key"', "src/settings.py"),
        ('  [string]$Token = "devtoken",', "scripts/start.ps1"),
        ('MCP_TOKEN="${MCP_TOKEN:-devtoken}"', "scripts/start.sh"),
        ("export const SIGNING_SECRET = 'insecure-signing-secret-of-this-demo';", "lib/config.ts"),
        ("passwordHash: this.hashPassword('admin" + "123'),", "src/auth/manager.ts"),
    ],
)
def test_what_a_program_has_where_none_is_given(detector: Detector, text: str, path: str) -> None:
    assert of(detector, text, path) == {"weak-default"}


def test_what_only_tests_take_is_none(detector: Detector) -> None:
    text = "cookieSecret: env.COOKIE_SECRET || (isTest ? 'test-cookie-secret' : required('COOKIE_SECRET')),"
    assert "weak-default" not in of(detector, text, "src/env.js")


def test_the_reference_of_an_api_shows_what_is_sent(detector: Detector) -> None:
    head = '{\n "endpoints": [\n  {"name": "Create", "method": "POST", "path": "/accounts",\n   "request_sample": {\n'
    (found,) = detector.scan(
        (head + f'    "ClientKey": "{drawn(24)}"\n  }}}}]}}\n').encode(), "data/json/accounts.json"
    )
    assert found.judgement.confidence < 0.5


def test_the_secret_of_a_channel_of_line(detector: Detector) -> None:
    text = f"handler = WebhookHandler('{drawn(32, alphabet='0123456789abcdef')}')"
    assert of(detector, text, "bot.py") == {"live-looking"}


@pytest.mark.parametrize(
    "text",
    ['"SECRET_KEY": "Secret key for JWT signing",', "case SECRET_KEY = 'secret_key';", 'JWT_SECRET = "jwt-secret"'],
)
def test_what_only_names_it_is_none(detector: Detector, text: str) -> None:
    assert "weak-default" not in of(detector, text, "src/labels.py")


def test_a_digest_that_a_page_carries_is_none(detector: Detector) -> None:
    text = f'<a data-hydro-click-hmac="{drawn(64, alphabet="0123456789abcdef")}" href="/login">'
    assert of(detector, text, "src/page.js") == {"identifier"}


def test_builds_name_translations_by_language_and_hash(detector: Detector) -> None:
    name = f"dist/translations/sk-{drawn(32, alphabet='0123456789abcdef')}.json"
    assert scan_names(detector, [name]) == []


def test_letters_beside_a_mailbox_of_google_are_an_applications_password(detector: Detector) -> None:
    text = "EMAIL_USER={}\nEMAIL_PASSWORD={}"
    value = drawn_letters()
    assert of(detector, text.format(f"{WORD}.lab@gmail.com", value), "SETUP.md") == {"live-looking"}
    assert "live-looking" not in of(detector, text.format("you@gmail.com", value), "SETUP.md")
    assert "live-looking" not in of(detector, text.format(f"{WORD}.lab@gmail.com", "yourapppassword0"), "SETUP.md")


def test_what_an_environment_of_a_harness_sets_runs(detector: Detector) -> None:
    text = f"OAUTH_CLIENT_SECRET={drawn(32)}"
    assert of(detector, text, "test-harness/.env") == {"live-looking"}
    assert of(detector, text, "tests/fixtures/.env") == {"test-fixture"}


@pytest.mark.parametrize("path", ["alembic.ini", "app/config.py"])
def test_plain_words_in_the_address_of_an_own_server(detector: Detector, path: str) -> None:
    text = f'sqlalchemy.url = "postgresql://{WORD}_user:{WORD}_pass@localhost:5432/{WORD}"'
    assert of(detector, text, path) == {"weak-default"}
    assert "weak-default" not in of(detector, text.replace(f"{WORD}_user", "user"), path)


def test_the_state_of_a_request_is_no_key_of_heroku(detector: Detector) -> None:
    text = f"https://{WORD}.herokuapp.com/callback?state=25508f{{}}-0b1e-4f6b-9b57-70d1ff3a4c5e".format("1a")
    assert "live-looking" not in of(detector, text, "RESULTS.md")


def test_what_a_tools_help_lists_is_shown(detector: Detector) -> None:
    text = " - Encrypt PDF: pdf_file(operation='encrypt', password='us" + "er', path='a.pdf')"
    assert "weak-default" not in of(detector, text, "Tools/PdfFileTool.cs")


@pytest.mark.parametrize(
    "text",
    [
        'export const AUTH_KEY = "auth_token";',
        "const JWT_KEY = 'jwt_token';",
        'const CSRF_KEY = "csrf-token";',
        "const s = process.env.SESSION_KEY || 'session_token';",
        'const SESSION_SECRET_KEY = "session-secret";',
        'const m = {\n  user: "db_user",\n  password: "db_password",\n};',
    ],
)
def test_what_something_is_stored_or_filed_under_is_no_default(detector: Detector, text: str) -> None:
    assert "weak-default" not in of(detector, text, "src/store.ts")
