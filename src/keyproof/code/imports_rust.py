"""Which file a path of Rust means: modules of the same crate, and the other crates of a workspace."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from keyproof.code.ir import Assign, Attr, Class, Define, Import, Module, Name
from keyproof.code.walk import walk_module

_ROOTS: Final = ("lib.rs", "main.rs")
_PROGRAMS: Final = ("bin", "examples", "tests", "benches")
"""Folders in which every file is a crate of its own."""


class Crates:
    """The crates among the files of one project."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = {p: m for p, m in modules.items() if m.language == "rust"}
        self._found: dict[tuple[str, str, str, bool], Module | None] = {}
        self._libraries: dict[str, str] | None = None
        self._members: dict[str, tuple[Module, ...]] | None = None
        self._declared: dict[str, frozenset[str]] = {}
        self._wanted: dict[tuple[str, str], frozenset[str]] = {}

    def find(self, module: Module, name: str, wanted: str = "", *, exact: bool = False) -> Module | None:
        """Return the file that the path *name* in *module* leads to.

        Args:
            module: where the path is written.
            name: its parts, with dots between them.
            wanted: the name that is taken from there; it tells the library of a crate from its program.
            exact: the whole path must be files; else the last of them is the answer for what is declared in it.
        """
        key = (module.path, name, wanted, exact)
        if key not in self._found:
            self._found[key] = self._find(module, name.split("."), wanted, exact)
        return self._found[key]

    def crate(self, module: Module) -> tuple[Module, ...]:
        """Return all files of the crate that *module* belongs to, itself included."""
        if self._members is None:
            made: dict[str, list[Module]] = {}
            for path, one in self._modules.items():
                made.setdefault(self._folder(path), []).append(one)
            self._members = {folder: tuple(held) for folder, held in made.items()}
        return self._members.get(self._folder(module.path), ())

    # ---- paths -------------------------------------------------------------------------------------------------------

    def _find(self, module: Module, parts: list[str], wanted: str, exact: bool) -> Module | None:
        head, rest = parts[0], parts[1:]
        if head == "self":
            return self._down(module, rest, exact)
        if head == "crate":
            return self._from_root(module, rest, wanted, exact)
        here: Module | None = module
        while head == "super" and here is not None:
            here = self._parent(here)
            if not rest or rest[0] != "super":
                return self._down(here, rest, exact) if here is not None else None
            rest = rest[1:]
        child = self._child(module, head)
        if child is not None:
            return self._down(child, rest, exact)
        library = self._library(module, head)
        return self._down(library, rest, exact) if library is not None else None

    def _down(self, module: Module, parts: list[str], exact: bool) -> Module | None:
        here = module
        for part in parts:
            child = self._child(here, part)
            if child is None:
                return None if exact else here
            here = child
        return here

    def _child(self, module: Module, name: str) -> Module | None:
        folder, base = posixpath.split(module.path)
        if base not in (*_ROOTS, "mod.rs") and posixpath.basename(folder) not in _PROGRAMS:
            folder = module.path.removesuffix(".rs")
        for path in (posixpath.join(folder, f"{name}.rs"), posixpath.join(folder, name, "mod.rs")):
            if path in self._modules and path != module.path:
                return self._modules[path]
        return None

    def _parent(self, module: Module) -> Module | None:
        folder, base = posixpath.split(module.path)
        if base == "mod.rs":
            folder = posixpath.dirname(folder)
        elif base in _ROOTS:
            return None
        choices = [posixpath.join(folder, n) for n in ("mod.rs", *_ROOTS)]
        if folder:
            choices.append(f"{folder}.rs")
        return next((self._modules[p] for p in choices if p in self._modules), None)

    def _folder(self, path: str) -> str:
        """Return the folder that the root of a file's crate stands in."""
        folder, base = posixpath.split(path)
        if base in _ROOTS:
            return folder
        here = folder
        while True:
            if any(posixpath.join(here, n) in self._modules for n in _ROOTS):
                return here
            if not here:
                return folder
            here = posixpath.dirname(here)

    def _from_root(self, module: Module, parts: list[str], wanted: str, exact: bool) -> Module | None:
        folder, base = posixpath.split(module.path)
        if posixpath.basename(folder) in _PROGRAMS:
            roots = [module]
        else:
            top = self._folder(module.path)
            names = (base, *_ROOTS) if base in _ROOTS else _ROOTS
            roots = [self._modules[p] for n in names if (p := posixpath.join(top, n)) in self._modules]
        first = parts[0] if parts else wanted
        for root in roots:
            if not first or self._child(root, first) is not None or first in self._names(root):
                return self._down(root, parts, exact)
        return self._down(roots[0], parts, exact) if roots and not exact else None

    def _library(self, module: Module, name: str) -> Module | None:
        """Return the root of another crate of the workspace, or of the library beside a program."""
        if self._libraries is None:
            self._libraries = dict(self._named())
        path = self._libraries.get(name)
        if path is None:
            # ``client/`` may be the crate ``acme_client``.
            near = [p for n, p in self._libraries.items() if name.endswith(f"_{n}")]
            path = near[0] if len(near) == 1 else None
        if path is not None:
            return self._modules[path]
        folder = self._folder(module.path)
        beside = self._modules.get(posixpath.join(folder, "lib.rs"))
        program = module.path != posixpath.join(folder, "lib.rs") and (
            posixpath.basename(module.path) == "main.rs"
            or posixpath.basename(posixpath.dirname(module.path)) in _PROGRAMS
        )
        if beside is None or not program:
            return None
        known = self._names(beside)
        asked = self._asked(module, name)
        return beside if asked and all(a in known or self._child(beside, a) is not None for a in asked) else None

    def _asked(self, module: Module, name: str) -> frozenset[str]:
        """Return what *module* takes from the crate *name*: the library beside a program has all of it."""
        key = (module.path, name)
        known = self._wanted.get(key)
        if known is None:
            found: set[str] = set()
            for node in walk_module(module):
                if isinstance(node, Attr) and isinstance(node.value, Name) and node.value.id == name:
                    found.add(node.name)
                elif isinstance(node, Import) and (node.module == name or node.module.startswith(f"{name}.")):
                    inner = node.module.removeprefix(name).removeprefix(".").partition(".")[0] or node.name
                    if inner not in ("", "*"):
                        found.add(inner)
            known = self._wanted[key] = frozenset(found)
        return known

    def _named(self) -> Iterator[tuple[str, str]]:
        for path in self._modules:
            folder, base = posixpath.split(path)
            if base == "lib.rs":
                crate = posixpath.basename(posixpath.dirname(folder) if posixpath.basename(folder) == "src" else folder)
                if crate:
                    yield crate.replace("-", "_"), path

    def _names(self, module: Module) -> frozenset[str]:
        """Return the names that a file declares or brings in."""
        known = self._declared.get(module.path)
        if known is None:
            found: set[str] = set()
            for statement in module.body:
                if isinstance(statement, Import):
                    found.add(statement.alias)
                elif isinstance(statement, Class):
                    found.add(statement.name)
                elif isinstance(statement, Define):
                    found.add(statement.function.name)
                elif isinstance(statement, Assign) and isinstance(statement.target, Name):
                    found.add(statement.target.id)
            known = self._declared[module.path] = frozenset(found)
        return known
