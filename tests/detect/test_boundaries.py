"""An expression whose edge is looked at behind its first literal finds what it would find with the edge before it."""

from __future__ import annotations

import random
import re

import pytest

from keyproof.detect import boundaries
from keyproof.detect.mint import mint
from keyproof.detect.rule import Rule, builtin_rules

RULES = [rule for rule in builtin_rules(identifiers=True) if not rule.raw]
BEFORE = (
    "", " ", "x", "-", "a-", "_", "\\n", "\\", "n", "%3D", "3D", "%253D", "\\u003d", "u003d", "\\x3D", "+", "/", "\n", '"',
)  # fmt: skip
AFTER = ("", " ", "x", "-a", "- ", "_", "=", "+", "\n")


def plain(rule: Rule) -> re.Pattern[bytes]:
    """As `expression_of`, with the edge first."""
    text = b"(?:" + rule.pattern.encode() + b")"
    if rule.prefix:
        edges = boundaries._BEFORE, boundaries._AFTER
    elif "+/" in rule.pattern:
        after = boundaries._AFTER_BARE + (b"" if rule.pattern.endswith("=") else boundaries._AFTER_BASE64)
        edges = boundaries._BEFORE_BARE + boundaries._BEFORE_BASE64, after
    else:
        edges = boundaries._BEFORE_BARE, boundaries._AFTER_BARE
    return re.compile(edges[0].replace(b"@", b"") + text + edges[1], re.DOTALL)


@pytest.mark.parametrize("start", range(8))
def test_every_rule_finds_the_same_with_its_edge_behind_its_first_literal(start: int) -> None:
    rng = random.Random(start)
    for rule in RULES[start::8]:
        quick, slow = boundaries.expression_of(rule.pattern, prefix=bool(rule.prefix), raw=False), plain(rule)
        values = [mint(rule.sample, rng) for _ in range(3)]
        for before in BEFORE:
            text = "".join(before + value + rng.choice(AFTER) for value in values).encode()
            assert [m.span() for m in quick.finditer(text)] == [m.span() for m in slow.finditer(text)], rule.id
            whole = (before + values[0]).encode()
            assert [m.span() for m in quick.finditer(whole, 1)] == [m.span() for m in slow.finditer(whole, 1)], rule.id


@pytest.mark.parametrize(
    "pattern", ["ab|ac", "ab(?:c|d)|e", r"a\|b", "a[|]b", "ab*", "ab?c", "(?:a|b)c", "a{2}b", "ab[]|)]c"]
)
def test_what_is_one_of_several_keeps_its_edge_in_front(pattern: str) -> None:
    rule = Rule(id="a", title="a", pattern=pattern, sample="", prefix="a")
    quick, slow = boundaries.expression_of(pattern, prefix=True, raw=False), plain(rule)
    for text in (b"ab ac abc abd e", b"xab xac xe a|b xa|b abb aac", b"-ab -ac \\nab%3Dac aab ab)c ab|c"):
        assert [m.span() for m in quick.finditer(text)] == [m.span() for m in slow.finditer(text)]
