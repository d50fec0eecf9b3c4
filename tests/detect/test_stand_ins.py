"""Words that stand for any password, labels and arguments beside a password are none; what people type for one is."""

from __future__ import annotations

import base64

import pytest

from keyproof.detect import shipped, typed
from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn, live

WORD = "kolibri" + "lampe"
HEX = drawn(32, alphabet="0123456789abcdef")
LETTERS = "".join(c for c in drawn(60, 5) if c.isalpha())[:28]


def found(detector: Detector, path: str, text: str, value: str) -> set[str]:
    """Return the classes of what was found exactly at *value*."""
    return classes([m for m in detector.scan(text.encode(), path) if m.secret.reveal() == value])


@pytest.mark.parametrize(
    "value", ["secret", "Test", "pass_1", "pass1234", "admin123", "password1", "12345", "987654321"]
)
def test_what_whoever_shows_a_password_writes_stands_in(value: str) -> None:
    assert shipped.stands_in(value)


@pytest.mark.parametrize("value", ["changeit", "letmein123", "postgres", "583920174", "secretlamp", "test-lamp"])
def test_what_somebody_chose_does_not_stand_in(value: str) -> None:
    assert not shipped.stands_in(value)


@pytest.mark.parametrize("path", ["login_test.py", "docs/setup.md", "examples/app.py"])
@pytest.mark.parametrize("value", ["secret", "test", "admin", "123456", "abc123"])
def test_a_word_that_stands_for_any_password_is_none_where_it_is_shown(
    detector: Detector, path: str, value: str
) -> None:
    assert found(detector, path, f'login(user="ann", password="{value}")\n', value) <= {"placeholder"}


@pytest.mark.parametrize("value", ["admin", "123456"])
def test_it_is_a_weak_default_where_it_is_set(detector: Detector, value: str) -> None:
    assert found(detector, "config/app.yml", f"db:\n  password: {value}\n", value) == {"weak-default"}


def test_other_well_known_passwords_are_still_shown(detector: Detector) -> None:
    value = "change" + "it"
    assert found(detector, "store_test.py", f'open_store(password="{value}")\n', value) == {"example"}


def test_a_password_may_say_that_it_is_for_a_test(detector: Detector) -> None:
    value = "test" + WORD
    assert found(detector, "login_test.py", f'login(password="{value}")\n', value) == {"test-fixture"}
    assert found(detector, "login_test.py", 'login(password="testing")\n', "testing") <= {"placeholder"}


@pytest.mark.parametrize("value", ["wrongPassword", "randomPassword", "invalidPhrase"])
def test_words_that_say_what_is_wrong_with_it_are_no_password(detector: Detector, value: str) -> None:
    assert found(detector, "login.test.ts", f"password: '{value}',\n", value) <= {"placeholder"}


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("auth.py", 'password = password.decode("UTF-8")\n', "UTF-8"),
        ("auth.ts", "expectedPassword = expectedPassword.toString('base64')\n", "base64"),
        ("README.md", "Permits `password`, `password_hint` and `current_name`.\n", "password_hint"),
        ("README.md", "You set `host`, `password`, `database` and `port`.\n", "database"),
        ("sdp_test.go", '{Key: "ice-pwd", Value: defaultUfrag},\n', "defaultUfrag"),
        ("config/locales/nl.yml", "nl:\n  user:\n    password: Wachtwoord\n", "Wachtwoord"),
        ("config/locales/en.yml", "en:\n  user:\n    password: Password\n", "Password"),
        ("Status.cs", "STATUS_NEED_BOOTKEY_PASSWORD = 0xC00002E0,\n", "0xC00002E0"),
    ],
)
def test_names_arguments_labels_and_numbers_are_no_passwords(
    detector: Detector, path: str, text: str, value: str
) -> None:
    assert found(detector, path, text, value) <= {"placeholder", "reference"}


def test_the_hash_of_a_password_in_a_fixture_is_no_fixture(detector: Detector) -> None:
    salt, body = drawn(12), base64.b64encode(bytes(range(32))).decode()
    value = f"pbkdf2_sha256$150000${salt}${body}"
    assert found(detector, "tests/fixtures/user.json", f'"password": "{value}"\n', value) <= {"placeholder"}


def test_two_letters_within_a_long_draw_say_nothing(detector: Detector) -> None:
    value = drawn(20) + "xx" + drawn(20, 1)
    text = f'want := &PublicKey{{KeyID: "012345678", Key: "{value}"}}\n'
    assert found(detector, "secrets_test.go", text, value) == {"test-fixture"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("docs/auth.md", drawn(11, 2, alphabet="bcdfghjkmnpqrstvwxz23456789")),
        ("config/auth.conf", drawn(9, 3)),
        ("login_test.py", LETTERS),
    ],
)
def test_a_short_or_lettered_draw_is_a_fixed_value(detector: Detector, path: str, value: str) -> None:
    said = found(detector, path, f'"oauth_token": "{value}"\n', value)
    assert said and said <= {"test-fixture", "example", "live-looking"}


def test_closing_brackets_are_no_part_of_a_draw(detector: Detector) -> None:
    text = f"users: [{{user: two, password: {HEX}}}]\n"
    assert HEX in live(detector.scan(text.encode(), "server/config.go"))


@pytest.mark.parametrize(
    "value", ["twoj_klucz_api", "tw\u00f3j-nowy-klucz", "tuo_codice_api", "meu_codigo", "klucz_api_tutaj"]
)
def test_what_says_your_in_another_language_is_to_be_filled_in(detector: Detector, value: str) -> None:
    for path, text in (("a.php", f"export ACME_API_KEY='{value}'"), (".env", f"ACME_API_KEY={value}")):
        assert found(detector, path, text, value) <= {"placeholder"}, path


@pytest.mark.parametrize("path", ["playwright.config.ts", "src/run.ts"])
def test_what_says_that_it_is_for_a_run_of_tests_is_none(detector: Detector, path: str) -> None:
    assert found(detector, path, '  ROOT_PASSWORD: "e2e-root-password",', "e2e-root-password") <= {"placeholder"}


def test_the_configuration_of_a_test_runner_is_of_tests(detector: Detector) -> None:
    value = drawn(24, 7)
    text = f'  env: {{ ACME_API_KEY: "{value}" }}'
    assert found(detector, "playwright.config.ts", text, value) == {"test-fixture"}
    assert found(detector, "vite.config.ts", text, value) == {"live-looking"}


@pytest.mark.parametrize("value", ["pgkolibri123!@#", "kolibri1234!@#", "kolibri123!"])
def test_a_word_a_counted_number_and_the_same_keys_with_shift_are_a_known_default(
    detector: Detector, value: str
) -> None:
    text = f"      - ACME_DEFAULT_PASSWORD=${{ACME_PASSWORD:-{value}}}"
    assert found(detector, "docker-compose.yml", text, value) == {"weak-default"}


@pytest.mark.parametrize("value", ["Kolibri@1234", "Kolibri#2024"])
def test_a_token_that_is_a_word_and_a_counted_number_is_a_known_default(detector: Detector, value: str) -> None:
    assert found(detector, "Props.java", f'    private String token = "{value}";', value) == {"weak-default"}


@pytest.mark.parametrize(("user", "wanted"), [("anna.k", "live-looking"), ("your.name", "test-fixture")])
def test_the_password_of_an_application_beside_its_mailbox_is_live_also_in_a_test(
    detector: Detector, user: str, wanted: str
) -> None:
    value = "".join(c for c in drawn(90, 11).lower() if c.isalpha())[:16]
    text = f"    smtp.login('{user}@gmail.com', '{value}')"
    assert found(detector, "tests/test_email.py", text, value) == {wanted}
    assert found(detector, "tests/test_email.py", text.replace("gmail.com", "acme.test"), value) <= {"test-fixture"}


@pytest.mark.parametrize(
    "value", ["MyStr0ngP@ssw0rd", "Str0ng!Pass", "Sup3rS3cr3t!", "S3cr3tP@ss", "SecurePass123!", "Welcome1!"]
)
def test_what_says_that_it_is_a_strong_password_is_no_key(detector: Detector, value: str) -> None:
    assert found(detector, "a.py", f'ACME_API_KEY = "{value}"', value) <= {"placeholder", "example"}
    assert found(detector, "a.ts", f"const apiKey = process.env.KEY || '{value}'", value) == {"weak-default"}


@pytest.mark.parametrize("value", ["AAAA-BBBB-CCCC-DDDD", "aaaabbbbccccddddeeeeffff", "1111222233334444"])
def test_groups_of_one_character_are_made_up(detector: Detector, value: str) -> None:
    assert typed.is_filled(value)
    assert found(detector, ".env", f"DB_PASSWORD={value}", value) <= {"placeholder", "example"}
    assert not typed.is_filled(drawn(24))


@pytest.mark.parametrize("value", ["generate-with-openssl-rand-hex-32", "cambiame123", "see-1password", "troque-esta"])
def test_what_tells_its_reader_what_to_do_is_to_be_filled_in(detector: Detector, value: str) -> None:
    assert found(detector, ".env", f"DB_PASSWORD={value}", value) <= {"placeholder", "example"}


def test_the_end_of_a_name_in_a_list_is_no_password(detector: Detector) -> None:
    text = 'Hidden = ["_TOKEN", "_KEY", "_PASSWORD", "_SECRET"];'
    assert not classes(detector.scan(text.encode(), "Redactor.cs")) & {"weak-default", "live-looking"}


def test_a_field_of_a_form_in_a_guide_shows_what_fills_it(detector: Detector) -> None:
    value = "Kw_" + drawn(9, 31)
    text = f'<input id="toggle-password" type="password" placeholder="Enter password" value="{value}" />'
    assert found(detector, "docs/forms/toggle-password.md", text, value) <= {"example", "placeholder"}


def test_what_is_typed_by_threes_is_none_from_three_times_on(detector: Detector) -> None:
    assert typed.is_typed("aB3" + "xY7" + "kL2" + "mNp")
    assert not typed.is_typed("aB3" + "xY7" + drawn(10, 3))
