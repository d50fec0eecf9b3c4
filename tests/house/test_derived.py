"""What a build works out is taken at a first run; what does not belong to this code and machine never is."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.run import good_server

from keyproof import kept, patterns
from keyproof.detect import database, net, rule
from keyproof.detect.database import Databases, Expressions
from keyproof.detect.fits import Fits, Sides
from keyproof.detect.forms import FORMS
from keyproof.detect.mint import mint
from keyproof.detect.needs import needs
from keyproof.detect.net import Net

ROOT = Path(__file__).parents[2]
TAILS = [tail.pattern for _, _, tail in FORMS]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("KEYPROOF_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of what was shipped."""
    monkeypatch.setattr(kept, "SHIPPED", tmp_path / "shipped")
    return tmp_path / "shipped"


@pytest.fixture
def at_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has `patterns.keep` keep what this test makes alone."""
    monkeypatch.setattr(patterns, "_at_end", [])
    monkeypatch.setattr(patterns, "_fresh", {})


def test_a_build_ships_where_it_is_looked_for() -> None:
    assert '"force_include"][str(made)] = f"keyproof/compiled/' in (ROOT / "hatch_build.py").read_text("utf-8")
    assert 'SHIPPED: Final = Path(__file__).parent / "compiled"' in Path(kept.__file__).read_text("utf-8")


def test_a_first_run_works_out_nothing_that_was_shipped(tmp_path: Path) -> None:
    server = good_server(tmp_path / "server")
    value = mint("{base62:32}", random.Random(2))
    (server / "settings.py").write_text(
        f"service_api_key = '{value}'\njira = '{mint('{base62:24}', random.Random(3))}'\n"
    )
    program = "import sys; from pathlib import Path; from keyproof import kept; kept.SHIPPED = Path(sys.argv.pop(1)); from keyproof.cli import start; start()"
    env = {**os.environ, "KEYPROOF_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-c", program, str(kept.SHIPPED), "check", str(server), "-q"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stderr
    made = {path.name: path.stat().st_size for path in (tmp_path / "cache").iterdir()}
    assert not [
        name for name in made if name.startswith(("rules-", "clients-", "needs-", "net-")) or name.endswith(".hsdb")
    ]
    (file,) = kept.SHIPPED.glob("expressions-*")
    assert sum(size for name, size in made.items() if name.startswith("expressions-")) < file.stat().st_size / 20


def test_what_was_shipped_for_another_machine_is_made_once_and_kept(
    cache: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases = Databases(Expressions(rule.builtin_rules()[:1]), cache)
    databases.get("run")
    (file,) = cache.glob("run-*")
    kept.save(shipped / file.name, b"of another processor")
    databases.get("run")
    file.unlink()
    databases.get("run")
    assert file.exists()
    monkeypatch.setattr(database, "_compiled", None)
    databases.get("run")


def test_expressions_of_another_text_have_another_name(
    cache: Path, shipped: Path, at_end: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs("t", ["a[bc]d"])
    Sides("t", [(None, "a[bc]d")]).of("abd", 0, 1)
    patterns.keep()
    for path in cache.iterdir():
        kept.save(shipped / path.name, kept.read(path) or b"")
        path.unlink()
    monkeypatch.setattr(patterns, "_at_end", [])
    assert needs("t", ["x[yz]"]).words == ["xy", "xz"]
    other = Sides("t", [(None, "[bc]d")])
    assert (other.of("abd", 0, 1), other.of("aad", 0, 1)) == ((0,), ())
    patterns.keep()
    assert not {path.name for path in cache.iterdir()} & {path.name for path in shipped.iterdir()}


def test_an_automaton_goes_on_from_what_was_shipped(cache: Path, shipped: Path, at_end: None) -> None:
    first = Fits("t", TAILS[:9], backward=False)
    first.read(" = 'abc'", 0)
    first.keep()
    (file,) = cache.glob("fits-*")
    kept.save(shipped / file.name, kept.read(file) or b"")
    file.unlink()
    second = Fits("t", TAILS[:9], backward=False)
    assert second.steps == first.steps
    second.keep()
    assert not list(cache.glob("fits-*")), "nothing grew"
    second.read(": \"x\", 'y'", 0)
    second.keep()
    third = Fits("t", TAILS[:9], backward=False)
    assert third.steps == second.steps != first.steps
    file.write_bytes(b"spoiled")
    assert Fits("t", TAILS[:9], backward=False).steps == first.steps


@pytest.mark.parametrize("backward", [False, True])
def test_a_net_that_is_recalled_is_the_one_that_was_made(
    cache: Path, shipped: Path, at_end: None, backward: bool
) -> None:
    expressions = [
        (head.pattern if head is not None else None) if backward else tail.pattern for _, head, tail in FORMS
    ]
    made = Net.recalled("net.kept", expressions, backward=backward)
    patterns.keep()
    again = Net.recalled("net.kept", (), backward=backward)
    assert (again.nodes, again.start, again.always) == (made.nodes, made.start, made.always)
    node = net._Node(0, [], 0)
    for spoiled in (
        [[], [], [1], b""],
        [[b"\1"], [[0, [1], 0]], [0], b""],
        [[], [[0, [], 0]], [0], b""],
        [[b""], [[0, [], 128]], [0], b""],
    ):
        kept.save(cache / "net.kept", net.msgspec.msgpack.encode(spoiled))
        assert Net.recalled("net.kept", ["a"], backward=False).nodes == [node, net._Node(1 << ord("a"), [0], 0)]


def test_a_rule_file_that_changed_is_read_again(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("a = 1\n")
    first = kept.contents(tmp_path, ".toml")
    assert kept.contents(tmp_path, ".toml") == first
    (tmp_path / "a.toml").write_text("a = 2\n")
    os.utime(tmp_path / "a.toml", (1, 1))
    second = kept.contents(tmp_path, ".toml")
    assert second != first
    (tmp_path / "a.toml").rename(tmp_path / "b.toml")
    assert kept.contents(tmp_path, ".toml") not in (first, second)
