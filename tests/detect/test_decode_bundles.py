"""Archives of Electron, LZ4 frames and rich text: what they hold is found, and broken ones end in time."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof import limits
from keyproof.detect.decode import bundles, lz4, richtext
from keyproof.detect.decode.view import Budget
from keyproof.detect.detector import Detector
from tests.detect.conftest import drawn, live

V = drawn(32, 5)


def packed(files: dict[str, bytes]) -> bytes:
    """Return an asar archive as electron/asar writes it."""
    head: dict[str, object] = {"files": {}}
    body = b""
    for path, data in files.items():
        here = head
        *folders, name = path.split("/")
        for folder in folders:
            here = here["files"].setdefault(folder, {"files": {}})  # type: ignore[attr-defined]
        here["files"][name] = {"size": len(data), "offset": str(len(body))}  # type: ignore[index]
        body += data
    text = json.dumps(head, separators=(",", ":")).encode()
    padded = text + b"\0" * (-len(text) % 4)
    sizes = (4, len(padded) + 8, len(padded) + 4, len(text))
    return b"".join(n.to_bytes(4, "little") for n in sizes) + padded + body


def frame(*blocks: bytes, stored: bool = False) -> bytes:
    """Return an LZ4 frame without checksums."""
    mark = 1 << 31 if stored else 0
    body = b"".join((len(b) | mark).to_bytes(4, "little") + b for b in blocks)
    return b"\x04\x22\x4d\x18\x60\x40\x82" + body + b"\0\0\0\0"


def literals(data: bytes, match: bytes = b"") -> bytes:
    """Return a block of *data* alone, or with *match*, the two bytes of how far back it is, and a length of four."""
    size = len(data)
    head = bytes((min(size, 15) << 4,))
    if size >= 15:
        head += b"\xff" * ((size - 15) // 255) + bytes(((size - 15) % 255,))
    return head + data + match


def test_files_of_an_electron_program(detector: Detector) -> None:
    data = packed({"package.json": b"{}", "src/main.js": f'const apiKey = "{V}";\n'.encode()})
    assert list(bundles.asar(data, Budget())) == [
        ("package.json", b"{}"),
        ("src/main.js", f'const apiKey = "{V}";\n'.encode()),
    ]
    (match,) = detector.scan(data, "app.asar")
    assert (match.member, match.secret.reveal()) == ("src/main.js", V)


def test_frames_of_lz4(detector: Detector) -> None:
    text = f"MCP_PORT=1\nACME_SECRET={V}\n".encode()
    for data in (frame(literals(text)), frame(text, stored=True), frame(literals(text[:9]), literals(text[9:]))):
        assert list(lz4.frames(data, Budget())) == [("", text)]
        assert live(detector.scan(data, "env.lz4")) == [V]
    assert list(lz4.frames(frame(literals(b"abcd", b"\2\0")), Budget())) == [("", b"abcdcdcd")]
    assert list(lz4.frames(frame(literals(b"ab", b"\1\0")), Budget())) == [("", b"abbbbb")]


@pytest.mark.parametrize("match", [b"\0\0", b"\xff\xff"])
def test_a_frame_that_points_outside_is_kept_up_to_there(match: bytes) -> None:
    assert list(lz4.frames(frame(literals(b"abcd", match)), Budget())) == [("", b"abcd")]


def test_a_frame_that_grows_without_end_is_cut() -> None:
    budget = Budget()
    block = literals(b"a", b"\1\0")[:-2]
    block = bytes((0x1F,)) + b"a" + b"\1\0" + b"\xff" * 100_000 + b"\0"
    ((_, content),) = lz4.frames(frame(block), budget)
    assert len(content) <= max(1 << 20, 1000 * len(block))
    assert content.count(b"a") == len(content)


def test_the_text_of_a_document(detector: Detector) -> None:
    text = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Staging login\par user: anna\par password: %b\par}" % V.encode()
    ((_, shown),) = richtext.rtf(text, Budget())
    assert shown.decode() == f"Staging login\nuser: anna\npassword: {V}\n"
    assert live(detector.scan(text, "access.rtf")) == [V]
    ((_, shown),) = richtext.rtf(rb"{\rtf1 a\'41\tab\{b\}{\*\hidden c}\~d}", Budget())
    assert shown == b"aA\t{b} d"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_broken_ones_raise_nothing_but_what_is_expected(tail: bytes, seed: int) -> None:
    rng = random.Random(seed)
    whole = [packed({"a/b.js": b"x" * 20, "c": tail}), frame(literals(tail + b"abcdefgh", b"\3\0")), rb"{\rtf1 " + tail]
    for data, opener in zip(whole, (bundles.asar, lz4.frames, richtext.rtf), strict=True):
        broken = bytearray(data)
        for _ in range(3):
            broken[rng.randrange(4, len(broken))] = rng.randrange(256)
        list(opener(bytes(broken), Budget()))
        list(opener(data[: rng.randrange(5, len(data) + 1)], Budget()))


def test_a_document_of_rich_text_that_is_too_long_is_said_to_be_cut() -> None:
    budget = Budget()
    list(richtext.rtf(b"{\\rtf1 " + b"a" * (16 * limits.MIB) + b"}", budget))
    assert budget.cut
