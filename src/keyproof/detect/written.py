"""How people write a password that they think up themselves, and where one is set."""

from __future__ import annotations

from typing import Final

from keyproof.detect import bound, draws, phrases, placeholders, worded
from keyproof.detect.context import Context
from keyproof.detect.names import NameKind
from keyproof.detect.randomness import randomness
from keyproof.detect.weak import COMMENT, is_told
from keyproof.model.fact import Setting
from keyproof.patterns import regex

_SET: Final = regex(
    r"""(?:^|\n)\s{0,20}(?:set|setx|export|declare\s-x|readonly)\s{1,4}"?[A-Z][A-Z0-9_]{2,60}[= ]["']?\Z"""
)
"""What stands before a value that a shell sets."""


_SESSION: Final = regex(r"\b(?:cookie)?[sS]ession\(\s{0,4}\{[^{}\n]{0,200}\bsecret\s?:\s{0,4}[\"'`]\Z")
"""What stands before the secret that the cookies of a server's sessions are signed with."""


def beside_user(value: str, context: Context) -> bool:
    """Whether *value*, which a name such as ``pass`` is bound to, stands beside a user, or can hardly be else."""
    if (
        (phrases.is_thought_up(value) and bound.is_set_so(context))
        or bound.closes_line(value, context)
        or (
            (context.setting in bound.SET or context.name.isupper())
            and (phrases.is_made(value) or placeholders.is_chosen(value) or draws.is_dotted_mix(value))
        )
    ):
        return True
    return (
        bool(worded.USER.search(context.line))
        or (placeholders.is_mixed(value, 4) and (context.form != "bare" or randomness(value) >= 0.9))
        or (context.setting in bound.SET and placeholders.is_mixed(value, 3) and randomness(value) >= 0.6)
    )


def is_spaced(value: str, context: Context) -> bool:
    """Whether a constant or a variable is set to two pieces, one of which no text has: of both cases, with digits and a sign."""
    if context.form != "literal" or not context.name.isupper() or is_told(context) or context.setting is Setting.TEST:
        return False
    pieces = value.split(" ")
    return len(pieces) == 2 and all(pieces) and any(placeholders.is_mixed(piece, 4) for piece in pieces)


def is_thought_up(value: str, context: Context, *, bare_in_code: bool) -> bool:
    """Whether *value* is a password of the kind that people think up, in a place where one is set."""
    if phrases.is_phrase(value, 4) or (phrases.is_pair(value) and is_said(context)):
        return True
    if is_told(context) and bare_in_code and randomness(value) < 0.3 and not bound.closes_line(value, context):
        return False
    is_name = bare_in_code and value.isidentifier() and not bound.is_option(context)
    if is_name and (phrases.is_thought_up(value) or context.after[:1] in (",", ")")):
        return False
    if context.form == "literal" and context.name.isupper() and draws.is_short_draw(value):
        return True
    return placeholders.is_mixed(value, 2 if context.setting in bound.SET and not bare_in_code else 3)


def is_said(context: Context) -> bool:
    """Whether a value without quotes is none of a program's names: in a comment, on a command line, set by a shell."""
    return (
        bound.is_option(context)
        or COMMENT.search(context.line) is not None
        or (context.name.isupper() and _SET.search(context.line) is not None)
    )


def is_given(context: Context, kind: NameKind) -> bool:
    """Whether a word that a name of *kind* stands before is given to something as a password."""
    if context.form == "fallback" and not kind.weak:
        return True
    if kind.word != "password":
        return (
            kind.word == "secret"
            and context.form == "literal"
            and (context.name == "jwt key" or _SESSION.search(context.line) is not None)
        )
    if context.form == "bare":
        return context.setting in bound.SET or (not kind.weak and is_said(context))
    return context.form != "passed" and not (kind.weak and context.setting is not Setting.SOURCE)
