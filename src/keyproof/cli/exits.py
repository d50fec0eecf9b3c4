"""The exit codes, a contract that ``keyproof --help`` prints."""

from __future__ import annotations

from typing import Final

CLEAN: Final = 0
"""Nothing at or above ``--fail-on``."""
FINDINGS: Final = 1
"""At least one finding at or above ``--fail-on``."""
USAGE: Final = 2
"""Wrong usage, or the target cannot be read at all."""
INTERNAL: Final = 3
"""A bug in keyproof; a report that holds no secret was written."""
INCOMPLETE: Final = 4
"""Nothing worse, but the target could not be read whole: never a clean result."""
