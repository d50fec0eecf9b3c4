"""What a value is taken to be that has a provider's shape."""

from __future__ import annotations

from typing import Final

from keyproof.detect import bound, claims, pem, placed, readers, shape
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement, say
from keyproof.detect.rule import Rule
from keyproof.detect.settled import PROVEN
from keyproof.detect.weak import TOLD, place_of
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_DOCUMENTS: Final = regex(r"\s{0,40}\*{1,2}\s")
"""A line within a comment that documents what follows, as JSDoc, Javadoc and Doxygen have them."""


def shaped(rule: Rule, value: str, context: Context) -> Judgement:
    """Judge a value that has a provider's shape."""
    if "PRIVATE KEY" in value[:60]:
        return pem.judged(value, context.setting)
    strong = rule.checksum in PROVEN
    if not strong and (flaw := shape.flaw(rule, value)):
        return say(SecretClass.PLACEHOLDER, 0.85, flaw)
    if rule.test:
        return say(SecretClass.TEST_FIXTURE, 0.9, "the provider's test mode")
    if strong:
        where = {Setting.TEST: ("it stands in a test file",)}.get(context.setting, ())
        return say(SecretClass.LIVE, 0.99, "it has the provider's shape", "its checksum is right", *where)
    if context.setting is Setting.TEST and not (rule.prefix and bound.is_env_default(value, context)):
        if value.startswith("eyJ") and claims.was_issued(value):
            return say(SecretClass.LIVE, 0.5, "a service drew its claims", "it stands in a test file")
        return say(SecretClass.TEST_FIXTURE, 0.7, "it has the provider's shape", "it stands in a test file")
    if placed.is_doubtful(rule, value, context):
        return say(
            SecretClass.LIVE,
            0.4,
            "it has the provider's shape, which ids and hashes have too",
            "only the provider's name is near",
        )
    if context.setting in TOLD and readers.shows_redaction(value, context):
        return say(SecretClass.EXAMPLE, 0.7, "a guide shows with it what is taken out")
    confidence = 0.9 if rule.prefix and not rule.context else 0.75
    reasons = ["it has the provider's shape" if rule.prefix else "it has the provider's shape, and its name is near"]
    if _DOCUMENTS.match(context.line):
        confidence = 0.45
        reasons.append("it stands in the documentation of code")
    elif (not rule.prefix or rule.context) and readers.shows_answer(context):
        confidence = 0.45
        reasons.append("a comment shows an answer with it")
    elif context.setting in TOLD and readers.shows_form(context):
        confidence = 0.4
        reasons.append("a text says how one looks")
    elif context.setting in TOLD and rule.id == "ethereum-private-key" and not context.name.isupper():
        confidence = 0.4
        reasons.append("a guide shows with it how programs sign")
    elif context.setting in TOLD:
        confidence -= 0.15
        reasons.append(place_of(context))
    return say(SecretClass.LIVE, confidence, *reasons)
