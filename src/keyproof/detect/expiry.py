"""Until when what was said of values holds: some of them tell when they expire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from keyproof.detect.claims import ends, may_expire, of_token
from keyproof.detect.rule import Rule
from keyproof.model.secret import Secret

_DAY: Final = 86_400
FOR_EVER: Final = 1e17
"""Seconds since 1970."""


def good_until(values: Iterable[tuple[Rule, Secret]], now: float) -> float:
    """Return the time, seconds since 1970, before which all that is said of *values* is what it is *now*."""
    return min((_until(rule, secret.reveal(), now) for rule, secret in values), default=FOR_EVER)


def _until(rule: Rule, value: str, now: float) -> float:
    if not may_expire(rule, value.encode("utf-8", "surrogatepass")):
        return FOR_EVER
    claims = of_token(value)
    if claims is None:
        return (now // _DAY + 1) * _DAY  # what is told beside it is a date
    expiry = ends(claims)
    if expiry is not None and now - _DAY <= expiry < FOR_EVER:
        return expiry + _DAY
    return FOR_EVER
