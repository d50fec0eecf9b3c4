"""What a class is: that of an expression, of a written type, of what calls give for a parameter; its bases and members."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from keyproof.code.beside import Beside
from keyproof.code.ir import Attr, Binary, Call, Class, Expr, Function, Import, Module, Name, Other, Param
from keyproof.code.scope import NESTS, Definition, Scope, inner_class

if TYPE_CHECKING:
    from keyproof.code.project import Project

_HOPS: Final = 12
"""Names, members and calls followed from one expression."""

_GIVEN: Final = 8
"""Calls that are asked for the class of what they give for a parameter."""

_NESTED: Final = 3
"""Parameters that are given on as parameters while the class of one is looked for."""

_CHAIN: Final = 48
"""Searches for a class that may be under way within each other."""


class Classes:
    """The classes of one project."""

    def __init__(self, project: Project, beside: Beside) -> None:
        """*beside* knows the parts of a class that stand in several files."""
        self.project = project
        self._beside = beside
        self._classes: dict[tuple[int, int], Scope | None] = {}
        self._finding: set[tuple[int, int]] = set()
        self._given: dict[int, Scope | None] = {}
        """By ``id`` of a parameter, the class of what calls give for it."""
        self._giving = 0

    def of(self, expr: Expr, scope: Scope, hops: int = 0) -> Scope | None:
        """Return the scope of the class that *expr* is, or is an instance of; None if that is not known."""
        key = (id(expr), id(scope))
        if key in self._classes:
            return self._classes[key]
        # ``reply = reply.json()`` asks for its own class; ``member`` starts to count anew.
        if hops > _HOPS or key in self._finding or len(self._finding) > _CHAIN:
            return None
        self._finding.add(key)
        try:
            found = self._find(expr, scope, hops)
        finally:
            self._finding.discard(key)
        if not self._finding:
            # What was found inside of another search may be cut short by it.
            self._classes[key] = found
        return found

    def _find(self, expr: Expr, scope: Scope, hops: int) -> Scope | None:
        if isinstance(expr, Name):
            if expr.id in ("self", "cls"):
                return self._beside.whole(scope.owner)
            found = self.project.lookup(scope.module, expr.id, scope)
            return self._class_behind(found, hops) if found is not None else None
        if isinstance(expr, Call):
            made = self.of(expr.func, scope, hops + 1)
            if made is None and scope.module.language == "rust" and isinstance(expr.func, Attr):
                # ``Args::parse()``: what ``derive`` gives a type makes one of it.
                named = isinstance(expr.func.value, Name) and expr.func.value.id[:1].isupper()
                made = self.of(expr.func.value, scope, hops + 1) if named else None
            return made
        if isinstance(expr, Binary) and expr.op == "or":
            return self.of(expr.left, scope, hops + 1) or self.of(expr.right, scope, hops + 1)
        return self._of_member(expr, scope, hops) if isinstance(expr, Attr) else None

    def _of_member(self, expr: Attr, scope: Scope, hops: int) -> Scope | None:
        found = self._in_module(expr, scope)
        if found is not None:
            return self._class_behind(found, hops)
        # The owner is asked for once: twice at each link would double the work of a chain of calls with its length.
        owner = self.of(expr.value, scope, min(hops + 1, _HOPS // 2))
        for here in self._beside.parts(owner) if owner is not None else ():
            for value, inside in here.attributes.get(expr.name, ()):
                made = self.of(value, inside, hops + 1)
                if made is not None:
                    return made
        found = (self._in_class(expr.name, owner) if owner is not None else None) or self._in_path(expr, scope)
        return self._class_behind(found, hops) if found is not None else None

    def _class_behind(self, found: Definition, hops: int) -> Scope | None:
        node = found.node
        if isinstance(node, Class):
            return self._beside.whole(self.project.scope_of(found.module, node))
        if isinstance(node, Call | Name | Attr | Binary):
            return self.of(node, found.scope, hops + 1)
        if isinstance(node, Other) and node.kind == "declared" and node.parts:
            # A field may be called like its type, which stands outside of the class.
            around = found.scope.outer if isinstance(found.scope.node, Class) else None
            return self.of(node.parts[0], around or found.scope, hops + 1)
        if isinstance(node, Param) and node.annotation:
            return self.named(found.module, node.annotation)
        if isinstance(node, Function) and node.returns:
            return self.named(found.module, node.returns)
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

        for site in islice(self.project.calls.near(function, scope), _GIVEN):
            given = argument(site.call, function, param)
            made = self.of(given, site.scope, _HOPS // 2) if given is not None else None
            if made is not None:
                return made
        return None

    def named(self, module: Module, text: str) -> Scope | None:
        """Return the class that a type as written in *module* means, ``pkg.Type`` and pointers included."""
        name = text.partition("|")[0].strip(" '\"?:*&")
        if module.language in NESTS:
            name = name.partition("<")[0]
        package, _, last = name.rpartition(".")
        if not last.isidentifier() or not (package.isidentifier() or not package):
            return None
        named = self.project.lookup(module, package or last, self.project.top(module))
        if module.language in NESTS and (package or named is None):
            return inner_class(self.project.index(named.module if named is not None else module), last)
        if package and named is not None:
            named = self.project.exported(named.module, last) if named.node is None else None
        if named is None or not isinstance(named.node, Class):
            return None
        return self._beside.whole(self.project.scope_of(named.module, named.node))

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
                    found = self.of(base, here.outer)
                    if found is not None and id(found) not in seen:
                        seen.add(id(found))
                        queue.append(found)

    def member(self, expr: Attr, scope: Scope) -> Definition | None:
        """Return what ``value.name`` stands for when *value* is a project module, class or instance."""
        found = self._in_module(expr, scope)
        if found is not None:
            return found
        owner = self.of(expr.value, scope, _HOPS // 2)
        return (self._in_class(expr.name, owner) if owner is not None else None) or self._in_path(expr, scope)

    def _in_path(self, expr: Attr, scope: Scope) -> Definition | None:
        """``let config = config::load();`` of Rust: paths do not see local names. ``Acme::Client`` of Ruby."""
        if scope.module.language == "ruby" and expr.name[:1].isupper():
            own = self._beside.constant(scope.module, self.project.dotted(expr, scope))
            return self.project.last(own[0][1].module, own[0][1], [value for value, _ in own]) if own else None
        if scope.module.language != "rust" or not isinstance(expr.value, Name):
            return None
        found = self.project.lookup(scope.module, expr.value.id)
        return self.project.exported(found.module, expr.name) if found is not None and found.node is None else None

    def _in_module(self, expr: Attr, scope: Scope) -> Definition | None:
        if isinstance(expr.value, Name) and expr.value.id not in ("self", "cls"):
            found = self.project.lookup(scope.module, expr.value.id, scope)
            if found is not None and found.node is None:
                return self.project.exported(found.module, expr.name)
        if isinstance(expr.value, Attr) and scope.module.language == "rust":
            # ``crate::config::load``: a module in a module.
            inner = self._in_module(expr.value, scope)
            if inner is not None and inner.node is None:
                return self.project.exported(inner.module, expr.name)
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

    def constructor(self, owner: Class, module: Module) -> Function | None:
        """Return the ``__init__`` or ``constructor`` of a class, inherited ones too."""
        for here in self.bases(self.project.scope_of(module, owner)):
            for name in ("__init__", "constructor"):
                for value in here.names.get(name, ()):
                    if isinstance(value, Function):
                        return value
        return None
