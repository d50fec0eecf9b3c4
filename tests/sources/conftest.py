"""Git repositories made while the tests run, by a git that knows nothing of the user's configuration."""

import os
import random
import string
import subprocess
from pathlib import Path

import pytest

QUICK = {
    "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "gc.auto", "GIT_CONFIG_VALUE_0": "0",
    "GIT_CONFIG_KEY_1": "maintenance.auto", "GIT_CONFIG_VALUE_1": "false", "FILTER_BRANCH_SQUELCH_WARNING": "1",
}  # fmt: skip
"""Has git neither tidy up behind a commit nor wait ten seconds for what it warns of to be read."""


class Repo:
    """A repository on disk, to be filled step by step; each commit is a minute after the one before."""

    def __init__(self, path: Path, *init: str) -> None:
        self.path = path
        self.clock = 1_700_000_000
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", "--template=", *init)

    def git(self, *args: str, cwd: Path | None = None, feed: bytes | None = None) -> str:
        self.clock += 60
        env = {
            "PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": f"{self.clock} +0200",
            "GIT_COMMITTER_DATE": f"{self.clock} +0200", **QUICK,
        }  # fmt: skip
        done = subprocess.run(["git", *args], cwd=cwd or self.path, env=env, input=feed, capture_output=True)
        assert done.returncode == 0, (args, done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, content: str | bytes) -> None:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, message: str = "a change", **files: str | bytes | None) -> str:
        """Commit *files* (``__`` stands for ``/``, ``_dot_`` for ``.``; None removes); return the commit's id."""
        for name, content in files.items():
            path = name.replace("__", "/").replace("_dot_", ".")
            if content is None:
                (self.path / path).unlink()
            else:
                self.write(path, content)
        self.git("add", "-A", "-f")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self._head() or self.git("rev-parse", "HEAD")

    def _head(self) -> str:
        """Return what HEAD is, without a process of git where two files say so."""
        folder = self.path / ".git"
        said = (folder / "HEAD").read_text().strip() if folder.is_dir() else ""
        branch = folder / said.removeprefix("ref: ")
        return branch.read_text().strip() if said.startswith("ref: ") and branch.is_file() else ""

    def loose(self, oid: str) -> Path:
        return self.path / ".git" / "objects" / oid[:2] / oid[2:]


@pytest.fixture
def repo(tmp_path):
    return Repo(tmp_path / "repo")


@pytest.fixture
def secret():
    """A value no file holds by chance; not the shape of any provider's token."""
    return "value-" + "".join(random.Random(7).choices(string.ascii_letters, k=24))


@pytest.fixture
def make_repo(tmp_path):
    return lambda name, *init: Repo(tmp_path / name, *init)
