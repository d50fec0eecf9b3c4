"""What only commits hold that no ref leads to any more is told with their paths, and read as what it is."""

import pytest

from keyproof.collectors._view import View
from keyproof.collectors.secrets import collect
from keyproof.model.fact import CredentialAtRest, Setting
from keyproof.sources.opener import open_target
from tests.sources.conftest import Repo

CHOSEN = "Kolibri." + "Velmira318"


@pytest.fixture
def repo(tmp_path):
    repo = Repo(tmp_path / "repo")
    repo.write("app.py", "print()\n")
    repo.commit("start")
    return repo


def found(repo):
    with open_target(str(repo.path)) as source:
        facts = collect(View(source, key=b"k" * 32)).facts
    return [f for f in facts if isinstance(f, CredentialAtRest)]


def test_a_commit_that_was_reset_tells_path_and_author(repo):
    repo.write("deploy/.env", f"PORT=80\nDB_PASSWORD={CHOSEN}\n")
    oid = repo.commit("deploy")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("reflog", "expire", "--expire=now", "--all")
    (fact,) = found(repo)
    assert fact.setting is Setting.ENV_FILE
    (place,) = [p for p in fact.locations if p.path == "deploy/.env"]
    assert place.commit == oid
    assert not place.published
    assert place.author
    assert "no branch or tag leads to it" in place.note


def test_one_that_is_published_too_is_said_to_be(repo):
    repo.write(".env", f"DB_PASSWORD={CHOSEN}\n")
    repo.commit("first")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.write(".env", f"PORT=1\nDB_PASSWORD={CHOSEN}\n")
    oid = repo.commit("second")
    (fact,) = found(repo)
    assert any(p.published and p.commit == oid for p in fact.locations)


@pytest.mark.parametrize("tag", [False, True])
def test_assignments_that_no_path_is_known_of_are_an_environment_file(repo, tag):
    oid = repo.git("hash-object", "-w", "--stdin", feed=f"# local\nPORT=80\nDB_PASSWORD={CHOSEN}\n".encode())
    if tag:
        repo.git("tag", "settings", oid)
    (fact,) = found(repo)
    assert fact.setting is Setting.ENV_FILE


def test_a_long_line_of_signs_is_told_apart_quickly(repo):
    repo.git("hash-object", "-w", "--stdin", feed=b"A=B" * 40_000 + b"\nno assignment\n")
    assert found(repo) == []
