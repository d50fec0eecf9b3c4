"""Hiding places that a corpus written without sight of the detector showed to be missed."""

from __future__ import annotations

import base64
import random

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import live

RULES = {rule.id: rule for rule in builtin_rules()}
SENDGRID = samples(RULES["sendgrid"], 5)[0]
GITLAB = samples(RULES["gitlab-pat"], 5)[0]
GITHUB = samples(RULES["github-pat-classic"], 5)[0]
SLACK = samples(RULES["slack-bot"], 5)[0]
STRIPE = samples(RULES["stripe-live"], 5)[0]
ROWS = [base64.b64encode(f"{SLACK}|crystal summit jasper".encode()).decode()[i : i + 44] for i in range(0, 120, 44)]

TEXTS = {
    "C's string as numbers": (SENDGRID, f"char k[] = {{ {', '.join(f'0x{ord(c):02x}' for c in SENDGRID)}, 0x00 }};"),
    "Perl's braces": (SENDGRID, '"' + "".join(f"\\x{{{ord(c):02x}}}" for c in SENDGRID) + '"'),
    "words of Ruby": (SENDGRID, f"K = %w[{SENDGRID[:30]} {SENDGRID[30:50]} {SENDGRID[50:]}].join"),
    "words of Scala": (SENDGRID, f'val k = Seq("{SENDGRID[:30]}", "{SENDGRID[30:]}").mkString'),
    "a format of Objective-C": (SENDGRID, f'[NSString stringWithFormat:@"%@%@", @"{SENDGRID[:30]}", @"{SENDGRID[30:]}"]'),
    "a join of CloudFormation": (SENDGRID, f'Fn::Join:\n  - ""\n  - - "{SENDGRID[:30]}"\n    - "{SENDGRID[30:]}"'),
    "a prefix cut over lines": (GITLAB, f'const k = "{GITLAB[:4]}" +\n\t"{GITLAB[4:18]}" +\n\t"{GITLAB[18:]}"'),
    "a prefix cut, operators first": (GITLAB, f"$k = '{GITLAB[:3]}'\n    . '{GITLAB[3:]}';"),
    "a prefix cut at its mark": (STRIPE, f"$k = '{STRIPE[:7]}' . '{STRIPE[7:]}';"),
    "a prefix cut behind its mark": (STRIPE, f'let k = ["{STRIPE[:3]}", "{STRIPE[3:20]}", "{STRIPE[20:]}"].joined()'),
    "a constant and a string": (GITHUB, f'PREFIX = "{GITHUB[:4]}"\nTOKEN = PREFIX + "{GITHUB[4:]}"'),
    "a constant in a string": (GITHUB, f'PREFIX = "{GITHUB[:4]}"\nTOKEN = f"{{PREFIX}}{GITHUB[4:]}"'),
    "base64, operators first": (SLACK, "String B =\n    " + "\n    + ".join(f'"{row}"' for row in ROWS) + ";"),
    "base64 turned round": (SLACK, f'K = b64decode("{base64.b64encode(SLACK.encode()).decode()[::-1]}"[::-1])'),
    "turned round in PHP": (SLACK, f'$k = strrev("{SLACK[::-1]}");'),
}  # fmt: skip


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=list(TEXTS))
def test_a_value_is_found_where_it_hides(detector: Detector, value: str, text: str) -> None:
    assert live(detector.scan(f"// 1\n{text}\n".encode(), "src/app.txt")) == [value]


def test_the_comment_of_a_picture_is_found_whose_length_reads_as_a_letter(detector: Detector) -> None:
    picture = b"\xff\xd8\xff\xfe" + (len(SENDGRID) + 2).to_bytes(2, "big") + SENDGRID.encode() + b"\xff\xd9"
    assert chr(len(SENDGRID) + 2).isalnum()
    assert live(detector.scan(picture, "img/logo.jpg")) == [SENDGRID]


@pytest.mark.parametrize("codec", ["utf-32-le", "utf-32-be"])
def test_text_of_four_bytes_may_hold_letters_beyond_ascii(detector: Detector, codec: str) -> None:
    text = f"; für die Größe\nname=größe\ntoken={SENDGRID}\n".encode(codec)
    assert live(detector.scan(text, "conf/app.ini")) == [SENDGRID]


def _der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = bytes([len(body)]) if len(body) < 128 else b"\x81" + bytes([len(body)])
    return bytes([tag]) + size + body


def _curve_key(oid: str, width: int, *, armour: bool) -> bytes:
    """Return a key of RFC 5915, within RFC 5958's with *armour*."""
    drawn = random.Random(f"{oid} {width}").randbytes
    curve = _der(6, bytes.fromhex(oid))
    point = _der(0xA1, _der(3, b"\0\4" + drawn(2 * width)))
    named = () if armour else (_der(0xA0, curve),)
    key = _der(0x30, b"\2\1\1", _der(4, drawn(width)), *named, point)
    kind = _der(0x30, _der(6, bytes.fromhex("2a8648ce3d0201")), curve)
    return _der(0x30, b"\2\1\0", kind, _der(4, key)) if armour else key


KEYS = {
    "P-256, PKCS #8": (_curve_key("2a8648ce3d030107", 32, armour=True), "pem-private-key"),
    "P-384, PKCS #8": (_curve_key("2b81040022", 48, armour=True), "pem-private-key"),
    "P-256, SEC 1": (_curve_key("2a8648ce3d030107", 32, armour=False), "pem-ec-private-key"),
    "P-384, SEC 1": (_curve_key("2b81040022", 48, armour=False), "pem-ec-private-key"),
    "Ed25519": (
        _der(0x30, b"\2\1\0", _der(0x30, _der(6, b"\x2b\x65\x70")), _der(4, _der(4, random.Random(9).randbytes(32)))),
        "pem-private-key",
    ),
}


@pytest.mark.parametrize(("key", "rule"), KEYS.values(), ids=list(KEYS))
def test_a_key_of_a_curve_without_its_header_is_found(detector: Detector, key: bytes, rule: str) -> None:
    text = f"signing:\n  algorithm: ES256\n  pkcs8: {base64.b64encode(key).decode()}\n".encode()
    assert [m.rule.id for m in detector.scan(text, "conf/app.yaml")] == [rule]


@pytest.mark.parametrize(("key", "rule"), KEYS.values(), ids=list(KEYS))
def test_a_cut_key_of_a_curve_is_none(detector: Detector, key: bytes, rule: str) -> None:
    text = f"signing:\n  pkcs8: {base64.b64encode(key[:-9]).decode()}\n".encode()
    assert not detector.scan(text, "conf/app.yaml")
