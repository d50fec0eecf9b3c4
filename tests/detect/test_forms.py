"""A literal bound to a credential name is found in every notation; the value and the name are the right ones."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.names import kind_of
from tests.detect.conftest import drawn, live

VALUE = drawn(32)

LITERALS = [
    ("a.py", 'ACME_API_KEY = "{v}"', "ACME_API_KEY"),
    ("a.py", "api_key: str = '{v}'", "api_key"),
    ("a.py", 'self.password = "{v}"', "password"),
    ("a.py", 'config["api_key"] = "{v}"', "api_key"),
    ("a.py", 'connect(host="db", password="{v}")', "password"),
    ("a.py", 'token = SecretStr("{v}")', "token"),
    ("a.py", 'headers = {{"X-Acme-Token": "{v}"}}', "X-Acme-Token"),
    ("a.py", 'if auth_token == "{v}":', "auth_token"),
    ("a.py", 'client.set_password("{v}")', "set_password"),
    ("a.py", 'secret_b64 = "{v}"', "secret_b64"),
    ("a.go", '\tPassword:              "{v}",', "Password"),
    ("a.java", 'static final String PASSWORD            = "{v}";', "PASSWORD"),
    ("a.rb", 'mail.password             = "{v}"', "password"),
    ("a.go", '\tkeyAuth:         "{v}",', "keyAuth"),
    ("a.yaml", "password:                 {v}", "password"),
    ("a.ini", "password                 = {v}", "password"),
    ("a.properties", "db.password         =         {v}", "db.password"),
    ("a.js", "const secretKey = createSecretKey(Buffer.from('{v}', 'base64'))", "secretKey"),
    ("a.ts", "const apiKey = '{v}';", "apiKey"),
    ("a.ts", "const apiKey: string = `{v}`;", "apiKey"),
    ("a.ts", 'clientSecret: "{v}",', "clientSecret"),
    ("a.ts", 'headers.set("X-Auth-Token", "{v}");', "X-Auth-Token"),
    ("a.go", 'authToken := "{v}"', "authToken"),
    ("a.go", 'os.Setenv("ACME_TOKEN", "{v}")', "ACME_TOKEN"),
    ("a.java", 'private static final String SECRET_KEY = "{v}";', "SECRET_KEY"),
    ("a.java", 'builder.setPassword("{v}")', "setPassword"),
    ("a.rb", ":api_key => '{v}'", "api_key"),
    ("a.rs", 'let api_token: &str = "{v}";', "api_token"),
    ("a.php", "define('DB_PASSWORD', '{v}');", "DB_PASSWORD"),
    ("a.json", '{{"client_secret": "{v}"}}', "client_secret"),
    ("a.json", '{{"name": "ACME_TOKEN", "value": "{v}"}}', "ACME_TOKEN"),
    ("a.json", '{{"args": ["--api-key", "{v}"]}}', "api-key"),
    ("a.json", '{{"args": ["--api-key={v}"]}}', "api-key"),
    ("a.json", '{{"args": ["-e", "ACME_TOKEN={v}"]}}', "ACME_TOKEN"),
    ("a.yaml", "password: {v}", "password"),
    ("a.yaml", "  - name: DB_PASSWORD\n    value: {v}", "DB_PASSWORD"),
    ("a.yaml", "      - ACME_TOKEN={v}", "ACME_TOKEN"),
    ("a.toml", 'api_key = "{v}"', "api_key"),
    ("a.ini", "password = {v}", "password"),
    ("app.properties", "spring.datasource.password={v}", "spring.datasource.password"),
    (".env", "ACME_SECRET={v}", "ACME_SECRET"),
    (".env", "export ACME_KEY='{v}'", "ACME_KEY"),
    ("run.sh", "PGPASSWORD={v} psql -h db", "PGPASSWORD"),
    ("run.sh", "docker run -e ACME_TOKEN={v} image", "ACME_TOKEN"),
    ("run.sh", "server --api-key {v} --port 80", "api-key"),
    ("Dockerfile", "ENV ACME_TOKEN {v}", "ACME_TOKEN"),
    ("Dockerfile", "ENV ACME_TOKEN={v}", "ACME_TOKEN"),
    ("a.xml", "<password>{v}</password>", "password"),
    ("a.xml", '<add key="ApiKey" value="{v}" />', "ApiKey"),
    ("a.md", "| `ACME_TOKEN` | `{v}` |", "ACME_TOKEN"),
    ("a.md", "Encryption Key: {v}", "Encryption Key"),
    ("a.ipynb", '"api_key = \\"{v}\\"\\n",', "api_key"),
]

FALLBACKS = [
    ("a.py", 'key = os.environ.get("ACME_API_KEY", "{v}")', "ACME_API_KEY"),
    ("a.py", 'os.getenv(\n    "ACME_API_KEY",\n    "{v}")', "ACME_API_KEY"),
    ("a.py", 'api_key = os.getenv("X") or "{v}"', "X"),
    ("a.py", 'parser.add_argument("--token", default="{v}")', "token"),
    ("a.py", 'api_key: SecretStr = Field(default="{v}")', "api_key"),
    ("a.py", 'api_key: str = Field("{v}")', "api_key"),
    ("a.ts", 'const k = process.env.ACME_API_KEY || "{v}";', "ACME_API_KEY"),
    ("a.ts", 'const k = process.env["ACME_API_KEY"] ?? "{v}";', "ACME_API_KEY"),
    ("a.go", 'key := getEnvOr("ACME_API_KEY", "{v}")', "ACME_API_KEY"),
    ("a.go", 'flag.String("token", "{v}", "the token")', "token"),
    ("a.sh", 'KEY="${{ACME_API_KEY:-{v}}}"', "ACME_API_KEY"),
    ("compose.yaml", "      API_TOKEN: ${{API_TOKEN:-{v}}}", "API_TOKEN"),
    ("application.yaml", "password: ${{DB_PASSWORD:{v}}}", "DB_PASSWORD"),
]


@pytest.mark.parametrize(("path", "text", "name"), LITERALS)
def test_a_literal_is_found_with_its_name(detector: Detector, path: str, text: str, name: str) -> None:
    found = [m for m in detector.scan(text.format(v=VALUE).encode(), path) if m.secret.reveal() == VALUE]
    assert [m.name for m in found] == [name]
    assert found[0].judgement.secret_class == "live-looking"
    assert not found[0].fallback


@pytest.mark.parametrize(("path", "text", "name"), FALLBACKS)
def test_the_default_of_a_read_is_a_fallback(detector: Detector, path: str, text: str, name: str) -> None:
    found = [m for m in detector.scan(text.format(v=VALUE).encode(), path) if m.secret.reveal() == VALUE]
    assert [(m.name, m.fallback) for m in found] == [(name, True)]


@pytest.mark.parametrize(
    "text",
    [
        "token = get_token()",
        "password: string",
        "apiKey: this.key",
        "api_key = settings.api_key",
        "token: str | None = None",
        'password = os.environ["DB_PASSWORD"]',
        "const apiKey = process.env.API_KEY;",
        'api_key = os.getenv("ACME_API_KEY")',
        'token = "${ACME_TOKEN}"',
        'token: "{{ acme_token }}"',
        "password: $(cat /run/secrets/db)",
        'secret = "op://vault/item/field"',
        'token: "${{ secrets.GITHUB_TOKEN }}"',
        'secret_arn = "arn:aws:secretsmanager:us-east-1:1:secret:x"',
        "token = %ACME_TOKEN%",
        'next_token = "c29tZSBsb25nIGN1cnNvcjo5ODc2NTQ="',
        "max_tokens = 4096",
        'token_url = "https://id.acme.io/oauth/token"',
        'password_field = "kxq83hfbs02hfnsd82"',
        'secret_name = "prod/db/kx83hf"',
        'api_key="<your-api-key>"',
        'API_KEY="your_api_key_here"',
        'api_key = "REPLACE_ME"',
        'token = "xxxxxxxxxxxxxxxxxxxxxxxx"',
        'token="ntn_****"',
        'api_key = "sk-..."',
        'apiKey: "test-api-key"',
        '"integrity": "sha512-' + drawn(86) + '=="',
        'hashed_secret: "' + drawn(40, alphabet="0123456789abcdef") + '"',
        'aws_key_pattern = r"(?<![A-Z0-9])[A-Z0-9]{20}(?![A-Z0-9])"',
        'secret_key: "My$ecretPlaceholder-example"',
        'PENDING = "PENDING_COGNITO_TOKEN"',
        'error = "Missing token: please set ACME_TOKEN first"',
        "id-token: write",
    ],
)
@pytest.mark.parametrize("path", ["src/server.py", "config.yaml"])
def test_what_is_not_a_credential_is_not_a_finding(detector: Detector, path: str, text: str) -> None:
    found = detector.scan(text.encode(), path)
    assert [m.rule.id for m in found if m.judgement.secret_class in ("live-looking", "weak-default", "expired")] == []


@pytest.mark.parametrize(
    "name",
    ["clientSecret", "API_KEY", "x-api-key", "dbPassword2", "APIKey", "GITHUB_TOKEN", "accessToken_prod", "PASSWD"],
)
def test_credential_names_are_read_in_any_case(name: str) -> None:
    assert kind_of(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "nextToken",
        "max_tokens",
        "primaryKey",
        "token_url",
        "secretArn",
        "password_hash",
        "cacheKey",
        "publicKey",
        "key",
        "monkey",
        "tokenizer",
    ],
)
def test_names_of_other_things_are_not_credential_names(name: str) -> None:
    assert kind_of(name) is None


def test_a_password_that_people_think_up_counts_in_source_but_not_in_documentation(detector: Detector) -> None:
    text = f'db_password = "{"Winter" + "20"}{"24!x"}"'.encode()
    assert len(live(detector.scan(text, "src/db.py"))) == 1
    assert all(m.judgement.confidence < 0.5 for m in detector.scan(text, "docs/db.md"))


def test_offsets_hold_in_text_that_is_not_ascii(detector: Detector) -> None:
    data = (
        f'# ключ — пароль \xff\npässwörd = 1; api_key = "{VALUE}"  # ü'.encode("utf-8", "surrogatepass") + b"\xff\xfe"
    )
    (match,) = [m for m in detector.scan(data, "a.py") if m.secret.reveal() == VALUE]
    assert data[match.start : match.end].decode() == VALUE
    assert (match.line, match.column) == (2, data.split(b"\n")[1].decode("utf-8", "replace").index(VALUE) + 1)
