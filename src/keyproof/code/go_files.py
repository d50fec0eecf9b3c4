"""Credentials that a Go program takes from a file on disk: fields of the struct that it is decoded into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Assign, Call, Class, Expr, Name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.patterns import regex

_DECODES: Final = frozenset({
    "encoding/json.Unmarshal", "gopkg.in/yaml.v3.Unmarshal", "gopkg.in/yaml.v2.Unmarshal", "sigs.k8s.io/yaml.Unmarshal",
    "github.com/goccy/go-yaml.Unmarshal", "github.com/BurntSushi/toml.Unmarshal", "github.com/pelletier/go-toml.Unmarshal",
    "github.com/pelletier/go-toml/v2.Unmarshal", "github.com/BurntSushi/toml.DecodeFile",
})  # fmt: skip
"""Functions that fill the struct of their second argument from the text (or the file) of their first."""
_OPENS: Final = frozenset({"os.ReadFile", "io/ioutil.ReadFile", "ioutil.ReadFile", "io/fs.ReadFile"})
_TAG: Final = regex(r'\b(?:json|yaml|toml):"([\w.-]{1,80})')
_WORD: Final = regex(r"[A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80})?")
_DEEPEST: Final = 3
"""Structs in structs."""


def go_file_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the fields for a credential of what *modules* decode from files, each field once."""
    once: set[int] = set()
    for path in modules:
        module = project.modules[path]
        for site in project.index(module).calls if module.language == "go" else ():
            dotted = project.dotted(site.call.func, site.scope)
            if dotted not in _DECODES or len(site.call.args) < 2:
                continue
            text, target = site.call.args[0].value, site.call.args[1].value
            if dotted.endswith("DecodeFile") or _is_read(project, text, site.scope):
                owner = project.classes.of(target, site.scope)
                if owner is not None:
                    yield from _fields(project, owner, once, 0)


def _is_read(project: Project, text: Expr, scope: Scope) -> bool:
    """Return whether *text* is what was read from a file."""
    if isinstance(text, Name):
        return any(
            isinstance(value, Call) and project.dotted(value.func, inside) in _OPENS
            for value, inside in project.bindings(text.id, scope)
        )
    return isinstance(text, Call) and project.dotted(text.func, scope) in _OPENS


def _fields(project: Project, owner: Scope, once: set[int], depth: int) -> Iterator[Taken]:
    if not isinstance(owner.node, Class) or depth > _DEEPEST:
        return
    for statement in owner.node.body:
        if not isinstance(statement, Assign) or not isinstance(statement.target, Name) or id(statement) in once:
            continue
        once.add(id(statement))
        kind, _, tags = statement.annotation.partition("`")
        tag = _TAG.search(tags)
        name = tag[1] if tag is not None else statement.target.id
        if "string" in kind and "[" not in kind:
            if is_secret_name(name):
                yield Taken(name, "file", (Step(statement, owner),), secret=True, declared=statement.target.id)
            continue
        for word in _WORD.findall(kind):
            inner = project.classes.named(owner.module, word)
            if inner is not None:
                yield from _fields(project, inner, once, depth + 1)
