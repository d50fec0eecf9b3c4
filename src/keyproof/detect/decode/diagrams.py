"""Sources that an address carries or a call unpacks: Kroki's and PlantUML's pictures, Brotli in base64."""

from __future__ import annotations

import zlib
from typing import Final

from keyproof.detect.decode.newer import unpacked
from keyproof.detect.decode.radix import unpadded
from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

PICTURE_LOOK: Final = r"/(?:svg|png|pdf|jpeg)/eN[o-r][A-Za-z0-9_-]{20}|plantuml/(?:svg|png|txt|uml)/[A-Za-z0-9_-]{20}"
BROTLI_LOOK: Final = r"brotliDecompress\w*\(|brotli\.decompress\("
_PICTURE: Final = regex(
    rb"/(?:(?:svg|png|pdf|jpeg)/(?P<zlib>eN[A-Za-z0-9_-]{20,20000}={0,2})|plantuml/\w{3}/(?P<own>[A-Za-z0-9_-]{20,20000}))"
)
_STRING: Final = regex(rb"""["'`]([A-Za-z0-9+/_-]{24,400000}={0,2})["'`]""")
_OWN: Final = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_",
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
)
_MOST: Final = 1024 * 1024
_AFTER: Final = 120


def picture_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the source of the diagram whose address stands around *end*."""
    found = _PICTURE.search(text, max(0, end - 48), min(len(text), end + 20_000))
    if found is None or found.end() < end:
        return None
    own = found["own"]
    data = unpadded(found["zlib"].rstrip(b"=") if own is None else own.translate(_OWN))
    try:
        out = zlib.decompressobj(zlib.MAX_WBITS if own is None else -zlib.MAX_WBITS).decompress(data or b"", _MOST)
    except zlib.error:
        return None
    group = "zlib" if own is None else "own"
    return View(out, *found.span(group), "deflate") if out and printable(out) else None


def brotli_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return what the call before *end* unpacks from the base64 that it is handed."""
    found = _STRING.search(text, end, min(len(text), end + _AFTER + 400_000))
    if found is None or found.start() > end + _AFTER:
        return None
    data = unpacked(unpadded(found[1].rstrip(b"=")) or b"", _MOST)
    return View(data, *found.span(1), "brotli", is_text=printable(data)) if data else None


LOOKS: Final = (
    (picture_at, False, PICTURE_LOOK),
    (brotli_at, False, BROTLI_LOOK),
)
"""As the table of `gates`."""
