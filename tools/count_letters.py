"""Count how people write names and words: the tables of ``keyproof.detect.randomness``.

    python tools/count_letters.py FOLDER [FOLDER ...]

Every distinct word of 4 to 41 characters that two source or text files hold counts once, times 1 + ln(its files).
Printed are, for each letter, the cost of each next one (one hex digit: half bits above one bit), and for each kind of
character (lower, upper, digit, symbol) the bits of going on to each kind. The tables in use were counted on the
standard library of Python 3.11 and the packages of ``uv.lock``.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TEXTS = {
    ".py", ".ts", ".js", ".go", ".md", ".mdx", ".rst", ".txt", ".toml", ".yaml", ".yml", ".sh", ".tf", ".java", ".rs",
}  # fmt: skip
_WORD = re.compile(rb"[A-Za-z][A-Za-z0-9_\-]{3,40}")
_LARGE = 600_000


def words(folders: list[Path]) -> Counter[str]:
    """Return the words that two files or more hold, with the number of files."""
    found: Counter[str] = Counter()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _TEXTS and path.is_file() and "lock" not in path.name and path.stat().st_size <= _LARGE:
                found.update({w.decode() for w in _WORD.findall(path.read_bytes())})
    return Counter({w: n for w, n in found.items() if n > 1})


def _kind(char: str) -> str:
    return "l" if char.islower() else "u" if char.isupper() else "d" if char.isdigit() else "s"


def _pairs(word: str) -> Iterator[tuple[str, str]]:
    return zip("^" + word, word, strict=False)


def letters(found: Counter[str]) -> dict[str, str]:
    """Return for each letter (``^``: none before) the costs of a to z."""
    counts: Counter[tuple[str, str]] = Counter()
    for word, files in found.items():
        weight = 1 + math.log(files)
        for before, char in _pairs(word):
            if char.isalpha():
                starts = not before.isalpha() or (before.islower() and char.isupper())
                counts["^" if starts else before.lower(), char.lower()] += weight  # type: ignore[assignment]
    rows = {}
    for before in "^" + LETTERS:
        total = sum(counts[before, c] for c in LETTERS) + 26 * 2
        costs = (round(-2 * math.log2((counts[before, c] + 2) / total)) - 2 for c in LETTERS)
        rows[before] = "".join(f"{min(15, max(0, cost)):x}" for cost in costs)
    return rows


def changes(found: Counter[str]) -> dict[str, float]:
    """Return the bits of going from one kind of character to the next."""
    counts: Counter[str] = Counter()
    for word, files in found.items():
        for before, char in _pairs(word):
            if before != "^":
                counts[_kind(before) + _kind(char)] += 1 + math.log(files)  # type: ignore[assignment]
    bits = {}
    for before in "luds":
        total = sum(counts[before + kind] for kind in "luds")
        bits |= {before + k: round(-math.log2((counts[before + k] + 1) / (total + 1)), 1) for k in "luds"}
    return bits


def main() -> int:
    """Print both tables."""
    found = words([Path(a) for a in sys.argv[1:]])
    print(f"# {len(found):,} words", file=sys.stderr)
    for before, row in letters(found).items():
        print(f"{before} {row}")
    print({k: v for k, v in changes(found).items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
