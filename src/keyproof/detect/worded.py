"""Passwords made of plain words, with no sign or capital that tells them from a name: ``amber-kayak-lotus-prism``, ``kolibri275``."""

from __future__ import annotations

from typing import Final

from keyproof.detect import bound, phrases, placeholders
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement, say
from keyproof.detect.names import NameKind
from keyproof.detect.weak import is_told
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

USER: Final = regex(r"""(?i)\b(?:user(?:name)?|login|uid|email)["']?\s{0,3}[:=]""")
"""A user, named before the value."""


def judged(value: str, context: Context, kind: NameKind) -> Judgement | None:
    """Return the judgement on *value*, bound to a name of *kind*, None where it is no such password or nobody sets it."""
    if kind.word != "password" or not (_is_phrase(value, context, kind) or _is_word(value, context, kind)):
        return None
    return said(context)


def said(context: Context) -> Judgement:
    """Return what is said of such a password by where it is set."""
    if context.setting is Setting.TEST:
        return say(SecretClass.TEST_FIXTURE, 0.6, "people write passwords so", "it stands in a test file")
    confidence = 0.35 if is_told(context) else 0.6
    return say(SecretClass.LIVE, confidence, "a password is bound to it", "people write passwords so")


def _is_phrase(value: str, context: Context, kind: NameKind) -> bool:
    if not phrases.is_drawn_words(value):
        return False
    set_here = context.setting in bound.SET
    beside = USER.search(context.line) is not None
    if not set_here and (context.form in ("bare", "passed") or (kind.weak and not beside)):
        return False
    if " " in value:
        return context.form != "bare" and (set_here or "phrase" in context.name.lower())
    return "." not in value or set_here or beside or context.form == "fallback"


def _is_word(value: str, context: Context, kind: NameKind) -> bool:
    return (
        context.setting is Setting.SOURCE
        and context.form == "literal"
        and (not kind.weak or USER.search(context.line) is not None)
        and phrases.is_small_word_with_number(value)
        and placeholders.is_own_word(value)
        and not (placeholders.is_counted(value) or placeholders.is_dated(value) or placeholders.is_weak(value))
    )
