"""Options that a program looks for in its arguments by hand: ``args[i] === "--api-key"``, ``"--token" in sys.argv``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.ir import Assign, Attr, Binary, Call, Expr, If, Name, Node, Param, Str
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Index, Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk
from keyproof.patterns import regex

_FLAG: Final = regex(r"^--[A-Za-z][\w-]{1,60}=?$")
_BARE: Final = regex(r"^[a-z]{1,30}(?:-[a-z]{1,30}){1,4}$")
_SWITCH: Final = regex(
    r"(?i)-(?:disable|enable|skip|allow|all|no|require|show|check|list|use|without|with|rotate|reset|generate|print|clear"
    r"|delete|save|test|verify|validate|refresh)-"
)
"""Switches and orders: they take no value."""
_ASKS: Final = frozenset({"indexOf", "includes", "startsWith", "startswith", "index", "has"})
_ARGUMENTS: Final = frozenset({"process.argv", "sys.argv", "Bun.argv", "Deno.args", "process.default.argv"})
_LANGUAGES: Final = frozenset({"python", "javascript", "typescript"})


def hand_options(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the options for a credential that *modules* compare their arguments with, each once a file."""
    for path in modules:
        module = project.modules[path]
        if module.language not in _LANGUAGES:
            continue
        made = project.index(module)
        if not _has_arguments(project, made):
            continue
        cut = _cuts_dashes(made)
        once: set[str] = set()
        for node, scope in made.of(Binary, Call):
            text = _compared(node)
            if _FLAG.match(text) or (cut and isinstance(node, Binary) and _BARE.match(text)):
                name = "--" + text.strip("-=")
                if is_secret_name(name) and not _SWITCH.search(name) and name not in once:
                    once.add(name)
                    yield _taken(project, name, node, scope)


def _has_arguments(project: Project, made: Index) -> bool:
    for node, scope in made.of(Attr, Param):
        if isinstance(node, Param) and node.name == "argv":
            return True
        if isinstance(node, Attr) and node.name in ("argv", "args") and project.dotted(node, scope) in _ARGUMENTS:
            return True
    return False


def _cuts_dashes(made: Index) -> bool:
    """``arg.startsWith("--")``: names are compared without their dashes."""
    return any(
        isinstance(c, Call) and last_name(c.func) in ("startsWith", "startswith") and _text(c) == "--"
        for c, _ in made.of(Call)
    )


def _compared(node: Node) -> str:
    if isinstance(node, Binary) and node.op in ("==", "===", "in"):
        sides = (node.left,) if node.op == "in" else (node.left, node.right)
        return next((s.value for s in sides if isinstance(s, Str)), "")
    if isinstance(node, Call) and isinstance(node.func, Attr) and node.func.name in _ASKS:
        return _text(node)
    return ""


def _text(call: Call) -> str:
    first: Expr | None = call.args[0].value if call.args else None
    return first.value if isinstance(first, Str) else ""


def _taken(project: Project, name: str, node: Node, scope: Scope) -> Taken:
    """Return the option, followed from where its value is kept when the comparison holds."""
    for branch, around in project.index(scope.module).of(If):
        if not isinstance(branch, If) or not any(part is node for part in walk(branch.test)):
            continue
        for statement in branch.then:
            if isinstance(statement, Assign) and isinstance(statement.target, Name | Attr):
                kept = last_name(statement.target)
                if is_secret_name(kept):
                    return Taken(name, "cli", (Step(statement.value, around),), secret=True)
    return Taken(name, "cli", (Step(node, scope),), secret=True, traced=False)
