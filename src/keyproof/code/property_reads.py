"""Settings of Java and Kotlin programs: injected properties, settings classes, settings files, options of picocli.

Spring and MicroProfile look for a property in the settings files, which may point to a variable, and else in the
environment under its name in capitals, with an underscore for every other character.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from keyproof.code.ir import (
    Assign,
    Attr,
    Call,
    Class,
    Const,
    Define,
    Expr,
    ExprStmt,
    Function,
    Name,
    Node,
    Sequence,
    Str,
)
from keyproof.code.ir import Module as File
from keyproof.code.languages.properties import ENV, placeholder
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name, words
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk
from keyproof.patterns import regex

LANGUAGES: Final = frozenset({"java", "kotlin"})
FILES: Final = "properties"
_DEMANDS: Final = frozenset({"NotNull", "NotBlank", "NotEmpty"})
_ENVIRONMENTS: Final = regex(r"(?i)^(?:env|environment|config|configuration|props|properties|\w{0,40}config)$")
_VARIABLE: Final = regex(r"[A-Z][A-Z0-9_]{1,127}")
_UPPER: Final = regex(r"[^A-Za-z0-9]")
_FRAMEWORK: Final = regex(r"(?i)(?:^|/)(?:application|bootstrap|microprofile-config)[^/]{0,60}$")
"""Settings files whose placeholders a framework fills in, and stops at one that it cannot."""
_STAND_IN: Final = regex(r"(?i)[xyz]{2,12}")
_DEPTH: Final = 4


class _Setting(msgspec.Struct, frozen=True):
    """What one property is taken from: a variable, and what stands in for it."""

    name: str
    default: Expr | None
    bare: bool


def property_reads(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the credentials and settings that Spring and MicroProfile give to the code, and those that files only name."""
    paths = [p for p in modules if project.modules[p].language in LANGUAGES]
    files = _Files(project, modules)
    for path in paths:
        made = project.index(project.modules[path])
        for node, scope in made.of(Class, Function, Call):
            if isinstance(node, Class):
                yield from _of_class(project, files, node, made.scopes[id(node)])
            elif isinstance(node, Function):
                yield from _of_params(files, node, made.scopes[id(node)])
            elif isinstance(node, Call):
                yield from _of_call(project, files, node, scope)
    yield from files.rest()


# ---- settings files --------------------------------------------------------------------------------------------------


def _root(path: str) -> str:
    return path.partition("src/main/")[0] if "src/main/" in path else path.rpartition("/")[0]


def _plain(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "")


class _Files:
    """The settings files of a program by the folder that their module stands in."""

    def __init__(self, project: Project, modules: list[str]) -> None:
        self.project = project
        self.settings: dict[tuple[str, str], list[tuple[Expr, File]]] = {}
        self.asked: set[tuple[str, str]] = set()
        for path in modules:
            module = project.modules[path]
            if module.language == FILES:
                for statement in module.body:
                    if isinstance(statement, ExprStmt) and isinstance(statement.value, Call) and statement.value.args:
                        key = (_root(path), _plain(last_name(statement.value.func)))
                        self.settings.setdefault(key, []).append((statement.value.args[0].value, module))

    def of(self, module: File, key: str, default: Expr | None) -> Iterator[_Setting]:
        """Yield what the property *key* of *module* is taken from."""
        if _VARIABLE.fullmatch(key):
            yield _Setting(key, default, default is None)
            return
        found = (_root(module.path), _plain(key))
        self.asked.add(found)
        given = self.settings.get(found, ())
        named = [s for value, _ in given for s in _variables(value)]
        if named:
            yield from {s.name: s for s in reversed(named)}.values()
            return
        held = _stated(given[0][0]) if given else default
        name = _UPPER.sub("_", key).upper()
        yield _Setting(name, held, held is None)

    def rest(self) -> Iterator[Taken]:
        """Yield the variables of the settings that the code does not ask for itself: libraries do."""
        for key, given in self.settings.items():
            if key in self.asked:
                continue
            for value, module in given:
                for call, setting in _placeholders(value):
                    if _VARIABLE.fullmatch(setting.name):
                        top = self.project.top(module)
                        # What a program makes of a placeholder in a file of its own is not known here.
                        bare = setting.bare and bool(_FRAMEWORK.search(module.path))
                        stated = isinstance(setting.default, Str) and not _is_empty(setting.default)
                        yield Taken(setting.name, "env", (Step(call, top),), setting.default, bare, True,
                                    required=bare or None, traced=bare or stated)  # fmt: skip


def _stated(value: Expr) -> Expr:
    """Return what a settings file gives; a name in capitals, or a row of x, only says where the value goes."""
    if isinstance(value, Str) and (_STAND_IN.fullmatch(value.value) or _is_own_name(value.value)):
        return Str(value.span, f"<{value.value}>")
    return value


def _is_own_name(text: str) -> bool:
    return bool(_VARIABLE.fullmatch(text)) and "_" in text and is_secret_name(text)


def _placeholders(value: Expr) -> Iterator[tuple[Call, _Setting]]:
    for node in walk(value):
        if isinstance(node, Call) and isinstance(node.func, Name) and node.func.id == ENV and node.args:
            name = node.args[0].value
            default = node.args[1].value if len(node.args) > 1 else None
            if isinstance(name, Str):
                yield node, _Setting(name.value, default, default is None)


def _variables(value: Expr) -> list[_Setting]:
    """Return the variables that a setting is taken from; of nested placeholders each is one of several ways."""
    found = [s for _, s in _placeholders(value)]
    if len(found) > 1 and isinstance(value, Call):
        last = found[-1]
        default = last.default if last.default is not None else Str(value.span, "")
        return [_Setting(s.name, default, False) for s in found]
    return found


def _in_text(files: _Files, module: File, mark: Expr, text: str) -> Iterator[_Setting]:
    """Yield what the placeholders of *text* are taken from."""
    for setting in _variables(placeholder(mark.span, text)):
        yield from files.of(module, setting.name, setting.default)


# ---- annotations -----------------------------------------------------------------------------------------------------


def _injected(files: _Files, module: File, mark: Expr, kind: str) -> Iterator[_Setting]:
    """Yield what ``@Value("${…}")`` or ``@ConfigProperty(name = "…")`` injects."""
    if not isinstance(mark, Call):
        return
    word = last_name(mark.func)
    given = {a.name: a.value for a in mark.args}
    if word == "Value":
        text = given.get("")
        if isinstance(text, Str):
            yield from _in_text(files, module, mark, text.value)
    elif word == "ConfigProperty":
        name, default = given.get("name"), given.get("defaultValue")
        if isinstance(name, Str):
            optional = kind.startswith(("Optional", "java.util.Optional")) or kind.endswith("?")
            if default is None and optional:
                default = Str(mark.span, "")
            yield from files.of(module, name.value, default)


def _taken(setting: _Setting, node: Node, scope: Scope, field: str = "") -> Taken:
    default = setting.default
    if isinstance(default, Str | Const):
        # It may stand in another file, and is told of where it is asked for.
        default = msgspec.structs.replace(default, span=node.span)
    return Taken(
        setting.name, "env", (Step(node, scope),), default, setting.bare, True,
        required=True if setting.bare else None, via=(scope.qualified,), declared=field,
        secret=is_secret_name(setting.name) or (bool(field) and is_secret_name(field)),
    )  # fmt: skip


def _marks(body: tuple[object, ...]) -> Iterator[tuple[list[Expr], object]]:
    """Yield the members of a class, each with its annotations."""
    marks: list[Expr] = []
    for statement in body:
        if isinstance(statement, ExprStmt) and isinstance(statement.value, Call | Name | Attr):
            marks.append(statement.value)
            continue
        yield marks, statement
        marks = []


def _of_class(project: Project, files: _Files, node: Class, inside: Scope) -> Iterator[Taken]:
    for marks, member in _marks(node.body):
        if isinstance(member, Assign) and isinstance(member.target, Name):
            for mark in marks:
                for setting in _injected(files, inside.module, mark, member.annotation):
                    yield _taken(setting, member, inside, member.target.id)
    for mark in node.decorators:
        word = last_name(mark)
        if isinstance(mark, Call) and word in ("ConfigurationProperties", "ConfigMapping"):
            prefix = next(
                (a.value.value for a in mark.args if a.name in ("", "prefix") and isinstance(a.value, Str)), ""
            )
            if word == "ConfigMapping":
                yield from _mapped(files, node, inside, prefix)
            else:
                yield from _bound(project, files, node, inside, prefix, 0)


def _bound(
    project: Project, files: _Files, node: Class, inside: Scope, prefix: str, depth: int
) -> Iterator[Taken]:  # fmt: skip
    """Yield the fields of a class that Spring fills from the properties under *prefix*."""
    for marks, member in _marks(node.body):
        if not isinstance(member, Assign) or not isinstance(member.target, Name) or not member.annotation:
            continue
        field = member.target.id
        key = f"{prefix}.{words(field).replace('_', '-')}" if prefix else words(field).replace("_", "-")
        nested = project.classes.named(inside.module, member.annotation)
        if nested is not None and isinstance(nested.node, Class) and depth < _DEPTH:
            yield from _bound(project, files, nested.node, nested, key, depth + 1)
            continue
        demanded = any(last_name(m) in _DEMANDS for m in marks)
        declared = member.value if isinstance(member.value, Str | Const) else None
        default = declared if declared is not None or demanded else Const(member.span, "null", "null")
        for setting in files.of(inside.module, key, default):
            if demanded and (setting.default is None or _is_empty(setting.default)):
                # Spring Boot refuses to start without it, and says which property is missing.
                setting = _Setting(setting.name, None, True)
            yield _taken(setting, member, inside, field)


def _is_empty(value: Expr) -> bool:
    return isinstance(value, Str) and not value.value


def _mapped(files: _Files, node: Class, inside: Scope, prefix: str) -> Iterator[Taken]:
    """Yield the methods of a SmallRye interface."""
    for member in node.body:
        if isinstance(member, Define):
            function = member.function
            given = {last_name(m): m for m in function.decorators}
            named, default = given.get("WithName"), given.get("WithDefault")
            word = words(function.name).replace("_", "-")
            if isinstance(named, Call) and named.args and isinstance(named.args[0].value, Str):
                word = named.args[0].value.value
            value = default.args[0].value if isinstance(default, Call) and default.args else None
            if value is None and (function.returns.startswith("Optional") or function.returns.endswith("?")):
                value = Str(function.span, "")
            for setting in files.of(inside.module, f"{prefix}.{word}", value):
                yield Taken(setting.name, "env", (Step(function, inside),), setting.default, setting.bare, True,
                            required=setting.bare, traced=setting.bare, via=(inside.qualified,))  # fmt: skip


def _of_params(files: _Files, function: Function, inside: Scope) -> Iterator[Taken]:
    for param in function.params:
        if param.default is not None:
            for setting in _injected(files, inside.module, param.default, param.annotation):
                yield _taken(setting, param.default, inside)


# ---- calls -----------------------------------------------------------------------------------------------------------


def _of_call(project: Project, files: _Files, call: Call, scope: Scope) -> Iterator[Taken]:
    """``environment.getRequiredProperty("a.b")``, ``config.getValue("a.b", String.class)``, ``System.getProperty("a.b")``."""
    func = call.func
    if not isinstance(func, Attr) or not call.args:
        return
    name = func.name
    if name not in ("getProperty", "getRequiredProperty", "getValue", "getOptionalValue", "getConfigValue"):
        return
    keys = [k for k in project.constants(scope.module, call.args[0].value, scope) if "*" not in k]
    default = call.args[1].value if len(call.args) > 1 and name == "getProperty" else None
    if project.dotted(func, scope) in ("System.getProperty", "java.lang.System.getProperty"):
        for key in keys:
            if is_secret_name(key):
                yield Taken(f"-D{key}", "cli", (Step(call, scope),), default, secret=True)
        return
    if not _ENVIRONMENTS.match(last_name(func.value)):
        return
    for key in keys:
        for setting in files.of(scope.module, key, default):
            if not is_secret_name(setting.name):
                continue
            raises = setting.bare and name in ("getRequiredProperty", "getValue")
            yield Taken(setting.name, "env", (Step(call, scope),), setting.default, raises, raises)


# ---- options ---------------------------------------------------------------------------------------------------------


def marked_options(node: Class, inside: Scope) -> Iterator[Taken]:
    """Yield the credentials that picocli's ``@Option`` fields take, and the variables that are their defaults."""
    for marks, member in _marks(node.body):
        if not isinstance(member, Assign) or not isinstance(member.target, Name):
            continue
        for mark in marks:
            if isinstance(mark, Call) and last_name(mark.func) in ("Option", "Parameters"):
                yield from _option(mark, member, member.target.id, inside)


def _option(mark: Call, member: Assign, field: str, inside: Scope) -> Iterator[Taken]:
    given = {a.name: a.value for a in mark.args}
    names = given.get("names") or given.get("")
    flags = [s.value for s in (names.items if isinstance(names, Sequence) else (names,)) if isinstance(s, Str)]
    flag = next((f for f in flags if f.startswith("--") and is_secret_name(f)), None)
    if flag is None or member.annotation.lower() in ("boolean", "boolean?") or _is_true(given.get("interactive")):
        return
    default = given.get("defaultValue")
    required = _is_true(given.get("required"))
    yield Taken(flag, "cli", (Step(member, inside),), bare=required, names_itself=True, required=required or None,
                declared=field, secret=True)  # fmt: skip
    if isinstance(default, Str):
        for setting in _variables(placeholder(default.span, default.value)):
            # ``${env:NAME:-default}``
            text = setting.default.value if setting.name == "env" and isinstance(setting.default, Str) else setting.name
            name, _, value = text.partition(":-")
            fallback = Str(default.span, value) if value else Const(default.span, "null", "null")
            yield Taken(name, "env", (Step(member, inside),), fallback, declared=field, secret=True)


def _is_true(value: Expr | None) -> bool:
    return isinstance(value, Const) and value.kind == "true"
