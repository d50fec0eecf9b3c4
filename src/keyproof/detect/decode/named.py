"""Values bound to a credential name that are written in pieces, or that the call or command around them decodes.

The pieces and codes of a provider's token are known by its prefix; these values have none, so the name leads to them.
"""

from __future__ import annotations

import base64
import binascii
import codecs
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.magic import kind_of
from keyproof.detect.decode.owner import owned
from keyproof.detect.decode.view import View, around, printable, words_in
from keyproof.patterns import regex

WORDS: Final = r"(?:passw|passphrase|pwd|secret|token|(?:api|service|access|auth|private|signing|encryption|master)_?key|credential)"
_NAME: Final = (
    rb"""[\w\-]{0,30}["'`\])]{0,3}[ \t]{0,4}"""
    rb"""(?::[ \t]?[\w\[\] .]{1,30}=|:=|=>|[:=])\s{0,4}\(?\s{0,8}"""
)
_PIECE: Final = rb"""(?:["'`]|\\["'])[^"'`\n\\]{0,80}(?:["'`]|\\["'])"""
_JOINT: Final = rb"""(?:\s{0,4}(?:\+|\.\.?|&|<>|~|\|\|)\s{0,60}|[ \t]{0,4}|[ \t]{0,4}\\?\r?\n[ \t]{1,60})"""
_PIECES: Final = regex(
    _NAME
    + rb"(?P<all>"
    + _PIECE
    + rb"(?:"
    + _JOINT
    + _PIECE
    + rb"){1,40})(?!\s{0,4}(?:[+.,&~]|<>|\|\||\\\r?\n)\s{0,40}[\w$(])"
)
_LISTED: Final = regex(
    _NAME
    + rb"""(?:(?P<call>["']{2}\.join\(\s?[\[(]|"?\[?[\w.$:]{0,24}(?i:join|implode|concat|\bstring|paste0?)\w{0,4}\(\s?(?:["']{2}\s?,\s?)?(?:\[\]string\{|\[|\{|array\()?|\{\s{0,40}["']Fn::Join["']\s?:\s?\[\s{0,40}["']{2},\s{0,40}\[|!Join\s\[\s?["']{2},\s?\[|["'](?:\{\d\}){2,20}["']\s-f\s)|\[)\s{0,40}"""
    rb"""(?P<all>"""
    + _PIECE
    + rb"""(?:\s{0,4},\s{0,60}"""
    + _PIECE
    + rb"""){1,40})(?(call)|\s{0,4},?\s{0,40}\]\.join\((?:["'`]{2})?\))"""
)
_APPENDED: Final = regex(
    _NAME
    + rb"""(?P<all>"""
    + _PIECE
    + rb"""(?:\.(?:concat|append|plus)\(\s{0,4}"""
    + _PIECE
    + rb"""(?:\s{0,4},\s{0,40}"""
    + _PIECE
    + rb"""){0,20}\)){1,20})"""
)
_LONG: Final = regex(
    rb"""[\w\-]{0,30}(?:["'\])]{0,2}[ \t]{0,4}[=:][ \t]{0,4}(?=["'])|=)(?P<q>(?:["']{3}|["'])?)(?P<all>[^"'\s\\]{1,80}(?:\\\r?\n[ \t]{0,60}[^"'\s\\]{1,80}){1,40})(?P=q)"""
)
_TEXT: Final = regex(_PIECE)
PIECES_LOOK: Final = (
    WORDS + r"""[\w-]*["'`\])]{0,3}[ \t]{0,4}(?::[ \t]?\w+ ?=|:=|=>|[:=])\s{0,4}\(?\s{0,8}(?:\\?["'`][^"'`\n\\]+\\?["'`](?:[ \t]{0,4}\\?["'`]|\s{0,4}(?:\+|\.\.?|&|<>|~|\|\|)\s{0,60}\\?["'`]|"""
    r"""\.(?:concat|append|plus)\(|[ \t]{0,4}\\?\r?\n[ \t]+["'`])|["']{2}\.join\(|\"?\[?[\w.$:]*(?:join|implode|concat)\w*\(|(?:string|paste0?)\([\"'][^\"'\n]+[\"'],|\{\s*[\"']fn::join|!join[ ]\[|[\"'](?:\{\d\})+[\"'][ ]-f[ ]|\[\s*["'`][^"'`\n\\]+["'`]\s{0,4},)|"""
    + WORDS + r"""[\w-]*(?:["'\])]*[ \t]*[=:][ \t]*["']{1,3}|=["']?)[^"'\s\\]+\\\r?\n"""
)  # fmt: skip

_BEFORE: Final = regex(
    rb"""(?P<name>[A-Za-z_$][\w$.\-]{0,60})["'`\])]{0,3}\s{0,4}(?:(?::=|=>|[:=])(?!=)|,)[^\n=;,]{0,80}\Z"""
)
_CODED: Final = regex(
    rb"""(?i)(?:b32(?P<x>hex)?_?decode|base32[\w.:]{0,40})\([^\n"']{0,20}["'](?P<b32>[A-Z0-9]{16,8000}={0,6})["']"""
    rb"""|(?:echo|<<<)\s{1,3}(?:-n\s)?["']?(?P<b32s>[A-Z2-7]{16,400}={0,6})["']?\s{0,2}\|\s{0,2}(?:basenc\s--)?base32\s|base32\s{1,2}(?:-d|--decode)\s{0,2}<<<\s{0,2}["']?(?P<b32t>[A-Z2-7]{16,400}={0,6})"""
    rb"""|["'](?P<rot>[^"'\n\\]{8,200})["']\s{0,2},\s{0,2}["']rot_?13["']|rot_?13\(\s?["'](?P<rot2>[^"'\n\\]{8,200})["']"""
    rb"""|(?:echo|printf|<<<)\s{1,3}(?:-n\s)?["']?(?P<hex>(?:[0-9a-f]{2}){6,200})["']?\s{0,4}(?:\||\))[^\n]{0,4}?xxd\s{1,2}-\w{0,2}r"""
    rb"""|\bx'(?P<sql>(?:[0-9a-f]{2}){6,200})'|(?:printf|echo\s-e)\s{1,3}["'](?P<esc>(?:\\x[0-9a-f]{2}){6,200})["']|printf\s{1,3}(?:["']?%b["']?\s{1,3})?["'](?P<oct>(?:\\[0-7]{3}){6,200})["']"""
)
CODED_LOOK: Final = r"(?:b32(?:hex)?_?decode|base32[\w.:]*)\([^\n\"']*[\"'][A-Z0-9]{16}|[A-Z2-7]{16}={0,6}[\"']?\s?\|\s?(?:basenc --)?base32\s|base32 --?d\w*\s?<<<|rot_?13|xxd[ ]+-\w?r|\bx'[0-9a-f]{12}|printf[ ]+[\"'](?:\\[0-7]{3}){6}|(?:printf|echo -e)[ ]+[\"'](?:\\x[0-9a-f]{2}){6}"
_WORD: Final = regex(WORDS.encode())
_BREAK: Final = regex(rb"\\\r?\n[ \t]*")
_WAYS: Final = (
    (_PIECES, "concatenation"),
    (_LISTED, "join"),
    (_APPENDED, "concatenation"),
    (_LONG, "continued line"),
)
_OF_NAMES: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.-")
_NAME_WIDTH: Final = 60
_AHEAD: Final = 260
"""Bytes before the end of a hit in which the name stands."""


def pieces_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield ``name = "value"`` for what is joined behind the name that stands before *end*."""
    for first, last in words_in(text, max(0, end - _AHEAD), end, _WORD):
        start = first
        while start > 0 and first - start < _NAME_WIDTH and text[start - 1] in _OF_NAMES:
            start -= 1
        for expression, how in _WAYS:
            found = expression.match(text, last)
            if found is None:
                continue
            if how == "continued line":
                value = _BREAK.sub(b"", found["all"])
            else:
                value = b"".join(piece[0].strip(b"\\")[1:-1] for piece in _TEXT.finditer(found["all"]))
            yield from _bound(text[start : _end(text, last)], value, *found.span("all"), how)
            break


def _end(text: bytes, at: int) -> int:
    """Return where the name goes to that goes on at *at*."""
    while at < len(text) and text[at] in _OF_NAMES:
        at += 1
    return at


def coded_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield what calls and commands on the line of *end* decode, where a name is bound to it."""
    low, high = around(text, max(end - 1, 0))
    for found in _CODED.finditer(text, low, high):
        group = found.lastgroup or ""
        data = _decoded("b32hex" if found["x"] else group, found[group])
        name = _BEFORE.search(text, max(low, found.start() - 160), found.start())
        if kind_of(data):
            yield View(data, *found.span(group), _HOW[group], is_text=False)
        elif printable(data) and b"\n" not in data.strip():
            if (line := owned(text, found.start(group), data)) is not None:
                yield View(line, *found.span(group), _HOW[group], told=True)
            elif name is not None:
                yield from _bound(name["name"], data.strip(), *found.span(group), _HOW[group])


_HOW: Final = {
    "b32": "base32",
    "b32s": "base32",
    "b32t": "base32",
    "rot": "rot13",
    "rot2": "rot13",
    "hex": "hex",
    "sql": "hex",
    "oct": "octal",
    "esc": "escapes",
}


def _decoded(group: str, raw: bytes) -> bytes:
    try:
        if group == "b32hex":
            return base64.b32hexdecode(raw.upper().rstrip(b"=") + b"=" * (-len(raw.rstrip(b"=")) % 8))
        if group.startswith("b32"):
            raw = raw.rstrip(b"=")
            return base64.b32decode(raw.upper() + b"=" * (-len(raw) % 8))
        if group in ("hex", "sql"):
            return binascii.unhexlify(raw)
        if group == "esc":
            return binascii.unhexlify(raw.replace(b"\\x", b"").replace(b"\\X", b""))
        if group == "oct":
            return bytes(int(code, 8) & 0xFF for code in raw.split(b"\\")[1:])
        return codecs.encode(raw.decode(), "rot13").encode()
    except ValueError:
        return b"\0"


def _bound(name: bytes, value: bytes, start: int, end: int, how: str) -> Iterator[View]:
    if 6 <= len(value) <= 400 and b'"' not in value and b"\\" not in value:
        yield View(name + b' = "' + value + b'"', start, end, how, told=True)
