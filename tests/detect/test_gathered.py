"""Values that calls decode, turn round or put together, and those that formats keep apart from their names."""

from __future__ import annotations

import base64
import io
import sqlite3
import zipfile
import zlib

import pytest

from keyproof.detect.detector import Detector
from tests.detect.conftest import drawn, live

VALUE = drawn(32, 31)
B64 = base64.b64encode(VALUE.encode()).decode()
WIDE = base64.b64encode(VALUE.encode("utf-16-le")).decode()
HEX = VALUE.encode().hex()
BACK = VALUE[::-1]
CODES = ", ".join(str(ord(c)) for c in VALUE)
A, B = VALUE[:17], VALUE[17:]
FEW = "".join(f"\\u{ord(c):04x}" if n % 3 == 0 else c for n, c in enumerate(VALUE))
PLAIN = base64.b64encode(f"\0robot\0{VALUE}".encode()).decode()

TEXTS = {
    "Ruby": ("a.rb", f'ENV["ACME_PASSWORD"] ||= Base64.strict_decode64("{B64}")'),
    "Rust": ("a.rs", f'pub fn acme_token() -> String {{\n    String::from_utf8(STANDARD.decode("{B64}").unwrap()).unwrap()\n}}'),
    "Rust, hex": ("a.rs", f'fn acme_api_key() -> Vec<u8> {{\n    hex::decode("{HEX}").expect("key")\n}}'),
    "Clojure": ("a.clj", f'(def acme_token (String. (.decode (java.util.Base64/getDecoder) "{B64}")))'),
    "Emacs": ("a.el", f'(setq acme-api-token (base64-decode-string "{B64}"))'),
    "a here string": ("a.sh", f"export ACME_API_KEY=\"$(openssl base64 -d -A <<< '{B64}')\""),
    "PowerShell": ("a.ps1", f'$acme_token = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String("{WIDE}"))'),
    "Elixir": ("a.ex", f'acme_token = Base.decode16!("{HEX}", case: :lower)'),
    "Perl": ("a.pl", f"my $acme_password = pack('H*', '{HEX}');"),
    "PostgreSQL": ("a.sql", f"UPDATE s SET val = convert_from(decode('{B64}', 'base64'), 'UTF8') WHERE name = 'acme_token';"),
    "MySQL": ("a.sql", f"UPDATE s SET value = UNHEX('{HEX}') WHERE name = 'acme_api_key';"),
    "characters in SQL": ("a.sql", f"UPDATE kv SET v = CHAR({CODES}) WHERE k = 'acme_api_key';"),
    "characters in Basic": ("A.vb", "Dim acmeApiKey As String = " + " & ".join(f"Chr({ord(c)})" for c in VALUE)),
    "turned and decoded": ("a.php", f"$acme_password = base64_decode(strrev('{B64[::-1]}'));"),
    "reverse": ("a.pl", f"my $acme_api_key = reverse '{BACK}';"),
    "StringBuilder": ("A.java", f'String acmeApiKey = new StringBuilder("{BACK}").reverse().toString();'),
    "reversed": ("a.py", f'ACME_TOKEN = "".join(reversed("{BACK}"))'),
    "spread": ("a.js", f'const acmeApiKey = [..."{BACK}"].reverse().join("");'),
    "String.reverse": ("a.ex", f'acme_token = String.reverse("{BACK}")'),
    "Kotlin": ("a.kt", f'val acmeToken = "{BACK}".reversed()'),
    "some escapes": ("a.json", f'{{ "acme_password": "{FEW}" }}'),
    "SMTP": ("smtp.log", f"220 mail\nAUTH PLAIN {PLAIN}\n235 ok\n"),
    "SMTP, asked": ("smtp.log", f"334 UGFzc3dvcmQ6\n{B64}\n235 ok\n"),
    "f-string": ("a.py", f'head = "{A}"\nACME_API_KEY = f"{{head}}{B}"'),
    "template": ("a.kt", f'private const val P1 = "{A}"\nval acmeSecretKey = "${{P1}}{B}"'),
    "words": ("a.rb", f"ACME_API_KEY = %w[{A} {B}].join"),
    "Lua": ("a.lua", f'local acme_token = table.concat({{"{A}", "{B}"}})'),
    "Julia": ("a.jl", f'const ACME_API_KEY = string("{A}", "{B}")'),
    "R": ("a.R", f'acme_token <- 1\nacme_token = paste0("{A}", "{B}")'),
    "str": ("a.clj", f'(def acme_token (str "{A}" "{B}"))'),
    "-f": ("a.ps1", f"$acme_password = '{{0}}{{1}}' -f '{A}', '{B}'"),
    "CloudFormation": ("c.json", f'{{ "ACME_PASSWORD": {{ "Fn::Join": ["", ["{A}", "{B}"]] }} }}'),
    "Resource Manager": ("arm.json", f"{{ \"acmeToken\": \"[concat('{A}', '{B}')]\" }}"),
    "a column": ("v.sql", f"CREATE VIEW v AS SELECT '{VALUE}' AS acme_token FROM t;"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text"), TEXTS.values(), ids=list(TEXTS))
def test_the_value_is_found(detector: Detector, path: str, text: str) -> None:
    assert VALUE in live(detector.scan(text.encode(), path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rs", f'fn acme_label() -> String {{\n    decode("{B64}")\n}}'),
        ("a.sql", f"UPDATE s SET val = decode('{B64}', 'base64') WHERE name = 'acme_logo';"),
        ("a.py", f'head = "{A}"\nACME_LABEL = f"{{head}}{B}"'),
        ("a.js", "const token = `${scheme}Authorization`;"),
        ("a.sql", "SELECT 'x' AS token;"),
    ],
)
def test_without_a_credentials_name_it_is_none(detector: Detector, path: str, text: str) -> None:
    assert live(detector.scan(text.encode(), path)) == []


def _sqlite(*statements: str) -> bytes:
    with sqlite3.connect(":memory:") as made:
        made.execute("pragma secure_delete = off")
        for statement in statements:
            made.execute(statement)
        made.commit()
        return made.serialize()


def _sheet() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/sharedStrings.xml", f"<sst><si><t>ACME_PASSWORD</t></si><si><t>{VALUE}</t></si></sst>")
        cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        made.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
        )
    return out.getvalue()


def _pdf(shown: str) -> bytes:
    stream = zlib.compress(f"BT /F1 12 Tf {shown} ET".encode())
    return b"%PDF-1.4\n4 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + stream + b"\nendstream\nendobj\n"


def _cpio(name: str, data: bytes) -> bytes:
    def entry(name: str, data: bytes) -> bytes:
        fields = [0, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % f for f in fields) + name.encode() + b"\0"
        return head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)

    return entry(name, data) + entry("TRAILER!!!", b"")


def _swap(*lines: bytes) -> bytes:
    head = b"b0VIM 8.2\0".ljust(12, b"\0") + (4096).to_bytes(4, "little")
    packed = b"\0".join(reversed(lines)) + b"\0"
    return head.ljust(4096, b"\0") + b"ad" + packed.rjust(4094, b"\0")


LINE = f"ACME_PASSWORD = {VALUE}"
FILES = {
    "a setting in a database": ("state.vscdb", _sqlite("create table ItemTable (key text, value blob)", f"insert into ItemTable values ('secret://acme_token', '{VALUE}')")),
    "a view": ("a.db", _sqlite("create table t (a)", f"create view v as select '{VALUE}' as acme_token from t")),
    "a row that was deleted": ("a.db", _sqlite("create table t (a)", f"insert into t values ('ACME_TOKEN={VALUE}')", "delete from t")),
    "cells side by side": ("a.xlsx", _sheet()),
    "a page": ("a.pdf", _pdf(f"({LINE}) Tj")),
    "a page in hex": ("a.pdf", _pdf(f"<{LINE.encode().hex()}> Tj")),
    "a page in pieces": ("a.pdf", _pdf(f"[(ACME_PASSWORD = {A}) -20 ({B})] TJ")),
    "cpio": ("a.cpio", _cpio("etc/app.env", f"ACME_API_KEY={VALUE}\n".encode())),
    "a picture's comment": ("a.gif", b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xfe" + bytes([len(VALUE) + 14]) + f"ACME_PASSWORD={VALUE}".encode() + b"\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"),
    "a swap file": (".notes.swp", _swap(b"# notes", f"ACME_TOKEN={VALUE}".encode())),
    "pairs of MessagePack": ("a.mp", b"\x92\x92\xa4host\xa3abc\x92\xaaacme_token\xd9\x20" + VALUE.encode()),
    "a map of a protocol buffer": ("a.pb", b"\x0a\x2e\x0a\x0aACME_TOKEN\x12\x20" + VALUE.encode()),
}  # fmt: skip


@pytest.mark.parametrize(("path", "data"), FILES.values(), ids=list(FILES))
def test_the_value_is_found_in_a_file_of_other_bytes(detector: Detector, path: str, data: bytes) -> None:
    assert VALUE in live(detector.scan(data, path))
