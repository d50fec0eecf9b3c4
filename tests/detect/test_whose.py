"""Whose credential a value is that no shape tells: by its name, or by the host that its line speaks to."""

from __future__ import annotations

import random

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.generic import RULES as GENERIC
from keyproof.detect.hosts import domain
from keyproof.detect.kinds import Kinds
from keyproof.detect.mint import mint
from keyproof.detect.rule import builtin_rules
from keyproof.model.fact import SecretClass

KINDS = Kinds(builtin_rules())


def _drawn(template: str, seed: int = 5) -> str:
    return mint(template, random.Random(seed))


def _w(name: str, template: str = "{base62:37}") -> str:
    return KINDS.of(GENERIC["api-key"], _drawn(template), name).provider


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("DROPBOX_API_SECRET_KEY", "Dropbox"),
        ("AZURE_NOTIFICATION_HUB_ACCESS_KEY", "Microsoft Azure"),
        ("MAPBOX_TEMPORARY_ACCESS_TOKEN", "Mapbox"),
        ("TWITTER_CONSUMER_SECRET", "X (Twitter)"),
        ("PUSHBULLETAPIKEY", "Pushbullet"),
        ("ONFIDO_API_TOKEN_US", "Onfido"),
        ("HF_TOKEN", "Hugging Face"),
        ("WANDB_API_KEY", "Weights & Biases"),
        ("GCP_API_KEY", "Google"),
    ],
)
def test_a_name_tells_the_provider_whatever_the_shape(name: str, provider: str) -> None:
    assert KINDS.of(GENERIC["api-key"], _drawn("{base62:37}"), name).provider == provider


@pytest.mark.parametrize(
    ("line", "provider"),
    [
        ("curl -H 'Authorization: Bearer {}' https://api.tavily.com/search", "Tavily"),
        ('curl "https://api.pushbullet.com/v2/pushes?access_token={}&limit=1"', "Pushbullet"),
        ("curl -H 'X-API-Key: {}' https://api.acme-internal.dev/v1", "HTTP headers"),
        ("curl -H 'X-API-Key: {}' -x https://proxy.acme.dev https://api.tavily.com/v1", "HTTP headers"),
    ],
)
def test_the_one_host_of_a_line_tells_the_provider(line: str, provider: str, detector: Detector) -> None:
    value = _drawn("{base62:41}")
    (found,) = detector.scan(f"{line.format(value)}\n".encode(), "run.sh")
    assert (found.rule.provider, found.secret.reveal()) == (provider, value)
    assert found.judgement.secret_class is SecretClass.LIVE


def test_a_host_belongs_to_who_registered_its_domain() -> None:
    assert [domain(host) for host in ("api.tavily.com", "x.acme.co.uk", "localhost", "10.0.0.1")] == [
        "tavily",
        "acme",
        "",
        "",
    ]


@pytest.mark.parametrize("line", ["LIVESTORM_API_KEY={}", 'const CALENDLY_TOKEN: &str = "{}";'])
def test_a_signed_token_is_called_by_its_name(line: str, detector: Detector) -> None:
    (found,) = detector.scan(f"{line.format(_drawn('{jwt}'))}\n".encode(), "src/main.rs" if "const" in line else ".env")
    assert found.rule.provider in ("Livestorm", "Calendly")


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("FIGMA_TOKEN", "{nonzero:4}-{uuid}"),
        ("STORMGLASS_API_KEY", "{uuid}-{uuid}"),
        ("FASTFOREX_API_KEY", "{hex:10}-{hex:10}-{alnum_lower:6}"),
        ("EBAY_CLIENT_SECRET", "PRD-{hex:12}-{hex:4}-{hex:4}-{hex:4}-{hex:4}"),
    ],
)
def test_groups_of_hex_digits_were_drawn(name: str, template: str, detector: Detector) -> None:
    for seed in range(8):
        (found,) = detector.scan(f"{name}={_drawn(template, seed)}\n".encode(), ".env")
        assert found.judgement.secret_class is SecretClass.LIVE
        assert found.rule.provider in ("Figma", "Storm Glass", "fastFOREX", "eBay")


@pytest.mark.parametrize("value", ["release-2024-0101-1200", "feature-flag-dead-beef-cafe", "0000-1111-2222-3333-4444"])
def test_groups_of_words_and_numbers_were_not(value: str, detector: Detector) -> None:
    found = detector.scan(f"FIGMA_TOKEN={value}\n".encode(), ".env")
    assert not [m for m in found if m.judgement.secret_class is SecretClass.LIVE]


def test_a_short_word_inside_another_is_no_context(detector: Detector) -> None:
    value = _drawn("00{base62:40}")
    assert not detector.scan(f"rookTable = {value}\n".encode(), "a.conf")
    (found,) = detector.scan(f"myOktaToken = '{value}'\n".encode(), "a.py")
    assert found.rule.id == "okta"


@pytest.mark.parametrize(
    "text",
    [
        "see https://acme.notion.site/API-{HEX:32} for it",
        "vault: s.{upper:24}",
        "QDRANT_API_KEY={base62:6}EXAMPLEEXAMPLE{base62:6}",
        "see https://app.powerbi.com/view?r=eyJrIjoi{base62:80}",
    ],
)
def test_what_uses_a_part_of_its_kinds_alphabet_is_no_credential(text: str, detector: Detector) -> None:
    found = detector.scan(f"{_drawn(text)}\n".encode(), "README.md")
    assert not [m for m in found if m.judgement.secret_class is SecretClass.LIVE]
