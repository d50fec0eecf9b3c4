"""Long runs of letters and digits: what is looked for in them is found without an automaton's step for each byte.

``_runs.c`` skips through a text twenty bytes at a time until a run is long enough to hold anything. Where it was not
built Hyperscan does the same with the expressions themselves, several times slower.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from keyproof.built import built
from keyproof.detect.decode import gates

HAS_RUN: Final = 1
"""Of what ``search`` returns: the text has a run of 32 letters and digits, without which what is packed is not opened."""

HAS_NUMBERS: Final = 2
"""It may have a list of a dozen numbers."""

HAS_QUOTED: Final = 4
"""It may have a list of quoted characters."""

CUT: Final = 8
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


def _load() -> Callable[[bytes, int], tuple[int, list[tuple[int, int]]]] | None:
    """Return the compiled form, None where it was not built or is not wanted."""
    found: Callable[[bytes, int], tuple[int, list[tuple[int, int]]]] | None = built("keyproof.detect._runs", "search")
    return found


search: Final = _load()
