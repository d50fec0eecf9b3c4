"""Conditions on a value: which branch is taken without it, and how that branch ends."""

from __future__ import annotations

import msgspec

from keyproof.code.absence import when_absent
from keyproof.code.ir import (
    Arg,
    Assign,
    Attr,
    Binary,
    Call,
    Conditional,
    Expr,
    Function,
    If,
    Index,
    Loop,
    Name,
    Node,
    Other,
    Return,
    Sequence,
    Stmt,
    Str,
    Try,
    Unary,
    With,
)
from keyproof.code.messages import last_name, says_off, texts
from keyproof.code.names import is_secret_name
from keyproof.code.outcomes import Ending, Endings, Naming, ends
from keyproof.code.scope import Scope
from keyproof.code.taken import Step
from keyproof.code.uses import Held, Uses
from keyproof.code.walk import walk


class Check(msgspec.Struct, eq=False):
    """One condition on the value, and how the way without the value ends."""

    node: Node
    scope: Scope
    ending: Ending | None
    alternatives: bool
    """The condition also depends on other values."""


class Trace(msgspec.Struct, eq=False):
    """What was found of one value."""

    checks: list[Check] = msgspec.field(default_factory=list)
    uses: list[Step] = msgspec.field(default_factory=list)
    """Uses that are reached without the value as well."""
    guarded: list[Step] = msgspec.field(default_factory=list)
    """Uses under a condition that the value is there."""
    fallback: Expr | None = None
    fallback_scope: Scope | None = None
    alternative: bool = False
    """Another value is taken in its place."""
    homes: frozenset[int] = frozenset()
    """``id`` of the functions in which the value is read."""
    told: bool = False
    """A message that names the variable was printed on the way without it."""
    empty: Ending | None = None
    """A function that gives nothing back without it."""
    dereferenced: Node | None = None
    """A member of the value is used at once, which fails when there is none."""
    format: bool = False


class Conditions:
    """Looks at the conditions of one project."""

    def __init__(self, endings: Endings, uses: Uses) -> None:
        """*endings* looks at branches, *uses* finds names."""
        self.endings = endings
        self.project = endings.project
        self.uses = uses
        self.blank = False
        """Whether the value that is followed is an empty text where it is absent."""

    def note(self, trace: Trace, node: Node, scope: Scope, naming: Naming) -> bool:
        """Note the condition that *node* stands in; return whether there is one."""
        here: Node = node
        parent = self.endings.parent(node, scope)
        filtered = False
        while isinstance(parent, Binary | Unary | Attr | Call | Arg | Sequence | Other | Return | Function | Assign):
            if isinstance(parent, Assign):
                return filtered and self._filtered(trace, node, parent, scope, naming)
            if isinstance(parent, Function) and id(parent) not in self.project.index(scope.module).turns:
                return False
            filtered = filtered or isinstance(parent, Function) or (isinstance(parent, Other) and parent.kind == "if")
            here, parent = parent, self.endings.parent(parent, scope)
        if isinstance(parent, If) and parent.test is here:
            self._branch(trace, node, parent, scope, naming)
            return True
        if isinstance(parent, Conditional) and parent.test is here:
            self._conditional(trace, node, parent, scope, naming)
            return True
        return False

    def asked(self, trace: Trace, node: Node, scope: Scope) -> list[Held]:
        """Return the calls that are false without the value: those of ``isConfigured() { return token != null; }``."""
        here: Node = node
        parent = self.endings.parent(node, scope)
        while isinstance(parent, Binary | Unary):
            here, parent = parent, self.endings.parent(parent, scope)
        if not isinstance(parent, Return) or not isinstance(here, Binary | Unary) or scope.function is None:
            return []
        if when_absent(here, lambda part: part is node, others_absent=True, blank=self.blank) is not False:
            return []
        alone = when_absent(here, lambda part: part is node, blank=self.blank) is False
        trace.alternative = trace.alternative or not alone
        calls: list[Held] = [(s.call, s.scope, None) for s in self.project.calls.to(scope.function)]
        return calls[:20]

    def flag(self, node: Node, scope: Scope) -> Assign | None:
        """Return the assignment of ``required = !string.IsNullOrEmpty(key)``: a switch that is off without the value."""
        here: Node = node
        parent = self.endings.parent(node, scope)
        while isinstance(parent, Binary | Unary):
            here, parent = parent, self.endings.parent(parent, scope)
        if not isinstance(parent, Assign) or not isinstance(here, Binary | Unary) or parent.value is not here:
            return None
        off = when_absent(here, lambda part: part is node, blank=self.blank) is False
        return parent if off else None

    def _filtered(self, trace: Trace, node: Node, assign: Assign, scope: Scope, naming: Naming) -> bool:
        """``missing = [n for n in NAMES if not os.getenv(n)]``: what is done when the list is not empty."""
        name = last_name(assign.target)
        found = self._collected(Ending("collect", assign, scope, named=True, collected=name), scope, naming)
        if found is not None:
            trace.checks.append(Check(assign, scope, found, alternatives=False))
        return found is not None

    def _way(self, test: Expr, node: Node) -> tuple[bool | None, bool]:
        """Return which way *test* goes without the value, and whether that needs other values to be absent too."""
        path = _path(node)

        def is_value(expr: Expr) -> bool:
            return expr is node or (bool(path) and isinstance(expr, Name | Attr | Index) and _path(expr) == path)

        way = when_absent(test, is_value, blank=self.blank)
        if way is not None:
            return way, False
        return when_absent(test, is_value, others_absent=True, blank=self.blank), True

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
                # What follows may ask for other values before it ends.
                others = others or any(
                    isinstance(s, If) and any(n is ending.node for n in walk(s)) for s in after if ending is not None
                )
        if ending is not None and ending.how == "collect":
            ending = self._collected(ending, scope, naming)
        others = others or self._answered_before(branch, scope)
        trace.checks.append(Check(branch, scope, ending, others))
        if ending is None:
            trace.guarded.append(Step(node, scope))

    def _answered_before(self, branch: If, scope: Scope) -> bool:
        """``if other_token != "" { return … }`` stands before the check: another value does instead."""
        function = scope.function
        for statement in function.body if function is not None else ():
            if statement is branch:
                return False
            if isinstance(statement, If) and not statement.otherwise and statement.then:
                last = statement.then[-1]
                there = when_absent(statement.test, lambda _: False, others_absent=True) is False
                if isinstance(last, Return) and last.value is not None and there and _asks_secret(statement.test):
                    return True
        return False

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

    def is_left_out(self, trace: Trace) -> bool:
        """Return whether a check tells that only a part of the program is left out without the value."""
        branches = [(c.node, c.scope) for c in trace.checks if isinstance(c.node, If)]
        if trace.empty is not None:
            around = self.endings.parent(trace.empty.node, trace.empty.scope)
            branches += [(around, trace.empty.scope)] if isinstance(around, If) else []
        return any(says_off(texts(self.project, s, scope)) for b, scope in branches for s in (*b.then, *b.otherwise))

    def is_guarded(self, node: Node, scope: Scope) -> bool:
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


def _asks_secret(test: Expr) -> bool:
    """Return whether *test* looks at nothing but values named like credentials."""
    names = [last_name(n) for n in walk(test) if isinstance(n, Name)]
    return bool(names) and all(is_secret_name(n) for n in names)


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
