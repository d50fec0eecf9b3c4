"""Options of yargs that an environment variable with a prefix gives as well: ``envPrefix: "ACME_"``, ``.env("ACME")``.

Every option is then also the variable of its name in capitals: ``apiKey`` is ``ACME_API_KEY`` and ``--apiKey``. The options
are declared to yargs or as the fields of a zod schema, in the folder of the file that says the prefix or in what it imports.
Source: yargs-parser, ``opts.envPrefix``; yargs, ``.env(prefix)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Attr, Call, Const, Expr, Import, Mapping, Module, Name, Pair, Str
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name, words
from keyproof.code.project import Project
from keyproof.code.scope import Index, Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk
from keyproof.patterns import regex

_LANGUAGES: Final = frozenset({"javascript", "typescript"})
_PREFIX: Final = regex(r"[A-Z][A-Z0-9_]{1,40}")
_OPTIONAL: Final = frozenset({"optional", "default", "nullish", "nullable", "prefault", "catch"})
_FILES: Final = 400
"""Files in which the options of one prefix are looked for."""


def prefixed_options(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the credentials that such options take, each as a variable and as an option."""
    done: set[tuple[str, str]] = set()
    for path in modules:
        module = project.modules[path]
        prefix = _prefix(project.index(module)) if module.language in _LANGUAGES else ""
        if not prefix:
            continue
        for near in _near(project, module, modules):
            for node, scope in project.index(near).of(Call):
                for key, value in _fields(project, node, scope) if isinstance(node, Call) else ():
                    if (prefix, key) not in done:
                        done.add((prefix, key))
                        yield from _taken(prefix, key, value, scope)


def _near(project: Project, module: Module, modules: list[str]) -> list[Module]:
    """Return *module*, the files of its folder and those it imports: where its options are declared."""
    folder = module.path.rpartition("/")[0]
    found = {p: project.modules[p] for p in modules if p.rpartition("/")[0] == folder}
    for node, _ in project.index(module).of(Import):
        target = project.import_target(module, node) if isinstance(node, Import) else None
        if target is not None:
            found[target.path] = target
    return [found[p] for p in sorted(found)[:_FILES] if found[p].language in _LANGUAGES]


def _prefix(made: Index) -> str:
    for node, _ in made.of(Pair, Call):
        value: Expr | None = None
        if isinstance(node, Pair) and isinstance(node.key, Name | Str):
            named = node.key.id if isinstance(node.key, Name) else node.key.value
            value = node.value if named == "envPrefix" else None
        elif isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name == "env" and len(node.args) == 1:
            value = node.args[0].value if _is_yargs(node.func.value) else None
        if isinstance(value, Str) and _PREFIX.fullmatch(value.value):
            return value.value.rstrip("_") + "_"
    return ""


def _is_yargs(expr: Expr) -> bool:
    """Whether *expr* is ``yargs(…)`` or a chain of calls of it."""
    for _ in range(60):
        if isinstance(expr, Call):
            expr = expr.func
        elif isinstance(expr, Attr):
            expr = expr.value
        else:
            break
    return isinstance(expr, Name) and expr.id in ("yargs", "argv", "parser", "cli")


def _fields(project: Project, call: Call, scope: Scope) -> Iterator[tuple[str, Expr]]:
    """Yield name and declaration of the credentials among the fields of a schema, or of one option of yargs."""
    name = last_name(call.func)
    if name in ("object", "strictObject", "looseObject") and project.dotted(call.func, scope).startswith(
        ("z.", "zod.")
    ):
        found = [p for a in call.args if isinstance(a.value, Mapping) for p in a.value.pairs]
        for pair in found:
            key = pair.key.id if isinstance(pair.key, Name) else pair.key.value if isinstance(pair.key, Str) else ""
            if key and (is_secret_name(key) or (_is_marked(pair.value) and not words(key).endswith("_id"))):
                yield key, pair.value
    elif name == "option" and isinstance(call.func, Attr) and _is_yargs(call.func.value) and call.args:
        first = call.args[0].value
        if isinstance(first, Str) and is_secret_name(first.value):
            yield first.value, call


def _is_marked(value: Expr) -> bool:
    """``.register(registry, { isSecret: true })``."""
    for node in walk(value):
        if isinstance(node, Pair) and isinstance(node.key, Name | Str):
            key = node.key.id if isinstance(node.key, Name) else node.key.value
            if (
                key in ("isSecret", "sensitive", "secret")
                and isinstance(node.value, Const)
                and node.value.kind == "true"
            ):
                return True
    return False


def _taken(prefix: str, key: str, value: Expr, scope: Scope) -> Iterator[Taken]:
    optional = any(isinstance(n, Call) and last_name(n.func) in _OPTIONAL for n in walk(value))
    default = next(
        (n.args[0].value for n in walk(value) if isinstance(n, Call) and last_name(n.func) == "default" and n.args),
        None,
    )
    step = (Step(value, scope),)
    required = False if optional else None
    variable = prefix + words(key).upper()
    empty = isinstance(default, Str) and not default.value
    given = None if empty else default
    yield Taken(variable, "env", step, default=given, required=required, secret=True, declared=key, traced=False)
    if "-" not in key and last_name(value) != "option":  # what is declared to yargs itself is found as an option
        yield Taken(f"--{key}", "cli", step, default=given, required=required, secret=True, declared=key, traced=False)
