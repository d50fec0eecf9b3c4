"""Every item of a test over many is tried, and those that fail are named."""

from __future__ import annotations

import pytest
from tests.each import for_each

TRIED: list[int] = []


@for_each("number", [1, 2, 3, 4], called=str)
def _odd(number: int, tmp_path: object) -> None:
    TRIED.append(number)
    assert number % 2


def test_all_that_fail_are_named_and_the_others_tried() -> None:
    with pytest.raises(ExceptionGroup, match="2 of 4") as raised:
        _odd(tmp_path=None)
    assert TRIED == [1, 2, 3, 4]
    assert [error.__notes__ for error in raised.value.exceptions] == [["number: 2"], ["number: 4"]]


def test_nothing_to_try_is_a_failure() -> None:
    with pytest.raises(AssertionError):
        for_each("number", [], called=str)(_odd)()
