"""The one loader: a module is its registration.

A package such as ``keyproof.checks`` holds one module for each thing. ``names`` lists them without importing any, so
that a command line can offer choices at no cost; ``load`` imports what is asked for.
"""

from __future__ import annotations

import importlib
import os
from functools import cache
from typing import Any

from keyproof.errors import RuleError


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the public module names of *package*, sorted, without importing it or them."""
    own, *inner = package.split(".")
    listed: set[str] = set()
    for folder in importlib.import_module(own).__path__:
        with os.scandir("/".join((folder, *inner))) as entries:
            listed |= {entry.name for entry in entries}
    return tuple(sorted(n.removesuffix(".py") for n in listed if n.endswith(".py") and not n.startswith("_")))


def load(package: str, name: str, attribute: str) -> Any:
    """Return *attribute* of module *name* in *package*.

    Raises:
        RuleError: the module does not exist or does not define the attribute.
    """
    if name not in names(package):
        raise RuleError(f"{package} has no {name!r}; it has {', '.join(names(package))}")
    module = importlib.import_module(f"{package}.{name}")
    try:
        return getattr(module, attribute)
    except AttributeError:
        raise RuleError(f"{package}.{name} does not define {attribute}") from None


def load_all(package: str, attribute: str) -> dict[str, Any]:
    """Return ``{module name: attribute}`` for every module of *package*."""
    return {name: load(package, name, attribute) for name in names(package)}
