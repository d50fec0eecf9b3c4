from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof.detect import checksum


def test_the_primitives_agree_with_published_vectors() -> None:
    # CRC-32 and SHA-256 of "hello" are in every catalogue; the bech32 words are from BIP 173.
    assert checksum.crc32_hex("123456789") == "cbf43926"
    assert checksum.crc32_hex("hello") == "3610a686"
    assert checksum.crc32_base62("hello") == "0zNvy2"
    assert checksum.sha256_base32("hello") == "FTZE3OS7"
    assert checksum.passes("bech32", "a12uel5l".upper())
    assert checksum.passes("bech32", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")
    assert not checksum.passes("bech32", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx")


@pytest.mark.parametrize("name", sorted(checksum.CHECKSUMS))
@given(text=st.text(max_size=80))
def test_a_checksum_never_raises_on_any_text(name: str, text: str) -> None:
    assert checksum.passes(name, text) in {True, False}


def test_a_value_without_a_checksum_passes() -> None:
    assert checksum.passes("", "anything")


def test_the_checksum_of_an_atlassian_token_may_count_the_sign_before_it_or_not() -> None:
    body = "ATATT3xFfGF0" + "aB3-" * 40
    for said in (f"{body}=", body):
        assert checksum.passes("atlassian", f"{body}={checksum.crc32_hex(said).upper()}")
    assert not checksum.passes("atlassian", f"{body}={checksum.crc32_hex(body[1:]).upper()}")
