"""Where a value goes after it is read: the checks of its presence, its uses, and its fallbacks."""

from __future__ import annotations

from typing import Final

from keyproof.code.conditions import Check, Conditions, Trace
from keyproof.code.fallbacks import Fallbacks
from keyproof.code.go_reads import flag_name
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
    Name,
    Node,
    Other,
    Pair,
    Param,
    Return,
    Sequence,
    Str,
    Unary,
)
from keyproof.code.messages import last_name
from keyproof.code.option_reads import option_attribute
from keyproof.code.outcomes import Endings, Naming
from keyproof.code.scope import Definition, Scope
from keyproof.code.sources_table import OPTION_METHODS
from keyproof.code.taken import Step, Taken
from keyproof.code.uses import Back, Held, Uses

_STEPS: Final = 400
"""Places one value is followed to."""
_CALLERS: Final = 20
"""Callers of one function to which an absent result is followed."""
_KEEPS: Final = frozenset({
    "strip", "trim", "rstrip", "lstrip", "trimEnd", "trimStart", "replace", "replaceAll", "split", "lower",
    "toLowerCase", "upper", "toUpperCase", "get_secret_value", "encode", "decode", "toString", "asString", "required",
    "removeprefix", "filter", "leak",
})  # fmt: skip
"""Methods whose result is still the value."""
_WRAPS: Final = frozenset(
    {"str", "String", "SecretStr", "Secret", "cast", "Some", "Promise.resolve", "list", "dict", "JSON.parse"}
)
_COUNTS: Final = frozenset({"all", "any", "every", "some"})
_FORMAT: Final = frozenset(
    {"startswith", "startsWith", "endswith", "endsWith", "match", "fullmatch", "test", "includes", "isalnum"}
)


_NULLS: Final = frozenset({"python", "java", "csharp", "ruby"})
"""Languages in which a method of an absent value is an error."""


class Tracer:
    """Follows the values of one project."""

    def __init__(self, endings: Endings) -> None:
        """*endings* looks at the branches that are found."""
        self.endings = endings
        self.project = endings.project
        self.uses = Uses(self.project)
        self.conditions = Conditions(endings, self.uses)
        self.fallbacks = Fallbacks(self.conditions)

    def follow(self, taken: Taken, naming: Naming, *, blank: bool = False) -> Trace:
        """Return what happens to the value of *taken*, which is an empty text where it is absent if *blank*."""
        self.conditions.blank = blank
        trace = Trace(homes=frozenset(id(s.scope.function) for s in taken.steps))
        first = taken.steps[0]
        back: Back | None = None
        for inner, outer in zip(reversed(taken.steps[:-1]), reversed(taken.steps[1:]), strict=True):
            if isinstance(outer.node, Call):
                back = Back(outer.node, outer.scope, inner.scope.function, back)
        queue: list[Held] = [(first.node, first.scope, back)]
        if taken.declared:
            fields = taken.steps[-1].scope.module.language == "rust"
            queue = (
                self.uses.of_field(taken.declared, taken.steps[-1].scope)
                if fields
                else self.uses.of_key(taken.declared, first.scope, None)
            )
        seen: set[tuple[int, int]] = set()
        while queue and len(seen) < _STEPS:
            node, scope, back = queue.pop(0)
            key = (id(node), id(back.call) if back is not None else 0)
            if key in seen:
                continue
            seen.add(key)
            before = len(trace.checks)
            queue.extend(self._step(trace, node, scope, back, naming))
            for check in trace.checks[before:]:
                queue.extend(self._nothing(trace, check, back))
        return trace

    def _nothing(self, trace: Trace, check: Check, back: Back | None) -> list[Held]:
        """A function that returns nothing without the value: its result is absent in turn, and is followed."""
        ending = check.ending
        function = check.scope.function
        if ending is None or ending.how != "empty" or function is None:
            return []
        trace.checks.remove(check)
        trace.told = trace.told or ending.named
        trace.empty = ending
        if back is not None and back.function is function:
            return [(back.call, back.scope, back.outer)]
        found: list[Held] = [(s.call, s.scope, None) for s in self.project.calls.to(function)]
        return found[:_CALLERS]

    # ---- one step ----------------------------------------------------------------------------------------------------

    def _step(self, trace: Trace, node: Node, scope: Scope, back: Back | None, naming: Naming) -> list[Held]:
        parent = self.endings.parent(node, scope)
        if isinstance(parent, Arg):
            return self._argument(trace, node, parent, scope, back, naming)
        if isinstance(parent, Pair):
            return self._property(trace, parent, scope, back)
        if isinstance(parent, Assign):
            if parent.target is node:
                return []
            return self._assigned(trace, parent, scope, back)
        if isinstance(parent, Return):
            if scope.function is not None and id(scope.function) in self.project.index(scope.module).turns:
                self.conditions.note(trace, node, scope, naming)
                return []
            return self._returned(trace, parent, scope, back)
        if isinstance(parent, Param):
            return self.uses.of_name(parent.name, scope, back)
        return self._expression(trace, node, parent, scope, back, naming)

    def _expression(
        self, trace: Trace, node: Node, parent: Node | None, scope: Scope, back: Back | None, naming: Naming
    ) -> list[Held]:
        if isinstance(parent, Binary) and parent.op in ("or", "??", "||"):
            return self.fallbacks.of(trace, node, parent, scope, back, naming)
        if (isinstance(parent, If | Conditional) and parent.test is node) or isinstance(parent, Binary | Unary):
            return self._asked(trace, node, parent, scope, back, naming)
        if isinstance(parent, Conditional):
            return [(parent, scope, back)]
        if isinstance(parent, Call) and parent.func is node and scope.module.language == "ruby" and not parent.args:
            # What an attribute holds is asked for by a call.
            return [(parent, scope, back)] if self.project.calls.callee(parent, scope) is None else []
        if isinstance(parent, Attr):
            return self._member(trace, node, parent, scope, back)
        if isinstance(parent, Other) and parent.kind == "if":
            self.conditions.note(trace, node, scope, naming)
            return []
        if isinstance(parent, Other) and len(parent.parts) == 1:
            return [(parent, scope, back)]
        if isinstance(parent, ExprStmt | None):
            return []
        if isinstance(parent, Sequence):
            outer = self.endings.parent(parent, scope)
            if isinstance(outer, Arg | Attr) and self._is_counted(outer, scope):
                # ``if not all([url, token])``
                if not self.conditions.note(trace, node, scope, naming):
                    self._use(trace, node, scope)
                return []
            if isinstance(outer, Return) and not isinstance(scope.node, Class):
                return self._one_of_several(trace, parent, outer, node, scope, back)
        self._use(trace, node, scope)
        return []

    def _is_counted(self, outer: Node, scope: Scope) -> bool:
        """Return whether a list is asked for what is absent in it: ``all([…])``, ``[…].every(Boolean)``."""
        call = self.endings.parent(outer, scope)
        return isinstance(call, Call) and last_name(call.func) in _COUNTS

    def _asked(
        self, trace: Trace, node: Node, parent: Node, scope: Scope, back: Back | None, naming: Naming
    ) -> list[Held]:
        """Return what holds a value that a condition or an operator takes."""
        language = scope.module.language
        if isinstance(parent, Binary) and self._is_sorted_out(node, parent, scope):
            return []
        if self.conditions.note(trace, node, scope, naming):
            return []
        if isinstance(parent, Unary) and parent.op == "await":
            return [(parent, scope, back)]
        if language in ("java", "kotlin", "csharp") and (asked := self.conditions.asked(trace, node, scope)):
            return asked
        if language in ("csharp", "rust") and (flag := self.conditions.flag(node, scope)) is not None:
            return self._assigned(trace, flag, scope, back)
        if isinstance(parent, Binary) and parent.op not in ("and", "&&"):
            self._use(trace, node, scope)
            return []
        # ``a and b`` is absent with either.
        return [(parent, scope, back)] if isinstance(parent, Binary) else []

    def _is_sorted_out(self, node: Node, comparison: Binary, scope: Scope) -> bool:
        """``token == "${user_config.token}"``: it is looked at for a known text, which needs no value."""
        other = comparison.right if comparison.left is node else comparison.left
        if comparison.op not in ("==", "===", "!=", "!=="):
            return False
        if isinstance(other, Name):
            return any(isinstance(value, Loop) for value, _ in self.project.bindings(other.id, scope))
        return isinstance(other, Str) and bool(other.value.strip())

    def _one_of_several(
        self, trace: Trace, several: Sequence, parent: Return, node: Node, scope: Scope, back: Back | None
    ) -> list[Held]:
        """``return url, token``: the part of the result that callers take apart again."""
        place = next((n for n, item in enumerate(several.items) if item is node), -1)
        found: list[Held] = []
        for call, inside, outer in self._returned(trace, parent, scope, back):
            kept = self.project.index(inside.module).kept
            if "taken apart" not in kept:
                parts: dict[int, list[tuple[Index, Scope]]] = {}
                for part, around in self.project.index(inside.module).of(Index):
                    if isinstance(part, Index) and isinstance(part.value, Call):
                        parts.setdefault(id(part.value), []).append((part, around))
                kept["taken apart"] = parts
            for index, around in kept["taken apart"].get(id(call), ()):
                if isinstance(index.key, Const) and index.key.text == str(place):
                    found.append((index, around, outer))
        if not found:
            self._use(trace, node, scope)
        return found

    def _member(self, trace: Trace, node: Node, parent: Attr, scope: Scope, back: Back | None) -> list[Held]:
        call = self.endings.parent(parent, scope)
        called = isinstance(call, Call) and call.func is parent
        if parent.name in _FORMAT:
            trace.format = True
            if isinstance(call, Call):
                self.conditions.note(trace, node, scope, Naming(()))
            return []
        if called and parent.name in _KEEPS and call is not None:
            read = Call if scope.module.language != "ruby" else Index
            if isinstance(node, read) and scope.module.language in _NULLS and parent.name != "get_secret_value":
                trace.dereferenced = trace.dereferenced or call
            return [(call, scope, back)]
        if parent.name in ("value", "data", "result") and not called:
            return [(parent, scope, back)]
        if parent.name in ("length", "values"):
            self.conditions.note(trace, node, scope, Naming(()))
            return []
        self._use(trace, node, scope)
        return []

    # ---- where the value goes ----------------------------------------------------------------------------------------

    def _assigned(self, trace: Trace, assign: Assign, scope: Scope, back: Back | None) -> list[Held]:
        target = assign.target
        if isinstance(target, Name):
            return self.uses.of_name(target.id, scope, back)
        if isinstance(target, Attr):
            return self.uses.of_attribute(target.name, scope, None)
        if isinstance(target, Index) and isinstance(target.key, Str):
            uses = self.uses.of_key(target.key.value, scope, None)
            if uses:
                return uses
        self._use(trace, assign.value, scope)
        return []

    def _property(self, trace: Trace, pair: Pair, scope: Scope, back: Back | None) -> list[Held]:
        key = pair.key.value if isinstance(pair.key, Str) else pair.key.id if isinstance(pair.key, Name) else ""
        mapping = self.endings.parent(pair, scope)
        holder = self.endings.parent(mapping, scope) if mapping is not None else None
        if isinstance(holder, Return) and back is not None and back.function is scope.function:
            # ``return { value, source }``: what the call gives holds it.
            return [(back.call, back.scope, back.outer)]
        if isinstance(holder, Arg):
            call = self.endings.parent(holder, scope)
            if isinstance(call, Call) and self.project.calls.callee(call, scope) is None:
                self._use(trace, pair.value, scope)
                return []
        uses = self.uses.of_key(key, scope, None) if key else []
        if not uses:
            self._use(trace, pair.value, scope)
        return uses

    def _returned(self, trace: Trace, parent: Return, scope: Scope, back: Back | None) -> list[Held]:
        function = scope.function
        if back is not None and back.function is function:
            return [(back.call, back.scope, back.outer)]
        if function is None:
            return []
        found: list[Held] = [(s.call, s.scope, back) for s in self.project.calls.to(function)]
        if not found and function.name:
            # A property is read as an attribute.
            found = self.uses.of_attribute(function.name, scope, back) if scope.owner is not None else []
        if not found and parent.value is not None:
            self._use(trace, parent.value, scope)
        return found[:_STEPS]

    def _argument(
        self, trace: Trace, node: Node, arg: Arg, scope: Scope, back: Back | None, naming: Naming
    ) -> list[Held]:
        call = self.endings.parent(arg, scope)
        if not isinstance(call, Call):
            self._use(trace, node, scope)
            return []
        last = last_name(call.func)
        if last in _FORMAT:
            trace.format = True
        if last in ("bool", "Boolean", "len", "isinstance", "any", "all", "some", "every") or last in _FORMAT:
            if self.conditions.note(trace, node, scope, naming):
                return []
            return [(call, scope, back)] if last in ("bool", "Boolean") else []
        if last in _WRAPS or self.project.dotted(call.func, scope) in _WRAPS:
            return [(call, scope, back)]
        if scope.module.language == "go" and (flag := flag_name(self.project, call, scope)) is not None:
            # The default of a flag: it is had as the flag.
            return self._filled(flag[1], call, scope, back)
        found = self.project.calls.callee(call, scope)
        if found is None:
            return self._to_library(trace, node, call, scope, naming)
        uses = self._to_parameter(arg, call, found, scope, back)
        if uses is None:
            self._use(trace, node, scope)
        return uses or []

    def _to_parameter(
        self, arg: Arg, call: Call, found: Definition, scope: Scope, back: Back | None
    ) -> list[Held] | None:
        """Return what holds an argument of a call of the project's own *found*; None where its parameter is not read."""
        function = found.node
        if isinstance(function, Class):
            function = self.project.classes.constructor(function, found.module)
            if function is None:
                return self.uses.of_attribute(arg.name, self.project.top(found.module), back) if arg.name else []
        if not isinstance(function, Function):
            return []
        param = self._param(call, arg, function)
        if param is None and arg.name and scope.module.language == "csharp":
            # ``new Client(http) { Token = token }``
            return self.uses.of_attribute(arg.name, self.project.top(found.module), back)
        inside = self._scope_of(function, found.module.path)
        entered = Back(call, scope, function, back) if isinstance(found.node, Function) else None
        uses = self.uses.of_name(param.name, inside, entered) if param is not None and inside is not None else []
        return uses or None

    def _to_library(self, trace: Trace, node: Node, call: Call, scope: Scope, naming: Naming) -> list[Held]:
        """Return what holds an argument of a call that is not the project's own: the option whose default it is."""
        option = option_attribute(call) if last_name(call.func) in OPTION_METHODS else ""
        if option:
            return self.uses.of_key(option, scope, None)
        if not self.conditions.note(trace, node, scope, naming):
            self._use(trace, node, scope)
        return []

    def _filled(self, target: Expr | None, call: Call, scope: Scope, back: Back | None) -> list[Held]:
        """Return what holds the value of a flag: the call itself, or the variable that it fills."""
        if isinstance(target, Name):
            return self.uses.of_name(target.id, scope, back)
        if isinstance(target, Attr):
            return self.uses.of_attribute(target.name, scope, None)
        return [(call, scope, back)]

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
        if self.conditions.is_guarded(node, scope):
            trace.guarded.append(Step(node, scope))
        else:
            trace.uses.append(Step(node, scope))
