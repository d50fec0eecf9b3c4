"""Scripts that try a server out, which are called tests and are none, and what the seventh set of servers showed."""

from __future__ import annotations

import random
import uuid

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.names import are_alike
from keyproof.detect.setting import setting_of
from keyproof.detect.versions import Versions
from keyproof.model.fact import SecretClass, Setting
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(32, 71)
SCRIPT = f"""// Try the server
import http from 'http';

const AUTH_TOKEN = '{VALUE}';
const URL = 'http://localhost:3600/http';

async function test() {{
  console.log(/ok/.test(await send(URL, AUTH_TOKEN)));
}}

test().catch(console.error);
"""


@pytest.mark.parametrize("path", ["tests/try.js", "tests/manual/test-response.mjs", "scripts/production_test.ts"])
def test_what_a_script_sends_is_live(detector: Detector, path: str) -> None:
    assert live(detector.scan(SCRIPT.encode(), path)) == [VALUE]


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("tests/server.test.js", "test('it answers', async () => { expect(await send()).toBe(1) })\n"),
        ("tests/server.test.js", "describe.skip(`server`, () => {})\n"),
        ("tests/try.js", "// the log must not leak it\n"),
        ("tests/fixtures/requests.js", ""),
        ("tests/README.md", ""),
    ],
)
def test_what_a_framework_runs_or_is_made_is_a_fixture(detector: Detector, path: str, more: str) -> None:
    assert SecretClass.LIVE not in classes(detector.scan((SCRIPT + more).encode(), path))


def test_a_change_far_from_the_value_counts(detector: Detector) -> None:
    first = (SCRIPT + "\n// more\n" * 400).encode()
    second = first + b"test('it answers', () => {})\n"
    _, trail = detector.scan_trailed(first, "tests/try.js")
    assert trail is None
    versions = Versions(detector)
    assert [
        m.judgement.secret_class for m, _ in versions.scan("a", first, "tests/try.js", None, ((0, len(first)),), ())
    ] == [SecretClass.LIVE]
    part, copied = (len(first) - 20, len(second)), (0, len(first), 0)
    assert [
        m.judgement.secret_class for m, _ in versions.scan("b", second, "tests/try.js", "a", (part,), (copied,))
    ] == [SecretClass.TEST_FIXTURE]


def test_the_last_of_a_list_of_names_is_none(detector: Detector) -> None:
    names = ["AcmeClientSecret", "AcmeRefreshToken", "AcmeBooksOrgId"]
    text = "$required = @(\n" + ",\n".join(f'    "{name}"' for name in names) + "\n)\n"
    assert live(detector.scan(text.encode(), "scripts/deploy.ps1")) == []
    assert are_alike("AcmeBooksOrgId", "AcmeRefreshToken")
    assert not are_alike("AcneBooksOrgId", "AcmeRefreshToken")


@pytest.mark.parametrize(
    "text",
    [
        '    api_key: str | None = "local-stub-key",\n',
        "code={`# Required\nJWT_SECRET=your-secret-key-min-32-chars\n\n`}\n",
    ],
)
def test_a_parameter_and_a_file_to_fill_in_set_nothing(detector: Detector, text: str) -> None:
    assert classes(detector.scan(text.encode(), "src/page.tsx" if "code" in text else "src/a.py")) <= {
        SecretClass.PLACEHOLDER,
        SecretClass.EXAMPLE,
    }


def test_a_setting_of_a_type_has_a_default(detector: Detector) -> None:
    text = b'    jwt_secret: str = "local-stub-key"\n'
    assert classes(detector.scan(text, "src/settings.py")) == {SecretClass.WEAK_DEFAULT}


def test_code_that_is_a_text_is_doubted(detector: Detector) -> None:
    line = f"const secret = '{VALUE}';"
    (quoted,) = detector.scan(f'  "{line}",\n'.encode(), "src/entropy.ts")
    (plain,) = detector.scan(f"  {line}\n".encode(), "src/entropy.ts")
    assert quoted.judgement.confidence <= 0.4 < plain.judgement.confidence


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("tests/functional/session-logs/005/a.jsonl", Setting.SOURCE),
        ("evals/results/databases/create.json", Setting.CONFIG),
        ("tests/logs/run.log", Setting.SOURCE),
        ("tests/fixtures/transcripts/a.jsonl", Setting.TEST),
        ("tests/expected/results/a.json", Setting.TEST),
        ("tests/data/a.json", Setting.TEST),
        ("src/lib/acme-msw.ts", Setting.TEST),
        (".clinerules", Setting.DOCS),
        (".cursor/rules/style.mdc", Setting.DOCS),
    ],
)
def test_what_a_path_says(path: str, setting: Setting) -> None:
    assert setting_of(path) is setting


def test_a_log_of_what_ran_holds_what_was_used(detector: Detector) -> None:
    key = drawn(43, 72) + "="
    line = f'{{"type":"tool_result","content":"REGION=fra\\nJWT_SIGNING_KEY={key}\\nPORT=80"}}\n'
    assert live(detector.scan(line.encode(), "tests/session-logs/7/a.jsonl")) == [key]
    assert live(detector.scan(line.encode(), "tests/fixtures/a.jsonl")) == []


def test_what_a_comment_says_of_a_variable_and_its_value(detector: Detector) -> None:
    key = drawn(40, 73)
    text = f"# ACME_API_KEY - Acme's API, for searches\n# AI_GATEWAY_TOKEN - AI Gateway authentication: {key}\n# OTHER_API_KEY - an other one\n"
    assert live(detector.scan(text.encode(), "wrangler.toml")) == [key]
    assert (
        live(detector.scan(b"# ACME_TOKEN - the answer: https-proxy-authentication-header-of-2024\n", "a.toml")) == []
    )


def test_a_token_may_have_a_mark_of_one_letter(detector: Detector) -> None:
    token = "u-" + str(uuid.UUID(int=random.Random(9).getrandbits(128), version=4))
    assert live(detector.scan(f"const userToken = '{token}';\n".encode(), "src/send.js")) == [token]


@pytest.mark.parametrize("value", ["Your" + "Strong!Passw0rd", "Your" + "_password123", "Your" + "Strong@Passw0rd1!"])
def test_what_guides_of_a_database_set_works_in_a_stack(detector: Detector, value: str) -> None:
    stack = f"services:\n  db:\n    environment:\n      - MSSQL_SA_PASSWORD={value}\n".encode()
    assert classes(detector.scan(stack, "docker-compose.yml")) == {SecretClass.WEAK_DEFAULT}
    assert SecretClass.WEAK_DEFAULT not in classes(detector.scan(stack, "README.md"))


@pytest.mark.parametrize("value", ["your_password", "your-secure-password"])
def test_what_is_to_be_filled_in_does_not(detector: Detector, value: str) -> None:
    stack = f"services:\n  db:\n    environment:\n      - MSSQL_SA_PASSWORD={value}\n".encode()
    assert SecretClass.WEAK_DEFAULT not in classes(detector.scan(stack, "docker-compose.yml"))


def test_keys_that_let_in_fall_back_to_one(detector: Detector) -> None:
    stack = b"services:\n  a:\n    environment:\n      - API_KEYS=${API_KEYS:-dev-key-12345}\n"
    assert classes(detector.scan(stack, "docker-compose.yml")) == {SecretClass.WEAK_DEFAULT}


def test_passwords_that_are_tried_are_none(detector: Detector) -> None:
    text = "const strongPasswords = [\n  'C0mpl3x!P@" + "ss9ab',\n  'Secur3#P@" + "ss2024word'\n];\n"
    assert live(detector.scan(text.encode(), "notes/plan.md")) == []


@pytest.mark.parametrize("name", ["ARRAffinity", "SERVERID", "BIGipServerpool_web"])
def test_a_cookie_that_finds_the_way_lets_nobody_in(detector: Detector, name: str) -> None:
    value = drawn(64, 74, "0123456789abcdef")
    text = f'<step Cookie="{name}={value}; {name}SameSite={value}" />\n'
    assert live(detector.scan(text.encode(), "logs/trace.xml")) == []
