"""Fixed credentials of tests and guides have a class of their own; only random values and weak defaults are findings."""

from __future__ import annotations

import base64
import string

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.names import faint_kind_of, kind_of
from tests.detect.conftest import classes, drawn, live

RANDOM = drawn(32)
WRITTEN = "Kolibri" + "Lampe7"
WORD = "kolibri" + "lampe"
HEX = drawn(32, alphabet="0123456789abcdef")


def found(detector: Detector, path: str, text: str, value: str) -> set[str]:
    """Return the classes of what was found exactly at *value*."""
    return classes([m for m in detector.scan(text.encode(), path) if m.secret.reveal() == value])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("login_test.py", 'login(user="ann", password="{v}")'),
        ("spec/login.spec.ts", "post('/login', {{ email: 'ann@site.io', password: '{v}' }})"),
        ("src/test/java/LoginTest.java", 'user.setPassword("{v}");'),
        ("src/test/kotlin/LoginTest.kt", 'val password = Sealed("{v}")'),
        ("tests/app.yml", "  - encryption_password: {v}"),
    ],
)
def test_a_word_bound_to_a_password_in_a_test_is_a_fixture(detector: Detector, path: str, text: str) -> None:
    assert found(detector, path, text.format(v=WORD) + "\n", WORD) == {"test-fixture"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "DB_PASSWORD={v}"),
        ("docs/setup.md", "SQL> alter user sys identified by {v} container=all;"),
        ("docs/setup.md", "curl -u ann:{v} https://db.corp.io/"),
        ("docs/api.md", '{{"name": "ann", "password": "{v}"}}'),
        ("docs/api.html", "<pre>{{&#34;password&#34;: &#34;{v}&#34;}}</pre>"),
        ("examples/db.properties", "db.password={v}"),
        ("examples/db.properties", "db.password    = {v}"),
        ("examples/app.yml", "#     password: {v}"),
        ("conf/app.ini", "Password = {v}"),
        ("src/client.ts", 'const options = {{ user: "ann", password: "{v}" }}'),
    ],
)
def test_a_word_bound_to_a_password_in_a_guide_is_an_example(detector: Detector, path: str, text: str) -> None:
    assert found(detector, path, text.format(v=WORD) + "\n", WORD) == {"example"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("login_test.py", 'password="your-{v}"'),
        ("login_test.py", 'password="invalid {v}"'),
        ("i18n/en.json", '"FORGOT_PASSWORD": "{v} your password?"'),
        ("src/form.ts", 'password: "{v}…"'),
        ("src/form.ts", 'password === "{v}"'),
        ("src/form.ts", '// password: "{v}"'),
        ("src/form.ts", 'forgotPassword: "some-{v}"'),
        ("src/parts.ts", '["user", "password", "{v}"]'),
        ("login_test.ts", "expect(ok ? 'pass' : '{v}')"),
        ("README.md", "the password {v} is reset"),
    ],
)
def test_text_about_passwords_is_no_fixture(detector: Detector, path: str, text: str) -> None:
    assert not classes(detector.scan(text.format(v=WORD).encode(), path)) & {"test-fixture", "example", "live-looking"}


@pytest.mark.parametrize(
    ("path", "text", "class_"),
    [
        ("docs/setup.md", 'CREATE USER app IDENTIFIED BY "{v}";', "example"),
        ("README.md", "CREATE ROLE app WITH LOGIN CREATEDB PASSWORD '{v}';", "example"),
        (
            "tests/setup.sql",
            "ALTER USER 'app'@'localhost' IDENTIFIED WITH mysql_native_password BY '{v}';",
            "test-fixture",
        ),
    ],
)
def test_a_statement_that_gives_an_account_a_password_holds_one(
    detector: Detector, path: str, text: str, class_: str
) -> None:
    for word in ("password", "se" + "cret", "new-" + WORD):
        assert found(detector, path, text.format(v=word), word) <= {class_, "weak-default"} != set()
        assert found(detector, path, text.format(v=word), word)
    assert not found(detector, path, text.format(v="<password>"), "<password>") & {"example", "test-fixture"}


def test_a_secret_that_many_guess_is_a_fixture_and_the_name_of_one_is_not(detector: Detector) -> None:
    word = "super" + "secret"
    assert found(detector, "a.test.ts", f"sign({{ secret: '{word}' }})", word) == {"test-fixture"}
    assert found(detector, "a.test.ts", "sign({ secret: 'secret123' })", "secret123") <= {"placeholder"}


@pytest.mark.parametrize("word", ["foo" + "bar", "foo" + "barbaz", "another" + "-" + WORD, "old" + "_" + WORD])
def test_a_test_sets_and_changes_passwords_that_say_so(detector: Detector, word: str) -> None:
    assert found(detector, "login_test.py", f'login(password="{word}")', word) == {"test-fixture"}
    assert found(detector, "src/login.py", f'login(password="{word}")', word) <= {"placeholder"}


@pytest.mark.parametrize("part", ["-pass", "_password", "-secret"])
def test_a_password_that_ends_as_its_name_is_an_example_where_settings_are_written(
    detector: Detector, part: str
) -> None:
    value = "kolibri" + part
    assert found(detector, "examples/app.yml", f"database:\n  password: {value}\n", value) == {"example"}
    assert found(detector, "examples/app.yml", f"password: my{part}\n", f"my{part}") <= {"placeholder", "reference"}


def test_a_password_may_hold_one_sign_of_code(detector: Detector) -> None:
    value = drawn(6) + "Kq7" + "]M"
    assert found(detector, "src/test/java/PushTest.java", f'String PASSWORD = "{value}";', value) == {"test-fixture"}
    pair = "Kq7" + "[login]" + "x"
    assert found(detector, "src/test/java/PushTest.java", f'String PASSWORD = "{pair}";', pair) <= {"placeholder"}


def test_the_settings_of_a_mail_server_are_settings(detector: Detector) -> None:
    assert found(detector, "target/ldap-users.cf", f"bind_pw    = {WORD}\n", WORD) == {"example"}


def test_an_id_of_nothing_is_no_fixture(detector: Detector) -> None:
    nothing = "-".join("0" * size for size in (8, 4, 4, 4, 12))
    assert found(detector, "a_test.go", f'token: "{nothing}",', nothing) <= {"placeholder"}


def test_what_a_page_is_searched_for_is_no_password(detector: Detector) -> None:
    text = "password: $('#" + WORD + "_field').val()"
    assert not classes(detector.scan(text.encode(), "templates/users.html")) & {"example", "test-fixture"}


def test_a_pair_in_a_basic_header_of_a_test_is_a_fixture_and_mere_names_in_a_program_are_not(
    detector: Detector,
) -> None:
    def header(pair: str) -> set[str]:
        value = base64.b64encode(pair.encode()).decode()
        return found(detector, "client_test.py", f"headers = {{'Authorization': 'Basic {value}'}}", value)

    assert header("ann:" + WORD) == {"test-fixture"}
    assert header("user" + ":pass") == {"test-fixture"}
    value = base64.b64encode(b"username:password").decode()
    assert found(detector, "client.py", f"headers = {{'Authorization': 'Basic {value}'}}", value) <= {"placeholder"}


def test_a_recorded_answer_with_a_token_is_a_fixture(detector: Detector) -> None:
    text = f"      Authorization:\n      - Bearer {HEX}\n"
    assert found(detector, "spec/cassettes/car.yml", text, HEX) == {"test-fixture"}


def test_a_name_that_may_name_anything_is_never_a_finding(detector: Detector) -> None:
    assert kind_of("someKey") is None
    assert faint_kind_of("someKey") is not None
    assert faint_kind_of("cacheKey") is None
    assert found(detector, "src/a.go", f'someKey := "{HEX}"', HEX) == set()
    assert found(detector, "a_test.go", f'someKey := "{HEX}"', HEX) == {"test-fixture"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("client.go", 'req.SetBasicAuth("svc", "{v}")'),
        ("client.go", 'req.Header.Set("Authorization", "Bearer "+"{v}")'),
        ("client.rs", 'client.get(url).bearer_auth("{v}").send()'),
        ("Db.java", 'DriverManager.getConnection("jdbc:postgresql://db.corp.io/app", "app", "{v}");'),
        ("Mail.cs", 'smtp.Credentials = new NetworkCredential("svc", "{v}");'),
        ("Settings.cs", 'public string ApiKey {{ get; set; }} = "{v}";'),
        ("client.py", 'requests.get(url, auth=("svc", "{v}"))'),
        ("sign.py", 'hmac.new(b"{v}", body, "sha256")'),
        ("token.ts", 'jwt.sign({{ sub: user }}, "{v}", {{ expiresIn: "1h" }})'),
        ("server.py", 'StaticTokenVerifier(\n    tokens={{\n        "{v}": {{"client_id": "ann"}},'),
        ("server.py", 'JWTVerifier(public_key="{v}", algorithm="HS256")'),
        ("auth.py", 'VALID_API_KEYS = {{"{v}"}}'),
        ("schema.ts", 'z.object({{ apiKey: z.string().default("{v}") }})'),
        ("cli.ts", 'program.option("-k, --api-key <key>", "the key", "{v}")'),
        ("config.rs", 'std::env::var("LEDGER_TOKEN").unwrap_or("{v}".to_string())'),
        ("settings.py", 'token = cfg.token if cfg.token else "{v}"'),
        ("ledger.h", '#define LEDGER_API_KEY "{v}"'),
        ("copy.sh", "sshpass -p '{v}' scp a b:/c"),
        ("load.sh", "mysql -h db -u app -p{v} app < schema.sql"),
        ("cache.sh", "redis-cli -h cache -a {v} FLUSHALL"),
        ("publish.sh", "docker login -u bot -p {v} registry.corp.io"),
        ("fetch.sh", "curl -u svc:{v} https://api.corp.io/"),
        ("run.sh", "PGPASSWORD={v} psql -h db"),
        ("deploy.ps1", '$password = ConvertTo-SecureString "{v}" -AsPlainText -Force'),
        ("grants.sql", "CREATE USER app WITH PASSWORD '{v}';"),
        ("Makefile", "LEDGER_TOKEN := {v}"),
        (".netrc", "machine api.corp.io\n  login svc\n  password {v}\n"),
        ("variables.tf", 'variable "db_password" {{\n  type = string\n  default = "{v}"\n}}'),
        ("manifest.json", '"api_key": {{"type": "string", "sensitive": true, "default": "{v}"}}'),
        ("Info.plist", "<key>LedgerApiKey</key>\n<string>{v}</string>"),
        ("strings.xml", '<string name="ledger_api_key">{v}</string>'),
        ("index.html", '<meta name="ledger-api-key" content="{v}">'),
        ("config.yaml", "args:\n  - --api-key\n  - {v}\n"),
        ("mcp.json", '{{"mcpServers": {{"a": {{"url": "https://hooks.corp.io/mcp/s/{v}/mcp"}}}}}}'),
        ("oauth.json", '{{"refresh_token": "{v}"}}'),
        ("Db.java", 'source.setPassword("{v}");'),
        ("search.py", 'SERPER_API_KEY = "{v}"'),
    ],
)
def test_a_random_value_is_a_finding_wherever_a_credential_is_put(detector: Detector, path: str, text: str) -> None:
    assert RANDOM in live(detector.scan(text.format(v=RANDOM).encode(), path))


def test_a_call_with_a_reference_is_no_finding(detector: Detector) -> None:
    text = 'curl -u "$USER:$PASS" x\nsshpass -p "$PW" ssh a\nmysql -u app -p$PW app\n'
    assert classes(detector.scan(text.encode(), "run.sh")) <= {"reference"}


def test_a_private_key_cut_short_in_a_comment_is_no_finding(detector: Detector) -> None:
    body = drawn(63, alphabet=string.ascii_letters + string.digits + "+/")
    head = "RSA PRIVATE " + "KEY"
    text = f"# `-----BEGIN {head}-----\n# MII{body}.\n# -----END {head}-----`\n"
    assert classes(detector.scan(text.encode(), "credential.rb")) <= {"placeholder"}
