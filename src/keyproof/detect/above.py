"""What the lines before a value tell of it: whose a password is, that a key is no secret.

Of more than the line before all is told on: versions of a file are searched in parts.
"""

from __future__ import annotations

from typing import Final

import msgspec

from keyproof.detect.match import INSTALLED, SAID_OPEN, say
from keyproof.detect.placeholders import is_mixed, is_signed_draw
from keyproof.detect.randomness import randomness
from keyproof.detect.reading import Reading
from keyproof.detect.shipped import says_password
from keyproof.detect.trail import Trail
from keyproof.detect.typed import has_sequence
from keyproof.model.fact import SecretClass, Setting
from keyproof.patterns import regex

_MAILBOX: Final = regex(
    rb"""(?i)[^\n]{0,80}\b\w{0,30}(?:user(?:_?name)?|login|e?mail)\w{0,10}["']?\s{0,3}[:=]\s{0,3}["']?([\w.+-]{2,60}@[\w-]{2,60}(?:\.[\w-]{2,60}){1,4})["']?[,;]?[ \t\r]{0,4}"""
)
_OF_NOBODY: Final = regex(
    rb"(?i)(?:test|user|admin|demo|foo|john|jane|alice|bob|me|you|name|email|info)[\w.+-]{0,20}@|[^@]{0,60}@(?:[\w-]{1,60}\.){0,3}(?:example|test|domain|email|mail|company|acme|foo|localhost|invalid|local|your\w{0,20})\b"
)
"""Mailboxes of examples."""

_DRAWN: Final = 10
_LIKE_A_DRAW: Final = 0.9
"""Characters of a password that was drawn, and `randomness` of one."""

_SIXTEEN: Final = regex(rb"[a-z]{16}")
_RARE: Final = 0.6
"""How Google draws an application's password, and `randomness` of letters alone."""

_USER: Final = regex(
    rb"""\s{0,60}["']?(?:db_?)?user(?:_?name)?["']?\s{0,3}[:=]\s{0,3}["']?([a-z][\w-]{2,40})["']?,?[ \t\r]{0,4}"""
)
_FILL_IN: Final = regex(rb"(?i)your|my_?user|test|example|demo|\A(?:user|username|name|foo|bar)\Z")
"""Users of nobody."""


_OF_KIND: Final = regex(
    r"(?:db|database|pg|postgres(?:ql)?|mysql|mongo(?:db)?|redis|smtp|e?mail|ldap|api|auth|https?|proxy|app)[_-](?:pass\w{0,6}|pwd)"
)
"""What a password is called where one name is given for another: ``password: "db_password"``."""


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
    above = _MAILBOX.fullmatch(text, *_above(text, reading))
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
    if _OF_KIND.fullmatch(value) or reading.name.lower() not in ("password", "passwd", "pass"):
        return reading
    user = _USER.fullmatch(text, *_above(text, reading))
    if user is None or _FILL_IN.search(user[1]) or not (says_password(value) or value == user[1].decode()):
        return reading
    said = say(SecretClass.WEAK_DEFAULT, 0.6, "plain words, or the user again, beside the user: soon guessed")
    return msgspec.structs.replace(reading, judgement=said)


def _of_somebody(text: bytes, reading: Reading) -> Reading:
    if reading.end - reading.start < _DRAWN:
        return reading
    above = _MAILBOX.fullmatch(text, *_above(text, reading))
    if above is None or _OF_NOBODY.match(above[1]):
        return reading
    value = text[reading.start : reading.end].decode("utf-8", "replace")
    if not (is_signed_draw(value) or (randomness(value) >= _LIKE_A_DRAW and is_mixed(value, 4))):
        return reading
    said = say(
        SecretClass.LIVE, 0.6, "somebody's mailbox and a password stand side by side", "it stands in a test file"
    )
    return msgspec.structs.replace(reading, judgement=said)


_PARAGRAPH: Final = 800
"""Bytes of the comment over a line, and of what stands around a value, that may speak of it."""

_OPEN: Final = regex(
    rb"(?i)(?:\b(?:intentionally|deliberately) public\b|\bpublic(?:ly)?[ -](?:read[- ]only|by design|known|shared|demo)\b|"
    rb"\bnot(?: a| really)?(?: real)? secrets?\b|\bnot confidential\b|\bsafe to (?:commit|publish|share|embed|expose|ship|be public)\b|\bnot so secret\b)"
)
_COMMENT: Final = regex(rb"[ \t]{0,40}(?:#|//|/?\*|--)")
_SURE: Final = 0.4
"""The confidence that is left."""


_INSTALLED: Final = regex(
    rb"(?i)[\"']installed[\"']\s?:|InstalledApp|(?<!claude )\bdesktop[ -](?:app|client|oauth)|\binstalled app|\bnative app|\bloopback\b"
)
_OF_PAGE: Final = regex(rb"(?i)x-algolia-agent|algolia for javascript")
_TOLD_BY: Final = {
    "google-oauth-client-secret": (_INSTALLED, INSTALLED),
    "algolia": (_OF_PAGE, "the client of a page sends it, as every visitor does"),
}
"""By rule what stands near a value that everybody has, and why."""


def doubted(text: bytes, found: list[Reading], trail: Trail | None) -> list[Reading]:
    """Return *found* in *text*, with little confidence where the text around a value says that everybody may have it.

    A comment over it does, or that it is of an application which people install (RFC 8252, 8.5).
    """
    out: list[Reading] = []
    for reading in found:
        said = reading.judgement
        if said.secret_class is SecretClass.LIVE and said.confidence > _SURE and (why := _why(text, reading, trail)):
            said = say(said.secret_class, _SURE, *said.reasons, why)
            reading = msgspec.structs.replace(reading, judgement=said)
        out.append(reading)
    return out


def _why(text: bytes, reading: Reading, trail: Trail | None) -> str:
    least = max(0, reading.start - 4 * _PARAGRAPH)
    line = start = text.rfind(b"\n", least, reading.start) + 1
    while start > max(0, line - _PARAGRAPH):
        before = text.rfind(b"\n", least, start - 1) + 1 or least
        if _COMMENT.match(text, before, start) is None:
            break
        start = before
    if start < line:
        if trail is not None:
            trail.far.append((start, reading.end))
        if _OPEN.search(text, start, line):
            return SAID_OPEN
    if reading.rule.id in _TOLD_BY:
        mark, why = _TOLD_BY[reading.rule.id]
        around = max(0, reading.start - _PARAGRAPH), min(len(text), reading.end + _PARAGRAPH)
        if trail is not None:
            trail.far.append(around)
        if mark.search(text, *around):
            return why
    return ""
