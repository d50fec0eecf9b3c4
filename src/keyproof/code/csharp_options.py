"""Options of the command line of .NET programs: System.CommandLine, CommandLineParser, Spectre.Console, McMaster."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from keyproof.code.csharp_configuration import switch
from keyproof.code.ir import Assign, Call, Class, Const, Expr, ExprStmt, If, Index, Name, Str
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.walk import walk
from keyproof.patterns import regex

_FLAG: Final = regex(r"--[A-Za-z][\w-]{0,60}")


def flag_options(project: Project, modules: list[str]) -> Iterator[Taken]:
    """Yield the options that take a credential."""
    for path in modules:
        module = project.modules[path]
        if module.language != "csharp":
            continue
        for node, scope in project.index(module).places:
            option = switch(project, node, scope) if isinstance(node, Index | Call) else None
            if option is not None and is_secret_name(option[0]):
                yield Taken(option[0], "cli", (Step(node, scope),), option[1], secret=True)
            elif isinstance(node, Call) and node.new and last_name(node.func) == "Option":
                yield from _option(node, scope)
            elif isinstance(node, If):
                yield from _argument(node, scope)
            elif isinstance(node, Class):
                yield from _marked(node, project.scope_of(module, node))


def _argument(branch: If, scope: Scope) -> Iterator[Taken]:
    """``case "--client-secret": secret = args[++i];``."""
    named = [
        s.value
        for s in walk(branch.test)
        if isinstance(s, Str) and s.value.startswith("--") and is_secret_name(s.value)
    ]
    if not named:
        return
    for node in walk(*branch.then):
        if isinstance(node, Index) and last_name(node.value) in ("args", "argv", "arguments"):
            yield Taken(named[0], "cli", (Step(node, scope),), secret=True)
            return


def _flags(call: Call) -> list[str]:
    found = [
        s.value
        for a in call.args
        for s in walk(a.value)
        if isinstance(s, Str) and a.name not in ("Description", "HelpText")
    ]
    return [f for t in found[:6] for f in _FLAG.findall(t)]


def _option(call: Call, scope: Scope) -> Iterator[Taken]:
    if any(a.name == "<>" and last_name(a.value).lower() in ("bool", "boolean") for a in call.args):
        return
    flag = next((f for f in _flags(call) if is_secret_name(f)), None)
    if flag is not None:
        required = any(a.name in ("IsRequired", "Required") and _is_true(a.value) for a in call.args)
        yield Taken(flag, "cli", (Step(call, scope),), bare=required, names_itself=True, required=required or None,
                    traced=required, secret=True)  # fmt: skip


def _marked(node: Class, inside: Scope) -> Iterator[Taken]:
    marks: list[Call] = []
    for member in node.body:
        if isinstance(member, ExprStmt) and isinstance(member.value, Call):
            marks.append(member.value)
            continue
        for mark in marks:
            if (
                last_name(mark) in ("Option", "CommandOption")
                and isinstance(member, Assign)
                and isinstance(member.target, Name)
            ):
                words = [a.value.value for a in mark.args if not a.name and isinstance(a.value, Str)]
                flags = _flags(mark) or [f"--{w}" for w in words if len(w) > 1]
                flag = next((f for f in flags if is_secret_name(f)), None)
                if flag is None or member.annotation.lower().startswith("bool"):
                    continue
                required = any(a.name in ("Required", "IsRequired") and _is_true(a.value) for a in mark.args)
                yield Taken(flag, "cli", (Step(member, inside),), bare=required, names_itself=True,
                            required=required or None, declared=member.target.id, secret=True)  # fmt: skip
        marks = []


def _is_true(value: Expr) -> bool:
    return isinstance(value, Const) and value.kind == "true"
