"""Expressions that are compiled late are right all the same."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import keyproof
from keyproof import patterns
from keyproof.patterns import _Later, regex, shell


def test_every_expression_of_the_program_compiles() -> None:
    for module in pkgutil.walk_packages(keyproof.__path__, "keyproof."):
        importlib.import_module(module.name)
    made = [thing for thing in gc.get_objects() if isinstance(thing, _Later)]
    assert len(made) > 200
    for expression in made:
        re.compile(expression.pattern, expression.flags)


def test_an_expression_acts_like_a_compiled_one() -> None:
    late = regex(r"(?P<word>[a-z]+)", re.I)
    assert late.pattern == r"(?P<word>[a-z]+)"
    found = late.search("1 Word")
    assert found is not None
    assert found["word"] == "Word"
    assert late.sub("x", "ab 1") == "x 1"
    assert [m[0] for m in late.finditer("a b")] == ["a", "b"]
    assert dict(late.groupindex) == {"word": 1}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_shipped: None) -> Path:
    monkeypatch.setenv("KEYPROOF_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(patterns, "_forms", None)
    monkeypatch.setattr(patterns, "_fresh", {})
    monkeypatch.setattr(patterns, "_at_end", [])  # what other tests have had worked out is not kept here
    return tmp_path


def again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in another run."""
    monkeypatch.setattr(patterns, "_forms", None)


def test_an_expression_kept_by_one_run_acts_the_same_in_the_next(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = [thing for thing in gc.get_objects() if isinstance(thing, _Later)]
    for one in late:
        patterns.compiled(one.pattern, one.flags)
    patterns.keep()
    again(monkeypatch)
    monkeypatch.setattr(patterns, "_form", None)  # nothing is compiled any more
    for one in late:
        plain, kept = re.compile(one.pattern, one.flags), patterns.compiled(one.pattern, one.flags)
        assert kept == plain
        assert (kept.groups, dict(kept.groupindex), kept.flags) == (plain.groups, dict(plain.groupindex), plain.flags)


def test_what_one_run_keeps_another_adds_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources: tuple[Any, ...] = (r"a+", r"(?i)b|\ud800", rb"\xff+")
    for source in sources:
        patterns.compiled(source)
        patterns.keep()
        again(monkeypatch)
    patterns.compiled("a+")
    forms = patterns._forms
    assert forms is not None
    assert len(forms) == 2, "what is taken is taken out"


@pytest.mark.parametrize("harm", [lambda b: b[:-5], lambda b: b + b"x", lambda b: b"", lambda b: bytes(len(b))])
def test_a_damaged_file_of_expressions_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[bytes], bytes]
) -> None:
    patterns.compiled("x(?P<y>[0-9]+)")
    patterns.keep()
    (file,) = folder.iterdir()
    file.write_bytes(harm(file.read_bytes()))
    again(monkeypatch)
    assert patterns.compiled("x(?P<y>[0-9]+)").search("ax12")["y"] == "12"  # type: ignore[index]


@given(st.binary(max_size=60), st.integers(0, 2**32 - 1))
def test_forms_that_are_none_are_made_anew(code: bytes, flags: int) -> None:
    form = patterns._Form(flags & 0x7F, 0, {}, code[: len(code) // 4 * 4])
    with pytest.MonkeyPatch.context() as patch:
        key = patterns._key("a[bc]", 0)
        patch.setattr(patterns, "_forms", {key: msgspec.Raw(msgspec.msgpack.encode(form))})
        patch.setattr(patterns, "_fresh", {})
        made = patterns.compiled("a[bc]")
        assert made.pattern == "a[bc]"


def test_without_the_machine_of_this_python_expressions_are_compiled_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns, "_compiler", None)
    assert patterns.compiled("a+").fullmatch("aa")
    patterns.keep()
    assert not list(folder.iterdir())


@given(st.text("ab.*?[]!-\n", max_size=6), st.text("ab.*?[]!-\n", max_size=6))
def test_a_shell_pattern_is_that_of_python(pattern: str, text: str) -> None:
    assert bool(shell(pattern)(text)) is fnmatchcase(text, pattern)
