"""The first bytes of the containers that are opened. Apart from what opens them, which few runs need."""

from __future__ import annotations

from typing import Final

MAGIC: Final = (
    (b"PK\3\4", "zip"),
    (b"PK\5\6", "zip"),
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
)
"""How each kind begins."""

_BY_FIRST: Final[dict[bytes, list[tuple[bytes, str]]]] = {}
for _kind in MAGIC:
    _BY_FIRST.setdefault(_kind[0][:2], []).append(_kind)


def kind_of(data: bytes) -> str:
    """Return which of the known containers *data* starts as, ``""`` for none."""
    if data[:2] in _BY_FIRST:
        for magic, kind in _BY_FIRST[data[:2]]:
            if data.startswith(magic):
                return kind
    return "tar" if data[257:262] == b"ustar" else ""


def is_container(data: bytes) -> bool:
    """Whether *data* starts as one of the known containers does."""
    return bool(kind_of(data))
