"""Credentials of the kinds that MCP servers ask for, as ``NAME=value`` lines, one file a kind.

The kinds are in ``kinds.tsv``: the shape as a template (see ``values.py``), the variable its provider documents, and,
where a credential comes in two halves, the other half as it stands beside it. Kinds public by design are not in it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.accuracy.corpus import Case, Corpus, write
from benchmarks.accuracy.values import fill, generator

KINDS = Path(__file__).with_name("kinds.tsv")
SAMPLES = 5
ENOUGH = 3
"""A kind counts as covered when so many of its samples are hit by a rule that knows the provider or the format."""


def kinds() -> Iterator[dict[str, str]]:
    """Yield the rows of ``kinds.tsv``."""
    with KINDS.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def build(root: Path, seed: int) -> Corpus:
    """Write the corpus below *root*: a case is a sample, its ``kind`` the row it belongs to."""
    cases = []
    for row in kinds():
        path, lines = f"{row['category']}/{row['id']}.env", []
        for number in range(SAMPLES):
            rng = generator(seed, "providers", row["id"], number)
            token = fill(row["template"], rng)
            partner = 0
            if row["companion"]:
                lines.append(fill(row["companion"], rng))
                partner = len(lines)
            lines.append(f"{row['env']}={token}")
            case = Case(f"{row['id']}-{number}", row["category"], path, token, len(lines), partner, row["id"])
            cases.append(case)
        write(root, path, "\n".join(lines) + "\n")
    return Corpus("providers", root, tuple(cases))
