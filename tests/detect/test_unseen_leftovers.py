"""False alarms that were left in packages and trees of libraries, made anew here."""

from __future__ import annotations

import base64

import pytest

from keyproof.detect import claims, placeholders, shape
from keyproof.detect.detector import Detector
from keyproof.detect.names import kind_of
from keyproof.detect.setting import setting_of
from keyproof.model.fact import SecretClass, Setting
from tests.detect.conftest import drawn, live

KEY = drawn(40, 19)
HEX64 = drawn(64, 19, "0123456789abcdef")


def sure(detector: Detector, text: str, path: str) -> list[str]:
    """Return the values taken to be live with at least an even chance."""
    return [
        m.secret.reveal()
        for m in detector.scan(text.encode(), path)
        if m.judgement.secret_class is SecretClass.LIVE and m.judgement.confidence >= 0.5
    ]


def test_the_hash_of_a_file_in_the_address_of_its_page_is_no_key(detector: Detector) -> None:
    page = f'{{"rule": "meta: the key, reference = https://www.virustotal.com/#/file/{HEX64}"}}\n'
    assert sure(detector, page, "data/rules.json") == []
    assert sure(detector, f'VIRUSTOTAL_API_KEY = "{HEX64}"\n', "src/a.py") == [HEX64]


def test_what_a_site_shows_to_prove_whose_it_is(detector: Detector) -> None:
    assert sure(detector, f'os.getenv("OPENAI_APPS_CHALLENGE_TOKEN", "{KEY}")\n', "src/a.py") == []
    assert sure(detector, f'os.getenv("KOLIBRI_APPS_TOKEN", "{KEY}")\n', "src/a.py") == [KEY]


@pytest.mark.parametrize("name", ["rateLimitToken", "EchoToken"])
def test_tokens_that_count_or_come_back(name: str) -> None:
    assert kind_of(name) is None


def test_the_model_of_a_device_is_no_name_of_a_password() -> None:
    assert kind_of("vedge-C1111-8PW") is None
    assert kind_of("kolibriPW") is not None
    assert kind_of("DB-1PW") is not None


def test_the_next_of_a_list_of_names_in_a_text(detector: Detector) -> None:
    text = '"""One record carries `ipmi_password`,\n`workstation_sim_pin`, `workstation_sim_pin_2`."""\n'
    assert sure(detector, text, "src/records.py") == []


@pytest.mark.parametrize("said", ["Base64-encoded", "hex-encoded", "URL-encoded", "JSON-formatted"])
def test_how_a_value_is_written_is_none(detector: Detector, said: str) -> None:
    assert placeholders.is_other_text(said)
    assert sure(detector, f'    """Args:\n        password_b64: {said} password\n    """\n', "scripts/a.py") == []


def test_a_template_between_signs_of_control_is_no_token(detector: Detector) -> None:
    assert sure(detector, '_EMBED_TOKEN = "\\u0001KOL{}\\u0001"\n', "src/parser.py") == []


def test_a_text_that_ends_with_whose_token_it_is(detector: Detector) -> None:
    assert sure(detector, 'BOB_TOKEN = "kolibri-rotor-bob"\n', "src/lab.py") == []


def test_the_base64_of_a_user_and_a_word_lets_nobody_in(detector: Detector) -> None:
    encoded = base64.b64encode(b"admin:" + b"secretpass").decode()
    assert sure(detector, f'  "Authorization": "Bearer {encoded}"\n', "skills/SKILL.md") == []


def test_groups_that_hands_type_are_no_draw(detector: Detector) -> None:
    value = "".join(f"{a}{b}{n}{s}" for a, b, n, s in zip("KTRWM", "fnqzx", "38527", "!#$%&", strict=True))
    assert sure(detector, f'  "CLICKHOUSE_PASSWORD": "{value}",\n', "tests/test_a.py") == []
    tried = (drawn(24, n, "abcdefghjkKLMNPQRSTUVW23456789!#%&") for n in range(500))
    signed = next(v for v in tried if placeholders.is_signed_draw(v))
    assert sure(detector, f'  "CLICKHOUSE_PASSWORD": "{signed}",\n', "tests/test_a.py") == [signed]


def test_an_answer_in_a_comment_is_shown(detector: Detector) -> None:
    member = f'        #             "refresh_token": "{KEY}{KEY}",\n'
    assert sure(detector, member, "src/exchange.py") == []
    assert sure(detector, f'# "refresh_token": "{KEY}{KEY}",\n', "src/exchange.py") != []


def test_a_short_likeness_of_a_providers_key_is_made_up(detector: Detector) -> None:
    value = "sk" + "-live-" + drawn(10, 3, "0123456789abcdef")
    assert sure(detector, f'{{"env": {{"VAULT_API_KEY": "{value}"}}}}\n', "src/view.py") == []


def test_a_guide_says_how_a_key_looks(detector: Detector) -> None:
    key = "AIza" + drawn(35, 5)
    assert sure(detector, f"   - Copy the generated API key (like: `{key}`)\n", "docs/setup.md") == []
    assert sure(detector, f"   - Copy the generated API key: `{key}`\n", "docs/setup.md") == [key]


def test_a_signature_in_a_page_tells_when_it_ends() -> None:
    assert claims.by_expiry("<code>sp=r&amp;st=2023-12-20T14:54:52Z&amp;se=2023-12-20T22:54:52Z&amp;sig=") is not None


def test_a_block_of_a_document_of_lark_is_named_by_its_token(detector: Detector) -> None:
    value = f"{drawn(27, 1)}#{drawn(27, 2)}"
    assert live(detector.scan(f'{{"blockToken": "{value}"}}\n'.encode(), "config/a.json")) == []


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("src/gateway/bad_mcps/echo.py", Setting.TEST),
        ("honeypots/server.py", Setting.TEST),
        ("insecure-server/server.py", Setting.TEST),
        ("src/credential_theft_mcp.py", Setting.TEST),
        ("crates/kolibri/benches/memo.rs", Setting.TEST),
        ("bench/adaptive/strategies.py", Setting.TEST),
        ("src/insecure/server.py", Setting.SOURCE),
        ("src/credential_store.py", Setting.SOURCE),
    ],
)
def test_places_of_attacks(path: str, setting: Setting) -> None:
    assert setting_of(path) is setting


def test_the_next_of_a_list_of_functions_is_no_password(detector: Detector) -> None:
    text = '"kolibri_auth_password|kolibri2_auth_pubkey_file|krsort|"\n'
    assert sure(detector, text, "src/mode.js") == []


def test_the_symbol_of_a_library_is_no_token(detector: Detector) -> None:
    rule = detector.rules["typeform"]
    symbol = "tfp" + "_6numERIC_14value_typeEEE_kindTRAITS_TYPES_15lampe"
    assert shape.flaw(rule, symbol) != ""


def test_a_joined_foo_and_bar_are_made_up(detector: Detector) -> None:
    text = "'http://atpass:foo%40" + "bar@kolibri.lampe.net:8080/path'\n"
    assert sure(detector, text, "src/urls.js") == []


def test_a_guide_of_a_library_signs_with_a_key_of_its_own(detector: Detector) -> None:
    assert sure(detector, f"const privateKey = '0x{HEX64}';\nethereum wallet\n", "docs/sign.md") == []


def test_the_invitation_to_a_meeting_is_given_to_many(detector: Detector) -> None:
    link = f"https://us02web.zoom.us/j/81234567890?pwd={drawn(30, 4)}.1"
    assert sure(detector, f"Join us: {link}\n", "docs/chat.txt") == []


def test_the_address_of_a_server_inside_another_is_no_token(detector: Detector) -> None:
    inner = base64.urlsafe_b64encode(b"https://lampe.kolibri.net/graphql/v2").decode().rstrip("=")
    assert sure(detector, f'"url": "https://bridge.kolibri-lampe.com/mcp/{inner}"\n', "docs/bridge.md") == []
