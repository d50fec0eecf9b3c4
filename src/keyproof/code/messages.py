"""What a message says: the texts of an expression, and whether they name a variable."""

from __future__ import annotations

import re
from typing import Final

from keyproof.code.ir import Attr, Call, Expr, Function, Name, Node, Param, Str, Template
from keyproof.code.names import words
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.walk import walk
from keyproof.patterns import regex

_OFF: Final = regex(
    r"(?i)\b(?:disabl(?:ed|ing)|skipp(?:ed|ing)|optional|keyless|anonymous(?:ly)?|not enabled|turned off|read-only mode)\b"
)


def texts(project: Project, node: Node, scope: Scope) -> str:
    """Return the literal text inside of *node*, constants resolved, joined by spaces."""
    found: list[str] = []
    for number, part in enumerate(walk(node)):
        if number > 400:
            break
        if isinstance(part, Str):
            found.append(part.value)
        elif isinstance(part, Name | Attr):
            found.extend(project.constants(scope.module, part, scope)[:4])
        elif isinstance(part, Call) and isinstance(part.func, Name):
            # An error class of the project that makes its own message.
            made = project.calls.callee(part, scope)
            body = made.node if made is not None else None
            if body is not None and not isinstance(body, Param):
                found.extend(s.value for n, s in enumerate(walk(body)) if n < 300 and isinstance(s, Str))
    return " ".join(found)


def says(text: str, names: tuple[str, ...]) -> bool:
    """Return whether *text* names one of *names*, as a variable or as an option, whatever the case."""
    low = text.lower()
    for name in names:
        bare = name.strip("*_").lower()
        if len(bare) < 3:
            continue
        dashed = "--" + words(bare).replace("_", "-")
        # .NET writes the variable ``Api__Key`` as ``Api:Key`` in its settings.
        spelled = re.escape(bare).replace("__", "(?:__|:)")
        if re.search(rf"(?<![a-z0-9_]){spelled}(?![a-z0-9_])", low) or dashed in low:
            return True
    return False


def says_off(text: str) -> bool:
    """Return whether *text* says that a part of the program is left out, and the rest does without the value."""
    return _OFF.search(text) is not None


def shows(project: Project, node: Node, scope: Scope, params: frozenset[int]) -> bool:
    """Return whether *node* shows one of the parameters (by ``id``), directly or through a local name."""
    if not params:
        return False
    for part in walk(node):
        if isinstance(part, Name):
            for value, inside in project.bindings(part.id, scope):
                if id(value) in params:
                    return True
                if isinstance(value, Template | Call | Name) and inside.node is not None and value is not node:
                    for leaf in walk(value):
                        if isinstance(leaf, Name) and any(
                            id(v) in params for v, _ in project.bindings(leaf.id, inside)
                        ):
                            return True
    return False


def mentions(node: Node, name: str) -> bool:
    """Return whether the plain identifier *name* stands anywhere in *node*."""
    return bool(name) and any(isinstance(p, Name) and p.id == name for p in walk(node))


def last_name(expr: Expr) -> str:
    """Return the last part of a dotted name, ``""`` for what is none."""
    if isinstance(expr, Name):
        return expr.id
    if isinstance(expr, Attr):
        return expr.name
    return last_name(expr.func) if isinstance(expr, Call) else expr.name if isinstance(expr, Function) else ""
