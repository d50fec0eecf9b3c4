"""What stands deep in files of data, or many times over: there a name such as ``token`` seldom tells a credential.

Of 345 values in 9,000 packages of MCP servers that only a name or a place told, read by hand, 104 stood so; eight of
these were credentials, and 201 of the other 241.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec

from keyproof.model.fact import CredentialAtRest, SecretClass, Setting
from keyproof.model.place import Location
from keyproof.patterns import regex

_DATA: Final = frozenset(["json", "jsonl", "ndjson", "geojson", "csv", "tsv", "db", "sqlite", "sqlite3", "html", "htm"])
_SET_UP: Final = regex(
    r"(?i)config|settings|secret|credential|env|account|key|postman|insomnia|bruno|workflow|launch|firebase|google-services|servers?\.json|railway|vercel|render|netlify|heroku|package\.json"
)
"""Words in the names of files that are long and set something up all the same."""

_SETTINGS: Final = frozenset({Setting.CONFIG, Setting.SOURCE, Setting.DOCS, Setting.EXAMPLE})
_BY_PLACE: Final = frozenset(
    ("url-query-secret", "http-cookie-session", "http-key-header", "http-bearer", "jwt-generic")
)
_TABLES: Final = frozenset(["csv", "tsv", "xlsx", "xlsm", "ods"])
"""Rows of what is known of others: of 236 credentials in 500 servers that only a name told none stood in one."""

_WRITTEN: Final = frozenset(["asset", "prefab", "unity", "crt", "cer", "pem"])
"""Files that programs write; a private key in them is told by its shape."""

_LOGINS: Final = regex(r"(?i)passwords?|logins?|credential|secret|api[_-]?key|access[_-]?key")
"""Words in the names of tables that were made to hold credentials: what browsers and providers export."""

_COLLECTED: Final = regex(r"(?:^|/)(?:raw|scraped|crawled|crawls?)/")
"""Folders of what was fetched from others."""

_LINE: Final = 60
_COLUMN: Final = 5_000
"""Where what is set up by hand ends, in a file of lines and in one on a single line."""

_MANY: Final = 5
"""Values in one file from which they are records rather than settings."""

_DOUBT: Final = 0.4


def doubted(facts: Iterable[CredentialAtRest]) -> list[CredentialAtRest]:
    """Return *facts* with little confidence in those that only a name tells, and that stand in data alone."""
    listed = list(facts)
    told = [f for f in listed if f.secret_class is SecretClass.LIVE and f.confidence > _DOUBT and _is_told(f)]
    held = Counter(path for f in told for path in {p.path for p in f.locations} if _is_data(path))
    doubtful = {
        id(f) for f in told
        if f.locations and not f.more_locations and all(_is_record(p, held[p.path]) for p in f.locations)
    }  # fmt: skip
    return [_with_doubt(f) if id(f) in doubtful else f for f in listed]


def _is_told(fact: CredentialAtRest) -> bool:
    named = fact.rule.startswith("generic-") or fact.rule.endswith(("-any", "-other")) or fact.rule in _BY_PLACE
    return named and (fact.setting in _SETTINGS or all(_is_of_rows(p.path) for p in fact.locations))


def _is_data(path: str) -> bool:
    name = path.rpartition("!")[2].rpartition("/")[2]
    return name.rpartition(".")[2].lower() in _DATA and _SET_UP.search(name) is None


def _is_record(place: Location, held: int) -> bool:
    """Whether *place*, in a file with *held* such values, is one of a record rather than one that is set up."""
    if _is_of_rows(place.path) or _COLLECTED.search(place.path):
        return True
    return _is_data(place.path) and (held >= _MANY or _is_deep(place))


def _is_of_rows(path: str) -> bool:
    """Whether *path* leads to a table, or to what a program wrote."""
    names = [part.rpartition("/")[2].lower() for part in path.split("!")]
    ends = {name.rpartition(".")[2] for name in names}
    return not ends.isdisjoint(_WRITTEN) or (not ends.isdisjoint(_TABLES) and _LOGINS.search(names[0]) is None)


def _is_deep(place: Location) -> bool:
    return (place.line or 0) > _LINE or (place.column or 0) > _COLUMN


def _with_doubt(fact: CredentialAtRest) -> CredentialAtRest:
    reasons = (*fact.reasons, "it stands in a file of data")
    return msgspec.structs.replace(fact, confidence=_DOUBT, reasons=reasons)
