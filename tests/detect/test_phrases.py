"""Passwords made of words: found where one is set, and told from names of things that are joined the same way."""

from __future__ import annotations

import random

import pytest

from keyproof.detect import phrases
from keyproof.detect.detector import Detector
from tests.detect.conftest import live

_WORDS = "copper raven hollow fabric meadow lantern juniper badger velvet cactus walnut turtle glacier ember"
_LIST = _WORDS.split()


def phrase(size: int = 4, seed: int = 0, sign: str = "-") -> str:
    rng = random.Random(f"{size} {seed}")
    return sign.join([*rng.sample(_LIST, size), str(rng.choice((23, 47, 61, 86)))])


def joined(seed: int = 0, sign: str = ".") -> str:
    rng = random.Random(seed)
    first, second = rng.sample(_LIST, 2)
    return f"{first.title()}{sign}{second}{rng.choice((23, 47, 61, 86))}"


PLACES = [
    ("src/db.py", 'connect(host="db", user="robot", password="{v}")'),
    ("src/App.java", 'props.put("mail.smtp.password", "{v}");'),
    ("src/db.sql", "ALTER ROLE robot WITH LOGIN PASSWORD '{v}';"),
    ("run.sh", "curl --user 'robot:{v}' https://files.acme.io/up"),
    ("run.sh", "openssl enc -aes-256-cbc -k '{v}' -in a -out b"),
    ("src/cache.js", "createClient({{ url: 'redis://default:{v}@cache.acme.io:6379' }});"),
    ("config.yaml", "password: {v}"),
    ("src/Startup.cs", 'options.UseNpgsql("Host=db.acme.io;Username=robot;Password={v}");'),
    ("ipsec.secrets", '10.0.0.1 : PSK "{v}"'),
    ("src/crypt.js", "CryptoJS.AES.encrypt(text, '{v}').toString();"),
]


@pytest.mark.parametrize("sign", ["-", "_", "."])
@pytest.mark.parametrize(("path", "text"), PLACES)
def test_a_phrase_where_a_password_is_set_is_found(detector: Detector, path: str, text: str, sign: str) -> None:
    value = phrase(4, 1, sign)
    assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


@pytest.mark.parametrize("sign", [".", "_", "-", "+", "*", "="])
def test_two_words_one_with_a_capital_are_a_password_too(detector: Detector, sign: str) -> None:
    value = joined(3, sign)
    assert live(detector.scan(f'admin_password = "{value}"'.encode(), "src/seed.py")) == [value]


def test_in_settings_such_a_value_is_no_code(detector: Detector) -> None:
    assert live(detector.scan(f"[database]\npasswd = {joined(4)}\n".encode(), "app.ini")) == [joined(4)]


def test_a_password_may_end_with_an_equals_sign(detector: Detector) -> None:
    value = "".join(_LIST[:1]) + _LIST[1].title() + "86="
    assert live(detector.scan(f'<JDBC userName="robot" password="{value}"/>'.encode(), "log4j2.xml")) == [value]


def test_a_secret_that_is_a_long_phrase_is_found_in_settings_only(detector: Detector) -> None:
    text = f"secret: {phrase(5, 2)}\n".encode()
    assert live(detector.scan(text, "parameters.yml")) == [phrase(5, 2)]
    assert not live(detector.scan(b"secret: " + phrase(3, 2).encode(), "parameters.yml"))
    assert not live(detector.scan(f'secret = "{phrase(5, 2)}"'.encode(), "src/vault.py"))


@pytest.mark.parametrize(
    "text",
    [
        'password = "{a}-form-control-23"',
        'password = "{a}-{b}-database-86"',
        'password: "{a}_{b}_user_12"',
        'password = "border-{a}-500"',
        'password = "{a}-{b}"',
        "password = {a}-{b}-{c}",
        "password = {a}_{b}_{c}_23",
    ],
)
def test_names_of_things_are_none(detector: Detector, text: str) -> None:
    a, b, c = _LIST[:3]
    assert not live(detector.scan(text.format(a=a, b=b, c=c).encode(), "src/view.ts"))


def test_a_phrase_has_one_sign_and_a_number_that_does_not_count() -> None:
    assert phrases.is_phrase(phrase(3, 5))
    assert not phrases.is_phrase(phrase(3, 5), 4)
    assert not phrases.is_phrase(phrase(3, 5).replace("-", "_", 1))
    assert not phrases.is_phrase("-".join(_LIST[:3]) + "-01")
