"""Values in queries, forms and addresses end where the next pair begins; seeds of one-time passwords."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import classes, drawn, live

TOKEN = drawn(32)
OTHER = drawn(32, seed=1)
SEED = drawn(32, alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_a_value_of_a_query_ends_where_the_next_pair_begins(detector: Detector) -> None:
    for joint in ("&", "&amp;"):
        text = f'body = "oauth_token={TOKEN}{joint}oauth_token_secret={OTHER}{joint}expires=3600"\n'
        assert {m.secret.reveal() for m in detector.scan(text.encode(), "src/app.py")} == {TOKEN, OTHER}


def test_the_secret_in_an_address_of_an_authenticator_is_one(detector: Detector) -> None:
    text = f'uri: "otpauth://totp/ann?secret={SEED}&issuer=Kolibri&digits=6"\n'
    assert SEED in live(detector.scan(text.encode(), "conf/app.yml"))


def test_a_password_that_holds_an_ampersand_stays_whole(detector: Detector) -> None:
    value = drawn(12) + "&" + drawn(9, seed=2) + "!"
    found = [m.secret.reveal() for m in detector.scan(f"DB_PASSWORD={value}\n".encode(), ".env")]
    assert found == [value]


@pytest.mark.parametrize(
    "text",
    [
        'totp = pyotp.TOTP("{v}")',
        'ROTP::TOTP.new("{v}", issuer: "Kolibri")',
        "$otp = OTPHP.TOTP::create('{v}');",
        'var code = hotp.at("{v}", 7)',
    ],
)
def test_the_seed_of_one_time_passwords_is_a_secret(detector: Detector, text: str) -> None:
    assert SEED in live(detector.scan(text.format(v=SEED).encode(), "src/login.py"))
    assert classes(detector.scan(text.format(v=SEED).encode(), "tests/login.py")) == {"test-fixture"}


def test_a_word_that_stands_for_any_password_opens_no_known_server(detector: Detector) -> None:
    for address in ("https://ann:se" + "cret@code.kolibri.org/a.git", "nats://%s:pa" + "ss@%s:%d"):
        assert classes(detector.scan(f'check("{address}")'.encode(), "tests/a.py")) <= {"placeholder"}


def test_a_user_whose_password_is_the_user_has_a_weak_one(detector: Detector) -> None:
    text = "url: mongodb://kolibri-app:kolibri-app@127.0.0.1:27017\n"
    assert classes(detector.scan(text.encode(), "conf/app.yml")) == {"weak-default"}


def test_a_default_between_signs_is_a_default(detector: Detector) -> None:
    text = "services:\n  db:\n    environment:\n      - POSTGRES_PASSWORD=!Change" + "Me!\n"
    assert classes(detector.scan(text.encode(), "docker-compose.yml")) == {"weak-default"}


def test_a_password_whose_padding_is_escaped_is_one(detector: Detector) -> None:
    value = drawn(22) + "\\=\\="
    assert live(detector.scan(f"spring.datasource.password={value}\n".encode(), "application.properties")) == [value]


def test_what_jenkins_encrypted_is_no_password(detector: Detector) -> None:
    value = "AQAAABAAAA" + drawn(44) + "=="
    assert classes(detector.scan(f'"password": "{value}"'.encode(), "src/a.json")) <= {"reference"}


def test_ids_are_told_from_what_hands_typed() -> None:
    asked = Detector.load(builtin_rules(identifiers=True))
    typed = "PN" + "abcdef" * 5 + "fa"
    made = "PN" + drawn(32, alphabet="0123456789abcdef")
    assert classes(asked.scan(f'"sid": "{made}"'.encode(), "a.json")) == {"identifier"}
    assert classes(asked.scan(f'"sid": "{typed}"'.encode(), "a.json")) <= {"placeholder"}
    salt = drawn(44)
    assert classes(asked.scan(f"salt      : {salt}\n".encode(), "a.rst")) == {"identifier"}
