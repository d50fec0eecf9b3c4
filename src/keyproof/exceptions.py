"""What is accepted: an exceptions file, a baseline, inline marks. Each takes findings out of the count, none hides one.

An inline mark, ``keyproof: ignore[KP001] reason``, speaks of its own line, or of the next where it stands alone on its
line. A finding goes when every place of it in the tree is under a mark. One of history (``KP002``) goes when the same
value still stands in the same file of the tree, and there every place of it is under a mark: what was taken out of the
tree, or stood in another file too, needs the exceptions file.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from keyproof.errors import UsageError
from keyproof.model.assessment import Acceptance
from keyproof.model.fact import CredentialAtRest, SuppressionMarker
from keyproof.model.place import Location
from keyproof.model.verdict import Check, Failed, Finding, Passed, Severity, Undetermined, Verdict
from keyproof.patterns import regex

_FINGERPRINT = regex(r"[0-9a-f]{12,32}")


class Exemption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One accepted risk. An expired one counts again."""

    check: str
    """``KP001``, or ``*``."""
    scope: str = "*"
    """A path pattern (``src/*.py``), ``fingerprint:<hex>``, ``name:<credential>`` or ``id:<finding id>``."""
    justification: str
    owner: str
    expires: datetime.date

    def __post_init__(self) -> None:
        """Refuse what could never cover a finding.

        Raises:
            ValueError: the check is no code, or a fingerprint is not 12 to 32 hex digits.
        """
        if self.check != "*" and not re.fullmatch(r"KP\d{3}", self.check):
            raise ValueError("check must be a code such as KP001, or *")
        word, _, rest = self.scope.partition(":")
        if word == "fingerprint" and not _FINGERPRINT.fullmatch(rest):
            raise ValueError("scope fingerprint: needs 12 to 32 hex digits")

    def matches(self, finding: Finding) -> bool:
        """Whether *finding* is what this speaks of, expired or not."""
        if self.check not in ("*", finding.check):
            return False
        word, _, rest = self.scope.partition(":")
        if word == "fingerprint":
            return finding.fingerprint.startswith(rest)
        if word == "name":
            return finding.name == rest
        if word == "id":
            return finding.id == rest
        return bool(finding.locations) and all(fnmatchcase(place.path, self.scope) for place in finding.locations)

    def covers(self, finding: Finding, today: datetime.date) -> bool:
        """Whether *finding* is accepted on *today*; the day of ``expires`` is the last."""
        return today <= self.expires and self.matches(finding)


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


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to count, and what went."""

    verdicts: dict[str, Verdict]
    findings: tuple[Finding, ...]
    because: dict[str, Acceptance]
    """By finding id."""
    notes: tuple[str, ...]
    """What the user should know of the exceptions: which have expired."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What may take a finding out of the count."""

    exceptions: tuple[Exemption, ...] = ()
    baseline: frozenset[str] = frozenset()
    today: datetime.date
    marks: tuple[SuppressionMarker, ...] = ()
    secrets: tuple[CredentialAtRest, ...] = ()
    """All matches, so that a value in history can be found again in the tree."""


def accept(
    judged: Mapping[str, Verdict], terms: Terms, checks: Mapping[str, Check], complete: Callable[[str], bool]
) -> Accepted:
    """Take the accepted findings out of *judged*.

    Args:
        judged: verdicts by check code.
        terms: what is accepted.
        checks: by code, all that judged.
        complete: whether all that the check of a code reads was read; where not, its verdict becomes unknown, not pass.
    """
    marks = _Marks(terms)
    verdicts: dict[str, Verdict] = {}
    gone: list[Finding] = []
    because: dict[str, Acceptance] = {}
    notes: dict[str, None] = {}
    for code, verdict in judged.items():
        left = []
        for finding in getattr(verdict, "findings", ()):
            reason = _reason(finding, terms, marks)
            if reason is None:
                left.append(finding)
                notes |= dict.fromkeys(_expired(e) for e in terms.exceptions if e.matches(finding))
            else:
                gone.append(finding)
                because[finding.id] = reason
        number = len(getattr(verdict, "findings", ())) - len(left)
        verdicts[code] = _without(verdict, tuple(left), number, checks[code], complete) if number else verdict
    return Accepted(verdicts=verdicts, findings=tuple(gone), because=because, notes=tuple(notes))


def _expired(exemption: Exemption) -> str:
    return (
        f"the exception for {exemption.check} ({exemption.scope}), owner {exemption.owner}, expired on "
        f"{exemption.expires}: what it covered counts again"
    )


def _reason(finding: Finding, terms: Terms, marks: _Marks) -> Acceptance | None:
    if finding.id in terms.baseline:
        return Acceptance(by="baseline", text="it is in the baseline")
    for exemption in terms.exceptions:
        if exemption.covers(finding, terms.today):
            text = f"{exemption.justification} (owner {exemption.owner}, until {exemption.expires})"
            return Acceptance(by="exception", text=text)
    mark = marks.over_all(finding)
    if mark is None:
        return None
    return Acceptance(by="inline mark", text=f"{mark.reason or 'no reason is given'} ({mark.location.at()})")


def _without(
    verdict: Verdict, left: tuple[Finding, ...], number: int, check: Check, complete: Callable[[str], bool]
) -> Verdict:
    """Return *verdict* with only the findings *left*; a failure with nothing but advice left is none any more."""
    if not isinstance(verdict, Failed):
        return msgspec.structs.replace(verdict, findings=left)
    said = f"{number} {'finding' if number == 1 else 'findings'} accepted by the user or an inline mark"
    least = min(check.severity.weight, Severity.MEDIUM.weight)
    if any(f.severity.weight >= max(least, Severity.LOW.weight) for f in left):
        return Failed(summary=f"{verdict.summary}; of these {said}", findings=left)
    if complete(check.code):
        return Passed(summary=said, evidence=(f"accepted, and listed as such: {number}",), findings=left)
    question = "Look through what was not read."
    return Undetermined(summary=f"{said}; not all was read", question=question, findings=left)


class _Marks:
    """The honoured inline marks, by place."""

    def __init__(self, terms: Terms) -> None:
        self._by_line: dict[tuple[str, int], list[SuppressionMarker]] = {}
        self._tree: dict[tuple[str, str], list[Location]] = {}
        for mark in terms.marks:
            if mark.honoured and mark.location.line is not None:
                line = mark.location.line + mark.speaks_of_next_line
                self._by_line.setdefault((mark.location.path, line), []).append(mark)
        for fact in terms.secrets if self._by_line else ():
            for place in fact.locations:
                if place.commit is None:
                    self._tree.setdefault((fact.fingerprint, place.path), []).append(place)

    def over_all(self, finding: Finding) -> SuppressionMarker | None:
        """Return a mark over *finding* where each of its places is under one."""
        if finding.more_locations or not finding.locations or not self._by_line:
            return None
        places = [p for p in finding.locations if p.commit is None]
        for path in {p.path for p in finding.locations} if not places else ():
            here = self._tree.get((finding.fingerprint, path), []) if finding.fingerprint else []
            if not here:
                return None
            places += here
        found = [self._over(place, finding.check) for place in places]
        return found[0] if all(found) else None

    def _over(self, place: Location, check: str) -> SuppressionMarker | None:
        marks = self._by_line.get((place.path, place.line or 0), ())
        return next((m for m in marks if not m.checks or check in m.checks), None)
