"""Passwords made of plain words, with no sign or capital that tells them from a name: ``amber-kayak-lotus-prism``, ``kolibri275``."""

from __future__ import annotations

from typing import Final

from keyproof.detect import bound, phrases, placeholders, shipped, typed
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement, say
from keyproof.detect.names import NameKind, kind_of, words
from keyproof.detect.randomness import randomness
from keyproof.detect.weak import TOLD, is_told
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

USER: Final = regex(r"""(?i)\b(?:user(?:name)?|login|uid|email)["']?\s{0,3}[:=]""")
"""A user, named before the value."""

_QUOTED: Final = regex(r"(?i)(?:\bis|:)\s?[`*\"']{1,3}\Z")
"""What a guide writes before a password that it tells."""

_SURELY: Final = 4
"""Blanks in a phrase that people do not write otherwise, where it has no number."""

_SECRET: Final = frozenset({Setting.ENV_FILE, Setting.CREDENTIAL_FILE})
"""Where a text of words, after the name of a password, is one; elsewhere it may tell what to enter."""


_SEALED: Final = regex(r"(?i)\b(?:session|cookie_?session|express_?session)\(\{[^{}\n]{0,120}secret\s?:\s?[\"'`]\Z")
"""What seals the sessions of a program, up to its secret."""

_STAND_INS: Final = frozenset(
    "dummy fake mock bogus invalid wrong expired insufficient sample example placeholder".split()
)
_WORD: Final = 4
"""Letters of a word of a name from which it tells a text that speaks of the same."""


def judged(value: str, context: Context, kind: NameKind) -> Judgement | None:
    """Return the judgement on *value*, bound to a name of *kind*, None where it is no such password or nobody sets it."""
    if value[-1:].isdigit() and placeholders.is_to_fill_in(value):
        return None
    if kind.word != "password":
        why = "its name or its place says credential"
        return said(context, why) if _is_secret_phrase(value, context, kind) else None
    return said(context) if _is_phrase(value, context, kind) or _is_word(value, context, kind) else None


def said(context: Context, why: str = "a password is bound to it") -> Judgement:
    """Return what is said of such a password by where it is set."""
    if context.setting is Setting.TEST:
        return say(SecretClass.TEST_FIXTURE, 0.6, "people write passwords so", "it stands in a test file")
    confidence = 0.35 if is_told(context) else 0.6
    return say(SecretClass.LIVE, confidence, why, "people write passwords so")


def _is_phrase(value: str, context: Context, kind: NameKind) -> bool:
    few = not kind.weak and context.form != "passed" and phrases.is_few_words(value)
    if not (few or phrases.is_drawn_words(value)) or shipped.is_grouped(value) or _names_one(value):
        return False
    set_here = context.setting in bound.SET
    beside = context.name == "send" or USER.search(context.line) is not None
    if context.setting in TOLD and phrases.is_drawn_words(value) and _QUOTED.search(context.line):
        return True
    if not set_here and (context.form in ("bare", "passed") or (kind.weak and not beside)):
        return False
    if " " in value:
        of_network = "phrase" in context.name.lower() or context.name.lower() == "psk"
        drawn = phrases.is_drawn_words(value) and (value[-1].isdigit() or value.count(" ") >= _SURELY)
        return context.form != "bare" and (context.setting in _SECRET or of_network or drawn)
    return "." not in value or set_here or beside or context.form == "fallback" or phrases.is_drawn_words(value)


def _names_one(value: str) -> bool:
    """Whether a word of *value* names a credential; pepper is also what it is."""
    return any(kind_of(word) for word in words(value) if word != "pepper")


def _repeats(value: str, name: str) -> bool:
    """Whether *value* has a word of its *name*, or one that says that it stands for another."""
    listed, named = words(value), words(name)
    if len(named) > 1 and len(named[0]) > 2 and listed[-1:] == named[:1]:  # whose it is: BOB_TOKEN, kolibri-lab-bob
        return True
    said = set(listed)
    return not said.isdisjoint(_STAND_INS) or any(len(word) >= _WORD for word in said.intersection(named))


def _is_secret_phrase(value: str, context: Context, kind: NameKind) -> bool:
    """Whether *value* is drawn words that a secret of another name is set to; in code many names are joined so."""
    if context.name == "jwt key":
        return context.form == "literal" and (phrases.is_few_words(value) or phrases.is_thought_up(value))
    if context.name == "signing key" or (context.name == "secret" and _SEALED.search(context.line)):
        return context.form == "literal" and phrases.is_drawn_words(value.replace(".", "-"))
    if kind.weak or kind.faint or not phrases.is_few_words(value) or _names_one(value) or _repeats(value, context.name):
        return False
    if context.setting in bound.SET:
        return context.form != "bare" or context.name.isupper() or phrases.is_drawn_words(value)
    return context.setting is Setting.SOURCE and context.form in ("literal", "fallback") and context.name.isupper()


def _is_word(value: str, context: Context, kind: NameKind) -> bool:
    sent = context.name == "send"
    beside = sent or USER.search(context.line) is not None
    if context.setting is Setting.SOURCE:
        set_here = context.form in ("literal", "fallback") and (not kind.weak or beside)
    else:
        set_here = context.setting in bound.SET and kind.weak
    return (
        set_here
        and (phrases.is_small_word_with_number(value) or (sent and phrases.is_word_with_number(value)))
        and placeholders.is_own_word(value)
        and not (placeholders.is_counted(value) or placeholders.is_dated(value) or placeholders.is_weak(value))
    )


def is_passphrase(value: str, context: Context, kind: NameKind) -> bool:
    """Whether *value*, whatever its name calls it, is set where it is and is so long a phrase that it names nothing."""
    if kind.weak and not kind.faint and (context.name.isupper() or context.setting in bound.SET):
        return context.form in ("literal", "fallback") and phrases.is_knit(value)
    if kind.weak or kind.faint:
        return False
    if context.setting in bound.SET and phrases.is_phrase(value, 4):
        return True
    if kind.word == "secret" and phrases.is_pair(value):
        return context.form == "literal" and (context.setting is Setting.SOURCE or "client" in context.name.lower())
    if context.form == "fallback" and phrases.is_pair(value) and value[-2:].isdigit():
        return True
    if (
        kind.word == "secret"
        and context.form == "literal"
        and value[-1] in "!?#@"
        and phrases.is_word_with_number(value)
    ):
        return True
    if context.form in ("literal", "fallback") and phrases.is_words_with_number(value):
        return context.setting in bound.SET or context.setting is Setting.SOURCE
    if kind.word == "secret" and phrases.is_phrase(value):  # as a secret that is kept elsewhere is named
        return False
    set_so = context.name.isupper() or kind.word == "password"
    if context.form == "bare" and (value.isidentifier() or (phrases.is_phrase(value) and not set_so)):
        return False
    return context.form != "passed" and (
        phrases.is_thought_up(value) or (context.form != "bare" and phrases.is_signed_words(value))
    )


def grouped(value: str, context: Context) -> Judgement:
    """Judge the password of an application, without the blanks it is shown with."""
    if placeholders.is_placeholder(value) or typed.has_sequence(value) or randomness(value) < 0.6:
        return say(SecretClass.PLACEHOLDER, 0.7, "it is text, or visibly made up")
    if context.setting is Setting.TEST:
        return say(SecretClass.TEST_FIXTURE, 0.6, "it looks random", "it stands in a test file")
    return say(
        SecretClass.LIVE, 0.5 if context.setting in TOLD else 0.75, "an application's password in groups of four"
    )
