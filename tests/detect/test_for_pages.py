"""Keys that providers have pages and apps carry, beside those of the same providers that open something."""

from __future__ import annotations

import string
import uuid

import pytest

from keyproof.detect import published
from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn

HEX = "0123456789abcdef"
LOWER = string.ascii_lowercase + string.digits
UUID = str(uuid.UUID(bytes=bytes(range(7, 247, 15)), version=4))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALGOLIA_SEARCH_KEY", drawn(32, 1, HEX)),
        ("VITE_ALGOLIA_SEARCH_KEY", drawn(32, 2, HEX)),
        ("ALGOLIA_SEARCH_ONLY_API_KEY", drawn(32, 3, HEX)),
        ("DOCSEARCH_API_KEY", drawn(32, 4, HEX)),
        ("algoliaSearchKey", drawn(32, 5, HEX)),
        ("MEILISEARCH_SEARCH_KEY", drawn(64, 6, HEX)),
        ("TYPESENSE_SEARCH_ONLY_API_KEY", drawn(32, 7)),
        ("PUSHER_APP_KEY", drawn(20, 8, HEX)),
        ("PUSHER_KEY", drawn(20, 9, HEX)),
        ("REVERB_APP_KEY", drawn(20, 10, LOWER)),
        ("ROLLBAR_CLIENT_ACCESS_TOKEN", drawn(32, 11, HEX)),
        ("KAKAO_JAVASCRIPT_KEY", drawn(32, 12, HEX)),
        ("CHANNEL_IO_PLUGIN_KEY", UUID),
        ("WEB3FORMS_ACCESS_KEY", UUID),
        ("ADYEN_CLIENT_KEY", "live_" + drawn(32, 13, string.ascii_uppercase + "234567")),
        ("REVENUECAT_API_KEY", "appl_" + drawn(27, 14)),
        ("UPLOADCARE_PUB_KEY", drawn(20, 15, HEX)),
        ("FLAGSMITH_ENVIRONMENT_KEY", drawn(22, 16)),
        ("PENDO_API_KEY", UUID),
    ],
)
def test_what_pages_carry_is_public(detector: Detector, name: str, value: str) -> None:
    for path, text in ((".env", f"{name}={value}\n"), ("config.yaml", f'env:\n  {name}: "{value}"\n')):
        assert classes(detector.scan(text.encode(), path)) <= {"public-by-design"}, (path, name)
    assert classes(detector.scan(f"ALGOLIA_API_ID=x\n{name}={value}\n".encode(), ".env")) <= {"public-by-design"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALGOLIA_ADMIN_API_KEY", drawn(32, 21, HEX)),
        ("ALGOLIA_WRITE_API_KEY", drawn(32, 22, HEX)),
        ("ALGOLIA_API_KEY", drawn(32, 23, HEX)),
        ("MEILISEARCH_MASTER_KEY", drawn(43, 24)),
        ("TYPESENSE_ADMIN_API_KEY", drawn(32, 25)),
        ("PUSHER_SECRET", drawn(20, 26, HEX)),
        ("PUSHER_APP_SECRET", drawn(20, 27, HEX)),
        ("ROLLBAR_SERVER_TOKEN", drawn(32, 28, HEX)),
        ("KAKAO_REST_API_KEY", drawn(32, 29, HEX)),
        ("REVENUECAT_API_KEY", "sk_" + drawn(27, 30)),
        ("FLAGSMITH_SERVER_KEY", "ser." + drawn(22, 31)),
    ],
)
def test_what_opens_something_is_found_beside_it(detector: Detector, name: str, value: str) -> None:
    assert classes(detector.scan(f"{name}={value}\n".encode(), ".env")) == {"live-looking"}


def test_the_key_of_a_search_in_documentation_is_public_wherever_it_stands_in_its_settings(detector: Detector) -> None:
    key = drawn(32, 41, HEX)
    for text in (
        f'docsearch({{\n  apiKey: "{key}",\n  indexName: "acme",\n  inputSelector: "#q",\n}});\n',
        f'  algolia: {{\n    apiKey: "{key}",\n    indexName: "acme",\n    appId: "BH4D9OD16A",\n  }},\n',
        f"  algolia: {{ appId: 'BH4D9OD16A', apiKey: '{key}', indexName: 'acme' }},\n",
    ):
        assert classes(detector.scan(text.encode(), "docusaurus.config.js")) == {"public-by-design"}, text
    written = f'const index = admin({{\n  apiKey: "{key}",\n  region: "eu",\n}});\n'
    assert classes(detector.scan(written.encode(), "src/a.js")) == {"live-looking"}


def test_the_bot_of_discords_documentation_is_known_by_its_id(detector: Detector) -> None:
    whose = "MTk4NjIyNDgz" + "NDcxOTI1MjQ4"  # the id of its sample
    token = f"{whose}.Cl2FMQ.{drawn(27, 51)}"
    for path, text in (("docs/bots.md", f"- Discord: `{token}`\n"), (".env", f"DISCORD_TOKEN={token}\n")):
        assert classes(detector.scan(text.encode(), path)) == {"example"}
    assert published.is_example(token)
    assert not published.is_example(token[3:])
