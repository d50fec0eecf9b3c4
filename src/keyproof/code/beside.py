"""What the files of one package share without an import: module-level names, and the parts of one class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

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
        # One of several files that bind a name (builds for other systems) stands for all.
        return next((own for own in shared.get(name, ()) if own[0][1].module is not module), _NONE)

    def parts(self, owner: Scope) -> list[Scope]:
        """Return *owner* and the other parts of the same class: those of its name at the top of its package's files."""
        if not isinstance(owner.node, Class) or owner.outer is None or owner.outer.node is not None:
            return [owner]
        made = self._parts.get(id(owner))
        if made is None:
            made = self._parts[id(owner)] = [owner]
            if owner.module.language == "rust":
                made += self._implemented(owner, owner.node.name)
            for other in self._resolver.neighbours(owner.module):
                index = self._index(other)
                for value in index.top.names.get(owner.node.name, ()):
                    if isinstance(value, Class):
                        made.append(index.scopes[id(value)])
        return made

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

    def whole(self, owner: Scope | None) -> Scope | None:
        """Return the part of a class that its fields stand in, of one whose methods stand in several files."""
        parts = self.parts(owner) if owner is not None else []
        return max(parts, key=_declared) if len(parts) > 1 else owner


def _declared(part: Scope) -> int:
    """Return how many fields a part of a class declares."""
    return sum(isinstance(s, Assign) for s in part.node.body) if isinstance(part.node, Class) else 0


def _declares(part: Scope) -> bool:
    """Return whether a part of a type is its declaration and not only an ``impl``."""
    decorators = part.node.decorators if isinstance(part.node, Class) else ()
    return not any(isinstance(d, Name) and d.id == "impl!" for d in decorators)
