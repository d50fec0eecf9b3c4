"""What is left of the placeholders: passwords and keys that people thought up for a test, a guide or a demo.

They are fixed credentials, though none that anybody has to revoke: never a finding by default, always one of the classes
test-fixture and example. These are questions rather than a trained model because the labels at hand hold only some 80
different values of the kind: a model trained on five repositories was wrong about the sixth as often as it was right.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from keyproof.detect import bound, claims, placeholders, shipped, typed
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement
from keyproof.detect.names import NameKind
from keyproof.detect.randomness import randomness
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_UNREAL: Final = regex(
    r"""test|example|sample|dummy|wrong|invalid|incorrect|random|fake|mock|placeholder|foo|(?<![a-z])ba[rz](?![a-z])|your|change(?!it\Z)|replace|insert|enter|todo|xx|hidden|redact|mask|
        (?<![a-z])(?:some|any|given|the|here|no|not|none|null|new|old|bad|another|other|different|string|value|type|field|prompt|required)(?![a-z])|
        \*\*|\.\.|\#\#|[<>{}()\[\];=\\|]|^[:/@%$&~-]|://|[a-z]:[A-Za-z]|,$""",
    re.I | re.X,
)
"""Words and signs of values that only stand for one."""

_TIGHT: Final = regex(
    r"""(?:^\s{0,30}-\s["']?(?:\w{3,6}\s)?|[\w\]]["']?(?:=|:\s?)["']?(?:(?:Bearer|Basic|Token|ApiKey)\s)?|\s--?[\w.-]{1,40}[ =]["']?(?:pass:)?)$""",
    re.M,
)
"""What stands before a value that is set in a shell, a properties file or YAML, rather than named in prose or code."""

_AFTER: Final = regex(
    r"""["'`*]{0,3}\s{0,2}(?:$|[\\&|#,]|\s-|\sHTTP|https?:|\\n)|\s{1,4}(?:-|https?:|[A-Z_a-z]{2,20}=)"""
)
"""What may follow one."""

_TEST: Final = regex(r"test", re.I)
_TESTED: Final = 8
"""Characters of a password that says of itself where it is used, and goes on."""

_LONG: Final = 28
"""Characters of a draw in which any short word may stand."""

_NAMED: Final = regex(r"(?i)^(?:your|my)?[_-]?(?:user|usr|login|name|pass|pwd|client|key|secret|token)")
_LABEL: Final = regex(r"[-_ .](?:password|pass|passwd|pwd|secret|token|key)s?\Z", re.I)
_ENCODING: Final = regex(
    r"utf-?_?(?:8|16|32)(?:-?[lb]e)?|base-?(?:32|58|64)(?:url)?|latin-?1|us-ascii|ascii|binary|hex", re.I
)
"""What the second argument of a call on the value is, where it follows the name."""

_LISTED: Final = regex(r"`[\w.-]{1,80}`\s?(?:,|and|or|、)\s?`\Z")
"""What stands before a name in a list of names."""

_BESIDE: Final = regex(r"[:=]\s{0,4}\Z")
_VARIABLE: Final = regex(r"[a-z]+(?:[A-Z][a-z]+)+")
_PLAIN: Final = regex(r"[^a-z0-9]")
_PEOPLE: Final = frozenset(
    {
        Setting.TEST, Setting.DOCS, Setting.EXAMPLE, Setting.CONFIG, Setting.ENV_FILE, Setting.CREDENTIAL_FILE,
        Setting.IMAGE_BUILD, Setting.CI, Setting.CLIENT_CONFIG,
    }
)  # fmt: skip
"""Where a word bound to a password is a password; in a program it may be a field's name or a message."""


_SHOWN: Final = frozenset({Setting.TEST, Setting.DOCS, Setting.EXAMPLE})


def lifted(said: Judgement, value: str, context: Context, kind: NameKind) -> Judgement:
    """Return *said* (a placeholder), or the class of a fixed value that nobody takes for real."""
    if not _is_fixed(value, context, kind):
        return said
    if context.setting is Setting.TEST:
        return Judgement(secret_class=SecretClass.TEST_FIXTURE, confidence=0.5, reasons=("a fixed value in a test",))
    return Judgement(
        secret_class=SecretClass.EXAMPLE, confidence=0.5, reasons=("a fixed value that people thought up",)
    )


def sent(said: Judgement, value: str, context: Context, kind: NameKind) -> Judgement:
    """Return `lifted` for the value of an ``Authorization`` header; a pair of user and password is a fixed value too."""
    if said.secret_class is not SecretClass.PLACEHOLDER:
        return said
    return lifted(said, value, msgspec.structs.replace(context, name="authorization"), kind)


def _is_fixed(value: str, context: Context, kind: NameKind) -> bool:
    if context.setting is Setting.SOURCE and value.isalpha() and not placeholders.is_weak(value):
        return False
    size = len(value)
    if not 4 <= size <= 400 or not value.isascii():
        return False
    if context.form == "bare" and not (kind.faint or placeholders.is_uuid(value)) and not _is_set(context):
        return False
    if len(set(value)) < 2 or placeholders.is_hashed(value) or shipped.stands_in(value):
        return False
    if bound.is_label(value, context) or _is_unreal(value, context, kind):
        return False
    if value.isidentifier() and (_LISTED.search(context.line) or _is_variable(value, context)):
        return False
    if kind.faint:
        return context.setting in _SHOWN and _is_drawn(value)
    if placeholders.is_uuid(value):
        return not kind.weak or context.setting is Setting.TEST
    return _is_password(value, context) if kind.word == "password" else _is_key(value, context, kind)


def _is_variable(value: str, context: Context) -> bool:
    """Whether a program gives *value* without quotes and writes it as it writes names."""
    return (
        context.setting in (Setting.SOURCE, Setting.TEST)
        and _VARIABLE.fullmatch(value) is not None
        and _BESIDE.search(context.line) is not None
    )


def _is_unreal(value: str, context: Context, kind: NameKind) -> bool:
    """Whether *value* says that it stands for another; two letters of a long draw say nothing."""
    text = value.rstrip("=")
    if kind.word == "password" and context.setting is Setting.TEST and len(text) >= _TESTED:
        text = _TEST.sub("", text, count=1)
    said = _UNREAL.search(text)
    return said is not None and not (said[0].isalpha() and len(value) >= _LONG and _is_drawn(value))


def _is_set(context: Context) -> bool:
    """Whether the value is set where it stands without quotes."""
    return _AFTER.match(context.after) is not None and _TIGHT.search(context.line) is not None


def _is_drawn(value: str) -> bool:
    return placeholders.is_uuid(value) or (
        len(value) >= 20
        and sum(c.isdigit() for c in value) >= 3
        and randomness(value) >= 0.9
        and not placeholders.is_placeholder(value)
        and not typed.has_sequence(value)
    )


def _is_password(value: str, context: Context) -> bool:
    named, plain = (_PLAIN.sub("", text.lower()) for text in (context.name.rpartition(".")[2], value))
    if plain == named or _LABEL.search(value) or _ENCODING.fullmatch(value):
        return False
    if placeholders.is_other_text(value) and not plain.isdigit():
        return False
    if " " in value or value.lower() in ("true", "false"):
        return False
    digit = any(c.isdigit() for c in value)
    if plain and plain in named and not digit:
        return False
    if context.setting in _PEOPLE:
        return True
    return digit or placeholders.is_weak(value)


def _is_key(value: str, context: Context, kind: NameKind) -> bool:
    user, colon, password = (claims.inner_text(value) or "").partition(":")
    if colon and password:
        return context.setting in _PEOPLE and not (_NAMED.search(user) and _NAMED.search(password))
    digits = sum(c.isdigit() for c in value)
    if " " in value or placeholders.is_other_text(value) or placeholders.is_identifier(value):
        return False
    if context.form == "bare" and context.setting is Setting.SOURCE:
        return False
    rare = randomness(value)
    if not digits:
        return value.isalpha() and len(value) >= 16 and rare >= 0.75 and not kind.weak
    if context.setting is Setting.TEST:
        return digits >= 2 and len(value) >= 8 and (not kind.weak or rare > 0.3)
    if len(value) < 12:
        return len(value) >= 8 and rare >= (0.6 if digits >= 3 else 0.8)
    return digits >= 3 and rare > 0.3
