"""What refs point at, read from the store, is what git says of it."""

import hashlib
import zlib

import pytest

from keyproof.objects import trees
from keyproof.objects.damage import ObjectError
from keyproof.objects.pointed import Pointed
from keyproof.objects.store import Store
from keyproof.sources.opener import open_target
from tests.objects.test_store import objects, stored
from tests.sources.conftest import Repo


@pytest.fixture(params=["sha1", "sha256"])
def repo(tmp_path, request):
    repo = Repo(tmp_path / "repo", f"--object-format={request.param}")
    for number in range(30):
        repo.write(f"a/{number % 3}/b{number}/c.txt", f"text {number}\n" * 20)
        repo.write(f"top{number}.txt", "the same\n")
    (repo.path / "link").symlink_to("a/0")
    (repo.path / "run.sh").write_text("true\n")
    (repo.path / "run.sh").chmod(0o755)
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "one")
    head = repo.git("rev-parse", "HEAD")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},vendored")
    repo.git("commit", "-q", "-m", "two")
    repo.git("tag", "-a", "-m", "a tag", "v1")
    repo.git("tag", "-a", "-m", "a tag of a tag", "v2", "v1")
    repo.git("tag", "blob", "HEAD:run.sh")
    repo.git("tag", "-a", "-m", "of a blob", "v3", "HEAD:run.sh")
    repo.git("tag", "tree", "HEAD:a")
    return repo


def listed(repo, treeish, *paths):
    out = repo.git("ls-tree", "-r", "--full-tree", treeish, "--", *paths)
    rows = (line.partition("\t") for line in out.splitlines())
    return sorted((path, meta.split()[2]) for meta, _, path in rows if meta.split()[1] == "blob")


@pytest.mark.parametrize("packed", [False, True])
def test_kinds_and_trees_are_those_that_git_gives(repo, packed):
    if packed:
        repo.git("gc", "-q", "--aggressive")
    with Store.open(objects(repo), repo.git("rev-parse", "--show-object-format")) as store:
        for oid, (kind, _) in stored(repo).items():
            assert store.kind(oid) == kind
        for name in ("v1", "v2", "v3", "blob", "tree", "HEAD"):
            oid = repo.git("rev-parse", f"{name}^{{}}")
            assert trees.peeled(store, repo.git("rev-parse", name)) == (oid, repo.git("cat-file", "-t", oid))
        head = repo.git("rev-parse", "HEAD")
        assert sorted((p.decode(), oid) for p, oid in trees.files(store, head)) == listed(repo, "HEAD")
        assert sorted((p.decode(), oid) for p, oid in trees.files(store, head, b"a/1")) == listed(repo, "HEAD", "a/1/")
        tree = repo.git("rev-parse", "HEAD:a")
        assert sorted((p.decode(), oid) for p, oid in trees.files(store, tree)) == listed(repo, tree)


def test_with_and_without_a_store_the_refs_point_at_the_same(repo):
    with open_target(str(repo.path)) as source:
        history = source.history()
        said = []
        for store in (history._store, None):
            pointed = Pointed(history._git, history._refs, "", lambda store=store: store)
            said.append(
                (pointed.types, pointed._peeled, {k: sorted(v) for k, v in pointed.blobs.items()}, pointed.head)
            )
            below = Pointed(history._git, history._refs, "a/2", lambda store=store: store)
            said[-1] += (below.head,)
        assert {k: v for k, v in said[0][1].items() if v[1] != "commit"} == {
            k: v for k, v in said[1][1].items() if v[1] != "commit"
        }
        assert [part for at, part in enumerate(said[0]) if at != 1] == [p for at, p in enumerate(said[1]) if at != 1]
        assert len(said[0][4]) == 10


def loose(repo, kind, data):
    whole = f"{kind} {len(data)}\0".encode() + data
    oid = hashlib.sha1(whole).hexdigest()
    place = objects(repo) / oid[:2] / oid[2:]
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(zlib.compress(whole))
    return oid


def test_trees_that_are_damaged_or_too_deep_or_too_many_are_left_to_git(tmp_path, monkeypatch):
    repo = Repo(tmp_path / "repo")
    blob = bytes.fromhex(loose(repo, "blob", b"text"))
    cut = loose(repo, "tree", b"100644 a\0" + blob[:-1])
    odd = loose(repo, "tree", b"100644 a\0" + blob + b"what is this")
    lost = loose(repo, "tree", b"40000 a\0" + bytes(20))
    circle = loose(repo, "tag", b"object " + b"0" * 40 + b"\ntype tag\ntag a\n\n")
    many = loose(repo, "tree", b"100644 a\0" + blob)
    for _ in range(12):
        many = loose(repo, "tree", b"".join(b"40000 %d\0" % n + bytes.fromhex(many) for n in range(4)))
    monkeypatch.setattr(trees, "_MOST", 10_000)
    with Store.open(objects(repo)) as store:
        for oid in (cut, odd, lost, many, blob.hex()):
            with pytest.raises(ObjectError):
                list(trees.files(store, oid))
        with pytest.raises(ObjectError):
            trees.peeled(store, circle)
        with pytest.raises(ObjectError):
            store.kind("1" * 40)
