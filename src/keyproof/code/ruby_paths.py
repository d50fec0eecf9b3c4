"""Constants of Ruby across the files of a program: which class or value a path such as ``Acme::Client`` means."""

from __future__ import annotations

from collections.abc import Sequence

from keyproof.code.ir import Class, Function, Module, Other
from keyproof.code.scope import Bound, Index, Scope

Own = tuple[tuple[Bound, Scope], ...]
"""The values of one name at the top of one file."""


def full_name(node: object) -> str:
    """Return the whole path of a class or module of Ruby with dots (``Acme.Client``), ``""`` for anything else."""
    for mark in node.decorators if isinstance(node, Class) else ():
        if isinstance(mark, Other) and mark.kind.startswith("module "):
            return mark.kind[7:]
    return ""


def visible(module: Module, index: Index, found: Sequence[Own], name: str) -> Own:
    """Return what *name* means in *module*: a constant of the modules around its classes, or a method of no class."""
    around = _around(index)
    held: list[Own] = []
    for own in found:
        kept = tuple([pair for pair in own if pair[1].module is not module and _is_seen(pair[0], name, around)])
        if kept:
            held.append(kept)
    return _nearest(module, held)


def named(module: Module, found: Sequence[Own], path: str) -> Own:
    """Return what the written *path* (``Acme.Client``) means, empty when it is none of the program's own."""
    held: list[Own] = []
    for own in found:
        kept = tuple([pair for pair in own if f".{full_name(pair[0])}".endswith(f".{path}")])
        if kept:
            held.append(kept)
    return _nearest(module, held)


def _around(index: Index) -> set[str]:
    kept = index.kept.get("ruby modules")
    if kept is None:
        kept = set()
        for scope in index.scopes.values():
            parts = full_name(scope.node).split(".")
            kept |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
        index.kept["ruby modules"] = kept
    return kept


def _is_seen(bound: Bound, name: str, around: set[str]) -> bool:
    if isinstance(bound, Class):
        holder = full_name(bound).rpartition(".")[0]
        return not holder or holder in around
    return name[:1].isupper() or name[:1] == "$" or isinstance(bound, Function)


def _nearest(module: Module, found: Sequence[Own]) -> Own:
    """Return the values of the file that has the most folders in common with *module*."""
    here = module.path.split("/")

    def common(own: Own) -> int:
        there = own[0][1].module.path.split("/")
        return next((n for n, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)

    return max(found, key=common) if found else ()
