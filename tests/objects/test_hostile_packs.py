"""A hostile pack costs bounded time and memory, and what it withholds is said: never a traceback."""

import os
import random
import resource
import struct
import time
import zlib
from itertools import chain

import pytest

from keyproof import limits
from keyproof.errors import KeyproofError
from keyproof.objects import damage
from keyproof.objects.damage import ObjectError
from keyproof.objects.delta import Reach
from keyproof.objects.families import Budget
from keyproof.objects.store import Store, Unread
from tests.objects.hostile_files import FILES, edit, index_is_gone
from tests.objects.hostile_objects import BAD, GOOD, OBJECTS, OTHER
from tests.objects.packs import (
    BLOB,
    OFFSET_DELTA,
    Written,
    copy,
    delta,
    distance,
    header,
    insert,
    name_of,
    size_bytes,
)  # fmt: skip


def read_all(objects, oids):
    unread = Unread()
    with Store.open(objects) as store:
        given = dict(store.blobs(oids, unread))
        list(store.entries())
        list(store.deltas(oids))
        assert sorted(oid for share in store.shares(oids, 3) for oid in share) == sorted(set(oids))
        changed = {c.oid: c.data for c in chain.from_iterable(store.changes(oids, Reach(64, 2)))}
        assert changed == given
        for oid in oids:
            try:
                kind, data = store.read(oid)
                assert kind == "blob" and given[oid] == data
            except ObjectError:
                assert oid not in given
        return given, unread, store.notes


@pytest.fixture(autouse=True)
def bounded(way):
    start = time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.process_time() - start < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


@pytest.mark.parametrize("write", OBJECTS, ids=lambda f: f.__name__)
def test_a_bad_object_is_said_and_the_good_one_beside_it_read(tmp_path, write):
    w = Written(tmp_path)
    base = w.blob(GOOD)
    write(w, base)
    w.blob(b"another good one")
    w.close()
    good = [name_of(GOOD).hex(), name_of(b"another good one").hex()]
    given, unread, notes = read_all(tmp_path, [*good, BAD.hex()])
    assert list(given) == good and given[good[0]] == GOOD
    assert not notes
    assert unread.damaged + unread.large == [BAD.hex()]
    assert unread.reason or unread.large
    assert "\n" not in unread.reason


@pytest.mark.parametrize("spoil", FILES, ids=lambda f: f.__name__)
def test_a_bad_pack_or_index_is_said_and_the_pack_beside_it_read(tmp_path, spoil):
    w = Written(tmp_path)
    w.blob(GOOD)
    w.on_offset(BAD, 12, delta(len(GOOD), 3, insert(b"abc")))
    pack, index = w.close(stem="pack-a")
    other = Written(tmp_path)
    other.blob(b"in the other pack")
    other.close(stem="pack-b")
    spoil(pack, index)
    wanted = [name_of(GOOD).hex(), name_of(b"in the other pack").hex()]
    given, unread, notes = read_all(tmp_path, wanted)
    assert given == {wanted[1]: b"in the other pack"} or given.get(wanted[0]) == GOOD
    assert unread.absent + unread.damaged + list(given)[:-1] == wanted[:1]
    assert spoil is index_is_gone or notes or unread.damaged
    assert all("\n" not in n for n in notes)


def test_more_than_forty_hostile_inputs_are_tried():
    assert len(OBJECTS) > 50 and len(FILES) > 30


def test_what_stands_between_two_objects_is_not_taken_into_memory(tmp_path):
    """A stream of a few bytes, and 700 MB that no object owns behind it."""
    w = Written(tmp_path)
    w.blob(b"hello")
    w.raw(BAD, header(OFFSET_DELTA, 5) + distance(w.at - 12) + zlib.compress(b"12345"))
    w.trailer = b"t" * 20
    pack, _ = w.close()
    start = pack.read_bytes()[:-20]
    with open(pack, "wb") as file:
        file.write(start)
        file.seek(700_000_000, os.SEEK_CUR)
        file.write(w.trailer)
    given, unread, _ = read_all(tmp_path, [name_of(b"hello").hex(), BAD.hex()])
    assert list(given.values()) == [b"hello"] and unread.damaged == [BAD.hex()]


def test_a_stream_behind_empty_blocks_is_read(tmp_path):
    w = Written(tmp_path)
    stored = b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 10_000
    w.raw(BAD, header(BLOB, 5) + stored + zlib.compress(b"hello")[2:])
    w.close()
    assert read_all(tmp_path, [BAD.hex()])[0] == {BAD.hex(): b"hello"}


def test_files_that_lie_beside_a_pack_are_not_believed(tmp_path):
    w = Written(tmp_path)
    w.blob(GOOD)
    pack, _ = w.close()
    for name in (
        "multi-pack-index",
        "pack-made.rev",
        "pack-made.bitmap",
        "pack-made.mtimes",
        "pack-made.promisor",
        "pack-x.keep",
    ):
        (pack.parent / name).write_bytes(b"MIDX\xff\xff garbage")
    (pack.parent / "pack-alone.idx").write_bytes(b"garbage")
    assert read_all(tmp_path, [name_of(GOOD).hex()])[0] == {name_of(GOOD).hex(): GOOD}


@pytest.mark.parametrize("by_name", [False, True])
def test_a_chain_of_ten_thousand_deltas_is_read_in_one_pass_and_refused_alone(tmp_path, by_name):
    w = Written(tmp_path)
    name = name_of(GOOD)
    at = w.blob(GOOD)
    names = [name]
    for number in range(10_000):
        text = b"%08d" % number
        change = delta(len(GOOD) if not number else 18, 18, copy(0, 10) + insert(text))
        new = name_of(GOOD[:10] + text)
        at = w.on_name(new, names[-1], change) if by_name else w.on_offset(new, at, change)
        names.append(new)
    w.close()
    unread = Unread()
    with Store.open(tmp_path) as store:
        given = dict(store.blobs([n.hex() for n in names], unread))
        assert len(given) == 10_001 and given[names[-1].hex()].endswith(b"00009999")
        with pytest.raises(ObjectError, match="deltas stand on one another"):
            store.read(names[-1].hex())
        assert store.read(names[1000].hex())[1].endswith(b"00000999")
        assert len(list(store.entries())) == 10_001


def test_packs_whose_deltas_stand_on_one_another_end(tmp_path):
    for stem, name, base in (("pack-a", BAD, OTHER), ("pack-b", OTHER, BAD)):
        w = Written(tmp_path)
        w.on_name(name, base, delta(3, 3, copy(0, 3)))
        w.close(stem=stem)
    given, unread, _ = read_all(tmp_path, [BAD.hex(), OTHER.hex()])
    assert not given and len(unread.damaged) == 2


def test_a_base_in_another_pack_is_found(tmp_path):
    w = Written(tmp_path)
    w.on_name(
        name_of(b"abc" + GOOD), name_of(GOOD), delta(len(GOOD), len(GOOD) + 3, insert(b"abc") + copy(0, len(GOOD)))
    )
    w.close(stem="pack-a")
    w = Written(tmp_path)
    w.blob(GOOD)
    w.close(stem="pack-b")
    oid = name_of(b"abc" + GOOD).hex()
    given, unread, _ = read_all(tmp_path, [oid])
    assert given == {oid: b"abc" + GOOD} and not unread.damaged


def test_an_object_damaged_in_one_pack_is_taken_from_the_other(tmp_path):
    w = Written(tmp_path)
    w.raw(name_of(GOOD), header(BLOB, len(GOOD)) + b"garbage")
    w.close(stem="pack-a")
    w = Written(tmp_path)
    w.blob(GOOD)
    w.close(stem="pack-b")
    given, unread, _ = read_all(tmp_path, [name_of(GOOD).hex()])
    assert given and not unread.damaged


def test_bases_let_go_of_for_lack_of_room_are_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(damage, "HELD_BYTES", 5_000)
    made = random.Random(3)
    w = Written(tmp_path)
    texts = [made.randbytes(2_000)]
    places = [w.blob(texts[0])]
    for number in range(60):
        parent = made.randrange(max(0, number - 6), number + 1)
        text = texts[parent][:1_900] + made.randbytes(100)
        change = delta(2_000, 2_000, copy(0, 1_900) + insert(text[1_900:]))
        places.append(w.on_offset(name_of(text), places[parent], change))
        texts.append(text)
    w.close()
    given, unread, _ = read_all(tmp_path, [name_of(t).hex() for t in texts])
    assert sorted(given.values()) == sorted(texts) and not unread.damaged


def test_the_budget_ends_a_reading_and_the_rest_is_listed(tmp_path):
    w = Written(tmp_path)
    texts = [bytes([n]) * 1_000 for n in range(10)]
    for text in texts:
        w.blob(text)
    w.close()
    unread = Unread()
    with Store.open(tmp_path) as store:
        given = dict(store.blobs([name_of(t).hex() for t in texts], unread, budget=Budget(3_500)))
    assert len(given) == 3 and len(unread.over_budget) == 7
    assert not set(given) & set(unread.over_budget)


def test_many_deltas_on_one_far_base_cost_no_more_than_the_budget(tmp_path):
    w = Written(tmp_path)
    at = w.blob(GOOD)
    for number in range(2_000):
        name = OTHER if number == 1_999 else bytes([1, 1]) + number.to_bytes(18, "big")
        at = w.on_offset(name, at, delta(len(GOOD), len(GOOD), copy(0, len(GOOD))))
    w.close(stem="pack-a")
    w = Written(tmp_path)
    names = [bytes([2, 2]) + n.to_bytes(18, "big") for n in range(500)]
    for name in names:
        w.on_name(name, OTHER, delta(len(GOOD), 3, insert(b"abc")))
    w.close(stem="pack-b")
    unread = Unread()
    with Store.open(tmp_path) as store:
        given = list(store.blobs([n.hex() for n in names], unread, budget=Budget(64 * limits.MIB)))
    assert given and unread.over_budget


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("wide", [False, True])
def test_both_versions_of_the_index_and_large_offsets_are_read(tmp_path, old, wide):
    w = Written(tmp_path)
    w.blob(GOOD)
    w.blob(b"second")
    w.close(old=old, wide=wide)
    oids = [name_of(GOOD).hex(), name_of(b"second").hex()]
    assert list(read_all(tmp_path, oids)[0]) == oids


def test_a_large_offset_outside_its_table_or_pack_is_refused(tmp_path):
    for new in (0x8000_0005, 0xFFFF_FFFF):
        w = Written(tmp_path)
        w.blob(GOOD)
        _, index = w.close(wide=True)
        edit(index, -40 - 8 - 4, struct.pack(">I", new))
        assert read_all(tmp_path, [name_of(GOOD).hex()])[2]
    w.close(wide=True)
    edit(index, -40 - 8, struct.pack(">Q", 1 << 63))
    assert read_all(tmp_path, [name_of(GOOD).hex()])[2]


def test_two_objects_at_one_place_and_one_name_twice_do_no_harm(tmp_path):
    w = Written(tmp_path)
    w.blob(GOOD)
    w.rows += [(BAD, 12), (name_of(GOOD), 12)]
    w.count = 3
    w.close()
    given, _, notes = read_all(tmp_path, [name_of(GOOD).hex()])
    assert given or notes


@pytest.mark.parametrize("seed", range(30))
def test_bytes_flipped_anywhere_never_end_in_a_traceback(tmp_path, seed):
    made = random.Random(seed)
    w = Written(tmp_path)
    at = w.blob(GOOD)
    oids = [name_of(GOOD)]
    for number in range(8):
        oids.append(bytes([number]) * 20)
        change = delta(len(GOOD), len(GOOD), copy(0, len(GOOD) - 3) + insert(b"%03d" % number))
        at = w.on_offset(oids[-1], at, change) if number % 2 else w.on_name(oids[-1], oids[-2], change)
    files = w.close()
    for _ in range(made.randrange(1, 6)):
        edit(files[made.random() < 0.5], made.randrange(1 << 20), made.randbytes(made.randrange(1, 4)))
    unread = Unread()
    with Store.open(tmp_path) as store:
        given = dict(store.blobs([o.hex() for o in oids], unread))
        list(store.changes([o.hex() for o in oids], Reach(10)))
        list(store.entries())
        list(store.deltas([o.hex() for o in oids]))
        store.shares([o.hex() for o in oids], 2)
        for oid in oids:
            try:
                store.read(oid.hex())
            except KeyproofError:
                continue
    assert len(given) + sum(map(len, (unread.absent, unread.damaged, unread.large, unread.other))) == len(oids)


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"\x78\x9c", zlib.compress(b""), zlib.compress(b"blob"), zlib.compress(b"blob 5\0abc"),
     zlib.compress(b"blob 3\0abcdef"), zlib.compress(b"blob -3\0abc"), zlib.compress(b"blub 3\0abc"),
     zlib.compress(b"blob 99999999999999999999999\0abc"), zlib.compress(b"blob 3\0abc")[:-2],
     zlib.compress(b"blob 3 3\0abc"), zlib.compress(b"b" * 100_000), zlib.compress(b"blob 20\0" + bytes(50_000_000)),
     zlib.compress(b"blob \xb2\0ab"), zlib.compress(b"blob 90000000\0abc")],
)  # fmt: skip
def test_a_bad_loose_object_is_said(tmp_path, content):
    path = tmp_path / BAD.hex()[:2] / BAD.hex()[2:]
    path.parent.mkdir()
    path.write_bytes(content)
    given, unread, _ = read_all(tmp_path, [BAD.hex()])
    assert not given and unread.damaged + unread.large == [BAD.hex()]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda p: os.symlink(p, p)], ids=["pipe", "folder", "loop"])
def test_a_loose_object_that_is_no_file_is_said(tmp_path, make):
    path = tmp_path / BAD.hex()[:2] / BAD.hex()[2:]
    path.parent.mkdir()
    make(path)
    given, unread, _ = read_all(tmp_path, [BAD.hex()])
    assert not given and unread.damaged == [BAD.hex()]


def test_stores_that_borrow_from_one_another_are_each_read_once(tmp_path):
    stores = [tmp_path / f"s{n}" for n in range(50)]
    for number, store in enumerate(stores):
        (store / "info").mkdir(parents=True)
        lines = [f"../s{(number + step) % 50}\n" for step in range(1, 50)] + [
            "/nonexistent\n",
            "# no\n",
            "\0\n",
            '"q"\n',
        ]
        (store / "info" / "alternates").write_text("".join(lines))
    w = Written(stores[3])
    w.blob(GOOD)
    w.close()
    with Store.open(stores[0]) as store:
        assert len(store.folders) == damage.ALTERNATES
        assert store.read(name_of(GOOD).hex()) == ("blob", GOOD)


def test_a_store_that_is_not_there_holds_nothing(tmp_path):
    given, unread, _ = read_all(tmp_path / "none", [BAD.hex()])
    assert not given and unread.absent == [BAD.hex()]


def test_an_unknown_object_format_is_refused(tmp_path):
    with pytest.raises(ObjectError):
        Store.open(tmp_path, "sha512")


def test_the_length_of_a_pack_is_bounded_by_its_objects(tmp_path, monkeypatch):
    monkeypatch.setattr("keyproof.objects.packindex.PACK_OBJECTS", 1)
    w = Written(tmp_path)
    w.blob(GOOD)
    w.blob(b"second")
    w.close()
    assert read_all(tmp_path, [name_of(GOOD).hex()])[2] == ("pack-made.pack: a pack has more than 1 objects",)


def test_the_writer_of_these_packs_writes_what_git_reads():
    assert size_bytes(300) == b"\xac\x02" and distance(300) == b"\x81\x2c"
