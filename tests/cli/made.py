"""Small servers and values, made at run time: no value of a credential's shape stands in a file of ours."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.cli.run import PYPROJECT, README, SERVER, git

FILES: Mapping[str, str] = {
    "server.py": SERVER,
    "pyproject.toml": PYPROJECT,
    "README.md": README,
    ".gitignore": ".env\n.env.*\n*.pem\ncredentials.json\ntoken.json\nid_rsa\n",
}
"""A Python server that does everything right."""


@cache
def token(rule: str, seed: int = 1) -> str:
    """A value of the kind that *rule* finds."""
    (found,) = [r for r in builtin_rules() if r.id == rule]
    return samples(found, seed)[0]


def password(seed: int = 1) -> str:
    """A password of 22 characters that looks random."""
    chooser = random.Random(f"password {seed}")
    letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(chooser.choice(letters) for _ in range(20)) + "7Q"


def write(folder: Path, files: Mapping[str, str | None]) -> Path:
    """Write *files* into *folder*; None takes one away."""
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            place.unlink()
        else:
            place.write_text(text, "utf-8")
    return folder


def commit(folder: Path, message: str = "Work") -> None:
    """Commit all that is in *folder*, ignored files too."""
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


def repository(folder: Path, *versions: Mapping[str, str | None]) -> Path:
    """Make a repository in *folder* with one commit for each of *versions*."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for version in versions or ({},):
        write(folder, version)
        commit(folder)
    return folder


def server(folder: Path, **changes: str | None) -> Path:
    """Make a repository of the good server with other files; ``__`` in a name is a dot, ``___`` a slash."""
    named = {k.replace("___", "/").replace("__", "."): v for k, v in changes.items()}
    return repository(folder, {**FILES, **named})


def with_line(line: str, before: str = "mcp = FastMCP") -> str:
    """The good server with *line* before the line that starts with *before*."""
    head, mark, tail = SERVER.partition(before)
    assert mark
    return f"{head}{line}\n{mark}{tail}"


def line_of(text: str, part: str) -> int:
    """The number of the first line of *text* that holds *part*."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def copied(source: Path, target: Path) -> Path:
    """A copy of a made repository, to be changed."""
    shutil.copytree(source, target, symlinks=True)
    return target
