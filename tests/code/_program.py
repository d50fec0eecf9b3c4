"""A program written in a test, lowered as a target's files are."""

from __future__ import annotations

from keyproof.code.inventory import reads
from keyproof.code.ir import Module
from keyproof.code.parse import parse
from keyproof.code.project import Project
from keyproof.model.fact import CredentialRead


def project(**files: str) -> Project:
    """Return the project of *files*; ``src__a_py`` is the file ``src/a.py``."""
    modules = []
    for name, text in files.items():
        stem, _, extension = name.replace("__", "/").rpartition("_")
        module = parse(f"{stem}.{extension}", text.encode())
        assert isinstance(module, Module), module
        modules.append(module)
    return Project(modules)


def inventory(**files: str) -> list[CredentialRead]:
    """Return what the program in *files* takes."""
    return reads(project(**files))


def secrets(**files: str) -> dict[str, CredentialRead]:
    """Return the credentials by name."""
    return {r.name: r for r in inventory(**files) if r.secret}


def names(**files: str) -> set[str]:
    """Return the names of the credentials."""
    return set(secrets(**files))
