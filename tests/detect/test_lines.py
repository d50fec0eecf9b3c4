"""Lines that hold one of a few expressions."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from keyproof.detect import lines
from keyproof.detect.lines import Lines

WORDS = {b"mark:": b"mark:", rb"pragma:[ \t]*allow": b"pragma:"}


def matched(text: bytes) -> list[tuple[int, int]]:
    """What is found where there is much to search."""
    much = Lines(WORDS)
    much._searched = lines._FEW
    return much.of(text)


def plain(text: bytes) -> list[tuple[int, int]]:
    """What a reader of line after line finds."""
    found, at = [], 0
    for line in text.split(b"\n"):
        if any(re.search(word, line, re.I) for word in WORDS):
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


@given(
    st.lists(
        st.sampled_from([b"mark:", b"MARK:", b"x", b"\n", b"pragma: ", b"allow", b" ", b"mar", b"k:"]), max_size=40
    )
)
def test_the_lines_are_those_that_a_reader_of_each_line_finds(parts):
    text = b"".join(parts)
    found = plain(text)
    assert list(map(tuple, matched(text))) == found
    assert set(found) <= set(Lines(WORDS).of(text))


def test_a_text_of_nothing_but_marks_is_searched_to_a_bound():
    for searched in (Lines(WORDS).of, matched):
        assert 0 < len(searched(b"mark:\n" * 40_000)) <= 10_000


def test_what_is_kept_compiled_finds_the_same(tmp_path, monkeypatch, nothing_shipped):
    monkeypatch.setenv("KEYPROOF_CACHE_DIR", str(tmp_path))
    first = matched(b"a\nb mark: c\n")
    (kept,) = tmp_path.glob("lines-*.hsdb")
    assert matched(b"a\nb mark: c\n") == first == [(2, 11)]
    kept.write_bytes(b"other")
    assert matched(b"a\nb mark: c\n") == first
