"""What texts for readers tell of a value: that a table shows it, that somebody's login stands before it, that it was in use."""

from __future__ import annotations

from itertools import islice
from typing import Final

from keyproof.detect import placeholders
from keyproof.detect.context import Context
from keyproof.detect.names import are_alike, kind_of
from keyproof.detect.randomness import randomness
from keyproof.detect.weak import is_snippet
from keyproof.model.fact import Setting
from keyproof.patterns import regex

_ROW: Final = regex(
    r"\s{0,8}\|\s{0,40}[`*]{0,3}[\w.-]{2,60}[`*]{0,3}\s{0,40}\|(?:[^|\n]{0,200}\|){0,4}\s{0,40}[^\W\d][^|\n]{0,80}?\s[^|\n]{1,200}\|\s{0,40}[`\"']{0,2}\Z"
)
"""The row of a Markdown table up to its last cell: a name, what it is for in words."""

_ROW_ENDS: Final = regex(r"[`\"']{0,2}\s{0,80}\|?\s{0,8}")

_LOGIN: Final = regex(
    r"(?i)(?<![\w.+-])([\w.+-]{6,64})@(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|proton(?:mail)?|gmx|qq|163|126|naver)\.[a-z]{2,4}\b[^\w\n]{1,12}(?:password|passwd|pass|pwd|psw|senha|contraseña)\b[^\w\n]{1,8}\Z"
)
_ANYBODY: Final = regex(
    r"(?i)(?:user|name|admin|demo|guest|someone|somebody|email|mail|account|john|jane|alice|client|customer|student|teacher|manager|info|support|contact)(?![a-z])"
)
"""How the mailboxes of examples begin."""

_SHOWS: Final = regex(
    r"(?i)\be\.?g\b|example|sample|\blike\b|such as|\bformat\b|\bexpected?\b|@\w|>>>|\b(?:returns?|usage)\b"
)
"""What a comment says that shows how something looks."""


_FORM: Final = regex(
    r"(?i)\b(?:in the (?:form|format)|of the form|should (?:look|be) like|looks? like|such as|e\.g\.|for example|(?<=\()like):?\s[^\n]{0,120}\Z"
)
"""What a description says before it shows how a value is to be given."""

_SAID_OPEN: Final = regex(
    r"(?i)[\"'`]?[\s,;)\]]{0,6}(?:#|//|/\*)[^\n]{0,40}\b(?:public\b(?! key)|no secret|not (?:a )?(?:real )?(?:secret|password|credential|token)\b)"
)
"""What a comment behind a value says of one that everybody may know."""

_ANSWER: Final = regex(r"\s{0,40}(?:#|//)\s{8,60}\"[a-z]\w{1,40}\":\s{0,2}\"\S{0,60}\Z")
_LINES: Final = 5

_PROSE: Final = regex(r"(?i)\b(?:the|of|to|is|are|that|this|with|which|when|should|will|for example|following)\b")
_WORDS: Final = 5
"""Words that sentences are joined by, from which a text is one for readers, not a program's."""


def is_in_text(context: Context) -> bool:
    """Whether the line is a text of many lines that a file of data holds, as an index of documents does."""
    return context.line.count("\\n") >= _LINES


def shows_form(context: Context) -> bool:
    """Whether the text before the value says that this is how one is given."""
    return _FORM.search(context.line[-160:]) is not None


_REDACTED: Final = regex(
    r"(?i)[^\n]{0,40}\n[^\n]{0,160}(?:\[(?:redacted|removed|masked|hidden)[^\]\n]{0,20}\]|\*{4,}|<redacted)"
)


def is_said_open(context: Context) -> bool:
    """Whether a comment behind the value says that it is public, or no secret."""
    return _SAID_OPEN.match(context.after) is not None


_STATEMENT: Final = regex(
    r"""\s{0,40}(["'`])(?:export\s)?(?:const|let|var)\s{1,2}[\w$]{1,60}\s{0,2}=\s{0,2}(?!\1)["'`]\Z"""
)
_STATED: Final = regex(r"""(["'`]);?(?!\1)["'`],?\s{0,4}\Z""")


def is_in_statement(context: Context) -> bool:
    """Whether a program holds, as a text in a list, the line of code that sets the value: what tools are tried with."""
    return (
        context.setting is Setting.SOURCE
        and _STATED.match(context.after) is not None
        and _STATEMENT.match(context.line) is not None
    )


def is_of_prose(context: Context) -> bool:
    """Whether a file of data holds a text of many lines, a chapter of a guide, in which the value stands."""
    return (
        context.setting is Setting.CONFIG
        and is_in_text(context)
        and sum(1 for _ in islice(_PROSE.finditer(context.line), _WORDS)) == _WORDS
    )


def is_last_cell(context: Context) -> bool:
    """Whether the value is the last cell of a table's row that names a setting and says in words what it is for."""
    return (
        context.line.lstrip()[:1] == "|"
        and _ROW.match(context.line) is not None
        and _ROW_ENDS.fullmatch(context.after) is not None
    )


def shows_answer(context: Context) -> bool:
    """Whether the value is a member of an answer that a comment shows, set in as JSON is."""
    return _ANSWER.match(context.line) is not None


def shows_redaction(value: str, context: Context) -> bool:
    """Whether the line after that of *value* says the same with the value taken out."""
    after = context.near.rpartition(value)[2]
    return _REDACTED.match(after) is not None


def is_left_out(value: str, context: Context) -> bool:
    """Whether *value* stands in a comment of what a program is or runs with, which shows nothing: it was in use once."""
    return (
        context.setting not in (Setting.DOCS, Setting.EXAMPLE)
        and not is_snippet(context)
        and len(value) >= 32
        and _SHOWS.search(context.line) is None
        and not shows_answer(context)
    )


def is_of_mailbox(value: str, context: Context) -> bool:
    """Whether *value*, in a text for readers, follows an address at a mail provider that no example would give."""
    found = _LOGIN.search(context.line) if context.setting is Setting.DOCS else None
    return (
        found is not None
        and not placeholders.is_to_fill_in(found[1])
        and _ANYBODY.match(found[1]) is None
        and any(c.isdigit() for c in value)
        and not placeholders.is_weak(value)
        and not placeholders.is_to_fill_in(value)
        and not placeholders.is_made_password(value)
    )


_WORDS_BEFORE: Final = regex(r"""(["'`])[^"'`\n]{1,60}\1,\s{0,80}\1[A-Za-z_][\w.-]{0,60}\1,\s{0,80}\1\Z""")
_WORD_BEFORE: Final = regex(r"""(["'`])[A-Za-z_][\w.-]{0,60}\1,\s{0,80}\1\Z""")
_PART: Final = regex(r"""["']?([\w./-]{1,60})["']?\s?:\s?["']([0-9a-f]{8,40})["'],""")
_HEX: Final = regex(r"[0-9a-f]{8,40}")
_DIGESTS: Final = (32, 40, 64, 96, 128)


def is_digest(value: str, context: Context) -> bool:
    """Whether *value* is the hash of a part that a bundle loads, as others are beside it, or what an HMAC gave."""
    if context.name.lower() == "hmac":
        return len(value) in _DIGESTS and all(c in "0123456789abcdef" for c in value)
    if context.setting is not Setting.SOURCE or not _HEX.fullmatch(value):
        return False
    parts = _PART.findall(context.line[-400:])
    return any(len(other) == len(value) and kind_of(name) is None for name, other in parts)


_ALONE_IN_LIST: Final = regex(r"""["'`](?:,|\s{0,4}[\])}]{0,3},?)\s{0,4}""")
_WORDS_AFTER: Final = regex(r"""(.),\s{0,8}\1[^"'`\n]{1,40}\1\s?[,}\])]""")
_PAIRS: Final = regex(
    r"\b(?:of|ofEntries|[mM]ap|[hH]ash|dict|[pP]airs|[pP]rops|put\w{0,8}|set\w{0,8}|with\w{0,12}|From\w{0,8})\("
)


_DRAWN_WORD: Final = 0.9
"""`randomness` from which what stands in a list is no word."""


def is_listed(value: str, context: Context) -> bool:
    """Whether *value* is a word in a list of words, the one before it a credential's name: what to guess, or to hide."""
    if context.form == "fallback" or not value.replace("-", "_").replace("_", "a").isalnum():
        return False
    if _ALONE_IN_LIST.fullmatch(context.after) and _WORD_BEFORE.search(context.line) and are_alike(value, context.name):
        return True
    listed = _WORDS_BEFORE.search(context.line) or (
        _WORD_BEFORE.search(context.line) and _WORDS_AFTER.match(context.after)
    )
    return bool(listed) and not _PAIRS.search(context.line) and randomness(value) < _DRAWN_WORD
