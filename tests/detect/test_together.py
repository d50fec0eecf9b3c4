"""Parts of many texts searched as one: the compiled steps and those in Python say the same."""

import os
import random

import pytest

from keyproof.detect import boundaries, together
from keyproof.detect.database import CALLED, GENERIC
from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules

COMPILED = together._load()


def some(made, count):
    """Texts with parts of them."""
    found = []
    for _ in range(count):
        text = made.randbytes(made.choice([0, 1, 40, 900]))
        cuts = sorted(made.choices(range(len(text) + 1), k=2 * made.randrange(4)))
        parts = list(zip(cuts[::2], cuts[1::2], strict=True))
        found.append((text, tuple(parts) if made.random() < 0.5 else parts))
    return found


@pytest.mark.parametrize("seed", range(10))
def test_lines_are_counted_alike(seed):
    made = random.Random(seed)
    text = bytes(made.choices(b"\n\r a", k=made.choice([0, 1, 500])))
    for _ in range(200):
        start, stop = sorted(made.choices(range(len(text) + 1), k=2))
        assert boundaries.newlines(text, start, stop) == text.count(b"\n", start, stop)


@pytest.mark.skipif(COMPILED is together.PLAIN, reason="not built here")
@pytest.mark.parametrize("seed", range(30))
def test_both_forms_say_the_same(seed):
    made = random.Random(seed)
    searched = some(made, made.randrange(40))
    apart = [made.random() < 0.1 for _ in searched]
    alone, most = made.choice([(10, 50), (200, 900), (5_000, 9_000)])
    groups = together.PLAIN.groups(searched, apart, alone, most)
    assert COMPILED.groups(searched, apart, alone, most) == groups
    assert sorted(row for rows, _ in groups for row in rows) == list(range(len(searched)))
    for rows, length in groups:
        assert length == sum(end - start for row in rows for start, end in searched[row][1])
        joined = together.PLAIN.join(searched, rows, b"--")
        assert COMPILED.join(searched, rows, b"--") == joined
        if joined:
            ends = {number: sorted(made.choices(range(1, len(joined) + 1), k=made.randrange(30))) for number in (7, 3)}
            told = together.PLAIN.place(ends, searched, rows, 2)
            compiled = COMPILED.place(ends, searched, rows, 2)
            assert compiled == told
            assert [list(own) for own in compiled.values()] == [list(own) for own in told.values()]


@pytest.mark.skipif(COMPILED is together.PLAIN, reason="not built here")
@pytest.mark.parametrize(
    "searched", [[(b"abc", ((2, 9),))], [(b"abc", ((2, 1),))], [(b"abc", ((-1, 2),))], [(b"abc", 7)], [7]]
)
def test_parts_that_are_not_of_the_text_are_refused(searched):
    with pytest.raises((ValueError, TypeError, SystemError)):
        COMPILED.join(searched, [0], b"--")


@pytest.mark.parametrize("ways", list(dict.fromkeys([COMPILED, together.PLAIN])), ids=lambda w: w.join.__name__)
def test_many_searched_together_have_the_hits_of_each_alone(ways, monkeypatch):
    for name, step in zip(together.Ways._fields, ways, strict=True):
        monkeypatch.setattr(f"keyproof.detect.search.{name}", step)
    made = random.Random(5)
    secrets = [samples(rule, 1)[0].encode() for rule in builtin_rules()[:40]]
    searched = []
    for number in range(200):
        lines = [b"token = " + made.choice(secrets) if made.random() < 0.1 else b"x = %d" % made.randrange(10**6)]
        lines += [os.urandom(4).hex().encode() for _ in range(made.choice([2, 30, 3_000]))]
        text = b"\n".join(made.sample(lines, len(lines)))
        middle = len(text) // 2
        searched.append((text, ((0, len(text)),) if number % 3 else ((5, middle), (middle + 9, len(text)))))
    search = Detector.load()._search
    alone = [search.hits(text, parts) for text, parts in searched]
    assert [one_of_names(hits) for hits in search.hits_many(searched)] == [one_of_names(hits) for hits in alone]


def one_of_names(hits):
    """*hits* with those of names under one number: which of their expressions told them is said only where none is struck out."""
    told = {end for number, ends in hits.ends.items() if GENERIC <= number < CALLED for end in ends}
    rest = {number: ends for number, ends in hits.ends.items() if not GENERIC <= number < CALLED}
    return sorted(told), rest, hits.truncated, hits.unopened


@pytest.mark.parametrize("versions", [True, False])
def test_where_no_names_are_looked_for_all_else_is_found(versions, monkeypatch):
    monkeypatch.setattr("keyproof.detect.search._UNNAMED", 100)
    made = random.Random(7)
    secrets = [samples(rule, 1)[0].encode() for rule in builtin_rules()[:60]]
    searched, named = [], []
    for number in range(120):
        lines = [b"token = " + made.choice(secrets) if made.random() < 0.3 else b"x = %d" % made.randrange(10**6)]
        lines += [b"password: " + os.urandom(4).hex().encode() for _ in range(made.choice([2, 30]))]
        text = b"\n".join(made.sample(lines, len(lines)))
        searched.append((text, ((0, len(text)),)))
        named.append(number % 3 == 0)
    search = Detector.load()._search
    search.expect(versions=versions)
    for hits, (text, parts), is_named in zip(search.hits_many(searched, named), searched, named, strict=True):
        alone = one_of_names(search.hits(text, parts))
        if is_named:
            assert one_of_names(hits) == alone
        else:
            assert one_of_names(hits)[1:] == ({n: e for n, e in alone[1].items() if n != CALLED}, *alone[2:])
            assert not any(GENERIC <= number <= CALLED for number in hits.ends)
            assert hits == search.hits(text, parts, named=False)
