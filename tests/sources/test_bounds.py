"""A history of which only a part is wanted."""

import pytest

from keyproof.errors import TargetError
from keyproof.objects.log import Bounds
from keyproof.sources.opener import open_target


def texts(repo, **bounds):
    with open_target(str(repo.path)) as source:
        history = source.history()
        history.limit(Bounds(**bounds))
        return {data for _, data in history.blobs()}


@pytest.fixture
def told(repo):
    """Three commits on main, the last two days after the others, and a branch of its own."""
    repo.commit("one", a="first\n")
    repo.commit("two", a="second\n")
    repo.git("checkout", "-q", "-b", "release/1")
    repo.commit("aside", b="aside\n")
    repo.git("tag", "v1.0")
    repo.git("checkout", "-q", "main")
    repo.clock += 2 * 86_400
    repo.commit("three", a="third\n")
    return repo


def test_the_newest_commits(told):
    assert texts(told, commits=1) == {b"third\n"}
    assert texts(told, commits=2) == {b"third\n", b"aside\n"}


def test_commits_since_a_date(told):
    assert texts(told, since="2023-11-16") == {b"third\n"}


@pytest.mark.parametrize("name", ["release/1", "release/*", "refs/heads/release/1", "v1.*"])
def test_refs_by_name(told, name):
    assert b"aside\n" in texts(told, refs=(name,))
    assert b"third\n" in texts(told, refs=("main",))
    assert b"aside\n" not in texts(told, refs=("main",))


def test_a_name_that_no_ref_has_is_said(told):
    with pytest.raises(TargetError, match="no branch or tag 'nowhere'"):
        texts(told, refs=("nowhere",))


def test_without_bounds_all_is_read(told):
    with open_target(str(told.path)) as source:
        assert {data for _, data in source.history().blobs()} == {b"first\n", b"second\n", b"third\n", b"aside\n"}
