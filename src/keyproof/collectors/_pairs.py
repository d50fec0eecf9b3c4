"""Credentials of several parts: an id and its secret that stand near each other are one finding, the secret's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from keyproof.detect.match import OPEN
from keyproof.model.fact import CredentialAtRest, SecretClass
from keyproof.model.place import Location

NEAR: Final = 20
"""Lines between two parts of one credential."""


def joined(facts: Iterable[CredentialAtRest], pairs: Mapping[str, str]) -> list[CredentialAtRest]:
    """Return *facts* with each id that has its secret beside it everywhere told in the secret's fact instead.

    *pairs* gives the rule of the secret for the rule of an id. An id that also stands alone keeps its own fact.
    """
    listed = list(facts)
    wanted = set(pairs.values())
    secrets: dict[str, list[int]] = {}
    for number, fact in enumerate(listed):
        if fact.rule in wanted and fact.counts:
            secrets.setdefault(fact.rule, []).append(number)
    gone: set[int] = set()
    for number, part in enumerate(listed):
        candidates = secrets.get(pairs.get(part.rule, ""), [])
        if not candidates or part.secret_class not in (SecretClass.LIVE, SecretClass.PUBLIC, SecretClass.TEST_FIXTURE):
            continue
        mains = [n for n in candidates if any(_near(p, q) for p in part.locations for q in listed[n].locations)]
        for main in mains:
            listed[main] = _with(listed[main], part)
        if mains and all(any(_near(p, q) for n in mains for q in listed[n].locations) for p in part.locations):
            gone.add(number)
    return [fact for number, fact in enumerate(listed) if number not in gone]


def _near(one: Location, other: Location) -> bool:
    return (
        one.path == other.path
        and one.line is not None
        and other.line is not None
        and abs(one.line - other.line) <= NEAR
        and (one.commit is None) == (other.commit is None)
    )


def _with(main: CredentialAtRest, part: CredentialAtRest) -> CredentialAtRest:
    told = f"{part.kind} {part.secret.masked}"
    if told in main.parts:
        return main
    surer = round(min(0.99, main.confidence + (1 - main.confidence) / 2), 2)
    return msgspec.structs.replace(
        main,
        parts=(*main.parts, told),
        confidence=main.confidence if not OPEN.isdisjoint(main.reasons) else surer,
        reasons=(*main.reasons, f"its other part ({part.kind}) stands beside it"),
    )
