"""Rows without bars, chains of defaults, logins whose arguments are names: places that blind sets had and that were missed."""

from __future__ import annotations

import base64
import random

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn, live

HEX = "0123456789abcdef"


def b64(size: int, seed: int) -> str:
    return base64.b64encode(random.Random(seed).randbytes(size)).decode()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("notes.md", "a | b\n--- | ---\nurl | https://api.acme.io\napi token | {v}\n"),
        ("docs/conf.rst", "=====  =====\n``ACME_TOKEN``     ``{v}``\n=====  =====\n"),
        ("home/.netrc", "machine ftp.acme.io login robot account billing password {v}\n"),
        (".authinfo", "machine imap.acme.io port 993 login robot password {v}\n"),
        ("auth.py", 'verifier = StaticTokenVerifier(\n    {{\n        "{v}": {{\n            "client_id": "robot",\n'),
        ("auth.py", 'ok = hmac.compare_digest(request.headers.get("x-api-key", ""), "{v}")\n'),
        ("mail.py", 'box.login("ops@acme.io", password_for("ops@acme.io") or "{v}")\n'),
        ("api.py", '        self.session.auth = HTTPBasicAuth(\n            "ops@acme.io",\n            "{v}",\n        )\n'),
        ("Db.java", 'return DriverManager.getConnection(URL, USER, "{v}");\n'),
        ("src/main.rs", '    let k = env::var("A_KEY")\n        .or_else(|_| env::var("ACME_TOKEN"))\n        .unwrap_or_else(|_| String::from("{v}"));\n'),
        ("a.py", '    token = (\n        explicit\n        or os.environ.get("A_TOKEN")\n        or keyring.get_password("x", p)\n        or "{v}"\n    )\n'),
        ("logs/ci.log", "\x1b[32m+ deploy\x1b[0m\n\x1b[1mACME_TOKEN\x1b[0m=\x1b[33m{v}\x1b[0m\n"),
    ],
)  # fmt: skip
def test_a_value_is_found_in_a_row_a_chain_or_a_login(detector: Detector, path: str, text: str) -> None:
    value = drawn(28, seed=31)
    assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


def test_the_token_beside_an_account_is_of_the_same_provider(detector: Detector) -> None:
    account, value = drawn(32, seed=32, alphabet=HEX), drawn(32, seed=33, alphabet=HEX)
    text = f'from twilio.rest import Client\n\nclient = Client("AC{account}", "{value}")\n'
    found = [m for m in detector.scan(text.encode(), "send.py") if m.secret.reveal() == value]
    assert [m.rule.provider for m in found] == ["Twilio"]
    assert live(found) == [value]


def test_a_connection_to_a_service_of_settings_is_named(detector: Detector) -> None:
    text = f'"Endpoint=https://acme.azconfig.io;Id=a1-b2:{drawn(20, seed=34)};Secret={b64(32, 35)}"\n'
    assert "azure-app-configuration" in {m.rule.id for m in detector.scan(f"CONNECTION={text}".encode(), ".env")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'os.environ["ACME_USER_PASSWORD"] = "{v}"'),
        ("build.gradle", "    storePassword '{v}'"),
        ("j.ps1", '$secure = ConvertTo-SecureString "{v}" -AsPlainText -Force'),
        ("m.cmd", "net use Z: \\\\nas\\data /user:robot {v} /persistent:no"),
    ],
)
def test_a_word_and_a_year_is_a_weak_password(detector: Detector, path: str, text: str) -> None:
    assert classes(detector.scan(f"{text.format(v='walnut' + '1994')}\n".encode(), path)) == {"weak-default"}


def test_what_a_shell_sets_is_no_name_in_code(detector: Detector) -> None:
    value = "My" + "Walnut12"
    assert live(detector.scan(f"set ACME_PASSWORD={value}\ncall run\n".encode(), "deploy.bat")) == [value]


@pytest.mark.parametrize(
    "text", ["usdcToken: 'r{v}',", "tokens | {n} | sha256sum", "type Token = string | null;", 'wethToken = "{v}"']
)
def test_tokens_of_chains_and_pipes_are_none(detector: Detector, text: str) -> None:
    value = drawn(43, seed=36, alphabet="123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
    assert live(detector.scan(f"{text.format(v=value, n=4)}\n".encode(), "src/chains.ts")) == []
