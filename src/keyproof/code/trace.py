"""Where a value goes after it is read: the checks of its presence, its uses, and its fallbacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from keyproof.code.absence import when_absent
from keyproof.code.env_reads import is_env
from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Class,
    Conditional,
    Const,
    Expr,
    ExprStmt,
    Function,
    If,
    Index,
    Loop,
    Mapping,
    Name,
    Node,
    Other,
    Pair,
    Param,
    Return,
    Sequence,
    Stmt,
    Str,
    Template,
    Try,
    Unary,
    With,
)
from keyproof.code.messages import last_name
from keyproof.code.outcomes import Ending, Endings, Naming, ends
from keyproof.code.scope import Scope
from keyproof.code.taken import Step, Taken
from keyproof.code.uses import Held, Uses
from keyproof.code.walk import walk

_STEPS: Final = 400
"""Places one value is followed to."""
_KEEPS: Final = frozenset({
    "strip", "trim", "rstrip", "lstrip", "trimEnd", "trimStart", "replace", "replaceAll", "split", "lower",
    "toLowerCase", "upper", "toUpperCase", "get_secret_value", "encode", "decode", "toString", "asString", "required",
    "removeprefix",
})  # fmt: skip
"""Methods whose result is still the value."""
_WRAPS: Final = frozenset(
    {"str", "String", "SecretStr", "Secret", "cast", "Some", "Promise.resolve", "list", "dict", "JSON.parse"}
)
_FORMAT: Final = frozenset(
    {"startswith", "startsWith", "endswith", "endsWith", "match", "fullmatch", "test", "includes", "isalnum"}
)


@dataclass(slots=True, eq=False)
class Check:
    """One condition on the value, and how the way without the value ends."""

    node: Node
    scope: Scope
    ending: Ending | None
    alternatives: bool
    """The condition also depends on other values."""


@dataclass(slots=True, eq=False)
class Trace:
    """What was found of one value."""

    checks: list[Check] = field(default_factory=list)
    uses: list[Step] = field(default_factory=list)
    """Uses that are reached without the value as well."""
    guarded: list[Step] = field(default_factory=list)
    """Uses under a condition that the value is there."""
    fallback: Expr | None = None
    fallback_scope: Scope | None = None
    alternative: bool = False
    """Another value is taken in its place."""
    dereferenced: Node | None = None
    """A member of the value is used at once, which fails when there is none."""
    format: bool = False


class Tracer:
    """Follows the values of one project."""

    def __init__(self, endings: Endings) -> None:
        """*endings* looks at the branches that are found."""
        self.endings = endings
        self.project = endings.project
        self.uses = Uses(self.project)

    def follow(self, taken: Taken, naming: Naming) -> Trace:
        """Return what happens to the value of *taken*."""
        trace = Trace()
        chain = taken.steps
        # Each entry: an expression that holds the value, its scope, how far up the chain of wrappers it is.
        queue: list[Held] = [(chain[0].node, chain[0].scope, 0)]
        if taken.declared:
            queue = self.uses.of_attribute(taken.declared, chain[0].scope, 0)
        seen: set[int] = set()
        while queue and len(seen) < _STEPS:
            node, scope, level = queue.pop(0)
            if id(node) in seen:
                continue
            seen.add(id(node))
            queue.extend(self._step(trace, node, scope, level, taken, naming))
        return trace

    # ---- one step ----------------------------------------------------------------------------------------------------

    def _step(self, trace: Trace, node: Node, scope: Scope, level: int, taken: Taken, naming: Naming) -> list[Held]:
        parent = self.endings.parent(node, scope)
        if isinstance(parent, Arg):
            call = self.endings.parent(parent, scope)
            return self._argument(trace, node, parent, call, scope, level, naming)
        if isinstance(parent, Pair):
            return self._property(trace, parent, scope, level)
        if isinstance(parent, Assign):
            if parent.target is node:
                return []
            return self._assigned(parent.target, scope, level)
        if isinstance(parent, Return):
            return self._returned(trace, parent, scope, level, taken)
        if isinstance(parent, Param):
            return self.uses.of_name(parent.name, scope, level)
        return self._expression(trace, node, parent, scope, level, naming)

    def _expression(
        self, trace: Trace, node: Node, parent: Node | None, scope: Scope, level: int, naming: Naming
    ) -> list[Held]:
        if isinstance(parent, Binary) and parent.op in ("or", "??", "||"):
            return self._fallback(trace, node, parent, scope, level, naming)
        if (isinstance(parent, If | Conditional) and parent.test is node) or isinstance(parent, Binary | Unary):
            if self._condition(trace, node, scope, naming):
                return []
            if isinstance(parent, Unary) and parent.op == "await":
                return [(parent, scope, level)]
            if isinstance(parent, Binary) and parent.op not in ("and", "&&"):
                self._use(trace, node, scope)
                return []
            return [(parent, scope, level)] if isinstance(parent, Binary) and parent.right is node else []
        if isinstance(parent, Conditional):
            return [(parent, scope, level)]
        if isinstance(parent, Attr):
            return self._member(trace, node, parent, scope, level)
        if isinstance(parent, Other) and len(parent.parts) == 1:
            return [(parent, scope, level)]
        if isinstance(parent, ExprStmt | None):
            return []
        self._use(trace, node, scope)
        return []

    def _member(self, trace: Trace, node: Node, parent: Attr, scope: Scope, level: int) -> list[Held]:
        call = self.endings.parent(parent, scope)
        called = isinstance(call, Call) and call.func is parent
        if parent.name in _FORMAT:
            trace.format = True
            if isinstance(call, Call):
                self._condition(trace, node, scope, Naming(()))
            return []
        if called and parent.name in _KEEPS and call is not None:
            if isinstance(node, Call) and scope.module.language == "python" and parent.name != "get_secret_value":
                trace.dereferenced = trace.dereferenced or call
            return [(call, scope, level)]
        if parent.name == "length":
            self._condition(trace, node, scope, Naming(()))
            return []
        self._use(trace, node, scope)
        return []

    def _fallback(
        self, trace: Trace, node: Node, parent: Binary, scope: Scope, level: int, naming: Naming
    ) -> list[Held]:
        if parent.right is node:
            trace.alternative = True
            return [(parent, scope, level)]
        ending = self.endings.of_expression(parent.right, scope, naming)
        right = parent.right
        if isinstance(right, Call) and isinstance(right.func, Function):
            ending = self.endings.of_branch(right.func.body, scope, naming)
        if ending is not None and ending.how in ("exit", "raise"):
            trace.checks.append(Check(parent, scope, ending, alternatives=trace.alternative))
            return []
        if self._in_condition(parent, scope):
            self._condition(trace, node, scope, naming)
            return []
        if isinstance(right, Str | Template | Const | Mapping | Sequence) or (
            isinstance(right, Call) and not self._reads(right, scope)
        ):
            trace.fallback, trace.fallback_scope = trace.fallback or right, scope
        else:
            trace.alternative = True
            if isinstance(right, Name) and (found := self.project.constants(scope.module, right, scope)):
                trace.fallback, trace.fallback_scope = right, scope
                trace.alternative = not any(found)
        return [(parent, scope, level)]

    def _reads(self, node: Node, scope: Scope) -> bool:
        for part in walk(node):
            if isinstance(part, Index | Attr) and is_env(self.project, part.value, scope):
                return True
            if isinstance(part, Call):
                name = last_name(part.func)
                if name in ("getenv", "get") or "env" in name.lower():
                    return True
        return False

    def _in_condition(self, node: Node, scope: Scope) -> bool:
        here: Node | None = node
        parent = self.endings.parent(node, scope)
        while isinstance(parent, Binary | Unary) and here is not None:
            here, parent = parent, self.endings.parent(parent, scope)
        return isinstance(parent, If | Conditional) and parent.test is here

    # ---- conditions --------------------------------------------------------------------------------------------------

    def _condition(self, trace: Trace, node: Node, scope: Scope, naming: Naming) -> bool:
        """Note the condition that *node* stands in; return whether there is one."""
        here: Node = node
        parent = self.endings.parent(node, scope)
        while isinstance(parent, Binary | Unary | Attr | Call | Arg | Sequence | Other | Return | Assign):
            if isinstance(parent, Return | Assign):
                return False
            here, parent = parent, self.endings.parent(parent, scope)
        if isinstance(parent, If) and parent.test is here:
            self._branch(trace, node, parent, scope, naming)
            return True
        if isinstance(parent, Conditional) and parent.test is here:
            self._conditional(trace, node, parent, scope, naming)
            return True
        return False

    def _same(self, node: Node) -> str:
        return _path(node)

    def _way(self, test: Expr, node: Node) -> tuple[bool | None, bool]:
        """Return which way *test* goes without the value, and whether that needs other values to be absent too."""
        path = _path(node)

        def is_value(expr: Expr) -> bool:
            return expr is node or (bool(path) and isinstance(expr, Name | Attr | Index) and _path(expr) == path)

        way = when_absent(test, is_value)
        if way is not None:
            return way, False
        return when_absent(test, is_value, others_absent=True), True

    def _branch(self, trace: Trace, node: Node, branch: If, scope: Scope, naming: Naming) -> None:
        way, others = self._way(branch.test, node)
        if way is None:
            trace.guarded.append(Step(node, scope))
            return
        missing, present = (branch.then, branch.otherwise) if way else (branch.otherwise, branch.then)
        ending = self.endings.of_branch(missing, scope, naming)
        if ending is None and not way and (ends(present) or not missing):
            after = self._after(branch, scope)
            if ends(present):
                ending = self.endings.of_branch(after, scope, naming)
        if ending is not None and ending.how == "collect":
            ending = self._collected(ending, scope, naming)
        trace.checks.append(Check(branch, scope, ending, others))
        if ending is None:
            trace.guarded.append(Step(node, scope))

    def _conditional(self, trace: Trace, node: Node, choice: Conditional, scope: Scope, naming: Naming) -> None:
        way, others = self._way(choice.test, node)
        if way is None:
            trace.guarded.append(Step(node, scope))
            return
        part = choice.then if way else choice.otherwise
        ending = self.endings.of_expression(part, scope, naming)
        trace.checks.append(Check(choice, scope, ending, others))
        if ending is None:
            trace.guarded.append(Step(node, scope))

    def _after(self, statement: Stmt, scope: Scope) -> tuple[Stmt, ...]:
        """Return the statements that follow *statement* in its block."""
        parent = self.endings.parent(statement, scope)
        lists: list[tuple[Stmt, ...]] = []
        if parent is None:
            lists.append(scope.module.body)
        elif isinstance(parent, Function | Loop | With):
            lists.append(parent.body)
        elif isinstance(parent, If):
            lists += [parent.then, parent.otherwise]
        elif isinstance(parent, Try):
            lists += [parent.body, parent.final, *(h.body for h in parent.handlers)]
        for body in lists:
            for number, other in enumerate(body):
                if other is statement:
                    return body[number + 1 :]
        return ()

    def _collected(self, ending: Ending, scope: Scope, naming: Naming) -> Ending | None:
        """A message was put in a list: return how the program ends when the list is not empty."""
        name = ending.collected
        owner: Scope | None = scope
        while owner is not None and name not in owner.names:
            owner = owner.outer
        for use, inside in self.uses.named(scope.module, name):
            parent = self.endings.parent(use, inside)
            here: Node = use
            while isinstance(parent, Attr | Binary | Unary | Call | Arg):
                here, parent = parent, self.endings.parent(parent, inside)
            if isinstance(parent, If) and parent.test is here:
                found = self.endings.of_branch(parent.then, inside, naming)
                if found is not None and found.how in ("exit", "raise", "error-result", "text-result", "warn"):
                    return Ending(found.how, found.node, found.scope, ending.named or found.named, found.error)
            elif isinstance(parent, Return):
                return Ending("warn", ending.node, ending.scope, ending.named)
        return None

    # ---- where the value goes ----------------------------------------------------------------------------------------

    def _assigned(self, target: Expr, scope: Scope, level: int) -> list[Held]:
        if isinstance(target, Name):
            return self.uses.of_name(target.id, scope, level)
        if isinstance(target, Attr):
            return self.uses.of_attribute(target.name, scope, level)
        return []

    def _property(self, trace: Trace, pair: Pair, scope: Scope, level: int) -> list[Held]:
        key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
        mapping = self.endings.parent(pair, scope)
        holder = self.endings.parent(mapping, scope) if mapping is not None else None
        if isinstance(holder, Arg):
            call = self.endings.parent(holder, scope)
            if isinstance(call, Call) and self.project.callee(call, scope) is None:
                self._use(trace, pair.value, scope)
                return []
        uses = self.uses.of_key(key, scope, level) if key else []
        if not uses:
            self._use(trace, pair.value, scope)
        return uses

    def _returned(self, trace: Trace, parent: Return, scope: Scope, level: int, taken: Taken) -> list[Held]:
        if level + 1 < len(taken.steps):
            step = taken.steps[level + 1]
            return [(step.node, step.scope, level + 1)]
        function = scope.function
        if function is None:
            return []
        found: list[Held] = [(s.call, s.scope, level) for s in self.project.calls_to(function)]
        if not found and function.name:
            # A property is read as an attribute.
            found = self.uses.of_attribute(function.name, scope, level) if scope.owner is not None else []
        if not found and parent.value is not None:
            self._use(trace, parent.value, scope)
        return found[:_STEPS]

    def _argument(
        self, trace: Trace, node: Node, arg: Arg, call: Node | None, scope: Scope, level: int, naming: Naming
    ) -> list[Held]:
        if not isinstance(call, Call):
            self._use(trace, node, scope)
            return []
        last = last_name(call.func)
        if last in _FORMAT:
            trace.format = True
        if last in ("bool", "Boolean", "len", "isinstance", "any", "all", "some", "every") or last in _FORMAT:
            if self._condition(trace, node, scope, naming):
                return []
            return [(call, scope, level)] if last in ("bool", "Boolean") else []
        if last in _WRAPS or self.project.dotted(call.func, scope) in _WRAPS:
            return [(call, scope, level)]
        found = self.project.callee(call, scope)
        if found is None:
            if not self._condition(trace, node, scope, naming):
                self._use(trace, node, scope)
            return []
        function = found.node
        if isinstance(function, Class):
            function = self.project.constructor(function, found.module)
            if function is None:
                return self.uses.of_attribute(arg.name, self.project.top(found.module), level) if arg.name else []
        if not isinstance(function, Function):
            return []
        param = self._param(call, arg, function)
        inside = self._scope_of(function, found.module.path)
        uses = self.uses.of_name(param.name, inside, level) if param is not None and inside is not None else []
        # What the callee gives back may be the value too: ``normalise(value)``.
        if any(isinstance(self.endings.parent(u, s), Return | Attr | Call) for u, s, _ in uses):
            uses.append((call, scope, level))
        if not uses:
            self._use(trace, node, scope)
        return uses

    def _scope_of(self, function: Function, path: str) -> Scope | None:
        found = self.project.index(self.project.modules[path]).scopes.get(id(function))
        if found is not None:
            return found
        return next(
            (s for m in self.project.modules.values() if (s := self.project.index(m).scopes.get(id(function)))), None
        )

    def _param(self, call: Call, arg: Arg, function: Function) -> Param | None:
        params = [p for p in function.params if p.name not in ("self", "cls")]
        if arg.name and arg.name not in ("*", "**"):
            return next((p for p in params if p.name == arg.name), None)
        plain = [a for a in call.args if not a.name]
        position = next((n for n, a in enumerate(plain) if a is arg), -1)
        return params[position] if 0 <= position < len(params) else None

    # ---- uses --------------------------------------------------------------------------------------------------------

    def _use(self, trace: Trace, node: Node, scope: Scope) -> None:
        if self._is_guarded(node, scope):
            trace.guarded.append(Step(node, scope))
        else:
            trace.uses.append(Step(node, scope))

    def _is_guarded(self, node: Node, scope: Scope) -> bool:
        """Return whether *node* is reached only when the value is there."""
        here: Node = node
        parent = self.endings.parent(node, scope)
        while parent is not None and not isinstance(parent, Function):
            if isinstance(parent, If | Conditional) and parent.test is not here:
                way, others = self._way(parent.test, node)
                in_then = parent.then is here or (
                    isinstance(parent.then, tuple) and any(s is here for s in parent.then)
                )
                if way is not None and not others and way is not in_then:
                    return True
            if isinstance(parent, Binary) and parent.op in ("and", "&&") and parent.right is here:
                way, others = self._way(parent.left, node)
                if way is False and not others:
                    return True
            here, parent = parent, self.endings.parent(parent, scope)
        return False


def _path(node: Node) -> str:
    """Return a text that is equal for equal plain paths (``self.token``, ``process.env.X``), empty for other nodes."""
    if isinstance(node, Name):
        return node.id
    if isinstance(node, Attr):
        inner = _path(node.value)
        return f"{inner}.{node.name}" if inner else ""
    if isinstance(node, Index) and isinstance(node.key, Str):
        inner = _path(node.value)
        return f"{inner}[{node.key.value}]" if inner else ""
    return ""
