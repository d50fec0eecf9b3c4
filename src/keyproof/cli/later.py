"""Modules of Python that are imported by many and used by few: read at the first use, for the process of the command.

A run of a small target is over before all of them are read. What imports one gets the module itself, empty; the first
name asked of it that it does not have fills it.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any, Final

_MODULES: Final = (
    "base64", "bz2", "csv", "difflib", "html", "inspect", "ipaddress", "json", "locale", "lzma", "pickle", "plistlib",
    "random", "secrets", "shutil", "signal", "sqlite3", "string", "tarfile", "textwrap", "tomllib", "zipfile",
)  # fmt: skip


class _Later(ModuleType):
    """A module that has not been read."""

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        self.__class__ = ModuleType  # type: ignore[assignment]
        if spec is None or spec.loader is None:
            raise AttributeError(name)
        spec.loader.exec_module(self)
        return getattr(self, name)


def postpone() -> None:
    """Put off the reading of what is not read yet."""
    for name in _MODULES:
        if name in sys.modules:
            continue
        spec = PathFinder.find_spec(name)
        if spec is None or spec.loader is None or not hasattr(spec.loader, "exec_module"):
            continue
        module = _Later(name)
        module.__spec__ = spec
        module.__loader__ = spec.loader
        module.__package__ = spec.parent
        module.__file__ = spec.origin
        if spec.submodule_search_locations is not None:
            module.__path__ = spec.submodule_search_locations
        sys.modules[name] = module


def load_msgspec() -> None:
    """Import msgspec without typing_extensions, from which it takes names that Python has too."""
    if "msgspec" not in sys.modules and "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]
        try:
            import msgspec  # noqa: F401
        finally:
            del sys.modules["typing_extensions"]
