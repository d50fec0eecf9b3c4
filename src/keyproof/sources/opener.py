"""From what the user named to an opened source: the kinds are asked in turn, the first that knows it opens it."""

from __future__ import annotations

from functools import cache
from typing import Final

from keyproof import registry
from keyproof.errors import TargetError
from keyproof.sources import Source
from keyproof.sources._kind import Kind
from keyproof.sources.gitcli import one_line

_PACKAGE: Final = "keyproof.sources"
_NOT_KINDS: Final = frozenset({"opener", "gitcli"})


@cache
def kinds() -> tuple[Kind, ...]:
    """Return the target kinds in the order they are asked."""
    found = [registry.load(_PACKAGE, n, "TARGET") for n in registry.names(_PACKAGE) if n not in _NOT_KINDS]
    return tuple(sorted(found, key=lambda k: k.rank))


def open_target(ref: str, *, history: bool = True) -> Source:
    """Open the target named *ref*: a folder, a bare repository or a git URL. Use the result as a context manager.

    Raises:
        TargetError: it cannot be read at all; the text says what was wrong and what to do.
    """
    if not ref or "\0" in ref or ref.startswith("-"):
        raise TargetError(f"{one_line(ref)!r} names no target; give a folder, a bare repository or a git URL")
    for kind in kinds():
        if kind.recognise(ref):
            return kind.open(ref, history)
    forms = ", ".join(form for kind in kinds() for form in kind.forms)
    raise TargetError(f"{one_line(ref)!r} is not a target keyproof can open; give one of {forms}")
