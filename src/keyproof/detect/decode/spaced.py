"""Values written character by character, with something between: ``g^h^p^_``, ``103 104 112``, ``0x67, 0x68``, bold type."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from keyproof.detect.decode import numbers
from keyproof.detect.decode.view import View
from keyproof.patterns import regex

_LONGEST: Final = 4_000
_STRUCK: Final = regex(rb"(?:([!-~])\x08\1)+")
_OPENED: Final = (b"[", b"{", b"(")
_LEAST: Final = 8
"""Characters a value has at least."""


class Spelling(NamedTuple):
    """How each character is written, and what may stand between two."""

    before: str
    code: str
    after: str
    betweens: tuple[str, ...]


_COMMAS: Final = (",", ", ")
SPELLINGS: Final = (
    Spelling("", "character", "", ("^", "`", '""', "''", "][", " ", "   ", "-", ".", ",", "\n")),  # shells, grep, od -c
    Spelling("\\", "character", "", ("", " ")),
    Spelling("?", "character", "", _COMMAS),
    Spelling("b'", "character", "'", _COMMAS),
    Spelling("#\\", "character", "", (" ",)),
    Spelling("", "decimal", "", (" ", "-", ".", ":", "; ", *_COMMAS)),
    Spelling("0x", "hex", "", (" ", *_COMMAS)),
    Spelling("&H", "hex", "", _COMMAS),
    Spelling("$", "hex", "", _COMMAS),
    Spelling("0", "hex", "h", _COMMAS),
    Spelling("", "hex", "", ("_",)),
    Spelling("", "octal", "", (" ",)),
    Spelling("0", "octal", "", _COMMAS),
    Spelling("0o", "octal", "", _COMMAS),
    Spelling("", "bits", "", ("", " ", *_COMMAS)),
    Spelling("0b", "bits", "", _COMMAS),
)
_CODES: Final[dict[str, tuple[Callable[[int], str], str, int]]] = {
    "character": (chr, r"[A-Za-z0-9_.\-]", 0),
    "decimal": (str, r"\d{2,3}", 10),
    "hex": (lambda code: f"{code:02x}", "[0-9a-fA-F]{2}", 16),
    "octal": (lambda code: f"{code:03o}", "[0-7]{2,3}", 8),
    "bits": (lambda code: f"{code:08b}", "[01]{8}", 2),
}
"""How a character is written, how one that was is found, and the base."""


def spelled(prefix: bytes) -> bytes:
    """Return the expression for *prefix* in all spellings; only strings, which cost least."""
    return "|".join(re.escape(form) for form, _, _ in _forms(prefix)).encode()


@lru_cache(maxsize=512)
def _forms(prefix: bytes) -> tuple[tuple[str, Spelling, str], ...]:
    found: dict[str, tuple[Spelling, str]] = {}
    for spelling in SPELLINGS:
        write = _CODES[spelling.code][0]
        shown = prefix if spelling.code == "character" else prefix[:3]
        for between in spelling.betweens:
            form = between.join(spelling.before + write(code) + spelling.after for code in shown)
            found.setdefault(form, (spelling, between))
            if spelling.code == "hex":
                found.setdefault(
                    between.join(spelling.before + write(code).upper() + spelling.after for code in shown),
                    (spelling, between),
                )
    return tuple((form, spelling, between) for form, (spelling, between) in found.items())


def apart_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the value that starts with *prefix*, the last character of which ends at *end*, in plain characters."""
    for form, spelling, between in _forms(prefix):
        start = end - len(form)
        if start >= 0 and text.startswith(form.encode(), start):
            return _read(text, start, spelling, between)
    return None


def _read(text: bytes, start: int, spelling: Spelling, between: str) -> View | None:
    base = _CODES[spelling.code][2]
    listed = spelling.before in ("", "0x") and base in (10, 16) and "," in between
    if listed and text[max(0, start - 40) : start].rstrip()[-1:] in _OPENED:
        named = numbers.list_at(text, start + 12, b"")
        if named is not None and named.start <= start < named.end:
            return named  # with the name that the list has
    unit, whole = _expressions(spelling, between)
    found = whole.match(text, start, min(len(text), start + _LONGEST))
    if found is None:
        return None
    items = [item[1] for item in unit.finditer(found[0])]
    data = b"".join(items) if not base else bytes(code for item in items if (code := int(item, base)) < 256)
    how = "character codes" if base else "separated characters"
    return View(data, *found.span(), how, is_text=False) if len(data) >= _LEAST else None


@lru_cache(maxsize=128)
def _expressions(spelling: Spelling, between: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return what finds one character of a spelling, and what all."""
    item = re.escape(spelling.before) + f"({_CODES[spelling.code][1]})" + re.escape(spelling.after)
    mark = between.strip(" ")
    if not between or (spelling.code == "character" and between != "   "):
        seam = re.escape(between)
    elif mark:
        seam = re.escape(mark) + r"\s{0,40}"
    else:  # an offset may begin the line, as in a dump
        seam = r"(?:[ \t]{1,4}|[ \t]{0,4}\r?\n(?:[0-9a-fA-F]{6,8}:?[ \t]{1,4})?[ \t]{0,40})"
    one = re.escape(spelling.before) + f"(?:{_CODES[spelling.code][1]})" + re.escape(spelling.after)
    return re.compile(f"{item}(?:{seam}|\\Z)".encode()), re.compile(f"{one}(?:{seam}{one})*".encode())


def struck_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the word at *end* whose characters a terminal prints twice, which makes them bold (``nroff``)."""
    found = _STRUCK.match(text, end - 3 * len(prefix))
    return None if found is None else View(found[0][::3], *found.span(), "overstrike", is_text=False)
