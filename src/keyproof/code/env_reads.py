"""Environment variables: direct reads, aliases of the environment, wrappers, composed names, destructuring."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from keyproof.code.csharp_configuration import config_key, variable
from keyproof.code.go_reads import viper_names
from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Expr,
    Function,
    Index,
    Mapping,
    Name,
    Node,
    Other,
    Param,
    Str,
    Unary,
)
from keyproof.code.project import Project
from keyproof.code.scope import Index as ModuleIndex
from keyproof.code.scope import Scope
from keyproof.code.sources_table import ENV_FILES, ENV_GETTERS, ENV_OBJECTS, ENV_READERS, ENV_TYPES, RAISING_GETTERS
from keyproof.code.taken import Step, Taken, argument, params_in
from keyproof.patterns import regex

_NAME: Final = regex(r"[A-Za-z_*][A-Za-z0-9_*]{1,127}")
_HOPS: Final = 6
_WRAPPERS: Final = 4
"""Wrapper functions followed from the read to the name. Two is the most seen."""
_SITES: Final = 400
"""Calls of one wrapper that are looked at."""
_GETS: Final = frozenset({"get", "pop"})
_CASTS: Final = frozenset({
    "str", "int", "bool", "float", "list", "dict", "json", "url", "path", "get_value", "string", "db", "read", "get",
})  # fmt: skip
_OBJECT_MEMBERS: Final = frozenset({"get", "items", "keys", "values", "copy", "update", "hasOwnProperty", "toString",
                                    "pop", "setdefault", "has", "toObject", "set", "delete"})  # fmt: skip


def is_env(project: Project, expr: Expr, scope: Scope, hops: int = 0) -> bool:
    """Return whether *expr* is the environment, or a mapping made of it."""
    if hops > _HOPS:
        return False
    if isinstance(expr, Name | Attr) and project.dotted(expr, scope) in ENV_OBJECTS:
        return True
    if isinstance(expr, Name):
        return _is_env_name(project, expr, scope, hops)
    if isinstance(expr, Attr):
        if expr.name == "env" and isinstance(expr.value, Name) and expr.value.id == "process":
            return True
        member = project.classes.member(expr, scope)
        node = member.node if member is not None else None
        return member is not None and isinstance(node, Attr | Name) and is_env(project, node, member.scope, hops + 1)
    if isinstance(expr, Call):
        if project.dotted(expr.func, scope) in ENV_FILES:
            return True
        if isinstance(expr.func, Name) and expr.func.id == "dict" and expr.args:
            return is_env(project, expr.args[0].value, scope, hops + 1)
        copies = isinstance(expr.func, Attr) and expr.func.name in ("copy", "toObject")
        return copies and isinstance(expr.func, Attr) and is_env(project, expr.func.value, scope, hops + 1)
    if isinstance(expr, Mapping):
        return any(p.key is None and is_env(project, p.value, scope, hops + 1) for p in expr.pairs)
    if isinstance(expr, Other) and len(expr.parts) == 1:
        return is_env(project, expr.parts[0], scope, hops + 1)
    return False


def _is_env_name(project: Project, expr: Name, scope: Scope, hops: int) -> bool:
    found = project.lookup(scope.module, expr.id, scope)
    if found is None or found.node is None or found.node is expr:
        return False
    node = found.node
    if isinstance(node, Param):
        if any(word in node.annotation for word in ENV_TYPES):
            return True
        return node.default is not None and is_env(project, node.default, found.scope, hops + 1)
    if isinstance(node, Attr | Name | Call | Mapping | Other):
        return is_env(project, node, found.scope, hops + 1)
    return False


def _reader_class(project: Project, expr: Expr, scope: Scope) -> str | None:
    """Return the library class that *expr* is an instance of, among those that read variables."""
    if isinstance(expr, Attr):
        member = project.classes.member(expr, scope) if scope.module.language in ("java", "kotlin") else None
        made = member.node if member is not None else None
        name = project.dotted(made.func, member.scope) if member is not None and isinstance(made, Call) else ""
        return name if name in ENV_READERS else None
    if not isinstance(expr, Name):
        return None
    dotted = project.dotted(expr, scope)
    if dotted in ("environs.env", "decouple.config", "environ.env"):
        return "environs.Env" if dotted != "decouple.config" else None
    found = project.lookup(scope.module, expr.id, scope)
    if found is not None and isinstance(found.node, Call):
        name = project.dotted(found.node.func, found.scope)
        return name if name in ENV_READERS else None
    return None


class _Read:
    """The key of one read of the environment, with its default."""

    __slots__ = ("bare", "default", "key", "named", "names", "prefix")

    def __init__(
        self, key: Expr | None, default: Expr | None = None, *, bare: bool = False, named: bool = False,
        names: tuple[str, ...] = (), prefix: str | None = None,
    ) -> None:  # fmt: skip
        self.prefix = prefix
        self.key, self.default, self.bare, self.named, self.names = key, default, bare, named, names


def _read(project: Project, node: Node, scope: Scope) -> _Read | None:
    if scope.module.language == "csharp" and (asked := config_key(project, node, scope)) is not None:
        return _Read(asked[1], asked[2], prefix=asked[0])
    if isinstance(node, Index):
        if is_env(project, node.value, scope):
            return _Read(node.key, bare=scope.module.language == "python")
        if scope.module.language == "kotlin" and _reader_class(project, node.value, scope) is not None:
            return _Read(node.key)
    elif isinstance(node, Attr):
        if (
            scope.module.language != "python"
            and node.name not in _OBJECT_MEMBERS
            and is_env(project, node.value, scope)
        ):
            return _Read(None, names=(node.name,))
    elif isinstance(node, Call):
        return _call_read(project, node, scope)
    return None


def _call_read(project: Project, call: Call, scope: Scope) -> _Read | None:
    if not call.args:
        return None
    func, first, default = call.func, call.args[0].value, _default(call.args)
    if call.args[0].name not in ("", "key", "option", "name", "var"):
        return None
    if scope.module.language == "go" and (asked := viper_names(project, call, scope)) is not None:
        return _Read(None, asked[1], names=asked[0])
    if isinstance(func, Attr) and func.name in _GETS and is_env(project, func.value, scope):
        return _Read(first, default)
    if isinstance(func, Attr) and func.name == "fetch" and is_env(project, func.value, scope):
        # Ruby's ``ENV.fetch("X")`` raises KeyError.
        return _Read(first, None, bare=True)
    dotted = project.dotted(func, scope)
    if dotted in ENV_GETTERS:
        raising = dotted in RAISING_GETTERS and default is None
        return _Read(first, default, bare=raising, named=raising)
    reader = _reader_class(project, func, scope)
    if reader is None and isinstance(func, Attr) and func.name in _CASTS:
        reader = _reader_class(project, func.value, scope)
    if reader is not None:
        raising = ENV_READERS[reader] and default is None
        return _Read(first, default, bare=raising, named=raising)
    return None


def _default(args: tuple[Arg, ...]) -> Expr | None:
    for arg in args[1:]:
        if arg.name == "default":
            return arg.value
    return next((a.value for a in args[1:2] if not a.name), None)


def env_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the reads of environment variables in *modules* (paths), one for each name and place."""
    for path in modules:
        here = project.index(project.modules[path])
        if "env reads" not in here.kept:
            here.kept["env reads"] = tuple(_in_module(project, here))
        yield from here.kept["env reads"]


_OF_INTEREST: Final = (Assign, Unary, Other, Index, Attr, Call)


def _in_module(project: Project, index: ModuleIndex) -> Iterator[Taken]:
    skipped: set[int] = set()
    for node, scope in index.of(*_OF_INTEREST):
        if isinstance(node, Assign):
            skipped.add(id(node.target))
        elif (isinstance(node, Unary) and node.op in ("delete", "del")) or (
            isinstance(node, Other) and node.kind in ("delete", "del", "delete_statement")
        ):
            skipped |= {id(p) for p in (node.parts if isinstance(node, Other) else (node.value,))}
        if id(node) in skipped:
            continue
        read = _read(project, node, scope)
        if read is not None:
            yield from _named(project, node, scope, read)


def _named(project: Project, node: Node, scope: Scope, read: _Read) -> Iterator[Taken]:
    first = Step(node, scope)
    if read.key is None:
        for name in read.names:
            yield Taken(name, "env", (first,), read.default, read.bare, read.named)
        return
    for names, steps, keys in _expanded(project, read.key, scope, (first,), 0):
        for name in names if read.prefix is None else [variable(read.prefix + n) for n in names]:
            if _NAME.fullmatch(name) and name.strip("*_"):
                via = tuple(s.scope.qualified or "" for s in steps[:-1])
                default = read.default
                yield Taken(name, "env", steps, default, read.bare, read.named, via=via[::-1], key_params=keys)


_Expanded = tuple[tuple[str, ...], tuple[Step, ...], frozenset[int]]


def _expanded(project: Project, key: Expr, scope: Scope, steps: tuple[Step, ...], depth: int) -> Iterator[_Expanded]:
    """Yield the names that *key* can be, with the calls that give them and the parameters that carry them."""
    module = scope.module
    if isinstance(key, Str):
        yield (key.value,), steps, frozenset()
        return
    params = params_in(project, key, scope)
    if not params or depth >= _WRAPPERS:
        yield project.constants(module, key, scope), steps, frozenset()
        return
    owner = params[0][1]
    own = [p for p, inside in params if inside is owner]
    ids = frozenset(id(p) for p in own)
    if not isinstance(owner.node, Function):
        return
    seen = False
    for number, site in enumerate(project.calls.to(owner.node)):
        if number >= _SITES:
            break
        seen = True
        inner = (*steps, Step(site.call, site.scope))
        choices: list[list[_Expanded]] = []
        for param in own:
            arg = argument(site.call, owner.node, param)
            if arg is None:
                default = project.constants(owner.module, param.default, owner) if param.default is not None else ()
                choices.append([(default, inner, frozenset())])
            else:
                choices.append(list(_expanded(project, arg, site.scope, inner, depth + 1)))
        for picked in product(*choices):
            given = {id(param): names for param, (names, _, _) in zip(own, picked, strict=True) if names}
            longest = max((s for _, s, _ in picked), key=len)
            carried = ids.union(*(k for _, _, k in picked))
            yield project.constants(module, key, scope, given), longest, carried
    if not seen:
        yield project.constants(module, key, scope), steps, ids
