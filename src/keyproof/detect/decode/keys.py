"""Private keys that stand without their header or with a spelled one: bare base64, DER, percent-encoded, in a diff."""

from __future__ import annotations

import base64
from typing import Final

from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, substituted
from keyproof.patterns import regex

_RUN: Final = regex(rb"[A-Za-z0-9+/]{60,12000}={0,2}")
_LONGEST: Final = 16 * 1024
_BEFORE: Final = 90
"""Bytes before a body in which its own header stands."""

_STARTS: Final = (b"MII", b"MIG", b"MIH", b"MHcCAQEEI", b"MC4CAQAw")
"""How the base64 of a key begins: RSA's, the curves' of NIST, Curve25519's."""

_DER: Final = regex(rb"(?s:0(?:\x82..|\x81.|\x2e)\x02\x01\0(?=[0\x02]))")
_PERCENT: Final = regex(rb"%(?:25)*([0-9A-Fa-f]{2})|\+")
_RULE: Final = b"-" * 5
_REMOVED: Final = regex(rb"\n-")


def bare_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the key whose base64, all in one run, starts before *end*, with the header it lacks."""
    start = max(text.rfind(mark, max(0, end - 40), end) for mark in _STARTS)
    found = _RUN.match(text, start) if start >= 0 else None
    if found is None or text[start - 1 : start].isalnum() or b"KEY--" in text[max(0, start - _BEFORE) : start]:
        return None
    raw = unpadded(found[0].rstrip(b"="))
    return None if raw is None else _armoured(raw, *found.span(), "base64")


def der_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the key in DER (X.690) that starts before *end*, as it is written in base64."""
    start = max((found.start() for found in _DER.finditer(text, max(0, end - 40), end)), default=-1)
    return None if start < 0 else _armoured(text[start : start + _LONGEST], start, 0, "DER")


def _armoured(raw: bytes, start: int, end: int, how: str) -> View | None:
    """Return the key at the start of *raw* as a PEM text (RFC 7468); None where its length is not all there."""
    head = {b"\x82": 4, b"\x81": 3}.get(raw[1:2], 2)
    size = head + int.from_bytes(raw[min(2, head - 1) : head], "big")
    if raw[:1] != b"0" or len(raw) < size or (end and len(raw) != size):
        return None
    version, inner = raw[head + 2 : head + 3], raw[head + 3 : head + 4]
    kind = b"EC PRIVATE KEY" if version == b"\1" else b"PRIVATE KEY" if inner == b"0" else b"RSA PRIVATE KEY"
    body = base64.encodebytes(raw[:size]).replace(b"\n", b"")
    key = b"\n".join((_RULE + b"BEGIN " + kind + _RULE, body, _RULE + b"END " + kind + _RULE, b""))
    return View(key, start, end or start + size, how)


def quoted_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the percent-encoded key whose header ends at *end*; ``+`` is a blank where the header writes it so."""
    low, high = max(0, end - 80), min(len(text), end + _LONGEST)
    plus = b" " if b"+" in text[end - 20 : end] else b"+"
    return substituted(
        text, low, high, _PERCENT, lambda m: bytes([int(m[1], 16)]) if m[1] else plus, "percent-encoding"
    )


def removed_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the key that a diff took out, without the ``-`` before each of its lines."""
    start = text.rfind(b"\n", 0, end - 20) + 2
    high = text.find(b"\n" + b"-" * 6 + b"END ", end, end + _LONGEST)
    if high < 0:
        return None
    stop = text.find(b"-----", high + 12, high + 80)
    return None if stop < 0 else substituted(text, start, stop + 5, _REMOVED, lambda _: b"\n", "diff")
