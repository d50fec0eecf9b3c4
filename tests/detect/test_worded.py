"""Passwords made of plain words: found where one is set, and told from names, labels and sentences."""

from __future__ import annotations

import random
import uuid

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn, live

_LIST = ["copper", "raven", "hollow", "meadow", "lantern", "juniper", "badger", "velvet", "cactus", "walnut", "ember"]


def four(sign: str, seed: int = 0) -> str:
    return sign.join(random.Random(seed).sample(_LIST, 4))


def word(seed: int = 0, digits: str = "418") -> str:
    return random.Random(seed).choice(_LIST) + digits


def two(seed: int = 0, digits: str = "07") -> str:
    return "".join(w.title() for w in random.Random(seed).sample(_LIST, 2)) + digits


SET = [
    ("cli.py", 'p.add_argument("-p", "--password", default="{v}", help="of the database")'),
    ("cli.js", ".option('-P, --password <pass>', 'password', '{v}')"),
    ("pg.go", 'User: url.UserPassword("robot", "{v}"),'),
    ("mail.py", 'smtp.login("ops@acme.io", "{v}")'),
    ("Mail.cs", 'await client.AuthenticateAsync("robot", "{v}");'),
    ("soap.py", 'Client(wsdl, wsse=UsernameToken("robot", "{v}", use_digest=True))'),
    ("login.graphql", 'mutation {{ login(email: "ops@acme.io", password: "{v}") {{ token }} }}'),
    ("Db.kt", 'Database.connect(\n    url = "jdbc:mariadb://db.acme.io/x",\n    password = "{v}",\n)'),
    ("Db.vb", 'Const Cn As String = "Provider=SQLOLEDB;Data Source=db.acme.io;User Id=robot;Password={v};"'),
    ("Cache.cs", 'ConnectionMultiplexer.Connect("cache.acme.io:6380,password={v},ssl=True");'),
    ("login.exp", 'expect "assword:"\nsend "{v}\\r"'),
    ("sitemanager.xml", "<User>robot</User>\n<Pass>{v}</Pass>"),
    ("users.acl", "user robot on >{v} ~orders:* +@read"),
    (".wgetrc", "http_user = robot\nhttp_password = {v}"),
]


@pytest.mark.parametrize("make", [four("-"), four("_", 2), word(3), word(4, "93"), two(5), two(6, "41")])
@pytest.mark.parametrize(("path", "text"), SET)
def test_plain_words_are_a_password_where_one_is_set(detector: Detector, path: str, text: str, make: str) -> None:
    assert live(detector.scan(text.format(v=make).encode(), path)) == [make]


@pytest.mark.parametrize(
    ("path", "text"),
    [(".env", 'BACKUP_PASSPHRASE="{v}"'), ("settings.xml", "<passphrase>{v}</passphrase>")],
)
def test_words_with_blanks_are_a_passphrase(detector: Detector, path: str, text: str) -> None:
    value = four(" ", 7)
    assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("form.ts", 'const texts = {{ password: "please enter some longer words" }};'),
        ("form.ts", 'password: "forgot-password-mail-sent"'),
        ("form.ts", 'password: "app.login.form.password"'),
        ("de.json", '{"password": "konto.sicherheit.kennwort.hinweis"}'),
        ("tests/test_login.py", 'password = "' + four("-", 8) + '"'),
        ("hash.py", 'password_algorithm = "argon42"'),
        ("seed.py", 'password = "kolibri123"'),
        ("seed.py", 'password = "userpass55"'),
        (".env.example", "PASSPHRASE='your own four words'"),
        ("page.tsx", "const password = " + four("_", 9) + ";"),
    ],
)
def test_labels_sentences_and_names_are_none(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.encode(), path)) == []


@pytest.mark.parametrize("path", ["app.ini", "passwords.txt", "settings.properties"])
def test_a_dot_is_no_code_where_settings_are(detector: Detector, path: str) -> None:
    value = "T" + word(11, "b04") + "." + word(12, "51")
    assert live(detector.scan(f"user: robot\npassword: {value}\n".encode(), path)) == [value]


def _uuid(seed: int) -> str:
    return str(uuid.UUID(int=random.Random(seed).getrandbits(128), version=4))


def test_two_ids_put_together_are_a_key(detector: Detector) -> None:
    value = _uuid(1) + _uuid(2)
    assert live(detector.scan(f"export const apiKey = '{value}';".encode(), "src/config.ts")) == [value]


def test_digits_behind_three_capitals_were_drawn(detector: Detector) -> None:
    value = "SEC" + drawn(64, 3, "0123456789abcdef")
    assert live(detector.scan(f'String SIGNING_SECRET = "{value}";'.encode(), "Settings.java")) == [value]


def test_a_mark_of_one_letter_case_alone_is_a_placeholder(detector: Detector) -> None:
    value = "glcbt-1a_" + drawn(17, 4) + "xXx"
    assert live(detector.scan(f"CI_JOB_TOKEN: '{value}'".encode(), "ci.yml")) == [value]
    value = "glcbt-1a_" + "XXXXXXXX" + drawn(12, 4)
    assert live(detector.scan(f"CI_JOB_TOKEN: '{value}'".encode(), "ci.yml")) == []


@pytest.mark.parametrize("name", ["applicationServerKey", "vapidPublicKey", "VAPID_KEY"])
def test_the_key_of_web_push_is_public(detector: Detector, name: str) -> None:
    value = "B" + drawn(86, 5)
    assert live(detector.scan(f"const {name} = '{value}';".encode(), "public/push.js")) == []


def test_what_says_that_it_is_encrypted_is_no_value(detector: Detector) -> None:
    found = detector.scan(f'API_TOKEN="encrypted:{drawn(150, 6)}"'.encode(), ".env.production")
    assert not classes(found) & {"live-looking", "weak-default"}


def three(sign: str, seed: int = 0) -> str:
    return sign.join(random.Random(seed).sample(_LIST, 3))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/client.py", 'PASSWORD = "{v}"'),
        ("src/Pool.java", 'c.setPassword("{v}");'),
        ("lib/client.rb", 'PASSWORD = ENV.fetch("ACME_PASSWORD", "{v}")'),
        ("src/live.py", 'creds = {{"user": "robot", "password": SecretStr("{v}").get_secret_value()}}'),
        ("auth.py", 'return jwt.encode(payload, "{v}", algorithm="HS256")'),
        ("wrangler.toml", '[vars]\nSHARED_SECRET = "{v}"'),
        (".mcp.json", '{{"mcpServers": {{"a": {{"env": {{"ACME_SECRET": "{v}"}}}}}}}}'),
        (".env", "ACME_API_TOKEN={v}"),
    ],
)
def test_three_drawn_words_are_what_a_credential_is_set_to(detector: Detector, path: str, text: str) -> None:
    for seed, sign in enumerate("-_"):
        value = three(sign, seed)
        assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/a.ts", 'tokens: "{v}"'),
        ("src/a.py", 'secret = vault.read("{v}")'),
        ("deploy.yaml", "secretName: {v}"),
        ("values.yaml", "secret: {v}"),
        ("src/a.py", 'api_key="{v}"'),
    ],
)
def test_three_words_name_what_they_may_name(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=three("-", 3)).encode(), path)) == []


def test_a_word_of_the_trade_among_four_is_no_name_of_a_thing(detector: Detector) -> None:
    value = "-".join((_LIST[0], "delta", *_LIST[2:4]))
    assert live(detector.scan(f'password = "{value}"'.encode(), "src/a.py")) == [value]
    assert live(detector.scan(f'password = "{value.replace(_LIST[2], "form")}"'.encode(), "src/a.py")) == []


@pytest.mark.parametrize(
    ("path", "text"), [(".codex/config.toml", '[mcp_servers.a.env]\nACME_SECRET = "{v}"'), ("web.py", 'app.config["SECRET_KEY"] = "{v}"')]
)  # fmt: skip
@pytest.mark.parametrize("digits", ["00", "05", "41", "482"])
def test_two_words_and_a_number_are_a_secret_too(detector: Detector, path: str, text: str, digits: str) -> None:
    for value in (two(8, digits), "My" + _LIST[3].title() + digits):
        assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


def test_words_joined_and_a_number_in_a_comment_or_an_option(detector: Detector) -> None:
    value = "_".join(random.Random(4).sample(_LIST, 2)) + "27"
    for path, text in (
        ("tasks.py", "# login for the staging console: bkeller / password: {v}"),
        ("get.sh", "wget -q --user=bkeller --password={v} -O data.zip https://files.acme.io/data.zip"),
    ):
        assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


def test_a_cell_of_a_table_may_be_bold(detector: Detector) -> None:
    text = "| a | b |\n|:--|:--|\n| **Admin login** | ops@acme.io |\n| **Admin password** | {v} |\n"
    value = drawn(12, seed=6)
    assert live(detector.scan(text.format(v=value).encode(), "wiki/Home.md")) == [value]


@pytest.mark.parametrize("text", ['const TOKEN = process.env.ACME_TOKEN || "{v}";', 'const API_TOKEN: &str = "{v}";'])
def test_a_season_and_a_year_are_weak_for_any_credential(detector: Detector, text: str) -> None:
    found = detector.scan(text.format(v="Wint" + "er2024").encode(), "src/index.ts")
    assert classes(found) == {"weak-default"}
