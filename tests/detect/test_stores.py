"""Values in archives and stores whose own format has to be read: 7z, Snappy, LevelDB, Parquet, WebAssembly, PGP, pictures."""

from __future__ import annotations

import base64
import io
import json
import lzma
import random
import struct
import zipfile
import zlib

import pytest

from keyproof.detect.decode.blocks import unsnapped
from keyproof.detect.decode.containers import members
from keyproof.detect.decode.view import Budget
from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import drawn, live

RULES = {rule.id: rule for rule in builtin_rules()}
GITHUB = samples(RULES["github-pat-classic"], 7)[0]
GITLAB = samples(RULES["gitlab-pat"], 7)[0]
TEXT = f"notes: {drawn(40, 1)}\nkey: {GITHUB}\nmore: {drawn(40, 2)}\n".encode()


def number7(value: int) -> bytes:
    """Return *value* as 7z writes numbers, in three bytes."""
    return bytes((0xC0 | value >> 16, value & 255, value >> 8 & 255))


def seven(raw: bytes, coder: bytes, size: int, *, packs_head: bool = False) -> bytes:
    """Return a 7z archive with one folder."""

    def streams(at: int, packed: int, told: bytes, unpacked: int) -> bytes:
        return (
            b"\x06" + number7(at) + b"\x01\x09" + number7(packed) + b"\x00"
            + b"\x07\x0b\x01\x00" + told + b"\x0c" + number7(unpacked) + b"\x00\x00"
        )  # fmt: skip

    head = b"\x01\x04" + streams(0, len(raw), coder, size) + b"\x00\x00"
    if packs_head:
        raw, head = raw + head, b"\x17" + streams(len(raw), len(head), b"\x01\x01\x00", len(head))
    return b"7z\xbc\xaf\x27\x1c\0\4" + bytes(4) + struct.pack("<QQI", len(raw), len(head), 0) + raw + head


def squeezed(filters: list[dict[str, int]], data: bytes) -> bytes:
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=filters)
    return packer.compress(data) + packer.flush()


LZMA2 = squeezed([{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}], TEXT)
LZMA2_X86 = squeezed([{"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}], TEXT)
LZMA1 = squeezed([{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}], TEXT)
DEFLATED = zlib.compress(TEXT)[2:-4]


def snapped(data: bytes) -> bytes:
    """Return *data* as a block of Snappy, cut into literals with a copy between where the same stands before."""
    out = bytearray()
    size = len(data)
    while True:
        out.append(size & 127 | (128 if size > 127 else 0))
        size >>= 7
        if not size:
            break
    at = 0
    while at < len(data):
        back = data.rfind(data[at : at + 6], max(0, at - 1_900), at) if at + 6 <= len(data) else -1
        if back >= 0 and at - back >= 6:
            out += bytes((2 << 2 | 1 | (at - back >> 8) << 5, at - back & 255))
            at += 6
        else:
            piece = data[at : at + 5]
            out += bytes((len(piece) - 1 << 2,)) + piece
            at += 5
    return bytes(out)


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<IHB", 0, len(data), kind) + data


def leveldb_log(data: bytes, cut: int) -> bytes:
    """Return a log in which *data* goes on over the end of a block, *cut* bytes of it before."""
    filler = b"x" * (32 * 1024 - 7 - 7 - cut)
    return record(1, filler) + record(2, data[:cut]) + record(4, data[cut:])


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes((value & 127 | 128,)), value >> 7
    return out + bytes((value,))


def block(entries: list[tuple[bytes, bytes]]) -> bytes:
    rows = b"".join(b"\0" + varint(len(k)) + varint(len(v)) + k + v for k, v in entries)
    return rows + struct.pack("<II", 0, 1)


def leveldb_table(value: bytes) -> bytes:
    rows = snapped(block([(b"a", b"one two three four"), (b"b", value)]))
    index = block([(b"b", varint(0) + varint(len(rows)))])
    body = rows + b"\1" + bytes(4)
    handle = varint(0) + varint(0) + varint(len(body)) + varint(len(index))
    return body + index + b"\0" + bytes(4) + handle.ljust(40, b"\0") + bytes.fromhex("57fb808b247547db")


def zigzag(value: int) -> bytes:
    return varint(value << 1)


def parquet(page: bytes, whole: int) -> bytes:
    inner = b"\x15\x02\x15\x00\x00"
    head = b"\x15\x00\x15" + zigzag(whole) + b"\x15" + zigzag(len(page)) + b"\x2c" + inner + b"\x00"
    return b"PAR1" + head + page + b"\x15\x00" + b"PAR1"


def wasm(first: bytes, second: bytes, gap: int) -> bytes:
    def segment(place: int, data: bytes) -> bytes:
        return b"\x00\x41" + varint(place) + b"\x0b" + varint(len(data)) + data

    section = b"\x02" + segment(1, first) + segment(1 + len(first) + gap, second)
    return b"\0asm\1\0\0\0" + b"\x05\x03\x01\x00\x02" + b"\x0b" + varint(len(section)) + section


def message(data: bytes) -> str:
    literal = b"\xcb" + bytes((6 + len(data),)) + b"b\0" + bytes(4) + data
    packed = zlib.compress(literal)[2:-4]
    raw = b"\xc8" + bytes((1 + len(packed),)) + b"\1" + packed
    rows = base64.b64encode(raw).decode()
    lines = "\n".join(rows[i : i + 64] for i in range(0, len(rows), 64))
    return f"-----BEGIN PGP MESSAGE-----\n\n{lines}\n=aaaa\n-----END PGP MESSAGE-----\n"


def picture(text: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text)) + chunk(b"IDAT", b"x")


def numpy(value: str, kind: str, code: str) -> bytes:
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({len(value)},), }}".ljust(117) + "\n"
    return (
        b"\x93NUMPY\1\0"
        + struct.pack("<H", len(head))
        + head.encode()
        + struct.pack(f"{kind[0]}{len(value)}{code}", *value.encode())
    )


def sheet(formula: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        rows = f'<row r="1"><c r="A1" t="str"><f>{formula}</f></c></row>'
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return out.getvalue()


def extension() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("background.js", TEXT)
    return b"Cr24\3\0\0\0" + struct.pack("<I", 40) + bytes(40) + out.getvalue()


HALVES = GITHUB[:13].encode(), GITHUB[13:].encode()
FILES = {
    "7z, copied": ("a.7z", seven(TEXT, b"\x01\x01\x00", len(TEXT))),
    "7z, LZMA2": ("a.7z", seven(LZMA2, b"\x01\x21\x21\x01\x08", len(TEXT))),
    "7z, LZMA2 behind a filter, its head copied": (
        "a.7z",
        seven(LZMA2_X86, b"\x02\x21\x21\x01\x08\x04\x03\x03\x01\x03\x01\x00", len(TEXT), packs_head=True)
        .replace(b"\x0c" + number7(len(TEXT)) + b"\0\0\0\0", b"\x0c" + number7(len(TEXT)) * 2 + b"\0\0\0\0"),
    ),
    "7z, LZMA": ("a.7z", seven(LZMA1, b"\x01\x23\x03\x01\x01\x05\x5d\0\0\1\0", len(TEXT))),
    "7z, deflate": ("a.7z", seven(DEFLATED, b"\x01\x03\x04\x01\x08", len(TEXT))),
    "Snappy": ("a.snappy", snapped(TEXT * 2)),
    "Snappy in frames": ("a.sz", b"\xff\x06\0\0sNaPpY\0" + struct.pack("<I", len(snapped(TEXT)) + 4)[:3] + bytes(4) + snapped(TEXT)),
    "a log of LevelDB": ("leveldb/000003.log", leveldb_log(b"\1k=" + GITHUB.encode() + b" ", 20)),
    "a table of LevelDB": ("leveldb/000005.ldb", leveldb_table(TEXT)),
    "a page of Parquet, Snappy": ("a.parquet", parquet(snapped(TEXT), len(TEXT))),
    "a page of Parquet, gzip": ("a.parquet", parquet((gz := zlib.compressobj(9, zlib.DEFLATED, 31)).compress(TEXT) + gz.flush(), len(TEXT))),
    "WebAssembly": ("a.wasm", wasm(b"k=" + HALVES[0], HALVES[1] + b"\0", 0)),
    "a message that is packed alone": ("a.asc", message(TEXT[:180]).encode()),
    "a picture of a notebook": (
        "a.ipynb",
        json.dumps({"image/png": base64.encodebytes(picture(TEXT)).decode()}).encode(),
    ),
    "numbers of NumPy": ("a.npy", numpy(GITHUB, "<i4", "i")),
    "bytes of NumPy": ("a.npy", numpy(GITHUB, ">u2", "H")),
    "an extension of Chrome": ("a.crx", extension()),
}  # fmt: skip


@pytest.mark.parametrize(("path", "data"), FILES.values(), ids=list(FILES))
def test_what_a_store_holds_is_found(detector: Detector, path: str, data: bytes) -> None:
    assert live(detector.scan(data, path)) == [GITHUB]


def test_what_a_formula_puts_together_is_found(detector: Detector) -> None:
    formula = f"&quot;{GITLAB[:2]}&quot;&amp;&quot;{GITLAB[2:11]}&quot; &amp; &quot;{GITLAB[11:]}&quot;"
    assert live(detector.scan(sheet(formula), "a.xlsx")) == [GITLAB]
    assert live(detector.scan(sheet(formula.replace("&amp;", "+", 1)), "a.xlsx")) == []


def test_segments_apart_are_not_one(detector: Detector) -> None:
    halves = b"k=" + GITLAB[:13].encode(), GITLAB[13:].encode() + b"\0"
    assert live(detector.scan(wasm(*halves, 0), "a.wasm")) == [GITLAB]
    assert live(detector.scan(wasm(*halves, 4), "a.wasm")) == []


def test_a_bomb_of_snappy_stays_within_its_bound() -> None:
    bomb = varint(1 << 40) + b"\0a" + bytes((63 << 2 | 2, 1, 0)) * 100_000
    assert len(unsnapped(bomb, 1 << 20)) == 1 << 20


@pytest.mark.parametrize("name", list(FILES))
def test_what_is_broken_ends_in_time_and_without_an_error(name: str) -> None:
    path, data = FILES[name]
    made = random.Random(name)
    for _ in range(120):
        hurt = bytearray(data)
        for _ in range(made.randrange(1, 6)):
            hurt[made.randrange(min(8, len(hurt) - 1), len(hurt))] = made.randrange(256)
        cut = bytes(hurt[: made.randrange(8, len(hurt))] if made.random() < 0.3 else hurt)
        budget = Budget()
        held = sum(len(member.data) for member in members(cut, budget, path))
        assert held <= 64 << 20
