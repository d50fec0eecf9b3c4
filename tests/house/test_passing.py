"""Files without names, and folders for one run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from keyproof.passing import passing_file, passing_folder


@pytest.mark.parametrize("place", ["", "there", "nowhere", "file"])
def test_a_passing_file_is_written_and_read_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TMPDIR", str(tmp_path / place) if place else "")
    with passing_file() as file:
        file.write(b"some bytes")
        file.seek(0)
        assert file.read() == b"some bytes"
    assert sorted(os.listdir(tmp_path)) == ["file", "there"]
    assert os.listdir(tmp_path / "there") == []


@pytest.mark.parametrize("place", ["there", "nowhere"])
def test_a_passing_folder_is_for_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    (tmp_path / "there").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / place))
    one, other = passing_folder("kp-"), passing_folder("kp-")
    assert one != other
    assert one.stat().st_mode & 0o777 == 0o700
    assert one.name.startswith("kp-")
    one.rmdir()
    other.rmdir()


def test_a_file_system_without_nameless_files_is_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.O_TMPFILE", 0)
    with passing_file() as file:
        file.write(b"a")
        file.seek(0)
        assert file.read() == b"a"
