"""All rules in one Hyperscan database, cached on disk by what it was made of."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import hyperscan
import platformdirs

from keyproof.detect.generic import ASSIGNMENT
from keyproof.detect.rule import Rule

_LIFT = re.compile(r"\{(\d+),(\d{3,})\}")
CONTEXT_ID = 100_000
"""Expression ids from here on are context words; below, distinct rule patterns; GENERIC_ID is the assignment shape."""
GENERIC_ID = 200_000


def loosened(pattern: str) -> str:
    """Return *pattern* with repeats of a large upper bound left open: a superset that compiles and scans faster."""
    return _LIFT.sub(r"{\1,}", pattern).replace("(?P<secret>", "(?:")


class Expressions:
    """What is compiled: distinct patterns of rules without context words, the words, the generic shape."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules_of: dict[int, tuple[Rule, ...]] = {}
        texts: dict[str, list[Rule]] = {}
        words: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.context:
                for word in rule.context:
                    words.setdefault(word.lower(), []).append(rule)
            else:
                texts.setdefault(rule.pattern, []).append(rule)
        self.items: list[tuple[int, bytes, int]] = []
        for number, (pattern, owners) in enumerate(sorted(texts.items())):
            self.rules_of[number] = tuple(owners)
            self.items.append((number, loosened(pattern).encode(), hyperscan.HS_FLAG_DOTALL))
        for number, (word, owners) in enumerate(sorted(words.items()), CONTEXT_ID):
            self.rules_of[number] = tuple(owners)
            self.items.append(
                (number, re.escape(word).encode(), hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH * 0)
            )
        self.items.append((GENERIC_ID, ASSIGNMENT, hyperscan.HS_FLAG_CASELESS))

    def digest(self) -> str:
        """Return a hash of the expressions, the engine's version and the machine."""
        text = repr((self.items, version("hyperscan"), platform.machine(), platform.system())).encode()
        return hashlib.sha256(text).hexdigest()


def cache_folder() -> Path:
    """Return where compiled rules are kept: ``$KEYPROOF_CACHE_DIR`` or the user's cache folder."""
    return Path(os.environ.get("KEYPROOF_CACHE_DIR") or platformdirs.user_cache_dir("keyproof"))


def load(expressions: Expressions, folder: Path) -> hyperscan.Database:
    """Return the compiled database, from *folder* where a whole and genuine copy is there."""
    path = folder / f"rules-{expressions.digest()[:32]}.hsdb"
    with suppress(OSError, hyperscan.HyperscanError, ValueError):
        raw = path.read_bytes()
        if path.stat().st_uid == os.getuid() and hashlib.sha256(raw[32:]).digest() == raw[:32]:
            return hyperscan.loadb(raw[32:], hyperscan.HS_MODE_BLOCK)
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[e for _, e, _ in expressions.items],
        ids=[i for i, _, _ in expressions.items],
        flags=[f for _, _, f in expressions.items],
    )
    with suppress(OSError):
        _save(path, hyperscan.dumpb(database))
    return database


def _save(path: Path, blob: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".rules-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(blob).digest() + blob)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
