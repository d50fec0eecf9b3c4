"""A repository whose HEAD has no commit yet has a history all the same."""

from __future__ import annotations

from tests.cli.inside import run
from tests.cli.made import token, with_line
from tests.sources.conftest import Repo

pytest_plugins = ("tests.sources.conftest",)


def test_a_value_on_another_branch_is_a_finding_of_the_history(repo: Repo) -> None:
    repo.commit("one", **{"server.py": with_line(f'BACKUP_TOKEN = "{token("github-pat-classic")}"')})
    repo.git("checkout", "-q", "--orphan", "empty")
    repo.git("rm", "-rqf", "--cached", ".")
    (repo.path / "server.py").unlink()
    (repo.path / "README.md").write_text("nothing yet\n")
    done = run("check", str(repo.path))
    assert done.code == 1
    assert "KP002" in done.out
