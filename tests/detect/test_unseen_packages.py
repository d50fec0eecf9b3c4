"""False alarms and misses that packages of MCP servers gave which nobody had looked at before, made anew here."""

from __future__ import annotations

import random

import pytest

from keyproof.detect import published, typed
from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.detect.setting import setting_of
from keyproof.model.fact import SecretClass, Setting
from tests.detect.conftest import classes, drawn, live

RULES = {r.id: r for r in builtin_rules()}
HEX = drawn(48, 4, "0123456789abcdef")
KEY = drawn(40, 2)
FINDINGS = {"live-looking", "weak-default", "expired"}


@pytest.mark.parametrize(
    "line",
    [
        "const has = given.user || given.password || given.s1cUrl || given.host;",
        "const chosen = given.password ?? given.s1cUrl ?? given.host;",
        "    password: OAuth2Flow | None = None",
        "const ok = form.password === form.repeat2Password && ready;",
        "  pair(`span`,{className:`muted`,children:` Default Token:`}),(0,H.jsx)(`span`,{className:`w7`})",
        "{'title':'Authorization:'}),_0x33ab(_0x17e(0x18d),{'className':_0x17e(0x1a5)})",
        '["DECRYPTBYCERT","DECRYPTBYPASSPHRASE","ENCRYPTBYASYMKEY","ENCRYPTBYCERT"]',
        '    @field_validator("mt5_login", "mt5_password", "mt5_server", mode="before")',
        '__all__ = ["ClickUpUser", "ClickUpToken", "ClickUpTimeEntry2"]',
        r'MARKERS = ("../../../etc/passwd", "..\\..\\..\\etc\\p4sswd")',
    ],
)
def test_code_around_a_name_is_no_password(detector: Detector, line: str) -> None:
    assert live(detector.scan(f"{line}\n".encode(), "src/server.ts")) == []


@pytest.mark.parametrize(
    "line", ["password: Kolibri7Lampe", 'x = {"password": "})Kol7;br!Lam"}', "DB_PASSWORD=Kolibri7Lampe || exit 1"]
)
def test_a_password_that_looks_a_little_like_code_is_one(detector: Detector, line: str) -> None:
    assert not classes(detector.scan(f"{line}\n".encode(), "config/app.yaml")).isdisjoint(FINDINGS)


def test_the_id_of_a_client_is_public(detector: Detector) -> None:
    given = "client_01" + drawn(24, 6, "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert live(detector.scan(f'const client = createClient("{given}");\n'.encode(), "src/auth.ts")) == []


def test_the_version_of_a_declaration_is_no_token(detector: Detector) -> None:
    text = f'{{"Type": "com.apple.configuration.kolibri", "ServerToken": "{drawn(8, 1, "ABCDEF0123456789")}-1F2E-4A3B-9C4D-{drawn(12, 2, "ABCDEF0123456789")}"}}'
    assert live(detector.scan(text.encode(), "data/a.json")) == []


@pytest.mark.parametrize(
    ("line", "path", "is_live"),
    [
        ("# SERVICE_KEY={key}", ".env", True),
        ("#export SERVICE_KEY={key}", "config/.env", True),
        ("# e.g. SERVICE_KEY={key}", ".env", False),
        ("# SERVICE_KEY={key}", ".env.example", False),
    ],
)
def test_an_assignment_that_was_taken_out_of_force_had_its_value(
    detector: Detector, line: str, path: str, is_live: bool
) -> None:
    (found,) = detector.scan(f"{line.format(key=KEY)}\n".encode(), path)
    said = found.judgement
    assert (said.secret_class is SecretClass.LIVE and said.confidence >= 0.6) == is_live


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ('<img src="https://badges.kolibri.dev/js/a.svg?token={key}" alt="rate"/>', "README.md", SecretClass.PUBLIC),
        ('"Cookie": "__cf_bm={key}-1.0.1.1; a=b"', "src/a.py", SecretClass.EXPIRED),
        ('"url": "https://digital.kolibri.dev/articles/A.html?ptoken=01H{key}"', "data/a.json", SecretClass.PUBLIC),
        ("https://app.powerbi.com/view?r=eyJrIjoi{key}{key}", "docs/a.md", SecretClass.MALFORMED),
        ("https://b.s3.amazonaws.com/x.pdf?X-Amz-Date=20250901T120000Z&X-Amz-Expires=300&X-Amz-Security-Token={key}{key}&x=1",
         "README.md", SecretClass.EXPIRED),
    ],
)  # fmt: skip
def test_what_stands_in_the_address_of_one_thing(detector: Detector, text: str, path: str, said: SecretClass) -> None:
    found = detector.scan(text.format(key=KEY).encode(), path)
    assert [m.judgement.secret_class for m in found] == [said]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_guide_shows_the_token_of_a_server_on_the_own_machine(detector: Detector, host: str) -> None:
    text = f"    http://{host}:8888/lab?token={HEX}\n".encode()
    assert [m.judgement.confidence for m in detector.scan(text, "PKG-INFO")] == [0.4]
    assert detector.scan(text, "start.log")[0].judgement.confidence >= 0.6


@pytest.mark.parametrize("value", ["Abc@" + "8432", "abcd" + "1234!", "MyPass" + "word123!", "MyP@ss" + "w0rd2024"])
def test_the_first_letters_and_a_number_are_a_weak_password(detector: Detector, value: str) -> None:
    assert classes(detector.scan(f'"Password": "{value}",\n'.encode(), "a.js")) == {"weak-default"}


@pytest.mark.parametrize("said", ["kolibrilampe", "lamp of kolibri", "example jsonapi key"])
def test_hex_digits_that_say_words_are_made_up(detector: Detector, said: str) -> None:
    text = f'API_TOKEN = "{said.encode().hex()}"\n'
    assert live(detector.scan(text.encode(), "src/a.py")) == []


def test_what_joins_a_pair_of_a_form_to_the_next_is_no_part_of_its_value(detector: Detector) -> None:
    text = f"oauth_token_secret={KEY}&\n    oauth_callback_confirmed=true\n"
    assert [m.secret.reveal() for m in detector.scan(text.encode(), "src/a.py")] == [KEY]


def test_keys_that_every_copy_of_a_program_has_are_weak_defaults() -> None:
    assert published.is_default("edd1c9f034335f13" + "6f87ad84b625c8f1")  # APISIX
    assert published.is_default("babb4a9f774ab853" + "c96c2d653dfe544a")  # DBeaver
    assert published.is_public("7bc05d0d4c3c22ef" + "9fca8c2a912d779c")  # the pages of Eastmoney
    assert published.is_example("not-re" + "%40l")  # rfc3986
    assert published.is_example("0ef5b399e9ee9c11b053" + "dfb6eeba8de473c29fcd")  # Odoo


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("PKG-INFO", Setting.DOCS),
        ("a.egg-info/PKG-INFO", Setting.DOCS),
        ("web/node_modules/selfsigned/README.md", Setting.EXAMPLE),
        (".venv/lib/python3.11/site-packages/x/docs/index.rst", Setting.EXAMPLE),
        ("benchmarks/corpus/rust.rs", Setting.TEST),
        ("apps/damn-vulnerable-mcp/server.py", Setting.TEST),
        ("src/invulnerable/server.py", Setting.SOURCE),
    ],
)
def test_what_a_path_says(path: str, setting: Setting) -> None:
    assert setting_of(path) is setting


def test_the_key_in_the_guide_of_another_package_is_an_example(detector: Detector) -> None:
    key = samples(RULES["pem-rsa-private-key"], random.Random(3).randrange(9))[0]
    (found,) = detector.scan(key.encode(), "docs/node_modules/selfsigned/README.md")
    assert found.judgement.confidence < 0.5


@pytest.mark.parametrize(
    ("comment", "is_sure"),
    [
        ("// Yes, this API key is public.", False),
        ("# the key is meant to be public", False),
        ("// the API key of the shop", True),
    ],
)
def test_a_comment_that_calls_a_key_public_is_a_doubt(detector: Detector, comment: str, is_sure: bool) -> None:
    text = (
        f"{comment}\n  set('https://x.googleapis.com/v1/records:query?key={samples(RULES['google-api-key'], 2)[0]}');\n"
    )
    assert [m.judgement.confidence >= 0.5 for m in detector.scan(text.encode(), "src/a.js")] == [is_sure]


def test_a_chapter_of_a_guide_in_a_file_of_data_speaks_of_values(detector: Detector) -> None:
    said = (
        r"The tester should look at the following request to the application:\n\nPOST /login HTTP/1.1\nHost: lampe.kolibri.net\n"
        r"Accept: text/html\nCookie: JSESSIONID="
    )
    chapter = f'{{"text": "{said}{drawn(32, 3, "0123456789ABCDEF")}"}}\n'
    assert live(detector.scan(chapter.encode(), "data/chunks.json")) == [] or all(
        m.judgement.confidence < 0.5 for m in detector.scan(chapter.encode(), "data/chunks.json")
    )
    script = f'{{"code": "const url = 1;\\nconst a = 2;\\nconst b = 3;\\nfetch(url);\\nlet z;\\nconst api_key = \\"{KEY}\\";"}}\n'
    assert [m.judgement.confidence >= 0.5 for m in detector.scan(script.encode(), "data/flow.json")] == [True]


def test_the_site_key_of_a_captcha_is_public(detector: Detector) -> None:
    key = "6L" + drawn(38, 5)
    assert live(detector.scan(f'"RECAPTCHA_KEY": "{key}"\n'.encode(), "config.json")) == []
    assert live(detector.scan(f'"RECAPTCHA_SECRET_KEY": "{key}"\n'.encode(), "config.json")) == [key]


@pytest.mark.parametrize("long", ["A" * 9_000 + "!", "AAAA-" * 2_000 + "!", "AAAAB" * 2_000])
def test_a_long_run_of_one_letter_is_looked_at_once(long: str) -> None:
    assert not typed.is_filled(long)
    assert typed.is_filled("AAAA-BBBB-CCCC")
    assert typed.is_filled("xxxyyyzzz")


def test_a_part_of_a_dotted_name_is_no_key(detector: Detector) -> None:
    name = "APICreateAliyun" + "ProxyVSwitchMsg"
    text = f'"description": "Aliyun", "accesskey": "",\n"apiName": "org.zstack.aliyunproxy.vpc.{name}",\n'
    assert live(detector.scan(text.encode(), "data/api.json")) == []


@pytest.mark.parametrize(("said", "is_live"), [("// Mask keys (e.g. ", False), ("// the key: ", True)])
def test_a_comment_that_says_how_a_key_looks(detector: Detector, said: str, is_live: bool) -> None:
    text = f'{said}"{samples(RULES["google-api-key"], 3)[0]}")\n'
    assert bool(live(detector.scan(text.encode(), "src/mask.go"))) is is_live


def test_signatures_of_malware_are_no_secrets_of_whoever_has_them(detector: Detector) -> None:
    assert setting_of("rules/android/sender.yar") is Setting.TEST
    assert classes(detector.scan(f'$apikey = "{HEX}"\n'.encode(), "rules/a.yara")).isdisjoint(FINDINGS)


@pytest.mark.parametrize("between", ["@", "\t"])
def test_the_commit_of_a_repository_is_no_key_of_whom_its_name_has(detector: Detector, between: str) -> None:
    text = f"kolibri/mcp-datadog{between}{drawn(40, 7, '0123456789abcdef')}\tserver.py\n"
    assert live(detector.scan(text.encode(), "labels.tsv")) == []
