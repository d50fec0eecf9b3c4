"""``value or fallback``: what stands in for a value where it is absent."""

from __future__ import annotations

from keyproof.code.conditions import Check, Conditions, Trace
from keyproof.code.env_reads import is_env
from keyproof.code.ir import (
    Attr,
    Binary,
    Call,
    Conditional,
    Const,
    Expr,
    Function,
    If,
    Index,
    Mapping,
    Name,
    Node,
    Param,
    Sequence,
    Str,
    Template,
    Unary,
)
from keyproof.code.messages import last_name
from keyproof.code.names import is_secret_name
from keyproof.code.outcomes import Naming
from keyproof.code.scope import Scope
from keyproof.code.taken import argument
from keyproof.code.uses import Back, Held
from keyproof.code.walk import walk


class Fallbacks:
    """Looks at the fallbacks of one project."""

    def __init__(self, conditions: Conditions) -> None:
        """*conditions* notes those that are asked for in a condition."""
        self.conditions = conditions
        self.endings = conditions.endings
        self.project = conditions.project

    def of(
        self, trace: Trace, node: Node, parent: Binary, scope: Scope, back: Back | None, naming: Naming
    ) -> list[Held]:
        """Return what holds the value next, of *node* that is one side of *parent*; note in *trace* what stands in for it."""
        if parent.right is node:
            trace.alternative = True
            return [(parent, scope, back)]
        ending = self.endings.of_expression(parent.right, scope, naming)
        right, at = self._given(parent.right, scope, back)
        if isinstance(right, Call) and isinstance(right.func, Function):
            ending = self.endings.of_branch(right.func.body, scope, naming)
        if ending is not None and ending.how in ("exit", "raise"):
            trace.checks.append(Check(parent, scope, ending, alternatives=trace.alternative))
            return []
        if self._in_condition(parent, scope):
            self.conditions.note(trace, node, scope, naming)
            return []
        if not self._is_own(trace, node, scope):
            return [(parent, scope, back)]
        if isinstance(right, Str | Template | Const | Mapping | Sequence) or (
            isinstance(right, Call) and not self._reads(right, at)
        ):
            trace.fallback, trace.fallback_scope = trace.fallback or right, at
        else:
            trace.alternative = True
            if isinstance(right, Name) and (found := self.project.constants(at.module, right, at)):
                trace.fallback, trace.fallback_scope = right, at
                trace.alternative = not any(found)
        return [(parent, scope, back)]

    def _given(self, right: Expr, scope: Scope, back: Back | None) -> tuple[Expr, Scope]:
        """Return what the caller gives for a default that is a parameter (``get("X", "default")``), else *right* itself."""
        if (
            isinstance(right, Name)
            and back is not None
            and back.function is not None
            and back.function is scope.function
        ):
            for value, _ in self.project.bindings(right.id, scope):
                given = argument(back.call, back.function, value) if isinstance(value, Param) else None
                if given is not None:
                    return given, back.scope
        return right, scope

    def _is_own(self, trace: Trace, node: Node, scope: Scope) -> bool:
        """Return whether *node* still speaks of the value: by its name, or by standing where it was read.

        Through generic properties (``.value``) other values may have been reached as well.
        """
        if scope.module.language == "ruby" and id(scope.function) not in trace.homes:
            return any(not name or is_secret_name(name) for name in _spoken(node))
        name = last_name(node) if isinstance(node, Name | Attr) else ""
        return not name or is_secret_name(name) or id(scope.function) in trace.homes

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


def _spoken(node: Node) -> list[str]:
    """Return the names under which a value is asked for: of ``data[:a] || data[:b]`` both; ``""`` for what has none."""
    if isinstance(node, Binary):
        return [*_spoken(node.left), *_spoken(node.right)]
    if isinstance(node, Index) and isinstance(node.key, Str):
        return [node.key.value]
    if isinstance(node, Name | Attr) or (isinstance(node, Call) and not node.args):
        return [last_name(node)]
    return [""]
