"""What git is asked early says the same as what it is asked when it is needed."""

import os

import pytest

from keyproof.sources.opener import open_target


def all_of(source):
    history = source.history()
    paths = history.paths()
    oids = history.oids()
    where = history.attribute(oids)
    return paths, oids, where, list(history.texts()), history.gaps, [f.path for f in source.files()], source.gaps


def both(target):
    """What is said when nothing is begun, and when all is begun before the tree is listed."""
    with open_target(str(target)) as source:
        late = all_of(source)
    with open_target(str(target), early=lambda history: history.begin()) as source:
        early = all_of(source)
    return [[str(part) for part in said] for said in (late, early)]


def fill(repo):
    repo.commit(a="one", sub__b="two")
    repo.commit(a=None, sub__b="three")
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"a blob with a tag")
    tree = repo.git("rev-parse", "HEAD^{tree}")
    repo.git("tag", "-a", "-m", "of a commit", "v1")
    repo.git("tag", "-a", "-m", "of a blob", "of-blob", blob)
    repo.git("tag", "-a", "-m", "of a tag", "of-tag", "of-blob")
    repo.git("tag", "plain-blob", blob)
    repo.git("tag", "-a", "-m", "of a tree", "of-tree", tree)
    repo.write("staged", "in the index")
    repo.git("add", "staged")


@pytest.mark.parametrize("where", ["", "sub", ".git"])
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_begun_early_is_what_is_asked_late(repo, where, packed):
    fill(repo)
    if packed:
        repo.git("gc", "-q")
    late, early = both(repo.path / where)
    assert early == late and "three" not in early[0]


def test_a_ref_to_nothing_is_said_as_when_it_is_asked_late(repo):
    fill(repo)
    (repo.path / ".git" / "refs" / "heads" / "lost").write_text("ab" * 20 + "\n")
    late, early = both(repo.path)
    assert early == late and "not in the repository" in early[4]


def test_a_repository_without_commits_has_its_index_early_too(repo):
    repo.write("staged", "in the index")
    repo.git("add", "staged")
    late, early = both(repo.path)
    assert early == late and "staged" in early[0]


def test_what_was_begun_and_not_asked_for_ends_with_the_source(repo):
    fill(repo)
    with open_target(str(repo.path), early=lambda history: history.begin()) as source:
        assert source.history() is not None
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_fork_asks_anew_what_its_parent_began(repo):
    fill(repo)
    with open_target(str(repo.path)) as source:
        late = [str(part) for part in all_of(source)]
    with open_target(str(repo.path), early=lambda history: history.begin()) as source:
        reading, writing = os.pipe()
        if (child := os.fork()) == 0:
            code = 1
            try:
                os.close(reading)
                code = int([str(part) for part in all_of(source)] != late)
            finally:
                os._exit(code)
        os.close(writing)
        assert os.read(reading, 1) == b""
        os.close(reading)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert [str(part) for part in all_of(source)] == late
