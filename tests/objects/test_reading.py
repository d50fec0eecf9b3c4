"""A history read as changes is the history that git reads, losses included."""

import random
import zlib
from itertools import chain

import pytest

from keyproof.model.target import GapKind
from keyproof.objects import reading as reader
from keyproof.objects.delta import Reach
from keyproof.sources.opener import open_target
from tests.objects.test_store import fill, objects
from tests.sources.conftest import Repo


@pytest.fixture
def repo(tmp_path):
    repo = Repo(tmp_path / "repo")
    fill(repo)
    return repo


def both(repo):
    """({id: content} by git, the changes, the gaps of each)."""
    with open_target(str(repo.path)) as source:
        plain = dict(source.history().blobs())
        gaps = list(source.history().gaps)
    with open_target(str(repo.path)) as source:
        history = source.history()
        changes = list(chain.from_iterable(history.changes(Reach(200, 2), history.oids())))
        return plain, changes, gaps, list(history.gaps)


@pytest.mark.parametrize("packed", [False, True])
def test_changes_hold_the_blobs_that_git_gives(repo, packed):
    if packed:
        repo.git("gc", "-q")
    repo.commit(later="a loose one")
    plain, changes, *gaps = both(repo)
    assert {c.oid: c.data for c in changes} == plain and len(changes) == len(plain)
    assert gaps == [[], []]
    assert packed == any(c.base for c in changes)


def test_git_is_not_asked_where_the_store_can_be_read(repo, monkeypatch):
    repo.git("gc", "-q")
    asked = []
    inner = reader.changes.__globals__["stream"]
    monkeypatch.setitem(
        reader.changes.__globals__, "stream", lambda g, oids, *a: asked.append(oids) or inner(g, oids, *a)
    )
    both(repo)
    assert asked == [[]]


@pytest.mark.parametrize("what", ["missing", "corrupt", "large"])
def test_what_is_lost_is_said_as_for_git(repo, monkeypatch, what):
    repo.commit(lost="x" * 3000, kept="kept")
    file = repo.loose(repo.git("rev-parse", "HEAD:lost"))
    file.chmod(0o644)
    if what == "missing":
        file.unlink()
    elif what == "corrupt":
        file.write_bytes(zlib.compress(b"blob 3000\0" + b"x" * 3000)[:-5])
    else:
        monkeypatch.setattr("keyproof.limits.BLOB_BYTES", 2999)
        repo.git("update-ref", "-d", "refs/heads/none")
    plain, changes, gaps, changed_gaps = both(repo)
    assert {c.oid: c.data for c in changes} == plain and b"kept" in plain.values()
    assert [g.what for g in gaps if "damaged" not in g.what] == [
        g.what for g in changed_gaps if "damaged" not in g.what
    ]
    assert changed_gaps


def test_a_pack_the_store_does_not_know_is_read_by_git(repo, monkeypatch):
    repo.git("gc", "-q")
    monkeypatch.setattr("keyproof.objects.packindex.PACK_OBJECTS", 3)
    plain, changes, *gaps = both(repo)
    assert {c.oid: c.data for c in changes} == plain and plain
    assert gaps == [[], []]


def test_a_pack_that_git_cannot_read_either_is_one_gap(repo):
    repo.git("gc", "-q")
    (pack,) = objects(repo).glob("pack/*.pack")
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = random.Random(600).randbytes(600)
    pack.write_bytes(bytes(data))
    plain, changes, _, gaps = both(repo)
    assert {c.oid: c.data for c in changes} == plain
    assert any(g.incomplete for g in gaps)


def test_the_budget_holds_for_changes(repo, monkeypatch):
    monkeypatch.setattr("keyproof.limits.HISTORY_BYTES", 20_000)
    _, changes, _, gaps = both(repo)
    assert sum(len(c.data) for c in changes) <= 20_000
    assert [g.kind for g in gaps] == [GapKind.BOUND]


def test_a_sha256_history_is_read_as_changes(tmp_path):
    repo = Repo(tmp_path / "sha256", "--object-format=sha256")
    fill(repo)
    repo.git("gc", "-q")
    plain, changes, *gaps = both(repo)
    assert {c.oid: c.data for c in changes} == plain and any(c.base for c in changes)
    assert gaps == [[], []]
