"""Files kept between runs come back as they were, or not at all."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from keyproof import kept


def test_kept_bytes_come_back_and_a_spoiled_file_does_not(tmp_path: Path) -> None:
    path = tmp_path / "a.kept"
    for data in (b"", b"\0" * 100, bytes(range(256)) * 40):
        kept.save(path, data)
        assert kept.read(path) == data
        good = path.read_bytes()
        flipped = [good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :] for at in range(0, len(good), 7)]
        for spoiled in (*flipped, good[:-1], good + b"\0", b"", b"\0" * len(good), data):
            path.write_bytes(spoiled)
            assert kept.read(path) is None


def test_the_checksum_is_the_same_with_and_without_the_quick_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.kept"
    kept.save(path, b"some bytes" * 100)
    monkeypatch.setattr(kept, "crc32", zlib.crc32)
    assert kept.read(path) == b"some bytes" * 100


def test_of_what_is_made_anew_with_each_version_few_are_kept(tmp_path: Path) -> None:
    for number in range(9):
        kept.save(tmp_path / f"rules-{number:032x}.hsdb", b"a", versions=True)
        kept.save(tmp_path / f"fits-forms-behind-{number:032x}.kept", b"a", versions=True)
        kept.save(tmp_path / f"rules-{number:032x}.msgpack", b"a")
    assert [len(list(tmp_path.glob(f"*.{end}"))) for end in ("hsdb", "kept", "msgpack")] == [4, 4, 9]
    assert kept.read(tmp_path / f"rules-{8:032x}.hsdb") == b"a"
