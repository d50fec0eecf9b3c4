"""Reads and documentation joined into the credential table of one server."""

from __future__ import annotations

from collections.abc import Iterable

from keyproof.code.names import kind_of, provider_of
from keyproof.model.credential import Credential
from keyproof.model.fact import CredentialDocumented, CredentialRead, Reaction

_WORST_FIRST = (
    Reaction.UNSAFE_DEFAULT,
    Reaction.WRONG_SUCCESS,
    Reaction.HANG,
    Reaction.SILENT,
    Reaction.CRASH,
    Reaction.NOISY,
    Reaction.FAIL_FAST,
    Reaction.DEGRADE,
    Reaction.NONE_NEEDED,
    Reaction.UNKNOWN,
)


def _identity(name: str) -> str:
    """Return what ``API_KEY``, ``--api-key`` and ``apiKey`` have in common: how a user would recognise it."""
    return name.strip("-").replace("-", "_").lower()


def inventory(reads: Iterable[CredentialRead], documented: Iterable[CredentialDocumented]) -> tuple[Credential, ...]:
    """Return one row for each credential that the code takes, by name and source, in order of name.

    A credential read in several places is required when one place requires it, and its reaction is the gravest that
    a place that requires it (or else any place) shows.
    """
    grouped: dict[tuple[str, str], list[CredentialRead]] = {}
    for read in reads:
        if read.secret:
            grouped.setdefault((_identity(read.name), read.source), []).append(read)
    docs: dict[str, list[CredentialDocumented]] = {}
    for entry in documented:
        docs.setdefault(_identity(entry.name), []).append(entry)
    rows = []
    for (identity, source), places in sorted(grouped.items()):
        # The help of an option says nothing of the variable of its name.
        rows.append(_row(places, [d for d in docs.get(identity, ()) if source == "cli" or d.where != "cli-help"]))
    return tuple(rows)


def _row(places: list[CredentialRead], docs: Iterable[CredentialDocumented]) -> Credential:
    flags = [r.required for r in places]
    # One place that does without it says nothing of a place where that is not known.
    required = True if True in flags else None if None in flags else False
    weighty = [r for r in places if r.required] or places
    decisive = min(weighty, key=lambda r: _WORST_FIRST.index(r.reaction))
    first = places[0]
    return Credential(
        name=first.name,
        kind=kind_of(first.name),
        provider=provider_of(first.name),
        source=first.source,
        required=required,
        validated=next((r.validated for r in places if r.validated), ""),
        on_missing=decisive.reaction,
        on_missing_at=decisive.reaction_at,
        names_itself=decisive.reaction_names_it,
        documented_in=tuple(dict.fromkeys(d.location for d in docs)),
        read_at=tuple(dict.fromkeys(r.location for r in places)),
        rotation=next((w for w in ("none", "restart", "refresh") if any(r.rotation == w for r in places)), None),
    )
