"""Git URLs: taken apart, refused, cloned from a real server on the loopback, and never shown with a password."""

import socket
import subprocess
import time

import pytest

from keyproof.errors import TargetError
from keyproof.model.target import TargetKind
from keyproof.sources.git_url import TARGET, parse
from keyproof.sources.gitcli import one_line
from keyproof.sources.opener import open_target


@pytest.mark.parametrize(
    ("ref", "url", "revision", "root"),
    [
        ("https://host/o/r", "https://host/o/r", "", ""),
        ("https://host/o/r.git@v1.2#src/fetch", "https://host/o/r.git", "v1.2", "src/fetch"),
        ("git+https://host/o/r@feature/x", "https://host/o/r", "feature/x", ""),
        ("git+ssh://git@host:22/o/r#subdirectory=a", "ssh://git@host:22/o/r", "", "a"),
        ("git@host:o/r.git@main", "git@host:o/r.git", "main", ""),
        ("https://github.com/o/r/tree/main/src/fetch", "https://github.com/o/r", "main", "src/fetch"),
        ("https://host/g/r/-/tree/dev", "https://host/g/r", "dev", ""),
    ],
)
def test_a_url_is_taken_apart(ref, url, revision, root):
    address = parse(ref)
    assert (address.url, address.revision, address.root) == (url, revision, root)
    assert TARGET.recognise(ref)


@pytest.mark.parametrize(
    "ref",
    ["ext::sh -c id", "ext://x", "fd::7", "ftp://host/x", "ssh://-oProxyCommand=id/x", "git@host:-x", "-uhttps://h/x",
     "https://host/o/r#../../etc", "ssh://user@-oX/x", "git+ext://x"],
)  # fmt: skip
def test_other_transports_and_options_are_refused(ref):
    with pytest.raises(TargetError):
        open_target(ref)


def test_a_password_is_never_shown():
    for ref in ("https://user:hidden@host/o/r@v1", "https://hidden@host/o/r", "ssh://git:hidden@host/o/r"):
        assert "hidden" not in parse(ref).shown
        assert "hidden" in parse(ref).url
    assert one_line("fatal: https://a:hidden@host/x\x1b[31m\nmore") == "fatal: https://host/x [31m more"


@pytest.fixture
def served(repo, secret, tmp_path):
    """A repository with a value in its past, served by git's own daemon."""
    repo.commit(src__server="1", key=secret)
    repo.commit(src__server="2", key=None)
    repo.git("tag", "-a", "-m", "x", "v1", "HEAD~1")
    (repo.path / ".git/git-daemon-export-ok").touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", f"--base-path={tmp_path}", "--reuseaddr"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as daemon:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}/repo"
        daemon.terminate()


def test_a_served_repository_is_cloned_read_and_removed(served, secret, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with open_target(served) as source:
        assert source.target.kind is TargetKind.GIT
        assert [f.path for f in source.files()] == ["src/server"]
        assert source.files()[0].read() == b"2"
        assert any(secret.encode() in data for _, data in source.history().blobs())
        assert not any(place.path == ".git/config" for place, _ in source.history().texts())
    assert not list(temporary.iterdir())
    with open_target(f"{served}@v1#src") as source:
        assert [(f.path, f.read()) for f in source.files()] == [("server", b"1")]
        assert source.target.root == "src"
    with open_target(served, history=False) as source:
        assert source.history() is None
        assert not source.gaps
    for wrong, words in (("@nothing", "no branch, tag or commit"), ("#none", "no folder"), ("x", "no repository")):
        with pytest.raises(TargetError, match=words):
            open_target(served + wrong)
    assert not list(temporary.iterdir())


def test_a_clone_that_grows_too_large_is_ended(served, monkeypatch, tmp_path):
    monkeypatch.setattr("keyproof.sources.gitcli._bytes_under", lambda _: 2**60)
    monkeypatch.setattr("keyproof.limits.GIT_SECONDS", 5.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(TargetError, match="larger than"):
            open_target(f"git://127.0.0.1:{silent.getsockname()[1]}/x")


def test_a_server_that_says_nothing_is_left_after_the_time_limit(monkeypatch):
    from keyproof.sources import gitcli

    monkeypatch.setattr(gitcli.limits, "GIT_SECONDS", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(TargetError, match="took more than"):
            open_target(f"git://127.0.0.1:{silent.getsockname()[1]}/x")


def test_a_closed_port_and_an_unknown_host_are_told_apart_from_a_missing_repository():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TargetError, match="does not answer"):
        open_target(f"https://127.0.0.1:{port}/o/r")


def test_a_file_url_is_read_where_it_is(repo, secret, tmp_path):
    repo.commit(key=secret)
    repo.commit(key="none")
    with open_target(f"file://{repo.path}") as source:
        assert source.target.kind is TargetKind.GIT
        assert any(secret.encode() in data for _, data in source.history().blobs())
    with pytest.raises(TargetError, match="does not exist"):
        open_target(f"file://{tmp_path}/none")
    with pytest.raises(TargetError, match="not a git repository"):
        open_target(f"file://{tmp_path}")


def test_a_bare_repository_is_read_from_its_objects(repo, secret, tmp_path):
    repo.commit(key=secret, run="#!/bin/sh\n")
    (repo.path / "link").symlink_to("run")
    repo.commit(key="none")
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare.git"))
    with open_target(str(tmp_path / "bare.git")) as source:
        assert source.target.kind is TargetKind.BARE
        assert {f.path: (f.link, f.read()) for f in source.files()} == {
            "key": ("", b"none"), "link": ("run", b"run"), "run": ("", b"#!/bin/sh\n"),
        }  # fmt: skip
        assert any(secret.encode() in data for _, data in source.history().blobs())


def test_an_empty_bare_repository_is_refused(make_repo, tmp_path):
    make_repo("empty.git", "--bare")
    with pytest.raises(TargetError, match="no commits"):
        open_target(str(tmp_path / "empty.git"))
