"""Keys in the notations of programs and guides: JSON Web Keys, nkeys, Basic credentials, values of letters alone."""

from __future__ import annotations

import base64
import random
import string

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import mint
from tests.detect.conftest import classes, drawn, live

D = drawn(43, 3)
JWKS = [
    '{{"kty": "EC", "crv": "P-256", "x": "{x}", "d": "{d}"}}',
    "{{ kty: 'EC', crv: 'P-256', x: '{x}', d: '{d}' }}",
    "const key = {{\n  crv: 'P-256',\n  d: '{d}',\n  kty: 'EC',\n}}",
    "KEY = {{'kty': 'OKP', 'x': '{x}', 'd': '{d}'}}",
    "{{ kty: 'oct', k: '{d}' }}",
    "{{ k: '{d}', kty: \"oct\" }}",
]


@pytest.mark.parametrize("text", JWKS)
def test_a_json_web_key_is_found_as_programs_write_it(detector: Detector, text: str) -> None:
    for path, said in (("src/a.js", "live-looking"), ("tests/a.js", "test-fixture")):
        found = detector.scan(text.format(d=D, x=drawn(43, 8)).encode(), path)
        assert [m.secret.reveal() for m in found if m.judgement.secret_class == said] == [D]


def test_the_public_half_of_a_json_web_key_is_no_finding(detector: Detector) -> None:
    text = f"{{ kty: 'EC', crv: 'P-256', x: '{drawn(43, 8)}', y: '{D}', id: '{drawn(43, 9)}' }}"
    assert live(detector.scan(text.encode(), "src/a.js")) == []


def test_an_nkey_is_told_by_its_checksum(detector: Detector) -> None:
    for kind in "ACNOUX":
        seed = mint(f"S{kind}{{nkey}}", random.Random(5))
        wrong = mint(f"S{kind}{{wrong-nkey}}", random.Random(5))
        assert live(detector.scan(f"------\n{seed}\n------".encode(), "conf/one.creds")) == [seed]
        assert classes(detector.scan(f"# {seed}".encode(), "server/nkey_test.go")) == {"test-fixture"}
        assert live(detector.scan(f"------\n{wrong}\n------".encode(), "conf/one.creds")) == []


def test_basic_credentials_in_a_text_of_their_own_are_found(detector: Detector) -> None:
    pair = base64.b64encode(f"kolibri:{drawn(14, 2)}".encode()).decode()
    assert live(detector.scan(f'if auth != "Basic {pair}" {{'.encode(), "src/a.go")) == [pair]
    assert live(detector.scan(b'title = "Basic programming"', "src/a.go")) == []


def test_letters_alone_are_a_key_where_a_line_of_a_guide_sets_nothing_else(detector: Detector) -> None:
    value = drawn(31, 4, string.ascii_letters + "7").replace("7", "q") + "Z"
    assert live(detector.scan(f"```yaml\nsecret-key: {value}\n```".encode(), "docs/a.md")) == [value]
    for text in (f"secret_key = {value}.of(x)", "secret_key = applicationSecretKeyFromConfiguration"):
        assert live(detector.scan(text.encode(), "docs/a.md")) == []
