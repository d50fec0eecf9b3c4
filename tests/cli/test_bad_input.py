"""Bad input gives one clear line, a documented exit code, and nothing lost; never a traceback."""

from __future__ import annotations

import io
import os
import socket
import zipfile
from pathlib import Path

import pytest

from tests.cli.run import git, good_server, keyproof


def refused(*arguments: str, cwd: Path | None = None) -> str:
    """Assert exit 2 with exactly one line on standard error and nothing on standard output; return the line."""
    done = keyproof(*arguments, cwd=cwd)
    assert done.returncode == 2, done.stderr + done.stdout
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("keyproof: ")
    return lines[0]


def test_a_missing_path(tmp_path: Path) -> None:
    assert "nowhere" in refused("check", str(tmp_path / "nowhere"))


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "empty" in refused("check", str(tmp_path))


def test_a_folder_that_holds_no_server(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here\n")
    assert "no MCP server" in refused("check", str(tmp_path))


def test_a_broken_manifest_is_named_where_no_server_is_found(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "x",\n "dependencies": {')
    assert "package.json cannot be parsed: it is not well-formed JSON (line 2)" in refused("check", str(tmp_path))


@pytest.mark.parametrize("kind", ["file", "fifo", "socket", "device"])
def test_what_is_not_a_folder(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "thing"
    if kind == "file":
        place.write_text("x")
    elif kind == "fifo":
        os.mkfifo(place)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(place))
    else:
        place = Path("/dev/null")
    assert str(place) in refused("check", str(place))


def test_a_sparse_gigabyte_as_the_target(tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(1 << 30)
    refused("check", str(tmp_path / "big"))


@pytest.mark.parametrize("ref", ["https://127.0.0.1:9/none.git", "ext::sh -c id", "-u", "git@", "https://"])
def test_a_url_that_cannot_be_cloned(ref: str) -> None:
    refused("check", "--", ref)


def test_a_password_in_a_url_is_not_shown() -> None:
    word = "pass" + "word" * 3
    assert word not in refused("check", f"https://user:{word}@127.0.0.1:9/none.git")


def test_a_corrupt_repository_without_files(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_bytes(b"\xff\xfe garbage")
    refused("check", str(tmp_path))


@pytest.mark.parametrize("text", ["[tool.keyproof]\nfail-on = 3\n", "[tool.keyproof\n", "\xff"])
def test_broken_settings(tmp_path: Path, text: str) -> None:
    place = tmp_path / "pyproject.toml"
    place.write_bytes(text.encode("latin-1"))
    assert "pyproject.toml" in refused("check", ".", "--config", str(place))


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--exceptions", "[[exception]]\ncheck = 'KP001'\n"),
        ("--exceptions", "not toml ["),
        ("--baseline", "{"),
        ("--baseline", '{"key_id": "0", "findings": []}'),
        ("--fingerprint-key", "short"),
    ],
)
def test_broken_files_of_the_user(tmp_path: Path, option: str, text: str) -> None:
    place = tmp_path / "given"
    place.write_text(text)
    assert str(place) in refused("check", ".", option, str(place))


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", ".", "--format", "nope"],
        ["check", ".", "-f", "json", "-f", "text"],
        ["check", ".", "-o", "a", "-o", "b"],
        ["nope"],
        ["explain", "KP999"],
        ["check", ".", "--fail-on", "sometimes"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    refused(*arguments)


def test_a_server_name_that_is_not_there(tmp_path: Path) -> None:
    for name in ("one", "two"):
        good_server(tmp_path / name)
        (tmp_path / name / "pyproject.toml").write_text(f'[project]\nname = "{name}"\ndependencies = ["mcp"]\n')
    line = refused("check", str(tmp_path), "--server", "three")
    assert "one" in line
    assert "two" in line


def reads_on(folder: Path, *arguments: str) -> str:
    """Assert that *folder* is still assessed, whatever else is in it; return the report."""
    done = keyproof("check", str(folder), *arguments)
    assert done.returncode in (0, 1, 4), done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("package.json", b'{"name": '),
        ("server.json", b"[1, 2"),
        ("smithery.yaml", b"a: [b\n - &x *x"),
        ("config.toml", b"= 3"),
        ("bad.py", b"def f(:\n  \xff\xfe"),
        ("deep.json", b"[" * 50_000),
        ("deep.yaml", b"- " * 20_000),
        ("deep.py", b"(" * 50_000),
        ("utf16.txt", "hello".encode("utf-16")),
        ("a\nb\x1b[31m.py", b"x = 1\n"),
    ],
)
def test_a_broken_file_does_not_stop_the_rest(tmp_path: Path, name: str, data: bytes) -> None:
    folder = good_server(tmp_path / "s")
    (folder / name).write_bytes(data)
    assert "demo" in reads_on(folder)


def test_a_loop_of_links_a_fifo_and_a_socket_are_passed_by(tmp_path: Path) -> None:
    folder = good_server(tmp_path / "s")
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    os.mkfifo(folder / "pipe")
    assert "demo" in reads_on(folder)


def test_a_gigabyte_in_the_tree_is_said_and_gives_exit_4(tmp_path: Path) -> None:
    folder = good_server(tmp_path / "s")
    with (folder / "big.py").open("wb") as file:
        file.truncate(1 << 30)
    done = keyproof("check", str(folder))
    assert done.returncode == 4, done.stdout + done.stderr
    assert "big.py" in done.stdout


def test_a_line_of_a_hundred_megabytes_is_bounded(tmp_path: Path) -> None:
    folder = good_server(tmp_path / "s")
    with (folder / "long.txt").open("wb") as file:
        for _ in range(100):
            file.write(b"token=" * (1024 * 1024 // 6))
    assert keyproof("check", str(folder), timeout=110).returncode == 4


def test_a_zip_of_a_zip_is_not_opened(tmp_path: Path) -> None:
    folder = good_server(tmp_path / "s")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", "x" * 1000)
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    assert "demo" in reads_on(folder)


def test_a_corrupt_pack_is_said_and_gives_exit_4(tmp_path: Path) -> None:
    folder = good_server(tmp_path / "s")
    git(folder, "gc", "-q")
    (pack,) = (folder / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    data[20:-20] = bytes(b ^ 0x5A for b in data[20:-20])
    pack.write_bytes(bytes(data))
    done = keyproof("check", str(folder))
    assert done.returncode == 4, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_shallow_clone_is_said_and_gives_exit_4(tmp_path: Path) -> None:
    folder = good_server(tmp_path / "s")
    (folder / "more.txt").write_text("more\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "More")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{folder}", "shallow")
    done = keyproof("check", str(tmp_path / "shallow"))
    assert done.returncode == 4, done.stdout + done.stderr
    assert "shallow" in done.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    try:
        refused("check", str(tmp_path))
    finally:
        tmp_path.chmod(0o700)


def test_many_files_are_read(tmp_path: Path) -> None:
    folder = good_server(tmp_path / "s")
    for i in range(100):
        (folder / f"d{i}").mkdir()
        for k in range(100):
            (folder / f"d{i}" / f"f{k}").touch()
    assert "demo" in reads_on(folder)
