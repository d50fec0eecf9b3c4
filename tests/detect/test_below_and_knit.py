"""Values below what names them, short names of secret keys, and passwords of words and a number joined by any sign."""

from __future__ import annotations

import pytest

from keyproof.detect import bound, phrases
from keyproof.detect.detector import Detector
from keyproof.model.fact import SecretClass
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(32, 31)
HEX = drawn(32, 32, "0123456789abcdef")
WORDS = ("Raven", "copper", "Otter", "velvet")


def knit(*pieces: str) -> str:
    return "".join(pieces)


KNIT = [
    knit(WORDS[0], "+", "4826", "+", WORDS[1]),
    knit(WORDS[1], "@", "1867", "+", WORDS[2]),
    knit(WORDS[3], WORDS[1], "=", "6330"),
    knit(WORDS[3], "%", "5075", "=", WORDS[2]),
    knit(WORDS[1], "=", WORDS[0], "3304", "!"),
    knit("V", WORDS[3][1:], "5123", "@#"),
    knit(WORDS[0], WORDS[1], "+", "9529"),
]
NOT_KNIT = [
    "token+1234+value",
    "python=3.11",
    "user@1234host",
    "a+12345678+b",
    "getCount(12)",
    "copper-4826-raven",
    "x=1",
]


@pytest.mark.parametrize("value", KNIT)
def test_words_and_a_number_with_any_signs_are_thought_up(detector: Detector, value: str) -> None:
    assert phrases.is_knit(value)
    for path, text in (
        ("src/app.py", f'password = "{value}"\n'),
        ("src/app.py", f'api_token = "{value}"\n'),
        (".env", f"DB_PASSWORD={value}\n"),
        ("conf/app.properties", f"access.key.secret={value}\n"),
        ("src/app.ts", f'const ACME_PAT = "{value}"\n'),
    ):
        assert live(detector.scan(text.encode(), path)) == [value], path


@pytest.mark.parametrize("value", NOT_KNIT)
def test_names_versions_and_code_are_not(value: str) -> None:
    assert not phrases.is_knit(value)


PLACES = [
    ("server/setup.py", 'os.environ.setdefault("ACME_SK", "{v}")'),
    ("prod.env", "export APP_SK='{v}'"),
    ("src/state.rs", 'static BOT_TOK: &str = r"{v}";'),
    ("src/app.py", 'self.ak, self.sk = "acme-store", "{v}"'),
    ("src/auth.ts", 'const claims = jwt.verify(bearer, Buffer.from("{v}", "hex"));'),
    ("src/store.go", 'Creds: credentials.NewStaticV4("acme-store", "{v}", ""),'),
    ("deploy/gate.conf", "if ($http_x_gate != {v}) {{ return 401; }}"),
    ("conf/auth.lua", "_M.hmac_secret = [[{v}]]"),
    ("lib/client.ex", '@auth [hackney: [basic_auth: {{"sync", "{v}"}}]]'),
    ("src/bus.py", 'client.username_pw_set("sync", "{v}")'),
    ("dotfiles/init.el", '(defvar my/jira-password "{v}")'),
    ("scripts/flush.sh", "redis-cli -h redis.acme.io <<CMDS\nAUTH {v}\nSELECT 2\nCMDS"),
    ("CHANGES.txt", "- set DB password of sync to {v} on the relay"),
    ("src/keystore.py", 'load_key_and_certificates(Path("a.p12").read_bytes(), b"{v}")'),
    ("src/crawl.py", 'COOKIE = "lang=zh; SESSDATA={v}; theme=dark"'),
    ("src/Gate.cs", 'Environment.GetEnvironmentVariable("GW_KEY")\n    ?? "{v}";'),
    ("src/cli.py", '@click.option("--api-secret", "secret",\n    envvar="X",\n    default="{v}")'),
    ("api.yaml", "  - name: X-Api-Key\n    in: header\n    schema:\n      type: string\n      default: {v}\n"),
    ("config/prod.yaml", "auth:\n  type: bearer\n  value: {v}\n"),
    ("conf/list.yaml", "  headers:\n    X-Api-Key:\n    - {v}\n"),
    ("src/Config.fs", 'match Environment.GetEnvironmentVariable "API_SECRET" with\n| null | "" -> "{v}"\n| s -> s'),
    ("lib/config.ml", 'match Sys.getenv_opt "API_SECRET" with\n| Some s -> s\n| None -> "{v}"'),
]


@pytest.mark.parametrize(("path", "text"), PLACES)
def test_the_value_is_found(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=VALUE + "7").encode(), path)) == [VALUE + "7"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "api.yaml",
            "  - name: X-Api-Key\n    in: header\n    schema:\n      type: string\n  - name: page\n    default: {v}\n",
        ),
        ("config/prod.yaml", "column:\n  type: varchar\n  value: {v}\n"),
        ("lib/config.ml", 'match mode with\n| Some s -> s\n| None -> "{v}"'),
        ("deploy/gate.conf", "if ($request_id != {v}) {{ return 401; }}"),
        ("src/app.py", 'os.environ.setdefault("ACME_DISK", "{v}")'),
    ],
)
def test_what_no_name_stands_for_is_not(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=VALUE + "7").encode(), path)) == []


@pytest.mark.parametrize("heading", ["密码", "Contraseña", "Passwort", "пароль"])
def test_columns_headed_in_other_languages_hold_passwords(detector: Detector, heading: str) -> None:
    value = knit("Bamboo", ".", WORDS[0], "7982")
    text = f"| 环境 | host | user | {heading} |\n|---|---|---|---|\n| prod | tickets.acme.io | sync | `{value}` |\n"
    assert live(detector.scan(text.encode(), "docs/accounts.md")) == [value]


def test_a_block_in_base85_binds_nothing(detector: Detector) -> None:
    signs = "!#$%&()*+-;<=>?@^_`{|}~"
    alphabet = signs + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    lines = [drawn(34, seed, alphabet) + "Pw=" + drawn(44, seed + 50, alphabet) for seed in range(40)]
    text = "DATA = b'''\n" + "\n".join(lines) + "\n'''\n"
    assert live(detector.scan(text.encode(), "get-pip.py")) == []


def test_the_password_of_an_environment_is_found_though_it_is_short(detector: Detector) -> None:
    value = "kol" + "4807"
    matches = detector.scan(f"ORACLE_PASSWORD={value}\n".encode(), ".env")
    assert live(matches) == [value]
    assert matches[0].judgement.confidence < 0.5
    assert classes(detector.scan(b"ORACLE_PASSWORD=abc1234\n", ".env")) != {SecretClass.LIVE}


def test_a_password_that_repeats_its_name_and_counts_is_none(detector: Detector) -> None:
    text = '{"key": "newPassword", "value": "%s"}' % ("newpassword" + "123")
    assert live(detector.scan(text.encode(), "api.postman_collection.json")) == []
    assert bound.is_counted_name("newpassword" + "123", "newPassword")
    assert not bound.is_counted_name("kolibri123", "newPassword")


def test_the_api_key_of_an_app_of_shopify_is_public(detector: Detector) -> None:
    assert classes(detector.scan(f"SHOPIFY_API_KEY={HEX}\n".encode(), ".env")) == {SecretClass.PUBLIC}
    assert live(detector.scan(f"SHOPIFY_API_SECRET={HEX}\n".encode(), ".env")) == [HEX]
