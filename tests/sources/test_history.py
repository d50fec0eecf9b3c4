"""What the history gives: every blob of every ref, git's own text, and where each blob stood."""

import os
import zlib

import pytest

from keyproof.model.target import GapKind
from keyproof.sources.opener import open_target


def contents(ref):
    """All blobs of the history of *ref*, with its gaps."""
    with open_target(str(ref)) as source:
        history = source.history()
        found = list(history.blobs())
        assert len({oid for oid, _ in found}) == len(found)
        return dict(found), source.gaps + history.gaps


def holds(blobs, value):
    return any(value.encode() in data for data in blobs.values())


def deleted(repo, secret):
    repo.commit(server="1", key=secret)
    repo.commit(key=None)


def overwritten(repo, secret):
    repo.commit(server=f"key = {secret}")
    repo.commit(server="key = env")


def on_a_branch(repo, secret):
    repo.commit(server="1")
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit(key=secret)
    repo.git("checkout", "-q", "main")


def under_a_tag_only(repo, secret):
    on_a_branch(repo, secret)
    repo.git("tag", "v1", "feature")
    repo.git("branch", "-q", "-D", "feature")


def in_a_tagged_blob(repo, secret):
    repo.commit(server="1")
    oid = repo.git("hash-object", "-w", "--stdin", feed=secret.encode())
    repo.git("tag", "-a", "-m", "a blob", "blob", oid)


def in_a_tagged_tree(repo, secret):
    deleted(repo, secret)
    tree = repo.git("rev-parse", "HEAD~1^{tree}")
    repo.git("update-ref", "-d", "HEAD")
    repo.commit(server="1")
    repo.git("tag", "tree", tree)


def in_a_note(repo, secret):
    repo.commit(server="1")
    repo.git("notes", "add", "-m", secret)


def in_the_stash(repo, secret):
    repo.commit(server="1")
    repo.write("server", secret)
    repo.git("stash")


def in_an_older_stash(repo, secret):
    in_the_stash(repo, secret)
    repo.write("server", "other")
    repo.git("stash")


def in_untracked_files_of_the_stash(repo, secret):
    repo.commit(server="1")
    repo.write("new", secret)
    repo.git("stash", "-u")


def in_a_merge_only(repo, secret):
    repo.commit(server="1")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(other="1")
    repo.git("checkout", "-q", "main")
    repo.commit(third="1")
    repo.git("merge", "-q", "--no-commit", "side")
    repo.commit(message="merge", server=secret)
    repo.commit(server="2")


def in_a_pull_request_ref(repo, secret):
    on_a_branch(repo, secret)
    repo.git("update-ref", "refs/pull/7/head", "feature")
    repo.git("branch", "-q", "-D", "feature")


def staged_only(repo, secret):
    repo.commit(server="1")
    repo.write("server", secret)
    repo.git("add", "server")
    repo.write("server", "1")


def on_a_branch_a_merge_threw_away(repo, secret):
    on_a_branch(repo, secret)
    repo.git("merge", "-q", "-s", "ours", "--no-edit", "feature")
    repo.git("branch", "-q", "-D", "feature")


def in_a_packed_ref(repo, secret):
    on_a_branch(repo, secret)
    repo.git("pack-refs", "--all")
    repo.git("gc", "-q")


def at_a_detached_head(repo, secret):
    repo.commit(server="1")
    repo.git("checkout", "-q", "--detach")
    repo.commit(key=secret)
    repo.commit(key=None)


WAYS = [
    deleted, overwritten, on_a_branch, under_a_tag_only, in_a_tagged_blob, in_a_tagged_tree, in_a_note, in_the_stash,
    in_an_older_stash, in_untracked_files_of_the_stash, in_a_merge_only, in_a_pull_request_ref, staged_only,
    on_a_branch_a_merge_threw_away, in_a_packed_ref, at_a_detached_head,
]  # fmt: skip


@pytest.mark.parametrize("hide", WAYS, ids=lambda way: way.__name__)
def test_a_value_is_found_in_history_wherever_it_was(repo, secret, hide):
    hide(repo, secret)
    with open_target(str(repo.path)) as source:
        history = source.history()
        hits = [oid for oid, data in history.blobs() if secret.encode() in data]
        places = history.attribute(hits)
        paths = history.paths()
        assert len(hits) == 1
        assert places[hits[0]], "it stood somewhere"
        assert any(hits[0] in oids for oids in paths.values())
        assert not history.gaps
        assert not source.gaps


def test_attribution_names_who_brought_it_when_and_who_took_it_away(repo, secret):
    repo.commit(server="1")
    first = repo.commit(config__key=secret)
    repo.commit(server="2")
    last = repo.commit(config__key=None)
    with open_target(str(repo.path)) as source:
        history = source.history()
        (oid,) = [oid for oid, data in history.blobs() if data == secret.encode()]
        (place,) = history.attribute([oid])[oid]
    assert (place.path, place.commit, place.removed_in, place.in_head) == ("config/key", first, last, False)
    assert place.author == "Ada <ada@example.org>"
    assert place.first_seen.startswith("2023-11-14T") and place.first_seen.endswith("Z")
    assert place.first_seen < place.removed_at


def test_a_value_that_is_still_in_head_is_not_called_removed(repo, secret):
    repo.commit(key=secret)
    repo.commit(key=None)
    repo.commit(key=secret, copy=secret)
    with open_target(str(repo.path)) as source:
        history = source.history()
        (oid,) = [oid for oid, data in history.blobs() if data == secret.encode()]
        places = history.attribute([oid])[oid]
    assert {p.path: (p.in_head, p.removed_in) for p in places} == {"key": (True, None), "copy": (True, None)}
    assert {p.path: p.first_seen for p in places}["key"] < {p.path: p.first_seen for p in places}["copy"]


def test_a_merge_that_brought_a_value_is_named(repo, secret):
    in_a_merge_only(repo, secret)
    merge = repo.git("rev-parse", "HEAD~1")
    with open_target(str(repo.path)) as source:
        history = source.history()
        (oid,) = [oid for oid, data in history.blobs() if data == secret.encode()]
        (place,) = history.attribute([oid])[oid]
    assert (place.commit, place.path) == (merge, "server")
    assert place.removed_in == repo.git("rev-parse", "HEAD")


def test_a_merge_that_threw_a_value_away_is_named(repo, secret):
    on_a_branch_a_merge_threw_away(repo, secret)
    with open_target(str(repo.path)) as source:
        history = source.history()
        (oid,) = [oid for oid, data in history.blobs() if data == secret.encode()]
        (place,) = history.attribute([oid])[oid]
    assert place.removed_in == repo.git("rev-parse", "HEAD")


def test_a_note_is_shown_under_its_ref(repo, secret):
    in_a_note(repo, secret)
    with open_target(str(repo.path)) as source:
        assert any(path.startswith("refs/notes/commits:") for path in source.history().paths())


def test_texts_hold_messages_tags_refs_addresses_and_remotes(repo, secret):
    repo.commit(message=f"oops {secret}-1", server="1")
    repo.git("tag", "-a", "-m", f"{secret}-2", "v1")
    repo.git("branch", f"{secret}-3")
    repo.git("-c", f"user.name={secret}-4", "commit", "-q", "--allow-empty", "-m", "x", f"--author={secret}-4 <a@b.c>")
    repo.git("remote", "add", "origin", f"https://user:{secret}-5@host.example/x")
    with open_target(str(repo.path)) as source:
        found = [(place.path, data.decode()) for place, data in source.history().texts()]
    for number, path in enumerate(
        ("commit message", "tag message", "ref name", "author address", ".git/config"), start=1
    ):
        assert any(p == path and f"{secret}-{number}" in data for p, data in found), path


def test_a_sub_folder_has_only_its_own_history(repo, secret):
    repo.commit(a__server="1", b__server=secret)
    repo.commit(a__server="2", b__server="none")
    with open_target(str(repo.path / "a")) as source:
        history = source.history()
        blobs = dict(history.blobs())
        assert source.target.root == "a"
        assert [f.path for f in source.files()] == ["server"]
        assert sorted(blobs.values()) == [b"1", b"2"]
        assert set(history.paths()) == {"server"}
        places = history.attribute(list(blobs))
        assert {p.path for found in places.values() for p in found} == {"server"}
        assert sorted(p.in_head for found in places.values() for p in found) == [False, True]


def test_a_side_branch_that_a_merge_dropped_is_part_of_a_sub_folders_history(repo, secret):
    repo.commit(a__server="1")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(a__key=secret)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "-s", "ours", "--no-edit", "side")
    repo.git("branch", "-q", "-D", "side")
    blobs, _ = contents(repo.path / "a")
    assert holds(blobs, secret)


def test_a_shallow_clone_says_that_older_history_is_not_there(repo, make_repo, tmp_path):
    repo.commit(server="1")
    repo.commit(server="2")
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(tmp_path / "shallow"))
    blobs, gaps = contents(tmp_path / "shallow")
    assert list(blobs.values()) == [b"2"]
    assert any(g.kind is GapKind.MISSING and "shallow" in g.what for g in gaps)


def test_a_missing_blob_is_counted_and_the_rest_is_read(repo, secret):
    repo.commit(server="1", other="gone")
    repo.commit(server=secret)
    repo.loose(repo.git("rev-parse", "HEAD:other")).unlink()
    blobs, gaps = contents(repo.path)
    assert holds(blobs, secret) and len(blobs) == 2
    assert [g.what for g in gaps] == ["1 object of the history not in the repository"]


@pytest.mark.parametrize("what", ["HEAD~1^{tree}", "HEAD~1", "HEAD~1:folder"])
@pytest.mark.parametrize("how", ["missing", "corrupt", "empty"])
def test_a_damaged_history_is_read_as_far_as_it_goes(repo, secret, what, how):
    repo.commit(server="1", folder__a="a", early=secret)
    repo.commit(server="2", folder__a="b")
    repo.commit(server="3", folder__a="c")
    file = repo.loose(repo.git("rev-parse", what))
    file.chmod(0o644)
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(b"" if how == "empty" else zlib.compress(b"garbage"))
    blobs, gaps = contents(repo.path)
    assert {b"3", b"c", secret.encode()} <= set(blobs.values())
    assert any(g.incomplete and "damaged" in g.what for g in gaps)


def test_a_corrupt_blob_does_not_end_the_reading(repo, secret):
    repo.commit(a="first", b="second", c=secret)
    file = repo.loose(repo.git("rev-parse", "HEAD:b"))
    file.chmod(0o644)
    data = bytearray(file.read_bytes())
    data[-3:] = b"xxx"
    file.write_bytes(bytes(data))
    blobs, gaps = contents(repo.path)
    assert {b"first", secret.encode()} <= set(blobs.values())
    assert len([g for g in gaps if g.incomplete]) == 1


@pytest.mark.parametrize("how", ["flipped", "truncated"])
def test_a_corrupt_pack_gives_one_gap_and_no_crash(repo, how):
    for number in range(12):
        repo.commit(server=os.urandom(600).hex(), **{f"f{number}": os.urandom(300).hex()})
    repo.git("gc", "-q")
    (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    if how == "truncated":
        data = data[: len(data) // 2]
    else:
        for at in range(len(data) // 2, len(data) // 2 + 800):
            data[at] ^= 0xFF
    pack.write_bytes(bytes(data))
    _, gaps = contents(repo.path)
    assert gaps and all("\n" not in g.what for g in gaps)
    assert any(g.incomplete for g in gaps)


def test_a_ref_to_nothing_is_passed_over(repo, secret):
    repo.commit(server=secret)
    (repo.path / ".git/refs/heads/broken").write_text("1" * 40 + "\n")
    blobs, gaps = contents(repo.path)
    assert holds(blobs, secret)
    assert any("refs point at objects" in g.what for g in gaps)


def test_a_sha256_repository_is_read(make_repo, secret):
    repo = make_repo("sha256", "--object-format=sha256")
    repo.commit(key=secret)
    repo.commit(key="none")
    blobs, gaps = contents(repo.path)
    assert holds(blobs, secret) and not gaps
    assert all(len(oid) == 64 for oid in blobs)


def test_a_linked_worktree_has_the_whole_history(repo, secret, tmp_path):
    on_a_branch(repo, secret)
    repo.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    with open_target(str(tmp_path / "linked")) as source:
        assert [(f.path, f.tracked) for f in source.files()] == [("server", True)]
        assert any(secret.encode() in data for _, data in source.history().blobs())
        assert not source.gaps


def test_objects_of_an_alternate_store_are_read(repo, secret, tmp_path):
    deleted(repo, secret)
    repo.git("clone", "-q", "--shared", str(repo.path), str(tmp_path / "shared"))
    blobs, gaps = contents(tmp_path / "shared")
    assert holds(blobs, secret) and not gaps


def test_a_replace_ref_hides_nothing(repo, secret):
    repo.commit(key=secret)
    clean = repo.git("hash-object", "-w", "--stdin", feed=b"clean")
    repo.git("replace", repo.git("rev-parse", "HEAD:key"), clean)
    blobs, _ = contents(repo.path)
    assert holds(blobs, secret)


def test_a_graft_hides_nothing(repo, secret):
    deleted(repo, secret)
    repo.write(".git/info/grafts", repo.git("rev-parse", "HEAD") + "\n")
    blobs, _ = contents(repo.path)
    assert holds(blobs, secret)


def test_a_repository_without_commits_still_has_its_files(repo, secret):
    repo.write("server", secret)
    with open_target(str(repo.path)) as source:
        assert [(f.path, f.tracked) for f in source.files()] == [("server", False)]
        assert source.target.commit is None
        history = source.history()
        assert history is None or not list(history.blobs())


def test_the_history_is_left_out_when_the_user_says_so(repo):
    repo.commit(server="1")
    with open_target(str(repo.path), history=False) as source:
        assert source.history() is None
        assert source.target.commit


def test_a_large_blob_is_passed_over_with_a_gap(repo, monkeypatch):
    monkeypatch.setattr("keyproof.limits.BLOB_BYTES", 1000)
    repo.commit(a="small", b="x" * 5000, c="also")
    blobs, gaps = contents(repo.path)
    assert sorted(blobs.values()) == [b"also", b"small"]
    assert [g.kind for g in gaps] == [GapKind.BOUND]


def test_a_history_past_its_budget_stops_with_a_gap(repo, monkeypatch):
    monkeypatch.setattr("keyproof.limits.HISTORY_BYTES", 6000)
    repo.commit(a="x" * 5000, b="y" * 5000, c="z" * 5000)
    blobs, gaps = contents(repo.path)
    assert len(blobs) == 1
    assert [g.kind for g in gaps] == [GapKind.BOUND]


def test_names_and_authors_that_are_not_utf8_survive(repo, secret):
    (repo.path / os.fsdecode(b"k\xe9y\nx")).write_bytes(secret.encode())
    repo.git("add", "-A")
    repo.git("-c", "i18n.commitEncoding=latin-1", "commit", "-q", "-m", "x", "--author", "J\udce9r <j@example.org>")
    with open_target(str(repo.path)) as source:
        assert [f.path for f in source.files()] == ["k\udce9y\nx"]
        assert source.files()[0].read() == secret.encode()
        assert set(source.history().paths()) == {"k\udce9y\nx"}
