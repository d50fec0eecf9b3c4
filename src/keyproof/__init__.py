"""keyproof evaluates how an MCP server handles credentials, and says so with evidence.

>>> from keyproof import check                       # doctest: +SKIP
>>> assessment = check("path/to/server")             # doctest: +SKIP
>>> assessment.rating, [f.title for f in assessment.findings]  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keyproof.version import VERSION

if TYPE_CHECKING:
    from os import PathLike

    from keyproof.errors import KeyproofError, TargetError, UsageError
    from keyproof.model.assessment import Assessment, Rating
    from keyproof.model.verdict import Finding, Severity

__version__ = VERSION

__all__ = ["Assessment", "Finding", "KeyproofError", "Rating", "Severity", "TargetError", "UsageError", "check"]

_HOMES = {
    "Assessment": "keyproof.model.assessment",
    "Rating": "keyproof.model.assessment",
    "Finding": "keyproof.model.verdict",
    "Severity": "keyproof.model.verdict",
    "KeyproofError": "keyproof.errors",
    "TargetError": "keyproof.errors",
    "UsageError": "keyproof.errors",
}


def check(target: str | PathLike[str], *, history: bool = True, server: str = "") -> Assessment:
    """Assess *target* and return the typed result; nothing of it is executed.

    Args:
        target: a folder, a bare git repository, or a git URL (cloned to a temporary place, history included).
        history: scan every version in git's history, not only the tree as it stands.
        server: the name or folder of one server where the target holds several.

    Returns:
        The assessment of the server, or of the whole target with one assessment per server in ``servers``.

    Raises:
        TargetError: the target cannot be read at all.
        UsageError: *server* names none of the target's servers.
    """
    from keyproof.engine import Options, assess

    return assess(str(target), Options(history=history, server=server))


def __getattr__(name: str) -> Any:
    """Load a public type on first use: importing keyproof stays cheap."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'keyproof' has no attribute {name!r}")
