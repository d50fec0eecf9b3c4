"""Which file an import means: Python packages and relative imports, JavaScript paths and index files."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from keyproof.code.imports_rust import Crates
from keyproof.code.ir import Assign, Class, Define, Import, Module, Name, Stmt

_SCRIPT: Final = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_ALIASES: Final = ("@/", "~/", "#/", "#")
"""Prefixes that projects map to their source folder in ``tsconfig.json`` or ``package.json``."""

_STANDARD: Final = frozenset({
    "bufio", "bytes", "cmp", "context", "crypto", "database", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go",
    "hash", "html", "io", "log", "maps", "math", "mime", "net", "os", "path", "reflect", "regexp", "runtime", "slices", "sort",
    "strconv", "strings", "sync", "syscall", "testing", "text", "time", "unicode", "unsafe", "iter", "container", "archive",
})  # fmt: skip
"""First parts of the paths of Go's standard library."""


def _folder(module: Module) -> str:
    return posixpath.dirname(module.path)


def _whole(module: Module) -> str:
    """Return the same for all files: in C# the types of a whole project see each other, whatever file they stand in."""
    return ""


def _declared(module: Module) -> str:
    """Return the package that a file of Java or Kotlin says it is in, an import without names; else its folder."""
    first = module.body[0] if module.body else None
    named = isinstance(first, Import) and not first.name and not first.alias
    return first.module if named and isinstance(first, Import) else _folder(module)


_JVM: Final = ("java", "kotlin")
_SHARES: Final[dict[str, Callable[[Module], str]]] = {
    "go": _folder,
    "java": _declared,
    "kotlin": _declared,
    "csharp": _whole,
    "php": _declared,
    "ruby": _whole,
}
"""By language: what is equal for files that see each other's module-level names without an import."""


class Resolver:
    """Finds modules by import among the files of one project."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._found: dict[tuple[str, str, bool], Module | None] = {}
        self._by_name: dict[str, list[str]] = {}
        self._packages: dict[tuple[str, str], list[Module]] | None = None
        self._roots: frozenset[tuple[str, str]] | None = None
        self.crates = Crates(modules)
        for path in modules:
            stem = posixpath.basename(posixpath.splitext(path)[0])
            if stem in ("__init__", "index"):
                stem = posixpath.basename(posixpath.dirname(path))
            self._by_name.setdefault(stem, []).append(path)

    def find(self, module: Module, imp: Import) -> Module | None:
        """Return the module that *imp* in *module* is taken from, None when it is not one of the project's."""
        if module.language in _JVM:
            return self._declaring(imp, _JVM)
        if module.language == "rust":
            return self.crates.find(module, imp.module, imp.name)
        if module.language == "php":
            return self._declaring(imp, ("php",))
        if module.language in ("csharp", "ruby"):
            # A ``using`` names no file, and a ``require`` binds no name; types are found by their names.
            return None
        return self._lookup(module, imp.module)

    def neighbours(self, module: Module) -> tuple[Module, ...]:
        """Return the other files whose module-level names *module* sees without an import; none in most languages."""
        return tuple([other for other in self.package(module) if other is not module])

    def package(self, module: Module) -> list[Module]:
        """Return *module* and its neighbours, in the order of the project; empty in most languages."""
        shares = _SHARES.get(module.language)
        return self._package_index().get((module.language, shares(module)), []) if shares is not None else []

    def _package_index(self) -> dict[tuple[str, str], list[Module]]:
        if self._packages is None:
            self._packages = {}
            for module in self._modules.values():
                shares = _SHARES.get(module.language)
                if shares is not None:
                    self._packages.setdefault((module.language, shares(module)), []).append(module)
        return self._packages

    def _lookup(self, module: Module, name: str) -> Module | None:
        """Return what *name* leads to; every file of a folder gets the same answer, so it is looked for once."""
        if module.language == "go":
            return self._go(name)
        python = module.language == "python"
        key = (posixpath.dirname(module.path), name, python)
        if key not in self._found:
            paths = self._python(key[0], name) if python else self._script(key[0], name)
            self._found[key] = next((self._modules[p] for p in paths if p in self._modules), None)
        return self._found[key]

    def submodule(self, module: Module, imp: Import) -> Module | None:
        """Return the module that ``from package import module`` means, None when the name is a thing in the package."""
        if module.language == "rust" and imp.name not in ("", "*"):
            return self.crates.find(module, f"{imp.module}.{imp.name}", exact=True)
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

    def _declaring(self, imp: Import, languages: tuple[str, ...]) -> Module | None:
        """Return the file that declares what *imp* names; for all of a package any file, the others are its neighbours."""
        if not imp.name:
            return None
        packages = self._package_index()
        files = [m for language in languages for m in packages.get((language, imp.module), ())]
        if imp.name == "*":
            return files[0] if files else None
        named = next((m for m in files if posixpath.splitext(posixpath.basename(m.path))[0] == imp.name), None)
        return named or next((m for m in files if any(_named(s) == imp.name for s in m.body)), None)

    def _go(self, name: str) -> Module | None:
        """Return a file of the package at the import path *name*; the others are its neighbours."""
        key = ("", name, False)
        if key not in self._found:
            if self._roots is None:
                self._roots = self._go_roots()
            packages = self._package_index()
            folders = [f for f, prefix in _splits(name, packages) if (prefix, f[1]) in self._roots]
            self._found[key] = packages[("go", folders[0][0])][0] if folders else None
        return self._found[key]

    def _go_roots(self) -> frozenset[tuple[str, str]]:
        """Return the paths of the project's own Go modules, each with the folder it stands in.

        What a path ends in may be a folder of the project by chance (``…/go-github/v69/github``): of the paths that would
        put a module in one folder the one that most imports speak for is taken.
        """
        packages = self._package_index()
        votes: dict[str, Counter[str]] = {}
        names = {
            i.module for m in self._modules.values() if m.language == "go" for i in m.body if isinstance(i, Import)
        }
        for name in sorted(names):
            for (folder, root), prefix in _splits(name, packages):
                if folder != root:
                    votes.setdefault(root, Counter())[prefix] += 1
        return frozenset((count.most_common(1)[0][0], root) for root, count in votes.items())

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


def _named(statement: Stmt) -> str:
    """Return the name that a statement at the top of a file declares."""
    if isinstance(statement, Class):
        return statement.name
    if isinstance(statement, Define):
        return statement.function.name
    target = statement.target if isinstance(statement, Assign) else None
    return target.id if isinstance(target, Name) else ""


def _splits(name: str, packages: Mapping[tuple[str, str], list[Module]]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the folders that an import path may mean, longest ends first, each with its root and the module's path."""
    parts = name.split("/")
    if parts[0] in _STANDARD:
        return
    folders = [f for language, f in packages if language == "go"]
    for start in range(1, len(parts) + 1):
        tail = "/".join(parts[start:])
        for folder in folders:
            if folder == tail:
                yield (folder, ""), "/".join(parts[:start])
            elif tail and folder.endswith("/" + tail):
                yield (folder, folder.removesuffix("/" + tail)), "/".join(parts[:start])


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
