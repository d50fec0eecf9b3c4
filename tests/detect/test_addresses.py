"""Addresses with a password, in the ways that programs cut and escape them; and in bytes that are no text."""

from __future__ import annotations

import json
import urllib.parse

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import classes, drawn, live

PASSWORD = drawn(22, 5)
USER = f"postgresql://billing:{PASSWORD[:9]}"
REST = f"{PASSWORD[9:]}@db.acme.io:5432/bills"
URL = USER + REST
ASCII_JSON = json.dumps({"dsn": URL})

WRITTEN = {
    "slashes": ASCII_JSON.replace("/", "\\/"),
    "slashes twice": json.dumps({"body": ASCII_JSON.replace("/", "\\/")}),
    "slashes as codes": ASCII_JSON.replace("/", "\\u002F"),
    "marks as codes": ASCII_JSON.replace(":", "\\u003a").replace("@", "\\u0040").replace("\\u003a ", ": ", 1),
    "in an address": f"PROXY=https://bridge.acme.io/connect?dsn={urllib.parse.quote(URL, safe='')}&x=1",
    "in a form": f"grant=x&assertion={urllib.parse.quote(URL, safe='/@')}",
    "in an address, twice": f"NEXT=https://acme.io/?to={urllib.parse.quote(urllib.parse.quote(URL, safe=''), safe='')}",
    "strings beside one another": f'URL = (\n    "{USER}"\n    "{REST}"\n)',
    "cut before the host": 'url: "{}"\n     "@{}"'.format(*URL.split("@")),
    "a line that goes on": f'URL = "{USER}" \\\n  "{REST}"',
    "a string that goes on": f"DATABASE_URL={USER}\\\n    {REST}",
    "a sum over lines": f'String url = "{USER}"\n    + "{REST}";',
    "a call": f'url <- paste0("{USER}", "{REST}")',
    "a format": f"$url = '{{0}}{{1}}' -f '{USER}', '{REST}'",
    "turned round": f"const url = '{URL[::-1]}'.split('').reverse().join('');",
}


@pytest.mark.parametrize("scheme", ["nats-route", "tls", "gopher", "acme+rpc", "zk"])
def test_a_password_in_an_address_of_any_scheme_is_found(detector: Detector, scheme: str) -> None:
    assert live(detector.scan(f'url: "{scheme}://billing:{PASSWORD}@mq.acme.io:6222"'.encode(), "app.yml")) == [
        PASSWORD
    ]


def test_a_default_password_in_an_address_is_one_though_it_is_also_a_word_of_code(detector: Detector) -> None:
    for word in ("password", "secret"):
        for text in (f'"nats://billing:{word}@10.0.3.7:4222"', f"DATABASE_URL=mysql://billing:{word}@db/bills"):
            assert classes(detector.scan(text.encode(), "src/app.conf")) == {"weak-default"}
            assert classes(detector.scan(text.encode(), "tests/app.conf")) == {"example"}
    assert classes(detector.scan(b'\t\t`$ curl "http://admin:password@10.0.3.7/v2"', "src/a.go")) == {"example"}
    assert "weak-default" not in classes(detector.scan(b'"nats://user:password@10.0.3.7:4222"', "src/app.conf"))


@pytest.mark.parametrize("text", WRITTEN.values(), ids=list(WRITTEN))
def test_a_password_in_an_address_is_found_however_it_is_written(detector: Detector, text: str) -> None:
    found = detector.scan(f"# 1\n{text}\n# 3\n".encode(), "app/conf")
    assert live(found) == [PASSWORD]
    assert 2 <= found[0].line <= found[0].end_line <= 4
    assert found[0].decoded


NONE = {
    "no password": '{"a": "https:\\/\\/acme.io:8080\\/team@acme.io"}',
    "an expression": r"const url = /^https?:\/\/[^/:]+:[^@]+@acme\.io$/",
    "an address for mail": "to=https%3A%2F%2Facme.io%3A8080%2Flogin&mail=team%40acme.io",
    "a host in pieces": 'URL = ("postgresql://db.acme.io"\n       ":5432/bills")',
    "variables": 'url = "postgresql://" + user + ":" + password + "@" + host',
    "placeholders": '{"dsn": "postgresql:\\/\\/user:password@localhost:5432\\/db"}',
}


@pytest.mark.parametrize("text", NONE.values(), ids=list(NONE))
def test_an_address_without_a_password_stays_one(detector: Detector, text: str) -> None:
    assert not live(detector.scan(text.encode(), "app/conf"))


def test_an_address_beside_an_escaped_one_is_told_once(detector: Detector) -> None:
    text = f'{{"a": "{URL}", "b": "amqp:\\/\\/acme.io:5672\\/x:y@z"}}'
    assert live(detector.scan(text.encode(), "app/conf")) == [PASSWORD]


@pytest.mark.parametrize("before", [b"\0\1\2URL=", b"\0\0\0\x45", b"\x7fELF\0\0"])
def test_an_address_in_other_bytes_is_found(detector: Detector, before: bytes) -> None:
    assert live(detector.scan(before + URL.encode() + b"\0\3\4", "lib/app.so")) == [PASSWORD]


def test_bytes_that_only_look_like_an_address_are_none(detector: Detector) -> None:
    cut = URL.encode().replace(b"billing:", b"\1\2\3:")
    high = URL.encode().replace(PASSWORD[:9].encode(), b"\xf3\x80\x91\xff\x04")
    assert not live(detector.scan(b"\0\0" + cut + b"\0", "lib/app.so"))
    assert not live(detector.scan(b"\0\0" + high + b"\0", "lib/app.so"))
