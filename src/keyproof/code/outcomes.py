"""What a branch of the program ends in: an exit, an error, a warning, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence as Run
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from keyproof.code import known
from keyproof.code.gives import is_nothing, may_give
from keyproof.code.ir import (
    Assign,
    Attr,
    Binary,
    Call,
    Conditional,
    Const,
    Expr,
    ExprStmt,
    Function,
    Handler,
    If,
    Loop,
    Mapping,
    Name,
    Node,
    Raise,
    Return,
    Sequence,
    Stmt,
    Str,
    Template,
    Try,
    Unary,
    With,
)
from keyproof.code.messages import last_name, mentions, says, shows, texts
from keyproof.code.phases import Phases
from keyproof.code.project import Project
from keyproof.code.scope import Scope
from keyproof.code.walk import children, walk
from keyproof.patterns import regex

How = Literal["exit", "raise", "error-result", "text-result", "warn", "skip-auth", "collect", "empty", "ignored"]
"""``error-result``: an answer marked as an error. ``empty``: the function gives nothing back. ``ignored``: the branch
ends without a word and the program goes on."""


class Ending(msgspec.Struct, frozen=True, eq=False):
    """How a branch ends, where, and whether a reader learns the variable's name."""

    how: How
    node: Node
    scope: Scope
    named: bool = False
    error: Expr | None = None
    """What is raised."""
    collected: str = ""
    """The list that the message is put in."""
    stack: bool = False
    """A stack trace is printed with it."""


_EXITS: Final = frozenset({
    "sys.exit", "exit", "quit", "os._exit", "os.abort", "process.exit", "Deno.exit", "process.abort", "parser.error",
    "sys.sys.exit", "typer.Exit", "typer.Abort", "click.Abort", "ctx.exit", "ctx.fail", "program.error",
    "program.help", "parser.exit",
}) | known.names("exits")  # fmt: skip
_EXIT_METHODS: Final = known.names("exit_methods")
_ERROR_RESULTS: Final = frozenset({"McpError", "ToolError", "ErrorData"}) | known.names("error_results")
_CLEAN_ERRORS: Final = frozenset({
    "SystemExit", "UsageError", "BadParameter", "ClickException", "Exit", "Abort", "MissingParameter", "BadOptionUsage",
}) | known.names("clean_errors")  # fmt: skip
"""Exceptions that end the program with a message and without a stack trace."""

_LOGS: Final = frozenset({
    "print", "log", "error", "warn", "warning", "critical", "fatal", "info", "exception", "echo", "secho", "write",
    "debug", "stderr", "notice", "send_log_message", "sendLoggingMessage", "print_usage", "print_help", "trace",
}) | known.names("logs")  # fmt: skip
_APPENDS: Final = frozenset({"append", "push", "add", "extend"})
_SAYS_ERROR: Final = (
    "error", "missing", "not set", "required", "must be", "not configured", "not provided", "please set",
    "unauthorized", "not found", "no api key", "invalid", "failed", "not available", "cannot",
)  # fmt: skip
_LETS_IN: Final = regex(
    r"(?i)^(?:is)?(?:authenticate|authorize|authenticated|authorized|(?:validate|verify|check)\w{0,12}(?:token|key|auth|bearer))$"
)
"""Names of functions whose ``true`` lets a request in."""
_CATCH_ALL: Final = frozenset({"Exception", "BaseException", "Error", "Throwable", "RuntimeException"})
_DEPTH: Final = 5


class Naming(msgspec.Struct, frozen=True):
    """What counts as naming the variable: its names, and the parameters that carry them."""

    names: tuple[str, ...]
    params: frozenset[int] = frozenset()


class Endings:
    """Looks at branches of one project."""

    def __init__(self, project: Project, phases: Phases) -> None:
        """*phases* tells what runs when."""
        self.project = project
        self.phases = phases
        self._parents: dict[str, dict[int, Node]] = {}

    def parent(self, node: Node, scope: Scope) -> Node | None:
        """Return the node directly around *node*, None at the top of its file."""
        path = scope.module.path
        if path not in self._parents:
            made: dict[int, Node] = {}
            for outer, _ in self.project.index(scope.module).places:
                for child in children(outer):
                    made[id(child)] = outer
            self._parents[path] = made
        return self._parents[path].get(id(node))

    def named(self, node: Node, scope: Scope, naming: Naming) -> bool:
        """Return whether *node* tells a reader the variable's name."""
        if says(texts(self.project, node, scope), naming.names):
            return True
        return shows(self.project, node, scope, naming.params)

    def of_branch(self, body: Run[Stmt], scope: Scope, naming: Naming, depth: int = 0) -> Ending | None:
        """Return how *body* ends, None when it runs through without a sign."""
        told: Ending | None = None
        for statement in body:
            ending = self._of_statement(statement, scope, naming, depth)
            if ending is None:
                continue
            if ending.how == "warn":
                if told is None or ending.named > told.named:
                    told = ending
                continue
            # What was printed before counts for the message of what follows.
            before = told is not None and told.named
            return replace(ending, named=ending.named or before)
        return told

    def _of_statement(self, statement: Stmt, scope: Scope, naming: Naming, depth: int) -> Ending | None:
        if isinstance(statement, Raise):
            return self.raised(statement, statement.value, scope, naming)
        if isinstance(statement, Return):
            return self.returned(statement, statement.value, scope, naming, depth)
        if isinstance(statement, ExprStmt):
            return self.of_expression(statement.value, scope, naming, depth)
        if isinstance(statement, Assign) and _is_refusal(statement):
            return Ending("error-result", statement, scope)
        if isinstance(statement, Assign):
            return self.of_expression(statement.value, scope, naming, depth) if _is_call(statement.value) else None
        if isinstance(statement, If):
            return self._of_if(statement, scope, naming, depth)
        if isinstance(statement, Try):
            inner = self.of_branch(statement.body, scope, naming, depth)
            return inner or self.of_branch(statement.final, scope, naming, depth)
        if isinstance(statement, With | Loop):
            return self.of_branch(statement.body, scope, naming, depth)
        return None

    def _of_if(self, statement: If, scope: Scope, naming: Naming, depth: int) -> Ending | None:
        then = self.of_branch(statement.then, scope, naming, depth)
        otherwise = self.of_branch(statement.otherwise, scope, naming, depth)
        if then is not None and otherwise is not None:
            return then if then.how != "warn" else otherwise
        found = then or otherwise
        return (
            found if found is not None and found.how in ("exit", "raise", "warn", "collect") and found.named else None
        )

    def raised(self, node: Node, value: Expr | None, scope: Scope, naming: Naming) -> Ending:
        """Return the ending of a raise or throw of *value*."""
        named = value is not None and self.named(value, scope, naming)
        clean = value is not None and last_name(value) in _CLEAN_ERRORS
        return Ending("exit" if clean else "raise", node, scope, named, value)

    def returned(self, node: Node, value: Expr | None, scope: Scope, naming: Naming, depth: int = 0) -> Ending:
        """Return the ending of a return of *value*."""
        if scope.module.language == "csharp" and (value is None or isinstance(value, Const)) and _is_main(scope):
            return Ending("exit", node, scope)
        if value is None or is_nothing(value):
            return Ending("empty", node, scope)
        name = scope.qualified.rpartition(".")[2]
        if (
            isinstance(value, Const)
            and value.kind == "true"
            and scope.module.language == "go"
            and _LETS_IN.search(name)
        ):
            return Ending("skip-auth", node, scope)
        if isinstance(value, Attr) and value.name == "FAILURE" and last_name(value.value) == "ExitCode":
            # ``main`` of Rust.
            return Ending("exit", node, scope)
        if isinstance(value, Mapping | Sequence) and not (value.pairs if isinstance(value, Mapping) else value.items):
            return Ending("ignored", node, scope)
        if _is_call(value):
            made = self.of_expression(value, scope, naming, depth)
            if made is not None:
                return made
        named = self.named(value, scope, naming)
        if _marks_error(value):
            return Ending("error-result", node, scope, named)
        text = texts(self.project, value, scope).lower()
        if any(word in text for word in _SAYS_ERROR):
            return Ending("text-result", node, scope, named)
        return Ending("ignored", node, scope, named)

    def of_expression(self, expr: Expr, scope: Scope, naming: Naming, depth: int = 0) -> Ending | None:
        """Return the ending that evaluating *expr* brings, None for none."""
        while isinstance(expr, Unary) and expr.op in ("await", "yield", "void"):
            expr = expr.value
        if isinstance(expr, Binary) and expr.op in ("or", "and", "??"):
            return self.of_expression(expr.right, scope, naming, depth)
        if not isinstance(expr, Call):
            return None
        named = self.named(expr, scope, naming)
        dotted = self.project.dotted(expr.func, scope)
        last = last_name(expr.func)
        if (
            dotted in _EXITS
            or last in _EXIT_METHODS
            or (last == "exit" and dotted.startswith("process"))
            or (last == "error" and "parser" in dotted)
        ):
            return Ending("exit", expr, scope, named)
        if last == "Msg" or last == "Msgf":
            return self._chained(expr, scope, named)
        if dotted == "net/http.Error":
            return Ending("error-result", expr, scope, named)
        if last == "Error" and not expr.args:
            return None
        if (dotted in ("next", "call_next") or last in ("call_next", "_next")) and depth == 0:
            return Ending("skip-auth", expr, scope)
        if dotted == "raise!" and expr.args:
            # Rust: what ``expect``, ``ok_or`` and their like raise.
            return self.raised(expr, expr.args[0].value, scope, naming)
        if last in _APPENDS and isinstance(expr.func, Attr):
            return Ending("collect", expr, scope, named, collected=last_name(expr.func.value))
        followed = self._called(expr, scope, naming, depth)
        if followed is not None:
            return replace(followed, named=followed.named or named)
        if last in _LOGS:
            return Ending("warn", expr, scope, named)
        if isinstance(expr.func, Attr) and expr.func.name == "json" and _is_status_call(expr.func.value):
            return Ending("error-result", expr, scope, named)
        return None

    def _chained(self, call: Call, scope: Scope, named: bool) -> Ending:
        """``log.Fatal().Err(err).Msg("…")`` of zerolog: the first call of the chain says how it ends."""
        here: Expr = call
        for _ in range(40):
            if isinstance(here, Call) and last_name(here.func) in (*_EXIT_METHODS, "Panic"):
                return Ending("exit", call, scope, named)
            if isinstance(here, Call):
                here = here.func
            elif isinstance(here, Attr):
                here = here.value
            else:
                break
        return Ending("warn", call, scope, named)

    def _called(self, call: Call, scope: Scope, naming: Naming, depth: int) -> Ending | None:
        """Return the ending of the project's own function that *call* calls, where it always has one."""
        found = self.project.calls.callee(call, scope) if depth < _DEPTH else None
        if found is None or not isinstance(found.node, Function):
            return None
        inside = self.project.scope_of(found.module, found.node)
        ending = self.of_branch(found.node.body, inside, naming, depth + 1)
        if ending is None or ending.how in ("empty", "ignored", "collect", "skip-auth"):
            return None
        return None if ending.how in ("raise", "exit") and may_give(found.node.body, ending.node) else ending


def _is_refusal(assign: Assign) -> bool:
    """``context.Response.StatusCode = 401`` of ASP.NET Core."""
    target, value = assign.target, assign.value
    if not isinstance(target, Attr) or target.name != "StatusCode":
        return False
    if isinstance(value, Const):
        return value.kind == "number" and value.text[:1] in ("4", "5")
    return last_name(value).startswith(("Status4", "Status5"))


def _is_main(scope: Scope) -> bool:
    """Return whether to return at *scope* is to end the program: C#'s ``Main``, and statements outside of any class."""
    return scope.node is None or scope.qualified.rpartition(".")[2] == "Main"


def _is_call(value: Expr) -> bool:
    while isinstance(value, Unary):
        value = value.value
    return isinstance(value, Call)


def _is_status_call(value: Expr) -> bool:
    return (
        isinstance(value, Call) and isinstance(value.func, Attr) and value.func.name in ("status", "code", "writeHead")
    )


def _marks_error(value: Expr) -> bool:
    """Return whether an answer is marked as an error (``isError: true``) as the protocol wants it."""
    for node in walk(value):
        if isinstance(node, Mapping):
            for pair in node.pairs:
                key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
                if key == "isError" and isinstance(pair.value, Const) and pair.value.kind == "true":
                    return True
        elif isinstance(node, Call):
            for arg in node.args:
                if (
                    arg.name in ("isError", "IsError", "is_error")
                    and isinstance(arg.value, Const)
                    and arg.value.kind == "true"
                ):
                    return True
            if last_name(node.func) in _ERROR_RESULTS or _is_error_call(node):
                return True
    return False


def _is_error_call(call: Call) -> bool:
    """``builder.isError(true)``, ``new CallToolResult(content, true)``, ``ToolResponse.error("…")``."""
    func, name = call.func, last_name(call.func)
    last = call.args[-1].value if call.args else None
    if name in ("isError", "CallToolResult"):
        return isinstance(last, Const) and last.kind == "true"
    return name == "error" and isinstance(func, Attr) and last_name(func.value) == "ToolResponse"


def ends(body: Run[Stmt]) -> bool:
    """Return whether the statements after *body* are not reached from its end."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, Raise | Return):
        return True
    if isinstance(last, If):
        return ends(last.then) and ends(last.otherwise)
    return (
        isinstance(last, ExprStmt)
        and isinstance(last.value, Call)
        and last_name(last.value.func) in ("exit", "_exit", "Exit", *_EXIT_METHODS)
    )


def catches(handler: Handler, error: Expr | None, bare: bool) -> bool:
    """Return whether *handler* catches *error* (for a bare subscript, a KeyError)."""
    if error is not None and last_name(error) == "panic":
        # Only ``recover`` catches it, which is not followed.
        return False
    kinds = handler.types
    if not kinds or any(k.rpartition(".")[2] in _CATCH_ALL for k in kinds):
        return True
    thrown = {"KeyError", "LookupError"} if bare else {last_name(error)} if error is not None else set()
    return any(k.rpartition(".")[2] in thrown for k in kinds)


def prints_stack(handler: Handler) -> bool:
    """Return whether a handler prints the error with its stack (``console.error(error)``, ``logger.exception``)."""
    for node in walk(*handler.body):
        if isinstance(node, Call):
            if last_name(node.func) in ("exception", "print_exc", "print_exception"):
                return True
            if any(a.name == "exc_info" for a in node.args):
                return True
            shown = any(isinstance(a.value, Name) and a.value.id == handler.name for a in node.args)
            if shown and handler.name and isinstance(node.func, Attr) and last_name(node.func.value) == "console":
                return True
    return False


def shown_error(ending: Ending, handler: Handler) -> bool:
    """Return whether the handler's ending shows the error that it caught."""
    return mentions(ending.node, handler.name) or any(mentions(s, handler.name) for s in handler.body)


def is_formatting(node: Node) -> bool:
    """Return whether *node* turns a value into text whatever it is (``undefined`` becomes a word)."""
    return isinstance(node, Template) or (isinstance(node, Binary) and node.op == "+")


def conditional_parts(node: Conditional, missing_then: bool) -> Expr:
    """Return the branch of a conditional expression that is taken when the value is missing."""
    return node.then if missing_then else node.otherwise
