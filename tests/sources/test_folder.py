"""A folder's files: what is listed, what is skipped and said, and that nothing is followed, opened or run."""

import os
import resource
import socket
import stat

import pytest

from keyproof import limits
from keyproof.errors import TargetError
from keyproof.model.target import GapKind, TargetKind
from keyproof.sources import folder as folder_module
from keyproof.sources.opener import open_target


def listed(path):
    with open_target(str(path)) as source:
        return [f.path for f in source.files()], source.gaps, source.searched


def test_a_folder_without_git_is_walked_past_caches(tmp_path):
    for name in ("server.py", "src/a.py", "node_modules/x/i.js", ".tox/x.py", ".ruff_cache/a", ".env"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    files, gaps, searched = listed(tmp_path)
    assert files == [".env", "node_modules/x/i.js", "server.py", "src/a.py"]
    assert {(g.kind, g.where) for g in gaps} == {(GapKind.SKIPPED, ".tox"), (GapKind.SKIPPED, ".ruff_cache")}
    assert searched["folders skipped"] == 2


def test_what_is_left_of_a_repository_is_walked_and_a_repository_is_not(tmp_path):
    for name in ("a/.git/config", "a/.git/objects/47/0a", "b/.git/config", "b/.git/HEAD"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    files, _, searched = listed(tmp_path)
    assert files == ["a/.git/config", "a/.git/objects/47/0a"]
    assert searched["folders skipped"] == 1


def test_in_git_ignored_files_are_counted_and_the_rest_is_listed(repo):
    repo.commit(_dot_gitignore="*.log\n/build/\n", server="1", kept_dot_log="tracked all the same")
    for name in ("new.py", "x.log", "build/a", "build/b"):
        repo.write(name, "1")
    with open_target(str(repo.path)) as source:
        assert {f.path: f.tracked for f in source.files()} == {
            ".gitignore": True, "server": True, "kept.log": True, "new.py": False,
        }  # fmt: skip
        assert source.searched["ignored"] == 2
        assert source.target.kind is TargetKind.FOLDER
        assert source.target.commit == repo.git("rev-parse", "HEAD")


def test_a_folder_that_its_repository_ignores_is_read_as_a_plain_one(repo):
    repo.commit(_dot_gitignore="/vendor/\n", server="1")
    repo.write("vendor/thing/server.py", "1")
    with open_target(str(repo.path / "vendor/thing")) as source:
        assert [(f.path, f.tracked) for f in source.files()] == [("server.py", None)]
        assert source.history() is None
        assert source.target.root == ""


@pytest.mark.parametrize("in_git", [True, False])
def test_links_are_listed_and_never_followed(tmp_path, make_repo, in_git):
    top = make_repo("top").path if in_git else tmp_path / "top"
    top.mkdir(exist_ok=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "private").write_text("private")
    (top / "file").symlink_to("../outside/private")
    (top / "folder").symlink_to("../outside")
    (top / "loop").symlink_to(".")
    (top / "server").write_text("1")
    with open_target(str(top)) as source:
        links = {f.path: f.link for f in source.files()}
        assert links == {"file": "../outside/private", "folder": "../outside", "loop": ".", "server": ""}
        assert b"private" not in [f.read() for f in source.files()]


def test_a_tracked_path_below_what_is_now_a_link_is_not_read(repo, tmp_path):
    repo.commit(a__private="1", server="1")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "private").write_text("private")
    (repo.path / "a/private").unlink()
    (repo.path / "a").rmdir()
    (repo.path / "a").symlink_to(tmp_path / "outside")
    files, _, searched = listed(repo.path)
    assert files == ["a", "server"]
    assert searched["absent"] == 1


def test_a_file_that_becomes_a_link_or_a_pipe_after_listing_is_not_opened(tmp_path):
    top = tmp_path / "top"
    (top / "sub").mkdir(parents=True)
    for name in ("a", "b", "sub/c"):
        (top / name).write_text("1")
    with open_target(str(top)) as source:
        files = {f.path: f for f in source.files()}
        (tmp_path / "c").write_text("private")
        (top / "a").unlink()
        (top / "a").symlink_to("/etc/hostname")
        (top / "b").unlink()
        os.mkfifo(top / "b")
        (top / "sub").rename(top / "gone")
        (top / "sub").symlink_to("..")
        for file in files.values():
            with pytest.raises(OSError, match=r".+"):
                file.read()


def test_pipes_sockets_and_devices_are_never_opened(tmp_path, monkeypatch):
    (tmp_path / "server").write_text("1")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("socket")
    expected = {"pipe", "socket"}
    if os.geteuid() == 0:
        try:
            os.mknod(tmp_path / "device", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
            expected.add("device")
        except OSError:
            pass
    files, gaps, _ = listed(tmp_path)
    assert files == ["server"]
    assert {g.where for g in gaps} == expected
    assert {g.kind for g in gaps} == {GapKind.SKIPPED}


def test_a_pipe_called_gitignore_does_not_hold_the_reader(repo, monkeypatch):
    monkeypatch.setattr(folder_module, "LIST_SECONDS", 0.3)
    repo.commit(server="1")
    os.mkfifo(repo.path / ".gitignore")
    repo.write("new", "1")
    files, gaps, _ = listed(repo.path)
    assert files == ["new", "server"]
    assert any("took too long" in g.what for g in gaps)


@pytest.mark.parametrize("name", ["index", "packed-refs", "config", "shallow", "HEAD", "objects/aa/pipe"])
def test_a_pipe_within_git_does_not_hold_the_reader(repo, name):
    repo.commit(server="1")
    path = repo.path / ".git" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    with open_target(str(repo.path)) as source:
        assert [f.path for f in source.files()] == ["server"]
        if history := source.history():
            list(history.blobs())


def test_a_malformed_index_falls_back_to_head(repo, secret):
    repo.commit(server="1", key=secret)
    (repo.path / ".git/index").write_bytes(b"DIRC garbage")
    with open_target(str(repo.path)) as source:
        assert [(f.path, f.tracked) for f in source.files()] == [("key", True), ("server", True)]
        assert any("index cannot be read" in g.what for g in source.gaps)
        assert any(secret.encode() in data for _, data in source.history().blobs())


def test_a_submodule_is_another_repository(repo, make_repo):
    other = make_repo("other")
    other.commit(inner="1")
    repo.commit(server="1")
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.path), "sub")
    repo.commit(message="submodule")
    make_repo("repo/nested").commit(x="1")
    files, gaps, _ = listed(repo.path)
    assert files == [".gitmodules", "server"]
    assert {(g.kind, g.where) for g in gaps} == {(GapKind.SKIPPED, "sub"), (GapKind.SKIPPED, "nested")}


def test_a_sparse_file_of_a_gigabyte_is_read_up_to_the_bound(tmp_path):
    with open(tmp_path / "big", "wb") as file:
        file.truncate(1024**3)
    with open_target(str(tmp_path)) as source:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert len(source.files()[0].read()) == limits.FILE_BYTES
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
        assert [(g.kind, g.where) for g in source.gaps] == [(GapKind.BOUND, "big")]


def test_one_line_of_100_mb_is_read_up_to_the_bound(tmp_path):
    (tmp_path / "line").write_bytes(b"x" * 100_000_000)
    with open_target(str(tmp_path)) as source:
        assert source.files()[0].size == 100_000_000
        assert len(source.files()[0].read()) == limits.FILE_BYTES


def test_a_file_that_grows_after_listing_is_read_whole(tmp_path):
    (tmp_path / "log").write_text("1")
    with open_target(str(tmp_path)) as source:
        (tmp_path / "log").write_bytes(b"y" * 3_000_000)
        assert len(source.files()[0].read()) == 3_000_000


def test_twenty_thousand_files_are_listed(tmp_path):
    for folder in range(20):
        (tmp_path / str(folder)).mkdir()
        for number in range(1000):
            os.close(os.open(tmp_path / str(folder) / str(number), os.O_CREAT | os.O_WRONLY))
    files, gaps, searched = listed(tmp_path)
    assert len(files) == searched["files"] == 20_000
    assert not gaps


def test_more_files_or_deeper_folders_than_the_bounds_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr("keyproof.limits.TREE_FILES", 5)
    for number in range(9):
        (tmp_path / str(number)).write_text("")
    files, gaps, _ = listed(tmp_path)
    assert len(files) == 5
    assert [g.kind for g in gaps] == [GapKind.BOUND]
    deep = tmp_path / "deep" / "/".join("d" * 70)
    deep.mkdir(parents=True)
    (deep / "x").write_text("")
    (tmp_path / "deep" / "y").write_text("")
    files, gaps, _ = listed(tmp_path / "deep")
    assert files == ["y"]
    assert [g.kind for g in gaps] == [GapKind.BOUND]


def test_a_folder_that_cannot_be_read_is_a_gap(tmp_path, monkeypatch):
    from keyproof.sources._disk import Disk

    (tmp_path / "closed").mkdir()
    (tmp_path / "server").write_text("1")
    real = Disk.scan

    def scan(disk, path):
        if path == "closed":
            raise PermissionError(13, "Permission denied")
        return real(disk, path)

    monkeypatch.setattr(Disk, "scan", scan)
    files, gaps, _ = listed(tmp_path)
    assert files == ["server"]
    assert [(g.kind, g.where) for g in gaps] == [(GapKind.UNREADABLE, "closed")]


def test_names_that_are_not_utf8_are_read_without_git_too(tmp_path):
    name = os.fsdecode(b"\xff\xfe name\n")
    (tmp_path / name).write_text("1")
    with open_target(str(tmp_path)) as source:
        assert [(f.path, f.read()) for f in source.files()] == [(name, b"1")]


def test_what_cannot_be_a_target_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("1")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken/.git").mkdir(parents=True)
    (tmp_path / "broken/.git/HEAD").write_text("ref: refs/heads/main\n")
    cases = {
        tmp_path / "missing": "does not exist",
        tmp_path / "file": "is a file",
        tmp_path / "pipe": "neither a file nor a folder",
        tmp_path / "empty": "holds no files",
        tmp_path / "broken": "damaged",
        "/dev/null": "neither a file nor a folder",
        "": "names no target",
        "--upload-pack=x": "names no target",
        "a\0b": "names no target",
        "x" * 5000: "cannot be read",
    }
    for ref, words in cases.items():
        with pytest.raises(TargetError, match=words) as caught:
            open_target(str(ref))
        assert "\n" not in str(caught.value)


def test_a_damaged_git_folder_does_not_hide_the_files(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "server").write_text("1")
    files, gaps, _ = listed(tmp_path)
    assert files == ["server"]
    assert any(g.incomplete and "damaged" in g.what for g in gaps)


def test_without_git_installed_the_files_are_read_and_the_gap_is_said(repo, monkeypatch):
    repo.commit(server="1")
    monkeypatch.setenv("PATH", "/nonexistent")
    files, gaps, _ = listed(repo.path)
    assert files == ["server"]
    assert any("git is not installed" in g.what for g in gaps)


def test_leaving_a_source_removes_what_was_put_on_disk(repo, tmp_path, monkeypatch):
    repo.commit(server="1")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with open_target(str(repo.path)) as source:
        assert list(source.history().blobs())
        assert list(temporary.iterdir())
    assert not list(temporary.iterdir())


def test_git_is_asked_what_it_would_leave_out_of_a_folder_below_the_ignore_file(repo):
    repo.commit(_dot_gitignore=".env\n*.pem\n", server__main_dot_py="1")
    with open_target(str(repo.path / "server")) as source:
        assert source.ignored([".env", "a.pem", "token.json"]) == {".env", "a.pem"}
        assert source.ignored(["token.json"]) == frozenset()
