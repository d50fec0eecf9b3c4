"""Values that people type where a program or a server on the own machine wants one."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect.context import Context
from keyproof.detect.placeholders import is_to_fill_in
from keyproof.patterns import regex

_PLAIN: Final = regex(
    r"(?!(?:true|false|null|none|empty|required|optional|disabled|enabled|unset|undefined)\Z|"
    r"(?:tu|su|seu|sua|votre|mot|dein|la|il|put|use|set|add|fill|type|no)[_-])"
    r"[a-z][a-z0-9]{1,19}(?:[_@#-][a-z0-9]{1,19}){0,4}"
)
"""What stacks for one machine give their servers as passwords."""

_GROUPED: Final = regex(r"[a-z]{4}(?: [a-z]{4}){3}|[A-Za-z0-9]{4}(?: [A-Za-z0-9]{4}){5}")

_FOR_STAGE: Final = regex(
    r"(?:[a-z0-9]{2,20}[_-]){0,3}(?:dev|devel|local|development)[_-](?:pass(?:word)?|pwd|pw|secret)(?:[_-]?(?:1|12|123|1234|12345|123456|20[0-9]{2}))?[!@]?"
)
"""Whose it is, that it is for the developer's own machine, and that it is the password."""


_FOR_DEVELOPERS: Final = regex(
    r"(?:dev|devel|development|local|localdev|insecure|super|internal)(?:[-_][a-z0-9]{2,20}){0,3}[-_](?:key|token|secret|pass(?:word|phrase)?|pwd)(?:[-_][a-z0-9]{2,20}){0,5}"
    r"|(?:dev|local)(?:key|token|secret|password|pass)"
)
"""That it is for a developer's own machine, and what it is: ``dev-session-token``."""

_OF_SERVER: Final = regex(
    r"Your[_@!#-]?(?:Very)?(?:Strong|Secure|Complex)?[_@!#-]?(?:[Pp]assw[o0]rd|Pass)[!@#$_-]?[0-9]{0,6}[!@#$]{0,2}"
)
_NO_KEY: Final = regex(r"[a-z0-9_-]{0,60}(?:example|sample|dummy|fake|mock|your|placeholder|todo|here)[a-z0-9_-]{0,60}")

_SAYS_PASSWORD: Final = regex(
    r"(?!(?:input|field|form|label|button|btn|text|txt|confirm|repeat|new|old|current|forgot|forgotten|reset|update|show|hide|toggle|has|is|no|not|invalid|missing|wrong|prompt|ask|generate|generated|create|choose|pick|random|provide|get|read|load|env|file)[_-])"
    r"[a-z0-9_-]{0,40}(?:pass|pwd|[_-]pw[0-9]{0,3}\Z|secret|admin|root|local|dev(?:[_-]|\Z)|[0-9]{3})[a-z0-9_-]{0,40}"
)

_TYPED: Final = regex(
    r"(?:^|\n)\s{0,12}(?:\w{2,60}\s?:\s?(?:str|SecretStr|Optional\[(?:Secret)?[sS]tr\]|str \| None)\s?=\s?(?:Field\(\s{0,4}(?:default\s?=\s?)?)?(?:SecretStr\(\s{0,2})?|\[(?i:string)\]\s?\$\w{2,60}\s?=\s?)[\"']\Z"
)
"""How settings in Python and parameters of PowerShell are given a default, up to the value."""

_STARTS: Final = regex(r"(?:[ \t\"']|\A)(?:-e|--env)[ =\"',]{1,4}[\"']?[A-Z][A-Z0-9_]{2,60}=[\"']?\Z")
"""How a command that starts a container gives it a variable, up to the value."""


_OF_WORDS: Final = regex(
    r"(?:[A-Z]{1,4}[a-z]{1,14}){1,8}20[0-9]{2}(?:[A-Z][a-z]{1,14}){1,8}(?:[0-9]{2}(?:[A-Z][a-z]{1,12}){1,2})?[!@#$]{0,2}"
)

_COMMAND: Final = regex(r"[ \t]{1,4}(?!(?:if|else|or|and|for|in|is|not|as|then)\b)[a-z./][\w./-]{1,60}(?:[ \t]|$)")
"""What a shell runs with a variable that is set before it on the line."""

_SET_LINE: Final = regex(
    r"(?:^|\n)[ \t]{0,8}(?:export[ \t]{1,4}|set[ \t]{1,4})?(?:[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){1,8}|PGPASSWORD|SSHPASS)=\Z"
)

_STAND_IN: Final = regex(
    r"(?:pass(?:wd)?|test|abc)[_-]?[0-9]{0,4}|password1?|secret|admin|root|(?:admin|root)123|[0-9]{2,12}", re.I
)
"""The words that are written where any would do: only where one is set to work is it a password."""

_DIGITS: Final = "01234567890"


def stands_in(value: str) -> bool:
    """Whether *value* is one of the few words, or digits counted up or down, that whoever shows a password writes."""
    return bool(_STAND_IN.fullmatch(value)) and (not value.isdigit() or value in _DIGITS or value in _DIGITS[::-1])


def is_plain(value: str) -> bool:
    """Whether *value* is words in small letters, with a number at most, and names no value to put there: ``kolibri_dev``."""
    return 4 <= len(value) <= 40 and bool(_PLAIN.fullmatch(value)) and not is_to_fill_in(value)


def is_sample_of_server(value: str) -> bool:
    """Whether *value* is what SQL Server's guides set, or was made after it: the server takes it, placeholder or not."""
    return bool(_OF_SERVER.fullmatch(value)) and any(c.isdigit() for c in value)


def is_for_stage(value: str) -> bool:
    """Whether *value* says that it is a password of a development machine: ``kolibri_dev_pass_2024``."""
    return bool(_FOR_STAGE.fullmatch(value))


def is_for_developers(value: str) -> bool:
    """Whether *value* says that it is a key for developing, which works until another is set: ``dev-session-token``."""
    return bool(_FOR_DEVELOPERS.fullmatch(value)) and not _NO_KEY.fullmatch(value)


def says_password(value: str) -> bool:
    """Whether *value*, of plain words, is one that people give a server of their own: ``kolibri_pass``."""
    return is_plain(value) and bool(_SAYS_PASSWORD.fullmatch(value))


def is_given_to_container(context: Context) -> bool:
    """Whether the value is set as a variable of a container that a command starts."""
    return context.name.isupper() and _STARTS.search(context.line) is not None


def is_default_of_setting(context: Context) -> bool:
    """Whether the value is what a setting of a type has where nobody gives another."""
    return _TYPED.search(context.line) is not None


def is_set_alone(context: Context) -> bool:
    """Whether a line does nothing but give a variable of the environment the value, as scripts do."""
    return context.form == "literal" and not context.after.strip() and _SET_LINE.search(context.line) is not None


def is_set_line(name: str, text: str, start: int, end: int) -> bool:
    """Whether the line of *text* with the value from *start* to *end* does nothing but set the variable *name*.

    Scripts do so, and what they write to files of settings: a value needs no quotes there.
    """
    line = text.rfind("\n", 0, start) + 1
    return (
        name.isupper()
        and _SET_LINE.fullmatch(text, line, start) is not None
        and (text[end : end + 1] in ("", "\n", "\r") or _COMMAND.match(text, end) is not None)
        and not text[start:end].isupper()
    )


def is_of_words(value: str) -> bool:
    """Whether *value* is words, each with a capital, and a year among them: ``KolibriStation2031SafeAndLong!``."""
    return 16 <= len(value) <= 80 and bool(_OF_WORDS.fullmatch(value)) and not is_to_fill_in(value)


def is_of_one_case(value: str) -> bool:
    """Whether *value* is long and of letters of one case alone: hands type such a key, programs draw digits too."""
    return len(value) >= 20 and value.isascii() and value.isalpha() and (value.islower() or value.isupper())


def is_grouped(value: str) -> bool:
    """Whether *value* is in four or six groups of four, as Google and WordPress show the password of an application."""
    return bool(_GROUPED.fullmatch(value))


_USER_BEFORE: Final = regex(
    r"(?i)\b(?:user(?:name)?|login)[\"']?\s{0,3}(?:[:=]|=>)\s{0,3}[\"'`]([a-z][\w-]{3,39})[\"'`],\s{0,4}[\w.\"']{2,40}\s{0,3}(?:[:=]|=>)\s{0,3}[\"'`]\Z"
)
_NUMBERED: Final = regex(r"[-_@!#.]?(?:1|12|123|1234|12345|123456|321|20[0-9]{2})[!@#$]{0,3}")


def is_made_of_user(value: str, context: Context) -> bool:
    """Whether *value* is the user that stands before it on the line, or that and a counted number: ``kolibri123``."""
    found = _USER_BEFORE.search(context.line)
    if found is None or not value.lower().startswith(found[1].lower()):
        return False
    return len(value) == len(found[1]) or _NUMBERED.fullmatch(value, len(found[1])) is not None
