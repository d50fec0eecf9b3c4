"""Which function a call reaches, and which calls reach a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from keyproof.code.ir import Attr, Call, Class, Function, Name
from keyproof.code.scope import CallSite, Definition, Scope, called_name

if TYPE_CHECKING:
    from keyproof.code.project import Project

_SCANNED: Final = 40
"""Calls of one name that are looked at for the class of a parameter."""


class CallGraph:
    """The calls of one project."""

    def __init__(self, project: Project) -> None:
        """Nothing is walked yet."""
        self.project = project
        self._callers: dict[str, list[CallSite]] | None = None

    def callee(self, call: Call, scope: Scope) -> Definition | None:
        """Return the project's own function or class that *call* calls, None for a library's or an unknown one."""
        func = call.func
        found: Definition | None = None
        if isinstance(func, Function):
            return Definition(scope.module, func, scope)
        if isinstance(func, Name):
            if func.id == "cls" and (owner := scope.owner) is not None and isinstance(owner.node, Class):
                return Definition(owner.module, owner.node, owner)
            found = self.project.lookup(scope.module, func.id, scope)
            if scope.module.language == "rust" and (found is None or not isinstance(found.node, Function | Class)):
                # ``let key = key();``
                found = self.project.lookup(scope.module, func.id)
        elif isinstance(func, Attr):
            found = self.project.classes.member(func, scope)
        return found if found is not None and isinstance(found.node, Function | Class) else None

    def to(self, function: Function) -> Iterator[CallSite]:
        """Yield the calls that are known to reach *function*; a constructor is reached by calls of its class."""
        names = {function.name}
        if function.name in ("__init__", "constructor"):
            names |= set(self._class_names(function))
        elif not function.name:
            names |= self._assigned_names(function)
        for name in names:
            for site in self._by_name().get(name, ()):
                found = self.callee(site.call, site.scope)
                if found is None:
                    continue
                if found.node is function or (
                    isinstance(found.node, Class)
                    and self.project.classes.constructor(found.node, found.module) is function
                ):
                    yield site

    def near(self, function: Function, scope: Scope) -> Iterator[CallSite]:
        """Yield calls that reach *function*, of the first that go by its name; a constructor's those of its own class."""
        owner = scope.outer.node if scope.outer is not None else None
        name = owner.name if function.name == "constructor" and isinstance(owner, Class) else function.name
        for site in self._by_name().get(name, ())[:_SCANNED]:
            found = self.callee(site.call, site.scope)
            if found is not None and (found.node is function or (found.node is owner and owner is not None)):
                yield site

    def _class_names(self, constructor: Function) -> Iterator[str]:
        """Yield the names of the classes that a constructor (perhaps inherited) makes."""
        for module in self.project.modules.values():
            for scope in self.project.index(module).scopes.values():
                if (
                    isinstance(scope.node, Class)
                    and self.project.classes.constructor(scope.node, module) is constructor
                ):
                    yield scope.node.name

    def _assigned_names(self, function: Function) -> set[str]:
        for module in self.project.modules.values():
            scope = self.project.index(module).scopes.get(id(function))
            if scope is not None:
                return {scope.qualified.rpartition(".")[2]}
        return set()

    def _by_name(self) -> dict[str, list[CallSite]]:
        if self._callers is None:
            self._callers = {}
            for module in self.project.modules.values():
                for site in self.project.index(module).calls:
                    self._callers.setdefault(called_name(site.call), []).append(site)
        return self._callers
