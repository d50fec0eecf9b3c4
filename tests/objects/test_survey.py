"""A pack as a table says what git says, and what the reference in Python says."""

import itertools
import random

import pytest

from keyproof.objects import listing, packindex
from keyproof.objects.pack import KINDS
from keyproof.objects.store import Store
from keyproof.sources.opener import open_target
from tests.objects.test_store import fill, objects, stored
from tests.sources.conftest import Repo

pytestmark = pytest.mark.skipif(packindex._load() is None, reason="not built here")

COSTS = (listing._OBJECT_COST, listing._WHOLE_COST)


@pytest.fixture(params=["sha1", "sha256"])
def repo(tmp_path, request):
    repo = Repo(tmp_path / "repo", f"--object-format={request.param}")
    fill(repo)
    repo.git("tag", "-a", "-m", "a tag", "v1")
    return repo


def opened(repo):
    return Store.open(objects(repo), repo.git("rev-parse", "--show-object-format"))


def told(families):
    found, left = families
    return sorted((cost, name, sorted(listed.items())) for cost, name, listed in found), sorted(left)


@pytest.mark.parametrize("repack", ["gc -q --aggressive", "repack -q -a -d --depth=1"])
def test_families_are_those_of_the_reference(repo, repack):
    repo.git(*repack.split())
    every = list(stored(repo))
    with opened(repo) as store:
        (pack,) = store.packs
        for seed, share in itertools.product(range(4), (1, 3, len(every) - 2)):
            wanted = [*random.Random(seed).sample(every, len(every) // share), every[0][::-1]]
            assert told(pack.survey.families(wanted, COSTS)) == told(listing._families_of(pack, wanted))


def test_families_that_stand_on_names_are_left_to_the_reference(repo):
    repo.git("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq")
    every = list(stored(repo))
    with opened(repo) as store:
        (pack,) = store.packs
        assert pack.survey.families(every, COSTS) is None
        assert sorted(itertools.chain(*store.shares(every, 3))) == sorted(every)


@pytest.mark.parametrize("packed", ["not at all", "all", "twice", "half"])
def test_what_is_stored_beside_what_is_known_is_what_git_says(repo, packed):
    if packed != "not at all":
        repo.git("gc", "-q")
    if packed in ("twice", "half"):
        repo.commit(more="more", text="shorter")
        repo.git("hash-object", "-w", "--stdin", feed=b"nothing leads here")
    if packed == "twice":
        repo.git("repack", "-q", "-a")
    truth = {oid: kind for oid, (kind, _) in stored(repo).items()}
    blobs = [oid for oid, kind in truth.items() if kind == "blob"]
    for known in ([], blobs, blobs[::2]):
        wanted = {}
        for oid in sorted(truth.keys() - set(known)):
            if truth[oid] != "tree":
                wanted.setdefault(truth[oid], []).append(oid)
        with opened(repo) as store:
            assert store.others(known) == wanted


def test_what_cannot_be_told_surely_is_left_to_git(repo, tmp_path):
    repo.git("gc", "-q")
    (pack,) = objects(repo).glob("pack/*.pack")
    (index,) = objects(repo).glob("pack/*.idx")
    whole = index.read_bytes()
    index.chmod(0o644)
    index.write_bytes(whole[:-1])
    with opened(repo) as store:
        assert store.others([]) is None
    index.write_bytes(whole)
    (objects(repo) / "info" / "alternates").write_text(str(tmp_path) + "\n")
    with opened(repo) as store:
        assert store.others([]) is None
    (objects(repo) / "info" / "alternates").unlink()
    repo.commit(loose="x")
    repo.loose(repo.git("rev-parse", "HEAD:loose")).chmod(0o644)
    repo.loose(repo.git("rev-parse", "HEAD:loose")).write_bytes(b"no object")
    with opened(repo) as store:
        assert store.others([]) is None
    assert pack.exists()


def test_the_history_names_the_same_blobs_with_the_table_and_without(repo, monkeypatch):
    repo.git("gc", "-q")
    repo.commit(amended="taken back")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("repack", "-q", "-a", "-d", "--keep-unreachable")
    repo.git("hash-object", "-w", "--stdin", feed=b"nothing leads here either")
    found = []
    for way in (packindex._load(), None):
        monkeypatch.setattr(packindex, "_compiled", way)
        with open_target(str(repo.path)) as source:
            found.append((source.history().oids(), list(source.history().texts())))
    assert found[0] == found[1]
    assert len(found[0][0]) > len({oid for oids in found and source.history().paths().values() for oid in oids})


def test_looking_an_id_up_is_the_same_in_both_ways(repo, monkeypatch):
    repo.git("gc", "-q")
    every = [bytes.fromhex(oid) for oid in stored(repo)]
    made = random.Random(5)
    absent = [made.randbytes(len(every[0])) for _ in range(50)] + [b"", b"short", every[0] + b"x"]
    near = [name[:-1] + bytes([name[-1] ^ 1]) for name in every]
    with opened(repo) as store:
        index = store.packs[0].index
        with_loops = index.find_all(every + absent + near)
        monkeypatch.setattr(packindex, "_compiled", None)
        assert index.find_all(set(every + absent + near)) == with_loops
        assert sorted(with_loops.values()) == sorted(every)
        assert {KINDS.get(store.packs[0].head(at).kind) for at in with_loops} >= {"commit", "tree", "blob", "tag"}
