"""Credentials of no provider's shape where the source and the configuration of an MCP server put them, one a file.

The text is in ``texts/contexts/*.txt``; the value is made from the alphabet and the length in the header of each piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.accuracy.corpus import Case, Corpus, line_of, write
from benchmarks.accuracy.snippets import Snippet, read
from benchmarks.accuracy.values import ALPHABETS, characters, generator

FOLDER = Path(__file__).with_name("texts") / "contexts"
_HOLE = "{{secret}}"


def snippets() -> Iterator[Snippet]:
    """Yield the pieces: id, group, path and alphabet with length in the header."""
    for source in sorted(FOLDER.glob("*.txt")):
        yield from read(source, fields=4)


def build(root: Path, seed: int) -> Corpus:
    """Write the corpus below *root*."""
    cases = []
    for snippet in snippets():
        name, group, filename, shape = snippet.header
        alphabet, _, length = shape.partition(":")
        identity = f"{snippet.source}/{name}"
        token = characters(ALPHABETS[alphabet], int(length), generator(seed, "contexts", identity))
        text = snippet.text.replace(_HOLE, token)
        path = f"{identity}/{filename}"
        write(root, path, text)
        cases.append(Case(identity, group, path, token, line_of(text, token)))
    return Corpus("contexts", root, tuple(cases))
