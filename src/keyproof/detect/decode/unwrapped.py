"""Values that a line end within a string, a command or a protocol's framing breaks: YAML, TOML, batch files, chunked HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.detect.decode.view import View, printable
from keyproof.patterns import regex

CONTINUED_LOOK: Final = r"[A-Za-z0-9_:/.=-](?:\\|\^)\r?\n[ \t]*[A-Za-z0-9_/.-]"
CHUNKED_LOOK: Final = r"[eE]ncoding: chunked"
_SEAM: Final = regex(rb"(?<=[\w:/.=-])(?:\\\r?\n[ \t]{0,40}|\^\r?\n)()(?=[\w/.-])")
_BACK: Final = 300
_AHEAD: Final = 600
REACH: Final = 1_300
_HEADS_END: Final = regex(rb"\r?\n\r?\n")
_SIZE: Final = regex(rb"([0-9a-fA-F]{1,7})(?:;[^\r\n]{0,80})?\r?\n")
_HEADS: Final = 8_000
_MOST: Final = 1024 * 1024
_CHUNKS: Final = 2_000


def continued_at(text: bytes, end: int, prefix: bytes) -> View | None:
    """Return the lines around *end* that a backslash (or a batch file's ``^``) makes one, where it breaks a word."""
    start = text.rfind(b"\n", max(0, end - _BACK), text.rfind(b"\n", 0, end)) + 1
    while start > 1 and end - start < _BACK and text[max(0, start - 3) : start].rstrip(b"\r\n")[-1:] in (b"\\", b"^"):
        start = text.rfind(b"\n", max(0, start - _BACK), start - 1) + 1
    stop, at = end, start
    while at < end + _AHEAD and (seam := _SEAM.search(text, at, min(len(text), at + _AHEAD))) is not None:
        if b"\n" in text[at : seam.start()]:
            break
        at = stop = seam.end()
    stop = text.find(b"\n", stop, stop + _AHEAD)
    stop = min(len(text), end + _AHEAD) if stop < 0 else stop
    joined = _SEAM.sub(b"", text[start:stop])
    return View(joined, start, stop, "continued line", is_text=False) if start < end <= stop else None


def chunked_at(text: bytes, end: int, prefix: bytes) -> Iterator[View]:
    """Yield the body that follows the head around *end*, its chunks joined (RFC 9112, 7.1)."""
    head = _HEADS_END.search(text, end, end + _HEADS)
    if head is None:
        return
    parts: list[bytes] = []
    at = head.end()
    while len(parts) < _CHUNKS and at - head.end() < _MOST and (size := _SIZE.match(text, at)) is not None:
        length = int(size[1], 16)
        if not length:
            break
        parts.append(text[size.end() : size.end() + length])
        at = size.end() + length
        at += len(text[at : at + 2]) if text[at : at + 2] == b"\r\n" else text[at : at + 1] == b"\n"
    yield View(b"", end - 4, at + 4, "")
    data = b"".join(parts)
    if len(parts) > 1:
        yield View(data, head.end(), at, "chunks", is_text=printable(data))


LOOKS: Final = ((chunked_at, False, CHUNKED_LOOK),)
"""As the table of `gates`."""

LATER: Final = ((continued_at, False, CONTINUED_LOOK),)
"""The same; what joins pieces of a known start says more exactly where they stand."""
