"""What opens only the page, the picture or the group whose address it stands in."""

from __future__ import annotations

import base64
import json

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.model.fact import FINDING_CLASSES
from tests.detect.conftest import classes, drawn, live

HEX = "0123456789abcdef"
RULES = {r.id: r for r in builtin_rules()}
MEDIA = f"https://media.acme.test/dms/image/v2/{drawn(20, 4)}/shrink_800/0/1714"


@pytest.mark.parametrize(
    "text",
    [
        f'"image": "{MEDIA}?e=2147483647&v=beta&t={drawn(43)}"',
        f"![map](https://www.acme.test/api/v1/tile?size=612,270&key={drawn(64, 6)}&c=en-us)",
        f'<a href="https://qm.qq.com/cgi-bin/qm/qr?k={drawn(32, 2)}&jump_from=webapi&authKey={drawn(64, 3)}">',
        f'"indicator": "http://onedrive.live.com/?cid=ABCDEF&authkey=%21A{drawn(15, 3)}"',
        "<script defer src='https://static.cloudflareinsights.com/beacon.min.js' data-cf-beacon='{\"token\": \""
        + drawn(32, 1, HEX)
        + "\"}'></script>",
    ],
)
@pytest.mark.parametrize("path", ["data/chat.json", "README.md", "src/page.html"])
def test_what_every_reader_of_a_page_has_opens_nothing_else(detector: Detector, path: str, text: str) -> None:
    assert not classes(detector.scan(text.encode(), path)) & {c.value for c in FINDING_CLASSES}


def test_what_signs_an_address_for_a_time_is_not_live(detector: Detector) -> None:
    text = f'"{MEDIA}?expires=1893456000&token={drawn(40, 8)}"'
    assert classes(detector.scan(text.encode(), "a.json")) == {"expired"}


@pytest.mark.parametrize("query", [f"key={drawn(40, 9)}", f"t={drawn(43, 9)}", f"v=2&auth_key={drawn(40, 9)}"])
def test_a_key_in_the_address_of_an_api_is_one(detector: Detector, query: str) -> None:
    text = f'url = "https://api.acme.test/v2/search?{query}"'
    assert live(detector.scan(text.encode(), "a.py"))


def test_a_token_named_as_one_is_live_without_the_beacon(detector: Detector) -> None:
    value = drawn(32, 1, HEX)
    assert live(detector.scan(f'data = \'{{"token": "{value}"}}\''.encode(), "a.py")) == [value]


@pytest.mark.parametrize("part", ["/sse?key=", "/mcp?user=ann&key=", "/mcp/?ak=", "/sse?profile=a-b&pat="])
@pytest.mark.parametrize("host", ["https://tools.acme.test", "endpoint: "])
def test_the_key_in_the_address_of_an_mcp_server_is_one(detector: Detector, host: str, part: str) -> None:
    value = drawn(32, 21, HEX)
    text = f'{{"mcpServers": {{"a": {{"url": "{host}{part}{value}"}}}}}}'
    assert live(detector.scan(text.encode(), "mcp.json")) == [value]


@pytest.mark.parametrize("value", ["YOUR_API_KEY_GOES_HERE", "xxxxxxxxxxxxxxxxxxxxxxxx", "{amap_maps_api_key_value}"])
def test_a_placeholder_in_the_address_of_an_mcp_server_is_none(detector: Detector, value: str) -> None:
    assert not live(detector.scan(f'"url": "https://tools.acme.test/sse?key={value}"'.encode(), "mcp.json"))


def test_the_host_on_the_line_before_tells_whose_key_it_is(detector: Detector) -> None:
    value = drawn(32, 22, HEX)
    text = f"  url: https://mcp.amap.com\n  sse-endpoint: /sse?key={value}\n"
    found = detector.scan(text.encode(), "src/main/resources/application.yml")
    assert [(m.rule.id, m.secret.reveal()) for m in found] == [("amap", value)]


def test_the_key_with_which_a_page_loads_a_map_is_public(detector: Detector) -> None:
    text = f'<script src="https://webapi.amap.com/maps?v=2.0&key={drawn(32, 23, HEX)}"></script>'
    assert classes(detector.scan(text.encode(), "index.html")) == {"public-by-design"}


def test_a_part_of_the_hash_of_a_package_is_none(detector: Detector) -> None:
    text = f'"@upstash/redis": ["@upstash/redis@1.34.4", "", {{}}, "sha512-AZ{drawn(52, 3)}+8{drawn(30, 4)}=="],'
    assert not live(detector.scan(text.encode(), "bun.lock"))


def test_the_token_of_a_link_in_a_message_is_doubtful(detector: Detector) -> None:
    link = f"https://tix.acme.test/v1/widget?event=1&token={drawn(60, 3)}"
    for text, wanted in ((f"go [to the tickets]({link}&lang=ru)", True), (f"curl {link}", False)):
        (match,) = detector.scan(f'{{"text": "{text}"}}'.encode(), "data/a.json")
        assert (match.judgement.confidence < 0.5) is wanted


def test_the_key_of_a_free_trial_is_public(detector: Detector) -> None:
    text = f'ACME_FREE_TRIAL_KEY = "{drawn(64, 3)}"'
    assert classes(detector.scan(text.encode(), "addon.py")) == {"public-by-design"}


@pytest.mark.parametrize(
    "text",
    [
        'DSN: "acme:acmepass42@tcp(127.0.0.1:3306)/testdb"',
        'DATABASE_URL: "postgres://acme:acmepass42x@localhost:5432/testdb"',
    ],
)
def test_the_password_of_a_server_that_a_workflow_starts_for_itself_is_doubtful(detector: Detector, text: str) -> None:
    found = detector.scan(text.encode(), ".github/workflows/qa.yml")
    assert found
    assert all(m.judgement.confidence < 0.5 for m in found)


def test_a_signed_token_with_a_long_list_of_scopes_is_one(detector: Detector) -> None:
    claims = {
        "scopes": ["contacts.readonly"] * 260,
        "clientKey": drawn(24, 1, HEX) + "-mb" + drawn(6, 2),
        "iat": 1700000000,
    }
    parts = [json.dumps(p).encode() for p in ({"alg": "RS256", "typ": "JWT"}, claims)]
    token = ".".join(base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts) + "." + drawn(343, 9)
    found = detector.scan(f'{{"refresh_token": "{token}"}}'.encode(), "account.json")
    assert [(m.rule.id, m.secret.reveal()) for m in found] == [("jwt-generic", token)]


def test_what_goes_on_a_run_of_base64_is_a_part_of_it(detector: Detector) -> None:
    token = samples(RULES["google-oauth-refresh-token"], 3)[0]
    text = f'"source": "data:audio/x-wav;base64,{drawn(400, 5)}{token}{drawn(400, 6)}"'
    assert not live(detector.scan(text.encode(), "a.ipynb"))
    assert live(detector.scan(f'"refresh_token": "{token}"'.encode(), "a.json")) == [token]


def test_a_badge_that_is_a_link_itself_is_a_picture_that_readers_load(detector: Detector) -> None:
    badge = f"[![cov](https://codecov.io/gh/acme/erp/graph/badge.svg?token={drawn(10).upper()})](https://codecov.io)\n"
    assert not classes(detector.scan(badge.encode(), "README.md")) & {c.value for c in FINDING_CLASSES}


@pytest.mark.parametrize("path", ["messages.properties", "app.properties"])
def test_the_label_of_a_password_field_is_no_default(detector: Detector, path: str) -> None:
    text = "login.password=Password\nlogin.password.error=Password1IsTooShort\n"
    assert not classes(detector.scan(text.encode(), path)) & {c.value for c in FINDING_CLASSES}
