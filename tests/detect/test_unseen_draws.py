"""False alarms and misses that draws of packages gave which nobody had looked at before, made anew here."""

from __future__ import annotations

import base64
import hmac
import json
import random
import string

import pytest

from keyproof.detect import claims, draws, placeholders, typed
from keyproof.detect.detector import Detector
from keyproof.detect.names import kind_of
from keyproof.detect.setting import has_generic, setting_of
from keyproof.detect.trail import Trail
from keyproof.model.fact import SecretClass, Setting
from tests.detect.conftest import classes, drawn, live

HEX = drawn(48, 9, "0123456789abcdef")
KEY = drawn(40, 9)
FINDINGS = {"live-looking", "weak-default", "expired"}


def uuid(seed: int) -> str:
    digits = drawn(30, seed, "0123456789abcdef")
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:18]}-{digits[18:30]}"


def sure(detector: Detector, text: str, path: str) -> list[str]:
    """Return the values taken to be live with at least an even chance."""
    return [
        m.secret.reveal()
        for m in detector.scan(text.encode(), path)
        if m.judgement.secret_class is SecretClass.LIVE and m.judgement.confidence >= 0.5
    ]


def token(payload: dict[str, object], key: str | None = None, *, header: str = '{"alg":"HS256","typ":"JWT"}') -> str:
    parts = (header, json.dumps(payload, separators=(",", ":")))
    signed = ".".join(base64.urlsafe_b64encode(p.encode()).rstrip(b"=").decode() for p in parts)
    tail = (
        drawn(43, 3)
        if key is None
        else base64.urlsafe_b64encode(hmac.digest(key.encode(), signed.encode(), "sha256")).rstrip(b"=").decode()
    )
    return f"{signed}.{tail}"


def test_what_describes_an_api_shows_examples(detector: Detector) -> None:
    body = (
        f'  "components": {{"a": {{"example": {{\n "app_secret": "{KEY}",\n "password": "Kolibri7Lampe!"\n}}}}}}\n}}\n'
    )
    assert sure(detector, '{\n  "openapi" : "3.0.0",\n' + body, "config/api.json") == []
    assert len(sure(detector, '{\n  "version" : "3.0.0",\n' + body, "config/api.json")) == 2


def test_a_version_that_becomes_the_description_of_an_api_is_searched_whole(detector: Detector) -> None:
    text = f'{{\n  "openapi": "3.1.0",\n  "example": {{\n"app_secret": "{KEY}"}}\n}}\n'.encode()
    assert detector.scan_parts(text, "config/api.json", [(0, len(text))], ()) is None
    _, trail = detector.scan_trailed(text, "config/api.json")
    assert trail is None


@pytest.mark.parametrize(("count", "is_sure"), [(3, True), (12, False)])
def test_many_ids_under_one_name_are_no_tokens(detector: Detector, count: int, is_sure: bool) -> None:
    text = json.dumps([{"link": "a", "token": uuid(n)} for n in range(count)], indent=1)
    assert bool(sure(detector, text, "scripts/sample.json")) is is_sure
    _, trail = detector.scan_trailed(text.encode(), "scripts/sample.json")
    assert trail is None


@pytest.mark.parametrize(("count", "is_sure"), [(3, True), (12, False)])
def test_each_of_many_addresses_has_a_token_of_its_own(detector: Detector, count: int, is_sure: bool) -> None:
    text = "".join(f"a,https://media.kolibri.net/x?m={n}&token={drawn(60, n)},b\n" for n in range(count))
    assert bool(sure(detector, text, "export.csv")) is is_sure


def test_one_key_in_a_file_leaves_its_trail(detector: Detector) -> None:
    _, trail = detector.scan_trailed(f'{{"token": "{uuid(1)}"}}\n'.encode(), "config/a.json")
    assert isinstance(trail, Trail)


@pytest.mark.parametrize("name", ["expiresOn", "expires_at", "exp"])
@pytest.mark.parametrize("unit", [1, 1000])
def test_a_token_tells_by_any_name_when_it_expires(name: str, unit: int) -> None:
    past, to_come = token({"merchantId": "K1", name: 1_600_000_000 * unit}), token({name: 4_000_000_000 * unit})
    assert (said := claims.by_claims(past)) is not None
    assert said.secret_class is SecretClass.EXPIRED
    assert claims.by_claims(to_come) is None


@pytest.mark.parametrize("key", ["secret", "your-256-bit-secret", "your-secret-key"])
def test_a_token_signed_with_a_word_of_guides_is_an_example(key: str) -> None:
    assert (said := claims.by_claims(token({"k": "value"}, key))) is not None
    assert said.secret_class is SecretClass.EXAMPLE
    assert claims.by_claims(token({"k": "value"}, KEY)) is None


def test_the_header_of_a_token_and_words_are_made_up(detector: Detector) -> None:
    header = token({}).partition(".")[0]
    assert (
        live(detector.scan(f'leak = {{"access_token": "{header}.token-kolibri.signature"}}\n'.encode(), "a.py")) == []
    )
    assert live(detector.scan(f'token = (\n    "{header}."\n    + rest()\n)\n'.encode(), "a.py")) == []
    assert live(detector.scan(f'token = "{token({"k": 1})}"\n'.encode(), "a.py")) != []


def test_a_token_of_a_context_is_none() -> None:
    assert kind_of("payment_context_token") is None
    assert kind_of("payment_token") is not None


@pytest.mark.parametrize("said", ["should be in the form: {'user':'k', ", "a dictionary such as {'user':'k', "])
def test_a_description_says_how_a_login_is_given(detector: Detector, said: str) -> None:
    text = f"\"description\": \"The login, {said}'password': 'kolibri7Lampe3'}}\",\n"
    assert sure(detector, text, "schemas/profile.json") == []
    assert sure(detector, '"password": "kolibri7Lampe3",\n', "schemas/profile.json") != []


@pytest.mark.parametrize(
    "comment", ["# public share token, no secret", "// not a secret", "# noqa: S105 (not a password)"]
)
def test_a_comment_behind_a_value_says_that_everybody_may_know_it(detector: Detector, comment: str) -> None:
    assert sure(detector, f'TOKEN = "{KEY}"  {comment}\n', "src/a.py") == []
    assert sure(detector, f'TOKEN = "{KEY}"  # for public keys, too\n', "src/a.py") == [KEY]
    assert sure(detector, f'TOKEN = "{KEY}"  # the shop\n', "src/a.py") == [KEY]


@pytest.mark.parametrize("reverse", [False, True])
def test_an_alphabet_is_no_key(reverse: bool) -> None:
    letters = list(string.ascii_lowercase)
    random.Random(4).shuffle(letters)
    assert typed.has_sequence("".join(letters) + "7")
    assert typed.has_sequence(string.ascii_lowercase[:: -1 if reverse else 1][:9])
    assert not typed.has_sequence(drawn(40, 12, string.ascii_lowercase + string.digits))


def test_what_goes_by_turns_along_two_rows_of_keys_is_a_walk() -> None:
    assert typed.is_walk("1q2w3e" + "4r5t")
    assert typed.is_walk("q1w2e3" + "r4")
    assert not typed.is_walk(drawn(10, 2))


@pytest.mark.parametrize(
    "line", ["Host: lampe.kolibri.net\nCookie: session={key}", "-b 'Cookie: sid=a; session={key}'"]
)
def test_a_guide_shows_the_session_of_one_visit(detector: Detector, line: str) -> None:
    assert sure(detector, line.format(key=KEY) + "\n", "docs/lab.md") == []


def test_cookies_that_let_nobody_in(detector: Detector) -> None:
    for name in ("msToken", "_csrf_token"):
        assert sure(detector, f'cookie = "a=b; {name}={KEY}{KEY}; c=d"\n', "src/a.py") == []
    assert sure(detector, f'cookie = "a=b; session_token={KEY}{KEY}; c=d"\n', "src/a.py") != []
    assert classes(detector.scan(f'ms_token = "{KEY}{KEY}"\n'.encode(), "src/a.py")) == {"expired"}


@pytest.mark.parametrize("value", ["wpa2-psk", "WPA2-Enterprise", "wpa2-psk/wpa3-sae"])
def test_kinds_of_security_are_no_passwords(detector: Detector, value: str) -> None:
    assert live(detector.scan(f'psk_mode = ["wpa-psk", "{value}"]\nwifi_password = "{value}"\n'.encode(), "a.py")) == []


def test_a_user_at_a_machine_is_no_login(detector: Detector) -> None:
    machine = "DESKTOP-" + drawn(7, 1, string.ascii_uppercase + string.digits)
    assert placeholders.is_other_text(f"kolibri@{machine}")
    assert live(detector.scan(f"- **User**: `kolibri@{machine}`\n".encode(), "CLAUDE.md")) == []


def test_a_pattern_behind_a_word_is_none(detector: Detector) -> None:
    line = r'    _call(rf"(?=[^\n]{{0,300}}(?:Secure|(?i:password|secret|token)))[^\\n|;]{{0,200}}?\s--value[ =]", keys=("put"))'
    assert live(detector.scan(f"{line}\n".encode(), "src/calls.py")) == []


def test_a_workflow_s_secret_set_by_hand_is_one(detector: Detector) -> None:
    given = uuid(7)
    assert sure(detector, f'gh secret set CODECOV_TOKEN --body "{given}"\n', "setup.sh") == [given]


def test_a_short_draw_in_capitals_and_digits_is_a_password(detector: Detector) -> None:
    assert draws.is_short_draw("K7" + "M2X9P4")
    assert not draws.is_short_draw("A1" + "B2C3D4")
    assert not draws.is_short_draw("Q1" + "W2E3R4")
    given = "K7" + "M2X9P4"
    assert sure(detector, f'USERNAME = "kolibri"\nPASSWORD = "{given}"\n', "src/config.py") == [given]


def test_a_password_of_many_signs_may_begin_with_a_dollar(detector: Detector) -> None:
    given = "$k" + "q9vTz$X" + "7}>!mw"
    assert sure(detector, f'PASSWORD = "{given}"\n', "src/mqtt_client.py") == [given]


def test_a_changed_password_is_weak() -> None:
    assert placeholders.is_weak("Chang" + "3d!")


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("crates/core/src/kdf_tests.rs", Setting.TEST),
        ("src/contests.rs", Setting.SOURCE),
        ("data/index.db/doc_sections", Setting.DOCS),
        ("src/doctor_x", Setting.SOURCE),
    ],
)
def test_what_a_path_says(path: str, setting: Setting) -> None:
    assert setting_of(path) is setting


def test_caches_of_tools_are_written_by_machines() -> None:
    assert not has_generic("src/a/.mypy_cache/3.12/zipfile/__init__.data.json")
    assert has_generic("src/a/cache/zipfile.json")


def test_the_id_in_a_table_or_in_the_address_of_another_is_none_of_a_provider(detector: Detector) -> None:
    assert sure(detector, f"| Kolibri | `{uuid(1)}` |\n| HubSpot | `{uuid(2)}` |\n", "docs/connectors.md") == []
    text = f"[a](https://smithery.ai/interface/@k/kolibri-api)\n[b](https://badges.kolibri.net/app/{uuid(3)})\n"
    assert sure(detector, text, "README.md") == []


def test_a_guide_shows_a_login_to_the_own_machine(detector: Detector) -> None:
    login = drawn(10, 5)
    assert sure(detector, f'    "http://user:{login}@localhost:8899/t",\n', "docs/plan.md") == []
    assert sure(detector, f'    "http://user:{login}@lampe.kolibri.net/t",\n', "src/a.py") != []


def test_what_a_page_gives_to_its_reader(detector: Detector) -> None:
    page = (
        f'<input type="hidden" name="_xfToken" value="{KEY}" />\n'
        f's.dataset.token = "{HEX[:32]}";\n'
        f"pushAppServerKey: 'B{drawn(40, 1)}+{drawn(45, 2)}=',\n"
        f'growthbookClientKey: "sdk-{drawn(16, 3)}",\n'
    )
    assert sure(detector, page, "saved.html") == []
    assert sure(detector, f'<input type="hidden" name="api_token" value="{KEY}" />\n', "saved.html") == [KEY]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('BANNED_TOKENS=\'["NAV","ARS","ETHW","ETHF"]\'\n', "setup.sh"),
        ("secretEnv:\n  KOLIBRI_AUTH_TOKEN:\n    secretName: kolibri\n", "deploy/helm/values.yaml"),
        ('"API-Key: WORLD_LAMP_API_KEY. The rest."\n', "src/a.py"),
        ('url = "https://oauth2accesstoken@europe-python.pkg.dev/kolibri/simple/"\n', "pyproject.toml"),
        ('if sources.get("server.token", "default") == "default":\n', "src/a.py"),
    ],
)
def test_what_only_stands_where_a_value_would(detector: Detector, text: str, path: str) -> None:
    assert classes(detector.scan(text.encode(), path)).isdisjoint(FINDINGS)


def test_the_base64_of_a_weak_password_is_weak(detector: Detector) -> None:
    encoded = base64.b64encode(b"s3c" + b"r3t").decode()
    assert live(detector.scan(f"  db-password: {encoded}  # base64\n".encode(), "docs/secrets.md")) == []


@pytest.mark.parametrize(("count", "is_sure"), [(1, True), (4, False)])
def test_the_hashes_of_a_list_of_users_are_no_passwords(detector: Detector, count: int, is_sure: bool) -> None:
    users = [{"name": f"k{n}", "password": drawn(64, n, "0123456789abcdef")} for n in range(count)]
    assert bool(sure(detector, json.dumps(users, indent=1), "data/users.json")) is is_sure


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('"LICENSE": "{hex64}",\n', "data/baseline.json"),
        ('TEST_TRANSACTION_HASH = "{base58}"  # solana\n', "src/solana_token.py"),
        ('"hardcoded-secret": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N",\n', "src/a.py"),
        ('"takerToken": "0xBUY_TOKEN_ADDR",\n', "src/a.py"),
        ('const expiredKey = "{key}";\n', "src/a.js"),
        ('grep -E "(PubkeyAuthentication|PermitEmptyPasswords|X11Forwarding|AllowUsers)" /etc/a\n', "src/a.py"),
        ('   "gate_pass": lift_x1 < 0.005,\n', ".github/workflows/a.yml"),
        ('"https://ab12-dsn.algolia.net/1/indexes/*/queries?x-algolia-api-key={hex32}&x=y"\n', "docs/a.md"),
        ("https://reader.elsevier.com/reader/sd/pii/S1?token={key}{key}\n", "data/wiki.json"),
        ('"password": "{typed}"\n', "src/a.py"),
    ],
)  # fmt: skip
def test_what_is_named_so_and_opens_nothing(detector: Detector, text: str, path: str) -> None:
    base58 = drawn(88, 3, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
    typed_on = drawn(30, 4, "0123456789abcdef") + "".join(f"{n % 10}{chr(97 + n * 7 % 6)}" for n in range(9))
    line = text.format(key=KEY, hex64=drawn(64, 2, "0123456789abcdef"), hex32=HEX[:32], base58=base58, typed=typed_on)
    assert sure(detector, line, path) == []


def test_places_of_challenges_and_scripts_that_try_what_they_run_with() -> None:
    assert setting_of("challenges/easy/challenge3/server.py") is Setting.TEST
    assert setting_of("src/challenges/server.py") is Setting.SOURCE
    assert setting_of("test-mcp.js") is Setting.SOURCE


def test_a_text_that_speaks_of_what_it_is_named_is_no_secret(detector: Detector) -> None:
    for name, value in (("LAMPE_AUTH_TOKEN", "lampe-lab-alice"), ("AUTH_API_KEY", "kolibri-rotor-dummy")):
        assert sure(detector, f'    "{name}": "{value}",\n', "src/lab.py") == []


def test_libraries_of_cryptography_hold_the_keys_of_their_own_tests() -> None:
    assert setting_of("lib/libgnutls.so.30") is Setting.EXAMPLE
    assert setting_of("lib/libkolibri.so.30") is Setting.SOURCE
