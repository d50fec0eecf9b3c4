"""Files that hold one value and nothing else, whose own name says what it is: ``secrets/db_password``, ``.vault_pass``."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from keyproof.detect.context import Context
from keyproof.detect.generic import RULES
from keyproof.detect.judge import judge
from keyproof.detect.kinds import Kinds
from keyproof.detect.names import NameKind, kind_of
from keyproof.detect.reading import Reading
from keyproof.model.fact import Setting
from keyproof.patterns import regex

MOST: Final = 256
"""Bytes of a file that holds one value."""

_VALUE: Final = regex(rb"\s{0,4}(?P<v>[!-~]{8,200})\s{0,8}")
_ENDINGS: Final = frozenset(("", "txt", "secret", "pass", "password", "pw", "key", "token"))
_VAULT: Final = regex(r"\.?(?:ansible[_-]?)?vault[_-]?pass(?:word)?(?:[_-]?file)?(?:\.txt)?")
"""What Ansible's guide calls the file that opens its vaults."""

_MASTER: Final = regex(r"(?:^|/)config/(?:master|credentials/[a-z]{1,20})\.key")
"""Where Rails keeps the key of its encrypted credentials: 16 bytes in hex."""

_LOGIN: Final = regex(
    r"(?i)(?:^|/)(?:[^/]{0,20}vpn[^/]{0,20}/[\w.-]{0,20}(?:auth|cred|login|pass)[\w.-]{0,20}|auth[_-]?user[_-]?pass[\w.-]{0,12}|vpn[_-]?(?:auth|cred|login|pass)[\w.-]{0,12})\Z"
)
"""What ``auth-user-pass`` of OpenVPN reads: the user on the first line, the password on the second."""

_PAIR: Final = regex(rb"[!-~]{1,64}\r?\n(?P<v>[!-~]{6,128})\s{0,4}")
_CLIENT: Final = regex(rb"(?:(?:#[^\n]{0,120})?\r?\n)*[\w*.-]{1,80}:[\w.@+-]{1,80}:(?P<v>[^\s:]{6,128})\s{0,4}")
"""A line of what Exim logs in with: server, user, password."""

_FIELDS: Final = 3
"""Colons of a line that holds more than a value, as those of ``.pgpass``."""

_HEX: Final = regex(r"[0-9a-f]{32}")
_FOLDERS: Final = frozenset(("secrets", "secret", ".secrets", "run/secrets"))


@lru_cache(maxsize=8192)
def named_by(path: str) -> tuple[str, NameKind] | None:
    """Return the name that *path* gives what its file holds, with what that says; None where it says nothing."""
    folder, _, name = path.rpartition("/")
    if _LOGIN.search(path):
        return "auth-user-pass", NameKind("password")
    if name == "passwd.client":
        return "passwd.client", NameKind("password")
    if _VAULT.fullmatch(name):
        return "vault_password", NameKind("password")
    if _MASTER.search(path):
        return "master_key", NameKind("api-key")
    stem, _, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    if ending.lower() not in _ENDINGS:
        return None
    kind = kind_of(stem)
    if kind is None or kind.open or (kind.weak and folder.rpartition("/")[2] not in _FOLDERS):
        return None
    return stem, kind


def reading(text: bytes, path: str, setting: Setting, kinds: Kinds) -> Reading | None:
    """Return what is said of the one value that *text* is, None where it is none or the file's name says nothing.

    *kinds* tells whose it is.
    """
    if len(text) > MOST or (named := named_by(path)) is None:
        return None
    name, kind = named
    expression = _PAIR if _LOGIN.search(path) else _CLIENT if name == "passwd.client" else _VALUE
    found = expression.fullmatch(text)
    if found is None:
        return None
    value = found["v"].decode("ascii")
    if (name == "master_key" and not _HEX.fullmatch(value)) or value.count(":") >= _FIELDS:
        return None
    where = setting if setting in (Setting.TEST, Setting.EXAMPLE) else Setting.CREDENTIAL_FILE
    rule = RULES[kind.word]
    said = judge(rule, value, Context(setting=where, name=name, kind=kind, form="literal"))
    return Reading(kinds.of(rule, value, name), found.start("v"), found.end("v"), name, False, said)
