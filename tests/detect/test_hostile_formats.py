"""Files made to keep their readers busy: sizes that lead back, comments within comments, rows of one name."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from keyproof.detect.decode import stored
from keyproof.detect.decode.view import Budget
from keyproof.detect.detector import Detector
from tests.detect.conftest import drawn, live


def _head(size: bytes, name: bytes) -> bytes:
    return b"070701" + b"0" * 48 + size + b"0" * 32 + name + b"0" * 8


@pytest.mark.parametrize(
    ("size", "name"), [(b"-000006e", b"00000002"), (b"00000000", b"-0000070"), (b"0x00006e", b"00000002")]
)
def test_sizes_of_an_archive_lead_forward_alone(size: bytes, name: bytes) -> None:
    assert list(stored.cpio(_head(size, name) * 9, Budget())) == []


def test_the_comments_of_a_picture_are_read_one_behind_the_other() -> None:
    comment = b"!\xfe" + b"\xff" + b"a" * 255
    assert len(list(stored.gif(b"GIF89a" + comment * 20_000, Budget()))) <= 1
    assert len(list(stored.gif(b"GIF89a" + (comment + b"\0") * 300, Budget()))) == 300


def test_a_row_that_is_left_in_a_database_is_found_with_its_whole_name(detector: Detector, tmp_path: Path) -> None:
    key = drawn(40, 3)
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("pragma secure_delete = off")
    connection.execute("create table t (a)")
    connection.execute("insert into t values (?)", ("key" * 300_000,))
    connection.execute("insert into t values (?)", (f"ACME_API_TOKEN={key}",))
    connection.commit()
    connection.execute("delete from t where length(a) < 100")
    connection.commit()
    connection.close()
    found = detector.scan((tmp_path / "a.db").read_bytes(), "a.db")
    assert live(found) == [key]
    assert found[0].name == "ACME_API_TOKEN"
