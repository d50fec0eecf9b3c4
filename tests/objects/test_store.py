"""The store reads what git reads: repositories made by git itself are the judge."""

import itertools
import random
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof.objects.damage import AbsentError
from keyproof.objects.delta import Reach
from keyproof.objects.store import Store, Unread
from tests.sources.conftest import Repo


@pytest.fixture(autouse=True)
def _way(way):
    """Each way of reading gives what git gives."""


@pytest.fixture
def repo(tmp_path):
    return Repo(tmp_path / "repo")


def stored(repo):
    """Every object as git gives it: {id: (kind, content)}."""
    out = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"], cwd=repo.path, capture_output=True, check=True
    ).stdout
    found = {}
    while out:
        head, _, out = out.partition(b"\n")
        oid, kind, size = head.decode().split()
        found[oid] = (kind, out[: int(size)])
        out = out[int(size) + 1 :]
    return found


def objects(repo):
    return repo.path / (".git/objects" if (repo.path / ".git").exists() else "objects")


def agrees(repo, object_format="sha1"):
    """Every way of reading gives what git gives; return how many deltas there are."""
    truth = stored(repo)
    with Store.open(objects(repo), object_format) as store:
        assert not store.notes
        for kind in ("blob", "tree", "commit", "tag"):
            unread = Unread()
            assert dict(store.blobs(list(truth), unread, kind=kind)) == {
                o: d for o, (k, d) in truth.items() if k == kind
            }
            assert not (unread.absent or unread.damaged or unread.large or unread.over_budget)
            assert set(unread.other) == {o for o, (k, _) in truth.items() if k != kind}
        assert {oid: store.read(oid) for oid in truth} == truth
        assert {(e.oid, e.kind, e.size) for e in store.entries()} == {(o, k, len(d)) for o, (k, d) in truth.items()}
        return check_deltas(store, truth)


def check_deltas(store, truth):
    """What deltas and changes say of a text is true of it."""
    blobs = [oid for oid, (kind, _) in truth.items() if kind == "blob"]
    count = 0
    for d in store.deltas(blobs):
        count += 1
        text, base = truth[d.oid][1], truth[d.base][1]
        assert d.size == len(text)
        cuts = sorted({0, len(text), *d.seams, *(n for part in d.inserted for n in part)})
        new = set(d.inserted)
        for start, end in itertools.pairwise(cuts):
            if not any(a <= start and end <= b for a, b in new):
                assert text[start:end] in base
    for reach in (Reach(40), Reach(300, 2), Reach(1)):
        for change in itertools.chain.from_iterable(store.changes(blobs, reach)):
            text = change.data
            assert text == truth[change.oid][1]
            if change.base is None:
                assert change.parts == ((0, len(text)),)
                continue
            base = truth[change.base][1]
            at = 0
            for start, end in (*change.parts, (len(text), len(text))):
                assert at <= start <= end <= len(text)
                assert text[at:start] in base
                at = end
    return count


def fill(repo, seed=1, commits=9):
    made = random.Random(seed)
    lines = [f"line {n} {made.randrange(10**9)}" for n in range(400)]
    for number in range(commits):
        for _ in range(8):
            lines[made.randrange(len(lines))] = f"changed {made.randrange(10**9)}"
        lines.insert(made.randrange(len(lines)), f"new {number}")
        repo.commit(text="\n".join(lines), folder__other=made.randbytes(300), empty="")


def test_loose_objects_are_read(repo):
    fill(repo)
    assert agrees(repo) == 0


def test_a_packed_repository_is_read(repo):
    fill(repo)
    repo.git("tag", "-a", "-m", "a tag", "v1")
    repo.git("gc", "-q", "--aggressive")
    assert agrees(repo) > 5


def test_deltas_on_names_are_read(repo):
    fill(repo)
    repo.git("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq")
    assert agrees(repo) > 5


def test_an_index_of_version_one_is_read(repo):
    fill(repo)
    repo.git("-c", "pack.indexVersion=1", "repack", "-adfq")
    assert agrees(repo) > 5


def test_large_offsets_are_read(repo):
    fill(repo)
    repo.git("repack", "-adfq")
    (pack,) = objects(repo).glob("pack/*.pack")
    pack.with_suffix(".idx").unlink()
    repo.git("index-pack", "--index-version=2,0x100", str(pack))
    assert agrees(repo) > 5


def test_a_sha256_repository_is_read(tmp_path):
    repo = Repo(tmp_path / "repo", "--object-format=sha256")
    fill(repo)
    assert agrees(repo, "sha256") == 0
    repo.git("gc", "-q")
    assert agrees(repo, "sha256") > 5
    repo.git("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq")
    assert agrees(repo, "sha256") > 5


def test_several_packs_with_an_index_over_all_of_them_are_read(repo):
    for seed in range(3):
        fill(repo, seed)
        repo.git("repack", "-dq")
    repo.commit(loose="one that is loose")
    repo.git("multi-pack-index", "write")
    assert len(list(objects(repo).glob("pack/*.pack"))) == 3
    agrees(repo)


def test_objects_of_borrowed_stores_are_read(repo, tmp_path):
    fill(repo)
    repo.git("gc", "-q")
    repo.git("clone", "-q", "--shared", str(repo.path), str(tmp_path / "second"))
    repo.git("clone", "-q", "--shared", str(tmp_path / "second"), str(tmp_path / "third"))
    third = Repo(tmp_path / "third")
    third.commit(own="only here")
    assert agrees(third) > 5


def test_a_relative_alternate_is_followed(repo, tmp_path):
    fill(repo)
    repo.git("clone", "-q", "--shared", str(repo.path), str(tmp_path / "second"))
    (tmp_path / "second/.git/objects/info/alternates").write_text("../../../repo/.git/objects\n")
    agrees(Repo(tmp_path / "second"))


def test_a_shallow_clone_is_read(repo, tmp_path):
    fill(repo)
    repo.git("clone", "-q", "--depth=2", f"file://{repo.path}", str(tmp_path / "shallow"))
    agrees(Repo(tmp_path / "shallow"))


def test_what_a_partial_clone_lacks_is_said(repo, tmp_path):
    fill(repo)
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{repo.path}", str(tmp_path / "partial"))
    assert list((tmp_path / "partial/objects/pack").glob("*.promisor"))
    blobs = [oid for oid, (kind, _) in stored(repo).items() if kind == "blob"]
    unread = Unread()
    with Store.open(tmp_path / "partial/objects") as store:
        assert not list(store.blobs(blobs, unread))
        assert sum(e.kind == "commit" for e in store.entries()) == 9
        with pytest.raises(AbsentError):
            store.read(blobs[0])
    assert sorted(unread.absent) == sorted(blobs) and not unread.damaged


def test_a_pack_without_its_bases_gives_what_it_can(repo, tmp_path):
    fill(repo)
    repo.git("gc", "-q")
    new = "\n".join([*(repo.path / "text").read_text().split("\n"), "last"])
    repo.commit(text=new, alone="stands alone")
    thin = subprocess.run(
        ["git", "pack-objects", "--thin", "--stdout", "--revs", "-q"],
        cwd=repo.path, input=b"HEAD\n^HEAD~1\n", capture_output=True, check=True,
    ).stdout  # fmt: skip
    other = Repo(tmp_path / "other")
    pack = objects(other) / "pack" / "pack-thin.pack"
    rows = thin_rows(repo, thin)
    from tests.objects.packs import Written

    written = Written(objects(other))
    written.rows = rows
    pack.write_bytes(thin)
    pack.with_suffix(".idx").write_bytes(written.index(thin[-20:]))
    text, alone = repo.git("rev-parse", "HEAD:text"), repo.git("rev-parse", "HEAD:alone")
    unread = Unread()
    with Store.open(objects(other)) as store:
        assert dict(store.blobs([text, alone], unread)) == {alone: b"stands alone"}
    assert unread.damaged == [text] and "base" in unread.reason
    (objects(other) / "info").mkdir(exist_ok=True)
    (objects(other) / "info" / "alternates").write_text(f"{objects(repo)}\n")
    for path in objects(repo).glob("??/*"):
        path.unlink()
    with Store.open(objects(other)) as store:
        assert dict(store.blobs([text, alone]))[text] == new.encode()


def thin_rows(repo, thin):
    """(name, offset) of the objects of a thin pack, by way of the pack git completes it to: the order is kept."""
    done = subprocess.run(
        ["git", "index-pack", "--fix-thin", "--stdin", "--keep"],
        cwd=repo.path,
        input=thin,
        capture_output=True,
        check=True,
    )
    name = done.stdout.decode().split()[-1]
    index = objects(repo) / "pack" / f"pack-{name}.idx"
    with open(index, "rb") as file:
        out = subprocess.run(["git", "show-index"], cwd=repo.path, stdin=file, capture_output=True, check=True).stdout
    for suffix in (".idx", ".pack", ".keep"):
        index.with_suffix(suffix).unlink(missing_ok=True)
    count = int.from_bytes(thin[8:12], "big")
    rows = sorted((int(line.split()[0]), line.split()[1].decode()) for line in out.splitlines())[:count]
    return [(bytes.fromhex(oid), at) for at, oid in rows]


def test_a_text_comes_after_the_one_it_stands_on(repo):
    fill(repo)
    repo.git("gc", "-q")
    blobs = [oid for oid, (kind, _) in stored(repo).items() if kind == "blob"]
    with Store.open(objects(repo)) as store:
        seen = set()
        for change in itertools.chain.from_iterable(store.changes(blobs, Reach(100))):
            assert change.base is None or change.base in seen
            seen.add(change.oid)
        new = sum(
            end - start for listed in store.changes(blobs, Reach(200, 2)) for c in listed for start, end in c.parts
        )
        assert new < sum(len(c.data) for listed in store.changes(blobs, Reach(100)) for c in listed) / 2


def test_a_text_whose_base_is_not_asked_for_is_new_as_a_whole(repo):
    fill(repo)
    repo.git("gc", "-q")
    with Store.open(objects(repo)) as store:
        blobs = [oid for oid, (kind, _) in stored(repo).items() if kind == "blob"]
        told = next(d for d in store.deltas(blobs))
        ((change,),) = store.changes([told.oid], Reach(100))
        assert change.base is None and change.parts == ((0, told.size),)


LINE = st.sampled_from([b"alpha beta\n", b"x" * 70 + b"\n", b"\0\1\2" * 20, b"token = value\n", b"}\n"]) | st.binary(
    max_size=30
)
TEXT = st.lists(LINE, max_size=60).map(b"".join)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    versions=st.lists(st.tuples(TEXT, st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=25),
    depth=st.sampled_from([1, 4, 50]),
    named=st.booleans(),
)
def test_any_history_reads_as_git_reads_it(tmp_path_factory, versions, depth, named):
    repo = Repo(tmp_path_factory.mktemp("random") / "repo")
    text = b""
    names = []
    for new, start, end in versions:
        text = text[:start] + new + text[end:]
        names.append(repo.git("hash-object", "-w", "--stdin", feed=text))
        if len(names) == 12:
            repo.git(
                "pack-objects",
                "-q",
                f"--depth={depth}",
                ".git/objects/pack/pack",
                feed="\n".join(names).encode() + b"\n",
            )
    option = [] if named else ["--delta-base-offset"]
    listed = "".join(f"{name} file\n" for name in names).encode()
    repo.git("pack-objects", "-q", f"--depth={depth}", *option, ".git/objects/pack/pack", feed=listed)
    repo.git("prune-packed", "-q")
    agrees(repo)


def test_a_closed_store_has_let_go_of_its_files(repo):
    fill(repo)
    repo.git("gc", "-q")
    before = mapped()
    store = Store.open(objects(repo))
    assert len(list(store.entries())) > 10
    assert mapped() > before
    store.close()
    assert mapped() == before


def mapped():
    with open("/proc/self/maps") as maps:
        return sum(".git/objects" in line for line in maps)


def test_shares_keep_families_together_and_hold_everything_once(repo):
    made = random.Random(2)
    texts = [[f"{name} line {made.randrange(10**9)}" for _ in range(200)] for name in range(6)]
    for _ in range(10):
        for text in texts:
            text[made.randrange(200)] = f"changed {made.randrange(10**9)}"
        repo.commit(**{f"f{n}": "\n".join(text) for n, text in enumerate(texts)})
    repo.git("gc", "-q")
    repo.commit(loose="not packed")
    blobs = [oid for oid, (kind, _) in stored(repo).items() if kind == "blob"]
    with Store.open(objects(repo)) as store:
        parts = store.shares(blobs, 2)
        whole = {c.oid for c in itertools.chain.from_iterable(store.changes(blobs, Reach(100))) if c.base is None}
        assert sorted(parts[0] + parts[1]) == sorted(blobs)
        assert {
            c.oid for p in parts for c in itertools.chain.from_iterable(store.changes(p, Reach(100))) if c.base is None
        } == whole
        assert all(parts)
        assert store.shares([], 3) == [[], [], []]
