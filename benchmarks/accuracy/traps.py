"""Files which hold no secret, and which a scanner that looks at shapes or names alone cries wolf at.

Among them: placeholders, values their vendors publish as examples, keys that are public by design, digests, tokens
whose checksum is wrong, and plain words about passwords. Every report in this corpus is a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.accuracy.corpus import Case, Corpus, write
from benchmarks.accuracy.snippets import Snippet, read
from benchmarks.accuracy.values import fill, generator

FOLDER = Path(__file__).with_name("texts") / "traps"


def snippets() -> Iterator[Snippet]:
    """Yield the files of the corpus, unfilled: id and path in the header."""
    for source in sorted(FOLDER.glob("*.txt")):
        yield from read(source, fields=2)


def build(root: Path, seed: int) -> Corpus:
    """Write the corpus below *root*; each case is one file."""
    cases = []
    for snippet in snippets():
        name, filename = snippet.header
        path = f"{snippet.source}/{name}/{filename}"
        write(root, path, fill(snippet.text, generator(seed, "traps", name)))
        cases.append(Case(name, snippet.source, path))
    return Corpus("traps", root, tuple(cases))
