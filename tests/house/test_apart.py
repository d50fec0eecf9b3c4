"""A function run in a fork: its result, its secrets, its errors, its death."""

from __future__ import annotations

import os
import signal
import time

import pytest

from keyproof.apart import Apart, Died
from keyproof.errors import TargetError
from keyproof.model.secret import Secret


def test_a_result_comes_back_with_its_secrets_whole() -> None:
    value = "abc" * 20
    made: Secret = Apart(lambda: Secret(value, public_prefix="abc")).result()
    assert made == Secret(value)
    assert made.public_prefix == "abc"


def test_a_large_result_comes_back() -> None:
    assert len(Apart(lambda: b"x" * 5_000_000).result()) == 5_000_000


def test_an_error_of_ours_is_raised_here() -> None:
    def fail() -> None:
        raise TargetError("no such thing")

    with pytest.raises(TargetError, match="no such thing"):
        Apart(fail).result()


def test_another_error_says_its_type_and_place_but_not_its_text() -> None:
    def fail() -> None:
        raise ValueError("a value that must not be shown")

    with pytest.raises(Died, match="ValueError") as caught:
        Apart(fail).result()
    assert "must not" not in str(caught.value)


def test_a_child_that_is_killed_is_an_error_and_not_the_end() -> None:
    with pytest.raises(Died, match="SIGKILL"):
        Apart(lambda: os.kill(os.getpid(), signal.SIGKILL)).result()


def test_a_child_whose_result_is_not_wanted_is_ended() -> None:
    child = Apart(lambda: time.sleep(60))
    child.stop()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_result_can_be_taken_once() -> None:
    child = Apart(lambda: 1)
    assert child.result() == 1
    with pytest.raises(Died):
        child.result()
    child.stop()
