"""What the user has decided to accept: an exceptions file, a baseline file. Both take findings out of the count."""

from __future__ import annotations

import datetime
import hashlib
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from keyproof.errors import UsageError
from keyproof.model.verdict import Finding


class Exemption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One accepted risk. An expired one counts again."""

    check: str
    """``KP001``, or ``*``."""
    scope: str = "*"
    """A path pattern (``src/*.py``), ``fingerprint:<hex>``, ``name:<credential>`` or ``id:<finding id>``."""
    justification: str
    owner: str
    expires: datetime.date

    def covers(self, finding: Finding, today: datetime.date) -> bool:
        """Whether *finding* is accepted on *today*."""
        if self.check not in ("*", finding.check) or today > self.expires:
            return False
        word, _, rest = self.scope.partition(":")
        if word == "fingerprint":
            return len(rest) >= 12 and finding.fingerprint.startswith(rest)
        if word == "name":
            return finding.name == rest
        if word == "id":
            return finding.id == rest
        return bool(finding.locations) and all(fnmatchcase(place.path, self.scope) for place in finding.locations)


class _ExemptionFile(msgspec.Struct, forbid_unknown_fields=True):
    exception: list[Exemption]


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """The findings of an earlier run, by identity."""

    key_id: str
    """Tells which fingerprint key the identities were made with, without telling the key."""
    findings: tuple[str, ...]


def key_id(key: bytes) -> str:
    """Return 16 hex digits that name *key*."""
    return hashlib.sha256(b"keyproof key id\0" + key).hexdigest()[:16]


def read_exceptions(path: Path) -> tuple[Exemption, ...]:
    """Return the exceptions of a TOML file of ``[[exception]]`` tables.

    Raises:
        UsageError: it cannot be read, is not TOML, or an entry lacks a field.
    """
    try:
        return tuple(msgspec.convert(tomllib.loads(path.read_text("utf-8")), _ExemptionFile).exception)
    except OSError as error:
        raise UsageError(f"exceptions file {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError(
            f"exceptions file {path}: {error}; each [[exception]] needs check, justification, owner and expires"
        ) from None


def read_baseline(path: Path, key: bytes) -> frozenset[str]:
    """Return the finding ids of a baseline file.

    Raises:
        UsageError: it cannot be read, or was made with another fingerprint key (its secrets would not be recognised).
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise UsageError(f"baseline file {path}: {error.strerror}; make one with --write-baseline {path}") from None
    except msgspec.DecodeError as error:
        raise UsageError(f"baseline file {path}: {error}; make one with --write-baseline {path}") from None
    if found.key_id != key_id(key):
        raise UsageError(
            f"baseline file {path} was made with another fingerprint key; "
            "give that key with --fingerprint-key FILE, or make the baseline anew with --write-baseline"
        )
    return frozenset(found.findings)


def write_baseline(path: Path, findings: Iterable[Finding], key: bytes) -> None:
    """Write the ids of *findings* to *path*: no value, no bare hash of one.

    Raises:
        UsageError: the file cannot be written.
    """
    body = Baseline(key_id=key_id(key), findings=tuple(sorted({f.id for f in findings})))
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(body), indent=1) + b"\n")
    except OSError as error:
        raise UsageError(f"baseline file {path}: {error.strerror}") from None
