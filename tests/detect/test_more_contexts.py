"""Commands, lists, names and pieces that bind a value, with what looks like them and binds none."""

from __future__ import annotations

import base64
import codecs

import pytest

from keyproof.detect import forms
from keyproof.detect.detector import Detector
from keyproof.detect.names import faint_kind_of, kind_of
from keyproof.detect.naming import Lines
from keyproof.model.fact import Setting
from tests.detect.conftest import classes, drawn, live

TOKEN = drawn(36, 3)
OTHER = drawn(36, 33)
PASSWORD = drawn(14, 5) + "!"
SECOND = drawn(14, 55) + "#"
HUMAN = "Copper" + "-Falcon" + drawn(2, 4, "3456789")
_FINDINGS = {"live-looking", "weak-default", "expired"}

NAMES = [
    "api_tok",
    "gh_token",
    "svc_pswd",
    "wpa_psk",
    "client_secr",
    "app_sekret",
    "privkey",
    "sigkey",
    "key_api",
    "secret_aws",
    "token_gh",
    "pass_word",
    "mot_passe",
    "jeton_api",
    "contrasenya_db",
    "llave_api",
    "parola_db",
    "geheimnis",
    "api_schluessel",
    "losenord",
    "api_nyckel",
    "kodeord",
    "klucz_api",
    "api_anahtari",
    "kunci_api",
    "jelszo",
    "lozinka",
    "passord",
    "mat_khau",
]

PLACES = [
    ("run.sh", "ncftpput -u ops -p {p} ftp.acme.io / x"),
    ("run.sh", "lftp -u ops,{p} ftp.acme.io"),
    ("run.sh", "skopeo inspect --creds=ops:{p} docker://acme/x"),
    ("run.sh", "7z x -p'{p}' x.7z"),
    ("run.sh", "kinit ops <<< '{p}'"),
    ("run.sh", "echo {t} | wrangler secret put API"),
    ("run.sh", "wandb login {t}"),
    ("run.sh", "curl -b 'session={t}' https://acme.io"),
    ("run.sh", "nmcli dev wifi connect Acme password {p}"),
    ("a.env", "URL=opensearch://app:{p}@search.acme.io:9200"),
    ("a.env", "URL=nats://{t}@mq.acme.io:4222"),
    ("a.html", "<td>API key</td><td>{t}</td>"),
    ("a.rst", "``API_KEY`` = ``{t}``"),
    ("a.md", "Login: `ops` / `{p}`"),
    ("a.py", "# temp password for staging: {p} - remove"),
    ("a.py", "user, password = 'ops', '{p}'"),
    ("a.py", "vault.put('hub/password', '{p}')"),
    ("a.py", "accounts = [\n    ('ops@acme.io', '{h}', 'admin'),\n]"),
    ("a.gradle", "credentials {{ username 'ci'; password '{p}' }}"),
    ("a.ts", "const apiToken = '{h}';"),
    ("a.cmd", "set DB_PASSWORD={h}"),
    ("a.json", '{{"content": "PORT=3000\\nDB_PASSWORD={p}\\n"}}'),
]

LISTS = [
    "TOKENS = [\n  '{t}',\n  '{o}',\n]",
    "TOKENS = {{'alice': '{t}', 'bob': '{o}'}}",
    "const tokens = new Map([['alice', '{t}'], ['bob', '{o}']]);",
    'var tokens = map[string]string{{\n\t"alice": "{t}",\n\t"bob": "{o}",\n}}',
    '{{"secrets": {{"db": "{t}", "mq": "{o}"}}}}',
]


def _filled(text: str) -> str:
    return text.format(t=TOKEN, o=OTHER, p=PASSWORD, h=HUMAN)


@pytest.mark.parametrize("name", NAMES)
def test_an_abbreviation_or_a_word_of_another_language_names_a_credential(detector: Detector, name: str) -> None:
    assert kind_of(name) or faint_kind_of(name)
    assert live(detector.scan(f'{name} = "{TOKEN}"'.encode(), "src/a.py")) == [TOKEN]


@pytest.mark.parametrize(("path", "text"), PLACES)
def test_the_value_at_such_a_place_is_found(detector: Detector, path: str, text: str) -> None:
    found = live(detector.scan(_filled(text).encode(), path))
    assert len(found) == 1
    assert found[0] in (TOKEN, PASSWORD, HUMAN)


@pytest.mark.parametrize("text", LISTS)
def test_each_item_of_a_list_or_a_map_is_found(detector: Detector, text: str) -> None:
    assert live(detector.scan(_filled(text).encode(), "src/a.txt.py")) == [TOKEN, OTHER]


def test_items_of_a_settings_map_are_found(detector: Detector) -> None:
    text = f"passwords:\n  alice: {PASSWORD}\n  bob: {SECOND}\n"
    assert live(detector.scan(text.encode(), "a.yaml")) == [PASSWORD, SECOND]


@pytest.mark.parametrize(
    "text",
    [
        'DB_PASSWORD = "{a}" + "{b}" + "{c}"',
        'DB_PASSWORD = "".join(["{a}", "{b}", "{c}"])',
        'const dbPassword = ["{a}", "{b}", "{c}"].join("");',
        'const dbPassword = "{a}".concat("{b}", "{c}");',
        'export DB_PASSWORD="{a}\\\n{b}{c}"',
        "export DB_PASSWORD='{a}'\"{b}\"'{c}'",
    ],
)
def test_a_password_in_pieces_is_found_by_its_name(detector: Detector, text: str) -> None:
    filled = text.format(a=HUMAN[:5], b=HUMAN[5:9], c=HUMAN[9:])
    assert live(detector.scan(filled.encode(), "src/a.js")) == [HUMAN]


@pytest.mark.parametrize(
    ("text", "coded"),
    [
        ('DB_PASSWORD = base64.b32decode("{}").decode()', base64.b32encode(HUMAN.encode()).decode()),
        ('DB_PASSWORD = codecs.decode("{}", "rot13")', codecs.encode(HUMAN, "rot13")),
        ("export DB_PASSWORD=$(echo {} | xxd -r -p)", HUMAN.encode().hex()),
        ("DB_PASSWORD=$(printf '{}')", "".join(f"\\{ord(c):03o}" for c in HUMAN)),
        ("export DB_PASSWORD=$(echo {} | base64 -d)", base64.b64encode(HUMAN.encode()).decode()),
    ],
)
def test_a_password_that_a_call_decodes_is_found_by_its_name(detector: Detector, text: str, coded: str) -> None:
    assert live(detector.scan(text.format(coded).encode(), "src/a.sh")) == [HUMAN]


@pytest.mark.parametrize(
    "text",
    [
        "docker run -u 1000:1000 -p 8080:80 acme",
        "ssh -l root -p 2222 10.0.0.1",
        "http://docs.acme.io%2f@evil.example/",
        "tokens = ['alpha1beta', 'gamma2delta', 'epsilon3']",
        "passwords = {'label1': 'Enter your password', 'hint2': 'At least eight'}",
        'token = "Bearer " + make_token(user1)',
        'password = "select 1 " + "from users1"',
        "case ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384:",
        'const weakPasswords = ["hunter", "qwerty123", "letmein1"];',
        "secret: harbor-walnut-ember-47",
        "tok = tokenizer.next_token_of_stream(source_2)",
        "git log <<<<<<< HEAD1 token",
    ],
)
def test_what_looks_alike_binds_none(detector: Detector, text: str) -> None:
    assert not classes(detector.scan(text.encode(), "src/app.ts")) & _FINDINGS


def test_names_of_programs_are_no_passwords(detector: Detector) -> None:
    text = 'apiKey = "Content-Type12"; token: "Node_Builder34"; secret = "HttpClient2+Json"'
    assert not classes(detector.scan(text.encode(), "src/app.ts")) & _FINDINGS


@pytest.mark.parametrize("name", ["pw", "pass", "key", "API_TOKEN"])
def test_a_name_after_the_end_of_a_line_in_a_string_is_read_alike_with_and_without_c(name: str) -> None:
    text = f'{{"content": "PORT=3000\\n{name}={TOKEN}\\nX=1"}}'
    (found,) = forms.bindings(text, 0, len(text))
    assert (found.name, found.value) == (name, TOKEN)
    given, _ = Lines().of(text.encode(), [text.index(name) + len(name)], [], Setting.CONFIG)
    assert given == [(0, len(text))]


def test_two_names_in_a_sentence_about_users_are_no_login(detector: Detector) -> None:
    text = "- A user-defined name, or that of the user and the tool, e.g. `web1___search` and `cq13b___search`.\n"
    assert not detector.scan(text.encode(), "docs/tools.mdx")
    said = f"- The user is `ops` / `{drawn(12, 9)}7` there.\n"
    assert live(detector.scan(said.encode(), "docs/ops.md"))
