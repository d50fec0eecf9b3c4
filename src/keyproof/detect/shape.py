"""What speaks against a value that has a provider's shape: that it was made up, or is a part of something else."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect import claims, placeholders, typed
from keyproof.detect.randomness import entropy, evidence, randomness
from keyproof.detect.rule import Rule
from keyproof.patterns import regex

_DIGITS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58: Final = regex(f"[{_DIGITS}]+")


def flaw(rule: Rule, value: str) -> str:
    """Return why *value* cannot be a real one of its kind, ``""`` if nothing speaks against it."""
    body = value.removeprefix(rule.prefix)
    core = _core(body)
    if "[0-9A-F" not in rule.pattern and "words" not in rule.sample and " " not in value:
        if placeholders.is_placeholder(body) or typed.has_sequence(body):
            return "it is visibly made up"
        if placeholders.is_identifier(body) and evidence(body) < 0.3:
            return "it is made of words"
    if len(body) >= _WIDE and _is_narrow(rule.pattern, body):
        return "it uses a part of the characters that its kind is drawn from"
    if rule.prefix and not rule.checksum and claims.is_in_base64(value):
        return "it is a part of the base64 of a text"
    if len(body) >= 16 and entropy(body) < min(2.6, 0.55 * len(set(body)) ** 0.5 + 1.5):
        return "its characters repeat too much"
    if rule.entropy and entropy(value) < rule.entropy:
        return "its characters repeat too much"
    if not rule.prefix and " " not in value and len(body) >= 16 and randomness(core) < 0.3:
        return "it does not look random"
    if rule.prefix and len(core) >= 16 and evidence(core) < -0.9 and not core.isdigit():
        return "it is made of words"
    return ""


_WIDE: Final = 24
"""Characters of a value from which all of its alphabet is seen."""

_HEX: Final = regex(r"[0-9A-F]+")


def _is_narrow(pattern: str, body: str) -> bool:
    """Whether *body* has capitals alone where a kind has all letters, or hex digits alone where it has all capitals."""
    if "[0-9A-Z]{" in pattern:
        return _HEX.fullmatch(body) is not None
    return "[0-9A-Za-z]{" in pattern and body.isalpha() and (body.isupper() or body.islower())


def is_account(value: str) -> bool:
    """Whether *value* is a public key of 32 bytes in base58, as accounts of some chains are named."""
    if len(value) not in (43, 44) or not _BASE58.fullmatch(value):
        return False
    number = 0
    for sign in value:
        number = number * 58 + _DIGITS.index(sign)
    return 31 < (number.bit_length() + 7) // 8 < 33


_GROUPS: Final = regex(r"(?:[A-Za-z]{2,4}-)?[0-9a-fA-F]{4,}(?:-[0-9A-Za-z]{4,}){1,9}")
_GROUPED: Final = 20
"""Hex digits from which groups of them were drawn, where they are no UUID."""


def grouped(value: str) -> str:
    """Return the hex digits of *value*, groups of them with hyphens that are no UUID: ``2310-6b1f…-…``; else ``""``."""
    if not _GROUPS.fullmatch(value) or placeholders.is_uuid(value):
        return ""
    drawn = "".join(re.findall(r"(?<![0-9A-Za-z])[0-9a-fA-F]{4,}(?![0-9A-Za-z])", value))
    return drawn.lower() if len(drawn) >= _GROUPED and not (drawn.isdigit() or drawn.isalpha()) else ""


def _core(body: str) -> str:
    """Return what of *body* was drawn: the hex digits of a UUID or of a group of hex numbers, else all but the numbers.

    The separators of a UUID, an account number or a data centre at the end say nothing of the draw.
    """
    groups = re.findall(r"[0-9a-fA-F]{4,}", body)
    digits = "".join(groups)
    if len(digits) >= 16 and len(digits) >= 0.8 * len(re.sub(r"[-:_.]", "", body)):
        return digits.lower()
    return "".join(p for p in re.split(r"[-_.:/]", body) if not p.isdigit()) or body
