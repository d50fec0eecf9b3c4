"""Encodings met in files of other programs: what is packed within other bytes, spelled keys, strings with a length."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import io
import json
import lzma
import pickle
import random
import re
import sqlite3
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof.detect.detector import Detector
from keyproof.detect.mint import mint, samples
from keyproof.detect.rule import builtin_rules
from tests.detect.test_decode import b64, codes, token, wrapped

NOISE = random.Random(3).randbytes(3000)
SENDGRID = next(r for r in builtin_rules() if r.id == "sendgrid")
ANTHROPIC = next(r for r in builtin_rules() if r.id == "anthropic-api")


def lines(t: str) -> bytes:
    return f"# what the worker is started with\nGITHUB_TOKEN={t}\nREGION=eu-west-1\n".encode()


def deflated(data: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


def uuencoded(data: bytes) -> bytes:
    rows = (binascii.b2a_uu(data[i : i + 45]) for i in range(0, len(data), 45))
    return b"begin 644 a\n" + b"".join(rows) + b"`\nend\n"


def git_binary(data: bytes) -> bytes:
    raw = zlib.compress(data)
    rows = b""
    for i in range(0, len(raw), 52):
        row = raw[i : i + 52]
        size = len(row) + (64 if len(row) < 27 else 70)
        rows += bytes([size]) + base64.b85encode(row.ljust(-(-len(row) // 4) * 4, b"\0")) + b"\n"
    return b"GIT binary patch\nliteral %d\n" % len(data) + rows + b"\n"


def intel_hex(data: bytes) -> bytes:
    out = b""
    for i in range(0, len(data), 16):
        row = data[i : i + 16]
        record = bytes([len(row), i >> 8, i & 255, 0]) + row
        out += b":" + (record + bytes([-sum(record) & 255])).hex().upper().encode() + b"\n"
    return out


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.env", data)
    return out.getvalue()


def blobs(cell: bytes) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table cache (name text, body blob)")
    connection.execute("insert into cache values ('main', ?)", (cell,))
    connection.commit()
    return connection.serialize()


_PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip in other bytes": lambda d: NOISE + gzip.compress(d) + NOISE,
    "zlib in other bytes": lambda d: NOISE + zlib.compress(d) + NOISE,
    "xz in other bytes": lambda d: NOISE + lzma.compress(d) + NOISE,
    "bzip2 in other bytes": lambda d: NOISE + bz2.compress(d) + NOISE,
    "the second member of a gzip file": lambda d: gzip.compress(b"nothing\n" * 9) + gzip.compress(d),
    "zip after a script": lambda d: b"#!/bin/sh\nexec unzip $0\n" + zipped(d),
    "a cell of a database": lambda d: blobs(gzip.compress(d)),
    "a Python literal": lambda d: f"D = {gzip.compress(d, mtime=0)!r}\n".encode(),
    "raw deflate of a diagram": lambda d: b"<diagram>" + base64.b64encode(deflated(d)) + b"</diagram>",
    "gzinflate": lambda d: b"eval(gzinflate(base64_decode('" + base64.b64encode(deflated(d)) + b"')))",
    "uuencode": uuencoded,
    "a binary patch": git_binary,
    "Ascii85 with its marks": lambda d: base64.a85encode(d, adobe=True),
    "Intel HEX": intel_hex,
    "base64 of lzma": lambda d: b"x: " + base64.b64encode(lzma.compress(d, format=lzma.FORMAT_ALONE)),
    "base64 in comments": lambda d: b"# " + wrapped(b64(d), 60, "\n# ").encode(),
    "base64 in byte literals": lambda d: b'x = (b"' + wrapped(b64(d), 60, '"\n  b"').encode() + b'")',
    "b85decode": lambda d: f"x = base64.b85decode({base64.b85encode(d)!r})".encode(),
    "tcpdump -X": lambda d: b"".join(
        b"\t0x%04x:  %-39s  .\n" % (i, re.sub(rb"(.{4})", rb"\1 ", d[i : i + 16].hex().encode()))
        for i in range(0, len(d), 16)
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", _PACKED)
def test_a_token_is_found_in_what_is_packed(detector: Detector, kind: str) -> None:
    found = detector.scan(_PACKED[kind](lines(token())), "data/a")
    assert token() in [m.secret.reveal() for m in found]


def test_a_chance_magic_number_in_noise_is_no_match(detector: Detector) -> None:
    noise = b"".join(
        m + NOISE for m in (b"\x1f\x8b\x08\0\0\0\0\0\0\3", b"x\x9c", b"x\xda", b"BZh91AY&SY", b"\xfd7zXZ\0")
    )
    assert detector.scan(noise * 3, "a.bin") == []


@pytest.mark.parametrize("size", [24, 36, 108])
def test_a_string_after_its_length_is_whole(detector: Detector, size: int) -> None:
    value = samples(ANTHROPIC, size)[0] if size == 108 else token() if size == 36 else "npm"
    packed = pickle.dumps({"k": value, "more": "x"})
    wanted = value in packed.decode("latin-1") and size != 24
    assert (value in [m.secret.reveal() for m in detector.scan(packed, "a.pkl")]) is wanted


def test_a_length_that_is_a_letter_does_not_hide_a_token(detector: Detector) -> None:
    value = samples(SENDGRID, 2)[0]
    assert len(value) == ord("E")
    found = detector.scan(b"\n\3svc\x12E" + value.encode() + b"\x1a\7eu-west", "a.pb")
    assert value in [m.secret.reveal() for m in found]


_WRITTEN: dict[str, Callable[[str], str]] = {
    "indented byte list": lambda t: json.dumps({"type": "Buffer", "data": list(t.encode())}, indent=2),
    "indented characters": lambda t: json.dumps({"k": list(t)}, indent=2),
    "byte array as an object": lambda t: json.dumps({str(i): c for i, c in enumerate(t.encode())}),
    "casts": lambda t: "byte[] k = {" + codes(t, "(byte) {}") + "};",
    "hex casts": lambda t: "byte[] k = {" + codes(t, "(byte)0x{:02x}") + "};",
    "hex in capitals": lambda t: "byte[] k = { " + codes(t, "0X{:02X}") + " };",
    "[char]": lambda t: "-join (" + codes(t, "[char]{}", ",") + ")",
    "[char] +": lambda t: "$k = " + codes(t, "[char]0x{:02x}", "+"),
    "a registry value": lambda t: '"T"=hex:' + wrapped(codes(t, "{:02x}", ","), 60, "\\\r\n  "),
    "a wide registry value": lambda t: '"T"=hex(2):' + codes(t, "{:02x},00", ","),
    "hex with hyphens": lambda t: t.encode().hex("-"),
    "\\U": lambda t: 'k = "' + codes(t, "\\U{:08x}", "") + '"',
    "doubled \\u": lambda t: 'k = "' + codes(t, "\\\\u{:04x}", "") + '"',
    "%u": lambda t: "unescape('" + codes(t, "%u{:04X}", "") + "')",
    "percent twice": lambda t: "u?q=" + codes(t, "%25{:02X}", ""),
    "quoted-printable in a header": lambda t: f"Subject: =?utf-8?Q?key={codes(t, '={:02X}', '')}?=",
    "Markdown": lambda t: "Use " + t.replace("_", "\\_") + " for access.",
    "base32 in small letters": lambda t: "x=" + base64.b32encode(t.encode()).decode().lower().rstrip("="),
    "zero-width spaces": lambda t: "token: " + wrapped(t, 7, "\u200b"),
    "soft hyphens in the prefix": lambda t: f"token: {t[:2]}\u00ad{t[2:9]}\u00ad{t[9:]}",
    "colours": lambda t: f"token \x1b[1m{t[:2]}\x1b[0m\x1b[33m{t[2:]}\x1b[0m",
    "colours as JSON": lambda t: json.dumps(["o", f"token \x1b[1m{t[:8]}\x1b[33m{t[8:]}\x1b[0m"]),
    "+=": lambda t: f"k = '{t[:15]}';\nk += '{t[15:]}';\n",
    "push": lambda t: f"p.push('{t[:15]}');\np.push('{t[15:]}');\nk = p.join('');\n",
    "concat": lambda t: f'k = "{t[:15]}".concat("{t[15:]}");',
    "append": lambda t: f'new StringBuilder()\n  .append("{t[:15]}")\n  .append("{t[15:]}")',
    "format": lambda t: f'k = "{{}}{{}}".format("{t[:15]}", "{t[15:]}")',
    "implode": lambda t: f"implode('', ['{t[:15]}', '{t[15:]}'])",
    "-f": lambda t: f"$k = '{{0}}{{1}}' -f '{t[:15]}','{t[15:]}'",
    "join over lines": lambda t: f'k = "".join((\n    "{t[:15]}",\n    "{t[15:]}",\n))',
    "template": lambda t: f"k = `{t[:15]}${{'{t[15:]}'}}`",
    "both parts in constants": lambda t: f'A = "{t[:15]}"\nB = "{t[15:]}"\nk = f"{{A}}{{B}}"',
    "constants in a shell": lambda t: f"A={t[:15]}\nB={t[15:]}\nexport K=${{A}}${{B}}\n",
    "constants in a batch file": lambda t: f"set A={t[:15]}\r\nset B={t[15:]}\r\nset K=%A%%B%\r\n",
    "constants in make": lambda t: f"A := {t[:15]}\nB := {t[15:]}\nK := $(A)$(B)\n",
    "a constant and the rest": lambda t: f"ARG A={t[:15]}\nENV K=${{A}}{t[15:]}\n",
    "variables of a workflow": lambda t: f"env:\n  A: {t[:15]}\n  B: {t[15:]}\n  K: ${{{{ env.A }}}}${{{{ env.B }}}}\n",
    "macros": lambda t: f'#define A "{t[:15]}"\n#define B "{t[15:]}"\nconst char *k = A B;\n',
    "Swift": lambda t: f'let a = "{t[:15]}"\nlet b = "{t[15:]}"\nlet k = "\\(a)\\(b)"\n',
    "Kotlin": lambda t: f'val a = "{t[:15]}"\nval b = "{t[15:]}"\nval k = "$a$b"\n',
    "Visual Basic": lambda t: f'k = "{t[:15]}" & _\r\n    "{t[15:]}"\r\n',
    "Erlang": lambda t: f'K = "{t[:15]}" ++ "{t[15:]}".',
    "CDATA": lambda t: f"<k><![CDATA[{t[:15]}]]><![CDATA[{t[15:]}]]></k>",
    "a folded vCard": lambda t: f"NOTE:token {t[:20]}\r\n {t[20:]}\r\nEND:VCARD",
}  # fmt: skip


@pytest.mark.parametrize("form", _WRITTEN)
def test_a_token_is_found_as_other_languages_write_it(detector: Detector, form: str) -> None:
    head = "BEGIN:VCARD\r\n" if "vCard" in form else "first\n"
    found = detector.scan(f"{head}{_WRITTEN[form](token())}\nlast\n".encode(), "a.txt")
    assert token() in [m.secret.reveal() for m in found]


def test_a_short_prefix_is_followed_over_a_seam(detector: Detector) -> None:
    value = samples(SENDGRID, 2)[0]
    found = detector.scan(f'k = "{value[:20]}" +\n  "{value[20:]}"\n'.encode(), "a.go")
    assert value in [m.secret.reveal() for m in found]


def _pem(kind: str) -> str:
    return mint(f"{{pem:{kind}}}", random.Random(7))


def _body(kind: str) -> bytes:
    return base64.b64decode("".join(_pem(kind).split("\n")[1:-1]))


_KEYS: dict[str, Callable[[str], bytes]] = {
    "in base64 without a header": lambda k: json.dumps({"key": b64(_body(k))}).encode(),
    "in DER": _body,
    "in DER within other bytes": lambda k: NOISE + _body(k) + NOISE,
    "in a URL": lambda k: f"key={urllib.parse.quote(_pem(k), safe='')}\n".encode(),
    "in a form": lambda k: f"key={urllib.parse.quote_plus(_pem(k))}&a=b\n".encode(),
    "removed in a diff": lambda k: ("@@ -1 +0,0 @@\n" + re.sub("(?m)^", "-", _pem(k)) + "\n+x\n").encode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["RSA", "PKCS8"])
@pytest.mark.parametrize("how", _KEYS)
def test_a_private_key_is_found(detector: Detector, how: str, kind: str) -> None:
    found = detector.scan(_KEYS[how](kind), "deploy/a.conf")
    assert any(m.rule.provider == "private keys" for m in found)


def test_a_key_with_its_header_is_reported_once(detector: Detector) -> None:
    found = detector.scan(f"{_pem('PKCS8')}\n".encode(), "deploy/a.conf")
    assert len([m for m in found if m.rule.provider == "private keys"]) == 1


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_a_wide_string_is_whole_in_either_order(detector: Detector, order: str) -> None:
    data = b"%PDF-1.7\n1 0 obj<</Title(\xfe\xff" + token().encode(order) + b")>>endobj\n"
    assert token() in [m.secret.reveal() for m in detector.scan(data, "a.pdf")]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_bytes_make_these_decoders_fail(detector: Detector, data: bytes) -> None:
    magic = (
        b"a\x1f\x8b\x08\0\0\0\0\0\0\3", b"ax\x9c", b"aBZh91AY&SY", b"a\xfd7zXZ\0", b"aPK\5\6\0\0\0\0", b"a" * 256 + b"\0ustar",
        b"'\\x1f\\x8b\\x08", b"<diagram>" + b"A" * 16, b"\nbegin 644 a\n", b"\nliteral 9\n", b"<~" + b"!" * 20, b"b85decode('",
        b":10" + b"0" * 4 + b"00" + b"1" * 34 + b"\n", b'{"0":65,"1":65,"2":65,', b"hex:" + b"41," * 8, b"a0\x82\1\1\2\1\0\2\x82\1\1\0",
        b"BEGIN%20PRIVATE%20KEY-----", b"\n------BEGIN PRIVATE KEY-----", b"%41" * 6,
    )  # fmt: skip
    for lead in magic:
        detector.scan(lead + data, "a.txt")


@pytest.mark.parametrize(
    "flood",
    [
        b"a" + (b"x\x9c" + zlib.compress(b"y" * 200_000)[2:40]) * 3_000, b"a" + b"\x1f\x8b\x08\0\0\0\0\0\0\3" * 50_000,
        b"aBZh91AY&SY" * 50_000, b"aPK\5\6\0\0\0\0" * 50_000, b"a\0ustar" * 50_000, b"\"\\x1f\\x8b\\x08'\\x1f\\x8b\\x08" * 20_000,
        b"\nbegin 644 a\n" * 50_000, b"\nliteral 9\nA00000\n" * 30_000, b"<~" + b"!" * 500_000, b"<~!!!!!!!!!!!!!!!!!!!!" * 20_000,
        b"b85decode(\"b85decode('" * 20_000, b":10000000" + b"00" * 17 + b"\n", b'{"0":65,"1":65,"2":65,' * 20_000,
        b"0\x82\1\1\2\1\0\2\x82\1\1\0" * 50_000, b"=41" * 200_000, b"a\xe2\x80\x8b" * 200_000, b"x\x1b[0m" * 200_000,
    ],
    ids=lambda f: f[:10].hex(),
)  # fmt: skip
def test_a_flood_of_marks_is_read_in_bounded_time(detector: Detector, flood: bytes) -> None:
    import time

    started = time.process_time()
    detector.scan(flood, "flood.bin")
    assert time.process_time() - started < 8
