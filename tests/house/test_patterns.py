"""Expressions that are compiled late are right all the same."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import keyproof
from keyproof.patterns import _Later, regex


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
