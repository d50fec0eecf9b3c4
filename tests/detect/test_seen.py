"""What was searched before is told from memory: the hits in each text are those of searching all of it."""

from __future__ import annotations

import random
import re

import pytest

from keyproof.detect import seen as seen_module
from keyproof.detect.database import CALLED, DECODE, GENERIC, WORDS, Expressions
from keyproof.detect.decode.ties import columns_at
from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.detect.search import NOTHING, Hits
from keyproof.detect.seen import Seen
from keyproof.detect.taller import HEADS, LINES, head
from keyproof.model.fact import Setting
from tests.detect.conftest import drawn

needs_memory = pytest.mark.skipif(seen_module._native is None, reason="the memory is not built")


@pytest.fixture(scope="module")
def search():
    return Detector.load()._search


def told(search, text: bytes, parts, hits: Hits) -> set[tuple[int, int]]:
    """The hits, number and end; of those of credential names where the lines start that may bind a value.

    What the end of a part says of its last line, and its start of a table, is left out: neither is asked for.
    """
    assert all(ends == sorted(ends) and number < HEADS for number, ends in hits.ends.items())
    found = {(n, end) for n, ends in hits.ends.items() if n == CALLED or not GENERIC <= n < DECODE for end in ends}
    named = sorted({end for n, ends in hits.ends.items() if GENERIC <= n < DECODE for end in ends})
    lines, _ = search.lines.of(text, named, hits.ends.get(CALLED, []), Setting.SOURCE)
    last = [(text.rfind(b"\n", 0, max(stop - 1, 0)), stop) for _, stop in parts]
    found |= {(GENERIC, start) for start, _ in lines if not any(low < start < stop for low, stop in last)}
    return {(n, end) for n, end in found if n not in search.gates or search.gates[n].decode is not columns_at}


def without(search, searched, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(search._sweep, "seen", None)
        return search.hits_many(searched)


def lines_of(made: random.Random) -> list[bytes]:
    """Lines with values, words near by, lists and keys over many lines, and what says nothing."""
    rules = made.sample(builtin_rules(), 25)
    values = [value.encode() for rule in rules for value in samples(rule, 1)]
    words = [word.encode() for rule in rules for word in rule.context[:2]] or [b"token"]
    found = [
        b"",
        b"  ",
        b"}",
        b"\t",
        b"return x",
        b"# the password of the service",
        b"def f(token, key):",
        b"'a',",
        b"machine x",
    ]
    found += [b"    x%d = call(%d)" % (n, made.randrange(10**9)) for n in range(30)]
    found += [b"    %d," % made.randrange(33, 126) for _ in range(4)] + [
        b"- %d" % made.randrange(33, 126) for _ in range(3)
    ]
    found += [b'"%c",' % made.randrange(97, 122) for _ in range(3)] + [b"0x4%x," % made.randrange(10) for _ in range(3)]
    for value in made.sample(values, min(len(values), 12)):
        found += value.split(b"\n") if made.random() < 0.4 else [value]
        found.append(made.choice([b"token = '%s'", b"password: %s", b"  %s", b'x("%s")']) % value.split(b"\n")[0])
    found += [b"%s:" % word for word in words] + [word + b"-" + drawn(20).encode() for word in words[:4]]
    found += [drawn(made.randrange(14, 40)).encode() for _ in range(4)]
    return found


def edited(made: random.Random, lines: list[bytes], new: list[bytes]) -> list[bytes]:
    """A version of *lines* with some changed, moved, copied or left out."""
    lines = list(lines)
    for _ in range(made.randrange(1, 5)):
        at, other = made.randrange(len(lines) + 1), made.randrange(len(lines) + 1)
        match made.randrange(4):
            case 0:
                lines[at:at] = made.choices(new, k=made.randrange(1, 4))
            case 1:
                lines[at : at + made.randrange(4)] = []
            case 2:
                lines[at:at] = lines[other : other + made.randrange(1, 60)]
            case _:
                lines[at : at + 1] = [made.choice(new)]
    return lines


def parts_of(made: random.Random, text: bytes) -> tuple[tuple[int, int], ...]:
    """All of *text*, or some stretches of it, most of them lines."""
    if made.random() < 0.4 or len(text) < 3:
        return ((0, len(text)),)
    cuts = sorted(made.sample(range(len(text) + 1), k=2 * made.randrange(1, min(3, len(text) // 2 + 1))))
    if made.random() < 0.8:
        cuts = [text.rfind(b"\n", 0, cut) + 1 for cut in cuts]
    return tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b)


def versions(made: random.Random, count: int):
    """Texts, each a version of another, with the parts of each that are searched."""
    new = lines_of(made)
    version = made.choices(new, k=made.choice([60, 200, 500]))
    for _ in range(count):
        version = edited(made, version or new, new)
        text = b"\n".join(version) + b"\n"
        yield text, parts_of(made, text)


@needs_memory
@pytest.mark.parametrize("seed", range(30))
def test_hits_are_those_of_searching_all(search, seed, monkeypatch):
    for text, parts in versions(random.Random(seed), 25):
        for part in parts:
            [hits] = search.hits_many([(text, (part,))])
            with monkeypatch.context() as patched:
                patched.setattr(search._sweep, "seen", None)
                [alone] = search.hits_many([(text, (part,))])
            if alone.truncated:
                assert hits.truncated
            else:
                assert told(search, text, [part], hits) == told(search, text, [part], alone)
            assert bool(hits.ends) == (hits is not NOTHING)


@needs_memory
@pytest.mark.parametrize("seed", range(30, 50))
def test_what_stands_twice_in_texts_searched_together_is_found_in_both(search, seed, monkeypatch):
    searched = list(versions(random.Random(seed), 30))
    many = [*search.hits_many(searched[:10]), *search.hits_many(searched[10:])]
    monkeypatch.setattr(search._sweep, "seen", None)
    for (text, parts), hits in zip(searched, many, strict=True):
        if not hits.truncated:
            alone = [told(search, text, parts, search.hits(text, (part,))) for part in parts]
            assert told(search, text, parts, hits) >= set().union(*alone)


@needs_memory
def test_what_was_searched_is_not_searched_again(search, monkeypatch):
    text = b"".join(b"value %d of many = %d\n" % (n, n * n) for n in range(900))
    changed = text[:9_000] + b"another line\n" + text[9_000:]
    seen = Seen.make()
    left = [sum(end - start for start, end in parts) for _, parts in plan(seen, [text, text, changed])]
    assert left[:2] == [len(text), 0]
    assert 0 < left[2] < 4_000
    assert seen.settle([None, None, None]) == []
    assert plan(seen, [text]) == [(text, [])]
    assert sum(end - start for _, parts in plan(seen, [text]) for start, end in parts) == len(text), (
        "it was not settled"
    )


def plan(seen, texts):
    return seen.plan([(text, ((0, len(text)),)) for text in texts], [False] * len(texts))


@needs_memory
def test_a_key_of_which_one_line_is_new_is_found(search):
    [rule] = [rule for rule in builtin_rules() if rule.id == "private-key-rsa" or "RSA PRIVATE" in rule.prefix][:1]
    key = samples(rule, 1)[0].encode()
    lines = key.split(b"\n")
    filler = b"".join(b"line %d\n" % n for n in range(400))
    first = filler + b"\n".join(lines[:-1]) + b"\n" + filler
    assert search.hits_many([(first, ((0, len(first)),))])
    whole = filler + key + b"\n" + filler
    [hits] = search.hits_many([(whole, ((0, len(whole)),))])
    assert any(rule in search.rules_of.get(number, ()) for number in hits.ends)


@needs_memory
def test_more_hits_than_are_looked_at_are_searched_as_without_memory(search, monkeypatch):
    monkeypatch.setattr("keyproof.detect.search._CALLS", 50)
    value = samples(next(rule for rule in builtin_rules() if not rule.context and "\n" not in samples(rule, 1)[0]), 1)[
        0
    ]
    text = b"".join(b"%s\n" % value.encode() for _ in range(90))
    searched = [(text, ((0, len(text)),))] * 2
    assert search.hits_many(searched) == without(search, searched, monkeypatch)


@needs_memory
@pytest.mark.parametrize("parts", [((2, 1),), ((-1, 2),), ((0, 99),), (7,), 7])
def test_parts_that_are_not_of_the_text_are_refused(parts):
    with pytest.raises((ValueError, TypeError)):
        Seen.make().plan([(b"abc", parts)], [False])


@pytest.mark.parametrize(
    ("expression", "begins"),
    [
        (rb"a\s{0,9}b\s+c", None),
        (rb"BEGIN[^-]{40,}END", b"BEGIN[^-][^-][^-]"),
        (rb"(?:x\n){9}", b"x\nx\nx\nx"),
        (rb"ab\s+c\s+d\s+e\s+f", rb"ab\s+c\s+d\s+e"),
        (rb"[^x]*y", b"\n"),
        (rb"(?:^|\s)2[^-]+", rb"2[^-]"),
    ],
)
def test_a_head_is_the_beginning_that_takes_few_lines(expression, begins):
    found = head(expression, dotall=False)
    if begins is None:
        assert found is None
        return
    assert found is not None
    assert (
        found == begins
        or re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), found).replace(rb"[\s]{1,}", rb"\s+")
        == begins
    )


def test_each_expression_over_many_lines_has_a_head_that_says_something():
    tiers = Expressions(builtin_rules()).tiers()
    heads = {number: text for number, text, _ in tiers["heads"]}
    assert not any(number >= HEADS for number, _, _ in tiers["rules"] + tiers["nameless"])
    taller = {
        HEADS + n for name in ("rules", "near") for n, text, _ in tiers[name] if n < WORDS and head(text, dotall=True)
    }
    assert heads.keys() == taller
    assert all(len(text) > 3 for text in heads.values())
    assert not [n for n, text, _ in tiers["runs"] if head(text, dotall=True)], (
        f"these are remembered with {LINES} lines"
    )


def test_a_rule_without_a_head_is_searched_for_in_all(tmp_path, monkeypatch):
    rule = Rule(id="x", title="x", pattern=r"[^z]{90,}zz", sample="", provider="x", source="x")
    search = Detector.load((rule,), cache_dir=tmp_path)._search
    lines = [b"line %d" % n for n in range(300)]
    searched = [(b"\n".join(lines) + end, ((0, len(b"\n".join(lines) + end)),)) for end in (b"\n", b"\nzz\n")]
    found, whole = search.hits_many(searched), without(search, searched, monkeypatch)
    assert [hits.ends for hits in found] == [hits.ends for hits in whole]
    assert found[0] is NOTHING
    assert found[1].ends


@needs_memory
def test_where_nearly_all_is_new_nothing_is_remembered_any_more(monkeypatch):
    monkeypatch.setattr("keyproof.detect.search._TRIED", 64 * 1024)
    rng = random.Random(5)
    texts = ["".join(f"line {rng.random()} {n}\n" for n in range(1000)).encode() for _ in range(6)]
    of_new, of_same = Detector.load()._search, Detector.load()._search
    for text in texts:
        of_new.hits_many([(text, ((0, len(text)),))])
        of_same.hits_many([(texts[0], ((0, len(texts[0])),))])
    assert of_new._sweep.seen is None
    assert of_same._sweep.seen is not None
