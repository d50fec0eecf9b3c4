"""Settings declared as a class or schema: pydantic-settings, zod, envalid, t3-env, convict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.csharp_settings import bound_options
from keyproof.code.env_reads import is_env
from keyproof.code.go_reads import bound_reads, tag_reads
from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Class,
    Const,
    Expr,
    Mapping,
    Name,
    Node,
    Other,
    Sequence,
    Str,
)
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.property_reads import property_reads
from keyproof.code.rust_reads import filled_fields
from keyproof.code.scope import Scope
from keyproof.code.sources_table import ENV_SCHEMAS, SETTINGS_BASES
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk

_PARSES: Final = frozenset({"parse", "safeParse", "parseAsync", "decode", "validate", "validateSync"})
_OPTIONAL: Final = frozenset({"optional", "nullish", "default", "catch", "withDefault"})
_CONFIGS: Final = frozenset({"model_config", "Config"})
_HOPS: Final = 6


def settings_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the variables that settings classes and schemas in *modules* declare."""
    yield from tag_reads(project, modules)
    yield from bound_reads(project, modules)
    yield from filled_fields(project, modules)
    yield from property_reads(project, modules)
    yield from bound_options(project, modules)
    for path in modules:
        module = project.modules[path]
        made = project.index(module)
        for node, scope in made.of(Class, Call):
            if isinstance(node, Class) and module.language == "python":
                inside = made.scopes[id(node)]
                if _is_settings(project, inside):
                    yield from _fields(project, node, inside)
            elif isinstance(node, Call) and module.language != "python":
                yield from _schema(project, node, scope)


# ---- pydantic --------------------------------------------------------------------------------------------------------


def _is_settings(project: Project, owner: Scope) -> bool:
    for here in project.classes.bases(owner):
        if isinstance(here.node, Class) and any(last_name(b) in SETTINGS_BASES for b in here.node.bases):
            return True
    return False


def _config(project: Project, owner: Scope) -> dict[str, str]:
    """Return the settings of the class that bear on names: ``env_prefix``, ``env_nested_delimiter``, nearest first."""
    found: dict[str, str] = {}
    for here in project.classes.bases(owner):
        node = here.node
        if not isinstance(node, Class):
            continue
        for statement in node.body:
            pairs: list[tuple[str, Expr]] = []
            if isinstance(statement, Assign) and last_name(statement.target) == "model_config":
                pairs = _pairs(statement.value)
            elif isinstance(statement, Class) and statement.name == "Config":
                pairs = [(last_name(s.target), s.value) for s in statement.body if isinstance(s, Assign)]
            for key, value in pairs:
                text = project.constant(here.module, value, here)
                if text is not None:
                    found.setdefault(key, text)
    return found


def _pairs(value: Expr) -> list[tuple[str, Expr]]:
    if isinstance(value, Call):
        return [(a.name, a.value) for a in value.args]
    if isinstance(value, Mapping):
        return [(p.key.value, p.value) for p in value.pairs if isinstance(p.key, Str)]
    return []


def _fields(project: Project, node: Class, owner: Scope, prefix: str = "", depth: int = 0) -> Iterator[Taken]:
    config = _config(project, owner) if depth == 0 else {}
    lead = prefix or config.get("env_prefix", "")
    delimiter = config.get("env_nested_delimiter", "")
    for statement in node.body:
        if not isinstance(statement, Assign) or not isinstance(statement.target, Name):
            continue
        field = statement.target.id
        if not statement.annotation or field in _CONFIGS or field.startswith("_") or "ClassVar" in statement.annotation:
            continue
        nested = _nested(project, statement.annotation, owner)
        if nested is not None and isinstance(nested.node, Class):
            if delimiter and depth < 3:
                yield from _fields(project, nested.node, nested, f"{lead}{field}{delimiter}".upper(), depth + 1)
            continue
        yield from _field(project, statement, field, lead, owner)


def _nested(project: Project, annotation: str, owner: Scope) -> Scope | None:
    name = annotation.partition("|")[0].strip(" '\"")
    name = name.removeprefix("Optional[").rstrip("]")
    if not name.isidentifier():
        return None
    found = project.lookup(owner.module, name, project.top(owner.module))
    if found is None or not isinstance(found.node, Class):
        return None
    inside = project.scope_of(found.module, found.node)
    enum = any(last_name(b) in ("Enum", "StrEnum", "IntEnum", "str") for b in found.node.bases)
    return None if enum else inside


def _field(project: Project, statement: Assign, field: str, lead: str, owner: Scope) -> Iterator[Taken]:
    value: Expr | None = statement.value
    if isinstance(value, Other) and not value.parts:
        value = None
    aliases: tuple[str, ...] = ()
    default: Expr | None = value
    computed = False
    if isinstance(value, Call) and last_name(value.func) in ("Field", "SettingsField", "PrivateAttr"):
        aliases = _aliases(project, value, owner)
        plain = [a.value for a in value.args if not a.name]
        default = next((a.value for a in value.args if a.name == "default"), plain[0] if plain else None)
        computed = any(a.name == "default_factory" for a in value.args)
        if isinstance(default, Const | Other | Name) and _is_ellipsis(default):
            default = None
    optional = default is not None or computed
    names = aliases or (f"{lead}{field}".upper(),)
    secret = True if "Secret" in statement.annotation else None
    for name in names:
        yield Taken(
            name,
            "env",
            (Step(statement, owner),),
            default=None if _is_null(default) else default,
            bare=not optional,
            names_itself=True,
            required=len(names) == 1 if not optional else False,
            via=(owner.qualified,),
            secret=secret or is_secret_name(name),
            declared=field,
        )


def _is_null(expr: Expr | None) -> bool:
    return isinstance(expr, Const) and expr.kind == "null"


def _is_ellipsis(expr: Expr) -> bool:
    text = expr.text if isinstance(expr, Const) else expr.kind if isinstance(expr, Other) else ""
    return text in ("...", "ellipsis", "Ellipsis") or (isinstance(expr, Name) and expr.id in ("...", "Ellipsis"))


def _aliases(project: Project, call: Call, owner: Scope) -> tuple[str, ...]:
    for key in ("validation_alias", "alias", "env"):
        for arg in call.args:
            if arg.name != key:
                continue
            value = arg.value
            if isinstance(value, Call):
                found = [t for a in value.args for t in project.constants(owner.module, a.value, owner)]
            elif isinstance(value, Sequence):
                found = [t for i in value.items for t in project.constants(owner.module, i, owner)]
            else:
                found = list(project.constants(owner.module, value, owner))
            if found:
                return tuple(t if t.isupper() else t.upper() for t in dict.fromkeys(found))
    return ()


# ---- JavaScript schemas ----------------------------------------------------------------------------------------------


def _schema(project: Project, call: Call, scope: Scope) -> Iterator[Taken]:
    name = last_name(call.func)
    if name in _PARSES and call.args and isinstance(call.func, Attr):
        if any(_is_env_like(project, a.value, scope) for a in call.args[:2]):
            yield from _entries(project, call.func.value, scope, 0)
    elif name in ENV_SCHEMAS:
        for arg in call.args:
            yield from _entries(project, arg.value, scope, 0)


def _is_env_like(project: Project, expr: Expr, scope: Scope) -> bool:
    return is_env(project, expr, scope)


def _entries(project: Project, expr: Expr, scope: Scope, hops: int) -> Iterator[Taken]:
    """Yield the variables of a schema: ``z.object({...})``, a mapping, or a name for one."""
    if hops > _HOPS:
        return
    if isinstance(expr, Name):
        found = project.lookup(scope.module, expr.id, scope)
        if found is not None and isinstance(found.node, Call | Mapping | Other):
            yield from _entries(project, found.node, found.scope, hops + 1)
    elif isinstance(expr, Call):
        if isinstance(expr.func, Attr):
            # ``z.object({...}).refine(...)``: the schema may be further left.
            yield from _entries(project, expr.func.value, scope, hops + 1)
        if last_name(expr.func) in ("object", "strictObject", "looseObject", "extend", "merge", "readonly"):
            for arg in expr.args:
                yield from _entries(project, arg.value, scope, hops + 1)
    elif isinstance(expr, Other) and len(expr.parts) == 1:
        yield from _entries(project, expr.parts[0], scope, hops + 1)
    elif isinstance(expr, Mapping):
        for pair in expr.pairs:
            key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
            if isinstance(pair.value, Mapping):
                yield from _convict(pair.value, scope, key)
                yield from _entries(project, pair.value, scope, hops + 1)
            elif key and key.upper() == key and len(key) > 2:
                yield _entry(key, pair.value, scope)


def _convict(mapping: Mapping, scope: Scope, name: str) -> Iterator[Taken]:
    """``{ doc, format, default, env: "NAME", sensitive: true }``."""
    found = {
        p.key.value if isinstance(p.key, Str) else p.key.id: p for p in mapping.pairs if isinstance(p.key, Str | Name)
    }
    env = found.get("env")
    if env is not None and isinstance(env.value, Str):
        sensitive = found.get("sensitive")
        known = True if sensitive is not None and isinstance(sensitive.value, Const) else None
        default = found.get("default")
        null = default is None or _is_null(default.value)
        yield Taken(
            env.value.value,
            "env",
            (Step(env.value, scope),),
            default=None if null or default is None else default.value,
            required=False,
            secret=known,
            declared=name,
        )


def _entry(key: str, value: Expr, scope: Scope) -> Taken:
    called = {last_name(n.func) for n in walk(value) if isinstance(n, Call)}
    optional = bool(called & _OPTIONAL) or any(_optional_mark(n) for n in walk(value))
    return Taken(
        key,
        "env",
        (Step(value, scope),),
        default=_schema_default(value),
        bare=not optional,
        names_itself=True,
        required=not optional,
        declared=key,
    )


def _optional_mark(node: Node) -> bool:
    return isinstance(node, Mapping) and any(
        isinstance(p.key, Str | Name)
        and (p.key.value if isinstance(p.key, Str) else p.key.id) in ("default", "devDefault")
        for p in node.pairs
    )


def _schema_default(value: Expr) -> Expr | None:
    for node in walk(value):
        if isinstance(node, Call) and last_name(node.func) == "default" and node.args:
            return node.args[0].value
        if isinstance(node, Mapping):
            for pair in node.pairs:
                key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
                if key == "default":
                    return pair.value
    return None
