"""One git repository with a token in every place where a repository can hold one.

The first 27 places are those of the survey this benchmark started from (a deleted file, a merge, a note, a stash …);
the others are names, settings and formats. The groups ``work tree`` and ``git folder`` do not survive a clone.
"""

from __future__ import annotations

import os
import subprocess
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.accuracy.containers import CONTAINERS
from benchmarks.accuracy.corpus import Case, Corpus, write
from benchmarks.accuracy.values import generator, github

_ENVIRONMENT: Final[Mapping[str, str]] = {
    "GIT_AUTHOR_NAME": "Ana Ortiz",
    "GIT_AUTHOR_EMAIL": "ana@acme.dev",
    "GIT_COMMITTER_NAME": "Ana Ortiz",
    "GIT_COMMITTER_EMAIL": "ana@acme.dev",
    "GIT_AUTHOR_DATE": "2026-01-05T09:00:00+00:00",
    "GIT_COMMITTER_DATE": "2026-01-05T09:00:00+00:00",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
}


@dataclass
class _Repository:
    """The repository while it grows, and the truth about it."""

    root: Path
    seed: int
    cases: list[Case] = field(default_factory=list)

    def git(self, *arguments: str, env: Mapping[str, str] | None = None, data: bytes | None = None) -> str:
        """Run git; return its output. Raises ``subprocess.CalledProcessError`` when it fails."""
        done = subprocess.run(
            ["git", "-C", str(self.root), "-c", "core.autocrlf=false", "-c", "protocol.file.allow=always", *arguments],
            env={**os.environ, **_ENVIRONMENT, **(env or {})}, input=data, capture_output=True,
            check=True,
        )  # fmt: skip
        return done.stdout.decode(errors="replace").strip()

    def token(self, name: str, group: str, path: str = "") -> str:
        """Return the token of the place *name*, and note where it will stand.

        No *path* when the place is no file, or when the file holds several of the tokens: then only the value tells.
        """
        value = github(generator(self.seed, "places", name))
        self.cases.append(Case(name, group, path, value))
        return value

    def commit(self, message: str, *, env: Mapping[str, str] | None = None) -> str:
        """Commit the whole tree; return the commit's id."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, env=env)
        return self.git("rev-parse", "HEAD")

    def file(self, path: str, content: str | bytes) -> None:
        """Write one file of the tree."""
        write(self.root, path, content)

    def secret_file(self, name: str, group: str, path: str) -> None:
        """Write an environment file with the token of the place *name*."""
        self.file(path, f"REGION=eu-1\nGITHUB_TOKEN={self.token(name, group, path)}\n")


def _history(repo: _Repository) -> None:
    repo.secret_file("deleted", "history", "deleted.env")
    repo.secret_file("overwritten", "history", "overwritten.env")
    repo.secret_file("renamed-then-deleted", "history", "old/name.env")
    repo.secret_file("reverted", "history", "reverted.env")
    repo.commit("Add the settings")
    repo.file("overwritten.env", "GITHUB_TOKEN=${GITHUB_TOKEN}\n")
    (repo.root / "deleted.env").unlink()
    repo.git("mv", "old/name.env", "moved.env")
    repo.commit("Read the token from the environment")
    (repo.root / "moved.env").unlink()
    repo.git("rm", "-q", "--cached", "moved.env")
    (repo.root / "reverted.env").unlink()
    repo.commit("Tidy up")
    repo.secret_file("in-the-tree", "tree", "config/app.env")
    repo.commit("Add the deployment's settings")


def _refs(repo: _Repository) -> None:
    main = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "feature")
    repo.secret_file("branch", "refs", "feature.env")
    repo.commit("Start the feature")
    repo.git("checkout", "-q", "main")
    for place, ref in (
        ("refs-pull", "refs/pull/7/head"),
        ("refs-other", "refs/changes/01/1/1"),
        ("tag-only", "refs/tags/v0"),
    ):
        repo.git("checkout", "-q", "--detach", main)
        repo.secret_file(place, "refs", f"{place}.env")
        repo.git("update-ref", ref, repo.commit("Propose a change"))
    repo.git("checkout", "-q", "--detach", main)
    repo.secret_file("remote-branch", "refs", "remote.env")
    repo.git("update-ref", "refs/remotes/origin/wip", repo.commit("Work"))
    repo.git("checkout", "-q", "main")
    repo.git("notes", "add", "-m", f"reviewed with {repo.token('note', 'refs')}", "HEAD")
    blob = repo.git("hash-object", "-w", "--stdin", data=repo.token("tag-to-blob", "refs").encode())
    repo.git("tag", "backup-blob", blob)
    repo.git("checkout", "-q", "--orphan", "pages")
    repo.secret_file("orphan-branch", "refs", "pages.env")
    repo.commit("Publish the pages")
    repo.git("checkout", "-q", "main")


def _merges(repo: _Repository) -> None:
    repo.file("shared.txt", "one\n")
    repo.commit("Share a file")
    repo.git("checkout", "-q", "-b", "left")
    repo.file("shared.txt", "left\n")
    repo.commit("Left")
    repo.git("checkout", "-q", "main")
    repo.file("shared.txt", "right\n")
    repo.commit("Right")
    subprocess.run(
        ["git", "-C", str(repo.root), "merge", "-q", "left"], env={**os.environ, **_ENVIRONMENT}, capture_output=True
    )
    repo.file("shared.txt", f"both\ntoken {repo.token('merge-conflict-text', 'merge', 'shared.txt')}\n")
    repo.secret_file("merge-new-file", "merge", "merged.env")
    repo.commit("Merge left")
    repo.file("shared.txt", "both\n")
    (repo.root / "merged.env").unlink()
    repo.commit("Remove what the merge brought")


def _formats(repo: _Repository) -> None:
    repo.file(".gitattributes", "*.hidden -diff\n*.dat binary\n*.lfsx filter=none export-ignore\n")
    repo.secret_file("attribute-no-diff", "format", "settings.hidden")
    repo.secret_file("attribute-binary", "format", "settings.dat")
    repo.secret_file("attribute-export-ignore", "format", "settings.lfsx")
    repo.file("nul.bin", b"\0\1\0" + repo.token("nul-binary", "format", "nul.bin").encode() + b"\0\2")
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le"):
        path = f"{codec}.txt"
        mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0"}[codec]
        repo.file(path, mark + f"token {repo.token(codec, 'format', path)}\r\n".encode(codec))
    builders = {name: (filename, builder) for name, _, filename, builder in CONTAINERS}
    for name in ("pyc", "zip", "wheel"):
        filename, builder = builders[name]
        repo.file(filename, builder(repo.token(name, "format", filename)))
    (repo.root / "link").symlink_to(repo.token("symlink-target", "format", "link"))
    repo.secret_file("ignored-name", "format", "node_modules/x/.env")
    repo.secret_file("suppression-comment", "format", "allowed.env")
    allowed = (repo.root / "allowed.env").read_text().rstrip("\n")
    repo.file(
        "allowed.env",
        allowed + "  # gitleaks:allow betterleaks:allow kingfisher:ignore pragma: allowlist secret nosec\n",
    )
    repo.commit("Add formats")
    for path in ("utf-16-le.txt", "nul.bin", "settings.hidden", "link"):
        (repo.root / path).unlink()
    repo.commit("Remove formats")


def _names(repo: _Repository) -> None:
    repo.file(f"keys/{repo.token('file-name', 'name')}.txt", "see the name\n")
    repo.file(f"cache/{repo.token('folder-name', 'name')}/state.txt", "see the folder's name\n")
    submodule = f"https://x-access-token:{repo.token('submodule-url', 'tree', '.gitmodules')}@github.com/acme/lib.git"
    repo.file(".gitmodules", f'[submodule "lib"]\n\tpath = lib\n\turl = {submodule}\n')
    repo.commit("Add names")
    repo.commit(f"Fix the build with {repo.token('commit-message', 'metadata')}")
    repo.commit("Change", env={"GIT_AUTHOR_EMAIL": f"bot+{repo.token('author-email', 'metadata')}@acme.dev"})
    repo.commit("Change", env={"GIT_COMMITTER_NAME": repo.token("committer-name", "metadata")})
    repo.git("tag", "-a", "v1.0", "-m", f"Release, signed in with {repo.token('tag-message', 'metadata')}")
    repo.git("tag", f"release-{repo.token('tag-name', 'name')}")
    repo.git("branch", f"fix/{repo.token('branch-name', 'name')}")
    tree = repo.git("rev-parse", "HEAD^{tree}")
    head = f"tree {tree}\nparent {repo.git('rev-parse', 'HEAD')}\n"
    who = "Ana Ortiz <ana@acme.dev> 1767603600 +0000"
    raw = f"{head}author {who}\ncommitter {who}\nci-token {repo.token('commit-header', 'metadata')}\n\nHeader\n"
    repo.git(
        "update-ref", "refs/heads/headers", repo.git("hash-object", "-t", "commit", "-w", "--stdin", data=raw.encode())
    )


def _unreachable(repo: _Repository) -> None:
    repo.secret_file("dangling-commit", "unreachable", "dangling.env")
    repo.commit("To be thrown away")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.secret_file("amended", "unreachable", "amended.env")
    repo.commit("To be amended")
    repo.file("amended.env", "GITHUB_TOKEN=\n")
    repo.git("add", "-A")
    repo.git("commit", "-q", "--amend", "-m", "Amended")
    repo.git("hash-object", "-w", "--stdin", data=repo.token("dangling-blob", "unreachable").encode())
    repo.git("checkout", "-q", "-b", "doomed")
    repo.secret_file("deleted-branch", "unreachable", "doomed.env")
    repo.commit("On a branch that goes away")
    repo.git("checkout", "-q", "main")
    repo.git("branch", "-q", "-D", "doomed")


def _git_folder(repo: _Repository) -> None:
    repo.git("remote", "add", "origin", f"https://bot:{repo.token('remote-url', 'git folder')}@github.com/acme/x.git")
    header = f"AUTHORIZATION: bearer {repo.token('http-extra-header', 'git folder')}"
    repo.git("config", "http.https://github.com/.extraheader", header)
    repo.git("config", "branch.main.description", f"deploys with {repo.token('branch-description', 'git folder')}")
    hook = repo.token("hook", "git folder", ".git/hooks/pre-push")
    repo.file(".git/hooks/pre-push", f"#!/bin/sh\ncurl -H 'Authorization: token {hook}' https://api.github.com\n")
    fetched = repo.token("fetch-head", "git folder", ".git/FETCH_HEAD")
    repo.file(".git/FETCH_HEAD", f"{'0' * 40}\t\tbranch 'main' of https://{fetched}@github.com/acme/x\n")
    repo.git(
        "update-ref",
        "-m",
        f"pull https://{repo.token('reflog', 'git folder', '.git/logs/HEAD')}@github.com/acme/x",
        "HEAD",
        "HEAD~1",
    )
    repo.git("reset", "-q", "--hard", "HEAD@{1}")


def _work_tree(repo: _Repository) -> None:
    repo.file("tracked.txt", "a\n")
    repo.file(".gitignore", "*.ignored\n")
    repo.commit("Add a tracked file")
    repo.file("tracked.txt", f"token {repo.token('stash-tracked', 'stash')}\n")
    repo.secret_file("stash-untracked", "stash", "stashed.env")
    repo.git("stash", "push", "-q", "-u")
    repo.secret_file("staged-then-removed", "work tree", "staged.env")
    repo.git("add", "staged.env")
    (repo.root / "staged.env").unlink()
    repo.file("tracked.txt", f"token {repo.token('unstaged', 'work tree')}\n")
    repo.secret_file("untracked", "work tree", "untracked.env")
    repo.secret_file("ignored", "work tree", "local.ignored")
    nested = repo.token("nested-repository", "work tree", "nested/.env")
    repo.file("nested/.env", f"GITHUB_TOKEN={nested}\n")
    repo.git("init", "-q", "nested")
    path = "backup.git/objects/ab/" + "cd" * 19
    loose = f"GITHUB_TOKEN={repo.token('loose-object-elsewhere', 'work tree', path)}\n".encode()
    repo.file(path, zlib.compress(b"blob %d\0" % len(loose) + loose))


def build(root: Path, seed: int) -> Corpus:
    """Make the repository at *root*.

    Raises:
        subprocess.CalledProcessError: git is too old or refuses.
    """
    root.mkdir(parents=True, exist_ok=True)
    repo = _Repository(root, seed)
    repo.git("init", "-q", "-b", "main")
    repo.file("README.md", "# A server\n")
    repo.commit("Start")
    for step in (_history, _refs, _merges, _formats, _names, _unreachable, _git_folder, _work_tree):
        step(repo)
    return Corpus("places", root, tuple(repo.cases), git=True)
