"""Which of several readings of one place stands."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from keyproof.detect.reading import Reading
from keyproof.model.fact import SecretClass

_ORDER: Final = {secret_class: place for place, secret_class in enumerate(SecretClass)}


def worth(reading: Reading) -> tuple[bool, int, int]:
    """Return what decides which readings of a flood are kept: a provider's shape first, then findings."""
    return (reading.rule.named, _ORDER[reading.judgement.secret_class], reading.start)


LOSES: Final = frozenset((SecretClass.MALFORMED, SecretClass.REFERENCE, SecretClass.PLACEHOLDER))


def _weight(reading: Reading) -> tuple[int, int, bool, bool, bool, int, int]:
    rule = reading.rule
    nothing = reading.judgement.secret_class in LOSES if rule.named else _misread(reading)
    return (
        2 if nothing else int(rule.identifier),
        rule.named + (rule.provider == "generic"),
        rule.id.endswith("-generic"),
        not rule.prefix and reading.judgement.secret_class in LOSES,
        not rule.prefix and not rule.checksum,
        -len(rule.prefix),
        reading.start - reading.end,
    )


def _misread(reading: Reading) -> bool:
    """Whether a name that may mean much else, ``"auth"``, stands before what is no pair in base64."""
    return (
        reading.rule.id in ("docker-config", "npmrc-auth") and reading.judgement.secret_class is SecretClass.MALFORMED
    )


def winners(found: list[Reading]) -> list[Reading]:
    """Return, by start, the best of each set of overlapping readings.

    A shape beats a name, the specific the general, the longer the shorter.
    """
    kept: list[tuple[int, int, Reading]] = []
    for reading in sorted(found, key=lambda r: (_weight(r), r.start, r.rule.id)):
        at = bisect_left(kept, (reading.start, reading.end), key=lambda k: (k[0], k[1]))
        if at > 0 and kept[at - 1][1] > reading.start:
            continue
        if at < len(kept) and kept[at][0] < reading.end:
            continue
        kept.insert(at, (reading.start, reading.end, reading))
    return [reading for _, _, reading in kept]
