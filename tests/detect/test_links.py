"""What opens only the page, the picture or the group whose address it stands in."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.model.fact import FINDING_CLASSES
from tests.detect.conftest import classes, drawn, live

HEX = "0123456789abcdef"
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
