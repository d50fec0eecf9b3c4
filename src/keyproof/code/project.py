"""All lowered modules of one target seen as one program: imports, names, constants and calls across files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from keyproof.code import constants, imports
from keyproof.code.beside import Beside
from keyproof.code.ir import Attr, Binary, Call, Class, Expr, Function, Import, Loop, Module, Name, Other, Param
from keyproof.code.scope import NESTS, Bound, CallSite, Index, Scope, called_name, index, inner_class, is_inner
from keyproof.code.walk import children, walk, walk_module, walk_statements

__all__ = ["CallSite", "Definition", "Project", "Scope", "children", "walk", "walk_module", "walk_statements"]

_HOPS: Final = 12
"""Imports and aliases followed from one name. Real chains of re-exports stay under 6."""

_GIVEN: Final = 8
"""Calls that are asked for the class of what they give for a parameter."""
_SCANNED: Final = 40
"""Calls of one name that are looked at for that."""
_NESTED: Final = 3
"""Parameters that are given on as parameters while the class of one is looked for."""

_CHAIN: Final = 48
"""Searches for a class that may be under way within each other."""

_INDEXES: Final = 4_000
"""Modules kept indexed at once. The largest server tree seen (awslabs/mcp without tests) has about 1,000."""


class Definition(NamedTuple):
    """What a name stands for. ``node`` None means a whole module; a Param or Loop is a value known only at run time."""

    module: Module
    node: Expr | Function | Class | Param | Loop | None
    scope: Scope
    """Where ``node`` is to be read: names inside it resolve from here."""


class Project:
    """All lowered modules of one target or server."""

    def __init__(self, modules: Iterable[Module]) -> None:
        """Keep *modules*, which stay unchanged for the life of the project."""
        self.modules: dict[str, Module] = {m.path: m for m in modules}
        self._resolver = imports.Resolver(self.modules)
        self._indexes: OrderedDict[str, Index] = OrderedDict()
        self._callers: dict[str, list[CallSite]] | None = None
        self._classes: dict[tuple[int, int], Scope | None] = {}
        self._finding: set[tuple[int, int]] = set()
        self._given: dict[int, Scope | None] = {}
        """By ``id`` of a parameter, the class of what calls give for it."""
        self._giving = 0
        self._beside = Beside(self._resolver, self.index)
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
        found = self._exported(target, imp.name, hops + 1)
        if found is None and imp.name == "default":
            found = self._exported(target, imp.alias, hops + 1)
        return found or whole

    def _exported(self, module: Module, name: str, hops: int) -> Definition | None:
        top = self.top(module)
        if name in top.names:
            return self._bound(module, top, top.names[name], hops)
        for stars in top.names.get("*", ()):
            if isinstance(stars, Import) and hops <= _HOPS:
                target = self._resolver.find(module, stars)
                found = self._exported(target, name, hops + 1) if target is not None else None
                if found is not None:
                    return found
        near = self.beside(module, name)
        return self._bound(near[0][1].module, near[0][1], [v for v, _ in near], hops) if near else None

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
            return self._bound(found[0][1].module, found[0][1], [value for value, _ in found], hops)
        return self._exported(module, name, hops)

    def _bound(self, module: Module, scope: Scope, values: list[Bound], hops: int) -> Definition | None:
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

    # ---- classes and calls -------------------------------------------------------------------------------------------

    def class_of(self, expr: Expr, scope: Scope, hops: int = 0) -> Scope | None:
        """Return the scope of the class that *expr* is, or is an instance of; None if that is not known."""
        key = (id(expr), id(scope))
        if key in self._classes:
            return self._classes[key]
        # ``reply = reply.json()`` asks for its own class; ``member`` starts to count anew.
        if hops > _HOPS or key in self._finding or len(self._finding) > _CHAIN:
            return None
        self._finding.add(key)
        try:
            found = self._find_class(expr, scope, hops)
        finally:
            self._finding.discard(key)
        if not self._finding:
            # What was found inside of another search may be cut short by it.
            self._classes[key] = found
        return found

    def _find_class(self, expr: Expr, scope: Scope, hops: int) -> Scope | None:
        if isinstance(expr, Name):
            if expr.id in ("self", "cls"):
                return self._beside.whole(scope.owner)
            found = self.lookup(scope.module, expr.id, scope)
            return self._class_behind(found, hops) if found is not None else None
        if isinstance(expr, Call):
            made = self.class_of(expr.func, scope, hops + 1)
            if made is None and scope.module.language == "rust" and isinstance(expr.func, Attr):
                # ``Args::parse()``: what ``derive`` gives a type makes one of it.
                named = isinstance(expr.func.value, Name) and expr.func.value.id[:1].isupper()
                made = self.class_of(expr.func.value, scope, hops + 1) if named else None
            return made
        if isinstance(expr, Binary) and expr.op == "or":
            return self.class_of(expr.left, scope, hops + 1) or self.class_of(expr.right, scope, hops + 1)
        if isinstance(expr, Attr):
            found = self._in_module(expr, scope)
            if found is not None:
                return self._class_behind(found, hops)
            # The owner is asked for once: twice at each link would double the work of a chain of calls with its length.
            owner = self.class_of(expr.value, scope, min(hops + 1, _HOPS // 2))
            for here in self._beside.parts(owner) if owner is not None else ():
                for value, inside in here.attributes.get(expr.name, ()):
                    found_class = self.class_of(value, inside, hops + 1)
                    if found_class is not None:
                        return found_class
            found = (self._in_class(expr.name, owner) if owner is not None else None) or self._in_path(expr, scope)
            return self._class_behind(found, hops) if found is not None else None
        return None

    def _class_behind(self, found: Definition, hops: int) -> Scope | None:
        node = found.node
        if isinstance(node, Class):
            return self._beside.whole(self.scope_of(found.module, node))
        if isinstance(node, Call | Name | Attr | Binary):
            return self.class_of(node, found.scope, hops + 1)
        if isinstance(node, Other) and node.kind == "declared" and node.parts:
            # A field may be called like its type, which stands outside of the class.
            around = found.scope.outer if isinstance(found.scope.node, Class) else None
            return self.class_of(node.parts[0], around or found.scope, hops + 1)
        if isinstance(node, Param) and node.annotation:
            return self.class_named(found.module, node.annotation)
        if isinstance(node, Function) and node.returns:
            return self.class_named(found.module, node.returns)
        if isinstance(node, Param) and found.module.language == "ruby":
            return self._class_given(node, found.scope)
        return None

    def _class_given(self, param: Param, scope: Scope) -> Scope | None:
        """Return the class of what calls give for a parameter, for a language that names no types."""
        if id(param) in self._given:
            return self._given[id(param)]
        function = scope.node
        if not isinstance(function, Function) or self._giving >= _NESTED:
            return None
        self._giving += 1
        try:
            made = self._first_given(param, function, scope)
        finally:
            self._giving -= 1
        if made is not None or not self._giving:
            self._given[id(param)] = made
        return made

    def _first_given(self, param: Param, function: Function, scope: Scope) -> Scope | None:
        from keyproof.code.taken import argument

        for site in islice(self._near_calls(function, scope), _GIVEN):
            given = argument(site.call, function, param)
            made = self.class_of(given, site.scope, _HOPS // 2) if given is not None else None
            if made is not None:
                return made
        return None

    def _near_calls(self, function: Function, scope: Scope) -> Iterator[CallSite]:
        """Yield calls that reach *function*, of the first that go by its name; a constructor's those of its own class."""
        owner = scope.outer.node if scope.outer is not None else None
        name = owner.name if function.name == "constructor" and isinstance(owner, Class) else function.name
        for site in self._call_index().get(name, ())[:_SCANNED]:
            found = self.callee(site.call, site.scope)
            if found is not None and (found.node is function or (found.node is owner and owner is not None)):
                yield site

    def class_named(self, module: Module, text: str) -> Scope | None:
        """Return the class that a type as written in *module* means, ``pkg.Type`` and pointers included."""
        name = text.partition("|")[0].strip(" '\"?:*&")
        if module.language in NESTS:
            name = name.partition("<")[0]
        package, _, last = name.rpartition(".")
        if not last.isidentifier() or not (package.isidentifier() or not package):
            return None
        named = self.lookup(module, package or last, self.top(module))
        if module.language in NESTS and (package or named is None):
            return inner_class(self.index(named.module if named is not None else module), last)
        if package and named is not None:
            named = self._exported(named.module, last, 0) if named.node is None else None
        if named is None or not isinstance(named.node, Class):
            return None
        return self._beside.whole(self.scope_of(named.module, named.node))

    def bases(self, owner: Scope) -> Iterator[Scope]:
        """Yield *owner* and the project's own classes it inherits from, nearest first."""
        queue, seen = [owner], {id(owner)}
        while queue:
            here = queue.pop(0)
            yield here
            for part in self._beside.parts(here)[1:]:
                if id(part) not in seen:
                    seen.add(id(part))
                    queue.append(part)
            if isinstance(here.node, Class) and here.outer is not None:
                for base in here.node.bases:
                    found = self.class_of(base, here.outer)
                    if found is not None and id(found) not in seen:
                        seen.add(id(found))
                        queue.append(found)

    def member(self, expr: Attr, scope: Scope) -> Definition | None:
        """Return what ``value.name`` stands for when *value* is a project module, class or instance."""
        found = self._in_module(expr, scope)
        if found is not None:
            return found
        owner = self.class_of(expr.value, scope, _HOPS // 2)
        return (self._in_class(expr.name, owner) if owner is not None else None) or self._in_path(expr, scope)

    def _in_path(self, expr: Attr, scope: Scope) -> Definition | None:
        """``let config = config::load();`` of Rust: paths do not see local names. ``Acme::Client`` of Ruby."""
        if scope.module.language == "ruby" and expr.name[:1].isupper():
            own = self._beside.constant(scope.module, self.dotted(expr, scope))
            return self._bound(own[0][1].module, own[0][1], [value for value, _ in own], 0) if own else None
        if scope.module.language != "rust" or not isinstance(expr.value, Name):
            return None
        found = self.lookup(scope.module, expr.value.id)
        return self._exported(found.module, expr.name, 0) if found is not None and found.node is None else None

    def _in_module(self, expr: Attr, scope: Scope) -> Definition | None:
        if isinstance(expr.value, Name) and expr.value.id not in ("self", "cls"):
            found = self.lookup(scope.module, expr.value.id, scope)
            if found is not None and found.node is None:
                return self._exported(found.module, expr.name, 0)
        if isinstance(expr.value, Attr) and scope.module.language == "rust":
            # ``crate::config::load``: a module in a module.
            inner = self._in_module(expr.value, scope)
            if inner is not None and inner.node is None:
                return self._exported(inner.module, expr.name, 0)
        return None

    def _in_class(self, name: str, owner: Scope) -> Definition | None:
        for here in self.bases(owner):
            if name in here.names:
                value = here.names[name][-1]
                if not isinstance(value, Import):
                    return Definition(here.module, value, here)
            if name in here.attributes:
                value, inside = here.attributes[name][-1]
                return Definition(here.module, value, inside)
        return None

    def callee(self, call: Call, scope: Scope) -> Definition | None:
        """Return the project's own function or class that *call* calls, None for a library's or an unknown one."""
        func = call.func
        found: Definition | None = None
        if isinstance(func, Function):
            return Definition(scope.module, func, scope)
        if isinstance(func, Name):
            if func.id == "cls" and (owner := scope.owner) is not None and isinstance(owner.node, Class):
                return Definition(owner.module, owner.node, owner)
            found = self.lookup(scope.module, func.id, scope)
            if scope.module.language == "rust" and (found is None or not isinstance(found.node, Function | Class)):
                # ``let key = key();``
                found = self.lookup(scope.module, func.id)
        elif isinstance(func, Attr):
            found = self.member(func, scope)
        return found if found is not None and isinstance(found.node, Function | Class) else None

    def constructor(self, owner: Class, module: Module) -> Function | None:
        """Return the ``__init__`` or ``constructor`` of a class, inherited ones too."""
        for here in self.bases(self.scope_of(module, owner)):
            for name in ("__init__", "constructor"):
                for value in here.names.get(name, ()):
                    if isinstance(value, Function):
                        return value
        return None

    def calls_to(self, function: Function) -> Iterator[CallSite]:
        """Yield the calls that are known to reach *function*; a constructor is reached by calls of its class."""
        names = {function.name}
        if function.name in ("__init__", "constructor"):
            names |= set(self._class_names(function))
        elif not function.name:
            names |= self._assigned_names(function)
        for name in names:
            for site in self._call_index().get(name, ()):
                found = self.callee(site.call, site.scope)
                if found is None:
                    continue
                if found.node is function or (
                    isinstance(found.node, Class) and self.constructor(found.node, found.module) is function
                ):
                    yield site

    def _class_names(self, constructor: Function) -> Iterator[str]:
        """Yield the names of the classes that a constructor (perhaps inherited) makes."""
        for module in self.modules.values():
            for scope in self.index(module).scopes.values():
                if isinstance(scope.node, Class) and self.constructor(scope.node, module) is constructor:
                    yield scope.node.name

    def _assigned_names(self, function: Function) -> set[str]:
        for module in self.modules.values():
            scope = self.index(module).scopes.get(id(function))
            if scope is not None:
                return {scope.qualified.rpartition(".")[2]}
        return set()

    def _call_index(self) -> dict[str, list[CallSite]]:
        if self._callers is None:
            self._callers = {}
            for module in self.modules.values():
                for site in self.index(module).calls:
                    self._callers.setdefault(called_name(site.call), []).append(site)
        return self._callers
