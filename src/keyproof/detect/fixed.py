"""What is left of the placeholders: passwords and keys that people thought up for a test, a guide or a demo.

They are fixed credentials, though none that anybody has to revoke: never a finding by default, always one of the classes
test-fixture and example. These are questions rather than a trained model: boosted trees over 190 traits of value, name and
line, trained on seven in eight of 123 repositories and asked of the rest, lost as much by false alarms as they gained.
Who labels decides anew in each repository whether ``password`` in a test is one.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from keyproof.detect import bound, claims, placeholders, shipped, typed
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement
from keyproof.detect.names import NameKind, kind_of
from keyproof.detect.randomness import randomness
from keyproof.detect.weak import COMMENT
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_UNREAL: Final = regex(
    r"""test|example|sample|dummy|wrong|invalid|incorrect|random|fake|mock|placeholder|foo|(?<![a-z])ba[rz](?![a-z])|your|change(?!it\Z)|replace|insert|enter|todo|xx|hidden|redact|mask|
        (?-i:(?<![A-Za-z])(?:some|any|the)(?=[A-Z]))|(?<![a-z])(?:some|any|given|the|here|no|not|none|null|new|old|bad|another|other|different|string|value|type|field|prompt|required)(?![a-z])|
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

_SIGNS: Final = frozenset("<>{}()[];=\\|")
_MIXED: Final = regex(
    r"(?=.{0,40}[a-z])(?=.{0,40}[A-Z])(?=.{0,40}[0-9])(?!.{0,60}(?:\(.{0,60}\)|\[.{0,60}\]|\{.{0,60}\}|<.{0,60}>))[^\s\"'`\\]{8,40}"
)
"""A password with a sign that code has too, and not in pairs."""

_TEST: Final = regex(r"test", re.I)
_OTHER: Final = regex(r"foo(?:ba[rz]){0,2}|(?<![a-z])(?:ba[rz]|new|old|another|other|different)(?![a-z])", re.I)
"""Words of passwords that tests set and change."""

_TESTED: Final = 8
"""Characters of a password that says of itself where it is used, and goes on."""

_NAME_LENGTH: Final = 10
"""Characters of the longest word for a password alone."""

_LONG: Final = 28
"""Characters of a draw in which any short word may stand."""

_NAMED: Final = regex(r"(?i)^(?:your|my)?[_-]?(?:user|usr|login|name|pass|pwd|client|key|secret|token)")
_LINE: Final = regex(r"[ \t]{0,40}(?:(?:[#;]|//)[ \t]{0,8})?[\w.-]{2,100}[ \t]{0,40}[=:][ \t]{1,40}")
"""A line that sets one value, as settings in columns do."""

_CHOICE: Final = regex(r"""\?\s{0,2}["'][^"'\n]{1,40}["']\s{0,2}:\s{0,2}["']\Z|\$\(["'`]\Z""")
"""What stands before the other of two texts, one of which a condition chooses, and before what a page is searched for."""

_GIVEN: Final = regex(r"""[\w"'`\])]\s{0,40}(?::|=>|:?=)\s{0,8}["'`]\Z""")
"""What stands before a value that a program gives, not compares with or lists."""

_SQL: Final = regex(
    r"""\bIDENTIFIED\s{1,4}(?:WITH\s{1,4}["'`]?\w{1,40}["'`]?\s{1,4})?BY\s{1,4}\\?["'`]?\Z|\b(?:CREATE|ALTER)\s{1,4}(?:USER|ROLE|LOGIN)\s[^;\n]{1,160}\bPASSWORD\s{0,2}=?\s{0,2}\\?["'`]\Z|
    \bSET\s{1,4}PASSWORD\s[^;\n]{0,80}=\s{0,2}(?:PASSWORD\()?\\?["'`]\Z|\bSET\s{1,4}(?:PASSWORD|authentication_string)\s{0,2}=\s{0,2}PASSWORD\(\\?["'`]\Z""",
    re.I | re.X,
)
"""What stands before a password that a statement gives an account: whoever runs it opens the account with it."""

_OPEN: Final = regex(r"[<>{}()\[\]$%]|\A(?:your|my)[-_ ]|x{3}", re.I)
"""Signs of a value that is put in later."""

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
        Setting.TEST, Setting.TRIAL, Setting.DOCS, Setting.EXAMPLE, Setting.CONFIG, Setting.ENV_FILE, Setting.CREDENTIAL_FILE,
        Setting.IMAGE_BUILD, Setting.CI, Setting.CLIENT_CONFIG,
    }
)  # fmt: skip
"""Where a word bound to a password is a password; in a program it may be a field's name or a message."""


_SETTINGS: Final = bound.SET | {Setting.EXAMPLE, Setting.DOCS}

_SHOWN: Final = frozenset({Setting.TEST, Setting.TRIAL, Setting.DOCS, Setting.EXAMPLE})


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
    if kind.word == "password" and 3 <= len(value) <= 100 and _SQL.search(context.line):
        return not (_OPEN.search(value) or placeholders.is_hashed(value))
    if context.setting is Setting.SOURCE and value.isalpha() and not placeholders.is_weak(value):
        return kind.word == "password" and _is_given_word(value, context)
    size = len(value)
    if not 4 <= size <= 400 or not value.isascii():
        return False
    if context.form == "bare" and not (kind.faint or placeholders.is_uuid(value)) and not _is_set(context):
        return False
    if len(set(value) - {"-"}) < 2 or placeholders.is_hashed(value) or _CHOICE.search(context.line):
        return False
    if shipped.stands_in(value):
        return False
    if bound.is_label(value, context) or _is_unreal(value, context, kind):
        return False
    if value.isidentifier() and (_LISTED.search(context.line) or _is_variable(value, context)):
        return False
    if kind.faint:
        return context.setting in _SHOWN and _is_drawn(value)
    if placeholders.is_uuid(value):
        return not kind.weak or context.setting is Setting.TEST
    if kind.word == "password":
        return _is_password(value, context)
    return _is_known_word(value, context) or _is_key(value, context, kind)


def _is_given_word(value: str, context: Context) -> bool:
    """Whether a program gives *value*, a word in small letters, as a password: it is no label, no state, no field's name."""
    return (
        context.form == "literal"
        and len(value) >= 6
        and shipped.is_plain(value)
        and (len(value) > _NAME_LENGTH or kind_of(value) is None)
        and _GIVEN.search(context.line) is not None
        and not COMMENT.search(context.line.rpartition("\n")[2])
        and not (placeholders.is_placeholder(value) or typed.has_sequence(value))
        and _UNREAL.search(value) is None
        and value not in _PLAIN.sub("", context.name.lower())
    )


def _is_variable(value: str, context: Context) -> bool:
    """Whether a program gives *value* without quotes and writes it as it writes names."""
    return (
        context.setting in bound.CODE
        and _VARIABLE.fullmatch(value) is not None
        and _BESIDE.search(context.line) is not None
    )


def _is_unreal(value: str, context: Context, kind: NameKind) -> bool:
    """Whether *value* says that it stands for another; two letters of a long draw say nothing."""
    text = value.rstrip("=")
    if kind.word == "password" and context.setting is Setting.TEST and len(text) >= _TESTED:
        text = _TEST.sub("", text, count=1)
    if kind.word == "password" and context.setting is Setting.TEST:
        text = _OTHER.sub("w", text)
    said = _UNREAL.search(text)
    if said is not None and said[0] in _SIGNS and context.form == "literal" and _MIXED.fullmatch(value):
        return False
    return said is not None and not (said[0].isalpha() and len(value) >= _LONG and _is_drawn(value))


def _is_set(context: Context) -> bool:
    """Whether the value is set where it stands without quotes."""
    if _AFTER.match(context.after) is None:
        return False
    return _TIGHT.search(context.line) is not None or (
        context.setting not in bound.CODE and _LINE.fullmatch(context.line.rpartition("\n")[2]) is not None
    )


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
    if _ENCODING.fullmatch(value):
        return False
    if plain == named:
        return False
    if _LABEL.search(value) and (context.setting not in _SETTINGS or placeholders.is_placeholder(value)):
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


def _is_known_word(value: str, context: Context) -> bool:
    """Whether a secret or a key is a word that many guess, rather than one that names what stands there."""
    return (
        context.setting in _PEOPLE
        and len(value) >= _TESTED
        and placeholders.is_weak(value)
        and not _NAMED.fullmatch(value.rstrip("0123456789"))
        and context.name != "authorization"
        and _PLAIN.sub("", value.lower()) not in _PLAIN.sub("", context.name.lower())
    )


def _is_key(value: str, context: Context, kind: NameKind) -> bool:
    user, colon, password = (claims.inner_text(value) or "").partition(":")
    if colon and password:
        named = _NAMED.search(user) and _NAMED.search(password)
        return context.setting is Setting.TEST or (context.setting in _PEOPLE and not named)
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
