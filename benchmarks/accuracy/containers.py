# ruff: noqa: E501 - a case is a line
"""Binary formats that carry the token: archives, packages, documents, pictures, programs, databases.

Made with the standard library; formats it cannot write (PDF, PNG, JPEG, wasm, a PE resource …) are the smallest file of
that kind which its readers accept or nearly accept: the parts around the token are right, the rest is absent.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import importlib.util
import io
import json
import lzma
import marshal
import pickle
import plistlib
import shutil
import sqlite3
import struct
import subprocess
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

_EPOCH: Final = (2026, 1, 1, 0, 0, 0)
_FILLER: Final = b"The quick brown fox jumps over the lazy dog. " * 20


def _env(token: str) -> bytes:
    return f"# settings\nGITHUB_TOKEN={token}\nREGION=eu-1\n".encode()


def _zip(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content + b"\n" + _FILLER, zipfile.ZIP_DEFLATED)
        archive.comment = comment
    return buffer.getvalue()


def _tar(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _gz(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _zstd(content: bytes) -> bytes:
    """Return a Zstandard frame: by the program when there is one, else with stored blocks (RFC 8878, 3.1.1)."""
    if program := shutil.which("zstd"):
        return subprocess.run([program, "-q", "-c"], input=content, stdout=subprocess.PIPE, check=True).stdout
    block = (len(content) << 3 | 1).to_bytes(3, "little") + content
    return b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(content)) + block


def _ar(members: dict[str, bytes]) -> bytes:
    out = b"!<arch>\n"
    for name, content in members.items():
        out += (
            f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
            + content
            + b"\n" * (len(content) % 2)
        )
    return out


def _wheel(token: str) -> bytes:
    return _zip(
        {"x/__init__.py": f'TOKEN = "{token}"\n'.encode(), "x-1.0.dist-info/METADATA": b"Name: x\nVersion: 1.0\n"}
    )


def _word(body: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f'<?xml version="1.0"?><w:document {space}><w:body><w:p>{body}</w:p></w:body></w:document>'
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def _runs(*texts: str) -> str:
    return "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>" for text in texts)


def _excel(token: str) -> bytes:
    strings = f"<sst><si><t>token</t></si><si><t>{token}</t></si></sst>".encode()
    return _zip({"xl/workbook.xml": b"<workbook/>", "xl/sharedStrings.xml": strings})


def _sqlite(statements: list[tuple[str, tuple[object, ...]]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        connection = sqlite3.connect(path)
        for statement, values in statements:
            connection.execute(statement, values)
        connection.commit()
        connection.close()
        return path.read_bytes()


def _pdf(stream: bytes, entries: str = "") -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(stream)} {entries} >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    out = b"%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    return out + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"


def _page(*texts: str) -> bytes:
    return b"BT /F1 12 Tf 20 200 Td " + " ".join(f"({t}) Tj" for t in texts).encode() + b" ET " + b"0 0 m 9 9 l S " * 20


def _png(chunk: bytes, content: bytes) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + part(chunk, content) + part(b"IDAT", zlib.compress(b"\0\0")) + part(b"IEND", b"")
    )


def _jpeg(marker: int, content: bytes) -> bytes:
    segment = bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content
    return b"\xff\xd8" + segment + b"\xff\xda\x00\x02\x00\xff\xd9"


def _exif(token: str) -> bytes:
    """Return an APP1 body with one entry: ImageDescription (0x010E), text, out of line."""
    text = f"token {token}\0".encode()
    entry = struct.pack(">HHII", 0x010E, 2, len(text), 26)
    return b"Exif\0\0MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0) + text


def _pyc(token: str) -> bytes:
    code = compile(f'def login():\n    token = "{token}"\n    return token\n', "login.py", "exec")
    return importlib.util.MAGIC_NUMBER + b"\0" * 12 + marshal.dumps(code)


def _java_class(token: str) -> bytes:
    def utf8(text: str) -> bytes:
        return b"\x01" + struct.pack(">H", len(text)) + text.encode()

    pool = utf8("TOKEN") + utf8(token) + b"\x08\x00\x02" + utf8("Login") + b"\x07\x00\x04"
    return b"\xca\xfe\xba\xbe\0\0\0\x3d\0\x06" + pool + b"\0\x21\0\x05" + b"\0" * 10


def _wasm(token: str) -> bytes:
    """Return a module whose data section (11) holds the token among other strings."""
    data = b"panicked at src/lib.rs\0" + token.encode() + b"\0index out of bounds\0"
    segment = b"\x01\x00\x41\x80\x08\x0b" + bytes([len(data)]) + data
    return b"\0asm\x01\0\0\0" + b"\x05\x03\x01\x00\x01" + b"\x0b" + bytes([len(segment)]) + segment


def _program(magic: bytes, text: bytes) -> bytes:
    return magic + bytes(range(256)) * 4 + b"\0\0" + text + b"\0\0" + bytes(range(255, -1, -1)) * 4


def _asn1(token: str) -> bytes:
    text = b"\x0c" + bytes([len(token)]) + token.encode()
    return b"\x30" + bytes([len(text) + 3]) + b"\x02\x01\x01" + text


def _bundle(token: str) -> bytes:
    """Return a git bundle whose pack holds one blob, deflated (gitformat-bundle, gitformat-pack)."""
    content = _env(token) + _FILLER
    size = len(content)
    name = hashlib.sha1(b"blob %d\0" % size + content).hexdigest()
    head = bytes([0x80 | 3 << 4 | size & 15, *_sizes(size >> 4)])
    pack = b"PACK\0\0\0\2\0\0\0\1" + head + zlib.compress(content)
    return f"# v2 git bundle\n{name} refs/tags/backup\n\n".encode() + pack + hashlib.sha1(pack).digest()


def _sizes(rest: int) -> list[int]:
    out = []
    while rest > 127:
        out.append(0x80 | rest & 127)
        rest >>= 7
    return [*out, rest]


def _mail(token: str) -> bytes:
    body = base64.encodebytes(_env(token)).decode()
    return (
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nhere\n--b1\n"
        f'Content-Disposition: attachment; filename=".env"\nContent-Transfer-Encoding: base64\n\n{body}--b1--\n'
    ).encode()


def _layer(token: str) -> bytes:
    return _gz(_tar({"app/.env": _env(token), "app/big.txt": _FILLER}))


def _image(token: str) -> bytes:
    config = json.dumps({"config": {"Env": ["PATH=/bin", f"GITHUB_TOKEN={token}"]}, "history": []}).encode()
    return _tar(
        {
            "manifest.json": b'[{"Config":"c.json","Layers":["l/layer.tar"]}]',
            "c.json": config,
            "l/layer.tar": _tar({"a": b"a"}),
        }
    )


CONTAINERS: Final[tuple[tuple[str, str, str, Callable[[str], bytes]], ...]] = (
    ("zip", "archive", "a.zip", lambda t: _zip({"a/.env": _env(t)})),
    ("zip-no-extension", "archive", "backup", lambda t: _zip({"a/.env": _env(t)})),
    ("zip-comment", "archive", "c.zip", lambda t: _zip({"a.txt": b"a"}, t.encode())),
    ("zip-member-name", "archive", "d.zip", lambda t: _zip({f"keys/{t}.txt": b"a"})),
    ("tar", "archive", "a.tar", lambda t: _tar({"a/.env": _env(t)})),
    ("tar-gz", "archive", "a.tar.gz", lambda t: _gz(_tar({"a/.env": _env(t)}))),
    ("tgz", "archive", "a.tgz", lambda t: _gz(_tar({"a/.env": _env(t)}))),
    ("tar-bz2", "archive", "a.tar.bz2", lambda t: bz2.compress(_tar({"a/.env": _env(t)}))),
    ("tar-xz", "archive", "a.tar.xz", lambda t: lzma.compress(_tar({"a/.env": _env(t)}))),
    ("tar-zst", "archive", "a.tar.zst", lambda t: _zstd(_tar({"a/.env": _env(t)}))),
    ("gz", "archive", "log.gz", lambda t: _gz(_env(t))),
    ("bz2", "archive", "dump.sql.bz2", lambda t: bz2.compress(_env(t))),
    ("xz", "archive", "dump.sql.xz", lambda t: lzma.compress(_env(t))),
    ("lzma-alone", "archive", "dump.lzma", lambda t: lzma.compress(_env(t), lzma.FORMAT_ALONE)),
    ("zst", "archive", "dump.zst", lambda t: _zstd(_env(t) + _FILLER)),
    ("zlib", "archive", "state.bin", lambda t: zlib.compress(_env(t))),
    ("zip-in-zip", "nested", "n.zip", lambda t: _zip({"in.zip": _zip({".env": _env(t)})})),
    ("zip-in-tgz", "nested", "n.tgz", lambda t: _gz(_tar({"in.zip": _zip({".env": _env(t)})}))),
    ("tgz-in-zip", "nested", "m.zip", lambda t: _zip({"in.tgz": _gz(_tar({".env": _env(t)}))})),
    ("tgz-in-zip-in-tar", "nested", "o.tar", lambda t: _tar({"a.zip": _zip({"b.tgz": _gz(_tar({".env": _env(t)}))})})),
    ("zip-in-base64", "nested", "p.txt", lambda t: b"data: " + base64.b64encode(_zip({".env": _env(t)})) + b"\n"),
    ("base64-in-zip", "nested", "q.zip", lambda t: _zip({"s.txt": b"k: " + base64.b64encode(_env(t)) + b"\n"})),
    ("wheel", "package", "x-1.0-py3-none-any.whl", _wheel),
    ("sdist", "package", "x-1.0.tar.gz", lambda t: _gz(_tar({"x-1.0/x.py": f'T = "{t}"\n'.encode()}))),
    ("npm-pack", "package", "x-1.0.0.tgz", lambda t: _gz(_tar({"package/.env": _env(t), "package/package.json": b"{}"}))),
    ("jar", "package", "x.jar", lambda t: _zip({"META-INF/MANIFEST.MF": b"", "application.properties": _env(t)})),
    ("jar-class", "package", "y.jar", lambda t: _zip({"Login.class": _java_class(t)})),
    ("mcpb", "package", "x.mcpb", lambda t: _zip({"manifest.json": b"{}", "server/index.js": f'k="{t}"'.encode()})),
    ("dxt", "package", "x.dxt", lambda t: _zip({"manifest.json": b"{}", "server/main.py": f'K = "{t}"'.encode()})),
    ("vsix", "package", "x.vsix", lambda t: _zip({"extension/dist/e.js": f'k="{t}"'.encode()})),
    ("apk", "package", "x.apk", lambda t: _zip({"assets/config.json": json.dumps({"t": t}).encode(), "classes.dex": b"dex"})),
    ("nupkg", "package", "x.nupkg", lambda t: _zip({"content/app.config": f'<add value="{t}"/>'.encode()})),
    ("deb", "package", "x.deb", lambda t: _ar({"debian-binary": b"2.0\n", "control.tar.gz": _gz(_tar({"control": b"Package: x\n"})), "data.tar.xz": lzma.compress(_tar({"etc/x.env": _env(t)}))})),
    ("oci-layer", "package", "blobs/sha256/" + "5e" * 32, _layer),
    ("docker-save", "package", "image.tar", _image),
    ("docx", "document", "a.docx", lambda t: _word(_runs("token: " + t))),
    ("docx-split-runs", "document", "b.docx", lambda t: _word(_runs(t[:11], t[11:23], t[23:]))),
    ("xlsx", "document", "a.xlsx", _excel),
    ("odt", "document", "a.odt", lambda t: _zip({"content.xml": f"<text:p>{t}</text:p>".encode()})),
    ("pptx", "document", "a.pptx", lambda t: _zip({"ppt/slides/slide1.xml": f"<a:t>{t}</a:t>".encode()})),
    ("pdf-plain", "document", "a.pdf", lambda t: _pdf(_page(t))),
    ("pdf-flate", "document", "b.pdf", lambda t: _pdf(zlib.compress(_page(t)), "/Filter /FlateDecode")),
    ("pdf-flate-kerned", "document", "c.pdf",
     lambda t: _pdf(zlib.compress(b"BT /F1 12 Tf 20 200 Td [" + "-20".join(f"({t[i:i + 5]})" for i in range(0, 40, 5)).encode() + b"] TJ ET"),
                    "/Filter /FlateDecode")),
    ("pdf-ascii85", "document", "d.pdf",
     lambda t: _pdf(base64.a85encode(zlib.compress(_page(t))) + b"~>", "/Filter [/ASCII85Decode /FlateDecode]")),
    ("mail-attachment", "document", "a.eml", _mail),
    ("png-text", "picture", "a.png", lambda t: _png(b"tEXt", b"Comment\0" + t.encode())),
    ("png-compressed-text", "picture", "b.png", lambda t: _png(b"zTXt", b"Comment\0\0" + zlib.compress(_env(t)))),
    ("jpeg-exif", "picture", "a.jpg", lambda t: _jpeg(0xE1, _exif(t))),
    ("jpeg-comment", "picture", "b.jpg", lambda t: _jpeg(0xFE, t.encode())),
    ("gif-comment", "picture", "a.gif", lambda t: b"GIF89a\1\0\1\0\0\0\0!\xfe" + bytes([len(t)]) + t.encode() + b"\0;"),
    ("svgz", "picture", "a.svgz", lambda t: _gz(f"<svg><metadata>{t}</metadata></svg>".encode())),
    ("mp3-id3", "picture", "a.mp3",
     lambda t: b"ID3\4\0\0\0\0\0\x40TXXX" + struct.pack(">I", len(t) + 3) + b"\0\0\3k\0" + t.encode() + b"\xff\xfb\x90\0"),
    ("pyc", "program", "__pycache__/login.cpython-311.pyc", _pyc),
    ("java-class", "program", "Login.class", _java_class),
    ("wasm", "program", "x.wasm", _wasm),
    ("elf", "program", "ledger-mcp", lambda t: _program(b"\x7fELF\2\1\1", t.encode())),
    ("exe-utf16", "program", "ledger.dll", lambda t: _program(b"MZ\x90\0", t.encode("utf-16-le"))),
    ("dotnet-us-heap", "program", "Ledger.dll",
     lambda t: _program(b"MZ\x90\0", b"#US\0\0" + bytes([len(t) * 2 + 1]) + t.encode("utf-16-le") + b"\0")),
    ("sqlite", "data", "state.db", lambda t: _sqlite([("create table k (v text)", ()), ("insert into k values (?)", (t,))])),
    ("sqlite-deleted", "data", "cache.sqlite", lambda t: _sqlite([
        ("pragma secure_delete=off", ()), ("create table k (v text)", ()), ("insert into k values (?)", (t,)), ("delete from k", ())])),
    ("pickle", "data", "a.pkl", lambda t: pickle.dumps({"token": t})),
    ("plist-binary", "data", "a.plist", lambda t: plistlib.dumps({"token": t}, fmt=plistlib.FMT_BINARY)),
    ("asn1", "data", "a.der", _asn1),
    ("protobuf", "data", "a.pb", lambda t: b"\x0a\x05token\x12" + bytes([len(t)]) + t.encode()),
    ("git-bundle", "data", "backup.bundle", _bundle),
    ("core-dump", "data", "core.1234", lambda t: _program(b"\x7fELF\2\1\1\0\4", b"GITHUB_TOKEN=" + t.encode())),
)  # fmt: skip
