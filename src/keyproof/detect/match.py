"""What the detector returns."""

from __future__ import annotations

from typing import Final

import msgspec

from keyproof.detect.rule import Rule
from keyproof.model.fact import SecretClass, Setting
from keyproof.model.secret import Secret

SAID_OPEN: Final = "a comment says that everybody may know it"
INSTALLED: Final = "an installed application's client secret is none (RFC 8252, 8.5)"
OPEN: Final = frozenset((SAID_OPEN, INSTALLED))
"""Reasons why a value opens nothing whatever stands beside it."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a matched value is taken to be, and why."""

    secret_class: SecretClass
    confidence: float
    reasons: tuple[str, ...]


def say(secret_class: SecretClass, confidence: float, *reasons: str) -> Judgement:
    """Return a judgement, the confidence from 0 to 1 in hundredths."""
    return Judgement(secret_class=secret_class, confidence=round(confidence, 2), reasons=reasons)


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One judged match in one text. ``start`` and ``end`` are byte offsets of the value itself."""

    rule: Rule
    start: int
    end: int
    line: int
    column: int
    end_line: int
    secret: Secret
    name: str = ""
    """The name it is bound to, as written."""
    fallback: bool = False
    setting: Setting
    judgement: Judgement
    decoded: tuple[str, ...] = ()
    """The encodings it was found under, outermost first."""
    clear: bool = True
    """Whether the value itself stands from ``start`` to ``end``: what encodes it may only say what it belongs to."""
    member: str = ""
    """Path within the archive that the text is; then offsets and lines are those of that member."""
