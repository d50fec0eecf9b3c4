"""Values that are judged by several places: what one of them says of a password holds for the others."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from keyproof.model.fact import CredentialAtRest, SecretClass


def weakened(facts: Iterable[CredentialAtRest]) -> list[CredentialAtRest]:
    """Return *facts*; a password that stands in the tree as a default is none that somebody keeps secret elsewhere."""
    listed = list(facts)
    known = {f.fingerprint for f in listed if f.secret_class is SecretClass.WEAK_DEFAULT and f.in_tree and f.counts}
    if not known:
        return listed
    return [_weak(f) if f.secret_class is SecretClass.LIVE and f.fingerprint in known else f for f in listed]


def _weak(fact: CredentialAtRest) -> CredentialAtRest:
    reasons = (*fact.reasons, "elsewhere it is a default that is known")
    return msgspec.structs.replace(fact, secret_class=SecretClass.WEAK_DEFAULT, reasons=reasons)
