"""What the place of a value with a provider's shape says of it: that it is cut short, made up, or names a thing."""

from __future__ import annotations

import re
from typing import Final

from keyproof.detect.bound import said
from keyproof.detect.context import Context
from keyproof.detect.match import Judgement
from keyproof.detect.names import words
from keyproof.detect.rule import Rule, context_pattern
from keyproof.model.fact import SecretClass
from keyproof.patterns import compiled, regex

_CUT: Final = regex(r"(?:\.{3}|…|\*{3})")
_FILE: Final = regex(r"(?:/[\w./%-]{1,160})?\.(?:png|jpe?g|gif|svg|webp|css|m?js|ico|mp4|woff2?|pdf|html?)\b")
_FAKE: Final = regex(
    r"(?i)^your[-_ ]|(?:^|[_.\-])(?:fake|dummy|mock(?:ed)?|bogus)(?:[_.\-]|$)|^(?-i:fake|dummy|mock)(?=[A-Z])"
)
_COMMIT: Final = regex(r"[0-9a-f]{40}")
_IN_REPOSITORY: Final = regex(
    r"(?:github(?:usercontent)?\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]{1,60}/[\w.-]{1,100}/(?:-/)?(?:(?:blob|commits?|tree|raw|archive|src)/)?\Z"
)
"""What stands before a commit in the address of a file on a git host."""

_INTEGRITY: Final = regex(r"sha(?:1|256|384|512)-[A-Za-z0-9+/]{0,100}\Z")
"""What stands before a part of the hash of what is loaded (W3C, Subresource Integrity)."""

_WITHIN: Final = regex(r"[A-Za-z0-9+/]{72,80}\Z")
"""A run of base64 that goes on to the value."""

_PINNED: Final = regex(r"(?:^|[\s\"'(:+/])[\w.-]{1,60}/[\w./-]{1,150}[@\t]\Z")
"""What stands before the commit that a dependency or an action is pinned to, or a table lists: ``owner/name@``."""

_COMMON: Final = regex(r"(?:[0-9a-f]{2,}-){0,8}[0-9a-f]{8,}", re.I)
"""What commits, hashes, traces and every kind of id are made of, too: hex digits, in groups or not."""

_PLAIN: Final = regex(r"[0-9A-Za-z_-]{16,64}")
"""What ids of pages, films and lists are made of, too."""

_QUOTES: Final = ("'", '"', "`")
_OF_CHAIN: Final = (["transaction"], ["tx"], ["txn"], ["block"])
_PATH: Final = regex(r"https?://[^\s\"'<>()?]{1,200}/\Z")
_OF_THING: Final = regex(
    r"https?://[^\s\"'<>()?]{4,120}/(?:files?|samples?|hash|commits?|tree|blob|tx|block|address|domain|analysis)/\Z"
)
"""The address of a page about one thing, up to what names the thing."""

_ADDRESS: Final = 220
_JOINED: Final = regex(r"\S{1,160}\Z")
"""What a value stands in: an address, a path."""

_THINGS: Final = frozenset(
    "id ids uuid guid sid sha md commit rev revision ref hash digest checksum etag fingerprint project environment workspace "
    "zone tenant deployment build trace span image volume mount".split()
)
"""Last words of the names of what is looked up, not opened."""

_SAYS: Final = regex(
    r"(?i)key|token|secret|passw|auth|credential|bearer|login|[_-]api|(?<![a-z])pat(?![a-z])|\bAC[0-9a-f]{32}|密钥|密码|令牌"
)
"""What tells, beside a provider's name, that a value is there to open something."""

_PROSE: Final = 160
"""Characters before a value in which something has to say that it opens anything."""

_DOTTED: Final = regex(r"(?:[a-z]\w{0,30}\.){2,12}\Z")
_NAME: Final = 120
"""Characters in which the rest of a dotted name is looked for."""

_SUCH_AS: Final = regex(r"(?:#|//|/?\*)\s[^\n]{0,160}\be\.g\.[^\n]{0,60}\Z")
_EXAMPLE_KEY: Final = regex(r"(?i)@example\b|(?:^|[\s\"'{,])examples?[\"']?\s{0,2}[:=]")
_NO_TOKEN: Final = regex(r"(?:\bssh|\benode)://\Z")
_USERS: Final = frozenset(
    ("oauth2accesstoken", "x-access-token", "x-token-auth", "gitlab-ci-token", "gitlab_ci_token", "_json_key_base64")
)
"""Whom registries and git hosts call the user of any token: a token may follow, or comes from elsewhere."""

_DSN: Final = regex(r"@[\w.-]{0,60}sentry[\w.-]{0,40}(?:/|\Z)")
"""Where a page sends its errors; the key before it is public (docs.sentry.io, Data Source Name)."""


def by_place(rule: Rule, value: str, context: Context) -> Judgement | None:
    """Return the judgement on a value whose place says that it is only shown."""
    if _CUT.match(context.after):
        return said(SecretClass.PLACEHOLDER, "it is cut short")
    if _WITHIN.search(context.line[-80:]):
        return said(SecretClass.PLACEHOLDER, "it is a part of what is encoded")
    if not rule.prefix and _COMMIT.fullmatch(value) and _IN_REPOSITORY.search(context.line):
        return said(SecretClass.IDENTIFIER, "it is the commit in the address of a file")
    if not rule.prefix and _COMMIT.fullmatch(value) and _PINNED.search(context.line):
        return said(SecretClass.IDENTIFIER, "it is the commit that something is pinned to")
    if "-" in context.line[-110:] and _INTEGRITY.search(context.line[-110:]):
        return said(SecretClass.IDENTIFIER, "it is the hash of what is loaded")
    if rule.id == "url-with-token" and (value in _USERS or _NO_TOKEN.search(context.line)):
        return said(SecretClass.IDENTIFIER, "it names a user or a node, whom a key lets in")
    if (rule.id.startswith("url-with-token") and _DSN.match(context.after)) or (
        rule.prefix == "key-" and context.line.endswith("sentry-")
    ):
        return said(SecretClass.PUBLIC, "it is the public key of an address for reports of errors")
    if (_is_common(rule, value) and _names_a_thing(rule, context)) or (not rule.prefix and _is_of_chain(context)):
        return said(SecretClass.IDENTIFIER, "its name or its place says that it names a thing")
    if not rule.prefix and _FILE.match(context.after):
        return said(SecretClass.PLACEHOLDER, "it is a part of a file's name")
    if _FAKE.search(context.name):
        return said(SecretClass.PLACEHOLDER, "its name says that it is made up")
    if not rule.prefix and value.isalnum() and _DOTTED.search(context.line[-_NAME:]):
        return said(SecretClass.PLACEHOLDER, "it is a part of a dotted name")
    if _SUCH_AS.search(context.line):
        return said(SecretClass.EXAMPLE, "a comment says how one looks")
    if "example" in context.line.lower() and _EXAMPLE_KEY.search(context.line):
        return said(SecretClass.PLACEHOLDER, "it is marked as an example")
    return None


def is_doubtful(rule: Rule, value: str, context: Context) -> bool:
    """Whether only the name of a provider stands near *value*, and nothing says that it opens anything."""
    if _SAYS.search(context.name) or _is_named_by(rule, context):
        return False
    if not _is_common(rule, value):
        return _is_loose(rule, value, context)
    if _is_of_other_host(rule, context):
        return True
    if context.name and compiled(context_pattern(rule), re.IGNORECASE).search(context.name):
        return False
    before = context.near.partition(value)[0].rsplit("\n", 2)[-2:]
    return not any(_SAYS.search(line) for line in before)


def _is_of_other_host(rule: Rule, context: Context) -> bool:
    """Whether the value is a part of the path of an address that does not name the provider."""
    address = _PATH.search(context.line[-_ADDRESS:])
    return address is not None and re.search(context_pattern(rule), address[0], re.IGNORECASE) is None


def _is_loose(rule: Rule, value: str, context: Context) -> bool:
    """Whether *value* of letters and digits, which no prefix marks, stands in a text or in the address of another host."""
    quoted = not context.name and context.line[-1:] in _QUOTES and context.after[:1] == context.line[-1:]
    if not rule.context or rule.prefix or quoted or not _PLAIN.fullmatch(value):
        return False
    before = context.near.partition(value)[0][-_PROSE:]
    if _SAYS.search(before):
        return False
    words = compiled(context_pattern(rule), re.IGNORECASE)
    joined = _JOINED.search(before)
    return words.search(context.name) is None and (joined is None or words.search(joined[0]) is None)


def _is_of_chain(context: Context) -> bool:
    """Whether the name says that the value is of a transaction, or a hash, as long as keys are on the same chain."""
    parts = words(context.name)
    return parts[-1:] == ["txid"] or (parts[-1:] in (["hash"], ["signature"]) and parts[-2:-1] in _OF_CHAIN)


def _is_common(rule: Rule, value: str) -> bool:
    return bool(rule.context) and not rule.prefix and bool(_COMMON.fullmatch(value))


def _names_a_thing(rule: Rule, context: Context) -> bool:
    """Whether the value is named as an id is, or is a part of a path; a rule may know a credential by such a name."""
    if not context.name:
        return context.line.endswith("/") and (
            context.after.startswith("/") or bool(_OF_THING.search(context.line[-_ADDRESS:]))
        )
    parts = words(context.name)
    if context.name.upper() in rule.env and parts[-2:] != ["client", "id"]:  # a client's id is public (RFC 6749, 2.2)
        return False
    while len(parts) > 1 and parts[-1].isdigit():
        parts.pop()
    return bool(parts) and parts[-1] in _THINGS and not _is_named_by(rule, context)


def _is_named_by(rule: Rule, context: Context) -> bool:
    """Whether a context word of *rule* is the last word before the value, not in another cell of a table."""
    return (
        compiled(rf"(?:{context_pattern(rule)})[^A-Za-z0-9|]{{0,12}}\Z", re.IGNORECASE).search(context.line) is not None
    )
