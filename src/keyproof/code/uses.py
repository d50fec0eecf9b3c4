"""Where a name or an attribute is read, across the files of a program."""

from __future__ import annotations

from typing import Final

import msgspec

from keyproof.code.ir import Assign, Attr, Call, Class, Function, Import, Index, Module, Name, Node, Str
from keyproof.code.names import words
from keyproof.code.project import Project
from keyproof.code.scope import Scope


class Back(msgspec.Struct, frozen=True, eq=False):
    """Where a value returns to: the call through which it came into *function*."""

    call: Call
    scope: Scope
    function: Function | None
    outer: Back | None


Held = tuple[Node, Scope, Back | None]
"""An expression that holds the value, its scope, and the calls it is inside of; None when these are not known."""

_MOST: Final = 400
"""Reads of one attribute that are kept."""


class Uses:
    """Indexes of one project, made when first asked for."""

    def __init__(self, project: Project) -> None:
        """Nothing is walked yet."""
        self.project = project
        self._names: dict[str, dict[str, list[tuple[Name, Scope]]]] = {}
        self._keys: dict[str, list[tuple[Node, Scope]]] | None = None
        self._groups: dict[str, str] = {}
        self._attributes: dict[str, list[tuple[Attr, Scope]]] | None = None

    def of_name(self, name: str, scope: Scope, level: Back | None) -> list[Held]:
        """Return the uses of *name* as bound at *scope*, in other files too when they import it."""
        owner: Scope | None = scope
        while owner is not None and name not in owner.names:
            owner = owner.outer
        if owner is None:
            beside = self.project.beside(scope.module, name)
            if not beside:
                return []
            owner = beside[0][1]
        if isinstance(owner.node, Class):
            return [*self._constant_uses(name, owner, level), *self.of_attribute(name, owner, level)]
        found: list[Held] = []
        for use, inside in self.named(owner.module, name):
            bound = self.project.bindings(name, inside)
            if bound and bound[0][1] is owner:
                found.append((use, inside, level))
        if owner.node is None:
            for other in self.project.neighbours(owner.module):
                for use, inside in self.named(other, name):
                    bound = self.project.bindings(name, inside)
                    if bound and bound[0][1] is owner:
                        found.append((use, inside, level))
            found += self._imported_uses(owner, name, level)
        return found

    def _constant_uses(self, name: str, owner: Scope, level: Back | None) -> list[Held]:
        """Return the uses of a constant of a class of Ruby in its own methods, which see it by its bare name."""
        if owner.module.language != "ruby":
            return []
        uses = self.named(owner.module, name)
        return [(use, inside, level) for use, inside in uses if self._binds(owner, name, inside)]

    def _binds(self, owner: Scope, name: str, inside: Scope) -> bool:
        bound = self.project.bindings(name, inside)
        return bool(bound) and bound[0][1] is owner

    def _imported_uses(self, owner: Scope, name: str, level: Back | None) -> list[Held]:
        found: list[Held] = []
        for attr, inside in self._attribute_index().get(name, ()):
            if isinstance(attr.value, Name):
                target = self.project.lookup(inside.module, attr.value.id, inside)
                if target is not None and target.node is None and self._holds(target.module, owner.module):
                    found.append((attr, inside, level))
        for path, module in self.project.modules.items():
            if path == owner.module.path:
                continue
            imported = self.project.imported_from(name, self.project.top(module))
            if imported is not None and self.project.import_target(module, imported) is owner.module:
                found += [(use, inside, level) for use, inside in self.named(module, name)]
        return found

    def _holds(self, target: Module, owner: Module) -> bool:
        """Return whether *owner* is the file that an import means, or another one of the package."""
        return target is owner or any(other is owner for other in self.project.neighbours(target))

    def of_attribute(self, name: str, scope: Scope, level: Back | None) -> list[Held]:
        """Return the reads of an attribute of this name in the same package."""
        common = len(words(name).split("_")) < 2
        found: list[Held] = []
        for attr, inside in self._attribute_index().get(name, ()):
            # A plain word such as ``key`` is an attribute of many things; only its own file is searched for it.
            if inside.module is scope.module or (not common and self.together(inside.module, scope.module)):
                found.append((attr, inside, level))
        return found[:_MOST]

    def of_field(self, name: str, owner: Scope) -> list[Held]:
        """Return the reads of a field of instances of *owner*; those of its name nearby where none is known to be one."""
        found: list[Held] = []
        for attr, inside in self._attribute_index().get(name, ()):
            if self.project.classes.of(attr.value, inside) is owner:
                found.append((attr, inside, None))
        return found[:_MOST] or self.of_attribute(name, owner, None)

    def of_key(self, name: str, scope: Scope, level: Back | None) -> list[Held]:
        """Return the reads of a mapping's entry of this name: as an attribute, ``["name"]`` or ``.get("name")``."""
        found = self.of_attribute(name, scope, level)
        # All files of Ruby are connected, so that a plain word would lead anywhere.
        near = scope.module.language == "ruby" and len(words(name).split("_")) < 2
        for node, inside in self._key_index().get(name, ()):
            if inside.module is scope.module or (not near and self.together(inside.module, scope.module)):
                found.append((node, inside, level))
        return found[:_MOST]

    def together(self, one: Module, other: Module) -> bool:
        """Return whether two files belong to one program: imports lead from one to the other, in any direction."""
        return self.group(one.path) == self.group(other.path)

    def group(self, path: str) -> str:
        """Return the path that stands for all files that are connected with *path* by imports."""
        if not self._groups:
            self._groups = {p: p for p in self.project.modules}
            for module in self.project.modules.values():
                for other in self.project.neighbours(module)[:1]:
                    self._groups[self._root(module.path)] = self._root(other.path)
                for node, _ in self.project.index(module).of(Import):
                    if isinstance(node, Import):
                        for target in (self.project.import_target(module, node), self.project.submodule(module, node)):
                            if target is not None:
                                self._groups[self._root(module.path)] = self._root(target.path)
        return self._root(path) if path in self._groups else path

    def _root(self, path: str) -> str:
        while self._groups[path] != path:
            self._groups[path] = self._groups[self._groups[path]]
            path = self._groups[path]
        return path

    def _key_index(self) -> dict[str, list[tuple[Node, Scope]]]:
        if self._keys is None:
            self._keys = {}
            for module in self.project.modules.values():
                targets: set[int] = set()
                for node, scope in self.project.index(module).of(Assign, Index, Call):
                    if isinstance(node, Assign):
                        targets.add(id(node.target))
                    elif isinstance(node, Index) and isinstance(node.key, Str) and id(node) not in targets:
                        self._keys.setdefault(node.key.value, []).append((node, scope))
                    elif isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name == "get":
                        key = node.args[0].value if node.args else None
                        if isinstance(key, Str):
                            self._keys.setdefault(key.value, []).append((node, scope))
        return self._keys

    def named(self, module: Module, name: str) -> list[tuple[Name, Scope]]:
        """Return where the identifier *name* is read in *module*."""
        path = module.path
        if path not in self._names:
            made: dict[str, list[tuple[Name, Scope]]] = {}
            targets: set[int] = set()
            for node, scope in self.project.index(self.project.modules[path]).of(Assign, Name):
                if isinstance(node, Assign):
                    targets.add(id(node.target))
                elif isinstance(node, Name) and id(node) not in targets:
                    made.setdefault(node.id, []).append((node, scope))
            self._names[path] = made
        return self._names[path].get(name, [])

    def _attribute_index(self) -> dict[str, list[tuple[Attr, Scope]]]:
        if self._attributes is None:
            self._attributes = {}
            for module in self.project.modules.values():
                targets: set[int] = set()
                for node, scope in self.project.index(module).of(Assign, Attr):
                    if isinstance(node, Assign):
                        targets.add(id(node.target))
                    elif isinstance(node, Attr) and id(node) not in targets:
                        self._attributes.setdefault(node.name, []).append((node, scope))
        return self._attributes
