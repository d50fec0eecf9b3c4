"""Packs and indexes written byte by byte, so that any part of them can be made wrong."""

import hashlib
import struct
import zlib
from pathlib import Path

BLOB = 3
OFFSET_DELTA = 6
NAME_DELTA = 7


def name_of(data: bytes, kind: str = "blob") -> bytes:
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(data), data)).digest()


def size_bytes(number: int) -> bytes:
    """A length as deltas have it: seven bits a byte, low ones first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def header(kind: int, size: int) -> bytes:
    first, size = size & 15, size >> 4
    return bytes([kind << 4 | first | (128 if size else 0)]) + (size_bytes(size) if size else b"")


def distance(back: int) -> bytes:
    out = [back & 127]
    back >>= 7
    while back:
        back -= 1
        out.append(back & 127 | 128)
        back >>= 7
    return bytes(reversed(out))


def delta(base: int, result: int, instructions: bytes) -> bytes:
    return size_bytes(base) + size_bytes(result) + instructions


def copy(offset: int, length: int) -> bytes:
    """A copy with all its bytes."""
    return b"\xff" + offset.to_bytes(4, "little") + length.to_bytes(3, "little")


def insert(data: bytes) -> bytes:
    return b"".join(bytes([len(data[at : at + 127])]) + data[at : at + 127] for at in range(0, len(data), 127))


class Written:
    """A pack in the making. The names of objects are what the caller says, true or not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pack"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.body = bytearray()
        self.rows: list[tuple[bytes, int]] = []
        self.version = 2
        self.count: int | None = None
        self.magic = b"PACK"
        self.trailer: bytes | None = None

    @property
    def at(self) -> int:
        return 12 + len(self.body)

    def raw(self, name: bytes, data: bytes) -> int:
        at = self.at
        self.rows.append((name, at))
        self.body += data
        return at

    def blob(self, data: bytes, *, name: bytes | None = None, size: int | None = None, kind: int = BLOB) -> int:
        return self.raw(
            name_of(data) if name is None else name,
            header(kind, len(data) if size is None else size) + zlib.compress(data),
        )

    def on_offset(self, name: bytes, base: int, change: bytes) -> int:
        return self.raw(name, header(OFFSET_DELTA, len(change)) + distance(self.at - base) + zlib.compress(change))

    def on_name(self, name: bytes, base: bytes, change: bytes) -> int:
        return self.raw(name, header(NAME_DELTA, len(change)) + base + zlib.compress(change))

    def index(self, pack_checksum: bytes, *, wide: bool = False) -> bytes:
        rows = sorted(self.rows)
        fan = b"".join(struct.pack(">I", sum(r[0][0] <= first for r in rows)) for first in range(256))
        offsets = b"".join(struct.pack(">I", 1 << 31 | n if wide else r[1]) for n, r in enumerate(rows))
        large = b"".join(struct.pack(">Q", r[1]) for r in rows) if wide else b""
        body = b"\xfftOc" + struct.pack(">I", 2) + fan + b"".join(r[0] for r in rows) + bytes(4 * len(rows)) + offsets
        body += large + pack_checksum
        return body + hashlib.sha1(body).digest()

    def old_index(self, pack_checksum: bytes) -> bytes:
        rows = sorted(self.rows)
        fan = b"".join(struct.pack(">I", sum(r[0][0] <= first for r in rows)) for first in range(256))
        body = fan + b"".join(struct.pack(">I", at) + name for name, at in rows) + pack_checksum
        return body + hashlib.sha1(body).digest()

    def close(self, *, wide: bool = False, old: bool = False, stem: str = "pack-made") -> tuple[Path, Path]:
        """Write both files; return their paths."""
        count = len(self.rows) if self.count is None else self.count
        data = self.magic + struct.pack(">II", self.version, count) + bytes(self.body)
        checksum = hashlib.sha1(data).digest() if self.trailer is None else self.trailer
        pack, index = self.folder / f"{stem}.pack", self.folder / f"{stem}.idx"
        pack.write_bytes(data + checksum)
        index.write_bytes(self.old_index(checksum) if old else self.index(checksum, wide=wide))
        return pack, index
