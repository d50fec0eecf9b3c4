"""Options of the command line and variables that are two ways to give one value: either of them will do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from keyproof.code.env_reads import is_env
from keyproof.code.ir import Assign, Attr, Call, Index, Name, Node, Str
from keyproof.code.messages import last_name
from keyproof.code.names import words
from keyproof.code.project import Project
from keyproof.code.taken import Taken
from keyproof.code.walk import walk
from keyproof.model.fact import CredentialRead, Reaction

Twins = frozenset[tuple[str, str]]
"""Names of an option and of the variable that gives the same value."""

_GRAVEST: Final = (
    Reaction.UNSAFE_DEFAULT,
    Reaction.WRONG_SUCCESS,
    Reaction.HANG,
    Reaction.SILENT,
    Reaction.CRASH,
    Reaction.NOISY,
    Reaction.FAIL_FAST,
    Reaction.DEGRADE,
    Reaction.NONE_NEEDED,
    Reaction.UNKNOWN,
)


def twins(project: Project, taken: Iterable[Taken]) -> Twins:
    """Return the pairs among *taken*: declared as one, or the option is written to the variable."""
    found: set[tuple[str, str]] = set()
    every = tuple(taken)
    variables = [t for t in every if t.source == "env"]
    for option in every:
        if option.source != "cli":
            continue
        node, module = option.steps[0].node, option.module
        inside = _parts(node)
        found |= {(option.name, v.name) for v in variables if v.module is module and id(v.steps[0].node) in inside}
        for assign, scope in project.index(module).of(Assign):
            if isinstance(assign, Assign) and isinstance(assign.target, Index) and isinstance(assign.target.key, Str):
                given = isinstance(assign.value, Name | Attr) and words(last_name(assign.value)) == words(option.name)
                if given and is_env(project, assign.target.value, scope):
                    found.add((option.name, assign.target.key.value))
        found |= _asked_together(project, option, variables)
    return frozenset(found)


def _asked_together(project: Project, option: Taken, variables: list[Taken]) -> set[tuple[str, str]]:
    """Return the pairs of ``get_var("pat", "ACME_PAT", args)``: a function that is told the names of both."""
    found: set[tuple[str, str]] = set()
    for call, _ in project.index(option.module).of(Call):
        texts = [a.value.value for a in call.args if isinstance(a.value, Str)] if isinstance(call, Call) else []
        if len(texts) > 1 and call is not option.steps[0].node and words(option.name) in map(words, texts):
            found |= {(option.name, v.name) for v in variables if v.name in texts and v.name != option.name}
    return found


def _parts(node: Node) -> set[int]:
    """Return the ``id`` of what stands in a declaration; of one in a chain of calls, not what the others declare."""
    roots = [a.value for a in node.args] if isinstance(node, Call) else [node]
    return {id(node), *(id(part) for root in roots for part in walk(root))}


def alternatives(facts: list[CredentialRead], pairs: Twins) -> list[CredentialRead]:
    """Return *facts* with what is known of either twin said of both; where one is asked for, the other is not optional."""
    for option, variable in sorted(pairs):
        both = [f for f in facts if (f.name, f.source) in ((option, "cli"), (variable, "env"))]
        if {f.source for f in both} != {"cli", "env"}:
            continue
        best = min([f for f in both if f.required] or both, key=lambda f: _GRAVEST.index(f.reaction))
        asked = any(f.required is not False for f in both)
        facts = [_with(f, best, asked) if f in both else f for f in facts]
    return facts


def _with(fact: CredentialRead, best: CredentialRead, asked: bool) -> CredentialRead:
    if asked and fact.required is False:
        fact = msgspec.structs.replace(fact, required=None)
    if fact.reaction is Reaction.UNKNOWN and fact.default == "none":
        fact = msgspec.structs.replace(
            fact,
            reaction=best.reaction,
            reaction_at=best.reaction_at,
            reaction_names_it=best.reaction_names_it,
            validated=fact.validated or best.validated,
        )
    return fact
