"""Words that are looked for in one pass are those that stand in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof.detect import calls, keys
from keyproof.detect.keys import Keys

needs_loop = pytest.mark.skipif(keys._NATIVE is None, reason="the pass is not built")
PIECES = st.sampled_from([*calls._BY_KEY, "a", "ab", "(", "é", "密", "İ", "\u212a", "\ud800", " ", "\n", "\0"])


@needs_loop
@given(st.lists(PIECES, max_size=12), st.booleans(), st.integers(0, 9))
def test_the_keys_of_calls_are_found_compiled_and_not(parts: list[str], loud: bool, cut: int) -> None:
    text = "".join(parts)[cut:]
    text = text.upper() if loud else text
    lowered = text.lower()
    assert set(calls._KEYS.of(text)) == {key for key in calls._BY_KEY if key in lowered}


@needs_loop
@given(
    st.lists(st.text("abAB1", min_size=1, max_size=4).map(str.lower), min_size=1, max_size=200, unique=True),
    st.text("abAB1é"),
)
def test_words_that_hold_one_another_are_told_apart(words: list[str], text: str) -> None:
    assert Keys(words).of(text) == sorted(word for word in words if word in text.lower())


def test_without_the_pass_each_word_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_NATIVE", None)
    assert Keys(["auth(", "é"]).of("x = AUTH(É)") == ["auth(", "é"]


@needs_loop
def test_too_many_words_are_refused_and_so_is_none() -> None:
    with pytest.raises(ValueError, match="too many"):
        Keys([str(number) for number in range(1025)]).of("1")
    with pytest.raises(ValueError, match="empty"):
        Keys(["a", ""]).of("1")
