"""What two sets of servers that nobody had looked at showed to be wrong."""

from __future__ import annotations

import random
import string

import pytest

from keyproof.detect import typed
from keyproof.detect.detector import Detector
from keyproof.model.fact import SecretClass
from tests.detect.conftest import classes, drawn, live

VALUE = drawn(40, 61)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "src/reddit.ts",
            "  constructor(clientId?: string, clientSecret?: string, userAgent = 'ACME-Reader:v1.0.0') {\n",
        ),
        ("setup.ps1", '$serverKey = "sap-$($key.ToLower())"\n'),
        ("setup.ps1", "$password = [System.Environment]::GetEnvironmentVariable(\"SAP_${x}_PASSWORD\", 'User')\n"),
    ],
)
def test_parameters_parts_and_places_of_variables_are_no_values(detector: Detector, path: str, text: str) -> None:
    assert classes(detector.scan(text.encode(), path)) <= {SecretClass.REFERENCE, SecretClass.PLACEHOLDER}


@pytest.mark.parametrize("kind", ["Dict[str, str]", "Map<string, string>", "dict[str, Any] | None"])
def test_a_type_of_two_is_read_over(detector: Detector, kind: str) -> None:
    assert live(detector.scan(f'api_token: {kind} = "{VALUE}"\n'.encode(), "a.py")) == [VALUE]


def test_a_password_may_begin_with_a_sign(detector: Detector) -> None:
    value = "@Wad" + "helm" + "482949"
    for path, text in ((".env.production", f"ACME_PASSWORD={value}"), ("a.py", f'password = "{value}"')):
        assert live(detector.scan(text.encode(), path)) == [value]
    for reference in ("@acme/secrets", "@secrets/db.txt", "@Value"):
        assert live(detector.scan(f'password = "{reference}"'.encode(), "a.py")) == []


def test_what_hands_hit_at_random_is_told_from_a_draw() -> None:
    rng = random.Random(5)
    for alphabet, size in (
        (string.ascii_letters + string.digits, 32),
        (string.ascii_lowercase + string.digits, 28),
        ("0123456789abcdef", 32),
    ):
        values = ["".join(rng.choice(alphabet) for _ in range(size)) for _ in range(3000)]
        assert not any(map(typed.is_mashed, values))
        assert not any(typed.is_mashed("sk" + value) for value in values)
    few = "sdfjk234l"
    mashed = ["".join(rng.choice(few) for _ in range(28)) for _ in range(50)]
    assert sum(map(typed.is_mashed, mashed)) >= 45


@pytest.mark.parametrize("head", ["FORMAT: 1A\n# Acme\n", "#%RAML 1.0\ntitle: Acme\n"])
def test_the_description_of_an_api_shows_what_is_sent(detector: Detector, head: str) -> None:
    text = head + f"## TokenIn (object)\n+ access_key: {VALUE} (string,required) - Access Key\n"
    for match in detector.scan(text.encode(), "acme.apib"):
        assert match.judgement.confidence <= 0.4 or match.judgement.secret_class is not SecretClass.LIVE


def test_words_and_a_number_in_a_stack_are_a_default(detector: Detector) -> None:
    text = "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: pg_pass_kolibri_99\n"
    assert classes(detector.scan(text.encode(), "docker-compose.yml")) == {SecretClass.WEAK_DEFAULT}
    text = text.replace("pg_pass_kolibri_99", "your_password_99")
    assert classes(detector.scan(text.encode(), "docker-compose.yml")) != {SecretClass.LIVE}


def test_a_number_that_a_program_asks_for_is_a_default(detector: Detector) -> None:
    assert classes(detector.scan(b'const VALID_PASSWORD = "12345"\n', "route.ts")) == {SecretClass.WEAK_DEFAULT}


def test_the_user_again_is_a_default(detector: Detector) -> None:
    text = '{\n  "username": "kolibri",\n  "password": "kolibri"\n}\n'
    assert classes(detector.scan(text.encode(), "config/app.json")) == {SecretClass.WEAK_DEFAULT}
    text = '{\n  "username": "username",\n  "password": "username"\n}\n'
    assert live(detector.scan(text.encode(), "config/app.json")) == []


def test_plain_words_that_a_client_hands_over_are_a_default(detector: Detector) -> None:
    text = '{"mcpServers": {"db": {"command": "php", "env": {\n  "MYSQL_PASSWORD": "%s"\n}}}}'
    assert classes(detector.scan((text % "kolibri").encode(), ".mcp.json")) == {SecretClass.WEAK_DEFAULT}
    for word in ("password", "your_password", "mypass"):
        assert live(detector.scan((text % word).encode(), ".mcp.json")) == []
