"""The body of a private key tells whether it is one, and whether a passphrase seals it."""

from __future__ import annotations

import base64
import random
import textwrap

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import mint
from tests.detect.conftest import classes


def armoured(label: str, body: bytes) -> str:
    """Return *body* in textual encoding."""
    lines = "\n".join(textwrap.wrap(base64.b64encode(body).decode(), 64))
    return f"-----BEGIN {label} KEY-----\n{lines}\n-----END {label} KEY-----\n"


def openssh(cipher: bytes) -> str:
    """Return an OpenSSH key with random content that *cipher* seals."""
    rng = random.Random(cipher)

    def text(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    head = b"openssh-key-v1\0" + text(cipher) + text(b"none" if cipher == b"none" else b"bcrypt") + text(b"")
    return armoured("OPENSSH PRIVATE", head + b"\0\0\0\1" + rng.randbytes(240))


@pytest.mark.parametrize("kind", ["RSA", "EC", "PKCS8", "OPENSSH"])
def test_a_minted_key_is_found(detector: Detector, kind: str) -> None:
    text = mint(f"{{pem:{kind}}}", random.Random(11)) + "\n"
    assert classes(detector.scan(text.encode(), "deploy/key.txt")) == {"live-looking"}


@pytest.mark.parametrize("label", ["RSA PRIVATE", "EC PRIVATE", "PRIVATE"])
def test_random_text_in_armour_is_no_key(detector: Detector, label: str) -> None:
    text = armoured(label, b"\x94" + random.Random(label).randbytes(600))
    assert classes(detector.scan(text.encode(), "deploy/key.txt")) == {"placeholder"}


@pytest.mark.parametrize("lead", ["\\n", "\\r\\n", "\\\\n"])
def test_what_is_left_of_an_escape_before_the_body_does_not_hide_a_key(detector: Detector, lead: str) -> None:
    body = mint("{pem:PKCS8}", random.Random(12)).strip().replace("\n", lead)
    assert "live-looking" in classes(detector.scan(f'{{"private_key": "{body}"}}\n'.encode(), "deploy/key.json"))


def test_an_openssh_key_with_a_passphrase_is_sealed(detector: Detector) -> None:
    assert classes(detector.scan(openssh(b"aes256-ctr").encode(), "id_deploy")) == {"reference"}
    assert classes(detector.scan(openssh(b"none").encode(), "id_deploy")) == {"live-looking"}
