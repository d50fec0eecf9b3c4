"""Which files belong to the server, in a language where each folder with a ``main`` is a program of its own."""

from __future__ import annotations

import posixpath

from keyproof.code.ir import Define, Import, Module
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.servers_table import ASIDE, MAKERS, SDK_IMPORTS, TRANSPORT_CALLS


def other_programs(project: Project) -> frozenset[str]:
    """Return the files of Go programs that make no server while others of the project do: load tests, probes, generators.

    Empty where no program is known to make one.
    """
    folders: dict[str, list[Module]] = {}
    for module in project.modules.values():
        if module.language == "go" and not ASIDE.search(module.path):
            folders.setdefault(posixpath.dirname(module.path), []).append(module)
    programs = [f for f, held in folders.items() if any(_is_program(m) for m in held)]
    if len(programs) < 2:
        return frozenset()
    serving = {f for f, held in folders.items() if any(_serves(project, m) for m in held)}
    others = [f for f in programs if not serving & _reached(project, f, folders)]
    if len(others) == len(programs):
        return frozenset()
    return frozenset(m.path for f in others for m in folders[f])


def _is_program(module: Module) -> bool:
    return any(isinstance(s, Define) and s.function.name == "main" for s in module.body)


def _serves(project: Project, module: Module) -> bool:
    if not any(isinstance(s, Import) and SDK_IMPORTS.search(s.module) for s in module.body):
        return False
    names = {last_name(site.call.func) for site in project.index(module).calls}
    return bool(names & MAKERS) or any(name in TRANSPORT_CALLS for name in names)


def _reached(project: Project, folder: str, folders: dict[str, list[Module]]) -> set[str]:
    """Return *folder* and those its files import, directly or not."""
    queue, seen = [folder], {folder}
    while queue:
        for module in folders.get(queue.pop(), ()):
            for statement in module.body:
                target = project.import_target(module, statement) if isinstance(statement, Import) else None
                found = posixpath.dirname(target.path) if target is not None else folder
                if found not in seen:
                    seen.add(found)
                    queue.append(found)
    return seen
