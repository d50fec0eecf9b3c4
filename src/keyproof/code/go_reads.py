"""Go's own ways to a setting: viper's keys, struct tags, and flags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from keyproof.code.ir import Assign, Attr, Call, Class, Const, Expr, Name, Node, Other, Sequence, Str
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.patterns import regex

_VIPER: Final = "github.com/spf13/viper"
_GETS: Final = frozenset({"Get", "GetString", "GetStringSlice", "GetStringMapString", "Sub"})
_TAG: Final = regex(r'([\w.-]{1,40}):"((?:[^"\\]|\\.){0,400})"')
_NAME: Final = regex(r"[A-Za-z_][A-Za-z0-9_]{1,127}")
_PARSERS: Final = frozenset({
    "github.com/caarlos0/env.Parse", "github.com/caarlos0/env.ParseWithOptions", "github.com/caarlos0/env.ParseAs",
    "github.com/caarlos0/env.Must", "github.com/kelseyhightower/envconfig.Process",
    "github.com/kelseyhightower/envconfig.MustProcess", "github.com/sethvargo/go-envconfig.Process",
    "github.com/sethvargo/go-envconfig.MustProcess", "github.com/ilyakaznacheev/cleanenv.ReadEnv",
    "github.com/ilyakaznacheev/cleanenv.ReadConfig", "github.com/joeshaw/envdecode.Decode",
    "github.com/joeshaw/envdecode.StrictDecode", "github.com/alecthomas/kong.Parse", "github.com/codingconcepts/env.Set",
    "github.com/jessevdk/go-flags.Parse", "github.com/jessevdk/go-flags.NewParser", "github.com/Netflix/go-env.UnmarshalFromEnviron",
})  # fmt: skip
"""Functions that fill a struct by its tags; what is required and absent is an error that names the variable."""
_FLAGS: Final = {"String": 0, "StringP": 0, "StringVar": 1, "StringVarP": 1, "StringSlice": 0, "StringSliceVar": 1}
"""Functions of ``flag`` and ``pflag`` that declare an option, and where its name stands."""
_FLAG_PACKAGES: Final = ("flag.", "github.com/spf13/pflag.", "github.com/urfave/cli.")
_FLAG_SETS: Final = frozenset(
    {"Flags", "PersistentFlags", "LocalFlags", "NewFlagSet", "fs", "flags", "flagSet", "flagset", "f", "pf"}
)


# ---- viper -----------------------------------------------------------------------------------------------------------


class Keys(msgspec.Struct):
    """What a program tells viper."""

    bound: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    defaults: dict[str, tuple[Expr, Scope]] = msgspec.field(default_factory=dict)
    prefix: str = ""
    automatic: bool = False
    asked: set[str] = msgspec.field(default_factory=set)


_KEYS: Final[WeakKeyDictionary[Project, Keys]] = WeakKeyDictionary()


def _keys(project: Project) -> Keys:
    known = _KEYS.get(project)
    if known is None:
        known = _KEYS[project] = Keys()
        for module in project.modules.values():
            for site in project.index(module).calls if module.language == "go" else ():
                _told(project, known, site.call, site.scope)
    return known


def _told(project: Project, keys: Keys, call: Call, scope: Scope) -> None:
    name = last_name(call.func)
    if name not in ("BindEnv", "MustBindEnv", "SetEnvPrefix", "AutomaticEnv", "SetDefault", *_GETS):
        return
    texts = [project.constant(scope.module, a.value, scope) for a in call.args]
    if name == "AutomaticEnv":
        keys.automatic = True
    elif texts and texts[0] is not None:
        if name == "SetEnvPrefix":
            keys.prefix = texts[0]
        elif name == "SetDefault" and len(call.args) == 2:
            keys.defaults[texts[0].lower()] = (call.args[1].value, scope)
        elif name in _GETS:
            keys.asked.add(texts[0].lower())
        else:
            keys.bound[texts[0].lower()] = tuple([t for t in texts[1:] if t])


def _is_viper(project: Project, call: Call, scope: Scope) -> bool:
    if not isinstance(call.func, Attr):
        return False
    if project.dotted(call.func, scope).startswith(_VIPER):
        return True
    holder = call.func.value
    found = project.lookup(scope.module, holder.id, scope) if isinstance(holder, Name) else None
    node = found.node if found is not None else None
    if found is not None and isinstance(node, Call):
        return project.dotted(node.func, found.scope).startswith(_VIPER)
    return "viper.Viper" in getattr(node, "annotation", "")


def viper_names(project: Project, call: Call, scope: Scope) -> tuple[tuple[str, ...], Expr | None] | None:
    """Return the variables that ``viper.GetString(key)`` may read and its default; None for any other call."""
    if last_name(call.func) not in _GETS or len(call.args) != 1 or not _is_viper(project, call, scope):
        return None
    keys = _keys(project)
    found: list[str] = []
    default: Expr | None = None
    for key in project.constants(scope.module, call.args[0].value, scope)[:8]:
        if "*" in key:
            continue
        low = key.lower()
        names = keys.bound.get(low)
        if names:
            found += names
        elif names is not None or keys.automatic:
            whole = f"{keys.prefix}_{key}" if keys.prefix else key
            found.append(whole.upper().replace("-", "_").replace(".", "_"))
        if low in keys.defaults:
            default = keys.defaults[low][0]
    return tuple(found), default


def bound_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the variables bound to a key that the program takes with all others (``viper.Unmarshal``)."""
    for path in modules:
        module = project.modules[path]
        for site in project.index(module).calls if module.language == "go" else ():
            if last_name(site.call.func) not in ("BindEnv", "MustBindEnv") or not _is_viper(
                project, site.call, site.scope
            ):
                continue
            texts = [project.constant(module, a.value, site.scope) for a in site.call.args]
            if texts and texts[0] and texts[0].lower() not in _keys(project).asked:
                for name in texts[1:]:
                    if name and _NAME.fullmatch(name):
                        yield Taken(name, "env", (Step(site.call, site.scope),), traced=False)


# ---- struct tags -----------------------------------------------------------------------------------------------------


def tag_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the variables that struct tags name: ``env:"NAME,required"``, ``envconfig:"NAME"`` and their like."""
    parsers = _parsers(project) if any(project.modules[p].language == "go" for p in modules) else {}
    nested = _prefixes(project, modules)
    for path in modules:
        module = project.modules[path]
        if module.language != "go":
            continue
        made = project.index(module)
        for node, _ in made.places:
            if isinstance(node, Class):
                yield from _fields(project, node, made.scopes[id(node)], parsers, nested)


def _prefixes(project: Project, modules: list[str]) -> dict[int, str]:
    """Return what the field that holds a struct puts before its names (``envPrefix:"DB_"``), by ``id`` of the class."""
    found: dict[int, str] = {}
    for path in modules:
        for node, scope in (
            project.index(project.modules[path]).places if project.modules[path].language == "go" else ()
        ):
            if isinstance(node, Assign) and "envPrefix" in node.annotation:
                tags = dict(_TAG.findall(node.annotation))
                parts = node.value.parts if isinstance(node.value, Other) else ()
                inner = project.classes.of(parts[0], scope.outer or scope) if parts else None
                if inner is not None:
                    found[id(inner.node)] = tags.get("envPrefix", "")
    return found


def _parsers(project: Project) -> dict[int, tuple[Step, str]]:
    """Return the calls that fill a struct, by ``id`` of its class, with the prefix they put before names."""
    found: dict[int, tuple[Step, str]] = {}
    for module in project.modules.values():
        for site in project.index(module).calls if module.language == "go" else ():
            dotted = project.dotted(site.call.func, site.scope)
            if dotted not in _PARSERS:
                continue
            prefix = ""
            if dotted.endswith("envconfig.Process") and "kelseyhightower" in dotted and site.call.args:
                prefix = project.constant(module, site.call.args[0].value, site.scope) or ""
                prefix = f"{prefix}_".upper() if prefix else ""
            for arg in site.call.args:
                if isinstance(arg.value, Call) and arg.value.new:
                    given = {a.name: a.value for a in arg.value.args}
                    prefix = (
                        project.constant(module, given["Prefix"], site.scope) or "" if "Prefix" in given else prefix
                    )
                owner = project.classes.of(arg.value, site.scope)
                if owner is not None:
                    for inside in _contained(project, owner):
                        found.setdefault(id(inside.node), (Step(site.call, site.scope), prefix))
    return found


def _contained(project: Project, owner: Scope) -> Iterator[Scope]:
    """Yield a struct, those it embeds and those its fields hold."""
    queue, seen = [owner], {id(owner)}
    while queue and len(seen) < 64:
        here = queue.pop()
        yield here
        for base in project.classes.bases(here):
            node = base.node
            fields = [s.value for s in node.body if isinstance(s, Assign)] if isinstance(node, Class) else []
            inner = [
                project.classes.of(v.parts[0], base.outer or base) for v in fields if isinstance(v, Other) and v.parts
            ]
            for one in (base, *inner):
                if one is not None and id(one) not in seen:
                    seen.add(id(one))
                    queue.append(one)


def _fields(
    project: Project, node: Class, owner: Scope, parsers: dict[int, tuple[Step, str]], nested: dict[int, str]
) -> Iterator[Taken]:
    parser = parsers.get(id(node))
    prefix = nested.get(id(node), "") or (parser[1] if parser is not None else "")
    for statement in node.body:
        if not isinstance(statement, Assign) or not isinstance(statement.target, Name):
            continue
        tags = dict(_TAG.findall(statement.annotation))
        found = _tagged(tags, statement.target.id, parser is not None)
        if found is not None:
            yield _declared(statement, owner, parser, prefix + found[0], found[1], tags)


def _tagged(tags: dict[str, str], field_name: str, parsed: bool) -> tuple[str, frozenset[str]] | None:
    """Return the variable that the tags of a field name, and the words after it."""
    text = tags.get("env") or tags.get("envconfig") or ""
    if not text and parsed and "split_words" in tags:
        text = "".join(f"_{c}" if c.isupper() and n else c for n, c in enumerate(field_name)).upper()
    name, *words = [part.strip() for part in text.split(",")]
    name = name.removeprefix("$")
    if not _NAME.fullmatch(name):
        return None
    return name, frozenset(words)


def _declared(
    statement: Assign,
    owner: Scope,
    parser: tuple[Step, str] | None,
    name: str,
    words: frozenset[str],
    tags: dict[str, str],
) -> Taken:
    default = next((tags[k] for k in ("envDefault", "env-default", "default") if k in tags), None)
    default = next((w.removeprefix("default=") for w in words if w.startswith("default=")), default)
    required = bool(words & {"required", "notEmpty"}) or any(
        tags.get(k) in ("true", "1", "yes") or (k in tags and not tags[k]) for k in ("required", "env-required")
    )
    first = parser[0] if parser is not None else Step(statement, owner)
    assert isinstance(statement.target, Name)
    secret = True if is_secret_name(name) else None
    return Taken(
        name,
        "env",
        (first, Step(statement, owner)),
        default=Str(statement.span, default) if default else None,
        bare=required and not default,
        names_itself=True,
        required=required if required or default else None,
        via=(owner.qualified,),
        secret=secret,
        declared=statement.target.id,
    )


# ---- flags -----------------------------------------------------------------------------------------------------------


def flag_name(project: Project, call: Call, scope: Scope) -> tuple[str, Expr | None] | None:
    """Return the name of the flag that *call* declares and the variable it fills (None for its result)."""
    position = _FLAGS.get(last_name(call.func))
    if position is None or not isinstance(call.func, Attr) or len(call.args) < position + 3:
        return None
    holder = last_name(call.func.value)
    if not project.dotted(call.func, scope).startswith(_FLAG_PACKAGES) and holder not in _FLAG_SETS:
        return None
    name = project.constant(scope.module, call.args[position].value, scope)
    return (name, call.args[0].value if position else None) if name else None


def flag_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the flags in *modules* that take a credential, and the variables that a flag library reads for them."""
    for path in modules:
        module = project.modules[path]
        if module.language != "go":
            continue
        required = {
            text
            for site in project.index(module).calls
            if last_name(site.call.func) in ("MarkFlagRequired", "MarkPersistentFlagRequired") and site.call.args
            for text in project.constants(module, site.call.args[-1].value, site.scope)
        }
        for site in project.index(module).calls:
            found = flag_name(project, site.call, site.scope)
            if found is not None and is_secret_name(found[0]):
                yield _flag(f"--{found[0]}", site.call, site.scope, required=found[0] in required)
            elif site.call.new and last_name(site.call.func).endswith("Flag"):
                yield from _urfave(project, site.call, site.scope)


def _flag(name: str, node: Node, scope: Scope, *, required: bool) -> Taken:
    return Taken(
        name, "cli", (Step(node, scope),), bare=required, names_itself=True, required=required or None,
        traced=True, secret=True,
    )  # fmt: skip


def _urfave(project: Project, call: Call, scope: Scope) -> Iterator[Taken]:
    """``&cli.StringFlag{Name: "token", EnvVars: []string{"TOKEN"}, Required: true}``."""
    if not project.dotted(call.func, scope).startswith("github.com/urfave/cli"):
        return
    given = {a.name: a.value for a in call.args}
    name = project.constant(scope.module, given["Name"], scope) if "Name" in given else None
    asked = given.get("Required")
    required = isinstance(asked, Const) and asked.kind == "true"
    names: list[str] = []
    for key in ("EnvVars", "EnvVar", "Sources"):
        value = given.get(key)
        parts = value.items if isinstance(value, Sequence) else ()
        parts = tuple(a.value for a in value.args) if isinstance(value, Call) else parts or ((value,) if value else ())
        names += [t for p in parts for t in project.constants(scope.module, p, scope)]
    secret = bool(name and is_secret_name(name)) or any(is_secret_name(n) for n in names)
    if name and secret:
        yield Taken(
            f"--{name}", "cli", (Step(call, scope),), bare=required and not names, names_itself=True,
            required=required and not names, traced=required and not names, secret=True,
        )  # fmt: skip
    for one in names:
        yield Taken(
            one, "env", (Step(call, scope),), bare=required, names_itself=True, required=required or None,
            traced=required, secret=secret or None,
        )  # fmt: skip
