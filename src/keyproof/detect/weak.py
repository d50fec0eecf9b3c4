"""Well-known default passwords: findings where they are set, examples where they are only shown."""

from __future__ import annotations

from typing import Final

from keyproof.detect import shipped
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement, say
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

TOLD: Final = frozenset({Setting.DOCS, Setting.EXAMPLE, Setting.TRIAL})
"""Texts for readers."""

COMMENT: Final = regex(r"^\s{0,40}(?:#|//|/?\*(?!/[0-9]|(?:\s[0-9*,/-]{1,20}){2})|<!--|--\s|;|\"\"\"|>>>)")
ANY_PASSWORD: Final = regex(
    r"(?i)(?:pass|password|passwd|pwd|pw|secret|dbpass|db_pass|mypass|mypassword|token|key|p)\Z"
)

_USER_NAMED: Final = regex(r"(?i)\b(?:uid|user|username)=(?:user|username|your|<)")

_IN_SENTENCE: Final = regex(r"""["'`][A-Za-z][^"'`\n]{2,80}:\s[^\s"'`]{1,100}\Z""")
"""A text in quotes that says something before the address in it: a message."""

_TELLS: Final = regex(
    r"(?i)(?<!\()(?:description|help|usage)[\"']?\s{0,2}[:=]|\b(?:ex|e\.g)[.:]|^\s{0,40}[\"'`]?\$\s|^\s{0,8}[-*]\s[A-Z][^\n:]{2,60}:\s\w{2,40}\("
)
"""What begins a text for a reader: a description, an example, a shell's prompt in a docstring."""


_SNIPPET: Final = regex(r"\s{0,60}(?:\{\s{0,4})?\"(?:snippet|examples?|markdown|description)\"\s?:\s?\"[^\n]{0,600}\\n")
"""How the member of an object begins that holds such a text."""

_ITEM: Final = regex(r"(?:^|\n)\s{2,60}[-*]\s{1,3}[a-z][a-z0-9+]{1,14}://[^\s\"'`]{0,80}\Z")
"""An item of a list in a docstring, up to the password of its address."""

_SWITCHED_OFF: Final = regex(r"\s{0,8}#\s{0,4}(?:export\s{1,4})?[A-Z][A-Z0-9_]{1,80}=[\"']?\Z")
"""An assignment of an environment file that somebody took out of force, with the value it had."""


_WHERE_TESTED: Final = regex(r"(?i)\b(?:is|in)_?test\w{0,10}(?:\(\))?\s{0,2}\?|[\"']test[\"']\)?\s{0,2}\?")
"""The condition of a value that only tests take."""


def is_snippet(context: Context) -> bool:
    """Whether a file of data holds a text of lines, a guide's code, in which the value stands."""
    return context.setting is Setting.CONFIG and _SNIPPET.match(context.line) is not None


def is_told(context: Context) -> bool:
    """Whether people are told of the value: in documentation, an example, a comment."""
    return (
        context.setting in TOLD
        or is_snippet(context)
        or (
            COMMENT.search(context.line) is not None
            and not (context.setting is Setting.ENV_FILE and _SWITCHED_OFF.match(context.line))
        )
    )


def place_of(context: Context) -> str:
    """Return where it is that people are told of the value."""
    if context.setting is Setting.TRIAL:
        return "it stands in a script that tries something out"
    return "it stands in documentation, an example or a comment"


def weak(context: Context, value: str = "", why: str = "a well-known default password") -> Judgement:
    """Return what is said of *value*, a password that many know, or guess."""
    if ANY_PASSWORD.match(value) and _USER_NAMED.search(context.line):
        return say(SecretClass.PLACEHOLDER, 0.85, "user and password are only named")
    in_text = context.setting is Setting.SOURCE and _ITEM.search(context.line)
    if _TELLS.search(context.line) or _IN_SENTENCE.search(context.line) or in_text:
        return _shown(context, value)
    if _WHERE_TESTED.search(context.line):
        return say(SecretClass.TEST_FIXTURE, 0.7, "it is taken where the program is tested")
    if value.startswith("test") and context.setting in (Setting.TEST, *TOLD):
        return say(SecretClass.PLACEHOLDER, 0.7, "it says that it is for a test")
    if (
        context.setting in TOLD
        or context.setting in (Setting.TEST, Setting.CI, Setting.METADATA)
        or COMMENT.search(context.line)
    ):
        return _shown(context, value)
    return say(SecretClass.WEAK_DEFAULT, 0.7, why)


def _shown(context: Context, value: str) -> Judgement:
    """Return what is said of *value* where it is only shown; an address that holds one was written out whole."""
    if context.kind is not None and shipped.stands_in(value):
        return say(SecretClass.PLACEHOLDER, 0.7, "a word that stands for any password")
    return say(SecretClass.EXAMPLE, 0.7, "a well-known default password, only shown")
