"""Scripts that try a server out and are called tests: what stands in them was issued, as no framework runs them with fixtures."""

from __future__ import annotations

from typing import Final

import msgspec

from keyproof.detect import placeholders
from keyproof.detect.match import say
from keyproof.detect.randomness import randomness
from keyproof.detect.reading import Reading
from keyproof.detect.setting import is_made
from keyproof.detect.trail import Trail
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_SCRIPTS: Final = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".rb", ".php", ".ps1", ".sh")
_FRAMEWORK: Final = regex(
    rb"(?i)pytest|unittest|doctest|(?<![.\w])(?:(?:describe|it|test|suite|context)(?:\.\w{1,12})?\(\s{0,8}[\"'`]|expect\()|\bassert|jest|vitest|mocha|sinon|\bchai\b|node:test|rspec|minitest|phpunit|testcase|"
    rb"mock|fixture|redact|saniti[sz]|\bscrub|\bmask|\bleak|\bfake|\bdummy|fuzz|pester"
)
"""What runs tests, or says that what they hold is made for them."""

_CALLS: Final = regex(rb"https?://[a-z0-9]")
_SHOWS: Final = regex(rb"console\.(?:log|error)|\bprint(?:ln|f)?\(|\bputs\s|\becho\s|Write-(?:Host|Output)")
"""What a script does that somebody reads the outcome of: it asks a server, and prints."""

_LINES: Final = 10
_LEAST, _DIGITS, _RARE = 20, 3, 0.97
_LARGEST: Final = 64 * 1024
"""Bytes of what somebody writes to try a thing."""


def lifted(text: bytes, path: str, found: list[Reading], setting: Setting, trail: Trail | None) -> list[Reading]:
    """Return *found*, with what was drawn in *text*, at *path*, taken for live where that is such a script."""
    if setting is not Setting.TEST or not path.lower().endswith(_SCRIPTS) or is_made(path):
        return found
    drawn = {id(reading) for reading in found if _is_drawn(text, reading)}
    if not drawn:
        return found
    if trail is not None:  # each line of the text counts
        trail.fixed = True
    if len(text) > _LARGEST or text.count(b"\n") < _LINES or _FRAMEWORK.search(text):
        return found
    if not (_CALLS.search(text) and _SHOWS.search(text)):
        return found
    return [_as_live(reading) if id(reading) in drawn else reading for reading in found]


def _is_drawn(text: bytes, reading: Reading) -> bool:
    if reading.judgement.secret_class is not SecretClass.TEST_FIXTURE or reading.rule.id.startswith("pem-"):
        return False
    value = text[reading.start : reading.end].decode("utf-8", "replace")
    return (
        len(value) >= _LEAST
        and sum(c.isdigit() for c in value) >= _DIGITS
        and randomness(value) >= _RARE
        and not placeholders.is_placeholder(value)
    )


def _as_live(reading: Reading) -> Reading:
    said = say(SecretClass.LIVE, 0.45, "it looks random", "a script that no framework of tests runs sends it")
    return msgspec.structs.replace(reading, judgement=said)
