r"""Values whose characters are written in several ways at once, and put together: ``"\x67\150p_\u{61}…" + tail``, ``{0x67, 'h', …}``.

The start of a provider's value leads to them, in any mixture of spellings; a checksum tells what is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from keyproof.detect.decode.expressions import REACH, Reader, literals, mentions
from keyproof.detect.decode.view import View
from keyproof.patterns import regex

FAR: Final = 2 * REACH + 1_000
"""Bytes on both sides that decide on a value."""

LOOKED: Final = "looked"
"""How a view is called that says only how far was looked; other values may stand there."""

_LEAST: Final = 20
_BACK: Final = 120
_BASES: Final = (8, 10)
"""What a backslash and digits are: octal in most languages, decimal in Lua, OCaml and Haskell."""

_LIST: Final = 1_200
_VALUE: Final = 100
"""Bytes before a literal in which its list begins; characters of what two of one make."""

_MARKS: Final = b"_-"
"""Characters that TeX and Markdown escape."""

_MOST: Final = 16
"""Texts that one start leads to."""

_OPENED: Final = regex(rb"(?:R\"(\w{0,16})\(|(?<!\w)(?:qq?|%[qQ]|~[sS])([(\[{])|(\{\|))\Z")
_CLOSES: Final = {b"(": b")", b"[": b"]", b"{": b"}"}
_BOUND: Final = regex(
    rb"""(?P<name>[A-Za-z_]\w{0,60})["']?\]?(?:\s{0,4}(?::[ ]?[\w<>&' ]{1,24})?(?::?=|=>|<-)\s{0,4}|:[ ]{1,4}|,\s?|[ \t]{1,8})(?:\+|\(|[\w.:]{1,30}\()?(?:u8|[bfLuUsr@]{0,2})(?:["'`]{1,3}|(?<=[=: ])|R"\(|q\{|~S\(|\{\|)\Z"""
)
"""The name that is given the literal behind it."""

_LISTED: Final = regex(rb"([A-Za-z_]\w{0,60})(?:\s{0,4}:[^=\n]{1,30})?\s{0,4}:?=\s{0,4}[\w.<>\[\] ]{0,30}\Z")
_PUT_IN: Final = regex(rb"(?:\$\{\{?|\#\{|\$\(\$?|\{\{?[$\-]?|\\\(|&|%|\$)[ ]?\.?(?:[A-Za-z_]\w{0,20}\.){0,3}\Z")
"""What stands before a name in a text that something is put into for it."""

_OBJECT: Final = regex(rb"(?:[A-Za-z_]\w{0,20}\.){1,3}\Z")


def _digits(code: int) -> str:
    return "".join(d if d.isdigit() else f"[{d}{d.upper()}]" for d in f"{code:02x}")


def _escape(code: int) -> str:
    """Return the expression for the character *code* in any escape."""
    two = _digits(code)
    reference = rf"&(?:amp;)?#(?:{code}|[xX]{two});"
    forms = [
        f"x(?:00)?{two}",
        f"u{{1,4}}00{two}",
        rf"[ux]\{{0{{0,4}}{two}\}}",
        f"U000000{two}",
        f"o?{code:03o}",
        f"{code:03}",
        rf"N\{{U\+0{{0,2}}{two}\}}",
    ]
    forms += [re.escape(chr(code))] if code in _MARKS else []
    return rf"(?:\\{{1,4}}(?:{'|'.join(dict.fromkeys(forms))})(?:\\&)?|{reference})"


def _either(code: int) -> str:
    return rf"(?:{re.escape(chr(code))}|{_escape(code)})"


def escaped(prefix: bytes) -> bytes:
    """Return the expression for *prefix* of whose first characters one is in an escape, up to the next."""
    joint = r"(?:\"\"|'')?"
    return "|".join(
        re.escape(prefix[:at].decode()) + _escape(code) + "".join(joint + _either(c) for c in prefix[at + 1 : at + 2])
        for at, code in enumerate(prefix[:4])
    ).encode()


def listed(prefix: bytes) -> bytes:
    """Return the expression for the first two characters of *prefix* in a list, as codes and as characters in turns."""
    first, second = (_items(code) for code in prefix[:2])
    pairs = [(a, b) for n, a in enumerate(first) for m, b in enumerate(second) if n != m]
    return "|".join(a + comma + b for a, b in pairs for comma in (",", ", ")).encode()


def _items(code: int) -> tuple[str, ...]:
    return (f"0x{_digits(code)}", f"'{chr(code)}'", str(code), rf"\${chr(code)}", rf"\?{chr(code)}")


@lru_cache(maxsize=128)
def _compiled(expression: bytes) -> re.Pattern[bytes]:
    return re.compile(expression)


def escaped_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what the literal stands for in which *prefix*, some of it in escapes, begins before *end*."""
    for found in _compiled(escaped(prefix)).finditer(text, max(0, end - 60), end):
        if found.end() == end:
            yield from strung(text, found.start(), found.start(), prefix)
            return


def listed_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what the list of codes and characters stands for that *prefix* begins before *end*."""
    for found in _compiled(listed(prefix)).finditer(text, max(0, end - 16), end):
        if found.end() == end:
            for base in _BASES:
                yield from _read(Reader(text, found.start(), base), None, prefix, found.start())
            return


def strung(text: bytes, start: int, stop: int, prefix: bytes) -> Iterator[View]:
    """Yield what the expression stands for that begins with the literal in which *prefix* starts at *start*, and what
    others do that the constant stands in which is set to it."""
    opened = _opened(text, start)
    for base in _BASES:
        reader = Reader(text, start, base)
        yield from _read(reader, opened, prefix, start)
        yield from _beside(text, start, prefix, base)
        yield from _used(text, start, max(stop, start + 1), prefix, base)
        if b"\\" not in text[start : reader.at]:
            return


def _opened(text: bytes, start: int) -> bytes:
    """Return what closes the literal that begins before *start*; ``b""`` where that is not known."""
    before = text[max(0, start - 20) : start]
    quote = before[-1:]
    if quote in (b'"', b"'", b"`"):
        return quote * 3 if before.endswith(quote * 3) else b"" if before[-2:-1] == b"\\" else quote
    raw = _OPENED.search(before)
    if raw is None:
        return b""
    return b"|}" if raw[3] else _CLOSES[raw[2]] if raw[2] else b")" + raw[1] + b'"'


def _beside(text: bytes, start: int, prefix: bytes, base: int) -> Iterator[View]:
    """Yield what the literal at *start*, in a list of some, makes with each of the others, and with all before it."""
    low = max(text.rfind(sign, max(0, start - _LIST), start) for sign in (b"[", b"(", b"{"))
    if low < 0 or text[start - 1 : start] not in (b'"', b"'", b"`"):
        return
    items, stop = literals(text, low + 1, base)
    first = next((place for place, (_, at) in enumerate(items) if at == start), -1)
    if len(items) < 2 or first < 0:
        return
    parts = [value for value, _ in items]
    whole = [b"".join(reversed(parts[: first + 1])), *(parts[first] + other for other in parts)]
    for value in dict.fromkeys(whole):
        if _LEAST <= len(value) <= _VALUE and value.startswith(prefix):
            yield View(value, start, stop, "concatenation", is_text=False)
    bound = _LISTED.search(text, max(0, low - _BACK), low)
    at = -1 if bound is None else text.find(bound[1] + b"[%d]" % first, stop, stop + REACH)
    if at >= 0:
        yield from _read(Reader(text, at, base), None, prefix, start, stop)


def _used(text: bytes, start: int, stop: int, prefix: bytes, base: int) -> Iterator[View]:
    """Yield what the expressions stand for that begin with the constant set to the literal from *start* to *stop*."""
    before = text[max(0, start - _BACK) : start].rpartition(b"\n")[2]
    bound = _BOUND.search(before)
    if bound is None:
        return
    known: dict[bytes, bytes | None] = {}
    behind = mentions(text, bound["name"], stop, min(len(text), stop + REACH))
    ahead = mentions(text, bound["name"], max(0, start - REACH), max(0, start - len(before)))
    for at in chain(behind, ahead):
        put_in = _PUT_IN.search(text, max(0, at - 60), at)
        if put_in is not None:
            made = list(_read(Reader(text, put_in.start(), base, 0, known), b"", prefix, start, stop))
            yield from made
            if made:
                continue
        member = _OBJECT.search(text, max(0, at - 60), at)
        yield from _read(Reader(text, member.start() if member else at, base, 0, known), None, prefix, start, stop)


def _read(reader: Reader, opened: bytes | None, prefix: bytes, start: int, stop: int = 0) -> Iterator[View]:
    """Yield what *reader* reads that begins with *prefix*; it stands from *start* to *stop* or to where it was read."""
    seen: set[bytes] = set()
    reader.wanted = prefix
    for value in reader.read(opened):
        if len(value) >= _LEAST and value.startswith(prefix) and value not in seen:
            seen.add(value)
            yield View(value, start, stop or reader.at, "concatenation", is_text=False)
        if len(seen) > _MOST:
            return
