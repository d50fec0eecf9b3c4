from __future__ import annotations

import itertools
import random
import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof.detect import checksum
from keyproof.detect.mint import ALPHABETS, mint
from keyproof.errors import RuleError


@given(st.integers(), st.sampled_from(sorted(ALPHABETS)), st.integers(min_value=8, max_value=80))
def test_a_field_has_the_length_and_alphabet_it_names_and_looks_random(seed: int, name: str, length: int) -> None:
    value = mint(f"{{{name}:{length}}}", random.Random(seed))
    assert len(value) == length
    assert set(value) <= set(ALPHABETS[name])
    assert all(a != b for a, b in itertools.pairwise(value))
    for kind in (string.digits, string.ascii_lowercase, string.ascii_uppercase):
        assert not set(kind) & set(ALPHABETS[name]) or set(kind) & set(value)


@given(st.integers())
def test_checksums_are_right_and_the_wrong_ones_are_wrong(seed: int) -> None:
    rng = random.Random(seed)
    for template, name in (
        ("{lower:3}_{base62:30}{%scrc32-base62}", "github"),
        ("ATBB{base62:24}{%scrc32-HEX-of-all}", "atlassian"),
        ("glpat-{%sgitlab-routable-v1}", "gitlab-routable"),
        ("glpat-{%sgitlab-routable}", "gitlab-routable"),
        ("glsa_{base62:32}_{%scrc32-hex-le-before}", "grafana"),
        ("AGE-SECRET-KEY-1{%sbech32}", "bech32"),
        ("nsec1{%sbech32}", "bech32"),
        ("SU{%snkey}", "nkey"),
        ("SA{%snkey}", "nkey"),
        ("U{%snkey}", "nkey"),
    ):
        assert checksum.passes(name, mint(template % "", rng)), name
        assert not checksum.passes(name, mint(template % "wrong-", rng)), name


def test_literals_are_copied_and_ranges_are_kept() -> None:
    value = mint('{"a": "{hex:3-5}"} ${digits:2}', random.Random(7))
    assert value.startswith('{"a": "') and 3 <= value.index('"}') - 7 <= 5 and value[-3] == "$"


@pytest.mark.parametrize("template", ["{nothing:4}", "{hex:many}", "{pem:PAPER}", "{encoded:what}"])
def test_an_unknown_field_is_an_error(template: str) -> None:
    with pytest.raises(RuleError):
        mint(template, random.Random(1))


def test_structured_fields_have_the_structure_they_name() -> None:
    rng = random.Random(3)
    assert uuid.UUID(mint("{uuid}", rng)).version == 4
    header = checksum.jwt_header(mint("{jwt}", rng))
    assert header is not None and header["alg"] == "HS256"
    armoured = mint("{pem:RSA}", rng)
    body = checksum.decoded_base64("".join(armoured.splitlines()[1:-1]))
    assert body is not None and body[:2] == b"\x30\x82" and int.from_bytes(body[2:4], "big") == len(body) - 4
    assert "\n" not in mint("{pem:EC-escaped}", rng)
