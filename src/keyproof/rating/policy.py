"""The mission's Risk Assessment Framework as data."""

from __future__ import annotations

from typing import Final

REQUIRED_FOR_LOW: Final = ("KP001", "KP002", "KP003", "KP006", "KP101", "KP102", "KP103", "KP104")
"""LOW says that these are known to hold. One of them undecided makes the rating UNDECIDED, never LOW."""

TRANSPORT_GROUPS: Final = {
    "stdio": frozenset({"stdio"}),
    "streamable-http": frozenset({"http"}),
    "sse": frozenset({"http"}),
}
"""Which groups of checks weigh for which transport; a group named in none of these weighs for all."""

CODE_GROUPS: Final = frozenset(group for groups in TRANSPORT_GROUPS.values() for group in groups)
"""Groups that weigh for some transports only."""
