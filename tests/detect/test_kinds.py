"""Kinds that are told by the name a value is bound to: they are called so, and judged as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from keyproof.collectors import secrets
from keyproof.collectors._view import View
from keyproof.detect.detector import Detector
from keyproof.detect.generic import RULES as GENERIC
from keyproof.detect.kinds import Kinds
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules, count, rules_of_any_shape, some_rules
from keyproof.model.fact import CredentialAtRest, SecretClass
from keyproof.sources.opener import open_target
from tests.detect.test_beside import drawn_id
from tests.sources.conftest import Repo

pytest_plugins = ("tests.sources.conftest",)

RULES = {rule.id: rule for rule in builtin_rules()}
KINDS = Kinds(builtin_rules())


def _told(rule: str, *names: str) -> str:
    return KINDS.of(GENERIC["api-key"], samples(RULES[rule], 3)[0], *names).id


@pytest.mark.parametrize(
    "name",
    [
        "LINKEDIN_CLIENT_SECRET",
        "linkedinClientSecret",
        "linkedInClientSecret",
        "linkedin.client_secret",
        "linkedin.oauth.clientSecret",
        "config.linkedin.client-secret",
        "linkedinclientsecret",
        "LINKEDIN_CLIENT_SECRET_PROD",
        "VITE_LINKEDIN_CLIENT_SECRET_2",
    ],
)
def test_a_name_is_read_by_its_words(name: str) -> None:
    assert _told("linkedin-client-secret-legacy", name) == "linkedin-client-secret-legacy"


@pytest.mark.parametrize(
    ("rule", "name", "kind"),
    [
        ("linkedin-client-secret-legacy", "LINKEDIN_COOKIE_SECRET", "linkedin-any"),
        ("linkedin-client-secret-legacy", "LINKEDIN_ACCESS_TOKEN", "linkedin-any"),
        ("linkedin-client-secret-legacy", "LINKED_CLIENT_SECRET", "generic-api-key"),
        ("vultr", "VULTR_WEBHOOK_SECRET", "vultr-any"),
        ("vultr", "VULTR_SESSION_KEY", "vultr-any"),
        ("vultr", "VULTRASOUND_API_KEY", "generic-api-key"),
        ("newsapi", "GOOD_NEWS_SECRET", "generic-api-key"),
    ],
)
def test_another_word_says_that_it_is_another_thing(rule: str, name: str, kind: str) -> None:
    assert _told(rule, name) == kind


def test_a_header_and_what_it_is_a_member_of_are_names_too() -> None:
    assert _told("rapidapi-key", "x-rapidapi-key") == "rapidapi-key"
    assert _told("rapidapi-key", "key", "settings.rapidapi.key") == "rapidapi-key"
    assert _told("rapidapi-key", "key") == "generic-api-key"


def test_another_shape_is_another_thing() -> None:
    assert KINDS.of(GENERIC["api-key"], samples(RULES["vultr"], 3)[0][1:], "VULTR_API_KEY").id == "vultr-any"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("QDRANT_CLOUD_API_KEY", "qdrant-any"),
        ("qdrantApiKey", "qdrant-any"),
        ("settings.qdrant.key", "qdrant-any"),
        ("MY_NEW_RELIC_LICENSE_KEY", "new-relic-any"),
        ("BETTER_STACK_SOURCE_TOKEN", "better-stack-any"),
        ("LINE_CHANNEL_ACCESS_TOKEN", "line-any"),
        ("SQUARE_TOKEN", "square-any"),
        ("GEMINI_API_TOKEN", "google-any"),
        ("CONTEXT7_KEY", "context7-any"),
    ],
)
def test_a_value_of_any_shape_is_called_by_the_provider_that_its_name_tells(name: str, kind: str) -> None:
    assert KINDS.of(GENERIC["token"], "kolibri:" + "x" * 30, name).id == kind


@pytest.mark.parametrize(
    "name",
    [
        "lineToken",
        "page_line_token",
        "squareToken",
        "signal_token",
        "session_token",
        "app_secret",
        "nextToken",
        "meta_key",
    ],
)
def test_a_provider_that_is_a_word_of_other_things_is_told_by_a_setting_alone(name: str) -> None:
    assert KINDS.of(GENERIC["token"], "kolibri:" + "x" * 30, name).id == "generic-token"


def test_kinds_of_any_shape_are_no_rules_and_are_not_counted() -> None:
    others = rules_of_any_shape()
    assert len({rule.id for rule in others}) == len(others) > 1000
    assert {rule.id for rule in others}.isdisjoint(RULES)
    assert all(rule.named and rule.context and rule.title for rule in others)
    assert some_rules(["qdrant-any"])["qdrant-any"].provider == "Qdrant"
    assert count() == len(builtin_rules())


@pytest.mark.parametrize(
    ("rule", "name", "kind"),
    [
        ("stripe-live", "PAYSTACK_SECRET_KEY", "paystack-any"),
        ("stripe-live", "STRIPE_SECRET_KEY", "stripe-live"),
        ("stripe-live", "PAYMENT_SECRET_KEY", "stripe-live"),
    ],
)
def test_of_a_shape_that_several_use_the_name_tells_whose_it_is(repo: Repo, rule: str, name: str, kind: str) -> None:
    repo.commit("one", **{"src/pay.py": f'{name} = "{samples(RULES[rule], 2)[0]}"\n'})
    with open_target(str(repo.path)) as source:
        facts = secrets.collect(View(source, key=b"k" * 32, remember=False)).facts
    assert [fact.rule for fact in facts if isinstance(fact, CredentialAtRest)] == [kind]


def test_kinds_of_one_shape_are_told_by_what_the_name_calls_them() -> None:
    assert _told("bitfinex", "BITFINEX_API_KEY") == "bitfinex"
    assert _told("bitfinex", "BITFINEX_API_SECRET") == "bitfinex-secret"
    assert _told("twitch", "TWITCH_ACCESS_TOKEN") == "twitch"
    assert _told("twitch", "TWITCH_CLIENT_SECRET") == "twitch-client-secret"


@pytest.mark.parametrize("path", ["src/app.py", "tests/test_app.py", "README.md", ".env.example"])
def test_a_kind_is_judged_as_any_value_of_its_name(tmp_path: Path, path: str) -> None:
    value = samples(RULES["vultr"], 5)[0]
    text = f'VULTR_API_KEY = "{value}"\n'.encode()
    without = Detector.load(tuple(r for r in builtin_rules() if not r.named)[:40], cache_dir=tmp_path)
    (named,), (generic,) = Detector.load().scan(text, path), without.scan(text, path)
    assert (named.rule.id, generic.rule.id) == ("vultr", "generic-api-key")
    assert (named.start, named.end, named.judgement) == (generic.start, generic.end, generic.judgement)


def test_a_file_that_holds_one_value_names_its_kind(detector: Detector) -> None:
    (found,) = detector.scan(samples(RULES["vultr"], 5)[0].encode(), "secrets/vultr_api_key")
    assert found.rule.id == "vultr"


def test_a_shape_of_its_own_is_not_told_by_the_name(detector: Detector) -> None:
    value = samples(RULES["linkedin-client-secret"], 5)[0]
    (found,) = detector.scan(f'LINKEDIN_CLIENT_SECRET = "{value}"\n'.encode(), "a.py")
    assert found.rule.id == "linkedin-client-secret"


def test_only_kinds_that_are_not_looked_for_are_told_by_names() -> None:
    named = [rule for rule in RULES.values() if rule.named]
    assert len(named) > 800
    for rule in named:
        assert rule.context and rule.env and not (rule.prefix or rule.checksum or rule.raw or rule.first), rule.id
    assert not [rule.id for rule in RULES.values() if rule.words and not rule.named]


def test_a_comment_that_ends_in_token_does_not_hide_the_line_below(detector: Detector) -> None:
    value = samples(RULES["monday"], 3)[0]
    (found,) = detector.scan(f"# monday.com token\nMONDAY_TOKEN={value}\n".encode(), ".env")
    assert found.rule.id == "monday" and found.judgement.secret_class is SecretClass.LIVE


def test_a_shape_with_too_few_characters_does_not_hide_what_the_name_says(detector: Detector) -> None:
    # "merakiApiKey" holds the start of AWS's key ids, beside which any 40 characters may be a secret of theirs.
    value = samples(RULES["meraki"], 3)[0]
    (found,) = detector.scan(f"const merakiApiKey = '{value}';\n".encode(), "src/a.ts")
    assert found.rule.id == "meraki" and found.judgement.secret_class is SecretClass.LIVE


def test_a_random_uuid_before_its_issuers_mark_is_a_token(detector: Detector) -> None:
    for seed in range(12):
        (found,) = detector.scan(f"DEEPL_API_KEY={drawn_id(seed)}:fx\n".encode(), ".env")
        assert found.rule.id == "deepl-free" and found.judgement.secret_class is SecretClass.LIVE
