"""Nothing that a target's own git configuration or attributes name is ever run."""

import pytest

from keyproof.sources.opener import open_target

CONFIGS = {
    "fsmonitor": "[core]\n\tfsmonitor = {run}\n",
    "hooks": "[core]\n\thooksPath = {hooks}\n",
    "ssh": "[core]\n\tsshCommand = {run}\n",
    "pager": "[core]\n\tpager = {run}\n[pager]\n\tlog = {run}\n",
    "editor": "[core]\n\teditor = {run}\n[sequence]\n\teditor = {run}\n",
    "filter": '[filter "x"]\n\tclean = {run}\n\tsmudge = {run}\n\tprocess = {run}\n\trequired = true\n',
    "textconv": '[diff "x"]\n\ttextconv = {run}\n\tcommand = {run}\n[diff]\n\texternal = {run}\n',
    "merge": '[merge "x"]\n\tdriver = {run}\n',
    "gpg": "[gpg]\n\tprogram = {run}\n[gpg \"ssh\"]\n\tprogram = {run}\n[log]\n\tshowSignature = true\n",
    "alias": "[alias]\n\tlog = !{run}\n\tcat-file = !{run}\n\tls-files = !{run}\n",
    "include": "[include]\n\tpath = {included}\n",
    "promisor": '[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ext::{run}\n\tpromisor = true\n',
    "credential": "[credential]\n\thelper = !{run}\n",
    "alternate refs": "[core]\n\talternateRefsCommand = {run}\n\taskPass = {run}\n\tworktree = /\n",
}  # fmt: skip


@pytest.mark.parametrize("what", CONFIGS)
@pytest.mark.parametrize("where", ["tree", "bare", "file"])
def test_nothing_of_the_targets_configuration_is_run(repo, tmp_path, what, where):
    repo.commit(_dot_gitattributes="* filter=x diff=x merge=x\n", server="1", gone="x")
    repo.commit(server="2", gone=None)
    repo.git("notes", "add", "-m", "note")
    if what == "promisor":
        repo.loose(repo.git("rev-parse", "HEAD~1:gone")).unlink()
    repo.write("server", "3")
    repo.write("new", "4")
    marker = tmp_path / "ran"
    run = tmp_path / "run.sh"
    run.write_text(f"#!/bin/sh\ntouch {marker}\ncat\n")
    run.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman", "pre-auto-gc"):
        (hooks / name).symlink_to(run)
        (repo.path / ".git/hooks").mkdir(exist_ok=True)
        (repo.path / ".git/hooks" / name).symlink_to(run)
    included = tmp_path / "included"
    included.write_text(f"[core]\n\tfsmonitor = {run}\n\tpager = {run}\n")
    with open(repo.path / ".git/config", "a") as config:
        config.write(CONFIGS[what].format(run=run, hooks=hooks, included=included))
    ref = {"tree": repo.path, "bare": repo.path / ".git", "file": f"file://{repo.path}"}[where]
    with open_target(str(ref)) as source:
        for file in source.files():
            file.read()
        history = source.history()
        blobs = dict(history.blobs())
        list(history.texts())
        history.attribute(list(blobs))
    assert b"1" in blobs.values()
    assert not marker.exists()


def test_the_users_environment_does_not_reach_git(repo, tmp_path, monkeypatch):
    repo.commit(server="1")
    marker = tmp_path / "ran"
    run = tmp_path / "run.sh"
    run.write_text(f"#!/bin/sh\ntouch {marker}\n")
    run.chmod(0o755)
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, str(run))
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nonexistent")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(run))
    with open_target(str(repo.path)) as source:
        assert [f.path for f in source.files()] == ["server"]
        assert [data for _, data in source.history().blobs()] == [b"1"]
    assert not marker.exists()


def test_a_git_program_in_the_target_is_not_the_one_that_is_started(repo, tmp_path, monkeypatch):
    marker = tmp_path / "ran"
    repo.commit(git=f"#!/bin/sh\ntouch {marker}\n", server="1")
    (repo.path / "git").chmod(0o755)
    monkeypatch.chdir(repo.path)
    monkeypatch.setenv("PATH", ".:" + __import__("os").environ["PATH"])
    with open_target(".") as source:
        assert len(source.files()) == 2
    assert not marker.exists()


def test_the_target_is_not_written_to(repo):
    repo.commit(server="1")
    repo.write("server", "2")

    def state():
        return {p: (p.lstat().st_mtime_ns, p.lstat().st_size) for p in repo.path.rglob("*")}

    before = state()
    with open_target(str(repo.path)) as source:
        list(source.history().blobs())
        list(source.history().texts())
    assert state() == before


def test_a_commit_graph_that_lies_is_not_believed(repo, secret):
    repo.commit(key=secret)
    repo.commit(key="none")
    repo.git("commit-graph", "write", "--reachable")
    graph = repo.path / ".git/objects/info/commit-graph"
    graph.chmod(0o644)
    data = graph.read_bytes()
    graph.write_bytes(data[:-60] + bytes(40) + data[-20:])
    with open_target(str(repo.path)) as source:
        assert any(secret.encode() in d for _, d in source.history().blobs())
        assert not source.history().gaps


def test_the_hostile_configuration_would_run_under_plain_git(repo, tmp_path):
    """The control: the marker of the tests above works."""
    repo.commit(server="1")
    marker = tmp_path / "ran"
    run = tmp_path / "run.sh"
    run.write_text(f"#!/bin/sh\ntouch {marker}\n")
    run.chmod(0o755)
    with open(repo.path / ".git/config", "a") as config:
        config.write(CONFIGS["fsmonitor"].format(run=run))
    repo.git("status")
    assert marker.exists()
