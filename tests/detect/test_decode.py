"""Encodings: a token is found under each, at the place where the encoding stands; what only looks encoded is silent."""

from __future__ import annotations

import base64
import codecs
import gzip
import hashlib
import json
import random
import re
import uuid
import zlib
from collections.abc import Callable
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof import limits
from keyproof.detect.decode import Budget
from keyproof.detect.decode import view as view_module
from keyproof.detect.decode.gates import BASE64_OF_TEXT
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.model.fact import SecretClass
from tests.detect.conftest import drawn, live

GITHUB = next(r for r in builtin_rules() if r.checksum == "github" and r.prefix.startswith("ghp"))
OTHERS = [r for r in builtin_rules() if r.id in ("npm", "gitlab-pat", "slack-bot", "anthropic-api", "openai-project")]


def token(seed: int = 1) -> str:
    return samples(GITHUB, seed)[0]


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def wrapped(text: str, width: int, joint: str = "\n") -> str:
    return joint.join(text[i : i + width] for i in range(0, len(text), width))


def codes(text: str, form: str = "{}", joint: str = ", ") -> str:
    return joint.join(form.format(ord(c)) for c in text)


def halves(text: str) -> tuple[str, str]:
    return text[:17], text[17:]


_FORMS: dict[str, tuple[str, Callable[[str], str]]] = {
    "base64": ("base64", lambda t: f'x = b64decode("{b64(t)}")'),
    "base64 without padding": ("base64", lambda t: f"x={b64(t + '!').rstrip('=')}"),
    "base64 in the middle of other bytes": ("base64", lambda t: f"x={b64(bytes(range(200, 207)) + t.encode() + b'~')}"),
    "url-safe base64": ("base64", lambda t: base64.urlsafe_b64encode(("?>?>" + t + "?>~").encode()).decode()),
    "base64 over lines": ("base64", lambda t: wrapped(b64("y" * 90 + f"\nT={t}\n" + "z" * 90), 76)),
    "base64 in a YAML block": ("base64", lambda t: "data: |\n    " + wrapped(b64("y" * 90 + f"\nT={t}\n"), 64, "\n    ")),
    "base64 in a JSON string": ("base64", lambda t: json.dumps({"d": wrapped(b64("y" * 90 + f"\nT={t}\n"), 76)})),
    "base64 in a data URL": ("base64", lambda t: f'<a href="data:text/plain;base64,{b64("T=" + t)}">'),
    "base64 of UTF-16": ("base64", lambda t: f"powershell -enc {b64(t.encode('utf-16-le'))}"),
    "base64 of gzip": ("base64", lambda t: b64(gzip.compress(f"T={t}".encode()))),
    "base64 of zlib": ("base64", lambda t: f'd("{b64(zlib.compress(("T=" + t).encode()))}")'),
    "base32": ("base32", lambda t: f"x={base64.b32encode(t.encode()).decode()}"),
    "base85": ("base85", lambda t: f"x={base64.b85encode(t.encode()).decode()}"),
    "hex": ("hex", lambda t: f"x={t.encode().hex()}"),
    "hex in capitals after 0x": ("hex", lambda t: f"x=0x{t.encode().hex().upper()}"),
    "hex in pairs": ("hex", lambda t: t.encode().hex(":")),
    "\\x": ("escapes", lambda t: 'x = "' + codes(t, "\\x{:02x}", "") + '"'),
    "\\u": ("escapes", lambda t: 'x = "' + codes(t, "\\u{:04x}", "") + '"'),
    "\\u{}": ("escapes", lambda t: 'x = "' + codes(t, "\\u{{{:x}}}", "") + '"'),
    "octal": ("escapes", lambda t: 'x = "' + codes(t, "\\{:03o}", "") + '"'),
    "one escape in the prefix": ("escapes", lambda t: 'x = "' + t.replace("_", "\\x5f") + '"'),
    "percent": ("percent-encoding", lambda t: f"u?q={codes(t, '%{:02X}', '')}"),
    "entities": ("HTML entities", lambda t: f"<p>{codes(t, '&#{};', '')}</p>"),
    "hex entities": ("HTML entities", lambda t: f"<p>{codes(t, '&#x{:x};', '')}</p>"),
    "quoted-printable": ("quoted-printable", lambda t: f"Content-Transfer-Encoding: quoted-printable\n\nx =3D {t[:20]}=\n{t[20:]}"),
    "byte list": ("character codes", lambda t: f"x = bytes([{codes(t)}])"),
    "hex byte list": ("character codes", lambda t: f"char x[] = {{{codes(t, '0x{:02x}')}}};"),
    "fromCharCode": ("character codes", lambda t: f"x = String.fromCharCode({codes(t, '{}', ',')})"),
    "chr": ("character codes", lambda t: f"x = {codes(t, 'chr({})', ' + ')}"),
    "exclusive or": ("exclusive or", lambda t: f"[{', '.join(str(ord(c) ^ 9) for c in t)}].map(n => String.fromCharCode(n ^ 9))"),
    "+": ("concatenation", lambda t: 'x = "{}" + "{}"'.format(*halves(t))),
    "PHP's .": ("concatenation", lambda t: "$x = '{}' . '{}';".format(*halves(t))),
    "neighbours": ("concatenation", lambda t: 'x = (\n  "{}"\n  "{}"\n)'.format(*halves(t))),
    "join": ("concatenation", lambda t: f'x = "".join({json.dumps(halves(t))})'),
    "array join": ("concatenation", lambda t: f'x = {json.dumps(halves(t))}.join("")'),
    "line continuation": ("concatenation", lambda t: "export X={}\\\n{}".format(*halves(t))),
    "prefix in a constant": ("concatenation", lambda t: f'P = "{t[:4]}"\nR = "{t[4:]}"\nx = P + R'),
    "f-string": ("concatenation", lambda t: f'r = "{t[4:]}"\nx = f"{t[:4]}{{r}}"'),
    "split runs": ("concatenation", lambda t: "<w:t>{}</w:t></w:r><w:r><w:t>{}</w:t>".format(*halves(t))),
    "rot13": ("rot13", lambda t: f'x = "{codecs.encode(t, "rot13")}"'),
    "reversed": ("reversed", lambda t: f'x = "{t[::-1]}"'),
}  # fmt: skip


def decoded(matches: list[Match]) -> list[Match]:
    return [m for m in matches if m.decoded]


@pytest.mark.parametrize("form", _FORMS)
def test_a_token_is_found_under_each_encoding(detector: Detector, form: str) -> None:
    how, write = _FORMS[form]
    text = f"first\n\n{write(token())}\nlast\n"
    found = [m for m in detector.scan(text.encode(), "a.txt") if m.secret.reveal() == token()]
    assert [m.judgement.secret_class for m in found] == [SecretClass.LIVE]
    assert found[0].decoded[0] == how
    assert 3 <= found[0].line <= found[0].end_line <= text.count("\n")
    assert text[: found[0].start].count("\n") + 1 == found[0].line


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in OTHERS])
@pytest.mark.parametrize("form", ["base64", "hex", "\\x", "byte list", "+", "percent"])
def test_other_providers_are_found_too(detector: Detector, rule: object, form: str) -> None:
    value = samples(rule, 3)[0]  # type: ignore[arg-type]
    found = detector.scan(_FORMS[form][1](value).encode(), "a.txt")
    assert any(m.secret.reveal() == value for m in found)


def test_the_place_is_that_of_the_encoding_alone(detector: Detector) -> None:
    encoded = b64(token())
    text = f'é = 1\nname = "{encoded}"\n'.encode()
    (match,) = detector.scan(text, "a.py")
    assert text[match.start : match.end].decode() == encoded
    assert (match.line, match.column, match.end_line) == (2, 9, 2)


def test_in_partly_escaped_text_the_place_is_that_of_the_value(detector: Detector) -> None:
    value = token()
    text = f"next=https%3A%2F%2Fx.acme.dev%2F%3Ftoken%3D{value.replace('_', '%5F')}%26a%3Db\n".encode()
    (match,) = decoded(detector.scan(text, "a.txt"))
    assert text[match.start : match.end].decode() == value.replace("_", "%5F")


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_encodings_within_encodings_are_followed(detector: Detector, times: int) -> None:
    text = f"GITHUB_TOKEN={token()}\n"
    for _ in range(times):
        text = b64(text)
    (match,) = decoded(detector.scan(f'x = "{text}"\n'.encode(), "a.txt"))
    assert match.decoded == ("base64",) * times


def test_the_depth_is_bounded(detector: Detector) -> None:
    text = f"GITHUB_TOKEN={token()}\n"
    for _ in range(limits.DECODE_DEPTH + 2):
        text = b64(text)
    assert detector.scan(f'x = "{text}"\n'.encode(), "a.txt") == []


def test_a_value_that_also_stands_plainly_is_reported_once(detector: Detector) -> None:
    value = token()
    (match,) = detector.scan(f"a = '{value}'\nb = '{b64(value)}'\n".encode(), "a.py")
    assert match.decoded == ()


def test_a_kubernetes_secret_is_judged_by_its_decoded_value(detector: Detector) -> None:
    password = drawn(9) + "!x7Qm"
    text = f"kind: Secret\nmetadata:\n  name: a\ndata:\n  password: {b64(password)}\n  user: {b64('root')}\n"
    assert live(detector.scan(text.encode(), "k8s/a.yaml")) == [password]
    weak = text.replace(b64(password), b64("changeme"))
    assert live(detector.scan(weak.encode(), "k8s/a.yaml")) == []


@pytest.mark.parametrize(
    "line", ["DB_PASSWORD_B64={}", "password = base64.b64decode('{}')", 'password: atob("{}")', "userPassword:: {}"]
)
def test_a_value_said_to_be_base64_is_bound_to_its_name(detector: Detector, line: str) -> None:
    password = drawn(12) + "!x7Qm"
    assert password in live(detector.scan((line.format(b64(password)) + "\n").encode(), "app/.env"))


def test_encoded_settings_are_read_as_settings(detector: Detector) -> None:
    password = drawn(20)
    lines = f"HOST=db.acme.dev\nDB_PASSWORD={password}\n"
    text = f'config = "{b64(lines)}"\n'
    assert live(detector.scan(text.encode(), "deploy.sh")) == [password]


def _traps() -> dict[str, str]:
    rng = random.Random(5)
    noise = [rng.randbytes(64) for _ in range(300)]
    return {
        "hashes": "\n".join(f"{hashlib.sha256(n).hexdigest()}  file{i}" for i, n in enumerate(noise)),
        "integrity": "\n".join(f'      "integrity": "sha512-{b64(n)}",' for n in noise),
        "image": f"<img src='data:image/png;base64,{b64(bytes([0x89]) + b'PNG' + b''.join(noise))}'>",
        "uuids": "\n".join(str(uuid.UUID(bytes=n[:16])) for n in noise),
        "byte table": f"static const uint8_t t[] = {{ {', '.join(f'0x{b:02x}' for n in noise for b in n)} }};",
        "number table": f"t = [{', '.join(str(b % 90 + 33) for n in noise for b in n)}]",
        "escaped bytes": "x = '" + "".join(f"\\x{b:02x}" for n in noise for b in n) + "'",
        "minified": "".join(
            f'!function(e,t){{e["{n.hex()[:6]}"]=t+"a"+"b-c"}}(this,{i});' for i, n in enumerate(noise)
        ),
        "alphabet": "'a','b','c','d','e','f','g','h','i','j' ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "prefixes": 'PREFIXES = ["ghp_", "gho_", "sk-ant-", "sk-proj-", "xoxb-", "glpat-", "npm_"]\nif t.startswith("ghp_" + "x"): pass',
        "prose in base64": b64("The quick brown fox jumps over the lazy dog, and nothing in here is a secret at all."),
    }


@pytest.mark.parametrize("trap", _traps())
def test_what_only_looks_encoded_gives_no_match(detector: Detector, trap: str) -> None:
    assert detector.scan(_traps()[trap].encode(), "src/a.js") == []


class _Counted(Budget):
    made: ClassVar[list[Budget]] = []

    def __init__(self) -> None:
        super().__init__()
        self.made.append(self)


@pytest.mark.parametrize(
    "flood",
    [
        b"7820" * 2_500_000, b"eCB4" * 500_000, b"\\x41" * 200_000, b"%41" * 200_000, b"&#65;" * 200_000, b"0x41, " * 200_000,
        b'"ghp_" + ' * 50_000, b"ghp_{" * 50_000, b"ghp_<a>" * 50_000, b"_phg" * 50_000, b"g\0h\0p\0_\0" * 50_000, b"ghp%5F" * 50_000,
        b"kind: Secret\ndata:\n  a: QUFB\n" * 20_000, b"{" * 1_000_000, b"'a'," * 100_000, b"chr(65)+" * 100_000, b"x_b64=QUFBQUFBQUFB " * 50_000,
        b"1f8b08" * 200_000, b"H4sIAAAAAAAAAAAAAAAAAAAAAAAA\n" * 20_000,
    ],
    ids=lambda f: f[:8].hex(),
)  # fmt: skip
def test_a_flood_of_candidates_is_bounded(detector: Detector, flood: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    _Counted.made.clear()
    monkeypatch.setattr("keyproof.detect.detector.Budget", _Counted)
    detector.scan(flood, "flood.txt")
    (spent,) = _Counted.made
    assert limits.DECODED_BYTES - spent.bytes <= limits.DECODED_BYTES
    assert limits.DECODE_TRIES - spent.tries <= limits.DECODE_TRIES
    assert limits.DECODED_VIEWS - spent.views <= limits.DECODED_VIEWS


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lead=st.binary(max_size=40), tail=st.binary(max_size=40), form=st.sampled_from(["hex", "base64"]))
def test_a_token_is_found_at_any_place_in_encoded_bytes(
    detector: Detector, lead: bytes, tail: bytes, form: str
) -> None:
    data = lead + b" " + token().encode() + b"\n" + tail
    encoded = data.hex().encode() if form == "hex" else base64.b64encode(data)
    found = detector.scan(b"x: " + encoded + b"\n", "a.bin.txt")
    assert token() in [m.secret.reveal() for m in found]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_no_bytes_make_a_decoder_fail(detector: Detector, data: bytes) -> None:
    for lead in (
        b"",
        b"kind: Secret\ndata:\n  a: ",
        b'"ghp_',
        b"x_b64=",
        b"%PDF-stream\n",
        b"PK\3\4",
        b"\x1f\x8b\x08",
        b"PACK",
        b"\x28\xb5\x2f\xfd",
    ):
        detector.scan(lead + data, "a.txt")


@given(st.lists(st.sampled_from([b"a", b"bc", b"%41", b"%20", b"\n"]), max_size=12))
def test_places_in_partly_decoded_text_lead_back_to_their_source(parts: list[bytes]) -> None:
    import re

    text = b"".join(parts)
    found = view_module.substituted(
        text, 0, len(text), re.compile(rb"%([0-9]{2})"), lambda m: bytes([int(m[1], 16)]), "x"
    )
    if found is None:
        assert b"%" not in text
        return
    for start in range(len(found.data)):
        for end in range(start + 1, len(found.data) + 1):
            place = found.place(start, end)
            if place is not None:
                piece = re.sub(rb"%([0-9]{2})", lambda m: bytes([int(m[1], 16)]), text[place[0] : place[1]])
                assert piece == found.data[start:end]


def test_the_look_of_base64_is_what_printable_text_is_written_with() -> None:
    text = (9, 10, 13, *range(32, 127))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    pairs = [(a, b) for a in text for b in text]
    groups = [a << 16 | b << 8 | 97 for a, b in pairs] + [97 << 16 | a << 8 | b for a, b in pairs]
    for look, shift in zip(BASE64_OF_TEXT, (18, 12, 6, 0), strict=True):
        assert {c for c in alphabet if re.match(look, c)} == {alphabet[g >> shift & 63] for g in groups}
