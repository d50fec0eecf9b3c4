"""Names: whose pass, whose key, the words of other languages; and the names of what opens nothing."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.names import kind_of
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(32, 71)


@pytest.mark.parametrize(
    "name",
    [
        "dbpass", "DBPASS", "remotepass", "remotePass", "smtppass", "FTPPASS", "MYSQLPW", "mypw", "userpwd", "adminPw", "PW",
        "merchantKey", "merchant_key", "mchKey", "partnerKey", "apiV3Key", "APIV3KEY", "wx_api_v3_key", "fernet_key", "aeskey",
        "serper_key", "weatherKey", "API_KEY_V2", "totp_seed", "PIN_PEPPER", "session_cookie", "auth_header",
    ],
)  # fmt: skip
def test_whose_it_is_stands_before_the_word(name: str) -> None:
    assert kind_of(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "bypass", "by_pass", "compass", "trespass", "first_pass", "renderPass", "boarding_pass", "OLDPWD", "primaryKey", "sortKey",
        "cacheKey", "i18nKey", "hotkey", "monkey", "keyPath", "storage_path_key", "pageKey", "fileKey", "nodeKey", "s3_key",
        "any_key", "shortcutKey", "public_key", "vapidKey", "randomKey", "seed", "page_header", "cookie_name", "parola_chiave_nome",
    ],
)  # fmt: skip
def test_what_only_ends_alike_names_no_credential(name: str) -> None:
    assert kind_of(name) is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'dbpass = "{v}"'),
        ("a.py", 'openai_key: str = "{v}"'),
        ("a.ts", "export const config = {{ wifiPass: '{v}' }};"),
        ("a.swift", 'let apiV3Key: String = "{v}"'),
        ("A.java", 'ds.setDbpass("{v}");'),
        ("a.ps1", "$RemotePass = '{v}'"),
        ("app.properties", "wxpay.mchKey={v}"),
        ("app.yaml", "pay:\n  partnerKey: {v}"),
        ("k8s/deploy.yaml", "env:\n  - name: FERNET_KEY\n    value: {v}"),
        (".mcp.json", '{{"args": ["--dbpass", "{v}"]}}'),
        (".mcp.json", '{{"args": ["--key", "{v}"]}}'),
        ("Dockerfile", "ENV DBPASS={v}"),
        (".env", "PW={v}"),
        ("a.toml", 'pw = "{v}"'),
        ("a.py", 'key = os.environ.get("KAGI_KEY") or "{v}"'),
        ("docs/uso.md", "Clave API: `{v}`"),
    ],
)
def test_such_a_name_is_read_in_any_file(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.format(v=VALUE).encode(), path)) == [VALUE]


@pytest.mark.parametrize(
    "name",
    [
        "contrasena", "contrasenia", "contraseña", "clave", "clave_api", "claveSecreta", "senha", "senha_banco", "chave_api",
        "palavra_passe", "mot_de_passe", "motDePasse", "motdepasse_db", "mdp", "cle_api", "chiave_segreta", "Kennwort", "dbpasswort",
        "wachtwoord", "haslo", "sifre", "heslo", "salasana", "mima", "密码", "密钥", "пароль", "секрет", "パスワード", "비밀번호",
    ],
)  # fmt: skip
def test_names_in_other_languages_are_known(detector: Detector, name: str) -> None:
    for path, text in (("config/app.yaml", f"{name}: {VALUE}"), ("app.json", f'{{"{name}": "{VALUE}"}}')):
        assert live(detector.scan(text.encode(), path)) == [VALUE], path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("de.json", '{"passwort": "Passwort", "kennwort": "Kennwort vergessen?", "wachtwoord": "Wachtwoord"}'),
        ("es.json", '{"clave": "Introduzca su clave", "contrasena": "Contraseña", "密码错误": "Wrong password1"}'),
        ("a.py", 'clave = "usuario2024"\nchave = "valor"\nmima = input("mima")'),
        ("a.py", "for clave, valor in datos.items():\n    clave = datos[clave]"),
        ("a.ts", 'const fields = { pw: "string", dbpass: "DB_PASS", merchantKey: "merchant_key" };'),
        ("a.ts", 'const secretFields = ["apiKey", "clientSecret1", "refreshToken2"];'),
        ("a.ts", 'const weakPasswords = ["hunter", "qwerty123", "letmein1"];'),
        ("a.ts", 'headers: { Cookie: "session=your-session-cookie" }, cookie: "theme=dark_mode_preference_2024",'),
        ("a.yaml", "key: my-cache-key-2024-v2-linux-x64\nauth_header: X-Api-Key\nbasic_auth: user:password"),
    ],
)
def test_labels_types_and_words_are_no_values(detector: Detector, path: str, text: str) -> None:
    assert not {"live-looking", "weak-default"} & classes(detector.scan(text.encode(), path))


def test_a_bare_key_counts_only_where_a_program_is_set_up(detector: Detector) -> None:
    text = f'{{"key": "{VALUE}"}}'.encode()
    (match,) = [m for m in detector.scan(text, "config.json") if m.secret.reveal() == VALUE]
    assert (match.judgement.secret_class, match.judgement.confidence < 0.5) == ("live-looking", True)
    assert live(detector.scan(text, "src/a.ts")) == []
    assert live(detector.scan(f"key: {drawn(40, 3, '0123456789abcdef')}".encode(), "config.yaml")) == []


def test_the_value_of_an_unknown_key_does_not_hide_the_name_that_it_is(detector: Detector) -> None:
    text = f'[{{"ParameterKey": "AdminPassword", "ParameterValue": "{VALUE}"}}]'
    assert live(detector.scan(text.encode(), "parameters.json")) == [VALUE]
