"""The first bytes of the containers that are opened. Apart from what opens them, which few runs need."""

from __future__ import annotations

from typing import Final

from keyproof.patterns import regex

MAGIC: Final = (
    (b"PK\3\4", "zip"),
    (b"PK\5\6", "zip"),
    (b"Cr24\2\0\0\0", "zip"),  # an extension of Chrome: a signature, then the archive
    (b"Cr24\3\0\0\0", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x5d\0\0", "lzma"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"x\x01", "zlib"),
    (b"x\x5e", "zlib"),
    (b"x\x9c", "zlib"),
    (b"x\xda", "zlib"),
    (b"!<arch>\n", "ar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\0asm\1\0\0\0", "WebAssembly"),
    (b"PAR1", "Parquet"),
    (b"\xff\x06\0\0sNaPpY", "Snappy"),
    (b"070701", "cpio"),
    (b"070702", "cpio"),
    (b"GIF8", "GIF"),
    (b"b0VIM ", "Vim swap file"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"# v2 git bundle\n", "git bundle"),
    (b"# v3 git bundle\n", "git bundle"),
    (b"PACK", "git pack"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x1f\x9d", "compress"),
    (b"LZIP\1", "lzip"),
    (b"UF2\nWQ]\x9e", "UF2"),
    (b"\x93NUMPY", "NumPy"),
    (b"bplist00", "property list"),
    (b"Obj\1", "Avro"),
    (b"BEGIN:VCALENDAR", "calendar"),
    (b"BEGIN:VCARD", "calendar"),
    (b"\x80\2", "pickle"),
    (b"\x80\3", "pickle"),
    (b"\x80\4", "pickle"),
    (b"\x80\5", "pickle"),
    (b"(dp0\n", "pickle"),
    (b"(dp1\n", "pickle"),
    (b"(lp0\n", "pickle"),
    (b"(lp1\n", "pickle"),
    (b"}q\0", "pickle"),
    (b"]q\0", "pickle"),
    (b"\xac\xed\0\5", "Java objects"),
    (b"\xca\xfe\xba\xbe\0", "Java class"),
    (b"REDIS0", "Redis dump"),
    (b"\xd4\xc3\xb2\xa1", "pcap"),
    (b"\xa1\xb2\xc3\xd4", "pcap"),
    (b"\x4d\x3c\xb2\xa1", "pcap"),
    (b"\xa1\xb2\x3c\x4d", "pcap"),
    (b"\x0a\x0d\x0d\x0a", "pcapng"),
    (b"\xd9\xd9\xf7", "packed values"),
    (b'\4"M\x18', "LZ4"),
    (b"\4\0\0\0", "asar"),
    (b"{\\rtf1", "RTF"),
)
"""How each kind begins."""

_PACKED: Final = regex(
    rb"(?:[\x90-\x9f]\x92[\xa1-\xbf][\x20-\x7e]{2}|[\x81-\x97\xdd]?(?:[\x81-\x8f]|\xde..)(?:[\xa1-\xbf]|\xd9.)|[\x81-\x97]?(?:[\xa1-\xb7\xbf]|\xb8.|\xb9..)(?:[\x61-\x77]|\x78.))[\x20-\x7e]",
    16,
)
"""How a map begins whose first key is a text, alone or in a list: MessagePack, CBOR. No text begins so."""

_DOCUMENT: Final = regex(rb"....[\x01-\x13][\x20-\x7e]{1,120}\0", 16)
"""How a BSON document begins: its length, the type of a value, that value's name."""

_PYTHON: Final = regex(rb".[\x0c-\x0f]\r\n.{8}(?:.{4})?[\xe3c]\0\0\0\0", 16)
"""How a compiled module of Python 3 begins: a number and a line's end, what its source was, the code of no function."""

_BY_FIRST: Final[dict[bytes, list[tuple[bytes, str]]]] = {}
for _kind in MAGIC:
    _BY_FIRST.setdefault(_kind[0][:2], []).append(_kind)


def kind_of(data: bytes) -> str:
    """Return which of the known containers *data* starts as, ``""`` for none."""
    if data[:2] in _BY_FIRST:
        for magic, kind in _BY_FIRST[data[:2]]:
            if data.startswith(magic):
                return kind
    head = data[:4]
    if not head.isascii() and _PACKED.match(data):
        return "packed values"
    if b"\0" in head and _DOCUMENT.match(data) and int.from_bytes(data[:4], "little") <= len(data):
        return "BSON"
    if data[2:4] == b"\r\n" and _PYTHON.match(data):
        return "Python code"
    return "tar" if data[257:262] == b"ustar" else ""


_BY_NAME: Final = {
    ".br": "brotli",
    ".map": "source map",
    ".cast": "asciinema",
    ".b64": "base64",
    ".base64": "base64",
    ".snappy": "Snappy",
    ".ldb": "LevelDB",
}
_ENDINGS: Final = tuple(_BY_NAME)
_LEVELDB: Final = regex(r"leveldb/[^/]{1,40}\.(?:log|sst)\Z")


def kind_of_name(path: str) -> str:
    """Return the container that the name of a file says it is, where no first bytes do; ``""`` for none."""
    if path.endswith(_ENDINGS):
        return _BY_NAME[path[path.rfind(".") :]]
    return "LevelDB" if "leveldb/" in path and _LEVELDB.search(path) else ""


def is_container(data: bytes) -> bool:
    """Whether *data* starts as one of the known containers does."""
    return bool(kind_of(data))
