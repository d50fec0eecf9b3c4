"""What those who wait are shown."""

from __future__ import annotations

import pytest

from keyproof.cli import progress
from keyproof.objects.turns import Turns


def test_the_rest_is_guessed_from_the_share_that_is_done() -> None:
    assert (
        progress.line("reading the history", 0.25, 12.0, 10.0)
        == "keyproof: reading the history, 25% (12 s, about 30 s left)"
    )


def test_nothing_is_guessed_from_next_to_nothing() -> None:
    assert progress.line("reading the history", 0.05, 2.0, 1.0) == "keyproof: reading the history, 5% (2 s)"
    assert progress.line("judging", 0.0, 2.0, 1.0) == "keyproof: judging (2 s)"


def test_what_a_target_is_called_cannot_move_the_cursor(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_QUIET_SECONDS", 0.0)
    show = progress.stderr_progress()
    show("opening a\x1b[2Jb", 0.5)
    show("")
    shown = capsys.readouterr().err
    assert "\x1b[2J" not in shown
    assert shown.endswith("\r\x1b[K")


def test_each_turn_is_given_once() -> None:
    turns = Turns(5)
    first = iter(turns)
    assert [next(first), *turns, *first] == [0, 1, 2, 3, 4]
    turns.close()
    turns.close()
