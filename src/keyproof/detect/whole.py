"""What a whole file says of the values in it: that it describes an API, that what it calls tokens are ids."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

import msgspec

from keyproof.detect.match import say
from keyproof.detect.reading import Reading
from keyproof.detect.trail import Trail
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_HEAD: Final = 600
"""Bytes in which a description of an API says that it is one (spec.openapis.org, OpenAPI Object)."""

_API: Final = regex(
    rb"""["']?(?:openapi|swagger)["']?\s{0,3}:\s{0,3}["']?[23]\.|"endpoints"\s{0,3}:\s{0,8}[\[{](?=[^\xff]{0,400}"method"\s{0,3}:\s{0,3}"(?:GET|POST|PUT|PATCH|DELETE)")"""
)
_BLUEPRINT: Final = regex(rb"(?:\xef\xbb\xbf)?\s{0,20}(?:FORMAT:\s{0,4}1A|#%RAML)")
"""How an API Blueprint and RAML begin."""

_LONG, _REQUESTS = 20_000, 20
"""Bytes of a reference of an API at least, and requests that it describes."""

_REQUEST: Final = regex(rb"(?:^|[\n`*| ])(?:GET|POST|PUT|PATCH|DELETE)[ `*|]{1,4}/[\w{:]")
_IDS: Final = regex(rb"""["']?token["']?\s{0,3}:\s{0,3}["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})""")
_IN_ADDRESSES: Final = regex(
    rb"""https?://[^\s"'<>?]{3,300}\?(?:[^\s"'<>]{0,300}&)?token=([0-9A-Za-z_.~+/=%-]{16,300})"""
)
_HASHES: Final = regex(
    rb"""["']password["']\s{0,3}:\s{0,3}["']((?:[0-9a-f]{32}){1,2}(?:[0-9a-f]{64})?|[0-9a-f]{40})["']"""
)
_HASHED: Final = (32, 40, 64, 128)
_SOME: Final = 3
_UUID: Final = 36
_MANY: Final = 8
"""Values under one name that tell a list of things from credentials."""


def describes_api(text: bytes) -> bool:
    """Whether *text* is the description of an API: what it binds are examples of what is sent and answered."""
    return _BLUEPRINT.match(text) is not None or _API.search(text, 0, _HEAD) is not None


def is_opened(text: bytes, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether one of *parts*, in order, holds where *text* says that it describes an API."""
    return bool(parts) and parts[0][0] < _HEAD and describes_api(text)


def doubted(text: bytes, found: list[Reading], setting: Setting, trail: Trail | None) -> list[Reading]:
    """Return *found* in *text*, with little confidence where the whole of it says that they open nothing."""
    why: dict[int, str] = {}
    whole = False
    in_settings = setting is Setting.CONFIG
    named = [r for r in found if _is_named(r)]
    if named and (describes_api(text) if in_settings else _BLUEPRINT.match(text)):
        why = {id(r): "the description of an API shows it" for r in named}
    elif named and setting is Setting.DOCS:
        whole = True  # each request of the text counts
        if _is_reference(text):
            why = {id(r): "a reference of an API shows it" for r in named}
    for marks, expression, least, reason in _LISTED:
        listed = [] if why else [r for r in found if marks(r) and (in_settings or not r.rule.named)]
        count = len(set(expression.findall(text))) if listed else 0
        whole |= count > 1
        if count >= least:
            why |= {id(r): reason for r in listed}
    if trail is not None and (why or whole):
        trail.fixed = True
    return [_with_doubt(r, why[id(r)]) if id(r) in why else r for r in found] if why else found


def _is_reference(text: bytes) -> bool:
    """Whether *text* describes the requests of an API, one after the other."""
    return len(text) >= _LONG and sum(1 for _ in islice(_REQUEST.finditer(text), _REQUESTS)) == _REQUESTS


def _is_live(reading: Reading) -> bool:
    return reading.judgement.secret_class is SecretClass.LIVE


def _is_named(reading: Reading) -> bool:
    return reading.rule.named and _is_live(reading)


def _is_id(reading: Reading) -> bool:
    return _is_named(reading) and reading.name == "token" and reading.end - reading.start == _UUID


def _is_in_address(reading: Reading) -> bool:
    return reading.rule.id == "url-query-secret" and _is_live(reading)


def _is_hash(reading: Reading) -> bool:
    return _is_named(reading) and reading.name == "password" and reading.end - reading.start in _HASHED


_LISTED: Final = (
    (_is_id, _IDS, _MANY, "a list gives many things such an id"),
    (_is_in_address, _IN_ADDRESSES, _MANY, "each of many addresses has one of its own"),
    (_is_hash, _HASHES, _SOME, "each of many users has the hash of a password"),
)
"""What is one of many in a file, what counts them, from how many on they are no credentials, and why."""


def _with_doubt(reading: Reading, why: str) -> Reading:
    said = reading.judgement
    return msgspec.structs.replace(
        reading, judgement=say(said.secret_class, min(said.confidence, 0.4), *said.reasons, why)
    )
