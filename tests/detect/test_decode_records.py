"""Serialized values, captures, programs, pages, mainframes: files whose names and values stand in records, not in lines."""

from __future__ import annotations

import base64
import io
import json
import marshal
import pickle
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import timedelta
from importlib.util import MAGIC_NUMBER

import brotli
import msgspec
import pytest

from keyproof import limits
from keyproof.detect.decode import newer
from keyproof.detect.decode.magic import MAGIC
from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from keyproof.detect.setting import setting_of
from keyproof.model.fact import Setting
from tests.detect.conftest import drawn, live

try:
    from compression import zstd
except ImportError:
    from backports import zstd

VALUE = drawn(19, 4)
RULES = {r.id: r for r in builtin_rules()}
LINES = "REGION=eu-west-1\nDB_PASSWORD=%s\nPORT=8080\n"


def cbor(value: object) -> bytes:
    if isinstance(value, dict):
        return bytes([0xA0 + len(value)]) + b"".join(cbor(k) + cbor(v) for k, v in value.items())
    if isinstance(value, int):
        return b"\x19" + value.to_bytes(2, "big")
    raw = str(value).encode()
    return (bytes([0x60 + len(raw)]) if len(raw) < 24 else b"\x78" + bytes([len(raw)])) + raw


def bson(document: dict[str, object]) -> bytes:
    body = b""
    for name, value in document.items():
        if isinstance(value, dict):
            body += b"\3" + name.encode() + b"\0" + bson(value)
        else:
            raw = str(value).encode() + b"\0"
            body += b"\2" + name.encode() + b"\0" + struct.pack("<i", len(raw)) + raw
    return struct.pack("<i", len(body) + 5) + body + b"\0"


CODE = b"\xa7\r\r\n" + bytes(12) + b"\xe3\0\0\0\0"


def java_objects(*strings: str) -> bytes:
    return b"\xac\xed\0\5" + b"".join(b"t" + struct.pack(">H", len(s)) + s.encode() for s in strings)


def redis_dump(name: str, value: str) -> bytes:
    return b"REDIS0009\xfa\x09redis-ver\x056.0.1\xfe\0\xfb\1\0\0" + b"".join(
        bytes([len(s)]) + s.encode() for s in (name, value)
    )


def java_class(name: str, value: str, *, code: bool) -> bytes:
    texts = ["a/Box", "java/lang/Object", name, "Ljava/lang/String;", "ConstantValue", value]
    pool = b"".join(b"\1" + struct.pack(">H", len(t)) + t.encode() for t in texts)  # 1 to 6
    pool += b"\7\0\1\7\0\2\x08\0\6\x0c\0\3\0\4\x09\0\7\0\x0a"  # 7, 8: classes; 9: string; 10: name and type; 11: field
    head = b"\xca\xfe\xba\xbe\0\0\0\x34\0\x0c" + pool + b"\0\x21\0\7\0\x08\0\0"
    if code:
        return head + b"\0\0\0\1" + b"\x12\x09\xb3\0\x0b\xb1" + b"\0\0"
    return head + b"\0\1\0\x19\0\3\0\4\0\1\0\5\0\0\0\2\0\x09" + b"\0\0\0\0"


def python_code(source: str, path: str = "/srv/app/settings.py") -> bytes:
    return MAGIC_NUMBER + bytes(12) + marshal.dumps(compile(source, path, "exec"))


def frame(payload: bytes, number: int = 1) -> bytes:
    tcp = struct.pack(">HHIIBBHHH", 40000, 21, number, 1, 0x50, 0x18, 8192, 0, 0) + payload
    address = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, b"\x0a\0\0\2", b"\x0a\0\0\3")
    return b"\2" * 12 + b"\x08\0" + address + tcp


def pcap(*payloads: bytes, order: str = "<") -> bytes:
    out = struct.pack(order + "IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, payload in enumerate(payloads):
        packet = frame(payload, number)
        out += struct.pack(order + "IIII", 1, 0, len(packet), len(packet)) + packet
    return out


def pcapng(*payloads: bytes) -> bytes:
    def block(kind: int, body: bytes) -> bytes:
        body += b"\0" * (-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", 1, 0, 0))
    for payload in payloads:
        packet = frame(payload)
        out += block(6, struct.pack("<IIIII", 0, 0, 0, len(packet), len(packet)) + packet)
    return out


def package(name: str, part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    texts = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    return package("word/document.xml", f'<w:document xmlns:w="w"><w:body>{texts}</w:body></w:document>')


def word_table(*rows: tuple[str, ...]) -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>"
    texts = "".join("<w:tr>" + "".join(cell % c for c in row) + "</w:tr>" for row in rows)
    return package("word/document.xml", f'<w:document xmlns:w="w"><w:tbl>{texts}</w:tbl></w:document>')


def open_sheet(*rows: tuple[str, ...]) -> bytes:
    cell = "<table:table-cell><text:p>%s</text:p></table:table-cell>"
    texts = "".join("<table:table-row>" + "".join(cell % c for c in row) + "</table:table-row>" for row in rows)
    return package("content.xml", f"<office:spreadsheet>{texts}</office:spreadsheet>")


def od(data: bytes) -> bytes:
    rows = b"$ od -c .env\n"
    for at in range(0, len(data), 16):
        cells = (b"  \\n" if c == 10 else b"%4c" % c for c in data[at : at + 16])
        rows += b"%07o" % at + b"".join(cells) + b"\n"
    return rows + b"%07o\n" % len(data)


_FILES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    **{
        f"pickle {n}": ("a.pkl", lambda v, n=n: pickle.dumps({"host": "db", "password": v, "port": 5}, n))
        for n in range(6)
    },
    "a pickle that repeats its names": (
        "a.pkl",
        lambda v: pickle.dumps([{"password": "none", "n": 1}, {"password": v, "n": timedelta(1)}]),
    ),
    "MessagePack": ("a.msgpack", lambda v: msgspec.msgpack.encode({"host": "a", "db": {"password": v}})),
    "CBOR": ("a.cbor", lambda v: cbor({"host": "a", "api_secret": v, "port": 443})),
    "CBOR with its mark": ("a.cbor", lambda v: b"\xd9\xd9\xf7" + cbor({"api_secret": v})),
    "CBOR in base64": ("a.json", lambda v: json.dumps({"cbor": base64.b64encode(cbor({"password": v})).decode()}).encode()),
    "BSON": ("dump/a.bson", lambda v: bson({"_id": "smtp", "smtp": {"user": "ops", "password": v}})),
    "documents of BSON": ("dump/a.bson", lambda v: bson({"a": "b"}) + bson({"password": v})),
    "Java's objects": ("a.ser", lambda v: java_objects("ldapUser", "app", "ldapPassword", v)),
    "a dump of Redis": ("dump.rdb", lambda v: redis_dump("mail_password", v)),
    "a constant of a class": ("a.class", lambda v: java_class("DB_PASSWORD", v, code=False)),
    "a field that a class sets": ("a.class", lambda v: java_class("dbPassword", v, code=True)),
    "a compiled module": ("__pycache__/a.pyc", lambda v: python_code(f"import os\nDB_PASSWORD = {v!r}\n")),
    "an argument in a compiled module": ("a.pyc", lambda v: python_code(f"c = join(host(), user='ops', password={v!r})")),
    "a key in a compiled module": ("a.pyc", lambda v: python_code(f"c = {{'password': {v!r}, 'port': 25}}\n")),
    "a setting in a compiled module": ("a.pyc", lambda v: python_code(f"e['DB_PASSWORD'] = {v!r}\n")),
    "a default in a compiled module": ("a.pyc", lambda v: python_code(f"c = get('DB_PASSWORD', {v!r})\n")),
    "an attribute in a compiled class": (
        "a.pyc",
        lambda v: python_code(f"class A:\n    def b(self):\n        self.db_password = {v!r}\n"),
    ),
    "what a compiled function gives back": (
        "a.pyc",
        lambda v: python_code(f"def get_password(a):\n    'Gives it back.'\n    return {v!r}\n"),
    ),
    "FTP in a capture": ("a.pcap", lambda v: pcap(b"USER ops\r\n", f"PASS {v}\r\n".encode())),
    "a form in a capture": ("a.pcap", lambda v: pcap(f"POST /a HTTP/1.1\r\nHost: a\r\n\r\nuser=ops&password={v}".encode(), order=">")),
    "a value over two packets": ("a.pcapng", lambda v: pcap(f"PASS {v[:9]}".encode(), f"{v[9:]}\r\n".encode())),
    "Wireshark's capture": ("a.pcapng", lambda v: pcapng(f"a1 LOGIN ops {v}\r\n".encode())),
    "SMTP in a capture": ("a.pcap", lambda v: pcap(b"AUTH PLAIN " + base64.b64encode(f"\0ops\0{v}".encode()) + b"\r\n")),
    "UTF-16 in a program": (
        "bin/a.exe",
        lambda v: b"MZ\x90\0\3\0" + bytes(60) + f"Server=db;User Id=sa;Password={v};".encode("utf-16-le") + bytes(9),
    ),
    "a connection string in a program": (
        "bin/a",
        lambda v: b"\x7fELF" + bytes(60) + f"Server=db;User Id=sa;Password={v};".encode() + bytes(9),
    ),
    "EBCDIC": ("jobs/NIGHTLY.JCL", lambda v: (LINES % v).replace("\n", "\x85").encode("cp037")),
    "EBCDIC of Europe": ("a.ebc", lambda v: (LINES % v).replace("\n", "\x85").encode("cp500")),
    "records of EBCDIC": ("a.ebc", lambda v: b"".join(f"{line:80}".encode("cp037") for line in (LINES % v).split())),
    "Zstandard": ("a.zst", lambda v: zstd.compress((LINES % v * 30).encode())),
    "two frames of Zstandard": ("a.zst", lambda v: zstd.compress(b"x\n" * 99) + zstd.compress((LINES % v).encode())),
    "Brotli": ("dist/a.js.br", lambda v: brotli.compress(b"let a=1;\n" * 40 + f'c={{password:"{v}"}}'.encode())),
    "a page of Word": ("a.docx", lambda v: word("Access", "User: app", f"Password: {v}")),
    "a table of Word": ("a.docx", lambda v: word_table(("Service", "Password"), ("SMTP", v))),
    "a sheet of names": ("a.ods", lambda v: open_sheet(("user", "ops"), ("password", v))),
    "a sheet with a head": ("a.ods", lambda v: open_sheet(("Service", "Password"), ("SMTP", v))),
    "od -c": ("conf/dump.txt", lambda v: od((LINES % v).encode())),
}  # fmt: skip


@pytest.mark.parametrize("kind", _FILES)
def test_a_named_value_is_read_out_of_its_record(detector: Detector, kind: str) -> None:
    path, made = _FILES[kind]
    assert VALUE in live(detector.scan(made(VALUE), path))


@pytest.mark.parametrize("kind", _FILES)
def test_a_record_cut_short_is_no_error(detector: Detector, kind: str) -> None:
    path, made = _FILES[kind]
    data = made(VALUE)
    for end in range(0, len(data), max(1, len(data) // 12)):
        detector.scan(data[:end], path)


@pytest.mark.parametrize("magic", [magic for magic, _ in MAGIC] + [b"\xa2\x64", b"\x82\xa4", b"\x30\0\0\0\2a\0", CODE])
def test_noise_behind_a_mark_is_no_error(detector: Detector, magic: bytes) -> None:
    for seed in range(3):
        noise = random.Random(seed).randbytes(2000)
        assert live(detector.scan(magic + noise, "a.bin")) == []
        assert live(detector.scan(magic + bytes(3000), "a.bin")) == []


def test_what_unpacks_without_an_end_is_cut_and_said_so(detector: Detector) -> None:
    much = bytes(limits.DECODED_BYTES + limits.MIB)
    for path, data in (("a.zst", zstd.compress(much)), ("b.br", brotli.compress(much, quality=1))):
        detector.scan(data, path)
        assert path in detector.unopened


def test_a_nest_of_packed_values_is_left_alone(detector: Detector) -> None:
    deep = b"\xa1\x61a" * 5_000 + b"\x61b"
    assert detector.scan(deep, "a.cbor") == []
    assert detector.scan(b"\xa1\x61a\x9b" + b"\x7f" * 8, "a.cbor") == []


def test_a_missing_reader_is_said(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newer, "_MODULES", {"Zstandard": (), "Brotli": ()})
    detector.scan(zstd.compress((LINES % VALUE * 30).encode()), "gone.zst")
    detector.scan(brotli.compress(b"x" * 900), "gone.br")
    assert "keyproof[archives]" in detector.unopened["gone.zst"]
    assert "keyproof[archives]" in detector.unopened["gone.br"]


@pytest.mark.parametrize("text", ["привет, мир\n" * 30, "日本語の文書です。\n" * 30, "# naïve café\n" * 30])
def test_text_of_other_scripts_is_no_ebcdic(detector: Detector, text: str) -> None:
    line = f'password = "{VALUE}"\n'
    for codec in ("utf-8", "cp1251", "latin-1", "shift_jis"):
        data = text.encode(codec, "replace") + line.encode()
        assert VALUE in live(detector.scan(data, "a.py"))


def test_records_are_no_guide_wherever_they_stand() -> None:
    assert setting_of("docs/People.xlsx") is Setting.SOURCE
    assert setting_of("docs/People.xlsx/xl/worksheets/sheet1.xml") is Setting.CONFIG
    assert setting_of("docs/guide.pdf") is Setting.DOCS
    assert setting_of("conf/access.txt") is Setting.CONFIG
    assert setting_of("conf/README.txt") is Setting.DOCS
    assert setting_of("tests/data/a.db") is Setting.TEST


def test_what_was_sealed_is_no_credential(detector: Detector) -> None:
    sealed = "AgJ" + drawn(500, 9)
    cookie = "CfDJ8" + drawn(160, 9)
    text = f"kind: SealedSecret\nspec:\n  encryptedData:\n    password: {sealed}\n"
    assert live(detector.scan(text.encode(), "enc/a.yaml")) == []
    hidden = f'<input type="hidden" name="__RequestVerificationToken" value="{cookie}">'
    assert live(detector.scan(hidden.encode(), "a.html")) == []


def test_a_token_in_a_compiled_module_is_found_whatever_stands_beside_it(detector: Detector) -> None:
    for rule in ("tavily", "google-api-key", "openai-project"):
        value = samples(RULES[rule], 3)[0]
        for source in (f"A = {value!r}\n", f"def f():\n    return call({value!r}, 1)\n", f"x = [{value!r}, None]\n"):
            assert value in live(detector.scan(python_code(source), "__pycache__/a.pyc")), (rule, source[:12])


def test_of_an_installed_module_only_the_shapes_of_providers_are_read(detector: Detector) -> None:
    made = python_code(f"DB_PASSWORD = {VALUE!r}\n", "/srv/.venv/lib/python3.11/site-packages/acme/a.py")
    assert live(detector.scan(made, "__pycache__/a.pyc")) == []


def test_a_module_of_a_version_of_no_known_instructions_gives_its_tokens(detector: Detector) -> None:
    value = samples(RULES["tavily"], 3)[0]
    made = (3627).to_bytes(2, "little") + python_code(f"A = {value!r}\nDB_PASSWORD = {VALUE!r}\n")[2:]
    assert live(detector.scan(made, "a.pyc")) == [value]


def test_code_that_refers_to_itself_again_and_again_is_looked_at_once(detector: Detector) -> None:
    """Each of sixty code objects holds the one before twice: a walk along the references would never end."""

    def text(data: bytes) -> bytes:
        return b"s" + len(data).to_bytes(4, "little") + data

    def listed(items: list[bytes]) -> bytes:
        return b"(" + len(items).to_bytes(4, "little") + b"".join(items)

    def code(constants: list[bytes], kept: int) -> bytes:
        parts = [text(b""), listed(constants), *[listed([])] * 4, text(b"a.py"), text(b"f"), bytes(4), text(b"")]
        return bytes([ord("c") | kept]) + bytes(24) + b"".join(parts)

    within = [code([b"r" + (row - 1).to_bytes(4, "little")] * 2 if row else [], 0x80) for row in range(60)]
    module = (3413).to_bytes(2, "little") + b"\r\n" + bytes(12) + code([*within, text(b"x")], 0)
    assert detector.scan(module, "a.pyc") == []
