"""What two sets by strangers and 105 servers nobody had looked at showed: values missed, and alarms at what opens nothing."""

from __future__ import annotations

import base64
import json
import string
import uuid

import pytest

from keyproof.detect import checksum, claims, placeholders
from keyproof.detect.detector import Detector
from keyproof.detect.kinds import owner_of
from keyproof.detect.setting import setting_of
from keyproof.model.fact import Setting
from tests.detect.conftest import classes, drawn, live

V = drawn(32, 7)
HEX = "0123456789abcdef"
LONG_NAME = "LINEAR_PERSONAL_ACCESS_TOKEN"


def of(detector: Detector, text: str, path: str = "src/server.py") -> set[str]:
    return classes(detector.scan((text + "\n").encode(), path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("prod.postman_environment.json", '{{"key": "personal_access_token",\n "value": "{v}"}}'),
        ("env.json", '[{{ "key": "' + LONG_NAME + '", "value": "{v}" }}]'),
        ("conf/servers.yaml", 'auth: {{ type: api_key, header: X-Api-Key, value: "{v}" }}'),
        ("web.config", '<add key="Acme:ApiKey" value="{v}" />'),
        ("web.config", '<add key="Mail:Smtp:Password" value="{v}" />'),
        ("src/a.py", 'key = os.getenv("' + LONG_NAME + '") if not sandbox else "{v}"'),
        ("src/a.py", 'key = os.environ["' + LONG_NAME + '"] if live else "{v}"'),
        (
            "src/a.py",
            'return (\n    os.environ.get("' + LONG_NAME + '")\n    or keyring.get("acme")\n    or "{v}"\n)',
        ),
        ("src/a.py", 'return os.environ.get("' + LONG_NAME + '") or load("acme", x) or "{v}"'),
        ("src/a.ts", 'return process.env.ACME_API_TOKEN ?? read(x) ?? "{v}";'),
        ("src/key.rs", 'pub const API_KEY: &str = concat!(\n    "{v0}",\n    "{v1}",\n);'),
        ("lib/k.mjs", "const acmeServiceKey = '{v0}' + '{v1}';"),
        ("run.sh", 'TOKEN="${{ACME_AUTH_TOKEN-{v}}}"'),
        ("src/inbox.py", 'MailBox("imap.acme.io").login("anna@acme.io", "{v}", "INBOX")'),
        ("src/KeyFilter.java", 'if (!"{v}".equals(req.getHeader("X-Api-Key"))) {{'),
        ("lua/session.lua", 'assert(red:auth("{v}"))'),
        ("src/cache.py", 'cache = redis.Redis("data.acme.io", 6380, 0, "{v}")'),
        ("src/client.cpp", 'curl_easy_setopt(h, CURLOPT_PASSWORD, "{v}");'),
        ("config/app.yml", 'headers:\n  X-Acme-Key: "{v}"'),
        ("config/app.yml", 'headers:\n  X-Acme-Key: "{s}"'),
        ("auth/check.py", 'if authorization != "Bearer {b}":'),
        ("src/main.py", "# Anna: the key for production is {v}, the vault did not work"),
        (
            "docs/install.md",
            "[Install](vscode:mcp/install?%7B%22env%22%3A%7B%22ACME_API_TOKEN%22%3A%20%22{v}%22%7D%7D)",
        ),
        ("config/a.json", '{{"open": "https://a.acme.io/?url=https%3A%2F%2Fb.acme.io%2Fsse%3Fapi_key%3D{v}"}}'),
        (
            "src/settings.py",
            "from pydantic import Field, SecretStr\n\nclass Settings(BaseSettings):\n    a: int = Field(1, ge=1)\n"
            '    client_secret: str = Field(default="{v}", description="x")\n    b: int = Field(2, ge=1)',
        ),
        ("tests/smoke.rest", "GET https://api.acme.io\nX-Api-Key: {v}"),
    ],
)
def test_what_was_missed_is_found(detector: Detector, path: str, text: str) -> None:
    values = {
        "v": V,
        "v0": V[:14],
        "v1": V[14:],
        "s": drawn(12, 3),
        "b": drawn(43, 5, string.ascii_letters[:20] + "123456789"),
    }
    found = live(detector.scan((text.format(**values) + "\n").encode(), path))
    assert {v for v in (V, values["s"], values["b"]) if v in text.format(**values)} <= set(found) or found == [V]


def test_two_random_letters_of_a_word_in_odd_case_are_chance() -> None:
    odd = drawn(9, 1) + "mOCk" + drawn(9, 2)
    assert not placeholders.is_placeholder(odd)
    assert placeholders.is_placeholder("mock" + drawn(6, 2))
    assert placeholders.is_placeholder("your-api-key-here")


def test_an_empty_assignment_does_not_take_the_next_line(detector: Detector) -> None:
    assert not of(detector, "KIMI_API_KEY=\nGLM_API_KEY=\nX=1", ".env")
    found = live(detector.scan(f"KIMI_API_KEY=\nGLM_API_KEY={V}\n".encode(), ".env"))
    assert found == [V]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("settings.json", '{{"apiKey": "{salted}"}}'),
        ("docs/setup.md", "token: `{cut}`"),
        ("src/url.py", ">>> encode(\"redis://:haus/wort@localhost:6379/1\")\n'redis://:haus%2Fwort@localhost:6379/1'"),
        ("src/gen/token_pb.js", 'export const file_token = fileDesc("{proto}");'),
        (".next/cache/.previewinfo", '{{"previewModeSigningKey":"{hex}"}}'),
    ],
)
def test_what_opens_nothing_is_no_finding(detector: Detector, path: str, text: str) -> None:
    header = base64.b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    values = {
        "salted": base64.b64encode(b"Salted__" + bytes(range(131, 179))).decode(),
        "cut": f"{header}.{drawn(40, 5)}",
        "proto": base64.b64encode(b"\n\x14token/v1/token.proto\x12" + drawn(90, 6).encode()).decode(),
        "hex": drawn(64, 8, HEX),
    }
    assert not {"live-looking", "weak-default"} & of(detector, text.format(**values), path)


def test_a_token_that_is_whole_is_found_where_one_that_is_cut_is_not(detector: Detector) -> None:
    header = base64.b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    body = base64.b64encode(b'{"sub":"anna","iss":"acme"}').decode().rstrip("=")
    assert of(detector, f"TOKEN={header}.{body}.{drawn(43, 9)}", ".env") == {"live-looking"}
    assert "live-looking" not in of(detector, f"TOKEN={header}.{body}", ".env")


def test_the_key_of_one_session_of_tls_is_spent(detector: Detector) -> None:
    key = drawn(96, 2, "0123456789ABCDEF")
    text = f"SSL-Session:\n    Session-ID: 01\n    Master-Key: {key}\n    PSK identity: None"
    assert of(detector, text, "certs/dump.pem") == {"expired"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker-compose.yml", "    environment:\n      POSTGRES_USER: user\n      POSTGRES_PASSWORD: password"),
        ("docker-compose.yml", "      - DATABASE_URL=postgresql://user:password@db:5432/trading"),
        ("src/a.py", 'ssh.connect("10.10.40.1", username="kolibri", password="kolibri")'),
        ("src/Settings.java", '@Value("${acme.api-key:bottle2004}")\nprivate String credential;'),
        ("src/app.mjs", 'app.use(session({ name: "a.sid", secret: "Kolibri2021", resave: false }));'),
    ],
)
def test_defaults_that_anybody_tries_are_weak(detector: Detector, path: str, text: str) -> None:
    assert "weak-default" in of(detector, text, path)


def test_addresses_that_a_docstring_lists_are_shown(detector: Detector) -> None:
    item = "    - redis://:password1@localhost:6379/1"
    assert of(detector, f'def f():\n    """Takes:\n\n{item}\n    """', "src/a.py") <= {"example", "placeholder"}
    assert of(detector, f"urls:\n{item}", "config/app.yml") == {"weak-default"}


def test_an_environment_file_may_only_name_user_and_password(detector: Detector) -> None:
    assert of(detector, "DATABASE_URL=postgresql://user:password@localhost:5432/app", ".env") == {"placeholder"}


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("test_gemini.py", Setting.TRIAL),
        ("my_server/test_table.py", Setting.TRIAL),
        ("test_connection.js", Setting.TRIAL),
        ("backend/run-bdd-tests.sh", Setting.TRIAL),
        ("tests/test_gemini.py", Setting.TEST),
        ("src/acme/test_gemini.py", Setting.TEST),
        ("src/client.test.ts", Setting.TEST),
        ("tests/run-tests.sh", Setting.TEST),
        ("client_test.go", Setting.TEST),
    ],
)
def test_a_script_that_tries_something_out_is_no_test(path: str, setting: Setting) -> None:
    assert setting_of(path) is setting


def test_a_key_in_such_a_script_is_found_and_says_where(detector: Detector) -> None:
    key = "AIza" + drawn(35, 3)
    (match,) = detector.scan(f'genai.configure(api_key="{key}")\n'.encode(), "test_gemini.py")
    assert match.judgement.secret_class.value == "live-looking"
    assert "it stands in a script that tries something out" in match.judgement.reasons
    assert of(detector, f'genai.configure(api_key="{key}")', "tests/test_gemini.py") == {"test-fixture"}


def test_what_a_test_runs_with_unless_it_is_given_another(detector: Detector) -> None:
    text = f'TOKEN = os.getenv("ACME_TEST_TOKEN", "{V}")'
    assert of(detector, text, "tests/integration/test_live.py") == {"live-looking"}
    assert of(detector, f'TOKEN = "{V}"', "tests/integration/test_live.py") == {"test-fixture"}


@pytest.mark.parametrize("path", ["values.yaml", "src/tokens.py"])
def test_digits_for_letters_in_words_are_no_code(detector: Detector, path: str) -> None:
    value = "S4ffr0n.kolibri" + "30"
    text = f'token: "{value}"' if path.endswith("yaml") else f'jwt.encode(claims, "{value}", algorithm="HS256")'
    assert live(detector.scan((text + "\n").encode(), path)) == [value]


def test_a_passphrase_that_a_guide_tells(detector: Detector) -> None:
    value = ".".join(("noodle", "bishop", "charm", "lemon"))
    text = f"1. Sign in as `anna`, the password is `{value}`."
    assert live(detector.scan((text + "\n").encode(), "docs/runbook.md")) == [value]


def test_messages_of_protocol_buffers_say_what_they_are() -> None:
    described = base64.b64encode(b"\n\x10acme/v1/a.proto\x12\x08" + drawn(60, 1).encode()).decode()
    assert claims.describes_messages(described)
    assert not claims.describes_messages("C" + drawn(79, 2))


def test_a_key_that_a_word_of_the_trade_names_is_nobodys() -> None:
    assert owner_of("ACME_PRIVATE_KEY") is None
    owner = owner_of("HUBSPOT_PRIVATE_APP_TOKEN")
    assert owner is not None
    assert owner.id == "hubspot-any"


def test_a_key_proven_by_its_shape_is_not_lost_where_arguments_set_it(detector: Detector) -> None:
    key = "0x" + "1" + drawn(63, 5, HEX)
    for text in (f'"args": ["-e",\n  "ETH_PRIVATE_KEY={key}",\n  "-e"]', f"-e ETH_PRIVATE_KEY={key}"):
        found = [m for m in detector.scan((text + "\n").encode(), ".vscode/mcp.json") if m.secret.reveal() == key]
        assert [m.rule.id for m in found] == ["ethereum-private-key"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("litellm_config.yaml", 'auth_type: api_key\nauth_value: "{v}"'),
        ("src/bot.ts", 'const ENDPOINT = "https://api.acme.io/t/{v}";'),
        ("src/bot.ts", 'const ENDPOINT = "https://api.acme.io/bot{v}";'),
        ("store.py", 'engine = create_engine("mysql+pymysql://sync:velvet1991@10.233.188.82/prairie")'),
        ("gradle.properties", "acmeRepoToken=L4g00n.river97"),
    ],
)
def test_what_a_third_set_showed_is_found(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan((text.format(v=V) + "\n").encode(), path))


def test_a_short_word_and_a_year_that_tokens_are_signed_with(detector: Detector) -> None:
    assert of(detector, 'jwt.decode(token, "condor2021", algorithms=["HS256"])') == {"weak-default"}


def test_an_address_of_a_page_is_no_token(detector: Detector) -> None:
    assert not live(detector.scan(b'u = "https://www.acme.io/t/' + V.encode() + b'"\n', "src/a.ts"))
    assert not live(detector.scan(b'u = "https://api.acme.io/v1/' + V.encode() + b'"\n', "src/a.ts"))


def test_wallet_import_format() -> None:
    raw = b"\x80" + bytes(range(1, 33)) + b"\x01"
    value = checksum.base58_of(raw + checksum.wif_tail(raw))
    assert checksum.passes("wif", value)
    assert not checksum.passes("wif", value[:-1] + ("A" if value[-1] != "A" else "B"))
    assert not checksum.passes("wif", "0" + value[1:])
    assert not checksum.passes("wif", "z" * 80)


def test_what_the_second_draw_showed_opens_nothing(detector: Detector) -> None:
    key = f"{drawn(32, 1, HEX)}-{uuid.UUID(int=7 << 90 | 11, version=4)}-4821"
    assert of(detector, f'  "aiKey": "{key}",', "package.json") <= {"public-by-design"}
    google = "AIza" + drawn(35, 4)
    text = f"BEFORE: console API key {google}\nAFTER:  console API key [REDACTED]"
    assert of(detector, text, "SKILL.md") == {"example"}
    assert of(detector, text.split("\n", maxsplit=1)[0], "SKILL.md") == {"live-looking"}
    assert "weak-default" not in of(detector, 'curl -H "Authorization: Bearer test' + "0" * 31 + '1"', "a.sh")
    assert not placeholders.is_weak("test" + "0" * 30)


def test_what_the_second_draw_missed_is_found(detector: Detector) -> None:
    spaced = "KOli1234-- lampe"
    for text in (f'export ACME_DATABASE_PASSWORD="{spaced}"', f'static final String WORK_PASSWORD = "{spaced}";'):
        assert live(detector.scan((text + "\n").encode(), "src/run.sh")) == [spaced]
    assert not live(detector.scan(b'String ENTER_PASSWORD = "Enter 4 digits -- please";\n', "src/A.java"))
    assert of(detector, 'DB = {\n    "user": "root",\n    "password": "583920",\n}', "config.py") == {"weak-default"}


def test_a_token_with_claims_that_a_service_drew_is_live_also_in_a_test(detector: Detector) -> None:
    def token(**claims: object) -> str:
        parts = ({"alg": "HS256", "typ": "JWT"}, claims)
        return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)

    drawn_id = str(uuid.UUID(int=(0x9ABCDEF123456789 << 64) | 0x8123456789ABCDEF, version=4))
    issued = token(sub=drawn_id, iss="n8n", aud="public-api", iat=1_763_000_000) + "." + drawn(43, 3)
    made = token(sub="user-17", role="admin", iat=1_763_000_000) + "." + drawn(43, 4)
    assert of(detector, f"API_KEY: '{issued}',", "tests/integration/a.ts") == {"live-looking"}
    assert of(detector, f"API_KEY: '{made}',", "tests/integration/a.ts") == {"test-fixture"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.json", '{{"accessTokens": ["abc"],\n "etag": "{v}"}}'),
        ("a.json", '{{"accessTokens": ["abc"], "etag": "{v}"}}'),
        ("a.php", "if (in_array($p, ['password123456', 'Kolibri98765', 'qwertz1'])) {{"),
        ("supervisord.conf", "environment=DB_PASSWORD=%(ENV_DB_PASSWORD)s"),
        ("t.csv", "id,email,password\n1,anna@example.com,{s}\n2,bob@example.com,{s}x\n3,carl@example.com,{s}y"),
        ("ProjectSettings.asset", "  ps4Passcode: {v}"),
    ],
)
def test_what_the_third_draw_showed_opens_nothing(detector: Detector, path: str, text: str) -> None:
    assert not live(detector.scan((text.format(v=V, s=drawn(10, 2)) + "\n").encode(), path))


def test_a_guide_in_a_file_of_data_is_told(detector: Detector) -> None:
    text = f'  {{"snippet": "import x\\nclient = X(api_key=\\"{V}\\")\\n"}}'
    assert live(detector.scan((text + "\n").encode(), "data/raw.json"))
    assert not any(m.judgement.confidence >= 0.5 for m in detector.scan((text + "\n").encode(), "data/raw.json"))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("t.csv", "id,email,password\n1,anna@acme-corp.io,{v}\n2,bob@acme-corp.io,{o}"),
        ("a.ts", "const tokens = new Map([['alice', '{v}'], ['bob', '{o}']]);"),
        ("env.local", "PUBLIC_DATA_SERVICE_KEY={v}"),
        ("src/config.py", 'API_KEY_ADMIN = "{v}"'),
        ("k8s/secrets.yaml", '  DB_PASSWORD_STG: "{v}"'),
        ("docs/setup.md", "docker run -e AUTH_TOKEN={v} ..."),
        ("docs/setup.md", 'az keyvault secret set \\\n  --name "openai-key" \\\n  --value "{v}"'),
        ("setup.sh", 'npx eas secret:create --name GEMINI_API_KEY --value "{v}"'),
        ("src/Program.cs", "//   dotnet user-secrets set GitHubModels:Token {v}"),
        ("deploy.sh", "kubectl create secret generic db-password --from-literal=password={v}"),
        ("docs/deploy.md", "kubectl create secret generic db-secret --from-literal=client-secret={v}"),
        ("docs/env.md", "| `GRAYLOG_TOKEN` | Graylog-API-Token | `{v}` |"),
        ("docs/setup.md", '"SERPAPI_KEY=""{v}""`n" | Add-Content .env'),
        ("src/A.cs", 'var s = @"{{ ""apiKey"": ""{v}"" }}";'),
    ],
)
def test_what_placeholders_of_real_servers_showed(detector: Detector, path: str, text: str) -> None:
    """Each stands where a real repository has a placeholder, put in by a program."""
    assert V in live(detector.scan((text.format(v=V, o=drawn(32, 8)) + "\n").encode(), path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/data.py", 'self._finnhub_key = finnhub_key or "{v}"'),
        ("src/api.ts", 'const apiKey = override?.apiKey ?? "{v}";'),
        ("src/api.ts", '    apiKey: config?.apiKey ?? "{v}",'),
        ("src/api.ts", 'client = createClient(process.env.SUPABASE_URL!, "{v}", {{'),
        ("src/hipaa.py", 'x = mgr.get_secret("HIPAA_INTEGRITY_SECRET", fallback="{v}")'),
        ("src/auth.py", 'correct_password_bytes = b"{v}"'),
        ("src/auth.ts", 'const decoded = jwt.verify(token, "{v}" as string) as any;'),
        ("src/ai.ts", 'const genAI = new GoogleGenerativeAI("{v}");'),
        ("src/a.py", "headers = {{\"Authorization\": f\"Bearer {{os.getenv('GITHUB_TOKEN', '{v}')}}\"}}"),
        ("src/a.py", 'supabase: Client = create_client(os.getenv("SUPABASE_URL"), "{v}")'),
        ("src/a.py", 'driver = GraphDatabase.driver(uri, auth=(os.getenv("NEO4J_USER"), "{v}"))'),
    ],
)
def test_what_stands_where_real_servers_read_the_environment(detector: Detector, path: str, text: str) -> None:
    """Each stands where a real repository reads a variable, put in by a program."""
    assert live(detector.scan((text.format(v=V) + "\n").encode(), path)) == [V]


@pytest.mark.parametrize(
    "asked", ['or "Secret" in kind', 'or "Secret" not in kind', 'or "Secret" == kind', '|| "Secret" === kind']
)
def test_a_word_that_is_compared_is_no_default(detector: Detector, asked: str) -> None:
    assert not of(detector, f"secret = is_secret_name(name) {asked}\n", "src/reads.py") & {"hardcoded", "weak-default"}


def test_a_default_behind_a_call_is_one(detector: Detector) -> None:
    assert of(detector, 'secret = read(name) or "Secret"\n', "src/reads.py") == {"weak-default"}
