"""Base64 that the text itself says is base64: a Kubernetes Secret, a name with ``B64``, a decoding call, LDIF."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.escapes import unescaped
from keyproof.detect.decode.magic import kind_of
from keyproof.detect.decode.owner import credential, owned
from keyproof.detect.decode.radix import bound, unpadded
from keyproof.detect.decode.view import View, around, printable
from keyproof.patterns import regex

_ENTRY: Final = regex(
    rb"^([ \t]{1,12})([\w.\-]{1,100})[ \t]*:[ \t]*([\"']?)([A-Za-z0-9+/]{4,2000}={0,2})\3[ \t]*\r?$", re.M
)
_DATA: Final = regex(rb"^([ \t]*)data[ \t]*:[ \t]*\r?\n", re.M)
_JSON_DATA: Final = regex(rb'"data"\s*:\s*\{([^{}]{1,20000})\}')
_PAIR: Final = regex(rb'"([\w.\-]{1,100})"\s*:\s*"([A-Za-z0-9+/]{4,2000}={0,2})"')
BASE64_CALLS: Final = r"(?:(?:base64|b64)[\w.:/()-]{0,40}[!?]?|decode64[!?]?|atob|standard\w{0,8}\.decode)"
"""The calls of many languages that take base64, and what stands before their argument."""

BASE64_LOOK: Final = BASE64_CALLS + r"[\s(]{1,3}(?:<<)?[bru]{0,2}[\"'`]{1,3}[A-Za-z0-9+/_-]{8}"
BEHIND_LOOK: Final = (
    r"[A-Za-z0-9+/_-]{6}={0,2}[\"'`](?:\s{0,2},\s{0,2}[\"']base64|\s?\|\s?(?:@base64d|b64dec|base64_?decode)|\.unpack1?\(\s?[\"']m)|"
    r"base64\s{1,2}(?:-d|--decode)\s{0,2}<<<\s{0,2}[\"']?[A-Za-z0-9+/]{8}"
)
"""What says so behind the value, and the command that a shell hands it to."""

PIECES_LOOK: Final = (
    BASE64_CALLS
    + r"[ (]{1,3}(?:[\"']{2}\.join\( ?)?[\[(]?\s{0,40}b?[\"'`][A-Za-z0-9+/_-]+={0,2}[\"'`][ \t]*(?:[+.,&]|\r?\n)"
)
_PIECES: Final = regex(
    rb"""(?i:"""
    + BASE64_CALLS.encode()
    + rb""")[\s(]{1,3}(?:["']{2}\.join\(\s?)?[\[(]?\s{0,40}(?P<all>b?["'`][A-Za-z0-9+/_-]{1,400}={0,2}["'`](?:\s{0,40}[+.,&]?\s{0,40}b?["'`][A-Za-z0-9+/_-]{1,400}={0,2}["'`]){1,100})"""
)
_PIECE: Final = regex(rb"""["'`]([^"'`]{1,400})["'`]""")
_VALUE: Final = regex(
    rb"""(?i)(?:(?:b64|base64|bs64|cbor|msgpack|bson|pickled?)["'`\])]{0,3}\s{0,4}(?::=|=>|[:=])\s{0,4}b?["'`]?|"""
    + BASE64_CALLS.encode()
    + rb"""[\s(]{1,3}(?:<<)?[bru]{0,2}["'`]{0,3}|base64\s{1,2}(?:-d|--decode)\s{0,2}<<<\s{0,2}["']?)"""
    rb"""([A-Za-z0-9+/_-]{8,400}={0,2})(?![A-Za-z0-9+/_=-])|^[\w;-]{1,60}::[ ]([A-Za-z0-9+/]{8,400}={0,2})\s{0,2}$"""
    rb"""|(?:echo|<<<|printf)\s{1,3}(?:-n\s|["']?%s["']?\s)?["']?([A-Za-z0-9+/]{8,400}={0,2})["']?\s{0,4}\|\s{0,4}(?:openssl\s(?:enc\s-)?)?base64\s"""
    rb"""|(?<![A-Za-z0-9+/_-])([A-Za-z0-9+/_-]{8,400}={0,2})["'`](?:\s{0,2},\s{0,2}["']base64|\s?\|\s?(?:@base64d|b64dec|base64_?decode)|\.unpack1?\(\s?["']m)""",
    re.M,
)  # fmt: skip
HEX_LOOK: Final = (
    r"hex[\w.:]{0,16}[!?]?\(\s?[bru]{0,2}[\"'`]{1,3}[0-9a-f]{12}|"
    r"[_-]hex[\"'`\])]{0,3}\s{0,4}[=:]\s{0,4}[\"'`]?[0-9a-f]{12}"
)
HEX_BEHIND_LOOK: Final = r"[0-9a-f]{12}[\"'`](?:\s{0,2},\s{0,2}[\"']hex[\"']|\]?\.pack\(\s?[\"']h)"
_HEX_VALUE: Final = regex(rb"(?i)(?<![0-9A-Za-z])([0-9a-f]{12,800})(?![0-9A-Za-z])")
_BASE85: Final = regex(
    rb"""([ab])85decode\(\s{0,80}([bBrR]{0,2})(\"\"\"|'''|["'])\s{0,4}(?:<~)?((?:[^\\\n"']|\\.|(?!\3)["']){5,65000}?)(?:~>)?\s{0,4}\3"""
)
_BINARY: Final = regex(
    rb"""(?P<n>[\w.\-]{2,80})["']?[ \t]{0,4}:[ \t]{1,4}!!binary[ \t]{1,4}(?:[|>][+-]?[ \t]{0,4}\r?\n[ \t]{1,40})?["']?(?P<y>[A-Za-z0-9+/]{8,4000}={0,2})"""
    rb"""|(?P<k>[\w.\-]{2,80})</key>\s{0,80}<data>\s{0,80}(?P<p>[A-Za-z0-9+/=\s]{8,5000})</data>"""
)
MANIFEST: Final = 64 * 1024


def secret_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the entries of the Kubernetes Secret whose ``kind`` ends at *end*, each as ``name = "value"``."""
    low = text.rfind(b"\n---", max(0, end - MANIFEST), end) + 1 or max(0, end - MANIFEST)
    high = text.find(b"\n---", end, end + MANIFEST)
    high = min(len(text), end + MANIFEST) if high < 0 else high
    for block in _DATA.finditer(text, low, high):
        deeper = None
        position = block.end()
        while (entry := _ENTRY.match(text, position)) is not None:
            if len(entry[1]) <= len(block[1]) or deeper not in (None, entry[1]):
                break
            deeper = entry[1]
            yield from _entry(entry[2], entry[4], entry.start(4), entry.end(4))
            position = text.find(b"\n", entry.end() - 1) + 1 or len(text)
    for block in _JSON_DATA.finditer(text, low, high):
        for pair in _PAIR.finditer(text, block.start(1), block.end(1)):
            yield from _entry(pair[1], pair[2], pair.start(2), pair.end(2))


def _entry(name: bytes, raw: bytes, start: int, end: int) -> Iterator[View]:
    data = unpadded(raw.rstrip(b"="))
    if data is None or not data or not printable(data):
        return
    value = data.strip()
    simple = b"\n" not in value and b'"' not in value and b"\\" not in value
    yield View(name + b': "' + value + b'"' if simple else data, start, end, "base64", told=True)


def named_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the values on the line of *end* that a name or a call says are base64."""
    for found in _VALUE.finditer(text, *around(text, end - 1)):
        group = found.lastindex or 1
        data = unpadded(found[group].rstrip(b"="))
        if data is not None and kind_of(data):
            yield View(data, *found.span(group), "base64", is_text=False)
        if data is None or len(data) < 5 or not printable(data):
            continue
        start = found.start(group)
        static = b"]::" in text[max(0, start - 40) : start]  # PowerShell names the class so, which is no binding
        named = owned(text, start, data) or (None if static else bound(text, start, data))
        named = named or bound(text, start, data, nested=True)
        yield View(named or data, start, found.end(group), "base64", told=True)


def pieces_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the base64 that the call before *end* is handed in pieces: ``atob("…" + "…")``, ``b64decode("".join(["…", "…"]))``."""
    for found in _PIECES.finditer(text, max(0, end - 600), min(len(text), end + 8_000)):
        if found.end() < end:
            continue
        data = unpadded(b"".join(_PIECE.findall(found["all"])).rstrip(b"="))
        if data and kind_of(data):
            yield View(data, *found.span("all"), "base64", is_text=False)
        elif data and printable(data):
            yield View(owned(text, found.start("all"), data) or data, *found.span("all"), "base64", told=True)
        return


def binary_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the value that YAML (``!!binary``) or a property list (``<data>``) says is base64, bound to its name."""
    low = max(0, end - 240)
    for found in _BINARY.finditer(text, low, min(len(text), end + 6_000)):
        if found.end() < end:
            continue
        group = "y" if found["y"] else "p"
        data = unpadded(b"".join(found[group].split()).rstrip(b"="))
        name = credential(found["n"] or found["k"])
        if data and kind_of(data):
            yield View(data, *found.span(group), "base64", is_text=False)
        elif data and name and printable(data):
            simple = b"\n" not in data.strip() and b'"' not in data and b"\\" not in data
            line = name + b' = "' + data.strip() + b'"' if simple else data
            yield View(line, *found.span(group), "base64", told=True)
        return


def base85_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the literal that the call before *end* decodes: ``base64.b85decode("…")``, ``a85decode``."""
    found = _BASE85.search(text, max(0, end - 20), min(len(text), end + 65_536))
    if found is None:
        return None
    try:
        raw = found[4] if b"r" in found[2].lower() else unescaped(found[4])
        data = (base64.a85decode if found[1] == b"a" else base64.b85decode)(raw)
    except ValueError:
        return None
    named = bound(text, found.start(4), data) if printable(data) and b"\n" not in data else None
    if named is None:
        named = owned(text, found.start(2), data)
    return View(named or data, found.start(4), found.end(4), "base85", is_text=printable(data), told=True)


def hex_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the runs on the line of *end* that a name or a call says are hex, where they spell text."""
    for found in _HEX_VALUE.finditer(text, *around(text, end - 1)):
        data = binascii.unhexlify(found[1][: len(found[1]) & ~1])
        if printable(data):
            named = owned(text, found.start(), data) or bound(text, found.start(), data)
            yield View(named or data, *found.span(), "hex", told=True)
