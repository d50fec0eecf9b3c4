"""With the compiled module, without it and with zlib alone: the outcome is one."""

import random
import zlib

import pytest

from keyproof.objects import inflate
from keyproof.objects.damage import ObjectError
from keyproof.objects.delta import Reach
from keyproof.objects.store import Store, Unread
from tests.objects.conftest import WAYS, read_by
from tests.objects.packs import Written, copy, delta, insert, name_of
from tests.objects.test_hostile_packs import BAD, GOOD, OBJECTS, OTHER, edit


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
        changes = [tuple(c) for c in store.changes(oids, Reach(64, 2), changed)]
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
