"""Which file an import means: Python packages and relative imports, JavaScript paths and index files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from keyproof.code.ir import Import, Module

_SCRIPT: Final = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_ALIASES: Final = ("@/", "~/", "#/", "#")
"""Prefixes that projects map to their source folder in ``tsconfig.json`` or ``package.json``."""


class Resolver:
    """Finds modules by import among the files of one project."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._found: dict[tuple[str, str, bool], Module | None] = {}
        self._by_name: dict[str, list[str]] = {}
        for path in modules:
            stem = posixpath.basename(posixpath.splitext(path)[0])
            if stem in ("__init__", "index"):
                stem = posixpath.basename(posixpath.dirname(path))
            self._by_name.setdefault(stem, []).append(path)

    def find(self, module: Module, imp: Import) -> Module | None:
        """Return the module that *imp* in *module* is taken from, None when it is not one of the project's."""
        return self._lookup(module, imp.module)

    def _lookup(self, module: Module, name: str) -> Module | None:
        """Return what *name* leads to; every file of a folder gets the same answer, so it is looked for once."""
        python = module.language == "python"
        key = (posixpath.dirname(module.path), name, python)
        if key not in self._found:
            paths = self._python(key[0], name) if python else self._script(key[0], name)
            self._found[key] = next((self._modules[p] for p in paths if p in self._modules), None)
        return self._found[key]

    def submodule(self, module: Module, imp: Import) -> Module | None:
        """Return the module that ``from package import module`` means, None when the name is a thing in the package."""
        if module.language != "python" or imp.name in ("", "*"):
            return None
        joined = imp.module + imp.name if imp.module.endswith(".") else f"{imp.module}.{imp.name}"
        found = self._lookup(module, joined)
        if found is None:
            return None
        package = self.find(module, imp)
        # A package that binds the name itself (``from .client import client``) wins over the file of that name.
        if package is not None and package is not found and _binds(package, imp.name):
            return None
        return found

    def _python(self, folder: str, name: str) -> Iterator[str]:
        bare = name.lstrip(".")
        tail = bare.replace(".", "/")
        if dots := len(name) - len(bare):
            for _ in range(dots - 1):
                folder = posixpath.dirname(folder)
            yield from _python_files(posixpath.join(folder, tail) if tail else folder)
            return
        here = folder
        while True:
            yield from _python_files(posixpath.join(here, tail))
            yield from _python_files(posixpath.join(here, "src", tail))
            if not here:
                break
            here = posixpath.dirname(here)
        if "." in bare:
            yield from self._suffix(tail)

    def _suffix(self, tail: str) -> Iterator[str]:
        """Yield the one file that ends in *tail*, for packages whose root is somewhere else in the tree."""
        found = [
            path
            for path in self._by_name.get(posixpath.basename(tail), ())
            if path.endswith((f"/{tail}.py", f"/{tail}/__init__.py"))
        ]
        if len(found) == 1:
            yield found[0]

    def _script(self, folder: str, name: str) -> Iterator[str]:
        if name.startswith("."):
            yield from _script_files(posixpath.normpath(posixpath.join(folder, name)))
            return
        tail = next((name.removeprefix(a) for a in _ALIASES if name.startswith(a)), name if "/" in name else "")
        here = folder if tail else ""
        while tail:
            yield from _script_files(posixpath.join(here, tail))
            yield from _script_files(posixpath.join(here, "src", tail))
            if not here:
                break
            here = posixpath.dirname(here)


def _binds(package: Module, name: str) -> bool:
    return any(isinstance(s, Import) and s.alias == name and s.name == name for s in package.body)


def _python_files(path: str) -> Iterator[str]:
    yield f"{path}.py"
    yield posixpath.join(path, "__init__.py")


def _script_files(path: str) -> Iterator[str]:
    stem, extension = posixpath.splitext(path)
    if extension in _SCRIPT:
        yield path
        # TypeScript sources import each other under the name that the compiled file will have.
        yield from (stem + e for e in _SCRIPT)
    yield from (path + e for e in _SCRIPT)
    yield from (posixpath.join(path, f"index{e}") for e in _SCRIPT)
