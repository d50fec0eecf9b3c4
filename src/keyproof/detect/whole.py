"""What a whole file says of the values in it: that it describes an API, that what it calls tokens are ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from keyproof.detect.match import say
from keyproof.detect.reading import Reading
from keyproof.detect.trail import Trail
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_HEAD: Final = 600
"""Bytes in which a description of an API says that it is one (spec.openapis.org, OpenAPI Object)."""

_API: Final = regex(rb"""["']?(?:openapi|swagger)["']?\s{0,3}:\s{0,3}["']?[23]\.""")
_IDS: Final = regex(rb"""["']?token["']?\s{0,3}:\s{0,3}["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})""")
_MANY: Final = 8
"""Ids under one name that tell a list of things from credentials."""


def describes_api(text: bytes) -> bool:
    """Whether *text* is the description of an API: what it binds are examples of what is sent and answered."""
    return _API.search(text, 0, _HEAD) is not None


def is_opened(text: bytes, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether one of *parts*, in order, holds where *text* says that it describes an API."""
    return bool(parts) and parts[0][0] < _HEAD and describes_api(text)


def doubted(text: bytes, found: list[Reading], setting: Setting, trail: Trail | None) -> list[Reading]:
    """Return *found* in *text*, with little confidence where the file says that what only a name tells opens nothing."""
    if setting is not Setting.CONFIG or not any(map(_is_named, found)):
        return found
    why = "the description of an API shows it" if describes_api(text) else ""
    ids = 0
    if not why and any(map(_is_id, found)):
        ids = len(set(_IDS.findall(text)))
    if trail is not None and (why or ids > 1):
        trail.fixed = True
    if not why and ids < _MANY:
        return found
    return [
        _with_doubt(reading, why or "a list gives many things such an id")
        if (_is_named(reading) if why else _is_id(reading))
        else reading
        for reading in found
    ]


def _is_named(reading: Reading) -> bool:
    return reading.rule.named and reading.judgement.secret_class is SecretClass.LIVE


def _is_id(reading: Reading) -> bool:
    return _is_named(reading) and reading.name == "token" and reading.end - reading.start == 36


def _with_doubt(reading: Reading, why: str) -> Reading:
    said = reading.judgement
    return msgspec.structs.replace(
        reading, judgement=say(said.secret_class, min(said.confidence, 0.4), *said.reasons, why)
    )
