"""Which files belong to the server, and which to programs that stand beside it in the same repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Final

from keyproof.code.ir import Define, If, Import, Module, Name, Str
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.servers_table import ASIDE, MAKERS, SDK_IMPORTS, TRANSPORT_CALLS
from keyproof.code.walk import walk
from keyproof.patterns import regex

_SCRIPTS: Final = regex(r"(?i)(?:^|/)(?:scripts?|hack|\.[\w-]{1,40})/")
"""Folders of programs that maintain a project: releases, set-up, plug-ins of an assistant."""
_CLIENTS: Final = regex(r"(?i)(?:^|/)(?:mcp[-_]?)?clients?/")
_LONGEST: Final = 400
"""Characters of a text that may be a path."""
_SHARED: Final = regex(r"(?i)client|[./]types|[./]shared")
_SCRIPTED: Final = frozenset({"python", "javascript", "typescript"})


def other_programs(project: Project) -> frozenset[str]:
    """Return the files that belong to programs beside the server; empty where no program is known to make one."""
    return _go_programs(project) | _scripts(project)


def _scripts(project: Project) -> frozenset[str]:
    """Return the scripts, and the clients that are programs, that neither serve nor are a part of what does."""
    modules = [m for m in project.modules.values() if m.language in _SCRIPTED and not ASIDE.search(m.path)]
    serving = {m.path for m in modules if _speaks(m)}
    making = {m.path for m in modules if m.path in serving and _serves(project, m)} or serving
    tops = {m.partition("/")[0] if "/" in m else "" for m in making}
    beside = [m for m in modules if m.path not in serving and (_stands_beside(m) or _stands_far(m, tops))]
    if not serving or not beside:
        return frozenset()
    aside = {m.path for m in beside}
    parts = _imported(project, (m for m in modules if m.path not in aside))
    left = [m for m in beside if m.path not in parts]
    started = _named(project, [m for m in modules if m.path in parts], {posixpath.basename(m.path) for m in left})
    # What starts the server from a script, or is started by it, is a part of it, with all that it needs.
    starters = [m for m in left if posixpath.basename(m.path) in started or serving & _imported(project, (m,))]
    parts |= _imported(project, starters)
    return frozenset(m.path for m in left if m.path not in parts)


def _named(project: Project, modules: Iterable[Module], names: set[str]) -> set[str]:
    """Return those of the file *names* that stand in a text of *modules*: ``spawn("python", ["scripts/fetch.py"])``."""
    found: set[str] = set()
    for module in modules:
        for node, _ in project.index(module).of(Str):
            if isinstance(node, Str) and len(node.value) < _LONGEST:
                found |= {n for n in names - found if node.value.endswith(n)}
    return found


def _stands_beside(module: Module) -> bool:
    return bool(_SCRIPTS.search(module.path)) or (bool(_CLIENTS.search(module.path)) and _is_started(module))


def _stands_far(module: Module, tops: set[str]) -> bool:
    """Return whether *module* is a program in another folder of the top than all that serves: one that deploys it, say."""
    far = "/" in module.path and not tops & {"", module.path.partition("/")[0]}
    return far and module.language == "python" and _is_started(module)


def _is_started(module: Module) -> bool:
    """``if __name__ == "__main__"``."""
    return any(
        isinstance(s, If) and any(isinstance(n, Name) and n.id == "__name__" for n in walk(s.test)) for s in module.body
    )


def _speaks(module: Module) -> bool:
    """Return whether a file imports an SDK for servers, and more of it than what clients use as well."""
    return any(
        isinstance(s, Import) and SDK_IMPORTS.search(s.module) and not _SHARED.search(f"{s.module}/{s.name}")
        for s in module.body
    )


def _imported(project: Project, start: Iterable[Module]) -> set[str]:
    """Return the files of *start* and those that they import, directly or not."""
    queue = list(start)
    seen = {m.path for m in queue}
    while queue:
        module = queue.pop()
        for node, _ in project.index(module).of(Import):
            if not isinstance(node, Import):
                continue
            for found in (project.import_target(module, node), project.submodule(module, node)):
                if found is not None and found.path not in seen:
                    seen.add(found.path)
                    queue.append(found)
    return seen


def _go_programs(project: Project) -> frozenset[str]:
    """Return the files of Go programs that make no server while others of the project do: load tests, probes."""
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
