"""What the name of a value and its place say of it: that it names another, is only shown, or may be known to all."""

from __future__ import annotations

from typing import Final

from keyproof.detect.context import Context
from keyproof.detect.match import Judgement
from keyproof.detect.names import kind_of, words
from keyproof.detect.randomness import evidence, randomness
from keyproof.detect.rule import Rule
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

SET: Final = frozenset(
    {Setting.CONFIG, Setting.ENV_FILE, Setting.CREDENTIAL_FILE, Setting.CLIENT_CONFIG, Setting.IMAGE_BUILD, Setting.CI}
)
"""Files that hold what a program runs with, rather than a program or a text about it."""

_CUT: Final = regex(r"\s?(?:\.{3}|…|\*{3})")
_FILE: Final = regex(r"(?:/[\w./%-]{1,160})?\.(?:png|jpe?g|gif|svg|webp|css|m?js|ico|mp4|woff2?|pdf|html?)\b")
_FAKE: Final = regex(
    r"(?i)^your[-_ ]|(?:^|[_.\-])(?:fake|dummy|mock(?:ed)?|bogus)(?:[_.\-]|$)|^(?-i:fake|dummy|mock)(?=[A-Z])"
)
_COMMIT: Final = regex(r"[0-9a-f]{40}")
_IN_REPOSITORY: Final = regex(
    r"(?:github(?:usercontent)?\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]{1,60}/[\w.-]{1,100}/(?:-/)?(?:(?:blob|commits?|tree|raw|archive|src)/)?\Z"
)
"""What stands before a commit in the address of a file on a git host."""
_EXAMPLE_KEY: Final = regex(r"(?i)@example\b|(?:^|[\s\"'{,])examples?[\"']?\s{0,2}[:=]")

_CONSTANT: Final = regex(r"[A-Z][A-Z0-9]{0,15}(?:_[A-Z0-9]{1,15}){1,6}")
_CHECKED: Final = regex(r"(?i)passwords?_?-?(?:validat|strength)\w{0,10}\W|is_?strong_?password")
"""A call that tells how strong a password is."""

_LETTERS: Final = regex(r"[A-Z]{3,15}")
_KEY_ID: Final = regex(r"[0-9A-F]{16}(?:[0-9A-F]{24})?")
_ANALYTICS: Final = regex(r"[0-9A-Za-z]{32}")


def by_name(value: str, context: Context) -> Judgement | None:
    """Return the judgement on a value that is the name of another, or whose own name makes it public."""
    in_code = context.form == "bare" and context.setting in (Setting.SOURCE, Setting.TEST)
    if in_code and value.isidentifier() and not value.isupper() and kind_of(value) is not None:
        return _said(SecretClass.REFERENCE, "it is named as a variable is")
    if (
        context.setting not in SET
        and _CONSTANT.fullmatch(value)
        and any(_LETTERS.fullmatch(w) and evidence(w.lower()) < 0 for w in value.split("_"))
    ):
        return _said(SecretClass.PLACEHOLDER, "it is the name of a setting")
    if _CHECKED.search(context.line):
        return _said(SecretClass.EXAMPLE, "it is there to be checked for its strength")
    parts = words(context.name)
    if parts[-2:] == ["write", "key"] and _ANALYTICS.fullmatch(value):
        return _said(SecretClass.PUBLIC, "programs send the write key of an analytics service from where they run")
    if parts == ["signingkey"] and _KEY_ID.fullmatch(value):
        return _said(SecretClass.PUBLIC, "it is the id of an OpenPGP key")
    return None


def is_set_key(value: str, context: Context) -> bool:
    """Whether *value*, bound to a bare ``key`` where a program is set up, is one: drawn, of letters of both cases."""
    return (
        context.setting in SET
        and context.setting is not Setting.CI
        and context.name.lower().lstrip("-") == "key"
        and len(value) >= 24
        and value.upper() != value != value.lower()
        and sum(c.isdigit() for c in value) >= 3
        and randomness(value) >= 0.97
    )


def by_place(rule: Rule, value: str, context: Context) -> Judgement | None:
    """Return the judgement on a value whose place says that it is only shown."""
    if _CUT.match(context.after):
        return _said(SecretClass.PLACEHOLDER, "it is cut short")
    if not rule.prefix and _IN_REPOSITORY.search(context.line) and _COMMIT.fullmatch(value):
        return _said(SecretClass.IDENTIFIER, "it is the commit in the address of a file")
    if not rule.prefix and _FILE.match(context.after):
        return _said(SecretClass.PLACEHOLDER, "it is a part of a file's name")
    if _FAKE.search(context.name):
        return _said(SecretClass.PLACEHOLDER, "its name says that it is made up")
    if _EXAMPLE_KEY.search(context.line):
        return _said(SecretClass.PLACEHOLDER, "it is marked as an example")
    return None


def _said(secret_class: SecretClass, reason: str) -> Judgement:
    return Judgement(secret_class=secret_class, confidence=0.7, reasons=(reason,))
