"""One file a report format; each sees only the wire report and escapes the target's text in its own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

import msgspec

from keyproof.model.report import Report


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """The identity of one format."""

    suffix: str
    """The usual file suffix."""
    title: str
    write: Callable[[Report, TextIO], None]
    """Write the whole report to an open text file."""
