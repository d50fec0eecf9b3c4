"""What packages and a set of files that nobody had looked at showed to be wrong."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.detect.versions import Versions
from keyproof.model.fact import SecretClass
from keyproof.model.place import foreign
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(40, 81)
PASSWORD = "gravel" + "Onyx63"
CLIENT = samples(next(rule for rule in builtin_rules() if rule.id == "google-oauth-client-secret"), 1)[0]


@pytest.mark.parametrize(
    "text",
    [
        'NAMES = {\n    "acme_become_password",\n    "acme_winrm_password",\n    "acme_winrm_cert_pem",\n}\n',
        'COMMON = {\n    "password", "123456", "qwerty", "abc123", "password1",\n    "iloveyou", "sunshine",\n}\n',
        'HIDDEN = frozenset({"pwd", "pass", "key", "auth"})\n',
        '"""Returns:\n    {"smtp_host", "smtp_username",\n     "smtp_password", "dns_auto_configured", "message"}\n"""\n',
        "c=[`id`,`user`,`type`,`password`,`autocomplete`,`new-password`,`data-1p-ignore`,``]\n",
    ],
)
def test_words_in_a_list_are_bound_to_nothing(detector: Detector, text: str) -> None:
    assert classes(detector.scan(text.encode(), "src/names.py")) <= {SecretClass.PLACEHOLDER, SecretClass.EXAMPLE}


def test_pairs_in_a_row_are_no_list(detector: Detector) -> None:
    text = 'var m = Map.of("user", "root", "password", "root", "host", "db");\n'
    assert classes(detector.scan(text.encode(), "src/A.java")) == {SecretClass.WEAK_DEFAULT}


@pytest.mark.parametrize(
    ("comment", "doubted"),
    [
        ("# Public read-only key that every client has\n# (an extension ships it, too)\n", True),
        ("// It's not a real secret: the cookie decides\n", True),
        ("# The key of our public site\n", False),
        ("# It is intentionally public\n\n", False),
        ("# The next one is not a secret\nACME_SITE = 'x'\n", False),
        ("# Publicly available API\n", False),
    ],
)
def test_a_comment_says_that_everybody_may_know_it(detector: Detector, comment: str, doubted: bool) -> None:
    (match,) = detector.scan(f'import os\n\n{comment}ACME_API_KEY = "{VALUE}"\n'.encode(), "src/a.py")
    assert (match.judgement.confidence <= 0.4) is doubted


def test_a_comment_that_comes_later_counts(detector: Detector) -> None:
    line = f'ACME_API_KEY = "{VALUE}"\n'.encode()
    block = b"# The key of the service.\n# It is asked for with each request.\n"
    first = b"import os\n\n" + block + line
    second = b"import os\n\n# It is intentionally public.\n" + block + line
    versions = Versions(detector)
    ((match, _),) = versions.scan("a", first, "src/a.py", None, ((0, len(first)),), ())
    assert match.judgement.confidence > 0.5
    at = first.index(block)
    grown = len(second) - len(first)
    parts, copies = ((0, at + grown),), ((0, at, 0), (at + grown, len(second), at))
    ((match, _),) = versions.scan("b", second, "src/a.py", "a", parts, copies)
    assert match.judgement.confidence <= 0.4


def test_the_client_secret_of_what_people_install_is_none(detector: Detector) -> None:
    installed = f'{{"installed": {{"client_id": "x", "client_secret": "{CLIENT}"}}}}\n'
    web = f'{{"web": {{"client_id": "x", "client_secret": "{CLIENT}"}}}}\n'
    for text, most in ((installed, 0.4), (web, 1.0)):
        found = [
            m for m in detector.scan(text.encode(), "data/client.json") if m.rule.id == "google-oauth-client-secret"
        ]
        assert [m.judgement.secret_class for m in found] == [SecretClass.LIVE]
        assert found[0].judgement.confidence <= most
        assert most < 1 or found[0].judgement.confidence > 0.5


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("knexfile.js", f'      password: "{PASSWORD}",\n'),
        ("db.py", f'USER, PASSWORD = "svc-mcp", "{PASSWORD}"\n'),
        ("ldap.py", f'return Connection(server, "cn=k.olsen,dc=corp", "{PASSWORD}", auto_bind=True)\n'),
        ("set.py", f'keyring.set_password(SERVICE, "svc-mcp", "{PASSWORD}")\n'),
        ("seed.ts", f'      password: await hash("{PASSWORD}", 12),\n'),
    ],
)
def test_passwords_of_two_words_and_a_number(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.encode(), path)) == [PASSWORD]


@pytest.mark.parametrize("value", ["configVersion20", "userAccount01", "testPassword12"])
def test_names_with_a_number_are_none(detector: Detector, value: str) -> None:
    assert live(detector.scan(f'password: "{value}",\n'.encode(), "src/a.js")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server.js", f'if (given !== "{VALUE}") {{\n'),
        ("auth.ts", f'const expected = Buffer.from("{VALUE}");\n'),
        ("conf/sonar.properties", f"sonar.login={VALUE}\n"),
        ("sync.js", f" * Login for the vendor's portal: svc_report / {VALUE} (changed in August)\n"),
    ],
)
def test_what_is_compared_or_told(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.encode(), path)) == [VALUE]


def test_a_phrase_with_a_number_in_quotes(detector: Detector) -> None:
    phrase = " ".join(["jasper", "fjord", "lantern", "island", "lemon", "20"])
    text = f'mqtt_user: reader\nmqtt_password: "{phrase}"\n'
    assert live(detector.scan(text.encode(), "home/secrets.yaml")) == [phrase]


def test_hashes_of_parts_and_messages_are_none(detector: Detector) -> None:
    one, two = (drawn(20, n, "0123456789abcdef") for n in (82, 83))
    bundle = f'var a={{chunk:{{vendors:"{drawn(20, 84, "0123456789abcdef")}",token:"{one}",password:"{two}"}}}};\n'
    assert live(detector.scan(bundle.encode(), "dist/app.js")) == []
    signature = f"kind: signature\nhmac: {drawn(64, 85, '0123456789abcdef')}\n"
    assert live(detector.scan(signature.encode(), ".drone.yml")) == []
    alone = f'var a={{token:"{drawn(40, 86, "0123456789abcdef")}"}};\n'
    assert len(live(detector.scan(alone.encode(), "dist/app.js"))) == 1


def test_a_token_that_is_cut_short_is_none(detector: Detector) -> None:
    assert (
        live(detector.scan(b"[pypi]\nusername = __token__\npassword = pypi-AgEIcHlwaS5v*\n", "docs/publish.md")) == []
    )


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("deps/pydantic/types.py", True),
        ("layer/python/requests/auth.py", True),
        ("packages/mcp/index.ts", False),
        ("package/google/a.js", False),
        ("src/lib/requests/a.ts", False),
        ("app/deps/auth.py", False),
        ("lib/acme/a.py", False),
    ],
)
def test_packages_of_others_in_a_folder_for_them(path: str, wanted: bool) -> None:
    assert foreign(path) is wanted


def test_the_key_that_a_page_searches_with_is_doubted(detector: Detector) -> None:
    key = drawn(32, 87, "0123456789abcdef")
    alone = f'h = {{"x-algolia-api-key": "{key}"}}\n'
    paged = f'h = {{\n  "x-algolia-api-key": "{key}",\n  "x-algolia-agent": "Algolia for JavaScript (4.23.3); Browser",\n}}\n'
    confidences = [max(m.judgement.confidence for m in detector.scan(t.encode(), "src/a.py")) for t in (alone, paged)]
    assert confidences[1] <= 0.4 < confidences[0]


def test_the_attribute_of_an_entry_is_no_password(detector: Detector) -> None:
    assert (
        live(detector.scan(b'a = dse.get("cn=config", "nsslapd-accesslog-logbuffering", single=True)\n', "a.py")) == []
    )


def test_claude_desktop_is_no_word_of_an_installed_application(detector: Detector) -> None:
    text = f'Add it to Claude Desktop:\n\n    "GOOGLE_CLIENT_SECRET": "{CLIENT}"\n'
    (match,) = [m for m in detector.scan(text.encode(), "config.json") if m.rule.id == "google-oauth-client-secret"]
    assert match.judgement.confidence > 0.5
