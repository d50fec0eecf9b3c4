"""Errors on their way up: the handlers that catch one, the callers that it reaches, and what comes of it there."""

from __future__ import annotations

from itertools import islice
from typing import Final

from msgspec.structs import replace

from keyproof.code.ir import Binary, Call, Expr, Function, Handler, Name, Node, Return, Try
from keyproof.code.lasts import is_last
from keyproof.code.messages import last_name
from keyproof.code.outcomes import Ending, Endings, How, Naming, catches, prints_stack, shown_error
from keyproof.code.reacted import Reacted
from keyproof.code.scope import CallSite, Scope
from keyproof.code.sinks_csharp import tells_model
from keyproof.code.sources_table import CLEAN_STARTS
from keyproof.code.taken import location
from keyproof.model.fact import Reaction

_CLIMB: Final = 6
"""Callers through which an uncaught error is followed."""

_SITES: Final = 21
"""Calls of one function that are looked at."""

_SURE: Final = (
    Reaction.UNSAFE_DEFAULT,
    Reaction.WRONG_SUCCESS,
    Reaction.SILENT,
    Reaction.CRASH,
    Reaction.NOISY,
    Reaction.FAIL_FAST,
    Reaction.DEGRADE,
    Reaction.HANG,
    Reaction.NONE_NEEDED,
    Reaction.UNKNOWN,
)
"""Of several callers the gravest counts."""

_PLAIN: Final[dict[How, Reaction]] = {
    "exit": Reaction.FAIL_FAST,
    "error-result": Reaction.DEGRADE,
    "skip-auth": Reaction.UNSAFE_DEFAULT,
}
"""What comes of an ending wherever it is."""


class Raised:
    """Follows the errors of one project."""

    def __init__(self, endings: Endings) -> None:
        """*endings* looks at the handlers that are found."""
        self.project = endings.project
        self.phases = endings.phases
        self.endings = endings

    def of(self, ending: Ending, naming: Naming) -> Reacted:
        """Return what comes of *ending*, of an error where that goes."""
        at = location(ending.scope.module, ending.node)
        if ending.how in _PLAIN:
            return Reacted(_PLAIN[ending.how], at, ending.named)
        if ending.how == "raise":
            return self.uncaught(ending, naming)
        if ending.how == "text-result":
            phase = self.phases.of(ending.scope)
            wrong = phase == "call" and self._answers(ending.scope)
            return Reacted(Reaction.WRONG_SUCCESS if wrong else Reaction.UNKNOWN, at, ending.named)
        if ending.how == "warn":
            return Reacted(Reaction.DEGRADE if ending.named else Reaction.SILENT, at, ending.named)
        return Reacted(Reaction.SILENT, at)

    def _answers(self, scope: Scope) -> bool:
        """Return whether what the function at *scope* returns is a tool's result."""
        function = scope.function
        return function is not None and id(function) in self.phases.tools

    def uncaught(self, ending: Ending, naming: Naming, *, bare: bool = False) -> Reacted:
        """Return what comes of the error that *ending* raises, by itself (a missing key, say) if *bare*."""
        at = location(ending.scope.module, ending.node)
        caught = self._caught(ending, ending.node, ending.scope, naming, bare=bare)
        if caught is not None:
            return caught
        found = self._from_callers(ending, ending.scope, naming, 0, bare=bare)
        if found.reaction is Reaction.NOISY and _class_of(ending.error) == "AssertionError":
            # Meant for programmers, and gone under ``python -O``.
            found = replace(found, reaction=Reaction.CRASH)
        if ending.scope.module.language == "rust" and _class_of(ending.error) == "panic":
            # In a tool it ends the task that was to answer; elsewhere its text is all that is printed, without a stack trace.
            if found.reaction is Reaction.NOISY and found.names_it:
                found = replace(found, reaction=Reaction.FAIL_FAST)
            elif found.reaction in (Reaction.DEGRADE, Reaction.NOISY):
                found = replace(found, reaction=Reaction.CRASH)
        return replace(found, at=found.at or at)

    def _from_callers(self, ending: Ending, scope: Scope, naming: Naming, depth: int, *, bare: bool) -> Reacted:
        function = scope.function
        at = location(ending.scope.module, ending.node)
        if function is None:
            return Reacted(Reaction.NOISY, at, ending.named)
        if id(function) in self.phases.handlers:
            # The SDKs turn an exception of a tool into a result with ``isError`` that carries its message.
            return Reacted(Reaction.DEGRADE, at, ending.named and self._reads(ending))
        if depth < _CLIMB:
            best: Reacted | None = None
            for site in self._reaching(function):
                caught = self._caught(ending, site.call, site.scope, naming, bare=bare)
                caught = caught or self._awaited(ending, site.call, site.scope, naming)
                got = caught or self._from_callers(ending, site.scope, naming, depth + 1, bare=bare)
                if best is None or _rank(got) < _rank(best):
                    best = got
            if best is not None:
                return best
        phase = self.phases.of(scope)
        if phase == "call":
            return Reacted(Reaction.DEGRADE, at, ending.named and self._reads(ending))
        name = scope.qualified.rpartition(".")[2]
        # Rust prints the error that ``main`` returns in one line.
        clean = name in CLEAN_STARTS or (scope.module.language == "rust" and name == "main")
        if clean and _class_of(ending.error) != "panic":
            return Reacted(Reaction.FAIL_FAST, at, ending.named)
        return Reacted(Reaction.NOISY, at, ending.named)

    def _reaching(self, function: Function) -> list[CallSite]:
        """Return where *function* is called; as a stand-in (``given or make()``) only where it is never called else."""
        sites = list(islice(self.project.calls.to(function), _SITES))
        straight = []
        for site in sites:
            around = self.endings.parent(site.call, site.scope)
            if not (isinstance(around, Binary) and around.op in ("or", "||", "??") and around.right is site.call):
                straight.append(site)
        return straight or sites

    def _reads(self, ending: Ending) -> bool:
        """Return whether whoever calls a tool gets to read the error: C#'s SDK keeps all but its own to itself."""
        return ending.scope.module.language != "csharp" or tells_model(self.project, ending.error, ending.scope)

    def _caught(self, ending: Ending, node: Node, scope: Scope, naming: Naming, *, bare: bool) -> Reacted | None:
        """Return what the handlers around *node* make of the error, None when none catches it."""
        here: Node = node
        parent = self.endings.parent(here, scope)
        while parent is not None and not (isinstance(parent, Function) and not self._runs_here(parent, scope)):
            if isinstance(parent, Try) and any(s is here for s in parent.body):
                for handler in parent.handlers:
                    if not catches(handler, ending.error, bare):
                        continue
                    found = self._handled(ending, handler, scope, naming, last=is_last(self.endings, parent, scope))
                    if found is not None:
                        return found
                    break
            here, parent = parent, self.endings.parent(parent, scope)
        return None

    def _runs_here(self, function: Function, scope: Scope) -> bool:
        """Whether *function* is called where it is written, as an expression that throws is lowered."""
        around = self.endings.parent(function, scope)
        return isinstance(around, Call) and around.func is function

    def _handled(
        self, ending: Ending, handler: Handler, scope: Scope, naming: Naming, *, last: bool = False
    ) -> Reacted | None:
        after = self.endings.of_branch(handler.body, scope, naming)
        if last and after is not None and after.how == "warn":
            # The message is the last thing: there is nothing to go on with.
            after = replace(after, how="exit")
        if after is not None and after.how == "raise":
            # Raised again, or as another error that carries the first one's text.
            return None
        named = ending.named and shown_error(ending, handler)
        if after is not None and after.how == "ignored" and self._passes_on(after, handler):
            return Reacted(Reaction.DEGRADE, location(scope.module, after.node), named)
        if after is None or after.how in ("empty", "ignored", "collect"):
            # Swallowed: the program goes on without it.
            return Reacted(Reaction.SILENT, location(scope.module, handler), named, required=False)
        judged = self.of(replace(after, named=after.named or named), naming)
        if judged.reaction is Reaction.FAIL_FAST and prints_stack(handler):
            return replace(judged, reaction=Reaction.NOISY)
        return judged

    def _passes_on(self, after: Ending, handler: Handler) -> bool:
        """``Err(e) => return e.into_response()`` of Rust: the error is the answer."""
        return after.scope.module.language == "rust" and isinstance(after.node, Return) and shown_error(after, handler)

    def _awaited(self, ending: Ending, call: Call, scope: Scope, naming: Naming) -> Reacted | None:
        """``main().catch((error) => …)``."""
        attr = self.endings.parent(call, scope)
        outer = self.endings.parent(attr, scope) if attr is not None else None
        if not isinstance(outer, Call) or last_name(outer.func) != "catch" or not outer.args:
            return None
        function = outer.args[0].value
        if isinstance(function, Name):
            found = self.project.lookup(scope.module, function.id, scope)
            function = found.node if found is not None and isinstance(found.node, Function) else function
        if not isinstance(function, Function):
            return None
        name = function.params[0].name if function.params else ""
        handler = Handler(function.span, (), name, function.body)
        return self._handled(ending, handler, scope, naming, last=is_last(self.endings, outer, scope))


def _rank(reacted: Reacted) -> int:
    """Order outcomes of several callers. One that swallows the error (at clean-up, say) speaks only when alone."""
    if reacted.reaction is Reaction.SILENT:
        return len(_SURE)
    return _SURE.index(reacted.reaction)


def _class_of(error: Expr | None) -> str:
    """Return the class of what is raised, ``""`` for a bare ``raise``."""
    return last_name(error) if error is not None else ""
