"""A plain ``key`` under the name of what it opens, and values of a Kubernetes Secret whose keys say nothing."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import drawn, live

UNDER = (
    ("c.yaml", "{p}:\n  url: https://x.acme.io\n  key: {v}\n"),
    ("c.yaml", "app:\n    {p}:\n        # rotated\n        model: large\n        key: '{v}'\n"),
    ("c.json", '{{"{p}": {{"key": "{v}"}}}}\n'),
    ("c.json", '{{\n  "{p}": {{\n    "url": "https://x.acme.io",\n    "key": "{v}"\n  }}\n}}\n'),
    ("c.toml", '[{p}]\nurl = "https://x.acme.io"\nkey = "{v}"\n'),
    ("c.ini", "[{p}]\nkey = {v}\n"),
    ("src/a.py", 'CONFIG = {{\n    "{p}": {{\n        "key": "{v}",\n    }},\n}}\n'),
    ("src/a.ts", 'const config = {{\n  {p}: {{\n    key: "{v}",\n  }},\n}};\n'),
)


@pytest.mark.parametrize("parent", ["api", "openai", "auth", "encryption"])
@pytest.mark.parametrize(("path", "text"), UNDER)
def test_a_key_is_what_it_stands_under(detector: Detector, path: str, text: str, parent: str) -> None:
    for value in (drawn(24, seed=1), drawn(40, seed=2, alphabet="0123456789abcdef")):
        assert live(detector.scan(text.format(p=parent, v=value).encode(), path)) == [value]


@pytest.mark.parametrize("parent", ["row", "cache", "translations", "dialog"])
@pytest.mark.parametrize(("path", "text"), UNDER)
def test_other_keys_are_none(detector: Detector, path: str, text: str, parent: str) -> None:
    value = drawn(40, seed=3, alphabet="0123456789abcdef")
    assert live(detector.scan(text.format(p=parent, v=value).encode(), path)) == []


def test_a_key_of_the_map_above_is_not_under_it(detector: Detector) -> None:
    text = "api:\n  url: https://x.acme.io\nrow:\n  key: {v}\n"
    assert live(detector.scan(text.format(v=drawn(32, seed=4, alphabet="0123456789abcdef")).encode(), "c.yaml")) == []


def test_what_a_secret_holds_in_clear_is_found_whatever_it_is_called(detector: Detector) -> None:
    first, second = drawn(24, seed=5), drawn(20, seed=6)
    head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n"
    text = f'{head}  foo: {first}\n  slot-b: "{second}"\n  username: {drawn(20, seed=7)}\n'
    assert live(detector.scan(text.encode(), "k8s/app.yaml")) == [first, second]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("run.sh", "kubectl create secret generic app --from-literal=foo={v} -n prod\n"),
        ("run.sh", "API_KEY=${{1:-{v}}}\n"),
        ("inputs.json", '{{"inputs": [\n  {{\n    "id": "api_key",\n    "description": "of the service",\n    "default": "{v}"\n  }}\n]}}\n'),
        ("src/a.py", 'KEY = "{v}"\nclient = Client(api_key=KEY)\n'),
        ("src/a.ts", 'headers: {{ Authorization: `Bearer ${{process.env.X_SETTING || "{v}"}}` }},\n'),
    ],
)  # fmt: skip
def test_more_places_where_a_value_is_set(detector: Detector, path: str, text: str) -> None:
    value = drawn(28, seed=8)
    assert live(detector.scan(text.format(v=value).encode(), path)) == [value]


def test_a_name_of_a_secret_is_no_literal_of_it(detector: Detector) -> None:
    text = "kubectl create secret generic app --from-literal=username=robot2024x --from-literal=db_host=db1.acme.io\n"
    assert live(detector.scan(text.encode(), "run.sh")) == []
