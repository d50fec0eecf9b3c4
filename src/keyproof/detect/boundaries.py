"""Where a text, a line and a token begin and end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from keyproof import limits
from keyproof.built import built
from keyproof.detect.mainframe import as_text, is_ebcdic
from keyproof.patterns import compiled, regex

_ESCAPED: Final = (
    rb"(?<=\\[nrtv0]@)|(?<=%[0-9A-Fa-f]{2}@)|(?<=%25[0-9A-Fa-f]{2}@)|(?<=\\u[0-9A-Fa-f]{4}@)|(?<=\\x[0-9A-Fa-f]{2}@)"
)
_BEFORE: Final = rb"(?:(?<![0-9A-Za-z_-]@)|(?<=-@)|" + _ESCAPED + rb")"
_BEFORE_BARE: Final = rb"(?:(?<![0-9A-Za-z_-]@)|" + _ESCAPED + rb")"
_BEFORE_BASE64: Final = rb"(?<![+/]@)"
"""What stands before a token, ``@`` for what of the token was read when it is looked at."""

_AFTER: Final = rb"(?![0-9A-Za-z_])"
_AFTER_BARE: Final = rb"(?![0-9A-Za-z_]|-[0-9A-Za-z])"
_AFTER_BASE64: Final = rb"(?![+/=])"

_LITERAL: Final = regex(rb"(?:[0-9A-Za-z_/:-]|\\[.+/-])+(?![?*+{])")
"""What an expression begins with that stands for itself."""

_CLASS: Final = regex(rb"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_GROUP: Final = regex(rb"\([^()]*\)")

_MARKS: Final = (
    (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", ""),
)  # fmt: skip

MARKS: Final = tuple(mark for mark, _ in _MARKS)
"""What a text begins with that says how its characters are written."""

_CONTROL: Final = regex(rb"[^\x20-\x7e\xa0-\xff\t\r\n\f]{2}|[\xa0-\xff]{4}")
_NEVER_WIDE: Final = regex(rb"[\x20-\x7e\t\r\n]{32}")
"""A run of one-byte text that no UTF-16 or UTF-32 text holds: the mark before it is a chance."""


def expression_of(pattern: str, *, prefix: bool, raw: bool) -> re.Pattern[bytes]:
    """Return *pattern* compiled for bytes, with the edges of a token around it unless *raw*.

    A token may follow an escape (a backslash and ``n``, ``%3D``); a value without a prefix of its own may not be a part
    of a longer run joined by ``-``, ``+`` or ``/`` either.
    """
    text = pattern.encode()
    if raw:
        return compiled(text, re.DOTALL)
    if prefix:
        return compiled(_edged(_BEFORE, text) + _AFTER, re.DOTALL)
    if b"+/" not in text:
        return compiled(_edged(_BEFORE_BARE, text) + _AFTER_BARE, re.DOTALL)
    after = _AFTER_BARE if text.endswith(b"=") else _AFTER_BARE + _AFTER_BASE64
    return compiled(_edged(_BEFORE_BARE + _BEFORE_BASE64, text) + after, re.DOTALL)


def _edged(before: bytes, text: bytes) -> bytes:
    """Return the expression *text* with *before*, which is looked at behind its first literal: `re` leaps to that."""
    found = _LITERAL.match(text)
    if found is None or _has_ways(text):
        return before.replace(b"@", b"") + b"(?:" + text + b")"
    return found[0] + before.replace(b"@", found[0]) + b"(?:" + text[found.end() :] + b")"


def _has_ways(text: bytes) -> bool:
    """Whether the expression *text* as a whole is one of several."""
    left = _CLASS.sub(b"", text)
    while (less := _GROUP.sub(b"", left)) != left:
        left = less
    return b"|" in left


def as_utf8(data: bytes) -> bytes:
    """Return UTF-16, UTF-32 and EBCDIC text as UTF-8 without a mark; anything else as it is."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return (
                data[len(mark) :].decode(codec, "replace").encode() if codec and not _NEVER_WIDE.search(data) else data
            )
    head = data[:512]
    if len(head) >= 16 and b"\0" in head:
        if codec := _four_bytes(head):
            return data.decode(codec, "replace").encode()
        half = len(head) // 2
        odd, even = head[1::2].count(0), head[::2].count(0)
        if odd > 0.9 * half and even < 0.1 * half:
            return data.decode("utf-16-le", "replace").encode()
        if even > 0.9 * half and odd < 0.1 * half:
            return data.decode("utf-16-be", "replace").encode()
    return as_text(data) if is_ebcdic(data) else data


def _four_bytes(head: bytes) -> str:
    """Return the name of UTF-32 without a mark where *head* is that: one byte in four is not zero, the first or the last."""
    most, least = 0.9 * (len(head) // 4), 0.1 * (len(head) // 4)
    zeros = [head[n::4].count(0) for n in range(4)]
    if min(zeros[1:]) > most and zeros[0] < least and not _CONTROL.search(head[::4]):
        return "utf-32-le"
    return "utf-32-be" if min(zeros[:3]) > most and zeros[3] < least and not _CONTROL.search(head[3::4]) else ""


def is_binary(data: bytes) -> bool:
    """Whether *data* (already decoded from UTF-16) is no text: a NUL byte in its first 8 KB, as git decides it."""
    return data.find(b"\0", 0, 8192) >= 0


def line_around(data: bytes, offset: int) -> tuple[int, int]:
    """Return where the line of *offset* starts and ends, without its newline, ``LINE_WINDOW`` bytes away at most."""
    low, high = max(0, offset - limits.LINE_WINDOW), min(len(data), offset + limits.LINE_WINDOW)
    start = data.rfind(b"\n", low, offset) + 1 or low
    stop = data.find(b"\n", offset, high)
    return start, high if stop < 0 else stop


def _newlines(text: bytes, start: int, stop: int, /) -> int:
    """Return how many lines of *text* end from *start* to *stop*, which stand in it."""
    return text.count(b"\n", start, stop)


newlines: Final[Callable[[bytes, int, int], int]] = built("keyproof.detect._together", "newlines") or _newlines
"""As `_newlines`; Python counts byte by byte, and a history is tens of MiB of lines before matches."""


class LineNumbers:
    """Counts lines for ascending offsets, each byte once."""

    __slots__ = ("_data", "_line", "_offset")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._line = 1
        self._offset = 0

    def at(self, offset: int) -> int:
        """Return the line, from 1, of *offset*."""
        if offset < self._offset:
            self._line -= newlines(self._data, offset, self._offset)
        else:
            self._line += newlines(self._data, self._offset, offset)
        self._offset = offset
        return self._line

    def column(self, offset: int) -> int:
        """Return the column, from 1 in characters, of *offset*."""
        start = self._data.rfind(b"\n", 0, offset) + 1
        return len(self._data[start:offset].decode("utf-8", "replace")) + 1
