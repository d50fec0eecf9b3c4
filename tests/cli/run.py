"""The real command, in a process of its own, with a clean environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.sources.conftest import QUICK


def keyproof(*arguments: str, cwd: Path | None = None, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run ``keyproof`` and return what it printed and its exit code."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "FORCE_COLOR"))}
    return subprocess.run(
        [sys.executable, "-c", "from keyproof.cli import start; start()", *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=timeout,
        cwd=cwd,
        env=env,
    )


def git(folder: Path, *arguments: str) -> str:
    """Run git in *folder* with an identity and a date that do not depend on the machine."""
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **QUICK,
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_AUTHOR_DATE": "2025-01-02T03:04:05Z",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_COMMITTER_DATE": "2025-01-02T03:04:05Z",
    }
    return subprocess.run(["git", *arguments], cwd=folder, env=env, check=True, capture_output=True, text=True).stdout


SERVER = '''\
"""A small MCP server."""
import os

from mcp.server.fastmcp import FastMCP

TOKEN = os.environ.get("DEMO_API_TOKEN")
if not TOKEN:
    raise SystemExit("DEMO_API_TOKEN is required: set it in the environment")

mcp = FastMCP("demo")


@mcp.tool()
def ping() -> str:
    """Answer."""
    return "pong"


if __name__ == "__main__":
    mcp.run()
'''
PYPROJECT = '[project]\nname = "demo-server"\nversion = "1.0"\ndependencies = ["mcp"]\n'
README = """# demo-server

Set the environment variable before you start it:

| variable | required | description |
| --- | --- | --- |
| `DEMO_API_TOKEN` | yes | API token of the demo service |
"""


def good_server(folder: Path) -> Path:
    """Write a server that does everything right into *folder*, committed to git."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "server.py").write_text(SERVER)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "README.md").write_text(README)
    (folder / ".gitignore").write_text(".env\n*.pem\ncredentials.json\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "A server")
    return folder
