"""Containers are known by their first bytes; their members are read within bounds, and matches say which member."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import random
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof import limits
from keyproof.detect.decode import Budget
from keyproof.detect.decode.containers import members
from keyproof.detect.decode.magic import MAGIC, is_container
from keyproof.detect.detector import Detector
from keyproof.detect.match import Match
from tests.detect.conftest import drawn, live
from tests.detect.test_decode import token


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content + b"\nmore text, so that it is deflated" * 9)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def database(value: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table settings (name text, api_key text)")
    connection.execute("insert into settings values ('main', ?)", (value,))
    connection.commit()
    return connection.serialize()


def settings_file(seed: int = 1) -> bytes:
    return f"# settings\nGITHUB_TOKEN={token(seed)}\n".encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def pdf(stream: bytes, head: str) -> bytes:
    return (
        f"%PDF-1.7\n4 0 obj\n<< /Length {len(stream)} {head} >>\nstream\n".encode() + stream + b"\nendstream\nendobj\n"
    )


def packed(content: bytes) -> bytes:
    size = len(content)
    head = bytes([0x80 | 3 << 4 | size & 15, size >> 4])
    return b"# v2 git bundle\n\nPACK\0\0\0\2\0\0\0\1" + head + zlib.compress(content)


_SHOWN = b"BT (first) Tj [(%s)-20(%s)] TJ ET"
_KINDS: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    # member, encodings, content
    "zip": ("a/.env", "", lambda: zipped({"a/.env": settings_file()})),
    "zip in zip": ("b.zip!a/.env", "", lambda: zipped({"b.zip": zipped({"a/.env": settings_file()})})),
    "tar": ("a/.env", "", lambda: tarred({"a/.env": settings_file()})),
    "tar.gz": ("a/.env", "gzip", lambda: gzip.compress(tarred({"a/.env": settings_file()}))),
    "tar.bz2": ("a/.env", "bzip2", lambda: bz2.compress(tarred({"a/.env": settings_file()}))),
    "tar.xz": ("a/.env", "xz", lambda: lzma.compress(tarred({"a/.env": settings_file()}))),
    "gz": ("", "gzip", lambda: gzip.compress(settings_file() * 2)),
    "zlib": ("", "zlib", lambda: zlib.compress(settings_file() * 2)),
    "ar": ("data.tar", "", lambda: b"!<arch>\n" + b"data.tar".ljust(48) + b"%-10d`\n" % 4096 + tarred({"x": settings_file()}).ljust(4096, b"\0")),
    "git pack": ("", "git bundle", lambda: packed(settings_file() * 2)),
    "PDF": ("", "PDF", lambda: pdf(zlib.compress(settings_file()), "/Filter /FlateDecode")),
    "PDF in ASCII85": ("", "PDF", lambda: pdf(base64.a85encode(zlib.compress(settings_file())) + b"~>", "/Filter [/ASCII85Decode /FlateDecode]")),
    "PDF text in pieces": ("", "PDF", lambda: pdf(zlib.compress(_SHOWN % (token()[:9].encode(), token()[9:].encode())), "/Filter /FlateDecode")),
    "PNG text": ("Comment", "", lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(settings_file()))),
    "SQLite": ("settings", "", lambda: database(token())),
    "DLL": ("", "UTF-16", lambda: b"MZ\x90\0" + bytes(300) + token().encode("utf-16-le") + bytes(300)),
    "base64 in a zip": ("s.txt", "base64", lambda: zipped({"s.txt": b"k: " + base64.b64encode(settings_file())})),
}  # fmt: skip


def of_token(matches: list[Match]) -> list[Match]:
    return [m for m in matches if m.secret.reveal() == token()]


@pytest.mark.parametrize("kind", _KINDS)
def test_a_token_is_found_in_each_container(detector: Detector, kind: str) -> None:
    member, how, build = _KINDS[kind]
    found = of_token(detector.scan(build(), "backup"))
    assert found
    assert found[0].member == member or found[0].member.startswith(f"{member}!")
    assert not how or how in found[0].decoded


def test_a_container_in_base64_is_opened(detector: Detector) -> None:
    text = b"first\ndata: " + base64.b64encode(zipped({"a/.env": settings_file()})) + b"\n"
    (match,) = detector.scan(text, "a.txt")
    assert (match.line, match.decoded, match.member) == (2, ("base64",), "a/.env")


def test_lines_are_those_of_the_member(detector: Detector) -> None:
    (match,) = detector.scan(zipped({"a/.env": b"\n\n\n" + settings_file()}), "a.zip")
    assert (match.line, match.column) == (5, 14)


def test_names_in_a_database_bind_its_cells(detector: Detector) -> None:
    value = drawn(40)
    assert value in live(detector.scan(database(value), "state.db"))


def test_a_zip_bomb_is_opened_within_bounds(detector: Detector) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(12):
            archive.writestr(f"{number}", bytes(16 * limits.MIB))
    budget = Budget()
    sizes = [len(m.data) for m in members(bomb.getvalue(), budget)]
    assert sum(sizes) <= limits.DECODED_BYTES
    assert budget.cut


def test_a_member_that_unfolds_too_far_is_cut() -> None:
    budget = Budget()
    twice = gzip.compress(gzip.compress(bytes(48 * limits.MIB)))
    (inner,) = members(twice, budget)
    (content,) = members(inner.data, budget)
    assert len(content.data) <= max(limits.MIB, len(inner.data) * limits.MEMBER_RATIO)


def test_what_was_not_read_is_said(detector: Detector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 3)
    detector.scan(tarred({f"f{n}": b"x" for n in range(9)}), "many.tar")
    assert detector.unopened["many.tar"] == "members of archives"


def test_nesting_is_bounded(detector: Detector) -> None:
    data = settings_file()
    for _ in range(limits.MEMBER_DEPTH + 3):
        data = zipped({"in.zip": data})
    assert of_token(detector.scan(data, "a.zip")) == []


@pytest.mark.parametrize("kind", _KINDS)
def test_broken_containers_are_no_error(detector: Detector, kind: str) -> None:
    data = _KINDS[kind][2]()
    rng = random.Random(3)
    for _ in range(12):
        cut = bytearray(data[: rng.randrange(8, len(data))])
        cut[rng.randrange(4, len(cut))] = rng.randrange(256)
        detector.scan(bytes(cut), "broken")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lead=st.sampled_from([b"PK\3\4", b"\x1f\x8b\x08", b"BZh9", b"!<arch>\n", b"%PDF-1.4 stream\n", b"PACK\0\0\0\2\0\0\0\7",
                          b"\x28\xb5\x2f\xfd", b"SQLite format 3\0", b"\x89PNG\r\n\x1a\n", b"x\x9c", b"\x5d\0\0"]),
    rest=st.binary(max_size=300),
)  # fmt: skip
def test_no_bytes_make_a_reader_fail(detector: Detector, lead: bytes, rest: bytes) -> None:
    assert is_container(lead + rest)
    detector.scan(lead + rest, "a.bin")


def test_pictures_and_random_bytes_hold_nothing(detector: Detector) -> None:
    noise = random.Random(9).randbytes(300_000)
    picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", zlib.compress(noise))
    assert detector.scan(picture, "a.png") == []
    assert detector.scan(gzip.compress(noise), "a.gz") == []


def test_each_kind_that_is_told_can_be_opened() -> None:
    from keyproof.detect.decode.containers import _OPENERS

    by_name = {"brotli", "source map", "base64", "LevelDB", "asciinema"}
    assert {kind for _, kind in MAGIC} | {"tar", "BSON", "Python code"} | by_name == set(_OPENERS)
