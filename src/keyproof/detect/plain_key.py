"""Values whose name says no more than ``key``."""

from __future__ import annotations

from typing import Final

from keyproof.detect import bound, placeholders
from keyproof.detect.context import Context
from keyproof.detect.randomness import randomness
from keyproof.detect.weak import COMMENT
from keyproof.model.fact import Setting
from keyproof.patterns import regex

_ONLY_KEY: Final = regex(
    r"""(?:^|\n)\s{0,40}(?:(?:export|const|let|var|final|static|private|public|readonly|val|string|String|char|auto)\s{1,4}){0,5}[\[\]*$]{0,3}(?:_?KEY|key)(?:\[\])?\s{0,2}(?::\s?[\w&' <>]{1,30})?\s{0,4}:?=\s{0,4}["'`]\Z"""
)
"""What stands before the value of a constant that is only called a key."""

_KEY_OPTION: Final = regex(r"""["'\s]--key(?:=|["'],\s{1,40}["']|\s{1,4}["']?)\Z""")
"""An option named so alone, before its value."""


def is_set(value: str, context: Context) -> bool:
    """Whether *value*, bound to a bare ``key`` where a program is set up, is one: drawn, of letters of both cases.

    So in a comment; an option of that name may be given any that was drawn.
    """
    if _KEY_OPTION.search(context.line[-80:]) and context.setting in (*bound.SET, Setting.DOCS, Setting.EXAMPLE):
        return placeholders.is_random_uuid(value) or (len(value) >= 20 and randomness(value) >= 0.9)
    noted = context.form == "bare" and COMMENT.search(context.line) is not None
    return (
        ((context.setting in bound.SET and context.setting is not Setting.CI) or noted)
        and context.name.lower().lstrip("-").split(" ")[-1] == "key"
        and len(value) >= (20 if noted else 22)
        and value.upper() != value != value.lower()
        and sum(c.isdigit() for c in value) >= (2 if len(value) >= 28 else 3)
        and randomness(value) >= 0.97
    )


def is_constant(value: str, context: Context) -> bool:
    """Whether *value*, drawn of letters of both cases and digits, is what a program's constant ``KEY`` is."""
    return (
        context.setting is Setting.SOURCE
        and context.form == "literal"
        and context.name in ("KEY", "_KEY", "key")
        and len(value) >= 20
        and value.upper() != value != value.lower()
        and sum(c.isdigit() for c in value) >= 3
        and randomness(value) >= 0.97
        and _ONLY_KEY.search(context.line) is not None
    )
