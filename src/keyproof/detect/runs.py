"""Long runs of letters and digits: what is looked for in them is found without an automaton's step for each byte.

``_runs.c`` skips through a text twenty bytes at a time until a run is long enough to hold anything. Where it was not
built Hyperscan does the same with the expressions themselves, several times slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from keyproof.built import built
from keyproof.detect.decode import gates
from keyproof.patterns import regex

HAS_NUMBERS: Final = 1
"""Of what ``search`` returns: the text may have a list of a dozen numbers."""

HAS_QUOTED: Final = 2
"""It may have a list of quoted characters."""

CUT: Final = 4
"""There were more hits than are looked at."""

KNOWN: Final = {
    gates.BASE64_LOOK: 1,
    gates.WIDE_BASE64_LOOK: 2,
    gates.HEX_LOOK: 3,
    gates.PACKED_HEX_LOOK: 4,
    r"[MNO][0-9A-Za-z]{22,27}\.[0-9A-Za-z_-]{6}\.[0-9A-Za-z_-]{27,38}": 5,
    "[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}": 6,
    r"[0-9a-f]{32}\.[0-9A-Za-z]{16}": 7,
    "AC[0-9a-f]{32}": 8,
    "SK[0-9a-f]{32}": 9,
    "(?:2/[0-9]{12,18}/|1/)[0-9]{12,18}:[0-9a-f]{32}": 10,
}
"""The expressions it stands for, those of gates and the patterns of rules, with the numbers they have there."""


SHORTEST: Final = 14
"""Characters of the shortest value that a word near by makes one."""

_RUN: Final = regex(rb"[0-9A-Za-z+/_-]{%d,}" % SHORTEST)
_JOINED: Final = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/_-")
_GOES_ON: Final = 256
"""Characters behind a word in a run that are looked at: what stands near another word is not to change with this one."""

_DIGIT: Final = regex(rb"(?=[A-Za-z]*[0-9])[0-9A-Za-z]{6}")
_RISE: Final = regex(rb"[a-z][A-Z]")
_PLAIN: Final = regex(rb"[0-9A-Z+-]+\Z")


@lru_cache(maxsize=65536)
def is_drawn(run: bytes) -> bool:
    """Whether *run*, letters, digits and what joins them, may hold a drawn value: words joined by signs do not."""
    digits = len(run) > len(run.translate(None, b"0123456789"))
    if (digits and _DIGIT.search(run)) or _PLAIN.match(run):
        return True
    rises = len(_RISE.findall(run))
    return rises >= 4 or (rises > 0 and digits)


def _near(text: bytes, ends: list[int], before: int, reach: int) -> list[tuple[int, int]]:
    """Return the stretches of *text* in which a value may stand that one of the words before it makes one.

    The words end at *ends*, which ascend. A stretch begins *before* bytes before, and goes on to the end of the next
    line, *reach* bytes at most; it has a run of characters that may have been drawn.
    """
    found: list[tuple[int, int]] = []
    run: re.Match[bytes] | None = None
    at, drawn = 0, False
    size = len(text)
    for word in ends:
        stop = min(size, word + reach)
        first = text.find(b"\n", word, stop) + 1
        second = text.find(b"\n", first, stop) + 1 if first else 0
        stop = second or stop
        begin = word if _may_go_on(text, word) else -1
        while begin < 0 and at >= 0 and (at - word < SHORTEST or not drawn):
            since = max(at, word)
            while since > at and text[since - 1] in _JOINED:
                since -= 1
            run = _RUN.search(text, since)
            at = run.end() if run else -1
            drawn = run is not None and is_drawn(run[0])
        if begin < 0 and run is not None:
            begin = run.start()
        if begin < 0 or begin + SHORTEST > stop:
            continue
        start = max(0, word - before)
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(stop, found[-1][1])
        else:
            found.append((start, stop))
    return found


def _lists(text: bytes, parts: Sequence[tuple[int, int]]) -> int:
    """Return `HAS_NUMBERS` and `HAS_QUOTED` as they are of one of the *parts* of *text* at least."""
    return HAS_NUMBERS | HAS_QUOTED if parts else 0


def _may_go_on(text: bytes, word: int) -> bool:
    """Whether the run in which a word ends at *word* goes on as a value does."""
    if not 0 < word < len(text) or text[word - 1] not in _JOINED:
        return False
    run = _RUN.match(text, word, word + _GOES_ON)
    return run is not None and is_drawn(run[0])


_Search: TypeAlias = Callable[[bytes, int, bool], tuple[int, list[tuple[int, int]]]]
_Lists: TypeAlias = Callable[[bytes, Sequence[tuple[int, int]]], int]
_Near: TypeAlias = Callable[[bytes, list[int], int, int], list[tuple[int, int]]]

search: Final[_Search | None] = built("keyproof.detect._runs", "search")
lists: Final[_Lists] = built("keyproof.detect._runs", "lists") or _lists

near: Final[_Near] = built("keyproof.detect._runs", "near") or _near
