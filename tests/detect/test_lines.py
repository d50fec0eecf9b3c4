"""Lines that hold one of a few expressions."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from keyproof.detect.lines import Lines

WORDS = (b"mark:", rb"pragma:[ \t]*allow")


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
    assert Lines(*WORDS).of(text) == plain(text)


def test_a_text_of_nothing_but_marks_is_searched_to_a_bound():
    assert 0 < len(Lines(*WORDS).of(b"mark:\n" * 50_000)) <= 10_000


def test_what_is_kept_compiled_finds_the_same(tmp_path, monkeypatch, nothing_shipped):
    monkeypatch.setenv("KEYPROOF_CACHE_DIR", str(tmp_path))
    first = Lines(*WORDS).of(b"a\nb mark: c\n")
    (kept,) = tmp_path.glob("lines-*.hsdb")
    assert Lines(*WORDS).of(b"a\nb mark: c\n") == first == [(2, 11)]
    kept.write_bytes(b"other")
    assert Lines(*WORDS).of(b"a\nb mark: c\n") == first
