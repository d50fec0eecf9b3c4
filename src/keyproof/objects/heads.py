"""What is written in commit and tag objects besides what ``git log`` shows: people, odd headers, hidden ends."""

from __future__ import annotations

from typing import Final

from keyproof.patterns import regex

_HEADERS: Final = (b"tree ", b"parent ", b"author ", b"committer ", b"encoding ")
"""Starts of the usual header lines of a commit."""


_USUAL: Final = regex(rb"tree [^\n]*\n(?:parent [^\n]*\n){0,64}author [^\n]*\ncommitter [^\n]*(?:\nencoding [^\n]*)?\Z")
"""Nothing but the usual lines."""


def tag_text(data: bytes) -> bytes:
    """Return the tagger and the message of a tag object."""
    header, _, message = data.partition(b"\n\n")
    tagger = header.rpartition(b"\ntagger ")[2] if b"\ntagger " in header else b""
    return tagger + b"\n\n" + message if tagger else message


def commit_text(data: bytes) -> bytes:
    """Return the people and the message of a commit object."""
    header, _, message = data.partition(b"\n\n")
    who = [line for line in header.split(b"\n") if line.startswith((b"author ", b"committer "))]
    return b"\n".join((*who, b"", message))


def odd_parts(data: bytes) -> tuple[bytes, bytes]:
    """Return of a commit object the header lines that git itself does not write, and what its log does not show.

    A line that begins with a space belongs to the one before. Of a signature only its own headers are of interest;
    the rest is base64. The log shows a message up to a NUL byte.
    """
    header, _, message = data.partition(b"\n\n")
    hidden = message.partition(b"\0")[2]
    usual, _, signature = header.partition(b"\ngpgsig -")
    within = signature.count(b"\n") == signature.count(b"\n ")
    if within and b":" not in signature and _USUAL.match(usual):
        return b"", hidden
    odd: list[bytes] = []
    signed = known = False
    for line in header.split(b"\n"):
        if not line.startswith(b" "):
            signed, known = line.startswith(b"gpgsig"), line.startswith(_HEADERS)
        if not known and (not signed or b": " in line):
            odd.append(line)
    return b"\n".join(odd), hidden
