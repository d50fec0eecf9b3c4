"""Texts whose parts a template puts in an order of its own: ``"{1}{0}".format(a, b)``, ``'{1}{0}' -f 'a', 'b'``, ``%2$s%1$s``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keyproof.patterns import regex

_TEMPLATE: Final = regex(
    rb"""(["'`])(?P<form>(?:\{\d?\}|%(?:\d\$)?[sv@]|[\w.\-:/]){2,200})\1(?:\s{0,4}(?:\.format\(|-f\s|,|%\s?\(?))\s{0,40}"""
)
_HOLE: Final = regex(rb"\{(\d?)\}|%(?:(\d)\$)?[sv@]")
_ARGUMENT: Final = regex(
    rb"""[bru@]{0,2}(?:"(?P<a>[^"\n\\]{0,300})"|'(?P<b>[^'\n\\]{0,300})')|\$?(?:(?:self|this|cls|env|vars|var|local)\.)?(?P<name>[A-Za-z_]\w{0,60})(?![\w(\[.])"""
)
_NEXT: Final = regex(rb"\s{0,20},\s{0,60}")
_BACK: Final = 320
"""Bytes before an argument in which its template stands."""

_MOST: Final = 10
_MARKS: Final = (b"format", b"Format", b" -f ", b"rintf", b"%")


def ordered(text: bytes, at: int, literal: Callable[[bytes], bytes | None]) -> bytes | None:
    """Return the text that a template makes of the arguments among which one stands at *at*; None where there is none.

    One whose arguments stand in their order is left to what joins literals.
    """
    low = max(0, at - _BACK)
    if not any(mark in text[low:at] for mark in _MARKS):
        return None
    for found in _TEMPLATE.finditer(text, low, at):
        holes = [int(hole[1] or hole[2] or -1) for hole in _HOLE.finditer(found["form"])]
        if len(holes) < 2 and not _HOLE.sub(b"", found["form"]):
            continue
        if b"$" in found["form"]:
            holes = [hole - 1 for hole in holes]
        values = _arguments(text, found.end(), at, literal)
        if values is None:
            continue
        numbered = [place if hole < 0 else hole for place, hole in enumerate(holes)]
        if any(hole >= len(values) or hole < 0 for hole in numbered):
            continue
        given = iter(numbered)
        return _HOLE.sub(lambda _: values[next(given)], found["form"])  # noqa: B023 - used at once
    return None


def _arguments(text: bytes, start: int, through: int, literal: Callable[[bytes], bytes | None]) -> list[bytes] | None:
    """Return the arguments from *start* on, None where *through* is none of them or of one nothing is known."""
    values: list[bytes] = []
    at, met = start, False
    while len(values) < _MOST and (part := _ARGUMENT.match(text, at)) is not None:
        met |= part.start() <= through < part.end()
        kind = part.lastgroup or "name"
        value = literal(part[kind]) if kind == "name" else part[kind]
        if value is None:
            return None
        values.append(value)
        following = _NEXT.match(text, part.end())
        if following is None:
            break
        at = following.end()
    return values if met else None
