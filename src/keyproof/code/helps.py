"""What the program's own ``--help`` says of the options that take a credential."""

from __future__ import annotations

from typing import Final

from keyproof.code.inventory import counted
from keyproof.code.ir import Call, Mapping, Name, Node, Str
from keyproof.code.messages import texts
from keyproof.code.option_reads import option_reads
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.model.fact import CredentialDocumented
from keyproof.patterns import regex

_KEYS: Final = frozenset({"help", "description", "describe", "desc", "usage", "Usage"})
_SENTENCE: Final = regex(r"^(?!-)[^\s<\[]\S*+\s+\S")
"""Two words at least: neither a flag nor the name of its value."""


def helps(project: Project) -> list[CredentialDocumented]:
    """Return the options for a credential that are declared with a text of help, in order of file and place."""
    paths = counted(project)
    found = [
        CredentialDocumented(location=t.location, name=t.name, where="cli-help", secret=True, described=True)
        for t in option_reads(project.part(paths), paths)
        if t.source == "cli" and _is_told(project, t.steps[0].node, t.steps[0].scope)
    ]
    return sorted(found, key=lambda f: (f.location.path, f.location.line or 0, f.location.column or 0))


def _is_told(project: Project, node: Node, scope: Scope) -> bool:
    if isinstance(node, Mapping):
        for pair in node.pairs:
            key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
            if key in _KEYS and texts(project, pair.value, scope).strip():
                return True
    for arg in node.args if isinstance(node, Call) else ():
        if arg.name in _KEYS and texts(project, arg.value, scope).strip():
            return True
        if not arg.name and _SENTENCE.match(texts(project, arg.value, scope).strip()):
            return True
    return False
