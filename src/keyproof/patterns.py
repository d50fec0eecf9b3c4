"""Regular expressions that are compiled when they are first used: a run uses few of those the program has."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Later:
    """Stands for a compiled expression; after the first use its methods are that one's own."""

    def __init__(self, source: Any, flags: int) -> None:
        self.pattern = source
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return the expression *source*, compiled at its first use; a test compiles all there are.

    Use it for what is made when a module is imported, and `re.compile` for the rest.
    """
    return cast("re.Pattern[AnyStr]", _Later(source, flags))
