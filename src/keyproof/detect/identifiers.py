"""Values that name a thing rather than open one: looked for only by those who ask for them."""

from __future__ import annotations

from typing import Final

from keyproof.detect import typed
from keyproof.detect.checksum import passes
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement, say
from keyproof.detect.names import words
from keyproof.detect.randomness import randomness
from keyproof.detect.rule import Rule
from keyproof.model.fact import SecretClass
from keyproof.patterns import regex

_OF_KEY: Final = regex(r"""[kK]ey_?I[dD]["']?\s{0,2}[:=]\s{0,2}[\w.]{1,40}\(["']\Z""")
_TYPED: Final = regex(r"[A-Z]{0,2}[a-f]{24,}")
"""Hex digits that are all letters, as hands type them."""


def judged(rule: Rule, value: str, context: Context) -> Judgement:
    """Return the class of *value*, which the rule of an identifier matched in *context*."""
    if rule.checksum and not passes(rule.checksum, value):
        return say(SecretClass.MALFORMED, 0.95, f"its checksum or structure ({rule.checksum}) is wrong")
    if value.endswith(".com"):
        return say(SecretClass.IDENTIFIER, 0.5, "it is the address of somebody's own")
    if rule.raw and randomness(value) < 0.5:
        return say(SecretClass.PLACEHOLDER, 0.7, "it does not look random")
    if words(context.name)[-2:] == ["key", "id"] or _OF_KEY.search(context.line) or context.line.endswith("clsid:"):
        return say(SecretClass.PUBLIC, 0.6, "it says which key or class is meant, in every request or page")
    digits = value.replace("-", "").lower()
    if len(set(digits)) < 7 or _TYPED.fullmatch(value) or typed.has_sequence(digits):
        return say(SecretClass.PLACEHOLDER, 0.8, "it is visibly made up")
    return say(SecretClass.IDENTIFIER, 0.5, "it looks random", "nothing says that it opens anything")
