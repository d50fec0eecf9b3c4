"""OAuth scopes that the code asks for, against a table of broad ones."""

from __future__ import annotations

import re
from typing import Final

from keyproof.code.inventory import is_aside
from keyproof.code.ir import Arg, Assign, Name, Pair, Sequence, Str
from keyproof.code.project import Project, walk_module
from keyproof.model.fact import ScopesRequested
from keyproof.model.place import Location

BROAD: Final = {
    "Google": re.compile(r"^https://mail\.google\.com/?$|googleapis\.com/auth/(?:drive|cloud-platform|gmail\.modify|calendar|spreadsheets|admin\.\w+)$"),
    "GitHub": re.compile(r"^(?:repo|admin:\w+|delete_repo|workflow|user|write:org|admin:org)$"),
    "Slack": re.compile(r"^(?:admin(?:\..*)?|client|identify)$"),
    "Microsoft": re.compile(r"(?:^|/)[\w.]+\.(?:ReadWrite\.)?All$|^Directory\.\w+|full_access_as_user|\.default$"),
    "any": re.compile(r"^(?:\*|all|full|full_access|admin|root|\*:\*|.*:\*)$"),
}  # fmt: skip
"""Scopes that give far more than a tool needs; from the providers' own scope lists."""

_SCOPE = re.compile(r"^[A-Za-z*][\w.:/\-*]{1,120}$")
_HOLDER = re.compile(r"(?:^|_)scopes?$", re.I)


def scopes(project: Project) -> list[ScopesRequested]:
    """Return the scopes that each place of *project* asks for."""
    found: list[ScopesRequested] = []
    for module in project.modules.values():
        if is_aside(module.path):
            continue
        for node in walk_module(module):
            value = None
            if (
                (isinstance(node, Assign) and isinstance(node.target, Name) and _HOLDER.search(node.target.id))
                or (isinstance(node, Arg) and node.name and _HOLDER.search(node.name))
                or (isinstance(node, Pair) and isinstance(node.key, Str) and _HOLDER.search(node.key.value))
            ):
                value = node.value
            names = _names(value)
            if names:
                place = Location(path=module.path, line=node.span.line, column=node.span.column)
                broad = {n: p for n in names for p, shape in BROAD.items() if shape.search(n)}
                provider = next((p for p in broad.values() if p != "any"), "")
                found.append(ScopesRequested(location=place, scopes=names, broad=tuple(broad), provider=provider))
    return found


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, Str):
        words = value.value.replace(",", " ").split()
    elif isinstance(value, Sequence):
        words = [i.value for i in value.items if isinstance(i, Str)]
    else:
        return ()
    return tuple(w for w in words if _SCOPE.match(w)) if len(words) <= 40 else ()
