"""All lowered modules of one target seen as one program: imports, names and constants across files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

from keyproof.code import constants, imports
from keyproof.code.beside import Beside
from keyproof.code.call_graph import CallGraph
from keyproof.code.classes import Classes
from keyproof.code.ir import Attr, Class, Expr, Function, Import, Loop, Module, Name, Param
from keyproof.code.scope import Bound, Definition, Index, Scope, index, is_inner

_HOPS: Final = 12
"""Imports and aliases followed from one name. Real chains of re-exports stay under 6."""


_INDEXES: Final = 4_000
"""Modules kept indexed at once. The largest server tree seen (awslabs/mcp without tests) has about 1,000."""


class Project:
    """All lowered modules of one target or server."""

    def __init__(self, modules: Iterable[Module]) -> None:
        """Keep *modules*, which stay unchanged for the life of the project."""
        self.modules: dict[str, Module] = {m.path: m for m in modules}
        self._resolver = imports.Resolver(self.modules)
        self._indexes: OrderedDict[str, Index] = OrderedDict()
        self._beside = Beside(self._resolver, self.index)
        self.classes = Classes(self, self._beside)
        self.calls = CallGraph(self)
        self._dotted: dict[int, tuple[Expr, Scope, str]] = {}
        """By ``id`` of the expression, which is kept so that no other one gets that number."""

    def part(self, paths: Iterable[str]) -> Project:
        """Return the project of the modules at *paths* alone; what is already worked out of them is shared."""
        smaller = Project(self.modules[p] for p in paths)
        smaller._indexes = self._indexes
        return smaller

    # ---- indexes -----------------------------------------------------------------------------------------------------

    def index(self, module: Module) -> Index:
        """Return the scopes, bindings and calls of *module*."""
        made = self._indexes.get(module.path)
        if made is None:
            made = self._indexes[module.path] = index(module)
            if len(self._indexes) > _INDEXES:
                self._indexes.popitem(last=False)
        return made

    def top(self, module: Module) -> Scope:
        """Return the scope of the module itself."""
        return self.index(module).top

    def scope_of(self, module: Module, node: Function | Class) -> Scope:
        """Return the scope inside *node*, a function or class of *module*."""
        return self.index(module).scopes[id(node)]

    def functions(self) -> Iterator[tuple[Module, str, Function]]:
        """Yield every function and method, anonymous ones too, with its qualified name (``Client.connect``)."""
        for module in self.modules.values():
            for scope in self.index(module).scopes.values():
                if isinstance(scope.node, Function):
                    yield module, scope.qualified, scope.node

    # ---- names -------------------------------------------------------------------------------------------------------

    def neighbours(self, module: Module) -> tuple[Module, ...]:
        """Return the other files of the package of *module*, for languages in which they see each other's names."""
        return self._resolver.neighbours(module)

    def beside(self, module: Module, name: str) -> tuple[tuple[Bound, Scope], ...]:
        """Return the values that *name* is bound to at the top of the other files of the package, imports left out."""
        return self._beside.values(module, name)

    def import_target(self, module: Module, imp: Import) -> Module | None:
        """Return the project's own module that *imp* names, None for a library."""
        return self._resolver.find(module, imp)

    def submodule(self, module: Module, imp: Import) -> Module | None:
        """Return the module that ``from package import module`` names, None when the name is a thing in the package."""
        return self._resolver.submodule(module, imp)

    def resolve_import(self, module: Module, imp: Import) -> tuple[Module, Expr | Function | Class | None] | None:
        """Return the project's module (and the thing in it) that *imp* brings in; None when it is a library's.

        The second part is None for the module as a whole, and where the name is not found in it.
        """
        found = self._imported(module, imp, 0)
        if found is None:
            return None
        node = found.node
        return found.module, None if isinstance(node, Param | Loop) else node

    def _imported(self, module: Module, imp: Import, hops: int) -> Definition | None:
        inside = self._resolver.submodule(module, imp)
        if inside is not None:
            return Definition(inside, None, self.top(inside))
        target = self._resolver.find(module, imp)
        if target is None:
            return None
        top = self.top(target)
        whole = Definition(target, None, top)
        if imp.name in ("", "*") or hops > _HOPS:
            return whole
        found = self.exported(target, imp.name, hops + 1)
        if found is None and imp.name == "default":
            found = self.exported(target, imp.alias, hops + 1)
        return found or whole

    def exported(self, module: Module, name: str, hops: int = 0) -> Definition | None:
        """Return what *name* is at the top of *module*, or of what it passes on; None when it holds no such name."""
        top = self.top(module)
        if name in top.names:
            return self.last(module, top, top.names[name], hops)
        for stars in top.names.get("*", ()):
            if isinstance(stars, Import) and hops <= _HOPS:
                target = self._resolver.find(module, stars)
                found = self.exported(target, name, hops + 1) if target is not None else None
                if found is not None:
                    return found
        near = self.beside(module, name)
        return self.last(near[0][1].module, near[0][1], [v for v, _ in near], hops) if near else None

    def lookup(self, module: Module, name: str, scope: Scope | None = None) -> Definition | None:
        """Return what *name* stands for at *scope* (the module's top by default), imports followed; None if unknown.

        A name bound more than once stands for its last binding; ``bindings`` gives all of them.
        """
        return self._lookup(module, name, scope or self.top(module), 0)

    def bindings(self, name: str, scope: Scope) -> tuple[tuple[Bound, Scope], ...]:
        """Return all values that *name* is bound to in the nearest scope that binds it, imports not followed."""
        here: Scope | None = scope
        first = True
        while here is not None:
            # A Python class body is not visible from its methods.
            if name in here.names and (first or not isinstance(here.node, Class) or is_inner(here, name)):
                return tuple([(value, here) for value in here.names[name]])
            here, first = here.outer, False
        return self.beside(scope.module, name)

    def _lookup(self, module: Module, name: str, scope: Scope, hops: int) -> Definition | None:
        found = self.bindings(name, scope)
        if found:
            return self.last(found[0][1].module, found[0][1], [value for value, _ in found], hops)
        return self.exported(module, name, hops)

    def last(self, module: Module, scope: Scope, values: list[Bound], hops: int = 0) -> Definition | None:
        """Return what a name bound to *values* at *scope* stands for: the last of them, imports and aliases followed."""
        value = values[-1]
        if isinstance(value, Import):
            return self._imported(module, value, hops)
        if isinstance(value, Name) and hops < _HOPS:
            # ``x = y``: a name that is bound to itself is a parameter shadowing or a loop, not an alias.
            outer = scope.outer if value.id in scope.names and scope.names[value.id] is values else scope
            found = self._lookup(module, value.id, outer, hops + 1) if outer is not None else None
            if found is not None:
                return found
        return Definition(module, value, scope)

    def imported_from(self, name: str, scope: Scope) -> Import | None:
        """Return the import that binds *name* at *scope*, None when something else does."""
        for value, _ in self.bindings(name, scope):
            if isinstance(value, Import):
                return value
        return None

    def dotted(self, expr: Expr, scope: Scope) -> str:
        """Return the full dotted name of *expr*, its first part replaced by what was imported under it.

        ``environ.get`` after ``from os import environ`` is ``os.environ.get``; ``""`` for what is not a dotted name.
        """
        known = self._dotted.get(id(expr))
        if known is None or known[0] is not expr or known[1] is not scope:
            known = self._dotted[id(expr)] = (expr, scope, self._spelled(expr, scope))
        return known[2]

    def _spelled(self, expr: Expr, scope: Scope) -> str:
        parts: list[str] = []
        while isinstance(expr, Attr):
            parts.append(expr.name)
            expr = expr.value
        if not isinstance(expr, Name):
            return ""
        head = expr.id
        found = self.imported_from(head, scope)
        if found is not None:
            name = found.name if found.name not in ("", "*", "default") else ""
            module = found.module.removeprefix("node:")
            # ``import a.b`` binds ``a`` alone; only with an alias is the whole path meant.
            head = module if found.alias != module.partition(".")[0] or name else found.alias
            head = f"{head}.{name}" if name else head
        return ".".join([head, *reversed(parts)])

    # ---- constants ---------------------------------------------------------------------------------------------------

    def constant(self, module: Module, expr: Expr, scope: Scope | None = None) -> str | None:
        """Return the one string that *expr* is known to be, None when it is unknown or has several values."""
        found = self.constants(module, expr, scope)
        return found[0] if len(found) == 1 else None

    def constants(
        self, module: Module, expr: Expr, scope: Scope | None = None, given: constants.Given | None = None
    ) -> tuple[str, ...]:
        """Return all strings that *expr* can be (loops over literal lists, branches); ``*`` stands for unknown parts.

        Empty when nothing at all is known. *given* holds the values of parameters in one call, by ``id`` of the Param.
        """
        return constants.values(constants.Run(self, given or {}), module, expr, scope or self.top(module))
