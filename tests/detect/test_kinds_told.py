"""Kinds whose shape varies more than their rules once said, and names that tell whose a value is."""

from __future__ import annotations

import random
import string

import pytest

from keyproof.detect import published
from keyproof.detect.detector import Detector
from keyproof.detect.mint import mint, samples
from keyproof.detect.rule import builtin_rules
from keyproof.model.fact import SecretClass
from tests.detect.conftest import classes, drawn

RULES = {rule.id: rule for rule in builtin_rules()}
UUID = mint("{uuid}", random.Random(3))


def _one(detector: Detector, text: str, path: str) -> tuple[str, str, float]:
    (found,) = detector.scan(text.encode(), path)
    return found.rule.id, found.judgement.secret_class.value, found.judgement.confidence


@pytest.mark.parametrize("leading", range(20, 25))
@pytest.mark.parametrize("tail", [drawn(60, 1), drawn(100, 2), f"{drawn(30, 3)}%2B{drawn(12, 4)}%3D{drawn(50, 5)}"])
def test_the_bearer_of_an_application_of_twitter_is_found(detector: Detector, leading: int, tail: str) -> None:
    token = "A" * leading + tail
    for path, text in (
        (".mcp.json", f'{{"env": {{"LOG_LEVEL": "warn", "TWITTER_BEARER_TOKEN": "{token}"}}}}\n'),
        ("Dockerfile", f"FROM node:22\nENV TWITTER_BEARER_TOKEN={token}\n"),
    ):
        rule, said, sure = _one(detector, text, path)
        assert rule.startswith("twitter-bearer") and said == "live-looking" and sure >= 0.5
    if "%" not in tail:  # zero bytes in base64 begin so, too
        assert "live-looking" not in classes(detector.scan(f"{token}\n".encode(), "data.txt"))


def test_what_xs_documentation_prints_is_known() -> None:
    assert published.is_example("xvz1evFS4w" + "EEPTGEFPHBog")
    assert not published.is_example("xvz1evFS4w" + "EEPTGEFPHBoh")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('export TRIGGER_SECRET_KEY="tr_prod_{}"', "trigger-dev"),
        ('export TRIGGER_SECRET_KEY="tr_dev_{}abcd"', "trigger-dev"),
        ('telemetrydeckToken: "tdpat_{}"', "telemetrydeck"),
    ],
)
def test_a_prefix_tells_the_provider(detector: Detector, line: str, rule: str) -> None:
    for seed in range(8):
        for path in ("docs/setup.md", "src/config.ts"):
            found, said, _ = _one(detector, line.format(drawn(20, seed)), path)
            assert (found, said) == (rule, "live-looking")


@pytest.mark.parametrize(
    ("name", "value", "provider"),
    [
        ("INTERCOM_ACCESS_TOKEN", "dG9r" + drawn(53, 1) + "=", "Intercom"),
        ("INTERCOM_ACCESS_TOKEN", drawn(60, 2), "Intercom"),
        ("ALGOLIA_ADMIN_API_KEY", drawn(40, 3), "Algolia"),
        ("IMGBB_API_KEY", drawn(32, 4, "0123456789abcdef"), "ImgBB"),
        ("MUX_TOKEN_SECRET", drawn(75, 5), "Mux"),
        ("split_api_key", drawn(36, 6, string.ascii_lowercase + string.digits), "Split"),
        ("TELEMETRYDECK_TOKEN", drawn(40, 7), "TelemetryDeck"),
        ("TRIGGER_API_KEY", drawn(40, 8), "Trigger.dev"),
    ],
)
def test_a_name_tells_whose_a_value_of_any_shape_is(detector: Detector, name: str, value: str, provider: str) -> None:
    (found,) = detector.scan(f"{name}={value}\n".encode(), ".env")
    assert found.rule.provider == provider
    assert found.judgement.secret_class is SecretClass.LIVE


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env", "PVE_TOKEN=root@pam!mcp={u}\n"),
        ("config.yaml", 'token: "svc@pve!ci-runner={u}"\n'),
        ("run.sh", 'curl -H "Authorization: PVEAPIToken=mon@ldap.acme!read={u}" https://pve:8006/api2/json\n'),
    ],
)
def test_a_token_of_proxmox_is_its_user_its_id_and_a_uuid(detector: Detector, path: str, text: str) -> None:
    (found,) = detector.scan(text.format(u=UUID).encode(), path)
    assert (found.rule.id, found.secret.reveal()) == ("proxmox-token", UUID)
    assert found.judgement.secret_class is SecretClass.LIVE


def test_an_id_of_proxmox_without_its_token_is_none(detector: Detector) -> None:
    for text in (f"vm: root@pam={UUID}\n", "PVE_TOKEN_ID=root@pam!mcp\n", "token: root@pam!mcp=<uuid>\n"):
        assert "live-looking" not in classes(detector.scan(text.encode(), ".env"))


def test_a_fine_grained_token_of_github_whose_tail_is_wrong_is_refused(detector: Detector) -> None:
    rule = RULES["github-pat-fine"]
    right = samples(rule, 4)[0]
    wrong = right[:-16] + drawn(16, 9)
    assert _one(detector, f"env:\n  GITHUB_TOKEN: {right}\n", "config/prod.yaml")[1:] == ("live-looking", 0.99)
    assert _one(detector, f"env:\n  GITHUB_TOKEN: {wrong}\n", "config/prod.yaml")[1] == "malformed"


def test_a_refresh_token_of_github_is_found_as_a_default(detector: Detector) -> None:
    for seed in range(4):
        token = samples(RULES["github-refresh"], seed)[0]
        text = f'TOKEN = os.environ.get("GITHUB_REFRESH_TOKEN", "{token}")\n'
        assert _one(detector, text, "src/client.py") == ("github-refresh", "live-looking", 0.99)
