r"""Characters written as their codes within a text: ``\x67``, ``\u0067``, ``\147``, ``%67``, ``&#103;``, ``=67``."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache, partial
from typing import Final

from keyproof.detect.decode.view import View, around, substituted
from keyproof.patterns import regex

_BACKSLASH: Final = regex(
    rb"\\{1,4}(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|[ux]\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|([0-3][0-7]{2}|[4-7][0-7](?![0-7]))|'([0-9a-f]{2})"
    rb"|o\{([0-7]{1,6})\}|N\{([A-Z][A-Z0-9 -]{1,60})\})"
)
_CODED: Final = (
    regex(rb"\\0{0,4}([0-9a-fA-F]{2})[ ]?"),  # CSS, WebAssembly, LDAP, PHP's serialize
    regex(rb"\\([0-9]{2,3})(?:\\&)?"),  # Lua, OCaml, Haskell
)
"""A backslash and the code alone, in hex and in decimal: nothing tells which."""

_BASES: Final = (16, 10)
_BRACED: Final = regex(
    rb"`u\{([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2});|\^\^([0-9a-f]{2})|\\(?:char|symbol\{)\"([0-9A-Fa-f]{2})(?:\{\}|\}|[ ])?"
)
_HASHED: Final = regex(rb"'?((?:#(?:\$[0-9a-fA-F]{2}|[0-9]{2,3}))+)'?")
_HASH: Final = regex(rb"#(?:\$([0-9a-fA-F]{2})|([0-9]{2,3}))")
_COMPATIBLE: Final = regex(rb"(?:\xef[\xbc\xbd][\x80-\xbf]|\xf0\x9d[\x90-\x9f][\x80-\xbf])+")
_AMPERSAND: Final = regex(rb"&amp;()")
_PERCENT: Final = regex(rb"%(?:25)*(?:u00)?([0-9A-Fa-f]{2})")
_MARKED: Final = regex(rb"\\([_.\-])")
_ENTITY: Final = regex(rb"&(?:#[0-9]{1,9};?|#[xX][0-9A-Fa-f]{1,8};?|[A-Za-z][A-Za-z0-9]{1,31};)")
_QUOTED: Final = regex(rb"=(?:\r?\n|([0-9A-F]{2}))")
_WORD: Final = regex(rb"=\?[\w-]{1,40}\?[Qq]\?|=([0-9A-F]{2})|_")
_LITERAL: Final = regex(rb"\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))", re.S)
_USUAL: Final = regex(rb"(?s:[^\\]++|\\(?:x[0-9a-fA-F]{2}|[0-3][0-7]{2}|[0-7]{1,2}(?![0-7])|[\\'\"abfnrtv]))*")
"""A literal with such escapes alone as Python's own codec reads in the same way, many times faster."""

_SHORT: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v", b"\n": b""}
_UNSEEN: Final = regex(
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|\xc2\xad|\xef\xb8\x8f|\xcc[\x80-\xbf]|\xcd[\x80-\xaf]|&(?:shy|zwnj|zwj|ZeroWidthSpace);"
    rb"|(?:\x1b|\\x1[bB]|\\u001[bB]|\\033|\\e|\^\[)\[[0-9;]{0,16}[mK]"
)
"""Characters that are shown as nothing, and those that set colours."""

_DECIMAL: Final = regex(rb"(?:\\[01]?[0-9]{2}){6,}")
_THREE: Final = regex(rb"\\([01]?[0-9]{2})")
_SHIFTED: Final = regex(rb"\+(?:([A-Za-z0-9+/]{2,4000})-?|-)")
_CHARSET: Final = 256 * 1024
"""Bytes behind a head that names UTF-7 which are read so."""

_ON: Final = regex(rb"(?<=[\"'])\r?\n[ \t]{0,80}[\"'](?=\\)")
_LINES: Final = 60
_REACH: Final = 16 * 1024
_WHOLE: Final = 4 * 1024 * 1024


def backslash_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the line of *end* with ``\x67``, ``\u0067``, ``\u{67}`` and ``\147`` decoded."""
    start, stop = around(text, end - 1, _REACH)
    for _ in range(_LINES):  # literals that stand on lines below one another are one
        following = _ON.match(text, stop)
        if following is None or stop - start > _REACH:
            break
        stop = around(text, following.end())[1]
    return substituted(text, start, stop, _BACKSLASH, _character, "escapes")


def blanks_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the line of *end* with its blanks, which libedit's histories (psql, mysql) write as ``\040``."""
    start, stop = around(text, end - 1, _REACH)
    made = substituted(text, start, stop, _BACKSLASH, _character, "escapes")
    return None if made is None else View(made.data, start, stop, "escapes")


def percent_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with ``%67`` decoded (RFC 3986)."""
    return substituted(
        text, *around(text, end - 1, _REACH), _PERCENT, lambda m: bytes([int(m[1], 16)]), "percent-encoding"
    )


def entity_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with the character references of HTML and XML decoded."""
    return substituted(text, *around(text, end - 1, _REACH), _ENTITY, _reference, "HTML entities")


def quoted_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return what follows *end* as quoted-printable text (RFC 2045, 6.7), up to 4 MiB."""
    start = text.rfind(b"\n", 0, end) + 1
    return substituted(text, start, min(len(text), start + _WHOLE), _QUOTED, _octet, "quoted-printable")


def unseen_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* without what is shown as nothing: zero-width characters, marks of direction, colours."""
    return substituted(text, *around(text, end - 1, _REACH), _UNSEEN, lambda _: b"", "invisible characters")


def coded_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    r"""Yield the line of *end* with ``\\67`` decoded as hex and with ``\\103`` decoded as decimal: which it is depends on
    the language."""
    for pattern, base in zip(_CODED, _BASES, strict=True):
        made = substituted(
            text, *around(text, end - 1, _REACH), pattern, partial(_in_base, base), "escapes", is_text=False
        )
        if made is not None:
            yield made


def decimal_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the line of *end* with runs of ``\\103\\104`` decoded, where octal cannot be meant: Lua's strings."""
    start, stop = around(text, end - 1, _REACH)
    runs = [r for r in _DECIMAL.finditer(text, start, stop) if b"8" in r[0] or b"9" in r[0]]
    run = next((r for r in runs if r.end() >= end), None)
    if run is None:
        return None
    return substituted(text, start, stop, _THREE, lambda m: _coded(int(m[1])), "escapes", run.start())


def shifted_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the line of *end*, or all behind a head that names it, with UTF-7 decoded (RFC 2152)."""
    start, stop = around(text, end - 1, _REACH)
    since = start
    if text[end - 1 : end] != b"-":
        since, stop = end, min(len(text), end + _CHARSET)
        yield View(b"", start, stop, "")
    made = substituted(text, start, stop, _SHIFTED, _unshifted, "UTF-7", since)
    if made is not None:
        yield made


def _unshifted(found: re.Match[bytes]) -> bytes:
    if found[1] is None:
        return b"+"
    try:
        raw = binascii.a2b_base64(found[1] + b"=" * (-len(found[1]) % 4))
        return raw[: len(raw) & ~1].decode("utf-16-be").encode()
    except ValueError:
        return found[0]


def _in_base(base: int, found: re.Match[bytes]) -> bytes:
    return _coded(int(found[1], base))


def braced_at(text: bytes, end: int, prefix: bytes) -> View | None:
    r"""Return the line of *end* with the escapes of PowerShell, Scheme and TeX decoded: ``\`u{67}``, ``\\x67;``, ``^^67``."""
    start, stop = around(text, end - 1, _REACH)
    return substituted(
        text, start, stop, _BRACED, lambda m: _coded(int(m[1] or m[2] or m[3] or m[4], 16)), "escapes", is_text=False
    )


def hashed_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with the characters of Pascal's strings decoded: ``#103'hp'#$5F``."""
    start, stop = around(text, end - 1, _REACH)
    return substituted(text, start, stop, _HASHED, _hashes, "escapes", is_text=False)


def _hashes(found: re.Match[bytes]) -> bytes:
    return b"".join(_coded(int(m[1], 16) if m[1] else int(m[2])) for m in _HASH.finditer(found[1]))


def ampersand_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end*, where references are escaped themselves, with its ampersands: ``&amp;#103;``."""
    return substituted(text, *around(text, end - 1, _REACH), _AMPERSAND, lambda _: b"&", "HTML entities")


def early_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end*, where a letter of a provider's prefix is escaped, with such escapes decoded."""
    low = max(0, end - 16)
    mark = max(text.rfind(sign, low, end) for sign in (b"\\", b"%", b"&#"))
    if text[mark : mark + 1] == b"&":
        return entity_at(text, end, prefix)
    return (backslash_at if text[mark : mark + 1] == b"\\" else percent_at)(text, end, prefix)


def compatible_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with letters of full width and of mathematics as plain ones (Unicode's form NFKC)."""
    return substituted(text, *around(text, end - 1, _REACH), _COMPATIBLE, _plain, "look-alike letters", is_text=False)


def _plain(found: re.Match[bytes]) -> bytes:
    import unicodedata  # its tables are large

    return unicodedata.normalize("NFKC", found[0].decode("utf-8", "replace")).encode()


def unescaped(raw: bytes) -> bytes:
    """Return the bytes that *raw*, the inside of a Python byte literal, stands for."""
    if _USUAL.fullmatch(raw):
        return raw.decode("unicode_escape").encode("latin-1")
    return _LITERAL.sub(_byte, raw)


def _byte(found: re.Match[bytes]) -> bytes:
    if found[3] is not None:
        return _SHORT.get(found[3], found[3])
    return bytes([int(found[1], 16) if found[1] else int(found[2], 8) & 255])


def octets_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with ``=67`` decoded, as in a header's encoded words (RFC 2047, 4.2)."""
    start, stop = around(text, end - 1, _REACH)
    pattern = _WORD if b"?Q?" in text[start:end].upper() else _QUOTED
    return substituted(text, start, stop, pattern, _octet, "quoted-printable")


def any_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end*, where one character of a provider's prefix is escaped, with such escapes decoded."""
    tail = text[max(0, end - 9) : end]
    if tail.endswith(b";"):
        return entity_at(text, end, prefix)
    if tail[-2:] in (b"\\_", b"\\-"):  # as Markdown and LaTeX are escaped
        return substituted(text, *around(text, end - 1, _REACH), _MARKED, lambda m: bytes(m[1]), "escapes")
    if b"\\" in tail:
        return backslash_at(text, end, prefix)
    if b"%" in tail[-9:]:
        return percent_at(text, end, prefix)
    return octets_at(text, end, prefix)


def _character(found: re.Match[bytes]) -> bytes:
    return _character_of(found[0])


@lru_cache(maxsize=8192)
def _character_of(escape: bytes) -> bytes:
    """Return what *escape*, a match of `_BACKSLASH`, stands for; a line of them has the same ones again and again."""
    found = _BACKSLASH.fullmatch(escape)
    assert found is not None  # noqa: S101 - it was one
    if found[8]:
        import unicodedata  # few texts name characters

        with suppress(KeyError):
            return unicodedata.lookup(found[8].decode()).encode()
        return b"?"
    digits = found[1] or found[2] or found[3] or found[4] or found[6]
    return _coded(int(digits, 16) if digits else int(found[5] or found[7], 8))


def _coded(code: int) -> bytes:
    if code < 128:
        return bytes([code])
    return chr(code).encode("utf-8", "replace") if code < 0x110000 else b"?"


def _octet(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)]) if found[1] else b" " if found[0] == b"_" or found[0][:2] == b"=?" else b""


def _reference(found: re.Match[bytes]) -> bytes:
    import html  # its table of names is large, and few texts have any

    return html.unescape(found[0].decode()).encode("utf-8", "replace")
