"""Rules of the house that a machine can keep."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from keyproof.version import VERSION

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "keyproof").rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "keyproof").as_posix()


def test_a_secret_is_revealed_only_where_that_is_legal() -> None:
    callers = {relative(p) for p in SOURCES if ".reveal(" in p.read_text("utf-8")}
    assert {c for c in callers if not c.startswith("detect/")} <= {"publish.py", "apart.py"}


def test_a_file_stays_readable_in_one_sitting() -> None:
    long = {relative(p): n for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > 600}
    assert long == {}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    heavy = ["rich", "tree_sitter", "hyperscan", "yaml", "jinja2", "asyncio", "keyproof.engine", "keyproof.collectors"]
    program = (
        "import sys\nfrom keyproof.cli import main\n"
        f"sys.argv = ['keyproof', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"loaded = [m for m in {heavy!r} if m in sys.modules]\n"
        "print('LOADED', loaded, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stderr


def test_nothing_secret_shaped_is_in_a_tracked_file() -> None:
    """The same shapes that a pusher's hook looks for, over every file git knows."""
    shapes = re.compile(
        r"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82}|sk-(ant-|proj-)?[A-Za-z0-9_-]{32,}|"
        r"xox[abp]-[0-9]{10,}-[A-Za-z0-9-]{20,}|AKIA[A-Z2-7]{16}|AIza[A-Za-z0-9_-]{35}|"
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n"
    )
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [n for n in listed.stdout.decode().split("\0") if n and (ROOT / n).is_file()]
    assert [n for n in names if shapes.search((ROOT / n).read_text("utf-8", "replace"))] == []


def test_every_document_that_a_page_names_exists() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    links = [(p, link) for p in pages for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", p.read_text("utf-8"))]
    assert [f"{p.name}: {link}" for p, link in links if not (p.parent / link).exists()] == []


def test_the_version_in_the_code_is_the_packages() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
