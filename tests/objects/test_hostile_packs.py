"""A hostile pack costs bounded time and memory, and what it withholds is said: never a traceback."""

import gzip
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
from tests.objects.packs import (
    BLOB,
    NAME_DELTA,
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

GOOD = b"a good blob\n" * 40
BAD = bytes.fromhex("bb" * 20)
OTHER = bytes.fromhex("cc" * 20)


def edit(path, at, new):
    data = bytearray(path.read_bytes())
    at = at % len(data)
    data[at : at + len(new)] = new
    path.write_bytes(bytes(data))


def cut(path, keep):
    data = path.read_bytes()
    path.write_bytes(data[:keep] if keep >= 0 else data[: len(data) + keep])


# Objects: each writes one bad object beside a good one; the good one must still be read.


def object_no_stream(w, base):
    w.raw(BAD, header(BLOB, 10) + b"garbage that zlib knows nothing of")


def object_bad_checksum(w, base):
    w.raw(BAD, header(BLOB, 5) + zlib.compress(b"hello")[:-1] + b"\0")


def object_stream_cut(w, base):
    w.raw(BAD, header(BLOB, 2000) + zlib.compress(os.urandom(2000))[:-900])


def object_longer_than_told(w, base):
    w.blob(b"x" * 100, name=BAD, size=50)


def object_shorter_than_told(w, base):
    w.blob(b"x" * 100, name=BAD, size=150)


def object_told_as_huge(w, base):
    w.blob(b"x" * 100, name=BAD, size=1 << 62)


def object_told_as_just_below_the_bound(w, base):
    w.blob(b"x" * 100, name=BAD, size=limits.BLOB_BYTES - 1)


def object_size_that_does_not_end(w, base):
    w.raw(BAD, bytes([BLOB << 4 | 128]) + b"\xff" * 200 + b"\x01" + zlib.compress(b"x"))


def object_size_of_hundreds_of_bits(w, base):
    w.raw(BAD, bytes([BLOB << 4 | 128]) + b"\xff" * 50 + b"\x01" + zlib.compress(b"x"))


def object_of_type_zero(w, base):
    w.blob(b"x", name=BAD, kind=0)


def object_of_type_five(w, base):
    w.blob(b"x", name=BAD, kind=5)


def object_header_alone(w, base):
    w.raw(BAD, bytes([BLOB << 4 | 128]))


def bomb(w, base):
    w.raw(BAD, header(BLOB, 20) + zlib.compress(bytes(80 * limits.MIB), 9))


def bomb_that_tells_its_size(w, base):
    w.raw(BAD, header(BLOB, 80 * limits.MIB) + zlib.compress(bytes(80 * limits.MIB), 9))


def stream_without_a_header(w, base):
    w.raw(BAD, header(BLOB, 5) + zlib.compress(b"hello")[2:])


def stream_of_gzip(w, base):
    w.raw(BAD, header(BLOB, 5) + gzip.compress(b"hello"))


def stream_with_a_dictionary(w, base):
    made = zlib.compressobj(zdict=b"hello hello")
    w.raw(BAD, header(BLOB, 5) + made.compress(b"hello") + made.flush())


def stream_of_a_window_too_large(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x88\x1c" + zlib.compress(b"hello")[2:])


def stream_of_the_reserved_block_type(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x9c\x07" + bytes(20))


def stream_whose_stored_length_is_false(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x01\x01\x05\x00\xfb\xffhello" + bytes(4))


def stream_that_reaches_back_before_its_start(w, base):
    # A fixed block whose first symbol is a match of length 3 at distance 4.
    w.raw(BAD, header(BLOB, 3) + b"\x78\x9c\x03\x06\x00\x00\x00\x00\x01")


def stream_of_tables_that_do_not_add_up(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x9c" + b"\x05" + b"\xff" * 60)


def stream_that_never_begins(w, base):
    w.raw(BAD, header(BLOB, 5) + b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 60_000)


def stream_behind_empty_blocks_that_is_cut_off(w, base):
    w.raw(BAD, header(BLOB, 200_000) + b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 60_000 + b"\x03")


def delta_of_nothing_told_as_something(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1, b""))


def delta_for_an_empty_base(w, base):
    w.on_offset(BAD, base, delta(0, 3, insert(b"abc")))


def delta_distance_of_sixty_bits(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + b"\xfe" * 8 + b"\x00" + zlib.compress(b"12345"))


def delta_floods_with_short_insertions(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1000, b"\x01a" * 400_000))


def delta_on_itself(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + distance(0) + zlib.compress(b"12345"))


def delta_on_what_is_before_the_pack(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + distance(1 << 30) + zlib.compress(b"12345"))


def delta_on_the_packs_header(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + distance(w.at - 4) + zlib.compress(b"12345"))


def delta_on_the_middle_of_an_object(w, base):
    w.on_offset(BAD, base + 1, delta(len(GOOD), 3, insert(b"abc")))


def delta_distance_that_does_not_end(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 5) + b"\xff" * 100 + zlib.compress(b"12345"))


def delta_on_an_absent_base(w, base):
    w.on_name(BAD, OTHER, delta(10, 3, insert(b"abc")))


def delta_with_half_a_name(w, base):
    w.raw(BAD, header(NAME_DELTA, 5) + OTHER[:7])


def delta_on_its_own_name(w, base):
    w.on_name(BAD, BAD, delta(3, 3, copy(0, 3)))


def deltas_in_a_circle(w, base):
    w.on_name(BAD, OTHER, delta(3, 3, copy(0, 3)))
    w.on_name(OTHER, BAD, delta(3, 3, copy(0, 3)))


def delta_for_a_longer_base(w, base):
    w.on_offset(BAD, base, delta(len(GOOD) + 1, 3, insert(b"abc")))


def delta_copy_beyond_the_base(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, copy(len(GOOD) - 10, 30)))


def delta_copy_from_far_outside(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, copy(0xFFFFFFF0, 30)))


def delta_short_copy_beyond_the_base(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, b"\x93" + struct.pack("<HB", len(GOOD) - 4, 30)))


def delta_copy_beyond_made_up_for_by_an_insertion(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 30, copy(len(GOOD) - 10, 30) + insert(b"y" * 20)))


def delta_makes_more_than_told(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, insert(b"abcdefgh")))


def delta_makes_less_than_told(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 50, insert(b"abcdefgh")))


def delta_with_the_reserved_instruction(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, b"\0" * 5))


def delta_insertion_cut_off(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, b"\x05ab"))


def delta_copy_cut_off(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 5, b"\xff\0\0"))


def delta_that_is_empty(w, base):
    w.on_offset(BAD, base, b"")


def delta_length_that_does_not_end(w, base):
    w.on_offset(BAD, base, b"\xff" * 40)


def delta_result_told_as_huge(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1 << 60, copy(0, 10)))


def delta_copies_without_end(w, base):
    big = w.blob(bytes(limits.MIB), name=OTHER)
    w.on_offset(BAD, big, delta(limits.MIB, 200 * limits.MIB, copy(0, limits.MIB) * 200))


def delta_floods_with_one_byte_copies(w, base):
    big = w.blob(bytes(0x10000), name=OTHER)
    w.on_offset(BAD, big, delta(0x10000, 1000, b"\x80" * 1_000_000))


def delta_floods_with_tiny_copies(w, base):
    w.on_offset(BAD, base, delta(len(GOOD), 1000, b"\x90\x01" * 400_000))


def delta_is_a_bomb(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 20) + distance(w.at - base) + zlib.compress(bytes(80 * limits.MIB), 9))


def delta_told_as_huge(w, base):
    w.raw(BAD, header(OFFSET_DELTA, 80 * limits.MIB) + distance(w.at - base) + zlib.compress(bytes(80 * limits.MIB), 9))


def delta_on_a_damaged_base(w, base):
    other = w.raw(OTHER, header(BLOB, 10) + b"garbage")
    w.on_offset(BAD, other, delta(10, 3, insert(b"abc")))


OBJECTS = [value for name, value in list(globals().items()) if name.startswith(("object_", "delta", "bomb", "stream_")) and callable(value)
           and value is not delta]  # fmt: skip


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


def index_empty(pack, index):
    cut(index, 0)


def index_cut_in_the_fan(pack, index):
    cut(index, 500)


def index_cut_in_the_names(pack, index):
    cut(index, 8 + 1024 + 10)


def index_cut_at_the_end(pack, index):
    cut(index, -1)


def index_longer(pack, index):
    index.write_bytes(index.read_bytes() + b"12345")


def index_much_longer(pack, index):
    index.write_bytes(index.read_bytes() + bytes(8000))


def index_version_three(pack, index):
    edit(index, 4, struct.pack(">I", 3))


def index_version_zero(pack, index):
    edit(index, 4, bytes(4))


def index_magic(pack, index):
    edit(index, 0, b"XXXX")


def index_fan_out_of_order(pack, index):
    edit(index, 8 + 4 * 10, b"\xff" * 4)


def index_fan_too_many(pack, index):
    edit(index, 8 + 4 * 255, b"\x00\x10\x00\x00")


def index_fan_billions(pack, index):
    edit(index, 8 + 4 * 255, b"\xff" * 4)


def index_fan_empty(pack, index):
    edit(index, 8, bytes(1024))


def index_offset_beyond(pack, index):
    edit(index, -40 - 8, struct.pack(">I", 0x7FFFFFFF))


def index_offset_in_the_trailer(pack, index):
    edit(index, -40 - 8, struct.pack(">I", pack.stat().st_size - 4))


def index_offset_in_the_header(pack, index):
    edit(index, -40 - 8, struct.pack(">I", 4))


def index_offset_wide_without_a_table(pack, index):
    edit(index, -40 - 8, struct.pack(">I", 0x80000000))


def index_of_another_pack(pack, index):
    edit(index, -40, b"\0" * 20)


def index_is_a_folder(pack, index):
    index.unlink()
    index.mkdir()


def index_is_a_pipe(pack, index):
    index.unlink()
    os.mkfifo(index)


def index_is_a_link_to_itself(pack, index):
    index.unlink()
    index.symlink_to(index)


def index_is_gone(pack, index):
    index.unlink()


def pack_empty(pack, index):
    cut(pack, 0)


def pack_cut_in_the_header(pack, index):
    cut(pack, 10)


def pack_cut_in_the_middle(pack, index):
    cut(pack, pack.stat().st_size // 2)


def pack_cut_at_the_end(pack, index):
    cut(pack, -1)


def pack_longer(pack, index):
    pack.write_bytes(pack.read_bytes() + b"1")


def pack_magic(pack, index):
    edit(pack, 0, b"KCAP")


def pack_version_four(pack, index):
    edit(pack, 4, struct.pack(">I", 4))


def pack_version_one(pack, index):
    edit(pack, 4, struct.pack(">I", 1))


def pack_count_more(pack, index):
    edit(pack, 8, struct.pack(">I", 3))


def pack_count_none(pack, index):
    edit(pack, 8, bytes(4))


def pack_trailer(pack, index):
    edit(pack, -20, b"\0" * 20)


def pack_is_a_pipe(pack, index):
    pack.unlink()
    os.mkfifo(pack)


def pack_is_zeros(pack, index):
    pack.write_bytes(bytes(pack.stat().st_size))


FILES = [v for n, v in list(globals().items()) if n.startswith(("index_", "pack_")) and callable(v)]


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
