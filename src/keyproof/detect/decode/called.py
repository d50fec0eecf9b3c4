"""Values that the call, the command or the operator around them decodes: base58, whole numbers, rotations, pairs of hex."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.owner import credential, owned
from keyproof.detect.decode.view import View, around, printable, substituted
from keyproof.patterns import regex

_STRING: Final = rb"""[bBrRuU]{0,2}(?P<q>\"\"\"|'''|["'`])(?P<v>(?:(?!(?P=q))[^\n]){6,400})(?P=q)"""

BASE58_LOOK: Final = (
    r"(?:b58decode|base58|bs58)[\w.:]{0,24}\(?\s?[bru]{0,2}[\"'`]{1,3}[1-9A-HJ-NP-Za-km-z]{8}|[\"']base58[\"'],?\s"
)
_NAMED58: Final = regex(rb"""[=:]\s{0,4}["'](?P<v>[1-9A-HJ-NP-Za-km-z]{20,400})["']""")
_BASE58: Final = regex(
    rb"""(?i:b58decode|base58|bs58)[\w.:]{0,40}\(?\s?[bru]{0,2}["'`]{1,3}(?P<v>[1-9A-HJ-NP-Za-km-z]{8,400})["'`]"""
    rb"""|(?:echo|<<<)\s{1,3}(?:-n\s)?["']?(?P<w>[1-9A-HJ-NP-Za-km-z]{8,400})["']?\s?\|\s?base58"""
)
_DIGITS58: Final = {code: n for n, code in enumerate(b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}

NUMBER_LOOK: Final = r"to_bytes\(|BigInteger\(\s?[\"'][0-9]{16}"
_NUMBER: Final = regex(
    rb"(?<![\w.])(?:0[xX](?P<hex>[0-9a-fA-F]{12,800})|(?P<dec>[0-9]{16,900}))(?![\w.]|[\"']?\s{0,2},\s{0,2}16\))"
)
_FIRST: Final = regex(rb"[ \t]{0,40}(?:(?:export|const|let|var|final|static)[ ]){0,2}([A-Za-z_][\w.]{1,60})[ ]{0,4}:?=")
_TAKES: Final = regex(rb"(?i)to_?bytes|to_?byte_?array|BigInteger|SetString|from_?bytes")

TURNED_LOOK: Final = r"n-za-m|nopqrstuvwxyzabcdefghijklm|rot47|p-~!-o|[\"'][ \t]?\|[ \t]?rev\b|\brev[ \t]{1,2}<<<"
_TURNED: Final = regex(
    rb"""(?:echo|printf|<<<)[ \t]{1,3}(?:-\w{1,2}[ \t]|["']?%s["']?[ \t])?(?:'(?P<s>[^'\n]{6,200})'|"(?P<d>[^"\n]{6,200})"|(?P<u>[^\s"'|]{6,200}))"""
    rb"""|(?i:rot47)\(\s?""" + _STRING
)
_STRING_BEFORE: Final = regex(
    rb"""(?P<q>["'`])(?P<v>[^"'`\n]{6,200})(?P=q)\)?[ \t]{0,3}(?:\.(?:tr|translate|replace|gsub)\(|=~[ \t]?(?:tr|y)/|\|[ \t]?tr[ \t])"""
)
_REV: Final = regex(rb"\|[ \t]?rev\b|\brev[ \t]{1,2}<<<")
_BACK47: Final = bytes(33 + (code - 33 + 47) % 94 if 33 <= code <= 126 else code for code in range(256))
_BACK5: Final = bytes.maketrans(b"0123456789", b"5678901234")

PAIRS_TAIL: Final = r"[\w-]*[\"'`\])]{0,3}[ \t]{0,4}(?:=|:|=>)[ \t]{0,4}[\"'`]?(?:[2-7][0-9a-f][: -]){7}"
PAIRS_LOOK: Final = r"hex\w{0,8}\(\s?[\"'](?:[2-7][0-9a-f][: ]){7}"
_PAIRS: Final = regex(
    rb"""(?:[=:>][ \t]{0,4}["'`]?|\(\s?["'])(?P<v>(?i:[2-7][0-9a-f](?P<s>[: -])(?:[2-7][0-9a-f](?P=s)){6,199}[2-7][0-9a-f]))(?![0-9A-Za-z:])"""
)

SQL_LOOK: Final = r"[=(, ]0x(?:[2-7][0-9a-f]){6}|'\\{1,2}x(?:[2-7][0-9a-f]){6,}'"
_SQL: Final = regex(
    rb"""(?<![\w"'])0[xX]((?:[2-7][0-9a-fA-F]){6,200})(?![\w"'.])|[eE]?'\\{1,2}x((?:[2-7][0-9a-fA-F]){6,200})'(?:::bytea)?"""
)
_STATEMENT: Final = regex(rb"(?i)\b(?:insert|update|set|select|values|replace|where)\b")

_POINT: Final = regex(rb"[Uu]\+([0-9A-Fa-f]{4,6})[ ,]{0,2}")


def base58_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the base58 (of Bitcoin's alphabet) that a call on the line of *end* decodes, with or without its checksum."""
    low, high = around(text, max(end - 1, 0), 450)
    for found in _BASE58.finditer(text, low, high):
        group = "v" if found["v"] else "w"
        data = _base58(found[group])
        if len(data) > 4 and hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]:
            data = data[:-4]
        yield from _told(text, data, *found.span(group), "base58")
    if text[end - 10 : end].lower().rstrip(b",\"'\r\n\t ").endswith(b"base58"):  # a file that says how it is written
        for found in _NAMED58.finditer(text, end, min(len(text), end + 1_200)):
            yield from _told(text, _base58(found["v"]), *found.span("v"), "base58")


def _base58(raw: bytes) -> bytes:
    number = 0
    for code in raw:
        number = number * 58 + _DIGITS58[code]
    zeros = len(raw) - len(raw.lstrip(b"1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def number_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the whole number near *end* whose bytes a call takes: ``(8628…).to_bytes(…)``, ``BigInteger("8628…")``."""
    low, high = around(text, max(end - 1, 0), 1_200)
    if _TAKES.search(text, low, high) is None:
        return
    for found in _NUMBER.finditer(text, low, high):
        number = int(found["hex"], 16) if found["hex"] else int(found["dec"])
        data = number.to_bytes((number.bit_length() + 7) // 8, "big")
        for one in (data, data[::-1]):
            if len(one) >= 6 and printable(one):
                head = _FIRST.match(text, text.rfind(b"\n", 0, found.start()) + 1, found.start())
                name = credential(head[1]) if head is not None and owned(text, found.start(), one) is None else None
                if name is None:
                    yield from _told(text, one, *found.span(), "whole number")
                else:
                    yield View(name + b' = "' + one + b'"', *found.span(), "whole number", told=True)
                break


def turned_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what ``tr``, or a call that does the same, turns by 13 letters or 47 characters on the line of *end*."""
    low, high = around(text, max(end - 1, 0), 450)
    line = text[low:high]
    lowered = line.lower()
    wide = b"p-~!-o" in lowered or b"rot47" in lowered
    for expression in (_TURNED, _STRING_BEFORE):
        for found in expression.finditer(text, low, high):
            group = next(name for name in "sduv" if found.groupdict().get(name))
            raw = found[group]
            if _REV.search(line):
                data = raw[::-1]
            elif wide:
                data = raw.translate(_BACK47)
            else:
                data = codecs.encode(raw.decode("latin-1"), "rot13").encode("latin-1")
                if b"5-90-4" in line:
                    data = data.translate(_BACK5)
            yield from _told(
                text, data, *found.span(group), "reversed" if _REV.search(line) else "rot47" if wide else "rot13"
            )


def pairs_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the text of pairs of hex digits with a sign between, bound to a credential name: ``4a:2b:…``, ``4a 2b …``."""
    low, high = around(text, max(end - 1, 0), 700)
    for found in _PAIRS.finditer(text, low, high):
        data = bytes.fromhex(re.sub(rb"[: -]", b"", found["v"]).decode())
        yield from _told(text, data, *found.span("v"), "hex")


def sql_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the statement on the line of *end* with its hexadecimal literals as strings: ``0x6768…`` is ``'gh…'``."""
    low, high = around(text, max(end - 1, 0), 4_096)
    if _STATEMENT.search(text, low, high) is None:
        return None
    return substituted(text, low, high, _SQL, _quoted, "hex")


def _quoted(found: re.Match[bytes]) -> bytes:
    data = bytes.fromhex((found[1] or found[2]).decode())
    return b"'" + data + b"'" if printable(data) and b"'" not in data else found[0]


def points_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the line of *end* with code points, as Unicode writes them, as characters: ``U+0067 U+0068``."""
    return substituted(text, *around(text, max(end - 1, 0), 4_096), _POINT, _character, "code points")


def _character(found: re.Match[bytes]) -> bytes:
    code = int(found[1], 16)
    return chr(code).encode("utf-8", "replace") if code < 0x110000 else b"?"


def _told(text: bytes, data: bytes, start: int, end: int, how: str) -> Iterator[View]:
    """Yield *data* with the credential name it is bound to, or alone where it may be a token of its own."""
    if printable(data) and b"\n" not in data.strip():
        yield View(owned(text, start, data) or data, start, end, how, told=True)
