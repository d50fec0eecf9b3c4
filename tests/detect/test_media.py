"""What is left out of a picture is only what is packed; what is not made as its format says is searched whole."""

from __future__ import annotations

import zlib
from struct import pack

import pytest

from keyproof.detect.media import searchable
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import drawn, live

NOISE = bytes(range(1, 250)) * 60
RULE = next(rule for rule in builtin_rules() if rule.id == "github-pat-classic")


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def png(text: bytes) -> bytes:
    pixels = chunk(b"IDAT", NOISE) * 3
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", bytes(13))
        + chunk(b"tEXt", b"Comment\0" + text)
        + pixels
        + chunk(b"IEND", b"")
    )


def jpeg(text: bytes) -> bytes:
    scan = NOISE.replace(b"\xff", b"\xff\0")
    head = b"\xff\xd8\xff\xe1" + pack(">H", len(text) + 8) + b"Exif\0\0" + text
    return head + b"\xff\xda\0\x08" + bytes(6) + scan + b"\xff\xd0" + scan + b"\xff\xd9"


def gif(text: bytes) -> bytes:
    blocks = (
        b"".join(bytes([len(NOISE[at : at + 255])]) + NOISE[at : at + 255] for at in range(0, len(NOISE), 255)) + b"\0"
    )
    comment = b"!\xfe" + bytes([len(text)]) + text + b"\0"
    frame = b"," + bytes(8) + b"\x81" + bytes(12) + b"\x08" + blocks
    return b"GIF89a" + bytes(4) + b"\x80" + bytes(2) + bytes(6) + frame + comment + frame + b";"


def webp(text: bytes) -> bytes:
    body = (
        b"WEBP"
        + b"VP8 "
        + pack("<I", len(NOISE))
        + NOISE
        + b"XMP "
        + pack("<I", len(text))
        + text
        + b"\0" * (len(text) & 1)
    )
    return b"RIFF" + pack("<I", len(body)) + body


def woff2(text: bytes) -> bytes:
    directory = b"\0\1" * 3
    size = 48 + len(directory) + len(NOISE) + len(text)
    return (
        pack(">4s4sIHHIIHHIIIII", b"wOF2", b"OTTO", size, 3, 0, 0, len(NOISE), 0, 0, 0, 0, 0, 0, 0)
        + directory
        + NOISE
        + text
    )


MADE = {"png": png, "jpeg": jpeg, "gif": gif, "webp": webp, "woff2": woff2}


@pytest.mark.parametrize("kind", MADE)
def test_text_and_what_follows_the_end_is_kept_and_the_packed_is_not(kind):
    data = MADE[kind](b"the text that is told") + b"what follows"
    kept = searchable(data)
    assert kept is not None
    assert kept == sorted(kept)
    said = b"|".join(data[start:end] for start, end in kept)
    assert b"the text that is told" in said
    assert said.endswith(b"what follows")
    assert len(said) < 300 + len(data) - len(NOISE)


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("behind", [False, True])
def test_a_value_beside_the_packed_bytes_is_found(detector, kind, behind):
    value = samples(RULE, 1)[0]
    text = f" {value} ".encode()
    data = MADE[kind](b"" if behind else text) + (text if behind else b"")
    assert live(detector.scan(data, f"picture.{kind}")) == [value]


@pytest.mark.parametrize("kind", MADE)
def test_one_that_is_cut_or_changed_is_searched_whole_or_as_it_says(kind):
    data = MADE[kind](b"text")
    for at in range(8, len(data), 997):
        for changed in (data[:at], data[:at] + b"\xff" + data[at + 1 :], data[:at] + data[at + 5 :]):
            kept = searchable(changed)
            if kept is not None:
                flat = [offset for stretch in kept for offset in stretch]
                assert flat == sorted(flat)
                assert flat[0] == 0
                assert flat[-1] <= len(changed)


def test_small_ones_and_other_files_are_searched_whole():
    assert searchable(drawn(9_000).encode()) is None
    assert searchable(png(b"")[:200]) is None


def test_blocks_without_end_cost_no_more_than_their_bytes():
    assert searchable(b"GIF89a" + bytes(7) + b"," + bytes(10) + b"\1a" * 200_000) is None
    assert searchable(b"\xff\xd8\xff\xda\0\2" + b"\xff\0" * 1_000_000) is None
