"""Keys of the configuration of .NET programs.

The configuration of a host is filled from settings files and then from the environment, where ``:`` is written ``__``: the
key ``Api:Token`` is the variable ``Api__Token``.
"""

from __future__ import annotations

from typing import Final

from keyproof.code.ir import Attr, Call, Class, Const, Expr, Function, Index, Mapping, Name, Node, Other, Param, Str
from keyproof.code.messages import last_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.walk import walk
from keyproof.patterns import regex

_HOPS: Final = 6
_TYPES: Final = regex(
    r"^(?:\w{1,60}\.){0,6}(?:IConfiguration|IConfigurationRoot|ConfigurationManager|IConfigurationManager)$"
)
_CONFIGS: Final = regex(r"^_?(?:[cC]onfig(?:uration)?|cfg|configRoot|appConfig(?:uration)?)$")
_SECTIONS: Final = frozenset({"GetSection", "GetRequiredSection"})
_VALUES: Final = frozenset({"GetValue", "GetConnectionString"})


def variable(key: str) -> str:
    """Return the variable that the configuration key *key* is taken from."""
    return key.replace(":", "__")


def section(project: Project, expr: Expr, scope: Scope, hops: int = 0) -> str | None:
    """Return the prefix of the keys of *expr*: ``""`` for the configuration itself, None for anything else."""
    if hops > _HOPS:
        return None
    if isinstance(expr, Other) and len(expr.parts) == 1 and expr.kind == "as_expression":
        return section(project, expr.parts[0], scope, hops + 1)
    if isinstance(expr, Call):
        return _called_section(project, expr, scope, hops)
    if not isinstance(expr, Name | Attr):
        return None
    name = last_name(expr)
    found = (
        project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else project.classes.member(expr, scope)
    )
    node = found.node if found is not None else None
    if isinstance(node, Param):
        return "" if _TYPES.match(node.annotation) or (not node.annotation and _CONFIGS.match(name)) else None
    if isinstance(node, Other) and node.kind == "declared" and node.parts:
        return "" if _TYPES.match(last_name(node.parts[0])) else None
    if found is not None and isinstance(node, Call | Name | Attr | Other) and node is not expr:
        made = section(project, node, found.scope, hops + 1)
        if made is not None or isinstance(node, Call):
            return made
    if isinstance(node, Mapping | Class | Function):
        return None
    plain = isinstance(expr, Attr) and name == "Configuration"
    return "" if plain or (found is None and _CONFIGS.match(name)) else None


def _called_section(project: Project, call: Call, scope: Scope, hops: int) -> str | None:
    name = last_name(call.func)
    if not isinstance(call.func, Attr):
        return None
    if name in _SECTIONS and call.args:
        outer = section(project, call.func.value, scope, hops + 1)
        key = project.constant(scope.module, call.args[0].value, scope)
        return f"{outer}{key}:" if outer is not None and key else None
    if name == "Build":
        return "" if any(isinstance(n, Name) and n.id == "ConfigurationBuilder" for n in walk(call.func)) or (
            isinstance(call.func.value, Name) and "config" in call.func.value.id.lower()
        ) else None  # fmt: skip
    if name in ("GetRequiredService", "GetService"):
        return "" if any(a.name == "<>" and _TYPES.match(last_name(a.value)) for a in call.args) else None
    return None


def _made(project: Project, expr: Expr, scope: Scope, hops: int = 0) -> Call | None:
    """Return the call of ``Build`` that made a configuration by hand, None for that of a host."""
    if isinstance(expr, Call):
        if last_name(expr.func) == "Build":
            return (
                expr if any(isinstance(n, Name) and n.id == "ConfigurationBuilder" for n in walk(expr.func)) else None
            )
        return (
            _made(project, expr.func.value, scope, hops + 1) if isinstance(expr.func, Attr) and hops < _HOPS else None
        )
    if not isinstance(expr, Name | Attr) or hops > _HOPS:
        return None
    found = (
        project.lookup(scope.module, expr.id, scope) if isinstance(expr, Name) else project.classes.member(expr, scope)
    )
    node = found.node if found is not None else None
    return (
        _made(project, node, found.scope, hops + 1)
        if found is not None and isinstance(node, Call | Name | Attr)
        else None
    )


def switch(project: Project, node: Node, scope: Scope) -> tuple[str, Expr | None] | None:
    """Return the option that a key of a configuration made of nothing but the command line stands for, and its default."""
    holder = node.value if isinstance(node, Index) else None
    if isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name in _VALUES:
        holder = node.func.value
    made = _made(project, holder, scope) if holder is not None else None
    if made is None:
        return None
    steps = {n.name for n in walk(made.func) if isinstance(n, Attr)}
    found = (
        _asked(project, node, scope) if "AddCommandLine" in steps and "AddEnvironmentVariables" not in steps else None
    )
    if found is None:
        return None
    prefix, key, default = found
    text = project.constant(scope.module, key, scope)
    if text is None:
        return None
    for part in walk(made.func):
        pairs = part.pairs if isinstance(part, Mapping) else ()
        for pair in pairs:
            if isinstance(pair.key, Str) and isinstance(pair.value, Str) and pair.value.value == prefix + text:
                return pair.key.value, default
    return f"--{prefix}{text}", default


def config_key(project: Project, node: Node, scope: Scope) -> tuple[str, Expr, Expr | None] | None:
    """Return the prefix, the key and the default of one read of the configuration, options of the command line left out."""
    found = _asked(project, node, scope)
    return found if found is not None and switch(project, node, scope) is None else None


def _asked(project: Project, node: Node, scope: Scope) -> tuple[str, Expr, Expr | None] | None:
    if isinstance(node, Index):
        prefix = section(project, node.value, scope)
        return (prefix, node.key, None) if prefix is not None else None
    if not isinstance(node, Call) or not isinstance(node.func, Attr):
        return None
    name = node.func.name
    args = [a for a in node.args if a.name != "<>"]
    if name not in _VALUES or not args:
        return None
    prefix = section(project, node.func.value, scope)
    if prefix is None:
        return None
    if name == "GetConnectionString":
        return f"{prefix}ConnectionStrings:", args[0].value, None
    values = [a.value for a in args if not isinstance(a.value, Other) or a.value.kind != "typeof"]
    keys = [v for v in values if not isinstance(v, Const)]
    return (prefix, keys[0], values[1] if len(values) > 1 else None) if keys else None
