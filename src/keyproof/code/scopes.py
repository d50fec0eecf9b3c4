"""OAuth scopes that the code asks for, against a table of broad ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from keyproof.code.inventory import is_aside
from keyproof.code.ir import Arg, Assign, Attr, Binary, Call, Expr, Index, Name, Node, Pair, Param, Sequence, Str
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.scopes_table import ANY_PROVIDER, BROAD, PROVIDERS
from keyproof.code.taken import location
from keyproof.model.fact import ScopesRequested
from keyproof.patterns import regex

_SCOPE: Final = regex(r"[A-Za-z*][\w.:/\-*@]{1,150}|\*")
_HOLDER: Final = regex(r"(?i)(?:^|_|[a-z])scopes?(?:_supported|_default|_list)?$|^scopes?$")
_NOT: Final = regex(
    r"(?i)telescope|microscope|file_?scope|cache_?scope|^scope_?id$|search_?scope|session_?scope|package_?scope|npm"
)
_VALIDATES: Final = regex(
    r"(?i)^(?:required_?scopes|requiredScopes|has_?scopes?|check_?scopes?|require_?scopes?|valid_?scopes)$"
)
_MANY: Final = 60


def scopes(project: Project) -> list[ScopesRequested]:
    """Return the scopes that each place of *project* asks for or checks, tests left out."""
    found: list[ScopesRequested] = []
    for module in project.modules.values():
        if is_aside(module.path):
            continue
        for node, scope in project.index(module).of(Assign, Arg, Param, Pair):
            found += _of(project, node, scope)
    unique = {(f.location.path, f.location.line, f.scopes, f.how): f for f in found}
    return list(unique.values())


def _of(project: Project, node: Node, scope: Scope) -> Iterator[ScopesRequested]:
    name, value = _named(node)
    if not name or value is None or not _HOLDER.search(name) or _NOT.search(name):
        return
    names = _names(project, value, scope)
    if not names:
        return
    broad = {n: p for n in names for p, shape in BROAD.items() if shape.fullmatch(n)}
    provider = next((p for p in broad.values() if p != ANY_PROVIDER), "") or _provider(names)
    how = "validated" if _VALIDATES.match(name) else "requested"
    # A word that is broad at one provider is an everyday word at another.
    sure = tuple(n for n, p in broad.items() if p == ANY_PROVIDER or _fits(p, names, scope.module.path, project, scope))
    yield ScopesRequested(
        location=location(scope.module, node),
        scopes=names,
        broad=sure if how == "requested" else (),
        provider=provider,
        how=how,  # type: ignore[arg-type]
    )


def _named(node: Node) -> tuple[str, Expr | None]:
    if isinstance(node, Assign):
        target = node.target
        name = target.key.value if isinstance(target, Index) and isinstance(target.key, Str) else last_name(target)
        return name, node.value
    if isinstance(node, Arg):
        return node.name, node.value
    if isinstance(node, Param):
        return node.name, node.default
    if isinstance(node, Pair):
        key = node.key
        return (key.value if isinstance(key, Str) else key.id if isinstance(key, Name) else ""), node.value
    return "", None


def _names(project: Project, value: Expr, scope: Scope) -> tuple[str, ...]:
    if isinstance(value, Call):
        func = value.func
        # ``["a", "b"].join(" ")``, ``" ".join([...])``, ``os.getenv("SCOPES", "a b")``, ``Field(default=...)``.
        if isinstance(func, Attr) and func.name == "join":
            inner = func.value if isinstance(func.value, Sequence) else value.args[0].value if value.args else None
            return _names(project, inner, scope) if inner is not None else ()
        defaults = [a.value for a in value.args if a.name == "default"] or [a.value for a in value.args[1:2]]
        return _names(project, defaults[0], scope) if defaults and last_name(func) in ("getenv", "get", "Field") else ()
    if isinstance(value, Binary) and value.op in ("or", "??"):
        return _names(project, value.right, scope)
    if isinstance(value, Sequence):
        words = [t for i in value.items for t in project.constants(scope.module, i, scope)]
    elif isinstance(value, Str | Name | Attr):
        texts = project.constants(scope.module, value, scope) if not isinstance(value, Str) else (value.value,)
        words = [w for t in texts for w in re.split(r"[\s,]+", t)]
    else:
        return ()
    if "all" in words and len(words) > 1:
        # ``scope := "all namespaces"`` is a phrase; the scope of that name stands alone.
        return ()
    kept = tuple(dict.fromkeys(w for w in words if _SCOPE.fullmatch(w)))
    return kept if kept and len(kept) == len(set(words)) and len(words) <= _MANY else ()


def _provider(names: tuple[str, ...]) -> str:
    return next((p for p, shape in PROVIDERS.items() if any(shape.search(n) for n in names)), "")


def _fits(provider: str, names: tuple[str, ...], path: str, project: Project, scope: Scope) -> bool:
    """Whether *provider* is who is asked: a scope of its own shape, or its name in the file."""
    shape = PROVIDERS.get(provider)
    if shape is not None and any(shape.search(n) for n in names):
        return True
    word = provider.lower()
    return word in path.lower() or any(word in s.value.lower() for s in scope.module.strings[:3000])
