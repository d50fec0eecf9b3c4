"""keyproof's inventory beside the truth: what it found, missed and made up, and what it says of what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from benchmarks.analysis.truth import Row, Server

from keyproof.code.names import words
from keyproof.model.credential import Credential

MEASURES: Final = ("source", "required", "reaction", "documented")
UNTOLD: Final = ("unknown", "none-needed", "-")
"""Words of the truth that nothing is held against."""

_SAME: Final = {("either-of", "unknown"), ("either-way", "unknown"), ("either-way", "yes")}
"""The model has no word of its own for what has an alternative."""


@dataclass(slots=True)
class Tally:
    """The counts of some servers."""

    expected: int = 0
    found: int = 0
    false: int = 0
    right: Counter[str] = field(default_factory=Counter)
    untold: Counter[str] = field(default_factory=Counter)
    """keyproof says that it does not know."""
    asked: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count *other* in."""
        self.expected += other.expected
        self.found += other.found
        self.false += other.false
        self.right += other.right
        self.untold += other.untold
        self.asked += other.asked
        self.errors += other.errors


def score(server: Server, listed: Iterable[Credential]) -> Tally:
    """Return how right the inventory *listed* of *server* is."""
    pairs, false = _paired(server.rows, listed)
    tally = Tally(expected=sum(r.counts for r in server.rows), found=len(pairs), false=len(false))
    for row in server.rows:
        if row.counts and row not in pairs:
            tally.errors.append(f"missed    {row.name} ({row.source}, {row.required})  {row.note}")
    for credential in false:
        where = credential.read_at[0].at() if credential.read_at else ""
        tally.errors.append(f"made up   {credential.name} ({credential.source})  {where}")
    for row, credential in pairs.items():
        _judge(row, credential, tally)
    return tally


def _paired(rows: Iterable[Row], listed: Iterable[Credential]) -> tuple[dict[Row, Credential], list[Credential]]:
    """Return the credential for each row that has one, and the credentials that have no row."""
    rows, left = tuple(rows), list(listed)
    pairs: dict[Row, Credential] = {}
    for same_source in (True, False):
        open_ones, left = left, []
        for credential in open_ones:
            fit = [r for r in rows if _fits(r, credential) and (r.source == credential.source) is same_source]
            counted = [r for r in fit if r.counts and (same_source or (r.name != "*" and r not in pairs))]
            if counted:
                pairs.setdefault(counted[0], credential)
            elif not (same_source and fit):
                left.append(credential)
    return pairs, left


def _fits(row: Row, credential: Credential) -> bool:
    return any(
        words(name) == words(credential.name) or ("*" in name and fnmatchcase(credential.name.lower(), name.lower()))
        for name in row.name.split("|")
    )


def _judge(row: Row, credential: Credential, tally: Tally) -> None:
    required = {True: "yes", False: "no", None: "unknown"}[credential.required]
    if (row.required, required) in _SAME:
        required = row.required
    said = {
        "source": (row.source, credential.source),
        "required": (row.required, required),
        "reaction": (row.reaction, credential.on_missing.value),
        "documented": (row.documented, "yes" if credential.documented_in else "no"),
    }
    for measure, (truth, answer) in said.items():
        if truth in UNTOLD:
            continue
        tally.asked[measure] += 1
        tally.right[measure] += truth == answer
        tally.untold[measure] += truth != answer and answer == "unknown"
        if truth != answer:
            at = (credential.on_missing_at or credential.read_at[0]).at() if credential.read_at else ""
            tally.errors.append(f"{measure:<9} {row.name} ({row.source}) is {truth}, said {answer}  {at}  [{row.note}]")


def table(tallies: Mapping[str, Tally]) -> str:
    """Return *tallies* as a Markdown table; in brackets what keyproof says it does not know."""
    lines = [
        "| | recall | precision | " + " | ".join(f"{m} right" for m in MEASURES) + " |",
        "|---|---|---|" + "---|" * 4,
    ]
    for name, t in tallies.items():
        cells = [_share(t.found, t.expected), _share(t.found, t.found + t.false)]
        for measure in MEASURES:
            untold = f" ({t.untold[measure]} not told)" if t.untold[measure] else ""
            cells.append(_share(t.right[measure], t.asked[measure]) + untold)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part} / {whole} ({part / whole:.0%})" if whole else "–"
