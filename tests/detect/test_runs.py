"""The compiled search of long runs is held against Hyperscan with the expressions themselves."""

from __future__ import annotations

import base64
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof import kept
from keyproof.detect import runs, search
from keyproof.detect.database import DECODE, WORDS, Databases, Expressions
from keyproof.detect.decode import gates
from keyproof.detect.mint import samples
from keyproof.detect.rule import Rule, builtin_rules
from keyproof.detect.runs import HAS_NUMBERS, HAS_QUOTED, KNOWN
from tests.detect.conftest import drawn
from tests.each import for_each

needs_loop = pytest.mark.skipif(runs.search is None, reason="the loop over runs is not built")
EXPRESSIONS = Expressions(builtin_rules())
STRICTER = {EXPRESSIONS.known[number] for number in (6, 7, 10)}
"""The rules of which the loop sees all of a match, and the first pass of Hyperscan a part."""


def _pass(name: str) -> search._Pass:
    return search._Pass(Databases(EXPRESSIONS, kept.cache_folder()).get(name))


@pytest.fixture(scope="module")
def passes() -> dict[str, search._Pass]:
    return {name: _pass(name) for name in ("run", "runs", "lists", "quoted")}


def _said(passes: dict[str, search._Pass], name: str, text: bytes) -> set[tuple[int, int]]:
    found: search.Ends = {n: [] for n in (DECODE, WORDS, *EXPRESSIONS.rules_of, *range(DECODE, DECODE + 3_000))}
    passes[name].scan(text, found)
    return {(number, end) for number, ends in found.items() for end in ends}


def _agree(passes: dict[str, search._Pass], text: bytes) -> None:
    assert runs.search is not None
    says, hits = runs.search(text, 100_000)
    found = {(EXPRESSIONS.known[number], end) for number, end in hits}
    expected = _said(passes, "runs", text)
    whole = {f for f in expected if f[0] not in STRICTER}
    assert {f for f in found if f[0] not in STRICTER} == whole
    assert found <= expected
    run = {number for number, _ in _said(passes, "run", text)}
    assert WORDS in run or not whole | found
    assert says & HAS_NUMBERS or not _said(passes, "lists", text)
    assert says & HAS_QUOTED or not _said(passes, "quoted", text)


def _b64(text: str, codec: str = "utf-8") -> bytes:
    return base64.b64encode(text.encode(codec))


PIECES = st.one_of(
    st.sampled_from([b"\\n", b"\\r", b"0x", b"-", b"_", b"+", b"/", b" ", b'"', b":", b".", b"\n", b"AC", b"SK", b", ", b"M",
                     b"1f8b08", b"789c", b"504b0304", b"425a68", b"1/123456789012:", b"2/123456789012/123456789012:"]),
    st.text("0123456789abcdef", min_size=4, max_size=66).map(str.encode),
    st.sampled_from([8, 12, 32, 40]).map(lambda n: (b"0123456789abcdef" * 3)[:n]),
    st.text(min_size=4, max_size=40, alphabet=st.characters(min_codepoint=32, max_codepoint=126)).map(_b64),
    st.text(min_size=4, max_size=20, alphabet=st.characters(min_codepoint=32, max_codepoint=126)).map(lambda t: _b64(t, "utf-16-le")),
    st.text(min_size=4, max_size=40, alphabet=st.characters(min_codepoint=33, max_codepoint=126)).map(lambda t: t.encode().hex().encode()),
    st.lists(st.integers(30, 130), min_size=9, max_size=16).map(lambda n: b"[" + ", ".join(map(str, n)).encode()),
    st.text("abAB01", min_size=7, max_size=10).map(lambda t: ",".join(f"'{c}'" for c in t).encode()),
    st.binary(max_size=8),
)  # fmt: skip


@needs_loop
@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12).map(b"".join))
def test_the_loop_finds_what_hyperscan_does(passes, text):
    _agree(passes, text)


@needs_loop
def test_a_part_too_short_for_the_whole_is_no_hit(passes):
    _agree(passes, b"1/123456789012:000000000000")


@needs_loop
def test_it_finds_it_wherever_it_stands_in_blocks_of_64_bytes(passes):
    value = _b64(drawn(30))
    for before in range(140):
        _agree(passes, b"x " * (before // 2) + b"=" * (before % 2) + value + b"\n" + b"z " * 40)


@needs_loop
def test_it_ends_after_so_many_hits():
    says, hits = runs.search(b" ".join([_b64(drawn(30))] * 50), 7)
    assert len(hits) == 7
    assert says & runs.CUT


def test_every_expression_that_is_known_stands_for_one_that_there_is():
    assert sorted(EXPRESSIONS.known) == sorted(KNOWN.values())


@pytest.mark.parametrize("compiled", [True, False])
def test_values_in_long_runs_are_found_with_the_loop_and_without(monkeypatch, compiled):
    if not compiled:
        monkeypatch.setattr(runs, "search", None)
    elif runs.search is None:
        pytest.skip("the loop over runs is not built")
    found = search.Search(builtin_rules(), kept.cache_folder())
    for rule in builtin_rules():
        if rule.pattern in KNOWN:
            text = f"x = '{samples(rule, 1)[0]}'\n".encode()
            numbers = [n for n, rules in found.rules_of.items() if rule in rules]
            assert set(numbers) & set(found.hits(text).ends), rule.id


def test_what_stands_near_a_word_is_found_far_into_a_long_text():
    rule = next(r for r in builtin_rules() if r.id == "datadog-api")
    found = search.Search(builtin_rules(), kept.cache_folder())
    number = next(n for n, rules in found.rules_of.items() if rule in rules)
    line = f"{rule.context[0]} = '{samples(rule, 1)[0]}'\n".encode()
    noise = b"".join(f"{drawn(60, seed)}\n".encode() for seed in range(200))
    (end,) = found.hits(noise + line + noise).ends[number]
    assert len(noise) < end <= len(noise) + len(line)


def test_a_text_that_cannot_hold_a_list_is_not_searched_for_one(tmp_path: Path):
    assert gates.NUMBERS_LOOK.encode() in {text for _, text, _ in EXPRESSIONS.tiers()["lists"]}
    assert {text for _, text, _ in EXPRESSIONS.tiers()["quoted"]} == {gates.QUOTED_LOOK.encode()}


def test_a_loop_is_no_slower_on_made_up_text():
    if runs.search is None:
        pytest.skip("the loop over runs is not built")
    import time

    for unit in (b"-", b"0x", b"a.", b"AC", b"MTAx", b"12, ", b"'a',", b"\\n", b"/abc-"):
        start = time.process_time()
        runs.search(unit * (2**20 // len(unit)), 100_000)
        assert time.process_time() - start < 0.5, unit


def _shuffled(seed: int) -> bytes:
    draw = random.Random(seed)
    return bytes(draw.choices(b"MNOab01.-_", k=400))


@needs_loop
@pytest.mark.parametrize("seed", range(20))
def test_tokens_joined_by_dots_agree(passes, seed):
    value = b"M" + drawn(24, seed).encode() + b"." + drawn(6, seed).encode() + b"." + drawn(30, seed).encode()
    _agree(passes, _shuffled(seed) + value + _shuffled(seed + 1))


@pytest.mark.parametrize("number", sorted(n for n in EXPRESSIONS.known.values() if n in EXPRESSIONS.rules_of))
def test_every_value_that_is_looked_for_in_long_runs_has_one(number: int) -> None:
    for rule in EXPRESSIONS.rules_of[number]:
        assert all(re.search(gates.LEAST_RUN.decode(), value) for value in samples(rule, 5))


_TEXTS = st.lists(
    st.sampled_from(["jira", "key=", "\n", " ", "a", "Zq9", "A", "_", "-", "/", "x" * 15, "aB" * 5, "QWERTZUIOPASDF", "0123456789abcd", "é", "word " * 90]),
    max_size=25,
)  # fmt: skip


@needs_loop
@settings(max_examples=400)
@given(_TEXTS, st.lists(st.integers(0, 10_000), max_size=8))
def test_values_near_words_are_told_with_the_loop_as_without(parts: list[str], words: list[int]) -> None:
    text = "".join(parts).encode()
    ends = sorted({word % (len(text) + 1) for word in words})
    assert runs.near(text, ends, 40, 660) == runs._near(text, ends, 40, 660)


@for_each("rule", [rule for rule in builtin_rules() if rule.context and not rule.named], called=lambda rule: rule.id)
def test_a_value_near_a_word_looks_drawn(rule: Rule) -> None:
    for value in samples(rule, 5, 40):
        text = b"the word: " + value.encode()
        assert runs._near(text, [8], 8, 660), rule.id
