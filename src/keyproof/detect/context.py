"""What judging is told about the place of a value."""

from __future__ import annotations

import msgspec

from keyproof.detect.form import Form
from keyproof.detect.names import NameKind
from keyproof.model.fact import Setting


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around a value."""

    setting: Setting
    name: str = ""
    kind: NameKind | None = None
    """What the name says, for a generic match."""
    form: Form = "literal"
    line: str = ""
    """The line up to the value."""
    after: str = ""
    """The line after the value, 60 characters of it."""
    near: str = ""
    """The text around, both sides."""
