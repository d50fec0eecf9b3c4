"""What a whole file says of the values in it: that it describes an API, that what it calls tokens are ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from keyproof.detect.match import say
from keyproof.detect.placeholders import is_mixed, is_signed_draw
from keyproof.detect.randomness import randomness
from keyproof.detect.reading import Reading
from keyproof.detect.shipped import says_password
from keyproof.detect.trail import Trail
from keyproof.detect.typed import has_sequence
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_HEAD: Final = 600
"""Bytes in which a description of an API says that it is one (spec.openapis.org, OpenAPI Object)."""

_API: Final = regex(
    rb"""["']?(?:openapi|swagger)["']?\s{0,3}:\s{0,3}["']?[23]\.|"endpoints"\s{0,3}:\s{0,8}[\[{](?=[^\xff]{0,400}"method"\s{0,3}:\s{0,3}"(?:GET|POST|PUT|PATCH|DELETE)")"""
)
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
    return _API.search(text, 0, _HEAD) is not None


def is_opened(text: bytes, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether one of *parts*, in order, holds where *text* says that it describes an API."""
    return bool(parts) and parts[0][0] < _HEAD and describes_api(text)


def doubted(text: bytes, found: list[Reading], setting: Setting, trail: Trail | None) -> list[Reading]:
    """Return *found* in *text*, with little confidence where the whole of it says that they open nothing."""
    why: dict[int, str] = {}
    whole = False
    in_settings = setting is Setting.CONFIG
    if in_settings and any(map(_is_named, found)) and describes_api(text):
        why = {id(r): "the description of an API shows it" for r in found if _is_named(r)}
    for marks, expression, least, reason in _LISTED:
        listed = [] if why else [r for r in found if marks(r) and (in_settings or not r.rule.named)]
        count = len(set(expression.findall(text))) if listed else 0
        whole |= count > 1
        if count >= least:
            why |= {id(r): reason for r in listed}
    if trail is not None and (why or whole):
        trail.fixed = True
    return [_with_doubt(r, why[id(r)]) if id(r) in why else r for r in found] if why else found


_MAILBOX_ABOVE: Final = regex(
    rb"""(?i)[^\n]{0,80}\b\w{0,30}(?:user(?:_?name)?|login|e?mail)\w{0,10}["']?\s{0,3}[:=]\s{0,3}["']?([\w.+-]{2,60}@[\w-]{2,60}(?:\.[\w-]{2,60}){1,4})["']?[,;]?[ \t\r]{0,4}"""
)
_OF_NOBODY: Final = regex(
    rb"(?i)(?:test|user|admin|demo|foo|john|jane|alice|bob|me|you|name|email|info)[\w.+-]{0,20}@|[^@]{0,60}@(?:[\w-]{1,60}\.){0,3}(?:example|test|domain|email|mail|company|acme|foo|localhost|invalid|local|your\w{0,20})\b"
)
_DRAWN: Final = 10
_LIKE_A_DRAW: Final = 0.9
_SIXTEEN: Final = regex(rb"[a-z]{16}")
_RARE: Final = 0.6
_USER_ABOVE: Final = regex(
    rb"""\s{0,60}["']?(?:db_?)?user(?:_?name)?["']?\s{0,3}[:=]\s{0,3}["']?([a-z][\w-]{2,40})["']?,?[ \t\r]{0,4}"""
)
_FILL_IN: Final = regex(rb"(?i)your|my_?user|test|example|demo|\A(?:user|username|name|foo|bar)\Z")
"""Users of nobody."""


def lifted(text: bytes, found: list[Reading], setting: Setting) -> list[Reading]:
    """Return *found* in *text* with those passwords that the line before tells more of.

    It names somebody's mailbox, and a test has what was drawn; or a user, and plain words are set for a server.
    """
    if setting is Setting.TEST:
        return [_of_somebody(text, r) if _is_password(r, SecretClass.TEST_FIXTURE) else r for r in found]
    if setting is Setting.DOCS:
        return [_of_gmail(text, r) if _is_password(r, SecretClass.EXAMPLE) else r for r in found]
    if setting in (Setting.SOURCE, Setting.CONFIG):
        plain = SecretClass.EXAMPLE, SecretClass.PLACEHOLDER
        return [_of_user(text, r) if _is_password(r, *plain) else r for r in found]
    return found


def _is_password(reading: Reading, *classes: SecretClass) -> bool:
    return reading.rule.id == "generic-password" and reading.judgement.secret_class in classes


def _above(text: bytes, reading: Reading) -> tuple[int, int]:
    """Return where the line before that of *reading* stands."""
    line = text.rfind(b"\n", 0, reading.start)
    return text.rfind(b"\n", 0, max(line, 0)) + 1, max(line, 0)


def _of_gmail(text: bytes, reading: Reading) -> Reading:
    """Return *reading*, sixteen letters, as an application's password where the line before names a mailbox at Google."""
    if not _SIXTEEN.fullmatch(text, reading.start, reading.end):
        return reading
    above = _MAILBOX_ABOVE.fullmatch(text, *_above(text, reading))
    if above is None or _OF_NOBODY.match(above[1]) or not above[1].endswith((b"@gmail.com", b"@googlemail.com")):
        return reading
    value = text[reading.start : reading.end].decode()
    if randomness(value) < _RARE or has_sequence(value):
        return reading
    said = say(SecretClass.LIVE, 0.6, "an application's password, beside its mailbox")
    return msgspec.structs.replace(reading, judgement=said)


def _of_user(text: bytes, reading: Reading) -> Reading:
    """Return *reading*, plain words, as a weak default where the line before sets a user in the same way."""
    value = text[reading.start : reading.end].decode("utf-8", "replace")
    if not says_password(value) or reading.name.lower() not in ("password", "passwd", "pass"):
        return reading
    user = _USER_ABOVE.fullmatch(text, *_above(text, reading))
    if user is None or _FILL_IN.search(user[1]):
        return reading
    said = say(SecretClass.WEAK_DEFAULT, 0.6, "plain words beside their user, which are soon guessed")
    return msgspec.structs.replace(reading, judgement=said)


def _of_somebody(text: bytes, reading: Reading) -> Reading:
    if reading.end - reading.start < _DRAWN:
        return reading
    above = _MAILBOX_ABOVE.fullmatch(text, *_above(text, reading))
    if above is None or _OF_NOBODY.match(above[1]):
        return reading
    value = text[reading.start : reading.end].decode("utf-8", "replace")
    if not (is_signed_draw(value) or (randomness(value) >= _LIKE_A_DRAW and is_mixed(value, 4))):
        return reading
    said = say(
        SecretClass.LIVE, 0.6, "somebody's mailbox and a password stand side by side", "it stands in a test file"
    )
    return msgspec.structs.replace(reading, judgement=said)


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
