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
        ("test_login.py", 'password = "' + four("-", 8) + '"'),
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
