"""A history searched by two processes gives what one alone gives, marks and lines included."""

from __future__ import annotations

import random

import pytest

from keyproof import apart
from keyproof.collectors import _history, _whole, repository, secrets
from keyproof.collectors._marks import Marks
from keyproof.collectors._view import View
from keyproof.detect.mint import mint
from keyproof.model.fact import Fact, SuppressionMarker
from keyproof.model.target import Gap
from keyproof.sources import TreeFile
from keyproof.sources.opener import open_target
from tests.sources.conftest import Repo

pytest_plugins = ("tests.sources.conftest",)


def fill(repo: Repo) -> None:
    """Files with a token far from where each commit changes them, so that most versions are told as deltas."""
    made = random.Random(11)
    tokens = [mint("ghp_{base62:30}{crc32-base62}", made) for _ in range(4)]
    texts = [[f"line {made.randrange(10**9)}" for _ in range(400)] for _ in range(5)]
    for number, text in enumerate(texts):
        text[200] = f"TOKEN = '{tokens[number % 3]}'"
    for number in range(12):
        for text in texts:
            text.insert(made.randrange(20), f"new {made.randrange(10**9)}")
        files = {f"src/part{row}.py": "\n".join(text) for row, text in enumerate(texts)}
        message = f"change {number}, for {tokens[3]}" if number == 5 else f"change {number}"
        repo.commit(message, **files, **{"notes.md": f"{number}\nx = 1  # gitleaks:allow\n"})
    repo.git("gc", "-q", "--aggressive")
    repo.commit("a loose one", **{"src/late.py": f"\n\nTOKEN = '{tokens[1]}'\n"})


def said(repo: Repo) -> tuple[list[Fact], list[Gap]]:
    with open_target(str(repo.path)) as source:
        view = View(source, key=b"k" * 32)
        facts = [*secrets.collect(view).facts, *repository.collect(view).facts]
        return facts, view.gaps


def share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "possible", lambda: True)
    monkeypatch.setattr(_whole, "_WORTH_SHARING", 1)
    monkeypatch.setattr(_history, "_WORTH_SHARING", 1)


def test_two_processes_say_what_one_says(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(repo)
    alone = said(repo)
    share(monkeypatch)
    assert said(repo) == alone
    assert sum(isinstance(fact, SuppressionMarker) for fact in alone[0]) == 1
    past = [p for f in alone[0] for p in getattr(f, "locations", ()) if p.path.startswith("src/") and p.commit]
    assert len(past) > 5 and all(place.line for place in past)


def test_lines_are_counted_here_where_the_other_process_dies(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(repo)
    alone = said(repo)
    monkeypatch.setattr(apart, "possible", lambda: True)
    monkeypatch.setattr(_history, "_WORTH_SHARING", 1)
    inner = apart.Apart.result
    met = []

    def died(child: apart.Apart[object]) -> object:
        inner(child)
        met.append(child)
        raise apart.Died("its process was ended by SIGKILL")

    monkeypatch.setattr(apart.Apart, "result", died)
    assert said(repo) == alone and met


def test_a_collector_of_marks_that_fails_beside_fails_where_it_is_asked(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(repo)
    share(monkeypatch)

    def broken(self: Marks, file: TreeFile) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Marks, "look", broken)
    with open_target(str(repo.path)) as source:
        view = View(source, key=b"k" * 32)
        assert secrets.collect(view).facts
        with pytest.raises(RuntimeError):
            repository.collect(view)
