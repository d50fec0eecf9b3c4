"""With the compiled module, without it and with zlib alone: the outcome is one."""

import random
import zlib
from itertools import chain

import pytest

from keyproof.objects import damage, families, inflate, packindex
from keyproof.objects.damage import ObjectError
from keyproof.objects.delta import Reach
from keyproof.objects.families import Budget
from keyproof.objects.packindex import PackIndex
from keyproof.objects.store import Store, Unread
from tests.objects.conftest import WAYS, read_by
from tests.objects.hostile_files import edit
from tests.objects.hostile_objects import BAD, GOOD, OBJECTS, OTHER
from tests.objects.packs import Written, copy, delta, insert, name_of


def heads_of(objects):
    """Per pack, what each place is said to hold and what is said to be wrong."""
    with Store.open(objects) as store:
        found = []
        for pack in store.packs:
            heads, bad = pack.heads(sorted(pack.starts[:-1]))
            found.append((dict(heads), {at: str(error) for at, error in bad.items()}))
        return found


def outcome(objects, oids):
    """All that a reading says, in the order it says it."""
    unread, changed = Unread(), Unread()
    with Store.open(objects) as store:
        given = list(store.blobs(oids, unread))
        changes = [tuple(c) for c in chain.from_iterable(store.changes(oids, Reach(64, 2), changed))]
        return given, changes, unread, changed, store.shares(oids, 2), store.notes, heads_of(objects)


def ways_agree(objects, oids):
    said = []
    for way in WAYS:
        with pytest.MonkeyPatch.context() as patch:
            read_by(way, patch)
            said.append(outcome(objects, oids))
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("write", OBJECTS, ids=lambda f: f.__name__)
def test_all_ways_of_reading_say_the_same_of_a_bad_object(tmp_path, write):
    w = Written(tmp_path)
    base = w.blob(GOOD)
    write(w, base)
    w.on_offset(name_of(b"abc" + GOOD), base, delta(len(GOOD), len(GOOD) + 3, insert(b"abc") + copy(0, len(GOOD))))
    w.close()
    ways_agree(tmp_path, [name_of(GOOD).hex(), BAD.hex(), OTHER.hex(), name_of(b"abc" + GOOD).hex()])


def test_objects_of_sizes_that_none_can_have_are_shared_out_alike(tmp_path):
    w = Written(tmp_path)
    names = [bytes([number]) * 20 for number in (3, 1, 4, 5, 2)]
    for power, name in enumerate(names, 36):
        w.blob(b"x" * 100, name=name, size=(1 << power) + 1)
    w.close()
    ways_agree(tmp_path, [name.hex() for name in names])


@pytest.mark.parametrize("seed", range(40))
def test_all_ways_of_reading_say_the_same_of_flipped_bytes(tmp_path, seed):
    made = random.Random(seed)
    w = Written(tmp_path)
    places, names = [w.blob(GOOD)], [name_of(GOOD)]
    for number in range(12):
        names.append(bytes([number]) * 20)
        base = made.randrange(len(places))
        change = delta(len(GOOD), len(GOOD), copy(0, len(GOOD) - 3) + insert(b"%03d" % number))
        by_name = made.random() < 0.4
        places.append(
            w.on_name(names[-1], names[base], change) if by_name else w.on_offset(names[-1], places[base], change)
        )
    pack, index = w.close()
    for _ in range(made.randrange(1, 12)):
        edit(pack, made.randrange(12, pack.stat().st_size - 20), made.randbytes(made.randrange(1, 4)))
    if seed % 4 == 0:
        edit(index, made.randrange(8, index.stat().st_size - 40), made.randbytes(3))
    ways_agree(tmp_path, [name.hex() for name in names])


def unpacked(packed, size, codecs, patch):
    patch.setattr(inflate, "_CODECS", codecs)
    try:
        return inflate.inflate(memoryview(packed), size)
    except ObjectError as error:
        return str(error)


@pytest.mark.skipif(len(inflate._CODECS) == 1, reason="ISA-L is not installed here")
def test_both_decoders_say_the_same_of_a_spoiled_stream(monkeypatch):
    """But for an incomplete set of distance codes, which the bytes flipped here do not make."""
    made = random.Random(7)
    both = inflate._CODECS
    for _ in range(3_000):
        text = made.randbytes(made.randrange(300)) if made.random() < 0.3 else b"abc def\n" * made.randrange(2_000)
        stream = bytearray(zlib.compress(text, made.choice([0, 1, 9])))
        if made.random() < 0.8:
            stream[made.randrange(len(stream))] ^= 1 << made.randrange(8)
        else:
            del stream[made.randrange(len(stream)) :]
        size = len(text) if made.random() < 0.8 else made.randrange(len(text) + 5)
        assert unpacked(stream, size, both, monkeypatch) == unpacked(stream, size, (zlib,), monkeypatch)


def spent(objects, oids, budget):
    """All that is read within *budget* bytes, and what is left of these."""
    unread, left = Unread(), Budget(budget)
    with Store.open(objects) as store:
        changes = list(chain.from_iterable(store.changes(oids, Reach(20, 2), unread, budget=left)))
    return changes, unread, max(left.left, -1)


@pytest.mark.parametrize("held", [1_000, 20_000, 1 << 30])
@pytest.mark.parametrize("seed", range(6))
def test_all_ways_give_the_same_within_any_bounds(tmp_path, monkeypatch, seed, held):
    """Bases that are let go of and made anew, lists that end anywhere, and a budget that is spent in the middle."""
    made = random.Random(seed)
    text = b"".join(b"line %d\n" % number for number in range(80))
    w = Written(tmp_path)
    places, texts = [w.blob(text)], [text]
    for number in range(60):
        base = made.randrange(max(0, len(texts) - made.choice([1, 9, 60])), len(texts))
        cut = made.randrange(len(texts[base]) - 300)
        new = b"new %d\n" % number
        parts = copy(0, cut) + insert(new) + copy(cut, len(texts[base]) - cut) if cut else insert(new)
        texts.append(texts[base][:cut] + new + texts[base][cut:] if cut else new + text[:600])
        parts += b"" if cut else insert(text[:100]) + insert(text[100:200]) + insert(text[200:300])
        parts += b"" if cut else insert(text[300:400]) + insert(text[400:500]) + insert(text[500:600])
        change = delta(len(texts[base]), len(texts[-1]), parts)
        places.append(w.on_offset(name_of(texts[-1]), places[base], change))
    w.close()
    oids = [name_of(t).hex() for t in texts if made.random() < 0.8]
    monkeypatch.setattr(damage, "HELD_BYTES", held)
    whole = None
    for budget in (1 << 30, *(made.randrange(100_000) for _ in range(5))):
        said = []
        for way in WAYS:
            with pytest.MonkeyPatch.context() as patch:
                read_by(way, patch)
                patch.setattr(families, "_LIST_BYTES", made.choice([1, 3_000, 1 << 20]))
                said.append(spent(tmp_path, oids, budget))
        assert said[0] == said[1] == said[2]
        whole = whole or said[0][0]
        assert said[0][0] == whole[: len(said[0][0])]
    assert {c.oid: c.data for c in whole} == {name_of(t).hex(): t for t in texts if name_of(t).hex() in oids}


def index_of(rows):
    """A pack index of (id, offset), in the order given."""
    fan = [sum(name[0] <= first for name, _ in rows) for first in range(256)]
    tables = [name for name, _ in rows] + [bytes(4 * len(rows))] + [at.to_bytes(4, "big") for _, at in rows]
    head = b"\xfftOc" + (2).to_bytes(4, "big") + b"".join(number.to_bytes(4, "big") for number in fan)
    return PackIndex(memoryview(head + b"".join(tables) + bytes(40)), 20)


def found_by(index, wanted, form, patch):
    patch.setattr(packindex, "_compiled", form)
    try:
        return index.find_all(wanted)
    except ObjectError as error:
        return str(error)


@pytest.mark.skipif(packindex._load() is None, reason="not built here")
@pytest.mark.parametrize("spoiled", ["not", "order", "same offset", "same id", "wide"])
@pytest.mark.parametrize("share", [0, 0.01, 0.5])
def test_both_forms_find_the_same_in_an_index(spoiled, share, monkeypatch):
    made = random.Random(f"{spoiled} {share}")
    for count in [1, 2, 3, *(made.randrange(4, 400) for _ in range(20))]:
        rows = sorted((made.randbytes(20), made.randrange(12, 1 << 31)) for _ in range(count))
        one, other = made.randrange(count), made.randrange(count)
        if spoiled == "order":
            rows[one], rows[other] = rows[other], rows[one]
        elif spoiled == "same offset":
            rows[one] = rows[one][0], rows[other][1]
        elif spoiled == "same id":
            rows[one] = rows[other][0], rows[one][1]
        elif spoiled == "wide":
            rows[one] = rows[one][0], 1 << 31 | made.randrange(3)
        wanted = {name for name, _ in rows if made.random() < share} | {rows[one][0], made.randbytes(20)}
        index = index_of(rows)
        compiled = found_by(index, wanted, packindex._load(), monkeypatch)
        assert compiled == found_by(index, wanted, None, monkeypatch)
