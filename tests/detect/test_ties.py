"""Names and values tied together over a document, and formats that store text in their own way; found unseen."""

from __future__ import annotations

import base64
import io
import lzma
import plistlib
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof.code.names import is_secret_name
from keyproof.detect.decode import stored, ties
from keyproof.detect.decode.view import Budget
from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.names import kind_of
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import drawn, live

VALUE = drawn(26, 11)
PAT = samples(next(r for r in builtin_rules() if r.id == "github-pat-classic"), 5)[0]
B64 = base64.b64encode(VALUE.encode()).decode()

TIED = {
    "csv": ("export.csv", f"name,url,username,password,note\nacme,https://acme.dev,ana,{VALUE},\n"),
    "csv quoted": ("export.csv", f'"service","API Key"\r\n"acme, inc","{VALUE}"\r\n'),
    "tsv": ("accounts.tsv", f"service\tuser\tpassword\nacme\tana\t{VALUE}\n"),
    "semicolons": ("accounts.csv", f"service;api_key;owner\nacme;{VALUE};ana\n"),
    "markdown": ("NOTES.md", f"| service | user | password |\n|---|:---|---|\n| db | app | `{VALUE}` |\n"),
    "alias": ("compose.yml", f"x-a: &pw {VALUE}\nservices:\n  db:\n    environment:\n      POSTGRES_PASSWORD: *pw\n"),
    "block": ("app.yml", f"password: >-\n  {VALUE}\nuser: app\n"),
    "value first": ("task.json", f'[{{\n "value": "{VALUE}",\n "name": "DB_PASSWORD"\n}}]'),
    "keepass": ("db.xml", f"<String><Key>Password</Key><Value>{VALUE}</Value></String>"),
    "unattend": ("unattend.xml", f"<Password>\n  <Value>{VALUE}</Value><PlainText>true</PlainText></Password>"),
    "cdata": ("config.xml", f"<config><password><![CDATA[{VALUE}]]></password></config>"),
    "filezilla": ("sitemanager.xml", f'<User>ana</User><Pass encoding="base64">{B64}</Pass>'),
    "php": ("options.txt", f'a:2:{{s:4:"user";s:5:"admin";s:8:"password";s:26:"{VALUE}";}}'),
    "wpa": ("wpa_supplicant.conf", f'network={{\n  ssid="acme"\n  psk="{VALUE}"\n}}\n'),
    "cisco": ("router.cfg", f"username admin privilege 15 password 0 {VALUE}\n"),
    "edn": ("config.edn", f'{{:db {{:user "app" :password "{VALUE}"}}}}\n'),
    "query": ("geo.py", f'get("https://maps.acme.dev/v1/geo?q=x&key={VALUE}")\n'),
    "option": ("run.sh", f"acme -k {VALUE} push\n"),
    "libedit": (".psql_history", f"ALTER\\040USER\\040app\\040WITH\\040PASSWORD\\040'{VALUE}';\n"),
    "arm": ("arm.json", f'{{"parameters": {{\n "adminPassword": {{\n  "type": "securestring",\n  "defaultValue": "{VALUE}"\n }}}}}}'),
}  # fmt: skip


@pytest.mark.parametrize("case", TIED)
def test_a_value_is_found_where_its_document_names_it(detector: Detector, case: str) -> None:
    path, text = TIED[case]
    matches = detector.scan(text.encode(), path)
    assert live(matches) == [VALUE]
    lines = text.split("\n")
    line = next(n for n, part in enumerate(lines, 1) if VALUE in part or B64 in part)
    assert [m.line for m in matches if m.secret.reveal() == VALUE] == [line]


def test_an_environment_with_nul_bytes_is_read(detector: Detector) -> None:
    block = b"\0".join([b"PATH=/bin", b"HOME=/root", b"DB_PASSWORD=" + VALUE.encode(), b"LANG=C", b""])
    assert live(detector.scan(block, "environ")) == [VALUE]
    assert live(detector.scan(b"\x7fELF" + b"\1\0\2" * 90 + b"\0" + block + b"\0\0\1\2", "core.12")) == [VALUE]


HARMLESS = {
    "labels": ("users.csv", "user,password\nana,Please choose one\nbo,password\n"),
    "hashes": ("users.csv", f"user,password_hash\nana,{drawn(60, 2)}\n"),
    "code": ("app.py", "import token, secret, csv\nfrom a import b\n"),
    "described": ("API.md", "| name | password | text |\n|---|---|---|\n| a | the account's password, 12 characters | b |\n"),
    "reference": ("config.xml", "<config><password><![CDATA[${env.PASSWORD}]]></password></config>"),
    "no anchor": ("a.yml", "db:\n  password: *pw\n"),
    "paging": ("list.html", "<a href='https://acme.dev/list?key=created_at&t=120s'>"),
    "a hash": ("get.sh", f"curl https://acme.dev/f?key={drawn(40, 1, '0123456789abcdef')}\n"),
    "tools": ("run.sh", "kubectl apply -k overlays/production-eu-west-1-primary\nsort -k 2,2 accounts_by_region.csv\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", HARMLESS)
def test_what_only_looks_tied_is_no_credential(detector: Detector, case: str) -> None:
    path, text = HARMLESS[case]
    assert live(detector.scan(text.encode(), path)) == []


def _zipped(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name)
            entry.comment = comment
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _lzw(data: bytes) -> bytes:
    """Return *data* as Unix compress writes it, with codes of 9 bits only: they are cleared before they widen."""
    codes: list[int] = []
    for at, byte in enumerate(data):
        codes.append(byte)
        if at % 200 == 199:
            codes += [256] + [0] * ((8 - (len(codes) + 1) % 8) % 8)  # a group of eight is filled after a clear
    bits = 0
    for place, code in enumerate(codes):
        bits |= code << 9 * place
    return b"\x1f\x9d\x90" + bits.to_bytes(-(-9 * len(codes) // 8), "little")


def _lzip(data: bytes) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 20, "lc": 3, "lp": 0, "pb": 2}]
    packed = lzma.compress(data, lzma.FORMAT_ALONE, filters=filters)[13:]
    return b"LZIP\1\x14" + packed + struct.pack("<IQQ", zlib.crc32(data), len(data), len(packed) + 26)


def _uf2(data: bytes) -> bytes:
    head = (0x0A324655, 0x9E5D5157, 0)
    blocks = [data[at : at + 256] for at in range(0, len(data), 256)]
    return b"".join(struct.pack("<8I", *head, 256 * n, 256, n, len(blocks), 0) + b.ljust(480, b"\0") for n, b in enumerate(blocks))  # fmt: skip


def _npy(*texts: str) -> bytes:
    width = max(map(len, texts))
    head = f"{{'descr': '<U{width}', 'fortran_order': False, 'shape': ({len(texts)},), }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(head)) + head + "".join(t.ljust(width, "\0") for t in texts).encode("utf-32-le")  # fmt: skip


def _avro(text: str) -> bytes:
    def number(n: int) -> bytes:
        return bytes([n << 1]) if n < 64 else bytes([n << 1 & 127 | 128, n >> 6])

    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = engine.compress(number(len(text)) + text.encode()) + engine.flush()
    head = b"Obj\1" + number(1) + number(10) + b"avro.codec" + number(7) + b"deflate" + number(0) + b"s" * 16
    return head + number(1) + number(len(block)) + block + b"s" * 16


NOISE = "".join(f"line {n} of a log\n" for n in range(30))
STORED: dict[str, Callable[[str], bytes]] = {
    "compress": lambda t: _lzw(f"{NOISE}token {t}\n".encode()),
    "lzip": lambda t: _lzip(f"token {t}\n".encode()),
    "uf2": lambda t: _uf2(b"\xff" * 240 + b"token=" + t.encode() + b"\0"),
    "numpy": lambda t: _npy("a", t),
    "avro": lambda t: _avro(NOISE + t),
    "cut zip": lambda t: _zipped({"a": f"token {t}".encode(), "b": NOISE.encode()})[:-30],
    "comment in a zip": lambda t: _zipped({"a": b"a"}, t.encode()),
    "utf-32 without a mark": lambda t: f"token {t}\n".encode("utf-32-le"),
    "utf-32 without a mark, big end first": lambda t: f"token {t}\n".encode("utf-32-be"),
    "go strings": lambda t: b"\x7fELF" + b"\0" * 60 + b"invalid argumentruntime: bad" + t.encode() + b"unexpected EOF",
    "utf-16 after a length": lambda t: b"\0" * 7 + b"_https://acme.dev\0\1token\x51\0" + t.encode("utf-16-le"),
    "rtf": lambda t: b"{\\rtf1 " + "".join(f"\\'{ord(c):02x}" for c in t).encode() + b"}",
    "pdf hex": lambda t: b"%PDF-1.4\n<</Title <FEFF" + t.encode("utf-16-be").hex().upper().encode() + b">>>",
    "grep": lambda t: f"\x1b[01;31m\x1b[K{t[:4]}\x1b[m\x1b[K{t[4:]}\n".encode(),
    "percent twice": lambda t: f"https://a.dev/?next=x%253D{t.replace('_', '%255F')}\n".encode(),
    "header word": lambda t: f"Subject: =?utf-8?Q?token_{t.replace('_', '=5F')}?=\n".encode(),
    "rust bytes": lambda t: f"const T: [u8; 40] = [{ord(t[0])}u8, {', '.join(str(ord(c)) for c in t[1:])}];\n".encode(),
}


@pytest.mark.parametrize("kind", STORED)
def test_a_token_is_found_as_the_format_stores_it(detector: Detector, kind: str) -> None:
    assert set(live(detector.scan(STORED[kind](PAT), "file.bin"))) == {PAT}


def test_a_sheet_names_what_stands_below_and_beside(detector: Detector) -> None:
    shared = f"<sst><si><t>user</t></si><si><t>password</t></si><si><r><t>{VALUE[:9]}</t></r><r><t>{VALUE[9:]}</t></r></si></sst>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    rows += '<row r="2"><c r="A2" t="inlineStr"><is><t>app</t></is></c><c r="B2" t="s"><v>2</v></c></row>'
    book = _zipped({"xl/worksheets/sheet1.xml": rows.encode(), "xl/sharedStrings.xml": shared.encode()})
    found = [m for m in detector.scan(book, "a.xlsx") if m.secret.reveal() == VALUE]
    assert [m.member for m in found] == ["xl/worksheets/sheet1.xml"]


def test_what_a_formula_of_a_sheet_makes_is_no_password(detector: Detector) -> None:
    cell = '<c r="B1" t="str"><f t="shared" si="5"/><v>|4^33*Kolibri</v></c>'
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" t="str"><v>new_password</v></c>{cell}</row>'
    assert not live(detector.scan(_zipped({"xl/worksheets/sheet1.xml": rows.encode()}), "a.xlsx"))
    typed = rows.replace(cell, f'<c r="B1" t="str"><v>{VALUE}</v></c>')
    assert live(detector.scan(_zipped({"xl/worksheets/sheet1.xml": typed.encode()}), "a.xlsx")) == [VALUE]


def test_a_binary_property_list_is_read_by_its_names(detector: Detector) -> None:
    data = plistlib.dumps({"smtp": {"password": VALUE, "port": 25}}, fmt=plistlib.FMT_BINARY)
    assert live(detector.scan(data, "settings.plist")) == [VALUE]


def test_a_glued_token_needs_its_checksum(detector: Detector) -> None:
    wrong = PAT[:-1] + ("3" if PAT[-1] == "7" else "7")
    assert live(detector.scan(b"\x7fELF\0bad" + wrong.encode() + b"unexpected", "server")) == []


def test_digests_and_fingerprints_are_not_named_as_credentials() -> None:
    assert kind_of("GPG_KEY") is None
    assert not any(map(is_secret_name, ("TOKEN_SHA256", "API_KEY_MD5", "SECRET_CHECKSUM", "PASSWORD_FINGERPRINT")))


@given(st.binary(max_size=300), st.sampled_from([b"\x1f\x9d\x90", b"LZIP\1", b"UF2\nWQ]\x9e", b"\x93NUMPY\1\0", b"bplist00", b"Obj\1", b"PK\3\4"]))  # fmt: skip
def test_made_up_files_never_raise(detector: Detector, tail: bytes, magic: bytes) -> None:
    detector.scan(magic + tail, "x.bin")


def test_a_table_of_compress_is_bounded() -> None:
    data = b"\x1f\x9d\x90" + bytes(range(256)) * 400
    out = b"".join(content for _, content in stored.compress(data, Budget()))
    assert len(out) < 64 * 1024 * 1024


@given(st.text(alphabet="ab,;\t|\"'\n-: ", max_size=200))
def test_any_table_is_read_without_an_error(text: str) -> None:
    raw = b"user,password\n" + text.encode()
    list(ties.columns_at(raw, 14, b""))
    list(ties.rows_at(b"| a | password |\n|--" + text.encode(), 20, b""))
