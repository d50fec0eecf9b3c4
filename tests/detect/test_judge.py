"""What a value is taken to be: each class with the reason a reader is given."""

from __future__ import annotations

import base64
import json
import random
import time
import uuid

import pytest

from keyproof.detect import claims, placeholders, typed
from keyproof.detect.detector import Detector
from keyproof.detect.mint import near_misses, samples
from keyproof.detect.randomness import randomness
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.detect.setting import has_generic, setting_of
from tests.detect.conftest import classes, drawn, live

BY_ID = {r.id: r for r in builtin_rules()}


def jwt(payload: dict[str, object], signature: int = 43) -> str:
    def part(data: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(payload)}.{drawn(signature)}"


def of(detector: Detector, text: str, path: str = "src/server.py") -> set[str]:
    return classes(detector.scan(text.encode(), path))


USER = {"sub": "u-83724", "iss": "https://id.acme.io"}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (USER | {"exp": int(time.time()) + 10**8}, "live-looking"),
        (USER | {"exp": 1_500_000_000}, "expired"),
        (USER | {"sub": "1234567890"}, "example"),
        (USER | {"name": "John Doe"}, "example"),
        ({"iss": "supabase-demo", "role": "service_role", "ref": "abcdefghijkl"}, "example"),
        (USER | {"role": "anon"}, "public-by-design"),
        (USER | {"exp": True}, "live-looking"),
    ],
)
def test_a_json_web_token_says_what_it_is(detector: Detector, payload: dict[str, object], expected: str) -> None:
    assert of(detector, f'token = "{jwt(payload)}"') == {expected}


@pytest.mark.parametrize("value", ["", "eyJ", "eyJ..", "eyJ.!!.x", "eyJ.e30.x", "eyJ.WzFd.x", "a.b.c"])
def test_what_is_no_token_has_no_claims(value: str) -> None:
    assert not claims.of_token(value)


def test_published_examples_are_known_by_their_whole_value(detector: Detector) -> None:
    key, word = "AKIA" + "IOSFODNN7", "EXAMPLE"
    assert of(detector, f'aws_access_key_id = "{key}{word}"') == {"example"}
    secret = "wJalrXUtnFEMI" + "/K7MDENG/bPxRfiCY" + word + "KEY"
    assert of(detector, f'aws_secret_access_key = "{secret}"') == {"example"}
    other = BY_ID["aws-access-key-id"]
    assert "example" not in of(detector, f'aws_access_key_id = "{samples(other, 4)[0]}"')


def test_a_checksum_that_is_right_is_nearly_sure_even_in_a_test(detector: Detector) -> None:
    rule = next(r for r in builtin_rules() if r.checksum == "github")
    (match,) = detector.scan(samples(rule, 1)[0].encode(), "tests/test_x.py")
    assert (match.judgement.secret_class, match.judgement.confidence) == ("live-looking", 0.99)
    assert "it stands in a test file" in match.judgement.reasons


def test_a_shape_in_a_test_is_a_fixture(detector: Detector) -> None:
    value = samples(BY_ID["anthropic-api"] if "anthropic-api" in BY_ID else _prefixed(), 1)[0]
    assert of(detector, f'key = "{value}"', "tests/test_x.py") == {"test-fixture"}


def _prefixed() -> Rule:
    return next(
        r for r in builtin_rules() if len(r.prefix) > 4 and not (r.checksum or r.context or r.public or r.test or r.raw)
    )


def test_documentation_counts_for_less(detector: Detector) -> None:
    text = samples(_prefixed(), 1)[0].encode()
    confidences = [detector.scan(text, p)[0].judgement.confidence for p in ("src/a.py", "docs/a.md")]
    assert confidences == [0.9, 0.75]


def test_a_public_key_of_a_provider_is_no_finding(detector: Detector) -> None:
    rule = next(r for r in builtin_rules() if r.public and r.prefix)
    assert of(detector, f'key = "{samples(rule, 1)[0]}"') == {"public-by-design"}


def test_a_google_key_in_a_firebase_web_configuration_is_public(detector: Detector) -> None:
    key = samples(BY_ID["google-api-key"], 1)[0]
    assert of(detector, f'apiKey: "{key}"', "src/a.ts") == {"live-looking"}
    assert of(detector, f'apiKey: "{key}", authDomain: "x.firebaseapp.com"', "src/a.ts") == {"public-by-design"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker-compose.yml", "      POSTGRES_PASSWORD: postgres"),
        ("docker-compose.yml", "      MINIO_ROOT_PASSWORD: minioadmin"),
        ("config.yaml", "password: changeme"),
        ("src/db.py", 'password = os.getenv("DB_PASSWORD", "postgres")'),
        ("src/db.py", 'url = "postgresql://postgres:postgres@localhost/app"'),
        ("src/db.py", 'db_password = "Password1!"'),
        (".env", "ADMIN_PASSWORD=admin123"),
        ("Dockerfile", "ENV DB_PASSWORD=root"),
    ],
)
def test_a_well_known_default_password_is_a_weak_default(detector: Detector, path: str, text: str) -> None:
    assert of(detector, text, path) == {"weak-default"}


@pytest.mark.parametrize("path", ["README.md", "tests/test_db.py", "examples/compose.yml"])
def test_a_well_known_password_that_is_only_shown_is_an_example(detector: Detector, path: str) -> None:
    assert not of(detector, 'url = "postgresql://postgres:postgres@localhost/app"', path) & {
        "weak-default",
        "live-looking",
    }


@pytest.mark.parametrize(
    "url",
    [
        "postgres://user:password@db/x",
        "mongodb://<user>:<password>@h/x",
        "https://x:${TOKEN}@git.acme.io/r",
        "postgres://{u}:{p}@h/x",
        "https://user:kx8Hf93Lq2@example.com/",
        "redis://:***@host:6379",
    ],
)
def test_a_url_that_only_shows_its_parts_is_no_finding(detector: Detector, url: str) -> None:
    assert not of(detector, f'url = "{url}"') & {"weak-default", "live-looking"}


def test_a_url_with_a_password_is_a_finding_with_the_name_of_its_variable(detector: Detector) -> None:
    (match,) = detector.scan(f'DATABASE_URL = "postgresql://app:{drawn(16)}@db.internal/app"'.encode(), "a.py")
    assert (match.name, match.judgement.secret_class) == ("DATABASE_URL", "live-looking")


def test_a_basic_header_is_judged_by_the_password_inside(detector: Detector) -> None:
    def header(pair: str) -> str:
        return f'"Authorization": "Basic {base64.b64encode(pair.encode()).decode()}"'

    assert of(detector, header(f"app:{drawn(16)}"), "mcp.json") == {"live-looking"}
    assert of(detector, header("username:password"), "mcp.json") == {"placeholder"}


def test_a_private_key_has_to_be_whole(detector: Detector) -> None:
    start, end = ("-----" + w + " RSA PRIVATE KEY-----" for w in ("BEGIN", "END"))
    assert live(detector.scan(f"{start}\n...\n{end}".encode(), "docs/a.md")) == []
    assert live(detector.scan(f"{start}\n{'MIIEabcd' * 20}\n{end}".encode(), "a.pem")) == []
    assert of(detector, samples(BY_ID["pem-rsa-private-key"], 1)[0], "a.pem") == {"live-looking"}
    assert of(detector, samples(BY_ID["pem-rsa-private-key"], 1)[0], "tests/a.pem") == {"test-fixture"}


@pytest.mark.parametrize(
    "value",
    [
        "your-api-key",
        "<token>",
        "xxxxxxxx",
        "sk-...",
        "REPLACE_ME",
        "changeme123",
        "abcdef0123456789abcdef",
        "1234567890",
        "dummy_token_value",
        "fake-secret",
        "example-key",
        "************",
        "my-secret-token",
        "your_actual_key_here",
        "000000000000",
    ],
)
def test_placeholders_are_known(value: str) -> None:
    assert placeholders.is_placeholder(value) or typed.has_sequence(value)


@pytest.mark.parametrize(
    "value",
    [
        "${TOKEN}",
        "{{ token }}",
        "$(cat x)",
        "%TOKEN%",
        "op://v/i/f",
        "process.env.X",
        "os.environ['X']",
        "get_token()",
        "this.key",
        "./key.pem",
        "/run/secrets/x",
        "config.api_key",
        "secrets.TOKEN",
        "arn:aws:x",
        "string",
        "https://acme.io/token",
    ],
)
def test_references_are_known(value: str) -> None:
    assert placeholders.is_reference(value)


@pytest.mark.parametrize(
    "alphabet", ["0123456789abcdef", "abcdefghijklmnopqrstuvwxyz0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"]
)
@pytest.mark.parametrize("size", [20, 32, 64])
def test_drawn_values_look_random(alphabet: str, size: int) -> None:
    scores = sorted(randomness(drawn(size, seed, alphabet)) for seed in range(60))
    assert scores[3] > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "us-east-1-cognito-pool-2",
        "application/x-www-form-urlencoded",
        "ISO8601DateTimeFormat",
        "claude-3-5-sonnet-20241022",
        "correcthorsebatterystaple",
        "my-super-secret-jwt-signing-key-2023",
        "notifications/initialized",
        "X-Amz-Security-Token",
        "com.example.android.apps",
        "getAccessTokenSilently",
    ],
)
def test_what_people_write_does_not_look_random(text: str) -> None:
    assert randomness(text) < 0.3


@pytest.mark.parametrize(
    ("path", "setting"),
    [
        ("src/server.py", "source"),
        ("tests/test_a.py", "test"),
        ("src/a.test.ts", "test"),
        ("pkg/a_test.go", "test"),
        ("README.md", "docs"),
        ("docs/a.py", "docs"),
        (".env", "env-file"),
        (".env.production", "env-file"),
        (".env.example", "example"),
        ("examples/a.py", "example"),
        ("Dockerfile", "image-build"),
        ("docker-compose.yml", "image-build"),
        ("k8s/deploy.yaml", "image-build"),
        (".mcp.json", "client-config"),
        (".cursor/mcp.json", "client-config"),
        ("claude_desktop_config.json", "client-config"),
        (".github/workflows/ci.yml", "ci"),
        ("config/app.yaml", "config"),
        ("id_rsa", "credential-file"),
        (".npmrc", "credential-file"),
        ("certs/tls.key", "credential-file"),
        ("src/latest/contest.py", "source"),
        ("", "source"),
    ],
)
def test_the_path_says_what_kind_of_file_it_is(path: str, setting: str) -> None:
    assert setting_of(path) == setting


def test_a_lock_file_has_no_generic_matches_but_a_module_named_lock_has() -> None:
    assert not has_generic("a/package-lock.json")
    assert has_generic("src/lock.py")


def test_identifiers_are_looked_for_only_where_they_are_asked_for(detector: Detector) -> None:
    asked = Detector.load(builtin_rules(identifiers=True))
    drawn, counted = (
        str(uuid.UUID(int=random.Random(2).getrandbits(128), version=4)),
        f"{0:08d}-0000-0000-0000-{7:012d}",
    )
    for text, said in (
        (f'id = "{drawn}"', {"identifier"}),
        (f"- {counted}", {"placeholder"}),
        (f'api_key = "{drawn}"', {"live-looking"}),
    ):
        assert of(asked, text, "src/a.yml") == said
    assert of(detector, f'id = "{drawn}"', "src/a.yml") == set()
    packed = base64.b64encode(f'{{"id": "{drawn}", "name": "a"}}'.encode()).decode()
    assert "identifier" not in of(asked, f'state = "{packed}"', "src/a.yml")


def test_each_kind_of_identifier_is_told_from_what_is_made_up() -> None:
    asked = Detector.load(builtin_rules(identifiers=True))
    for rule in builtin_rules(identifiers=True):
        if rule.identifier:
            said = of(asked, f"x: {samples(rule, 4)[0]}\n", "src/a.yml")
            assert "identifier" in said, rule.id
            for text in near_misses(rule, 4):
                assert "identifier" not in of(asked, f"x: {text}\n", "src/a.yml"), rule.id
    assert of(asked, 'nonce = "somenoncesomenonce"', "src/a.yml") <= {"placeholder"}
