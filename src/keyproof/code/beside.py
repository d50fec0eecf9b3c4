"""What the files of one package share without an import: module-level names, and the parts of one class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from keyproof.code import ruby_paths
from keyproof.code.imports import Resolver
from keyproof.code.ir import Assign, Class, Import, Module, Name
from keyproof.code.scope import Bound, Index, Scope

_NONE: Final[tuple[tuple[Bound, Scope], ...]] = ()


class Beside:
    """The packages of one project, looked at when first asked for."""

    def __init__(self, resolver: Resolver, index: Callable[[Module], Index]) -> None:
        """*resolver* says which files belong together, *index* gives what one binds."""
        self._resolver = resolver
        self._index = index
        self._names: dict[str, dict[str, list[tuple[tuple[Bound, Scope], ...]]]] = {}
        self._parts: dict[int, list[Scope]] = {}
        self._types: dict[str, dict[str, list[Scope]]] = {}
        self._implementers: dict[str, list[Scope]] | None = None
        self._by_path: dict[str, list[Scope]] | None = None

    def values(self, module: Module, name: str) -> tuple[tuple[Bound, Scope], ...]:
        """Return the values that *name* is bound to at the top of another file of the package, imports left out."""
        package = self._resolver.package(module)
        if not package:
            return _NONE
        shared = self._names.get(package[0].path)
        if shared is None:
            shared = self._names[package[0].path] = {}
            for other in package:
                top = self._index(other).top
                for bound, values in top.names.items():
                    own = tuple([(v, top) for v in values if not isinstance(v, Import)])
                    if own:
                        shared.setdefault(bound, []).append(own)
        if module.language == "csharp":
            return _nearest(module, shared.get(name, ()))
        if module.language == "ruby":
            return ruby_paths.visible(module, self._index(module), shared.get(name, ()), name)
        # One of several files that bind a name (builds for other systems) stands for all.
        return next((own for own in shared.get(name, ()) if own[0][1].module is not module), _NONE)

    def constant(self, module: Module, path: str) -> tuple[tuple[Bound, Scope], ...]:
        """Return what a path of Ruby's constants (``Acme.Client``) means, empty for those of libraries."""
        name = path.rpartition(".")[2]
        self.values(module, name)
        package = self._resolver.package(module)
        shared = self._names.get(package[0].path, {}) if package else {}
        return ruby_paths.named(module, shared.get(name, ()), path)

    def parts(self, owner: Scope) -> list[Scope]:
        """Return *owner* and the other parts of the same class: those of its name at the top of its package's files."""
        if not isinstance(owner.node, Class) or owner.outer is None or owner.outer.node is not None:
            return [owner]
        if owner.module.language == "php" or (
            owner.module.language == "csharp" and not is_marked(owner.node, "partial")
        ):
            return [owner]
        made = self._parts.get(id(owner))
        if made is None:
            made = self._parts[id(owner)] = [owner]
            if owner.module.language == "rust":
                made += self._implemented(owner, owner.node.name)
            if owner.module.language == "ruby":
                made += [s for s in self._opened(owner) if s is not owner]
                return made
            for other in self._resolver.neighbours(owner.module):
                index = self._index(other)
                for value in index.top.names.get(owner.node.name, ()):
                    if isinstance(value, Class) and (other.language != "csharp" or is_marked(value, "partial")):
                        made.append(index.scopes[id(value)])
        return made

    def _opened(self, owner: Scope) -> list[Scope]:
        """Return the parts of a class or module of Ruby, which any file may open again."""
        if self._by_path is None:
            self._by_path = {}
            for module in self._resolver.package(owner.module):
                index = self._index(module)
                for scope in index.scopes.values():
                    if isinstance(scope.node, Class) and scope.outer is index.top:
                        self._by_path.setdefault(ruby_paths.full_name(scope.node), []).append(scope)
        return self._by_path.get(ruby_paths.full_name(owner.node), [])

    def _implemented(self, owner: Scope, name: str) -> list[Scope]:
        """Return the other parts of a type of Rust, of which one file declares it and others implement more of it."""
        crate = self._resolver.crates.crate(owner.module)
        known = self._types.get(crate[0].path) if crate else None
        if known is None:
            known = {}
            for module in crate:
                index = self._index(module)
                for scope in index.scopes.values():
                    if isinstance(scope.node, Class) and scope.outer is index.top:
                        known.setdefault(scope.node.name, []).append(scope)
            if crate:
                self._types[crate[0].path] = known
        found = known.get(name, [])
        return [s for s in found if s is not owner] if sum(_declares(s) for s in found) == 1 else []

    def _implementation(self, owner: Scope) -> Scope:
        package = self._resolver.package(owner.module)
        if self._implementers is None:
            self._implementers = {}
            for module in package:
                for scope in self._index(module).scopes.values():
                    for base in scope.node.bases if isinstance(scope.node, Class) else ():
                        if isinstance(base, Name):
                            self._implementers.setdefault(base.id, []).append(scope)
        found = self._implementers.get(owner.node.name, []) if isinstance(owner.node, Class) else []
        return found[0] if len(found) == 1 and not is_marked(found[0].node, "interface") else owner

    def whole(self, owner: Scope | None) -> Scope | None:
        """Return the part of a class that its fields stand in, of one whose methods stand in several files.

        In C# an interface that one class alone implements stands for that class, which is what is injected in its place.
        """
        if owner is not None and owner.module.language == "csharp" and is_marked(owner.node, "interface"):
            owner = self._implementation(owner)
        parts = self.parts(owner) if owner is not None else []
        return max(parts, key=_declared) if len(parts) > 1 else owner


def is_marked(node: object, word: str) -> bool:
    """Return whether a class has *word* among its marks (C#: ``partial``, ``interface``)."""
    return isinstance(node, Class) and any(isinstance(d, Name) and d.id == word for d in node.decorators)


def _nearest(module: Module, found: Sequence[tuple[tuple[Bound, Scope], ...]]) -> tuple[tuple[Bound, Scope], ...]:
    """Return the type of C# whose file is nearest to *module*: programs of one repository have types of one name."""
    here = module.path.split("/")
    best: tuple[tuple[Bound, Scope], ...] = _NONE
    most = -1
    for own in found:
        types = tuple([pair for pair in own if isinstance(pair[0], Class)])
        if types and types[0][1].module is not module:
            there = types[0][1].module.path.split("/")
            common = next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
            if common > most:
                best, most = types, common
    return best


def _declared(part: Scope) -> int:
    """Return how many fields a part of a class declares."""
    return sum(isinstance(s, Assign) for s in part.node.body) if isinstance(part.node, Class) else 0


def _declares(part: Scope) -> bool:
    """Return whether a part of a type is its declaration and not only an ``impl``."""
    decorators = part.node.decorators if isinstance(part.node, Class) else ()
    return not any(isinstance(d, Name) and d.id == "impl!" for d in decorators)
